//! What changes in a database that was taken out of a backup, before anybody works with it.

use praxis_shared::time::{Instant, to_micros};
use rusqlite::params;

use super::{Place, StoreError, Trail, Tx, chain, migrate};

/// Prepares a database from a backup named `backup` for going on. In one transaction:
///
/// - sessions, script tokens and codes end: one that was ended after the backup must not come back with it;
/// - the log of events begins anew at a number that was never given out, so that whoever followed the clinic is told to
///   look at everything again instead of missing what happened twice under one number;
/// - the audit log says that a backup was restored.
///
/// # Errors
/// If the database fails; then it is not to be used.
pub fn restored(place: &Place, backup: &str, now: Instant) -> Result<(), StoreError> {
    let mut conn = place.writing()?;
    migrate::to_newest(&mut conn)?;
    chain::begin(&mut conn)?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let tx = Tx::new(&conn, now, Trail::new("Server/Restore".into(), "local".into()));
    tx.close_doors()?;
    tx.begin_events_anew()?;
    tx.subject(backup, None);
    tx.record_call("ok")?;
    drop(tx);
    conn.execute_batch("COMMIT")?;
    conn.close().map_err(|(_, why)| why)?;
    Ok(())
}

impl Tx<'_> {
    /// Ends what opens doors without a password.
    fn close_doors(&self) -> Result<(), StoreError> {
        let now = to_micros(self.now());
        self.execute("UPDATE session SET end_time = ?1 WHERE end_time IS NULL", [now])?;
        self.execute("UPDATE api_token SET end_time = ?1 WHERE end_time IS NULL", [now])?;
        self.execute(
            "UPDATE activation SET expire_time = min(expire_time, ?1) WHERE use_time IS NULL",
            [now],
        )?;
        Ok(())
    }

    fn begin_events_anew(&self) -> Result<(), StoreError> {
        let last = self.last_event()?;
        // microseconds since the epoch: no clinic has had that many events by then, and a later restore begins later
        let first = to_micros(self.now()).max(last + 1);
        self.execute("DELETE FROM event", [])?;
        // it has no audience: it only holds the place
        self.execute(
            "INSERT INTO event (seq, time, audiences, payload) VALUES (?1, ?2, '[]', 'null')",
            params![first, to_micros(self.now())],
        )?;
        Ok(())
    }
}
