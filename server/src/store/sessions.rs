//! Sessions and activation codes. What opens a door is stored as its hash only.

use praxis_shared::{
    id::{SessionId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, params};

use super::{
    Error, Guarded, StoreError, Tx, id, id_maybe, instant, instant_maybe,
    memory::Door,
    retention,
    users::{USER, read_user},
};
use crate::domain::{
    caller::{Call, Credential},
    people::{User, UserState},
    refusal::Refusal,
    session::{Session, expect_fresh},
};

/// A live session and its user, as the gate needs them.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundSession {
    /// The session.
    pub session: Session,
    /// Its user.
    pub user: User,
}

/// Who issued a code, and on which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuer {
    /// The account.
    pub user: UserId,
    /// SHA-256 of what the device keeps; none for a script's token, and for a session from before devices were kept.
    pub device: Option<[u8; 32]>,
}

fn read_session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: id(row, "id")?,
        user: id(row, "user")?,
        client_label: row.get("client_label")?,
        create_time: instant(row, "create_time")?,
        last_used: instant(row, "last_used")?,
        expire_time: instant(row, "expire_time")?,
        source: row.get("source")?,
        factor_time: instant(row, "factor_time")?,
        lock_time: instant_maybe(row, "lock_time")?,
    })
}

impl Tx<'_> {
    /// Sessions that have not ended.
    pub fn count_sessions(&self) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) FROM session WHERE end_time IS NULL AND expire_time > ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([to_micros(self.now())], |row| row.get(0))?)
    }

    /// The live session that this token opens.
    ///
    /// # Errors
    /// If the database fails.
    pub fn session_by_token(&self, token_hash: &[u8; 32]) -> Result<Option<FoundSession>, StoreError> {
        let session = self.one(
            "SELECT * FROM session WHERE token_hash = ?1 AND end_time IS NULL AND expire_time > ?2",
            params![token_hash, to_micros(self.now())],
            read_session,
        )?;
        let Some(session) = session else { return Ok(None) };
        let user = self.one(
            &format!("{USER} WHERE user.id = ?1 AND user.state = 1"),
            [session.user.bytes()],
            read_user,
        )?;
        Ok(user.map(|user| FoundSession { session, user }))
    }

    /// Checks inside the transaction that the caller is still who the gate let in: an act that
    /// commits after a revocation must not have been allowed by it.
    pub(super) fn recheck(&self, call: &Call) -> Result<(), Error> {
        let Some(caller) = &call.caller else { return Ok(()) };
        let session = match caller.credential {
            Credential::Session(session) => session,
            Credential::ApiToken(token) => return self.recheck_api_token(token, caller),
        };
        let sql = "SELECT roles, unconfirmed_time, recovering_time, factor_time, lock_time, expire_time
             FROM session JOIN user ON user.id = session.user
             WHERE session.id = ?1 AND end_time IS NULL AND user.state = 1";
        let read = || {
            self.one(sql, [session.bytes()], |row| {
                Ok(Door {
                    roles: row.get("roles")?,
                    unconfirmed_time: instant_maybe(row, "unconfirmed_time")?,
                    recovering_time: instant_maybe(row, "recovering_time")?,
                    factor_time: instant(row, "factor_time")?,
                    lock_time: instant_maybe(row, "lock_time")?,
                    expire_time: instant(row, "expire_time")?,
                })
            })
        };
        let door = match self.memory {
            Some(memory) => memory.door(session, read)?,
            None => read()?,
        };
        let Some(door) = door.filter(|it| it.expire_time > self.now()) else {
            return Err(Refusal::SessionEnded.into());
        };
        let Door { roles, factor_time, lock_time, .. } = door;
        if lock_time.is_some() && !call.while_locked {
            return Err(Refusal::SessionLocked.into());
        }
        if roles != caller.roles.bits() {
            return Err(Refusal::RoleNotAllowed.into());
        }
        if door.has_more_doubt(caller, self.now()) {
            return Err(Refusal::DoubtChanged.into());
        }
        if call.fresh {
            expect_fresh(factor_time, self.now())?;
        }
        Ok(())
    }

    /// The device that a session was opened on: SHA-256 of what the device keeps; none for one from before that was kept.
    ///
    /// # Errors
    /// If the database fails.
    pub fn device_of(&self, session: SessionId) -> Result<Option<[u8; 32]>, StoreError> {
        let found =
            self.one("SELECT device FROM session WHERE id = ?1", [session.bytes()], |row| Ok(row.get(0)?))?;
        Ok(found.flatten())
    }

    /// Stores a new session, opened on this device.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_session(
        &self,
        session: &Session,
        token_hash: &[u8; 32],
        device: &[u8; 32],
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO session
             (id, token_hash, user, client_label, create_time, last_used, expire_time, source, factor_time, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                session.id.bytes(),
                token_hash,
                session.user.bytes(),
                session.client_label,
                to_micros(session.create_time),
                to_micros(session.last_used),
                to_micros(session.expire_time),
                session.source,
                to_micros(session.factor_time),
                device,
            ],
        )?;
        self.forget(&retention::SESSIONS, retention::AT_ONCE)
    }

    /// One session, live or not.
    ///
    /// # Errors
    /// If the database fails.
    pub fn session(&self, session: SessionId) -> Result<Guarded<Session>, StoreError> {
        Ok(Guarded::new(self.one("SELECT * FROM session WHERE id = ?1", [session.bytes()], read_session)?))
    }

    /// The user's live sessions, newest first, before the one given.
    ///
    /// # Errors
    /// If the database fails.
    pub fn sessions_of(
        &self,
        user: UserId,
        before: Option<SessionId>,
        limit: usize,
    ) -> Result<Vec<Session>, StoreError> {
        self.all(
            "SELECT * FROM session WHERE user = ?1 AND end_time IS NULL AND expire_time > ?2 AND id < ?3
             ORDER BY id DESC LIMIT ?4",
            params![
                user.bytes(),
                to_micros(self.now()),
                before.map_or([255; 16], praxis_shared::id::Id::bytes),
                limit as i64
            ],
            read_session,
        )
    }

    /// Ends a session; its streams end with it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn end_session(&self, session: SessionId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE session SET end_time = ?2 WHERE id = ?1 AND end_time IS NULL",
            params![session.bytes(), to_micros(self.now())],
        )?;
        self.after.borrow_mut().changes.ended.push(session);
        Ok(())
    }

    /// Ends all live sessions of a user, but for one that may stay.
    ///
    /// # Errors
    /// If the database fails.
    pub fn end_sessions_of(&self, user: UserId, but: Option<SessionId>) -> Result<(), StoreError> {
        let live =
            self.all("SELECT id FROM session WHERE user = ?1 AND end_time IS NULL", [user.bytes()], |row| {
                id(row, "id")
            })?;
        live.into_iter()
            .filter(|&session| Some(session) != but)
            .try_for_each(|session| self.end_session(session))
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// If the database fails.
    pub fn touch_session(&self, session: SessionId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE session SET last_used = ?2 WHERE id = ?1 AND last_used < ?2",
            params![session.bytes(), to_micros(self.now())],
        )?;
        Ok(())
    }

    /// Locks a session; its streams end. Locking a locked one is fine.
    ///
    /// # Errors
    /// If the database fails.
    pub fn lock_session(&self, session: SessionId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE session SET lock_time = ?2 WHERE id = ?1 AND lock_time IS NULL",
            params![session.bytes(), to_micros(self.now())],
        )?;
        self.after.borrow_mut().changes.sessions.push(session);
        Ok(())
    }

    /// Notes that the person of a live session has just proved who they are: it is open (again).
    ///
    /// # Errors
    /// [`Refusal::SessionEnded`] if it has ended meanwhile.
    pub fn prove_session(&self, session: SessionId) -> Result<Session, Error> {
        let proved = self.one(
            "UPDATE session SET lock_time = NULL, factor_time = ?2, last_used = max(last_used, ?2)
             WHERE id = ?1 AND end_time IS NULL AND expire_time > ?2
               AND (SELECT state FROM user WHERE user.id = session.user) = 1
             RETURNING *",
            params![session.bytes(), to_micros(self.now())],
            read_session,
        )?;
        self.after.borrow_mut().changes.sessions.push(session);
        Ok(proved.ok_or(Refusal::SessionEnded)?)
    }

    /// Stores a new activation code; older codes of the same user die. No user: it makes the first administrator. No issuer:
    /// the server's console.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_activation(
        &self,
        code_hash: &[u8; 32],
        user: Option<UserId>,
        issuer: Option<&Issuer>,
        expires: Instant,
    ) -> Result<(), StoreError> {
        let user = user.map(praxis_shared::id::Id::bytes);
        self.execute(
            "UPDATE activation SET use_time = ?2 WHERE user IS ?1 AND use_time IS NULL",
            params![user, to_micros(self.now())],
        )?;
        self.execute(
            "INSERT INTO activation (code_hash, user, create_time, expire_time, issuer, device)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                code_hash,
                user,
                to_micros(self.now()),
                to_micros(expires),
                issuer.map(|it| it.user.bytes()),
                issuer.and_then(|it| it.device),
            ],
        )?;
        self.forget(&retention::CODES, retention::AT_ONCE)
    }

    /// Who issued an activation code, and on which device; none for the server's console.
    ///
    /// # Errors
    /// If the database fails.
    pub fn issuer_of(&self, code_hash: &[u8; 32]) -> Result<Option<Issuer>, StoreError> {
        let found = self.one(
            "SELECT issuer, device FROM activation WHERE code_hash = ?1 AND issuer IS NOT NULL",
            [code_hash],
            |row| Ok(Issuer { user: id(row, "issuer")?, device: row.get("device")? }),
        )?;
        Ok(found)
    }

    /// Redeems an activation code: good once, in time. The answer is whose it is; `None` makes the first administrator.
    ///
    /// # Errors
    /// [`Refusal::CodeInvalid`] for an unknown, used or expired code alike.
    pub fn redeem_activation(&self, code_hash: &[u8; 32]) -> Result<Option<UserId>, Error> {
        let user: Option<Option<UserId>> = self.one(
            "UPDATE activation SET use_time = ?2
             WHERE code_hash = ?1 AND use_time IS NULL AND expire_time > ?2 RETURNING user",
            params![code_hash, to_micros(self.now())],
            |row| id_maybe(row, "user"),
        )?;
        Ok(user.ok_or(Refusal::CodeInvalid)?)
    }

    /// Whether an activation code would be good, and whose it is, without redeeming it.
    ///
    /// # Errors
    /// [`Refusal::CodeInvalid`] for an unknown, used or expired code alike.
    pub fn peek_activation(&self, code_hash: &[u8; 32]) -> Result<Option<User>, Error> {
        let user: Option<Option<UserId>> = self.one(
            "SELECT user FROM activation WHERE code_hash = ?1 AND use_time IS NULL AND expire_time > ?2",
            params![code_hash, to_micros(self.now())],
            |row| id_maybe(row, "user"),
        )?;
        match user.ok_or(Refusal::CodeInvalid)? {
            None => Ok(None),
            Some(user) => {
                let user = self.user(user)?.for_the_clinic()?;
                // a disabled account's code is as good as none
                if user.state == UserState::Disabled {
                    Err(Refusal::CodeInvalid.into())
                } else {
                    Ok(Some(user))
                }
            }
        }
    }
}
