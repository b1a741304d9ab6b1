//! Changes of hours. Each can be tried first: the answer then lists the visits it
//! would strand, and nothing is changed. Applied, the change and what becomes of
//! those visits are one transaction.

use chrono::NaiveDate;
use praxis_shared::{
    id::{AppointmentId, DoctorId, ScheduleExceptionId},
    time::{Instant, Span, civil_date},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    actions::appointments,
    domain::{
        appointment::{Appointment, ClosedBy, MoveWish, Seen, State},
        caller::Caller,
        doctor::Doctor,
        event::{Audience, Event},
        hours::{HoursRule, ScheduleException, WorkingHours},
        hours_draft::{ExceptionTerms, MAX_EXCEPTIONS},
        refusal::{Refusal, Violations, expect_version},
        stranding::{Fate, Plan, Stranding},
    },
    store::{Error, ExceptionQuery, Tx},
};

/// Later than any date an exception may have, and still of four digits: dates are stored as text.
const LAST_DATE: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// Whether a change is tried or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Say what would happen, change nothing.
    Try,
    /// Make it.
    Make(Settlement),
}

/// What becomes of stranded visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What becomes of them.
    pub fate: Fate,
    /// The token of the trial that was looked at; empty for whatever is stranded now.
    pub token: String,
}

/// What a change did, or would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome<T> {
    /// The thing as it is, or would be.
    pub value: T,
    /// The visits it strands, as they were before it, by start.
    pub stranded: Vec<Appointment>,
    /// Stands for exactly these visits in exactly these versions.
    pub token: String,
}

/// Which exceptions to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionPage {
    /// Whose.
    pub doctor: DoctorId,
    /// Only those that end on or after this date; `None` means today.
    pub ending_from: Option<NaiveDate>,
    /// Withdrawn ones too.
    pub withdrawn: bool,
    /// First date and id of the last one on the previous page.
    pub after: Option<(NaiveDate, ScheduleExceptionId)>,
    /// At most so many.
    pub limit: usize,
}

/// A doctor's weekly rules.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown doctor.
pub fn hours(tx: &Tx<'_>, caller: &Caller, doctor: DoctorId) -> Result<WorkingHours, Error> {
    let doctor = tx.doctor(doctor)?.view(caller)?;
    Ok(tx.working_hours(doctor.id)?)
}

/// A page of a doctor's exceptions, by first date.
///
/// # Errors
/// [`Refusal::NotFound`] for an unknown doctor.
pub fn exceptions(
    tx: &Tx<'_>,
    caller: &Caller,
    page: &ExceptionPage,
    now: Instant,
) -> Result<Vec<ScheduleException>, Error> {
    let doctor = tx.doctor(page.doctor)?.open(caller)?;
    let today = civil_date(tx.clinic()?.zone, now);
    Ok(tx.list_exceptions(&ExceptionQuery {
        doctor: doctor.id,
        ending_from: page.ending_from.unwrap_or(today),
        withdrawn: page.withdrawn,
        after: page.after,
        limit: page.limit,
    })?)
}

/// Replaces a doctor's weekly rules.
///
/// # Errors
/// [`Refusal::StaleVersion`], [`Refusal::StrandsVisits`], or whatever refuses to move or cancel a visit.
pub fn update_hours(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: DoctorId,
    rules: &[HoursRule],
    expected_version: i64,
    change: &Change,
    now: Instant,
) -> Result<Outcome<WorkingHours>, Error> {
    let doctor = tx.doctor(doctor)?.open(caller)?;
    let old = tx.working_hours(doctor.id)?;
    expect_version(old.version, expected_version)?;
    let new = WorkingHours {
        doctor: doctor.id,
        rules: rules.to_vec(),
        update_time: Some(now),
        version: old.version + 1,
    };
    let exceptions = upcoming(tx, &doctor, now)?;
    let stranded = stranded(
        tx,
        &doctor,
        Plan { hours: &old, exceptions: &exceptions },
        Plan { hours: &new, exceptions: &exceptions },
        now,
    )?;
    finish(tx, caller, &doctor, new, stranded, change, now, |tx, hours| Ok(tx.save_working_hours(hours)?))
}

/// Adds time off or extra hours.
///
/// # Errors
/// As [`update_hours`]; [`Refusal::Invalid`] if the doctor has too many exceptions.
pub fn create_exception(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: DoctorId,
    terms: &ExceptionTerms,
    change: &Change,
    now: Instant,
) -> Result<Outcome<ScheduleException>, Error> {
    let doctor = tx.doctor(doctor)?.open(caller)?;
    let today = civil_date(tx.clinic()?.zone, now);
    if tx.count_exceptions(doctor.id, today)? >= MAX_EXCEPTIONS {
        let text = format!("the doctor has {MAX_EXCEPTIONS} exceptions ahead: withdraw some first");
        return Err(Refusal::field("exception", text).into());
    }
    let new = ScheduleException {
        id: ScheduleExceptionId::new(now),
        doctor: doctor.id,
        kind: terms.kind.clone(),
        from_date: terms.from_date,
        to_date: terms.to_date,
        from_minute: terms.from_minute,
        to_minute: terms.to_minute,
        note: terms.note.clone(),
        cancelled: false,
        create_time: now,
    };
    let hours = tx.working_hours(doctor.id)?;
    let before = upcoming(tx, &doctor, now)?;
    let after: Vec<ScheduleException> = before.iter().cloned().chain([new.clone()]).collect();
    let stranded = stranded(
        tx,
        &doctor,
        Plan { hours: &hours, exceptions: &before },
        Plan { hours: &hours, exceptions: &after },
        now,
    )?;
    finish(tx, caller, &doctor, new, stranded, change, now, |tx, new| Ok(tx.insert_exception(new)?))
}

/// Withdraws time off or extra hours. Withdrawing twice is not an error: it is
/// withdrawn, and strands nothing more.
///
/// # Errors
/// As [`update_hours`].
pub fn cancel_exception(
    tx: &Tx<'_>,
    caller: &Caller,
    id: ScheduleExceptionId,
    change: &Change,
    now: Instant,
) -> Result<Outcome<ScheduleException>, Error> {
    let found = tx.schedule_exception(id)?.open(caller)?;
    let doctor = tx.doctor(found.doctor)?.for_the_clinic()?;
    if found.cancelled {
        tx.subject(found.id, None);
        return Ok(Outcome { value: found, stranded: Vec::new(), token: token(&[]) });
    }
    let hours = tx.working_hours(doctor.id)?;
    let before = upcoming(tx, &doctor, now)?;
    let after: Vec<ScheduleException> = before.iter().filter(|it| it.id != id).cloned().collect();
    let stranded = stranded(
        tx,
        &doctor,
        Plan { hours: &hours, exceptions: &before },
        Plan { hours: &hours, exceptions: &after },
        now,
    )?;
    let gone = ScheduleException { cancelled: true, ..found };
    finish(tx, caller, &doctor, gone, stranded, change, now, |tx, gone| {
        Ok(tx.withdraw_exception(gone.id, now)?)
    })
}

/// Exceptions in force from today on.
fn upcoming(tx: &Tx<'_>, doctor: &Doctor, now: Instant) -> Result<Vec<ScheduleException>, Error> {
    // the day before too, for a visit that begins around midnight
    let today = civil_date(tx.clinic()?.zone, now);
    Ok(tx.exceptions_in_force(doctor.id, today.pred_opt().unwrap_or(today), LAST_DATE)?)
}

/// Booked visits that the change would leave outside the hours, by start. What
/// has begun, or whose patient is here already, is not moved by a timetable.
fn stranded(
    tx: &Tx<'_>,
    doctor: &Doctor,
    old: Plan<'_>,
    new: Plan<'_>,
    now: Instant,
) -> Result<Vec<Appointment>, Error> {
    let ahead = Span { start: now, end: Instant::MAX_UTC };
    let mut visits = tx.visits_in_the_way(doctor.id, ahead)?;
    let mut stranding = Stranding::between(tx.clinic()?.zone, old, new);
    visits.retain(|visit| {
        matches!(visit.state, State::Requested | State::Approved)
            && visit.span.start >= now
            && stranding.strands(visit.span)
    });
    visits.sort_by_key(|visit| (visit.span.start, visit.id));
    Ok(visits)
}

#[expect(clippy::too_many_arguments, reason = "the one end of three acts, called nowhere else")]
fn finish<T>(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: &Doctor,
    value: T,
    stranded: Vec<Appointment>,
    change: &Change,
    now: Instant,
    save: impl FnOnce(&Tx<'_>, &T) -> Result<(), Error>,
) -> Result<Outcome<T>, Error> {
    let token = token(&stranded);
    tx.subject(doctor.id, None);
    if *change == Change::Try {
        tx.is_preview();
    }
    if let Change::Make(settlement) = change {
        if !settlement.token.is_empty() && settlement.token != token {
            return Err(Refusal::StrandsVisits { count: stranded.len() }.into());
        }
        // first the hours, so that visits are moved into the new ones
        save(tx, &value)?;
        settle(tx, caller, &stranded, &settlement.fate, now)?;
        tx.emit(Event::ScheduleChanged(doctor.id), &[Audience::Everyone])?;
        // the visits that were settled were the subject meanwhile
        tx.subject(doctor.id, None);
    }
    Ok(Outcome { value, stranded, token })
}

fn settle(
    tx: &Tx<'_>,
    caller: &Caller,
    stranded: &[Appointment],
    fate: &Fate,
    now: Instant,
) -> Result<(), Error> {
    let seen = |visit: &Appointment| Seen { id: visit.id, version: Some(visit.version) };
    match fate {
        Fate::Unsaid if stranded.is_empty() => {}
        Fate::Unsaid => return Err(Refusal::StrandsVisits { count: stranded.len() }.into()),
        Fate::Keep => {}
        Fate::Move(moves) => {
            check_moves(stranded, moves)?;
            for visit in stranded {
                let Some((_, start)) = moves.iter().find(|(id, _)| *id == visit.id) else { continue };
                let wish = MoveWish {
                    start: *start,
                    doctor: None,
                    minutes: None,
                    reason: "the doctor's hours changed".to_owned(),
                    overridden: None,
                };
                appointments::reschedule(tx, caller, seen(visit), &wish, now)?;
            }
        }
        Fate::Cancel(message) => {
            for visit in stranded {
                appointments::cancel(tx, caller, seen(visit), ClosedBy::Clinic, message, now)?;
            }
        }
    }
    Ok(())
}

/// Every stranded visit has one new start, and no other visit has any.
fn check_moves(stranded: &[Appointment], moves: &[(AppointmentId, Instant)]) -> Result<(), Refusal> {
    let mut wrong = Violations::default();
    for (index, (id, _)) in moves.iter().enumerate() {
        let field = format!("stranded_plan.moves[{index}].appointment");
        if !stranded.iter().any(|visit| visit.id == *id) {
            wrong.add(field, format!("{id} is not stranded by this change"));
        } else if moves[..index].iter().any(|(other, _)| other == id) {
            wrong.add(field, format!("{id} is named twice"));
        }
    }
    for visit in stranded.iter().filter(|visit| !moves.iter().any(|(id, _)| *id == visit.id)) {
        wrong.add("stranded_plan.moves", format!("{} is stranded too: say where it goes", visit.id));
    }
    wrong.finish()
}

/// Stands for these visits in these versions.
fn token(stranded: &[Appointment]) -> String {
    let mut hash = Sha256::new();
    for visit in stranded {
        hash.update(visit.id.bytes());
        hash.update(visit.version.to_be_bytes());
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
