//! Doubt: who came into an account by a code or after a reset may be somebody else. A patient's account sees nothing older
//! then until a doctor confirms it; one of staff sees no clinical text until somebody confirms it or a day has passed.

use praxis_shared::{
    id::{PatientId, UserId},
    time::Instant,
};

use super::{
    grants::{ConsoleCode, expect_confirmer},
    tell,
};
use crate::{
    domain::{
        caller::Caller,
        event::{Audience, Event},
        notice::NoticeKind,
        patient::{Identity, PatientChart},
        people::{RECOVERY_HOURS, Role, Roles, User},
        refusal::Refusal,
    },
    store::{Error, Tx},
};

/// The account after a code or a reset reached it, from the hand of `by` (none: of the server's console, which is trusted).
/// `paper` says that codes are handed out to people who were looked at.
#[must_use]
pub(super) fn reached(user: User, by: Option<UserId>, paper: bool, now: Instant) -> User {
    if by.is_none() {
        return User { unconfirmed_time: None, recovering_time: None, doubted_by: None, ..user };
    }
    let patient = user.roles.has(Role::Patient) && !paper;
    let staff = user.roles.is_staff() && user.state != crate::domain::people::UserState::Invited;
    User {
        unconfirmed_time: if patient { Some(now) } else { user.unconfirmed_time },
        recovering_time: if staff { Some(now) } else { user.recovering_time },
        doubted_by: by.filter(|_| staff).or(user.doubted_by),
        ..user
    }
}

/// After a reset by an administrator.
#[must_use]
pub fn reset_by(user: User, by: UserId, now: Instant) -> User {
    reached(user, Some(by), false, now)
}

/// Tells administrators, and the doctors of a patient, that somebody came into an account, and from where.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn tell_reached(tx: &Tx<'_>, user: &User, what: &str) -> Result<(), Error> {
    let text = format!("{} ({}): {what}", user.display_name(), user.user_name);
    let mut told: Vec<(UserId, Roles)> =
        tx.admins()?.into_iter().map(|it| (it, Role::Admin.alone())).collect();
    if let Some(patient) = user.patient {
        for doctor in tx.doctors_in_care(patient)? {
            let doctor = tx.doctor(doctor)?.for_the_clinic()?.user;
            if told.iter().all(|(it, _)| *it != doctor) {
                told.push((doctor, Role::Doctor.alone()));
            }
        }
    }
    for (reader, roles) in told.into_iter().filter(|(it, _)| *it != user.id) {
        tx.notify((reader, roles), NoticeKind::CodeRedeemed, &text, user.id.to_string())?;
    }
    Ok(())
}

/// The chart that a doctor in care looks at, and the account of its patient.
fn account(tx: &Tx<'_>, caller: &Caller, patient: PatientId) -> Result<(PatientChart, User), Error> {
    tx.subject(format!("{patient}/chart"), Some(patient));
    let chart = tx.patient_chart(patient)?.open(caller)?;
    let none = || Refusal::WrongState("this patient has no account".into());
    let user = tx.patient(patient)?.for_the_clinic()?.user.ok_or_else(none)?;
    if user == caller.user {
        let why = "this is about your own account: another doctor who treats you can confirm it";
        return Err(Refusal::NotYoursToConfirm(why.into()).into());
    }
    Ok((chart, tx.user(user)?.for_the_clinic()?))
}

/// A doctor in care has looked at the person: it is the patient.
///
/// # Errors
/// [`Refusal::NotFound`] outside a relation of care, [`Refusal::WrongState`] without an account or doubt.
pub fn confirm_patient(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    now: Instant,
) -> Result<PatientChart, Error> {
    let (chart, user) = account(tx, caller, patient)?;
    if user.unconfirmed_time.is_none() && user.new_time.is_none() && user.email_confirmed {
        return Err(
            Refusal::WrongState("nobody doubts this account: there is nothing to confirm".into()).into()
        );
    }
    let email_confirmed = user.email_confirmed || !tx.email_is_taken(&user.email, user.id)?;
    let user = User { unconfirmed_time: None, new_time: None, email_confirmed, ..user.touched(now) };
    settle(tx, &user, &chart, "confirmed that you are the patient: your whole record is open to you")?;
    Ok(PatientChart { identity: Identity::Confirmed, ..chart })
}

/// A doctor in care doubts that the person behind the account is the patient.
///
/// # Errors
/// [`Refusal::NotFound`] outside a relation of care, [`Refusal::WrongState`] without an account or in doubt already.
pub fn doubt_patient(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    now: Instant,
) -> Result<PatientChart, Error> {
    let (chart, user) = account(tx, caller, patient)?;
    if user.unconfirmed_time.is_some() {
        return Err(Refusal::WrongState("this account is in doubt already".into()).into());
    }
    let user = User { unconfirmed_time: Some(now), ..user.touched(now) };
    tx.end_api_tokens_of(user.id)?;
    settle(
        tx,
        &user,
        &chart,
        "has to confirm that you are the patient: until then your record is closed here",
    )?;
    Ok(PatientChart { identity: Identity::Unconfirmed, ..chart })
}

fn settle(tx: &Tx<'_>, user: &User, chart: &PatientChart, what: &str) -> Result<(), Error> {
    tx.save_user(user)?;
    tell(tx, user)?;
    tx.subject(format!("{}/chart", chart.patient), Some(chart.patient));
    tx.notify(
        (user.id, Roles::NONE),
        NoticeKind::Account,
        &format!("Your doctor {what}."),
        user.id.to_string(),
    )?;
    let mut audience = vec![Audience::As(user.id, Role::Patient.alone())];
    for doctor in &chart.doctors {
        audience.push(Audience::As(tx.doctor(*doctor)?.for_the_clinic()?.user, Role::Doctor.alone()));
    }
    tx.emit(Event::PatientChart(chart.patient), &audience)?;
    // what was seen and what was not changes: the account's terminals list anew
    Ok(tx.relist(user.id)?)
}

/// An account of staff that was reset is in the right hands.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`] if nothing waits, [`Refusal::NotYoursToConfirm`], [`Refusal::CodeInvalid`].
pub fn confirm_user(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    code: ConsoleCode,
    now: Instant,
) -> Result<User, Error> {
    tx.subject(id, None);
    let user = tx.user(id)?.open(caller)?;
    if !user.is_recovering(now) {
        return Err(Refusal::WrongState(
            "this account was not reset lately: there is nothing to confirm".into(),
        )
        .into());
    }
    expect_confirmer(tx, caller, user.id, user.doubted_by, code)?;
    let user = User { recovering_time: None, doubted_by: None, ..user.touched(now) };
    tx.save_user(&user)?;
    tell(tx, &user)?;
    tx.relist(user.id)?;
    Ok(user)
}

/// What whoever sits at a known terminal must know before they sign in: a sentence for each account known there that was
/// reset and that nobody has confirmed.
///
/// # Errors
/// If the database fails.
pub fn warnings(tx: &Tx<'_>, device: &[u8; 32], now: Instant) -> Result<Vec<String>, Error> {
    let zone = tx.clinic()?.zone;
    let mut found = Vec::new();
    for user in tx.users_of_device(device)? {
        let user = tx.user(user)?.for_the_clinic()?;
        if let Some(reset) = user.recovering_time.filter(|_| user.is_recovering(now)) {
            let at = praxis_shared::time::print_instant(zone, reset);
            found.push(format!(
                "The account {} was reset ({at}). If that was not you, tell the administrator at once: it sees \
                 clinical text again {RECOVERY_HOURS} hours after that.",
                user.user_name
            ));
        }
    }
    Ok(found)
}
