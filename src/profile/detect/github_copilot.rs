//! GitHub Copilot: where its settings lie and what they say.

use super::rules::{plain, unasked};
use super::says::{Content, File, Place, Product, Proposal, Says, Setting, filled, switch};
use super::servers::servers;
use super::tree::{Node, Value};
use crate::record::{AgentInterface, AutonomyLevel, Environment};

const APPROVALS_PAGE: &str = "https://code.visualstudio.com/docs/agents/run/approvals";
const SANDBOX_PAGE: &str = "https://code.visualstudio.com/docs/agents/run/agent-sandboxing";
const SETTINGS_PAGE: &str = "https://code.visualstudio.com/docs/agents/reference/ai-settings";
const EDITS_PAGE: &str = "https://code.visualstudio.com/docs/agents/run/review-code-edits";
const MCP_PAGE: &str = "https://code.visualstudio.com/docs/agents/reference/mcp-configuration";
const INSTRUCTIONS_PAGE: &str =
    "https://docs.github.com/en/copilot/how-tos/configure-custom-instructions/add-repository-instructions";
const CLOUD_PAGE: &str = "https://docs.github.com/en/copilot/how-tos/copilot-on-github/customize-copilot/customize-cloud-agent/customize-the-agent-environment";
const HOOKS_PAGE: &str = "https://docs.github.com/en/copilot/reference/hooks-reference";

/// The product with its files. The cloud agent's firewall and secrets are settings of the repository on GitHub and cannot
/// be seen in its files.
pub(super) const PRODUCT: Product = Product {
    id: "github-copilot",
    name: "GitHub Copilot",
    files: &[
        File {
            place: Place::At(".github/copilot-instructions.md"),
            about: INSTRUCTIONS,
            source: INSTRUCTIONS_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::In(".github/instructions", &[".instructions.md"]),
            about: INSTRUCTIONS,
            source: INSTRUCTIONS_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::In(".github/agents", &[".md"]),
            about: Some("an agent of the repository; its tools stand in YAML, which is not read here"),
            source: "https://docs.github.com/en/copilot/reference/custom-agents-configuration",
            content: Content::Unread,
        },
        File {
            place: Place::In(".github/hooks", &[".json"]),
            about: Some("hooks of the repository"),
            source: HOOKS_PAGE,
            content: Content::Json(&[Setting { key: &["hooks"], source: HOOKS_PAGE, says: hooks }]),
        },
        SETUP_STEPS_YML,
        SETUP_STEPS_YAML,
        File {
            place: Place::At(".vscode/settings.json"),
            about: None,
            source: APPROVALS_PAGE,
            content: Content::Json(EDITOR),
        },
        File {
            place: Place::At(".vscode/mcp.json"),
            about: Some("tool servers of the workspace, for whichever agent VS Code runs"),
            source: MCP_PAGE,
            content: Content::Json(&[Setting { key: &["servers"], source: MCP_PAGE, says: servers }]),
        },
    ],
};

const INSTRUCTIONS: Option<&str> = Some("instructions, which influence the agent and forbid it nothing");

const SETUP_STEPS_YML: File = setup_steps(".github/workflows/copilot-setup-steps.yml");
const SETUP_STEPS_YAML: File = setup_steps(".github/workflows/copilot-setup-steps.yaml");

const fn setup_steps(path: &'static str) -> File {
    File {
        place: Place::At(path),
        about: Some("steps before the cloud agent's work; its firewall is set on GitHub and cannot be seen here"),
        source: CLOUD_PAGE,
        content: Content::Present(|| {
            Says::that("a cloud agent works on the repository, with nobody watching")
                .and(Proposal::Interface(AgentInterface::CloudCodingAgent))
                .and(Proposal::Environment(Environment::CiCd))
                .autonomy(AutonomyLevel::A4Unattended)
        }),
    }
}

/// Settings of a workspace in VS Code.
const EDITOR: &[Setting] = &[
    Setting { key: &["chat.permissions.default"], source: APPROVALS_PAGE, says: level },
    Setting { key: &["chat.tools.global.autoApprove"], source: APPROVALS_PAGE, says: everything },
    Setting { key: &["chat.tools.autoApprove"], source: APPROVALS_PAGE, says: everything },
    Setting { key: &["chat.tools.terminal.autoApprove"], source: APPROVALS_PAGE, says: terminal },
    Setting {
        key: &["chat.tools.terminal.enableAutoApprove"],
        source: APPROVALS_PAGE,
        says: |node| {
            let off = Says::that("no terminal command runs unasked by its name").partial("approval-gate");
            switch(node, None, Some(off))
        },
    },
    Setting { key: &["chat.tools.eligibleForAutoApproval"], source: APPROVALS_PAGE, says: eligible },
    Setting { key: &["chat.tools.urls.autoApprove"], source: APPROVALS_PAGE, says: addresses },
    Setting { key: &["chat.tools.edits.autoApprove"], source: EDITS_PAGE, says: edits },
    Setting { key: &["chat.agent.sandbox.enabled"], source: SANDBOX_PAGE, says: sandbox },
    Setting {
        key: &["chat.agent.sandbox.allowUnsandboxedCommands"],
        source: SANDBOX_PAGE,
        says: |node| {
            let on = "a command that the sandbox blocked can ask to run outside";
            let off = "a command that the sandbox blocked cannot run outside";
            switch(node, Some(Says::that(on)), Some(Says::that(off).partial("sandboxed-execution")))
        },
    },
    Setting {
        key: &["chat.agent.sandbox.network.allowedDomains"],
        source: SANDBOX_PAGE,
        says: |node| {
            filled(node, Says::that("commands in the sandbox reach these hosts only").partial("egress-allowlist"))
        },
    },
    Setting {
        key: &["chat.agent.sandbox.network.allowNetwork"],
        source: SANDBOX_PAGE,
        says: |node| {
            let on = Says::that("commands in the sandbox reach the network").no("egress-allowlist");
            let off = Says::that("commands in the sandbox do not reach the network").partial("egress-allowlist");
            switch(node, Some(on), Some(off))
        },
    },
    Setting {
        key: &["chat.agent.maxRequests"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about = "a turn ends after so many requests; time and money have no limit here";
            let is_number = matches!(node.value, Value::Number(_));
            if is_number { vec![Says::that(about).partial("budgets-and-quotas")] } else { Vec::new() }
        },
    },
    Setting {
        key: &["github.copilot.chat.otel.enabled"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about = "calls are reported; where to, and whether out of the agent's reach, is another setting";
            switch(node, Some(Says::that(about).partial("attributable-action-log")), None)
        },
    },
];

/// The level at which sessions start.
fn level(node: &Node) -> Vec<Says> {
    let level = node.text().unwrap_or_default().to_lowercase();
    let says = match level.replace([' ', '-', '_'], "").as_str() {
        "default" | "manual" | "manualpermissions" | "defaultapprovals" => {
            Says::that("sessions start by asking, save for what is listed")
                .autonomy(AutonomyLevel::A2Allowlisted)
                .partial("approval-gate")
        }
        "autoapprove" | "allowall" | "bypass" | "bypassapprovals" | "autopilot" => {
            Says::that("sessions start with every step unasked")
                .autonomy(AutonomyLevel::A3AutoApprovedAttended)
                .no("approval-gate")
        }
        _ => Says::that("a level that is not known here"),
    };
    vec![says]
}

fn everything(node: &Node) -> Vec<Says> {
    let on = Says::that("every tool call runs unasked, where the editor lets a workspace say so")
        .autonomy(AutonomyLevel::A3AutoApprovedAttended)
        .no("approval-gate");
    let off =
        Says::that("the switch that lets every tool call run unasked is off; whoever edits this file can turn it on");
    switch(node, Some(on), Some(off))
}

/// Commands with `true` run unasked, with `false` they are asked for.
fn terminal(node: &Node) -> Vec<Says> {
    let is_on = |value: &Node| value.switch().or_else(|| value.get(&["approve"]).and_then(Node::switch)) == Some(true);
    let on: Vec<String> = node.entries().filter(|(_, value)| is_on(value)).map(|(name, _)| plain(name)).collect();
    let held = node.entries().any(|(_, value)| value.switch() == Some(false));
    let mut says = Vec::new();
    if !on.is_empty() {
        says.push(unasked(&on, "terminal commands with `true` run unasked"));
    }
    if held {
        let about = "terminal commands with `false` are asked for, and not refused";
        says.push(Says::that(about).partial("approval-gate"));
    }
    says
}

fn eligible(node: &Node) -> Vec<Says> {
    let held = node.entries().any(|(_, value)| value.switch() == Some(false));
    let says = Says::that("tools with `false` cannot be approved for good").partial("approval-gate");
    if held { vec![says] } else { Vec::new() }
}

fn addresses(node: &Node) -> Vec<Says> {
    let approves = |value: &Node, what: &str| {
        value.switch() == Some(true) || value.get(&[what]).and_then(Node::switch) == Some(true)
    };
    if node.entries().any(|(_, value)| approves(value, "approveResponse")) {
        let about = "what these addresses answer enters the session unread";
        return vec![Says::that(about).and(Proposal::UntrustedInput).no("untrusted-content-isolation")];
    }
    let asked = node.entries().any(|(_, value)| value.get(&["approveResponse"]).and_then(Node::switch) == Some(false));
    let about = "what these addresses answer waits for a look; other sources are not covered";
    if asked { vec![Says::that(about).partial("untrusted-content-isolation")] } else { Vec::new() }
}

fn edits(node: &Node) -> Vec<Says> {
    let guards = |pattern: &str| {
        [".vscode", ".github", "AGENTS.md", "CLAUDE.md", ".mcp.json"].iter().any(|own| pattern.contains(own))
    };
    let guarded = node.entries().any(|(name, value)| value.switch() == Some(false) && guards(name));
    let about =
        "edits of the agent's own configuration wait for a person; a command that writes it is judged elsewhere";
    if guarded { vec![Says::that(about).partial("config-memory-integrity")] } else { Vec::new() }
}

fn sandbox(node: &Node) -> Vec<Says> {
    let on = Says::that("commands run in a sandbox; the built-in file tools do not").partial("sandboxed-execution");
    let off = Says::that("commands run outside of any sandbox").no("sandboxed-execution");
    match (node.text(), node.switch()) {
        (Some("on"), _) | (_, Some(true)) => vec![on],
        (Some("off"), _) | (_, Some(false)) => vec![off],
        _ => Vec::new(),
    }
}

fn hooks(node: &Node) -> Vec<Says> {
    filled(node, Says::that("programs that run at these events; what they refuse cannot be seen here"))
}
