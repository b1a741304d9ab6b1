//! Backups that only somebody with an identity can read: age, to X25519 recipients.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
    str::FromStr as _,
};

use anyhow::Context;

use super::Fault;
use crate::files;

/// Somebody who can read a backup: an age public key, `age1…`.
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Reads one recipient.
///
/// # Errors
/// A sentence that says what a recipient looks like.
pub fn recipient(text: &str) -> anyhow::Result<Recipient> {
    let text = text.trim();
    anyhow::ensure!(
        !text.starts_with("AGE-SECRET-KEY-"),
        "that is a secret identity, not a recipient: keep it away from the server, and name its public half (age1…)"
    );
    age::x25519::Recipient::from_str(text).map(Recipient).map_err(|why| {
        anyhow::anyhow!("{text:?} is no recipient: it must be an age public key (age1…): {why}")
    })
}

/// Reads a file of recipients, one a line; empty lines and lines that begin with # are passed over.
///
/// # Errors
/// If the file cannot be read, has a line that is no recipient, or has none.
pub fn recipients(file: &Path) -> anyhow::Result<Vec<Recipient>> {
    let text =
        files::text(file).with_context(|| format!("backup_recipients: {} cannot be read", file.display()))?;
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
    let found = lines
        .map(recipient)
        .collect::<anyhow::Result<Vec<_>>>()
        .with_context(|| format!("backup_recipients: {}", file.display()))?;
    anyhow::ensure!(!found.is_empty(), "backup_recipients: {} names nobody", file.display());
    Ok(found)
}

/// Writes all that `from` gives to `to`, for these readers.
pub(super) fn seal(recipients: &[Recipient], mut from: impl Read, to: File) -> anyhow::Result<()> {
    let readers = recipients.iter().map(|it| &it.0 as &dyn age::Recipient);
    let mut sealed = age::Encryptor::with_recipients(readers)?.wrap_output(BufWriter::new(to))?;
    io::copy(&mut from, &mut sealed)?;
    sealed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(())
}

/// Who we are to a sealed backup: an age identity file.
pub struct Identity(Vec<Box<dyn age::Identity>>);

/// Reads an identity file.
///
/// # Errors
/// If it cannot be read or holds no identity.
pub fn identity(file: &Path) -> anyhow::Result<Identity> {
    let wrong = |why: String| Fault::Locked(format!("--identity: {} {why}", file.display()));
    let text = files::small(file).map_err(|why| wrong(format!("cannot be read: {why}")))?;
    let found = age::IdentityFile::from_buffer(text.as_slice())
        .map_err(|why| wrong(format!("is no identity file of age: {why}")))?
        .into_identities()
        .map_err(|why| wrong(format!("cannot be used: {why}")))?;
    anyhow::ensure!(!found.is_empty(), wrong("holds no identity (AGE-SECRET-KEY-1…)".to_owned()));
    Ok(Identity(found))
}

/// Writes what a sealed file holds.
pub(super) fn unseal(identity: &Identity, from: &Path, to: &mut impl Write) -> anyhow::Result<()> {
    let damaged =
        |why: &dyn std::fmt::Display| Fault::Damaged(format!("{} is damaged: {why}", from.display()));
    let file = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let sealed = age::Decryptor::new_buffered(BufReader::new(file)).map_err(|why| damaged(&why))?;
    let mut open = match sealed.decrypt(identity.0.iter().map(AsRef::as_ref)) {
        Ok(open) => open,
        Err(age::DecryptError::NoMatchingKeys) => {
            return Err(Fault::Locked(format!(
                "{} is not for this identity: use one of those it was made for",
                from.display()
            ))
            .into());
        }
        Err(why) => return Err(damaged(&why).into()),
    };
    let mut buffer = zeroize::Zeroizing::new(vec![0; 1 << 16]);
    loop {
        match open.read(&mut buffer).map_err(|why| damaged(&why))? {
            0 => return Ok(()),
            read => to.write_all(&buffer[..read])?,
        }
    }
}
