//! Cursor: where its settings lie and what they say.

use super::rules;
use super::says::{Content, File, Place, Product, Proposal, Says, Setting, filled};
use super::servers::servers;
use super::tree::Node;
use crate::record::{AgentInterface, AutonomyLevel};

const PERMISSIONS_PAGE: &str = "https://cursor.com/docs/reference/permissions";
const SANDBOX_PAGE: &str = "https://cursor.com/docs/reference/sandbox";
const CLI_PAGE: &str = "https://cursor.com/docs/cli/reference/permissions";
const HOOKS_PAGE: &str = "https://cursor.com/docs/agent/hooks";
const MCP_PAGE: &str = "https://cursor.com/docs/context/mcp";
const RULES_PAGE: &str = "https://cursor.com/docs/context/rules";
const IGNORE_PAGE: &str = "https://cursor.com/help/customization/ignore-files";
const CLOUD_PAGE: &str = "https://cursor.com/docs/agent/security/run-modes";

/// The product with its files.
pub(super) const PRODUCT: Product = Product {
    id: "cursor",
    name: "Cursor",
    files: &[
        File {
            place: Place::At(".cursor/permissions.json"),
            about: Some("what runs unasked in this repository; it adds to each person's own list"),
            source: PERMISSIONS_PAGE,
            content: Content::Json(PERMISSIONS),
        },
        File {
            place: Place::At(".cursor/sandbox.json"),
            about: Some("the sandbox of this repository; it outranks each person's own"),
            source: SANDBOX_PAGE,
            content: Content::Json(SANDBOX),
        },
        File {
            place: Place::At(".cursor/cli.json"),
            about: Some("rules of the command line form for this repository"),
            source: CLI_PAGE,
            content: Content::Json(CLI),
        },
        File {
            place: Place::At(".cursor/mcp.json"),
            about: Some("tool servers of the repository"),
            source: MCP_PAGE,
            content: Content::Json(&[Setting { key: &["mcpServers"], source: MCP_PAGE, says: servers }]),
        },
        File {
            place: Place::At(".cursor/hooks.json"),
            about: Some("hooks of the repository"),
            source: HOOKS_PAGE,
            content: Content::Json(&[Setting { key: &["hooks"], source: HOOKS_PAGE, says: hooks }]),
        },
        File {
            place: Place::At(".cursor/environment.json"),
            about: Some("where cloud agents of the repository run"),
            source: CLOUD_PAGE,
            content: Content::Present(cloud),
        },
        File {
            place: Place::In(".cursor/rules", &[".mdc", ".md"]),
            about: INSTRUCTIONS,
            source: RULES_PAGE,
            content: Content::Unread,
        },
        File { place: Place::At(".cursorrules"), about: INSTRUCTIONS, source: RULES_PAGE, content: Content::Unread },
        File {
            place: Place::At(".cursorignore"),
            about: Some("paths that the editor's own tools leave alone"),
            source: IGNORE_PAGE,
            content: Content::Ignored(|| {
                let about =
                    "the editor's tools leave credential files alone; terminal commands and tool servers can read them";
                Says::that(about).partial("secret-isolation")
            }),
        },
    ],
};

const INSTRUCTIONS: Option<&str> = Some("instructions, which influence the agent and forbid it nothing");

const PERMISSIONS: &[Setting] = &[
    Setting { key: &["terminalAllowlist"], source: PERMISSIONS_PAGE, says: rules::commands },
    Setting {
        key: &["mcpAllowlist"],
        source: PERMISSIONS_PAGE,
        says: |node| {
            let everything = node.texts().any(|tool| matches!(tool.trim(), "*" | "*:*"));
            let says = if everything {
                Says::that("every tool of every server runs unasked").autonomy(AutonomyLevel::A3AutoApprovedAttended)
            } else {
                Says::that("these tools run unasked").autonomy(AutonomyLevel::A2Allowlisted)
            };
            filled(node, says.and(Proposal::Interface(AgentInterface::McpClient)))
        },
    },
    Setting {
        key: &["autoRun"],
        source: PERMISSIONS_PAGE,
        says: |node| filled(node, Says::that("words to the model that reviews calls; they steer and forbid nothing")),
    },
];

const SANDBOX: &[Setting] = &[
    Setting {
        key: &["type"],
        source: SANDBOX_PAGE,
        says: |node| match node.text() {
            Some("insecure_none") => {
                vec![Says::that("commands run outside of any sandbox, on every machine").no("sandboxed-execution")]
            }
            Some("workspace_readwrite" | "workspace_readonly") => {
                let about = "commands run in a sandbox; where it cannot start, they are asked for instead of refused";
                vec![Says::that(about).partial("sandboxed-execution")]
            }
            _ => Vec::new(),
        },
    },
    Setting {
        key: &["networkPolicy", "default"],
        source: SANDBOX_PAGE,
        says: |node| match node.text() {
            Some("deny") => {
                let about =
                    "commands in the sandbox reach the hosts on the list only; the agent's other tools are not covered";
                vec![Says::that(about).partial("egress-allowlist")]
            }
            Some("allow") => vec![Says::that("commands in the sandbox reach every host").no("egress-allowlist")],
            _ => Vec::new(),
        },
    },
    Setting {
        key: &["additionalReadwritePaths"],
        source: SANDBOX_PAGE,
        says: |node| filled(node, Says::that("paths beyond the workspace that commands in the sandbox may write")),
    },
];

const CLI: &[Setting] = &[
    Setting { key: &["permissions", "allow"], source: CLI_PAGE, says: rules::allowed },
    Setting { key: &["permissions", "deny"], source: CLI_PAGE, says: rules::denied },
];

fn hooks(node: &Node) -> Vec<Says> {
    filled(node, Says::that("programs that run at these events; what they refuse cannot be seen here"))
}

fn cloud() -> Says {
    let about = "cloud agents work on the repository, and never ask";
    Says::that(about).and(Proposal::Interface(AgentInterface::CloudCodingAgent)).autonomy(AutonomyLevel::A4Unattended)
}
