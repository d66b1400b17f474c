//! The kinds of problems that a profile can have beside those of any file; none of them can be allowed.

use crate::corpus::rules::rule;
use crate::diagnostic::{Rule, Severity};

/// Every rule of this module.
pub static RULES: &[&Rule] = &[
    &CONTRADICTORY_CAPABILITY,
    &EXPIRED_ANSWER,
    &INCONSISTENT_EXPIRY,
    &NEEDLESS_WAIVER,
    &OUTDATED_ANSWER,
    &UNPROVEN_ANSWER,
    &UNREAD_SETTINGS,
];

rule!(
    CONTRADICTORY_CAPABILITY,
    "contradictory-capability",
    Error,
    "A capability that a profile names both as what agents can do and as what they cannot.",
    "Whether incidents that needed it concern the team could not be told.",
    "Keep it in one of the two lists, or in neither if it is not known."
);
rule!(
    EXPIRED_ANSWER,
    "expired-answer",
    Warning,
    "An answer or a waiver of a profile whose last day is past on the day of `--today`.",
    "What was so then may not be so now, and the answer no longer counts.",
    "Look again and answer with new evidence and a new `expires`, or decide anew."
);
rule!(
    INCONSISTENT_EXPIRY,
    "inconsistent-expiry",
    Error,
    "An answer or a waiver of a profile that expires before the day on which it was given.",
    "It would never have counted, so one of the two dates is wrong.",
    "Correct `on` or `expires`."
);
rule!(
    NEEDLESS_WAIVER,
    "needless-waiver",
    Warning,
    "A waiver of a profile for a safeguard that is answered `yes` or `not-applicable`.",
    "A team does not go without what it has or does not need; one of the two is no longer so.",
    "Remove the waiver, or correct the answer."
);
rule!(
    OUTDATED_ANSWER,
    "outdated-answer",
    Warning,
    "An answer of a profile to another version of the question than the corpus asks.",
    "The question has changed its meaning, so the answer no longer counts.",
    "Read the question anew, answer it, and set `version` to the one that the message names."
);
rule!(
    UNPROVEN_ANSWER,
    "unproven-answer",
    Warning,
    "An answer `yes` or `partial` of a profile without evidence, or `not-applicable` without a reason.",
    "Nobody can see later what it rested on, and `yes` and `partial` do not count without.",
    "Add `evidence`: an address, a file and line, or a command and what it printed."
);
rule!(
    UNREAD_SETTINGS,
    "unread-settings",
    Warning,
    "A settings file that `profile detect` did not read: a link leads out of the folder or nowhere, or there are too many.",
    "What it says is missing from the proposal.",
    "Look at it by hand, or run the command in the folder that it lies in."
);
