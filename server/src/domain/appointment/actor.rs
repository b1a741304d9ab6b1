//! Who does something to a visit, and in which of their roles. Roles are a
//! set, so the role has to be found: the doctor of the visit acts as its doctor
//! even if they administer the clinic too, and staff who are its patient act as staff.

use praxis_shared::id::{DoctorId, PatientId, UserId};
use serde::{Deserialize, Serialize};

use super::{Appointment, Verb};
use crate::domain::{
    caller::{Caller, Reach},
    people::Role,
    refusal::Refusal,
};

/// A person in one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// The role that opens the visit to them.
    pub role: Role,
}

impl Actor {
    /// The caller in the first of their roles that may use the verb on visits of these two.
    pub fn of(caller: &Caller, doctor: DoctorId, patient: PatientId, verb: Verb) -> Result<Self, Refusal> {
        let any = caller.reach == Reach::Any;
        let fits = |role| match role {
            Role::Doctor => caller.doctor == Some(doctor) && caller.roles.has(role),
            Role::Patient => caller.patient == Some(patient) && caller.roles.has(role),
            Role::Desk | Role::Admin => any && caller.roles.has(role),
        };
        let roles =
            || [Role::Doctor, Role::Desk, Role::Admin, Role::Patient].into_iter().filter(|&it| fits(it));
        let role = roles().find(|&role| verb.open_to(role)).or_else(|| roles().next());
        Ok(Self { user: caller.user, role: role.ok_or(Refusal::NotFound)? })
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
