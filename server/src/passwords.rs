//! Password hashing, bounded: so many at once, so many waiting, the rest told to come
//! back. The permit belongs to the hashing thread, not to the request: a caller who
//! hangs up frees nothing before the work is done.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::{
    domain::refusal::Refusal,
    secret::Secret,
    store::{Error, StoreError},
};

/// Memory of one hash in KiB (46 MiB): OWASP ASVS 5.0, argon2id with one pass.
pub const MEMORY_KIB: u32 = 47_104;
/// Requests that may wait for a hash.
const WAITING: usize = 32;
/// Bounds on what a stored hash may ask for.
const STORED_MEMORY_MAX_KIB: u32 = 262_144;
const STORED_PASSES_MAX: u32 = 8;

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked when there is no such user, so that the answer costs the same.
    dummy: Arc<str>,
}

impl Passwords {
    /// Hashing with this much memory, on at most four cores at once.
    ///
    /// # Errors
    /// If the memory is out of argon2's range.
    pub fn new(memory_kib: u32) -> anyhow::Result<Self> {
        let params = Params::new(memory_kib, 1, 1, None)
            .map_err(|why| anyhow::anyhow!("password_memory_kib: {memory_kib} is not allowed: {why}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = hash(&argon2, "nobody has this password")
            .map_err(|why| anyhow::anyhow!("password hashing does not work here: {why}"))?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        Ok(Self {
            argon2,
            working: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(cores + WAITING)),
            dummy: dummy.into(),
        })
    }

    /// The hash to store, a PHC string.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if too many wait already.
    pub async fn hash(&self, password: Secret) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        self.bounded(move || hash(&argon2, password.reveal()))
            .await?
            .map_err(|why| StoreError::unreadable("password", why).into())
    }

    /// Whether this is the password. Without a stored hash it is not, at the same cost.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if too many wait already.
    pub async fn verify(&self, password: Secret, stored: Option<String>) -> Result<bool, Error> {
        let argon2 = self.argon2.clone();
        let dummy = Arc::clone(&self.dummy);
        self.bounded(move || {
            let known = stored.is_some();
            let matches = verify(&argon2, password.reveal(), stored.as_deref().unwrap_or(&dummy));
            known && matches
        })
        .await
    }

    async fn bounded<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| Refusal::TooBusy)?;
        let permit = Arc::clone(&self.working).acquire_owned().await.map_err(|_| StoreError::Stopped)?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop((permit, place));
            done
        })
        .await
        .map_err(|_| StoreError::Panicked.into())
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2.hash_password(password.as_bytes())?.to_string())
}

fn verify(argon2: &Argon2<'_>, password: &str, stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else { return false };
    let Ok(asked) = Params::try_from(&parsed) else { return false };
    if asked.m_cost() > STORED_MEMORY_MAX_KIB || asked.t_cost() > STORED_PASSES_MAX {
        return false;
    }
    argon2.verify_password(password.as_bytes(), &parsed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_opens_and_another_does_not() {
        let passwords = Passwords::new(64).unwrap();
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        assert!(passwords.verify(secret("correct horse battery"), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify(secret("Correct horse battery"), Some(stored)).await.unwrap());
        assert!(!passwords.verify(secret("nobody has this password"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_stored_hash_that_asks_for_gigabytes_is_refused_unpaid() {
        let passwords = Passwords::new(64).unwrap();
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        let greedy = stored.replace("m=64", "m=4194304");
        assert!(!passwords.verify(secret("correct horse battery"), Some(greedy)).await.unwrap());
    }
}
