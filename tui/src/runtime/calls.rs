//! Sends calls: one task each, its answer a message. What only reads is repeated
//! until its deadline, a write is repeated with the same request id, so that a
//! lost answer neither loses nor doubles an act; the rest is sent once.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use praxis_shared::pb;
use praxis_shared::reason::Reason;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout_at};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_types::StatusExt;

use crate::app::{LinkChange, Msg};
use crate::outbox::{Call, Code, Failure, Repeats, Reply, Ticket, Token, every_rpc};

/// How long a person waits for an answer, repetitions included.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(8);

/// The calls under way.
#[derive(Debug)]
pub struct Calls {
    channel: Channel,
    token: Option<MetadataValue<Ascii>>,
    out: mpsc::Sender<Msg>,
    open: HashMap<Ticket, Sent>,
    /// Refused for want of a fresh password, to be sent again once it was given.
    held: HashMap<Ticket, Call>,
}

/// A call under way.
#[derive(Debug)]
struct Sent {
    task: AbortHandle,
    call: Call,
    cause: Cause,
}

/// Why something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A key.
    Key,
    /// The answer to what a key asked for: somebody still waits.
    Answer,
    /// Time, an event, or the program's own doing.
    Itself,
}

impl Cause {
    /// Why that is asked for which follows from the answer.
    pub fn of_what_follows(self) -> Self {
        if self == Self::Key { Self::Answer } else { Self::Itself }
    }

    /// Whether somebody pressed a key and waits. Nobody waits for ever: what follows from answers to answers comes when
    /// it comes, so that no chain of calls can draw without end.
    pub fn is_awaited(self) -> bool {
        self != Self::Itself
    }
}

impl Calls {
    /// No calls yet; answers go to `out`.
    pub fn new(channel: Channel, out: mpsc::Sender<Msg>) -> Self {
        Self { channel, token: None, out, open: HashMap::new(), held: HashMap::new() }
    }

    /// From now on calls carry this token, or none.
    pub fn sign(&mut self, token: Option<&Token>) {
        self.token = token.and_then(metadata);
    }

    /// Sends a call. Only one that a key caused is a sign of a person.
    pub fn send(&mut self, ticket: Ticket, mut call: Call, cause: Cause) {
        if let Some(id) = call.request_id_mut().filter(|id| id.is_empty()) {
            *id = request_id();
        }
        let sent = call.clone();
        let (channel, token, out) = (self.channel.clone(), self.token.clone(), self.out.clone());
        let task = tokio::spawn(async move {
            let begun = Instant::now();
            let marks = Marks { token, background: cause != Cause::Key };
            let sending = AssertUnwindSafe(repeat(&channel, &marks, &call)).catch_unwind();
            // Whatever happens, the screen that waits gets an answer.
            let answer = sending.await.unwrap_or_else(|_| {
                Err(Failure::new(Code::Broken, "The program made a mistake while asking the server."))
            });
            // An answer that says no is an answer: the link works.
            if !matches!(&answer, Err(Failure { code: Code::Offline | Code::TooSlow, .. })) {
                let _ = out.send(Msg::Link(LinkChange::Answered(begun.elapsed()))).await;
            }
            let _ = out.send(Msg::Reply(ticket, answer)).await;
        });
        self.open.retain(|_, it| !it.task.is_finished());
        self.open.insert(ticket, Sent { task: task.abort_handle(), call: sent, cause });
    }

    /// The answer to that call has arrived; a call that only wants a fresh password is kept for it. Says why it was asked
    /// for.
    pub fn answered(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> Cause {
        let Some(sent) = self.open.remove(&ticket) else { return Cause::Itself };
        if matches!(answer, Err(failure) if failure.is(Reason::ReauthenticationNeeded)) {
            self.held.insert(ticket, sent.call);
        }
        sent.cause
    }

    /// Sends calls that were kept, with the request ids they had.
    pub fn again(&mut self, tickets: &[Ticket]) {
        for ticket in tickets {
            if let Some(call) = self.held.remove(ticket) {
                self.send(*ticket, call, Cause::Key);
            }
        }
    }

    /// Stops reads that nobody waits for; writes go on to their end.
    pub fn forget(&mut self, tickets: &[Ticket]) {
        for ticket in tickets {
            self.held.remove(ticket);
            if self.open.get(ticket).is_some_and(|it| it.call.repeats() == Repeats::Freely)
                && let Some(read) = self.open.remove(ticket)
            {
                read.task.abort();
            }
        }
    }

    /// Whether any call is still on its way.
    pub fn is_waiting(&self) -> bool {
        self.open.values().any(|it| !it.task.is_finished())
    }

    /// Whether writes are still on their way.
    pub fn is_writing(&self) -> bool {
        self.open.values().any(|it| it.call.repeats() != Repeats::Freely && !it.task.is_finished())
    }
}

/// What travels beside every call.
struct Marks {
    token: Option<MetadataValue<Ascii>>,
    background: bool,
}

/// The token as it travels.
pub(super) fn metadata(token: &Token) -> Option<MetadataValue<Ascii>> {
    let mut value: MetadataValue<Ascii> = format!("Bearer {}", token.0).parse().ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// An id nobody else makes. Those of one program follow one another, so that the server keeps them side by side.
fn request_id() -> String {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    static LAST: AtomicU64 = AtomicU64::new(0);
    let program = PROGRAM.get_or_init(|| {
        let mut bytes = [0; 12];
        // Without randomness there are no sessions either; the server refuses an empty id.
        if getrandom::fill(&mut bytes).is_err() {
            return String::new();
        }
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    });
    if program.is_empty() {
        return String::new();
    }
    format!("{program}{:08x}", LAST.fetch_add(1, Ordering::Relaxed))
}

async fn repeat(channel: &Channel, marks: &Marks, call: &Call) -> Result<Reply, Failure> {
    let deadline = Instant::now() + DEADLINE;
    let mut pause = Duration::from_millis(200);
    loop {
        let attempt = deadline.min(Instant::now() + ATTEMPT);
        let failure = match timeout_at(attempt, send(channel, marks, call, attempt)).await {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(status)) => failure(&status),
            Err(_) => Failure::new(Code::TooSlow, "The server did not answer in time."),
        };
        let lost = matches!(failure.code, Code::Offline | Code::TooSlow);
        if !lost || call.repeats() == Repeats::Never || Instant::now() + pause >= deadline {
            return Err(explain(failure, call));
        }
        sleep(jittered(pause)).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

/// What a lost answer means for the person.
fn explain(failure: Failure, call: &Call) -> Failure {
    if !call.is_write() || !matches!(failure.code, Code::Offline | Code::TooSlow) {
        return failure;
    }
    let message =
        "The server does not answer. Whether this was done is not known: look before you do it again.";
    Failure { message: message.to_owned(), ..failure }
}

/// Half to the whole of a pause, so that many clients do not come back at once.
pub(super) fn jittered(pause: Duration) -> Duration {
    let mut byte = [0];
    if getrandom::fill(&mut byte).is_err() {
        return pause;
    }
    pause / 2 + pause * u32::from(byte[0]) / 512
}

macro_rules! sends {
    ($($module:ident::$client:ident {
        $($kind:ident $name:ident, $method:ident: $request:ident => $response:ident;)*
    })*) => {
        async fn send(
            channel: &Channel,
            marks: &Marks,
            call: &Call,
            deadline: Instant,
        ) -> Result<Reply, Status> {
            match call {
                $($(Call::$name(message) => {
                    let mut client = pb::$module::$client::new(channel.clone());
                    let request = signed(message.clone(), marks, deadline);
                    client.$method(request).await.map(|response| Reply::$name(response.into_inner()))
                })*)*
            }
        }
    };
}
every_rpc!(sends);

/// A request with its marks and the time that is left for it.
fn signed<T>(message: T, marks: &Marks, deadline: Instant) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(deadline.saturating_duration_since(Instant::now()));
    if let Some(token) = &marks.token {
        request.metadata_mut().insert("authorization", token.clone());
    }
    if marks.background {
        request.metadata_mut().insert("praxis-background", MetadataValue::from_static("1"));
    }
    request
}

/// What a status means for the client.
pub(super) fn failure(status: &Status) -> Failure {
    let info = status.get_details_error_info();
    let reason: Option<Reason> = info.as_ref().and_then(|info| info.reason.parse().ok());
    let violations = status
        .get_details_bad_request()
        .map(|bad| bad.field_violations.into_iter().map(|field| (field.field, field.description)).collect())
        .unwrap_or_default();
    let (code, message) = match status.code() {
        tonic::Code::Unavailable => {
            (Code::Offline, "The server cannot be reached. It is tried again by itself.".to_owned())
        }
        // A connection that breaks under a call is reported as unknown or cancelled, without details.
        tonic::Code::Unknown | tonic::Code::Cancelled if info.is_none() => {
            (Code::Offline, "The connection broke off.".to_owned())
        }
        tonic::Code::DeadlineExceeded => (Code::TooSlow, "The server did not answer in time.".to_owned()),
        tonic::Code::Unauthenticated => (Code::NotSignedIn, status.message().to_owned()),
        tonic::Code::PermissionDenied => (Code::Denied, status.message().to_owned()),
        tonic::Code::NotFound => (Code::NotFound, status.message().to_owned()),
        tonic::Code::InvalidArgument | tonic::Code::OutOfRange => {
            (Code::Invalid, status.message().to_owned())
        }
        tonic::Code::AlreadyExists | tonic::Code::Aborted => (Code::Conflict, status.message().to_owned()),
        tonic::Code::FailedPrecondition => (Code::NotAllowedNow, status.message().to_owned()),
        tonic::Code::ResourceExhausted => (Code::Busy, status.message().to_owned()),
        tonic::Code::Unimplemented => {
            (Code::Broken, "The server does not know this: it is of another version.".to_owned())
        }
        _ => (Code::Broken, format!("The server failed: {}", status.message())),
    };
    let metadata = info.map(|info| info.metadata.into_iter().collect()).unwrap_or_default();
    let wait = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
    let message = match (reason, wait) {
        // the others name it themselves
        (Some(Reason::AsksTooMuch), Some(wait)) => format!("{message}; possible again in {}", in_words(wait)),
        _ => message,
    };
    Failure { code, reason, message, violations, metadata }
}

/// A wait in words, rounded up.
fn in_words(wait: Duration) -> String {
    let minutes = wait.as_secs().div_ceil(60).max(1);
    match (minutes, minutes.div_ceil(60)) {
        (1, _) => "1 minute".to_owned(),
        (2..=90, _) => format!("{minutes} minutes"),
        (_, hours) => format!("{hours} hours"),
    }
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn a_refusal_keeps_its_reason_its_fields_and_its_offers() {
        let mut details = ErrorDetails::new();
        details
            .set_error_info("SLOT_TAKEN", "praxis", [("next_slots".to_owned(), "a/b/c".to_owned())])
            .add_bad_request_violation("start_time", "is taken");
        let status = Status::with_error_details(tonic::Code::AlreadyExists, "09:00 is taken", details);
        let failure = failure(&status);
        assert_eq!((failure.code, failure.reason), (Code::Conflict, Some(Reason::SlotTaken)));
        assert_eq!(failure.message, "09:00 is taken");
        assert_eq!(failure.violations, [("start_time".to_owned(), "is taken".to_owned())]);
        assert_eq!(failure.metadata["next_slots"], "a/b/c");
    }

    #[test]
    fn who_asked_for_too_much_is_told_how_long_to_wait() {
        let refused = |wait: Option<Duration>| {
            let mut details = ErrorDetails::new();
            details.set_error_info("ASKS_TOO_MUCH", "praxis", []);
            if let Some(wait) = wait {
                details.set_retry_info(Some(wait));
            }
            let text = "an account may ask for 2 visits within 24 hours";
            failure(&Status::with_error_details(tonic::Code::ResourceExhausted, text, details))
        };
        let hours = refused(Some(Duration::from_secs(3 * 3600 + 1)));
        assert_eq!((hours.code, hours.reason), (Code::Busy, Some(Reason::AsksTooMuch)));
        assert_eq!(
            hours.message,
            "an account may ask for 2 visits within 24 hours; possible again in 4 hours"
        );
        assert!(refused(Some(Duration::from_secs(61))).message.ends_with("; possible again in 2 minutes"));
        assert!(
            refused(None).message.ends_with("within 24 hours"),
            "where waiting does not help, nothing is said of it"
        );
    }

    #[test]
    fn a_broken_connection_is_not_a_refusal() {
        assert_eq!(failure(&Status::unknown("h2 protocol error")).code, Code::Offline);
        assert_eq!(failure(&Status::unavailable("tcp connect error")).code, Code::Offline);
        assert_eq!(failure(&Status::internal("oops")).code, Code::Broken);
    }

    #[test]
    fn request_ids_differ_and_have_the_shape_the_contract_wants() {
        let (one, two) = (request_id(), request_id());
        assert_ne!(one, two);
        assert!(one.len() <= 64 && one.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_eq!(one[..24], two[..24], "beside one another");
    }
}
