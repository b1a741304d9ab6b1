//! Hours, exceptions, slots and obstacles as they go over the wire.

use chrono::Weekday;
use praxis_shared::{pb, time::Tz};

use super::super::convert::{date, timestamp};
use crate::{
    actions::schedule::Offer,
    domain::{
        hours::{Break, ExceptionKind, HoursRule, ScheduleException, WorkingHours},
        obstacles::{Obstacle, Reader},
    },
};

pub(super) fn hours(it: WorkingHours) -> pb::WorkingHours {
    pb::WorkingHours {
        name: format!("{}/workingHours", it.doctor),
        rules: it.rules.into_iter().map(rule).collect(),
        update_time: it.update_time.map(timestamp),
        version: it.version,
    }
}

fn rule(it: HoursRule) -> pb::HoursRule {
    pb::HoursRule {
        weekday: weekday(it.weekday).into(),
        from_minute: it.from_minute.into(),
        to_minute: it.to_minute.into(),
        effective_from: Some(date(it.effective_from)),
        effective_until: it.effective_until.map(date),
        cycle_weeks: it.cycle_weeks.into(),
        cycle_week: it.cycle_week.into(),
        room: it.room,
        slot_minutes: it.slot_minutes.into(),
        buffer_before_minutes: it.buffer_before.into(),
        buffer_after_minutes: it.buffer_after.into(),
        breaks: it.breaks.into_iter().map(pause).collect(),
    }
}

fn pause(it: Break) -> pb::Break {
    pb::Break { from_minute: it.from_minute.into(), to_minute: it.to_minute.into() }
}

fn weekday(it: Weekday) -> pb::Weekday {
    match it {
        Weekday::Mon => pb::Weekday::Monday,
        Weekday::Tue => pb::Weekday::Tuesday,
        Weekday::Wed => pb::Weekday::Wednesday,
        Weekday::Thu => pb::Weekday::Thursday,
        Weekday::Fri => pb::Weekday::Friday,
        Weekday::Sat => pb::Weekday::Saturday,
        Weekday::Sun => pb::Weekday::Sunday,
    }
}

pub(super) fn exception(it: ScheduleException) -> pb::ScheduleException {
    let (kind, slot_minutes, room) = match it.kind {
        ExceptionKind::TimeOff => (pb::ExceptionKind::TimeOff, 0, String::new()),
        ExceptionKind::ExtraHours { slot_minutes, room } => {
            (pb::ExceptionKind::ExtraHours, slot_minutes.into(), room)
        }
    };
    pb::ScheduleException {
        name: it.id.to_string(),
        doctor: it.doctor.to_string(),
        kind: kind.into(),
        from_date: Some(date(it.from_date)),
        to_date: Some(date(it.to_date)),
        from_minute: it.from_minute.into(),
        to_minute: it.to_minute.into(),
        note: it.note,
        slot_minutes,
        room,
        cancelled: it.cancelled,
        create_time: Some(timestamp(it.create_time)),
    }
}

pub(super) fn slot(it: Offer) -> pb::Slot {
    pb::Slot {
        doctor: it.slot.doctor.to_string(),
        doctor_display_name: it.doctor_name,
        start_time: Some(timestamp(it.slot.span.start)),
        end_time: Some(timestamp(it.slot.span.end)),
        room: it.slot.room,
    }
}

pub(super) fn obstacle(it: &Obstacle, zone: Tz, reader: Reader) -> pb::SlotObstacle {
    use pb::SlotObstacleKind as Kind;
    let kind = match it {
        Obstacle::OutsideHours(_) => Kind::OutsideHours,
        Obstacle::TimeOff(..) => Kind::TimeOff,
        Obstacle::Break(_) => Kind::Break,
        Obstacle::Buffer(_) => Kind::Buffer,
        Obstacle::Visit(_) => Kind::Visit,
        Obstacle::Hold(_) => Kind::Hold,
        Obstacle::TooSoon(_) => Kind::TooSoon,
        Obstacle::TooFar(_) => Kind::TooFar,
        Obstacle::OffDuty => Kind::OffDuty,
        Obstacle::NotAligned(..) => Kind::NotAligned,
    };
    pb::SlotObstacle { kind: kind.into(), explanation: it.sentence(zone, reader) }
}
