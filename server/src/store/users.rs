//! Accounts.

use praxis_shared::{id::UserId, time::to_micros};
use rusqlite::{Row, params};

use super::{Error, Guarded, StoreError, Tx, id, id_maybe, instant, instant_maybe, json, to_json};
use crate::domain::{
    people::{Role, Roles, User, UserState, sort_key},
    refusal::Refusal,
};

/// What a sign-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Whose.
    pub user: User,
    /// The password's hash, if one was ever set.
    pub password: Option<String>,
}

/// Which users are wanted.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Folded beginning of "last first", of the user name or of the e-mail.
    pub prefix: String,
    /// With this role.
    pub role: Option<Role>,
    /// In this state.
    pub state: Option<UserState>,
}

/// A user with all that is told of them elsewhere; a condition is to follow.
pub(super) const USER: &str = "SELECT user.*, doctor.id AS doctor, patient.id AS patient,
        EXISTS (SELECT 1 FROM second_factor WHERE second_factor.user = user.id AND secret IS NOT NULL) AS second_factor,
        (SELECT roles FROM role_grant WHERE role_grant.user = user.id AND decide_time IS NULL) AS waiting_roles
    FROM user
    LEFT JOIN doctor ON doctor.user = user.id LEFT JOIN patient ON patient.user = user.id";

const fn state_code(state: UserState) -> i64 {
    match state {
        UserState::Active => 1,
        UserState::Pending => 2,
        UserState::Invited => 3,
        UserState::Disabled => 4,
    }
}

pub(super) fn read_user(row: &Row<'_>) -> Result<User, StoreError> {
    let requested = Roles::from_bits(row.get("requested_role")?);
    Ok(User {
        id: id(row, "id")?,
        user_name: row.get("user_name")?,
        email: row.get("email")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        phone: row.get("phone")?,
        address: json(row, "address")?,
        roles: Roles::from_bits(row.get("roles")?),
        requested_role: requested.iter().next(),
        state: match row.get("state")? {
            1 => UserState::Active,
            2 => UserState::Pending,
            3 => UserState::Invited,
            4 => UserState::Disabled,
            other => return Err(StoreError::unreadable("user state", other)),
        },
        second_factor: row.get("second_factor")?,
        short_password: row.get("short_password")?,
        email_confirmed: row.get::<_, Option<String>>("login_email")?.is_some(),
        unconfirmed_time: instant_maybe(row, "unconfirmed_time")?,
        recovering_time: instant_maybe(row, "recovering_time")?,
        doubted_by: id_maybe(row, "doubted_by")?,
        new_time: instant_maybe(row, "new_time")?,
        roles_ever: Roles::from_bits(row.get("roles_ever")?),
        waiting_roles: Roles::from_bits(row.get::<_, Option<u8>>("waiting_roles")?.unwrap_or(0)),
        relist_seq: row.get("relist_seq")?,
        doctor: id_maybe(row, "doctor")?,
        patient: id_maybe(row, "patient")?,
        create_time: instant(row, "create_time")?,
        update_time: instant(row, "update_time")?,
        version: row.get("version")?,
    })
}

impl Tx<'_> {
    /// One user.
    ///
    /// # Errors
    /// If the database fails.
    pub fn user(&self, user: UserId) -> Result<Guarded<User>, StoreError> {
        Ok(Guarded::new(self.one(&format!("{USER} WHERE user.id = ?1"), [user.bytes()], read_user)?))
    }

    /// The user's picture; empty for none.
    ///
    /// # Errors
    /// If the database fails.
    pub fn user_picture(&self, user: &User) -> Result<Vec<u8>, StoreError> {
        let found =
            self.one("SELECT picture FROM user WHERE id = ?1", [user.id.bytes()], |row| Ok(row.get(0)?))?;
        Ok(found.unwrap_or_default())
    }

    /// Whether this e-mail signs in to another account.
    ///
    /// # Errors
    /// If the database fails.
    pub fn email_is_taken(&self, email: &str, but: UserId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM user WHERE login_email = ?1 AND id <> ?2";
        Ok(self.one(sql, params![email, but.bytes()], |_| Ok(()))?.is_some())
    }

    /// Whether another account gives this e-mail, confirmed or not.
    ///
    /// # Errors
    /// If the database fails.
    pub fn email_is_shared(&self, email: &str, but: UserId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM user WHERE email = ?1 AND id <> ?2 LIMIT 1";
        Ok(self.one(sql, params![email, but.bytes()], |_| Ok(()))?.is_some())
    }

    /// Lets the streams of an account begin anew: what was before is to be listed, not gone on from.
    ///
    /// # Errors
    /// If the database fails.
    pub fn relist(&self, user: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE user SET relist_seq = (SELECT max(seq) FROM event) WHERE id = ?1";
        self.execute(sql, [user.bytes()])?;
        self.after.borrow_mut().changes.users.push(user);
        Ok(())
    }

    /// The accounts that are known on a device.
    ///
    /// # Errors
    /// If the database fails.
    pub fn users_of_device(&self, token_hash: &[u8; 32]) -> Result<Vec<UserId>, StoreError> {
        self.all("SELECT user FROM device WHERE token_hash = ?1", [token_hash], |row| id(row, "user"))
    }

    /// Who signs in by this user name or confirmed e-mail, both in lower case.
    ///
    /// # Errors
    /// If the database fails.
    pub fn credentials(&self, login: &str) -> Result<Option<Credentials>, StoreError> {
        self.one(&format!("{USER} WHERE user.user_name = ?1 OR user.login_email = ?1"), [login], |row| {
            Ok(Credentials { user: read_user(row)?, password: row.get("password")? })
        })
    }

    /// The password's hash, to check a signed-in user once more.
    ///
    /// # Errors
    /// If the database fails.
    pub fn password_of(&self, user: UserId) -> Result<Option<String>, StoreError> {
        Ok(self
            .one("SELECT password FROM user WHERE id = ?1", [user.bytes()], |row| Ok(row.get(0)?))?
            .flatten())
    }

    /// Users by name, after `after` (sort key and id), at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn users(
        &self,
        filter: &UserFilter,
        after: Option<(String, UserId)>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        let (key, last) = after.map_or((String::new(), [0; 16]), |(key, id)| (key, id.bytes()));
        self.all(
            &format!(
                "{USER} WHERE (user.sort_key, user.id) > (?1, ?2)
                   AND (?3 = '' OR substr(user.sort_key, 1, length(?3)) = ?3
                        OR substr(user.user_name, 1, length(?3)) = ?3 OR substr(user.email, 1, length(?3)) = ?3)
                   AND (?4 = 0 OR (user.roles | user.requested_role) & ?4 <> 0) AND (?5 = 0 OR user.state = ?5)
                 ORDER BY user.sort_key, user.id LIMIT ?6"
            ),
            params![
                key,
                last,
                filter.prefix,
                filter.role.map_or(0, Role::bit),
                filter.state.map_or(0, state_code),
                limit as i64
            ],
            read_user,
        )
    }

    /// Stores a new user.
    ///
    /// # Errors
    /// [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
    pub fn add_user(&self, user: &User, password: Option<&str>) -> Result<(), Error> {
        self.execute(
            "INSERT INTO user (id, user_name, email, password, first_name, last_name, sort_key, phone, address,
                               roles, requested_role, state, create_time, update_time, version, login_email, roles_ever,
                               new_time)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?10, ?17)",
            params![
                user.id.bytes(),
                user.user_name,
                user.email,
                password,
                user.first_name,
                user.last_name,
                sort_key(&user.first_name, &user.last_name),
                user.phone,
                to_json(&user.address)?,
                user.roles.bits(),
                user.requested_role.map_or(0, Role::bit),
                state_code(user.state),
                to_micros(user.create_time),
                to_micros(user.update_time),
                user.version,
                user.email_confirmed.then_some(&user.email),
                user.new_time.map(to_micros),
            ],
        )
        .map_err(taken)?;
        Ok(())
    }

    /// Writes the next version of a user. Its sessions are looked at anew.
    ///
    /// # Errors
    /// [`Refusal::EmailTaken`]; a conflict if the version before it is not the stored one.
    pub fn save_user(&self, user: &User) -> Result<(), Error> {
        let changed = self
            .execute(
                "UPDATE user SET email = ?2, first_name = ?3, last_name = ?4, sort_key = ?5, phone = ?6, address = ?7,
                    roles = ?8, requested_role = ?9, state = ?10, update_time = ?11, version = ?12, login_email = ?13,
                    roles_ever = roles_ever | ?8, unconfirmed_time = ?14, recovering_time = ?15, doubted_by = ?16,
                    new_time = ?17
                 WHERE id = ?1 AND version = ?12 - 1",
                params![
                    user.id.bytes(),
                    user.email,
                    user.first_name,
                    user.last_name,
                    sort_key(&user.first_name, &user.last_name),
                    user.phone,
                    to_json(&user.address)?,
                    user.roles.bits(),
                    user.requested_role.map_or(0, Role::bit),
                    state_code(user.state),
                    to_micros(user.update_time),
                    user.version,
                    user.email_confirmed.then_some(&user.email),
                    user.unconfirmed_time.map(to_micros),
                    user.recovering_time.map(to_micros),
                    user.doubted_by.map(|it| it.bytes()),
                    user.new_time.map(to_micros),
                ],
            )
            .map_err(taken)?;
        if changed != 1 {
            return Err(StoreError::Conflict("user").into());
        }
        self.after.borrow_mut().changes.users.push(user.id);
        Ok(())
    }

    /// Stores a picture; empty removes it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_picture(&self, user: UserId, picture: &[u8]) -> Result<(), StoreError> {
        self.execute("UPDATE user SET picture = ?2 WHERE id = ?1", params![user.bytes(), picture])?;
        Ok(())
    }

    /// Stores the hash of a new password; `short` says that it is long enough only beside a second factor.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_password(&self, user: UserId, hash: &str, short: bool) -> Result<(), StoreError> {
        let sql = "UPDATE user SET password = ?2, short_password = ?3 WHERE id = ?1";
        self.execute(sql, params![user.bytes(), hash, short])?;
        Ok(())
    }

    /// Stores another hash of the same password.
    ///
    /// # Errors
    /// If the database fails.
    pub fn renew_password(&self, user: UserId, hash: &str) -> Result<(), StoreError> {
        self.execute("UPDATE user SET password = ?2 WHERE id = ?1", params![user.bytes(), hash])?;
        Ok(())
    }

    /// Active administrators other than this user. The few of the staff have an index of their own; + keeps the many
    /// active accounts out of it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn other_admins(&self, user: UserId) -> Result<i64, StoreError> {
        let count = self.one(
            "SELECT count(*) FROM user WHERE roles & 7 <> 0 AND +state = 1 AND roles & ?1 <> 0 AND id <> ?2",
            params![Role::Admin.bit(), user.bytes()],
            |row| Ok(row.get(0)?),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// Administrators who may sign in.
    ///
    /// # Errors
    /// If the database fails.
    pub fn admins(&self) -> Result<Vec<UserId>, StoreError> {
        let sql = "SELECT id FROM user WHERE roles & 7 <> 0 AND +state = 1 AND roles & ?1 <> 0";
        self.all(sql, [Role::Admin.bit()], |row| id(row, "id"))
    }

    /// Whether there is any user at all.
    ///
    /// # Errors
    /// If the database fails.
    pub fn has_users(&self) -> Result<bool, StoreError> {
        Ok(self.one("SELECT 1 FROM user LIMIT 1", [], |_| Ok(()))?.is_some())
    }
}

fn taken(why: StoreError) -> Error {
    if why.is_unique("user.user_name") {
        Refusal::UserNameTaken.into()
    } else if why.is_unique("user.login_email") {
        Refusal::EmailTaken.into()
    } else {
        why.into()
    }
}
