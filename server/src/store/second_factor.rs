//! Authenticators and recovery codes.

use praxis_shared::{
    id::{SessionId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, params};

use super::{StoreError, Tx, instant_maybe};
use crate::domain::second_factor::Factor;

fn read_factor(row: &Row<'_>) -> Result<Factor, StoreError> {
    Ok(Factor {
        secret: row.get("secret")?,
        pending: row.get("pending")?,
        last_step: row.get("last_step")?,
        tried_step: row.get("tried_step")?,
        tries: row.get("tries")?,
    })
}

impl Tx<'_> {
    /// A person's authenticator, if one was ever begun.
    ///
    /// # Errors
    /// If the database fails.
    pub fn second_factor(&self, user: UserId) -> Result<Option<Factor>, StoreError> {
        self.one("SELECT * FROM second_factor WHERE user = ?1", [user.bytes()], read_factor)
    }

    /// Stores a person's authenticator.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_second_factor(&self, user: UserId, factor: &Factor) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO second_factor (user, secret, pending, confirm_time, last_step, tried_step, tries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (user) DO UPDATE SET secret = excluded.secret, pending = excluded.pending,
                confirm_time = CASE WHEN excluded.secret IS secret THEN confirm_time ELSE excluded.confirm_time END,
                last_step = excluded.last_step, tried_step = excluded.tried_step, tries = excluded.tries",
            params![
                user.bytes(),
                factor.secret,
                factor.pending,
                factor.secret.map(|_| to_micros(self.now())),
                factor.last_step,
                factor.tried_step,
                factor.tries,
            ],
        )?;
        self.after.borrow_mut().changes.users.push(user);
        Ok(())
    }

    /// Stores what a code, right or wrong, changed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn note_step(&self, user: UserId, factor: &Factor) -> Result<(), StoreError> {
        self.execute(
            "UPDATE second_factor SET last_step = ?2, tried_step = ?3, tries = ?4 WHERE user = ?1",
            params![user.bytes(), factor.last_step, factor.tried_step, factor.tries],
        )?;
        Ok(())
    }

    /// Notes that the person of a session has just shown a code.
    ///
    /// # Errors
    /// If the database fails.
    pub fn note_code(&self, session: SessionId) -> Result<(), StoreError> {
        let sql = "UPDATE session SET code_time = ?2 WHERE id = ?1";
        self.execute(sql, params![session.bytes(), to_micros(self.now())])?;
        Ok(())
    }

    /// When the person of a session last showed a code there.
    ///
    /// # Errors
    /// If the database fails.
    pub fn code_time(&self, session: SessionId) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT code_time FROM session WHERE id = ?1";
        Ok(self.one(sql, [session.bytes()], |row| instant_maybe(row, "code_time"))?.flatten())
    }

    /// Forgets a person's authenticator and recovery codes.
    ///
    /// # Errors
    /// If the database fails.
    pub fn remove_second_factor(&self, user: UserId) -> Result<(), StoreError> {
        self.execute("DELETE FROM second_factor WHERE user = ?1", [user.bytes()])?;
        self.execute("DELETE FROM recovery_code WHERE user = ?1", [user.bytes()])?;
        self.after.borrow_mut().changes.users.push(user);
        Ok(())
    }

    /// Gives a person new recovery codes; the older ones open nothing any more.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_recovery_codes(&self, user: UserId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        self.execute("DELETE FROM recovery_code WHERE user = ?1", [user.bytes()])?;
        for hash in hashes {
            self.execute(
                "INSERT INTO recovery_code (user, code_hash, create_time) VALUES (?1, ?2, ?3)",
                params![user.bytes(), hash, to_micros(self.now())],
            )?;
        }
        Ok(())
    }

    /// Uses up a recovery code. The answer is how many are left; none if it was not good.
    ///
    /// # Errors
    /// If the database fails.
    pub fn use_recovery_code(&self, user: UserId, hash: &[u8; 32]) -> Result<Option<u32>, StoreError> {
        let used = self.execute(
            "UPDATE recovery_code SET use_time = ?3 WHERE user = ?1 AND code_hash = ?2 AND use_time IS NULL",
            params![user.bytes(), hash, to_micros(self.now())],
        )?;
        if used == 0 {
            return Ok(None);
        }
        self.one(
            "SELECT count(*) FROM recovery_code WHERE user = ?1 AND use_time IS NULL",
            [user.bytes()],
            |row| Ok(row.get(0)?),
        )
    }
}
