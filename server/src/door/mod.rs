//! The door: who may connect, for how long, and how much of the machine they may hold.
//! What comes in here is bytes of strangers. It leaves as requests, one service per guest,
//! and knows nothing of the clinic.

pub mod accept;
mod calm;
mod connection;
pub mod limits;
mod listener;
mod tls;
mod unread;
mod wire;

use std::sync::atomic::{AtomicU64, AtomicUsize};

use tokio_util::sync::CancellationToken;

use crate::domain::source::Source;

pub use accept::receive;
pub use listener::Listener;
pub use tls::Identity;

/// What is known of a guest at the door.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Where they come from.
    pub source: Source,
    /// Rung when their connection shall end soon: streams end then, calls may finish.
    pub leaving: CancellationToken,
}

/// How full it is and whom it turned away.
#[derive(Debug, Default)]
pub struct Counts {
    /// Connections that are open now.
    pub open: AtomicUsize,
    /// Connections there ever were.
    pub accepted: AtomicU64,
    /// Requests there ever were.
    pub requests: AtomicU64,
    /// Turned away because the house was full.
    pub full: AtomicU64,
    /// Turned away because their source had too many.
    pub crowded: AtomicU64,
    /// Sent away because they did not speak TLS 1.3 with us, or not in time.
    pub no_handshake: AtomicU64,
    /// Sent away because they asked for nothing.
    pub silent: AtomicU64,
    /// Sent away because they did not read what was sent.
    pub unread: AtomicU64,
    /// Sent away because they sent frames without an end that only steer the connection.
    pub restless: AtomicU64,
    /// Such frames that were taken.
    pub steered: AtomicU64,
}
