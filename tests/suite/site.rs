//! The site as a value and as a folder.

use precedent::corpus::{Corpus, Kind};
use precedent::kb::KnowledgeBase;
use precedent::record::{Family, SeverityLevel, Term};
use precedent::site::{RenderError, Site, render, render_at, render_into};
use precedent::theme::Theme;
use precedent::wire::ShowAnswer;

use crate::harness::{MANIFEST, Sandbox, finish, incident};

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
            let is_data = opening == " type=\"application/ld+json\"";
            assert!(is_data || opening.contains(" src=\""), "{path}: {opening}");
        }
        assert!(html.contains("lang=\"en\"") && html.matches("<h1").count() == 1, "{path}");
    }
}

#[test]
fn every_value_of_every_incident_has_a_page_that_lists_it() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let site = site();
    for (id, entry) in kb.incidents() {
        let record = entry.record();
        let mut pages = vec![
            format!("incidents/severity/{}.html", record.severity.realised),
            format!("incidents/status/{}.html", record.status),
            format!("incidents/kind/{}.html", record.kind),
        ];
        pages.extend(record.environment.iter().map(|value| format!("incidents/environment/{value}.html")));
        pages.extend(record.capabilities.iter().map(|value| format!("incidents/capability/{value}.html")));
        pages.extend(record.products().map(|product| format!("products/{product}.html")));
        pages.extend(record.patterns.iter().map(|label| format!("patterns/{}.html", label.id)));
        pages.extend(record.safeguards.iter().map(|label| format!("safeguards/{}.html", label.id)));
        pages.extend(record.occurred.years().iter().map(|year| format!("years/{year}.html")));
        for path in pages {
            let html = page(&site, &path);
            assert!(html.contains(&format!("incidents/{id}.html\"")), "{path} does not list {id}");
        }
    }
}

#[test]
fn numbers_of_the_matrix_lead_to_as_many_incidents() {
    let site = site();
    let matrix = page(&site, "matrix/index.html");
    let mut seen = 0;
    for cell in matrix.split("<td class=\"tenths-").skip(1) {
        let href = cell.split("href=\"../").nth(1).unwrap().split('"').next().unwrap();
        let number: usize = cell.split("prevented\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
        let (path, anchor) = href.split_once('#').unwrap();
        let html = page(&site, path);
        let section = html.split(&format!("id=\"{anchor}\"")).nth(1).unwrap().split("</section>").next().unwrap();
        assert_eq!(section.matches("<article").count(), number, "{href}");
        seen += 1;
    }
    assert!(seen > 100, "{seen} numbers");
}

#[test]
fn an_entry_of_a_standard_names_the_incidents_that_bear_it_out() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let html = page(&site(), "standards/owasp-agentic/2026/ASI03.html");
    let maps = |links: &[precedent::record::Crosswalk]| {
        links.iter().any(|link| link.scheme.as_str() == "owasp-agentic" && link.id == "ASI03")
    };
    let mapped: Vec<&str> =
        kb.patterns().iter().filter(|(_, entry)| maps(&entry.record().crosswalk)).map(|(id, _)| id.as_str()).collect();
    assert!(!mapped.is_empty());
    for (id, entry) in kb.incidents() {
        let bears = entry.record().patterns.iter().any(|label| mapped.contains(&label.id.as_str()));
        assert_eq!(html.contains(&format!("incidents/{id}.html\"")), bears, "{id}");
    }
}

#[test]
fn pages_have_their_content_and_data_beside_them() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let site = site();
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        let has_twin = site.files.contains_key(&path.replace(".html", ".md"));
        let is_form = ["404.html", "search/index.html", "checklist/builder/index.html"].contains(&path.as_str());
        assert_eq!(has_twin, !is_form, "{path}");
    }
    let twin = page(&site, "incidents/2025-12-kiro-cost-explorer.md");
    for text in
        ["# AWS Cost Explorer", "## Accounts in conflict", "](../patterns/destructive-shortcut.md)", "Made from"]
    {
        assert!(twin.contains(text), "{text}");
    }
    assert!(!twin.contains(".html)") || twin.contains("https://"), "links lead to other twins");
    for kind in Kind::WITH_PAGES {
        for id in kb.ids(*kind) {
            let found: serde_json::Value =
                serde_json::from_slice(&site.files[&format!("{}/{id}.json", kind.folder())]).unwrap();
            let answer = ShowAnswer::new(&kb, *kind, id).unwrap();
            assert_eq!(found, serde_json::to_value(&answer).unwrap(), "{id}");
        }
    }
    let list: serde_json::Value = serde_json::from_slice(&site.files["incidents/index.json"]).unwrap();
    assert_eq!(list["items"].as_array().unwrap().len(), kb.incidents().len());
}

#[test]
fn what_a_page_is_about_is_valid_json() {
    let site = site();
    let html = page(&site, "incidents/2025-12-kiro-cost-explorer.html");
    let text = html.split("ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!((&value["@type"], &value["identifier"]), (&"Report".into(), &"2025-12-kiro-cost-explorer".into()));
    assert!(value["citation"].as_array().unwrap().len() > 5);
}

#[test]
fn a_known_address_stands_where_a_relative_link_would_not_do() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let address = "https://example.org/sub".parse().unwrap();
    let site = render_at(&kb, &Theme::embedded().unwrap(), Some(&address), &|_, _| ()).unwrap();
    let html = page(&site, "incidents/2025-12-kiro-cost-explorer.html");
    let own = "https://example.org/sub/incidents/2025-12-kiro-cost-explorer.html";
    assert!(html.contains(&format!("<link rel=\"canonical\" href=\"{own}\">")));
    assert!(html.contains("content=\"https://example.org/sub/assets/pictures/s3.png\""));
    assert!(site.files.contains_key("assets/pictures/s3.png"));
    let sitemap = page(&site, "sitemap.xml");
    let pages = site.files.keys().filter(|path| path.ends_with(".html")).count();
    assert_eq!(sitemap.matches("<loc>https://example.org/sub/").count(), pages - 1, "all but the page for no page");
    assert!(page(&site, "robots.txt").contains("Sitemap: https://example.org/sub/sitemap.xml"));
    assert!(page(&site, "feed.xml").contains(&format!("href=\"{own}\"")));
    assert!(page(&site, "404.html").contains("href=\"https://example.org/sub/assets/style.css\""));
    let nowhere = render(&kb, &Theme::embedded().unwrap()).unwrap();
    assert!(!nowhere.files.contains_key("sitemap.xml"));
    assert!(!page(&nowhere, "index.html").contains("rel=\"canonical\""));
}

/// Why a site was not handed over.
#[derive(Debug, PartialEq)]
enum Refused {
    Rendering(String),
    Full,
}

impl From<RenderError> for Refused {
    fn from(error: RenderError) -> Self {
        Self::Rendering(error.to_string())
    }
}

#[test]
fn files_handed_over_one_by_one_are_the_site() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let address = "https://example.org/".parse().unwrap();
    let theme = Theme::embedded().unwrap();
    let files = std::sync::Mutex::new(std::collections::BTreeMap::new());
    let rendered = render_into(&kb, &theme, Some(&address), &|_, _| (), &|path, bytes| {
        assert!(files.lock().unwrap().insert(path.clone(), bytes).is_none(), "{path} twice");
        Ok::<(), Refused>(())
    });
    let rendered = rendered.unwrap();
    let site = render_at(&kb, &theme, Some(&address), &|_, _| ()).unwrap();
    assert_eq!((rendered.pages, rendered.files), (site.pages(), site.files.len()));
    assert!(files.into_inner().unwrap() == site.files);
}

#[test]
fn a_site_that_is_not_wanted_any_more_is_not_rendered_to_the_end() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let watch = |done, _all| {
        seen.fetch_max(done, std::sync::atomic::Ordering::Relaxed);
    };
    // Hand-written files come first; then the pages that are made of incidents.
    let refused = render_into(&kb, &Theme::embedded().unwrap(), None, &watch, &|path: String, _| {
        calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if path.ends_with(".html") { Err(Refused::Full) } else { Ok(()) }
    });
    assert_eq!(refused, Err(Refused::Full));
    let (calls, all) = (calls.into_inner(), site().files.len());
    assert!(calls < all && seen.into_inner() > 0, "{calls} of {all}");
}

#[test]
fn pictures_are_there_for_every_severity_and_family() {
    let site = site();
    let names = SeverityLevel::ALL.iter().map(|level| level.as_str().split('-').next().unwrap());
    for name in names.chain(Family::ALL.iter().map(|family| family.as_str())).chain(["precedent"]) {
        let png = &site.files[&format!("assets/pictures/{name}.png")];
        assert_eq!(png[..8], [137, 80, 78, 71, 13, 10, 26, 10], "{name}");
    }
}

#[test]
fn former_names_lead_to_the_record_and_objections_to_whoever_takes_them() {
    let sandbox = Sandbox::new().overlay();
    let id = "ours-2026-05-queue-purged";
    let record = incident(id).replacen("status =", "aliases = [\"ours-2026-05-old-name\"]\nstatus =", 1);
    sandbox.file(&format!("ours/incidents/{id}.md"), record);
    let manifest =
        format!("{MANIFEST}contact = \"https://example.org/objections\"\nedit = \"https://example.org/edit/\"\n");
    sandbox.file("ours/corpus.toml", manifest);
    assert_eq!(sandbox.run(&["build", "--corpus", "ours"]).status, 0);
    let files = tree(&sandbox.path().join("public"));
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let moved = text("incidents/ours-2026-05-old-name.html");
    assert!(moved.contains(&format!("url=../incidents/{id}.html")) && moved.contains("noindex"), "{moved}");
    let policy = |path: &str| {
        let html = text(path);
        let (_, behind) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
        behind.split_once('"').map(|(policy, _)| policy.to_owned())
    };
    assert!(policy("index.html").is_some_and(|policy| policy.starts_with("default-src ")));
    for path in files.keys().filter(|path| path.ends_with(".html")) {
        assert_eq!(policy(path), policy("index.html"), "{path}");
    }
    let html = text(&format!("incidents/{id}.html"));
    assert!(html.contains(&format!("https://example.org/edit/incidents/{id}.md")), "no link to propose a change");
    let security = text(".well-known/security.txt");
    assert!(security.starts_with("Contact: https://example.org/objections\nExpires: 2027-"), "{security}");
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
    let alone = Sandbox::new();
    let mut on_one_core = std::process::Command::new("/usr/bin/taskset");
    on_one_core.args(["-c", "0", env!("CARGO_BIN_EXE_precedent"), "build"]).current_dir(alone.path()).env_clear();
    assert_eq!(finish(&mut on_one_core).status, 0);
    assert_eq!(tree(&first.path().join("a")), tree(&alone.path().join("public")));
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
        .replace("The role could.", "<script>alert(2)</script> `<script>` <img src=x onerror=y> &lt;script> <!-- x");
    sandbox.file(&format!("ours/incidents/{id}.md"), hostile);
    let run = sandbox.run(&["build", "--corpus", "ours"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_harmless(&tree(&sandbox.path().join("public")));
}

/// Fails if a file of a site has something from a record that is obeyed rather than read.
pub(crate) fn assert_harmless(files: &std::collections::BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => assert_harmless_page(path, &text),
            "md" | "txt" => assert_harmless_markdown(path, &text),
            "xml" | "svg" | "js" => assert!(!text.contains("<script>") && !text.contains("<img src=x"), "{path}"),
            // In JSON a tag is a text like any other.
            _ => {}
        }
    }
}

fn assert_harmless_page(path: &str, html: &str) {
    let mut ids = std::collections::BTreeSet::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        // The one picture that pages have is the site's own.
        assert!(
            name != "img" || tag.contains("src=\"assets/icon.svg\"") || tag.contains("../assets/icon.svg\""),
            "{path}: <{tag}>"
        );
        assert!(!["iframe", "object", "embed", "style", "base"].contains(&name.as_str()), "{path}: <{tag}>");
        assert!(name != "script" || tag.contains(" src=\"") || tag.contains("application/ld+json"), "{path}: <{tag}>");
        let mut rest = tag;
        while let Some((before, behind)) = rest.split_once("=\"") {
            let (value, others) = behind.split_once('"').unwrap_or_else(|| panic!("{path}: <{tag}>"));
            let attribute = before.rsplit(char::is_whitespace).next().unwrap().to_lowercase();
            assert!(!attribute.starts_with("on") && attribute != "style", "{path}: <{tag}>");
            if ["href", "src", "action"].contains(&attribute.as_str()) {
                assert!(is_harmless_address(value), "{path}: <{tag}>");
            }
            assert!(attribute != "id" || ids.insert(value), "{path}: two of {value}");
            rest = others;
        }
    }
}

fn assert_harmless_markdown(path: &str, text: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        if let Event::Html(html) | Event::InlineHtml(html) = &event {
            panic!("{path}: markup `{html}`");
        }
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &event {
            assert!(!matches!(event, Event::Start(Tag::Image { .. })), "{path}: picture `{dest_url}`");
            assert!(is_harmless_address(dest_url), "{path}: `{dest_url}`");
        }
    }
}

/// Whether an address leads into the site or to the web.
fn is_harmless_address(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap().split_once(':').map(|(scheme, _)| scheme);
    matches!(scheme, None | Some("http" | "https")) && !address.starts_with("//")
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

pub(crate) fn tree(folder: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
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
