//! How often one source signs up: so many places, each of which a sign-up takes for an hour.

use praxis_shared::time::civil_date;
use sha2::{Digest, Sha256};

use crate::{
    domain::{
        asking::{SIGN_UP_HOLDS, next_sign_up},
        refusal::Refusal,
        throttle::{Counted, Tries},
    },
    store::{StoreError, Tx},
};

/// The places of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    source: [u8; 32],
    an_hour: u32,
    counted: Counted,
}

/// A place that is free to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(u32);

impl Quota {
    /// So many places of this source.
    #[must_use]
    pub const fn new(source: [u8; 32], an_hour: u32, counted: Counted) -> Self {
        Self { source, an_hour, counted }
    }

    /// Under which the place with this number is kept, beside the wrong tries.
    fn key(&self, number: u32) -> [u8; 32] {
        Sha256::new()
            .chain_update("sign-up\0")
            .chain_update(self.source)
            .chain_update(number.to_be_bytes())
            .finalize()
            .into()
    }

    /// The place that the next sign-up takes, or the refusal that says how long to wait for one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn place(&self, tx: &Tx<'_>) -> Result<Result<Place, Refusal>, StoreError> {
        let mut taken = Vec::new();
        for number in 0..self.an_hour {
            match tx.tries(&self.key(number))?.filter(|it| it.wait(tx.now()).is_some()) {
                Some(it) => taken.push(it),
                None => return Ok(Ok(Place(number))),
            }
        }
        let next = next_sign_up(&taken, self.counted, tx.now());
        Ok(next.map(Place).map_err(|wait| Refusal::TooManySignUps { wait }))
    }

    /// Takes the place.
    ///
    /// # Errors
    /// If the database fails.
    pub fn take(&self, tx: &Tx<'_>, place: Place) -> Result<(), StoreError> {
        let now = tx.now();
        let (day, wait_until) = (civil_date(tx.clinic()?.zone, now), now + SIGN_UP_HOLDS);
        tx.save_tries(&self.key(place.0), &Tries { day, failures: 1, last_failure: now, wait_until })
    }

    /// A sign-up was turned away: a place that was taken by a clock that has been set back since is counted by this one
    /// from now on.
    ///
    /// # Errors
    /// If the database fails.
    pub fn turned_away(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        for key in (0..self.an_hour).map(|number| self.key(number)) {
            if let Some(ahead) = tx.tries(&key)?.filter(|it| it.is_ahead(tx.now())) {
                tx.save_tries(&key, &ahead.moved_to(tx.now()))?;
            }
        }
        Ok(())
    }
}
