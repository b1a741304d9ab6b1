//! In and out: signing in, redeeming a code, locking, one's own password and sessions.

use chrono::TimeDelta;
use praxis_shared::{
    id::{SessionId, UserId},
    time::Instant,
};

use super::{doubt, draft::AccountDraft, second_factor, tell};
use crate::{
    domain::{
        caller::Caller,
        people::{Role, Roles, User, UserState},
        refusal::Refusal,
        second_factor::{CODE_AGE, Shown},
        session::Session,
    },
    store::{Error, Issuer, Tx},
};

/// Who signs in, and with what.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The user whose password was checked.
    pub user: UserId,
    /// The hash it was checked against: a password changed meanwhile opens nothing.
    pub checked_hash: String,
    /// The same password hashed anew, if the policy has risen since it was set.
    pub better_hash: Option<String>,
    /// What was shown as a second factor.
    pub shown: Shown,
    /// On which device.
    pub device: Device,
    /// What the terminal calls itself.
    pub client_label: String,
    /// Where it is.
    pub source: String,
    /// SHA-256 of the new session's token.
    pub token_hash: [u8; 32],
    /// How long the session lasts.
    pub length: chrono::Duration,
}

/// Opens a session after the password was checked.
///
/// # Errors
/// [`Refusal::AccountPending`], [`Refusal::AccountDisabled`], [`Refusal::WrongCredentials`] if it changed meanwhile, what
/// [`second_factor::show`] refuses.
pub fn sign_in(tx: &Tx<'_>, with: &SignIn, now: Instant) -> Result<Opened, Error> {
    let user = tx.user(with.user)?.for_the_clinic()?;
    if tx.password_of(user.id)?.as_deref() != Some(&*with.checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    match user.state {
        UserState::Active => {}
        UserState::Pending => return Err(Refusal::AccountPending.into()),
        UserState::Disabled => return Err(Refusal::AccountDisabled.into()),
        UserState::Invited => return Err(Refusal::WrongCredentials.into()),
    }
    expect_roles(&user)?;
    second_factor::show(tx, &user, &with.shown)?;
    if let Some(better) = &with.better_hash {
        tx.renew_password(user.id, better)?;
    }
    let opening = Opening {
        client_label: &with.client_label,
        source: &with.source,
        token_hash: &with.token_hash,
        device: with.device,
        length: with.length,
    };
    let (session, keep_device) = open_session(tx, &user, &opening, now)?;
    Ok(Opened { session, user, keep_device, last_event: tx.last_event()? })
}

/// An account without a role opens nothing: its roles wait to be confirmed.
fn expect_roles(user: &User) -> Result<(), Refusal> {
    if user.roles.is_empty() { Err(Refusal::AccountPending) } else { Ok(()) }
}

/// A device as it was given, and the token that it gets if that is none of ours.
#[derive(Debug, Clone, Copy)]
pub struct Device {
    /// SHA-256 of what the device gave, if it gave anything.
    pub given: Option<[u8; 32]>,
    /// SHA-256 of a new token.
    pub new: [u8; 32],
}

/// A session that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Whose.
    pub user: User,
    /// The device keeps the token that it has.
    pub keep_device: bool,
    /// The newest event: whatever the session lists knows of it, and what comes later is to be watched.
    pub last_event: i64,
}

/// From now on the device is known for this person: by the token that it gave, if that was made here (then it keeps it), or
/// by the new one.
fn note_device(tx: &Tx<'_>, device: &Device, user: UserId) -> Result<([u8; 32], bool), Error> {
    let ours = match device.given {
        Some(given) if tx.made_device(&given)? => Some(given),
        _ => None,
    };
    let kept = ours.unwrap_or(device.new);
    tx.note_device(&kept, user)?;
    Ok((kept, ours.is_some()))
}

/// What a new session is made of.
struct Opening<'a> {
    client_label: &'a str,
    source: &'a str,
    token_hash: &'a [u8; 32],
    device: Device,
    length: chrono::Duration,
}

/// The session, and whether the device keeps the token that it gave.
fn open_session(
    tx: &Tx<'_>,
    user: &User,
    opening: &Opening<'_>,
    now: Instant,
) -> Result<(Session, bool), Error> {
    let session = Session {
        id: SessionId::new(now),
        user: user.id,
        client_label: opening.client_label.to_owned(),
        source: opening.source.to_owned(),
        create_time: now,
        last_used: now,
        expire_time: now + opening.length,
        factor_time: now,
        lock_time: None,
    };
    let (device, keeps) = note_device(tx, &opening.device, user.id)?;
    tx.add_session(&session, opening.token_hash, &device)?;
    if user.second_factor {
        tx.note_code(session.id)?;
    }
    Ok((session, keeps))
}

/// A code redeemed, and what it sets.
#[derive(Debug, Clone)]
pub struct Activation {
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// Hash of the new password.
    pub password: String,
    /// It is long enough only beside a second factor.
    pub short: bool,
    /// On which device.
    pub device: Device,
    /// Only for the first administrator: the account to make.
    pub first_admin: AccountDraft,
    /// What the terminal calls itself.
    pub client_label: String,
    /// Where it is.
    pub source: String,
    /// SHA-256 of the new session's token.
    pub token_hash: [u8; 32],
    /// How long the session lasts.
    pub length: chrono::Duration,
    /// Codes are handed out on paper to people who were looked at.
    pub paper_codes: bool,
}

/// Redeems a one-time code: sets the password and opens the only session.
///
/// # Errors
/// [`Refusal::CodeInvalid`], [`Refusal::CodeOfThisDevice`], [`Refusal::AccountPending`]; for the first administrator also [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
pub fn activate(tx: &Tx<'_>, with: &Activation, now: Instant) -> Result<Opened, Error> {
    let user = match tx.redeem_activation(&with.code_hash)? {
        Some(id) => {
            let user = tx.user(id)?.for_the_clinic()?;
            let issuer = tx.issuer_of(&with.code_hash)?;
            refuse_own_terminal(&user, issuer.as_ref(), &with.device)?;
            let state = match user.state {
                UserState::Invited | UserState::Active => UserState::Active,
                UserState::Pending => return Err(Refusal::AccountPending.into()),
                UserState::Disabled => return Err(Refusal::CodeInvalid.into()),
            };
            expect_roles(&user)?;
            let reached = doubt::reached(user, issuer.map(|it| it.user), with.paper_codes, now);
            let user = User { state, ..reached.touched(now) };
            tx.save_user(&user)?;
            doubt::tell_reached(tx, &user, &format!("a code was redeemed, from {}", with.source))?;
            user
        }
        None => {
            if tx.has_users()? {
                return Err(Refusal::CodeInvalid.into());
            }
            let roles = Roles::NONE.with(Role::Admin);
            let user = with.first_admin.clone().into_user(roles, None, UserState::Active, now);
            tx.add_user(&user, None)?;
            user
        }
    };
    tx.save_password(user.id, &with.password, with.short)?;
    tx.end_sessions_of(user.id, None)?;
    tx.end_api_tokens_of(user.id)?;
    let opening = Opening {
        client_label: &with.client_label,
        source: &with.source,
        token_hash: &with.token_hash,
        device: with.device,
        length: with.length,
    };
    let (session, keep_device) = open_session(tx, &user, &opening, now)?;
    let user = User { short_password: with.short, ..user };
    tell(tx, &user)?;
    Ok(Opened { session, user, keep_device, last_event: tx.last_event()? })
}

/// A code for a patient is typed by the patient, not by who issued it.
fn refuse_own_terminal(user: &User, issuer: Option<&Issuer>, device: &Device) -> Result<(), Refusal> {
    let issued_on = issuer.and_then(|it| it.device);
    let own = issued_on.is_some() && issued_on == device.given;
    if own && user.roles.has(Role::Patient) { Err(Refusal::CodeOfThisDevice) } else { Ok(()) }
}

/// Ends the caller's own session.
///
/// # Errors
/// If the database fails.
pub fn sign_out(tx: &Tx<'_>, caller: &Caller) -> Result<(), Error> {
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    tx.subject(session, None);
    Ok(tx.end_session(session)?)
}

/// Locks the caller's own session, until they prove again who they are.
///
/// # Errors
/// If the database fails.
pub fn lock_session(tx: &Tx<'_>, caller: &Caller) -> Result<(), Error> {
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    tx.subject(session, None);
    Ok(tx.lock_session(session)?)
}

/// Opens the caller's session (again) after the password was checked against this hash.
///
/// # Errors
/// [`Refusal::WrongCredentials`] if it changed meanwhile, [`Refusal::SessionEnded`] if the session ended.
pub fn reauthenticate(
    tx: &Tx<'_>,
    caller: &Caller,
    checked_hash: &str,
    shown: &Shown,
) -> Result<Session, Error> {
    if tx.password_of(caller.user)?.as_deref() != Some(checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    let young = |at: Instant| (TimeDelta::zero()..=CODE_AGE).contains(&(tx.now() - at));
    if *shown != Shown::Nothing || !tx.code_time(session)?.is_some_and(young) {
        let user = tx.user(caller.user)?.for_the_clinic()?;
        second_factor::show(tx, &user, shown)?;
        tx.note_code(session)?;
    }
    tx.subject(session, None);
    tx.prove_session(session)
}

/// Ends a session, the caller's own or, by an administrator, anybody's. Ending an ended one is fine.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn end_session(tx: &Tx<'_>, caller: &Caller, session: SessionId) -> Result<(), Error> {
    let session = tx.session(session)?.open(caller)?;
    tx.subject(session.id, None);
    Ok(tx.end_session(session.id)?)
}

/// Live sessions of a user, newest first, and the user.
///
/// # Errors
/// [`Refusal::NotFound`] if the user is not the caller's to see.
pub fn sessions(
    tx: &Tx<'_>,
    caller: &Caller,
    user: UserId,
    before: Option<SessionId>,
    limit: usize,
) -> Result<(Vec<Session>, User), Error> {
    let user = tx.user(user)?.open(caller)?;
    if user.id != caller.user {
        tx.subject(user.id, None);
        tx.look_at_somebody();
    }
    Ok((tx.sessions_of(user.id, before, limit)?, user))
}

/// Sets the caller's new password, checked and hashed already; all other sessions of the caller end.
///
/// # Errors
/// [`Refusal::WrongCredentials`] if the password changed since it was checked.
pub fn change_password(
    tx: &Tx<'_>,
    caller: &Caller,
    checked_hash: &str,
    new: &str,
    short: bool,
) -> Result<(), Error> {
    if tx.password_of(caller.user)?.as_deref() != Some(checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    tx.subject(caller.user, None);
    let has_factor = tx.user(caller.user)?.for_the_clinic()?.second_factor;
    if short && !has_factor {
        return Err(
            Refusal::field("new_password", "your second factor is gone meanwhile: use a longer one").into()
        );
    }
    tx.save_password(caller.user, new, short)?;
    Ok(tx.end_sessions_of(caller.user, caller.session())?)
}
