//! Encrypting a clinic that began plain, and taking encryption away: offline, and whole or not at all.
//!
//! The database is written anew into a working file beside it, held against the old one value by value, made durable,
//! and takes the old one's name in one step. Whenever the machine stops, the name belongs to the old database or to the
//! new one. The old one stays under a name of its own until whoever runs the clinic removes it.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::{
    backup::Fault,
    config::Config,
    files, key,
    store::{self, Found, Place, StoreError, snapshot},
};

/// What is added to a database's name while it is written anew.
const WORKING: &str = "changing";
/// What is added to the name of the plain database that was encrypted.
const PLAIN: &str = "plain";
/// What is added to the name of the encrypted database whose encryption was taken away.
const ENCRYPTED: &str = "encrypted";
/// What SQLite puts beside a file.
const BESIDE: [&str; 4] = ["", "-journal", "-wal", "-shm"];
/// Space that must stay free.
const SPARE: u64 = 16 << 20;

/// What came of it.
#[derive(Debug)]
pub struct Changed {
    /// The database as it was before.
    pub kept: PathBuf,
    /// The key file: the one it is encrypted with now, or the one that opens what was kept.
    pub key_file: PathBuf,
}

/// `praxis.db.plain`, and so on.
fn named(file: &Path, more: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(more);
    name.into()
}

fn remove_working(file: &Path) {
    for end in BESIDE {
        // that it is not there is what we want
        let _ = fs::remove_file(named(file, &format!("{WORKING}{end}")));
    }
}

/// Encrypts the plain clinic, whose directory the caller has locked, with the key in `key_file`, or in database_key_file.
///
/// # Errors
/// A sentence that says why not; the clinic is as it was then.
pub fn encrypt(config: &Config, key_file: Option<&Path>, tell: &dyn Fn(&str)) -> anyhow::Result<Changed> {
    let key_file = key_file.or(config.database_key_file.as_deref()).ok_or_else(|| {
        Fault::Locked(
            "there is no key: make one with `praxis-server key new FILE` and name it with --to FILE"
                .to_owned(),
        )
    })?;
    let key = key::read(key_file, &config.data_dir)?;
    let from = Place::from(config.database());
    match store::is_plain(&from.file)? {
        None => return Err(no_clinic(config)),
        Some(true) => {}
        Some(false) => {
            let under = Place { file: from.file.clone(), key: Some(key) };
            let ours = store::inspect(&under).is_ok();
            anyhow::bail!(
                "{} is no plain database: {}",
                from.file.display(),
                if ours {
                    format!(
                        "it is encrypted with the key in {} already. Set database_key_file to that and start the server",
                        key_file.display()
                    )
                } else {
                    "it is encrypted with another key, or damaged. Another key is given to an encrypted clinic with \
                     `praxis-server key rotate`"
                        .to_owned()
                }
            );
        }
    }
    let to = from.beside(named(&from.file, WORKING));
    let kept = change(config, &from, &Place { key: Some(key), ..to }, PLAIN, tell)?;
    Ok(Changed { kept, key_file: key_file.to_owned() })
}

/// Takes encryption away from the clinic, whose directory the caller has locked; database_key_file opens it.
///
/// # Errors
/// A sentence that says why not; the clinic is as it was then.
pub fn decrypt(config: &Config, tell: &dyn Fn(&str)) -> anyhow::Result<Changed> {
    let key_file = config.database_key_file.as_deref().ok_or_else(|| {
        Fault::Locked("database_key_file names no key: the one that opens the database is needed".to_owned())
    })?;
    let from = config.store()?;
    match store::is_plain(&from.file)? {
        None => return Err(no_clinic(config)),
        Some(true) => anyhow::bail!(
            "{} is not encrypted: there is nothing to take away. Leave database_key_file away",
            from.file.display()
        ),
        Some(false) => {}
    }
    let to = Place::from(named(&from.file, WORKING));
    let kept = change(config, &from, &to, ENCRYPTED, tell)?;
    Ok(Changed { kept, key_file: key_file.to_owned() })
}

/// Whether this program can encrypt at all.
///
/// # Errors
/// If it was built without.
pub fn able() -> anyhow::Result<()> {
    ensure!(
        cfg!(feature = "encryption"),
        "this praxis-server was built without encryption at rest: use a build with the feature `encryption`"
    );
    Ok(())
}

fn no_clinic(config: &Config) -> anyhow::Error {
    anyhow::anyhow!("there is no clinic in {}: name its directory with --data-dir", config.data_dir.display())
}

/// Removes what was begun, unless it was finished.
struct Begun<'a> {
    file: &'a Path,
    finished: bool,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if !self.finished {
            remove_working(self.file);
        }
    }
}

/// Puts the database `from` anew into `to` and lets it take its name; the answer is where the old one is kept.
fn change(
    config: &Config,
    from: &Place,
    to: &Place,
    old: &str,
    tell: &dyn Fn(&str),
) -> anyhow::Result<PathBuf> {
    let (file, kept) = (&from.file, named(&from.file, old));
    ensure!(matches!(store::inspect(from)?, Found::Clinic { .. }), no_clinic(config));
    forget_cut_off(file, &kept)?;
    ensure!(
        !kept.exists(),
        "{} is there already, what an earlier change kept: move it away first",
        kept.display()
    );
    room(file)?;
    tell("reading all of the database");
    whole(from).with_context(|| format!("{} is not changed", file.display()))?;
    tell("folding its log into it");
    store::fold(from).with_context(|| format!("{} is not changed", file.display()))?;
    let mut begun = Begun { file, finished: false };
    drop(files::private_file(&to.file).with_context(|| format!("{} cannot be made", to.file.display()))?);
    tell("writing every page anew");
    store::recrypt(from, to).map_err(|why| written(why, file))?;
    files::sync(&to.file).with_context(|| format!("{} cannot be made durable", to.file.display()))?;
    tell("comparing all of the new one with the old one");
    whole(to)?;
    ensure!(
        snapshot::extent(from)? == snapshot::extent(to)? && store::digest(from)? == store::digest(to)?,
        Fault::Damaged(
            "the new database does not hold what the old one does: nothing was changed".to_owned()
        )
    );
    swap(file, &to.file, &kept)?;
    begun.finished = true;
    store::inspect(&Place { file: file.clone(), key: to.key.clone() })?;
    Ok(kept)
}

/// The old one gets a second name, and then the new one its first.
fn swap(file: &Path, made: &Path, kept: &Path) -> anyhow::Result<()> {
    fs::hard_link(file, kept).with_context(|| {
        format!(
            "the old database cannot be kept as {}: this file system may know no hard links. Nothing was changed",
            kept.display()
        )
    })?;
    let named = || {
        files::sync_parent(file)?;
        fs::rename(made, file)?;
        files::sync_parent(file)
    };
    let done = named();
    if done.is_err() && same(file, kept) {
        let _ = fs::remove_file(kept);
    }
    done.with_context(|| format!("{} cannot be named", file.display()))
}

/// Whether two names are of one file.
fn same(one: &Path, other: &Path) -> bool {
    let id = |it: &Path| fs::metadata(it).map(|it| (it.dev(), it.ino())).ok();
    id(one).is_some_and(|it| Some(it) == id(other))
}

/// Removes what is left of a change that was cut off: the working file, and a second name of the old database that
/// still has its first.
fn forget_cut_off(file: &Path, kept: &Path) -> io::Result<()> {
    remove_working(file);
    if same(file, kept) { fs::remove_file(kept) } else { Ok(()) }
}

/// What a start of the server does about earlier changes: what was cut off is removed, because it may hold in the clear
/// what the database does not; what was kept is told of, each time until it is gone.
pub fn tidy(place: &Place) {
    for old in [PLAIN, ENCRYPTED] {
        let kept = named(&place.file, old);
        if let Err(why) = forget_cut_off(&place.file, &kept) {
            tracing::warn!(kept = %kept.display(), %why, "the second name of the database cannot be removed");
        }
        if old == PLAIN && place.key.is_some() && kept.exists() {
            tracing::warn!(
                kept = %kept.display(),
                "the database as it was before it was encrypted is still here, and readable: remove it"
            );
        }
    }
}

fn whole(place: &Place) -> anyhow::Result<()> {
    let faults = snapshot::faults(place)?;
    ensure!(
        faults.is_empty(),
        Fault::Damaged(format!(
            "{} is damaged ({}): bring back the newest good backup with `praxis-server restore` first",
            place.file.display(),
            faults.join("; ")
        ))
    );
    Ok(())
}

fn written(why: StoreError, file: &Path) -> anyhow::Error {
    if matches!(why, StoreError::DiskFull) {
        return Fault::NoRoom(format!(
            "the disk became full: {} is as it was. Free some space and begin again",
            file.display()
        ))
        .into();
    }
    anyhow::Error::new(why).context(format!("{} is as it was: it cannot be written anew", file.display()))
}

/// Twice the database must be free beside it: once for the new one, once so that the clinic can go on growing.
fn room(file: &Path) -> anyhow::Result<()> {
    let directory = file.parent().unwrap_or(Path::new("."));
    let needed = 2 * (files::length(file) + files::length(&file.with_extension("db-wal"))) + SPARE;
    let free =
        files::free(directory).with_context(|| format!("{} cannot be measured", directory.display()))?;
    if free < needed {
        return Err(Fault::NoRoom(format!(
            "there is no room in {}: {} MiB are free, and {} MiB must be, twice the database. Free some space first",
            directory.display(),
            free >> 20,
            needed.div_ceil(1 << 20),
        ))
        .into());
    }
    Ok(())
}

/// Backups in a directory that show their words to whoever has the files.
#[must_use]
pub fn plain_backups(directory: &Path) -> usize {
    let found = fs::read_dir(directory).into_iter().flatten().flatten();
    found.filter(|it| matches!(store::is_plain(&it.path().join("praxis.db")), Ok(Some(true)))).count()
}
