//! Gemini CLI: where its settings lie and what they say.

use super::rules;
use super::says::{Content, File, Place, Product, Says, Setting, filled, switch};
use super::servers::servers;
use super::tree::{Node, Value};
use crate::record::AutonomyLevel;

const SETTINGS_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/reference/configuration.md";
const SANDBOX_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/sandbox.md";
const ENTERPRISE_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/enterprise.md";
const TRUST_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/trusted-folders.md";
const POLICY_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/reference/policy-engine.md";
const TELEMETRY_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/telemetry.md";
const IGNORE_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/gemini-ignore.md";
const MEMORY_PAGE: &str = "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/gemini-md.md";
const ACTION_PAGE: &str = "https://github.com/google-github-actions/run-gemini-cli";

/// The product with its files.
pub(super) const PRODUCT: Product = Product {
    id: "gemini-cli",
    name: "Gemini CLI",
    files: &[
        File {
            place: Place::At(".gemini/settings.json"),
            about: Some("settings of the project; system settings and flags outrank it"),
            source: SETTINGS_PAGE,
            content: Content::Json(SETTINGS),
        },
        File {
            place: Place::In(".gemini/policies", &[".toml"]),
            about: Some("policy rules, which have no effect in a project folder by the documentation"),
            source: POLICY_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::At("GEMINI.md"),
            about: Some("instructions, which influence the agent and forbid it nothing"),
            source: MEMORY_PAGE,
            content: Content::Unread,
        },
        File {
            place: Place::At(".geminiignore"),
            about: Some("paths that the file tools leave alone"),
            source: IGNORE_PAGE,
            content: Content::Ignored(|| {
                let about = "the file tools leave credential files alone; shell commands are not held to it";
                Says::that(about).partial("secret-isolation")
            }),
        },
        File {
            place: Place::In(".github/workflows", &[".yml", ".yaml"]),
            about: None,
            source: ACTION_PAGE,
            content: Content::Workflow(&["google-github-actions/run-gemini-cli"], &[]),
        },
    ],
};

const SETTINGS: &[Setting] = &[
    Setting { key: &["general", "defaultApprovalMode"], source: SETTINGS_PAGE, says: mode },
    Setting { key: &["tools", "allowed"], source: SETTINGS_PAGE, says: rules::allowed },
    Setting {
        key: &["tools", "confirmationRequired"],
        source: SETTINGS_PAGE,
        says: |node| filled(node, Says::that("these tools always wait for a person").partial("approval-gate")),
    },
    Setting {
        key: &["tools", "exclude"],
        source: SETTINGS_PAGE,
        says: |node| filled(node, Says::that("the agent does not have these tools").partial("least-privilege-scopes")),
    },
    Setting { key: &["tools", "sandbox"], source: SANDBOX_PAGE, says: sandbox },
    Setting {
        key: &["tools", "sandboxNetworkAccess"],
        source: SETTINGS_PAGE,
        says: |node| {
            let on = "what runs in the sandbox reaches the network";
            let off = "what runs in the sandbox does not reach the network, unless its profile leaves it open";
            switch(node, Some(Says::that(on).no("egress-allowlist")), Some(Says::that(off).partial("egress-allowlist")))
        },
    },
    Setting {
        key: &["security", "toolSandboxing"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about = "single tools are isolated, not the whole program";
            switch(node, Some(Says::that(about).partial("sandboxed-execution")), None)
        },
    },
    Setting {
        key: &["security", "disableYoloMode"],
        source: ENTERPRISE_PAGE,
        says: |node| {
            let about = "whoever can edit this file can take it out again; it locks in the system settings only";
            switch(node, Some(Says::that(about)), None)
        },
    },
    Setting {
        key: &["security", "folderTrust", "enabled"],
        source: TRUST_PAGE,
        says: |node| {
            let on = "settings, tool servers and commands of a folder load once somebody trusts it";
            let off = "settings, tool servers and commands of every folder load unasked";
            let off = Says::that(off).no("config-memory-integrity");
            switch(node, Some(Says::that(on).partial("config-memory-integrity")), Some(off))
        },
    },
    Setting {
        key: &["security", "environmentVariableRedaction", "enabled"],
        source: SETTINGS_PAGE,
        says: |node| {
            let about =
                "variables that are named like secrets are taken from what commands inherit; files are not covered";
            switch(node, Some(Says::that(about).partial("secret-isolation")), None)
        },
    },
    Setting {
        key: &["security", "allowedExtensions"],
        source: SETTINGS_PAGE,
        says: |node| {
            filled(node, Says::that("extensions come from these places, of any version").partial("component-allowlist"))
        },
    },
    Setting {
        key: &["mcp", "allowed"],
        source: ENTERPRISE_PAGE,
        says: |node| {
            let about = "tool servers of these names load; a name says nothing of what bears it";
            filled(node, Says::that(about).partial("component-allowlist"))
        },
    },
    Setting { key: &["mcpServers"], source: SETTINGS_PAGE, says: servers },
    Setting { key: &["model", "maxSessionTurns"], source: SETTINGS_PAGE, says: turns },
    Setting {
        key: &["telemetry", "enabled"],
        source: TELEMETRY_PAGE,
        says: |node| {
            let about = "calls are reported; where to, and whether out of the agent's reach, is another setting";
            switch(node, Some(Says::that(about).partial("attributable-action-log")), None)
        },
    },
    Setting {
        key: &["general", "checkpointing", "enabled"],
        source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/checkpointing.md",
        says: |node| {
            switch(node, Some(Says::that("changes of the file tools can be taken back; shell commands not")), None)
        },
    },
];

fn mode(node: &Node) -> Vec<Says> {
    let says = match node.text().unwrap_or_default() {
        "default" => Says::that("asks before each step that is not listed").autonomy(AutonomyLevel::A1AsksEachStep),
        "plan" => Says::that("reads only until a plan is approved").autonomy(AutonomyLevel::A1AsksEachStep),
        "auto_edit" => Says::that("edits run unasked").autonomy(AutonomyLevel::A2Allowlisted),
        "yolo" => Says::that("by the documentation this mode can be chosen by a flag only, and has no effect here"),
        _ => Says::that("a mode that the documentation did not name when this was written"),
    };
    vec![says]
}

fn sandbox(node: &Node) -> Vec<Says> {
    let on =
        || Says::that("the program runs in a sandbox with the project writable in it").partial("sandboxed-execution");
    match &node.value {
        Value::Switch(false) => vec![Says::that("commands run outside of any sandbox").no("sandboxed-execution")],
        Value::Switch(true) | Value::Text(_) | Value::Table(_) => vec![on()],
        Value::Nothing | Value::Number(_) | Value::List(_) => Vec::new(),
    }
}

fn turns(node: &Node) -> Vec<Says> {
    let Value::Number(turns) = &node.value else { return Vec::new() };
    if turns.starts_with('-') {
        return vec![Says::that("a session has no limit of turns").no("budgets-and-quotas")];
    }
    vec![
        Says::that("a session ends after so many turns; time and money have no limit here")
            .partial("budgets-and-quotas"),
    ]
}
