//! Roles that open clinical text, granted by one administrator and confirmed by somebody else.

use praxis_shared::{
    id::{RoleGrantId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    people::Roles,
};

/// The roles that open clinical text, or could give themselves one that does.
pub const GUARDED: Roles = Roles::from_bits(1 | 4);
/// Days in which nobody confirms what those grant who admitted them.
pub const ADMITTED_DAYS: i64 = 7;
/// Minutes for which a code of the server's console is good.
pub const CONSOLE_MINUTES: i64 = 15;

/// Roles that wait, or waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGrant {
    /// Its name; later ones sort later.
    pub id: RoleGrantId,
    /// Who is to have them.
    pub user: UserId,
    /// Which.
    pub roles: Roles,
    /// Who granted them.
    pub granter: UserId,
    /// When.
    pub create_time: Instant,
    /// When it was confirmed, withdrawn, or took effect at once.
    pub decide_time: Option<Instant>,
}

impl Owned for RoleGrant {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.user == caller.user
    }
}
