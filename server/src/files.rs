//! Directories and files that belong to their owner alone, and are on the disk when we say so.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::Path,
};

use anyhow::Context;
use zeroize::Zeroizing;

/// No key, list or file of settings is longer.
const SMALL: u64 = 1 << 20;

/// A private directory, made if it is missing; `what` names the setting that chose it.
pub(crate) fn private_dir(path: &Path, what: &str) -> anyhow::Result<()> {
    let missing: Vec<_> = path.ancestors().take_while(|it| !it.exists()).collect();
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| {
        format!("{what}: the directory {} cannot be made: choose one that you may write to", path.display())
    })?;
    // a power cut must not take away the name of what was made; a parent that we may not read keeps it by itself
    for made in missing {
        drop(sync_parent(made));
    }
    Ok(())
}

/// A new private file; it fails if there is one already.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Puts a private file in its place whole, in place of what was there, and on the disk before this comes back: a power
/// cut leaves the old one or the new one.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    if beside.exists() {
        // left over from a crash
        fs::remove_file(beside)?;
    }
    let mut file = private_file(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)?;
    sync_parent(path)
}

/// What a file that is small by its nature holds: a key, a list, settings. One that has no end, such as a device, is no
/// such file.
pub(crate) fn small(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4 << 10));
    File::open(path)?.take(SMALL + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > SMALL {
        return Err(io::Error::other(format!("it is longer than {} KiB", SMALL >> 10)));
    }
    Ok(bytes)
}

/// The same as text.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    let bytes = small(path)?;
    let text = std::str::from_utf8(&bytes);
    text.map(str::to_owned).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
}

/// Makes durable that a file is where it is.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    sync(parent.unwrap_or(Path::new(".")))
}

/// Makes durable what is in a file, or which names are in a directory.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Bytes that we may still write where `path` is.
pub(crate) fn free(path: &Path) -> io::Result<u64> {
    let it = rustix::fs::statvfs(path)?;
    Ok(it.f_bavail.saturating_mul(it.f_frsize))
}

/// Length of a file; 0 if it is not there.
pub(crate) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |it| it.len())
}
