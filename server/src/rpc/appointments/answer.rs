//! Visits as they go over the wire. What a reader may see depends on who reads:
//! the staff's note is left out for patients, and the time to undo is told
//! only to whoever made the step.

use praxis_shared::{pb, time::Instant};

use super::super::convert::{date, timestamp};
use crate::domain::{
    appointment::{Appointment, ClosedBy, OverrideKind, State, Transition, Visit, VisitKind},
    caller::Caller,
    patient::Gender,
};

/// The visit as this caller may see it.
pub fn appointment(it: &Appointment, caller: &Caller, now: Instant) -> pb::Appointment {
    let undo = it.last.as_ref().filter(|last| last.actor.user == caller.user && now <= last.undo_until());
    let closed = it.closed.as_ref();
    pb::Appointment {
        name: it.id.to_string(),
        patient: it.patient.id.to_string(),
        patient_display_name: it.patient.name.clone(),
        patient_number: it.patient.number,
        patient_birth_date: Some(date(it.patient.birth_date)),
        patient_gender: gender(it.patient.gender).into(),
        doctor: it.doctor.id.to_string(),
        doctor_display_name: it.doctor.name.clone(),
        state: state(it.state).into(),
        start_time: Some(timestamp(it.span.start)),
        end_time: Some(timestamp(it.span.end)),
        buffer_before_minutes: it.buffers.before.into(),
        buffer_after_minutes: it.buffers.after.into(),
        visit_kind: kind(it.kind).into(),
        room: it.room.clone(),
        note: if caller.roles.is_staff() { it.note.clone() } else { String::new() },
        late: it.late,
        walk_in: it.walk_in,
        r#override: it.overridden.as_ref().map(|it| pb::Override {
            kinds: it.kinds.iter().map(|&kind| override_kind(kind).into()).collect(),
            reason: it.reason.clone(),
        }),
        created_by: it.requested_by.to_string(),
        create_time: Some(timestamp(it.created_at)),
        update_time: Some(timestamp(it.updated_at)),
        arrive_time: it.arrived_at.map(timestamp),
        visit_start_time: it.started_at.map(timestamp),
        visit_end_time: it.ended_at.map(timestamp),
        cancel_reason: closed.map(|it| it.reason.clone()).unwrap_or_default(),
        cancelled_by: match (it.state, closed) {
            (State::Cancelled | State::Rejected, Some(closed)) => closed_by(closed.by).into(),
            _ => pb::CancelledBy::Unspecified.into(),
        },
        undo_until: undo.map(|last| timestamp(last.undo_until())),
        version: it.version,
    }
}

/// The visit and the reason for it; the caller is its patient or its doctor.
pub(super) fn visit(it: &Visit, caller: &Caller, now: Instant) -> pb::Visit {
    pb::Visit { appointment: Some(appointment(&it.appointment, caller, now)), reason: it.reason.clone() }
}

/// One step, with the name of whoever made it.
pub(super) fn transition(it: &Transition, actor: &str) -> pb::Transition {
    pb::Transition {
        time: Some(timestamp(it.time)),
        actor: it.actor.user.to_string(),
        actor_display_name: actor.to_owned(),
        from_state: it.from.map_or(pb::AppointmentState::Unspecified, state).into(),
        to_state: state(it.to).into(),
        action: it.verb.code().to_owned(),
        reason: it.reason.clone(),
        version: it.seq,
    }
}

fn state(it: State) -> pb::AppointmentState {
    use pb::AppointmentState as Wire;
    match it {
        State::Requested => Wire::Requested,
        State::Approved => Wire::Approved,
        State::Arrived => Wire::Arrived,
        State::Ready => Wire::Ready,
        State::InVisit => Wire::InVisit,
        State::Completed => Wire::Completed,
        State::Rejected => Wire::Rejected,
        State::Cancelled => Wire::Cancelled,
        State::NoShow => Wire::NoShow,
        State::LeftBeforeSeen => Wire::LeftBeforeSeen,
        State::EnteredInError => Wire::EnteredInError,
    }
}

fn kind(it: VisitKind) -> pb::VisitKind {
    match it {
        VisitKind::New => pb::VisitKind::New,
        VisitKind::FollowUp => pb::VisitKind::FollowUp,
        VisitKind::Check => pb::VisitKind::Check,
        VisitKind::Vaccine => pb::VisitKind::Vaccine,
        VisitKind::Results => pb::VisitKind::Results,
        VisitKind::Procedure => pb::VisitKind::Procedure,
        VisitKind::Other => pb::VisitKind::Other,
    }
}

fn override_kind(it: OverrideKind) -> pb::OverrideKind {
    match it {
        OverrideKind::OutsideHours => pb::OverrideKind::OutsideHours,
        OverrideKind::OffDuty => pb::OverrideKind::OffDuty,
    }
}

fn closed_by(it: ClosedBy) -> pb::CancelledBy {
    match it {
        ClosedBy::Patient => pb::CancelledBy::Patient,
        ClosedBy::Clinic => pb::CancelledBy::Clinic,
    }
}

fn gender(it: Gender) -> pb::Gender {
    match it {
        Gender::Unspecified => pb::Gender::Unspecified,
        Gender::Female => pb::Gender::Female,
        Gender::Male => pb::Gender::Male,
        Gender::Other => pb::Gender::Other,
        Gender::Unknown => pb::Gender::Unknown,
    }
}
