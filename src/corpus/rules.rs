//! The kinds of problems that a single file can have; none of them can be allowed.

use crate::diagnostic::{Rule, Severity};

/// Every rule of this module.
pub static RULES: &[&Rule] = &[
    &BLANK_FIELD,
    &CONTROL_CHARACTER,
    &EMPTY_FILE,
    &FILE_TOO_LARGE,
    &INVALID_UTF8,
    &INVALID_VALUE,
    &LINK_OUTSIDE,
    &MISSING_FRONT_MATTER,
    &MISSING_KEY,
    &MISSING_MANIFEST,
    &NOT_A_FILE,
    &SCHEMA_VERSION,
    &SYNTAX_ERROR,
    &TOO_FEW_TERMS,
    &UNEXPECTED_FILE,
    &UNKNOWN_KEY,
    &UNKNOWN_VALUE,
    &UNREADABLE_FILE,
    &UNTERMINATED_FRONT_MATTER,
    &WRONG_TYPE,
];

macro_rules! rule {
    ($name:ident, $code:literal, $severity:ident, $finds:literal, $why:literal, $instead:literal) => {
        #[doc = $finds]
        pub static $name: Rule =
            Rule { code: $code, severity: Severity::$severity, finds: $finds, why: $why, instead: $instead };
    };
}
pub(crate) use rule;

rule!(
    BLANK_FIELD,
    "blank-field",
    Error,
    "A field with nothing in it, such as `new` leaves for every one that it cannot fill in.",
    "The field is there, so it looks answered, and nobody could tell what is unknown from what was forgotten.",
    "Write what the message asks for; remove a field that such records need not have."
);
rule!(
    CONTROL_CHARACTER,
    "control-character",
    Error,
    "A control character, a direction mark or a byte order mark in a record.",
    "It can make a text show something else than it says, on a page or in a terminal.",
    "Remove the character; save without a byte order mark."
);
rule!(
    EMPTY_FILE,
    "empty-file",
    Error,
    "A record file with nothing in it.",
    "It may be the rest of an interrupted write, and its id would silently be missing.",
    "Write the record or delete the file."
);
rule!(
    FILE_TOO_LARGE,
    "file-too-large",
    Error,
    "A record file of more than one megabyte, or a profile of more than ten.",
    "None needs so much; it is likely a log or a download that went astray.",
    "Keep raw material elsewhere and cite it as a source."
);
rule!(
    INVALID_UTF8,
    "invalid-utf8",
    Error,
    "Bytes that are not UTF-8.",
    "What they meant is not known, and guessing would change what the record says.",
    "Save the file as UTF-8."
);
rule!(
    INVALID_VALUE,
    "invalid-value",
    Error,
    "A value that is not of the form that its field wants.",
    "Ids, dates, addresses and sums can only be compared if they are spelled one way.",
    "Use the form that the message names."
);
rule!(
    LINK_OUTSIDE,
    "link-outside",
    Error,
    "A symbolic link in a corpus that leads out of the corpus's folder.",
    "It would bring in, and findings would quote, a file that whoever wrote the corpus may not be meant to see.",
    "Put the file itself in its place, or a link to one within the corpus."
);
rule!(
    MISSING_FRONT_MATTER,
    "missing-front-matter",
    Error,
    "A record that does not open with a fenced TOML block.",
    "Without its fields a record cannot be filed.",
    "Begin the file with a line ```` ```toml ```` and end the fields with a line ```` ``` ````."
);
rule!(
    MISSING_KEY,
    "missing-key",
    Error,
    "A field that every such record has and this one lacks.",
    "A reader could not tell what is unknown from what was forgotten.",
    "Add the field; where not knowing is possible, `unknown` is a value."
);
rule!(
    MISSING_MANIFEST,
    "missing-manifest",
    Error,
    "A corpus without a `corpus.toml`.",
    "Nobody could say under which name, licence and sharing its records stand.",
    "Add a `corpus.toml` with `schema`, `name`, `title`, `language`, `licence`, `sharing` and `prefix`."
);
rule!(
    NOT_A_FILE,
    "not-a-file",
    Error,
    "A folder, pipe, socket or device where a record file belongs.",
    "A record under that name would silently be missing.",
    "Put a file in its place or rename it."
);
rule!(
    SCHEMA_VERSION,
    "schema-version",
    Error,
    "A corpus or a profile in another version of its format.",
    "Its fields may mean something else.",
    "Use the version of the program that reads it, or migrate the file."
);
rule!(
    SYNTAX_ERROR,
    "syntax-error",
    Error,
    "TOML that cannot be read.",
    "None of the record's fields can be trusted.",
    "Correct the syntax at the place shown."
);
rule!(
    TOO_FEW_TERMS,
    "too-few-terms",
    Error,
    "A group of synonyms with less than two terms, or a one-way pair with an empty side.",
    "It changes no query, so something is missing from it.",
    "Add the terms that are meant, or remove the group."
);
rule!(
    UNEXPECTED_FILE,
    "unexpected-file",
    Warning,
    "A file in a record folder that is not named like a record.",
    "It is not read, which its author may not expect.",
    "Rename it, or move it out of the folder."
);
rule!(
    UNKNOWN_KEY,
    "unknown-key",
    Error,
    "A field that such records do not have.",
    "A misspelt field would silently be lost.",
    "Correct the name or remove the field."
);
rule!(
    UNKNOWN_VALUE,
    "unknown-value",
    Error,
    "A value that its closed vocabulary does not have.",
    "Counts and filters are only right if alike things are called alike.",
    "Use one of the values that the message names."
);
rule!(
    UNREADABLE_FILE,
    "unreadable-file",
    Error,
    "A file or folder that the system would not let be read.",
    "Its records are missing.",
    "Correct its permissions, or the link that should lead to it."
);
rule!(
    UNTERMINATED_FRONT_MATTER,
    "unterminated-front-matter",
    Error,
    "A TOML block that is opened and never closed.",
    "Where the fields end and the text begins is not known.",
    "End the fields with a line ```` ``` ````."
);
rule!(
    WRONG_TYPE,
    "wrong-type",
    Error,
    "A value of another type than its field has.",
    "The value cannot be understood as what the field says.",
    "Write the value as the message says; dates stand in quotes."
);
