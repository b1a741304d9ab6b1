//! Sessions and the secrets that open them. Only hashes of secrets are ever stored.

use praxis_shared::{
    id::{SessionId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::caller::{Caller, Owned};

/// How long an activation code is good.
pub const CODE_HOURS: i64 = 24;

/// A signed-in terminal or script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Who is signed in.
    pub user: UserId,
    /// What the client called itself.
    pub client_label: String,
    /// When the person signed in.
    pub create_time: Instant,
    /// When it was last used, to the minute.
    pub last_used: Instant,
    /// When it ends, whatever happens.
    pub expire_time: Instant,
}

impl Owned for Session {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.user == caller.user
    }
}
