//! The durable log of changes: appended in the transaction of the change, read by
//! whoever watches. With one writer, order of `seq` is order of commit, so going on
//! after a cut is exact.

use std::sync::Arc;

use praxis_shared::{id::UserId, time::to_micros};
use rusqlite::params;

use super::{
    Error, StoreError, Tx,
    hub::{Notification, Signal},
    instant, json,
    retention::Kind,
    to_json,
};
use crate::domain::{
    event::{Audience, Event, Logged},
    people::{Role, Roles},
    refusal::Refusal,
};

/// Events that are looked through at once for those of somebody who was away.
const LOOK: i64 = 4096;

/// The audience as the log keeps it, with its quotation marks.
fn key(audience: Audience) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = String::with_capacity(36);
    let mut put = |bytes: &[u8]| {
        for byte in bytes {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    };
    match audience {
        Audience::User(user) => {
            put(b"u");
            put(&user.bytes());
        }
        Audience::As(user, roles) => {
            put(b"u");
            put(&user.bytes());
            put(&[roles.bits()]);
        }
        Audience::Role(role) => put(&[b'r', role.bit()]),
        Audience::Everyone => put(b"e"),
    }
    text.insert(0, '"');
    text.push('"');
    text
}

/// How the key of an audience begins that may be for somebody of this one: a user's, whatever the role.
fn beginning(audience: Audience) -> String {
    let mut text = key(audience);
    if matches!(audience, Audience::User(_)) {
        text.pop();
    }
    text
}

/// The audiences as the log keeps them.
fn read_audiences(listed: &str) -> Result<Vec<Audience>, StoreError> {
    let keys: Vec<String> =
        serde_json::from_str(listed).map_err(|why| StoreError::unreadable("audiences", why))?;
    keys.iter().map(|key| read_audience(key).ok_or_else(|| StoreError::unreadable("audience", key))).collect()
}

fn read_audience(key: &str) -> Option<Audience> {
    let bytes = (0..key.len() / 2)
        .map(|at| u8::from_str_radix(key.get(2 * at..2 * at + 2)?, 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    match bytes.split_first()? {
        (b'u', user) if user.len() == 16 => Some(Audience::User(UserId::from_bytes(user.try_into().ok()?))),
        (b'u', user) if user.len() == 17 => {
            let (user, bits) = user.split_at(16);
            Some(Audience::As(UserId::from_bytes(user.try_into().ok()?), Roles::from_bits(bits[0])))
        }
        (b'r', [bit]) => Role::ALL.into_iter().find(|role| role.bit() == *bit).map(Audience::Role),
        (b'e', []) => Some(Audience::Everyone),
        _ => None,
    }
}

/// What somebody who was away finds in the log.
#[derive(Debug)]
pub struct EventPage {
    /// Events for them, in order.
    pub events: Vec<Arc<Logged>>,
    /// The log was looked through up to this number.
    pub up_to: i64,
    /// Whether that is all there is.
    pub whole: bool,
}

impl Tx<'_> {
    /// Appends an event to the log; its audiences are woken once it is durable.
    ///
    /// # Errors
    /// If the database fails.
    pub fn emit(&self, event: Event, audiences: &[Audience]) -> Result<(), StoreError> {
        let keys: Vec<_> = audiences.iter().map(|it| key(*it)).collect();
        self.execute(
            "INSERT INTO event (time, audiences, payload) VALUES (?1, ?2, ?3)",
            params![to_micros(self.now()), format!("[{}]", keys.join(",")), to_json(&event)?],
        )?;
        let seq = self.conn.last_insert_rowid();
        let logged = Arc::new(Logged { seq, time: self.now(), audiences: audiences.to_vec(), event });
        self.after
            .borrow_mut()
            .notifications
            .push(Notification { audiences: audiences.to_vec(), signal: Signal::Logged(logged) });
        self.came(Kind::Event);
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

    /// The next page of events after `cursor` for any of the audiences, in order: at most `limit` of them, and at most
    /// [`LOOK`] looked at, whoever they are for.
    ///
    /// # Errors
    /// [`Refusal::CursorPruned`] if events after the cursor are gone, or the cursor is from another future.
    pub fn events_after(
        &self,
        cursor: i64,
        audiences: &[Audience],
        limit: usize,
    ) -> Result<EventPage, Error> {
        let oldest: Option<i64> =
            self.one("SELECT seq FROM event ORDER BY seq LIMIT 1", [], |row| Ok(row.get(0)?))?;
        if cursor > self.last_event()? || oldest.is_some_and(|oldest| cursor < oldest - 1) {
            return Err(Refusal::CursorPruned.into());
        }
        let keys: Vec<_> = audiences.iter().map(|it| beginning(*it)).collect();
        let mut page = EventPage { events: Vec::new(), up_to: cursor, whole: true };
        let mut looked = 0;
        self.all(
            "SELECT seq, time, audiences, payload FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            params![cursor, LOOK],
            |row| {
                looked += 1;
                let listed = row.get_ref("audiences")?;
                let listed = listed.as_str().map_err(|why| StoreError::unreadable("audiences", why))?;
                let for_them = keys.iter().any(|key| listed.contains(key.as_str()));
                let audiences = if for_them { read_audiences(listed)? } else { Vec::new() };
                page.whole &= !(for_them && page.events.len() == limit);
                if !page.whole {
                    return Ok(());
                }
                let seq = row.get("seq")?;
                if for_them {
                    let (time, event) = (instant(row, "time")?, json(row, "payload")?);
                    page.events.push(Arc::new(Logged { seq, time, audiences, event }));
                }
                page.up_to = seq;
                Ok(())
            },
        )?;
        page.whole &= looked < LOOK;
        Ok(page)
    }
}

#[cfg(test)]
mod tests;
