//! Tells from outside whether the files of a corpus have changed, without reading them.

use std::ffi::CStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir, Stat, openat, statat};
use sha2::{Digest as _, Sha256};

use super::Kind;
use super::files::{MANIFEST, METHOD, THESAURUS, hex};

/// Files that one thread looks at, at a time. Part of what a digest depends on.
const BATCH: usize = 1_024;
/// Bytes in which a folder is listed at a time.
const LISTING: usize = 1 << 16;

/// Names, sizes, times and numbers of the files of a folder.
///
/// Two equal stamps mean equal contents, but for a file that was written twice with the same size within one tick of
/// the file system's clock; see [`Stamp::is_older_than`]. Files count in the order in which the folder lists them, since
/// a corpus may have a hundred thousand: where that order changes and nothing else, the stamp does as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// A digest of all of them, in hexadecimal digits.
    pub digest: String,
    newest: SystemTime,
}

/// Names that end in a zero byte, one behind the other.
type Names = Vec<u8>;

/// What files look like from outside.
struct Look {
    digest: [u8; 32],
    /// Seconds and nanoseconds of the last write to any of them.
    newest: (i64, i64),
}

impl Stamp {
    /// Looks at the files of a corpus in a folder.
    ///
    /// # Errors
    ///
    /// Fails if a folder cannot be listed or a file not be looked at.
    pub fn of(root: &Path) -> io::Result<Self> {
        let root = openat(CWD, root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let mut digest = Sha256::new();
        let mut newest = (0, 0);
        let mut take = |name: &CStr, looks: Vec<Look>| {
            digest.update(name.to_bytes_with_nul());
            for look in looks {
                digest.update(look.digest);
                newest = newest.max(look.newest);
            }
        };
        let mut names = Vec::new();
        list(root.as_fd(), |name| names.push(name.to_owned()))?;
        names.sort_unstable();
        for name in names {
            let is_read = |known: &str| known.as_bytes() == name.as_bytes();
            if Kind::ALL.iter().any(|kind| is_read(kind.folder()))
                && let Some(folder) = folder(root.as_fd(), &name)?
            {
                take(&name, look_at_all(folder.as_fd())?);
            } else if [MANIFEST, METHOD, THESAURUS].into_iter().any(is_read) {
                take(&name, vec![look_at(root.as_fd(), name.as_bytes_with_nul())?]);
            } else {
                // Nothing in it is read, but that it is there may be a finding.
                take(&name, Vec::new());
            }
        }
        Ok(Self { digest: hex(&digest.finalize()), newest: moment(newest) })
    }

    /// True if every file was last written so long before a moment that a later write would have another time.
    #[must_use]
    pub fn is_older_than(&self, moment: SystemTime) -> bool {
        // The clocks of common file systems tick every one to ten milliseconds, those of some old ones every two seconds.
        moment.duration_since(self.newest).is_ok_and(|since| since.as_secs() > 2)
    }
}

/// A folder in another one; nothing if it is something else.
fn folder(parent: BorrowedFd<'_>, name: &CStr) -> io::Result<Option<OwnedFd>> {
    if FileType::from_raw_mode(statat(parent, name, AtFlags::empty())?.st_mode) != FileType::Directory {
        return Ok(None);
    }
    Ok(Some(openat(parent, name, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?))
}

/// Visits the names in a folder, in its own order.
fn list(folder: BorrowedFd<'_>, mut visit: impl FnMut(&CStr)) -> io::Result<()> {
    let mut buffer = vec![MaybeUninit::uninit(); LISTING];
    let mut entries = RawDir::new(folder, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name();
        if name != c"." && name != c".." {
            visit(name);
        }
    }
    Ok(())
}

/// Looks at every file of a folder on all cores, while others are still being listed.
fn look_at_all(folder: BorrowedFd<'_>) -> io::Result<Vec<Look>> {
    let others = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1);
    let (sender, receiver) = std::sync::mpsc::channel::<(usize, Names)>();
    let (receiver, done) = (Mutex::new(receiver), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let Ok(Ok((number, names))) = receiver.lock().map(|receiver| receiver.recv()) else { return };
            let look = look_at(folder, &names);
            if let Ok(mut done) = done.lock() {
                done.push((number, look));
            }
        }
    };
    std::thread::scope(|scope| {
        let mut batches = 0;
        let mut batch = Names::new();
        let mut count = 0;
        list(folder, |name| {
            batch.extend_from_slice(name.to_bytes_with_nul());
            count += 1;
            if count == BATCH {
                // Few files are looked at sooner than threads start.
                if batches == 0 {
                    (0..others).for_each(|_| drop(scope.spawn(work)));
                }
                // Nobody hangs up before all is sent.
                drop(sender.send((batches, std::mem::take(&mut batch))));
                (batches, count) = (batches + 1, 0);
            }
        })?;
        drop(sender.send((batches, batch)));
        drop(sender);
        work();
        io::Result::Ok(())
    })?;
    let mut looks = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    looks.sort_unstable_by_key(|(number, _)| *number);
    looks.into_iter().map(|(_, look)| look).collect()
}

/// Looks at the files of some names.
fn look_at(folder: BorrowedFd<'_>, names: &[u8]) -> io::Result<Look> {
    let mut digest = Sha256::new();
    let mut newest = (0, 0);
    for name in names.split_inclusive(|byte| *byte == 0) {
        let Ok(name) = CStr::from_bytes_with_nul(name) else { continue };
        let Stat { st_size, st_ino, st_mtime, st_mtime_nsec, st_ctime, st_ctime_nsec, .. } =
            statat(folder, name, AtFlags::empty())?;
        digest.update(name.to_bytes_with_nul());
        let [modified, changed] = [(st_mtime, st_mtime_nsec), (st_ctime, st_ctime_nsec)];
        for number in [st_size, modified.0, changed.0] {
            digest.update(number.to_le_bytes());
        }
        for number in [st_ino, modified.1, changed.1] {
            digest.update(number.to_le_bytes());
        }
        newest = newest.max((modified.0, i64::try_from(modified.1).unwrap_or_default()));
    }
    Ok(Look { digest: digest.finalize().into(), newest })
}

/// Seconds and nanoseconds since the epoch; what is before it counts as the epoch.
fn moment((seconds, nanoseconds): (i64, i64)) -> SystemTime {
    let nanoseconds = u32::try_from(nanoseconds).unwrap_or_default();
    SystemTime::UNIX_EPOCH
        + u64::try_from(seconds).map_or(Duration::ZERO, |seconds| Duration::new(seconds, nanoseconds))
}
