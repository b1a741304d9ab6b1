//! Every act leaves one row that says who, what, on what and with which outcome, in the
//! transaction of the act itself; and nobody acts after the act that shut them out.

use praxis_server::domain::people::Role;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Person, Refused,
    contract::{self, field_comments, is_mutation, pool, rpcs},
    fresh, when,
};
use prost::Message;
use tonic::Status;

use crate::access::{fill::Filler, judge::Aim, short, table, world::World};

async fn log(admin: &Person, user: &str) -> Vec<pb::AuditEntry> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = pb::ListAuditEntriesRequest {
            user: user.to_owned(),
            page_size: 200,
            page_token,
            ..pb::ListAuditEntriesRequest::default()
        };
        let page = admin.audit().list_audit_entries(asked).await.unwrap().into_inner();
        all.extend(page.entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

#[tokio::test]
async fn every_mutation_leaves_one_row_that_says_who_what_and_on_what() {
    let world = World::build().await;
    let comments = field_comments();
    let mut done = 0;
    for (at, rpc) in (1..).zip(rpcs(&pool())) {
        let access = table()[&short(&rpc)];
        if !is_mutation(rpc.name()) || access.public {
            continue;
        }
        let role = [Role::Desk, Role::Admin, Role::Doctor, Role::Patient]
            .into_iter()
            .find(|&role| access.any.has(role) || access.own.has(role))
            .unwrap();
        let copy = world.clinic.copy().await;
        let caller = world.callers(&copy).find(|it| it.0 == role).unwrap().1;
        // a second pair of eyes: the caller may end their own session
        let admin = world.callers(&copy).find(|it| it.0 == Role::Admin).unwrap().1.another_terminal().await;
        let session = caller.session().await;
        let rows_of_it = async || {
            let rows = log(&admin, "").await;
            rows.into_iter().filter(|it| it.method == short(&rpc)).collect::<Vec<_>>()
        };
        let before = rows_of_it().await.len();
        let request = Filler::new(&comments, &rpc, at)
            .request(&mut |it| world.object(role, &it.kind, Aim::Own))
            .encode_to_vec();
        let answered = contract::call(&caller, &rpc, request.clone()).await;
        let outcome = answered.as_ref().map_or_else(Status::reason, |_| "ok".to_owned());
        assert_ne!(outcome, "INVALID_FIELDS", "{}: {answered:?}", short(&rpc));

        let rows = rows_of_it().await;
        assert_eq!(rows.len(), before + 1, "{}", short(&rpc));
        let new = &rows[0];
        assert_eq!(
            (new.user.as_str(), new.session.as_str(), new.outcome.as_str()),
            (caller.name().as_str(), session.as_str(), outcome.as_str()),
            "{}",
            short(&rpc)
        );
        if outcome == "ok" {
            done += 1;
            assert!(!new.object.is_empty(), "{}: on what?", short(&rpc));
            // the same request again is no new act
            drop(contract::call(&caller, &rpc, request).await);
            assert_eq!(rows_of_it().await.len(), before + 1, "{}", short(&rpc));
        }
    }
    assert!(done > 25, "only {done} acts were done: the rest of the rows proves little");
}

#[tokio::test]
async fn who_tries_the_door_is_in_the_log() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let try_with = async |password: &str| {
        let asked = pb::SignInRequest {
            login: "ana".to_owned(),
            password: password.to_owned(),
            client_label: String::new(),
        };
        clinic.stranger().sessions().sign_in(asked).await.is_ok()
    };
    assert!(!try_with("not the right pass phrase").await);
    assert!(try_with(praxis_tests::PASSWORD).await);
    let rows = log(&clinic.admin(), &ana.name()).await;
    let doors: Vec<_> =
        rows.iter().filter(|it| it.method == "SessionService/SignIn").map(|it| it.outcome.as_str()).collect();
    assert_eq!(doors, ["ok", "WRONG_CREDENTIALS"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_done_by_a_clerk_after_the_act_that_shut_them_out() {
    let clinic = Clinic::open().await;
    let admin = clinic.admin();
    let kim = clinic.desk("kim").await;
    for round in 0..20 {
        let kim = kim.another_terminal().await;
        let mut at_work = Vec::new();
        for number in 0..6 {
            let kim = kim.clone();
            at_work.push(tokio::spawn(async move {
                // until the door shuts
                loop {
                    let asked = pb::RegisterPatientRequest {
                        request_id: fresh(),
                        patient: Some(pb::Patient {
                            first_name: "Rosa".to_owned(),
                            last_name: "Number".to_owned() + &"x".repeat(1 + round + number),
                            birth_date: Some(when::date("1974-03-02")),
                            ..pb::Patient::default()
                        }),
                        accept_duplicate: true,
                    };
                    if let Err(refused) = kim.patients().register_patient(asked).await {
                        assert_eq!(refused.reason(), "SESSION_ENDED");
                        break;
                    }
                }
            }));
        }
        let shut = pb::DisableUserRequest { request_id: fresh(), name: kim.name() };
        admin.users().disable_user(shut).await.unwrap();
        for it in at_work {
            praxis_tests::within(it).await.unwrap();
        }
        let rows = log(&admin, "").await;
        let shut = rows.iter().find(|it| it.method == "UserService/DisableUser").unwrap().seq;
        let late = rows.iter().find(|it| it.user == kim.name() && it.seq > shut && it.outcome == "ok");
        assert_eq!(late, None, "round {round}");
        let open = pb::EnableUserRequest { request_id: fresh(), name: kim.name() };
        admin.users().enable_user(open).await.unwrap();
    }
}
