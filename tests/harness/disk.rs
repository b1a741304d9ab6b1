//! The disk under the real server: what it was told, in which order, written down by a
//! small library that is loaded into the process (`shim/disk.c`); and what of it may be
//! left after the power was cut at any moment.
//!
//! The model is a hostile one. What was written after the last sync of its file may be
//! there, or not, or in part (sectors of 512 bytes), whatever came later. A name that was
//! made, changed or removed may be as before until its directory was synced.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::{DirBuilder, OpenOptions},
    io::Write as _,
    ops::RangeBounds,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock},
};

use tempfile::TempDir;

use crate::{dice::Dice, vault::Room};

const SECTOR: usize = 512;

/// The library of the disk.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn shim() -> PathBuf {
    built("disk")
}

/// A library of `shim/`, built once with the C compiler that the bundled database needs anyway.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn built(name: &'static str) -> PathBuf {
    static BUILT: OnceLock<(TempDir, Mutex<BTreeSet<&'static str>>)> = OnceLock::new();
    let (directory, done) = BUILT.get_or_init(|| (TempDir::new().unwrap(), Mutex::default()));
    let path = directory.path().join(format!("{name}.so"));
    let mut done = done.lock().unwrap();
    if done.insert(name) {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("shim/{name}.c"));
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let built = Command::new(compiler)
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(&path)
            .arg(source)
            .args(["-ldl", "-lpthread"])
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }
    path
}

/// The variables that put the library under a server that works in `directory`.
#[must_use]
pub fn world(directory: &Path, more: &[(&str, String)]) -> Vec<(String, String)> {
    let text = |path: &Path| path.to_str().expect("a temporary directory has a plain name").to_owned();
    let mut world = vec![("LD_PRELOAD".to_owned(), text(&shim())), ("DISK_DIR".to_owned(), text(directory))];
    world.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    world
}

/// A directory for a clinic, in memory where there is such a place: what is simulated needs no disk.
///
/// # Panics
/// If no directory can be made.
#[must_use]
pub fn quick_directory() -> Room {
    TempDir::new_in("/dev/shm").map_or_else(|_| Room::new(), Room::from)
}

/// One thing the disk was told.
#[derive(Debug, Clone)]
struct Record {
    at: u64,
    end: u64,
    told: Told,
}

#[derive(Debug, Clone)]
enum Told {
    Create { inode: u64, path: PathBuf },
    Write { inode: u64, offset: usize, data: Vec<u8> },
    Truncate { inode: u64, size: usize },
    Sync { inode: u64, upto: u64 },
    SyncDirectory { path: PathBuf, upto: u64 },
    Unlink { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
    MakeDirectory { path: PathBuf },
    Link { inode: u64, path: PathBuf },
}

/// All that a disk was told.
#[derive(Debug, Clone)]
pub struct Recording(Vec<Record>);

impl Recording {
    /// Reads the log of the library.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn read(log: &Path) -> Self {
        let bytes = std::fs::read(log).unwrap();
        let mut records = Vec::new();
        let mut at = 0;
        while at + 40 <= bytes.len() {
            let number = |part: usize| {
                let from = at + 8 + part * 8;
                u64::from_le_bytes(bytes[from..from + 8].try_into().unwrap())
            };
            let (inode, offset, length, path) = (number(0), number(1), number(2), number(3));
            let place = |it: u64| usize::try_from(it).unwrap();
            let body = at + 40 + place(path);
            let end = body + place(length);
            if end > bytes.len() {
                break;
            }
            let path = PathBuf::from(String::from_utf8_lossy(&bytes[at + 40..body]).into_owned());
            let data = bytes[body..end].to_vec();
            let told = match bytes[at] {
                1 => Told::Create { inode, path },
                2 => Told::Write { inode, offset: place(offset), data },
                3 => Told::Truncate { inode, size: place(offset) },
                4 => Told::Sync { inode, upto: offset },
                5 => Told::SyncDirectory { path, upto: offset },
                6 => Told::Unlink { path },
                7 => Told::Rename { from: path, to: String::from_utf8_lossy(&data).into_owned().into() },
                8 => Told::MakeDirectory { path },
                9 => Told::Link { inode, path },
                other => panic!("a record of kind {other} at {at}"),
            };
            records.push(Record { at: at as u64, end: end as u64, told });
            at = end;
        }
        Self(records)
    }

    /// So many moments at which the power may be cut, in order; all within `when`.
    ///
    /// # Panics
    /// If nothing was recorded then.
    #[must_use]
    pub fn moments(&self, count: usize, when: impl RangeBounds<u64>, dice: &mut Dice) -> Vec<u64> {
        let ends: Vec<_> = self.0.iter().map(|it| it.end).filter(|it| when.contains(it)).collect();
        let mut moments: Vec<_> =
            (0..count).map(|_| ends[usize::try_from(dice.below(ends.len() as u64)).unwrap()]).collect();
        moments.sort_unstable();
        moments
    }

    /// The same of a program that asks for no file's sync from a moment on.
    #[must_use]
    pub fn careless_from(&self, moment: u64) -> Self {
        let is_kept = |it: &&Record| it.at < moment || !matches!(it.told, Told::Sync { .. });
        Self(self.0.iter().filter(is_kept).cloned().collect())
    }

    /// The moment before a file first got a second name.
    ///
    /// # Panics
    /// If none did.
    #[must_use]
    pub fn linked(&self) -> u64 {
        self.0.iter().find(|it| matches!(it.told, Told::Link { .. })).unwrap().at
    }

    /// How many syncs there were.
    #[must_use]
    pub fn syncs(&self) -> usize {
        self.0.iter().filter(|it| matches!(it.told, Told::Sync { .. })).count()
    }
}

type FileId = usize;

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, data: Vec<u8> },
    Size(usize),
}

#[derive(Debug, Default, Clone)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<(u64, Change)>,
}

#[derive(Debug, Clone)]
enum Naming {
    File(PathBuf, FileId),
    Directory(PathBuf),
    Gone(PathBuf),
    Moved(PathBuf, PathBuf),
}

impl Naming {
    fn names(&self) -> Vec<&PathBuf> {
        match self {
            Self::File(it, _) | Self::Directory(it) | Self::Gone(it) => vec![it],
            Self::Moved(from, to) => vec![from, to],
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Option<FileId>>) {
        match self {
            Self::File(path, file) => drop(names.insert(path.clone(), Some(*file))),
            Self::Directory(path) => drop(names.insert(path.clone(), None)),
            Self::Gone(path) => drop(names.remove(path)),
            Self::Moved(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
        }
    }
}

/// A disk up to a moment of a recording.
#[derive(Debug)]
pub struct Disk<'r> {
    records: std::slice::Iter<'r, Record>,
    files: Vec<Content>,
    by_inode: HashMap<u64, FileId>,
    durable_names: BTreeMap<PathBuf, Option<FileId>>,
    pending_names: Vec<(u64, Naming)>,
}

impl<'r> Disk<'r> {
    /// An empty one.
    #[must_use]
    pub fn new(recording: &'r Recording) -> Self {
        Self {
            records: recording.0.iter(),
            files: Vec::new(),
            by_inode: HashMap::new(),
            durable_names: BTreeMap::new(),
            pending_names: Vec::new(),
        }
    }

    /// Goes on to a moment.
    pub fn go_on_to(&mut self, moment: u64) {
        while let Some(record) = self.records.as_slice().first().filter(|it| it.end <= moment) {
            self.records.next();
            self.take(record);
        }
    }

    fn take(&mut self, Record { at, told, .. }: &Record) {
        match told {
            Told::Create { inode, path } => {
                let file = self.files.len();
                self.files.push(Content::default());
                self.by_inode.insert(*inode, file);
                self.pending_names.push((*at, Naming::File(path.clone(), file)));
            }
            Told::Write { inode, offset, data } => {
                let change = Change::Write { offset: *offset, data: data.clone() };
                self.content(*inode).pending.push((*at, change));
            }
            Told::Truncate { inode, size } => self.content(*inode).pending.push((*at, Change::Size(*size))),
            Told::Sync { inode, upto } => {
                let content = self.content(*inode);
                let synced = content.pending.partition_point(|it| it.0 < *upto);
                for (_, change) in content.pending.drain(..synced) {
                    change.apply(&mut content.durable, &mut |_| true);
                }
            }
            Told::SyncDirectory { path, upto } => {
                let pending = std::mem::take(&mut self.pending_names);
                for (at, naming) in pending {
                    if at < *upto && naming.names().iter().all(|it| it.parent() == Some(path)) {
                        naming.apply(&mut self.durable_names);
                    } else {
                        self.pending_names.push((at, naming));
                    }
                }
            }
            Told::Unlink { path } => self.pending_names.push((*at, Naming::Gone(path.clone()))),
            Told::Rename { from, to } => {
                self.pending_names.push((*at, Naming::Moved(from.clone(), to.clone())));
            }
            Told::Link { inode, path } => {
                self.pending_names.push((*at, Naming::File(path.clone(), self.by_inode[inode])));
            }
            Told::MakeDirectory { path } => {
                self.pending_names.push((*at, Naming::Directory(path.clone())));
            }
        }
    }

    fn content(&mut self, inode: u64) -> &mut Content {
        let file = self.by_inode[&inode];
        &mut self.files[file]
    }

    /// What is left if the power is cut now; files whose directory is gone are gone.
    #[must_use]
    pub fn cut(&self, root: &Path, dice: &mut Dice) -> BTreeMap<PathBuf, Vec<u8>> {
        // nothing but what was synced; everything; or anything in between
        let kept = [0, 0, 50, 100, dice.below(100)][usize::try_from(dice.below(5)).unwrap()];
        let mut names = self.durable_names.clone();
        let mut lost: BTreeSet<&PathBuf> = BTreeSet::new();
        for (_, naming) in &self.pending_names {
            // what happened to a name later cannot stay if what happened before did not
            let follows = naming.names().into_iter().any(|it| lost.contains(it));
            if follows || !dice.percent(kept) {
                lost.extend(naming.names());
            } else {
                naming.apply(&mut names);
            }
        }
        let there = |path: &Path| {
            path.ancestors().skip(1).take_while(|it| *it != root).all(|it| names.contains_key(it))
        };
        let mut left = BTreeMap::new();
        for (path, file) in &names {
            let Some(file) = file.filter(|_| there(path)) else { continue };
            let mut bytes = self.files[file].durable.clone();
            for (_, change) in &self.files[file].pending {
                if dice.percent(kept) {
                    change.apply(&mut bytes, &mut |_| true);
                } else if dice.percent(30) && kept > 0 {
                    change.apply(&mut bytes, &mut |_| dice.percent(50));
                }
            }
            left.insert(path.clone(), bytes);
        }
        left
    }
}

impl Change {
    /// Does it to a file, sector by sector as far as `keeps` says.
    fn apply(&self, bytes: &mut Vec<u8>, keeps: &mut dyn FnMut(usize) -> bool) {
        match self {
            Self::Size(size) => {
                if keeps(0) {
                    bytes.resize(*size, 0);
                }
            }
            Self::Write { offset, data } => {
                let mut from = 0;
                while from < data.len() {
                    let place = offset + from;
                    let part = (SECTOR - place % SECTOR).min(data.len() - from);
                    if keeps(place / SECTOR) {
                        if bytes.len() < place + part {
                            bytes.resize(place + part, 0);
                        }
                        bytes[place..place + part].copy_from_slice(&data[from..from + part]);
                    }
                    from += part;
                }
            }
        }
    }
}

/// Puts what is left into a new directory, as private as the server made it.
///
/// # Panics
/// If it cannot be written.
pub fn materialise(left: &BTreeMap<PathBuf, Vec<u8>>, root: &Path, into: &Path) {
    for (path, bytes) in left {
        let path = into.join(path.strip_prefix(root).unwrap());
        DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap()).unwrap();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600).open(path).unwrap().write_all(bytes).unwrap();
    }
}
