//! SARIF 2.1.0 (OASIS): findings as code hosts and editors take them in. The shape is the standard's, not ours.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Rule};
use crate::source::printable;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log of one run.
#[derive(Debug, Clone, Serialize)]
pub struct SarifLog {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Found>,
}

#[derive(Debug, Clone, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Reporting>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reporting {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Debug, Clone, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Text {
    text: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Clone, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Fingerprints {
    /// Stays the same when lines above a finding come and go.
    #[serde(rename = "precedentFinding/v1")]
    finding: String,
}

impl SarifLog {
    /// Words findings; each has to be of one of the rules.
    #[must_use]
    pub fn new(findings: &[Diagnostic], rules: &[&'static Rule]) -> Self {
        let driver = Driver {
            name: "precedent",
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: rules.iter().map(|rule| Reporting::of(rule)).collect(),
        };
        let mut results: Vec<Found> = findings.iter().map(|finding| Found::of(finding, rules)).collect();
        number(&mut results);
        let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
        Self { schema: SCHEMA, version: "2.1.0", runs: [run] }
    }
}

impl Reporting {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.code,
            short_description: text(rule.finds),
            full_description: text(&format!("{} {}", rule.finds, rule.why)),
            help: text(rule.instead),
            default_configuration: Configuration { level: rule.severity.as_str() },
        }
    }
}

impl Found {
    fn of(finding: &Diagnostic, rules: &[&'static Rule]) -> Self {
        let help = finding.help.as_deref().map(|help| format!(" (help: {help})")).unwrap_or_default();
        let region = finding.range().map(|(start, end)| Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        });
        let uri = uri(finding.source.path());
        let what = format!("{}\0{uri}\0{}", finding.rule.code, finding.message);
        Self {
            rule_id: finding.rule.code,
            rule_index: rules.iter().position(|rule| rule.code == finding.rule.code).unwrap_or_default(),
            level: finding.rule.severity.as_str(),
            message: text(&format!("{}{help}", finding.message)),
            locations: [Location { physical_location: Physical { artifact_location: Artifact { uri }, region } }],
            partial_fingerprints: Fingerprints { finding: digest(&what) },
        }
    }
}

/// Tells findings apart that say the same of the same file.
fn number(results: &mut [Found]) {
    let mut seen = std::collections::BTreeMap::new();
    for result in results {
        let fingerprint = &mut result.partial_fingerprints.finding;
        let count = seen.entry(fingerprint.clone()).or_insert(0_usize);
        *count += 1;
        fingerprint.push_str(&format!(":{count}"));
    }
}

fn text(text: &str) -> Text {
    Text { text: printable(text).into_owned() }
}

fn digest(text: &str) -> String {
    crate::corpus::hex(&Sha256::digest(text)).chars().take(16).collect()
}

/// A path as a URI reference: relative to where the command ran, or a `file` address if it begins at the root.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_reference() {
        assert_eq!(uri("./our corpus/ä:b.md"), "our%20corpus/%C3%A4%3Ab.md");
        assert_eq!(uri("/tmp/x.md"), "file:///tmp/x.md");
    }
}
