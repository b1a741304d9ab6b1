//! The sample clinic inside this program: the one place where the client knows
//! the server.

use praxis::cli::{Demo, Look};
use praxis::config::Memory;
use praxis::start::Surroundings;

/// Opens the sample clinic, runs the client on it, and closes it.
pub(crate) fn demo(
    demo: &Demo,
    look: &Look,
    memory: Memory,
    surroundings: &Surroundings,
) -> anyhow::Result<()> {
    let _ = (demo, look, memory, surroundings);
    anyhow::bail!("the sample clinic is not part of this build")
}
