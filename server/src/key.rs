//! The key of a database that is encrypted at rest: 256 random bits in a file of its own, outside the data directory,
//! that only its owner can read.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{fault::Fault, files, store::Key};

/// What the service manager calls the credential that holds the key.
const CREDENTIAL: &str = "praxis.key";
/// Digits of a key in its file.
const DIGITS: usize = 64;

/// The key file that the service manager hands over, if it does.
#[must_use]
pub fn credential() -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("CREDENTIALS_DIRECTORY")?).join(CREDENTIAL);
    path.exists().then_some(path)
}

/// Tells keys apart without giving one away.
#[must_use]
pub fn fingerprint(key: &Key) -> String {
    let mut hash = Sha256::new();
    hash.update(b"praxis database key\0");
    hash.update(key.reveal());
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A new key.
///
/// # Errors
/// If the system gives no random bytes.
pub fn random() -> anyhow::Result<Key> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|why| anyhow::anyhow!("no random bytes: {why}"))?;
    Ok(Key::new(bytes))
}

/// Writes a key into a new file that only its owner can read.
///
/// # Errors
/// If there is such a file already, or it cannot be made.
pub fn write(key: &Key, path: &Path) -> anyhow::Result<()> {
    let mut file = match files::private_file(path) {
        Ok(file) => file,
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} is there already: a key is never written over another one", path.display())
        }
        Err(why) => {
            return Err(why).with_context(|| format!("the key file {} cannot be made", path.display()));
        }
    };
    let mut text = Zeroizing::new(String::with_capacity(DIGITS + 1));
    for byte in key.reveal() {
        use std::fmt::Write as _;
        // writing to a text never fails
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(files::sync_parent(path)?)
}

/// Reads a key file; `data_dir` is where it must not be.
///
/// # Errors
/// A sentence that says what is wrong with it; never what is in it.
pub fn read(path: &Path, data_dir: &Path) -> anyhow::Result<Key> {
    let text = files::small(path).map_err(|why| {
        Fault::Locked(format!("database_key_file: {} cannot be read: {why}", path.display()))
    })?;
    outside(path, data_dir)?;
    if credential().as_deref() != Some(path) {
        // the service manager closes its own to others in its own way
        private(path)?;
    }
    let text = text.trim_ascii();
    let wrong = || {
        Fault::Locked(format!(
            "database_key_file: {} holds no key: it must be {DIGITS} hexadecimal digits, as `praxis-server key new` writes \
             them",
            path.display()
        ))
    };
    if text.len() != DIGITS {
        return Err(wrong().into());
    }
    let mut bytes = Zeroizing::new([0; 32]);
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
        *byte = digit(pair[0]).zip(digit(pair[1])).map(|(high, low)| high << 4 | low).ok_or_else(wrong)?;
    }
    Ok(Key::new(bytes))
}

/// A key beside its database is stolen with it.
///
/// # Errors
/// If the key file is in the data directory.
pub fn outside(path: &Path, data_dir: &Path) -> anyhow::Result<()> {
    let whole = |it: &Path| fs::canonicalize(it).ok();
    let parent = path.parent().map(|it| if it.as_os_str().is_empty() { Path::new(".") } else { it });
    let (Some(parent), Some(data_dir)) = (parent.and_then(whole), whole(data_dir)) else { return Ok(()) };
    anyhow::ensure!(
        !parent.starts_with(&data_dir),
        "database_key_file: {} is in the data directory, where whoever copies the data gets it, too: keep it elsewhere",
        path.display()
    );
    Ok(())
}

#[cfg(unix)]
fn private(path: &Path) -> anyhow::Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path)?.permissions());
    anyhow::ensure!(
        mode & 0o077 == 0,
        "database_key_file: others can read {}: close it with `chmod 600`",
        path.display()
    );
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Path) -> anyhow::Result<()> {
    Ok(())
}
