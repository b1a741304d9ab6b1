//! Revoking against writing: whatever is on its way when somebody is shut out, nothing of theirs is
//! written after the commit that shut them out. The log of acts is written in the same transactions, so
//! its order is the order of what happened.

use std::collections::HashMap;

use futures_util::{StreamExt, future::join_all, stream::FuturesUnordered};
use praxis_server::{
    domain::{
        audit::AuditFilter,
        caller::{Call, Reach},
        people::Role,
    },
    rpc::gate::{Found, find_session},
    secret::hash_token,
};
use praxis_shared::pb;
use praxis_tests::{Clinic, PASSWORD, Person, Refused, fresh};

use super::reauthenticate;

/// Sessions that race in one round.
const AT_ONCE: usize = 12;
/// Acts of each of them.
const ACTS: usize = 3;

/// Rounds of a race; more with `PRAXIS_RACE_ROUNDS`.
fn rounds(usual: usize) -> usize {
    std::env::var("PRAXIS_RACE_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

async fn act(person: &Person, doctor: &str, at: usize) -> bool {
    let duty = if at.is_multiple_of(2) { pb::DutyStatus::OffDuty } else { pb::DutyStatus::OnDuty };
    let asked =
        pb::SetDutyStatusRequest { request_id: fresh(), name: doctor.to_owned(), duty_status: duty.into() };
    match person.doctors().set_duty_status(asked).await {
        Ok(_) => true,
        Err(refused) => {
            let reason = refused.reason();
            assert!(["SESSION_ENDED", "ROLE_NOT_ALLOWED", "SESSION_LOCKED"].contains(&&*reason), "{reason}");
            false
        }
    }
}

/// What was seen of a race.
#[derive(Default, Debug)]
struct Seen {
    done: usize,
    refused: usize,
}

/// The log, oldest first: number, session, method, outcome, object.
async fn log(clinic: &Clinic) -> Vec<(i64, String, String, String, String)> {
    let read = |before| async move {
        let all = AuditFilter::default();
        let page = clinic.desk_inside().read(move |tx| Ok(tx.audit_entries(&all, before, 5000)?)).await;
        page.unwrap()
    };
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = read(before).await;
        before = page.before;
        found.extend(page.entries.into_iter().map(|it| it.act).map(|it| {
            let session = it.who.session.map(|it| it.to_string()).unwrap_or_default();
            (it.seq, session, it.method, it.outcome, it.object)
        }));
        if before.is_none() {
            break;
        }
    }
    found.reverse();
    found
}

/// Races acts of every session against `revoke`, and answers how it went.
async fn race(people: &[Person], doctor: &str, revoke: impl AsyncFnOnce()) -> Seen {
    let mut seen = Seen::default();
    let mut acts: FuturesUnordered<_> =
        people.iter().flat_map(|person| (0..ACTS).map(move |at| act(person, doctor, at))).collect();
    let revoking = async {
        // somewhere in the middle of it
        tokio::task::yield_now().await;
        revoke().await;
    };
    let counting = async {
        while let Some(done) = acts.next().await {
            if done {
                seen.done += 1;
            } else {
                seen.refused += 1;
            }
        }
    };
    tokio::join!(revoking, counting);
    seen
}

async fn terminals(person: &Person) -> Vec<Person> {
    join_all((0..AT_ONCE).map(|_| person.another_terminal())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_session_is_written_after_its_end() {
    let clinic = Clinic::open().await;
    let (ida, moreau) = (clinic.desk("ida").await, clinic.doctor("moreau").await);
    let (mut seen, mut sessions) = (Seen::default(), Vec::new());
    for _ in 0..rounds(100) {
        let people = terminals(&ida).await;
        let names: Vec<_> = join_all(people.iter().map(Person::session)).await;
        let now = race(&people, &moreau.doctor(), async || {
            join_all(names.iter().map(|name| {
                let end = pb::EndSessionRequest { request_id: fresh(), name: name.clone() };
                let mut client = ida.sessions();
                async move { client.end_session(end).await.unwrap() }
            }))
            .await;
        })
        .await;
        seen.done += now.done;
        seen.refused += now.refused;
        sessions.extend(names);
    }
    // the control: both happened, so that it was a race
    assert!(seen.done > 0 && seen.refused > 0, "{seen:?}");
    let log = log(&clinic).await;
    let ended: HashMap<_, _> = log
        .iter()
        .filter(|(_, _, method, outcome, _)| method == "SessionService/EndSession" && outcome == "ok")
        .map(|(seq, _, _, _, object)| (object.clone(), *seq))
        .collect();
    for (seq, session, method, outcome, _) in &log {
        if let Some(end) = ended.get(session).filter(|_| outcome == "ok") {
            assert!(seq < end, "{method} of {session} is number {seq}, its end number {end}");
        }
    }
    assert!(sessions.iter().all(|it| ended.contains_key(it)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_somebody_disabled_is_written_until_they_are_let_in_again() {
    let clinic = Clinic::open().await;
    let (ida, moreau, admin) = (clinic.desk("ida").await, clinic.doctor("moreau").await, clinic.admin());
    let mut seen = Seen::default();
    for _ in 0..rounds(40) {
        let people = terminals(&ida).await;
        let now = race(&people, &moreau.doctor(), async || {
            let asked = pb::DisableUserRequest { request_id: fresh(), name: ida.name() };
            admin.users().disable_user(asked).await.unwrap();
        })
        .await;
        seen.done += now.done;
        seen.refused += now.refused;
        let asked = pb::EnableUserRequest { request_id: fresh(), name: ida.name() };
        admin.users().enable_user(asked).await.unwrap();
    }
    assert!(seen.done > 0 && seen.refused > 0, "{seen:?}");
    let mut shut = false;
    for (seq, _, method, outcome, object) in log(&clinic).await {
        match &*method {
            "UserService/DisableUser" => shut = true,
            "UserService/EnableUser" => shut = false,
            "DoctorService/SetDutyStatus" if outcome == "ok" => {
                assert!(!shut, "number {seq} on {object} was written by somebody disabled");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn who_was_let_in_before_a_revocation_writes_nothing_after_it() {
    let clinic = Clinic::open().await;
    let (admin, moreau) = (clinic.admin(), clinic.doctor("moreau").await);
    let desk = clinic.desk_inside().clone();
    let doctor = moreau.doctor();
    for how in ["nothing", "end", "lock", "disable", "roles", "password", "old proof"] {
        let kim = clinic.engage(&format!("kim{}", how.replace(' ', "")), &[pb::Role::Desk]).await;
        // the gate let it in …
        let found = find_session(&desk, &hash_token(&kim.token)).await.unwrap();
        let call = Call {
            caller: Some(Found::Session(found).caller(&desk, Reach::ANY)),
            method: "DoctorService/SetDutyStatus".into(),
            request_id: fresh(),
            fresh: how == "old proof",
            while_locked: false,
            fingerprint: [0; 32],
        };
        // … and then
        revoke(&clinic, &admin, &kim, how).await;
        let (doctor, asked) = (doctor.clone(), call);
        let answered = desk
            .act(asked, move |tx, _, _| {
                tx.subject(&doctor, None);
                Ok(())
            })
            .await;
        let told = answered.map_err(|why| match why {
            praxis_server::store::Error::Refused(refusal) => refusal.reason().text(),
            praxis_server::store::Error::Store(fault) => panic!("{fault}"),
        });
        let wanted = match how {
            "nothing" => Ok(()),
            "lock" => Err("SESSION_LOCKED"),
            "roles" => Err("ROLE_NOT_ALLOWED"),
            "old proof" => Err("REAUTHENTICATION_NEEDED"),
            _ => Err("SESSION_ENDED"),
        };
        assert_eq!(told, wanted, "{how}");
    }
}

async fn revoke(clinic: &Clinic, admin: &Person, kim: &Person, how: &str) {
    let other = kim.another_terminal().await;
    match how {
        "end" => {
            let name = kim.session().await;
            let end = pb::EndSessionRequest { request_id: fresh(), name };
            other.sessions().end_session(end).await.unwrap();
        }
        "lock" => super::lock(kim).await,
        "disable" => {
            let asked = pb::DisableUserRequest { request_id: fresh(), name: kim.name() };
            admin.users().disable_user(asked).await.unwrap();
        }
        "roles" => {
            let roles = [Role::Desk, Role::Patient].map(|it| praxis_server::rpc::convert::role(it).into());
            let asked = pb::SetUserRolesRequest {
                request_id: fresh(),
                name: kim.name(),
                roles: roles.to_vec(),
                birth_date: Some(praxis_tests::when::date("1980-05-17")),
                ..Default::default()
            };
            admin.users().set_user_roles(asked).await.unwrap();
        }
        "password" => {
            let asked = pb::ChangePasswordRequest {
                request_id: fresh(),
                current_password: PASSWORD.to_owned(),
                new_password: "seven quiet rivers run".to_owned(),
            };
            other.sessions().change_password(asked).await.unwrap();
        }
        "old proof" => {
            clinic.pass(chrono::Duration::minutes(5) + super::SECOND);
            reauthenticate(admin, PASSWORD).await.unwrap();
        }
        _ => {}
    }
}
