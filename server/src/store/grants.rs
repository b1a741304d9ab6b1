//! Roles that wait for somebody to confirm them, what was granted before, and codes of the server's console.

use praxis_shared::{
    id::{RoleGrantId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, params};

use super::{Error, Guarded, StoreError, Tx, id, instant, instant_maybe};
use crate::domain::{
    grant::{GUARDED, RoleGrant},
    people::{Role, Roles},
    refusal::Refusal,
};

fn read(row: &Row<'_>) -> Result<RoleGrant, StoreError> {
    Ok(RoleGrant {
        id: id(row, "id")?,
        user: id(row, "user")?,
        roles: Roles::from_bits(row.get("roles")?),
        granter: id(row, "granter")?,
        create_time: instant(row, "create_time")?,
        decide_time: instant_maybe(row, "decide_time")?,
    })
}

impl Tx<'_> {
    /// One grant, waiting or not.
    ///
    /// # Errors
    /// If the database fails.
    pub fn grant(&self, grant: RoleGrantId) -> Result<Guarded<RoleGrant>, StoreError> {
        Ok(Guarded::new(self.one("SELECT * FROM role_grant WHERE id = ?1", [grant.bytes()], read)?))
    }

    /// Grants that wait, oldest first, after one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn waiting_grants(
        &self,
        after: Option<RoleGrantId>,
        limit: usize,
    ) -> Result<Vec<RoleGrant>, StoreError> {
        self.all(
            "SELECT * FROM role_grant WHERE decide_time IS NULL AND id > ?1 ORDER BY id LIMIT ?2",
            params![after.map_or([0; 16], RoleGrantId::bytes), limit as i64],
            read,
        )
    }

    /// Stores a grant, waiting or in force.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_grant(&self, grant: &RoleGrant) -> Result<(), StoreError> {
        let decided = grant.decide_time.map(to_micros);
        self.execute(
            "INSERT INTO role_grant (id, user, roles, granter, create_time, decide_time, in_force)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                grant.id.bytes(),
                grant.user.bytes(),
                grant.roles.bits(),
                grant.granter.bytes(),
                to_micros(grant.create_time),
                decided,
                decided.map(|_| 1),
            ],
        )?;
        Ok(())
    }

    /// Confirms or withdraws a grant that waits.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] if it does not wait any more.
    pub fn decide_grant(&self, grant: RoleGrantId, by: UserId, in_force: bool) -> Result<(), Error> {
        let decided = self.execute(
            "UPDATE role_grant SET decide_time = ?2, in_force = ?3, decider = ?4 WHERE id = ?1 AND decide_time IS NULL",
            params![grant.bytes(), to_micros(self.now()), in_force, by.bytes()],
        )?;
        if decided == 1 {
            Ok(())
        } else {
            Err(Refusal::WrongState("this does not wait any more: it was confirmed or withdrawn".into())
                .into())
        }
    }

    /// Withdraws what waits for somebody, if anything does.
    ///
    /// # Errors
    /// If the database fails.
    pub fn withdraw_grant_of(&self, user: UserId, by: UserId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE role_grant SET decide_time = ?2, in_force = 0, decider = ?3 WHERE user = ?1 AND decide_time IS NULL",
            params![user.bytes(), to_micros(self.now()), by.bytes()],
        )?;
        Ok(())
    }

    /// Whether there ever was an administrator or a doctor other than this one. The few of the staff are asked first: most
    /// clinics have somebody now.
    ///
    /// # Errors
    /// If the database fails.
    pub fn others_could_confirm(&self, user: UserId) -> Result<bool, StoreError> {
        let now = "SELECT 1 FROM user WHERE roles & 7 <> 0 AND roles & ?1 <> 0 AND id <> ?2 LIMIT 1";
        let ever = "SELECT 1 FROM user WHERE roles_ever & 5 <> 0 AND id <> ?1 LIMIT 1";
        if self.one(now, params![GUARDED.bits(), user.bytes()], |_| Ok(()))?.is_some() {
            return Ok(true);
        }
        Ok(self.one(ever, [user.bytes()], |_| Ok(()))?.is_some())
    }

    /// Administrators and doctors who may sign in, each with the role in which they are told.
    ///
    /// # Errors
    /// If the database fails.
    pub fn confirmers(&self) -> Result<Vec<(UserId, Roles)>, StoreError> {
        let sql = "SELECT id, roles FROM user WHERE roles & 7 <> 0 AND +state = 1 AND roles & ?1 <> 0";
        self.all(sql, [GUARDED.bits()], |row| {
            let roles = Roles::from_bits(row.get("roles")?);
            let told = if roles.has(Role::Admin) { Role::Admin } else { Role::Doctor };
            Ok((id(row, "id")?, told.alone()))
        })
    }

    /// Whether `granter` let `user` in, with a role that opens clinical text, since a time.
    ///
    /// # Errors
    /// If the database fails.
    pub fn was_admitted_by(&self, user: UserId, granter: UserId, since: Instant) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM role_grant
             WHERE user = ?1 AND granter = ?2 AND decide_time > ?3 AND in_force = 1 LIMIT 1";
        let params = params![user.bytes(), granter.bytes(), to_micros(since)];
        Ok(self.one(sql, params, |_| Ok(()))?.is_some())
    }

    /// Uses up a code of the server's console; false if it was used before.
    ///
    /// # Errors
    /// If the database fails.
    pub fn use_console_code(&self, hash: &[u8; 32], expire_time: Instant) -> Result<bool, StoreError> {
        self.execute("DELETE FROM console_code WHERE expire_time < ?1", [to_micros(self.now())])?;
        let added = self.execute(
            "INSERT INTO console_code (code_hash, use_time, expire_time) VALUES (?1, ?2, ?3)
             ON CONFLICT (code_hash) DO NOTHING",
            params![hash, to_micros(self.now()), to_micros(expire_time)],
        )?;
        Ok(added == 1)
    }
}
