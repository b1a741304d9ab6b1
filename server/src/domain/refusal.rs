//! Every way in which the clinic says no. A refusal is an answer, not a fault: it
//! has a sentence for people and a [`Reason`] for programs.

use chrono::TimeDelta;
use praxis_shared::{id::DoctorId, reason::Reason, time::Span};

/// One field that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field in the request, such as `user.first_name`.
    pub field: String,
    /// What is allowed and what to do.
    pub description: String,
}

/// Why the clinic says no.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The caller is not, or no longer, signed in.
    #[error("your session has ended: sign in again")]
    SessionEnded,
    /// The session is locked: nobody has used it for a while, or its owner locked it.
    #[error("this session is locked: give your password to go on")]
    SessionLocked,
    /// Right session, but the last proof of who is there is too old for this act.
    #[error("this needs your password again: nobody has typed it here for five minutes")]
    ReauthenticationNeeded,
    /// The script token is unknown, revoked or expired, or its owner may not sign in.
    #[error("this script token is not valid (any more): make a new one")]
    TokenEnded,
    /// The script token lacks the scope.
    #[error("this script token was not given {0}: make one with this scope")]
    ScopeMissing(std::sync::Arc<str>),
    /// Only a person may do it.
    #[error("script tokens cannot do this, whatever their scopes: sign in")]
    NotForTokens,
    /// The script token is bound to networks.
    #[error("this script token may not be used from here: its networks do not include this address")]
    SourceNotAllowed,
    /// The roles do not allow it.
    #[error("your role does not allow this")]
    RoleNotAllowed,
    /// The account is not confirmed, and this is closed to it until it is.
    #[error(
        "this is closed to your account until the clinic has confirmed that it is you: at your next visit the doctor \
         does it with one key"
    )]
    Unconfirmed,
    /// The account was reset, and clinical text is closed to it for a while.
    #[error(
        "your account was reset, so clinical text is closed to it until another administrator or a doctor confirms that \
         it is you, or a day has passed"
    )]
    Recovering,
    /// What is doubted of the account changed while the act was under way.
    #[error("whether you are confirmed changed meanwhile: look again and repeat")]
    DoubtChanged,
    /// The answer was given under other roles or doubts.
    #[error("this was answered while your account had other roles: the answer is closed to you now")]
    AnswerClosed,
    /// Somebody else has to confirm it.
    #[error("{0}")]
    NotYoursToConfirm(String),
    /// A code for a patient, on the device on which it was issued.
    #[error(
        "this code was issued on this terminal: it is for the patient, who types it on a terminal or telephone of their own"
    )]
    CodeOfThisDevice,
    /// The account asked for as much as it may.
    #[error("{0}")]
    AsksTooMuch(String, Option<TimeDelta>),
    /// Too many sign-ups from one place.
    #[error("too many accounts were made from here: wait {}, or ask the front desk for one", waiting(.wait))]
    TooManySignUps {
        /// How long.
        wait: TimeDelta,
    },
    /// It does not exist, or it is somebody else's: the same answer for both.
    #[error("it does not exist, or it is not yours to see")]
    NotFound,
    /// Fields are wrong, all of them named.
    #[error("{}", summary(.0))]
    Invalid(Vec<Violation>),
    /// A page token of another list, or none at all.
    #[error("this page token does not belong to this list: start again without one")]
    InvalidPageToken,
    /// One request id for two acts.
    #[error("this request_id was used for another act: make a new one")]
    RequestIdReused,
    /// Unknown user and wrong password alike.
    #[error("user name or password is wrong")]
    WrongCredentials,
    /// Right password, but a code is missing.
    #[error("your password is right; now the code of your authenticator, or a recovery code")]
    SecondFactorNeeded,
    /// Wrong, too old, and used up alike.
    #[error("this code is not right, or was used already: wait for the next one and type that")]
    WrongCode,
    /// Nothing else may be done before a second factor is set up.
    #[error("set up your second factor first: until then this session is for nothing else")]
    SecondFactorRequired,
    /// The wait after wrong tries is not over.
    #[error("too many wrong tries: wait {}, then try again", waiting(.wait))]
    TooManyTries {
        /// How long.
        wait: TimeDelta,
    },
    /// Right password, but nobody approved the account yet.
    #[error("your account waits for the administrator's approval")]
    AccountPending,
    /// Right password, but the account is disabled.
    #[error("your account is disabled: ask the administrator")]
    AccountDisabled,
    /// Unknown, used and expired alike.
    #[error("this activation code is not valid (any more): ask for a new one")]
    CodeInvalid,
    /// Taken.
    #[error("this user name is taken: choose another")]
    UserNameTaken,
    /// Taken.
    #[error("this e-mail has an account already: sign in with it, or give another")]
    EmailTaken,
    /// The clinic would be without an administrator.
    #[error("nobody would administer the clinic any more: make somebody else administrator first")]
    LastAdmin,
    /// Somebody else was faster.
    #[error("somebody else changed this meanwhile (it is at version {current}): look again and repeat")]
    StaleVersion {
        /// The version it has now.
        current: i64,
    },
    /// The state does not allow the step.
    #[error("{0}")]
    WrongState(String),
    /// Very likely registered already.
    #[error("a patient very like this one is registered: {names}. If it is somebody else, say so")]
    LikelyDuplicate {
        /// Who it may be, by number and name.
        names: String,
    },
    /// The doctor is busy then.
    #[error("this time is already taken")]
    SlotTaken {
        /// What is free instead.
        next: Vec<FreeSlot>,
    },
    /// The patient is busy then.
    #[error("the patient has another visit at this time")]
    PatientBusy {
        /// What is free instead.
        next: Vec<FreeSlot>,
    },
    /// The rules do not allow it.
    #[error("this time cannot be booked: {}", .obstacles.join("; "))]
    NotBookable {
        /// A sentence each.
        obstacles: Vec<String>,
        /// What is free instead.
        next: Vec<FreeSlot>,
    },
    /// After the cut-off.
    #[error("{0}")]
    TooLate(String),
    /// Nothing to take back.
    #[error("{0}")]
    UndoNotPossible(String),
    /// Visits would be left outside the hours.
    #[error("{count} booked visits would be left outside the hours: say what becomes of them")]
    StrandsVisits {
        /// How many.
        count: usize,
    },
    /// Not somebody the caller may write to.
    #[error(
        "you cannot write to them: patients write to the doctors of their visits and to the front desk, \
         doctors to their patients and to the staff, the desk to patients and the staff"
    )]
    NotAContact,
    /// Nobody would read it.
    #[error("this patient has no account and cannot read messages: call instead")]
    PatientHasNoAccount,
    /// Too old to go on from.
    #[error("this cursor is too old: list anew, then watch without a cursor")]
    CursorPruned,
    /// Too much at once.
    #[error("too much at once: try again in a moment")]
    TooBusy,
    /// No room.
    #[error(
        "the server's disk is full, so nothing was changed and nothing can be for now; everything can still be read. \
         Tell whoever runs the server to make room, then try again"
    )]
    DiskFull,
}

/// A free slot offered instead of a taken one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSlot {
    /// With whom.
    pub doctor: DoctorId,
    /// When.
    pub span: Span,
}

fn summary(violations: &[Violation]) -> String {
    let each: Vec<_> = violations.iter().map(|it| format!("{}: {}", it.field, it.description)).collect();
    each.join("; ")
}

/// A wait in words, rounded up.
fn waiting(wait: &TimeDelta) -> String {
    let seconds = (*wait + TimeDelta::milliseconds(999)).num_seconds().max(1);
    match seconds {
        1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        91..=5400 => format!("{} minutes", (seconds + 59) / 60),
        _ => format!("{} hours (an administrator can shorten that)", (seconds + 3599) / 3600),
    }
}

impl Refusal {
    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, description: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { field: field.to_owned(), description: description.into() }])
    }

    /// What programs switch on.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::SessionEnded => Reason::SessionEnded,
            Self::SessionLocked => Reason::SessionLocked,
            Self::ReauthenticationNeeded => Reason::ReauthenticationNeeded,
            Self::TokenEnded => Reason::TokenEnded,
            Self::ScopeMissing(_) => Reason::ScopeMissing,
            Self::NotForTokens => Reason::NotForTokens,
            Self::SourceNotAllowed => Reason::SourceNotAllowed,
            Self::RoleNotAllowed => Reason::RoleNotAllowed,
            Self::Unconfirmed => Reason::Unconfirmed,
            Self::Recovering => Reason::Recovering,
            Self::DoubtChanged => Reason::DoubtChanged,
            Self::AnswerClosed => Reason::AnswerClosed,
            Self::NotYoursToConfirm(_) => Reason::NotYoursToConfirm,
            Self::CodeOfThisDevice => Reason::CodeOfThisDevice,
            Self::AsksTooMuch(..) => Reason::AsksTooMuch,
            Self::TooManySignUps { .. } => Reason::TooManySignUps,
            Self::NotFound => Reason::NotFound,
            Self::Invalid(_) => Reason::InvalidFields,
            Self::InvalidPageToken => Reason::InvalidPageToken,
            Self::RequestIdReused => Reason::RequestIdReused,
            Self::WrongCredentials => Reason::WrongCredentials,
            Self::SecondFactorNeeded => Reason::SecondFactorNeeded,
            Self::WrongCode => Reason::WrongCode,
            Self::SecondFactorRequired => Reason::SecondFactorRequired,
            Self::TooManyTries { .. } => Reason::TooManyTries,
            Self::AccountPending => Reason::AccountPending,
            Self::AccountDisabled => Reason::AccountDisabled,
            Self::CodeInvalid => Reason::CodeInvalid,
            Self::UserNameTaken => Reason::UserNameTaken,
            Self::EmailTaken => Reason::EmailTaken,
            Self::LastAdmin => Reason::LastAdmin,
            Self::StaleVersion { .. } => Reason::StaleVersion,
            Self::WrongState(_) => Reason::WrongState,
            Self::LikelyDuplicate { .. } => Reason::LikelyDuplicate,
            Self::SlotTaken { .. } => Reason::SlotTaken,
            Self::PatientBusy { .. } => Reason::PatientBusy,
            Self::NotBookable { .. } => Reason::NotBookable,
            Self::TooLate(_) => Reason::TooLate,
            Self::UndoNotPossible(_) => Reason::UndoNotPossible,
            Self::StrandsVisits { .. } => Reason::StrandsVisits,
            Self::NotAContact => Reason::NotAContact,
            Self::PatientHasNoAccount => Reason::PatientHasNoAccount,
            Self::CursorPruned => Reason::CursorPruned,
            Self::TooBusy => Reason::TooBusy,
            Self::DiskFull => Reason::DiskFull,
        }
    }

    /// The free slots to take instead, where there are any.
    #[must_use]
    pub fn next_slots(&self) -> &[FreeSlot] {
        match self {
            Self::SlotTaken { next } | Self::PatientBusy { next } | Self::NotBookable { next, .. } => next,
            _ => &[],
        }
    }
}

/// Gathers field violations, so that all are told at once.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Notes a wrong field.
    pub fn add(&mut self, field: impl Into<String>, description: impl Into<String>) {
        self.0.push(Violation { field: field.into(), description: description.into() });
    }

    /// Takes a checked value, or notes what is wrong with it and goes on with the default.
    pub fn take<T: Default>(&mut self, field: &str, checked: Result<T, impl ToString>) -> T {
        checked.unwrap_or_else(|wrong| {
            self.add(field, wrong.to_string());
            T::default()
        })
    }

    /// Takes a checked value, or notes what is wrong with it.
    pub fn take_or<T>(&mut self, field: &str, checked: Result<T, impl ToString>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.add(field, wrong.to_string());
                None
            }
        }
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All or nothing.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every violation noted.
    pub fn finish(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }
}

/// The current version against the one that was read; 0 means "whatever is there".
///
/// # Errors
/// [`Refusal::StaleVersion`] if they differ.
pub const fn expect_version(current: i64, expected: i64) -> Result<(), Refusal> {
    if expected == 0 || expected == current { Ok(()) } else { Err(Refusal::StaleVersion { current }) }
}

/// When a thing may be tried again, for `Refusal::TooBusy` and overload.
pub const RETRY_AFTER: std::time::Duration = std::time::Duration::from_secs(1);
/// The same for `Refusal::DiskFull`: a person must do something first.
pub const RETRY_WITH_ROOM: std::time::Duration = std::time::Duration::from_secs(30);
