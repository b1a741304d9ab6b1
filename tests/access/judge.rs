//! What the table demands of what was seen. Pure, so that a broken table can be held
//! against the same sights and must complain.

use std::collections::BTreeMap;

use praxis_server::domain::people::{Role, Roles};
use tonic::Code;

/// Who may call an RPC, and how far they reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) public: bool,
    pub(crate) own: Roles,
    pub(crate) any: Roles,
    /// It needs a password check of the last five minutes.
    pub(crate) fresh: bool,
    /// It may be called while the session is locked.
    pub(crate) while_locked: bool,
}

/// The table, by RPC (`UserService/GetUser`).
pub(crate) type Table = BTreeMap<String, Access>;

/// Whose object a call named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aim {
    Missing,
    Foreign,
    Own,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: Code,
    pub(crate) reason: String,
    pub(crate) text: String,
    /// Fields that were wrong.
    pub(crate) fields: Vec<String>,
    /// Rows of a list that was answered.
    pub(crate) rows: usize,
}

/// One call of the sweep.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    pub(crate) rpc: String,
    /// `None` for somebody who has not signed in.
    pub(crate) role: Option<Role>,
    /// The field that named the object, and the kind of object; `None` if the RPC names none.
    pub(crate) place: Option<(String, String)>,
    pub(crate) aim: Aim,
    pub(crate) outcome: Outcome,
}

/// Whether people of this role have such objects of their own. What they do not own they
/// may refer to (a patient names any doctor), so it only has to exist.
fn owns(rpc: &str, role: Role, kind: &str) -> bool {
    // when somebody is taken is told to the doctors who treat them
    if rpc == "ScheduleService/FindSoonestSlots" {
        return kind == "patients" && matches!(role, Role::Doctor | Role::Patient);
    }
    match kind {
        "users" | "sessions" | "apiTokens" | "conversations" | "notices" => true,
        "appointments" | "patients/chart" => matches!(role, Role::Patient | Role::Doctor),
        "doctors" | "doctors/workingHours" | "scheduleExceptions" => role == Role::Doctor,
        "patients" => role == Role::Patient,
        _ => false,
    }
}

/// Everything in which the sights contradict the table.
pub(crate) fn complaints(table: &Table, sights: &[Sight]) -> Vec<String> {
    let mut told = Vec::new();
    for sight in sights {
        let wrong = match table.get(&sight.rpc) {
            Some(access) => judge(access, sight, sights),
            None => Some("is not in the table".to_owned()),
        };
        if let Some(wrong) = wrong {
            let who = sight.role.map_or("a stranger".to_owned(), |role| format!("{role:?}"));
            let what = sight
                .place
                .as_ref()
                .map_or(String::new(), |(path, kind)| format!(" with {:?} {kind} as {path}", sight.aim));
            told.push(format!("{} by {who}{what} {wrong}: {:?}", sight.rpc, sight.outcome));
        }
    }
    told
}

fn judge(access: &Access, sight: &Sight, sights: &[Sight]) -> Option<String> {
    let outcome = &sight.outcome;
    let is = |code: Code, reason: &str| outcome.code == code && outcome.reason == reason;
    let wrong_unless = |right: bool, wanted: &str| (!right).then(|| wanted.to_owned());
    let role = match (access.public, sight.role) {
        (true, _) => {
            let shut = ["NOT_SIGNED_IN", "ROLE_NOT_ALLOWED", "SESSION_ENDED"].contains(&&*outcome.reason);
            return wrong_unless(!shut && sane(outcome), "should be open to all");
        }
        (false, None) => {
            return wrong_unless(is(Code::Unauthenticated, "NOT_SIGNED_IN"), "should be asked to sign in");
        }
        (false, Some(role)) => role,
    };
    if !access.own.has(role) && !access.any.has(role) {
        let right = is(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
        return wrong_unless(right, "should be refused for the role");
    }
    if outcome.reason == "ROLE_NOT_ALLOWED" || outcome.reason == "NOT_SIGNED_IN" || !sane(outcome) {
        return Some("should be let in".to_owned());
    }
    let (path, kind) = sight.place.as_ref()?;
    let not_found = is(Code::NotFound, "NOT_FOUND");
    let list = sight.rpc.contains("/List");
    let empty_list = list && outcome.code == Code::Ok && outcome.rows == 0;
    if access.any.has(role) || !owns(&sight.rpc, role, kind) {
        return match sight.aim {
            Aim::Missing => wrong_unless(not_found || empty_list, "should not be found"),
            Aim::Foreign | Aim::Own => wrong_unless(!not_found, "should be found"),
        };
    }
    match sight.aim {
        Aim::Own => wrong_unless(!not_found, "should be found, being the caller's own"),
        Aim::Missing => wrong_unless(not_found || empty_list, "should not be found"),
        Aim::Foreign => {
            let missing = sights.iter().find(|it| {
                it.aim == Aim::Missing
                    && it.role == sight.role
                    && it.rpc == sight.rpc
                    && it.place.as_ref().is_some_and(|(it, _)| it == path)
            });
            let alike = missing.is_some_and(|it| it.outcome == *outcome);
            wrong_unless(
                alike && (not_found || empty_list),
                "should be refused as if it did not exist, being somebody else's",
            )
        }
    }
}

/// An answer from which something can be concluded: no fault of the server, and no request that was never looked at.
fn sane(outcome: &Outcome) -> bool {
    let fault = matches!(
        outcome.code,
        Code::Internal | Code::Unknown | Code::Unimplemented | Code::Unavailable | Code::ResourceExhausted
    );
    !fault && outcome.reason != "INVALID_FIELDS" && outcome.reason != "SESSION_ENDED"
}
