//! What the store hands out: a value nobody can look at without saying who looks.

use crate::domain::{
    caller::{Caller, Owned},
    emergency::{EmergencyAccess, OfPatient},
    refusal::Refusal,
};

/// A loaded value (or none), closed until a caller opens it.
#[derive(Debug, Clone)]
pub struct Guarded<T>(Option<T>);

impl<T> Guarded<T> {
    pub(super) const fn new(found: Option<T>) -> Self {
        Self(found)
    }

    /// The value for the clinic's own bookkeeping, when no caller asked for it by name:
    /// such as the account behind a session, or the doctor of a visit that is already open.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if there is none.
    pub fn for_the_clinic(self) -> Result<T, Refusal> {
        self.0.ok_or(Refusal::NotFound)
    }
}

impl<T: Owned> Guarded<T> {
    /// The value, to act on: the caller's own, or anybody's where the caller reaches any.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if it does not exist or is out of reach: the same answer for both.
    pub fn open(self, caller: &Caller) -> Result<T, Refusal> {
        self.0.filter(|it| caller.reaches_any() || it.belongs_to(caller)).ok_or(Refusal::NotFound)
    }

    /// The value, to look at.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if it does not exist or is out of sight: the same answer for both.
    pub fn view(self, caller: &Caller) -> Result<T, Refusal> {
        self.0.filter(|it| caller.reaches_any() || it.visible_to(caller)).ok_or(Refusal::NotFound)
    }
}

impl<T: Owned + OfPatient> Guarded<T> {
    /// The value, to look at: as [`Guarded::view`], and what is of a patient whose record the caller opened in an
    /// emergency.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if it does not exist or is out of sight: the same answer for both.
    pub fn view_in_emergency(self, caller: &Caller, open: &[EmergencyAccess]) -> Result<T, Refusal> {
        if self.0.as_ref().is_some_and(|it| open.iter().any(|access| access.patient == it.patient())) {
            return self.0.ok_or(Refusal::NotFound);
        }
        self.view(caller)
    }
}
