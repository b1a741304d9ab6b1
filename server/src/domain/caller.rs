//! Who calls, by what, and how far the access table lets them reach in this call.

use praxis_shared::{
    id::{ApiTokenId, DoctorId, PatientId, SessionId, UserId},
    time::Instant,
};

use super::people::{Role, Roles, User};

/// How far the rule of an RPC lets each role reach. It counts together with the roles that a caller holds: see
/// [`Caller::named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// These roles reach what is the caller's own.
    pub own: Roles,
    /// These roles reach any object.
    pub any: Roles,
}

impl Reach {
    /// Whatever the role, only what is the caller's own.
    pub const OWN: Self = Self { own: Roles::ALL, any: Roles::NONE };
    /// Whatever the role, any object.
    pub const ANY: Self = Self { own: Roles::NONE, any: Roles::ALL };
}

/// What is closed to an account though it holds the role: nobody has confirmed yet that its person stands behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The account was reached by a code or a reset at this time, and nobody has confirmed since that it is the patient:
    /// what is older is closed.
    pub unconfirmed_since: Option<Instant>,
    /// The account of staff was reset and nobody has confirmed it: clinical text is closed.
    pub recovering: bool,
    /// The account signed up lately: it asks for little at once.
    pub new: bool,
}

/// What a call was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A person's session.
    Session(SessionId),
    /// A script's token: it acts for its owner, within its scopes.
    ApiToken(ApiTokenId),
}

/// A signed-in person or a script of theirs, as the gate found them.
///
/// Which doctor and which patient the account is cannot be read from outside: a relation counts only through the role
/// that carries it, if the caller holds that role now and the rule names it. [`Caller::as_doctor`] and
/// [`Caller::as_patient`] are the only ways to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// Their session, or their script's token.
    pub credential: Credential,
    /// The user's roles.
    pub roles: Roles,
    /// How far the rule of this call reaches.
    pub reach: Reach,
    /// What is closed although the role is held.
    pub doubt: Doubt,
    /// The clinic is a practice of one: what its doctor does counts as if the front desk had done it.
    pub sole_practitioner: bool,
    doctor: Option<DoctorId>,
    patient: Option<PatientId>,
}

impl Caller {
    /// Somebody with these roles who is neither a doctor nor a patient.
    #[must_use]
    pub const fn new(user: UserId, credential: Credential, roles: Roles, reach: Reach) -> Self {
        Self {
            user,
            credential,
            roles,
            reach,
            doubt: Doubt { unconfirmed_since: None, recovering: false, new: false },
            sole_practitioner: false,
            doctor: None,
            patient: None,
        }
    }

    /// The owner of an account, by its roles and doubts of now.
    #[must_use]
    pub fn of(user: &User, credential: Credential, reach: Reach, now: Instant) -> Self {
        Self {
            doubt: user.doubt(now),
            doctor: user.doctor,
            patient: user.patient,
            ..Self::new(user.id, credential, user.roles, reach)
        }
    }

    /// The same as this doctor.
    #[must_use]
    pub fn with_doctor(self, doctor: DoctorId) -> Self {
        Self { doctor: Some(doctor), ..self }
    }

    /// The same as this patient.
    #[must_use]
    pub fn with_patient(self, patient: PatientId) -> Self {
        Self { patient: Some(patient), ..self }
    }

    /// The roles that count in this call: held now, and named by the rule.
    #[must_use]
    pub const fn named(&self) -> Roles {
        self.roles.and(self.reach.own.or(self.reach.any))
    }

    /// Whether this role counts in this call.
    #[must_use]
    pub const fn acts_as(&self, role: Role) -> bool {
        self.named().has(role)
    }

    /// Whether one of the roles that count is of the staff.
    #[must_use]
    pub const fn is_staff(&self) -> bool {
        self.named().is_staff()
    }

    /// Whether the call reaches any object.
    #[must_use]
    pub const fn reaches_any(&self) -> bool {
        self.roles.meets(self.reach.any)
    }

    /// The doctor that the caller acts as, if the role counts.
    #[must_use]
    pub fn as_doctor(&self) -> Option<DoctorId> {
        self.doctor.filter(|_| self.acts_as(Role::Doctor))
    }

    /// The doctor that may see clinical text: not one whose account was reset and not confirmed.
    #[must_use]
    pub fn as_treating_doctor(&self) -> Option<DoctorId> {
        self.as_doctor().filter(|_| !self.doubt.recovering)
    }

    /// The patient that the caller acts as, if the role counts. What is older than a doubt is closed all the same:
    /// [`Caller::sees_of`].
    #[must_use]
    pub fn as_patient(&self) -> Option<PatientId> {
        self.patient.filter(|_| self.acts_as(Role::Patient))
    }

    /// The patient, if there is no doubt that it is: the whole record is open.
    #[must_use]
    pub fn as_confirmed_patient(&self) -> Option<PatientId> {
        self.as_patient().filter(|_| self.doubt.unconfirmed_since.is_none())
    }

    /// Whether the caller, as a patient, may see what is of that time.
    #[must_use]
    pub fn sees_of(&self, time: Instant) -> bool {
        self.doubt.unconfirmed_since.is_none_or(|since| time >= since)
    }

    /// The roles in which the caller takes part in conversations: what patients write to their doctor is clinical.
    #[must_use]
    pub const fn talks_as(&self) -> Roles {
        if self.doubt.recovering { self.named().without(Role::Doctor.alone()) } else { self.named() }
    }

    /// Whether the account is this doctor's, whatever role counts: nobody is "another person" to oneself.
    #[must_use]
    pub fn is_account_of(&self, doctor: DoctorId) -> bool {
        self.doctor == Some(doctor)
    }

    /// The session, if a person calls and not a script.
    #[must_use]
    pub const fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(session) => Some(session),
            Credential::ApiToken(_) => None,
        }
    }

    /// The script's token, if a script calls.
    #[must_use]
    pub const fn api_token(&self) -> Option<ApiTokenId> {
        match self.credential {
            Credential::Session(_) => None,
            Credential::ApiToken(token) => Some(token),
        }
    }
}

/// One mutation as it came in: what makes it repeatable and accountable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who calls; `None` for a stranger at a public door.
    pub caller: Option<Caller>,
    /// Such as `AppointmentService/BookAppointment`.
    pub method: std::sync::Arc<str>,
    /// The client's id of this act.
    pub request_id: String,
    /// The act needs a fresh proof of who is there.
    pub fresh: bool,
    /// The act is allowed while the session is locked.
    pub while_locked: bool,
    /// SHA-256 of method and request: tells a repetition from another act under the same id.
    pub fingerprint: [u8; 32],
}

/// Something that may belong to a caller. The store hands such things out guarded.
pub trait Owned {
    /// Whether it is this caller's own.
    fn belongs_to(&self, caller: &Caller) -> bool;

    /// Whether this caller may look at it, though it need not be theirs.
    fn visible_to(&self, caller: &Caller) -> bool {
        self.belongs_to(caller)
    }
}

#[cfg(test)]
mod tests {
    use praxis_shared::time;

    use super::*;

    fn now() -> Instant {
        time::from_micros(1_790_000_000_000_000).expect("an instant")
    }

    fn sets() -> impl Iterator<Item = Roles> {
        (0..16).map(Roles::from_bits)
    }

    #[test]
    fn a_relation_counts_through_its_role_alone_if_that_is_held_and_named_whatever_else_is() {
        let credential = Credential::Session(SessionId::from_bytes([2; 16]));
        let mut seen = 0;
        for held in sets() {
            for own in sets() {
                for any in sets() {
                    let caller =
                        Caller::new(UserId::from_bytes([1; 16]), credential, held, Reach { own, any })
                            .with_doctor(DoctorId::from_bytes([3; 16]))
                            .with_patient(PatientId::from_bytes([4; 16]));
                    let counts = |role| held.has(role) && (own.has(role) || any.has(role));
                    let which = format!("{held:?} {own:?} {any:?}");
                    assert_eq!(caller.as_doctor().is_some(), counts(Role::Doctor), "{which}");
                    assert_eq!(caller.as_patient().is_some(), counts(Role::Patient), "{which}");
                    assert_eq!(
                        caller.reaches_any(),
                        Role::ALL.iter().any(|it| held.has(*it) && any.has(*it)),
                        "{which}"
                    );
                    for role in Role::ALL {
                        assert_eq!(caller.acts_as(role), counts(role), "{which}");
                    }
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 16 * 16 * 16);
    }

    #[test]
    fn a_doubt_closes_what_it_is_about_and_nothing_else() {
        let credential = Credential::Session(SessionId::from_bytes([2; 16]));
        let both = Roles::NONE.with(Role::Doctor).with(Role::Patient);
        let mut caller = Caller::new(UserId::from_bytes([1; 16]), credential, both, Reach::OWN)
            .with_doctor(DoctorId::from_bytes([3; 16]))
            .with_patient(PatientId::from_bytes([4; 16]));
        let open = |it: &Caller| (it.as_treating_doctor().is_some(), it.as_confirmed_patient().is_some());
        assert_eq!(open(&caller), (true, true));
        caller.doubt.recovering = true;
        assert_eq!((open(&caller), caller.as_doctor().is_some()), ((false, true), true));
        caller.doubt = Doubt { unconfirmed_since: Some(now()), ..Doubt::default() };
        assert_eq!((open(&caller), caller.as_patient().is_some()), ((true, false), true));
        let second = chrono::TimeDelta::seconds(1);
        assert_eq!((caller.sees_of(now() - second), caller.sees_of(now())), (false, true));
    }
}
