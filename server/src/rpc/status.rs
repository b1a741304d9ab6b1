//! The one place where errors become statuses: canonical code, a sentence for people,
//! and for programs an `ErrorInfo` with the reason, and every field violation.

use std::collections::HashMap;

use praxis_shared::reason::{DOMAIN, Reason};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{
    domain::refusal::{RETRY_AFTER, RETRY_WITH_ROOM, Refusal},
    store::{Error, StoreError},
};

/// The canonical code of each reason.
#[must_use]
pub const fn code(reason: Reason) -> Code {
    match reason {
        Reason::NotSignedIn
        | Reason::SessionEnded
        | Reason::SessionLocked
        | Reason::TokenEnded
        | Reason::WrongCredentials
        | Reason::SecondFactorNeeded
        | Reason::WrongCode
        | Reason::CodeInvalid => Code::Unauthenticated,
        Reason::RoleNotAllowed
        | Reason::ReauthenticationNeeded
        | Reason::ScopeMissing
        | Reason::NotForTokens
        | Reason::SourceNotAllowed
        | Reason::SecondFactorRequired
        | Reason::AccountPending
        | Reason::AccountDisabled
        | Reason::Unconfirmed
        | Reason::Recovering
        | Reason::AnswerClosed
        | Reason::NotYoursToConfirm
        | Reason::CodeOfThisDevice
        | Reason::NotAContact => Code::PermissionDenied,
        Reason::NotFound => Code::NotFound,
        Reason::InvalidFields | Reason::InvalidPageToken | Reason::MalformedRequest => Code::InvalidArgument,
        Reason::RequestIdReused
        | Reason::UserNameTaken
        | Reason::EmailTaken
        | Reason::LikelyDuplicate
        | Reason::SlotTaken
        | Reason::PatientBusy => Code::AlreadyExists,
        Reason::LastAdmin
        | Reason::WrongState
        | Reason::NotBookable
        | Reason::TooLate
        | Reason::UndoNotPossible
        | Reason::StrandsVisits
        | Reason::PatientHasNoAccount => Code::FailedPrecondition,
        Reason::StaleVersion | Reason::DoubtChanged => Code::Aborted,
        Reason::CursorPruned | Reason::RequestTooLarge => Code::OutOfRange,
        Reason::TooBusy
        | Reason::TooManyTries
        | Reason::TooManySignUps
        | Reason::AsksTooMuch
        | Reason::DiskFull => Code::ResourceExhausted,
        Reason::Unavailable => Code::Unavailable,
        Reason::TooSlow => Code::DeadlineExceeded,
        Reason::Internal => Code::Internal,
        Reason::Damaged => Code::DataLoss,
    }
}

/// Bytes of a sentence, of a field's path, of what is wrong with it, and of all of that together. Answers without a
/// body travel in headers, of which most clients take 8 KiB and break off the call if there are more: whatever was
/// sent, the refusal must arrive.
const SENTENCE: usize = 1000;
const PATH: usize = 120;
const DESCRIPTION: usize = 300;
const VIOLATIONS: usize = 1500;

/// As much of a text as fits.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", &text[..end])
}

fn status(
    reason: Reason,
    text: impl Into<String>,
    mut details: ErrorDetails,
    more: HashMap<String, String>,
) -> Status {
    details.set_error_info(reason.text(), DOMAIN, more);
    Status::with_error_details(code(reason), cut(&text.into(), SENTENCE), details)
}

/// A refusal as it goes out.
#[must_use]
pub fn refused(refusal: &Refusal) -> Status {
    let mut details = ErrorDetails::new();
    let mut more = HashMap::new();
    match refusal {
        Refusal::Invalid(violations) => {
            let mut room = VIOLATIONS;
            for violation in violations {
                let (field, description) =
                    (cut(&violation.field, PATH), cut(&violation.description, DESCRIPTION));
                // who gets more wrong than fits hears of the rest the next time
                let Some(left) = room.checked_sub(field.len() + description.len()) else { break };
                room = left;
                details.add_bad_request_violation(field, description);
            }
        }
        Refusal::TooManyTries { wait }
        | Refusal::TooManySignUps { wait }
        | Refusal::AsksTooMuch(_, Some(wait)) => {
            details.set_retry_info(Some(wait.to_std().unwrap_or(RETRY_AFTER)));
        }
        Refusal::TooBusy => {
            details.set_retry_info(Some(RETRY_AFTER));
        }
        Refusal::DiskFull => {
            details.set_retry_info(Some(RETRY_WITH_ROOM));
        }
        Refusal::StaleVersion { current } => {
            more.insert("current_version".to_owned(), current.to_string());
        }
        Refusal::NotBookable { obstacles, .. } => {
            more.insert("obstacles".to_owned(), cut(&obstacles.join("; "), SENTENCE));
        }
        _ => {}
    }
    if !refusal.next_slots().is_empty() {
        let slots: Vec<_> = refusal
            .next_slots()
            .iter()
            .map(|slot| {
                let at = |instant: praxis_shared::time::Instant| {
                    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
                };
                format!("{}/{}/{}", at(slot.span.start), at(slot.span.end), slot.doctor)
            })
            .collect();
        more.insert("next_slots".to_owned(), slots.join(" "));
    }
    status(refusal.reason(), refusal.to_string(), details, more)
}

/// No token, or none of ours.
#[must_use]
pub fn not_signed_in() -> Status {
    status(
        Reason::NotSignedIn,
        "sign in first: the metadata `authorization: Bearer <token>` is missing or holds no token of this clinic",
        ErrorDetails::new(),
        HashMap::new(),
    )
}

/// The server stops, or the stream is old: connect again.
#[must_use]
pub fn unavailable(text: &str) -> Status {
    let mut details = ErrorDetails::new();
    details.set_retry_info(Some(RETRY_AFTER));
    status(Reason::Unavailable, text, details, HashMap::new())
}

/// The call took longer than it may.
#[must_use]
pub fn too_slow(allowed: std::time::Duration) -> Status {
    let text = format!(
        "this took longer than {} ms, and nobody waits for it any more; an act with a request id can be sent again \
         with the same one: it is done once",
        allowed.as_millis()
    );
    status(Reason::TooSlow, text, ErrorDetails::new(), HashMap::new())
}

/// Something broke; the cause is for the log.
#[must_use]
pub fn internal() -> Status {
    status(
        Reason::Internal,
        "something broke in the server, and nothing was changed: it is in the server's log",
        ErrorDetails::new(),
        HashMap::new(),
    )
}

/// What the transport said to a request that it could not read, in the words of the contract; nothing if it read it.
/// Answers of ours always carry details, so that one without them was not made here.
#[must_use]
pub fn unread(headers: &http::HeaderMap) -> Option<Status> {
    let code = headers.get(Status::GRPC_STATUS)?.as_bytes();
    if headers.contains_key("grpc-status-details-bin") {
        return None;
    }
    match Code::from_bytes(code) {
        Code::OutOfRange => Some(status(
            Reason::RequestTooLarge,
            format!("the request is larger than {} KiB: send less at once", super::MESSAGE_MAX / 1024),
            ErrorDetails::new(),
            HashMap::new(),
        )),
        Code::Internal => Some(status(
            Reason::MalformedRequest,
            "the request cannot be read: it is no message of this RPC",
            ErrorDetails::new(),
            HashMap::new(),
        )),
        _ => None,
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        refused(&refusal)
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refused(&refusal),
            Error::Store(StoreError::Busy) => refused(&Refusal::TooBusy),
            Error::Store(StoreError::Stopped) => unavailable("the server is stopping: try again in a moment"),
            Error::Store(fault) if fault.is_damage() => {
                tracing::error!(
                    %fault,
                    "a call met a damaged database: run `praxis-server check`, and bring back a backup with \
                     `praxis-server restore`"
                );
                status(
                    Reason::Damaged,
                    "what is stored is damaged, so that it is not shown: tell whoever runs the server, a backup is needed",
                    ErrorDetails::new(),
                    HashMap::new(),
                )
            }
            Error::Store(StoreError::DiskFull) => refused(&Refusal::DiskFull),
            Error::Store(StoreError::DiskFailed(_)) => unavailable(
                "the server's disk failed and the server is stopping: whether this was done shows when it is back; \
                 asking again with the same request_id is safe",
            ),
            Error::Store(StoreError::TooSlow) => status(
                Reason::TooSlow,
                "reading this took the server longer than it may: try again in a moment, or ask for less",
                ErrorDetails::new(),
                HashMap::new(),
            ),
            Error::Store(fault) => {
                // the cause is for the log of whoever runs the server; it never holds what people wrote
                tracing::error!(%fault, "a call failed");
                internal()
            }
        }
    }
}

impl From<StoreError> for Status {
    fn from(fault: StoreError) -> Self {
        Error::from(fault).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Violation;

    #[test]
    fn whatever_was_sent_the_refusal_fits_into_the_headers_of_a_client() {
        let size = |refusal: &Refusal| {
            let mut headers = http::HeaderMap::new();
            refused(refusal).add_header(&mut headers).unwrap();
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum::<usize>()
        };
        let long = "\u{1f600}".repeat(2000);
        let wrong = |count| {
            let one =
                |_| Violation { field: format!("rules.{long}"), description: format!("{long} is no name") };
            Refusal::Invalid((0..count).map(one).collect())
        };
        for refusal in [
            wrong(1),
            wrong(300),
            Refusal::WrongState(long.clone()),
            Refusal::NotBookable { obstacles: vec![long.clone(); 20], next: Vec::new() },
            Refusal::LikelyDuplicate { names: long.clone() },
        ] {
            assert!(size(&refusal) < 8 * 1024, "{} bytes", size(&refusal));
            assert!(!refused(&refusal).message().is_empty());
        }
        let told = refused(&wrong(300)).get_details_bad_request().unwrap().field_violations;
        assert!(!told.is_empty() && told[0].field.starts_with("rules."));
        // what is short is told in full, all of it
        let short = |at| Violation { field: format!("field_{at}"), description: "must not be empty".into() };
        let refusal = Refusal::Invalid((0..20).map(short).collect());
        assert_eq!(refused(&refusal).get_details_bad_request().unwrap().field_violations.len(), 20);
        assert_eq!(refused(&refusal).message(), refusal.to_string());
    }
}
