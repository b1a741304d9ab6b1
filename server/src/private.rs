//! What is the clinic's is closed to others before it is opened: a copy that was put back with other modes, or a
//! directory that somebody made beforehand, must not show the record to everybody on the machine. What is not ours, or
//! cannot be closed, is refused.

use std::{
    fs::{self, Metadata, Permissions},
    io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::owner;

/// What others could do.
const OTHERS: u32 = 0o077;
/// How many names are told.
const TOLD: usize = 5;
/// What the server makes in its data directory; the database has more names behind this one.
const OURS: [&str; 5] = ["praxis.lock", "praxis.mark", "tls", "audit", "backups"];
const DATABASE: &str = "praxis.db";
/// A backup is two deep.
const DEEPEST: usize = 3;

/// Closes a data directory and all in it that the server made.
///
/// # Errors
/// A sentence that names what belongs to somebody else, or cannot be closed.
pub(crate) fn close(data_dir: &Path) -> anyhow::Result<()> {
    let mut closed = Vec::new();
    close_one(data_dir, &mut closed)?;
    for entry in entries(data_dir)? {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if OURS.contains(&&*name) || name.starts_with(DATABASE) {
            close_all(&entry, DEEPEST, &mut closed)?;
        }
    }
    tell(&closed);
    Ok(())
}

fn close_all(path: &Path, deepest: usize, closed: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let is_directory = close_one(path, closed)?.is_some_and(|it| it.is_dir());
    if is_directory && deepest > 0 {
        for entry in entries(path)? {
            close_all(&entry, deepest - 1, closed)?;
        }
    }
    Ok(())
}

/// What is in a directory; nothing if it went away meanwhile.
fn entries(directory: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let list = || fs::read_dir(directory)?.map(|it| it.map(|it| it.path())).collect::<io::Result<Vec<_>>>();
    match list() {
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found.with_context(|| format!("data_dir: {} cannot be looked into", directory.display())),
    }
}

fn close_one(path: &Path, closed: &mut Vec<PathBuf>) -> anyhow::Result<Option<Metadata>> {
    // what went away meanwhile, such as a file that SQLite removes, is closed
    let Ok(found) = fs::metadata(path) else { return Ok(None) };
    if let Err(whose) = owner::is_ours(&found) {
        anyhow::bail!(
            "data_dir: {} belongs to {whose}, and the server runs as {us}: give it to {us} (chown), or run the server as \
             {whose}",
            path.display(),
            us = owner::us(),
        );
    }
    let mode = found.permissions().mode();
    if mode & OTHERS != 0 {
        shut(path, mode).with_context(|| {
            format!(
                "data_dir: {} is open to others and cannot be closed: chmod it to {}",
                path.display(),
                if found.is_dir() { "700" } else { "600" }
            )
        })?;
        closed.push(path.to_owned());
    }
    Ok(Some(found))
}

fn shut(path: &Path, mode: u32) -> anyhow::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode & 0o700))?;
    let now = fs::metadata(path)?.permissions().mode();
    // a file system that knows no owners says yes to everything
    ensure!(now & OTHERS == 0, "its file system keeps no modes");
    Ok(())
}

fn tell(closed: &[PathBuf]) {
    if closed.is_empty() {
        return;
    }
    let mut names: Vec<_> = closed.iter().take(TOLD).map(|it| it.display().to_string()).collect();
    if closed.len() > TOLD {
        names.push(format!("and {} more", closed.len() - TOLD));
    }
    tracing::warn!(
        what = names.join(", "),
        "others on this machine could read or change what belongs to the clinic: it is closed to them now"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_the_server_made_is_closed_and_what_it_did_not_make_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = [
            "praxis.db",
            "praxis.db-wal",
            "praxis.db.plain",
            "praxis.lock",
            "tls/ca.key",
            "tls/server.pem",
            "audit/key",
            "audit/heads",
            "backups/auto-1/praxis.db",
        ];
        for file in files.iter().chain(&["notes.txt"]) {
            fs::create_dir_all(path(file).parent().unwrap()).unwrap();
            fs::write(path(file), "").unwrap();
            fs::set_permissions(path(file), Permissions::from_mode(0o644)).unwrap();
        }
        for folder in ["", "tls", "audit", "backups", "backups/auto-1"] {
            fs::set_permissions(path(folder), Permissions::from_mode(0o755)).unwrap();
        }
        close(folder.path()).unwrap();
        for file in files {
            assert_eq!(mode(&path(file)), 0o600, "{file}");
        }
        for folder in ["", "tls", "audit", "backups", "backups/auto-1"] {
            assert_eq!(mode(&path(folder)), 0o700, "{folder}");
        }
        assert_eq!(mode(&path("notes.txt")), 0o644);
        // once more finds nothing to do
        let mut closed = Vec::new();
        close_all(folder.path(), 0, &mut closed).unwrap();
        assert_eq!(closed, Vec::<PathBuf>::new());
    }
}
