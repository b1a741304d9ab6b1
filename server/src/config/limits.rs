//! What guests of the server may hold, and for how long.

use std::time::Duration;

/// What guests may hold and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Connections of one source at once. The Unix socket has no such limit: only its owner opens it.
    pub per_source: usize,
    /// How long TLS may take to agree.
    pub handshake: Duration,
    /// How long after connecting the first request must be there.
    pub first_request: Duration,
    /// How old a connection becomes, give or take a tenth.
    pub age: Duration,
    /// How long calls may go on after that.
    pub grace: Duration,
    /// How long something sent may wait to be read.
    pub unread: Duration,
    /// How long calls under way may take after the server was told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connections: 1024,
            per_source: 128,
            handshake: seconds(5),
            first_request: seconds(10),
            age: seconds(30 * 60),
            grace: seconds(30),
            unread: seconds(30),
            drain: seconds(10),
        }
    }
}
