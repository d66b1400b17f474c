//! What the settings of agents in a folder say, and that nothing else is read, shown or written.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use precedent::corpus::Corpus;
use precedent::diagnostic::{Style, render_text};
use precedent::kb::KnowledgeBase;
use precedent::profile::{Detection, Reading};
use precedent::record::{AnswerValue, AutonomyLevel};
use precedent::source::SourceFile;

use crate::harness::{Sandbox, read, root};

/// What stands in the fixtures where a secret would, whole or in part.
const SECRET: &str = "hunter2";

fn kb() -> &'static KnowledgeBase {
    static KB: OnceLock<KnowledgeBase> = OnceLock::new();
    KB.get_or_init(|| KnowledgeBase::build(vec![Corpus::embedded()]).unwrap())
}

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures/detect").join(name)
}

fn detect(folder: &Path) -> Detection {
    Detection::of(folder).unwrap()
}

/// Everything that goes into the profile, with where it stands: `path:line field value`.
fn proposed(detection: &Detection) -> Vec<String> {
    let mut lines = Vec::new();
    for (_, found) in detection.found() {
        let line = found.line.map(|line| format!(":{line}")).unwrap_or_default();
        let proposals = found.proposals.iter().map(|proposal| format!("{} {}", proposal.field(), proposal.value()));
        let proposals: Vec<String> = proposals.collect();
        if !proposals.is_empty() {
            lines.push(format!("{}{line} {}", found.path, proposals.join(", ")));
        }
    }
    lines
}

/// Finds what is expected of a fixture, and that the profile made of it has nothing wrong.
fn expect(name: &str, expected: &[&str]) {
    let detection = detect(&fixture(name));
    assert_eq!(proposed(&detection), expected, "{name}");
    assert!(detection.diagnostics.is_empty(), "{name}: {}", render_text(&detection.diagnostics, Style::Plain));
    assert_eq!(detection.products.iter().map(|product| product.id).collect::<Vec<_>>(), [name]);
    let (profile, remarks) = detection.profile("Team".parse().unwrap(), kb(), None);
    let text = profile.to_draft(&remarks);
    let reading = Reading::of(SourceFile::new("team.toml", text.clone()), kb(), None);
    assert!(reading.diagnostics.is_empty(), "{}", render_text(&reading.diagnostics, Style::Plain));
    let mut written = reading.profile.unwrap();
    // The file says `unknown` where nothing is known.
    written.autonomy = written.autonomy.filter(|level| *level != AutonomyLevel::Unknown);
    assert_eq!(written, profile);
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn claude_code_is_read() {
    expect(
        "claude-code",
        &[
            ".claude/settings.json:4 autonomy a2-allowlisted",
            ".claude/settings.json:5 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities deploy, rule_of_two.A-untrusted-input yes",
            ".claude/settings.json:6 approval-gate partial",
            ".claude/settings.json:7 destruction-boundary partial",
            ".claude/settings.json:7 secret-isolation partial",
            ".claude/settings.json:10 sandboxed-execution partial",
            ".claude/settings.json:11 sandboxed-execution partial",
            ".claude/settings.json:12 egress-allowlist partial",
            ".claude/settings.local.json:3 component-allowlist no",
            ".claude/settings.local.json:5 attributable-action-log partial",
            ".claude/settings.local.json:6 secret-isolation no",
            ".github/workflows/triage.yml:3 rule_of_two.A-untrusted-input yes",
            ".github/workflows/triage.yml:11 interfaces ci-action-bot, environments ci-cd, permissions ci-job-token, \
             autonomy a4-unattended",
            ".github/workflows/triage.yml:13 untrusted-content-isolation no, rule_of_two.A-untrusted-input yes",
        ],
    );
}

#[test]
fn what_several_products_read_proposes_none_of_them() {
    expect(
        "several",
        &[
            ".mcp.json:3 interfaces mcp-client",
            ".mcp.json:6 secret-isolation no",
            ".mcp.json:8 interfaces mcp-client",
            ".mcp.json:9 interfaces mcp-client",
            ".mcp.json:9 component-allowlist no",
        ],
    );
    let (profile, _) = detect(&fixture("several")).profile("Team".parse().unwrap(), kb(), None);
    assert!(profile.products.is_empty());
}

#[test]
fn cursor_is_read() {
    expect(
        "cursor",
        &[
            ".cursor/cli.json:3 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities delete, capabilities deploy, \
             capabilities read-secrets",
            ".cursor/cli.json:4 destruction-boundary partial",
            ".cursor/cli.json:4 secret-isolation partial",
            ".cursor/environment.json interfaces cloud-coding-agent, autonomy a4-unattended",
            ".cursor/permissions.json:1 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities send",
            ".cursor/permissions.json:1 autonomy a2-allowlisted, interfaces mcp-client",
            ".cursor/sandbox.json:2 sandboxed-execution no",
            ".cursor/sandbox.json:3 egress-allowlist partial",
            ".cursorignore:3 secret-isolation partial",
        ],
    );
}

#[test]
fn gemini_cli_is_read() {
    expect(
        "gemini-cli",
        &[
            ".gemini/settings.json:2 autonomy a2-allowlisted",
            ".gemini/settings.json:3 budgets-and-quotas no",
            ".gemini/settings.json:5 sandboxed-execution partial",
            ".gemini/settings.json:6 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities delete, capabilities send, \
             rule_of_two.A-untrusted-input yes",
            ".gemini/settings.json:7 approval-gate partial",
            ".gemini/settings.json:11 config-memory-integrity no",
            ".gemini/settings.json:12 secret-isolation partial",
            ".gemini/settings.json:14 interfaces mcp-client",
            ".gemini/settings.json:14 autonomy a2-allowlisted",
            ".gemini/settings.json:15 attributable-action-log partial",
            ".geminiignore:1 secret-isolation partial",
        ],
    );
}

#[test]
fn codex_is_read() {
    expect(
        "openai-codex",
        &[
            ".codex/config.toml:2 autonomy a3-auto-approved-attended, approval-gate no",
            ".codex/config.toml:3 sandboxed-execution no",
            ".codex/config.toml:4 rule_of_two.A-untrusted-input yes",
            ".codex/config.toml:7 egress-allowlist no",
            ".codex/config.toml:10 secret-isolation partial",
            ".codex/config.toml:11 secret-isolation no",
            ".codex/config.toml:13 interfaces mcp-client",
        ],
    );
}

#[test]
fn kiro_is_read() {
    expect(
        "kiro",
        &[
            ".kiro/agents/deploy.json:4 autonomy a3-auto-approved-attended, approval-gate no",
            ".kiro/agents/deploy.json:5 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities deploy",
            ".kiro/agents/deploy.json:5 destruction-boundary partial",
            ".kiro/settings/mcp.json:1 interfaces mcp-client",
            ".kiro/settings/mcp.json:1 component-allowlist no",
            ".kiro/settings/mcp.json:1 autonomy a3-auto-approved-attended",
            ".vscode/settings.json:1 autonomy a2-allowlisted",
            ".vscode/settings.json:1 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities publish",
        ],
    );
}

#[test]
fn github_copilot_is_read() {
    expect(
        "github-copilot",
        &[
            ".github/workflows/copilot-setup-steps.yml interfaces cloud-coding-agent, environments ci-cd, \
             autonomy a4-unattended",
            ".vscode/mcp.json:1 interfaces mcp-client",
            ".vscode/settings.json:3 autonomy a3-auto-approved-attended, approval-gate no",
            ".vscode/settings.json:5 autonomy a2-allowlisted, capabilities execute, \
             rule_of_two.C-state-change-or-external-comms yes, capabilities send, capabilities publish",
            ".vscode/settings.json:5 approval-gate partial",
            ".vscode/settings.json:6 untrusted-content-isolation partial",
            ".vscode/settings.json:7 sandboxed-execution partial",
            ".vscode/settings.json:8 budgets-and-quotas partial",
        ],
    );
}

/// What a workflow sets free counts, in one line or in a block, and a key that stands in it is told without being shown.
#[test]
fn a_pipeline_that_asks_nobody_is_found() {
    let sandbox = Sandbox::new();
    let workflow = |uses: &str, with: &str| {
        let text = format!(
            "on: workflow_dispatch\npermissions: write-all\njobs:\n  x:\n    steps:\n      - uses: {uses}\n        with:\n{with}"
        );
        sandbox.file(".github/workflows/agent.yml", text);
        let detection = detect(sandbox.path());
        assert!(!format!("{detection:?}").contains(SECRET));
        proposed(&detection).join("\n")
    };
    let claude = "anthropics/claude-code-action@v1";
    let one_line = "          claude_args: --model x --dangerously-skip-permissions\n";
    let block =
        "          claude_args: |\n            --max-turns 5\n            --permission-mode bypassPermissions\n";
    let key = format!("          anthropic_api_key: sk-ant-api03-{SECRET}{SECRET}{SECRET}\n");
    for with in [one_line, block] {
        let found = workflow(claude, with);
        assert!(found.contains(":2 least-privilege-scopes no") && found.contains("approval-gate no"), "{found}");
    }
    assert!(workflow(claude, &key).contains("agent.yml:8 secret-isolation no"));
    let reference =
        "          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}\n          claude_args: --max-turns 5\n";
    let found = workflow(claude, reference);
    assert!(!found.contains("secret-isolation") && !found.contains("approval-gate"), "{found}");
    let codex =
        "          sandbox: danger-full-access\n          safety-strategy: unsafe\n          allow-users: '*'\n";
    let found = workflow("openai/codex-action@v1", codex);
    for answer in ["sandboxed-execution no", "secret-isolation no", "untrusted-content-isolation no"] {
        assert!(found.contains(answer), "{found}");
    }
}

#[test]
fn a_mode_that_has_no_effect_in_its_file_proposes_nothing() {
    let sandbox = Sandbox::new();
    let mode = |mode: &str| {
        sandbox.file(".claude/settings.json", format!("{{\"permissions\": {{\"defaultMode\": \"{mode}\"}}}}"));
        detect(sandbox.path()).profile("Team".parse().unwrap(), kb(), None).0.autonomy
    };
    assert_eq!(mode("bypassPermissions"), None);
    assert_eq!(mode("auto"), None);
    assert_eq!(mode("default"), Some(AutonomyLevel::A1AsksEachStep));
}

/// What speaks against a safeguard outweighs what speaks for it, in whichever file it stands.
#[test]
fn one_agent_without_a_safeguard_is_one_too_many() {
    let sandbox = Sandbox::new();
    sandbox.file(".claude/settings.json", "{\"sandbox\": {\"enabled\": true}}");
    sandbox.file(".codex/config.toml", "sandbox_mode = \"danger-full-access\"\n");
    let answers = detect(sandbox.path()).answers();
    let answer = answers.iter().find(|answer| answer.safeguard == "sandboxed-execution").unwrap();
    assert_eq!(answer.answer, AnswerValue::No);
    assert!(answer.evidence.starts_with(".codex/config.toml:1 sandbox_mode"), "{}", answer.evidence);
    assert!(answer.evidence.contains(".claude/settings.json:1 sandbox.enabled = true"), "{}", answer.evidence);
}

#[test]
fn every_answer_is_to_a_question_that_there_is_and_none_is_yes() {
    for name in ["claude-code", "cursor", "gemini-cli", "openai-codex", "kiro", "github-copilot", "several"] {
        for answer in detect(&fixture(name)).answers() {
            assert!(kb().safeguards().contains_key(answer.safeguard), "{}", answer.safeguard);
            assert!(matches!(answer.answer, AnswerValue::No | AnswerValue::Partial));
        }
    }
}

#[test]
fn every_place_is_documented_by_its_vendor() {
    let places = Detection::places();
    assert!(places.len() > 35, "{}", places.len());
    for place in &places {
        assert!(kb().products().contains_key(place.product) || place.product == "several", "{}", place.product);
        for source in place.keys.iter().map(|(_, source)| *source).chain([place.source]) {
            assert!(source.starts_with("https://") && !source.contains(' '), "{}: {source}", place.path);
        }
    }
}

#[test]
fn secrets_are_shown_nowhere() {
    for name in ["claude-code", "openai-codex", "several"] {
        let folder = fixture(name);
        let files = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        let holds = [".claude/settings.local.json", ".mcp.json", ".codex/config.toml"];
        assert!(holds.iter().any(|file| files(&folder.join(file)).contains(SECRET)), "{name} has no secret to hide");
        let sandbox = Sandbox::new();
        let folder = folder.to_str().unwrap();
        for args in [&[][..], &["--proposal"], &["--format", "json"], &["--today", "2026-11-21", "--out", "x.toml"]] {
            let run = sandbox.run(&[&["profile", "detect", folder], args].concat());
            assert_eq!(run.status, 0, "{args:?}: {}", run.stderr);
            assert!(!format!("{run:?}").contains(SECRET), "{args:?}: {run:?}");
        }
        let written = std::fs::read_to_string(sandbox.path().join("x.toml")).unwrap();
        assert!(!written.contains(SECRET) && written.contains("on = \"2026-11-21\""), "{written}");
    }
}

/// The line of a syntax error can hold a secret, so none of it is shown.
#[test]
fn a_file_that_cannot_be_read_is_told_without_its_text_and_the_others_go_on() {
    let sandbox = Sandbox::new();
    sandbox.file(".claude/settings.json", format!("{{ \"apiKeyHelper\": \"{SECRET}\" \"env\": {{}} }}"));
    sandbox.file(".codex/config.toml", format!("token = {SECRET}\n"));
    sandbox.file(".gemini/settings.json", [b"{\"a\": \"", &[0xff][..], SECRET.as_bytes(), b"\"}"].concat());
    sandbox.file(".cursor/sandbox.json", vec![b' '; 1_000_001]);
    sandbox.file(".kiro/settings/mcp.json/x", "");
    sandbox.file(".vscode/settings.json", "[".repeat(300_000));
    sandbox.file(".cursor/cli.json", "{\"permissions\": {\"deny\": [\"Shell(rm)\"]}}");
    let detection = detect(sandbox.path());
    let found: BTreeMap<&str, &str> =
        detection.diagnostics.iter().map(|problem| (problem.source.path(), problem.rule.code)).collect();
    let expected = [
        (".claude/settings.json", "syntax-error"),
        (".codex/config.toml", "syntax-error"),
        (".cursor/sandbox.json", "file-too-large"),
        (".gemini/settings.json", "invalid-utf8"),
        (".kiro/settings/mcp.json", "not-a-file"),
        (".vscode/settings.json", "syntax-error"),
    ];
    assert_eq!(found, BTreeMap::from(expected));
    assert_eq!(detection.diagnostics.len(), expected.len());
    let line = detection.diagnostics[0].position().unwrap();
    assert_eq!((line.line, line.column), (1, 28));
    let shown = render_text(&detection.diagnostics, Style::Plain);
    assert!(!shown.contains(SECRET) && !shown.contains("apiKeyHelper"), "{shown}");
    assert!(proposed(&detection).contains(&".cursor/cli.json:1 destruction-boundary partial".to_owned()));
    for args in [&["profile", "detect"][..], &["profile", "detect", "--format", "json"]] {
        let run = sandbox.run(args);
        assert_eq!(run.status, 1, "{run:?}");
        assert!(!format!("{run:?}").contains(SECRET), "{run:?}");
    }
}

#[test]
fn links_out_of_the_folder_are_not_followed() {
    let outside = Sandbox::new();
    outside.file("settings.json", "{\"sandbox\": {\"enabled\": true}}").file("cursor/cli.json", "{}");
    let sandbox = Sandbox::new();
    sandbox.file("inside.json", "{\"tools\": {\"sandbox\": false}}").file(".claude/x", "").file(".gemini/x", "");
    symlink(outside.path().join("settings.json"), sandbox.path().join(".claude/settings.json")).unwrap();
    symlink("settings.local.json", sandbox.path().join(".claude/settings.local.json")).unwrap();
    symlink(outside.path().join("cursor"), sandbox.path().join(".cursor")).unwrap();
    symlink("../inside.json", sandbox.path().join(".gemini/settings.json")).unwrap();
    let detection = detect(sandbox.path());
    let unread: Vec<&str> = detection.diagnostics.iter().map(|problem| problem.source.path()).collect();
    assert_eq!(unread, [".claude/settings.json", ".claude/settings.local.json", ".cursor/cli.json"]);
    assert!(detection.diagnostics.iter().all(|problem| problem.rule.code == "unread-settings"));
    assert_eq!(proposed(&detection), [".gemini/settings.json:1 sandboxed-execution no"]);
}

#[test]
fn names_of_files_cannot_deceive_and_many_are_bounded() {
    let sandbox = Sandbox::new();
    sandbox.file(".claude/agents/a\u{1b}[31m\u{202e}\nb.md", "");
    for at in 0..205 {
        sandbox.file(&format!(".cursor/rules/{at:03}.mdc"), "");
    }
    let detection = detect(sandbox.path());
    assert_eq!(detection.diagnostics.len(), 1);
    assert!(detection.diagnostics[0].message.contains("found 205"), "{}", detection.diagnostics[0].message);
    let run = sandbox.run(&["profile", "detect"]);
    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']) && run.stdout.contains("a\\u{1b}[31m\\u{202e} b.md"));
}

/// However a file breaks off, the answer is findings or settings and never a panic.
#[test]
fn a_file_that_breaks_off_anywhere_is_read_or_told() {
    let sandbox = Sandbox::new();
    for (fixture_path, path) in [
        ("claude-code/.claude/settings.json", ".claude/settings.json"),
        ("openai-codex/.codex/config.toml", ".codex/config.toml"),
        ("claude-code/.github/workflows/triage.yml", ".github/workflows/triage.yml"),
    ] {
        let text = read(Path::new("tests/fixtures/detect").join(fixture_path));
        for (end, _) in text.char_indices() {
            sandbox.file(path, text.get(..end).unwrap());
            let detection = detect(sandbox.path());
            assert!(detection.diagnostics.len() <= 1 && detection.answers().len() < 20, "{path} cut at {end}");
        }
        std::fs::remove_file(sandbox.path().join(path)).unwrap();
    }
}

#[test]
fn nothing_is_written_but_what_out_names_and_that_once() {
    let sandbox = Sandbox::new();
    sandbox.file(".codex/config.toml", "approval_policy = \"on-request\"\n");
    let detect = |args: &[&str]| sandbox.run(&[&["profile", "detect"], args].concat());
    assert_eq!(detect(&[]).status, 0);
    assert_eq!(std::fs::read_dir(sandbox.path()).unwrap().count(), 1);
    let run = detect(&["--out", "team.toml", "--name", "Payments"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(sandbox.run(&["profile", "check", "team.toml"]).status, 0);
    let written = std::fs::read_to_string(sandbox.path().join("team.toml")).unwrap();
    assert!(
        written.contains("name = \"Payments\"") && written.contains("#   a2-allowlisted: .codex/config.toml:1"),
        "{written}"
    );
    let again = detect(&["--out", "team.toml"]);
    assert_eq!((again.status, again.stdout.as_str()), (2, ""));
    assert_eq!(std::fs::read_to_string(sandbox.path().join("team.toml")).unwrap(), written);
}

#[test]
fn a_folder_without_settings_is_one_and_no_folder_is_two() {
    let sandbox = Sandbox::new();
    sandbox.file("README.md", "x").file("AGENTS.md", "x").file(".vscode/settings.json", "{\"editor.tabSize\": 2}");
    let run = sandbox.run(&["profile", "detect", "--out", "team.toml"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("No settings of an agent were found"), "{}", run.stderr);
    assert!(!sandbox.path().join("team.toml").exists());
    assert_eq!(sandbox.run(&["profile", "detect", "nothing"]).status, 2);
    assert_eq!(sandbox.run(&["profile", "detect", "README.md"]).status, 2);
    assert_eq!(sandbox.run(&["profile", "detect", "--format", "json"]).json()["products"], serde_json::json!([]));
}
