//! What the audit row of a call will say, gathered on its way: the gate says who and from
//! where, actions say on what ([`Tx::subject`](super::Tx::subject)), the writer says that the
//! row is durable. It goes with the task of the call, so that no service has to hand it on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use praxis_shared::id::PatientId;

use crate::domain::audit::Who;

/// The source of what the server does by itself.
const LOCAL: &str = "local";

/// The trail of one call. Cheap to clone: all clones are one.
#[derive(Clone)]
pub struct Trail(Arc<Inner>);

struct Inner {
    method: Arc<str>,
    source: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    who: Who,
    subject: Subject,
    reason: String,
    told: Option<&'static str>,
    /// It looked at data of somebody, whatever the rule of the RPC says.
    looked: bool,
    written: bool,
}

/// What an act is about.
#[derive(Default, Clone)]
pub(super) struct Subject {
    pub(super) object: String,
    pub(super) patient: Option<PatientId>,
}

tokio::task_local! {
    static CURRENT: Trail;
}

impl Default for Trail {
    /// Of what the server does by itself.
    fn default() -> Self {
        Self::new(Arc::from(""), LOCAL.to_owned())
    }
}

impl Trail {
    /// Of a call of this RPC from there.
    #[must_use]
    pub fn new(method: Arc<str>, source: String) -> Self {
        Self(Arc::new(Inner { method, source, state: Mutex::default() }))
    }

    /// Runs what serves the call: whatever it does with the store goes with this trail.
    pub fn scope<F: Future>(&self, serving: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), serving)
    }

    /// The trail of the call that is served here; outside of calls one of its own.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.try_with(Self::clone).unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says who calls.
    pub fn known(&self, who: Who) {
        self.state().who = who;
    }

    /// Who calls, as far as it is known.
    #[must_use]
    pub fn who(&self) -> Who {
        self.state().who
    }

    /// Which RPC was called.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// From where.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Whether the row of this call is durable.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.state().written
    }

    /// What the row shall say instead of `ok`.
    #[must_use]
    pub fn told(&self) -> Option<&'static str> {
        self.state().told
    }

    /// Whether the call needs a row although its RPC does not always.
    #[must_use]
    pub fn has_looked(&self) -> bool {
        self.state().looked
    }

    pub(super) fn looked(&self) {
        self.state().looked = true;
    }

    pub(super) fn tell(&self, outcome: &'static str) {
        self.state().told = Some(outcome);
    }

    pub(super) fn about(&self, subject: Subject) {
        self.state().subject = subject;
    }

    pub(super) fn subject(&self) -> Subject {
        self.state().subject.clone()
    }

    /// Says why, for the row.
    pub fn because(&self, reason: String) {
        self.state().reason = reason;
    }

    pub(super) fn reason(&self) -> String {
        self.state().reason.clone()
    }

    pub(super) fn written(&self) {
        self.state().written = true;
    }
}
