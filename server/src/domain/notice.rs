//! What happened for one person while they looked elsewhere: an entry of their
//! inbox. Its sentence is fit for any screen and therefore holds no clinical text.

use praxis_shared::{
    id::{NoticeId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    people::{Role, Roles},
};

/// An entry of an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name; later ones sort later.
    pub id: NoticeId,
    /// Whose inbox.
    pub user: UserId,
    /// In which of their roles they are told, any of these; none for what is the account's own.
    #[serde(default)]
    pub roles: Roles,
    /// How many things of its kind it stands for.
    #[serde(default = "one")]
    pub joined: i64,
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
        let in_role = self.roles.is_empty() || self.roles.meets(caller.named());
        // what is older than a doubt is closed to the patient
        let known = self.roles != Role::Patient.alone() || caller.sees_of(self.created_at);
        self.user == caller.user && in_role && known
    }
}

fn one() -> i64 {
    1
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
    /// Roles wait to be confirmed, or an account that was reset does.
    ConfirmationWanted,
    /// Somebody came into an account by a code, or an account was reset.
    CodeRedeemed,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::VisitRequested,
        Self::VisitApproved,
        Self::VisitRejected,
        Self::VisitMoved,
        Self::VisitCancelled,
        Self::Message,
        Self::ApprovalWanted,
        Self::Account,
        Self::EmergencyAccess,
        Self::ConfirmationWanted,
        Self::CodeRedeemed,
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
            Self::ConfirmationWanted => "confirmation_wanted",
            Self::CodeRedeemed => "code_redeemed",
        }
    }

    /// The kind that a stored word stands for.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
