//! `cli.md`: every command with its options and examples, from the definitions that the program parses by.

use clap::{Arg, Command};

const HEAD: &str = "# Commands\n\nStandard output is the answer and standard error everything else. Exit codes: 0 yes, 1 no \
                    hits or findings, 2 could not run; a broken pipe is 0.\n";

/// Writes the page.
pub(super) fn page() -> String {
    let mut program = crate::cli::command();
    program.build();
    let mut text = HEAD.to_owned();
    for command in program.get_subcommands() {
        section(&mut text, "##", "precedent", command);
    }
    text.push_str("\n## Options of every command\n\n");
    let global: Vec<&Arg> = program.get_arguments().filter(|arg| arg.is_global_set()).collect();
    options(&mut text, &global);
    text
}

fn section(text: &mut String, level: &str, above: &str, command: &Command) {
    let name = format!("{above} {}", command.get_name());
    text.push_str(&format!("\n{level} `{name}`\n\n"));
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    text.push_str(&closed(&about));
    if command.get_subcommands().next().is_none() {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").lines().map(str::trim).collect::<Vec<_>>().join("\n");
        text.push_str(&format!("\n\n```text\n{}\n```\n", usage.trim()));
    } else {
        text.push('\n');
    }
    let own =
        |arg: &&Arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help" && arg.get_id() != "version";
    let own: Vec<&Arg> = command.get_arguments().filter(own).collect();
    if !own.is_empty() {
        text.push('\n');
        options(text, &own);
    }
    if let Some(examples) = command.get_after_long_help() {
        let examples = examples.to_string();
        let lines: Vec<&str> = examples.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        text.push_str(&format!("\n```console\n{}\n```\n", lines.join("\n")));
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        section(text, &format!("{level}#"), &name, inner);
    }
}

fn options(text: &mut String, args: &[&Arg]) {
    for arg in args {
        let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
        let mut about = closed(&help).replace("\n\n", " ").replace('\n', " ");
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
        if !values.is_empty() && arg.get_action().takes_values() {
            about.push_str(&format!(" One of {}.", values.join(", ")));
        }
        let default: Vec<&str> = arg.get_default_values().iter().filter_map(|value| value.to_str()).collect();
        if !default.is_empty() && arg.get_action().takes_values() {
            about.push_str(&format!(" Without it: `{}`.", default.join(" ")));
        }
        text.push_str(&format!("* `{}`: {about}\n", spelled(arg)));
    }
}

/// An argument as it is typed.
fn spelled(arg: &Arg) -> String {
    let value = || {
        let names = arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>"));
        names.collect::<Vec<_>>().join(" ")
    };
    let name = match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (None, Some(long)) => format!("--{long}"),
        (Some(short), None) => format!("-{short}"),
        (None, None) => return value(),
    };
    if arg.get_action().takes_values() { format!("{name} {}", value()) } else { name }
}

/// A help text with a full stop behind its first paragraph, which help goes without.
fn closed(text: &str) -> String {
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let first = if first.ends_with(['.', ':']) { first.to_owned() } else { format!("{first}.") };
    if rest.is_empty() { first } else { format!("{first}\n\n{rest}") }
}
