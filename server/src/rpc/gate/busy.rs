//! How much one script may have under way: a loop that runs away holds up itself alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use http_body_util::BodyExt;
use praxis_shared::id::ApiTokenId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::body::Body;

use crate::domain::refusal::Refusal;

/// Calls that a token may have under way at once; an open stream is one for as long as it is open.
pub const CALLS_AT_ONCE: usize = 4;
/// Tokens remembered; beyond that the idle ones are forgotten.
const REMEMBERED: usize = 1024;

/// The calls under way, by token.
#[derive(Debug, Clone, Default)]
pub struct Busy(Arc<Mutex<HashMap<ApiTokenId, Arc<Semaphore>>>>);

impl Busy {
    /// Room for one more call.
    ///
    /// # Errors
    /// [`Refusal::TooBusy`] if the token has enough under way.
    pub fn enter(&self, token: ApiTokenId) -> Result<OwnedSemaphorePermit, Refusal> {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() >= REMEMBERED {
            tokens.retain(|_, calls| calls.available_permits() < CALLS_AT_ONCE);
        }
        let calls = tokens.entry(token).or_insert_with(|| Arc::new(Semaphore::new(CALLS_AT_ONCE)));
        Arc::clone(calls).try_acquire_owned().map_err(|_| Refusal::TooBusy)
    }
}

/// The body, which keeps the room until it is sent or given up.
pub(super) fn hold(body: Body, room: OwnedSemaphorePermit) -> Body {
    Body::new(body.map_frame(move |frame| {
        let _held = &room;
        frame
    }))
}
