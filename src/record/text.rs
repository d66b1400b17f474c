//! Strings with a form: the macro behind every checked string, and those that are neither ids nor dates.

use std::fmt;

/// Why a string is not of the form that its field wants: what was expected, then what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found `{found}`")]
pub struct InvalidText {
    /// The form, with an example.
    pub expected: &'static str,
    /// The offending value, cut if it is long.
    pub found: String,
}

impl InvalidText {
    pub(crate) fn new(expected: &'static str, found: &str) -> Self {
        Self { expected, found: cut(found) }
    }
}

/// Cuts a value that is shown in a message.
pub(crate) fn cut(value: &str) -> String {
    const SHOWN: usize = 60;
    let mut cut: String = value.chars().take(SHOWN).collect();
    if value.chars().nth(SHOWN).is_some() {
        cut.push('…');
    }
    cut
}

/// Defines a newtype over a `String` that can only hold values which a checker accepts.
///
/// The checker is named by the JSON schema's `format`, so that the loader can report every bad value of a file
/// with its place, where serde would stop at the first.
macro_rules! checked_string {
    ($(#[doc = $doc:literal])+ $name:ident, $format:literal, $check:path) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The value as it is spelled in a record.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::record::InvalidText;

            fn try_from(value: String) -> Result<Self, Self::Error> {
                $check(&value)?;
                Ok(Self(value))
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::record::InvalidText;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Self::try_from(value.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}
pub(crate) use checked_string;

checked_string!(
    /// An absolute `http` or `https` address.
    Url,
    "web-address",
    check_url
);
checked_string!(
    /// Where somebody can be reached: an absolute `http` or `https` address, or one of mail.
    Contact,
    "contact",
    check_contact
);
checked_string!(
    /// A decimal number kept as written, so that no sum is rounded on its way.
    Decimal,
    "decimal",
    check_decimal
);
checked_string!(
    /// An ISO 4217 currency code.
    Currency,
    "currency",
    check_currency
);
checked_string!(
    /// A BCP 47 language tag, such as `en` or `pt-BR`.
    LanguageTag,
    "language-tag",
    check_language
);

checked_string!(
    /// A name or the like: a line of bounded length.
    Line,
    "line",
    check_line
);
checked_string!(
    /// A remark of bounded length, with as many lines as it takes.
    Note,
    "note",
    check_note
);

fn check_line(value: &str) -> Result<(), InvalidText> {
    if is_said(value, 200) && !value.contains('\n') {
        return Ok(());
    }
    Err(InvalidText::new("a line of at most 200 characters", value))
}

fn check_note(value: &str) -> Result<(), InvalidText> {
    if is_said(value, 2_000) {
        return Ok(());
    }
    Err(InvalidText::new("a text of at most 2,000 characters", value))
}

/// True for a text that says something and is not too long. Forms that have no length are for texts of our own curators;
/// whatever a program may have written has one.
fn is_said(value: &str, longest: usize) -> bool {
    !value.trim().is_empty() && !value.contains('\0') && value.chars().nth(longest).is_none()
}

fn check_url(value: &str) -> Result<(), InvalidText> {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let clean = !value.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"`{}|\\^".contains(c));
    if clean && host.contains('.') && !host.starts_with('.') && value.len() <= 2_000 {
        return Ok(());
    }
    Err(InvalidText::new("an absolute web address such as `https://example.org/report`", value))
}

fn check_contact(value: &str) -> Result<(), InvalidText> {
    let mailbox = value.strip_prefix("mailto:").and_then(|mailbox| mailbox.split_once('@'));
    let is_clean = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let is_mail = mailbox.is_some_and(|(name, host)| {
        let host_fits = host.contains('.') && !host.starts_with('.') && !host.contains(['_', '+']);
        !name.is_empty() && value.len() <= 300 && name.chars().chain(host.chars()).all(is_clean) && host_fits
    });
    if is_mail || check_url(value).is_ok() {
        return Ok(());
    }
    let expected = "a web address such as `https://example.org/contact`, or `mailto:` and an address of mail";
    Err(InvalidText::new(expected, value))
}

fn check_decimal(value: &str) -> Result<(), InvalidText> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    let valid = match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    };
    if valid && value.len() <= 40 {
        return Ok(());
    }
    Err(InvalidText::new("a decimal number without separators such as `6531.30`", value))
}

fn check_currency(value: &str) -> Result<(), InvalidText> {
    if value.len() == 3 && value.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(InvalidText::new("an ISO 4217 currency code such as `USD`", value))
}

fn check_language(value: &str) -> Result<(), InvalidText> {
    let mut parts = value.split('-');
    let primary = parts.next().unwrap_or_default();
    let primary_fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    let rest_fits = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if primary_fits && rest_fits {
        return Ok(());
    }
    Err(InvalidText::new("a BCP 47 language tag such as `en` or `pt-BR`", value))
}

/// Accepts a value or says why not.
pub(crate) type Checker = fn(&str) -> Result<(), InvalidText>;

/// Finds the checker of a JSON schema `format`, for those formats that this crate defines.
#[must_use]
pub fn format_checker(format: &str) -> Option<Checker> {
    use crate::record::{date, duration, id};
    let checker: Checker = match format {
        "web-address" => check_url,
        "contact" => check_contact,
        "decimal" => check_decimal,
        "currency" => check_currency,
        "language-tag" => check_language,
        "line" => check_line,
        "note" => check_note,
        "slug" => id::check_slug,
        "prefix" => id::check_prefix,
        "incident-id" => id::check_incident_id,
        "partial-date" => date::check_partial_date,
        "day" => date::check_day,
        "event-time" => date::check_event_time,
        "iso-duration" => duration::check_duration,
        _ => return None,
    };
    Some(checker)
}

/// Writes a list as prose: `a`, `a or b`, `a, b or c`.
pub(crate) fn either(values: impl IntoIterator<Item = impl fmt::Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| format!("`{value}`")).collect();
    match values.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_scheme_and_a_host() {
        assert!(check_url("https://example.org/a?b#c").is_ok());
        for bad in [
            "ftp://example.org",
            "https://",
            "example.org",
            "https://a b.org",
            "https://localhost",
            "javascript:alert(1)",
        ] {
            assert!(check_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_decimal_has_no_separators_or_exponent() {
        assert!(check_decimal("-0.5").is_ok());
        for bad in ["1,000", "1e3", "", ".5", "5.", "--1"] {
            assert!(check_decimal(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn long_values_are_cut_in_messages() {
        let shown = InvalidText::new("x", &"é".repeat(100)).to_string();
        assert!(shown.contains('…') && shown.chars().count() < 90);
    }
}
