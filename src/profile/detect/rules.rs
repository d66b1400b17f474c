//! Permission rules such as `Bash(git push *)`, which several products spell alike.

use std::collections::BTreeSet;

use super::says::{Proposal, Says};
use super::tree::Node;
use crate::record::{AutonomyLevel, Capability};

/// Tools that run commands, as products call them.
const SHELLS: &[&str] =
    &["bash", "shell", "powershell", "run_shell_command", "shelltool", "execute_bash", "execute_cmd", "execute"];
/// Tools that fetch what anybody may have written.
const WEB: &[&str] = &["webfetch", "websearch", "web_fetch", "web_search", "google_web_search", "web", "fetch"];
/// Parts of paths at which secrets lie.
const SECRET_PLACES: &[&str] =
    &[".env", ".aws", ".ssh", ".gnupg", ".kube", ".npmrc", "secret", "credential", ".pem", ".key", "id_rsa"];

/// Beginnings of commands, with what somebody who may run them can do.
const POWERS: &[(&str, Capability)] = &[
    ("rm", Capability::Delete),
    ("rmdir", Capability::Delete),
    ("git clean", Capability::Delete),
    ("git reset --hard", Capability::Delete),
    ("git branch -d", Capability::Delete),
    ("dropdb", Capability::Delete),
    ("terraform destroy", Capability::Delete),
    ("tofu destroy", Capability::Delete),
    ("pulumi destroy", Capability::Delete),
    ("cdk destroy", Capability::Delete),
    ("kubectl delete", Capability::Delete),
    ("helm uninstall", Capability::Delete),
    ("docker rm", Capability::Delete),
    ("docker system prune", Capability::Delete),
    ("aws s3 rm", Capability::Delete),
    ("gh repo delete", Capability::Delete),
    ("terraform apply", Capability::Deploy),
    ("tofu apply", Capability::Deploy),
    ("pulumi up", Capability::Deploy),
    ("cdk deploy", Capability::Deploy),
    ("kubectl apply", Capability::Deploy),
    ("kubectl rollout", Capability::Deploy),
    ("helm install", Capability::Deploy),
    ("helm upgrade", Capability::Deploy),
    ("serverless deploy", Capability::Deploy),
    ("vercel", Capability::Deploy),
    ("fly deploy", Capability::Deploy),
    ("gcloud run deploy", Capability::Deploy),
    ("npm publish", Capability::Publish),
    ("pnpm publish", Capability::Publish),
    ("yarn publish", Capability::Publish),
    ("cargo publish", Capability::Publish),
    ("twine upload", Capability::Publish),
    ("docker push", Capability::Publish),
    ("gh release", Capability::Publish),
    ("git push", Capability::Send),
    ("gh pr", Capability::Send),
    ("gh issue", Capability::Send),
    ("gh api", Capability::Send),
    ("curl", Capability::Send),
    ("wget", Capability::Send),
    ("scp", Capability::Send),
    ("aws iam", Capability::ChangeAccess),
    ("gcloud iam", Capability::ChangeAccess),
    ("chmod", Capability::ChangeAccess),
    ("chown", Capability::ChangeAccess),
    ("vault", Capability::ReadSecrets),
    ("op read", Capability::ReadSecrets),
    ("printenv", Capability::ReadSecrets),
    ("aws secretsmanager", Capability::ReadSecrets),
    ("kubectl get secret", Capability::ReadSecrets),
];

/// A rule, parted into the tool and what it may do.
struct Rule<'a> {
    tool: String,
    what: Option<&'a str>,
}

impl<'a> Rule<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.trim();
        match text.split_once('(').and_then(|(tool, rest)| Some((tool, rest.strip_suffix(')')?))) {
            Some((tool, what)) => Self { tool: tool.trim().to_lowercase(), what: Some(what.trim()) },
            None => Self { tool: text.to_lowercase(), what: None },
        }
    }

    /// The command that the rule is about, if it is about one; empty if it is about every one.
    fn command(&self) -> Option<&'a str> {
        let is_shell = SHELLS.contains(&self.tool.as_str());
        is_shell.then(|| self.what.unwrap_or_default().trim_end_matches(['*', ':']).trim_end())
    }

    fn is_everything(&self) -> bool {
        self.tool == "*" || self.command() == Some("")
    }
}

/// The command that a pattern stands for, without its signs; empty for a pattern that fits every command.
pub(super) fn plain(pattern: &str) -> String {
    let between = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let between = between.filter(|(_, flags)| flags.chars().all(|flag| "dgimsuvy".contains(flag)));
    let inner = between.map_or(pattern, |(inner, _)| inner);
    let spaced = inner.replace("\\s+", " ").replace("\\s*", " ").replace("\\s", " ").replace("\\b", "");
    let bare = spaced.replace(".*", "").replace(".+", "");
    bare.trim_start_matches('^').trim_end_matches(['$', '*', ':']).trim().to_owned()
}

/// What somebody who may run a command, or every command that begins so, can do.
pub(super) fn powers(command: &str) -> Vec<Capability> {
    let command = command.to_lowercase();
    let words: Vec<&str> = command.split_whitespace().collect();
    let begins = |known: &str| {
        let known: Vec<&str> = known.split(' ').collect();
        // A rule for `git` is one for `git push` too.
        known.iter().zip(&words).all(|(one, other)| one == other) && !words.is_empty()
    };
    let mut found: Vec<Capability> =
        POWERS.iter().filter(|(known, _)| begins(known)).map(|(_, power)| *power).collect();
    found.sort();
    found.dedup();
    found
}

/// True for a command whose effect nobody can take back.
fn is_destructive(command: &str) -> bool {
    let forced = command.contains("--force") || command.contains(" -f");
    powers(command).contains(&Capability::Delete) || (command.starts_with("git push") && forced)
}

/// What rules say that let calls run unasked.
pub(super) fn allowed(node: &Node) -> Vec<Says> {
    let texts: Vec<&str> = node.texts().collect();
    let rules: Vec<Rule<'_>> = texts.iter().map(|text| Rule::of(text)).collect();
    if rules.is_empty() {
        return Vec::new();
    }
    let everything = rules.iter().any(Rule::is_everything);
    let mut commands: Vec<String> = rules.iter().filter_map(Rule::command).map(str::to_owned).collect();
    commands.extend(everything.then(String::new));
    let about = "these run unasked";
    let mut says = if commands.is_empty() {
        Says::that(about).autonomy(AutonomyLevel::A2Allowlisted)
    } else {
        unasked(&commands, about)
    };
    if rules.iter().any(|rule| WEB.contains(&rule.tool.as_str())) {
        says = says.and(Proposal::UntrustedInput);
    }
    vec![says]
}

/// What rules say that refuse calls.
pub(super) fn denied(node: &Node) -> Vec<Says> {
    let texts: Vec<&str> = node.texts().collect();
    let rules: Vec<Rule<'_>> = texts.iter().map(|text| Rule::of(text)).collect();
    let mut says = Vec::new();
    if rules.iter().filter_map(Rule::command).any(is_destructive) {
        let about = "destructive commands are refused as they are written here; other spellings, and scripts, get past";
        says.push(Says::that(about).partial("destruction-boundary"));
    }
    let reads_secrets = |rule: &Rule<'_>| {
        let place = rule.what.unwrap_or_default().to_lowercase();
        rule.tool.starts_with("read") && SECRET_PLACES.iter().any(|secret| place.contains(secret))
    };
    if rules.iter().any(reads_secrets) {
        let about = "the file tools refuse these credential files; a command that does not name them gets past";
        says.push(Says::that(about).partial("secret-isolation"));
    }
    if says.is_empty() && !rules.is_empty() {
        says.push(Says::that("these are refused; none is a known destructive command or credential file"));
    }
    says
}

/// What rules say that make calls wait for a person.
pub(super) fn asked(node: &Node) -> Vec<Says> {
    if node.texts().next().is_none() {
        return Vec::new();
    }
    vec![Says::that("these wait for the person who runs the session").partial("approval-gate")]
}

/// What a list of commands says that run unasked.
pub(super) fn commands(node: &Node) -> Vec<Says> {
    let commands: Vec<String> = node.texts().map(plain).collect();
    if commands.is_empty() { Vec::new() } else { vec![unasked(&commands, "commands that begin so run unasked")] }
}

/// What it says that commands run unasked; `about` is in which words, unless it is every one of them.
pub(super) fn unasked(commands: &[String], about: &str) -> Says {
    let says = if commands.iter().any(String::is_empty) {
        Says::that("every command runs unasked").autonomy(AutonomyLevel::A3AutoApprovedAttended).no("approval-gate")
    } else {
        Says::that(about).autonomy(AutonomyLevel::A2Allowlisted)
    };
    let says = says.and(Proposal::Capability(Capability::Execute)).and(Proposal::StateChange);
    let can: BTreeSet<Capability> = commands.iter().flat_map(|command| powers(command)).collect();
    can.into_iter().fold(says, |says, power| says.and(Proposal::Capability(power)))
}

/// True for a line of a list of ignored paths that keeps credentials from the agent.
pub(super) fn hides_secrets(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    !line.starts_with(['#', '!']) && SECRET_PLACES.iter().any(|place| line.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_follow_from_the_first_words() {
        assert_eq!(powers("terraform apply"), [Capability::Deploy]);
        assert_eq!(powers("git"), [Capability::Delete, Capability::Send]);
        assert_eq!(powers("git status"), []);
        assert_eq!(powers("rm -rf"), [Capability::Delete]);
        assert_eq!(powers("rmx"), []);
        assert_eq!(powers(""), []);
        assert_eq!(plain("/^git push\\b/"), "git push");
        assert_eq!(plain("cdk\\s+deploy.*"), "cdk deploy");
        for everything in ["*", ".*", "^.*$", "/.*/", "/^.+$/i"] {
            assert_eq!(plain(everything), "", "{everything}");
        }
        assert_eq!(plain("/usr/bin/env ls"), "/usr/bin/env ls");
    }

    #[test]
    fn a_rule_for_every_command_is_known_in_each_spelling() {
        for everything in ["Bash", "Bash(*)", "Bash(:*)", "Shell(**)", "*", "run_shell_command"] {
            assert!(Rule::of(everything).is_everything(), "{everything}");
        }
        for some in ["Bash(ls *)", "Read(*)", "Bash(git:*)", "mcp__x__*"] {
            assert!(!Rule::of(some).is_everything(), "{some}");
        }
        assert!(is_destructive("git push --force") && is_destructive("rm -rf /") && !is_destructive("git push"));
    }
}
