//! The clinic's own settings, and the log of what was done.

use praxis_shared::{id::PatientId, time::Instant};

use crate::{
    domain::{
        audit::AuditFilter,
        caller::Caller,
        clinic::Clinic,
        event::{Audience, Event},
        refusal::{Refusal, expect_version},
    },
    store::{AuditPage, Error, Tx},
};

/// Changes settings: `change` gets them as they are and gives them as they shall be.
///
/// # Errors
/// [`crate::domain::refusal::Refusal::StaleVersion`].
pub fn update(
    tx: &Tx<'_>,
    change: impl FnOnce(Clinic) -> Clinic,
    expected: i64,
    now: Instant,
) -> Result<Clinic, Error> {
    let clinic = tx.clinic()?;
    expect_version(clinic.version, expected)?;
    let version = clinic.version + 1;
    let clinic = Clinic { version, update_time: now, ..change(clinic) };
    tx.save_clinic(&clinic)?;
    tx.subject("clinic", None);
    tx.emit(Event::Clinic(Box::new(clinic.clone())), &[Audience::Everyone])?;
    Ok(clinic)
}

/// Acts, newest first.
///
/// # Errors
/// If the database fails.
pub fn audit(
    tx: &Tx<'_>,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: usize,
) -> Result<AuditPage, Error> {
    tx.subject("audit", filter.patient);
    Ok(tx.audit_entries(filter, before, limit)?)
}

/// Acts on one patient's data, newest first: for the patient, and for whoever answers for the clinic. What the
/// patient did is left out unless it is asked for.
///
/// # Errors
/// [`crate::domain::refusal::Refusal::NotFound`] if the patient is out of reach.
pub fn record_accesses(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    with_own: bool,
    before: Option<i64>,
    limit: usize,
) -> Result<AuditPage, Error> {
    tx.subject(format!("{patient}/accesses"), Some(patient));
    let patient = tx.patient(patient)?.open(caller)?;
    if caller.as_patient() == Some(patient.id) && caller.doubt.unconfirmed_since.is_some() {
        return Err(Refusal::Unconfirmed.into());
    }
    let not_by = patient.user.filter(|_| !with_own);
    let filter = AuditFilter { patient: Some(patient.id), not_by, ..AuditFilter::default() };
    Ok(tx.audit_entries(&filter, before, limit)?)
}
