//! Hears of changes in folders, once for changes that come close together.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::ServeError;

/// How long nothing else has to happen before a change is told: programs write a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
/// How long a change is held back at most, if others keep following.
const LONGEST: Duration = Duration::from_secs(1);
/// How often a folder that is gone is looked for.
const PATIENCE: Duration = Duration::from_millis(500);

/// How soon it is noticed that the server is to stop, while work is done.
const NOTICE: Duration = Duration::from_millis(50);

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something changed in one of the folders.
    Changed,
    /// The server is to stop.
    Stop,
}

/// Folders that are being watched.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    folders: Vec<PathBuf>,
    /// Folders that are not there, or cannot be watched, at present.
    lost: Vec<PathBuf>,
    events: Sender<Event>,
    heard: Receiver<Event>,
}

impl Watch {
    /// Begins to watch folders with everything below them.
    pub fn of(folders: &[PathBuf]) -> Result<Self, ServeError> {
        let (events, heard) = channel();
        let tell = events.clone();
        let roots: Vec<PathBuf> = folders.iter().filter_map(|folder| std::path::absolute(folder).ok()).collect();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // What went wrong may have hidden a change.
            if event.map_or(true, |event| is_change(&event, &roots)) {
                // If nobody listens any more, the program is about to end.
                tell.send(Event::Changed).ok();
            }
        });
        let watcher = watcher.map_err(ServeError::Watcher)?;
        let mut watch = Self { watcher, folders: folders.to_vec(), lost: Vec::new(), events, heard };
        for folder in folders {
            let begun = watch.watcher.watch(folder, RecursiveMode::Recursive);
            begun.map_err(|source| ServeError::Watch { path: folder.clone(), source })?;
        }
        Ok(watch)
    }

    /// Where else events come from.
    pub(super) fn sender(&self) -> Sender<Event> {
        self.events.clone()
    }

    /// Waits for something to happen.
    pub fn wait(&mut self) -> Event {
        let event = self.first();
        if event == Event::Stop {
            return event;
        }
        let start = Instant::now();
        while start.elapsed() < LONGEST {
            match self.heard.recv_timeout(QUIET) {
                Ok(Event::Changed) => {}
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return Event::Stop,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        self.watch_anew();
        Event::Changed
    }

    /// Has work done beside, and hears of changes that come meanwhile later; nothing if the server is to stop before it is
    /// done, and nobody waits for it any more.
    pub fn during<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, ServeError> {
        let (result, done) = channel();
        let name = "renderer".to_owned();
        let thread =
            thread::Builder::new().name(name).spawn(move || result.send(work()).ok()).map_err(ServeError::Run)?;
        let mut is_changed = false;
        loop {
            match done.recv_timeout(NOTICE) {
                Ok(made) => {
                    // Whoever sends this hears it as well.
                    is_changed.then(|| self.events.send(Event::Changed).ok());
                    return Ok(Some(made));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return thread.join().map_or_else(|cause| std::panic::resume_unwind(cause), |_ended| Ok(None));
                }
            }
            while let Ok(event) = self.heard.try_recv() {
                if event == Event::Stop {
                    return Ok(None);
                }
                is_changed = true;
            }
        }
    }

    fn first(&mut self) -> Event {
        loop {
            let heard = if self.lost.is_empty() {
                self.heard.recv().map_err(|_closed| RecvTimeoutError::Disconnected)
            } else {
                self.heard.recv_timeout(PATIENCE)
            };
            match heard {
                Ok(event) => return event,
                Err(RecvTimeoutError::Disconnected) => return Event::Stop,
                // A folder that is back has changed.
                Err(RecvTimeoutError::Timeout) if self.lost.iter().any(|folder| folder.is_dir()) => {
                    return Event::Changed;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Watches each folder again, since one may have been put in the place of another.
    fn watch_anew(&mut self) {
        self.lost.clear();
        for folder in &self.folders {
            // A folder that is gone is watched no more, and says so here.
            drop(self.watcher.unwatch(folder));
            if self.watcher.watch(folder, RecursiveMode::Recursive).is_err() {
                self.lost.push(folder.clone());
            }
        }
    }
}

/// True for what may change a site. Whoever renders it reads its files, which is no change; and names that begin with a
/// dot, such as those of `.git` and of files that are open in an editor, are passed over by whoever reads records or themes.
fn is_change(event: &notify::Event, roots: &[PathBuf]) -> bool {
    let is_passed_over = |path: &PathBuf| {
        let mut below = roots.iter().filter_map(|root| path.strip_prefix(root).ok()).peekable();
        below.peek().is_some() && below.all(|path| path.iter().any(|name| name.as_encoded_bytes().starts_with(b".")))
    };
    !matches!(event.kind, EventKind::Access(_)) && (event.paths.is_empty() || !event.paths.iter().all(is_passed_over))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    #[test]
    fn only_what_may_change_a_site_is_a_change() {
        let modified = EventKind::Modify(ModifyKind::Any);
        let roots = ["/home/.me/corpus", "/home/.me/corpus/.theme"].map(PathBuf::from);
        let is_change = |kind, paths: &[&str]| {
            let event = paths.iter().fold(notify::Event::new(kind), |event, path| event.add_path(path.into()));
            is_change(&event, &roots)
        };
        assert!(is_change(modified, &["/home/.me/corpus/incidents/x.md"]));
        assert!(is_change(modified, &["/home/.me/corpus/incidents/.x.md.new", "/home/.me/corpus/incidents/x.md"]));
        assert!(is_change(modified, &["/home/.me/corpus/.theme/assets/style.css"]));
        assert!(is_change(modified, &["/home/.me/corpus"]) && is_change(EventKind::Other, &[]));
        assert!(!is_change(modified, &["/home/.me/corpus/incidents/.x.md.swp"]));
        assert!(!is_change(modified, &["/home/.me/corpus/.git/index.lock"]));
        assert!(!is_change(EventKind::Access(AccessKind::Any), &["/home/.me/corpus/incidents/x.md"]));
    }

    #[test]
    fn changes_are_heard_of_also_after_a_folder_was_exchanged() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        fs::create_dir_all(corpus.join("incidents")).unwrap();
        let mut watch = Watch::of(std::slice::from_ref(&corpus)).unwrap();
        for name in ["a", "b"] {
            File::create(corpus.join("incidents").join(name)).unwrap();
            assert_eq!(watch.wait(), Event::Changed);
        }
        fs::rename(&corpus, folder.path().join("away")).unwrap();
        assert_eq!(watch.wait(), Event::Changed);
        fs::create_dir_all(corpus.join("incidents")).unwrap();
        assert_eq!(watch.wait(), Event::Changed);
        File::create(corpus.join("incidents/c")).unwrap();
        assert_eq!(watch.wait(), Event::Changed);
        watch.sender().send(Event::Stop).unwrap();
        while watch.wait() != Event::Stop {}
    }

    #[test]
    fn changes_during_work_are_heard_after_it_and_the_end_at_once() {
        let mut watch = Watch::of(&[]).unwrap();
        watch.sender().send(Event::Changed).unwrap();
        let long = || thread::sleep(NOTICE * 3);
        assert_eq!(watch.during(long).unwrap(), Some(()));
        assert_eq!(watch.wait(), Event::Changed);
        watch.sender().send(Event::Stop).unwrap();
        // What this waits for never comes.
        let (_kept, never) = channel::<()>();
        assert_eq!(watch.during(move || never.recv().is_ok()).unwrap(), None);
    }

    #[test]
    fn a_folder_has_to_be_there() {
        let gone = PathBuf::from("no/such/folder");
        assert!(matches!(Watch::of(&[gone]), Err(ServeError::Watch { .. })));
    }
}
