//! The verbs on a visit that is there already, one function each.

use praxis_shared::time::Instant;

use super::settle::{rules, settle, settle_remark};
use crate::{
    domain::{
        appointment::{Actor, Appointment, ClosedBy, Remark, Rules, Seen, Step, Verb},
        caller::Caller,
        refusal::{Refusal, expect_version},
    },
    store::{Error, Tx},
};

/// Agrees to a request; the overlap test runs again.
pub fn approve(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Approve, now, |it, by| Ok(it.approve(by, now)?))
}

/// Says no to a request.
pub fn reject(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    reason: &str,
    now: Instant,
) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Reject, now, |it, by| Ok(it.reject(by, reason.to_owned(), now)?))
}

/// Notes that the patient came.
pub fn arrive(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    let rules = rules(&tx.clinic()?);
    act(tx, caller, seen, Verb::Arrive, now, |it, by| Ok(it.arrive(by, &rules, now)?))
}

/// Notes that the patient can be called, in this room if one is given.
pub fn ready(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    room: Option<&str>,
    now: Instant,
) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Ready, now, |it, by| Ok(it.ready(by, room.map(str::to_owned), now)?))
}

/// The doctor begins.
pub fn start(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Start, now, |it, by| Ok(it.start(by, now)?))
}

/// The visit is over.
pub fn complete(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Complete, now, |it, by| Ok(it.complete(by, now)?))
}

/// The patient did not come.
pub fn no_show(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::NoShow, now, |it, by| Ok(it.no_show(by, now)?))
}

/// The patient went without being seen.
pub fn leave(tx: &Tx<'_>, caller: &Caller, seen: Seen, now: Instant) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Leave, now, |it, by| Ok(it.leave(by, now)?))
}

/// Calls the visit off. Staff say why, and whether the patient asked for it.
pub fn cancel(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    cause: ClosedBy,
    reason: &str,
    now: Instant,
) -> Result<Appointment, Error> {
    let rules = rules(&tx.clinic()?);
    act(tx, caller, seen, Verb::Cancel, now, |it, by| {
        let step = it.cancel(by, cause, reason.to_owned(), &rules, now)?;
        if by.is_staff() && reason.is_empty() && step.transition.is_some() {
            return Err(Refusal::field("reason", "say why the visit is cancelled").into());
        }
        Ok(step)
    })
}

/// Calls off a visit that was read in this transaction, for the clinic.
pub(super) fn cancel_seen(
    tx: &Tx<'_>,
    caller: &Caller,
    was: &Appointment,
    cause: ClosedBy,
    reason: &str,
    rules: &Rules,
    now: Instant,
) -> Result<Appointment, Error> {
    let by = Actor::on(was, caller, Verb::Cancel)?;
    settle(tx, was, was.clone().cancel(by, cause, reason.to_owned(), rules, now)?, now)
}

/// Takes the last step back; the overlap test runs again.
pub fn undo(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    reason: &str,
    now: Instant,
) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::Undo, now, |it, by| Ok(it.undo(by, reason.to_owned(), now)?))
}

/// Declares that the visit should never have been there.
pub fn enter_in_error(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    reason: &str,
    now: Instant,
) -> Result<Appointment, Error> {
    act(tx, caller, seen, Verb::EnterInError, now, |it, by| {
        Ok(it.enter_in_error(by, reason.to_owned(), now)?)
    })
}

/// Changes room, note, kind, or the mark that the patient is late.
pub fn remark(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    remark: &Remark,
    now: Instant,
) -> Result<Appointment, Error> {
    let was = open(tx, caller, seen)?;
    let by = Actor::on(&was, caller, Verb::Ready)?;
    let it = was.clone().remark(remark.clone(), by, now)?;
    settle_remark(tx, &was, it, now)
}

/// Loads the visit in the version that was seen.
pub(super) fn open(tx: &Tx<'_>, caller: &Caller, seen: Seen) -> Result<Appointment, Error> {
    let it = tx.appointment(seen.id)?.open(caller)?;
    expect_version(it.version, seen.version.unwrap_or(0))?;
    Ok(it)
}

fn act(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    verb: Verb,
    now: Instant,
    step: impl FnOnce(Appointment, Actor) -> Result<Step, Error>,
) -> Result<Appointment, Error> {
    let was = open(tx, caller, seen)?;
    let by = Actor::on(&was, caller, verb)?;
    settle(tx, &was, step(was.clone(), by)?, now)
}
