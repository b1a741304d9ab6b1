//! Questions about free time: which slots there are, the soonest, and why one is not.

use chrono::{Days, NaiveDate};
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    text,
    time::{Instant, Span, civil_date, day_span},
};

use super::agenda::{agenda_near, agendas, limits, limits_for, takes_bookings};
use crate::{
    domain::{
        caller::Caller,
        doctor::Doctor,
        obstacles::Verdict,
        people::Role,
        refusal::{FreeSlot, Refusal},
        slots::{BookingLimits, Exempt, Found, Slot, Wanted, free},
    },
    store::{Error, StoreError, Tx},
};

/// The longest visit, and the longest time kept free before or after one, in minutes.
const LONGEST: u16 = 240;
const WIDEST: u16 = 120;

/// How far the soonest slot is looked for where no horizon binds, in days.
const FAR_DAYS: u64 = 366;
/// Dates read at once while looking for the soonest slot: a little first, for it is usually near.
const STRIDES: [u64; 5] = [1, 3, 10, 30, 91];

/// Whose slots are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// This doctor's.
    Doctor(DoctorId),
    /// Those of everybody on duty with this specialization.
    Specialization(String),
    /// Those of everybody on duty.
    Anybody,
}

/// Which free slots to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotList {
    /// Whose.
    pub whose: Whose,
    /// First date.
    pub first: NaiveDate,
    /// Last date.
    pub last: NaiveDate,
    /// Length in minutes; `None` takes each rule's slot length.
    pub length: Option<u16>,
    /// Where the previous page ended.
    pub after: Option<(Instant, DoctorId)>,
    /// At most so many.
    pub limit: usize,
}

/// Which soonest slots are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoonestAsk {
    /// Whose.
    pub whose: Whose,
    /// Not before this instant; `None` means now.
    pub not_before: Option<Instant>,
    /// Length in minutes; `None` takes each rule's slot length.
    pub length: Option<u16>,
    /// How many.
    pub count: usize,
    /// For whom: times in which this patient is booked are left out.
    pub patient: Option<PatientId>,
}

/// A free slot and the doctor's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The slot.
    pub slot: Slot,
    /// "Last, First".
    pub doctor_name: String,
}

/// The soonest slots, and how far the search went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soonest {
    /// By start, then doctor.
    pub offers: Vec<Offer>,
    /// Every date before this one was searched.
    pub searched_until: NaiveDate,
}

/// The free slots on the dates, by start, then doctor. A patient sees only what
/// that patient may book: within lead time and horizon, and not where already booked.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown doctor.
pub fn list_slots(tx: &Tx<'_>, caller: &Caller, ask: &SlotList, now: Instant) -> Result<Vec<Offer>, Error> {
    let limits = limits(tx, caller, now)?;
    let doctors = doctors(tx, caller, &ask.whose)?;
    let span =
        Span { start: day_span(limits.zone, ask.first).start, end: day_span(limits.zone, ask.last).end };
    let avoid = taken_of(tx, for_whom(tx, caller, None)?, span)?;
    let wanted = Wanted { length: ask.length, not_before: None, after: ask.after, avoid: &avoid };
    // what the page before showed needs no reading again
    let first = ask.after.map_or(ask.first, |(start, _)| ask.first.max(civil_date(limits.zone, start)));
    let agendas = agendas(tx, &doctors, limits.zone, first, ask.last)?;
    let found = free(&agendas, first, ask.last, &limits, &wanted, ask.limit);
    Ok(named(found.slots, &doctors))
}

/// The soonest free slots.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown doctor or patient.
pub fn soonest(tx: &Tx<'_>, caller: &Caller, ask: &SoonestAsk, now: Instant) -> Result<Soonest, Error> {
    let limits = limits(tx, caller, now)?;
    let doctors = doctors(tx, caller, &ask.whose)?;
    let patient = for_whom(tx, caller, ask.patient)?;
    let found = search(tx, &doctors, &limits, ask, patient)?;
    Ok(Soonest { offers: named(found.slots, &doctors), searched_until: found.searched_until })
}

/// Looks at a time of a doctor: `length` minutes, or the slot length there.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown doctor.
pub fn explain(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: DoctorId,
    start: Instant,
    length: Option<u16>,
    now: Instant,
) -> Result<(BookingLimits, Verdict), Error> {
    let limits = limits(tx, caller, now)?;
    let doctor = tx.doctor(doctor)?.view(caller)?;
    Ok((limits, check(tx, &limits, &doctor, start, length, None)?))
}

/// Whether a doctor can be booked at a time, on what terms, and every obstacle
/// if not. The visit `moving` is not in its own way.
///
/// # Errors
/// If the database fails.
pub fn check(
    tx: &Tx<'_>,
    limits: &BookingLimits,
    doctor: &Doctor,
    start: Instant,
    length: Option<u16>,
    moving: Option<AppointmentId>,
) -> Result<Verdict, StoreError> {
    let date = civil_date(limits.zone, start);
    // a visit of four hours may run into the next date
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    let near = Span { start, end: start }.widened(WIDEST, LONGEST + WIDEST);
    let agenda = agenda_near(tx, doctor, (date, next), near)?;
    Ok(agenda.explain(start, length, limits, moving))
}

/// Up to `count` slots free for this doctor and this patient from the span's
/// start on and as long as it, to offer instead of a time that is taken.
/// Lead time and horizon bind unless the taken time itself was closer or further.
///
/// # Errors
/// If the database fails.
pub fn offers(
    tx: &Tx<'_>,
    doctor: DoctorId,
    span: Span,
    patient: PatientId,
    count: usize,
    now: Instant,
) -> Result<Vec<FreeSlot>, Error> {
    let limits = limits_for(tx, Exempt::No, now)?;
    let beyond = limits.last_date().is_some_and(|last| civil_date(limits.zone, span.start) > last);
    let exempt = if span.start < limits.earliest() || beyond { Exempt::Yes } else { Exempt::No };
    offer(tx, &BookingLimits { exempt, ..limits }, doctor, span, patient, count)
}

/// As [`offers`], within what somebody who is or is not exempt may book.
///
/// # Errors
/// If the database fails.
pub fn offers_to(
    tx: &Tx<'_>,
    exempt: Exempt,
    doctor: DoctorId,
    span: Span,
    patient: PatientId,
    count: usize,
    now: Instant,
) -> Result<Vec<FreeSlot>, Error> {
    offer(tx, &limits_for(tx, exempt, now)?, doctor, span, patient, count)
}

fn offer(
    tx: &Tx<'_>,
    limits: &BookingLimits,
    doctor: DoctorId,
    span: Span,
    patient: PatientId,
    count: usize,
) -> Result<Vec<FreeSlot>, Error> {
    let doctor = tx.doctor(doctor)?.for_the_clinic()?;
    let ask = SoonestAsk {
        whose: Whose::Doctor(doctor.id),
        not_before: Some(span.start),
        length: u16::try_from(span.length().num_minutes()).ok(),
        count,
        patient: Some(patient),
    };
    let found = search(tx, &[doctor], limits, &ask, Some(patient))?;
    Ok(found.slots.into_iter().map(|Slot { doctor, span, .. }| FreeSlot { doctor, span }).collect())
}

/// The start of each doctor's next slot that a patient could book, in their order.
///
/// # Errors
/// If the database fails.
pub fn next_free(tx: &Tx<'_>, doctors: &[Doctor], now: Instant) -> Result<Vec<Option<Instant>>, Error> {
    let limits = limits_for(tx, Exempt::No, now)?;
    let mut next = vec![None; doctors.len()];
    let mut open: Vec<Doctor> = doctors.iter().filter(|it| takes_bookings(it)).cloned().collect();
    for (first, last) in strides(&limits, limits.earliest()) {
        let wanted = Wanted::default();
        for agenda in agendas(tx, &open, limits.zone, first, last)? {
            let found = free(std::slice::from_ref(&agenda), first, last, &limits, &wanted, 1);
            let at = doctors.iter().position(|it| it.id == agenda.doctor);
            if let (Some(slot), Some(at)) = (found.slots.first(), at) {
                next[at] = Some(slot.span.start);
            }
        }
        open.retain(|it| {
            doctors.iter().position(|other| other.id == it.id).is_some_and(|at| next[at].is_none())
        });
        if open.is_empty() {
            break;
        }
    }
    Ok(next)
}

/// Reads dates in growing strides until enough is found or the horizon reached.
fn search(
    tx: &Tx<'_>,
    doctors: &[Doctor],
    limits: &BookingLimits,
    ask: &SoonestAsk,
    patient: Option<PatientId>,
) -> Result<Found, Error> {
    let from = limits.earliest().max(ask.not_before.unwrap_or(limits.now));
    let mut found = Found { slots: Vec::new(), searched_until: civil_date(limits.zone, from) };
    for (first, last) in strides(limits, from) {
        let span = Span { start: day_span(limits.zone, first).start, end: day_span(limits.zone, last).end };
        let avoid = taken_of(tx, patient, span)?;
        let wanted = Wanted { length: ask.length, not_before: Some(from), after: None, avoid: &avoid };
        let agendas = agendas(tx, doctors, limits.zone, first, last)?;
        let more = free(&agendas, first, last, limits, &wanted, ask.count - found.slots.len());
        found.slots.extend(more.slots);
        found.searched_until = more.searched_until;
        if found.slots.len() >= ask.count {
            break;
        }
    }
    Ok(found)
}

/// The dates from an instant to the horizon, in strides that grow.
fn strides(limits: &BookingLimits, from: Instant) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let mut first = civil_date(limits.zone, from);
    let far = first.checked_add_days(Days::new(FAR_DAYS)).unwrap_or(first);
    let horizon = limits.last_date().unwrap_or(far);
    let widest = STRIDES[STRIDES.len() - 1];
    let mut sizes = STRIDES.into_iter().chain(std::iter::repeat(widest));
    std::iter::from_fn(move || {
        let begin = first;
        let days = sizes.next().filter(|_| begin <= horizon)?;
        first = begin.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
        Some((begin, first.pred_opt().unwrap_or(begin).min(horizon)))
    })
}

/// The doctors whose slots are asked for; without a name, those who take bookings.
fn doctors(tx: &Tx<'_>, caller: &Caller, whose: &Whose) -> Result<Vec<Doctor>, Error> {
    let wanted = match whose {
        Whose::Doctor(id) => return Ok(vec![tx.doctor(*id)?.view(caller)?]),
        Whose::Specialization(wanted) => Some(text::fold(wanted)),
        Whose::Anybody => None,
    };
    let has = |doctor: &Doctor| {
        wanted.as_ref().is_none_or(|it| doctor.specializations.iter().any(|name| text::fold(name) == *it))
    };
    let mut doctors = tx.doctors()?;
    doctors.retain(|it| takes_bookings(it) && has(it));
    Ok(doctors)
}

/// For whom the caller asks: the front desk for anybody, a doctor for patients in their care, a patient for nobody else.
/// When somebody is taken is data of theirs, so the look is in the log.
fn for_whom(tx: &Tx<'_>, caller: &Caller, patient: Option<PatientId>) -> Result<Option<PatientId>, Error> {
    let Some(patient) = patient.filter(|it| Some(*it) != caller.as_patient()) else {
        return Ok(if caller.is_staff() { patient } else { caller.as_patient() });
    };
    tx.subject(patient, Some(patient));
    tx.look_at_somebody();
    let of_desk = caller.acts_as(Role::Desk) || caller.acts_as(Role::Admin);
    let in_care = || match caller.as_treating_doctor() {
        Some(doctor) => tx.are_in_care(patient, doctor),
        None => Ok(false),
    };
    if !of_desk && !in_care()? {
        return Err(Refusal::NotFound.into());
    }
    tx.patient(patient)?.for_the_clinic()?;
    Ok(Some(patient))
}

fn taken_of(tx: &Tx<'_>, patient: Option<PatientId>, span: Span) -> Result<Vec<Span>, StoreError> {
    patient.map_or(Ok(Vec::new()), |it| tx.patient_taken_spans(it, span))
}

fn named(slots: Vec<Slot>, doctors: &[Doctor]) -> Vec<Offer> {
    let name =
        |id: DoctorId| doctors.iter().find(|it| it.id == id).map(Doctor::display_name).unwrap_or_default();
    slots.into_iter().map(|slot| Offer { doctor_name: name(slot.doctor), slot }).collect()
}
