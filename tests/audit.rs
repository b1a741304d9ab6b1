//! Every call that acts or shows data of patients leaves one row that says who, what, on
//! what and with which outcome: of an act in its own transaction, of a look before its
//! answer; and nobody acts after the act that shut them out.

use praxis_server::domain::people::Role;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Person, Refused,
    contract::{self, field_comments, is_mutation, pool, rpcs},
    fresh, vault, when,
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
            // the same request again is no new act, and says so; who shut themselves out is turned away
            let again = contract::call(&caller, &rpc, request).await;
            let outcome = again.as_ref().map_or_else(Status::reason, |_| "repeated".to_owned());
            let rows = rows_of_it().await;
            assert_eq!(rows.len(), before + 2, "{}", short(&rpc));
            assert_eq!(rows[0].outcome, outcome, "{}", short(&rpc));
        }
    }
    assert!(done > 25, "only {done} acts were done: the rest of the rows proves little");
}

/// The rows in the file of a clinic, newest last: method, outcome, object, whether it is about one patient, user.
fn rows_in(clinic: &Clinic) -> Vec<(String, String, String, bool, bool)> {
    let file = vault::open(clinic.database());
    let sql = "SELECT method, outcome, object, patient IS NOT NULL, user IS NOT NULL FROM audit ORDER BY seq";
    let mut rows = file.prepare(sql).unwrap();
    let rows =
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// The rules by RPC, as the server reads them.
fn audited() -> std::collections::HashMap<String, bool> {
    let policy = praxis_server::rpc::policy::Policy::read().unwrap();
    policy.rules().map(|(_, rule)| (rule.method.to_string(), rule.audited)).collect()
}

#[tokio::test]
async fn one_call_is_one_row_whoever_calls_and_whatever_comes_of_it() {
    let world = World::build().await;
    let (comments, audited) = (field_comments(), audited());
    let (mut looks, mut refusals, mut unseen) = (0, 0, 0);
    for (at, rpc) in (1..).zip(rpcs(&pool())) {
        // a row for looks at somebody else alone: `doubts` looks for those
        if ["FindSoonestSlots", "ListSessions", "ListApiTokens"].contains(&rpc.name()) {
            continue;
        }
        let access = table()[&short(&rpc)];
        let copy = world.clinic.copy().await;
        let mut lines: Vec<_> = vec![(None, copy.stranger())];
        lines.extend(world.callers(&copy).map(|(role, person)| (Some(role), person.line)));
        for (role, line) in lines {
            let let_in = access.public || role.is_some_and(|it| access.any.has(it) || access.own.has(it));
            for (aim, filled) in
                [(Aim::Missing, true), (Aim::Foreign, true), (Aim::Own, true), (Aim::Own, false)]
            {
                let as_role = role.unwrap_or(Role::Patient);
                let mut request = Filler::new(&comments, &rpc, at * 100 + aim as u32)
                    .request(&mut |it| world.object(as_role, &it.kind, aim))
                    .encode_to_vec();
                if !filled {
                    // nothing of what is required, and a field of the wrong kind: it is no message of this RPC
                    request = vec![0x0b];
                }
                let before = rows_in(&copy).len();
                let answered = contract::call(&line, &rpc, request).await;
                let rows = rows_in(&copy);
                let outcome = answered.as_ref().map_or_else(Status::reason, |_| "ok".to_owned());
                let what = format!("{} by {role:?} on {aim:?}: {outcome}", short(&rpc));
                if !audited[&short(&rpc)] && let_in {
                    assert_eq!(rows.len(), before, "{what}");
                    unseen += 1;
                    continue;
                }
                assert_eq!(rows.len(), before + 1, "{what}");
                let (method, told, object, of_patient, known) = rows.last().unwrap().clone();
                assert_eq!((method, told), (short(&rpc), outcome.clone()), "{what}");
                // who comes in at a public door is somebody only once it is open
                assert!(access.public || known == role.is_some() || outcome == "SESSION_ENDED", "{what}");
                if outcome == "ok"
                    && !is_mutation(rpc.name())
                    && !access.public
                    && rpc.name() != "Reauthenticate"
                {
                    assert!(!object.is_empty(), "{what}: on what?");
                    let record = ["GetPatient", "GetPatientChart", "GetVisit", "GetAppointment"];
                    assert!(of_patient || !record.contains(&rpc.name()), "{what}: whose?");
                    looks += 1;
                }
                refusals += usize::from(outcome != "ok");
                if outcome == "SESSION_ENDED" {
                    break;
                }
            }
        }
    }
    assert!(
        looks > 60 && refusals > 400 && unseen > 50,
        "{looks} looks, {refusals} refusals, {unseen} without a row"
    );
}

#[tokio::test]
async fn what_is_searched_for_is_not_in_the_log() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let query = "Winterbottom".to_owned();
    let asked = pb::ListPatientsRequest { query: query.clone(), ..pb::ListPatientsRequest::default() };
    ida.patients().list_patients(asked).await.unwrap();
    let asked = pb::ListContactsRequest { query, ..pb::ListContactsRequest::default() };
    ida.conversations().list_contacts(asked).await.unwrap();
    let rows = log(&clinic.admin(), &ida.name()).await;
    let of = |method: &str| rows.iter().find(|it| it.method == method).unwrap();
    assert_eq!(of("PatientService/ListPatients").object, "patients");
    assert_eq!(of("ConversationService/ListContacts").object, "contacts");
    assert!(rows.iter().all(|it| !format!("{it:?}").contains("Winterbottom")));
}

#[tokio::test]
async fn a_row_says_as_what_and_from_where() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let owner = clinic.engage("owen", &[pb::Role::Admin, pb::Role::Doctor]).await;
    let asked = pb::GetPatientRequest { name: ana.patient() };
    owner.patients().get_patient(asked).await.unwrap();
    let rows = log(&clinic.admin(), &owner.name()).await;
    assert_eq!(rows[0].method, "PatientService/GetPatient");
    assert_eq!(rows[0].roles, [pb::Role::Admin as i32, pb::Role::Doctor as i32]);
    assert_eq!(rows[0].patient, ana.patient());
    assert_eq!(rows[0].source, "unix");
}

#[tokio::test]
async fn strangers_do_not_fill_the_log_and_are_counted() {
    let clinic = Clinic::open().await;
    let asked = || pb::GetPatientRequest { name: "patients/me".to_owned() };
    let before = rows_in(&clinic).len();
    for _ in 0..200 {
        clinic.stranger().patients().get_patient(asked()).await.unwrap_err();
    }
    assert_eq!(rows_in(&clinic).len(), before + 60);
    clinic.pass(chrono::Duration::seconds(10));
    clinic.stranger().patients().get_patient(asked()).await.unwrap_err();
    let newest = &log(&clinic.admin(), "").await[0];
    assert_eq!((newest.outcome.as_str(), newest.user.as_str()), ("NOT_SIGNED_IN", ""));
    assert_eq!(newest.reason, "140 more before it are not listed");
    // who is known is never only counted
    let ana = clinic.patient("ana").await;
    let before = rows_in(&clinic).len();
    for _ in 0..100 {
        ana.users().list_users(pb::ListUsersRequest::default()).await.unwrap_err();
    }
    assert_eq!(rows_in(&clinic).len(), before + 100);
}

#[tokio::test]
async fn a_look_that_cannot_be_written_down_shows_nothing() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let asked = || pb::GetPatientRequest { name: ana.patient() };
    ida.patients().get_patient(asked()).await.unwrap();
    let file = vault::open(clinic.database());
    let shut = "CREATE TRIGGER shut BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END";
    file.execute_batch(shut).unwrap();
    let refused = ida.patients().get_patient(asked()).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (tonic::Code::Unavailable, "UNAVAILABLE"));
    assert!(refused.message().contains("audit log"), "{}", refused.message());
    // what is nobody's data is still told
    ida.doctors().list_doctors(pb::ListDoctorsRequest::default()).await.unwrap();
    file.execute_batch("DROP TRIGGER shut").unwrap();
    ida.patients().get_patient(asked()).await.unwrap();
}

#[tokio::test]
async fn a_patient_sees_who_looked_and_nobody_elses_visitors() {
    let clinic = Clinic::open().await;
    let (ana, bob, ida) =
        (clinic.patient("ana").await, clinic.patient("bob").await, clinic.desk("ida").await);
    ida.patients().get_patient(pb::GetPatientRequest { name: ana.patient() }).await.unwrap();
    ana.patients().get_patient(pb::GetPatientRequest { name: ana.patient() }).await.unwrap();
    let of = async |person: &Person, patient: String, include_own| {
        let asked = pb::ListRecordAccessesRequest { patient, include_own, ..Default::default() };
        person.audit().list_record_accesses(asked).await.map(|it| it.into_inner().accesses)
    };
    let looks = of(&ana, "patients/me".to_owned(), false).await.unwrap();
    let ida_looked = looks.iter().filter(|it| it.method == "PatientService/GetPatient").collect::<Vec<_>>();
    assert_eq!(ida_looked.len(), 1, "{looks:#?}");
    assert_eq!(ida_looked[0].user_display_name, ida.user.display_name);
    assert_eq!(ida_looked[0].roles, [pb::Role::Desk as i32]);
    assert!(looks.iter().all(|it| !it.own));
    let all = of(&ana, ana.patient(), true).await.unwrap();
    assert!(all.iter().any(|it| it.own && it.method == "PatientService/GetPatient"));
    assert_eq!(of(&bob, ana.patient(), false).await.unwrap_err().reason(), "NOT_FOUND");
    assert_eq!(of(&ida, ana.patient(), false).await.unwrap_err().reason(), "ROLE_NOT_ALLOWED");
    // bob tried, and ana sees it
    let looks = of(&ana, ana.patient(), false).await.unwrap();
    assert!(looks.iter().any(|it| it.refused && it.user_display_name == bob.user.display_name));
}

#[tokio::test]
async fn the_log_is_filtered_by_method_and_by_what_was_refused() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    ida.patients().get_patient(pb::GetPatientRequest { name: ana.patient() }).await.unwrap();
    ida.users().list_users(pb::ListUsersRequest::default()).await.unwrap_err();
    let admin = clinic.admin();
    let of = async |asked: pb::ListAuditEntriesRequest| {
        let page = admin.audit().list_audit_entries(asked).await.unwrap().into_inner();
        page.entries.into_iter().map(|it| (it.method, it.outcome)).collect::<Vec<_>>()
    };
    let asked = pb::ListAuditEntriesRequest::default;
    let looks =
        of(pb::ListAuditEntriesRequest { method: "PatientService/GetPatient".into(), ..asked() }).await;
    assert_eq!(looks, [("PatientService/GetPatient".to_owned(), "ok".to_owned())]);
    assert_eq!(of(pb::ListAuditEntriesRequest { method: "PatientService/".into(), ..asked() }).await, looks);
    let refused = of(pb::ListAuditEntriesRequest { refused_only: true, ..asked() }).await;
    assert_eq!(refused, [("UserService/ListUsers".to_owned(), "ROLE_NOT_ALLOWED".to_owned())]);
    let named =
        pb::ListAuditEntriesRequest { outcome: "ROLE_NOT_ALLOWED".into(), user: ida.name(), ..asked() };
    assert_eq!(of(named).await, refused);
    let today = Some(praxis_tests::when::date(praxis_tests::when::TODAY));
    let some = of(pb::ListAuditEntriesRequest { from_date: today, to_date: today, ..asked() }).await;
    assert!(some.len() > 3);
    let earlier =
        pb::ListAuditEntriesRequest { to_date: Some(praxis_tests::when::date("2027-02-28")), ..asked() };
    assert_eq!(of(earlier).await, []);
}

#[tokio::test]
async fn a_day_of_the_log_is_paged_by_time_even_if_the_clock_was_set_back() {
    let clinic = Clinic::open().await;
    let (ana, ida, admin) = (clinic.patient("ana").await, clinic.desk("ida").await, clinic.admin());
    for time in ["10:00", "11:00", "09:00", "12:00", "12:00"] {
        clinic.set_clock(&format!("2027-03-01 {time}"));
        ida.patients().get_patient(pb::GetPatientRequest { name: ana.patient() }).await.unwrap();
    }
    let today = Some(praxis_tests::when::date(praxis_tests::when::TODAY));
    let page = async |page_size, page_token| {
        let asked = pb::ListAuditEntriesRequest {
            from_date: today,
            to_date: today,
            page_size,
            page_token,
            ..Default::default()
        };
        admin.audit().list_audit_entries(asked).await.unwrap().into_inner()
    };
    let whole = page(200, String::new()).await.entries;
    let places: Vec<_> = whole.iter().map(|it| (it.time.unwrap().seconds, it.seq)).collect();
    assert!(places.is_sorted_by(|newer, older| newer > older), "{places:?}");
    assert!(!places.is_sorted_by_key(|it| std::cmp::Reverse(it.1)), "no clock was set back");
    let (mut paged, mut token) = (Vec::new(), String::new());
    loop {
        let next = page(3, token).await;
        paged.extend(next.entries);
        token = next.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    // the first of them is the look at the whole
    assert_eq!(paged[1..], whole);
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
            ..Default::default()
        };
        clinic.stranger().sessions().sign_in(asked).await.is_ok()
    };
    assert!(!try_with("not the right pass phrase").await);
    assert!(!try_with(praxis_tests::PASSWORD).await, "too soon after a wrong one");
    clinic.pass(chrono::Duration::seconds(1));
    assert!(try_with(praxis_tests::PASSWORD).await);
    let rows = log(&clinic.admin(), &ana.name()).await;
    assert!(rows.iter().any(|it| it.roles == [pb::Role::Patient as i32]));
    let doors: Vec<_> =
        rows.iter().filter(|it| it.method == "SessionService/SignIn").map(|it| it.outcome.as_str()).collect();
    assert_eq!(doors, ["ok", "TOO_MANY_TRIES", "WRONG_CREDENTIALS"]);
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
