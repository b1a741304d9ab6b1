//! The clinic's own settings, and the log of what was done.

use praxis_shared::time::Instant;

use crate::{
    domain::{
        audit::{AuditEntry, AuditFilter},
        clinic::Clinic,
        event::{Audience, Event},
        refusal::expect_version,
    },
    store::{Error, Tx},
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
) -> Result<Vec<AuditEntry>, Error> {
    Ok(tx.audit_entries(filter, before, limit)?)
}
