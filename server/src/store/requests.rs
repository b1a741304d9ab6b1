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
    /// Runs the act unless this request was answered before; then replays the answer.
    pub(super) fn once<T: Serialize + DeserializeOwned>(
        &self,
        call: &Call,
        act: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let scope = scope(call.caller.as_ref());
        let before = self.one(
            "SELECT fingerprint, answer FROM request WHERE scope = ?1 AND request_id = ?2",
            params![scope, call.request_id],
            |row| Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, String>(1)?)),
        )?;
        if let Some((fingerprint, answer)) = before {
            if fingerprint != call.fingerprint {
                return Err(Refusal::RequestIdReused.into());
            }
            self.record_repeated(call)?;
            return Ok(serde_json::from_str(&answer).map_err(|why| StoreError::unreadable("answer", why))?);
        }
        let answer = act()?;
        let (seq, time) = (self.audit_head()?.seq + 1, to_micros(self.now()));
        self.execute(
            "INSERT INTO request (scope, request_id, fingerprint, answer, time, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![scope, call.request_id, call.fingerprint, to_json(&answer)?, time, seq],
        )?;
        self.came(Kind::Answer);
        self.record(call, DONE)?;
        Ok(answer)
    }

    /// The audit row of an act that was refused; the act itself is undone already.
    pub(super) fn record_refusal(&self, call: &Call, refusal: &Refusal) -> Result<(), StoreError> {
        self.record(call, refusal.reason().text())
    }
}

fn scope(caller: Option<&Caller>) -> [u8; 16] {
    caller.map_or([0; 16], |it| it.user.bytes())
}
