//! Prose that blames: it names a culprit where the record has to name conditions.

use crate::check::context::Context;
use crate::check::finding::Findings;
use crate::check::phrases::Phrases;
use crate::check::{Editorial, Needs};
use crate::diagnostic::{Rule, Severity};

pub(super) static RULE: Editorial = Editorial {
    rule: Rule {
        code: "blame",
        severity: Severity::Warning,
        finds: "Words of blame in our own prose or in a title, such as “human error”, “failed to”, “careless” or “rogue”.",
        why: "An error is where an explanation starts: blame hides the conditions that a team can change, and makes a \
              party's reading ours.",
        instead: "Say what was done and what let it happen; if a party said it, quote the words with their author.",
    },
    needs: Needs::Nothing,
    run,
};

/// Words that judge a person, an organisation or an agent. What parties themselves argue about, such as whose fault it
/// was, is not among them: a claim may have to say it.
const WORDS: &[&str] = &[
    "agent error",
    "ai error",
    "are to blame",
    "berserk",
    "careless",
    "carelessly",
    "carelessness",
    "disobeyed",
    "fail to",
    "failed to",
    "failing to",
    "fails to",
    "foolish",
    "foolishly",
    "going rogue",
    "haywire",
    "human error",
    "human mistake",
    "incompetence",
    "incompetent",
    "inexcusable",
    "irresponsible",
    "irresponsibly",
    "is to blame",
    "neglected to",
    "negligence",
    "negligent",
    "negligently",
    "operator error",
    "pilot error",
    "reckless",
    "recklessly",
    "recklessness",
    "rogue",
    "sloppily",
    "sloppy",
    "stupid",
    "stupidity",
    "stupidly",
    "thoughtless",
    "thoughtlessly",
    "user error",
    "was to blame",
    "were to blame",
];

fn run<'a>(cx: &Context<'a>, findings: &mut Findings<'a>) {
    // What a court finds is a term of law.
    let phrases = Phrases::new(WORDS).unless_before(&["misrepresentation", "misstatement"]);
    phrases.report(cx.prose(), findings, |phrase| format!("`{phrase}` blames instead of explaining"));
}
