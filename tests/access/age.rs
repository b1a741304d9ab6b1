//! The age of the last password check, and of the last use: every RPC, as everybody, with a
//! session that is young, one that proved itself too long ago, and one that has locked.

use praxis_server::domain::people::{Role, Roles};
use praxis_tests::{Refused, contract};
use prost::Message;
use tokio::sync::OnceCell;

use super::{
    fill::Filler,
    judge::{Access, Table},
    short, table,
    world::World,
};
use praxis_tests::contract::{field_comments, pool, rpcs};

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// Just signed in.
    Young,
    /// The last password check is five minutes and a second ago; the session is in use.
    Old,
    /// Not used for longer than its limit.
    Locked,
}

/// One call, and the reason of its refusal; `OK` if there was none.
#[derive(Debug)]
struct Seen {
    rpc: String,
    role: Role,
    age: Age,
    reason: String,
}

/// Everything in which what was seen contradicts the table.
fn complaints(table: &Table, seen: &[Seen]) -> Vec<String> {
    let wrong = |it: &Seen| {
        let access = table.get(&it.rpc).copied().unwrap_or_default();
        let named = access.own.has(it.role) || access.any.has(it.role);
        let gate = ["SESSION_LOCKED", "ROLE_NOT_ALLOWED", "REAUTHENTICATION_NEEDED"];
        let wanted = match it.age {
            Age::Locked if !access.while_locked => "SESSION_LOCKED",
            _ if !named => "ROLE_NOT_ALLOWED",
            Age::Old if access.fresh => "REAUTHENTICATION_NEEDED",
            _ => return gate.contains(&&*it.reason),
        };
        it.reason != wanted
    };
    seen.iter().filter(|it| wrong(it)).map(|it| format!("{it:?}")).collect()
}

async fn sweep(age: Age) -> Vec<Seen> {
    let world = World::build().await;
    let copy = world.clinic.copy().await;
    let people: Vec<_> = world.callers(&copy).collect();
    match age {
        Age::Young => {}
        Age::Old => {
            copy.pass(chrono::Duration::minutes(4));
            for (_, person) in &people {
                person.session().await;
            }
            copy.pass(chrono::Duration::seconds(61));
        }
        Age::Locked => copy.pass(chrono::Duration::minutes(30)),
    }
    let (pool, comments, table) = (pool(), field_comments(), table());
    // what opens, ends or locks the callers' own sessions comes last
    let last = |name: &str| ["Reauthenticate", "LockSession", "SignOut"].iter().position(|it| *it == name);
    let mut all: Vec<_> = rpcs(&pool).filter(|rpc| !table[&short(rpc)].public).collect();
    all.sort_by_key(|rpc| last(rpc.name()).map_or(0, |it| it + 1));
    let mut seen = Vec::new();
    for rpc in all {
        for (role, person) in &people {
            let request = Filler::new(&comments, &rpc, 1).request(&mut |_| None).encode_to_vec();
            let answered = contract::call(&person.line, &rpc, request).await;
            let reason = answered.map_or_else(|refused| refused.reason(), |_| "OK".to_owned());
            seen.push(Seen { rpc: short(&rpc), role: *role, age, reason });
        }
    }
    seen
}

async fn seen() -> &'static [Seen] {
    static SEEN: OnceCell<Vec<Seen>> = OnceCell::const_new();
    SEEN.get_or_init(|| async {
        let mut seen = Vec::new();
        for age in [Age::Young, Age::Old, Age::Locked] {
            seen.extend(sweep(age).await);
        }
        seen
    })
    .await
}

#[tokio::test]
async fn the_age_of_a_session_counts_exactly_where_the_table_says() {
    let told = complaints(&table(), seen().await);
    assert!(told.is_empty(), "{} contradictions:\n{}", told.len(), told.join("\n"));
}

#[tokio::test]
async fn a_table_that_is_wrong_about_age_contradicts_what_is_seen() {
    let seen = seen().await;
    for (rpc, flip) in [
        ("UserService/DisableUser", "fresh"),
        ("AppointmentService/BookAppointment", "fresh"),
        ("SessionService/Reauthenticate", "locked"),
        ("PatientService/GetPatient", "locked"),
        ("SessionService/GetSession", "roles"),
    ] {
        let mut table = table();
        let access = table.get_mut(rpc).unwrap();
        *access = match flip {
            "fresh" => Access { fresh: !access.fresh, ..*access },
            "locked" => Access { while_locked: !access.while_locked, ..*access },
            _ => Access { own: Roles::NONE, any: Roles::NONE, ..*access },
        };
        let told = complaints(&table, seen);
        assert!(told.iter().any(|it| it.contains(rpc)), "{rpc} with another {flip} was not told");
    }
}
