//! Who may do what: the table beside the RPCs, read by people here, and a sweep that
//! calls every RPC as everybody, on objects of their own, of others and of nobody.
//!
//! The table says roles; the sweep also holds the rule that no table can show: what is
//! somebody else's is answered exactly as if it did not exist.

mod age;
mod canary;
pub(crate) mod fill;
pub(crate) mod judge;
mod lost;
mod script;
pub(crate) mod world;

use std::{collections::BTreeMap, fmt::Write as _};

use praxis_server::{
    domain::people::{Role, Roles},
    rpc::policy::Policy,
};
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, Refused,
    contract::{self, field_comments, pool, rpcs},
    fresh,
};
use prost::Message;
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio::sync::OnceCell;
use tonic::{Code, Status};

use fill::{Filler, Place};
use judge::{Access, Aim, Outcome, Sight, Table, complaints};
use world::World;

/// The table as the server reads it.
pub(crate) fn table() -> Table {
    let policy = Policy::read().unwrap();
    let access = |rule: &praxis_server::rpc::policy::Rule| Access {
        public: rule.public,
        own: rule.own,
        any: rule.any,
        fresh: rule.fresh,
        while_locked: rule.while_locked,
    };
    policy.rules().map(|(_, rule)| (rule.method.to_string(), access(rule))).collect()
}

/// `UserService/GetUser`.
pub(crate) fn short(rpc: &MethodDescriptor) -> String {
    format!("{}/{}", rpc.parent_service().name(), rpc.name())
}

/// The table as people read it.
fn drawn(table: &Table) -> String {
    let mut text = format!("{:<48} {:<8}", "rpc", "anyone");
    for role in Role::ALL {
        write!(text, "{:<8}", format!("{role:?}").to_lowercase()).unwrap();
    }
    write!(text, "{:<8}locked", "fresh").unwrap();
    for (rpc, access) in table {
        write!(text, "\n{rpc:<48} {:<8}", if access.public { "yes" } else { "-" }).unwrap();
        for role in Role::ALL {
            let reach = match (access.any.has(role), access.own.has(role)) {
                (true, _) => "any",
                (false, true) => "own",
                (false, false) => "-",
            };
            write!(text, "{reach:<8}").unwrap();
        }
        let yes = |it| if it { "yes" } else { "-" };
        write!(text, "{:<8}{}", yes(access.fresh), yes(access.while_locked)).unwrap();
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_table_of_who_may_do_what_is_the_one_that_was_reviewed() {
    insta::assert_snapshot!("access", drawn(&table()));
}

#[test]
fn every_rpc_is_in_the_table_and_nothing_else() {
    let pool = pool();
    let mut written: Vec<_> = rpcs(&pool).map(|rpc| short(&rpc)).collect();
    written.sort();
    assert_eq!(table().into_keys().collect::<Vec<_>>(), written);
}

fn outcome(rpc: &MethodDescriptor, answered: Result<Vec<u8>, Status>) -> Outcome {
    match answered {
        Ok(bytes) => {
            let answer = DynamicMessage::decode(rpc.output(), bytes.as_slice()).unwrap();
            let rows = answer.fields().filter_map(|(_, value)| value.as_list().map(<[_]>::len)).sum();
            Outcome { code: Code::Ok, reason: String::new(), text: String::new(), fields: Vec::new(), rows }
        }
        Err(status) => Outcome {
            code: status.code(),
            reason: status.reason(),
            text: status.message().to_owned(),
            fields: status.get_violations(),
            rows: 0,
        },
    }
}

/// A violation with what is allowed, for the reader of a complaint.
trait Violations {
    fn get_violations(&self) -> Vec<String>;
}

impl Violations for Status {
    fn get_violations(&self) -> Vec<String> {
        let told = |it: &String| format!("{it}: {}", self.violation(it).unwrap_or_default());
        self.fields().iter().map(told).collect()
    }
}

/// Calls one RPC as everybody on everything, in a copy of the world.
async fn sweep_one(world: &World, rpc: &MethodDescriptor, at: u32) -> Vec<Sight> {
    let comments = field_comments();
    let copy = world.clinic.copy().await;
    let places = Filler::new(&comments, rpc, 0).places();
    let mut lines: Vec<(Option<Role>, Line)> = vec![(None, copy.stranger())];
    lines.extend(world.callers(&copy).map(|(role, person)| (Some(role), person.line)));
    let mut sights = Vec::new();
    let mut seed = at * 100;
    // what is refused comes first: what is let in changes the world
    for aim in [Aim::Missing, Aim::Foreign, Aim::Own] {
        for (role, line) in &lines {
            let tried: Vec<Option<&Place>> = if places.is_empty() {
                // nothing to aim at: once is enough
                if aim == Aim::Own { vec![None] } else { vec![] }
            } else {
                places.iter().map(Some).collect()
            };
            for place in tried {
                seed += 1;
                let as_role = role.unwrap_or(Role::Patient);
                if place.is_some_and(|it| it.staff_only && as_role == Role::Patient) {
                    continue;
                }
                let named = place.and_then(|it| world.object(as_role, &it.kind, aim));
                if place.is_some() && named.is_none() {
                    continue;
                }
                let request = Filler::new(&comments, rpc, seed).request(&mut |it| {
                    if Some(it) == place {
                        named.clone()
                    } else if it.optional {
                        None
                    } else {
                        world.object(as_role, &it.kind, Aim::Own)
                    }
                });
                let answered = contract::call(line, rpc, request.encode_to_vec()).await;
                sights.push(Sight {
                    rpc: short(rpc),
                    role: *role,
                    place: place.map(|it| (it.path.clone(), it.kind.clone())),
                    aim,
                    outcome: outcome(rpc, answered),
                });
            }
        }
    }
    sights
}

/// The whole sweep, done once for all tests of this file.
async fn sights() -> &'static [Sight] {
    static SIGHTS: OnceCell<Vec<Sight>> = OnceCell::const_new();
    SIGHTS
        .get_or_init(|| async {
            let world = World::build().await;
            let pool = pool();
            let mut sights = Vec::new();
            for (at, rpc) in (1..).zip(rpcs(&pool)) {
                sights.extend(sweep_one(&world, &rpc, at).await);
            }
            sights
        })
        .await
}

#[tokio::test]
async fn every_rpc_refuses_exactly_where_the_table_says() {
    let told = complaints(&table(), sights().await);
    assert!(told.is_empty(), "{} contradictions:\n{}", told.len(), told.join("\n"));
}

#[tokio::test]
async fn a_wrong_table_contradicts_the_sweep() {
    let sights = sights().await;
    for (rpc, flip) in [
        // somebody else's record would be reachable
        ("PatientService/GetPatient", Access { any: only(&Role::ALL), ..Access::default() }),
        // a doctor would be kept from patients
        (
            "PatientService/GetPatient",
            Access {
                own: only(&[Role::Patient, Role::Doctor]),
                any: only(&[Role::Desk]),
                ..Access::default()
            },
        ),
        // the desk would read the chart
        (
            "PatientService/GetPatientChart",
            Access { own: only(&[Role::Patient, Role::Doctor, Role::Desk]), ..Access::default() },
        ),
        // anybody would be let in
        ("UserService/ListUsers", Access { public: true, ..Access::default() }),
        // nobody would be let in
        ("AppointmentService/ApproveAppointment", Access::default()),
    ] {
        let mut table = table();
        let before = table.insert(rpc.to_owned(), flip);
        assert_ne!(before, Some(flip), "{rpc} is not flipped");
        let told = complaints(&table, sights);
        assert!(told.iter().any(|it| it.starts_with(rpc)), "{rpc} as {flip:?} was not told");
    }
    let mut table: BTreeMap<_, _> = table();
    table.remove("UserService/GetUser");
    assert!(!complaints(&table, sights).is_empty(), "a missing row was not told");
}

#[tokio::test]
async fn a_patient_learns_of_nobody_by_trying_to_write_to_them() {
    let world = World::build().await;
    let copy = world.clinic.copy().await;
    let ana = world.callers(&copy).find(|it| it.0 == Role::Patient).unwrap().1;
    let write_to = async |target: String| {
        let asked = pb::OpenConversationRequest { request_id: fresh(), target };
        let refused = ana.conversations().open_conversation(asked).await.unwrap_err();
        (refused.code(), refused.message().to_owned(), refused.details().to_vec())
    };
    for kind in ["patients", "users"] {
        let there = write_to(world.object(Role::Patient, kind, Aim::Foreign).unwrap()).await;
        let nobody = write_to(world.object(Role::Patient, kind, Aim::Missing).unwrap()).await;
        assert_eq!(there, nobody, "{kind}");
    }
}

fn only(roles: &[Role]) -> Roles {
    roles.iter().copied().collect()
}

#[tokio::test]
async fn no_rpc_listens_to_a_token_that_is_not_alive() {
    let clinic = Clinic::open().await;
    let (ana, bob, ida) =
        (clinic.patient("ana").await, clinic.patient("bob").await, clinic.desk("ida").await);
    let out = pb::SignOutRequest { request_id: fresh() };
    ana.sessions().sign_out(out).await.unwrap();
    let disable = pb::DisableUserRequest { request_id: fresh(), name: bob.name() };
    clinic.admin().users().disable_user(disable).await.unwrap();
    let old = clinic.desk("kim").await;
    clinic.pass(chrono::Duration::hours(12));
    let forged = format!("praxis_s_{}", "0".repeat(64));
    let lines = [
        ("signed out", ana.line, "SESSION_ENDED"),
        ("disabled", bob.line, "SESSION_ENDED"),
        ("expired", ida.line, "SESSION_ENDED"),
        ("expired", old.line, "SESSION_ENDED"),
        ("forged", Line::new(clinic.channel(), Some(&forged)), "SESSION_ENDED"),
        ("no token of ours", Line::new(clinic.channel(), Some("let me in")), "NOT_SIGNED_IN"),
    ];
    let (pool, table, comments) = (pool(), table(), field_comments());
    for rpc in rpcs(&pool).filter(|rpc| !table[&short(rpc)].public) {
        let request = Filler::new(&comments, &rpc, 1).request(&mut |_| None).encode_to_vec();
        for (what, line, reason) in &lines {
            let refused = contract::call(line, &rpc, request.clone()).await.unwrap_err();
            assert_eq!(
                (refused.code(), refused.reason().as_str()),
                (Code::Unauthenticated, *reason),
                "{} with a token that is {what}",
                short(&rpc)
            );
        }
    }
}
