//! Who stands behind a bearer token: a person's session, or a script's token.

use std::sync::Arc;

use chrono::TimeDelta;
use tonic::Status;

use super::{expect_open, find_session};
use crate::{
    desk::Desk,
    domain::{
        caller::{Caller, Credential, Reach},
        people::User,
        refusal::Refusal,
    },
    secret::{API_TOKEN_PREFIX, SESSION_PREFIX, hash_token},
    store::{Error, FoundSession, FoundToken},
};

/// A bearer token as it came in, hashed: what a stream looks its caller up by again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A session's token.
    Session([u8; 32]),
    /// A script's token.
    ApiToken([u8; 32]),
}

impl Bearer {
    /// Reads the value of the `authorization` header.
    #[must_use]
    pub fn read(authorization: &str) -> Option<Self> {
        let token =
            authorization.strip_prefix("Bearer ").or_else(|| authorization.strip_prefix("bearer "))?;
        if token.starts_with(SESSION_PREFIX) {
            Some(Self::Session(hash_token(token)))
        } else if token.starts_with(API_TOKEN_PREFIX) {
            Some(Self::ApiToken(hash_token(token)))
        } else {
            None
        }
    }
}

/// Who stands behind it.
#[derive(Debug, Clone)]
pub enum Found {
    /// A person.
    Session(Arc<FoundSession>),
    /// A script.
    ApiToken(Arc<FoundToken>),
}

impl Found {
    /// Whose account it is.
    #[must_use]
    pub fn user(&self) -> &User {
        match self {
            Self::Session(found) => &found.user,
            Self::ApiToken(found) => &found.user,
        }
    }

    /// The session or token itself.
    #[must_use]
    pub fn credential(&self) -> Credential {
        match self {
            Self::Session(found) => Credential::Session(found.session.id),
            Self::ApiToken(found) => Credential::ApiToken(found.token.id),
        }
    }

    /// How long it stays good if nobody uses it.
    ///
    /// # Errors
    /// [`Refusal::SessionLocked`], [`Refusal::SessionEnded`], [`Refusal::TokenEnded`].
    pub fn left(&self, desk: &Desk) -> Result<TimeDelta, Refusal> {
        match self {
            Self::Session(found) => expect_open(desk, found),
            Self::ApiToken(found) => {
                let left = found.token.expire_time - desk.clock.now();
                if left > TimeDelta::zero() { Ok(left) } else { Err(Refusal::TokenEnded) }
            }
        }
    }

    /// What a call after its end is told.
    #[must_use]
    pub const fn ended(&self) -> Refusal {
        match self {
            Self::Session(_) => Refusal::SessionEnded,
            Self::ApiToken(_) => Refusal::TokenEnded,
        }
    }

    /// The caller, as far as the rule of this call reaches.
    #[must_use]
    pub fn caller(&self, desk: &Desk, reach: Reach) -> Caller {
        let mut caller = Caller::of(self.user(), self.credential(), reach, desk.clock.now());
        caller.sole_practitioner = desk.sole_practitioner;
        caller
    }
}

/// Looks up who stands behind a bearer token.
///
/// # Errors
/// UNAUTHENTICATED if it has ended or never was.
pub async fn find(desk: &Desk, bearer: &Bearer) -> Result<Found, Status> {
    match *bearer {
        Bearer::Session(hash) => Ok(Found::Session(find_session(desk, &hash).await?)),
        Bearer::ApiToken(hash) => {
            let found = desk.read(move |tx| Ok(tx.api_token_by_hash(&hash)?)).await?;
            Ok(Found::ApiToken(Arc::new(found.ok_or(Error::Refused(Refusal::TokenEnded))?)))
        }
    }
}
