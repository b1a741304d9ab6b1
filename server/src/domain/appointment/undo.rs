//! Taking the last step back. What comes back is everything the step changed,
//! times included, while the version goes on: an undo is a step of its own.
//! A visit that blocks again may find its time taken, so the caller tests for overlap.

use chrono::TimeDelta;
use praxis_shared::time::{Instant, Span};
use serde::{Deserialize, Serialize};

use super::{
    Actor, Appointment, Buffers, Closing, DoctorBrief, Override, State, Step, Verb, transition::permit,
};
use crate::domain::{people::Role, refusal::Refusal};

/// For this long whoever made a step may take it back without giving a reason.
pub const UNDO_MINUTES: i64 = 10;

/// The last step, and all that is needed to take it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastStep {
    /// What was done.
    pub verb: Verb,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub time: Instant,
    before: Box<Before>,
}

/// What a step can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Before {
    state: State,
    doctor: DoctorBrief,
    span: Span,
    buffers: Buffers,
    room: String,
    late: bool,
    overridden: Option<Override>,
    arrived_at: Option<Instant>,
    ready_at: Option<Instant>,
    started_at: Option<Instant>,
    ended_at: Option<Instant>,
    closed: Option<Closing>,
    /// `None` in what was stored before it was kept.
    #[serde(default)]
    care: Option<bool>,
}

impl LastStep {
    /// Remembers the visit as it is before a step.
    pub(super) fn of(it: &Appointment, verb: Verb, actor: Actor, time: Instant) -> Self {
        let before = Before {
            state: it.state,
            doctor: it.doctor.clone(),
            span: it.span,
            buffers: it.buffers,
            room: it.room.clone(),
            late: it.late,
            overridden: it.overridden.clone(),
            arrived_at: it.arrived_at,
            ready_at: it.ready_at,
            started_at: it.started_at,
            ended_at: it.ended_at,
            closed: it.closed.clone(),
            care: Some(it.care),
        };
        Self { verb, actor, time, before: Box::new(before) }
    }

    /// The state an undo would lead back to.
    pub fn state_before(&self) -> State {
        self.before.state
    }

    /// Until when whoever made the step may take it back without a reason.
    pub fn undo_until(&self) -> Instant {
        self.time + TimeDelta::minutes(UNDO_MINUTES)
    }
}

impl Appointment {
    /// Takes the last step back: whoever made it within ten minutes, or staff
    /// at any time if they say why.
    pub fn undo(mut self, by: Actor, reason: String, now: Instant) -> Result<Step, Refusal> {
        let Some(last) = self.last.take() else {
            return Err(nothing_to_undo());
        };
        permit(last.verb, by)?;
        let own = last.actor.user == by.user && now <= last.undo_until();
        if !own && by.role == Role::Patient {
            return Err(expired());
        }
        if !own && reason.trim().is_empty() {
            return Err(needs_reason());
        }
        let before = *last.before;
        Ok(self.advance(Verb::Undo, before.state, by, reason, now, |it| {
            it.doctor = before.doctor;
            it.span = before.span;
            it.buffers = before.buffers;
            it.room = before.room;
            it.late = before.late;
            it.overridden = before.overridden;
            it.arrived_at = before.arrived_at;
            it.ready_at = before.ready_at;
            it.started_at = before.started_at;
            it.ended_at = before.ended_at;
            it.closed = before.closed;
            it.care = before.care.unwrap_or(it.care);
        }))
    }
}

pub(super) fn nothing_to_undo() -> Refusal {
    Refusal::UndoNotPossible("there is no step to take back".into())
}

pub(super) fn expired() -> Refusal {
    Refusal::UndoNotPossible(format!(
        "only your own last step can be taken back, within {UNDO_MINUTES} minutes: call the clinic"
    ))
}

pub(super) fn needs_reason() -> Refusal {
    Refusal::UndoNotPossible(format!(
        "this step is somebody else's or older than {UNDO_MINUTES} minutes: say why it is taken back"
    ))
}
