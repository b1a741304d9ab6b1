//! Making a visit, and giving one another time: the acts that look at the
//! doctor's hours. Patients keep to every rule; staff may break hours and duty
//! on purpose; an overlap is refused to everybody, and says what is free instead.

use chrono::{DurationRound, TimeDelta};
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::{Instant, Span, civil_date},
};

use super::{
    change::open,
    hours::{Look, offers},
    settle::{rules, settle, settle_new},
};
use crate::{
    domain::{
        appointment::{
            Actor, Appointment, Booking, BookingWish, Buffers, DoctorBrief, Move, MoveWish, Override, Seen,
            Verb, WalkInWish, weigh,
        },
        caller::Caller,
        doctor::Doctor,
        obstacles::{Obstacle, Reader, Verdict},
        refusal::{Refusal, Violations},
    },
    store::{Error, Tx},
};

/// Books a visit.
pub fn book(tx: &Tx<'_>, caller: &Caller, wish: &BookingWish, now: Instant) -> Result<Appointment, Error> {
    let own = || Refusal::field("patient", "say whose visit it is");
    let patient = wish.patient.or(caller.as_patient()).ok_or_else(own)?;
    // who tries times for a patient is known by it, whatever comes of it
    tx.subject(patient, Some(patient));
    let by = Actor::of(caller, wish.doctor, patient, Verb::Book)?;
    only_staff(by, wish.overridden.as_ref(), &wish.note)?;
    let patient = tx.patient_brief(patient)?.ok_or(Refusal::NotFound)?;
    let doctor = bookable_doctor(tx, wish.doctor)?;
    let look = Look {
        caller,
        by,
        doctor: &doctor,
        patient: patient.id,
        start: wish.start,
        minutes: wish.minutes,
        moving: None,
    };
    if !by.is_staff() && wish.minutes.is_some() {
        refuse_odd_length(tx, &look, now)?;
    }
    let (verdict, overridden) = license(tx, &look, wish.overridden.as_ref(), now)?;
    let booking = Booking {
        id: AppointmentId::new(now),
        patient,
        doctor: brief(&doctor),
        span: verdict.span,
        buffers: buffers(&verdict),
        room: verdict.room,
        kind: wish.kind,
        note: wish.note.clone(),
        overridden,
    };
    settle_new(tx, Appointment::book(booking, by, doctor.auto_approve, now), wish.reason.clone(), now)
}

/// Registers a patient who came without a booking: from now on, or from when
/// the doctor is next free. Hours do not matter, for both are there.
pub fn walk_in(tx: &Tx<'_>, caller: &Caller, wish: &WalkInWish, now: Instant) -> Result<Appointment, Error> {
    let by = Actor::of(caller, wish.doctor, wish.patient, Verb::Arrive)?;
    let patient = tx.patient_brief(wish.patient)?.ok_or(Refusal::NotFound)?;
    let doctor = bookable_doctor(tx, wish.doctor)?;
    let start = whole_minute(now);
    let look =
        Look { caller, by, doctor: &doctor, patient: patient.id, start, minutes: wish.minutes, moving: None };
    let verdict = look.verdict(tx, wish.minutes, now)?;
    if verdict.obstacles.contains(&Obstacle::OffDuty) {
        return Err(not_bookable(tx, &look, &[&Obstacle::OffDuty], verdict.span, now)?.into());
    }
    let Some(span) = next_gap(tx, doctor.id, patient.id, verdict.span, buffers(&verdict))? else {
        let next = offers(tx, doctor.id, patient.id, verdict.span, now)?;
        return Err(Refusal::SlotTaken { next }.into());
    };
    let booking = Booking {
        id: AppointmentId::new(now),
        patient,
        doctor: brief(&doctor),
        span,
        buffers: buffers(&verdict),
        room: verdict.room,
        kind: wish.kind,
        note: wish.note.clone(),
        overridden: None,
    };
    settle_new(tx, Appointment::walk_in(booking, by, now)?, wish.reason.clone(), now)
}

/// Gives the same visit another time. Its own old time is never in its way.
pub fn reschedule(
    tx: &Tx<'_>,
    caller: &Caller,
    seen: Seen,
    wish: &MoveWish,
    now: Instant,
) -> Result<Appointment, Error> {
    let was = open(tx, caller, seen)?;
    let by = Actor::on(&was, caller, Verb::Move)?;
    only_staff(by, wish.overridden.as_ref(), "")?;
    was.may_move(by, &rules(&tx.clinic()?), now)?;
    let doctor = wish.doctor.unwrap_or(was.doctor.id);
    if doctor != was.doctor.id && !by.is_staff() {
        return Err(Refusal::field("doctor", "leave it empty: only staff may choose another doctor").into());
    }
    let doctor = bookable_doctor(tx, doctor)?;
    let kept = u16::try_from(was.span.length().num_minutes()).ok();
    let minutes = wish.minutes.or(kept);
    let look = Look {
        caller,
        by,
        doctor: &doctor,
        patient: was.patient.id,
        start: wish.start,
        minutes,
        moving: Some(was.id),
    };
    if !by.is_staff() && minutes != kept {
        refuse_odd_length(tx, &look, now)?;
    }
    let (verdict, overridden) = license(tx, &look, wish.overridden.as_ref(), now)?;
    let to = Move {
        span: verdict.span,
        doctor: brief(&doctor),
        buffers: buffers(&verdict),
        room: verdict.room,
        overridden,
        reason: wish.reason.clone(),
    };
    let step = was.clone().reschedule(to, by, doctor.auto_approve, &rules(&tx.clinic()?), now)?;
    settle(tx, &was, step, now)
}

/// The doctor, if visits can be booked with them at all.
fn bookable_doctor(tx: &Tx<'_>, doctor: DoctorId) -> Result<Doctor, Error> {
    let doctor = tx.doctor(doctor)?.for_the_clinic()?;
    if !doctor.active {
        let obstacles = vec!["The doctor's account is not active.".to_owned()];
        return Err(Refusal::NotBookable { obstacles, next: Vec::new() }.into());
    }
    Ok(doctor)
}

/// A patient cannot set what is the staff's to set.
fn only_staff(by: Actor, overridden: Option<&Override>, note: &str) -> Result<(), Refusal> {
    let mut wrong = Violations::default();
    if !by.is_staff() && overridden.is_some() {
        wrong.add("override", "leave it out: only staff may break a rule on purpose");
    }
    if !by.is_staff() && !note.is_empty() {
        wrong.add("note", "leave it empty: it is for staff; say why you come in `reason`");
    }
    wrong.finish()
}

fn brief(doctor: &Doctor) -> DoctorBrief {
    DoctorBrief { id: doctor.id, name: doctor.display_name() }
}

fn buffers(verdict: &Verdict) -> Buffers {
    Buffers { before: verdict.buffer_before, after: verdict.buffer_after }
}

/// Patients take slots as long as the doctor offers them.
fn refuse_odd_length(tx: &Tx<'_>, look: &Look<'_>, now: Instant) -> Result<(), Error> {
    let usual = look.verdict(tx, None, now)?.span.length().num_minutes();
    if look.minutes.map(i64::from) == Some(usual) {
        return Ok(());
    }
    let allowed = format!("visits here take {usual} minutes: leave it 0, or ask the clinic for a longer one");
    Err(Refusal::field("length_minutes", allowed).into())
}

/// Looks at the time, and refuses it if something stands in this person's way.
fn license(
    tx: &Tx<'_>,
    look: &Look<'_>,
    wanted: Option<&Override>,
    now: Instant,
) -> Result<(Verdict, Option<Override>), Error> {
    let verdict = look.verdict(tx, look.minutes, now)?;
    let (left, mark) = weigh(&verdict.obstacles, verdict.span, look.by, wanted, now);
    if left.is_empty() {
        return Ok((verdict, mark));
    }
    Err(not_bookable(tx, look, &left, verdict.span, now)?.into())
}

fn not_bookable(
    tx: &Tx<'_>,
    look: &Look<'_>,
    obstacles: &[&Obstacle],
    span: Span,
    now: Instant,
) -> Result<Refusal, Error> {
    let zone = tx.clinic()?.zone;
    let reader = if look.by.is_staff() { Reader::Staff } else { Reader::Patient };
    let obstacles = obstacles.iter().map(|it| it.sentence(zone, reader)).collect();
    Ok(Refusal::NotBookable { obstacles, next: look.offers(tx, span, now)? })
}

/// The first stretch from the wanted one on, on the same day, in which doctor and patient are free.
fn next_gap(
    tx: &Tx<'_>,
    doctor: DoctorId,
    patient: PatientId,
    wanted: Span,
    buffers: Buffers,
) -> Result<Option<Span>, Error> {
    let zone = tx.clinic()?.zone;
    let (length, mut span) = (wanted.length(), wanted);
    while civil_date(zone, span.start) == civil_date(zone, wanted.start) {
        let blocked = span.widened(buffers.before, buffers.after);
        let after_doctor = tx
            .visits_in_the_way(doctor, blocked)?
            .iter()
            .filter_map(|it| it.blocking())
            .map(|it| it.end + TimeDelta::minutes(buffers.before.into()))
            .max();
        let after_patient = tx.patient_taken_spans(patient, span)?.iter().map(|it| it.end).max();
        let Some(start) = after_doctor.max(after_patient) else { return Ok(Some(span)) };
        let floor = whole_minute(start);
        let start = if floor < start { floor + TimeDelta::minutes(1) } else { floor };
        span = Span { start, end: start + length };
    }
    Ok(None)
}

/// The minute that has begun.
fn whole_minute(time: Instant) -> Instant {
    time.duration_trunc(TimeDelta::minutes(1)).unwrap_or(time)
}
