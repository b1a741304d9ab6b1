//! The administrator's people, and everybody's own profile.

use praxis_shared::{id::UserId, time::Instant};
use serde::{Deserialize, Serialize};

use super::{
    add_people,
    draft::{AccountDraft, RoleDraft},
    grants, tell,
};
use crate::{
    actions::patients,
    domain::{
        caller::Caller,
        people::{Profile, Role, Roles, User, UserState},
        refusal::{Refusal, Violations, expect_version},
        session::CODE_HOURS,
    },
    store::{Error, Issuer, Tx, UserFilter},
};

/// One user, with the picture.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn user(tx: &Tx<'_>, caller: &Caller, id: UserId) -> Result<Looked, Error> {
    tx.subject(id, None);
    let user = tx.user(id)?.open(caller)?;
    tx.subject(id, user.patient);
    let picture = tx.user_picture(&user)?;
    // whoever merely typed an e-mail learns nothing of those who have it
    let may_know = caller.acts_as(Role::Admin) || user.email_confirmed;
    let clash = may_know && tx.email_is_shared(&user.email, user.id)?;
    Ok(Looked { user, picture, clash })
}

/// An account as its owner and the administrator look at it.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The account.
    pub user: User,
    /// Its picture; empty for none.
    pub picture: Vec<u8>,
    /// Another account gives the same e-mail; told to administrators, and to whom the e-mail signs in.
    pub clash: bool,
}

/// Users by name.
///
/// # Errors
/// If the database fails.
pub fn users(
    tx: &Tx<'_>,
    filter: &UserFilter,
    after: Option<(String, UserId)>,
    limit: usize,
) -> Result<Vec<User>, Error> {
    tx.subject("users", None);
    Ok(tx.users(filter, after, limit)?)
}

/// An account and the code that was issued for it. A replayed answer holds the hash of the first
/// code, by which the caller sees that the code in hand is not the one stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    /// The account.
    pub user: User,
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// When the code stops working.
    pub expire_time: Instant,
}

/// Creates an account with all of these roles at once, without a code: of somebody whom the clinic begins with.
///
/// # Errors
/// [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
pub fn join(
    tx: &Tx<'_>,
    account: &AccountDraft,
    roles: Roles,
    needs: &RoleDraft,
    now: Instant,
) -> Result<User, Error> {
    let user = account.clone().into_user(roles, None, UserState::Invited, now);
    tx.add_user(&user, None)?;
    let user = add_people(tx, user, roles, needs, now)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Creates an account that waits for its activation code.
///
/// # Errors
/// [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
pub fn create_user(
    tx: &Tx<'_>,
    caller: &Caller,
    account: &AccountDraft,
    roles: Roles,
    needs: &RoleDraft,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Issued, Error> {
    let user = account.clone().into_user(Roles::NONE, None, UserState::Invited, now);
    tx.add_user(&user, None)?;
    let now_held = grants::in_effect(tx, caller.user, &user, roles, now)?;
    let user = User { roles: now_held, waiting_roles: roles.without(now_held), ..user.touched(now) };
    tx.save_user(&user)?;
    let user = add_people(tx, user, roles, needs, now)?;
    tell(tx, &user)?;
    issue(tx, caller, user, code_hash, now)
}

/// Issues a code for an account that may be activated (again): older codes die.
///
/// # Errors
/// If the database fails.
pub fn issue(
    tx: &Tx<'_>,
    caller: &Caller,
    user: User,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Issued, Error> {
    let expire_time = now + chrono::Duration::hours(CODE_HOURS);
    let device = caller.session().map(|it| tx.device_of(it)).transpose()?.flatten();
    let issuer = Issuer { user: caller.user, device };
    tx.add_activation(code_hash, Some(user.id), Some(&issuer), expire_time)?;
    Ok(Issued { user, code_hash: *code_hash, expire_time })
}

/// A new activation code for somebody's account.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::WrongState`] for a disabled or pending account.
pub fn issue_code(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Issued, Error> {
    let user = tx.user(id)?.open(caller)?;
    match user.state {
        UserState::Active | UserState::Invited => {}
        UserState::Pending => {
            return Err(
                Refusal::WrongState("this account waits for approval: approve it first".into()).into()
            );
        }
        UserState::Disabled => {
            return Err(Refusal::WrongState("this account is disabled: enable it first".into()).into());
        }
    }
    tx.subject(user.id, None);
    issue(tx, caller, user, code_hash, now)
}

/// Changes personal data; a patient's or doctor's name follows the account where it is theirs.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::StaleVersion`]; [`Refusal::Unconfirmed`] for the e-mail and phone of an account that nobody
/// has confirmed; [`Refusal::EmailTaken`], to staff alone.
pub fn update_user(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    profile: &Profile,
    expected: i64,
    now: Instant,
) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    expect_version(user.version, expected)?;
    let profile = profile.clone();
    let new_email = profile.email.as_ref().is_some_and(|it| *it != user.email);
    let new_phone = profile.phone.as_ref().is_some_and(|it| *it != user.phone);
    if caller.doubt.unconfirmed_since.is_some() && (new_email || new_phone) {
        return Err(Refusal::Unconfirmed.into());
    }
    // what a stranger types says nothing of others: only those whom the clinic admitted have it confirmed at once
    let email_confirmed = if new_email { caller.is_staff() } else { user.email_confirmed };
    if let Some(picture) = &profile.picture {
        tx.save_picture(user.id, picture)?;
    }
    let user = User {
        first_name: profile.first_name.unwrap_or_else(|| user.first_name.clone()),
        last_name: profile.last_name.unwrap_or_else(|| user.last_name.clone()),
        email: profile.email.unwrap_or_else(|| user.email.clone()),
        phone: profile.phone.unwrap_or_else(|| user.phone.clone()),
        address: profile.address.unwrap_or_else(|| user.address.clone()),
        email_confirmed,
        ..user.touched(now)
    };
    tx.save_user(&user)?;
    patients::follow_account(tx, &user, now)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Replaces somebody's roles; their sessions see it with the next request.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::StaleVersion`], [`Refusal::LastAdmin`], [`Refusal::Invalid`] for what a new role needs.
pub fn set_roles(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    roles: Roles,
    needs: RoleDraft,
    expected: i64,
    now: Instant,
) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    expect_version(user.version, expected)?;
    if user.state == UserState::Pending {
        return Err(Refusal::WrongState("this account waits for approval: approve it first".into()).into());
    }
    if user.roles.has(Role::Admin) && !roles.has(Role::Admin) {
        keep_an_admin(tx, id)?;
    }
    let missing: Roles = roles
        .iter()
        .filter(|role| match role {
            Role::Doctor => user.doctor.is_none(),
            Role::Patient => user.patient.is_none(),
            Role::Admin | Role::Desk => false,
        })
        .collect();
    let mut wrong = Violations::default();
    let needs = needs.checked(missing, &mut wrong);
    wrong.finish()?;
    let now_held = grants::in_effect(tx, caller.user, &user, roles, now)?;
    let waiting_roles = roles.without(now_held);
    let user = User { roles: now_held, waiting_roles, ..user.touched(now) };
    tx.save_user(&user)?;
    let user = add_people(tx, user, roles, &needs, now)?;
    tell(tx, &user)?;
    Ok(user)
}

fn keep_an_admin(tx: &Tx<'_>, leaving: UserId) -> Result<(), Error> {
    if tx.other_admins(leaving)? == 0 { Err(Refusal::LastAdmin.into()) } else { Ok(()) }
}

/// Shuts an account out: sessions and streams end. Disabling twice is fine.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::LastAdmin`].
pub fn disable(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    if user.state == UserState::Disabled {
        return Ok(user);
    }
    if user.roles.has(Role::Admin) {
        keep_an_admin(tx, id)?;
    }
    let user = user.disable(now);
    tx.save_user(&user)?;
    tx.end_sessions_of(id, None)?;
    tx.end_api_tokens_of(id)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Lets a disabled account in again.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub fn enable(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    let has_password = tx.password_of(id)?.is_some();
    let user = user.enable(has_password, now)?;
    tx.save_user(&user)?;
    grants::readmitted(tx, caller.user, &user, now)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Grants the role that a pending account asked for.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub fn approve(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    let approved = user.clone().approve(now)?;
    let now_held = grants::in_effect(tx, caller.user, &user, approved.roles, now)?;
    let user = if now_held == approved.roles {
        // the clinic knows whom it let in: the e-mail counts, if nobody else has it
        let email_confirmed = !tx.email_is_taken(&user.email, user.id)?;
        User { new_time: None, email_confirmed, ..approved }
    } else {
        // it goes on waiting, now for somebody else to confirm it
        User { waiting_roles: approved.roles.without(now_held), ..user.touched(now) }
    };
    tx.save_user(&user)?;
    tell(tx, &user)?;
    Ok(user)
}
