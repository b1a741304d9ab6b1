//! A clinic before its first administrator, and one whose administrator has lost everything:
//! there is no account that somebody did not make, no password that was there before, and
//! one code at the server's own console is the only way in.

use std::{collections::BTreeMap, path::Path};

use praxis_server::open;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, PASSWORD, Person, Process, Refused,
    clinic::first_admin,
    contract::{self, field_comments, pool, rpcs},
    fresh,
    process::engage,
    vault,
};
use prost::Message;
use tonic::{Code, Status};

use crate::{
    access::{fill::Filler, short, table},
    second_factor::enrol,
};

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");
const NEW_PASSWORD: &str = "green lamps hum at dusk";

fn rows(clinic: &Clinic, table: &str) -> i64 {
    let conn = vault::open(clinic.database());
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Every RPC with a request as it should be, and what is said to it.
async fn answers(line: &Line) -> BTreeMap<String, (Code, String)> {
    let (pool, comments) = (pool(), field_comments());
    let mut answers = BTreeMap::new();
    for (seed, rpc) in (1..).zip(rpcs(&pool)) {
        let request = Filler::new(&comments, &rpc, seed).request(&mut |_| None).encode_to_vec();
        let answered = contract::call(line, &rpc, request).await;
        let told = answered.map_or_else(|it| (it.code(), it.reason()), |_| (Code::Ok, String::new()));
        answers.insert(short(&rpc), told);
    }
    answers
}

async fn sign_in(line: &Line, login: &str, password: &str) -> Result<pb::SignInResponse, Status> {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: password.to_owned(),
        ..pb::SignInRequest::default()
    };
    Ok(line.sessions().sign_in(asked).await?.into_inner())
}

async fn activate(line: &Line, code: &str, password: &str) -> Result<pb::SignInResponse, Status> {
    let asked = pb::ActivateRequest {
        code: code.to_owned(),
        password: password.to_owned(),
        ..pb::ActivateRequest::default()
    };
    Ok(line.sessions().activate(asked).await?.into_inner())
}

#[tokio::test]
async fn before_the_first_administrator_everything_but_the_code_is_refused_and_nobody_is_there() {
    let (clinic, code) = Clinic::open_empty().await;
    let table = table();
    let unknown =
        |kind: &str| Line::new(clinic.channel(), Some(&format!("praxis_{kind}_{}", "0".repeat(64))));
    for (who, line, reason) in [
        ("a stranger", clinic.stranger(), "NOT_SIGNED_IN"),
        ("a made-up session", unknown("s"), "SESSION_ENDED"),
        ("a made-up script", unknown("t"), "TOKEN_ENDED"),
    ] {
        for (rpc, told) in answers(&line).await {
            let wanted = match rpc.as_str() {
                // what it is called, for who is about to sign in
                "ClinicService/GetClinic" | "SessionService/GetTerminal" => (Code::Ok, ""),
                "SessionService/SignIn" => (Code::Unauthenticated, "WRONG_CREDENTIALS"),
                "SessionService/Activate" => (Code::Unauthenticated, "CODE_INVALID"),
                "SessionService/SignUp" => (Code::FailedPrecondition, "WRONG_STATE"),
                _ => (Code::Unauthenticated, reason),
            };
            assert_eq!((told.0, told.1.as_str()), wanted, "{rpc} as {who}");
            assert_eq!(table[&rpc].public, wanted.1 != reason, "{rpc}");
        }
        clinic.pass(chrono::Duration::minutes(1));
    }
    for of in ["user", "session", "api_token", "patient", "doctor"] {
        assert_eq!(rows(&clinic, of), 0, "somebody made a row of {of}");
    }
    assert_eq!(rows(&clinic, "activation"), 1);
    for login in ["admin", "root", "praxis", "administrator", "admin@example.org", "clinic"] {
        for password in ["admin", "password", "praxis", "changeme", "praxis-server", PASSWORD, login] {
            clinic.pass(chrono::Duration::seconds(11));
            let refused = sign_in(&clinic.stranger(), login, password).await.unwrap_err();
            assert_eq!(refused.reason(), "WRONG_CREDENTIALS", "{login} with {password}");
        }
    }

    // all this took nothing from the code: it is good, once
    clinic.pass(chrono::Duration::minutes(1));
    let opened = clinic.stranger().sessions().activate(first_admin(&code)).await.unwrap().into_inner();
    assert_eq!(rows(&clinic, "user"), 1);
    let again = clinic.stranger().sessions().activate(first_admin(&code)).await.unwrap_err();
    assert_eq!(again.reason(), "CODE_INVALID");
    // the control: now people may sign up, and there is somebody who is answered
    let told = answers(&Person::new(clinic.channel(), opened).line).await;
    // at the pace of tries, of which there were many from here
    assert_eq!(told["SessionService/SignUp"].1, "TOO_MANY_TRIES");
    let let_in = told.values().filter(|it| it.0 == Code::Ok).count();
    assert!(let_in > 10, "{let_in} RPCs answer the administrator");
}

#[tokio::test]
async fn a_code_that_was_lost_is_made_anew_while_nobody_has_used_one_and_never_after() {
    let (clinic, lost) = Clinic::open_empty().await;
    let desk = clinic.desk_inside();
    clinic.pass(chrono::Duration::hours(open::CODE_HOURS));
    let late = clinic.stranger().sessions().activate(first_admin(&lost)).await.unwrap_err();
    assert_eq!(late.reason(), "CODE_INVALID", "a day is over");
    let code = open::init(desk, "Clinic under test", praxis_tests::when::ZONE).await.unwrap();
    clinic.stranger().sessions().activate(first_admin(code.reveal())).await.unwrap();
    let refused = open::init(desk, "Clinic under test", praxis_tests::when::ZONE).await.unwrap_err();
    assert!(refused.to_string().contains("has users already"), "{refused}");
}

/// What the program prints as a code.
fn printed(out: &str) -> String {
    let line = out.lines().find(|it| it.starts_with("Activation code of")).unwrap();
    line.split_once(":  ").unwrap().1.trim().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_who_lost_the_password_comes_back_with_a_code_from_the_console_once() {
    let (mut server, admin) = Process::open(Path::new(SERVER)).await;
    engage(&admin, "ida", pb::Role::Desk).await;
    let busy = server.run(&["recover", "admin"]);
    assert_eq!(busy.code, Some(1), "{busy:?}");
    assert!(busy.err.contains("another server works in") && busy.out.is_empty(), "{busy:?}");
    admin.session().await;
    server.stop();

    // nobody, somebody who is no administrator, and nothing: one sentence, and no code
    for who in ["nobody", "ida", "ida@example.org", ""] {
        let refused = server.run(&["recover", who]);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.out.is_empty(), "{refused:?}");
        assert!(
            refused.err.contains(&format!("there is no administrator with the user name or e-mail {who:?}"))
        );
    }
    let logged = || {
        let conn = vault::open(server.database());
        let sql = "SELECT count(*) FROM audit WHERE method = 'console/recover'";
        conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(logged(), 0);
    let done = server.run(&["recover", " Admin@Example.ORG "]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let first = printed(&done.out);
    let second = printed(&server.run(&["recover", "admin"]).out);
    assert_ne!(first, second);
    assert_eq!(logged(), 2);
    assert!(!done.err.contains(&first), "the code is in the log: {done:?}");

    server.start();
    let line = Line::new(server.channel(), None);
    let old = admin.over(server.channel());
    let ended = old.sessions().get_session(pb::GetSessionRequest {}).await.unwrap_err();
    assert_eq!(ended.reason(), "SESSION_ENDED");
    let back = activate(&line, &second, NEW_PASSWORD).await.unwrap();
    assert_eq!(back.user.as_ref().unwrap().name, admin.name());
    assert!(back.user.unwrap().roles().any(|it| it == pb::Role::Admin));
    for code in [&second, &first] {
        let refused = activate(&line, code, "grey doors hum at night").await.unwrap_err();
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::Unauthenticated, "CODE_INVALID"));
    }
    sign_in(&line, "admin", NEW_PASSWORD).await.unwrap();
    assert_eq!(sign_in(&line, "admin", PASSWORD).await.unwrap_err().reason(), "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn recovery_takes_the_second_factor_and_the_wait_of_that_administrator_and_of_nobody_else() {
    let clinic = Clinic::open().await;
    let boss = clinic.engage("boss", &[pb::Role::Admin]).await;
    for person in [&clinic.admin(), &boss] {
        enrol(&clinic, person).await;
    }
    for _ in 0..100 {
        for who in ["admin", "boss"] {
            // as long as one waits before the hundredth
            clinic.pass(chrono::Duration::seconds(11));
            sign_in(&clinic.stranger(), who, "red kettles sing at noon").await.unwrap_err();
        }
    }
    clinic.pass(chrono::Duration::seconds(11));
    let try_in = async |who: &str| {
        let line = clinic.stranger();
        sign_in(&line, who, PASSWORD).await.map_or_else(|it| it.reason(), |_| "OK".to_owned())
    };
    assert_eq!((&*try_in("admin").await, &*try_in("boss").await), ("TOO_MANY_TRIES", "TOO_MANY_TRIES"));
    let code = open::recover(clinic.desk_inside(), "admin").await.unwrap();
    // the old password is good until the code is redeemed, and nothing more is asked
    assert_eq!((&*try_in("admin").await, &*try_in("boss").await), ("OK", "TOO_MANY_TRIES"));
    boss.session().await;
    activate(&clinic.stranger(), code.reveal(), NEW_PASSWORD).await.unwrap();
    clinic.set_clock("2027-03-02 00:00");
    assert_eq!(try_in("boss").await, "SECOND_FACTOR_NEEDED", "of somebody else nothing was taken");
    // somebody whose account was closed does not come back by it
    let disabled = pb::DisableUserRequest { request_id: fresh(), name: boss.name() };
    let admin = sign_in(&clinic.stranger(), "admin", NEW_PASSWORD).await.unwrap();
    Person::new(clinic.channel(), admin).users().disable_user(disabled).await.unwrap();
    let refused = open::recover(clinic.desk_inside(), "boss").await.unwrap_err();
    assert!(refused.to_string().contains("this account is disabled"), "{refused}");
}
