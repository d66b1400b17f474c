//! Claude Code: where its settings lie and what they say.

use super::redact;
use super::rules;
use super::says::{Content, File, Line, Place, Product, Proposal, Says, Setting, filled, switch};
use super::servers::is_written_out;
use super::tree::Node;
use crate::record::AutonomyLevel;

const SETTINGS_PAGE: &str = "https://code.claude.com/docs/en/settings-reference";
const MODES_PAGE: &str = "https://code.claude.com/docs/en/permission-modes";
const SANDBOX_PAGE: &str = "https://code.claude.com/docs/en/sandboxing";
const MCP_PAGE: &str = "https://code.claude.com/docs/en/managed-mcp";
const HOOKS_PAGE: &str = "https://code.claude.com/docs/en/hooks";
const MEMORY_PAGE: &str = "https://code.claude.com/docs/en/memory";
const TELEMETRY_PAGE: &str = "https://code.claude.com/docs/en/monitoring-usage";
const ACTION_PAGE: &str = "https://github.com/anthropics/claude-code-action/tree/main/docs";

/// The product with its files.
pub(super) const PRODUCT: Product = Product {
    id: "claude-code",
    name: "Claude Code",
    files: &[
        File {
            place: Place::At(".claude/settings.json"),
            about: Some("settings of the project; settings.local.json, flags and managed settings outrank it"),
            source: SETTINGS_PAGE,
            content: Content::Json(PROJECT),
        },
        File {
            place: Place::At(".claude/settings.local.json"),
            about: Some("settings of one person for the project"),
            source: SETTINGS_PAGE,
            content: Content::Json(PROJECT),
        },
        File {
            place: Place::At(".claude/managed-settings.json"),
            about: Some("managed settings; they count only where they are deployed, which cannot be seen here"),
            source: SETTINGS_PAGE,
            content: Content::Json(MANAGED),
        },
        File {
            place: Place::At("etc/claude-code/managed-settings.json"),
            about: Some("managed settings; they count only where they are deployed, which cannot be seen here"),
            source: SETTINGS_PAGE,
            content: Content::Json(MANAGED),
        },
        File { place: Place::At("CLAUDE.md"), about: INSTRUCTIONS, source: MEMORY_PAGE, content: Content::Unread },
        File {
            place: Place::At(".claude/CLAUDE.md"),
            about: INSTRUCTIONS,
            source: MEMORY_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::In(".claude/agents", &[".md"]),
            about: Some("a sub-agent of the project"),
            source: "https://code.claude.com/docs/en/sub-agents",
            content: Content::Unread,
        },
        File {
            place: Place::In(".github/workflows", &[".yml", ".yaml"]),
            about: None,
            source: ACTION_PAGE,
            content: Content::Workflow(&["anthropics/claude-code-action", "anthropics/claude-code-base-action"], LINES),
        },
    ],
};

const INSTRUCTIONS: Option<&str> = Some("instructions, which influence the agent and forbid it nothing");

const LINES: &[Line] = &[
    Line {
        key: "allowed_non_write_users",
        source: ACTION_PAGE,
        says: |value| {
            let about = "people without write access can start a run, so their text reaches the prompt";
            let says = || Says::that(about).no("untrusted-content-isolation").and(Proposal::UntrustedInput);
            (!value.is_empty()).then(says)
        },
    },
    Line { key: "claude_args", source: ACTION_PAGE, says: flags },
    // The same flags on lines of their own, as a block below `claude_args: |`.
    Line { key: "dangerously-skip-permissions", source: ACTION_PAGE, says: |_| Some(unasked_in_pipeline()) },
    Line { key: "permission-mode bypassPermissions", source: ACTION_PAGE, says: |_| Some(unasked_in_pipeline()) },
];

/// Flags of the program in a workflow.
fn flags(value: &str) -> Option<Says> {
    let skips = ["--dangerously-skip-permissions", "bypassPermissions"].iter().any(|flag| value.contains(flag));
    skips.then(unasked_in_pipeline)
}

fn unasked_in_pipeline() -> Says {
    Says::that("every step runs unasked").no("approval-gate")
}

/// Settings of a project, or of one person for it.
const PROJECT: &[Setting] = &[
    Setting { key: &["permissions", "allow"], source: SETTINGS_PAGE, says: rules::allowed },
    Setting { key: &["permissions", "ask"], source: SETTINGS_PAGE, says: rules::asked },
    Setting { key: &["permissions", "deny"], source: SETTINGS_PAGE, says: rules::denied },
    Setting { key: &["permissions", "defaultMode"], source: MODES_PAGE, says: |node| mode(node, false) },
    Setting {
        key: &["permissions", "disableBypassPermissionsMode"],
        source: SETTINGS_PAGE,
        says: |_| {
            vec![Says::that("whoever can edit this file can take it out again; it locks in managed settings only")]
        },
    },
    Setting {
        key: &["permissions", "additionalDirectories"],
        source: SETTINGS_PAGE,
        says: |node| filled(node, Says::that("folders beyond the project that the agent may work in")),
    },
    SANDBOX_ENABLED,
    SANDBOX_UNAVAILABLE,
    SANDBOX_ESCAPE,
    SANDBOX_EXCLUDED,
    SANDBOX_DOMAINS,
    SANDBOX_CREDENTIALS,
    Setting {
        key: &["enableAllProjectMcpServers"],
        source: SETTINGS_PAGE,
        says: |node| {
            let on = Says::that("every tool server that .mcp.json comes to name is approved beforehand");
            switch(node, Some(on.no("component-allowlist")), None)
        },
    },
    Setting {
        key: &["worktree", "bgIsolation"],
        source: SETTINGS_PAGE,
        says: |node| match node.text() {
            Some("none") => vec![Says::that("background sessions share the main checkout").no("workspace-isolation")],
            Some("worktree") => {
                let about =
                    "background sessions get a working directory of their own; sessions in the foreground do not";
                vec![Says::that(about).partial("workspace-isolation")]
            }
            _ => Vec::new(),
        },
    },
    Setting { key: &["env"], source: TELEMETRY_PAGE, says: environment },
    HOOKS,
    Setting {
        key: &["disableAllHooks"],
        source: HOOKS_PAGE,
        says: |node| switch(node, Some(Says::that("no hook runs, whatever the other settings say")), None),
    },
];

/// Settings that an organisation deploys.
const MANAGED: &[Setting] = &[
    Setting { key: &["permissions", "allow"], source: SETTINGS_PAGE, says: rules::allowed },
    Setting { key: &["permissions", "ask"], source: SETTINGS_PAGE, says: rules::asked },
    Setting { key: &["permissions", "deny"], source: SETTINGS_PAGE, says: rules::denied },
    Setting { key: &["permissions", "defaultMode"], source: MODES_PAGE, says: |node| mode(node, true) },
    Setting {
        key: &["permissions", "disableBypassPermissionsMode"],
        source: SETTINGS_PAGE,
        says: |node| locked(node, "where it is deployed, the mode that skips prompts cannot be chosen"),
    },
    Setting {
        key: &["disableAutoMode"],
        source: MODES_PAGE,
        says: |node| locked(node, "where it is deployed, no model answers prompts in a person's place"),
    },
    Setting {
        key: &["allowManagedPermissionRulesOnly"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about = "where it is deployed, rules of users and projects do not count";
            switch(node, Some(Says::that(about).partial("enforced-guardrail-policy")), None)
        },
    },
    SANDBOX_ENABLED,
    SANDBOX_UNAVAILABLE,
    SANDBOX_ESCAPE,
    SANDBOX_EXCLUDED,
    SANDBOX_DOMAINS,
    SANDBOX_CREDENTIALS,
    Setting {
        key: &["allowedMcpServers"],
        source: MCP_PAGE,
        says: |node| filled(node, Says::that("a list of approved tool servers").partial("component-allowlist")),
    },
    Setting {
        key: &["strictKnownMarketplaces"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about = "plugins come from approved places only; what is in them is another matter";
            if node.items().is_empty() && !node.is_empty() {
                return Vec::new();
            }
            vec![Says::that(about).partial("component-allowlist")]
        },
    },
    Setting { key: &["env"], source: TELEMETRY_PAGE, says: environment },
    HOOKS,
];

const SANDBOX_ENABLED: Setting = Setting {
    key: &["sandbox", "enabled"],
    source: SANDBOX_PAGE,
    says: |node| {
        let on = "shell commands run in a sandbox; the built-in file tools do not";
        let off = "shell commands run outside of any sandbox";
        switch(
            node,
            Some(Says::that(on).partial("sandboxed-execution")),
            Some(Says::that(off).no("sandboxed-execution")),
        )
    },
};

const SANDBOX_UNAVAILABLE: Setting = Setting {
    key: &["sandbox", "failIfUnavailable"],
    source: SETTINGS_PAGE,
    says: |node| {
        let on = "commands are refused where the sandbox cannot start";
        let off = "commands run outside where the sandbox cannot start";
        switch(node, Some(Says::that(on).partial("sandboxed-execution")), Some(Says::that(off)))
    },
};

const SANDBOX_ESCAPE: Setting = Setting {
    key: &["sandbox", "allowUnsandboxedCommands"],
    source: SETTINGS_PAGE,
    says: |node| {
        let on = "a command that the sandbox blocked can be tried again outside";
        let off = "a command that the sandbox blocked cannot be tried again outside";
        switch(node, Some(Says::that(on)), Some(Says::that(off).partial("sandboxed-execution")))
    },
};

const SANDBOX_EXCLUDED: Setting = Setting {
    key: &["sandbox", "excludedCommands"],
    source: SETTINGS_PAGE,
    says: |node| filled(node, Says::that("these commands run outside of the sandbox")),
};

const SANDBOX_DOMAINS: Setting = Setting {
    key: &["sandbox", "network", "allowedDomains"],
    source: SANDBOX_PAGE,
    says: |node| {
        if node.texts().any(|host| host.trim() == "*") {
            return vec![Says::that("every host may be reached").no("egress-allowlist")];
        }
        let about = "commands in the sandbox reach these hosts unasked; lists of other settings files add to it";
        filled(node, Says::that(about).partial("egress-allowlist"))
    },
};

const SANDBOX_CREDENTIALS: Setting = Setting {
    key: &["sandbox", "credentials"],
    source: SETTINGS_PAGE,
    says: |node| {
        let about = "commands in the sandbox do not get these credentials; the file tools go by permission rules";
        filled(node, Says::that(about).partial("secret-isolation"))
    },
};

const HOOKS: Setting = Setting {
    key: &["hooks"],
    source: HOOKS_PAGE,
    says: |node| {
        let about = "programs that run at these events; what they refuse cannot be seen here";
        filled(node, Says::that(about))
    },
};

/// A key that locks something when its value is `disable`.
fn locked(node: &Node, about: &str) -> Vec<Says> {
    match node.text() {
        Some("disable") => vec![Says::that(about).partial("enforced-guardrail-policy")],
        _ => Vec::new(),
    }
}

/// What the mode says in which sessions start.
fn mode(node: &Node, is_managed: bool) -> Vec<Says> {
    let says = match node.text().unwrap_or_default() {
        "default" | "manual" => Says::that("sessions start by asking before each step that is not listed")
            .autonomy(AutonomyLevel::A1AsksEachStep),
        "plan" => Says::that("sessions start by planning, and edit once the plan is approved")
            .autonomy(AutonomyLevel::A1AsksEachStep),
        "acceptEdits" => Says::that("edits, and commands such as rm and mv in the project, run unasked")
            .autonomy(AutonomyLevel::A2Allowlisted),
        "dontAsk" => Says::that("what is listed runs unasked and everything else is refused")
            .autonomy(AutonomyLevel::A2Allowlisted)
            .partial("least-privilege-scopes"),
        "auto" if is_managed => Says::that("a second model answers prompts in a person's place")
            .autonomy(AutonomyLevel::A3AutoApprovedAttended)
            .no("approval-gate"),
        "bypassPermissions" if is_managed => {
            Says::that("every step runs unasked").autonomy(AutonomyLevel::A3AutoApprovedAttended).no("approval-gate")
        }
        "auto" | "bypassPermissions" => Says::that(
            "by the documentation this mode has no effect in a file of a project; what sessions start in is unknown",
        ),
        _ => Says::that("a mode that the documentation did not name when this was written"),
    };
    vec![says]
}

/// Variables that mean something; of others, only secrets that stand there are told, by name.
fn environment(node: &Node) -> Vec<Says> {
    let mut found = Vec::new();
    for (name, value) in node.entries() {
        let is_on = value.text() == Some("1") || value.text() == Some("true") || value.switch() == Some(true);
        let about = match name {
            "CLAUDE_CODE_ENABLE_TELEMETRY" if is_on => {
                Says::that("calls are reported, if an exporter is set up as well").partial("attributable-action-log")
            }
            "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB" if is_on => {
                Says::that("credentials of the vendor and of clouds are taken from what commands inherit")
                    .partial("secret-isolation")
            }
            _ if is_written_out(name, value) => Says::that(redact::SECRET_IN_FILE).no("secret-isolation"),
            _ => continue,
        };
        let shown = if is_on { "on" } else { "(not shown)" };
        found.push(about.at(value, redact::text(name), shown));
    }
    found
}
