//! `similar` through the binary and over the embedded corpus.

use std::fs::File;

use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;
use precedent::search::{Index, Likeness, Named, Sharing, Similar, Subject, TextField};
use serde_json::Value;

use crate::harness::{Run, Sandbox, finish, incident, read};

const KIRO: &str = "2025-12-kiro-cost-explorer";
const DATATALKS: &str = "2026-02-claude-code-terraform-destroy-datatalks";
const POCKETOS: &str = "2026-04-pocketos-cursor-railway";
const ANTIGRAVITY: &str = "2025-12-google-antigravity-d-drive-wipe";
const REPLIT: &str = "2025-07-replit-saastr-database";
const RETRACTED: &str = "2026-03-claude-code-git-reset-misattributed";

const RECREATE: &str = "terraform destroy the duplicate resources then recreate";

fn index() -> Index {
    Index::build(&KnowledgeBase::build(vec![Corpus::embedded()]).unwrap()).unwrap()
}

fn to_text(index: &Index, text: &str) -> Similar {
    index.similar(&Subject::text(text.to_owned()), 20).unwrap()
}

fn to_record(index: &Index, id: &str) -> Similar {
    let Named::Record(subject) = index.named(id).unwrap() else { panic!("no record is called {id}") };
    index.similar(&subject, 20).unwrap()
}

fn ids(similar: &Similar) -> Vec<&str> {
    similar.nearest.iter().map(|likeness| likeness.card.id.as_str()).collect()
}

/// What an incident shares in one respect.
fn shared(likeness: &Likeness, sharing: Sharing) -> Vec<&str> {
    let reasons = likeness.reasons.iter().filter(|reason| reason.sharing == sharing);
    reasons.flat_map(|reason| &reason.shared).map(|shared| shared.text.as_str()).collect()
}

/// Runs `similar -` on a text.
fn piped(sandbox: &Sandbox, text: impl AsRef<[u8]>, args: &[&str]) -> Run {
    sandbox.file("input", text);
    let mut command = sandbox.command(&[&["similar", "-"], args].concat());
    finish(command.stdin(File::open(sandbox.path().join("input")).unwrap()))
}

#[test]
fn a_plan_finds_who_did_the_same() {
    let index = index();
    let similar = to_text(&index, RECREATE);
    assert_eq!(ids(&similar).first(), Some(&DATATALKS));
    assert!(ids(&similar).contains(&POCKETOS) && ids(&similar).contains(&KIRO), "{:?}", ids(&similar));
    let first = &similar.nearest[0];
    assert_eq!(shared(first, Sharing::Commands), ["terraform destroy"]);
    assert_eq!(shared(first, Sharing::Patterns), ["Delete and recreate"]);
    assert_eq!(shared(first, Sharing::Words), ["duplicate", "recreate", "resources"]);
    for (plan, first) in [
        ("rm -rf ~/work/build && rm -rf /mnt/d/cache", "2025-12-claude-code-rm-rf-home-mac"),
        ("clear the project cache: `rmdir /s /q d:\\`", ANTIGRAVITY),
        ("During the code freeze we run `npm run db:push` against production.", REPLIT),
        ("Use the API token from the repository to delete the staging volume by GraphQL.", POCKETOS),
        ("{\"command\":\"terraform destroy -auto-approve\",\"cwd\":\"/srv/infra\"}", DATATALKS),
    ] {
        assert_eq!(ids(&to_text(&index, plan)).first(), Some(&first), "{plan}");
    }
}

#[test]
fn commands_are_named_as_the_incident_writes_them() {
    let index = index();
    let similar = to_text(&index, "Then `RM -RF cache` and `npm run DB:push`, to be safe.");
    let of = |id: &str| similar.nearest.iter().find(|likeness| likeness.card.id == id).unwrap();
    assert_eq!(shared(of(REPLIT), Sharing::Commands), ["npm run db:push"]);
}

/// The record of the emptied drive rejects the claim that it was done by `rm -rf`.
#[test]
fn what_a_record_rejects_is_not_given_as_what_happened() {
    let index = index();
    let similar = to_text(&index, "clear the cache of the project: rm -rf build");
    let first = &similar.nearest[0];
    assert_eq!((first.card.id.as_str(), shared(first, Sharing::Commands)), (ANTIGRAVITY, vec![]));
    for likeness in &similar.nearest {
        let fragment = likeness.fragment.as_ref().unwrap();
        assert_ne!(fragment.field, TextField::Claims, "{fragment:?}");
    }
}

#[test]
fn records_find_those_like_them_and_not_themselves() {
    let index = index();
    for (id, near) in [
        (KIRO, "2025-amazon-q-developer-outage-ft-claim"),
        ("2025-amazon-q-developer-outage-ft-claim", KIRO),
        ("2026-07-codex-windows-rd-quoting-escape", ANTIGRAVITY),
        (ANTIGRAVITY, "2026-07-codex-windows-rd-quoting-escape"),
        (DATATALKS, POCKETOS),
        (POCKETOS, REPLIT),
        (REPLIT, POCKETOS),
        ("2025-06-echoleak", "2025-05-github-mcp-toxic-flow"),
    ] {
        let similar = to_record(&index, id);
        assert!(ids(&similar).iter().take(5).any(|found| *found == near), "{id}: {:?}", ids(&similar));
        assert!(!ids(&similar).contains(&id), "{id}");
    }
    let kiro = to_record(&index, KIRO);
    assert!(kiro.nearest.iter().any(|likeness| !shared(likeness, Sharing::Permissions).is_empty()));
    assert!(kiro.nearest.iter().any(|likeness| !shared(likeness, Sharing::Capabilities).is_empty()));
}

#[test]
fn patterns_and_safeguards_have_incidents_like_them() {
    let similar = to_record(&index(), "destructive-shortcut");
    assert!(ids(&similar).contains(&POCKETOS) && ids(&similar).contains(&DATATALKS), "{:?}", ids(&similar));
    assert!(similar.nearest.iter().all(|likeness| likeness.card.kind.as_str() == "incident"));
}

#[test]
fn unrelated_texts_find_nothing() {
    let index = index();
    for text in [RECIPE, REACT, LETTER] {
        assert_eq!(ids(&to_text(&index, text)), [""; 0], "{text}");
    }
    // Whatever stands around it, the one passage counts.
    let hidden = format!("{RECIPE}\n\n{REACT}\n\n$ {RECREATE}\n\n{LETTER}");
    assert_eq!(ids(&to_text(&index, &hidden)).first(), Some(&DATATALKS));
}

#[test]
fn what_is_retracted_comes_last_and_says_so() {
    let index = index();
    let similar = to_text(&index, "git reset --hard origin/main && git push --force");
    assert_eq!(ids(&similar).last(), Some(&RETRACTED));
    let last = similar.nearest.last().unwrap();
    assert_eq!(shared(last, Sharing::Commands), ["git reset --hard origin/main"]);
    assert!(similar.nearest.len() > 1);
    let run = Sandbox::new().run(&["similar", RETRACTED]);
    assert!(run.stderr.contains("retracted"), "{run:?}");
    let answer = Sandbox::new().run(&["similar", RETRACTED, "--format", "json"]).json();
    assert_eq!(answer["subject"]["retracted"], Value::Bool(true));
    assert!(answer["notes"][0].as_str().unwrap().contains("retracted"), "{answer}");
}

#[test]
fn fragments_contain_what_they_mark() {
    let index = index();
    let mut seen = 0;
    for similar in [to_text(&index, RECREATE), to_record(&index, KIRO), to_record(&index, "excess-privilege")] {
        for fragment in similar.nearest.iter().filter_map(|likeness| likeness.fragment.as_ref()) {
            let length = fragment.text.chars().count();
            assert!(!fragment.ranges.is_empty());
            assert!(fragment.ranges.iter().all(|(start, end)| start < end && *end <= length), "{fragment:?}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
    // What the plan says, and what the thesaurus has for it.
    let asked = format!("{RECREATE} delete remove erase wipe purge rebuild");
    let similar = to_text(&index, RECREATE);
    for fragment in similar.nearest.iter().filter_map(|likeness| likeness.fragment.as_ref()) {
        for &(start, end) in &fragment.ranges {
            let marked: String = fragment.text.chars().skip(start).take(end - start).collect();
            for word in marked.to_lowercase().split_whitespace() {
                let stem: String = word.chars().take(4).collect();
                assert!(asked.contains(&stem), "marks `{marked}` of {fragment:?}");
            }
        }
    }
}

#[test]
fn nothing_to_compare_is_a_clear_answer() {
    let sandbox = Sandbox::new();
    for text in ["", " \n\t", "the and of it", "--- *** ```\n```"] {
        let run = piped(&sandbox, text, &[]);
        assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{text}");
        assert_eq!(run.stderr, "There is no word in this text that says what it is about.\n", "{text}");
    }
    let run = piped(&sandbox, RECIPE, &["--format", "json"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let answer = run.json();
    assert_eq!((&answer["total"], answer["notes"].as_array().unwrap().len()), (&0.into(), 1));
}

#[test]
fn a_long_transcript_is_answered_by_its_one_passage() {
    let sandbox = Sandbox::new();
    let mut noise = String::new();
    while noise.len() < 500_000 {
        noise.push_str(RECIPE);
        noise.push_str(&format!("step {} done\n{LETTER}\n", noise.len()));
    }
    let text = format!("{noise}\n$ {RECREATE}\n{noise}");
    assert!(text.len() > 1_000_000);
    let run = piped(&sandbox, &text, &["--format", "json"]);
    assert_eq!(run.json()["hits"][0]["id"], DATATALKS);
    let bytes = [b"\xff\xfe".as_slice(), RECREATE.as_bytes(), b"\0\x1b[2J"].concat();
    assert_eq!(piped(&sandbox, bytes, &["--format", "json"]).json()["hits"][0]["id"], DATATALKS);
}

#[test]
fn files_are_read_as_records_or_as_text() {
    let sandbox = Sandbox::new();
    sandbox.file("plan.md", format!("# Plan\n\n{RECREATE}\n"));
    sandbox.file("plan", RECREATE);
    for name in ["plan.md", "plan", "./plan"] {
        let run = sandbox.run(&["similar", name, "--format", "json"]);
        let answer = run.json();
        assert_eq!((&answer["subject"]["type"], &answer["hits"][0]["id"]), (&"text".into(), &DATATALKS.into()));
    }
    sandbox.file("kiro.md", read(format!("corpus/incidents/{KIRO}.md")));
    let of_file = sandbox.run(&["similar", "kiro.md", "--format", "json"]);
    assert_eq!(of_file.json(), sandbox.run(&["similar", KIRO, "--format", "json"]).json());
    sandbox.file("broken.md", incident("2026-05-x").replace("kind = \"realised-incident\"", "kind = \"x\""));
    let run = sandbox.run(&["similar", "broken.md"]);
    assert!(run.stderr.contains("read as text"), "{run:?}");
}

#[test]
fn an_alias_stands_for_its_record() {
    let sandbox = Sandbox::new().overlay();
    let id = "ours-2026-05-queue-purged";
    let record = incident(id).replacen("kind = ", "aliases = [\"ours-2026-04-former\"]\nkind = ", 1);
    sandbox.file(&format!("ours/incidents/{id}.md"), record);
    let other = incident("ours-2026-06-again");
    sandbox.file("ours/incidents/ours-2026-06-again.md", other);
    let of = |name: &str| sandbox.run(&["similar", name, "--corpus", "ours", "--format", "json"]).json();
    let answer = of("ours-2026-04-former");
    assert_eq!(answer["subject"]["id"], id);
    assert_eq!(answer["hits"][0]["id"], "ours-2026-06-again");
    assert_eq!(answer, of(&format!("incident:{id}")));
}

#[test]
fn what_is_neither_record_nor_file_is_an_error_with_a_suggestion() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["similar", "2025-12-kiro-cost-explorr"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(run.stderr, @r"
    error: no record and no file is called `2025-12-kiro-cost-explorr`
    hint: did you mean `2025-12-kiro-cost-explorer`?
    hint: text goes to standard input: `precedent similar -`
    ");
    let run = sandbox.run(&["similar", "no/such.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: could not read `no/such.md`\n"), "{}", run.stderr);
    assert_eq!(sandbox.run(&["similar", "."]).status, 2);
    assert_eq!(sandbox.run(&["similar"]).status, 2);
}

#[test]
fn a_prepared_index_answers_as_a_fresh_one_does() {
    let sandbox = Sandbox::new();
    let fresh = sandbox.run(&["similar", KIRO]);
    for _ in 0..2 {
        let mut command = sandbox.command(&["similar", KIRO]);
        let run = finish(command.env("PRECEDENT_CACHE", sandbox.path().join("cache")));
        assert_eq!(run.stdout, fresh.stdout);
    }
}

#[test]
fn the_limit_is_kept_and_the_rest_is_counted() {
    let sandbox = Sandbox::new();
    let answer = sandbox.run(&["similar", KIRO, "--limit", "1", "--format", "json"]).json();
    assert_eq!(answer["hits"].as_array().unwrap().len(), 1);
    assert!(answer["total"].as_u64().unwrap() > 1);
    let run = sandbox.run(&["similar", KIRO, "--limit", "1"]);
    assert!(run.stdout.lines().last().unwrap().contains("more with `--limit"), "{}", run.stdout);
}

const RECIPE: &str = r"# Sourdough bread

Mix 500 g flour with 350 g water and let it rest for an hour. Add the starter and 10 g salt, fold the dough four times over three hours. Shape it, leave it in the fridge overnight, and bake it in a hot pot at 250 degrees for 45 minutes. Let it cool before you cut it. The crust should be dark. If the dough is too wet, use less water the next time. Clean up the kitchen, remove the crumbs and wipe the table.
";

const REACT: &str = r#"# Getting started with React

React lets you build user interfaces out of individual pieces called components. Create your own components like a thumbnail, a like button, and a video. Then combine them into entire screens, pages, and apps.

## Set up

Create a project and start the development server:

```sh
npx create-react-app my-app
cd my-app
npm install
npm run dev
```

Open http://localhost:3000 in your browser. Edit `src/App.js` and save the file; the page reloads.

## State

Use the `useState` hook to let a component remember things. When you call the setter, React renders the component again with the new value. Don't mutate state directly: create a new array or object instead.

```js
const [count, setCount] = useState(0);
return <button onClick={() => setCount(count + 1)}>You clicked {count} times</button>;
```

## Effects

`useEffect` runs after render. Pass a dependency array so that it does not run every time. Return a function to clean up: it is called before the effect runs again and when the component is removed. Commit your work with `git add . && git commit -m "first component"` and push it to your repository. To deploy to production, run `npm run build` and upload the folder to any static host.
"#;

const LETTER: &str = r"Dear team, the quarterly meeting moves to Thursday at ten. Please send your slides to Anna by Wednesday evening. Lunch will be provided; tell us about allergies. The parking deck is closed, so come by train if you can. We will look at the sales figures of the third quarter, the plans for the new office in Lyon and the results of the survey among customers.
";
