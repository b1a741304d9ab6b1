//! The key that signs heads: made at the first start, readable by its owner only.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use anyhow::Context;
use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};

use super::{hex, unhex};
use crate::files;

/// Signs heads. It does not print.
pub struct SigningKey(Ed25519KeyPair);

/// Checks signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl SigningKey {
    /// Reads the key, or makes one where there is none; beside it, its public part in `….pub`.
    ///
    /// # Errors
    /// A sentence that names the file and what to do.
    pub fn open_or_make(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            make(path).with_context(|| format!("audit_key: {} cannot be made", path.display()))?;
        }
        let cannot = || {
            format!("audit_key: {} cannot be read: give it to the user that runs the server", path.display())
        };
        let mode = fs::metadata(path).with_context(cannot)?.permissions().mode();
        anyhow::ensure!(
            mode & 0o077 == 0,
            "audit_key: {} can be read by others: close it with chmod 600",
            path.display()
        );
        let bytes = files::small(path).with_context(cannot)?;
        let pair = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| {
            anyhow::anyhow!(
                "audit_key: {} is no key of this server: put the right one back, or move it away and a new one is made",
                path.display()
            )
        })?;
        let key = Self(pair);
        // a power cut may have kept the key and not this
        if !public_file(path).exists()
            && let Err(why) = key.publish(path)
        {
            tracing::warn!(key = %path.display(), %why, "audit_key: its public part cannot be put beside it");
        }
        Ok(key)
    }

    /// Puts the public part beside the key.
    fn publish(&self, path: &Path) -> std::io::Result<()> {
        files::put(&public_file(path), format!("{}\n", self.public()).as_bytes())
    }

    /// Its public part.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    /// What only this key can make of something, the same each time. Never of a head: those are longer.
    pub(crate) fn prove(&self, purpose: &[u8]) -> Vec<u8> {
        self.sign(purpose)
    }

    pub(super) fn sign(&self, what: &[u8]) -> Vec<u8> {
        self.0.sign(what).as_ref().to_vec()
    }
}

fn make(path: &Path) -> anyhow::Result<()> {
    let bytes = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| anyhow::anyhow!("the operating system gives no random bytes"))?;
    if let Some(parent) = path.parent() {
        files::private_dir(parent, "audit_key")?;
    }
    // whole or not at all, and there to stay: what it signs must not outlive it
    Ok(files::put(path, bytes.as_ref())?)
}

/// Where the public part of a key lies.
fn public_file(key: &Path) -> std::path::PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

impl PublicKey {
    /// The public part of the key that lies there, without touching the key itself.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn beside(key: &Path) -> anyhow::Result<Self> {
        Self::given(&public_file(key).display().to_string())
    }

    /// A key as it is given: 64 hexadecimal digits, or the name of a file that holds them.
    ///
    /// # Errors
    /// If it is neither.
    pub fn given(text: &str) -> anyhow::Result<Self> {
        if let Some(bytes) = unhex(text.trim()) {
            return Ok(Self(bytes));
        }
        let held = files::text(Path::new(text)).with_context(|| {
            format!("key: {text} is no key of 64 hexadecimal digits, and no file that can be read")
        })?;
        unhex(held.trim())
            .map(Self)
            .with_context(|| format!("key: {text} does not hold 64 hexadecimal digits"))
    }

    pub(super) fn verify(&self, what: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(what, signature).is_ok()
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}
