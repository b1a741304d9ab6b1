//! The key of every database under test, in a build that encrypts; and the one way past the server into a file.
//!
//! Tests are the same in both builds: [`open`] opens what the server left, [`key_file`] is what a server is given. What a
//! test leaves in a [`Room`] is looked at when that goes: in a build that encrypts no file of it is a plain database,
//! but for those in [`Plain`].

use std::{
    fs::{self, File},
    io::Read as _,
    ops::Deref,
    path::{Path, PathBuf},
};

use praxis_server::{
    anchor::Anchor,
    store::{Head, Key, Place},
};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

/// Whether databases are encrypted in this build.
pub const ENCRYPTED: bool = cfg!(feature = "encryption");
/// How a plain database begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// All that may be plain in a build that encrypts, and why. Beside these there is one test that such a build leaves out:
/// `damage::flips` counts what only seals find, and under encryption no page gets that far;
/// `encryption::a_flipped_bit_…` is its like there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// A clinic that began plain and is encrypted by the test, or one whose encryption the test takes away.
    BeganPlain,
    /// The sample clinic of `praxis demo`: made up, and of a client that is never built with encryption.
    Sample,
    /// What the test puts there shows that it would be found.
    Planted,
}

/// The key of all clinics under test. Those that are about keys make others.
#[must_use]
pub fn key() -> Option<Key> {
    ENCRYPTED.then(|| Key::new(BITS.into()))
}

const BITS: [u8; 32] = *b"thirty-two bytes for every test.";

/// A database under test, as the server's store takes it.
#[must_use]
pub fn place(file: impl Into<PathBuf>) -> Place {
    Place { file: file.into(), key: key() }
}

/// The key in a file of this directory, for a server; made when it is first asked for.
///
/// # Panics
/// If it cannot be written.
#[must_use]
pub fn key_file(directory: &Path) -> Option<PathBuf> {
    let key = key()?;
    let file = directory.join("clinic-under-test.key");
    if !file.exists() {
        praxis_server::key::write(&key, &file).unwrap();
    }
    Some(file)
}

/// Opens a database past its server.
///
/// # Panics
/// If it does not open.
#[must_use]
pub fn open(file: impl AsRef<Path>) -> Connection {
    open_with(file, OpenFlags::default()).unwrap()
}

/// The same in another way, such as only for reading.
///
/// # Errors
/// If the file does not open. Whether it is a database shows when it is read.
pub fn open_with(file: impl AsRef<Path>, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(file, flags)?;
    if ENCRYPTED {
        conn.pragma_update(None, "key", literal())?;
    }
    Ok(conn)
}

/// Signs for the audit log of a database that a test put into a data directory, as the server did whose it was: without
/// that, the log has rows and no head, and is refused. One that has no chain, or no log at all, is left as it is.
///
/// # Panics
/// If the heads cannot be written.
pub fn sign(data_dir: &Path) {
    let file = data_dir.join("praxis.db");
    if !file.exists() {
        return;
    }
    let last = open_with(&file, OpenFlags::default()).and_then(|conn| {
        let last = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
        conn.query_row(last, [], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))
    });
    let Ok(head) = last else { return };
    let (key, heads) = (data_dir.join("audit/key"), data_dir.join("audit/heads"));
    let mut anchor = Anchor::open_anew(&key, &heads, &place(file)).unwrap();
    anchor.sign(head, crate::when::instant("2027-03-01 08:00")).unwrap();
}

/// Opens a database that is plain in every build.
///
/// # Panics
/// If it does not open.
#[must_use]
pub fn open_plain(file: impl AsRef<Path>) -> Connection {
    Connection::open(file).unwrap()
}

/// The key as SQLCipher takes one that needs no derivation.
fn literal() -> String {
    let digits: String = BITS.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}

/// All bytes of a database and its log; of an encrypted one also of what it holds, so that a search that must find
/// something does, and one that must not looks at both.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn bytes(file: &Path) -> Vec<u8> {
    let mut bytes = fs::read(file).unwrap();
    bytes.extend(fs::read(file.with_extension("db-wal")).unwrap_or_default());
    if ENCRYPTED {
        let folder = TempDir::new().unwrap();
        let laid_open = folder.path().join("plain");
        let conn = open(file);
        conn.execute("ATTACH DATABASE ?1 AS plain KEY ''", [laid_open.to_str()]).unwrap();
        conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
        drop(conn);
        bytes.extend(fs::read(laid_open).unwrap());
    }
    bytes
}

/// The plain databases under a directory.
#[must_use]
pub fn plain_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    // a server that was just told to go may still remove what is its own
    for path in fs::read_dir(directory).into_iter().flatten().flatten().map(|it| it.path()) {
        if path.is_dir() && !path.is_symlink() {
            found.extend(plain_files(&path));
        } else if path.is_file() && begins_plainly(&path) {
            found.push(path);
        }
    }
    found
}

fn begins_plainly(file: &Path) -> bool {
    let mut begin = [0; MAGIC.len()];
    File::open(file).and_then(|mut it| it.read_exact(&mut begin)).is_ok() && begin == *MAGIC
}

/// A directory for a clinic. When it goes, it must hold no plain database in a build that encrypts.
#[derive(Debug)]
pub struct Room {
    directory: TempDir,
    plain: Option<Plain>,
}

impl Room {
    /// A new one.
    ///
    /// # Panics
    /// If it cannot be made.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it makes a directory")]
    pub fn new() -> Self {
        TempDir::new().unwrap().into()
    }

    /// Allows what is plain in it, for this reason.
    pub fn allow(&mut self, why: Plain) {
        self.plain = Some(why);
    }
}

impl From<TempDir> for Room {
    fn from(directory: TempDir) -> Self {
        Self { directory, plain: None }
    }
}

impl Deref for Room {
    type Target = TempDir;

    fn deref(&self) -> &TempDir {
        &self.directory
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if ENCRYPTED && self.plain.is_none() && !std::thread::panicking() {
            let plain = plain_files(self.directory.path());
            assert!(plain.is_empty(), "plain databases were left: {plain:?}");
        }
    }
}
