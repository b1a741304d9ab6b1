//! What an account asked for by itself: how much it may, and calling all of it off in one act.

use chrono::TimeDelta;
use praxis_shared::{id::PatientId, time::Instant};

use super::{
    change::{self, cancel_seen},
    settle::rules,
};
use crate::{
    domain::{
        appointment::{Appointment, ClosedBy, Seen, Verb},
        asking::AskingLimits,
        caller::Caller,
        refusal::Refusal,
    },
    store::{Error, Tx},
};

/// Refuses a patient who asked for as many visits as one account may. What staff book does not count.
///
/// # Errors
/// [`Refusal::AsksTooMuch`], with the time to wait where waiting helps.
pub fn expect_room(tx: &Tx<'_>, caller: &Caller, limits: &AskingLimits, now: Instant) -> Result<(), Error> {
    let Some(patient) = asks_as(caller) else { return Ok(()) };
    let open = tx.asked_open(patient, caller.user)?;
    if open >= most_open(caller, limits) {
        return Err(has_enough(caller, limits, open).into());
    }
    let day = TimeDelta::days(1);
    // if the limit was lowered since, there may be more than it allows: the wait is for room, not for the first to be old
    if let Some(oldest) = tx.asked_lately(patient, caller.user, now - day, limits.visits_a_day)? {
        let text = format!(
            "an account may ask for {} visits within 24 hours: try again later, or call the front desk",
            limits.visits_a_day
        );
        let wait = (oldest + day - now).clamp(TimeDelta::seconds(1), day);
        return Err(Refusal::AsksTooMuch(text, Some(wait)).into());
    }
    Ok(())
}

/// Takes a step back, unless a patient would have more visits by it than one account may ask for.
///
/// # Errors
/// What the step refuses; [`Refusal::AsksTooMuch`].
pub fn undo_within(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    reason: &str,
    limits: &AskingLimits,
    now: Instant,
) -> Result<Appointment, Error> {
    let Some(patient) = asks_as(caller) else { return change::undo(tx, caller, seen, reason, now) };
    let before = tx.asked_open(patient, caller.user)?;
    let it = change::undo(tx, caller, seen, reason, now)?;
    let open = tx.asked_open(patient, caller.user)?;
    if open > before && open > most_open(caller, limits) {
        return Err(has_enough(caller, limits, before).into());
    }
    Ok(it)
}

/// The patient whose visits count; none for staff.
fn asks_as(caller: &Caller) -> Option<PatientId> {
    caller.as_patient().filter(|_| !caller.is_staff())
}

const fn is_doubted(caller: &Caller) -> bool {
    caller.doubt.new || caller.doubt.unconfirmed_since.is_some()
}

fn most_open(caller: &Caller, limits: &AskingLimits) -> i64 {
    i64::from(if is_doubted(caller) { limits.open_visits_when_new } else { limits.open_visits })
}

fn has_enough(caller: &Caller, limits: &AskingLimits, open: i64) -> Refusal {
    let most = most_open(caller, limits);
    let why = if is_doubted(caller) { " while it is new or not confirmed" } else { "" };
    let text = format!(
        "you asked for {open} visits that are still to come, and an account may ask for {most} at once{why}: cancel one, or \
         call the front desk, who can book more"
    );
    Refusal::AsksTooMuch(text, None)
}

/// Calls off all visits to come that the patient's account asked for itself.
///
/// # Errors
/// [`Refusal::NotFound`] without such a patient, [`Refusal::Invalid`] without a reason.
pub fn cancel_asked(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    reason: &str,
    now: Instant,
) -> Result<Vec<Appointment>, Error> {
    tx.subject(patient, Some(patient));
    let whose = tx.patient(patient)?.open(caller)?;
    let Some(user) = whose.user else { return Ok(Vec::new()) };
    let rules = rules(&tx.clinic()?);
    let mut gone = Vec::new();
    let to_come = tx.visits_asked_by(patient, user)?.into_iter();
    // one that began before its time is no visit to come any more
    for visit in to_come.filter(|it| it.state.after(Verb::Cancel).is_some()) {
        gone.push(cancel_seen(tx, caller, &visit, ClosedBy::Clinic, reason, &rules, now)?);
    }
    tx.subject(patient, Some(patient));
    Ok(gone)
}
