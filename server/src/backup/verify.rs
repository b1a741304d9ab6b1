//! Is a backup good? It is opened as a restore would open it, and everything in it is compared with what it says.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context;

use super::{
    DATABASE, Fault, KEY, Manifest, SEALED,
    crypt::{self, Identity},
    manifest::Entry,
};
use crate::{
    files, key,
    store::{self, Key, Place, snapshot},
};

/// What opens a backup, if it needs something.
#[derive(Default)]
pub struct Keys {
    /// For a backup that is encrypted to its readers.
    pub identity: Option<Identity>,
    /// For a database that is encrypted at rest.
    pub key: Option<Key>,
}

/// A backup whose database was taken out and found whole.
pub struct Opened {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// The database that was taken out.
    pub place: Place,
}

/// A private directory that is gone with this.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Checks a backup: its hashes, the pages, the rows that point to others, the contents, the numbers of rows.
/// The database is taken out into a private directory under `scratch` for that, and removed again.
///
/// # Errors
/// A sentence that says what is wrong; a [`Fault`] where a script would want to know.
pub fn verify(backup: &Path, keys: &Keys, scratch: &Path) -> anyhow::Result<Manifest> {
    let path = scratch.join(format!(".verifying-{}", std::process::id()));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    let manifest = readable(backup)?;
    files::private_dir(&path, "the directory for verifying")?;
    let scratch = Scratch(path);
    room(&manifest, &scratch.0, 1)?;
    let opened = take_out(backup, manifest, keys, &scratch.0.join(DATABASE))?;
    Ok(opened.manifest)
}

/// What a backup says of itself, if its files agree and this version of Praxis can use it.
pub(super) fn readable(backup: &Path) -> anyhow::Result<Manifest> {
    anyhow::ensure!(backup.is_dir(), "{} is no backup: name its directory", backup.display());
    let manifest = Manifest::read_checked(backup)?;
    let (theirs, ours) = (manifest.extent.schema, store::newest_schema());
    anyhow::ensure!(
        theirs <= ours,
        "the backup {} was made by a newer version of Praxis (version {}, schema {theirs}; this one knows schema {ours}): \
         use that version",
        backup.display(),
        manifest.version,
    );
    Ok(manifest)
}

/// Whether `times` the database fits.
pub(super) fn room(manifest: &Manifest, place: &Path, times: u64) -> anyhow::Result<()> {
    let needed = manifest.database.size * times + (16 << 20);
    let free = files::free(place).with_context(|| format!("{} cannot be measured", place.display()))?;
    if free < needed {
        return Err(Fault::NoRoom(format!(
            "there is no room in {}: {} MiB are free, and {} MiB must be",
            place.display(),
            free >> 20,
            needed.div_ceil(1 << 20)
        ))
        .into());
    }
    Ok(())
}

/// Takes the database out of a backup and checks it.
pub(super) fn take_out(backup: &Path, manifest: Manifest, keys: &Keys, to: &Path) -> anyhow::Result<Opened> {
    let mut file =
        BufWriter::new(files::private_file(to).with_context(|| format!("{} cannot be made", to.display()))?);
    if manifest.sealed {
        let identity = needed_identity(backup, keys)?;
        crypt::unseal(identity, &backup.join(SEALED), &mut file)?;
    } else {
        let path = backup.join(DATABASE);
        let mut from = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        std::io::copy(&mut from, &mut file)
            .with_context(|| format!("{} cannot be copied", path.display()))?;
    }
    file.flush()?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    let (parent, name) = (to.parent().unwrap_or(Path::new(".")), to.file_name().unwrap_or_default());
    let taken = Entry::of(parent, &name.to_string_lossy())?;
    if (taken.size, &taken.sha256) != (manifest.database.size, &manifest.database.sha256) {
        return Err(
            Fault::Damaged(format!("{}: the database is not what was backed up", backup.display())).into()
        );
    }
    let place = Place { file: to.to_owned(), key: key_for(backup, &manifest, keys)? };
    check(backup, &manifest, &place)?;
    Ok(Opened { manifest, place })
}

fn needed_identity<'a>(backup: &Path, keys: &'a Keys) -> anyhow::Result<&'a Identity> {
    Ok(keys.identity.as_ref().ok_or_else(|| {
        Fault::Locked(format!(
            "{} is encrypted to its readers: give an identity of one of them with --identity FILE",
            backup.display()
        ))
    })?)
}

/// The key of the database: ours if it is that one, otherwise the one that came along for whoever holds an identity.
fn key_for(backup: &Path, manifest: &Manifest, keys: &Keys) -> anyhow::Result<Option<Key>> {
    let Some(wanted) = &manifest.key else { return Ok(None) };
    if let Some(ours) = keys.key.as_ref().filter(|it| key::fingerprint(it) == *wanted) {
        return Ok(Some(ours.clone()));
    }
    if !manifest.sealed {
        return Err(Fault::Locked(format!(
            "the database in {} is encrypted with another key than database_key_file holds: set that to the key with the \
             fingerprint {wanted}",
            backup.display()
        ))
        .into());
    }
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(32));
    crypt::unseal(needed_identity(backup, keys)?, &backup.join(KEY), &mut *bytes)?;
    let bits: [u8; 32] = bytes
        .as_slice()
        .try_into()
        .map_err(|_| Fault::Damaged(format!("{}: {KEY} holds no key", backup.display())))?;
    Ok(Some(Key::new(zeroize::Zeroizing::new(bits))))
}

fn check(backup: &Path, manifest: &Manifest, place: &Place) -> anyhow::Result<()> {
    let bad = |why: String| anyhow::Error::from(Fault::Damaged(format!("{}: {why}", backup.display())));
    store::inspect(place).with_context(|| format!("the database in {}", backup.display()))?;
    let faults = snapshot::faults(place)?;
    if !faults.is_empty() {
        return Err(bad(faults.join("; ")));
    }
    let extent = snapshot::extent(place)?;
    if extent != manifest.extent {
        return Err(bad("the database does not hold what the manifest says".to_owned()));
    }
    Ok(())
}
