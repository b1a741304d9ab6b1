//! From a backup to a clinic: into a new directory, checked before it gets its name, and open to nobody who was signed
//! in when the backup was made.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use praxis_shared::time::Instant;

use super::{
    DATABASE, Manifest,
    verify::{Keys, readable, room, take_out},
};
use crate::{
    anchor::Anchor,
    files, key,
    store::{self, Place},
};

/// The name of the database until it is whole.
const WORKING: &str = "praxis.db.restoring";

/// Where a clinic keeps its signed heads unless others are named.
const HEADS: &str = "audit";

/// What a restore made.
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Where the database's key was written, if it came along with the backup.
    pub key: Option<PathBuf>,
}

/// Where to restore to.
pub struct Target<'a> {
    /// The data directory to be: missing or empty.
    pub directory: &'a Path,
    /// Where to write the database's key if it comes from the backup itself.
    pub key_file: Option<&'a Path>,
    /// The key that signs the first head of its audit log, and the file that it goes into; none if heads are kept
    /// elsewhere, where those of the clinic of before are.
    pub heads: Option<(PathBuf, PathBuf)>,
    /// Hears what is worth knowing before it happens.
    pub tell: &'a dyn Fn(&str),
}

/// Removes what was begun, unless it was finished.
struct Begun<'a> {
    directory: &'a Path,
    made: bool,
    finished: bool,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        for name in [WORKING, "praxis.db.restoring-wal", "praxis.db.restoring-shm"] {
            let _ = fs::remove_file(self.directory.join(name));
        }
        let _ = fs::remove_dir_all(self.directory.join(HEADS));
        if self.made {
            let _ = fs::remove_dir(self.directory);
        }
    }
}

/// Makes a clinic of a backup. Sessions, codes and tokens of the backup do not work in it, and clients that followed the
/// clinic's events take a new look at everything.
///
/// # Errors
/// A sentence that says why not; nothing is changed then.
pub fn restore(backup: &Path, keys: &Keys, target: &Target<'_>, now: Instant) -> anyhow::Result<Restored> {
    let directory = target.directory;
    let made = empty(directory)?;
    let manifest = readable(backup)?;
    if let Some(changed) = manifest.is_changed_by_us() {
        (target.tell)(&format!("{}: {changed}", backup.display()));
    }
    if made {
        files::private_dir(directory, "--to")?;
    }
    let mut begun = Begun { directory, made, finished: false };
    private(directory)?;
    room(&manifest, directory, 2)?;
    let opened = take_out(backup, manifest, keys, &directory.join(WORKING))?;
    let came_along = match (&opened.place.key, &keys.key) {
        (Some(found), ours) if ours.as_ref() != Some(found) => {
            let Some(file) = target.key_file else {
                bail!(
                    "the database of this backup is encrypted, and its key came along with it: say where to write the key \
                     with --key-file FILE, outside of {}",
                    directory.display()
                );
            };
            key::outside(file, directory)?;
            Some((found, file))
        }
        _ => None,
    };
    begin_anew(&opened.place, backup, now)?;
    if let Some((key, heads)) = &target.heads {
        let end = store::verify::end(&store::verify::open(&opened.place)?)?;
        Anchor::open_anew(key, heads, &opened.place)?.sign(end, now)?;
    }
    if let Some((found, file)) = came_along {
        key::write(found, file)?;
    }
    files::sync(&directory.join(WORKING))?;
    fs::rename(directory.join(WORKING), directory.join(DATABASE))?;
    begun.finished = true;
    files::sync(directory)?;
    Ok(Restored { manifest: opened.manifest, key: came_along.map(|it| it.1.to_owned()) })
}

/// Whether the directory must be made; it is refused if there is anything in it.
fn empty(directory: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut found) => {
            anyhow::ensure!(
                found.next().is_none(),
                "{} is not empty: a restore never writes over anything. Name a new directory, look at what is restored, and \
                 then point data_dir to it",
                directory.display()
            );
            Ok(false)
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(why) => Err(why).with_context(|| format!("{} cannot be looked into", directory.display())),
    }
}

#[cfg(unix)]
fn private(directory: &Path) -> anyhow::Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    fs::set_permissions(directory, mode)
        .with_context(|| format!("{} cannot be closed to others", directory.display()))
}

#[cfg(not(unix))]
fn private(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// What must not go on where the backup stood.
fn begin_anew(place: &Place, backup: &Path, now: Instant) -> anyhow::Result<()> {
    let name =
        backup.file_name().map_or_else(|| "a backup".to_owned(), |it| it.to_string_lossy().into_owned());
    store::restored(place, &name, now).context("the restored database cannot be prepared")
}
