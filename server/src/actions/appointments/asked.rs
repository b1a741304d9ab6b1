//! What an account asked for by itself: how much it may, and calling all of it off in one act.

use chrono::TimeDelta;
use praxis_shared::{id::PatientId, time::Instant};

use super::{change::cancel_seen, settle::rules};
use crate::{
    domain::{
        appointment::{Appointment, ClosedBy},
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
    if caller.is_staff() {
        return Ok(());
    }
    let Some(patient) = caller.as_patient() else { return Ok(()) };
    let doubted = caller.doubt.new || caller.doubt.unconfirmed_since.is_some();
    let most = if doubted { limits.open_visits_when_new } else { limits.open_visits };
    let asked = tx.asked_visits(patient, caller.user, now - TimeDelta::days(1))?;
    if asked.open >= i64::from(most) {
        let why = if doubted { " while it is new or not confirmed" } else { "" };
        let text = format!(
            "you asked for {} visits that are still to come, and an account may ask for {most} at once{why}: cancel one, or \
             call the front desk, who can book more",
            asked.open
        );
        return Err(Refusal::AsksTooMuch(text, None).into());
    }
    if asked.lately >= i64::from(limits.visits_a_day)
        && let Some(first) = asked.first_lately
    {
        let text = format!(
            "an account may ask for {} visits within 24 hours: try again later, or call the front desk",
            limits.visits_a_day
        );
        let wait = (first + TimeDelta::days(1) - now).max(TimeDelta::seconds(1));
        return Err(Refusal::AsksTooMuch(text, Some(wait)).into());
    }
    Ok(())
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
    let whose = tx.patient(patient)?.open(caller)?;
    let Some(user) = whose.user else { return Ok(Vec::new()) };
    let rules = rules(&tx.clinic()?);
    let mut gone = Vec::new();
    for visit in tx.visits_asked_by(patient, user)? {
        gone.push(cancel_seen(tx, caller, &visit, ClosedBy::Clinic, reason, &rules, now)?);
    }
    tx.subject(patient, Some(patient));
    Ok(gone)
}
