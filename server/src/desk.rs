//! All that a service may reach: the store, the clock, the hashing of passwords.

use std::sync::{Arc, Mutex};

use praxis_shared::time::Instant;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    anchor::Anchor,
    clock::Clock,
    domain::{
        asking::AskingLimits,
        caller::{Call, Caller},
        people::Roles,
        refusal::Refusal,
        session::IdleLimits,
    },
    passwords::Passwords,
    store::{Error, Store, StoreError, Tx},
    turnstile::Turnstile,
    upkeep::Upkeep,
};

/// Handed to every service. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The clinic's memory.
    pub store: Store,
    /// The clinic's clock.
    pub clock: Clock,
    /// Password hashing.
    pub passwords: Passwords,
    /// How long a session lasts, whatever happens.
    pub session_length: chrono::Duration,
    /// After how long without use it locks.
    pub idle: IdleLimits,
    /// Signs the heads of the audit log.
    pub anchor: Arc<Mutex<Anchor>>,
    /// When the clinic was backed up and checked last.
    pub upkeep: Upkeep,
    /// Who needs a second factor, by role.
    pub second_factor: Roles,
    /// The clinic is a practice of one: what its doctor does counts as if the front desk had done it.
    pub sole_practitioner: bool,
    /// Codes are handed out on paper to people who were looked at: whoever redeems one counts as confirmed.
    pub paper_codes: bool,
    /// How much one stranger, one account and one source may ask for.
    pub asking: AskingLimits,
    /// Where sign-ups of all sources wait for their turn.
    pub turnstile: Turnstile,
}

impl Desk {
    /// Does one act of a signed-in person: durable, once per request, with its audit row.
    /// The job may run again after a fault, so it must not act outside `Tx`.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn act<T, F>(&self, call: Call, job: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, &Caller, Instant) -> Result<T, Error> + Send + 'static,
    {
        self.store
            .act(self.clock.now(), call, move |tx, caller| {
                job(tx, caller.ok_or(Refusal::SessionEnded)?, tx.now())
            })
            .await
    }

    /// As [`Desk::act`], for an answer that holds clinical text: repeated, it goes out only if it is `still` the caller's
    /// to see.
    ///
    /// # Errors
    /// What the job or the look at the old answer refuses, or what broke.
    pub async fn act_if_still<T, F, S>(&self, call: Call, job: F, still: S) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, &Caller, Instant) -> Result<T, Error> + Send + 'static,
        S: Fn(&Tx<'_>, &Caller, &T) -> Result<(), Error> + Send + 'static,
    {
        let job = move |tx: &Tx<'_>, caller: Option<&Caller>| {
            job(tx, caller.ok_or(Refusal::SessionEnded)?, tx.now())
        };
        let still = move |tx: &Tx<'_>, caller: Option<&Caller>, answer: &T| {
            still(tx, caller.ok_or(Refusal::SessionEnded)?, answer)
        };
        self.store.act_if_still(self.clock.now(), call, job, still).await
    }

    /// Does one act of a stranger at a public door; `refused` counts what the job refused, after it was undone.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn act_public<T, F, R>(&self, call: Call, job: F, refused: R) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Instant) -> Result<T, Error> + Send + 'static,
        R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send + 'static,
    {
        self.store.act_counted(self.clock.now(), call, move |tx, _| job(tx, tx.now()), refused).await
    }

    /// Reads one consistent picture.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn read<T, F>(&self, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.read(self.clock.now(), job).await
    }
}
