//! Codex: where its settings lie and what they say.

use super::redact;
use super::says::{Content, File, Line, Place, Product, Proposal, Says, Setting, filled, switch};
use super::servers::{is_written_out, servers};
use super::tree::{Node, Value};
use crate::record::AutonomyLevel;

const CONFIG_PAGE: &str = "https://developers.openai.com/codex/config-reference";
const MANAGED_PAGE: &str = "https://developers.openai.com/codex/enterprise/managed-configuration";
const HOOKS_PAGE: &str = "https://developers.openai.com/codex/hooks";
const ACTION_PAGE: &str = "https://github.com/openai/codex-action";

/// The product with its files. `AGENTS.md` is read by others too, and so says nothing of which agent is in use.
pub(super) const PRODUCT: Product = Product {
    id: "openai-codex",
    name: "Codex",
    files: &[
        File {
            place: Place::At(".codex/config.toml"),
            about: Some("settings of the project, which load once somebody trusts it; flags and profiles outrank them"),
            source: CONFIG_PAGE,
            content: Content::Toml(CONFIG),
        },
        File {
            place: Place::At(".codex/requirements.toml"),
            about: Some("requirements; they count only where they are deployed, which cannot be seen here"),
            source: MANAGED_PAGE,
            content: Content::Toml(REQUIREMENTS),
        },
        File {
            place: Place::At("etc/codex/requirements.toml"),
            about: Some("requirements; they count only where they are deployed, which cannot be seen here"),
            source: MANAGED_PAGE,
            content: Content::Toml(REQUIREMENTS),
        },
        File {
            place: Place::At(".codex/hooks.json"),
            about: Some("hooks of the project"),
            source: HOOKS_PAGE,
            content: Content::Json(&[Setting { key: &["hooks"], source: HOOKS_PAGE, says: hooks }]),
        },
        File {
            place: Place::In(".github/workflows", &[".yml", ".yaml"]),
            about: None,
            source: ACTION_PAGE,
            content: Content::Workflow(&["openai/codex-action"], LINES),
        },
        File {
            place: Place::In(".codex/rules", &[".rules"]),
            about: Some(
                "rules for commands outside the sandbox, which load once somebody trusts the project; not read here",
            ),
            source: "https://developers.openai.com/codex/rules",
            content: Content::Unread,
        },
    ],
};

const LINES: &[Line] = &[
    Line {
        key: "sandbox",
        source: ACTION_PAGE,
        says: |value| {
            let about = "commands run outside of any sandbox";
            (value == "danger-full-access").then(|| Says::that(about).no("sandboxed-execution"))
        },
    },
    Line {
        key: "safety-strategy",
        source: ACTION_PAGE,
        says: |value| {
            let about = "the agent keeps the powers of the runner's account, its secrets within reach";
            (value == "unsafe").then(|| Says::that(about).no("secret-isolation"))
        },
    },
    Line {
        key: "allow-users",
        source: ACTION_PAGE,
        says: |value| {
            let about = "anybody can start a run, so their text reaches the prompt";
            let says = || Says::that(about).no("untrusted-content-isolation").and(Proposal::UntrustedInput);
            (value == "*").then(says)
        },
    },
];

const CONFIG: &[Setting] = &[
    Setting { key: &["approval_policy"], source: CONFIG_PAGE, says: approvals },
    Setting {
        key: &["approvals_reviewer"],
        source: CONFIG_PAGE,
        says: |node| match node.text() {
            Some("user") => vec![Says::that("a person answers approvals").partial("approval-gate")],
            Some("auto_review") => {
                vec![Says::that("a model answers approvals in a person's place").no("approval-gate")]
            }
            _ => Vec::new(),
        },
    },
    Setting { key: &["sandbox_mode"], source: CONFIG_PAGE, says: sandbox },
    Setting {
        key: &["sandbox_workspace_write", "network_access"],
        source: CONFIG_PAGE,
        says: |node| {
            let on = "commands in the sandbox reach the network";
            let off = "commands in the sandbox do not reach the network; web search, apps and tool servers do";
            switch(node, Some(Says::that(on).no("egress-allowlist")), Some(Says::that(off).partial("egress-allowlist")))
        },
    },
    Setting {
        key: &["sandbox_workspace_write", "writable_roots"],
        source: CONFIG_PAGE,
        says: |node| filled(node, Says::that("folders beyond the workspace that commands in the sandbox may write")),
    },
    Setting {
        key: &["web_search"],
        source: CONFIG_PAGE,
        says: |node| match node.text() {
            Some("live") => {
                vec![Says::that("fetches pages that anybody may have written").and(Proposal::UntrustedInput)]
            }
            Some("cached") => {
                let about = "searches the vendor's index, which is foreign text too";
                vec![Says::that(about).and(Proposal::UntrustedInput)]
            }
            Some("disabled") => vec![Says::that("does not search the web").partial("untrusted-content-isolation")],
            _ => Vec::new(),
        },
    },
    Setting { key: &["mcp_servers"], source: CONFIG_PAGE, says: servers },
    Setting {
        key: &["shell_environment_policy", "ignore_default_excludes"],
        source: CONFIG_PAGE,
        says: |node| {
            let on = "variables named like secrets are kept for commands";
            let off = "variables named like secrets are taken from what commands inherit; files are not covered";
            switch(node, Some(Says::that(on).no("secret-isolation")), Some(Says::that(off).partial("secret-isolation")))
        },
    },
    Setting { key: &["shell_environment_policy", "set"], source: CONFIG_PAGE, says: variables },
    Setting {
        key: &["memories", "disable_on_external_context"],
        source: CONFIG_PAGE,
        says: |node| {
            let about = "sessions that read foreign text are kept out of memory";
            switch(node, Some(Says::that(about).partial("config-memory-integrity")), None)
        },
    },
    Setting { key: &["hooks"], source: HOOKS_PAGE, says: hooks },
    Setting {
        key: &["otel"],
        source: CONFIG_PAGE,
        says: |node| filled(node, Says::that("by the documentation these keys have no effect in a file of a project")),
    },
];

const REQUIREMENTS: &[Setting] = &[
    Setting {
        key: &["allowed_sandbox_modes"],
        source: MANAGED_PAGE,
        says: |node| {
            if node.texts().any(|mode| mode == "danger-full-access") {
                return vec![Says::that("the mode without a sandbox may be chosen").no("enforced-guardrail-policy")];
            }
            filled(
                node,
                Says::that("where it is deployed, no other mode can be chosen").partial("enforced-guardrail-policy"),
            )
        },
    },
    Setting {
        key: &["allowed_approval_policies"],
        source: MANAGED_PAGE,
        says: |node| {
            if node.texts().any(|policy| policy == "never") {
                return vec![Says::that("the policy that never asks may be chosen").no("enforced-guardrail-policy")];
            }
            filled(
                node,
                Says::that("where it is deployed, no other policy can be chosen").partial("enforced-guardrail-policy"),
            )
        },
    },
    Setting {
        key: &["mcp_servers"],
        source: CONFIG_PAGE,
        says: |node| filled(node, Says::that("a list of approved tool servers").partial("component-allowlist")),
    },
    Setting {
        key: &["permissions", "filesystem", "deny_read"],
        source: MANAGED_PAGE,
        says: |node| filled(node, Says::that("where it is deployed, these cannot be read").partial("secret-isolation")),
    },
    Setting {
        key: &["rules", "prefix_rules"],
        source: CONFIG_PAGE,
        says: |node| {
            let about = "where it is deployed, commands that begin so are held back; other spellings get past";
            filled(node, Says::that(about).partial("destruction-boundary"))
        },
    },
];

fn approvals(node: &Node) -> Vec<Says> {
    let says = match node.text() {
        Some("never") => {
            Says::that("nothing is asked for").autonomy(AutonomyLevel::A3AutoApprovedAttended).no("approval-gate")
        }
        Some("on-request") => Says::that("what the sandbox allows runs unasked, what leaves it is asked for")
            .autonomy(AutonomyLevel::A2Allowlisted)
            .partial("approval-gate"),
        Some("untrusted") => Says::that("known reading commands run unasked, the rest is asked for")
            .autonomy(AutonomyLevel::A2Allowlisted)
            .partial("approval-gate"),
        Some("on-failure") => Says::that("commands run in the sandbox unasked; those that fail there are asked for")
            .autonomy(AutonomyLevel::A2Allowlisted)
            .partial("approval-gate"),
        None if matches!(node.value, Value::Table(_)) => {
            Says::that("some kinds of step are asked for").autonomy(AutonomyLevel::A2Allowlisted)
        }
        _ => Says::that("a policy that the documentation did not name when this was written"),
    };
    vec![says]
}

fn sandbox(node: &Node) -> Vec<Says> {
    let says = match node.text() {
        Some("danger-full-access") => Says::that("commands run outside of any sandbox").no("sandboxed-execution"),
        Some("workspace-write") => {
            Says::that("commands run in a sandbox with the workspace and temporary folders writable")
                .partial("sandboxed-execution")
        }
        Some("read-only") => {
            Says::that("commands run in a sandbox that they can only read in").partial("sandboxed-execution")
        }
        _ => return Vec::new(),
    };
    vec![says]
}

fn variables(node: &Node) -> Vec<Says> {
    let secrets = node.entries().filter(|(name, value)| is_written_out(name, value));
    secrets
        .map(|(name, value)| {
            Says::that(redact::SECRET_IN_FILE).no("secret-isolation").at(value, redact::text(name), "(not shown)")
        })
        .collect()
}

fn hooks(node: &Node) -> Vec<Says> {
    filled(node, Says::that("programs that run at these events; what they refuse cannot be seen here"))
}
