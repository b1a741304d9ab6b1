//! Emergency access: a doctor who does not treat a patient reads that one record, for a
//! short while and for a reason that the patient and the administrators get to see.

use praxis_shared::{
    id::{DoctorId, EmergencyAccessId, PatientId},
    text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    appointment::{Appointment, Visit},
    patient::PatientChart,
};

/// How long it lasts.
pub const MINUTES: i64 = 60;
/// How many records one doctor may have open by it at once: an emergency is about somebody, not about everybody.
pub const AT_ONCE: usize = 3;
/// Shortest reason: long enough to say one.
pub const REASON_MIN: usize = 10;

/// One doctor's access to one patient's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyAccess {
    /// Its name.
    pub id: EmergencyAccessId,
    /// Whose record.
    pub patient: PatientId,
    /// Who reads it.
    pub doctor: DoctorId,
    /// Why.
    pub reason: String,
    /// When it began.
    pub create_time: Instant,
    /// When it ends at the latest.
    pub expire_time: Instant,
    /// When the doctor ended it.
    pub end_time: Option<Instant>,
}

impl EmergencyAccess {
    /// Begins now.
    #[must_use]
    pub fn begin(patient: PatientId, doctor: DoctorId, reason: String, now: Instant) -> Self {
        Self {
            id: EmergencyAccessId::new(now),
            patient,
            doctor,
            reason,
            create_time: now,
            expire_time: now + chrono::Duration::minutes(MINUTES),
            end_time: None,
        }
    }
}

/// The reason as it is kept.
///
/// # Errors
/// A sentence that says what is wanted.
pub fn reason(typed: &str) -> Result<String, String> {
    let said = text::reason(typed)?;
    if said.chars().filter(|it| !it.is_whitespace()).count() < REASON_MIN {
        return Err(format!(
            "say in {REASON_MIN} to {} characters why you must see this record now: the patient and the \
             administrators will read it",
            text::REASON_MAX
        ));
    }
    Ok(said)
}

/// What is of one patient, and can be seen in an emergency.
pub trait OfPatient {
    /// Whose it is.
    fn patient(&self) -> PatientId;
}

impl OfPatient for PatientChart {
    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl OfPatient for Appointment {
    fn patient(&self) -> PatientId {
        self.patient.id
    }
}

impl OfPatient for Visit {
    fn patient(&self) -> PatientId {
        self.appointment.patient.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_reason() {
        for too_short in ["", "   ", "urgent", "a\n\n\n\n\n\n\n\n\nb", &"x".repeat(501)] {
            assert!(reason(too_short).is_err(), "{too_short:?}");
        }
        assert_eq!(reason(" Unconscious, no papers ").as_deref(), Ok("Unconscious, no papers"));
    }
}
