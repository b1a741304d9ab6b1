//! Requests about visits, turned into what the actions take. Every field that
//! is wrong is named at once; a field that fails is kept as an empty value, so
//! nothing may be used before `finish` has let the request through.

use chrono::{NaiveDate, Timelike};
use praxis_shared::{
    id::{Id, Kind},
    pb,
    text::{self, Checked},
    time::Instant,
};
use prost_types::Timestamp;

use super::super::convert;
use crate::domain::{
    appointment::{
        BookingWish, Filter, MoveWish, Override, OverrideKind, Remark, Seen, State, VisitKind, WalkInWish,
    },
    refusal::{Refusal, Violations},
};

/// Shortest visit, in minutes.
const MINUTES_MIN: i32 = 5;
/// Longest visit, in minutes.
const MINUTES_MAX: i32 = 240;
/// Shortest reason for breaking a rule, in characters.
const WHY_MIN: usize = 3;
/// Longest reason for breaking a rule, in characters.
const WHY_MAX: usize = 200;

pub(super) fn booking(it: &pb::BookAppointmentRequest) -> Result<BookingWish, Refusal> {
    let mut fields = Violations::default();
    let wish = BookingWish {
        patient: optional_name(&mut fields, "patient", &it.patient),
        doctor: name(&mut fields, "doctor", &it.doctor),
        start: start(&mut fields, it.start_time.as_ref()),
        minutes: minutes(&mut fields, it.length_minutes),
        kind: kind(&mut fields, "visit_kind", it.visit_kind),
        reason: fields.take("reason", text::optional(&it.reason, text::reason)),
        note: fields.take("note", text::optional(&it.note, text::note)),
        overridden: broken(&mut fields, it.r#override.as_ref()),
    };
    fields.finish().map(|()| wish)
}

pub(super) fn walk_in(it: &pb::CreateWalkInRequest) -> Result<WalkInWish, Refusal> {
    let mut fields = Violations::default();
    let wish = WalkInWish {
        patient: name(&mut fields, "patient", &it.patient),
        doctor: name(&mut fields, "doctor", &it.doctor),
        minutes: minutes(&mut fields, it.length_minutes),
        kind: kind(&mut fields, "visit_kind", it.visit_kind),
        reason: fields.take("reason", text::optional(&it.reason, text::reason)),
        note: fields.take("note", text::optional(&it.note, text::note)),
    };
    fields.finish().map(|()| wish)
}

pub(super) fn reschedule(it: &pb::RescheduleAppointmentRequest) -> Result<(Seen, MoveWish), Refusal> {
    let mut fields = Violations::default();
    let seen = seen(&mut fields, &it.name, it.expected_version);
    let wish = MoveWish {
        start: start(&mut fields, it.start_time.as_ref()),
        doctor: optional_name(&mut fields, "doctor", &it.doctor),
        minutes: minutes(&mut fields, it.length_minutes),
        reason: fields.take("reason", text::optional(&it.reason, text::note)),
        overridden: broken(&mut fields, it.r#override.as_ref()),
    };
    fields.finish().map(|()| (seen, wish))
}

pub(super) fn remark(it: &pb::UpdateAppointmentRequest) -> Result<(Seen, Remark), Refusal> {
    const PATHS: [&str; 4] = ["room", "note", "late", "visit_kind"];
    let mut fields = Violations::default();
    let empty = pb::Appointment::default();
    let to = it.appointment.as_ref().unwrap_or_else(|| {
        fields.add("appointment", "say which visit and what to change");
        &empty
    });
    let mask = it.update_mask.as_ref().map_or(&[][..], |mask| &mask.paths);
    if let Some(wrong) = mask.iter().find(|path| !PATHS.contains(&path.as_str())) {
        fields.add("update_mask", format!("{wrong:?} cannot be changed here; use {}", PATHS.join(", ")));
    }
    let wanted = |path: &str| mask.is_empty() || mask.iter().any(|it| it == path);
    let seen = if it.appointment.is_some() {
        seen_in(&mut fields, "appointment.name", &to.name, it.expected_version)
    } else {
        Seen { id: Id::from_bytes([0; 16]), version: None }
    };
    let remark = Remark {
        room: wanted("room").then(|| fields.take("appointment.room", text::optional(&to.room, text::room))),
        note: wanted("note").then(|| fields.take("appointment.note", text::optional(&to.note, text::note))),
        late: wanted("late").then_some(to.late),
        kind: wanted("visit_kind").then(|| kind(&mut fields, "appointment.visit_kind", to.visit_kind)),
    };
    fields.finish().map(|()| (seen, remark))
}

/// A request that says no more than which visit.
pub(super) fn plain(name: &str, expected_version: i64) -> Result<Seen, Refusal> {
    let mut fields = Violations::default();
    let seen = seen(&mut fields, name, expected_version);
    fields.finish().map(|()| seen)
}

/// A request that says which visit and why; `min` is the shortest reason, 0 if there need be none.
pub(super) fn with_reason(
    name: &str,
    expected_version: i64,
    reason: &str,
    min: usize,
) -> Result<(Seen, String), Refusal> {
    let mut fields = Violations::default();
    let seen = seen(&mut fields, name, expected_version);
    let reason = fields.take("reason", text::optional(reason, text::note));
    if reason.chars().count() < min {
        fields.add("reason", format!("say why, in {min} to {} characters", text::NOTE_MAX));
    }
    fields.finish().map(|()| (seen, reason))
}

/// A request that says which visit and the room to wait in.
pub(super) fn with_room(name: &str, version: i64, room: &str) -> Result<(Seen, Option<String>), Refusal> {
    let mut fields = Violations::default();
    let seen = seen(&mut fields, name, version);
    let room = fields.take("room", text::optional(room, text::room));
    fields.finish().map(|()| (seen, (!room.is_empty()).then_some(room)))
}

pub(super) fn filter(it: Option<&pb::AppointmentFilter>) -> Result<Filter, Refusal> {
    let Some(it) = it else { return Ok(Filter::default()) };
    let mut fields = Violations::default();
    let mut states = Vec::with_capacity(it.states.len());
    for (at, &code) in it.states.iter().enumerate() {
        match state(code) {
            Some(state) if !states.contains(&state) => states.push(state),
            Some(_) => {}
            None => fields.add(format!("filter.states[{at}]"), "is no state of a visit"),
        }
    }
    let filter = Filter {
        doctor: optional_name(&mut fields, "filter.doctor", &it.doctor),
        patient: optional_name(&mut fields, "filter.patient", &it.patient),
        from: date(&mut fields, "filter.from_date", it.from_date.as_ref()),
        to: date(&mut fields, "filter.to_date", it.to_date.as_ref()),
        states,
        unresolved: it.unresolved,
    };
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && to < from
    {
        fields.add("filter.to_date", "must not lie before from_date");
    }
    fields.finish().map(|()| filter)
}

fn seen(fields: &mut Violations, name: &str, version: i64) -> Seen {
    seen_in(fields, "name", name, version)
}

fn seen_in(fields: &mut Violations, field: &str, text: &str, version: i64) -> Seen {
    if version < 0 {
        fields.add("expected_version", "must be the version that was read, or 0");
    }
    Seen { id: name(fields, field, text), version: (version > 0).then_some(version) }
}

fn name<K: Kind>(fields: &mut Violations, field: &str, text: &str) -> Id<K> {
    fields.take_or(field, convert::name(text)).unwrap_or(Id::from_bytes([0; 16]))
}

fn optional_name<K: Kind>(fields: &mut Violations, field: &str, text: &str) -> Option<Id<K>> {
    (!text.is_empty()).then(|| name(fields, field, text))
}

fn start(fields: &mut Violations, it: Option<&Timestamp>) -> Instant {
    let time = convert::instant(it.copied()).and_then(|time| {
        let whole = time.second() == 0 && time.nanosecond() == 0;
        if whole { Ok(time) } else { Err("must be a whole minute".to_owned()) }
    });
    fields.take_or("start_time", time).unwrap_or(Instant::UNIX_EPOCH)
}

fn minutes(fields: &mut Violations, minutes: i32) -> Option<u16> {
    match minutes {
        0 => None,
        MINUTES_MIN..=MINUTES_MAX => u16::try_from(minutes).ok(),
        _ => {
            fields.add(
                "length_minutes",
                format!("must be {MINUTES_MIN} to {MINUTES_MAX}, or 0 for the usual length"),
            );
            None
        }
    }
}

fn kind(fields: &mut Violations, field: &str, code: i32) -> VisitKind {
    match pb::VisitKind::try_from(code) {
        Ok(pb::VisitKind::New) => VisitKind::New,
        Ok(pb::VisitKind::Unspecified | pb::VisitKind::FollowUp) => VisitKind::FollowUp,
        Ok(pb::VisitKind::Check) => VisitKind::Check,
        Ok(pb::VisitKind::Vaccine) => VisitKind::Vaccine,
        Ok(pb::VisitKind::Results) => VisitKind::Results,
        Ok(pb::VisitKind::Procedure) => VisitKind::Procedure,
        Ok(pb::VisitKind::Other) => VisitKind::Other,
        Err(_) => {
            fields.add(field, "is no kind of visit");
            VisitKind::Other
        }
    }
}

fn state(code: i32) -> Option<State> {
    use pb::AppointmentState as Wire;
    match Wire::try_from(code).ok()? {
        Wire::Unspecified => None,
        Wire::Requested => Some(State::Requested),
        Wire::Approved => Some(State::Approved),
        Wire::Arrived => Some(State::Arrived),
        Wire::Ready => Some(State::Ready),
        Wire::InVisit => Some(State::InVisit),
        Wire::Completed => Some(State::Completed),
        Wire::Rejected => Some(State::Rejected),
        Wire::Cancelled => Some(State::Cancelled),
        Wire::NoShow => Some(State::NoShow),
        Wire::LeftBeforeSeen => Some(State::LeftBeforeSeen),
        Wire::EnteredInError => Some(State::EnteredInError),
    }
}

fn broken(fields: &mut Violations, it: Option<&pb::Override>) -> Option<Override> {
    let it = it?;
    let mut kinds = Vec::with_capacity(2);
    for (at, &code) in it.kinds.iter().enumerate() {
        let kind = match pb::OverrideKind::try_from(code) {
            Ok(pb::OverrideKind::OutsideHours) => OverrideKind::OutsideHours,
            Ok(pb::OverrideKind::OffDuty) => OverrideKind::OffDuty,
            Ok(pb::OverrideKind::Unspecified) | Err(_) => {
                fields.add(format!("override.kinds[{at}]"), "is no rule that can be broken");
                continue;
            }
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if it.kinds.is_empty() {
        fields.add("override.kinds", "say which rule is broken");
    }
    let reason = fields.take("override.reason", why(&it.reason));
    kinds.sort_unstable();
    Some(Override { kinds, reason })
}

fn why(reason: &str) -> Checked {
    let reason = text::line(reason, WHY_MAX)?;
    if reason.chars().count() < WHY_MIN {
        return Err(format!("say why, in {WHY_MIN} to {WHY_MAX} characters"));
    }
    Ok(reason)
}

fn date(fields: &mut Violations, field: &str, it: Option<&pb::Date>) -> Option<NaiveDate> {
    it.and_then(|it| fields.take_or(field, convert::naive_date(Some(*it))))
}
