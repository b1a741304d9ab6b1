//! One booking as far as it was filled in, and the request that it becomes. A
//! booking that is sent again unchanged carries the same request id, so that a
//! lost answer cannot book twice.

use praxis_shared::pb;

use super::search::PatientSearch;
use super::slots::{Pick, SlotGrid};
use super::whose::Whose;
use crate::context::{Cx, stamp};
use crate::outbox::{Call, Outbox};
use crate::screen::BookingStart;
use crate::screen::common::visit::{self, KINDS};
use crate::widget::input::{Input, Kind};

/// The longest note and the longest reason.
const TEXT_MAX: usize = 500;
/// The lengths that can be chosen in minutes; 0 is the doctor's own.
const LENGTHS: [i32; 11] = [0, 5, 10, 15, 20, 30, 40, 45, 60, 90, 120];

/// Where in the booking one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Who.
    Patient,
    /// What for.
    Kind,
    /// When and with whom.
    Slot,
    /// Is it right.
    Confirm,
}

/// A booking as far as it was filled in.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) step: Step,
    pub(super) search: PatientSearch,
    pub(super) patient: Option<pb::Patient>,
    pub(super) kind: usize,
    pub(super) length: usize,
    pub(super) grid: SlotGrid,
    pub(super) pick: Option<Pick>,
    /// Whether the pick was known before the booking began.
    pub(super) given: bool,
    pub(super) breach: Option<String>,
    pub(super) note: Input,
    pub(super) reason: Input,
    pub(super) moving: Option<pb::Appointment>,
    pub(super) walk_in: bool,
    pub(super) refused: Option<String>,
    request_id: String,
}

impl Draft {
    /// A booking that begins with what is known, with that doctor if one is fixed.
    pub(super) fn begin(start: &BookingStart, whose: Whose, cx: &Cx, out: &mut Outbox) -> Self {
        let patient = start.patient.clone().or_else(|| start.moving.as_ref().map(patient_of));
        let name = patient.as_ref().map_or("", |patient| patient.name.as_str());
        let mut grid = SlotGrid::new(whose, name, cx);
        let moving = start.moving.clone();
        let pick = start.slot.as_ref().and_then(Pick::of);
        if let Some(minutes) = moving.as_ref().map(length_of).filter(|&minutes| minutes > 0) {
            grid.set_minutes(minutes, out);
        } else if patient.is_some() && pick.is_none() && !start.walk_in {
            grid.ask(out);
        }
        if let Some(at) = start.start.filter(|_| pick.is_none()) {
            grid.go_to(cx.date(at), out);
        }
        let step = match (&patient, &moving) {
            (_, Some(_)) => Step::Slot,
            (Some(_), _) => Step::Kind,
            (None, _) => Step::Patient,
        };
        Self {
            step,
            search: PatientSearch::default(),
            patient,
            kind: 0,
            length: 0,
            grid,
            given: pick.is_some(),
            pick,
            breach: None,
            note: Input::new(Kind::Line, TEXT_MAX),
            reason: Input::new(Kind::Line, TEXT_MAX),
            moving,
            walk_in: start.walk_in,
            refused: None,
            request_id: String::new(),
        }
    }

    /// Whether there is anything in it that would be missed.
    pub(super) fn is_touched(&self) -> bool {
        self.patient.is_some() || !self.search.typed().is_empty()
    }

    /// Whom it is for, in few words.
    pub(super) fn who(&self, cx: &Cx) -> String {
        match &self.patient {
            Some(patient) => cx.person(&patient.display_name),
            None => format!("\"{}\"", self.search.typed()),
        }
    }

    /// The kind as chosen, or as it is for a visit that is moved.
    pub(super) fn visit_kind(&self) -> pb::VisitKind {
        match &self.moving {
            Some(moving) => moving.visit_kind(),
            None => KINDS.get(self.kind).copied().unwrap_or(pb::VisitKind::FollowUp),
        }
    }

    /// The length in minutes, 0 for the doctor's own.
    pub(super) fn minutes(&self) -> i32 {
        match &self.moving {
            Some(moving) => length_of(moving),
            None => LENGTHS.get(self.length).copied().unwrap_or(0),
        }
    }

    /// Makes the visit longer or shorter.
    pub(super) fn lengthen(&mut self, by: isize) {
        self.length = self.length.saturating_add_signed(by).min(LENGTHS.len() - 1);
        self.changed();
    }

    /// From now on it is another act: it gets another request id.
    pub(super) fn changed(&mut self) {
        self.request_id.clear();
        self.refused = None;
    }

    /// Chooses the time.
    pub(super) fn pick(&mut self, pick: Pick, breach: Option<String>) {
        self.pick = Some(pick);
        self.breach = breach;
        self.step = Step::Confirm;
        self.changed();
    }

    /// Whether that visit stands in the way of the chosen time.
    pub(super) fn is_taken_by(&self, visit: &pb::Appointment) -> bool {
        let Some(pick) = self.pick.as_ref().filter(|_| !self.walk_in) else { return false };
        let moves = self.moving.as_ref().is_some_and(|moving| moving.name == visit.name);
        let times = visit::start(visit).zip(visit::end(visit));
        !moves
            && visit::is_open(visit)
            && visit.doctor == pick.doctor
            && times.is_some_and(|(from, to)| from < pick.end && pick.start < to)
    }

    /// The request, if everything it needs is there.
    pub(super) fn request(&mut self, out: &mut Outbox) -> Option<Call> {
        let (patient, pick) = (self.patient.as_ref()?, self.pick.as_ref()?);
        if self.request_id.is_empty() {
            self.request_id = out.request_id();
        }
        let request_id = self.request_id.clone();
        let doctor = pick.doctor.clone();
        let (note, reason) = (self.note.text().trim().to_owned(), self.reason.text().trim().to_owned());
        let breach = self.breach.clone().map(|reason| pb::Override {
            kinds: vec![pb::OverrideKind::OutsideHours.into(), pb::OverrideKind::OffDuty.into()],
            reason,
        });
        if let Some(moving) = &self.moving {
            return Some(Call::RescheduleAppointment(pb::RescheduleAppointmentRequest {
                request_id,
                name: moving.name.clone(),
                expected_version: moving.version,
                start_time: Some(stamp(pick.start)),
                doctor: if doctor == moving.doctor { String::new() } else { doctor },
                length_minutes: 0,
                reason: note,
                r#override: breach,
            }));
        }
        let visit_kind = self.visit_kind().into();
        if self.walk_in {
            return Some(Call::CreateWalkIn(pb::CreateWalkInRequest {
                request_id,
                patient: patient.name.clone(),
                doctor,
                length_minutes: self.minutes(),
                visit_kind,
                reason,
                note,
            }));
        }
        Some(Call::BookAppointment(pb::BookAppointmentRequest {
            request_id,
            patient: patient.name.clone(),
            doctor,
            start_time: Some(stamp(pick.start)),
            length_minutes: self.minutes(),
            visit_kind,
            reason,
            note,
            r#override: breach,
        }))
    }
}

/// What a visit tells of its patient.
fn patient_of(visit: &pb::Appointment) -> pb::Patient {
    pb::Patient {
        name: visit.patient.clone(),
        number: visit.patient_number,
        display_name: visit.patient_display_name.clone(),
        birth_date: visit.patient_birth_date,
        gender: visit.patient_gender,
        ..Default::default()
    }
}

/// How long a visit is in minutes, within what can be asked for.
fn length_of(it: &pb::Appointment) -> i32 {
    let minutes = visit::start(it).zip(visit::end(it)).map(|(start, end)| (end - start).num_minutes());
    minutes.and_then(|minutes| i32::try_from(minutes).ok()).filter(|it| (5..=240).contains(it)).unwrap_or(0)
}
