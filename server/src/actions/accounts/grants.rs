//! Four eyes: roles that open clinical text are granted by one and confirmed by another. As long as the clinic never had
//! anybody else who could confirm them, they take effect at once.

use chrono::TimeDelta;
use praxis_shared::{
    id::{RoleGrantId, UserId},
    time::Instant,
};

use super::tell;
use crate::{
    domain::{
        caller::Caller,
        grant::{ADMITTED_DAYS, GUARDED, RoleGrant},
        notice::NoticeKind,
        people::{Role, Roles, User, UserState},
        refusal::Refusal,
    },
    store::{Error, Tx},
};

/// What was typed as a code of the server's console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleCode {
    /// Nothing.
    None,
    /// Something that is no such code, or was one.
    Wrong,
    /// One that this server signed and that is still good.
    Good {
        /// SHA-256 of it.
        hash: [u8; 32],
        /// When it is good no more.
        expire_time: Instant,
    },
}

/// The roles that take effect now of those that somebody grants; the others wait.
///
/// # Errors
/// If the database fails.
pub(super) fn in_effect(
    tx: &Tx<'_>,
    granter: UserId,
    user: &User,
    wanted: Roles,
    now: Instant,
) -> Result<Roles, Error> {
    let guarded = wanted.without(user.roles).and(GUARDED);
    // what was granted before and is not wanted any more waits no longer
    tx.withdraw_grant_of(user.id, granter)?;
    if guarded.is_empty() {
        return Ok(wanted);
    }
    let grant = RoleGrant {
        id: RoleGrantId::new(now),
        user: user.id,
        roles: guarded,
        granter,
        create_time: now,
        decide_time: None,
    };
    if !tx.others_could_confirm(granter)? {
        tx.add_grant(&RoleGrant { decide_time: Some(now), ..grant })?;
        return Ok(wanted);
    }
    tx.add_grant(&grant)?;
    let by = tx.user(granter)?.for_the_clinic()?.display_name();
    let text =
        format!("{by} gives {} {}: to be confirmed by somebody else", user.display_name(), words(guarded));
    for (confirmer, role) in tx.confirmers()? {
        if confirmer != granter && confirmer != user.id {
            tx.notify((confirmer, role), NoticeKind::ConfirmationWanted, &text, grant.id.to_string())?;
        }
    }
    Ok(wanted.without(guarded))
}

/// Notes that somebody let an account in again that holds such roles: they admitted it.
pub(super) fn readmitted(tx: &Tx<'_>, by: UserId, user: &User, now: Instant) -> Result<(), Error> {
    let roles = user.roles.and(GUARDED);
    if roles.is_empty() {
        return Ok(());
    }
    let id = RoleGrantId::new(now);
    let grant = RoleGrant { id, user: user.id, roles, granter: by, create_time: now, decide_time: Some(now) };
    Ok(tx.add_grant(&grant)?)
}

/// "the role of a doctor".
fn words(roles: Roles) -> &'static str {
    match (roles.has(Role::Admin), roles.has(Role::Doctor)) {
        (true, true) => "the roles of administrator and doctor",
        (true, false) => "the role of administrator",
        _ => "the role of doctor",
    }
}

/// Grants that wait, oldest first, each with the names of both and whether the caller may confirm it.
///
/// # Errors
/// If the database fails.
pub fn list(
    tx: &Tx<'_>,
    caller: &Caller,
    after: Option<RoleGrantId>,
    limit: usize,
) -> Result<Vec<(RoleGrant, [String; 2], bool)>, Error> {
    tx.subject("roleGrants", None);
    let mut found = Vec::new();
    for grant in tx.waiting_grants(after, limit)? {
        let names = [grant.user, grant.granter]
            .map(|it| -> Result<String, Error> { Ok(tx.user(it)?.for_the_clinic()?.display_name()) });
        let [user, granter] = names;
        let may = may_confirm(tx, caller, grant.user, Some(grant.granter))?.is_ok();
        found.push((grant, [user?, granter?], may));
    }
    Ok(found)
}

/// Whether the caller may confirm what `granter` did for `user`, and else why not.
///
/// # Errors
/// If the database fails.
pub(super) fn may_confirm(
    tx: &Tx<'_>,
    caller: &Caller,
    user: UserId,
    granter: Option<UserId>,
) -> Result<Result<(), Refusal>, Error> {
    let no = |why: &str| {
        let how = "another administrator or a doctor can, or somebody with a code of the server's console \
                   (praxis-server confirm)";
        Ok(Err(Refusal::NotYoursToConfirm(format!("{why}: {how}"))))
    };
    if caller.user == user {
        return no("this is about your own account");
    }
    if granter == Some(caller.user) {
        return no("you did this yourself");
    }
    if caller.doubt.recovering || caller.doubt.unconfirmed_since.is_some() {
        return no("your own account waits to be confirmed");
    }
    let lately = tx.now() - TimeDelta::days(ADMITTED_DAYS);
    if let Some(granter) = granter
        && tx.was_admitted_by(caller.user, granter, lately)?
    {
        return no("who did this admitted you within the last seven days");
    }
    Ok(Ok(()))
}

/// Lets the caller confirm, by right or by a code of the console, which is used up.
///
/// # Errors
/// [`Refusal::NotYoursToConfirm`], [`Refusal::CodeInvalid`].
pub(super) fn expect_confirmer(
    tx: &Tx<'_>,
    caller: &Caller,
    user: UserId,
    granter: Option<UserId>,
    code: ConsoleCode,
) -> Result<(), Error> {
    match code {
        ConsoleCode::None => Ok(may_confirm(tx, caller, user, granter)??),
        ConsoleCode::Wrong => Err(Refusal::CodeInvalid.into()),
        ConsoleCode::Good { hash, expire_time } => {
            tx.because("a code of the server's console");
            if tx.use_console_code(&hash, expire_time)? { Ok(()) } else { Err(Refusal::CodeInvalid.into()) }
        }
    }
}

fn waiting(tx: &Tx<'_>, caller: &Caller, id: RoleGrantId) -> Result<RoleGrant, Error> {
    tx.subject(id, None);
    let grant = tx.grant(id)?.open(caller)?;
    if grant.decide_time.is_some() {
        return Err(
            Refusal::WrongState("this does not wait any more: it was confirmed or withdrawn".into()).into()
        );
    }
    Ok(grant)
}

/// The roles take effect.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`], [`Refusal::NotYoursToConfirm`], [`Refusal::CodeInvalid`].
pub fn confirm(
    tx: &Tx<'_>,
    caller: &Caller,
    id: RoleGrantId,
    code: ConsoleCode,
    now: Instant,
) -> Result<User, Error> {
    let grant = waiting(tx, caller, id)?;
    expect_confirmer(tx, caller, grant.user, Some(grant.granter), code)?;
    tx.decide_grant(grant.id, caller.user, true)?;
    let user = tx.user(grant.user)?.for_the_clinic()?;
    let user = match user.state {
        // who signed up for the role is let in by it
        UserState::Pending => {
            let email_confirmed = !tx.email_is_taken(&user.email, user.id)?;
            User { email_confirmed, new_time: None, ..user.approve(now)? }
        }
        _ => user.touched(now),
    };
    let user = User { roles: user.roles.or(grant.roles), waiting_roles: Roles::NONE, ..user };
    tx.save_user(&user)?;
    tell(tx, &user)?;
    Ok(user)
}

/// The roles do not take effect.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub fn withdraw(tx: &Tx<'_>, caller: &Caller, id: RoleGrantId, now: Instant) -> Result<User, Error> {
    let grant = waiting(tx, caller, id)?;
    tx.decide_grant(grant.id, caller.user, false)?;
    let user = tx.user(grant.user)?.for_the_clinic()?.touched(now);
    tx.save_user(&user)?;
    tell(tx, &user)?;
    Ok(user)
}
