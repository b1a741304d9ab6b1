//! Authenticators: setting one up, showing its codes, losing it.

use praxis_shared::time::Instant;
use serde::{Deserialize, Serialize};

use super::accounts;
use crate::{
    domain::{
        caller::Caller,
        notice::NoticeKind,
        people::{Roles, User},
        refusal::Refusal,
        second_factor::{Factor, SECRET_BYTES, Shown},
    },
    store::{Error, Tx},
};

/// What was issued for somebody: a secret or codes, told by hash, so that a replayed answer shows none of them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedOnce {
    /// SHA-256 of what was issued.
    pub hash: [u8; 32],
}

/// Holds what was shown against a person's authenticator, and uses it up. A person without one needs none.
/// What a wrong code costs is written here, so the transaction must be kept even when it is refused.
///
/// # Errors
/// [`Refusal::SecondFactorNeeded`], [`Refusal::WrongCode`], [`Refusal::TooManyTries`] after three wrong ones in one step.
pub fn show(tx: &Tx<'_>, user: &User, shown: &Shown) -> Result<(), Error> {
    let Some(factor) = tx.second_factor(user.id)?.filter(|it| it.secret.is_some()) else { return Ok(()) };
    if *shown == Shown::Nothing {
        return Err(Refusal::SecondFactorNeeded.into());
    }
    if let Some(wait) = factor.wait(tx.now()) {
        return Err(Refusal::TooManyTries { wait }.into());
    }
    let stepped = match shown {
        Shown::Step { step, secret } => factor.clone().stepped(*step, secret),
        Shown::Recovery(hash) => {
            if let Some(left) = tx.use_recovery_code(user.id, hash)? {
                let text = format!(
                    "A recovery code of yours was used to sign in; {left} are left. If that was not you, tell the \
                     administrator at once"
                );
                tx.notify((user.id, Roles::NONE), NoticeKind::Account, &text, user.id.to_string())?;
                Ok(factor.clone())
            } else {
                Err(Refusal::WrongCode)
            }
        }
        Shown::Nothing | Shown::Wrong => Err(Refusal::WrongCode),
    };
    match stepped {
        Ok(stepped) => Ok(tx.note_step(user.id, &stepped)?),
        Err(wrong) => {
            tx.note_step(user.id, &factor.missed(tx.now()))?;
            Err(wrong.into())
        }
    }
}

/// Begins to set up an authenticator. One that is in force stays so until the new one has shown its first code.
///
/// # Errors
/// If the database fails.
pub fn begin(
    tx: &Tx<'_>,
    caller: &Caller,
    secret: [u8; SECRET_BYTES],
    hash: [u8; 32],
) -> Result<IssuedOnce, Error> {
    tx.subject(caller.user, None);
    let factor = tx.second_factor(caller.user)?.unwrap_or_default();
    tx.save_second_factor(caller.user, &Factor { pending: Some(secret), ..factor })?;
    Ok(IssuedOnce { hash })
}

/// The authenticator that was begun comes into force, with new recovery codes.
///
/// # Errors
/// [`Refusal::WrongCode`]; [`Refusal::WrongState`] if none was begun.
pub fn confirm(
    tx: &Tx<'_>,
    caller: &Caller,
    shown: &Shown,
    codes: &[[u8; 32]],
    hash: [u8; 32],
    now: Instant,
) -> Result<(User, IssuedOnce), Error> {
    tx.subject(caller.user, None);
    let factor = tx.second_factor(caller.user)?.unwrap_or_default();
    let (step, secret) = match shown {
        Shown::Step { step, secret } => (*step, secret),
        _ if factor.pending.is_none() => (0, &[0; SECRET_BYTES]),
        _ => return Err(Refusal::WrongCode.into()),
    };
    tx.save_second_factor(caller.user, &factor.confirmed(step, secret)?)?;
    tx.save_recovery_codes(caller.user, codes)?;
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    tx.note_code(session)?;
    // elsewhere nobody has shown this authenticator
    tx.end_sessions_of(caller.user, Some(session))?;
    Ok((changed(tx, caller.user, now)?, IssuedOnce { hash }))
}

/// New recovery codes; the older ones open nothing any more.
///
/// # Errors
/// [`Refusal::WrongState`] without a second factor.
pub fn renew_codes(
    tx: &Tx<'_>,
    caller: &Caller,
    codes: &[[u8; 32]],
    hash: [u8; 32],
) -> Result<IssuedOnce, Error> {
    tx.subject(caller.user, None);
    expect_factor(tx, caller)?;
    tx.save_recovery_codes(caller.user, codes)?;
    Ok(IssuedOnce { hash })
}

fn expect_factor(tx: &Tx<'_>, caller: &Caller) -> Result<(), Error> {
    let user = tx.user(caller.user)?.for_the_clinic()?;
    if user.second_factor {
        Ok(())
    } else {
        Err(Refusal::WrongState("you have no second factor: set one up first".into()).into())
    }
}

/// The caller goes on without a second factor, where the clinic and the password allow it.
///
/// # Errors
/// [`Refusal::WrongState`].
pub fn remove(tx: &Tx<'_>, caller: &Caller, required: Roles, now: Instant) -> Result<User, Error> {
    tx.subject(caller.user, None);
    expect_factor(tx, caller)?;
    let user = tx.user(caller.user)?.for_the_clinic()?;
    if user.roles.meets(required) {
        let text = "your role needs a second factor: set up another one instead, it replaces this one";
        return Err(Refusal::WrongState(text.into()).into());
    }
    if user.short_password {
        let text =
            "your password is too short to stand alone: change it to one of at least 15 characters first";
        return Err(Refusal::WrongState(text.into()).into());
    }
    tx.remove_second_factor(caller.user)?;
    changed(tx, caller.user, now)
}

/// Takes the second factor of somebody who lost it away, with all sessions; they are told.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::WrongState`] if there is none.
pub fn reset(tx: &Tx<'_>, caller: &Caller, user: &User, now: Instant) -> Result<User, Error> {
    tx.subject(user.id, None);
    if !user.second_factor {
        return Err(Refusal::WrongState("this account has no second factor".into()).into());
    }
    let by = tx.user(caller.user)?.for_the_clinic()?.display_name();
    tx.remove_second_factor(user.id)?;
    tx.end_sessions_of(user.id, caller.session().filter(|_| user.id == caller.user))?;
    let text = format!(
        "{by} took your second factor away. If you did not ask for it, tell the administrator at once"
    );
    tx.notify((user.id, Roles::NONE), NoticeKind::Account, &text, user.id.to_string())?;
    let user = accounts::reset_by(tx.user(user.id)?.for_the_clinic()?, caller.user, now).touched(now);
    tx.save_user(&user)?;
    accounts::tell_reached(tx, &user, &format!("{by} took the second factor away"))?;
    accounts::tell(tx, &user)?;
    Ok(user)
}

/// The account after its second factor changed, told to those who see it.
fn changed(tx: &Tx<'_>, user: praxis_shared::id::UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(user)?.for_the_clinic()?.touched(now);
    tx.save_user(&user)?;
    accounts::tell(tx, &user)?;
    Ok(user)
}
