//! Emergency access, opened and ended. The administrators and the patient hear of it in the
//! same commit; what is read meanwhile carries the reason into the audit log.

use praxis_shared::{
    id::{PatientId, UserId},
    time::Instant,
};

use crate::{
    domain::{
        caller::{Caller, Owned},
        emergency::{AT_ONCE, EmergencyAccess, MINUTES},
        event::{Audience, Event},
        notice::NoticeKind,
        people::{Role, Roles},
        refusal::Refusal,
    },
    store::{Error, Tx},
};

/// An account that was reset and not confirmed reads no record, in no emergency either.
fn refuse_while_recovering(caller: &Caller) -> Result<(), Refusal> {
    if caller.doubt.recovering { Err(Refusal::Recovering) } else { Ok(()) }
}

/// Opens the record of a patient whom the caller does not treat.
///
/// # Errors
/// [`Refusal::NotFound`] without such a patient, [`Refusal::WrongState`] if the record is open to the caller already, or
/// too many others are.
pub fn open(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    reason: &str,
    now: Instant,
) -> Result<EmergencyAccess, Error> {
    tx.subject(patient, Some(patient));
    tx.because(reason);
    let doctor = caller.as_doctor().ok_or(Refusal::RoleNotAllowed)?;
    refuse_while_recovering(caller)?;
    if tx.patient_chart(patient)?.for_the_clinic()?.belongs_to(caller) {
        return Err(Refusal::WrongState("this record is open to you without an emergency".into()).into());
    }
    let at_work = tx.emergencies_of(caller)?;
    if at_work.iter().any(|it| it.patient == patient) {
        let sentence = "you have emergency access to this record already: end it first to begin anew";
        return Err(Refusal::WrongState(sentence.into()).into());
    }
    if at_work.len() >= AT_ONCE {
        let first = at_work.iter().map(|it| it.expire_time - now).min().unwrap_or_default();
        let sentence = format!(
            "you have emergency access to {} records already, and {AT_ONCE} may be open at once: end one of them first (the \
             next ends by itself in {} min)",
            at_work.len(),
            first.num_seconds().max(0) / 60 + 1
        );
        return Err(Refusal::WrongState(sentence).into());
    }
    let access = EmergencyAccess::begin(patient, doctor, reason.to_owned(), now);
    tx.add_emergency(&access)?;
    tell(tx, caller, patient, &format!("opened the record of {{}} as an emergency, for {MINUTES} minutes"))?;
    Ok(access)
}

/// Ends it before its time.
///
/// # Errors
/// [`Refusal::NotFound`] without such a patient, [`Refusal::WrongState`] if none is open.
pub fn close(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    now: Instant,
) -> Result<EmergencyAccess, Error> {
    tx.subject(patient, Some(patient));
    tx.patient(patient)?.for_the_clinic()?;
    let open = tx.emergencies_of(caller)?.into_iter().find(|it| it.patient == patient);
    let none = || Refusal::WrongState("you have no emergency access to this record: it has ended".into());
    let access = open.ok_or_else(none)?;
    tx.because(&access.reason);
    tx.end_emergency(&access)?;
    tell(tx, caller, patient, "ended the emergency access to the record of {}")?;
    Ok(EmergencyAccess { end_time: Some(now), ..access })
}

/// Tells every administrator and the patient what the doctor did, and the doctor's terminals that the record is
/// another one for them now. Notices hold no clinical text: the reason is in the audit log.
fn tell(tx: &Tx<'_>, caller: &Caller, patient: PatientId, what: &str) -> Result<(), Error> {
    let doctor = tx.user(caller.user)?.for_the_clinic()?.display_name();
    let patient = tx.patient(patient)?.for_the_clinic()?;
    let whose = format!("{} ({})", patient.display_name(), patient.number);
    let mut told: Vec<(UserId, Roles, String)> =
        tx.admins()?.into_iter().map(|it| (it, Role::Admin.alone(), what.replace("{}", &whose))).collect();
    if let Some(user) = patient.user {
        told.retain(|(it, ..)| *it != user);
        told.push((user, Role::Patient.alone(), what.replace("the record of {}", "your record")));
    }
    for (user, roles, sentence) in told {
        let sentence = format!("{doctor} {sentence}");
        tx.notify((user, roles), NoticeKind::EmergencyAccess, &sentence, patient.id.to_string())?;
    }
    tx.emit(Event::PatientChart(patient.id), &[Audience::As(caller.user, Role::Doctor.alone())])?;
    Ok(())
}

/// The emergency access that lets the caller see this patient's data, if nothing else does; what is read by it
/// carries its reason into the audit log.
///
/// # Errors
/// If the store fails.
pub(super) fn used(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
) -> Result<Option<EmergencyAccess>, Error> {
    let found = tx.emergencies_of(caller)?.into_iter().find(|it| it.patient == patient);
    if let Some(access) = &found {
        tx.because(&access.reason);
    }
    Ok(found)
}
