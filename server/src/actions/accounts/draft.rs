//! What a new account is made of, and what its roles need beside it.

use chrono::NaiveDate;
use praxis_shared::{id::UserId, text, time::Instant};

use crate::domain::{
    doctor::specializations,
    people::{Address, Role, Roles, User, UserState},
    refusal::{Refusal, Violations},
};

/// What a new account is made of, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct AccountDraft {
    /// User name.
    pub user_name: String,
    /// E-mail.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Phone, may be empty.
    pub phone: String,
    /// Address.
    pub address: Address,
}

/// What a role needs beside the account.
#[derive(Debug, Clone, Default)]
pub struct RoleDraft {
    /// Of a doctor.
    pub registration_number: String,
    /// Of a doctor.
    pub specializations: Vec<String>,
    /// Of a patient.
    pub birth_date: Option<NaiveDate>,
}

impl AccountDraft {
    /// The draft with every field checked; `at` is the path before them, such as `user.` or nothing.
    #[must_use]
    pub fn checked(self, at: &str, wrong: &mut Violations) -> Self {
        let mut part = |name: &str, checked| wrong.take(&format!("{at}{name}"), checked);
        Self {
            user_name: part("user_name", text::user_name(&self.user_name)),
            email: part("email", text::account_email(&self.email)),
            first_name: part("first_name", text::person_name(&self.first_name)),
            last_name: part("last_name", text::person_name(&self.last_name)),
            phone: part("phone", text::optional(&self.phone, text::phone)),
            address: self.address.checked(&format!("{at}address"), wrong),
        }
    }

    pub(in crate::actions) fn into_user(
        self,
        roles: Roles,
        requested_role: Option<Role>,
        state: UserState,
        now: Instant,
    ) -> User {
        User {
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            address: self.address,
            requested_role,
            ..User::new(UserId::new(now), self.user_name, roles, state, now)
        }
    }
}

impl RoleDraft {
    /// Checks what these roles need, and nothing else.
    #[must_use]
    pub fn checked(self, roles: Roles, wrong: &mut Violations) -> Self {
        let mut kept = Self::default();
        if roles.has(Role::Doctor) {
            kept.registration_number =
                wrong.take("registration_number", text::registration_number(&self.registration_number));
            let mut inner = Violations::default();
            kept.specializations = specializations(&self.specializations, "", &mut inner);
            if let Err(Refusal::Invalid(all)) = inner.finish() {
                for it in all {
                    wrong.add(it.field.trim_start_matches('.'), it.description);
                }
            }
        }
        if roles.has(Role::Patient) {
            kept.birth_date = self.birth_date;
            if self.birth_date.is_none() {
                wrong.add("birth_date", "is required: the date of birth");
            }
        }
        kept
    }
}
