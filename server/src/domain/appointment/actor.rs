//! Who does something to a visit, and in which of their roles. Roles are a
//! set, so the role has to be found: the doctor of the visit acts as its doctor
//! even if they administer the clinic too, and staff who are its patient act as staff.

use praxis_shared::id::{DoctorId, PatientId, UserId};
use serde::{Deserialize, Serialize};

use super::{Appointment, Verb};
use crate::domain::{caller::Caller, people::Role, refusal::Refusal};

/// A person in one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// The role that opens the visit to them.
    pub role: Role,
    /// Whether an act of theirs on this visit begins a relation of care: they are not its doctor, whatever their role, and
    /// nobody doubts that they are its patient.
    #[serde(default)]
    pub vouches: bool,
}

impl Actor {
    /// The caller in the first of their roles that may use the verb on visits of these two.
    pub fn of(caller: &Caller, doctor: DoctorId, patient: PatientId, verb: Verb) -> Result<Self, Refusal> {
        let fits = |role| match role {
            Role::Doctor => caller.as_doctor() == Some(doctor),
            Role::Patient => caller.as_patient() == Some(patient),
            Role::Desk | Role::Admin => caller.roles.has(role) && caller.reach.any.has(role),
        };
        let roles =
            || [Role::Doctor, Role::Desk, Role::Admin, Role::Patient].into_iter().filter(|&it| fits(it));
        let role = roles().find(|&role| verb.open_to(role)).or_else(|| roles().next());
        let role = role.ok_or(Refusal::NotFound)?;
        let another = !caller.is_account_of(doctor) || caller.sole_practitioner;
        let doubted = role == Role::Patient && caller.doubt.unconfirmed_since.is_some();
        Ok(Self { user: caller.user, role, vouches: another && !doubted })
    }

    /// The caller as somebody who acts on this visit.
    pub fn on(it: &Appointment, caller: &Caller, verb: Verb) -> Result<Self, Refusal> {
        Self::of(caller, it.doctor.id, it.patient.id, verb)
    }

    /// Whether the person acts for the clinic.
    pub fn is_staff(self) -> bool {
        self.role != Role::Patient
    }
}
