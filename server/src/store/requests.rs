//! Once per request: the first answer is kept and replayed, and every act leaves an
//! audit row in its own transaction.

use praxis_shared::time::to_micros;
use rusqlite::params;
use serde::{Serialize, de::DeserializeOwned};

use super::{Error, StoreError, Tx, retention::Kind, to_json};
use crate::domain::{
    audit::DONE,
    caller::{Call, Caller},
    refusal::Refusal,
};

impl Tx<'_> {
    /// Runs the act unless this request was answered before; then replays the answer, to a caller with the roles and
    /// doubts of then, if it is `still` theirs to see.
    pub(super) fn once<T: Serialize + DeserializeOwned>(
        &self,
        call: &Call,
        act: impl FnOnce() -> Result<T, Error>,
        still: impl FnOnce(&T) -> Result<(), Error>,
    ) -> Result<T, Error> {
        let scope = scope(call.caller.as_ref());
        let before = self.one(
            "SELECT fingerprint, answer, reach, time FROM request WHERE scope = ?1 AND request_id = ?2",
            params![scope, call.request_id],
            |row| {
                let reach: Option<String> = row.get("reach")?;
                Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, String>(1)?, reach, row.get::<_, i64>("time")?))
            },
        )?;
        let reach = call.caller.as_ref().map(reach);
        if let Some((fingerprint, answer, given_under, time)) = before {
            if fingerprint != call.fingerprint {
                return Err(Refusal::RequestIdReused.into());
            }
            if given_under != reach && !(given_under.is_none() && self.unchanged_since(call, time)?) {
                return Err(Refusal::AnswerClosed.into());
            }
            let answer =
                serde_json::from_str(&answer).map_err(|why| StoreError::unreadable("answer", why))?;
            still(&answer)?;
            self.record_repeated(call)?;
            return Ok(answer);
        }
        let answer = act()?;
        let (seq, time) = (self.audit_head()?.seq + 1, to_micros(self.now()));
        self.execute(
            "INSERT INTO request (scope, request_id, fingerprint, answer, time, seq, reach)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![scope, call.request_id, call.fingerprint, to_json(&answer)?, time, seq, reach],
        )?;
        self.came(Kind::Answer);
        self.record(call, DONE)?;
        Ok(answer)
    }

    /// Whether the caller's account, its roles with it, is as it was at a time.
    fn unchanged_since(&self, call: &Call, time: i64) -> Result<bool, StoreError> {
        let Some(caller) = &call.caller else { return Ok(true) };
        let changed: Option<i64> =
            self.one("SELECT update_time FROM user WHERE id = ?1", [caller.user.bytes()], |row| {
                Ok(row.get(0)?)
            })?;
        Ok(changed.is_some_and(|it| it <= time))
    }

    /// The audit row of an act that was refused; the act itself is undone already.
    pub(super) fn record_refusal(&self, call: &Call, refusal: &Refusal) -> Result<(), StoreError> {
        self.record(call, refusal.reason().text())
    }
}

/// What an answer was given under: the roles that counted, and what was doubted. An answer is no way around what a caller
/// has lost since.
fn reach(caller: &Caller) -> String {
    let doubt = caller.doubt;
    let since = doubt.unconfirmed_since.map_or(0, to_micros);
    format!("{:x} {since:x} {}", caller.named().bits(), u8::from(doubt.recovering))
}

fn scope(caller: Option<&Caller>) -> [u8; 16] {
    caller.map_or([0; 16], |it| it.user.bytes())
}
