//! Where the server stands, and by which names it may be called there.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// Where to serve.
#[derive(Debug, Clone)]
pub struct Address {
    /// The address to listen on.
    pub socket: SocketAddr,
    /// The path that the site stands below.
    pub base: BasePath,
    /// Names of this machine by which it may be asked, beside those that are always its own.
    pub names: Vec<String>,
}

/// The path that a site stands below; it begins and ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// A text that is no path to serve a site below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a path such as `/docs/incidents/`, of ASCII letters, digits, `-`, `_` and `.`")]
pub struct InvalidBasePath;

/// Which values of the header `Host` are let in.
///
/// A page of somebody else's can make a name of theirs point at this machine, and would then be let read the site; the
/// header still has their name. Numbers cannot be made to point elsewhere.
#[derive(Debug)]
pub(super) struct Hosts {
    is_loopback: bool,
    names: Vec<String>,
}

impl FromStr for BasePath {
    type Err = InvalidBasePath;

    fn from_str(text: &str) -> Result<Self, InvalidBasePath> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_part = |part: &str| !part.is_empty() && part.chars().all(is_allowed) && !matches!(part, "." | "..");
        if text == "/" {
            return Ok(Self::default());
        }
        let inner = text.strip_prefix('/').ok_or(InvalidBasePath)?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.split('/').all(is_part) { Ok(Self(format!("/{inner}/"))) } else { Err(InvalidBasePath) }
    }
}

impl Default for BasePath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl BasePath {
    /// The path as it stands in addresses.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Hosts {
    pub(super) fn new(listening: IpAddr, names: &[String]) -> Self {
        Self { is_loopback: listening.is_loopback(), names: names.to_vec() }
    }

    /// True for `localhost`, for numbers of this machine as far as it listens on more than itself, and for names given.
    pub(super) fn allow(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        if let Some(ip) = number(name) {
            return ip.is_loopback() || !self.is_loopback;
        }
        let known = self.names.iter().map(String::as_str);
        std::iter::once("localhost").chain(known).any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The name or number of a host, without the port behind it; nothing if it has none or the port is no number.
fn without_port(host: &str) -> Option<&str> {
    let behind_bracket = host.rfind(']').map_or(0, |at| at + 1);
    let (name, port) = match host.get(behind_bracket..)?.rfind(':') {
        Some(at) => (host.get(..behind_bracket + at)?, host.get(behind_bracket + at + 1..)?),
        None => (host, ""),
    };
    (!name.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(name)
}

fn number(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Where a browser on this machine finds what listens on an address.
pub(super) fn reached_at(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths_begin_and_end_with_a_slash() {
        let read = |text: &str| text.parse::<BasePath>().map(|path| path.to_string());
        assert_eq!(read("/").as_deref(), Ok("/"));
        assert_eq!(read("/sub/path").as_deref(), Ok("/sub/path/"));
        assert_eq!(read("/sub/path/").as_deref(), Ok("/sub/path/"));
        for bad in ["", "sub", "//", "/a//b", "/..", "/a/./b", "/a b", "/%61", "/ä"] {
            assert_eq!(read(bad), Err(InvalidBasePath), "{bad}");
        }
    }

    #[test]
    fn foreign_names_are_kept_out() {
        let here = Hosts::new(Ipv4Addr::LOCALHOST.into(), &["desk.lan".to_owned()]);
        for good in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8000",
            "127.8.0.1",
            "[::1]",
            "[::1]:8000",
            "desk.lan:8000",
            "Desk.LAN",
        ] {
            assert!(here.allow(good), "{good}");
        }
        for bad in [
            "",
            ":8000",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.1.5",
            "localhost:x",
            "::1",
            "[::1",
            "[fe80::1]",
            "a@localhost",
            "localhost/",
            "localhost ",
        ] {
            assert!(!here.allow(bad), "{bad}");
        }
        let everywhere = Hosts::new(Ipv4Addr::UNSPECIFIED.into(), &[]);
        assert!(everywhere.allow("192.168.1.5:8000") && everywhere.allow("[fe80::1]") && everywhere.allow("localhost"));
        assert!(!everywhere.allow("evil.example:8000") && !everywhere.allow("desk.lan"));
    }

    #[test]
    fn browsers_are_sent_to_an_address_that_exists() {
        let at = |text: &str| reached_at(text.parse().unwrap()).to_string();
        assert_eq!(at("0.0.0.0:80"), "127.0.0.1:80");
        assert_eq!(at("[::]:80"), "[::1]:80");
        assert_eq!(at("10.0.0.1:80"), "10.0.0.1:80");
    }
}
