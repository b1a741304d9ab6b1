//! Who calls, by what, and how far the access table lets them reach in this call.

use praxis_shared::id::{ApiTokenId, DoctorId, PatientId, SessionId, UserId};

use super::people::Roles;

/// How far a caller reaches in one RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only what is the caller's own.
    Own,
    /// Any object.
    Any,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// Their session, or their script's token.
    pub credential: Credential,
    /// The user's roles.
    pub roles: Roles,
    /// The doctor the user is, if any.
    pub doctor: Option<DoctorId>,
    /// The patient the user is, if any.
    pub patient: Option<PatientId>,
    /// How far this call reaches.
    pub reach: Reach,
}

impl Caller {
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
