//! A clinic per test: the real server on a loopback port, people who got their accounts
//! through the same calls as everybody, and a clock that only the test moves. Nothing
//! here sleeps: [`within`] bounds every wait, so a hang is a failure that says where.

#![expect(clippy::unwrap_used, reason = "a harness that fails is a test that fails")]

pub mod answers;
pub mod bars;
pub mod clinic;
pub mod contract;
pub mod dice;
pub mod disk;
pub mod dump;
pub mod gauge;
pub mod ledger;
pub mod load;
mod panics;
pub mod people;
pub mod process;
pub mod proxy;
pub mod pty;
pub mod seal;
pub mod slow;
pub mod stream;
pub mod vault;
pub mod wall;
pub mod watch;
pub mod when;

use std::{
    fmt::Write as _,
    panic::Location,
    pin::pin,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

pub use answers::Refused;
pub use clinic::Clinic;
pub use people::{Bearer, Line, PASSWORD, Person, Script};
pub use process::{Process, Ran};
pub use proxy::Proxy;
pub use watch::Watch;

/// How long anything may take before a test gives it up; far above what a busy machine needs.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for something that must happen.
///
/// # Panics
/// If it does not happen in [`PATIENCE`]; the message names the caller's line.
#[track_caller]
pub fn within<F: Future>(what: F) -> impl Future<Output = F::Output> {
    let here = Location::caller();
    async move {
        tokio::time::timeout(PATIENCE, pin!(what))
            .await
            .unwrap_or_else(|_| panic!("nothing happened in {PATIENCE:?} at {here}"))
    }
}

/// A request id that nobody used before: as the client makes them, one after the other.
#[must_use]
pub fn fresh() -> String {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    static LAST: AtomicU64 = AtomicU64::new(0);
    let program = PROGRAM.get_or_init(|| {
        let mut bytes = [0; 12];
        getrandom::fill(&mut bytes).unwrap();
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    });
    format!("{program}{:08x}", LAST.fetch_add(1, Ordering::Relaxed))
}
