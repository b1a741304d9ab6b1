//! What a backup says of itself.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fault, MANIFEST, SUMS};
use crate::store::{newest_schema, snapshot::Extent};

/// The version of the backup's form; a program that does not know it does not guess.
pub(super) const FORMAT: u32 = 1;

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the backup.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What a backup says of itself: nothing in it is about a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the backup's form.
    pub format: u32,
    /// The program that made it.
    pub product: String,
    /// That program's version.
    pub version: String,
    /// When it was begun, in UTC.
    pub time: String,
    /// How far the database goes and how much is in it.
    pub extent: Extent,
    /// Which program opens it as it is; for people, and missing in older backups.
    #[serde(default)]
    pub opens_with: String,
    /// Whether the files are encrypted to readers who hold an identity.
    pub sealed: bool,
    /// Tells which key opens the database, if it is encrypted at rest.
    pub key: Option<String>,
    /// The database before it was encrypted to its readers.
    pub database: Entry,
    /// The files beside this one.
    pub files: Vec<Entry>,
}

/// Length and hash of all that a reader gives.
pub(super) fn measure(mut from: impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            read => {
                hash.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
    Ok((size, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

impl Entry {
    /// A file as it is now.
    pub(super) fn of(directory: &Path, name: &str) -> anyhow::Result<Self> {
        let path = directory.join(name);
        let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let (size, sha256) = measure(file).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Self { name: name.to_owned(), size, sha256 })
    }
}

/// Which program opens a database of a schema as it is.
pub(super) fn opens_with(schema: i32) -> String {
    format!(
        "praxis-server of schema {schema} (praxis-server --version says its schema); a newer one changes it"
    )
}

impl Manifest {
    /// What this program would make of its database, if that is not what it is.
    #[must_use]
    pub fn is_changed_by_us(&self) -> Option<String> {
        let (theirs, ours) = (self.extent.schema, newest_schema());
        (theirs < ours).then(|| {
            format!(
                "its database is of schema {theirs}: a praxis-server of schema {theirs} opens it as it is, this one \
                 (version {}, schema {ours}) brings it up to schema {ours}. To go back to the version of before, restore it \
                 with the praxis-server of that version",
                env!("CARGO_PKG_VERSION")
            )
        })
    }

    /// The manifest of the backup in a directory, once the sums agree with every file of it.
    pub(super) fn read_checked(directory: &Path) -> anyhow::Result<Self> {
        let text = |name: &str| {
            let path = directory.join(name);
            match fs::read_to_string(&path) {
                Ok(text) => Ok(text),
                Err(why) if why.kind() == io::ErrorKind::NotFound => bail!(
                    "{} is no backup of Praxis: it has no {name}. Name the directory that holds manifest.json",
                    directory.display()
                ),
                Err(why) if why.kind() == io::ErrorKind::InvalidData => {
                    Err(Fault::Damaged(format!("{} is damaged: it is no text", path.display())).into())
                }
                Err(why) => Err(why).with_context(|| format!("{} cannot be read", path.display())),
            }
        };
        let (sums, manifest) = (text(SUMS)?, text(MANIFEST)?);
        let sums = read_sums(&sums)
            .ok_or_else(|| Fault::Damaged(format!("{}: {SUMS} is damaged", directory.display())))?;
        for (name, sha256) in &sums {
            let path = directory.join(name);
            anyhow::ensure!(
                path.exists(),
                Fault::Damaged(format!("{}: the file {name} is missing", directory.display()))
            );
            if Entry::of(directory, name)?.sha256 != *sha256 {
                return Err(Fault::Damaged(format!(
                    "{}: {name} is not what was written: it was changed, cut short or damaged. Use another backup",
                    directory.display()
                ))
                .into());
            }
        }
        let known: serde_json::Value = serde_json::from_str(&manifest).map_err(|why| {
            Fault::Damaged(format!("{}: {MANIFEST} is damaged: {why}", directory.display()))
        })?;
        let format = known.get("format").and_then(serde_json::Value::as_u64);
        anyhow::ensure!(
            format == Some(FORMAT.into()),
            "{}: the backup has another form than this version of Praxis knows: use the version that made it ({})",
            directory.display(),
            known.get("version").and_then(serde_json::Value::as_str).unwrap_or("unknown"),
        );
        let manifest: Self = serde_json::from_value(known).map_err(|why| {
            Fault::Damaged(format!("{}: {MANIFEST} is damaged: {why}", directory.display()))
        })?;
        let listed = |name: &str| sums.iter().any(|(it, _)| it == name);
        if !listed(MANIFEST) || manifest.files.iter().any(|it| !listed(&it.name)) {
            return Err(
                Fault::Damaged(format!("{}: {SUMS} does not cover every file", directory.display())).into()
            );
        }
        Ok(manifest)
    }
}

/// Names and hashes, as `sha256sum` writes them; names are never paths.
fn read_sums(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.lines().map(|line| {
        let (sha256, name) = line.split_once("  ")?;
        let fits =
            sha256.len() == 64 && !name.is_empty() && !name.contains(['/', '\0']) && !name.starts_with('.');
        fits.then(|| (name.to_owned(), sha256.to_owned()))
    });
    lines.collect::<Option<Vec<_>>>().filter(|it| !it.is_empty())
}

pub(super) fn write_sums(files: &[Entry]) -> String {
    files.iter().map(|it| format!("{}  {}\n", it.sha256, it.name)).collect()
}
