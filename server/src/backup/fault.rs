//! What can be wrong with a backup, told apart for whoever calls us from a script.

/// A reason that has an exit code of its own.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something is not what was written.
    #[error("{0}")]
    Damaged(String),
    /// There is not enough space.
    #[error("{0}")]
    NoRoom(String),
    /// The identity or key does not open it.
    #[error("{0}")]
    Locked(String),
}

/// The exit code of a command that failed for this reason: 3 for damage, 4 for a lack of space, 5 for a wrong or
/// missing key, 1 for the rest. (2 is for a command line that cannot be read.)
#[must_use]
pub fn exit_code(why: &anyhow::Error) -> u8 {
    if why.downcast_ref::<crate::store::StoreError>().is_some_and(crate::store::StoreError::is_damage) {
        return 3;
    }
    match why.downcast_ref::<Fault>() {
        Some(Fault::Damaged(_)) => 3,
        Some(Fault::NoRoom(_)) => 4,
        Some(Fault::Locked(_)) => 5,
        None => 1,
    }
}
