//! The chain of the audit log: each row holds the hash of its own bytes and of the hash
//! before it. It is read from the table by each transaction, never remembered for the next:
//! whatever is rolled back takes its links with it.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::{StoreError, Tx, audit::act};
use crate::domain::audit::Act;

/// Where the log stands: its last row, and the hash of all up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of the last row; 0 if there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Head {
    /// Before the first row.
    pub const START: Self = Self { seq: 0, hash: [0; 32] };

    /// The hash of the act that comes next.
    #[must_use]
    pub fn link(&self, act: &Act) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.hash);
        hash.update(act.bytes());
        hash.finalize().into()
    }
}

impl Tx<'_> {
    /// Where the audit log stands.
    ///
    /// # Errors
    /// If the database fails, or the last row is in no chain.
    pub fn audit_head(&self) -> Result<Head, StoreError> {
        if let Some(head) = self.head.get() {
            return Ok(head);
        }
        let head = head(self.conn)?;
        self.head.set(Some(head));
        Ok(head)
    }
}

/// Where the log of a database stands.
pub(super) fn head(conn: &Connection) -> Result<Head, StoreError> {
    let mut last = conn.prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?;
    let mut rows = last.query([])?;
    match rows.next()? {
        Some(row) => {
            let hash: Option<[u8; 32]> = row.get("hash")?;
            let why =
                "its last row has no hash, so the server did not write it: see `praxis-server audit verify`";
            let hash = hash.ok_or_else(|| StoreError::unreadable("audit log", why))?;
            Ok(Head { seq: row.get("seq")?, hash })
        }
        None => Ok(Head::START),
    }
}

/// Chains the rows from before there was a chain, all in one transaction. Where the first row is chained,
/// every row was: one without a hash was slipped in, and is left for the check to find.
pub(super) fn begin(conn: &mut Connection) -> Result<(), StoreError> {
    let unchained: Option<bool> = {
        let mut first = conn.prepare("SELECT hash IS NULL FROM audit ORDER BY seq LIMIT 1")?;
        let mut rows = first.query([])?;
        rows.next()?.map(|row| row.get(0)).transpose()?
    };
    if unchained != Some(true) {
        return Ok(());
    }
    let whole = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut head = Head::START;
    {
        let mut next = whole.prepare("SELECT * FROM audit WHERE seq > ?1 ORDER BY seq LIMIT 1")?;
        let mut save = whole.prepare("UPDATE audit SET hash = ?2 WHERE seq = ?1")?;
        loop {
            let mut rows = next.query([head.seq])?;
            let Some(act) = rows.next()?.map(act).transpose()? else { break };
            drop(rows);
            let hash = head.link(&act);
            save.execute(rusqlite::params![act.seq, hash])?;
            head = Head { seq: act.seq, hash };
        }
    }
    Ok(whole.commit()?)
}

#[cfg(test)]
mod tests;
