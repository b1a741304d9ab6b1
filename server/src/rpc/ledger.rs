//! The audit row of each call, whatever becomes of it. Acts write theirs in their own
//! transaction; this writes the others: looks at patients' data before the answer goes
//! out, and what was refused before it came to an act. If it cannot be written, nothing
//! is shown.
//!
//! Strangers are refused as often as they like, but they do not fill the disk: beyond a
//! few rows their refusals are counted, and the next row tells how many.

use std::sync::{Arc, Mutex, PoisonError};

use http::Response;
use praxis_shared::time::Instant;
use tonic::{Code, Status, body::Body};
use tonic_types::StatusExt;

use super::{policy::Rule, status};
use crate::{
    desk::Desk,
    domain::audit::DONE,
    domain::refusal::Refusal,
    store::{Error, StoreError, Trail},
};

/// Refusals of strangers that get a row of their own at once.
const STRANGERS_AT_ONCE: i64 = 60;
/// Seconds in which strangers earn one row more.
const STRANGERS_SECONDS: i64 = 10;
/// The method in the row of a path that leads nowhere: the path itself is whatever somebody sent.
const NO_METHOD: &str = "unknown";

/// Writes the rows of calls. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Ledger {
    desk: Desk,
    strangers: Arc<Mutex<Strangers>>,
}

/// How many rows strangers may still cause, and how many refusals have none.
#[derive(Debug, Default)]
struct Strangers {
    used: i64,
    since: Option<Instant>,
    unlisted: u64,
}

impl Strangers {
    /// Whether the refusal of a stranger gets a row; then with how many before it that had none.
    fn admit(&mut self, now: Instant) -> Option<u64> {
        let since = *self.since.get_or_insert(now);
        // a clock that went back earns nothing, and is not waited for
        let earned = (now - since).num_seconds() / STRANGERS_SECONDS;
        if earned != 0 {
            self.used = (self.used - earned.max(0)).max(0);
            self.since = Some(now);
        }
        if self.used < STRANGERS_AT_ONCE {
            self.used += 1;
            Some(std::mem::take(&mut self.unlisted))
        } else {
            self.unlisted += 1;
            None
        }
    }
}

/// The trail of a call that came to this rule from there.
#[must_use]
pub fn trail(rule: Option<&Rule>, source: String) -> Trail {
    let method = rule.map_or_else(|| Arc::from(NO_METHOD), |rule| Arc::clone(&rule.method));
    Trail::new(method, source)
}

impl Ledger {
    /// The ledger of a clinic.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        Self { desk, strangers: Arc::default() }
    }

    /// Lets the answer go once the call has its row.
    pub async fn close(&self, trail: &Trail, audited: bool, answer: Response<Body>) -> Response<Body> {
        if !(audited || trail.has_looked()) || trail.is_written() {
            return answer;
        }
        let refused = refusal(answer.headers());
        let stranger = trail.who().user.is_none();
        if let (Some(_), true) = (&refused, stranger) {
            let now = self.desk.clock.now();
            let admitted = self.strangers.lock().unwrap_or_else(PoisonError::into_inner).admit(now);
            match admitted {
                None => return answer,
                Some(0) => {}
                Some(unlisted) => trail.because(format!("{unlisted} more before it are not listed")),
            }
        }
        let is_refusal = refused.is_some();
        let outcome = refused.unwrap_or_else(|| trail.told().unwrap_or(DONE).to_owned());
        match self.desk.store.record(self.desk.clock.now(), trail, outcome).await {
            Ok(()) => answer,
            // it shows nothing, and says why better than this could
            Err(_) if is_refusal => answer,
            Err(why) => not_written(&why).into_http(),
        }
    }
}

fn not_written(why: &Error) -> Status {
    match why {
        Error::Store(StoreError::Busy) => status::refused(&Refusal::TooBusy),
        why => {
            tracing::error!(%why, "a look was not written to the audit log, so nothing was shown");
            status::unavailable(
                "this look cannot be written to the audit log, so nothing is shown: try again in a moment, \
                 and tell whoever runs the server",
            )
        }
    }
}

/// Why the answer says no; nothing if it does not.
fn refusal(headers: &http::HeaderMap) -> Option<String> {
    if headers.get(Status::GRPC_STATUS).is_none_or(|code| code.as_bytes() == b"0") {
        return None;
    }
    let status = Status::from_header_map(headers)?;
    if status.code() == Code::Ok {
        return None;
    }
    let reason = status.get_details_error_info().map(|it| it.reason);
    Some(reason.unwrap_or_else(|| format!("{:?}", status.code())))
}

#[cfg(test)]
mod tests {
    use praxis_shared::time::from_micros;

    use super::*;

    fn at(seconds: i64) -> Instant {
        from_micros(seconds * 1_000_000).unwrap()
    }

    #[test]
    fn a_flood_of_strangers_leaves_few_rows_that_say_how_many_there_were() {
        let mut strangers = Strangers::default();
        let listed = (0..100_000).filter(|_| strangers.admit(at(0)).is_some()).count();
        assert_eq!(listed, 60);
        assert_eq!(strangers.admit(at(9)), None);
        assert_eq!(strangers.admit(at(10)), Some(100_000 - 60 + 1));
        assert_eq!(strangers.admit(at(11)), None, "one was earned");
        // a day later there is room again, but not for more than at first
        let listed = (0..1_000).filter(|_| strangers.admit(at(100_000)).is_some()).count();
        assert_eq!(listed, 60);
        assert_eq!(strangers.admit(at(0)), None, "a clock that goes back earns nothing");
        assert!(strangers.admit(at(10)).is_some(), "and is not waited for");
    }
}
