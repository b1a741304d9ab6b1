//! What was done by whom: one entry per act, never changed.

use praxis_shared::{
    id::{PatientId, SessionId, UserId},
    time::Instant,
};

/// One act.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its number; order of the numbers is order of the acts.
    pub seq: i64,
    /// When.
    pub time: Instant,
    /// Who; `None` for a stranger.
    pub user: Option<UserId>,
    /// Who, as "Last, First"; empty for a stranger.
    pub user_display_name: String,
    /// From which session.
    pub session: Option<SessionId>,
    /// Which RPC.
    pub method: String,
    /// On what, a resource name.
    pub object: String,
    /// Whose data.
    pub patient: Option<PatientId>,
    /// `ok`, or the reason of the refusal.
    pub outcome: String,
}

/// Which acts are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// By whom.
    pub user: Option<UserId>,
    /// Whose data.
    pub patient: Option<PatientId>,
    /// On what.
    pub object: Option<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub until: Option<Instant>,
}
