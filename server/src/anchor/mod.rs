//! Signed heads of the audit log, kept in a second place: one line each with the number
//! and hash of a row, the time, and a signature. The chain alone cannot show that its end
//! was cut off, or that all of it was made anew; a head that was signed before can.

mod keep;
mod key;

use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context;
use praxis_shared::time::{Instant, to_micros};
use serde::{Deserialize, Serialize};

pub use self::keep::{keep, sign};
pub use self::key::{PublicKey, SigningKey};
use crate::{
    files,
    store::{Head, Place, verify},
};

/// Comes before what is signed, so that a signature is good for nothing else.
const LABEL: &[u8] = b"praxis audit head 1\0";

/// Ends a line of which a power failure left only the beginning. It says nothing, true or false.
const TORN: &str = " (torn)";

/// What a power failure may leave where the beginning of a line should be.
const LOST: char = '\0';

/// How much of the end of the file is looked at when the server starts: some sixty lines.
const LAST_LINES: u64 = 16 << 10;

/// A head as it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// When it was signed.
    pub time: Instant,
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    seq: i64,
    hash: String,
    time: String,
    signature: String,
}

/// What a file of heads holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Heads {
    /// Every line is signed by the key; in the order of their numbers.
    Signed(Vec<SignedHead>),
    /// A line is not as the server wrote it.
    Forged {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

fn to_sign(it: &SignedHead) -> Vec<u8> {
    let mut bytes = LABEL.to_vec();
    bytes.extend(it.head.seq.to_be_bytes());
    bytes.extend(it.head.hash);
    bytes.extend(to_micros(it.time).to_be_bytes());
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

fn write_line(it: &SignedHead, key: &SigningKey) -> anyhow::Result<String> {
    let line = Line {
        seq: it.head.seq,
        hash: hex(&it.head.hash),
        time: it.time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        signature: hex(&key.sign(&to_sign(it))),
    };
    Ok(serde_json::to_string(&line)? + "\n")
}

fn read_line(text: &str, key: &PublicKey) -> Result<SignedHead, &'static str> {
    let line: Line = serde_json::from_str(text).map_err(|_| "it is no line of signed heads")?;
    let time = chrono::DateTime::parse_from_rfc3339(&line.time).map_err(|_| "its time does not read")?;
    let hash = unhex(&line.hash).ok_or("its hash does not read")?;
    let signature: [u8; 64] = unhex(&line.signature).ok_or("its signature does not read")?;
    let it = SignedHead { head: Head { seq: line.seq, hash }, time: time.to_utc() };
    if key.verify(&to_sign(&it), &signature) { Ok(it) } else { Err("the key did not sign it") }
}

/// Reads a file of heads and checks every signature. A last line without its end, or with a hole in it, is what a power
/// failure leaves, and is passed over: it says no more than a line that is not there.
///
/// # Errors
/// If the file cannot be read.
pub fn read(path: &Path, key: &PublicKey) -> anyhow::Result<Heads> {
    usable(path)?;
    let text = fs::read_to_string(path)
        .with_context(|| format!("the signed heads {} cannot be read", path.display()))?;
    Ok(signed(&text, key))
}

fn signed(text: &str, key: &PublicKey) -> Heads {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut heads: Vec<SignedHead> = Vec::new();
    for (number, line) in (1..).zip(whole.lines()) {
        if line.ends_with(TORN) || line.contains(LOST) {
            continue;
        }
        let read = read_line(line, key).and_then(|it| match heads.last() {
            Some(before) if before.head.seq >= it.head.seq => Err("its number does not go on"),
            _ => Ok(it),
        });
        match read {
            Ok(it) => heads.push(it),
            Err(why) => return Heads::Forged { line: number, why: why.to_owned() },
        }
    }
    Heads::Signed(heads)
}

/// Signs heads and appends them to their file.
pub struct Anchor {
    key: SigningKey,
    file: PathBuf,
    last: i64,
}

/// Where heads are kept.
#[derive(Debug, Clone, Copy)]
pub struct Keeps<'a> {
    /// The key that signs them.
    pub key: &'a Path,
    /// The file that they are appended to.
    pub file: &'a Path,
    /// The clinic is from before there were heads, and was brought up to date just now.
    pub older: bool,
}

/// No head is signed yet, not even that of a log without rows.
const NONE: i64 = -1;

/// What a row of the log calls the beginning of new heads.
pub const BEGUN: &str = "console/audit-begin";

impl Anchor {
    /// Opens the place of the heads, and holds the last one against the database: a log that ends before it, or is
    /// another one, must not be served. Nor must one that has rows and no head: whoever takes the heads away would
    /// otherwise have taken away what shows that its end was cut off. A log without rows gets its first head at once.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn open(place: &Keeps<'_>, database: &Place, now: Instant) -> anyhow::Result<Self> {
        let Keeps { key, file, older } = *place;
        let end = verify::end(&verify::open(database)?)?;
        let may_lack = older || end == Head::START;
        if !may_lack && !has_content(file)? {
            return Err(no_heads(file));
        }
        let mut anchor = Self::open_anew(key, file, database)?;
        if anchor.is_new() {
            if !may_lack {
                return Err(no_heads(file));
            }
            anchor.sign(end, now)?;
        }
        Ok(anchor)
    }

    /// The same where it is known that there are no heads yet: the next that is signed begins them.
    ///
    /// # Errors
    /// As above, of heads that are there.
    pub fn open_anew(key: &Path, file: &Path, database: &Place) -> anyhow::Result<Self> {
        let begun = has_content(file)?;
        anyhow::ensure!(
            !begun || key.exists(),
            "audit_key: {} is not there, but heads in {} are signed with it: put it back. If it is lost, move the heads \
             away, keep them, they still speak for their time, and begin new ones with `praxis-server audit begin`",
            key.display(),
            file.display()
        );
        let key = SigningKey::open_or_make(key)?;
        let last = if begun { last(file, &key.public())? } else { None };
        if let Some(last) = last.filter(|it| it.head != Head::START) {
            let conn = verify::open(database)?;
            let found = verify::hash_at(&conn, last.head.seq)?;
            anyhow::ensure!(
                found == Some(last.head.hash),
                "audit_anchor: {} says that the audit log had row {} at {}, but in {} that row is {}: the database \
                 is older than the signed heads, or was changed. See `praxis-server audit verify --anchor {}`. If \
                 you restored a backup, move that file away, keep it, and begin new heads with `praxis-server audit \
                 begin`",
                file.display(),
                last.head.seq,
                last.time.format("%Y-%m-%d %H:%M UTC"),
                database.file.display(),
                if found.is_some() { "another one" } else { "missing" },
                file.display(),
            );
        }
        Ok(Self { key, file: file.to_owned(), last: last.map_or(NONE, |it| it.head.seq) })
    }

    /// Whether there is no signed head yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.last == NONE
    }

    /// Number of the last row that is signed for; below 0 if not even the beginning is.
    #[must_use]
    pub const fn last(&self) -> i64 {
        self.last
    }

    /// The key that signs.
    #[must_use]
    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The key that checks the signatures.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// Signs a head and appends it, durably. A head that is signed already is not signed again.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn sign(&mut self, head: Head, now: Instant) -> anyhow::Result<()> {
        if head.seq <= self.last {
            return Ok(());
        }
        let line = write_line(&SignedHead { head, time: now }, &self.key)?;
        let complaint = || format!("audit_anchor: {} cannot be written", self.file.display());
        let mut file = append_to(&self.file).with_context(complaint)?;
        // what a power failure left of a line must not spoil this one
        drop_torn_line(&mut file).with_context(complaint)?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).with_context(complaint)?;
        if self.last <= 0 {
            // it may be the first in a new file
            files::sync_parent(&self.file).with_context(complaint)?;
        }
        self.last = head.seq;
        Ok(())
    }
}

fn no_heads(file: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "audit_anchor: the audit log has rows, but there are no signed heads in {}: without them nobody can see whether \
         its end was cut off. Put the file back, or set audit_anchor to where it is. If it is lost, begin new heads with \
         `praxis-server audit begin`, which the log then says",
        file.display()
    )
}

/// Refuses what heads cannot be kept in, before it is read: a device may have no end.
///
/// # Errors
/// A sentence that says so.
pub fn usable(file: &Path) -> anyhow::Result<()> {
    match fs::metadata(file) {
        Ok(found) => anyhow::ensure!(
            found.is_file(),
            "audit_anchor: {} is no regular file: heads are kept in one that stays",
            file.display()
        ),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
        Err(why) => {
            return Err(why).with_context(|| format!("audit_anchor: {} cannot be looked at", file.display()));
        }
    }
    Ok(())
}

/// Whether anything was ever written to the file.
fn has_content(file: &Path) -> anyhow::Result<bool> {
    usable(file)?;
    Ok(files::length(file) > 0)
}

fn append_to(path: &Path) -> anyhow::Result<File> {
    if let Some(parent) = path.parent() {
        files::private_dir(parent, "audit_anchor")?;
    }
    Ok(OpenOptions::new().create(true).append(true).read(true).mode(0o600).open(path)?)
}

/// Ends the file with its last whole line; on a file that can only be appended to, the line is ended instead.
fn drop_torn_line(file: &mut File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    let mut end = length;
    let mut byte = [0];
    while end > 0 {
        file.seek(SeekFrom::Start(end - 1))?;
        file.read_exact(&mut byte)?;
        if byte == *b"\n" {
            break;
        }
        end -= 1;
    }
    if end < length {
        if file.set_len(end).is_err() {
            file.write_all(format!("{TORN}\n").as_bytes())?;
        }
        // before the next line: the two must not be mixed by another power failure
        file.sync_all()?;
    }
    Ok(())
}

/// The end of a file, of at most so many bytes, from the beginning of a line on.
fn end_of(path: &Path, bytes: u64) -> std::io::Result<(String, bool)> {
    let mut file = File::open(path)?;
    let cut = file.metadata()?.len().checked_sub(bytes).filter(|it| *it > 0);
    let mut end = Vec::new();
    if let Some(cut) = cut {
        file.seek(SeekFrom::Start(cut))?;
    }
    file.read_to_end(&mut end)?;
    // what does not read is no line of heads, and is told as that
    let text = String::from_utf8_lossy(&end);
    let begin = if cut.is_some() { text.find('\n').map_or(0, |it| it + 1) } else { 0 };
    Ok((text[begin..].to_owned(), cut.is_some()))
}

/// The last head of a file. Only its last lines are read: the file grows with the years, and a start must not take
/// longer for it. `praxis-server audit verify` reads all.
fn last(file: &Path, key: &PublicKey) -> anyhow::Result<Option<SignedHead>> {
    let (text, cut) = end_of(file, LAST_LINES)
        .with_context(|| format!("the signed heads {} cannot be read", file.display()))?;
    match signed(&text, key) {
        // nothing but what power failures left: the last head is further up
        Heads::Signed(heads) if heads.is_empty() && cut => match read(file, key)? {
            Heads::Signed(heads) => Ok(heads.last().copied()),
            Heads::Forged { line, why } => {
                anyhow::bail!("audit_anchor: line {line} of {}: {why}", file.display())
            }
        },
        Heads::Signed(heads) => Ok(heads.last().copied()),
        Heads::Forged { line, why } => anyhow::bail!(
            "audit_anchor: line {line}{} of {} was not written by this server with this key: {why}. If the key was lost \
             and made anew, move the file away, keep it, it still speaks for its time, and begin new heads with `praxis-server audit \
             begin`",
            if cut { format!(" of the last {}", text.lines().count()) } else { String::new() },
            file.display()
        ),
    }
}

#[cfg(test)]
mod tests;
