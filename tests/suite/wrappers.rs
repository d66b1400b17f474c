//! The action and the hooks only wrap the binary: they can be read, and what they call is there.

use serde_json::Value;

use crate::harness::{Sandbox, finish, read, root};

fn definition(path: &str) -> Value {
    serde_saphyr::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Checks that a command has the flags that stand behind its name.
fn has_flags(command: &str, line: &str) {
    let help = Sandbox::new().run(&[command, "--help"]);
    assert_eq!(help.status, 0, "{command}");
    for flag in line.split_whitespace().filter(|word| word.len() > 2 && word.starts_with("--")) {
        assert!(help.stdout.contains(&format!("{flag} ")) || help.stdout.contains(&format!("{flag}\n")), "{line}");
    }
}

#[test]
fn hooks_call_commands_that_are_there() {
    let hooks = definition(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().unwrap();
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        for key in ["id", "name", "description", "entry", "language", "files"] {
            assert!(hook[key].is_string(), "{hook}");
        }
        let entry = hook["entry"].as_str().unwrap();
        let mut words = entry.split(' ');
        assert_eq!((words.next(), hook["language"].as_str()), (Some("precedent"), Some("rust")));
        has_flags(words.next().unwrap(), entry);
    }
}

/// The step that runs the program, as a workflow would run it.
fn script() -> String {
    let action = definition("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["shell"] == "bash" && step["run"].is_string()));
    let install = steps[0]["run"].as_str().unwrap();
    assert!(install.starts_with("cargo install --locked") && root().join("Cargo.lock").exists());
    let step = &steps[1];
    for (name, input) in [("PRECEDENT_BINARY", "binary"), ("PRECEDENT_ARGS", "args"), ("PRECEDENT_PATHS", "path")] {
        assert_eq!(step["env"][name], format!("${{{{ inputs.{input} }}}}"));
        assert!(action["inputs"][input]["description"].is_string());
    }
    let script = step["run"].as_str().unwrap().to_owned();
    assert!(!script.contains("${{"), "an input that became part of the script could run anything");
    script
}

#[test]
fn the_action_checks_a_corpus_and_annotates_it() {
    let script = script();
    has_flags("check", script.split(" check ").nth(1).unwrap());
    let sandbox = Sandbox::new().overlay();
    let run = |args: &str, paths: &str| {
        let mut command = std::process::Command::new("bash");
        command.args(["-e", "-o", "pipefail", "-c", &script]).current_dir(sandbox.path());
        command.env("PRECEDENT_BINARY", env!("CARGO_BIN_EXE_precedent"));
        finish(command.env("PRECEDENT_ARGS", args).env("PRECEDENT_PATHS", paths))
    };
    assert_eq!(run("", "ours").status, 0);
    assert_eq!(run("--today 2026-06-01", "ours/incidents ours/patterns").status, 0);
    assert_eq!(run("", "*").status, 2, "patterns are not expanded");
    let record = "ours/incidents/ours-2026-05-queue-purged.md";
    sandbox.file(record, crate::harness::incident("ours-2026-05-queue-purged").replace("\"Example\"", "\"\""));
    let found = run("", "ours");
    assert_eq!(found.status, 1);
    assert!(found.stdout.starts_with(&format!("::error file={record},line=")), "{found:?}");
    std::fs::remove_dir_all(sandbox.path().join("ours")).unwrap();
    assert_eq!(sandbox.run(&["new", "corpus", "ours"]).status, 0);
    sandbox.file("precedent.toml", "corpus = [\"ours\"]\n");
    assert_eq!(run("", "").status, 0, "what the settings name");
}
