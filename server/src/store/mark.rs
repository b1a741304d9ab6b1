//! A mark of how far the clinic got, in a small file of its own beside the database.
//!
//! SQLite passes over a write-ahead log that is missing or garbled as if there had been none, and with it over what was
//! answered and not yet folded into the file. The mark is written after each commit, so that it never tells more than is
//! durable; a database that ends before it has lost something, and is not opened as if nothing had happened.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::{Place, StoreError};

/// The two places of the file that are written in turn, so that a torn one leaves the other.
const PLACES: [u64; 2] = [0, 512];

/// Where a database's mark is.
pub(super) fn path(place: &Place) -> PathBuf {
    place.file.with_extension("mark")
}

/// The file in which the writer notes how far it got.
pub(super) struct Mark {
    file: Option<File>,
    turn: usize,
}

fn line(seq: i64) -> String {
    let check: String = Sha256::digest(seq.to_le_bytes())[..6].iter().map(|it| format!("{it:02x}")).collect();
    format!("{seq:020} {check}\n")
}

/// The number of the newest audit row that ever was, whether or not it still is there.
fn reached(conn: &Connection) -> Result<i64, StoreError> {
    let mut statement = conn.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?;
    let mut rows = statement.query([])?;
    Ok(match rows.next()? {
        Some(row) => row.get(0)?,
        None => 0,
    })
}

/// What is noted; nothing if there is no mark or it cannot be read.
pub(super) fn noted(path: &Path) -> Option<i64> {
    let bytes = fs::read(path).ok()?;
    let read = |at: u64| {
        let text = std::str::from_utf8(bytes.get(usize::try_from(at).ok()?..)?.get(..34)?).ok()?;
        let seq = text.split_once(' ')?.0.parse().ok()?;
        (line(seq) == text).then_some(seq)
    };
    PLACES.into_iter().filter_map(read).max()
}

/// Refuses a database that ends before its mark.
pub(super) fn check(place: &Place, conn: &Connection) -> Result<(), StoreError> {
    let (mark, reached) = (path(place), reached(conn)?);
    match noted(&mark) {
        Some(noted) if noted > reached => Err(StoreError::Damaged(format!(
            "{file} ends at act {reached}, but act {noted} had been made durable: its write-ahead log {file}-wal is missing or \
             damaged, or an older copy was put in its place. Keep a copy of the directory; bring back the log or the newest \
             backup (`praxis-server restore`). If neither holds more, remove {mark} to go on without those acts",
            file = place.file.display(),
            mark = mark.display(),
        ))),
        _ => Ok(()),
    }
}

impl Mark {
    /// The mark of a database; without one the clinic works all the same, and says so.
    pub(super) fn open(place: &Place) -> Self {
        let path = path(place);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path);
        if let Err(why) = &file {
            tracing::warn!(mark = %path.display(), %why, "a lost write-ahead log would not be noticed");
        }
        Self { file: file.ok(), turn: 0 }
    }

    /// Notes how far the database got; called when that is durable. The mark itself may be lost in a power cut: then it
    /// tells less, never more.
    pub(super) fn note(&mut self, reached: i64) {
        let Some(file) = &self.file else { return };
        self.turn ^= 1;
        if file.write_all_at(line(reached).as_bytes(), PLACES[self.turn]).is_err() {
            tracing::warn!(
                "how far the clinic got cannot be noted: a lost write-ahead log would not be noticed"
            );
            self.file = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_whole_lines_is_what_is_noted() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from(folder.path().join("praxis.db"));
        assert_eq!(noted(&path(&place)), None);
        let write = |at: usize, text: &str| {
            let file =
                OpenOptions::new().create(true).truncate(false).write(true).open(path(&place)).unwrap();
            file.write_all_at(text.as_bytes(), PLACES[at]).unwrap();
        };
        write(0, &line(41));
        write(1, &line(42));
        assert_eq!(noted(&path(&place)), Some(42));
        // torn while it was written: the other one stays
        write(1, &line(43)[..20]);
        assert_eq!(noted(&path(&place)), Some(41));
        write(0, "garbage");
        assert_eq!(noted(&path(&place)), None);
    }
}
