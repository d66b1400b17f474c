//! Tool servers (MCP), which every product declares in much the same form.

use super::redact;
use super::says::{Proposal, Says};
use super::tree::{Node, Value};
use crate::record::{AgentInterface, AutonomyLevel};

/// Programs that fetch a package and run it.
const FETCHERS: &[&str] = &["npx", "bunx", "uvx", "pipx", "pnpx"];

/// What a table of tool servers says.
pub(super) fn servers(node: &Node) -> Vec<Says> {
    let mut all = Vec::new();
    for (name, server) in node.entries() {
        let shown = redact::text(name);
        if server.get(&["disabled"]).and_then(Node::switch) == Some(true) {
            continue;
        }
        let declared =
            Says::that("a tool server that the agent loads").and(Proposal::Interface(AgentInterface::McpClient));
        all.push(declared.at(server, shown.clone(), origin(server)));
        if let Some(package) = unpinned(server) {
            let about = "fetches its package without a version, so what runs can change from one day to the next";
            all.push(Says::that(about).no("component-allowlist").at(server, shown.clone(), redact::text(&package)));
        }
        all.extend(secrets(server, &shown));
        all.extend(unasked(server, &shown));
    }
    all
}

/// Where a server comes from, without its arguments.
fn origin(server: &Node) -> String {
    let text = |key: &str| server.get(&[key]).and_then(Node::text);
    let address = text("url").or_else(|| text("serverUrl")).or_else(|| text("httpUrl"));
    if let Some((scheme, rest)) = address.and_then(|address| address.split_once("://")) {
        return format!("{}://{}", redact::text(scheme), redact::host(rest));
    }
    text("command").map_or_else(|| "{…}".to_owned(), |command| format!("command {}", redact::text(command)))
}

/// The package that a server fetches without saying which version.
fn unpinned(server: &Node) -> Option<String> {
    let command = server.get(&["command"])?.text()?;
    let program = command.rsplit(['/', '\\']).next()?.trim_end_matches(".cmd");
    let args: Vec<&str> = server.get(&["args"]).into_iter().flat_map(Node::texts).collect();
    if !FETCHERS.contains(&program) {
        return None;
    }
    let package = args.iter().find(|arg| !arg.starts_with('-') && **arg != "run")?;
    // The first sign of `@scope/name` is no version.
    let version =
        package.get(1..).and_then(|rest| rest.split_once('@').or_else(|| rest.split_once("=="))).map(|(_, v)| v);
    let pinned = version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    (!pinned).then(|| (*package).to_owned())
}

/// Secrets that stand in the file itself; only their names are told.
fn secrets(server: &Node, name: &str) -> Vec<Says> {
    let mut found = Vec::new();
    for key in ["env", "headers", "http_headers"] {
        for (variable, value) in server.get(&[key]).into_iter().flat_map(Node::entries) {
            if is_written_out(variable, value) {
                let below = format!("{name}.{key}.{}", redact::text(variable));
                found.push(Says::that(redact::SECRET_IN_FILE).no("secret-isolation").at(value, below, "(not shown)"));
            }
        }
    }
    let args = server.get(&["args"]);
    let line: Vec<&str> = args.into_iter().flat_map(Node::texts).filter(|arg| !arg.contains('$')).collect();
    if let Some(args) = args.filter(|_| redact::hides(&line.join(" "))) {
        let says = Says::that(redact::SECRET_IN_FILE).no("secret-isolation");
        found.push(says.at(args, format!("{name}.args"), "(not shown)"));
    }
    found
}

/// True for a secret that is not merely referred to.
pub(super) fn is_written_out(name: &str, value: &Node) -> bool {
    let Value::Text(text) = &value.value else { return false };
    let is_reference = text.contains("${") || text.contains('$') || text.contains("{env:") || text.starts_with('<');
    !is_reference && !text.is_empty() && (redact::is_secret_name(name) || redact::looks_secret(text))
}

/// Tools of a server that run unasked.
fn unasked(server: &Node, name: &str) -> Vec<Says> {
    let mut found = Vec::new();
    for key in ["autoApprove", "alwaysAllow"] {
        let Some(tools) = server.get(&[key]).filter(|tools| tools.texts().next().is_some()) else { continue };
        let level = if tools.texts().any(|tool| tool == "*") {
            AutonomyLevel::A3AutoApprovedAttended
        } else {
            AutonomyLevel::A2Allowlisted
        };
        let says = Says::that("tools of this server run unasked").autonomy(level);
        found.push(says.at(tools, format!("{name}.{key}"), redact::shown(tools)));
    }
    if let Some(trust) = server.get(&["trust"]).filter(|trust| trust.switch() == Some(true)) {
        let says = Says::that("every tool of this server runs unasked").autonomy(AutonomyLevel::A2Allowlisted);
        found.push(says.at(trust, format!("{name}.trust"), "true"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tree::json;
    use super::*;
    use crate::source::SourceFile;

    fn said(server: &str) -> Vec<Says> {
        let text = format!("{{\"x\": {server}}}");
        servers(&json(&SourceFile::new("x.json", text)).unwrap().unwrap())
    }

    #[test]
    fn a_package_without_a_version_is_found() {
        for (args, is_unpinned) in [
            ("\"-y\", \"@scope/name\"", true),
            ("\"@scope/name@1.2.3\"", false),
            ("\"name@latest\"", true),
            ("\"name\"", true),
            ("\"name==2.0\"", false),
        ] {
            let found = said(&format!("{{\"command\": \"npx\", \"args\": [{args}]}}"));
            assert_eq!(found.len() == 2, is_unpinned, "{args}: {found:?}");
        }
        assert_eq!(said("{\"command\": \"/usr/bin/server\", \"args\": [\"x\"]}").len(), 1);
        assert_eq!(said("{\"command\": \"npx\", \"disabled\": true}").len(), 0);
    }

    #[test]
    fn secrets_are_told_by_name_only() {
        let found = said(
            "{\"url\": \"https://me:hunter2@x.org/mcp?key=abc\", \"headers\": {\"Authorization\": \"Bearer hunter2\", \"X\": \"1\"}, \"env\": {\"TOKEN\": \"${TOKEN}\"}}",
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(!format!("{found:?}").contains("hunter2"));
        assert_eq!(found[0].part.as_ref().unwrap().shown, "https://x.org/…");
        assert_eq!(found[1].part.as_ref().unwrap().key, "x.headers.Authorization");
    }
}
