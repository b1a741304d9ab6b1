//! All that a service may reach: the store, the clock, the hashing of passwords.

use std::sync::{Arc, Mutex};

use praxis_shared::time::Instant;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    anchor::Anchor,
    clock::Clock,
    domain::{
        caller::{Call, Caller},
        people::Roles,
        refusal::Refusal,
        session::IdleLimits,
    },
    passwords::Passwords,
    store::{Error, Store, Tx},
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

    /// Does one act of a stranger at a public door.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn act_public<T, F>(&self, call: Call, job: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Instant) -> Result<T, Error> + Send + 'static,
    {
        self.store.act(self.clock.now(), call, move |tx, _| job(tx, tx.now())).await
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
