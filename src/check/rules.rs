//! The table of editorial rules: a line each, and a file each in `src/check/rules/`.

use super::Editorial;

/// Declares the file of each rule and lists the rules.
macro_rules! table {
    ($($name:ident,)+) => {
        $(mod $name;)+

        /// Every editorial rule, in the order of codes.
        pub static EDITORIAL: &[&Editorial] = &[$(&$name::RULE,)+];
    };
}

table! {
    ambiguous_product,
    blame,
    blank_text,
    counterfactual,
    empty_section,
    incomplete_source,
    inconsistent_dates,
    licence_conflict,
    long_quote,
    long_summary,
    long_title,
    missing_quote,
    near_duplicate,
    no_stated_effect,
    one_sided_dispute,
    outline,
    overdue_review,
    overstated_status,
    product_in_free_text,
    repeated_value,
    shared_wording,
    source_not_https,
    superseded_entry,
    unexplained_standing,
    unread_evidence,
    unsupported_addition,
}
