//! Making a backup: a consistent picture under a working name, hashed, made durable, and only then named.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context;
use praxis_shared::time::Instant;

use super::{
    DATABASE, Fault, KEY, MANIFEST, SEALED, SUMS,
    crypt::{self, Recipient},
    manifest::{Entry, FORMAT, Manifest, opens_with, write_sums},
};
use crate::{
    files,
    store::{Place, snapshot},
};

/// Begins the names of what is not a backup yet.
const WORKING: &str = ".making-";
/// Space beside the backup that must stay free.
const SPARE: u64 = 16 << 20;

/// What to back up, where to, for whom.
pub struct Ask<'a> {
    /// The database.
    pub place: &'a Place,
    /// The directory that the backup goes into; made if it is missing.
    pub to: &'a Path,
    /// What kind of backup it is: its name begins with that.
    pub kind: &'a str,
    /// Who may read it; nobody named: whoever has the files.
    pub recipients: &'a [Recipient],
    /// What time it is.
    pub now: Instant,
    /// Hears how it goes on.
    pub tell: &'a dyn Fn(&str),
}

/// A backup that is on the disk.
#[derive(Debug)]
pub struct Made {
    /// Its directory.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Bytes in all of its files.
    pub bytes: u64,
}

/// Removes what was begun, unless it was finished.
struct Working(PathBuf);

impl Drop for Working {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a backup. Everything that was answered before it began is in it.
///
/// # Errors
/// A sentence that says why there is none; nothing is left behind then.
pub fn make(ask: &Ask<'_>) -> anyhow::Result<Made> {
    anyhow::ensure!(
        ask.place.file.exists(),
        "there is no clinic in {}: there is nothing to back up",
        ask.place.file.parent().unwrap_or(Path::new(".")).display()
    );
    files::private_dir(ask.to, "backup_directory")?;
    room(ask)?;
    let (path, working) = names(ask)?;
    // What is written in the clear stays where the clinic is; what leaves it is sealed if somebody was named.
    let here = if ask.recipients.is_empty() { None } else { Some(working_beside(ask)?) };
    let picture = here.as_ref().unwrap_or(&working).0.join(DATABASE);
    (ask.tell)("copying the database");
    snapshot::copy(ask.place, &picture)
        .with_context(|| format!("the database {} cannot be copied", ask.place.file.display()))?;
    files::sync(&picture)?;
    (ask.tell)("reading the copy");
    let extent = snapshot::extent(&ask.place.beside(picture.clone())).context("the copy cannot be read")?;
    let database = Entry::of(picture.parent().unwrap_or(&working.0), DATABASE)?;
    let mut all = Vec::new();
    if here.is_some() {
        (ask.tell)("encrypting the copy");
        let to = files::private_file(&working.0.join(SEALED))?;
        crypt::seal(ask.recipients, File::open(&picture)?, to).context("the copy cannot be encrypted")?;
        all.push(Entry::of(&working.0, SEALED)?);
        if let Some(key) = &ask.place.key {
            let to = files::private_file(&working.0.join(KEY))?;
            crypt::seal(ask.recipients, key.reveal().as_slice(), to)
                .context("the key cannot be encrypted")?;
            all.push(Entry::of(&working.0, KEY)?);
        }
    } else {
        all.push(database.clone());
    }
    let manifest = Manifest {
        format: FORMAT,
        product: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        time: ask.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        opens_with: opens_with(extent.schema),
        extent,
        sealed: here.is_some(),
        key: ask.place.key.as_ref().map(crate::key::fingerprint),
        database,
        files: all.clone(),
    };
    write(&working.0.join(MANIFEST), &(serde_json::to_string_pretty(&manifest)? + "\n"))?;
    all.push(Entry::of(&working.0, MANIFEST)?);
    write(&working.0.join(SUMS), &write_sums(&all))?;
    files::sync(&working.0)?;
    fs::rename(&working.0, &path).with_context(|| format!("{} cannot be named", path.display()))?;
    files::sync(ask.to)?;
    Ok(Made { path, manifest, bytes: all.iter().map(|it| it.size).sum() })
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = files::private_file(path).with_context(|| format!("{} cannot be made", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// The name of the backup, and the directory in which it is made; leftovers of one that was killed are removed.
fn names(ask: &Ask<'_>) -> anyhow::Result<(PathBuf, Working)> {
    let first = super::name(ask.kind, ask.now);
    let name = (1..100)
        .map(|number| if number == 1 { first.clone() } else { format!("{first}-{number}") })
        .find(|it| !ask.to.join(it).exists())
        .with_context(|| format!("{} has too many backups of this second", ask.to.display()))?;
    Ok((ask.to.join(&name), working(ask.to, &name)?))
}

fn working_beside(ask: &Ask<'_>) -> anyhow::Result<Working> {
    working(ask.place.file.parent().unwrap_or(Path::new(".")), &super::name(ask.kind, ask.now))
}

fn working(parent: &Path, name: &str) -> anyhow::Result<Working> {
    let path = parent.join(format!("{WORKING}{name}-{}", std::process::id()));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    files::private_dir(&path, "backup_directory")?;
    Ok(Working(path))
}

/// Twice the database must be free where the backup goes: once for it, once so that the clinic can go on growing.
fn room(ask: &Ask<'_>) -> anyhow::Result<()> {
    let file = &ask.place.file;
    let log = file.with_extension("db-wal");
    let needed = 2 * (files::length(file) + files::length(&log)) + SPARE;
    let mut places = vec![ask.to];
    if !ask.recipients.is_empty() {
        places.extend(file.parent());
    }
    for place in places {
        let free = files::free(place).with_context(|| format!("{} cannot be measured", place.display()))?;
        if free < needed {
            return Err(Fault::NoRoom(format!(
                "there is no room for a backup in {}: {} MiB are free, and {} MiB must be, twice the database. Free some \
                 space, or name another place with backup_directory",
                place.display(),
                free >> 20,
                needed.div_ceil(1 << 20),
            ))
            .into());
        }
    }
    Ok(())
}
