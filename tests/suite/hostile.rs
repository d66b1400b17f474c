//! Records of an overlay that want to do harm: a harmless page, or a finding with its place, and never a fall.

use crate::harness::{Run, Sandbox, incident};
use crate::site::{assert_harmless, tree};

const ID: &str = "ours-2026-05-queue-purged";
/// A sentence of the record that the tests put something in the place of.
const SENTENCE: &str = "The role could.";

fn build(record: &str) -> (Sandbox, Run) {
    let sandbox = Sandbox::new().overlay();
    sandbox.file(&format!("ours/incidents/{ID}.md"), record);
    let run = sandbox.run(&["build", "--corpus", "ours"]);
    (sandbox, run)
}

#[test]
fn bodies_that_are_built_to_break_something_give_harmless_pages() {
    let lines: Vec<String> = (0..400).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let nested = lines.concat();
    let wide = format!("|{}\n|{}\n", "a|".repeat(300), "-|".repeat(300));
    let cells = format!("|{}\n", "<b onclick=x>|".repeat(300)).repeat(100);
    let body = [
        "> ".repeat(20_000).as_str(),
        "x\n\n",
        &nested,
        "\n",
        &wide,
        &cells,
        "\n\n",
        &"*a **b ".repeat(2_000),
        "\n\n",
        &"[".repeat(20_000),
        "\n\n",
        &"y".repeat(300_000),
        "\n\n| a |\n|:-:|\n| 1 |\n\n### The sources\n\n### the_sources\n\n### A\n\n### A\n\n\
         <svg onload=x><math><mtext></mtext></math></svg>\n\n<a href=\"javascript:x\">t</a>\n\n\
         ![p](https://example.org/p.png \"t\")\n\n&#60;script&#62;x&#60;/script&#62;\n\n</main><script>x</script>\n\n\
         <!-- not closed\n\n<details ontoggle=x open>\n",
    ]
    .concat();
    let (sandbox, run) = build(&incident(ID).replacen(SENTENCE, &body, 1));
    assert_eq!(run.status, 0, "{run:?}");
    let files = tree(&sandbox.path().join("public"));
    assert_harmless(&files);
    let page = String::from_utf8(files[&format!("incidents/{ID}.html")].clone()).unwrap();
    assert!(page.contains("&lt;/main&gt;&lt;script&gt;x") && page.contains("Narrow the role."));
    let twin = String::from_utf8(files[&format!("incidents/{ID}.md")].clone()).unwrap();
    assert!(twin.contains("Narrow the role."));
}

#[test]
fn texts_of_fields_stay_text() {
    let hostile = "<script>x</script> \\\"><img src=x onerror=y> # & &lt; [a](javascript:b) `<script>` {{ x }} {% y %}";
    let record = incident(ID)
        .replace("A support queue was emptied by an agent", hostile)
        .replace("An agent emptied the zebra queue.", hostile)
        .replace("queue purge --all\"\n", &format!("{hostile}\"\n"))
        .replace("One team lost an hour.", hostile)
        .replace("The queue was emptied.", hostile)
        .replace("The log shows it.", hostile)
        .replace("title = \"The log\"", &format!("title = \"{hostile}\""))
        .replace("by = \"Example\"", &format!("by = \"{hostile}\""));
    let (sandbox, run) = build(&record);
    assert_eq!(run.status, 0, "{run:?}");
    assert_harmless(&tree(&sandbox.path().join("public")));
}

#[test]
fn what_cannot_be_shown_safely_is_a_finding_with_its_place() {
    let record = incident(ID);
    let long = "x".repeat(1_000_000);
    for (from, to, code, line) in [
        ("\"ours-2026-05-queue-purged\"", "\"../../x\"", "invalid-value", Some(2)),
        ("status =", "aliases = [\"../../x\"]\nstatus =", "invalid-value", Some(6)),
        ("A support queue", "A \\u202e support queue", "control-character", Some(3)),
        ("A support queue", "A \u{202e} support queue", "control-character", Some(3)),
        ("no_url = \"internal\"", "url = \"javascript:x\"", "invalid-value", Some(77)),
        ("no_url = \"internal\"", "url = \"https://e.org/\\\"><script>\"", "invalid-value", Some(77)),
        (SENTENCE, "[a](javascript:x)", "unusable-link", Some(97)),
        (SENTENCE, "\n[a](&#106;avascript:x)", "unusable-link", Some(98)),
        (SENTENCE, "[a](data:text/html,x)", "unusable-link", Some(97)),
        (SENTENCE, "[a](//example.org/x)", "unusable-link", Some(97)),
        (SENTENCE, "[a](../../../etc/passwd)", "unusable-link", Some(97)),
        (SENTENCE, "[a](#nowhere)", "unusable-link", Some(97)),
        (SENTENCE, "[a](pattern:nowhere)", "dangling-reference", Some(97)),
        (SENTENCE, "[a](incident:ours-2026-05-queue-purged#nowhere)", "dangling-reference", Some(97)),
        (SENTENCE, long.as_str(), "file-too-large", None),
    ] {
        let changed = record.replacen(from, to, 1);
        assert_ne!(changed, record, "{from}");
        let (sandbox, run) = build(&changed);
        let shown: String = to.chars().take(60).collect();
        assert_eq!(run.status, 2, "{shown}: {run:?}");
        assert!(run.stderr.contains(&format!("[{code}]")), "{shown}: {}", run.stderr);
        let place = line.map_or(format!("{ID}.md\n"), |line| format!("{ID}.md:{line}:"));
        assert!(run.stderr.contains(&place), "{shown}: {}", run.stderr);
        assert!(!sandbox.path().join("public").exists(), "{shown}");
    }
}

#[test]
fn a_corpus_cannot_name_files_outside_of_the_site() {
    let sandbox = Sandbox::new().overlay();
    for (from, to) in [("name = \"ours\"", "name = \"../x\""), ("prefix = \"ours\"", "prefix = \"../x\"")] {
        sandbox.file("ours/corpus.toml", crate::harness::MANIFEST.replacen(from, to, 1));
        let run = sandbox.run(&["build", "--corpus", "ours"]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains("corpus.toml:"), "{}", run.stderr);
    }
}
