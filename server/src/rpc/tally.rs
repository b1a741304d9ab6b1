//! How many calls there were, how they ended and how long they took. What is counted is
//! known beforehand: RPCs and codes, never who asked or about whom.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
};
use tonic::Code;

/// Seconds that calls are sorted by.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// What a call is counted under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Ended {
    /// Such as `praxis.v1.UserService/ListUsers`; `other` for what does not exist.
    pub method: String,
    /// Such as `OK`.
    pub code: &'static str,
}

/// What a duration is counted under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Method {
    /// As in [`Ended`].
    pub method: String,
}

/// The calls of a server.
pub struct Tally {
    known: HashSet<String>,
    /// By RPC and code.
    pub ended: Family<Ended, Counter>,
    /// Until the answer began, by RPC.
    pub seconds: Family<Method, Histogram, fn() -> Histogram>,
    /// Answers that are not at their end, which are streams for the most part.
    pub open: AtomicI64,
}

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

impl Tally {
    /// For these RPCs, by path.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self {
            known: paths.into_iter().collect(),
            ended: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            open: AtomicI64::new(0),
        }
    }

    fn method(&self, path: &str) -> String {
        if self.known.contains(path) { path.trim_start_matches('/').to_owned() } else { "other".to_owned() }
    }

    /// An answer began after this long.
    pub(super) fn begun(&self, path: &str, took: Duration) {
        self.open.fetch_add(1, Ordering::Relaxed);
        self.seconds.get_or_create(&Method { method: self.method(path) }).observe(took.as_secs_f64());
    }

    /// An answer is at its end, or nobody reads on.
    pub(super) fn over(&self, path: &str, code: Code) {
        self.open.fetch_sub(1, Ordering::Relaxed);
        self.ended.get_or_create(&Ended { method: self.method(path), code: name(code) }).inc();
    }
}

const fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
