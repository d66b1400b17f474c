//! Kiro: where its settings lie and what they say.

use super::redact;
use super::rules;
use super::says::{Content, File, Place, Product, Says, Setting, filled};
use super::servers::servers;
use super::tree::Node;
use crate::record::AutonomyLevel;

const MCP_PAGE: &str = "https://kiro.dev/docs/mcp/configuration/";
const AGENTS_PAGE: &str = "https://kiro.dev/docs/custom-agents/configuration-reference/";
const HOOKS_PAGE: &str = "https://kiro.dev/docs/hooks/";
const STEERING_PAGE: &str = "https://kiro.dev/docs/steering/";
const OLD_PAGE: &str = "https://kiro.dev/docs/ide/0x-reference/";
const AUTOPILOT_PAGE: &str = "https://kiro.dev/docs/ide/chat/autopilot/";

/// The product with its files. Permission rules of Kiro lie in each person's home and cannot be seen in a repository.
pub(super) const PRODUCT: Product = Product {
    id: "kiro",
    name: "Kiro",
    files: &[
        File {
            place: Place::At(".kiro/settings/mcp.json"),
            about: Some("tool servers of the workspace"),
            source: MCP_PAGE,
            content: Content::Json(&[Setting { key: &["mcpServers"], source: MCP_PAGE, says: servers }]),
        },
        File {
            place: Place::In(".kiro/agents", &[".json"]),
            about: Some("an agent of the workspace"),
            source: AGENTS_PAGE,
            content: Content::Json(AGENT),
        },
        File {
            place: Place::In(".kiro/agents", &[".md"]),
            about: Some("an agent of the workspace; its permissions stand in YAML, which is not read here"),
            source: AGENTS_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::In(".kiro/hooks", &[".json"]),
            about: Some("hooks, by which events run commands or start the agent"),
            source: HOOKS_PAGE,
            content: Content::Json(&[Setting { key: &["hooks"], source: HOOKS_PAGE, says: hooks }]),
        },
        File {
            place: Place::In(".kiro/hooks", &[".kiro.hook"]),
            about: Some("a hook in the form before version 1.0, by which an event runs a command or starts the agent"),
            source: OLD_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::In(".kiro/steering", &[".md"]),
            about: Some("instructions, which influence the agent and forbid it nothing"),
            source: STEERING_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::At(".vscode/settings.json"),
            about: None,
            source: AUTOPILOT_PAGE,
            content: Content::Json(EDITOR),
        },
    ],
};

const AGENT: &[Setting] = &[
    Setting { key: &["allowedTools"], source: AGENTS_PAGE, says: tools },
    Setting { key: &["toolsSettings", "execute_bash", "allowedCommands"], source: AGENTS_PAGE, says: rules::commands },
    Setting { key: &["toolsSettings", "shell", "allowedCommands"], source: AGENTS_PAGE, says: rules::commands },
    Setting { key: &["toolsSettings", "execute_bash", "deniedCommands"], source: AGENTS_PAGE, says: denied },
    Setting { key: &["toolsSettings", "shell", "deniedCommands"], source: AGENTS_PAGE, says: denied },
    Setting { key: &["mcpServers"], source: AGENTS_PAGE, says: servers },
    Setting {
        key: &["hooks"],
        source: AGENTS_PAGE,
        says: |node| {
            filled(node, Says::that("programs that run at these events; what they refuse cannot be seen here"))
        },
    },
];

const EDITOR: &[Setting] = &[
    Setting {
        key: &["kiroAgent.agentAutonomy"],
        source: AUTOPILOT_PAGE,
        says: |node| match node.text() {
            Some("Supervised") => {
                let about = "pauses after each turn that edits files; commands go by permission rules";
                vec![Says::that(about).autonomy(AutonomyLevel::A1AsksEachStep).partial("approval-gate")]
            }
            Some("Autopilot") => {
                let about = "edits run unasked; commands wait unless they are trusted";
                vec![Says::that(about).autonomy(AutonomyLevel::A2Allowlisted)]
            }
            _ => Vec::new(),
        },
    },
    Setting { key: &["kiroAgent.trustedCommands"], source: OLD_PAGE, says: rules::commands },
];

/// Tools that run unasked, by name or pattern.
fn tools(node: &Node) -> Vec<Says> {
    let everything = node.texts().any(|tool| matches!(tool, "*" | "@builtin" | "execute_bash" | "shell" | "execute_*"));
    let says = if everything {
        Says::that("commands run unasked").autonomy(AutonomyLevel::A3AutoApprovedAttended).no("approval-gate")
    } else {
        Says::that("these tools run unasked").autonomy(AutonomyLevel::A2Allowlisted)
    };
    filled(node, says)
}

fn denied(node: &Node) -> Vec<Says> {
    let about = "commands that match are refused; other spellings, and scripts, get past";
    filled(node, Says::that(about).partial("destruction-boundary"))
}

/// What each hook does, and at which event.
fn hooks(node: &Node) -> Vec<Says> {
    let mut found = Vec::new();
    for (at, hook) in node.items().iter().enumerate() {
        if hook.get(&["enabled"]).and_then(Node::switch) == Some(false) {
            continue;
        }
        let trigger = hook.get(&["trigger"]).map(redact::shown).unwrap_or_default();
        let about = match hook.get(&["action", "type"]).and_then(Node::text) {
            Some("agent") => "the event starts the agent; nobody needs to ask",
            Some("command") => "the event runs a command; what it refuses cannot be seen here",
            _ => "what the event does is not known here",
        };
        found.push(Says::that(about).at(hook, format!("{at}.trigger"), trigger));
    }
    found
}
