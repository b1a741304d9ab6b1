//! What this process lets others see of it, and what it may use.

use anyhow::Context;
use rustix::{
    fs::Mode,
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask},
};

/// Closes the process to others: files it makes are its owner's alone, and its memory, which holds passwords and what
/// patients say, is neither written out after a crash nor read by a debugger. Then takes as many files as it may have.
///
/// # Errors
/// If the system does not let it.
pub fn harden() -> anyhow::Result<()> {
    umask(Mode::RWXG | Mode::RWXO);
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .context("the process cannot be closed to debuggers")?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
        .context("core dumps cannot be switched off")?;
    crate::door::limits::raise_open_files();
    Ok(())
}
