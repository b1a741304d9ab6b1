//! The durable log of changes: appended in the transaction of the change, read by
//! whoever watches. With one writer, order of `seq` is order of commit, so going on
//! after a cut is exact.

use std::sync::Arc;

use praxis_shared::time::to_micros;
use rusqlite::params;

use super::{
    Error, StoreError, Tx,
    hub::{Notification, Signal},
    instant, json,
    retention::{AT_ONCE, EVENTS, OLD_EVENTS},
    to_json,
};
use crate::domain::{
    event::{Audience, Event, Logged},
    refusal::Refusal,
};

/// The audience as the log keeps it.
fn key(audience: Audience) -> Vec<u8> {
    match audience {
        Audience::User(user) => [b"u".as_slice(), &user.bytes()].concat(),
        Audience::Role(role) => vec![b'r', role.bit()],
        Audience::Everyone => vec![b'e'],
    }
}

impl Tx<'_> {
    /// Appends an event to the log; its audiences are woken once it is durable.
    ///
    /// # Errors
    /// If the database fails.
    pub fn emit(&self, event: Event, audiences: &[Audience]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO event (time, payload) VALUES (?1, ?2)",
            params![to_micros(self.now()), to_json(&event)?],
        )?;
        let seq = self.conn.last_insert_rowid();
        for audience in audiences {
            self.execute(
                "INSERT INTO event_audience (audience, seq) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![key(*audience), seq],
            )?;
        }
        let logged = Arc::new(Logged { seq, time: self.now(), event });
        self.after
            .borrow_mut()
            .notifications
            .push(Notification { audiences: audiences.to_vec(), signal: Signal::Logged(logged) });
        self.forget_events()
    }

    /// Forgets a few of the oldest events once they are old enough.
    fn forget_events(&self) -> Result<(), StoreError> {
        let (since, until) = (to_micros(self.now() - EVENTS), to_micros(self.now() + EVENTS));
        let old: Option<i64> =
            self.one(OLD_EVENTS, params![since, AT_ONCE, until], |row| Ok(row.get(0)?))?.flatten();
        if let Some(seq) = old {
            self.execute("DELETE FROM event_audience WHERE seq <= ?1", [seq])?;
            self.execute("DELETE FROM event WHERE seq <= ?1", [seq])?;
        }
        Ok(())
    }

    /// The newest event's number: where a watcher that wants only news begins.
    ///
    /// # Errors
    /// If the database fails.
    pub fn last_event(&self) -> Result<i64, StoreError> {
        let last = self.one("SELECT seq FROM event ORDER BY seq DESC LIMIT 1", [], |row| Ok(row.get(0)?))?;
        Ok(last.unwrap_or(0))
    }

    /// Events after `cursor` for any of the audiences, in order, at most `limit`.
    ///
    /// # Errors
    /// [`Refusal::CursorPruned`] if events after the cursor are gone, or the cursor is from another future.
    pub fn events_after(
        &self,
        cursor: i64,
        audiences: &[Audience],
        limit: usize,
    ) -> Result<Vec<Arc<Logged>>, Error> {
        let oldest: Option<i64> =
            self.one("SELECT seq FROM event ORDER BY seq LIMIT 1", [], |row| Ok(row.get(0)?))?;
        if cursor > self.last_event()? || oldest.is_some_and(|oldest| cursor < oldest - 1) {
            return Err(Refusal::CursorPruned.into());
        }
        // each audience's part is a range of its index; together they are merged here, not in a temporary tree
        let mut seqs = Vec::new();
        for audience in audiences {
            seqs.extend(self.all(
                "SELECT seq FROM event_audience WHERE audience = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
                params![key(*audience), cursor, limit as i64],
                |row| Ok(row.get::<_, i64>(0)?),
            )?);
        }
        seqs.sort_unstable();
        seqs.dedup();
        seqs.truncate(limit);
        let mut events = Vec::with_capacity(seqs.len());
        for seq in seqs {
            let logged = self.one("SELECT * FROM event WHERE seq = ?1", [seq], |row| {
                Ok(Logged { seq, time: instant(row, "time")?, event: json(row, "payload")? })
            })?;
            events.extend(logged.map(Arc::new));
        }
        Ok(events)
    }
}
