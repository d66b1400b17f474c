//! Everything that is tested through the library's public face or the binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failure of a helper is a failure of the test")]
#![expect(clippy::disallowed_methods, reason = "tests look at files as they are")]

mod architecture;
mod building;
mod checklist;
mod commands;
mod corpus;
mod detect;
mod docs;
mod drafting;
mod editorial;
mod examples;
mod generated;
mod golden;
mod harness;
mod hostile;
mod loading;
mod overlay;
mod prepared;
mod profile;
mod property;
mod publish_kill;
mod ranking;
mod report;
mod review;
mod rules;
mod search;
mod serve;
mod similar;
mod site;
mod stats;
mod taxonomy;
mod wrappers;

#[test]
fn no_test_file_is_forgotten() {
    let here = harness::root().join("tests/suite");
    let declared = std::fs::read(here.join("main.rs")).unwrap();
    let declared = String::from_utf8(declared).unwrap();
    for entry in std::fs::read_dir(here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".rs");
        if name.starts_with('.') {
            continue;
        }
        assert!(stem == "main" || declared.contains(&format!("mod {stem};")), "{name} is not declared");
    }
}
