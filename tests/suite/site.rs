//! The site as a value and as a folder.

use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;
use precedent::site::{Site, render};
use precedent::theme::Theme;

use crate::harness::{Sandbox, finish, incident};

fn site() -> Site {
    render(&KnowledgeBase::build(vec![Corpus::embedded()]).unwrap(), &Theme::embedded().unwrap()).unwrap()
}

fn page(site: &Site, path: &str) -> String {
    String::from_utf8(site.files[path].clone()).unwrap()
}

#[test]
fn every_record_has_a_page() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let site = site();
    let ids = [
        ("incidents", kb.incidents().keys().collect::<Vec<_>>()),
        ("patterns", kb.patterns().keys().collect()),
        ("safeguards", kb.safeguards().keys().collect()),
        ("products", kb.products().keys().collect()),
    ];
    for (folder, ids) in ids {
        for id in ids {
            assert!(site.files.contains_key(&format!("{folder}/{id}.html")), "{folder}/{id}");
        }
    }
    assert!(site.files.contains_key("index.html"));
}

#[test]
fn pages_have_no_code_and_ask_nobody_else() {
    let site = site();
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        let html = page(&site, path);
        for forbidden in
            ["<script>", "javascript:", " onclick=", " onload=", " style=\"", "<style", "<iframe", "src=\"http"]
        {
            assert!(!html.contains(forbidden), "{path}: {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            let opening = script.split_once('>').unwrap().0;
            assert!(opening.contains(" src=\""), "{path}: {opening}");
        }
        assert!(html.contains("lang=\"en\"") && html.matches("<h1").count() == 1, "{path}");
    }
}

#[test]
fn the_kiro_page_shows_both_sides() {
    let html = page(&site(), "incidents/2025-12-kiro-cost-explorer.html");
    for text in ["Four people familiar with the matter", "misconfigured access controls", "disputed cause", "13 hours"]
    {
        assert!(html.contains(text), "{text}");
    }
    let html = page(&site(), "incidents/2026-03-claude-code-git-reset-misattributed.html");
    assert!(html.to_lowercase().contains("retracted"));
}

#[test]
fn equal_input_gives_equal_bytes_wherever_and_whenever() {
    let first = Sandbox::new();
    let second = Sandbox::new();
    assert_eq!(finish(&mut first.command(&["build", "--out", "a"])).status, 0);
    let mut elsewhere = second.command(&["build", "--out", "deep/er/site"]);
    elsewhere.env("TZ", "Pacific/Kiritimati").env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8");
    assert_eq!(finish(&mut elsewhere).status, 0);
    assert_eq!(tree(&first.path().join("a")), tree(&second.path().join("deep/er/site")));
}

#[test]
fn a_second_build_writes_nothing() {
    let sandbox = Sandbox::new();
    let first = sandbox.run(&["build", "--format", "json"]).json();
    let second = sandbox.run(&["build", "--format", "json"]).json();
    assert_eq!((&second["written"], &second["unchanged"]), (&0.into(), &first["written"]));
    assert!(sandbox.run(&["build"]).stdout.contains("Open public/index.html"));
}

#[test]
fn a_folder_of_others_is_not_written_to() {
    let sandbox = Sandbox::new();
    sandbox.file("public/mine.txt", "mine");
    let run = sandbox.run(&["build"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("public") && run.stderr.contains("hint:"), "{}", run.stderr);
    assert_eq!(tree(&sandbox.path().join("public")).len(), 1);
}

#[test]
fn files_of_others_stop_the_build_or_are_kept() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["build"]).status, 0);
    sandbox.file("public/CNAME", "example.org");
    let run = sandbox.run(&["build"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("CNAME"), "{}", run.stderr);
    let overlay = sandbox.overlay();
    let run = overlay.run(&["build", "--keep", "CNAME", "--corpus", "ours", "--format", "json"]);
    assert_eq!((run.status, &run.json()["kept"]), (0, &1.into()), "{run:?}");
    assert_eq!(tree(&overlay.path().join("public"))["CNAME"], b"example.org");
    assert_eq!(overlay.run(&["build", "--keep", "["]).status, 2);
}

#[test]
fn text_of_an_overlay_stays_text() {
    let sandbox = Sandbox::new().overlay();
    let id = "ours-2026-05-queue-purged";
    let hostile = incident(id)
        .replace("A support queue was emptied by an agent", "<script>alert(1)</script> \\\" onload=x")
        .replace("The role could.", "<script>alert(2)</script> [x](javascript:alert(3)) <img src=x onerror=y>");
    sandbox.file(&format!("ours/incidents/{id}.md"), hostile);
    let run = sandbox.run(&["build", "--corpus", "ours"]);
    assert_eq!(run.status, 0, "{run:?}");
    for (path, bytes) in tree(&sandbox.path().join("public")) {
        let html = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !html.contains("<script>") && !html.contains("=\"javascript:") && !html.contains("<img src=x"),
            "{path}"
        );
    }
}

/// The real program, killed at random moments while it alternates between two sites.
#[test]
fn forty_kills_leave_no_mixture() {
    let sandbox = Sandbox::new().overlay();
    let plain: &[&str] = &["build"];
    let with_overlay: &[&str] = &["build", "--corpus", "ours"];
    let public = sandbox.path().join("public");
    let mut whole = Vec::new();
    for args in [plain, with_overlay] {
        assert_eq!(sandbox.run(args).status, 0);
        whole.push(tree(&public));
    }
    assert_ne!(whole[0], whole[1]);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for round in 0..40 {
        let args = if round % 2 == 0 { plain } else { with_overlay };
        let mut child = sandbox
            .command(args)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        std::thread::sleep(std::time::Duration::from_micros(state % 250_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = tree(&public);
        assert!(whole.contains(&found), "round {round}: neither site");
    }
    assert_eq!(sandbox.run(plain).status, 0);
    assert_eq!(tree(&public), whole[0]);
    let beside: Vec<String> = std::fs::read_dir(sandbox.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

fn tree(folder: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            files.extend(tree(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    files
}
