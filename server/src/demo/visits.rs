//! Three weeks of visits around today, in every state: each planned, then lived through
//! in the order of time by the actions that people use.

use chrono::{Days, Duration};
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::{Instant, civil_date},
};

use super::{ZONE, dice::Dice, people::Staff};
use crate::{
    actions::{
        appointments,
        schedule::{self, SlotList, Whose},
    },
    domain::{
        appointment::{BookingWish, ClosedBy, Remark, Seen, VisitKind, WalkInWish},
        caller::Caller,
    },
    store::{Error, Tx},
};

/// Days before and after today.
const DAYS: u64 = 10;

const REASONS: [(VisitKind, &str); 14] = [
    (VisitKind::New, "Headache for three weeks"),
    (VisitKind::New, "Shortness of breath on stairs"),
    (VisitKind::New, "Skin rash on both arms"),
    (VisitKind::New, "Back pain after moving house"),
    (VisitKind::FollowUp, "Blood pressure"),
    (VisitKind::FollowUp, "Knee, the MRI is back"),
    (VisitKind::FollowUp, "Thyroid values"),
    (VisitKind::FollowUp, "Wound check after suture"),
    (VisitKind::Check, "Yearly check"),
    (VisitKind::Check, "Mole check"),
    (VisitKind::Vaccine, "MMR, second dose"),
    (VisitKind::Vaccine, "Travel vaccination"),
    (VisitKind::Results, "Blood results"),
    (VisitKind::Procedure, "Removal of stitches"),
];
const NOTES: [&str; 9] =
    ["", "", "", "", "", "wheelchair", "with parent", "call before", "needs interpreter"];

/// What happens to a planned visit.
#[derive(Clone, Copy)]
enum Step {
    Book,
    Ask,
    Approve,
    Reject,
    Cancel(ClosedBy),
    Arrive,
    Ready,
    Start,
    Complete,
    NoShow,
    Leave,
    Late,
}

struct Plan {
    doctor: DoctorId,
    who: usize,
    start: Instant,
    patient: PatientId,
    /// The portal's account, where the patient asks for it.
    portal: Option<usize>,
    kind: VisitKind,
    reason: &'static str,
    note: &'static str,
    steps: Vec<(Instant, Step)>,
    made: Option<AppointmentId>,
}

pub(super) fn make(tx: &Tx<'_>, staff: &Staff, now: Instant) -> Result<(), Error> {
    let mut dice = Dice(7);
    let mut plans = plan(tx, staff, &mut dice, now)?;
    let mut order: Vec<(Instant, usize, usize)> = plans
        .iter()
        .enumerate()
        .flat_map(|(at, plan)| plan.steps.iter().enumerate().map(move |(step, (when, _))| (*when, at, step)))
        .filter(|(when, ..)| *when <= now)
        .collect();
    order.sort_unstable();
    for (when, at, step) in order {
        tx.at(when);
        live(tx, staff, &mut plans[at], step, when)?;
    }
    tx.at(now);
    some_walk_in(tx, staff, now)
}

/// Fills the free slots of three weeks, the nearer the fuller.
fn plan(tx: &Tx<'_>, staff: &Staff, dice: &mut Dice, now: Instant) -> Result<Vec<Plan>, Error> {
    let today = civil_date(ZONE, now);
    let mut plans: Vec<Plan> = Vec::new();
    let first = today - Days::new(DAYS);
    tx.at(now - Duration::days(DAYS as i64 + 20));
    for (who, (doctor, _)) in staff.doctors.iter().enumerate() {
        let list = SlotList {
            whose: Whose::Doctor(*doctor),
            first,
            last: today + Days::new(DAYS),
            length: None,
            after: None,
            limit: 1000,
        };
        let long_ago = now - Duration::days(DAYS as i64 + 20);
        let slots = schedule::list_slots(tx, &staff.desks[0], &list, long_ago)?;
        for offer in slots {
            let (start, end) = (offer.slot.span.start, offer.slot.span.end);
            let days = (civil_date(ZONE, start) - today).num_days();
            let full = match days {
                ..0 => 62,
                0 => 78,
                1..=3 => 55,
                4..=6 => 35,
                _ => 18,
            };
            if !dice.chance(full) {
                continue;
            }
            let portal = dice.chance(4).then(|| dice.roll(staff.portal.len()));
            let patient = match portal {
                Some(which) => staff.portal[which].0,
                None => *dice.pick(&staff.patients),
            };
            let clash = plans.iter().any(|it| {
                it.patient == patient
                    && it.start < end + Duration::hours(3)
                    && start < it.start + Duration::hours(3)
            });
            if clash {
                continue;
            }
            let (kind, reason) = *dice.pick(&REASONS);
            let note = *dice.pick(&NOTES);
            let steps = steps(dice, portal.is_some(), start, end, now);
            plans.push(Plan {
                doctor: *doctor,
                who,
                start,
                patient,
                portal,
                kind,
                reason,
                note,
                steps,
                made: None,
            });
        }
    }
    Ok(plans)
}

/// A life for a visit: booked days before, lived through around its time.
fn steps(
    dice: &mut Dice,
    by_patient: bool,
    start: Instant,
    end: Instant,
    now: Instant,
) -> Vec<(Instant, Step)> {
    let minutes = |it: usize| Duration::minutes(it as i64);
    let booked = start - Duration::days(2 + dice.roll(9) as i64) - minutes(60 + dice.roll(400));
    // what lies ahead was booked by now
    let booked = booked.min(now - minutes(30 + dice.roll(2000)));
    if by_patient {
        let mut steps = vec![(booked, Step::Ask)];
        let answered = booked + minutes(20 + dice.roll(300));
        if start > now && dice.chance(50) {
            return steps;
        }
        if dice.chance(10) {
            steps.push((answered, Step::Reject));
            return steps;
        }
        steps.push((answered.min(start - minutes(10)), Step::Approve));
        steps.extend(day_of(dice, start, end));
        return steps;
    }
    let mut steps = vec![(booked, Step::Book)];
    let fate = dice.roll(100);
    let before = start - Duration::hours(2 + dice.roll(30) as i64);
    match fate {
        0..6 if before > booked => steps.push((before, Step::Cancel(ClosedBy::Patient))),
        6..8 if before > booked => steps.push((before, Step::Cancel(ClosedBy::Clinic))),
        8..12 => steps.push((end + minutes(5), Step::NoShow)),
        // nobody said what became of it: the unresolved list
        12..14 => {}
        _ => steps.extend(day_of(dice, start, end)),
    }
    steps
}

fn day_of(dice: &mut Dice, start: Instant, end: Instant) -> Vec<(Instant, Step)> {
    let minutes = |it: i64| Duration::minutes(it);
    let mut steps = Vec::new();
    let arrived = start - minutes(15) + minutes(dice.roll(20) as i64);
    if dice.chance(8) {
        steps.push((start - minutes(20), Step::Late));
    }
    steps.push((arrived, Step::Arrive));
    if dice.chance(3) {
        steps.push((arrived + minutes(50), Step::Leave));
        return steps;
    }
    let called = arrived.max(start) + minutes(dice.roll(10) as i64);
    if dice.chance(70) {
        steps.push((called - minutes(3).min(called - arrived), Step::Ready));
    }
    steps.push((called, Step::Start));
    steps.push((called + (end - start) - minutes(1 + dice.roll(4) as i64), Step::Complete));
    steps
}

fn live(tx: &Tx<'_>, staff: &Staff, plan: &mut Plan, step: usize, now: Instant) -> Result<(), Error> {
    let step = plan.steps[step].1;
    let desk = &staff.desks[(plan.who + plan.patient.bytes()[15] as usize) % staff.desks.len()];
    let doctor = &staff.doctors[plan.who].1;
    let by: (&str, &Caller) = match step {
        Step::Start | Step::Complete => ("doctor", doctor),
        _ => ("desk", desk),
    };
    let outcome = match (step, plan.made) {
        (Step::Book | Step::Ask, _) => {
            let asking = plan.portal.filter(|_| matches!(step, Step::Ask)).map(|it| &staff.portal[it].1);
            let wish = BookingWish {
                patient: Some(plan.patient),
                doctor: plan.doctor,
                start: plan.start,
                minutes: None,
                kind: plan.kind,
                reason: plan.reason.to_owned(),
                note: if asking.is_some() { String::new() } else { plan.note.to_owned() },
                overridden: None,
            };
            appointments::book(tx, asking.unwrap_or(desk), &wish, now)
        }
        (_, None) => return Ok(()),
        (step, Some(id)) => {
            let seen = Seen { id, version: None };
            match step {
                Step::Approve => appointments::approve(tx, by.1, seen, now),
                Step::Reject => {
                    appointments::reject(tx, by.1, seen, "Please see your family doctor first", now)
                }
                Step::Cancel(cause) => appointments::cancel(tx, by.1, seen, cause, "Cannot come", now),
                Step::Arrive => appointments::arrive(tx, by.1, seen, now),
                Step::Ready => appointments::ready(tx, by.1, seen, None, now),
                Step::Start => appointments::start(tx, by.1, seen, now),
                Step::Complete => appointments::complete(tx, by.1, seen, now),
                Step::NoShow => appointments::no_show(tx, by.1, seen, now),
                Step::Leave => appointments::leave(tx, by.1, seen, now),
                Step::Late => late(tx, by.1, seen, now),
                Step::Book | Step::Ask => return Ok(()),
            }
        }
    };
    match outcome {
        Ok(visit) => plan.made = Some(visit.id),
        // a plan that the rules do not allow is dropped: life went another way
        Err(Error::Refused(_)) => {}
        Err(fault) => return Err(fault),
    }
    Ok(())
}

fn late(
    tx: &Tx<'_>,
    desk: &Caller,
    seen: Seen,
    now: Instant,
) -> Result<crate::domain::appointment::Appointment, Error> {
    let remark = Remark { late: Some(true), ..Remark::default() };
    appointments::remark(tx, desk, seen, &remark, now)
}

/// Three came without a booking and are here right now, at whatever hour the sample is made: one waits,
/// one is ready, one is with the doctor.
fn some_walk_in(tx: &Tx<'_>, staff: &Staff, now: Instant) -> Result<(), Error> {
    let sketches: [(usize, usize, &str, &str, &[Step]); 3] = [
        (77, 1, "Cut finger", "", &[]),
        (121, 0, "Fever since yesterday", "with parent", &[Step::Ready]),
        (34, 4, "Earache", "", &[Step::Ready, Step::Start]),
    ];
    for (patient, doctor, reason, note, steps) in sketches {
        let wish = WalkInWish {
            patient: staff.patients[patient],
            doctor: staff.doctors[doctor].0,
            minutes: None,
            kind: VisitKind::New,
            reason: reason.to_owned(),
            note: note.to_owned(),
        };
        let desk = &staff.desks[0];
        let mut visit = match appointments::walk_in(tx, desk, &wish, now) {
            Ok(visit) => visit,
            // the doctor's day is full: they were sent home
            Err(Error::Refused(_)) => continue,
            Err(fault) => return Err(fault),
        };
        for step in steps {
            let seen = Seen { id: visit.id, version: None };
            visit = match step {
                Step::Ready => appointments::ready(tx, desk, seen, None, now)?,
                _ => appointments::start(tx, &staff.doctors[doctor].1, seen, now)?,
            };
        }
    }
    Ok(())
}
