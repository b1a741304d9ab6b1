//! Wrong tries, and the devices that are known. A restart forgets neither.

use praxis_shared::{id::UserId, time::to_micros};
use rusqlite::{Row, params};

use super::{StoreError, Tx, instant, retention};
use crate::domain::throttle::Tries;

/// Devices of one person that are known at once.
const DEVICES: i64 = 32;

fn read_tries(row: &Row<'_>) -> Result<Tries, StoreError> {
    let day: String = row.get("day")?;
    Ok(Tries {
        day: day.parse().map_err(|why| StoreError::unreadable("day of tries", why))?,
        failures: row.get("failures")?,
        last_failure: instant(row, "last_failure")?,
        wait_until: instant(row, "wait_until")?,
    })
}

impl Tx<'_> {
    /// The wrong tries counted under this key.
    ///
    /// # Errors
    /// If the database fails.
    pub fn tries(&self, bucket: &[u8; 32]) -> Result<Option<Tries>, StoreError> {
        self.one("SELECT * FROM throttle WHERE bucket = ?1", [bucket], read_tries)
    }

    /// Stores the wrong tries counted under this key.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_tries(&self, bucket: &[u8; 32], tries: &Tries) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO throttle (bucket, day, failures, last_failure, wait_until) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (bucket) DO UPDATE SET day = excluded.day, failures = excluded.failures,
                last_failure = excluded.last_failure, wait_until = excluded.wait_until",
            params![
                bucket,
                tries.day.to_string(),
                tries.failures,
                to_micros(tries.last_failure),
                to_micros(tries.wait_until),
            ],
        )?;
        self.forget(&retention::TRIES, retention::AT_ONCE)
    }

    /// Forgets the wrong tries counted under this key.
    ///
    /// # Errors
    /// If the database fails.
    pub fn forget_tries(&self, bucket: &[u8; 32]) -> Result<(), StoreError> {
        self.execute("DELETE FROM throttle WHERE bucket = ?1", [bucket])?;
        Ok(())
    }

    /// Whether this person has signed in from this device before.
    ///
    /// # Errors
    /// If the database fails.
    pub fn knows_device(&self, token_hash: &[u8; 32], user: UserId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM device WHERE token_hash = ?1 AND user = ?2";
        Ok(self.one(sql, params![token_hash, user.bytes()], |_| Ok(()))?.is_some())
    }

    /// Whether anybody has: then the device's token was made here.
    ///
    /// # Errors
    /// If the database fails.
    pub fn made_device(&self, token_hash: &[u8; 32]) -> Result<bool, StoreError> {
        Ok(self.one("SELECT 1 FROM device WHERE token_hash = ?1", [token_hash], |_| Ok(()))?.is_some())
    }

    /// Notes that a person signed in from a device; of many, those that were not used for longest are forgotten.
    ///
    /// # Errors
    /// If the database fails.
    pub fn note_device(&self, token_hash: &[u8; 32], user: UserId) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO device (token_hash, user, create_time, last_used) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (token_hash, user) DO UPDATE SET last_used = excluded.last_used",
            params![token_hash, user.bytes(), to_micros(self.now())],
        )?;
        self.execute(
            "DELETE FROM device WHERE user = ?1 AND token_hash NOT IN
             (SELECT token_hash FROM device WHERE user = ?1 ORDER BY last_used DESC, token_hash LIMIT ?2)",
            params![user.bytes(), DEVICES],
        )?;
        Ok(())
    }

    /// The devices of a person, to forget what was counted for them.
    ///
    /// # Errors
    /// If the database fails.
    pub fn devices_of(&self, user: UserId) -> Result<Vec<[u8; 32]>, StoreError> {
        self.all("SELECT token_hash FROM device WHERE user = ?1", [user.bytes()], |row| Ok(row.get(0)?))
    }
}
