//! Who hears of a visit: boards get the visit as it is now, people get a notice
//! of what was done. Nobody gets a notice of what they did themselves, and no
//! notice says why a patient comes.

use chrono::TimeDelta;
use praxis_shared::{id::UserId, time::print_instant};

use crate::{
    domain::{
        appointment::{Appointment, State, Transition, Verb},
        event::{Audience, Event},
        notice::NoticeKind,
        people::{Role, Roles},
    },
    store::{Accounts, Error, Tx},
};

/// Notices older than that are not looked through for one that another joins: a doctor may have let many lie.
const JOINED_FOR: TimeDelta = TimeDelta::days(1);

/// Lets every board, list and badge that shows the visit know, that of a doctor who lost it too.
pub(super) fn boards(
    tx: &Tx<'_>,
    was: Option<&Appointment>,
    it: &Appointment,
    accounts: Accounts,
) -> Result<(), Error> {
    let mut audiences = vec![Audience::Role(Role::Desk), Audience::Role(Role::Admin)];
    let as_doctor = |it| Audience::As(it, Role::Doctor.alone());
    audiences.extend(accounts.doctor.map(as_doctor));
    audiences.extend(accounts.patient.map(|it| Audience::As(it, Role::Patient.alone())));
    if let Some(was) = was.filter(|was| was.doctor.id != it.doctor.id) {
        audiences.extend(tx.accounts_of(was.patient.id, was.doctor.id)?.doctor.map(as_doctor));
    }
    tx.emit(Event::Appointment(Box::new(it.clone())), &audiences)?;
    Ok(())
}

/// Puts a notice into the inboxes of patient and doctor, where there is something to tell.
pub(super) fn inboxes(
    tx: &Tx<'_>,
    step: &Transition,
    it: &Appointment,
    accounts: Accounts,
) -> Result<(), Error> {
    let Some((kind, what)) = news(step) else { return Ok(()) };
    let when = print_instant(tx.clinic()?.zone, it.span.start);
    let told = [
        (accounts.patient, Role::Patient.alone(), &it.doctor.name),
        (accounts.doctor, Role::Doctor.alone(), &it.patient.name),
    ];
    for (user, roles, with) in told {
        if let Some(user) = user.filter(|&user| user != step.actor.user) {
            let text = format!("Visit with {with}, {when}: {what}.");
            put(tx, step, (user, roles), kind, text, it.id.to_string())?;
        }
    }
    Ok(())
}

/// What patients do to a visit again and again is one notice until it is read: it says the newest.
fn put(
    tx: &Tx<'_>,
    step: &Transition,
    to: (UserId, Roles),
    kind: NoticeKind,
    text: String,
    subject: String,
) -> Result<(), Error> {
    let again = step.actor.role == Role::Patient && step.verb != Verb::Book;
    let before = if again { tx.unread_notice_since(to, &subject, tx.now() - JOINED_FOR)? } else { None };
    match before {
        Some(before) => tx.join_notice(before, kind, text, subject)?,
        None => drop(tx.notify(to, kind, &text, subject)?),
    }
    Ok(())
}

/// What there is to tell, if anything: a patient knows that they came.
fn news(step: &Transition) -> Option<(NoticeKind, &'static str)> {
    let by_patient = step.actor.role == Role::Patient;
    match (step.verb, step.to) {
        (Verb::Book, State::Requested) => Some((NoticeKind::VisitRequested, "asked for")),
        (Verb::Book, State::Approved) => Some((NoticeKind::VisitApproved, "booked")),
        (Verb::Approve, _) => Some((NoticeKind::VisitApproved, "approved")),
        (Verb::Reject, _) => Some((NoticeKind::VisitRejected, "turned down")),
        (Verb::Move, State::Requested) if by_patient => {
            Some((NoticeKind::VisitMoved, "moved to this time by the patient, to be approved"))
        }
        (Verb::Move, _) => Some((NoticeKind::VisitMoved, "moved to this time")),
        (Verb::Cancel, _) if by_patient => Some((NoticeKind::VisitCancelled, "cancelled by the patient")),
        (Verb::Cancel, _) => Some((NoticeKind::VisitCancelled, "cancelled by the clinic")),
        (Verb::EnterInError, _) if step.from.is_some_and(|from| !from.is_final()) => {
            Some((NoticeKind::VisitCancelled, "taken out, it was entered in error"))
        }
        (Verb::Undo, State::Requested) => Some((NoticeKind::VisitRequested, "to be approved again")),
        (Verb::Undo, State::Approved) => match step.from {
            Some(State::Cancelled) => Some((NoticeKind::VisitApproved, "on again")),
            Some(State::Approved) => Some((NoticeKind::VisitMoved, "moved back to this time")),
            _ => None,
        },
        _ => None,
    }
}
