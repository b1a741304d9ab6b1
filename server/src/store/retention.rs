//! How long rows are kept that nobody needs for ever, and how they go: a few of the oldest for each new one, in the
//! transaction of that, so that no table needs a sweep and no writer ever waits for one. Of what comes with most acts
//! the old ones go together, once for all acts that share a commit.
//!
//! What is not here is kept: the record (patients, visits and their steps, messages, emergencies), the log of acts, and
//! what there is a few of for each person. `docs/operations.md` lists all of it.

use chrono::Duration;
use praxis_shared::time::{Instant, to_micros};
use rusqlite::{Connection, params, types::Value};

use super::{StoreError, Trail, Tx};

/// Old rows that go with a new one, at most: more than come in, so that what has piled up shrinks.
pub(super) const AT_ONCE: i64 = 4;

/// Events, for whoever watches and was away.
pub(super) const EVENTS: Duration = Duration::days(14);
/// Answers, for a request that comes again.
pub(super) const ANSWERS: Duration = Duration::days(1);
/// The newest answers are kept whatever the clock says: it may have jumped.
pub(super) const ANSWERS_IN_ANY_CASE: i64 = 10_000;

/// One kind of rows that go by their age alone: `?1` is before what, `?2` how many at most.
pub(super) struct Rule {
    pub(super) kept: Duration,
    pub(super) sql: &'static str,
    /// What is before a time: how the rows of the table are ordered.
    before: fn(Instant) -> Value,
}

fn micros(time: Instant) -> Value {
    to_micros(time).into()
}

/// The lowest id of a time: ids begin with the milliseconds.
pub(super) fn lowest_id(time: Instant) -> Value {
    let millis = u64::try_from(time.timestamp_millis()).unwrap_or(0);
    let mut id = vec![0; 16];
    id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    id.into()
}

/// Sessions, from the time at which they end in any case: the log of acts names them.
pub(super) const SESSIONS: Rule = Rule {
    kept: Duration::days(90),
    sql: "DELETE FROM session WHERE id IN
          (SELECT id FROM session WHERE expire_time < ?1 ORDER BY expire_time LIMIT ?2)",
    before: micros,
};
/// Activation codes, used or not, from when they are good no more.
pub(super) const CODES: Rule = Rule {
    kept: Duration::days(30),
    sql: "DELETE FROM activation WHERE code_hash IN
          (SELECT code_hash FROM activation WHERE expire_time < ?1 ORDER BY expire_time LIMIT ?2)",
    before: micros,
};
/// Script tokens, from when they are good no more: the log of acts names them.
pub(super) const TOKENS: Rule = Rule {
    kept: Duration::days(365),
    sql: "DELETE FROM api_token WHERE id IN
          (SELECT id FROM api_token WHERE expire_time < ?1 ORDER BY expire_time LIMIT ?2)",
    before: micros,
};
/// Notices, read or not: what they tell of is in the record.
pub(super) const NOTICES: Rule = Rule {
    kept: Duration::days(365),
    sql: "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE id < ?1 ORDER BY id LIMIT ?2)",
    before: lowest_id,
};
/// Counts of wrong tries, from the last one on.
pub(super) const TRIES: Rule = Rule {
    kept: Duration::days(2),
    sql: "DELETE FROM throttle WHERE bucket IN
          (SELECT bucket FROM throttle WHERE last_failure < ?1 ORDER BY last_failure LIMIT ?2)",
    before: micros,
};

/// Events go up to the newest that is old among the first few: of these none is looked past, so
/// that it costs the same however many are young. One from a time that has not come was stamped by a clock that had
/// jumped, and must not keep all those behind it. The newest always stays: numbers go on from it.
pub(super) const OLD_EVENTS: &str = "SELECT max(seq) FROM (SELECT seq, time FROM event ORDER BY seq LIMIT ?2)
    WHERE (time < ?1 OR time > ?3) AND seq < (SELECT max(seq) FROM event)";

/// Of the answers, too, only the first few are looked at.
pub(super) const OLD_ANSWERS: &str = "DELETE FROM request WHERE seq IN
    (SELECT seq FROM (SELECT seq, time FROM request ORDER BY seq LIMIT ?2)
     WHERE seq < ?4 AND (time < ?1 OR time > ?3))";

/// What comes with most acts.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Event,
    Notice,
    Answer,
}

/// How much of it came in one transaction.
#[derive(Default)]
pub(super) struct Came {
    at: Option<Instant>,
    count: [i64; 3],
}

impl Came {
    pub(super) fn add(&mut self, other: &Self) {
        self.at = self.at.max(other.at);
        self.count.iter_mut().zip(other.count).for_each(|(sum, more)| *sum += more);
    }

    /// Lets as much of what is over go as may, at the end of the transaction.
    pub(super) fn let_old_go(&self, conn: &Connection) -> Result<(), StoreError> {
        let Some(at) = self.at else { return Ok(()) };
        let tx = Tx::new(conn, at, Trail::default());
        let [events, notices, answers] = self.count.map(|it| it * AT_ONCE);
        if events > 0 {
            tx.forget_events(events)?;
        }
        if notices > 0 {
            tx.forget(&NOTICES, notices)?;
        }
        if answers > 0 {
            tx.forget_answers(answers)?;
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Counts one more of this kind; with it old ones go.
    pub(super) fn came(&self, kind: Kind) {
        let came = &mut self.after.borrow_mut().came;
        came.at = came.at.max(Some(self.now()));
        came.count[kind as usize] += 1;
    }

    /// Lets a few rows go that are older than the rule says.
    pub(super) fn forget(&self, rule: &Rule, at_most: i64) -> Result<(), StoreError> {
        self.execute(rule.sql, params![(rule.before)(self.now() - rule.kept), at_most])?;
        Ok(())
    }

    fn forget_events(&self, at_most: i64) -> Result<(), StoreError> {
        let (since, until) = (to_micros(self.now() - EVENTS), to_micros(self.now() + EVENTS));
        let old: Option<i64> =
            self.one(OLD_EVENTS, params![since, at_most, until], |row| Ok(row.get(0)?))?.flatten();
        if let Some(seq) = old {
            self.execute("DELETE FROM event WHERE seq <= ?1", [seq])?;
        }
        Ok(())
    }

    fn forget_answers(&self, at_most: i64) -> Result<(), StoreError> {
        let (since, until) = (to_micros(self.now() - ANSWERS), to_micros(self.now() + ANSWERS));
        let kept = self.audit_head()?.seq - ANSWERS_IN_ANY_CASE;
        self.execute(OLD_ANSWERS, params![since, at_most, until, kept])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
