//! One try to prove who one is: under which names it is counted, and what is told of it.

use std::sync::Arc;

use praxis_shared::id::{Id, UserId};
use sha2::{Digest, Sha256};
use tonic::{Request, Status};

use super::call::entered;
use crate::{
    actions::{
        attempts::{self, Place},
        sign_ups::Quota,
    },
    desk::Desk,
    domain::{caller::Caller, people::User, refusal::Refusal, source::Source, throttle::Counted},
    secret::hash_token,
    store::{Error, Tx},
};

/// Longest code and longest device token, in bytes: anything longer is neither.
const LONGEST: usize = 128;

/// Which door a request came to, and from where.
pub(super) struct Door {
    /// Such as `SessionService/SignIn`.
    pub(super) method: Arc<str>,
    /// As people read it.
    pub(super) source: String,
    from: Source,
}

impl Door {
    /// The door of this request.
    pub(super) fn of<R>(request: &Request<R>) -> Result<Self, Status> {
        let entered = entered(request)?;
        let (method, from) = (Arc::clone(&entered.method), entered.source);
        Ok(Self { method, source: from.to_string(), from })
    }

    /// What a try to sign in under this name is counted by: of a device that is known, the device alone. A name that
    /// nobody has is counted as if somebody had it.
    pub(super) fn place(&self, login: &str, user: Option<UserId>, known_device: Option<[u8; 32]>) -> Place {
        match (user, known_device) {
            (Some(user), Some(device)) => Place::own(of_device(&device, user)),
            _ => {
                let account = user.map_or_else(|| of_nobody(login), of_account);
                Place::anywhere(of_login(login), self.of_source(), Counted::at(self.from), account)
            }
        }
    }

    /// What a try without a name is counted by.
    pub(super) fn nameless(&self) -> Place {
        Place::nameless(self.of_source(), Counted::at(self.from))
    }

    /// What a try with a code that somebody has is counted by: from wherever it comes, what stands beside the code is not
    /// guessed at any faster.
    pub(super) fn with_code(&self, code_hash: &[u8; 32]) -> Place {
        self.nameless().beside(bucket("code", code_hash))
    }

    /// What sign-ups from here are counted by: so many places, each taken for an hour.
    pub(super) fn sign_ups(&self, an_hour: u32) -> Quota {
        Quota::new(self.of_source(), an_hour, Counted::at(self.from))
    }

    fn of_source(&self) -> [u8; 32] {
        bucket("source", self.from.neighbourhood().to_string().as_bytes())
    }
}

/// What tries of somebody who is signed in are counted by.
pub(super) fn own_place(caller: &Caller) -> Place {
    Place::own(of_person(caller.user))
}

fn bucket(kind: &str, what: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(what).finalize().into()
}

fn of_login(login: &str) -> [u8; 32] {
    bucket("login", login.as_bytes())
}

fn of_account(user: UserId) -> [u8; 32] {
    bucket("account", &user.bytes())
}

fn of_nobody(login: &str) -> [u8; 32] {
    bucket("nobody", login.as_bytes())
}

fn of_person(user: UserId) -> [u8; 32] {
    bucket("person", &user.bytes())
}

fn of_device(token_hash: &[u8; 32], user: UserId) -> [u8; 32] {
    bucket("device", &[token_hash.as_slice(), &user.bytes()].concat())
}

/// Everything under which tries of this user may have been counted, but for where they came from.
///
/// # Errors
/// If the database fails.
pub fn all_of(tx: &Tx<'_>, user: &User) -> Result<Vec<[u8; 32]>, Error> {
    let mut all = vec![of_login(&user.user_name), of_account(user.id), of_person(user.id)];
    // unless it is confirmed, it may be another's
    all.extend(user.email_confirmed.then(|| of_login(&user.email)));
    all.extend(tx.devices_of(user.id)?.iter().map(|device| of_device(device, user.id)));
    Ok(all)
}

/// SHA-256 of a device's token, if one was given that can be one.
pub(super) fn device_hash(token: &str) -> Option<[u8; 32]> {
    (!token.is_empty() && token.len() <= LONGEST).then(|| hash_token(token))
}

/// What was typed as a code; longer than any is as wrong as any.
pub(super) fn typed_code(code: &str) -> &str {
    if code.len() > LONGEST { "?" } else { code }
}

/// Nobody has this id: looked up for names that nobody has, so that the answer costs the same.
pub(super) fn nobody() -> UserId {
    Id::from_bytes([0; 16])
}

/// Counts a try of somebody who is signed in. The act that refused it was undone whole, so it could not.
pub(super) async fn charge(desk: &Desk, caller: &Caller, refusal: Refusal) -> Result<(), Error> {
    let place = own_place(caller);
    desk.store.write(desk.clock.now(), move |tx| Ok(attempts::settle(tx, &place, Err(&refusal))?)).await
}
