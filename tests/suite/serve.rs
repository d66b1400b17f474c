//! `serve` as a browser meets it: HTTP on a port of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{MANIFEST, PATTERN, Sandbox};

/// How long anything may take on a machine that is busy; nothing waits so long that works.
const LIMIT: Duration = Duration::from_mins(2);

const RECORD: &str = "ours/patterns/ours-queue-purge.md";
const PAGE: &str = "/patterns/ours-queue-purge.html";

/// A server that is ended with the test.
struct Served {
    child: Child,
    /// What it printed once it listened.
    line: String,
    host: String,
}

/// What a server said.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Served {
    /// Serves a corpus of one pattern, which is rendered at once.
    fn small(sandbox: &Sandbox, args: &[&str]) -> Self {
        sandbox.file("ours/corpus.toml", MANIFEST);
        if !sandbox.path().join(RECORD).exists() {
            sandbox.file(RECORD, PATTERN);
        }
        let all = [&["serve", "--corpus", "ours", "--no-builtin", "--port", "0"], args].concat();
        Self::start(&mut sandbox.command(&all))
    }

    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some((_, address)) = line.split_once("http://") else {
            let mut errors = String::new();
            child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
            panic!("{line}{errors}");
        };
        let host = address.split('/').next().unwrap().to_owned();
        Self { child, line, host }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// Sends a request as it is.
    fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::of(&bytes)
    }

    fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let headers: String = headers.iter().flat_map(|header| [*header, "\r\n"]).collect();
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.host))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks until the answer is as it should be.
    fn until(&self, path: &str, is_wanted: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if is_wanted(&answer) {
                return answer;
            }
            assert!(start.elapsed() < LIMIT, "{path} stays {}: {}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Listens for changes.
    fn news(&self) -> News {
        let mut stream = self.connect();
        let request = format!("GET /_serve/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).unwrap();
        News(BufReader::new(stream))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let (head, body) = (std::str::from_utf8(&bytes[..end]).unwrap(), &bytes[end + 4..]);
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap();
        let mut answer = Self { status, headers: lines.map(header).collect(), body: body.to_vec() };
        if answer.header("transfer-encoding") == "chunked" && !answer.body.is_empty() {
            answer.body = joined(&answer.body);
        }
        answer
    }

    /// The values of a header, joined.
    fn header(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(known, _)| known == name);
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" | ")
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Puts the chunks of a body together.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|window| window == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[end + 2..end + 2 + length]);
        chunks = &chunks[end + 4 + length..];
    }
}

struct News(BufReader<TcpStream>);

impl News {
    /// The name of what is shown next; nothing once the server has ended.
    fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        while self.0.read_line(&mut line).unwrap() > 0 {
            if let Some(name) = line.strip_prefix("data: ") {
                return Some(name.trim().to_owned());
            }
            line.clear();
        }
        None
    }
}

#[test]
fn files_have_types_tags_and_the_policy_of_their_pages() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    assert_eq!(served.line, format!("Serving at http://{}/\n", served.host));
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        (PAGE, "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/theme.js", "text/javascript; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/assets/serif.woff2", "font/woff2"),
        ("/assets/pictures/precedent.png", "image/png"),
        ("/patterns/ours-queue-purge.md", "text/markdown; charset=utf-8"),
        ("/patterns/ours-queue-purge.json", "application/json"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/_serve/reload.js", "text/javascript; charset=utf-8"),
        ("/_serve/report.css", "text/css; charset=utf-8"),
        ("/_serve/report", "text/html; charset=utf-8"),
    ] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind.to_owned()), "{path}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("connect-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");

        let head = served.ask("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!((head.header("etag"), head.header("content-type")), (answer.header("etag"), kind.to_owned()));
        assert_eq!(head.header("content-length"), answer.header("content-length"), "{path}");

        let tag = answer.header("etag");
        let same = served.ask("GET", path, &[&format!("If-None-Match: \"x\", {tag}")]);
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag), "{path}");
        assert_eq!(served.ask("GET", path, &["If-None-Match: W/\"0\""]).status, 200, "{path}");
    }
    assert!(std::fs::read_dir(sandbox.path()).unwrap().count() == 1, "nothing is written");
}

#[test]
fn what_gains_by_it_is_compressed() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    for (path, gains) in [("/", true), ("/assets/style.css", true), ("/assets/serif.woff2", false)] {
        let plain = served.get(path);
        let asked = served.ask("GET", path, &["Accept-Encoding: gzip, deflate, br"]);
        assert_eq!(asked.header("etag"), plain.header("etag"));
        assert_eq!(asked.header("vary"), "accept-encoding");
        if !gains {
            assert!(asked.header("content-encoding").is_empty() && asked.body == plain.body, "{path}");
            continue;
        }
        assert_eq!(
            (asked.header("content-encoding"), plain.header("content-encoding")),
            ("gzip".into(), String::new())
        );
        // A gzip file ends with the length of what is in it.
        let (start, end) = (&asked.body[..2], &asked.body[asked.body.len() - 4..]);
        let length = u32::from_le_bytes(end.try_into().unwrap());
        assert!(start == [0x1f, 0x8b] && length as usize == plain.body.len(), "{path}");
        assert!(asked.body.len() * 2 < plain.body.len(), "{path}");
        let head = served.ask("HEAD", path, &["Accept-Encoding: gzip"]);
        assert_eq!((head.header("content-encoding"), head.body.len()), ("gzip".into(), 0));
        let same =
            served.ask("GET", path, &["Accept-Encoding: gzip", &format!("If-None-Match: {}", plain.header("etag"))]);
        assert_eq!(same.status, 304);
    }
}

#[test]
fn folders_lead_to_their_first_page_and_nothing_leads_out() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    let to = |path: &str| {
        let answer = served.get(path);
        (answer.status, answer.header("location"))
    };
    assert_eq!(to("/patterns"), (307, "/patterns/".to_owned()));
    assert_eq!(to("/search?q=a%20b&x"), (307, "/search/?q=a%20b&x".to_owned()));
    assert_eq!(served.get("/patterns/").body, served.get("/patterns/index.html").body);

    for path in ["/no/such/page.html", "/assets", "/assets/", "//patterns", "/patterns//", "/%252e%252e/Cargo.toml"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        // The page is the same at every depth, so its own files have to be found from everywhere.
        let page = answer.text();
        assert!(
            page.contains("href=\"/assets/style.css\"") && page.contains("There is no such page"),
            "{path}: {page}"
        );
        assert!(!page.contains("href=\"assets"), "{path}");
    }
    for path in [
        "/../Cargo.toml",
        "/..",
        "/assets/../../x",
        "/%2e%2e/Cargo.toml",
        "/assets/%2E%2e/x",
        "/..%2fCargo.toml",
        "/assets%2Fstyle.css",
        "/..\\Cargo.toml",
        "/..%5cCargo.toml",
        "/x%00.html",
        "/x%0d%0aX: y",
        "/%",
        "/%zz",
        "/%ff",
        "/./index.html",
    ] {
        let answer = served.send(&format!(
            "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            path.replace(' ', "%20")
        ));
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        assert!(answer.header("x").is_empty());
    }
    assert_eq!(served.get("/_serve/nothing").status, 404);
}

#[test]
fn only_reading_is_possible_and_only_by_names_of_this_machine() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &["--allow-host", "desk.example"]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        for path in ["/", "/_serve/events", "/no/such"] {
            let answer = served.ask(method, path, &["Content-Length: 0"]);
            assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD".to_owned()), "{method} {path}");
        }
    }
    let by = |line: &str, host: &str| served.send(&format!("GET {line} HTTP/1.1\r\n{host}Connection: close\r\n\r\n"));
    for host in ["localhost", "localhost:1", "127.0.0.1:9", "[::1]", "desk.example", "DESK.example:80"] {
        assert_eq!(by("/", &format!("Host: {host}\r\n")).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example:80", "192.168.0.1", "127.0.0.1.evil.example", "x@localhost"] {
        for path in ["/", "/_serve/events", "/../x"] {
            let answer = by(path, &format!("Host: {host}\r\n"));
            assert_eq!(answer.status, 421, "{host}");
            assert!(answer.text().contains(&format!("found one to `{host}`")), "{}", answer.text());
        }
    }
    assert_eq!(by("/", "").status, 400);
    assert_eq!(by("/", "Host: localhost\r\nHost: localhost\r\n").status, 400);
    assert_eq!(by("http://evil.example/", "Host: localhost\r\n").status, 421);
    assert_eq!(by("http://localhost/", "Host: localhost\r\n").status, 200);
}

#[test]
fn a_site_may_stand_below_a_path() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &["--base-path", "/sub/path"]);
    assert!(served.line.ends_with("/sub/path/\n"), "{}", served.line);
    for path in ["/", "/sub/path"] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("location")), (307, "/sub/path/".to_owned()), "{path}");
    }
    let answer = served.get("/sub/path/patterns");
    assert_eq!((answer.status, answer.header("location")), (307, "/sub/path/patterns/".to_owned()));
    let page = served.get("/sub/path/").text();
    assert!(page.contains("<script src=\"/sub/path/_serve/reload.js?"), "{page}");
    assert_eq!(served.get("/sub/path/_serve/reload.js").status, 200);
    let page = served.get("/sub/path/a/b").text();
    assert!(page.contains("href=\"/sub/path/assets/style.css\""), "{page}");
    assert_eq!((served.get("/assets/style.css").status, served.get("/sub/pathx/").status), (404, 404));
}

#[test]
fn pages_follow_their_records_and_stay_while_one_is_broken() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    let mut news = served.news();
    let first = news.next().unwrap();
    let page = served.get(PAGE).text();
    assert!(page.contains(&format!("<script src=\"/_serve/reload.js?{first}\" defer></script>")), "{page}");
    assert!(
        page.contains("http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src "),
        "{page}"
    );

    sandbox.file(RECORD, PATTERN.replace("Purged the queue", "Drained the queue"));
    assert_ne!(news.next().unwrap(), first);
    let changed = served.until(PAGE, |answer| answer.text().contains("Drained the queue"));
    assert!(!changed.text().contains("serve-report"));
    let tag = changed.header("etag");

    sandbox.file(RECORD, PATTERN.replace("family = \"action\"", "family = \"acton\""));
    let broken = served.until(PAGE, |answer| answer.text().contains("serve-report")).text();
    assert!(broken.contains("Drained the queue"), "the old page is still there: {broken}");
    assert!(broken.contains("The corpus has 1 error") && broken.contains(&format!("{RECORD}:4:10")), "{broken}");
    assert!(served.get("/no/such").text().contains("serve-report"));
    assert_eq!(served.get("/patterns/ours-queue-purge.json").status, 200);
    let report = served.get("/_serve/report").text();
    assert!(report.contains("<title>The corpus has 1 error") && report.contains(&format!("{RECORD}:4:10")), "{report}");
    assert!(report.contains("family = <mark>&quot;acton&quot;</mark>"), "{report}");
    assert!(report.contains("<p>Help: did you mean <code>action</code>?</p>"), "{report}");

    sandbox.file(RECORD, PATTERN.replace("Purged the queue", "Drained the queue"));
    let mended = served.until(PAGE, |answer| !answer.text().contains("serve-report"));
    assert_eq!(mended.header("etag"), tag, "the same records make the same page");
    assert!(served.get("/_serve/report").text().contains("Nothing is wrong"));

    sandbox.file("ours/patterns/ours-other.md", PATTERN.replace("ours-queue-purge", "ours-other"));
    served.until("/patterns/ours-other.html", |answer| answer.status == 200);
    std::fs::remove_file(sandbox.path().join("ours/patterns/ours-other.md")).unwrap();
    served.until("/patterns/ours-other.html", |answer| answer.status == 404);
    assert!(!sandbox.path().join("public").exists());
}

#[test]
fn a_corpus_that_begins_broken_is_shown_once_it_is_mended() {
    let sandbox = Sandbox::new();
    sandbox.file(RECORD, "no record");
    let served = Served::small(&sandbox, &[]);
    for path in ["/", "/incidents/any.html", "/assets/style.css"] {
        let answer = served.get(path);
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.text().contains(RECORD) && answer.text().contains("_serve/reload.js?"), "{}", answer.text());
    }
    sandbox.file(RECORD, PATTERN);
    served.until(PAGE, |answer| answer.status == 200 && answer.text().contains("Purged the queue"));
}

#[test]
fn files_may_be_written_in_any_way() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    let named = |name: &str| PATTERN.replace("Purged the queue", name);
    // Editors write beside a file and exchange it, or move it away first.
    sandbox.file("ours/patterns/.new", named("Exchanged the queue"));
    let path = sandbox.path().join(RECORD);
    std::fs::rename(sandbox.path().join("ours/patterns/.new"), &path).unwrap();
    served.until(PAGE, |answer| answer.text().contains("Exchanged the queue"));
    std::fs::rename(&path, sandbox.path().join("old")).unwrap();
    sandbox.file(RECORD, named("Moved the queue"));
    served.until(PAGE, |answer| answer.text().contains("Moved the queue"));
    // Programs write many times in a row, and end in the middle of what is being rendered.
    for round in 0..300 {
        sandbox.file(RECORD, if round % 2 == 0 { "no record".to_owned() } else { named(&format!("Queue {round}")) });
    }
    served.until(PAGE, |answer| answer.text().contains("Queue 299") && !answer.text().contains("serve-report"));
}

#[test]
fn a_theme_is_followed_like_a_corpus() {
    const ICON: &str = "theme/assets/icon.svg";
    const TEMPLATE: &str = "theme/templates/nowhere.html";
    let sandbox = Sandbox::new();
    sandbox.file(ICON, "<svg>1</svg>").file(TEMPLATE, "line one\n{% if %}");
    let served = Served::small(&sandbox, &["--theme", "theme"]);
    let answer = served.get("/");
    assert!(answer.status == 503 && answer.text().contains("nowhere.html:2:7"), "{}", answer.text());
    let ours = include_str!("../../templates/nowhere.html");
    sandbox.file(TEMPLATE, ours.replacen("<h1", "<p>Ours</p><h1", 1));
    served.until("/404.html", |answer| answer.text().contains("<p>Ours</p>"));
    assert_eq!(served.get("/assets/icon.svg").text(), "<svg>1</svg>");
    sandbox.file(ICON, "<svg>2</svg>");
    served.until("/assets/icon.svg", |answer| answer.text() == "<svg>2</svg>");

    for (path, text, expected) in [
        (TEMPLATE, "{{ page.nothing }}", "nothing"),
        (TEMPLATE, "<a href=\"no.html\">x</a>", "links to <code>no.html</code>"),
        ("theme/assets/icn.svg", "", "like <code>assets/icon.svg</code>"),
    ] {
        sandbox.file(path, text);
        let broken = served.until("/", |answer| answer.text().contains("serve-report"));
        assert_eq!(broken.status, 200);
        let report = served.get("/_serve/report").text();
        assert!(report.contains(expected), "{report}");
        assert_eq!(served.get("/assets/icon.svg").text(), "<svg>2</svg>", "the site is the one before");
        std::fs::remove_file(sandbox.path().join(path)).unwrap();
        served.until("/", |answer| !answer.text().contains("serve-report"));
    }
    assert!(!served.get("/404.html").text().contains("<p>Ours</p>"), "the program's own is back");
}

#[test]
fn the_corpus_around_is_served_and_built_files_have_nothing_of_it() {
    let sandbox = Sandbox::new();
    sandbox.file("corpus/corpus.toml", MANIFEST).file("corpus/patterns/ours-queue-purge.md", PATTERN);
    let served = Served::start(&mut sandbox.command(&["serve", "--no-builtin", "--port", "0"]));
    assert_eq!(served.get(PAGE).status, 200);
    sandbox.file("corpus/patterns/ours-queue-purge.md", PATTERN.replace("Purged", "Drained"));
    served.until(PAGE, |answer| answer.text().contains("Drained the queue"));

    assert_eq!(sandbox.run(&["build", "--corpus", "corpus", "--no-builtin"]).status, 0);
    let built = std::fs::read(sandbox.path().join("public").join(PAGE.trim_start_matches('/'))).unwrap();
    let built = String::from_utf8(built).unwrap();
    assert!(!built.contains("_serve") && !built.contains("connect-src"), "{built}");
    assert!(!sandbox.path().join("public/_serve").exists());
    // But for what is added, what is served is what is built.
    let served = served.get(PAGE).text().replace("connect-src 'self'; ", "");
    let served: Vec<&str> = served.lines().filter(|line| !line.contains("_serve/reload.js")).collect();
    assert_eq!(served, built.lines().collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_served_is_said() {
    let sandbox = Sandbox::new();
    let served = Served::small(&sandbox, &[]);
    let port = served.host.rsplit(':').next().unwrap();
    let taken = sandbox.run(&["serve", "--port", port]);
    assert_eq!((taken.status, taken.stdout.as_str()), (2, ""));
    assert!(taken.stderr.contains(&format!("could not listen on 127.0.0.1:{port}")), "{}", taken.stderr);
    assert!(taken.stderr.contains("--port 0"), "{}", taken.stderr);
    for (args, expected) in [
        (&["--host", "example.org"][..], "expected a number such as `127.0.0.1`"),
        (&["--host", "192.0.2.1"], "`--host` has to be an address of this machine"),
        (&["--port", "70000"], "70000"),
        (&["--base-path", "sub"], "expected a path such as"),
        (&["--corpus", "nowhere"], "`nowhere` is not a folder with a corpus in it"),
        (&["--include", "theirs"], "found `theirs`"),
        (&["--theme", "nothing"], "could not read the theme"),
        (&["--format", "json"], "expected `--format` `text`, found `json`"),
    ] {
        let port: &[&str] = if args[0] == "--port" { &[] } else { &["--port", "0"] };
        let args = [&["serve"], args, port].concat();
        let run = sandbox.run(&args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn an_interrupt_ends_it_also_while_pages_wait_for_news() {
    for signal in ["INT", "TERM"] {
        let sandbox = Sandbox::new();
        let mut served = Served::small(&sandbox, &[]);
        let mut news = served.news();
        assert!(news.next().is_some());
        let kill = format!("kill -{signal} {}", served.child.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
        assert_eq!(news.next(), None, "the connection is closed");
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal}");
        assert!(TcpStream::connect(&served.host).is_err());
    }
}

#[test]
fn examples_of_serve_run_and_the_browser_is_opened_when_asked() {
    let sandbox = Sandbox::new().overlay();
    std::fs::rename(sandbox.path().join("ours"), sandbox.path().join("our-incidents")).unwrap();
    sandbox.file("our-theme/assets/icon.svg", "<svg></svg>");
    let opened = sandbox.path().join("opened");
    let script = format!("#!/bin/sh\necho \"$1\" > '{0}.part' && /bin/mv '{0}.part' '{0}'\n", opened.display());
    sandbox.file("bin/xdg-open", script);
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(sandbox.path().join("bin/xdg-open"), executable).unwrap();
    let help = sandbox.run(&["serve", "--help"]).stdout;
    let (_, listed) = help.split_once("Examples:").unwrap();
    let mut examples = 0;
    for line in listed.lines().map(str::trim).filter(|line| line.starts_with("precedent ")) {
        // Any port but a free one may be taken on the machine of the test.
        let mut words: Vec<&str> = line.split(' ').skip(1).collect();
        match words.iter().position(|word| *word == "--port") {
            Some(at) => words[at + 1] = "0",
            None => words.extend(["--port", "0"]),
        }
        let served = Served::start(sandbox.command(&words).env("PATH", sandbox.path().join("bin")));
        let path = served.line.trim().split(&served.host).nth(1).unwrap().to_owned();
        assert_eq!(served.get(&path).status, 200, "{line}");
        if words.contains(&"--open") {
            await_file(&opened);
            let url = std::fs::read(&opened).unwrap();
            assert_eq!(String::from_utf8(url).unwrap().trim(), format!("http://{}/", served.host));
        }
        examples += 1;
    }
    assert!(examples >= 4 && opened.exists(), "{listed}");
}

fn await_file(path: &Path) {
    let start = Instant::now();
    while !path.exists() {
        assert!(start.elapsed() < LIMIT, "{} does not appear", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}
