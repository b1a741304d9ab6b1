//! What happened for one person while they looked elsewhere: an entry of their
//! inbox. Its sentence is fit for any screen and therefore holds no clinical text.

use praxis_shared::{
    id::{NoticeId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::caller::{Caller, Owned};

/// An entry of an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name; later ones sort later.
    pub id: NoticeId,
    /// Whose inbox.
    pub user: UserId,
    /// What happened.
    pub kind: NoticeKind,
    /// A sentence for the reader.
    pub text: String,
    /// The resource name of what it is about.
    pub subject: String,
    /// When it happened.
    pub created_at: Instant,
    /// Whether it was read.
    pub read: bool,
}

impl Owned for Notice {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.user == caller.user
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A visit was asked for.
    VisitRequested,
    /// A visit was booked or approved.
    VisitApproved,
    /// A visit was turned down.
    VisitRejected,
    /// A visit was moved.
    VisitMoved,
    /// A visit was called off.
    VisitCancelled,
    /// Somebody wrote while the reader was away.
    Message,
    /// An account waits for approval.
    ApprovalWanted,
    /// Something about the reader's own account: how to get in, and who did.
    Account,
    /// A doctor opened or closed a record as an emergency.
    EmergencyAccess,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::VisitRequested,
        Self::VisitApproved,
        Self::VisitRejected,
        Self::VisitMoved,
        Self::VisitCancelled,
        Self::Message,
        Self::ApprovalWanted,
        Self::Account,
        Self::EmergencyAccess,
    ];

    /// The word that stands in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::VisitRequested => "visit_requested",
            Self::VisitApproved => "visit_approved",
            Self::VisitRejected => "visit_rejected",
            Self::VisitMoved => "visit_moved",
            Self::VisitCancelled => "visit_cancelled",
            Self::Message => "message",
            Self::ApprovalWanted => "approval_wanted",
            Self::Account => "account",
            Self::EmergencyAccess => "emergency_access",
        }
    }

    /// The kind that a stored word stands for.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
