//! The end of every act on a visit.

use praxis_shared::time::Instant;

use super::{hours::offers, tell};
use crate::{
    domain::{
        appointment::{Appointment, Rules, Step, Visit},
        clinic::Clinic,
        refusal::Refusal,
    },
    store::{Error, Saved, StoreError, Taken, Tx},
};

/// What the clinic's settings say about changing visits.
pub(super) fn rules(clinic: &Clinic) -> Rules {
    Rules {
        zone: clinic.zone,
        cancel_cutoff_minutes: clinic.cancel_cutoff_minutes,
        reschedule_cutoff_minutes: clinic.reschedule_cutoff_minutes,
    }
}

/// Stores a new visit with its reason, and tells.
pub(super) fn settle_new(
    tx: &Tx<'_>,
    step: Step,
    reason: String,
    now: Instant,
) -> Result<Appointment, Error> {
    let visit = Visit { appointment: step.appointment.clone(), reason };
    refuse_overlap(tx, &visit.appointment, now)?;
    done(tx, tx.insert_visit(&visit)?, &visit.appointment, now)?;
    finish(tx, None, step)
}

/// Stores a step on a visit that was read before, and tells. A step that
/// changed nothing has no effect at all.
pub(super) fn settle(tx: &Tx<'_>, was: &Appointment, step: Step, now: Instant) -> Result<Appointment, Error> {
    tx.subject(was.id, Some(was.patient.id));
    if step.transition.is_none() {
        return Ok(step.appointment);
    }
    if step.test_overlap {
        refuse_overlap(tx, &step.appointment, now)?;
    }
    save(tx, &step.appointment, was, now)?;
    finish(tx, Some(was), step)
}

/// Stores a visit of which only remarks changed, and lets the boards know.
pub(super) fn settle_remark(
    tx: &Tx<'_>,
    was: &Appointment,
    it: Appointment,
    now: Instant,
) -> Result<Appointment, Error> {
    tx.subject(it.id, Some(it.patient.id));
    if it.version != was.version {
        save(tx, &it, was, now)?;
        tell::boards(tx, None, &it, tx.accounts_of(it.patient.id, it.doctor.id)?)?;
    }
    Ok(it)
}

fn finish(tx: &Tx<'_>, was: Option<&Appointment>, step: Step) -> Result<Appointment, Error> {
    let it = step.appointment;
    tx.subject(it.id, Some(it.patient.id));
    if let Some(transition) = &step.transition {
        tx.add_transition(transition)?;
        let accounts = tx.accounts_of(it.patient.id, it.doctor.id)?;
        tell::boards(tx, was, &it, accounts)?;
        tell::inboxes(tx, transition, &it, accounts)?;
    }
    Ok(it)
}

fn save(tx: &Tx<'_>, it: &Appointment, was: &Appointment, now: Instant) -> Result<(), Error> {
    done(tx, tx.save_appointment(it, was)?, it, now)
}

fn refuse_overlap(tx: &Tx<'_>, it: &Appointment, now: Instant) -> Result<(), Error> {
    match tx.collision(it)? {
        None => Ok(()),
        Some(taken) => Err(refusal(tx, taken, it, now)?.into()),
    }
}

fn done(tx: &Tx<'_>, saved: Saved, it: &Appointment, now: Instant) -> Result<(), Error> {
    match saved {
        Saved::Done => Ok(()),
        Saved::Stale => Err(StoreError::Conflict("the visit").into()),
        Saved::Taken(taken) => Err(refusal(tx, taken, it, now)?.into()),
    }
}

/// The refusal that names the next free slots, free for doctor and patient.
fn refusal(tx: &Tx<'_>, taken: Taken, it: &Appointment, now: Instant) -> Result<Refusal, Error> {
    let next = offers(tx, it.doctor.id, it.patient.id, it.span, now)?;
    Ok(match taken {
        Taken::Doctor => Refusal::SlotTaken { next },
        Taken::Patient => Refusal::PatientBusy { next },
    })
}
