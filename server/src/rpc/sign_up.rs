//! Signing up, behind the door: who may make an account now, and what is counted of those who may not.

use std::sync::Arc;

use super::attempt::Door;
use crate::{
    actions::{
        accounts::{self, AccountDraft, RoleDraft},
        attempts,
    },
    desk::Desk,
    domain::{
        caller::Call,
        people::{Role, User},
        refusal::Refusal,
    },
    secret::Secret,
    store::{Error, Tx},
};

/// An account that a stranger wants, checked.
pub(super) struct SignUp {
    pub(super) account: AccountDraft,
    pub(super) role: Role,
    pub(super) needs: RoleDraft,
    pub(super) password: Secret,
}

/// Makes the account, if its source may make one more. A name that is taken is counted like a wrong password.
pub(super) async fn sign_up(desk: &Desk, call: Call, door: &Door, wish: SignUp) -> Result<User, Error> {
    let SignUp { account, role, needs, password } = wish;
    let (place, quota) = (Arc::new(door.nameless()), Arc::new(door.sign_ups(desk.asking.sign_ups_an_hour)));
    let look = || {
        let (place, quota) = (Arc::clone(&place), Arc::clone(&quota));
        desk.read(move |tx| {
            attempts::expect_turn(tx, &place)?;
            Ok(quota.place(tx)?.map(drop)?)
        })
    };
    // those that wait beside many others are looked at again when it is their turn: no more are hashed than may sign up
    let (turn, may) = match look().await {
        Ok(()) => (Some(desk.turnstile.pass().await), look().await),
        refused => (None, refused),
    };
    let hashed = match may {
        Ok(()) => Ok(desk.passwords.hash(password).await?),
        // what was done already is answered as before: the act says which it is
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(fault) => return Err(fault),
    };
    let (tries, ups) = (Arc::clone(&place), Arc::clone(&quota));
    let act = move |tx: &Tx<'_>, now| {
        attempts::expect_turn(tx, &tries)?;
        let taken = ups.place(tx)??;
        let password = hashed.as_ref().map_err(Clone::clone)?;
        let user = accounts::sign_up(tx, &account, role, &needs, password, now)?;
        ups.take(tx, taken)?;
        Ok(user)
    };
    let refused = move |tx: &Tx<'_>, refusal: &Refusal| match refusal {
        Refusal::TooManySignUps { .. } => quota.turned_away(tx),
        other => attempts::settle(tx, &place, Err(other)),
    };
    let made = desk.act_public(call, act, refused).await;
    drop(turn);
    made
}
