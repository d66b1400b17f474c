//! How far long work has come, on one line of a terminal that is wiped in the end.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::output::{Format, Out};

/// Work that takes no longer is done before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(100);

/// The line; nothing unless people look at a terminal.
pub(super) struct Progress {
    is_seen: bool,
    since: Instant,
    /// When the line was written last.
    last: Mutex<Option<Instant>>,
}

impl Progress {
    pub(super) fn new(out: &Out) -> Self {
        let is_seen = out.format == Format::Text && io::stderr().is_terminal();
        Self { is_seen, since: Instant::now(), last: Mutex::new(None) }
    }

    /// Says how many of so many parts of a work are done.
    pub(super) fn at(&self, work: &str, done: usize, all: usize) {
        if !self.is_seen {
            return;
        }
        // Whoever writes the line at this moment says as much.
        let Ok(mut last) = self.last.try_lock() else { return };
        let now = Instant::now();
        if is_due(now - self.since, last.map(|last| now - last)) {
            *last = Some(now);
            write(&format!("\r\x1b[2K{}", line(work, done, all)));
        }
    }

    /// Wipes the line.
    pub(super) fn end(&self) {
        if self.last.lock().is_ok_and(|mut last| last.take().is_some()) {
            write("\r\x1b[2K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn is_due(since: Duration, last: Option<Duration>) -> bool {
    since >= PATIENCE && last.is_none_or(|last| last >= OFTEN)
}

fn line(work: &str, done: usize, all: usize) -> String {
    match (done * 100).checked_div(all) {
        Some(percent) => format!("{work}: {done} of {all} ({percent} %)"),
        None => format!("{work} …"),
    }
}

fn write(text: &str) {
    // If standard error is gone there is nobody left to tell.
    drop(io::stderr().write_all(text.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_what_is_soon_done_and_little_of_what_is_not() {
        let ms = Duration::from_millis;
        assert!(!is_due(ms(999), None));
        assert!(is_due(ms(1_000), None));
        assert!(!is_due(ms(2_000), Some(ms(99))));
        assert!(is_due(ms(2_000), Some(ms(100))));
    }

    #[test]
    fn a_line_says_how_far_it_is() {
        assert_eq!(line("Rendering", 1, 3), "Rendering: 1 of 3 (33 %)");
        assert_eq!(line("Writing", 0, 0), "Writing …");
    }
}
