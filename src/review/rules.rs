//! The kinds of problems that a list can have which is read back; none of them can be allowed.

use crate::corpus::rules::rule;
use crate::diagnostic::{Rule, Severity};

/// Every rule of this module.
pub static RULES: &[&Rule] =
    &[&CONTRADICTORY_ANSWER, &MISSING_ANSWER, &STRAY_ANSWER, &UNMARKED_ANSWER, &UNREADABLE_BOX];

rule!(
    CONTRADICTORY_ANSWER,
    "contradictory-answer",
    Error,
    "An item of a list whose box and whose answer say different things, or that stands twice with different answers.",
    "Which of them is meant could not be told.",
    "Tick the box for `yes` and leave it empty for every other answer; keep one of two copies."
);
rule!(
    MISSING_ANSWER,
    "missing-answer",
    Error,
    "An item of a list with evidence, a name or a day and without an answer.",
    "What it is meant to show could not be told.",
    "Tick the box, or write `no`, `partial`, `unknown` or `not-applicable` behind `Answer:`."
);
rule!(
    STRAY_ANSWER,
    "stray-answer",
    Warning,
    "An answer or evidence in a list that does not stand directly below the box of an item.",
    "Whose it is could not be told, and it is not read.",
    "Move it directly below the box of its item."
);
rule!(
    UNMARKED_ANSWER,
    "unmarked-answer",
    Warning,
    "A ticked box in a list whose line bears neither the mark of a safeguard nor its question.",
    "Which safeguard it is about could not be told, and it is not read.",
    "Restore the line from a new list; boxes of your own may stay as they are."
);
rule!(
    UNREADABLE_BOX,
    "unreadable-box",
    Error,
    "The box of an item of a list that is neither empty nor ticked.",
    "What it means could not be told.",
    "Write `[x]` or `[ ]`, and anything else behind `Answer:`."
);
