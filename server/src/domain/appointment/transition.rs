//! The verbs themselves. Each takes the visit and gives back a [`Step`]: the
//! visit as it is now and the line for the log, or no line when the visit
//! already was where the caller wanted it. Role first, then state, then time.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::{
    id::AppointmentId,
    time::{Instant, Span, Tz, civil_date},
};
use serde::{Deserialize, Serialize};

use super::{
    Actor, Appointment, Buffers, ClosedBy, Closing, DoctorBrief, Override, PatientBrief, State, Verb,
    VisitKind, undo::LastStep,
};
use crate::domain::{people::Role, refusal::Refusal};

/// What the clinic's settings say about changing visits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Where civil days begin and end.
    pub zone: Tz,
    /// Patients cancel at the latest this many minutes before the start.
    pub cancel_cutoff_minutes: u32,
    /// Patients move a visit at the latest this many minutes before the start.
    pub reschedule_cutoff_minutes: u32,
}

impl Rules {
    /// The civil day of an instant.
    pub fn day_of(&self, time: Instant) -> NaiveDate {
        civil_date(self.zone, time)
    }
}

/// One line of the log: who did what, when, and what it changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// The visit.
    pub appointment: AppointmentId,
    /// The visit's version after it, hence growing, with gaps where only a remark changed.
    pub seq: i64,
    /// When.
    pub time: Instant,
    /// Who, and in which role.
    pub actor: Actor,
    /// What was done.
    pub verb: Verb,
    /// The state before; none when the visit was made.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// When the visit is, after it.
    pub span: Span,
    /// Why, if anybody said.
    pub reason: String,
}

/// The outcome of a verb.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The visit as it is now.
    pub appointment: Appointment,
    /// The line for the log; none if nothing changed.
    pub transition: Option<Transition>,
    /// The visit keeps time that it did not keep before, or had to be looked
    /// at again: the caller must run the overlap test before saving.
    pub test_overlap: bool,
}

impl Step {
    fn unchanged(appointment: Appointment) -> Self {
        Self { appointment, transition: None, test_overlap: false }
    }
}

/// What is needed to make a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Its name.
    pub id: AppointmentId,
    /// Who comes.
    pub patient: PatientBrief,
    /// Who sees the patient.
    pub doctor: DoctorBrief,
    /// From when to when.
    pub span: Span,
    /// The doctor's buffers at this moment.
    pub buffers: Buffers,
    /// Where.
    pub room: String,
    /// What sort of visit.
    pub kind: VisitKind,
    /// Administrative remark.
    pub note: String,
    /// Rules broken on purpose.
    pub overridden: Option<Override>,
}

impl Appointment {
    /// Books a visit. By staff it is agreed at once, by a patient it is asked
    /// for, unless the doctor has patients' bookings approved without the desk.
    pub fn book(booking: Booking, by: Actor, auto_approve: bool, now: Instant) -> Step {
        let agreed = by.role != Role::Patient || auto_approve;
        Self::create(booking, by, if agreed { State::Approved } else { State::Requested }, now)
    }

    /// Notes a patient who came without a booking, straight as arrived.
    pub fn walk_in(booking: Booking, by: Actor, now: Instant) -> Result<Step, Refusal> {
        permit(Verb::Arrive, by)?;
        let mut step = Self::create(booking, by, State::Arrived, now);
        step.appointment.walk_in = true;
        step.appointment.arrived_at = Some(now);
        Ok(step)
    }

    /// Agrees to a request. Its slot is looked at again, whatever happened since.
    pub fn approve(self, by: Actor, now: Instant) -> Result<Step, Refusal> {
        self.simple(Verb::Approve, by, String::new(), now, |_| {})
    }

    /// Says no to a request; the patient is told why.
    pub fn reject(self, by: Actor, reason: String, now: Instant) -> Result<Step, Refusal> {
        let closed = Closing { by: ClosedBy::Clinic, reason: reason.clone(), time: now, late: false };
        self.simple(Verb::Reject, by, reason, now, |it| it.closed = Some(closed))
    }

    /// Notes that the patient came. Not before the visit's day: that is a mix-up of rows.
    pub fn arrive(self, by: Actor, rules: &Rules, now: Instant) -> Result<Step, Refusal> {
        let early = rules.day_of(now) < rules.day_of(self.span.start);
        self.timed(Verb::Arrive, early, by, now, |it| {
            it.arrived_at = Some(now);
            it.late = false;
        })
    }

    /// Notes that the patient can be called, in this room if one is given.
    pub fn ready(self, by: Actor, room: Option<String>, now: Instant) -> Result<Step, Refusal> {
        self.simple(Verb::Ready, by, String::new(), now, |it| {
            it.ready_at = Some(now);
            if let Some(room) = room {
                it.room = room;
            }
        })
    }

    /// The doctor begins.
    pub fn start(self, by: Actor, now: Instant) -> Result<Step, Refusal> {
        self.simple(Verb::Start, by, String::new(), now, |it| it.started_at = Some(now))
    }

    /// The visit is over; what is left of its time is free again.
    pub fn complete(self, by: Actor, now: Instant) -> Result<Step, Refusal> {
        self.simple(Verb::Complete, by, String::new(), now, |it| it.ended_at = Some(now))
    }

    /// The patient did not come. Nobody can know before the start.
    pub fn no_show(self, by: Actor, now: Instant) -> Result<Step, Refusal> {
        let early = now < self.span.start;
        let closed = Closing { by: ClosedBy::Patient, reason: String::new(), time: now, late: false };
        self.timed(Verb::NoShow, early, by, now, |it| it.closed = Some(closed))
    }

    /// The patient went without being seen.
    pub fn leave(self, by: Actor, now: Instant) -> Result<Step, Refusal> {
        let closed = Closing { by: ClosedBy::Patient, reason: String::new(), time: now, late: false };
        self.simple(Verb::Leave, by, String::new(), now, |it| it.closed = Some(closed))
    }

    /// Calls the visit off. Cancelling twice is not an error: the caller
    /// wanted it gone, and it is. Patients keep to the cut-off and to visits
    /// that have not begun with their arrival; what staff note as the patient's wish after the cut-off is marked late.
    pub fn cancel(
        self,
        by: Actor,
        cause: ClosedBy,
        reason: String,
        rules: &Rules,
        now: Instant,
    ) -> Result<Step, Refusal> {
        permit(Verb::Cancel, by)?;
        let cause = if by.role == Role::Patient { ClosedBy::Patient } else { cause };
        let past_cutoff = now > self.span.start - TimeDelta::minutes(rules.cancel_cutoff_minutes.into());
        if by.role == Role::Patient && self.state.after(Verb::Cancel).is_some() {
            if matches!(self.state, State::Arrived | State::Ready) {
                return Err(wrong_state(Verb::Cancel, self.state));
            }
            if past_cutoff {
                return Err(too_late(Verb::Cancel, rules.cancel_cutoff_minutes));
            }
        }
        let late = cause == ClosedBy::Patient && past_cutoff;
        let closed = Closing { by: cause, reason: reason.clone(), time: now, late };
        self.simple(Verb::Cancel, by, reason, now, |it| it.closed = Some(closed))
    }

    /// Gives the same visit another time, and if need be another doctor or
    /// room. A patient's own move is a new request, unless the doctor has
    /// those approved without the desk.
    pub fn reschedule(
        self,
        to: Move,
        by: Actor,
        auto_approve: bool,
        rules: &Rules,
        now: Instant,
    ) -> Result<Step, Refusal> {
        self.may_move(by, rules, now)?;
        if self.span == to.span && self.doctor.id == to.doctor.id && self.room == to.room {
            return Ok(Step::unchanged(self));
        }
        let same = self.state;
        let state = match by.role {
            Role::Patient if auto_approve => State::Approved,
            Role::Patient => State::Requested,
            _ => same,
        };
        let Move { span, doctor, buffers, room, overridden, reason } = to;
        Ok(self.advance(Verb::Move, state, by, reason, now, |it| {
            it.span = span;
            it.doctor = doctor;
            it.buffers = buffers;
            it.room = room;
            it.overridden = overridden;
            it.late = false;
        }))
    }

    /// Whether this person may give the visit another time now. Patients keep
    /// to the cut-off before the old time.
    pub fn may_move(&self, by: Actor, rules: &Rules, now: Instant) -> Result<(), Refusal> {
        permit(Verb::Move, by)?;
        if self.state.after(Verb::Move).is_none() {
            return Err(wrong_state(Verb::Move, self.state));
        }
        let cutoff = TimeDelta::minutes(rules.reschedule_cutoff_minutes.into());
        if by.role == Role::Patient && now > self.span.start - cutoff {
            return Err(too_late(Verb::Move, rules.reschedule_cutoff_minutes));
        }
        Ok(())
    }

    /// Declares that the entry should never have been made.
    pub fn enter_in_error(self, by: Actor, reason: String, now: Instant) -> Result<Step, Refusal> {
        let closed = Closing { by: ClosedBy::Clinic, reason: reason.clone(), time: now, late: false };
        self.simple(Verb::EnterInError, by, reason, now, |it| it.closed = Some(closed))
    }

    /// Changes what is said about the visit, but neither its state nor its
    /// time. No line in the log; a remark that changes nothing is no change.
    pub fn remark(mut self, remark: Remark, by: Actor, now: Instant) -> Result<Self, Refusal> {
        if by.role == Role::Patient {
            return Err(Refusal::RoleNotAllowed);
        }
        let before = (self.room.clone(), self.note.clone(), self.late, self.kind);
        let Remark { room, note, late, kind } = remark;
        self.room = room.unwrap_or(self.room);
        self.note = note.unwrap_or(self.note);
        self.late = late.unwrap_or(self.late);
        self.kind = kind.unwrap_or(self.kind);
        if before != (self.room.clone(), self.note.clone(), self.late, self.kind) {
            self.version += 1;
            self.updated_at = now;
        }
        Ok(self)
    }

    fn create(booking: Booking, by: Actor, state: State, now: Instant) -> Step {
        let Booking { id, patient, doctor, span, buffers, room, kind, note, overridden } = booking;
        let reason = overridden.as_ref().map(|it| it.reason.clone()).unwrap_or_default();
        let transition = Transition {
            appointment: id,
            seq: 1,
            time: now,
            actor: by,
            verb: Verb::Book,
            from: None,
            to: state,
            span,
            reason,
        };
        let appointment = Self {
            id,
            version: 1,
            state,
            patient,
            doctor,
            span,
            buffers,
            room,
            kind,
            note,
            late: false,
            walk_in: false,
            overridden,
            requested_by: by.user,
            created_at: now,
            updated_at: now,
            arrived_at: None,
            ready_at: None,
            started_at: None,
            ended_at: None,
            closed: None,
            last: None,
            care: by.vouches,
        };
        Step { appointment, transition: Some(transition), test_overlap: true }
    }

    /// A verb that is possible only once its time has come.
    fn timed(
        self,
        verb: Verb,
        early: bool,
        by: Actor,
        now: Instant,
        change: impl FnOnce(&mut Self),
    ) -> Result<Step, Refusal> {
        permit(verb, by)?;
        if early && self.state.after(verb).is_some() {
            return Err(too_early(verb));
        }
        self.simple(verb, by, String::new(), now, change)
    }

    /// A verb with one goal: nothing happens if the visit is there already.
    fn simple(
        self,
        verb: Verb,
        by: Actor,
        reason: String,
        now: Instant,
        change: impl FnOnce(&mut Self),
    ) -> Result<Step, Refusal> {
        permit(verb, by)?;
        if verb.goal() == Some(self.state) {
            return Ok(Step::unchanged(self));
        }
        let Some(to) = self.state.after(verb) else {
            return Err(wrong_state(verb, self.state));
        };
        Ok(self.advance(verb, to, by, reason, now, change))
    }

    /// Makes the step: remembers what an undo needs, changes, and writes the line.
    pub(super) fn advance(
        mut self,
        verb: Verb,
        to: State,
        by: Actor,
        reason: String,
        now: Instant,
        change: impl FnOnce(&mut Self),
    ) -> Step {
        let (from, with, blocked) = (self.state, self.doctor.id, (self.doctor.id, self.blocking()));
        self.last = (verb != Verb::Undo).then(|| LastStep::of(&self, verb, by, now));
        change(&mut self);
        if verb != Verb::Undo {
            // what was done before the visit came to this doctor makes no relation to them
            self.care &= with == self.doctor.id;
            self.care |= by.vouches && verb.begins_care();
        }
        self.state = to;
        self.version += 1;
        self.updated_at = now;
        let grown = match (blocked, self.blocking()) {
            (_, None) => false,
            ((_, None), Some(_)) => true,
            ((doctor, Some(old)), Some(new)) => {
                doctor != self.doctor.id || new.start < old.start || new.end > old.end
            }
        };
        let transition = Transition {
            appointment: self.id,
            seq: self.version,
            time: now,
            actor: by,
            verb,
            from: Some(from),
            to,
            span: self.span,
            reason,
        };
        Step { test_overlap: grown || verb == Verb::Approve, transition: Some(transition), appointment: self }
    }
}

/// What staff say about a visit; what is none stays as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Remark {
    /// Where.
    pub room: Option<String>,
    /// Administrative remark.
    pub note: Option<String>,
    /// The patient is expected late.
    pub late: Option<bool>,
    /// What sort of visit.
    pub kind: Option<VisitKind>,
}

/// Where a visit is moved to.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// The new time.
    pub span: Span,
    /// The doctor, new or the same.
    pub doctor: DoctorBrief,
    /// The doctor's buffers at this moment.
    pub buffers: Buffers,
    /// The room there; empty if it is not known yet.
    pub room: String,
    /// Rules broken on purpose for the new time.
    pub overridden: Option<Override>,
    /// Why, if anybody said.
    pub reason: String,
}

/// Whether the role may use the verb at all.
pub(super) fn permit(verb: Verb, by: Actor) -> Result<(), Refusal> {
    if verb.open_to(by.role) { Ok(()) } else { Err(Refusal::RoleNotAllowed) }
}

/// The state does not allow the verb.
pub(super) fn wrong_state(verb: Verb, state: State) -> Refusal {
    let (state, verb_words) = (state.words(), verb.words());
    Refusal::WrongState(format!("a visit that is {state} cannot be {verb_words}"))
}

/// The time for the verb has not come.
pub(super) fn too_early(verb: Verb) -> Refusal {
    let until = if verb == Verb::Arrive { "its day" } else { "it begins" };
    Refusal::WrongState(format!("a visit cannot be {} before {until}", verb.words()))
}

/// The patient's cut-off for the verb has passed.
pub(super) fn too_late(verb: Verb, minutes: u32) -> Refusal {
    let notice = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} minutes"),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (hours, minutes) => format!("{hours} hours {minutes} minutes"),
    };
    let when = if minutes == 0 { "it begins".to_owned() } else { format!("{notice} before it begins") };
    Refusal::TooLate(format!("a visit can be {} until {when}: call the clinic", verb.words()))
}
