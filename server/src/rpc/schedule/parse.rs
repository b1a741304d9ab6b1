//! Requests about hours and slots, turned into what the actions take. Every
//! field that is wrong is named at once; what failed is kept as an empty value
//! and never used, because `finish` refuses first.

use chrono::Weekday;
use praxis_shared::{
    id::{DoctorId, Id, Kind},
    pb, text,
    time::Instant,
};

use super::super::convert;
use crate::{
    actions::schedule::{Change, Settlement, SlotList, SoonestAsk, Whose},
    domain::{
        hours::HoursRule,
        hours_draft::{
            DraftKind, ExceptionDraft, ExceptionTerms, RuleDraft, SLOT_MINUTES, WrittenDate,
            accept_exception, accept_rules,
        },
        refusal::{Refusal, Violation, Violations},
        slots::MAX_RANGE_DAYS,
        stranding::Fate,
    },
};

/// Soonest slots told at most.
const SOONEST_MAX: i32 = 50;
/// Soonest slots told if nothing is said.
const SOONEST_USUAL: usize = 3;

/// New weekly rules.
pub(super) struct Hours {
    pub(super) doctor: DoctorId,
    pub(super) rules: Vec<HoursRule>,
    pub(super) version: i64,
    pub(super) change: Change,
}

/// A new exception.
pub(super) struct Exception {
    pub(super) doctor: DoctorId,
    pub(super) terms: ExceptionTerms,
    pub(super) change: Change,
}

/// The doctor whose hours a name such as `doctors/…/workingHours` means.
pub(super) fn hours_name(field: &str, text: &str) -> Result<DoctorId, Refusal> {
    text.strip_suffix("/workingHours")
        .and_then(|doctor| doctor.parse().ok())
        .ok_or_else(|| Refusal::field(field, "must be a name of the form doctors/{id}/workingHours"))
}

pub(super) fn hours(it: &pb::UpdateWorkingHoursRequest) -> Result<Hours, Refusal> {
    let mut wrong = Violations::default();
    let nothing = pb::WorkingHours::default();
    let new = it.working_hours.as_ref().unwrap_or(&nothing);
    let doctor = merge(&mut wrong, hours_name("working_hours.name", &new.name)).unwrap_or(nobody());
    let drafts: Vec<_> = new.rules.iter().map(rule).collect();
    let rules = accepted(&mut wrong, accept_rules(&drafts, "working_hours.rules")).unwrap_or_default();
    let version = version(&mut wrong, it.expected_version);
    let change = merge(&mut wrong, change(it.validate_only, it.stranded_plan.as_ref()));
    wrong.finish().map(|()| Hours { doctor, rules, version, change: change.unwrap_or(Change::Try) })
}

pub(super) fn exception(it: &pb::CreateScheduleExceptionRequest) -> Result<Exception, Refusal> {
    let mut wrong = Violations::default();
    let nothing = pb::ScheduleException::default();
    let new = it.exception.as_ref().unwrap_or(&nothing);
    let doctor = name(&mut wrong, "exception.doctor", &new.doctor);
    let draft = ExceptionDraft {
        kind: match pb::ExceptionKind::try_from(new.kind) {
            Ok(pb::ExceptionKind::TimeOff) => Some(DraftKind::TimeOff),
            Ok(pb::ExceptionKind::ExtraHours) => Some(DraftKind::ExtraHours),
            Ok(pb::ExceptionKind::Unspecified) | Err(_) => None,
        },
        from_date: new.from_date.map(written),
        to_date: new.to_date.map(written),
        from_minute: new.from_minute,
        to_minute: new.to_minute,
        note: new.note.clone(),
        slot_minutes: new.slot_minutes,
        room: new.room.clone(),
    };
    let terms = accepted(&mut wrong, accept_exception(&draft, "exception."));
    let change = merge(&mut wrong, change(it.validate_only, it.stranded_plan.as_ref()));
    wrong.finish()?;
    match (terms, change) {
        (Some(terms), Some(change)) => Ok(Exception { doctor, terms, change }),
        // both were refused above if they are not there
        _ => Err(Refusal::field("exception", "say what it is")),
    }
}

/// What a change is to do: be tried, or be made with this fate of stranded visits.
pub(super) fn change(validate_only: bool, plan: Option<&pb::StrandedPlan>) -> Result<Change, Refusal> {
    let mut wrong = Violations::default();
    let nothing = pb::StrandedPlan::default();
    let plan = plan.unwrap_or(&nothing);
    let fate = match pb::StrandedAction::try_from(plan.action) {
        Ok(pb::StrandedAction::Unspecified) => Fate::Unsaid,
        Ok(pb::StrandedAction::Keep) => Fate::Keep,
        Ok(pb::StrandedAction::Move) => Fate::Move(
            plan.moves
                .iter()
                .enumerate()
                .map(|(at, to)| {
                    let field = |part: &str| format!("stranded_plan.moves[{at}].{part}");
                    let start = convert::instant(to.start_time);
                    (
                        name(&mut wrong, &field("appointment"), &to.appointment),
                        wrong.take_or(&field("start_time"), start).unwrap_or(Instant::UNIX_EPOCH),
                    )
                })
                .collect(),
        ),
        Ok(pb::StrandedAction::Cancel) => {
            Fate::Cancel(wrong.take("stranded_plan.message", text::note(&plan.message)))
        }
        Err(_) => {
            wrong.add("stranded_plan.action", "must be KEEP, MOVE, CANCEL, or left out");
            Fate::Unsaid
        }
    };
    wrong.finish()?;
    Ok(if validate_only {
        Change::Try
    } else {
        Change::Make(Settlement { fate, token: plan.preview_token.clone() })
    })
}

pub(super) fn slots(it: &pb::ListSlotsRequest) -> Result<SlotList, Refusal> {
    let mut wrong = Violations::default();
    let whose = whose(&mut wrong, &it.doctor, &it.specialization);
    let first = wrong.take_or("from_date", convert::naive_date(it.from_date));
    let last = wrong.take_or("to_date", convert::naive_date(it.to_date));
    let days = first.zip(last).map_or(0, |(first, last)| (last - first).num_days());
    if days < 0 {
        wrong.add("to_date", "must not lie before from_date");
    } else if days > i64::try_from(MAX_RANGE_DAYS).unwrap_or(i64::MAX) {
        wrong.add("to_date", format!("must be at most {MAX_RANGE_DAYS} days after from_date: ask in parts"));
    }
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    let length = length(&mut wrong, it.length_minutes);
    wrong.finish().map(|()| SlotList { whose, first, last, length, after: None, limit: 0 })
}

pub(super) fn soonest(it: &pb::FindSoonestSlotsRequest) -> Result<SoonestAsk, Refusal> {
    let mut wrong = Violations::default();
    let whose = whose(&mut wrong, &it.doctor, &it.specialization);
    let not_before = it.not_before.and_then(|at| wrong.take_or("not_before", convert::instant(Some(at))));
    let length = length(&mut wrong, it.length_minutes);
    let count = match it.count {
        0 => SOONEST_USUAL,
        1..=SOONEST_MAX => usize::try_from(it.count).unwrap_or(SOONEST_USUAL),
        _ => {
            wrong.add("count", format!("must be 0 (for {SOONEST_USUAL}) or 1 to {SOONEST_MAX}"));
            SOONEST_USUAL
        }
    };
    let patient = (!it.patient.is_empty()).then(|| name(&mut wrong, "patient", &it.patient));
    wrong.finish().map(|()| SoonestAsk { whose, not_before, length, count, patient })
}

pub(super) fn explain(it: &pb::ExplainSlotRequest) -> Result<(DoctorId, Instant, Option<u16>), Refusal> {
    let mut wrong = Violations::default();
    let doctor = name(&mut wrong, "doctor", &it.doctor);
    let start = wrong.take_or("start_time", convert::instant(it.start_time)).unwrap_or(Instant::UNIX_EPOCH);
    let length = length(&mut wrong, it.length_minutes);
    wrong.finish().map(|()| (doctor, start, length))
}

fn whose(wrong: &mut Violations, doctor: &str, specialization: &str) -> Whose {
    let specialization = wrong.take("specialization", text::optional(specialization, text::specialization));
    match (doctor.is_empty(), specialization.is_empty()) {
        (false, true) => Whose::Doctor(name(wrong, "doctor", doctor)),
        (true, false) => Whose::Specialization(specialization),
        (true, true) => Whose::Anybody,
        (false, false) => {
            wrong.add("specialization", "set a doctor or a specialization, not both");
            Whose::Anybody
        }
    }
}

fn rule(it: &pb::HoursRule) -> RuleDraft {
    RuleDraft {
        weekday: match pb::Weekday::try_from(it.weekday) {
            Ok(pb::Weekday::Monday) => Some(Weekday::Mon),
            Ok(pb::Weekday::Tuesday) => Some(Weekday::Tue),
            Ok(pb::Weekday::Wednesday) => Some(Weekday::Wed),
            Ok(pb::Weekday::Thursday) => Some(Weekday::Thu),
            Ok(pb::Weekday::Friday) => Some(Weekday::Fri),
            Ok(pb::Weekday::Saturday) => Some(Weekday::Sat),
            Ok(pb::Weekday::Sunday) => Some(Weekday::Sun),
            Ok(pb::Weekday::Unspecified) | Err(_) => None,
        },
        from_minute: it.from_minute,
        to_minute: it.to_minute,
        effective_from: it.effective_from.map(written),
        effective_until: it.effective_until.map(written),
        cycle_weeks: it.cycle_weeks,
        cycle_week: it.cycle_week,
        room: it.room.clone(),
        slot_minutes: it.slot_minutes,
        buffer_before: it.buffer_before_minutes,
        buffer_after: it.buffer_after_minutes,
        breaks: it.breaks.iter().map(|it| (it.from_minute, it.to_minute)).collect(),
    }
}

fn written(it: pb::Date) -> WrittenDate {
    WrittenDate { year: it.year, month: it.month, day: it.day }
}

fn name<K: Kind>(wrong: &mut Violations, field: &str, text: &str) -> Id<K> {
    wrong.take_or(field, convert::name(text)).unwrap_or(nobody())
}

/// Stands for a name that did not read until the request is refused.
fn nobody<K>() -> Id<K> {
    Id::from_bytes([0; 16])
}

fn length(wrong: &mut Violations, minutes: i32) -> Option<u16> {
    if minutes != 0 && !SLOT_MINUTES.contains(&minutes) {
        let (min, max) = (SLOT_MINUTES.start(), SLOT_MINUTES.end());
        wrong.add("length_minutes", format!("must be {min} to {max}, or 0 for the usual length"));
    }
    u16::try_from(minutes).ok().filter(|&it| it > 0)
}

fn version(wrong: &mut Violations, expected: i64) -> i64 {
    if expected < 0 {
        wrong.add("expected_version", "must be the version that was read, or 0");
    }
    expected
}

fn accepted<T>(wrong: &mut Violations, outcome: Result<T, Vec<Violation>>) -> Option<T> {
    merge(wrong, outcome.map_err(Refusal::Invalid))
}

fn merge<T>(wrong: &mut Violations, outcome: Result<T, Refusal>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(Refusal::Invalid(violations)) => {
            violations.into_iter().for_each(|it| wrong.add(it.field, it.description));
            None
        }
        Err(other) => {
            wrong.add("", other.to_string());
            None
        }
    }
}
