//! The log of what was done by whom.

use praxis_shared::{
    id::{SessionId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::params;

use super::{StoreError, Tx, id_maybe, instant};
use crate::domain::{
    audit::{AuditEntry, AuditFilter},
    caller::Call,
    people::display_name,
};

impl Tx<'_> {
    /// Writes the row of this act; [`Tx::subject`] said what it is about.
    pub(super) fn record(&self, call: &Call, outcome: &str) -> Result<(), StoreError> {
        let (user, session) = call.caller.as_ref().map(|it| (it.user, it.session)).unzip();
        self.append(&call.method, user, session, outcome)
    }

    fn append(
        &self,
        method: &str,
        user: Option<UserId>,
        session: Option<SessionId>,
        outcome: &str,
    ) -> Result<(), StoreError> {
        let subject = self.subject.borrow().clone();
        self.execute(
            "INSERT INTO audit (time, user, session, method, object, patient, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                to_micros(self.now()),
                user.map(|it| it.bytes()),
                session.map(|it| it.bytes()),
                method,
                subject.object,
                subject.patient.map(|it| it.bytes()),
                outcome,
            ],
        )?;
        Ok(())
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
        self.append(method, user, session, outcome)
    }

    /// Acts, newest first, before the row numbered `before`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audit_entries(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        // the narrowest filter picks the index; the rest is checked row by row
        let (narrow, key): (&str, rusqlite::types::Value) = if let Some(user) = filter.user {
            ("audit.user = ?1", user.bytes().to_vec().into())
        } else if let Some(patient) = filter.patient {
            ("audit.patient = ?1", patient.bytes().to_vec().into())
        } else if let Some(object) = &filter.object {
            ("audit.object = ?1", object.clone().into())
        } else {
            ("?1 IS NULL", rusqlite::types::Value::Null)
        };
        let micros = |at: Option<Instant>, otherwise| at.map_or(otherwise, to_micros);
        self.all(
            &format!(
                "SELECT audit.*, first_name, last_name FROM audit LEFT JOIN user ON user.id = audit.user
                 WHERE {narrow} AND audit.seq < ?2 AND audit.time >= ?3 AND audit.time < ?4
                   AND (?5 IS NULL OR audit.patient = ?5) AND (?6 IS NULL OR audit.object = ?6)
                 ORDER BY audit.seq DESC LIMIT ?7"
            ),
            params![
                key,
                before.unwrap_or(i64::MAX),
                micros(filter.from, i64::MIN),
                micros(filter.until, i64::MAX),
                filter.patient.map(|it| it.bytes()),
                filter.object,
                limit as i64,
            ],
            |row| {
                let first: Option<String> = row.get("first_name")?;
                let last: Option<String> = row.get("last_name")?;
                Ok(AuditEntry {
                    seq: row.get("seq")?,
                    time: instant(row, "time")?,
                    user: id_maybe(row, "user")?,
                    user_display_name: first
                        .zip(last)
                        .map_or_else(String::new, |(f, l)| display_name(&f, &l)),
                    session: id_maybe(row, "session")?,
                    method: row.get("method")?,
                    object: row.get("object")?,
                    patient: id_maybe(row, "patient")?,
                    outcome: row.get("outcome")?,
                })
            },
        )
    }
}
