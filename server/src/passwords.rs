//! Password hashing, bounded: so many at once, so many waiting, the rest told to come
//! back. The permit belongs to the hashing thread, not to the request: a caller who
//! hangs up frees nothing before the work is done. While somebody waits, memory that a hash has used goes on to the
//! next one: half of a hash is asking for it. Hashes step back for those who answer: they may wait.

pub mod common;
pub mod rules;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::{Output, PasswordHash},
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
const STORED_LANES_MAX: u32 = 4;

/// Memory of hashes that are done, for those that wait.
type Spare = Arc<Mutex<Vec<Vec<Block>>>>;

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    at_once: usize,
    spare: Spare,
    /// Checked when there is no such user, so that the answer costs the same.
    dummy: Arc<str>,
    /// Hashes computed so far.
    computed: Arc<AtomicU64>,
}

/// What a check of a password found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// It is the password.
    pub right: bool,
    /// The same password hashed as the policy of today wants it, if the stored hash is weaker.
    pub better: Option<String>,
}

impl Passwords {
    /// Hashing with this much memory. One core is left to those who work meanwhile, and four at most hash.
    ///
    /// # Errors
    /// If the memory is out of argon2's range.
    pub fn new(memory_kib: u32) -> anyhow::Result<Self> {
        let params = Params::new(memory_kib, 1, 1, None)
            .map_err(|why| anyhow::anyhow!("password_memory_kib: {memory_kib} is not allowed: {why}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = nobodys(argon2.params());
        let at_once = (std::thread::available_parallelism().map_or(1, usize::from) - 1).clamp(1, 4);
        Ok(Self {
            argon2,
            working: Arc::new(Semaphore::new(at_once)),
            waiting: Arc::new(Semaphore::new(at_once + WAITING)),
            at_once,
            spare: Spare::default(),
            dummy: dummy.into(),
            computed: Arc::default(),
        })
    }

    /// How many hashes are under way at once, at most.
    #[must_use]
    pub const fn at_once(&self) -> usize {
        self.at_once
    }

    /// How many hashes were computed since the start: what sign-ins cost, whoever they were for.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The hash to store, a PHC string.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if too many wait already.
    pub async fn hash(&self, password: Secret) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.bounded(move |_| hash(&argon2, password.reveal()))
            .await?
            .map_err(|why| StoreError::unreadable("password", why).into())
    }

    /// Whether this is the password. Without a stored hash it is not, at the same cost.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if too many wait already.
    pub async fn verify(&self, password: Secret, stored: Option<String>) -> Result<bool, Error> {
        Ok(self.check(password, stored, false).await?.right)
    }

    /// The same, and a right password whose stored hash is weaker than the policy is hashed anew.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if too many wait already.
    pub async fn verify_and_renew(&self, password: Secret, stored: Option<String>) -> Result<Verdict, Error> {
        self.check(password, stored, true).await
    }

    async fn check(&self, password: Secret, stored: Option<String>, renew: bool) -> Result<Verdict, Error> {
        let argon2 = self.argon2.clone();
        let dummy = Arc::clone(&self.dummy);
        self.computed.fetch_add(1, Ordering::Relaxed);
        self.bounded(move |memory| {
            let known = stored.is_some();
            let against = stored.as_deref().unwrap_or(&dummy);
            let right = verify(&argon2, password.reveal(), against, memory) && known;
            let renew = renew && right && is_weaker(against, argon2.params());
            Verdict { right, better: renew.then(|| hash(&argon2, password.reveal()).ok()).flatten() }
        })
        .await
    }

    async fn bounded<T: Send + 'static>(
        &self,
        work: impl FnOnce(Option<&mut Vec<Block>>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| Refusal::TooBusy)?;
        let permit = Arc::clone(&self.working).acquire_owned().await.map_err(|_| StoreError::Stopped)?;
        let (at_once, waiting, spare) = (self.at_once, Arc::clone(&self.waiting), Arc::clone(&self.spare));
        tokio::task::spawn_blocking(move || {
            step_back();
            let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
            let others_wait = || WAITING > waiting.available_permits();
            let mut memory = spare().pop().or_else(|| others_wait().then(Vec::new));
            let done = work(memory.as_mut());
            let mut spare = spare();
            spare.extend(memory.filter(|_| others_wait()));
            drop((permit, place));
            if waiting.available_permits() == at_once + WAITING {
                // the last one of a rush leaves nothing behind
                spare.clear();
            }
            done
        })
        .await
        .map_err(|_| StoreError::Panicked.into())
    }
}

/// A hash that no password is known for, as costly to check as any. Writing it down costs nothing, which the start of
/// the server is spared.
fn nobodys(policy: &Params) -> String {
    let (memory, passes, lanes) = (policy.m_cost(), policy.t_cost(), policy.p_cost());
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$bm9ib2R5IGhhcyB0aGlzIA${}", "A".repeat(43))
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2.hash_password(password.as_bytes())?.to_string())
}

/// What a stored hash asks for, if that is within bounds.
fn costs(stored: &PasswordHash) -> Option<Params> {
    let asked = Params::try_from(stored).ok()?;
    let bounded = asked.m_cost() <= STORED_MEMORY_MAX_KIB
        && asked.t_cost() <= STORED_PASSES_MAX
        && asked.p_cost() <= STORED_LANES_MAX;
    bounded.then_some(asked)
}

fn verify(argon2: &Argon2<'_>, password: &str, stored: &str, memory: Option<&mut Vec<Block>>) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else { return false };
    let Some(costs) = costs(&parsed) else { return false };
    match memory {
        None => argon2.verify_password(password.as_bytes(), &parsed).is_ok(),
        Some(memory) => verify_in(memory, costs, password, &parsed).unwrap_or(false),
    }
}

/// The same in this memory, which grows to what is needed; `None` if the stored hash is none of argon2.
fn verify_in(memory: &mut Vec<Block>, costs: Params, password: &str, stored: &PasswordHash) -> Option<bool> {
    let (salt, hash) = (stored.salt.as_ref()?, stored.hash.as_ref()?);
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    if memory.len() < costs.block_count() {
        memory.resize(costs.block_count(), Block::new());
    }
    let mut found = [0; Output::MAX_LENGTH];
    let found = found.get_mut(..hash.len())?;
    Argon2::new(algorithm, version, costs)
        .hash_password_into_with_memory(password.as_bytes(), salt.as_ref(), found, memory.as_mut_slice())
        .ok()?;
    // this comparison takes the same time wherever they differ
    Some(Output::new(found).ok()? == *hash)
}

/// Lets threads that answer somebody go first. Whatever runs on a thread that has hashed may wait as well.
fn step_back() {
    // elsewhere it would be the whole process
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Whether a stored hash costs an attacker less than one made today.
fn is_weaker(stored: &str, policy: &Params) -> bool {
    PasswordHash::new(stored).ok().as_ref().and_then(costs).is_none_or(|asked| {
        let work = |it: &Params| u64::from(it.m_cost()) * u64::from(it.t_cost());
        asked.m_cost() < policy.m_cost() || work(&asked) < work(policy)
    })
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

    #[test]
    fn in_memory_that_others_have_used_the_same_passwords_are_right() {
        let mut memory = Vec::new();
        for kib in [256, 64, 128] {
            let argon2 = Passwords::new(kib).unwrap().argon2;
            let stored = hash(&argon2, "correct horse battery").unwrap();
            for (password, right) in [("correct horse battery", true), ("Correct horse battery", false)] {
                assert_eq!(verify(&argon2, password, &stored, None), right);
                assert_eq!(verify(&argon2, password, &stored, Some(&mut memory)), right, "{kib}");
            }
        }
        let argon2 = Passwords::new(64).unwrap().argon2;
        assert!(!verify(&argon2, "", &nobodys(argon2.params()), Some(&mut memory)));
        for odd in ["", "$argon2id$", "$pbkdf2$v=1$m=64,t=1,p=1$bm9ib2R5IGhhcyB0aGlzIA$AAAA"] {
            assert!(!verify(&argon2, "", odd, Some(&mut memory)), "{odd}");
        }
    }

    #[tokio::test]
    async fn a_stored_hash_that_asks_for_gigabytes_is_refused_unpaid() {
        let passwords = Passwords::new(64).unwrap();
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        for (cheap, greedy) in [("m=64", "m=4194304"), ("t=1", "t=4000000"), ("p=1", "p=64")] {
            let greedy = stored.replace(cheap, greedy);
            assert_ne!(greedy, stored);
            assert!(!passwords.verify(secret("correct horse battery"), Some(greedy)).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_hash_of_an_older_policy_is_renewed_by_the_right_password_only() {
        let (old, new) = (Passwords::new(64).unwrap(), Passwords::new(128).unwrap());
        let stored = old.hash(secret("correct horse battery")).await.unwrap();
        let wrong = new.verify_and_renew(secret("wrong horse"), Some(stored.clone())).await.unwrap();
        assert_eq!(wrong, Verdict { right: false, better: None });
        let right = new.verify_and_renew(secret("correct horse battery"), Some(stored)).await.unwrap();
        let better = right.better.unwrap();
        assert!(right.right && better.contains("m=128"), "{better}");
        let again = new.verify_and_renew(secret("correct horse battery"), Some(better)).await.unwrap();
        assert_eq!(again, Verdict { right: true, better: None });
        // nothing is weakened when the policy falls
        let strong = new.hash(secret("correct horse battery")).await.unwrap();
        let kept = old.verify_and_renew(secret("correct horse battery"), Some(strong)).await.unwrap();
        assert_eq!(kept, Verdict { right: true, better: None });
    }

    #[tokio::test]
    async fn every_hash_made_today_meets_the_policy() {
        let passwords = Passwords::new(MEMORY_KIB).unwrap();
        let stored = passwords.hash(secret("correct horse battery")).await.unwrap();
        for hash in [stored.as_str(), &passwords.dummy] {
            assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
            // as long in salt and outcome, so that checking either is the same work
            let parsed = PasswordHash::new(hash).unwrap();
            assert_eq!(parsed.salt.unwrap().len(), 16, "{hash}");
            assert_eq!(parsed.hash.unwrap().len(), 32, "{hash}");
            assert!(costs(&parsed).is_some());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn so_many_hash_at_once_so_many_wait_and_the_rest_is_told_to_come_back() {
        let passwords = Passwords::new(64).unwrap();
        let at_once = passwords.at_once();
        let (begun, mut told) = tokio::sync::mpsc::unbounded_channel();
        let doors: Vec<_> = (0..at_once).map(|_| std::sync::mpsc::channel::<()>()).collect();
        let mut under_way = Vec::new();
        let mut keys = Vec::new();
        for (key, door) in doors {
            let (passwords, begun) = (passwords.clone(), begun.clone());
            keys.push(key);
            under_way.push(tokio::spawn(async move {
                let work = move |_: Option<&mut Vec<Block>>| (begun.send(()).unwrap(), door.recv().ok());
                passwords.bounded(work).await.map(drop)
            }));
            told.recv().await.unwrap();
        }
        // all that may are at work; those who asked hang up, which frees nothing
        for task in under_way {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
        assert_eq!(passwords.working.available_permits(), 0);
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.bounded(|_| ()).await })
            })
            .collect();
        while passwords.waiting.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = passwords.verify(secret("one too many"), None).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::TooBusy)), "{refused}");
        assert!(told.is_empty() && waiting.iter().all(|it| !it.is_finished()));
        // one of those who wait hangs up: its place is free at once
        waiting[0].abort();
        while passwords.waiting.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        drop(keys);
        for (at, task) in waiting.into_iter().enumerate() {
            assert_eq!(task.await.is_ok(), at > 0);
        }
        // an answer may arrive a moment before its permit is back
        while passwords.working.available_permits() < at_once {
            tokio::task::yield_now().await;
        }
        assert!(passwords.spare.lock().unwrap().is_empty(), "nothing is kept when the rush is over");
        // nor of what others left while two ended at once
        *passwords.spare.lock().unwrap() = vec![vec![Block::new()]; 2];
        passwords.bounded(|_| ()).await.unwrap();
        assert!(passwords.spare.lock().unwrap().is_empty());
    }
}
