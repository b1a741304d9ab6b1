//! Tokens of scripts. The token itself is never stored, only its hash.

use praxis_shared::{
    id::{ApiTokenId, UserId},
    time::to_micros,
};
use rusqlite::{Row, params};

use super::{
    Error, Guarded, StoreError, Tx, id, instant, instant_maybe, json, retention, to_json,
    users::{USER, read_user},
};
use crate::domain::{api_token::ApiToken, caller::Caller, people::User, refusal::Refusal, source::Source};

/// A live token and its owner, as the gate needs them.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundToken {
    /// The token.
    pub token: ApiToken,
    /// Its owner.
    pub user: User,
}

fn read_api_token(row: &Row<'_>) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: id(row, "id")?,
        user: id(row, "user")?,
        display_name: row.get("display_name")?,
        scopes: json(row, "scopes")?,
        source_networks: json(row, "source_networks")?,
        create_time: instant(row, "create_time")?,
        expire_time: instant(row, "expire_time")?,
        last_used: instant_maybe(row, "last_used")?,
        last_source: row.get("last_source")?,
        end_time: instant_maybe(row, "end_time")?,
    })
}

impl Tx<'_> {
    /// The live token with this hash, if its owner may sign in.
    ///
    /// # Errors
    /// If the database fails.
    pub fn api_token_by_hash(&self, token_hash: &[u8; 32]) -> Result<Option<FoundToken>, StoreError> {
        let token = self.one(
            "SELECT * FROM api_token WHERE token_hash = ?1 AND end_time IS NULL AND expire_time > ?2",
            params![token_hash, to_micros(self.now())],
            read_api_token,
        )?;
        let Some(token) = token else { return Ok(None) };
        let user = self.one(
            &format!("{USER} WHERE user.id = ?1 AND user.state = 1"),
            [token.user.bytes()],
            read_user,
        )?;
        Ok(user.map(|user| FoundToken { token, user }))
    }

    /// Checks inside the transaction that the token still stands, and its owner.
    pub(super) fn recheck_api_token(&self, token: ApiTokenId, caller: &Caller) -> Result<(), Error> {
        let found = self.one(
            "SELECT roles, unconfirmed_time FROM api_token JOIN user ON user.id = api_token.user
             WHERE api_token.id = ?1 AND end_time IS NULL AND expire_time > ?2 AND user.state = 1",
            params![token.bytes(), to_micros(self.now())],
            |row| Ok((row.get::<_, u8>(0)?, instant_maybe(row, "unconfirmed_time")?)),
        )?;
        match found {
            None => Err(Refusal::TokenEnded.into()),
            Some((bits, _)) if bits != caller.roles.bits() => Err(Refusal::RoleNotAllowed.into()),
            Some((_, Some(since))) if caller.doubt.unconfirmed_since != Some(since) => {
                Err(Refusal::DoubtChanged.into())
            }
            Some(_) => Ok(()),
        }
    }

    /// Stores a new token.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_api_token(&self, token: &ApiToken, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO api_token
                 (id, token_hash, user, display_name, scopes, source_networks, create_time, expire_time)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                token.id.bytes(),
                token_hash,
                token.user.bytes(),
                token.display_name,
                to_json(&token.scopes)?,
                to_json(&token.source_networks)?,
                to_micros(token.create_time),
                to_micros(token.expire_time),
            ],
        )?;
        self.forget(&retention::TOKENS, retention::AT_ONCE)
    }

    /// One token, live or not.
    ///
    /// # Errors
    /// If the database fails.
    pub fn api_token(&self, token: ApiTokenId) -> Result<Guarded<ApiToken>, StoreError> {
        let found = self.one("SELECT * FROM api_token WHERE id = ?1", [token.bytes()], read_api_token)?;
        Ok(Guarded::new(found))
    }

    /// The live tokens of a user, or of everybody, and the others if asked: newest first, before the one given,
    /// with the owner's names.
    ///
    /// # Errors
    /// If the database fails.
    pub fn api_tokens(
        &self,
        user: Option<UserId>,
        ended: bool,
        before: Option<ApiTokenId>,
        limit: usize,
    ) -> Result<Vec<(ApiToken, User)>, StoreError> {
        let owners = format!("{USER} WHERE user.id = ?1");
        let found = self.all(
            "SELECT * FROM api_token
             WHERE (?1 IS NULL OR user = ?1) AND (?5 OR (end_time IS NULL AND expire_time > ?2)) AND id < ?3
             ORDER BY id DESC LIMIT ?4",
            params![
                user.map(|it| it.bytes()),
                to_micros(self.now()),
                before.map_or([255; 16], ApiTokenId::bytes),
                limit as i64,
                ended
            ],
            read_api_token,
        )?;
        let mut rows = Vec::with_capacity(found.len());
        for token in found {
            let owner = self.one(&owners, [token.user.bytes()], read_user)?;
            rows.extend(owner.map(|owner| (token, owner)));
        }
        Ok(rows)
    }

    /// How many live tokens a user has.
    ///
    /// # Errors
    /// If the database fails.
    pub fn count_api_tokens(&self, user: UserId) -> Result<usize, StoreError> {
        let count: Option<i64> = self.one(
            "SELECT count(*) FROM api_token WHERE user = ?1 AND end_time IS NULL AND expire_time > ?2",
            params![user.bytes(), to_micros(self.now())],
            |row| Ok(row.get(0)?),
        )?;
        Ok(count.and_then(|it| usize::try_from(it).ok()).unwrap_or(0))
    }

    /// Ends a token; its streams end with it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn end_api_token(&self, token: ApiTokenId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE api_token SET end_time = ?2 WHERE id = ?1 AND end_time IS NULL",
            params![token.bytes(), to_micros(self.now())],
        )?;
        self.after.borrow_mut().changes.ended_tokens.push(token);
        Ok(())
    }

    /// Ends all tokens of a user.
    ///
    /// # Errors
    /// If the database fails.
    pub fn end_api_tokens_of(&self, user: UserId) -> Result<(), StoreError> {
        let live = self.all(
            "SELECT id FROM api_token WHERE user = ?1 AND end_time IS NULL",
            [user.bytes()],
            |row| id(row, "id"),
        )?;
        live.into_iter().try_for_each(|token| self.end_api_token(token))
    }

    /// Notes that a token is in use, and from where; once a minute is enough.
    ///
    /// # Errors
    /// If the database fails.
    pub fn touch_api_token(&self, token: ApiTokenId, source: Source) -> Result<(), StoreError> {
        let a_minute_ago = to_micros(self.now() - chrono::Duration::minutes(1));
        self.execute(
            "UPDATE api_token SET last_used = ?2, last_source = ?3
             WHERE id = ?1 AND (last_used IS NULL OR last_used <= ?4)",
            params![token.bytes(), to_micros(self.now()), source.to_string(), a_minute_ago],
        )?;
        Ok(())
    }
}
