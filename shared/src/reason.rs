//! Every reason for which the server says no, once. On the wire it is
//! `google.rpc.ErrorInfo.reason` in the domain [`DOMAIN`]; clients switch on it, never on text.

use std::{fmt, str::FromStr};

/// `ErrorInfo.domain` of every reason here.
pub const DOMAIN: &str = "praxis";

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal;)*) => {
        /// Why the server says no.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[doc = $doc])* $name,)* }

        impl Reason {
            /// All of them, for documentation and tests.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As it stands on the wire.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// No or an unknown token: sign in.
    NotSignedIn = "NOT_SIGNED_IN";
    /// The session has ended: expired, ended elsewhere, or the account was disabled.
    SessionEnded = "SESSION_ENDED";
    /// The session is locked: `Reauthenticate` opens it again.
    SessionLocked = "SESSION_LOCKED";
    /// The RPC needs a password check of the last five minutes: `Reauthenticate`, then send the same request again.
    ReauthenticationNeeded = "REAUTHENTICATION_NEEDED";
    /// The script token has ended: expired, revoked, or its owner may not sign in any more.
    TokenEnded = "TOKEN_ENDED";
    /// The script token was not given this RPC.
    ScopeMissing = "SCOPE_MISSING";
    /// No script token may call this RPC: a person has to.
    NotForTokens = "NOT_FOR_TOKENS";
    /// The script token may not be used from this address.
    SourceNotAllowed = "SOURCE_NOT_ALLOWED";
    /// The caller's roles do not allow this RPC.
    RoleNotAllowed = "ROLE_NOT_ALLOWED";
    /// Closed to an account that was reached by a code or a reset, until a doctor confirms that it is the patient's.
    Unconfirmed = "UNCONFIRMED";
    /// Closed to an account of staff that was reset, until somebody else confirms it or 24 hours have passed.
    Recovering = "RECOVERING";
    /// Whether the account is confirmed changed while the act was under way: look again and repeat.
    DoubtChanged = "DOUBT_CHANGED";
    /// The request was answered while the account had other roles; the answer is closed to it now.
    AnswerClosed = "ANSWER_CLOSED";
    /// Somebody else has to confirm it; the message says who may.
    NotYoursToConfirm = "NOT_YOURS_TO_CONFIRM";
    /// A patient's code is not redeemed on the device on which it was issued.
    CodeOfThisDevice = "CODE_OF_THIS_DEVICE";
    /// The account asked for as many visits as it may; where waiting helps, the retry information says how long.
    AsksTooMuch = "ASKS_TOO_MUCH";
    /// Too many sign-ups from one source: wait as long as the retry information says.
    TooManySignUps = "TOO_MANY_SIGN_UPS";
    /// It does not exist, or is not the caller's.
    NotFound = "NOT_FOUND";
    /// One or more fields are not as they must be; the violations name each.
    InvalidFields = "INVALID_FIELDS";
    /// The request is no message of this RPC.
    MalformedRequest = "MALFORMED_REQUEST";
    /// The request is larger than any that is sensible.
    RequestTooLarge = "REQUEST_TOO_LARGE";
    /// The page token is not one this list gave for this filter.
    InvalidPageToken = "INVALID_PAGE_TOKEN";
    /// The same request id was used for another act.
    RequestIdReused = "REQUEST_ID_REUSED";
    /// Unknown user or wrong password.
    WrongCredentials = "WRONG_CREDENTIALS";
    /// Right password; now the code of the authenticator, or a recovery code.
    SecondFactorNeeded = "SECOND_FACTOR_NEEDED";
    /// The code is wrong, too old, or used up.
    WrongCode = "WRONG_CODE";
    /// This session may do nothing but set up a second factor.
    SecondFactorRequired = "SECOND_FACTOR_REQUIRED";
    /// Too many wrong tries: wait as long as the retry information says.
    TooManyTries = "TOO_MANY_TRIES";
    /// The account waits for the administrator's approval.
    AccountPending = "ACCOUNT_PENDING";
    /// The account is disabled.
    AccountDisabled = "ACCOUNT_DISABLED";
    /// The activation code is unknown, used or expired.
    CodeInvalid = "CODE_INVALID";
    /// Another account has this user name.
    UserNameTaken = "USER_NAME_TAKEN";
    /// Another account has this e-mail.
    EmailTaken = "EMAIL_TAKEN";
    /// Nobody would administer the clinic any more.
    LastAdmin = "LAST_ADMIN";
    /// Somebody else changed it first.
    StaleVersion = "STALE_VERSION";
    /// Its state does not allow this step.
    WrongState = "WRONG_STATE";
    /// A patient very like this one is registered already.
    LikelyDuplicate = "LIKELY_DUPLICATE";
    /// The doctor has another visit then.
    SlotTaken = "SLOT_TAKEN";
    /// The patient has another visit then.
    PatientBusy = "PATIENT_BUSY";
    /// The rules do not allow a booking then; `obstacles` says why.
    NotBookable = "NOT_BOOKABLE";
    /// The cut-off for patients has passed.
    TooLate = "TOO_LATE";
    /// There is no step that can be taken back.
    UndoNotPossible = "UNDO_NOT_POSSIBLE";
    /// The change would strand visits, and nothing says what becomes of them.
    StrandsVisits = "STRANDS_VISITS";
    /// The caller may not write to this person.
    NotAContact = "NOT_A_CONTACT";
    /// The patient has no account and cannot read messages.
    PatientHasNoAccount = "PATIENT_HAS_NO_ACCOUNT";
    /// The cursor is older than the kept events: list anew.
    CursorPruned = "CURSOR_PRUNED";
    /// Too much at once: try again after the time given.
    TooBusy = "TOO_BUSY";
    /// There is no room on the server's disk: nothing was changed, reading goes on.
    DiskFull = "DISK_FULL";
    /// The server stops or is starting: try again.
    Unavailable = "UNAVAILABLE";
    /// It took longer than the server or the caller allows; whether it was done is not known.
    TooSlow = "TOO_SLOW";
    /// A fault of the server; it is in the server's log.
    Internal = "INTERNAL";
    /// What is stored is damaged; it is not shown.
    Damaged = "DATABASE_DAMAGED";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl FromStr for Reason {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|reason| reason.text() == text).ok_or(())
    }
}
