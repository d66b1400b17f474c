//! Workflows of GitHub Actions that run an agent, read line by line.

use super::redact;
use super::says::{Line, Proposal, Says};
use crate::record::{AgentInterface, AutonomyLevel, Environment, PermissionsOrigin};

/// A line of a workflow that says something, with where it begins.
pub(super) struct Hit {
    pub(super) at: usize,
    pub(super) key: String,
    pub(super) source: Option<&'static str>,
    pub(super) says: Says,
}

/// Events that anybody can cause, in a public repository.
const OUTSIDE_EVENTS: &[&str] =
    &["issues", "issue_comment", "pull_request_target", "discussion", "discussion_comment", "fork"];

const SYNTAX_PAGE: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax";

/// What a workflow says of its agent, whichever runs in it.
pub(super) const LINES: &[Line] = &[Line {
    key: "permissions",
    source: SYNTAX_PAGE,
    says: |value| {
        let about = "the token of the job may write everything that a token can";
        (value == "write-all").then(|| Says::that(about).no("least-privilege-scopes").and(Proposal::StateChange))
    },
}];

/// Finds what a workflow says, if it runs one of the actions.
pub(super) fn read(text: &str, actions: &[&str], lines: &[Line]) -> Vec<Hit> {
    let all = keyed(text);
    let runs = |(_, key, value): &&(usize, &str, &str)| {
        *key == "uses" && actions.iter().any(|action| value.split('@').next() == Some(*action))
    };
    let Some((at, _, action)) = all.iter().find(runs) else { return Vec::new() };
    let action = action.split('@').next().unwrap_or_default();
    let about = "runs in a pipeline with nobody watching";
    let run = Says::that(about)
        .and(Proposal::Interface(AgentInterface::CiActionBot))
        .and(Proposal::Environment(Environment::CiCd))
        .and(Proposal::Permissions(PermissionsOrigin::CiJobToken))
        .autonomy(AutonomyLevel::A4Unattended);
    let mut hits = vec![Hit { at: *at, key: format!("uses: {action}"), source: None, says: run }];
    for (at, key, value) in &all {
        let mut known = lines.iter().chain(LINES).filter(|line| line.key == *key);
        let said = known.find_map(|line| Some((Some(line.source), (line.says)(value)?)));
        let said = said.or_else(|| Some((None, of_any(key, value)?)));
        hits.extend(said.map(|(source, says)| Hit { at: *at, key: (*key).to_owned(), source, says }));
    }
    hits
}

/// What a line says whose key may be any.
fn of_any(key: &str, value: &str) -> Option<Says> {
    let starts =
        OUTSIDE_EVENTS.contains(&key) || (key == "on" && OUTSIDE_EVENTS.iter().any(|event| names(value, event)));
    if starts {
        let about = "starts on what outsiders can write, if the repository is open to them";
        return Some(Says::that(about).and(Proposal::UntrustedInput));
    }
    let is_secret = redact::is_secret_name(key) && redact::looks_secret(value);
    is_secret.then(|| Says::that(redact::SECRET_IN_FILE).no("secret-isolation"))
}

fn names(list: &str, event: &str) -> bool {
    list.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == event)
}

/// The lines `key: value`, `- key: value` and `- key`, with where the key begins.
fn keyed(text: &str) -> Vec<(usize, &str, &str)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let begin = line.len() - line.trim_start_matches([' ', '\t', '-']).len();
        let rest = line.get(begin..).unwrap_or_default();
        let rest = if rest.starts_with('#') { "" } else { rest.split(" #").next().unwrap_or_default() };
        // `- issues` is a key without a value.
        let (key, value) = rest.split_once(':').unwrap_or((rest, ""));
        if !key.trim().is_empty() {
            found.push((at + begin, key.trim(), value.trim().trim_matches(['"', '\''])));
        }
        at += line.len();
    }
    found
}
