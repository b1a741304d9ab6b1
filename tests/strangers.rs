//! What a stranger can do at the public doors: make few accounts, learn of nobody whether they have one, and shut nobody
//! else out.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use praxis_server::{
    Desk,
    domain::{asking::AskingLimits, source::Source},
    rpc::{gate::Entered, sessions::Sessions},
};
use praxis_shared::pb::{self, session_service_server::SessionService as _};
use praxis_tests::{Clinic, PASSWORD, Person, Refused, clinic::account, fresh, vault, when};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

const SECOND: Duration = Duration::seconds(1);

/// A clinic with the limits of a new server.
pub(crate) async fn limited() -> Clinic {
    Clinic::open_where(|config| config.asking = AskingLimits::default()).await
}

/// What somebody sends who signs up; a doctor waits for approval.
pub(crate) fn sign_up(who: &str, role: pb::Role) -> pb::SignUpRequest {
    let account = account(who);
    pb::SignUpRequest {
        request_id: fresh(),
        user_name: account.user_name,
        email: account.email,
        password: PASSWORD.to_owned(),
        first_name: "Somebody".to_owned(),
        last_name: "New".to_owned(),
        role: role.into(),
        birth_date: Some(when::date("1991-02-03")),
        registration_number: "REG-77".to_owned(),
        specializations: vec!["Dermatology".to_owned()],
        ..pb::SignUpRequest::default()
    }
}

/// A sign-up that comes from this network address.
pub(crate) async fn sign_up_from(
    desk: &Desk,
    address: &str,
    asked: pb::SignUpRequest,
) -> Result<pb::User, Status> {
    let mut request = Request::new(asked);
    request.extensions_mut().insert(Entered {
        method: "SessionService/SignUp".into(),
        caller: None,
        bearer: None,
        found: None,
        source: Source::at(address.parse().unwrap()),
        fresh: false,
        while_locked: false,
        mutates: true,
    });
    let made = Sessions { desk: desk.clone() }.sign_up(request).await?;
    Ok(made.into_inner().user.unwrap())
}

/// A sign-up of a patient from this network address.
async fn patient_from(clinic: &Clinic, address: &str, who: &str) -> Result<pb::User, Status> {
    sign_up_from(clinic.desk_inside(), address, sign_up(who, pb::Role::Patient)).await
}

pub(crate) async fn sign_in(clinic: &Clinic, login: &str) -> Result<Person, Status> {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = clinic.stranger().sessions().sign_in(asked).await?;
    Ok(Person::new(clinic.channel(), opened.into_inner()))
}

fn told<T>(answered: &Result<T, Status>) -> (Code, String) {
    answered.as_ref().map_or_else(|it| (it.code(), it.reason()), |_| (Code::Ok, String::new()))
}

fn refused(reason: &str) -> (Code, String) {
    (Code::ResourceExhausted, reason.to_owned())
}

pub(crate) fn wait<T: std::fmt::Debug>(answered: Result<T, Status>) -> Duration {
    let told = answered.unwrap_err().get_details_retry_info().unwrap().retry_delay.unwrap();
    Duration::from_std(told).unwrap()
}

#[tokio::test]
async fn one_address_signs_up_five_times_in_an_hour_and_the_next_waits_for_the_first_to_be_an_hour_ago() {
    let mut clinic = limited().await;
    for number in 0..5 {
        patient_from(&clinic, "192.0.2.7", &format!("ana{number}")).await.unwrap();
        clinic.pass(Duration::minutes(1));
    }
    let sixth = patient_from(&clinic, "192.0.2.7", "ana5").await;
    assert_eq!(told(&sixth), refused("TOO_MANY_SIGN_UPS"));
    assert!(sixth.as_ref().unwrap_err().message().contains("55 minutes"), "{sixth:?}");
    assert_eq!(wait(sixth), Duration::minutes(55));
    // whoever is at another address is served, and one IPv6 network is one address
    patient_from(&clinic, "192.0.2.8", "ben").await.unwrap();
    for number in 1..=5 {
        let address = format!("2001:db8:1:2::{number}");
        patient_from(&clinic, &address, &format!("cem{number}")).await.unwrap();
    }
    assert_eq!(
        told(&patient_from(&clinic, "2001:db8:1:2:ffff::1", "cem6").await),
        refused("TOO_MANY_SIGN_UPS")
    );
    clinic.restart().await;
    assert_eq!(wait(patient_from(&clinic, "192.0.2.7", "ana5").await), Duration::minutes(55));
    clinic.pass(Duration::minutes(55) - SECOND);
    assert_eq!(wait(patient_from(&clinic, "192.0.2.7", "ana5").await), SECOND);
    clinic.pass(SECOND);
    patient_from(&clinic, "192.0.2.7", "ana5").await.unwrap();
    assert_eq!(wait(patient_from(&clinic, "192.0.2.7", "ana6").await), Duration::minutes(1));
}

#[tokio::test]
async fn a_hundred_sign_ups_at_once_from_one_address_are_five() {
    let clinic = limited().await;
    let names: Vec<String> = (0..100).map(|number| format!("ana{number}")).collect();
    let all = join_all(names.iter().map(|who| patient_from(&clinic, "192.0.2.7", who))).await;
    assert_eq!(all.iter().filter(|it| it.is_ok()).count(), 5);
    assert!(all.iter().filter(|it| it.is_err()).all(|it| told(it) == refused("TOO_MANY_SIGN_UPS")));
}

#[tokio::test]
async fn what_was_answered_before_is_answered_again_and_not_counted() {
    let clinic = limited().await;
    let first = sign_up("ana", pb::Role::Patient);
    let made = sign_up_from(clinic.desk_inside(), "192.0.2.7", first.clone()).await.unwrap();
    for number in 1..5 {
        let again = sign_up_from(clinic.desk_inside(), "192.0.2.7", first.clone()).await.unwrap();
        assert_eq!(again.name, made.name);
        patient_from(&clinic, "192.0.2.7", &format!("ana{number}")).await.unwrap();
    }
    assert_eq!(told(&patient_from(&clinic, "192.0.2.7", "ana5").await), refused("TOO_MANY_SIGN_UPS"));
    let again = sign_up_from(clinic.desk_inside(), "192.0.2.7", first).await.unwrap();
    assert_eq!(again.name, made.name);
}

#[tokio::test]
async fn a_refused_sign_up_takes_no_place() {
    let clinic = limited().await;
    clinic.patient("lea").await;
    for number in 0..4 {
        patient_from(&clinic, "192.0.2.7", &format!("ana{number}")).await.unwrap();
    }
    let taken = patient_from(&clinic, "192.0.2.7", "lea").await;
    assert_eq!(told(&taken), (Code::AlreadyExists, "USER_NAME_TAKEN".to_owned()));
    patient_from(&clinic, "192.0.2.7", "ana4").await.unwrap();
}

#[tokio::test]
async fn a_clock_that_is_set_back_neither_frees_a_place_nor_keeps_it_for_longer_than_an_hour() {
    let clinic = limited().await;
    for number in 0..5 {
        patient_from(&clinic, "192.0.2.7", &format!("ana{number}")).await.unwrap();
    }
    clinic.set_clock("2026-03-01 08:00");
    assert_eq!(wait(patient_from(&clinic, "192.0.2.7", "ana5").await), Duration::hours(1));
    clinic.pass(Duration::hours(1));
    patient_from(&clinic, "192.0.2.7", "ana5").await.unwrap();
}

#[tokio::test]
async fn through_the_socket_of_the_machine_sign_ups_are_slowed_down_and_never_shut_out() {
    let clinic = limited().await;
    let through_socket = |who: String| {
        let line = clinic.stranger();
        async move { line.sessions().sign_up(sign_up(&who, pb::Role::Patient)).await }
    };
    for number in 0..5 {
        through_socket(format!("ana{number}")).await.unwrap();
    }
    for number in 5..40 {
        let soon = through_socket(format!("ana{number}")).await;
        assert_eq!(told(&soon), refused("TOO_MANY_SIGN_UPS"));
        assert_eq!(wait(soon), SECOND * 10, "{number}");
        clinic.pass(SECOND * 10);
        through_socket(format!("ana{number}")).await.unwrap();
    }
}

#[tokio::test]
async fn from_many_addresses_at_once_sign_ups_wait_for_their_turn_and_none_is_refused() {
    let clinic = limited().await;
    let doctor = clinic.doctor("okafor").await;
    let ana = clinic.patient("ana").await;
    clinic.give_hours(&doctor).await;
    // the turnstile waits by this clock
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let from = |number: usize| {
        let clinic = &clinic;
        async move { patient_from(clinic, &format!("198.51.100.{number}"), &format!("ben{number}")).await }
    };
    let all = join_all((1..=60).map(from)).await;
    tokio::time::resume();
    assert!(all.iter().all(Result::is_ok), "{:?}", all.iter().find(|it| it.is_err()));
    assert!(begun.elapsed() >= std::time::Duration::from_secs(5), "the last ones waited");
    clinic.book(&ana, &doctor, "2027-03-02 10:00").await;
}

#[tokio::test]
async fn that_a_user_name_is_taken_is_told_and_counted_like_a_wrong_password() {
    let clinic = limited().await;
    clinic.patient("lea").await;
    let taken = (Code::AlreadyExists, "USER_NAME_TAKEN".to_owned());
    // an address may be wrong ten times before it waits, and of many at once no more are looked at
    let all = join_all((0..64).map(|_| patient_from(&clinic, "192.0.2.7", "lea"))).await;
    assert_eq!(all.iter().filter(|it| told(it) == taken).count(), 11);
    assert_eq!(all.iter().filter(|it| told(it) == refused("TOO_MANY_TRIES")).count(), 53);
    let next = patient_from(&clinic, "192.0.2.7", "lea").await;
    assert_eq!(wait(next), SECOND);
    // what it costs, it costs the address, whatever it asks for; and no other
    assert_eq!(told(&patient_from(&clinic, "192.0.2.7", "leo").await), refused("TOO_MANY_TRIES"));
    patient_from(&clinic, "192.0.2.8", "leo").await.unwrap();
    clinic.pass(SECOND);
    assert_eq!(told(&patient_from(&clinic, "192.0.2.7", "lea").await), taken);
}

/// How many rows each table holds.
fn rows(clinic: &Clinic) -> BTreeMap<String, i64> {
    let conn = vault::open(clinic.database());
    let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let count = |name: &String| {
        conn.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0)).unwrap()
    };
    names.iter().map(|name| (name.clone(), count(name))).collect()
}

/// What an act costs: rows in each table, and hashes.
async fn cost<T>(clinic: &Clinic, act: impl Future<Output = T>) -> (T, BTreeMap<String, i64>, u64) {
    let (before, hashes) = (rows(clinic), clinic.desk_inside().passwords.computed());
    let done = act.await;
    let mut after = rows(clinic);
    after.iter_mut().for_each(|(table, rows)| *rows -= before[table]);
    (done, after, clinic.desk_inside().passwords.computed() - hashes)
}

/// An account without what must differ between two.
fn plain(user: pb::User) -> pb::User {
    let none = String::new;
    pb::User { name: none(), user_name: none(), email: none(), patient: none(), doctor: none(), ..user }
}

#[tokio::test]
async fn signing_up_with_the_e_mail_of_another_says_and_costs_what_it_does_with_a_free_one() {
    let clinic = limited().await;
    let lea = clinic.patient("lea").await;
    // whoever waits for approval joins a notice that is there, and the name is known already
    for (who, role) in [("ana", pb::Role::Patient), ("pia", pb::Role::Doctor)] {
        sign_up_from(clinic.desk_inside(), "192.0.2.99", sign_up(who, role)).await.unwrap();
    }
    for role in [pb::Role::Patient, pb::Role::Doctor] {
        let mut answers = Vec::new();
        for (who, email) in
            [("eva1", "free@example.org"), ("eva2", "Lea@example.org"), ("eva3", "eva9@example.org")]
        {
            let who = format!("{who}{}", role as i32);
            let asked =
                pb::SignUpRequest { user_name: who.clone(), email: email.to_owned(), ..sign_up("eva", role) };
            let (made, rows, hashes) =
                cost(&clinic, sign_up_from(clinic.desk_inside(), "192.0.2.7", asked)).await;
            let made = made.unwrap();
            assert_eq!((made.email_confirmed, made.email_clash), (false, false), "{who}");
            if role == pb::Role::Patient {
                let eva = sign_in(&clinic, &who).await.expect("at once, by name");
                let get = pb::GetUserRequest { name: "users/me".to_owned() };
                let me = eva.users().get_user(get).await.unwrap().into_inner();
                assert!(!me.email_clash && !me.email_confirmed, "whoever merely typed it learns nothing");
                answers.push((plain(made), plain(me), rows, hashes));
            } else {
                answers.push((plain(made.clone()), plain(made), rows, hashes));
            }
        }
        assert!(answers.iter().all(|it| *it == answers[0]), "{answers:#?}");
        assert_eq!(answers[0].3, 1);
        // a new hour, so that the address may go on
        clinic.pass(Duration::hours(1));
    }
    // the e-mail is still its owner's, and nobody else's
    assert_eq!(sign_in(&clinic, "lea@example.org").await.unwrap().name(), lea.name());
    assert_eq!(told(&sign_in(&clinic, "free@example.org").await).1, "WRONG_CREDENTIALS");
}

#[tokio::test]
async fn an_e_mail_that_somebody_typed_reserves_nothing() {
    let clinic = limited().await;
    let asked =
        pb::SignUpRequest { email: "lea@example.org".to_owned(), ..sign_up("eve", pb::Role::Patient) };
    sign_up_from(clinic.desk_inside(), "192.0.2.7", asked).await.unwrap();
    let lea = clinic.patient("lea").await;
    assert_eq!(sign_in(&clinic, "lea@example.org").await.unwrap().name(), lea.name());
}

#[tokio::test]
async fn a_patient_who_changes_the_e_mail_learns_of_nobody_and_loses_the_sign_in_by_it() {
    let clinic = limited().await;
    clinic.patient("lea").await;
    let eve = clinic.patient("eve").await;
    let mut answers = Vec::new();
    for email in ["free@example.org", "lea@example.org"] {
        let asked = pb::UpdateUserRequest {
            request_id: fresh(),
            user: Some(pb::User { name: eve.name(), email: email.to_owned(), ..pb::User::default() }),
            update_mask: Some(prost_types::FieldMask { paths: vec!["email".to_owned()] }),
            expected_version: 0,
        };
        let (changed, rows, hashes) = cost(&clinic, eve.users().update_user(asked)).await;
        let changed = changed.unwrap().into_inner();
        assert!(!changed.email_confirmed);
        let get = pb::GetUserRequest { name: "users/me".to_owned() };
        let me = eve.users().get_user(get).await.unwrap().into_inner();
        assert_eq!((me.email.as_str(), me.email_confirmed, me.email_clash), (email, false, false));
        answers.push((pb::User { version: 0, ..plain(changed) }, rows, hashes));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(told(&sign_in(&clinic, "eve@example.org").await).1, "WRONG_CREDENTIALS");
    assert_eq!(sign_in(&clinic, "eve").await.unwrap().name(), eve.name());
}

#[tokio::test]
async fn staff_and_the_owner_are_told_that_an_e_mail_stands_on_two_accounts() {
    let clinic = limited().await;
    let (lea, ida) = (clinic.patient("lea").await, clinic.desk("ida").await);
    let get = |who: &Person, name: String| {
        let who = who.clone();
        async move { who.users().get_user(pb::GetUserRequest { name }).await.unwrap().into_inner() }
    };
    assert!(!get(&lea, lea.name()).await.email_clash);
    let typed = |who, role| pb::SignUpRequest { email: "lea@example.org".to_owned(), ..sign_up(who, role) };
    let desk = clinic.desk_inside();
    let eve = sign_up_from(desk, "192.0.2.7", typed("eve", pb::Role::Patient)).await.unwrap();
    let pia = sign_up_from(desk, "192.0.2.7", typed("pia", pb::Role::Desk)).await.unwrap();
    assert!(get(&lea, lea.name()).await.email_clash, "the e-mail signs her in, so she is told");
    let looked = |who: &Person, name: String| {
        let who = who.clone();
        async move { who.patients().get_patient(pb::GetPatientRequest { name }).await.unwrap().into_inner() }
    };
    for patient in [lea.patient(), eve.patient.clone()] {
        assert!(looked(&ida, patient.clone()).await.email_clash);
        assert!(looked(&clinic.admin(), patient).await.email_clash);
    }
    let signed_in = sign_in(&clinic, "eve").await.unwrap();
    assert!(!looked(&signed_in, eve.patient.clone()).await.email_clash, "not the stranger");
    let all = pb::ListPatientsRequest::default();
    let listed = ida.patients().list_patients(all).await.unwrap().into_inner().patients;
    assert!(listed.len() == 2 && listed.iter().all(|it| !it.email_clash), "searches do not look for it");
    // the administrator sees it before and after letting somebody in, whose e-mail signs in nobody then
    assert!(get(&clinic.admin(), pia.name.clone()).await.email_clash);
    let approve = pb::ApproveUserRequest { request_id: fresh(), name: pia.name };
    let approved = clinic.admin().users().approve_user(approve).await.unwrap().into_inner();
    assert_eq!((approved.email_clash, approved.email_confirmed), (true, false));
    assert_eq!(sign_in(&clinic, "lea@example.org").await.unwrap().name(), lea.name());
}

#[tokio::test]
async fn sign_ups_that_wait_are_one_notice_until_it_is_read() {
    let clinic = limited().await;
    let admin = clinic.admin();
    let mut live = praxis_tests::Watch::open(&admin).await;
    let inbox = || async {
        let asked = pb::ListNoticesRequest::default();
        admin.events().list_notices(asked).await.unwrap().into_inner()
    };
    let mut pushed = Vec::new();
    for number in 1..=12 {
        let asked = sign_up(&format!("pia{number}"), pb::Role::Doctor);
        let address = format!("192.0.2.{number}");
        let pia = sign_up_from(clinic.desk_inside(), &address, asked).await.unwrap();
        let notice = live
            .until(|event| match event {
                pb::event::Payload::Notice(notice) => Some(notice),
                _ => None,
            })
            .await;
        assert_eq!((notice.joined_count, notice.subject.as_str()), (number, pia.name.as_str()));
        pushed.push(notice);
    }
    assert!(pushed.iter().all(|it| it.name == pushed[0].name && it.create_time == pushed[0].create_time));
    let told = inbox().await;
    assert_eq!((told.notices.len(), told.unread_count), (1, 1));
    assert_eq!(
        (told.notices[0].joined_count, told.notices[0].text.as_str()),
        (12, "12 sign-ups wait for approval")
    );
    // once it is read, the next is a notice of its own
    let up_to = told.notices[0].name.clone();
    let read = pb::MarkNoticesReadRequest { request_id: fresh(), up_to };
    admin.events().mark_notices_read(read).await.unwrap();
    clinic.pass(SECOND);
    sign_up_from(clinic.desk_inside(), "192.0.2.99", sign_up("pia99", pb::Role::Doctor)).await.unwrap();
    let told = inbox().await;
    let counts: Vec<_> = told.notices.iter().map(|it| (it.joined_count, it.read)).collect();
    assert_eq!(counts, [(1, false), (12, true)]);
}

/// When somebody may try again.
pub(crate) fn next<T: std::fmt::Debug>(clinic: &Clinic, answered: Result<T, Status>) -> DateTime<Utc> {
    clinic.now() + wait(answered)
}
