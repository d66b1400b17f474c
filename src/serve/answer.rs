//! What the server says to a request: a function of the request and of what is served at the moment.

use axum::body::{Body, Bytes};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, LOCATION, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use sha2::{Digest as _, Sha256};

use super::address::{Address, BasePath, Hosts};
use super::page;
use super::path;
use super::showing::Showing;
use crate::corpus::hex;
use crate::site::POLICY;

const HTML: &str = "text/html; charset=utf-8";

/// Types by extension.
const TYPES: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("html", HTML),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml"),
];

/// Where the server stands and what it says with every answer.
#[derive(Debug)]
pub(super) struct Place {
    hosts: Hosts,
    base: BasePath,
    headers: HeaderMap,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// News of changes, as they happen.
    News,
    /// Something that is there at once, or nothing.
    Other(Request),
}

/// A request that was let in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Path in the site.
    path: String,
    query: Option<String>,
    /// The tags of what the browser has already.
    has: Option<String>,
}

/// A request that is turned away.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    text: String,
    /// The header that goes with the status.
    header: Option<(HeaderName, String)>,
}

impl Refusal {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), header: None }
    }

    fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.header = Some((name, value.into()));
        self
    }
}

impl Place {
    pub(super) fn new(address: &Address) -> Self {
        // What pages say of themselves, and what only a server can say.
        let policy = format!("{POLICY}; connect-src 'self'; frame-ancestors 'none'");
        let said = [
            (CONTENT_SECURITY_POLICY, policy.as_str()),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (CACHE_CONTROL, "no-cache"),
            (VARY, "accept-encoding"),
        ];
        let headers = said.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?)));
        Self {
            hosts: Hosts::new(address.socket.ip(), &address.names),
            base: address.base.clone(),
            headers: headers.collect(),
        }
    }

    /// Adds to an answer what every answer says.
    pub(super) fn finish(&self, mut response: Response) -> Response {
        response.headers_mut().extend(self.headers.clone());
        response
    }

    /// Finds out what is asked for, if whoever asks may.
    pub(super) fn read(&self, parts: &Parts) -> Result<Wanted, Refusal> {
        self.check_host(parts)?;
        if parts.method != Method::GET && parts.method != Method::HEAD {
            let text = format!("expected GET or HEAD, found {}", parts.method);
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, text).with(ALLOW, "GET, HEAD"));
        }
        let unreadable = || Refusal::new(StatusCode::BAD_REQUEST, "expected the path of a file of the site");
        let path = path::decode(parts.uri.path()).ok_or_else(unreadable)?;
        let path = self.below_base(&path)?;
        if path.strip_prefix(page::FOLDER) == Some("events") {
            return Ok(Wanted::News);
        }
        let has = parts.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let query = parts.uri.query().map(str::to_owned);
        Ok(Wanted::Other(Request { path: path.to_owned(), query, has }))
    }

    fn check_host(&self, parts: &Parts) -> Result<(), Refusal> {
        let mut hosts = parts.headers.get_all(HOST).iter().map(|value| value.to_str().unwrap_or_default());
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "expected one header `Host`"));
        };
        // A request to a proxy names the host in its first line as well.
        let named = parts.uri.authority().map(axum::http::uri::Authority::as_str);
        match std::iter::once(host).chain(named).find(|host| !self.hosts.allow(host)) {
            None => Ok(()),
            Some(foreign) => {
                let text = format!(
                    "expected a request to `localhost` or to the address that is listened on, found one to `{foreign}`\n\
                     hint: if that is a name of this machine, start with `--allow-host`"
                );
                Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, text))
            }
        }
    }

    /// The path within the site of a path of the server.
    fn below_base<'a>(&self, path: &'a str) -> Result<&'a str, Refusal> {
        let base = self.base.as_str().trim_start_matches('/');
        path.strip_prefix(base).ok_or_else(|| {
            if path.is_empty() || path == base.trim_end_matches('/') {
                redirect(self.base.as_str())
            } else {
                Refusal::new(StatusCode::NOT_FOUND, format!("the site stands at {}", self.base))
            }
        })
    }

    /// Answers with what is asked for.
    pub(super) fn answer(&self, showing: &Showing, request: &Request) -> Result<Response, Refusal> {
        let path = request.path.as_str();
        if let Some(own) = path.strip_prefix(page::FOLDER) {
            return self.own(showing, own, request);
        }
        if !showing.has_site() {
            return Ok(self.report(showing, StatusCode::SERVICE_UNAVAILABLE, request));
        }
        let first = format!("{path}index.html");
        let name = if path.is_empty() || path.ends_with('/') { first.as_str() } else { path };
        if let Some(content) = showing.file(name) {
            let (kind, content) = (type_of(name, content), content.clone());
            let body = if kind == HTML { self.page(showing, &content) } else { content };
            return Ok(found(StatusCode::OK, kind, body, request));
        }
        if showing.file(&format!("{path}/index.html")).is_some() {
            let query = request.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            return Err(redirect(&format!("{}{}/{query}", self.base, path::encode(path))));
        }
        Err(Refusal::new(StatusCode::NOT_FOUND, "the site has no such file"))
    }

    /// Answers with what is not of the site.
    fn own(&self, showing: &Showing, name: &str, request: &Request) -> Result<Response, Refusal> {
        let ok = |kind, text: &'static str| found(StatusCode::OK, kind, Bytes::from_static(text.as_bytes()), request);
        match name {
            "reload.js" => Ok(ok("text/javascript; charset=utf-8", page::SCRIPT)),
            "report.css" => Ok(ok("text/css; charset=utf-8", page::STYLE)),
            "report" => Ok(self.report(showing, StatusCode::OK, request)),
            _ => Err(Refusal::new(StatusCode::NOT_FOUND, "the server has no such file")),
        }
    }

    fn report(&self, showing: &Showing, status: StatusCode, request: &Request) -> Response {
        found(status, HTML, Bytes::from(page::report_page(&self.base, showing)), request)
    }

    fn page(&self, showing: &Showing, content: &[u8]) -> Bytes {
        Bytes::from(page::served(&String::from_utf8_lossy(content), &self.base, showing))
    }

    /// Says why a request is turned away; for a file that is not there, in the site's own words.
    pub(super) fn refuse(&self, showing: &Showing, refusal: Refusal) -> Response {
        let nowhere = showing.file("404.html").filter(|_| refusal.status == StatusCode::NOT_FOUND);
        let (kind, body) = match nowhere {
            Some(page) => {
                let page = page::anywhere(&String::from_utf8_lossy(page), &self.base);
                (HTML, self.page(showing, page.as_bytes()))
            }
            None => ("text/plain; charset=utf-8", Bytes::from(format!("{}\n", refusal.text))),
        };
        let mut response = with_type(refusal.status, kind, body);
        if let Some((name, value)) = refusal.header
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

fn redirect(target: &str) -> Refusal {
    Refusal::new(StatusCode::TEMPORARY_REDIRECT, format!("see {target}")).with(LOCATION, target)
}

/// An answer with its tag, or without its content if the browser has that already.
fn found(status: StatusCode, kind: &'static str, body: Bytes, request: &Request) -> Response {
    // What is sent may be compressed, so the tag stands for the content and not for the bytes that travel.
    let digest: String = hex(&Sha256::digest(&body)).chars().take(16).collect();
    let tag = format!("\"{digest}\"");
    let is_known = status == StatusCode::OK && request.has.as_deref().is_some_and(|has| has_tag(has, &tag));
    let mut response = if is_known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        with_type(status, kind, body)
    };
    if let Ok(value) = HeaderValue::from_str(&format!("W/{tag}")) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

fn with_type(status: StatusCode, kind: &'static str, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// True if a list of tags has one, weak or strong.
fn has_tag(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The type of a file, by its extension and, where several formats share one, by its first lines.
fn type_of(path: &str, content: &[u8]) -> &'static str {
    const FIRST: usize = 400;
    let extension = path.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    let head = content.get(..FIRST).unwrap_or(content);
    if extension == "xml" && head.windows(5).any(|window| window == b"<feed") {
        return "application/atom+xml; charset=utf-8";
    }
    let known = TYPES.iter().find(|(known, _)| *known == extension);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_the_types_of_their_extensions() {
        assert_eq!(type_of("a/b.html", b""), HTML);
        assert_eq!(type_of("feed.xml", b"<?xml?>\n<feed xmlns"), "application/atom+xml; charset=utf-8");
        assert_eq!(type_of("sitemap.xml", b"<?xml?>\n<urlset"), "application/xml");
        assert_eq!(type_of("a.b/c", b"<feed"), "application/octet-stream");
    }

    #[test]
    fn tags_are_compared_without_their_strength() {
        for list in ["\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "*"] {
            assert!(has_tag(list, "\"a\""), "{list}");
        }
        for list in ["", "a", "\"ab\"", "w/\"a\"", "\"b\" \"a\""] {
            assert!(!has_tag(list, "\"a\""), "{list}");
        }
    }
}
