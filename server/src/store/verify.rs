//! Checks the audit log from its first row: every number there, every hash right, every
//! signed head met. It reads in small steps, so that it can run beside a server at work,
//! and names the first row that is not as it was written.

use praxis_shared::time::{Tz, parse_zone};
use rusqlite::{Connection, Row};

use super::{Head, Place, StoreError, audit::act};
use crate::domain::audit::AuditEntry;

/// Rows read in one transaction.
const STEP: i64 = 5_000;

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is as it was written. What was cut off behind the last signed head cannot be seen.
    Whole(Head),
    /// Something was done to the log.
    Tampered {
        /// The first row that is not as it was written.
        seq: i64,
        /// What is wrong with it.
        why: String,
    },
}

/// A database that is open to look at its audit log.
pub type Log = Connection;

/// Opens a database to look at it, whether a server works on it or not.
///
/// # Errors
/// If it cannot be opened, or holds no audit log with a chain.
pub fn open(place: &Place) -> Result<Connection, StoreError> {
    let conn = place.reading()?;
    conn.prepare("SELECT seq, hash, roles FROM audit LIMIT 1")
        .map_err(|why| StoreError::unreadable("audit log", why))?;
    Ok(conn)
}

/// Checks the log behind a head against itself and against heads that were signed before, in the order of their
/// numbers. `told` hears of every step.
///
/// # Errors
/// If the database cannot be read: that says nothing about the log.
pub fn verify(
    conn: &Connection,
    from: Head,
    signed: &[Head],
    mut told: impl FnMut(i64),
) -> Result<Verdict, StoreError> {
    let mut at = from;
    let mut signed = signed.iter().skip_while(|head| head.seq <= from.seq).peekable();
    // a row before the first would be skipped otherwise
    let mut after = if from == Head::START { i64::MIN } else { from.seq };
    loop {
        let mut rows = conn.prepare_cached("SELECT * FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
        let mut rows = rows.query([after, STEP])?;
        let mut any = false;
        while let Some(row) = rows.next()? {
            any = true;
            at = match link(row, at)? {
                Ok(head) => head,
                Err(verdict) => return Ok(verdict),
            };
            after = at.seq;
            while let Some(head) = signed.next_if(|head| head.seq <= at.seq) {
                if head.seq == at.seq && head.hash != at.hash {
                    return Ok(rechained(head.seq));
                }
            }
        }
        told(at.seq);
        if !any {
            break;
        }
    }
    Ok(match signed.next() {
        Some(head) => Verdict::Tampered {
            seq: at.seq + 1,
            why: format!(
                "the log ends at row {}, but the signed head says that row {} was there: rows were cut off",
                at.seq, head.seq
            ),
        },
        None => Verdict::Whole(at),
    })
}

fn rechained(seq: i64) -> Verdict {
    Verdict::Tampered {
        seq,
        why: "the rows fit each other, but not the head that was signed here: a row up to this one was changed \
              and the rest chained anew"
            .to_owned(),
    }
}

/// The head after one more row, or what is wrong with the row.
fn link(row: &Row<'_>, before: Head) -> Result<Result<Head, Verdict>, StoreError> {
    let seq: i64 = row.get("seq")?;
    let expected = before.seq + 1;
    let wrong = |seq, why: String| Ok(Err(Verdict::Tampered { seq, why }));
    if seq > expected {
        return wrong(expected, format!("it is missing: row {seq} comes after row {}", before.seq));
    }
    if seq < expected {
        return wrong(seq, "it has no place in the log: the first row is row 1".to_owned());
    }
    let act = match act(row) {
        Ok(act) => act,
        Err(why) => return wrong(seq, format!("it does not read back ({why})")),
    };
    let hash = before.link(&act);
    match row.get::<_, Option<[u8; 32]>>("hash") {
        Ok(Some(found)) if found == hash => Ok(Ok(Head { seq, hash })),
        Ok(Some(_)) => wrong(
            seq,
            "its hash does not fit it and the rows before it: it was changed, or put in the place of another"
                .to_owned(),
        ),
        Ok(None) | Err(_) => wrong(seq, "it has no hash: the server did not write it".to_owned()),
    }
}

/// The hash of a row, if it is there.
///
/// # Errors
/// If the database cannot be read.
pub fn hash_at(conn: &Connection, seq: i64) -> Result<Option<[u8; 32]>, StoreError> {
    let mut row = conn.prepare("SELECT hash FROM audit WHERE seq = ?1")?;
    let mut row = row.query([seq])?;
    // a hash that does not read is none
    Ok(row.next()?.and_then(|row| row.get(0).ok()))
}

/// Where the log stands.
///
/// # Errors
/// If the database cannot be read, or its last row is in no chain.
pub fn end(conn: &Connection) -> Result<Head, StoreError> {
    super::chain::head(conn)
}

/// The clinic's zone.
///
/// # Errors
/// If the database cannot be read, or the clinic was never finished.
pub fn zone(conn: &Connection) -> Result<Tz, StoreError> {
    let zone: String = conn.query_row("SELECT time_zone FROM clinic", [], |row| row.get(0))?;
    parse_zone(&zone).map_err(|why| StoreError::unreadable("time zone", why))
}

/// Hands out the acts between two times, oldest first, as they are.
///
/// # Errors
/// If the database cannot be read, or a row does not read back, or `take` fails.
pub fn each_act<E: From<StoreError>>(
    conn: &Connection,
    from: i64,
    until: i64,
    mut take: impl FnMut(&AuditEntry) -> Result<(), E>,
) -> Result<u64, E> {
    let (mut after, mut count) = (0, 0);
    loop {
        let page = super::audit::stretch(conn, after, STEP)?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.act.seq;
        for entry in &page {
            let at = praxis_shared::time::to_micros(entry.act.time);
            if (from..until).contains(&at) {
                take(entry)?;
                count += 1;
            }
        }
    }
}
