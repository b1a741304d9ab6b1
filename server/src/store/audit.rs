//! The log of what was done by whom.

use praxis_shared::{
    id::{SessionId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Connection, Row, params, types::Value};

use super::{StoreError, Tx, chain::Head, id_maybe, instant};
use crate::domain::{
    audit::{Act, AuditEntry, AuditFilter, REPEATED, Who},
    caller::Call,
    people::{Roles, display_name},
};

/// Rows looked through for one page where no index helps.
const STRETCH: i64 = 100_000;

/// An act from its row.
pub(super) fn act(row: &Row<'_>) -> Result<Act, StoreError> {
    let bits: u8 = row.get("roles")?;
    let roles = Roles::from_bits(bits);
    if roles.bits() != bits {
        return Err(StoreError::unreadable("roles", bits));
    }
    Ok(Act {
        seq: row.get("seq")?,
        time: instant(row, "time")?,
        who: Who {
            user: id_maybe(row, "user")?,
            roles,
            session: id_maybe(row, "session")?,
            token: row.get("token")?,
        },
        method: row.get("method")?,
        object: row.get("object")?,
        patient: id_maybe(row, "patient")?,
        outcome: row.get("outcome")?,
        source: row.get("source")?,
        reason: row.get("reason")?,
    })
}

/// An act with the name of who acted.
fn entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    let (first, last): (Option<String>, Option<String>) = (row.get("first_name")?, row.get("last_name")?);
    let user_display_name = first.zip(last).map_or_else(String::new, |(f, l)| display_name(&f, &l));
    Ok(AuditEntry { act: act(row)?, user_display_name })
}

/// One page of the log, and where it goes on; a page may be short, or empty, and yet go on.
#[derive(Debug, Default)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// The next page is before this row; `None` on the last.
    pub before: Option<i64>,
}

impl Tx<'_> {
    /// Writes the row of this act; [`Tx::subject`] said what it is about.
    pub(super) fn record(&self, call: &Call, outcome: &str) -> Result<(), StoreError> {
        let who = call.caller.as_ref().map_or_else(Who::default, Who::from);
        self.append(who, &call.method, outcome)
    }

    /// Writes the row of an act that was done before: the first answer is given again.
    pub(super) fn record_repeated(&self, call: &Call) -> Result<(), StoreError> {
        self.record(call, REPEATED)
    }

    /// Writes the row of a call that writes nothing else: a look, or what was refused before it came to an act.
    pub(super) fn record_call(&self, outcome: &str) -> Result<(), StoreError> {
        self.append(self.trail.who(), self.trail.method(), outcome)
    }

    fn append(&self, who: Who, method: &str, outcome: &str) -> Result<(), StoreError> {
        let subject = self.trail.subject();
        let head = self.audit_head()?;
        let act = Act {
            seq: head.seq + 1,
            time: self.now(),
            who,
            method: method.to_owned(),
            object: subject.object,
            patient: subject.patient,
            outcome: outcome.to_owned(),
            source: self.trail.source().to_owned(),
            reason: self.trail.reason(),
        };
        self.insert_act(&act, &head)?;
        self.wrote.set(true);
        Ok(())
    }

    /// Adds an act to the log, of which `head` is where it stands; the answer is where it stands then.
    ///
    /// # Errors
    /// If the database fails, or the act's number is not the next one.
    pub fn insert_act(&self, act: &Act, head: &Head) -> Result<Head, StoreError> {
        let hash = head.link(act);
        self.execute(
            "INSERT INTO audit (seq, time, user, session, method, object, patient, outcome, hash, roles, token, source, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                act.seq,
                to_micros(act.time),
                act.who.user.map(|it| it.bytes()),
                act.who.session.map(|it| it.bytes()),
                act.method,
                act.object,
                act.patient.map(|it| it.bytes()),
                act.outcome,
                hash,
                act.who.roles.bits(),
                act.who.token,
                act.source,
                act.reason,
            ],
        )?;
        let head = Head { seq: act.seq, hash };
        self.head.set(Some(head));
        Ok(head)
    }

    /// Writes the row of a sign-in, which has no session yet when it begins.
    ///
    /// # Errors
    /// If the database fails.
    pub fn record_sign_in(
        &self,
        method: &str,
        user: Option<UserId>,
        session: Option<SessionId>,
        outcome: &str,
    ) -> Result<(), StoreError> {
        let roles = match user {
            Some(id) => self.one("SELECT roles FROM user WHERE id = ?1", [id.bytes()], |row| {
                Ok(Roles::from_bits(row.get(0)?))
            })?,
            None => None,
        };
        let who = Who { user, roles: roles.unwrap_or(Roles::NONE), session, token: None };
        self.append(who, method, outcome)
    }

    /// When a row was written.
    fn audit_time(&self, seq: Option<i64>) -> Result<Option<i64>, StoreError> {
        self.one("SELECT time FROM audit WHERE seq = ?1", [seq], |row| Ok(row.get(0)?))
    }

    /// Acts, newest first, before the row numbered `before`; those of a time in the order of their times, which is that
    /// of their numbers unless the clock was set back.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audit_entries(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<AuditPage, StoreError> {
        let timed = filter.from.is_some() || filter.until.is_some();
        let micros = |at: Option<Instant>, otherwise| at.map_or(otherwise, to_micros);
        // the narrowest filter picks the index; the rest is checked row by row, in the order of the answer
        let (by, narrow, order, key): (&str, &str, &str, Value) = if let Some(user) = filter.user {
            ("", "audit.user = ?1 AND audit.seq < ?2", "audit.seq DESC", user.bytes().to_vec().into())
        } else if let Some(patient) = filter.patient {
            ("", "audit.patient = ?1 AND audit.seq < ?2", "audit.seq DESC", patient.bytes().to_vec().into())
        } else if let Some(object) = &filter.object {
            ("", "audit.object = ?1 AND audit.seq < ?2", "audit.seq DESC", object.clone().into())
        } else if timed {
            (
                "INDEXED BY audit_by_time",
                "(audit.time, audit.seq) < (?1, ?2)",
                "audit.time DESC, audit.seq DESC",
                self.audit_time(before)?.unwrap_or_else(|| micros(filter.until, i64::MAX)).into(),
            )
        } else {
            ("", "?1 IS NULL AND audit.seq < ?2", "audit.seq DESC", Value::Null)
        };
        // without an index a rare outcome would be looked for through years: the next page looks further
        let stretches = key == Value::Null;
        let before = match before {
            Some(before) => before,
            // of a time none comes before its first row
            None if timed && matches!(key, Value::Integer(_)) => 0,
            None => self.audit_head()?.seq + 1,
        };
        let floor = if stretches { (before - STRETCH).max(0) } else { 0 };
        let (method, service) = match filter.method.as_deref() {
            Some(it) if it.ends_with('/') => (None, Some(it)),
            it => (it, None),
        };
        let entries = self.all(
            &format!(
                "SELECT audit.*, first_name, last_name FROM audit {by} LEFT JOIN user ON user.id = audit.user
                 WHERE {narrow} AND audit.seq > ?3 AND audit.time >= ?4 AND audit.time < ?5
                   AND (?6 IS NULL OR audit.patient = ?6) AND (?7 IS NULL OR audit.object = ?7)
                   AND (?8 IS NULL OR audit.method = ?8) AND (?9 IS NULL OR instr(audit.method, ?9) = 1)
                   AND (?10 IS NULL OR audit.outcome = ?10)
                   AND (NOT ?11 OR audit.outcome NOT IN ('ok', 'repeated', 'preview'))
                   AND (?12 IS NULL OR audit.user IS NOT ?12)
                 ORDER BY {order} LIMIT ?13"
            ),
            params![
                key,
                before,
                floor,
                micros(filter.from, i64::MIN),
                micros(filter.until, i64::MAX),
                filter.patient.map(|it| it.bytes()),
                filter.object,
                method,
                service,
                filter.outcome,
                filter.refused,
                filter.not_by.map(|it| it.bytes()),
                limit as i64,
            ],
            entry,
        )?;
        let before =
            if entries.len() == limit { entries.last().map(|it| it.act.seq) } else { Some(floor + 1) };
        Ok(AuditPage { entries, before: before.filter(|it| *it > 1) })
    }
}

/// Acts after a row, oldest first.
pub(super) fn stretch(conn: &Connection, after: i64, limit: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT audit.*, first_name, last_name FROM audit LEFT JOIN user ON user.id = audit.user
         WHERE audit.seq > ?1 ORDER BY audit.seq LIMIT ?2",
    )?;
    let mut rows = statement.query([after, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(entry(row)?);
    }
    Ok(found)
}
