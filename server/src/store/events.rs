//! The durable log of changes: appended in the transaction of the change, read by
//! whoever watches. With one writer, order of `seq` is order of commit, so going on
//! after a cut is exact.

use std::{fmt::Write as _, sync::Arc};

use praxis_shared::time::to_micros;
use rusqlite::{params, params_from_iter, types::Value};

use super::{
    Error, StoreError, Tx,
    hub::{Notification, Signal},
    instant, json,
    retention::Kind,
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

/// Keys in hexadecimal digits, as a JSON array.
fn listed(keys: &[Vec<u8>]) -> String {
    let mut list = String::with_capacity(2 + keys.len() * 37);
    for key in keys {
        list.push_str(if list.is_empty() { "[\"" } else { "\",\"" });
        for byte in key {
            // writing to a string cannot fail
            let _ = write!(list, "{byte:02X}");
        }
    }
    list.push_str(if list.is_empty() { "[]" } else { "\"]" });
    list
}

impl Tx<'_> {
    /// Appends an event to the log; its audiences are woken once it is durable.
    ///
    /// # Errors
    /// If the database fails.
    pub fn emit(&self, event: Event, audiences: &[Audience]) -> Result<(), StoreError> {
        let keys: Vec<_> = audiences.iter().map(|it| key(*it)).collect();
        self.execute(
            "INSERT INTO event (time, payload, audiences) VALUES (?1, ?2, ?3)",
            params![to_micros(self.now()), to_json(&event)?, listed(&keys)],
        )?;
        let seq = self.conn.last_insert_rowid();
        self.address(seq, keys)?;
        let logged = Arc::new(Logged { seq, time: self.now(), event });
        self.after
            .borrow_mut()
            .notifications
            .push(Notification { audiences: audiences.to_vec(), signal: Signal::Logged(logged) });
        self.came(Kind::Event);
        Ok(())
    }

    /// Says for whom an event is, in as few statements as there can be: most are for up to four.
    fn address(&self, seq: i64, mut keys: Vec<Vec<u8>>) -> Result<(), StoreError> {
        while !keys.is_empty() {
            let some = keys.split_off(keys.len().saturating_sub(4));
            let sql = match some.len() {
                1 => "INSERT INTO event_audience VALUES (?2, ?1) ON CONFLICT DO NOTHING",
                2 => "INSERT INTO event_audience VALUES (?2, ?1), (?3, ?1) ON CONFLICT DO NOTHING",
                3 => "INSERT INTO event_audience VALUES (?2, ?1), (?3, ?1), (?4, ?1) ON CONFLICT DO NOTHING",
                _ => {
                    "INSERT INTO event_audience VALUES (?2, ?1), (?3, ?1), (?4, ?1), (?5, ?1) ON CONFLICT DO NOTHING"
                }
            };
            let keys = some.into_iter().map(Value::Blob);
            self.execute(sql, params_from_iter(std::iter::once(Value::Integer(seq)).chain(keys)))?;
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
