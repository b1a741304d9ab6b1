//! What can be wrong with a backup, a database or a key, told apart for whoever calls us from a script.

use std::io::{self, ErrorKind};

use crate::store::StoreError;

/// Something is not what was written.
const DAMAGED: u8 = 3;
/// There is no space.
const NO_ROOM: u8 = 4;
/// The key or the identity is missing or wrong.
const LOCKED: u8 = 5;

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
    why.chain().find_map(code).unwrap_or(1)
}

/// What one reason in the chain of them says.
fn code(why: &(dyn std::error::Error + 'static)) -> Option<u8> {
    if let Some(fault) = why.downcast_ref::<Fault>() {
        return Some(match fault {
            Fault::Damaged(_) => DAMAGED,
            Fault::NoRoom(_) => NO_ROOM,
            Fault::Locked(_) => LOCKED,
        });
    }
    if let Some(store) = why.downcast_ref::<StoreError>() {
        return match store {
            StoreError::DiskFull => Some(NO_ROOM),
            StoreError::Locked(_) => Some(LOCKED),
            it => it.is_damage().then_some(DAMAGED),
        };
    }
    let kind = why.downcast_ref::<io::Error>()?.kind();
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded).then_some(NO_ROOM)
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_reason_keeps_its_exit_code_however_much_is_said_around_it() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let said = |why: anyhow::Error| exit_code(&why.context("no backup").context("nothing was changed"));
        assert_eq!(said(full().into()), 4);
        assert_eq!(said(io::Error::from(ErrorKind::QuotaExceeded).into()), 4);
        assert_eq!(said(Err::<(), _>(full()).context("it cannot be made").unwrap_err()), 4);
        assert_eq!(said(StoreError::DiskFull.into()), 4);
        assert_eq!(said(StoreError::Locked(String::new()).into()), 5);
        assert_eq!(said(StoreError::Damaged(String::new()).into()), 3);
        assert_eq!(said(Fault::Locked(String::new()).into()), 5);
        assert_eq!(said(io::Error::from(ErrorKind::NotFound).into()), 1);
        assert_eq!(said(StoreError::Busy.into()), 1);
    }
}
