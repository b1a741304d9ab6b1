//! Tokens for scripts: made by their owner, seen and revoked by the owner and the administrator.

use praxis_shared::{
    id::{ApiTokenId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        api_token::{ApiToken, ApiTokenDraft, TOKENS_MAX},
        caller::Caller,
        people::User,
        refusal::Refusal,
    },
    store::{Error, Tx},
};

/// A new token; the hash tells a first answer from a replayed one, which no longer shows the secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// The token.
    pub token: ApiToken,
    /// Its owner's names.
    pub owner: User,
    /// SHA-256 of the secret.
    pub token_hash: [u8; 32],
}

/// Makes a token for the caller.
///
/// # Errors
/// [`Refusal::NotForTokens`] if a script asks, [`Refusal::WrongState`] if there are too many.
pub fn create(
    tx: &Tx<'_>,
    caller: &Caller,
    draft: &ApiTokenDraft,
    token_hash: [u8; 32],
    now: Instant,
) -> Result<Made, Error> {
    if caller.session().is_none() {
        return Err(Refusal::NotForTokens.into());
    }
    if caller.doubt.unconfirmed_since.is_some() {
        return Err(Refusal::Unconfirmed.into());
    }
    if tx.count_api_tokens(caller.user)? >= TOKENS_MAX {
        let sentence = format!("you have {TOKENS_MAX} script tokens already: revoke one first");
        return Err(Refusal::WrongState(sentence).into());
    }
    let token = ApiToken {
        id: ApiTokenId::new(now),
        user: caller.user,
        display_name: draft.display_name.clone(),
        scopes: draft.scopes.clone(),
        source_networks: draft.source_networks.clone(),
        create_time: now,
        expire_time: draft.expire_time,
        last_used: None,
        last_source: String::new(),
        end_time: None,
    };
    tx.subject(token.id, None);
    tx.add_api_token(&token, &token_hash)?;
    Ok(Made { token, owner: tx.user(caller.user)?.for_the_clinic()?, token_hash })
}

/// Tokens, newest first: of one user, or of everybody for who reaches any.
///
/// # Errors
/// If the store fails.
pub fn list(
    tx: &Tx<'_>,
    caller: &Caller,
    user: Option<UserId>,
    ended: bool,
    before: Option<ApiTokenId>,
    limit: usize,
) -> Result<Vec<(ApiToken, User)>, Error> {
    let user = match user {
        Some(user) => Some(tx.user(user)?.open(caller)?.id),
        None if caller.reaches_any() => None,
        None => Some(caller.user),
    };
    if user != Some(caller.user) {
        tx.subject(user.map_or_else(|| "apiTokens".to_owned(), |it| it.to_string()), None);
        tx.look_at_somebody();
    }
    Ok(tx.api_tokens(user, ended, before, limit)?)
}

/// Ends a token at once, with its streams.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none, or it is somebody else's.
pub fn revoke(tx: &Tx<'_>, caller: &Caller, token: ApiTokenId) -> Result<(), Error> {
    tx.subject(token, None);
    let token = tx.api_token(token)?.open(caller)?;
    Ok(tx.end_api_token(token.id)?)
}
