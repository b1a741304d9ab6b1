//! What stands beside a password: codes that are good once, recovery codes for the day when
//! the device is lost, and roles that must have both.

use chrono::{DateTime, Duration, Utc};
use praxis_server::domain::people::{Role, Roles};
use praxis_shared::pb;
use praxis_tests::{Clinic, PASSWORD, Person, Refused, Watch, clinic::first_admin, fresh, vault};
use tonic::{Response, Status};
use totp_rs::{Algorithm, Builder};

const STEP: Duration = Duration::seconds(30);

/// What an app makes of a secret in base 32 at this time.
fn code(secret: &str, at: DateTime<Utc>) -> String {
    let bits = secret.bytes().map(|it| u16::from(if it < b'A' { it - b'2' + 26 } else { it - b'A' }));
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u16, 0);
    for five in bits {
        (held, count) = (held << 5 | five, count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    let app = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(bytes).build_noncompliant();
    app.generate(at.timestamp().unsigned_abs()).to_string()
}

/// A device that makes codes, and what was written down.
pub(crate) struct App {
    secret: String,
    recovery_codes: Vec<String>,
}

impl App {
    fn code(&self, clinic: &Clinic) -> String {
        code(&self.secret, clinic.now())
    }
}

/// Sets up a second factor for somebody.
pub(crate) async fn enrol(clinic: &Clinic, person: &Person) -> App {
    let asked = pb::BeginSecondFactorRequest { request_id: fresh() };
    let begun = person.sessions().begin_second_factor(asked).await.unwrap().into_inner();
    assert!(begun.uri.contains(&begun.secret) && begun.uri.starts_with("otpauth://totp/"), "{}", begun.uri);
    let confirmed = confirm(person, &code(&begun.secret, clinic.now())).await.unwrap().into_inner();
    assert!(confirmed.user.unwrap().second_factor);
    App { secret: begun.secret, recovery_codes: confirmed.recovery_codes }
}

async fn confirm(person: &Person, code: &str) -> Result<Response<pb::ConfirmSecondFactorResponse>, Status> {
    let asked = pb::ConfirmSecondFactorRequest { request_id: fresh(), code: code.to_owned() };
    person.sessions().confirm_second_factor(asked).await
}

async fn sign_in(clinic: &Clinic, login: &str, code: &str) -> Result<Person, Status> {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        code: code.to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = clinic.stranger().sessions().sign_in(asked).await?.into_inner();
    Ok(Person::new(clinic.channel(), opened))
}

fn reason<T>(answered: &Result<T, Status>) -> String {
    answered.as_ref().map_or_else(Refused::reason, |_| "OK".to_owned())
}

fn field_of_rows(clinic: &Clinic, sql: &str) -> i64 {
    vault::open(clinic.database()).query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let elsewhere = lea.another_terminal().await;
    let app = enrol(&clinic, &lea).await;
    assert_eq!(app.recovery_codes.len(), 10);
    assert!(
        app.recovery_codes.iter().all(|it| it.replace('-', "").len() * 5 >= 112),
        "{:?}",
        app.recovery_codes[0]
    );
    // what was open elsewhere has shown no code
    let asked = elsewhere.sessions().get_session(pb::GetSessionRequest {}).await;
    assert_eq!(reason(&asked), "SESSION_ENDED");
    assert_eq!(reason(&sign_in(&clinic, "lea", "").await), "SECOND_FACTOR_NEEDED");
    clinic.pass(STEP);
    let right = app.code(&clinic);
    let wrong = if right == "123456" { "654321" } else { "123456" };
    assert_eq!(reason(&sign_in(&clinic, "lea", wrong).await), "WRONG_CODE");
    // a wrong code waits like a wrong password
    assert_eq!(reason(&sign_in(&clinic, "lea", &right).await), "TOO_MANY_TRIES");
    clinic.pass(Duration::seconds(1));
    sign_in(&clinic, "lea", &right).await.unwrap();
}

#[tokio::test]
async fn only_the_right_password_is_told_that_a_code_is_missing() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    clinic.pass(STEP);
    let asked = pb::SignInRequest {
        login: "lea".to_owned(),
        password: "red kettles sing at noon".to_owned(),
        code: app.code(&clinic),
        ..pb::SignInRequest::default()
    };
    let refused = clinic.stranger().sessions().sign_in(asked).await;
    assert_eq!(reason(&refused), "WRONG_CREDENTIALS");
    // and the code was not used up by it
    clinic.pass(Duration::seconds(1));
    sign_in(&clinic, "lea", &app.code(&clinic)).await.unwrap();
}

#[tokio::test]
async fn a_code_is_good_once_and_so_are_all_before_it() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    // the code that confirmed it is used up, too
    assert_eq!(reason(&sign_in(&clinic, "lea", &app.code(&clinic)).await), "WRONG_CODE");
    clinic.pass(STEP * 4);
    let (before, now) = (code(&app.secret, clinic.now() - STEP), app.code(&clinic));
    sign_in(&clinic, "lea", &now).await.unwrap();
    assert_eq!(reason(&sign_in(&clinic, "lea", &now).await), "WRONG_CODE");
    clinic.pass(Duration::seconds(1));
    assert_eq!(reason(&sign_in(&clinic, "lea", &before).await), "WRONG_CODE");
    // the control: the code before the last is good while none after it was used
    clinic.pass(STEP * 4);
    sign_in(&clinic, "lea", &code(&app.secret, clinic.now() - STEP)).await.unwrap();
    // two steps early or late are too far off
    clinic.pass(STEP * 4);
    for off in [-2, 2] {
        let refused = sign_in(&clinic, "lea", &code(&app.secret, clinic.now() + STEP * off)).await;
        assert_eq!(reason(&refused), "WRONG_CODE", "{off}");
        clinic.pass(STEP * 4);
    }
}

#[tokio::test]
async fn of_a_hundred_at_once_with_the_same_code_one_gets_in() {
    let clinic = Clinic::open_where(|config| config.password_memory_kib = 8).await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    clinic.pass(STEP * 2);
    let right = app.code(&clinic);
    let mut tries = Vec::new();
    for _ in 0..4 {
        // as many as may hash and wait at once
        let at_once = (0..25).map(|_| sign_in(&clinic, "lea", &right));
        tries.extend(futures_util::future::join_all(at_once).await);
    }
    assert_eq!(tries.iter().filter(|it| it.is_ok()).count(), 1);
    assert_eq!(
        field_of_rows(
            &clinic,
            "SELECT count(*) FROM session WHERE code_time IS NOT NULL AND end_time IS NULL"
        ),
        2
    );
}

#[tokio::test]
async fn a_code_is_not_good_again_when_the_clock_is_set_back() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    clinic.pass(Duration::hours(1));
    let used = app.code(&clinic);
    let then = clinic.now();
    sign_in(&clinic, "lea", &used).await.unwrap();
    clinic.pass(then - clinic.now() - STEP);
    assert_eq!(reason(&sign_in(&clinic, "lea", &used).await), "WRONG_CODE");
}

#[tokio::test]
async fn three_wrong_codes_end_the_step() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    clinic.pass(STEP * 4);
    let right = app.code(&clinic);
    for (at, wrong) in ["000001", "000002", "000003"].into_iter().enumerate() {
        assert_ne!(wrong, right);
        assert_eq!(reason(&sign_in(&clinic, "lea", wrong).await), "WRONG_CODE");
        clinic.pass(Duration::seconds(if at < 2 { 1 } else { 3 }));
    }
    assert_eq!(reason(&sign_in(&clinic, "lea", &app.code(&clinic)).await), "TOO_MANY_TRIES");
    clinic.pass(STEP);
    sign_in(&clinic, "lea", &app.code(&clinic)).await.unwrap();
}

#[tokio::test]
async fn each_recovery_code_opens_once_however_it_is_typed_and_tells_its_owner() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    let sloppy = app.recovery_codes[0].to_lowercase().replace('-', " ");
    let mut watch = Watch::open(&lea).await;
    sign_in(&clinic, "lea", &sloppy).await.unwrap();
    let told = watch
        .until(|it| match it {
            pb::event::Payload::Notice(notice) => Some(notice.clone()),
            _ => None,
        })
        .await;
    assert!(told.kind() == pb::NoticeKind::Account && told.text.contains("9 are left"), "{}", told.text);
    assert_eq!(reason(&sign_in(&clinic, "lea", &app.recovery_codes[0]).await), "WRONG_CODE");
    clinic.pass(Duration::seconds(1));
    sign_in(&clinic, "lea", &app.recovery_codes[1]).await.unwrap();
    // the stored ones open nothing
    let stored = vault::open(clinic.database());
    let stored: Vec<u8> =
        stored.query_row("SELECT code_hash FROM recovery_code LIMIT 1", [], |row| row.get(0)).unwrap();
    assert!(!app.recovery_codes.iter().any(|it| it.as_bytes() == stored));
    let asked = pb::RegenerateRecoveryCodesRequest { request_id: fresh() };
    let new = lea.sessions().regenerate_recovery_codes(asked).await.unwrap().into_inner().recovery_codes;
    assert_eq!(reason(&sign_in(&clinic, "lea", &app.recovery_codes[2]).await), "WRONG_CODE");
    clinic.pass(Duration::seconds(1));
    sign_in(&clinic, "lea", &new[2]).await.unwrap();
}

#[tokio::test]
async fn secrets_and_codes_are_shown_once() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let begin = pb::BeginSecondFactorRequest { request_id: fresh() };
    let first = lea.sessions().begin_second_factor(begin.clone()).await.unwrap().into_inner();
    let again = lea.sessions().begin_second_factor(begin).await.unwrap().into_inner();
    assert_eq!(again, pb::BeginSecondFactorResponse::default());
    let confirm =
        pb::ConfirmSecondFactorRequest { request_id: fresh(), code: code(&first.secret, clinic.now()) };
    let done = lea.sessions().confirm_second_factor(confirm.clone()).await.unwrap().into_inner();
    let again = lea.sessions().confirm_second_factor(confirm).await.unwrap().into_inner();
    assert_eq!((done.recovery_codes.len(), again.recovery_codes.len()), (10, 0));
    let conn = vault::open(clinic.database());
    let mut answers = conn.prepare("SELECT answer FROM request").unwrap();
    let answers: Vec<String> = answers.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for secret in done.recovery_codes.iter().chain([&first.secret]) {
        assert!(!answers.iter().any(|it| it.contains(secret)));
    }
}

#[tokio::test]
async fn whose_role_needs_a_second_factor_can_do_nothing_else_before() {
    let required = Roles::NONE.with(Role::Admin).with(Role::Doctor);
    let (clinic, first) = Clinic::open_empty_where(|config| config.second_factor = required).await;
    let opened = clinic.stranger().sessions().activate(first_admin(&first)).await.unwrap().into_inner();
    assert!(opened.session.as_ref().unwrap().second_factor_required);
    let admin = Person::new(clinic.channel(), opened);
    let users = async || admin.users().list_users(pb::ListUsersRequest::default()).await;
    assert_eq!(reason(&users().await), "SECOND_FACTOR_REQUIRED");
    assert_eq!(
        reason(&admin.doctors().list_doctors(pb::ListDoctorsRequest::default()).await),
        "SECOND_FACTOR_REQUIRED"
    );
    let told = admin.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    assert!(told.session.unwrap().second_factor_required);
    assert_eq!(
        reason(
            &admin
                .sessions()
                .reauthenticate(pb::ReauthenticateRequest {
                    password: PASSWORD.to_owned(),
                    ..Default::default()
                })
                .await
        ),
        "OK"
    );
    assert_eq!(reason(&confirm(&admin, "123456").await), "WRONG_STATE");
    let app = enrol(&clinic, &admin).await;
    assert_eq!(reason(&users().await), "OK");
    let asked = pb::RemoveSecondFactorRequest { request_id: fresh() };
    assert_eq!(reason(&admin.sessions().remove_second_factor(asked).await), "WRONG_STATE");
    // the next session shows a code and may do everything at once
    clinic.pass(STEP);
    let next = sign_in(&clinic, "admin", &app.code(&clinic)).await.unwrap();
    next.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    // the control: a role that needs none
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(praxis_tests::clinic::account("ida")),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    let made = next.users().create_user(asked).await.unwrap().into_inner();
    let desk = clinic.activate(&made.activation_code).await;
    desk.doctors().list_doctors(pb::ListDoctorsRequest::default()).await.unwrap();
}

#[tokio::test]
async fn a_code_redeemed_leaves_the_second_factor_as_it_is() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name: lea.name() };
    let issued =
        clinic.admin().users().issue_activation_code(asked).await.unwrap().into_inner().activation_code;
    let redeem = |typed: String| {
        let asked = pb::ActivateRequest {
            code: issued.clone(),
            password: "green lamps hum at dusk".to_owned(),
            second_factor_code: typed,
            ..pb::ActivateRequest::default()
        };
        let line = clinic.stranger();
        async move { line.sessions().activate(asked).await }
    };
    clinic.pass(STEP * 2);
    assert_eq!(reason(&redeem(String::new()).await), "SECOND_FACTOR_NEEDED");
    assert_eq!(reason(&redeem("000000".to_owned()).await), "WRONG_CODE");
    clinic.pass(chrono::Duration::seconds(1));
    // neither used the code up
    let opened = redeem(app.code(&clinic)).await.unwrap().into_inner();
    assert!(opened.user.unwrap().second_factor);
    assert_eq!(reason(&redeem(app.code(&clinic)).await), "CODE_INVALID");
}

#[tokio::test]
async fn whoever_has_the_code_guesses_a_hundred_times_at_the_second_factor_and_a_new_code_is_another() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    let issue = || async {
        let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name: lea.name() };
        let admin = sign_in(&clinic, "admin", "").await.unwrap();
        admin.users().issue_activation_code(asked).await.unwrap().into_inner().activation_code
    };
    let redeem = |code: String, typed: String| {
        let asked = pb::ActivateRequest {
            code,
            password: "green lamps hum at dusk".to_owned(),
            second_factor_code: typed,
            ..pb::ActivateRequest::default()
        };
        let line = clinic.stranger();
        async move { line.sessions().activate(asked).await }
    };
    let issued = issue().await;
    for _ in 0..100 {
        // as long as any source waits
        clinic.pass(chrono::Duration::seconds(10));
        assert_eq!(reason(&redeem(issued.clone(), "not-this-one".to_owned()).await), "WRONG_CODE");
    }
    clinic.pass(chrono::Duration::seconds(10));
    assert_eq!(reason(&redeem(issued, app.code(&clinic)).await), "TOO_MANY_TRIES");
    let issued = issue().await;
    clinic.pass(chrono::Duration::seconds(30));
    redeem(issued, app.code(&clinic)).await.unwrap();
}

#[tokio::test]
async fn an_administrator_takes_a_lost_factor_away_and_its_owner_is_told() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    enrol(&clinic, &lea).await;
    let reset = || {
        let asked = pb::ResetSecondFactorRequest { request_id: fresh(), name: lea.name() };
        let admin = clinic.admin();
        async move { admin.users().reset_second_factor(asked).await }
    };
    assert!(!reset().await.unwrap().into_inner().second_factor);
    assert_eq!(reason(&lea.sessions().get_session(pb::GetSessionRequest {}).await), "SESSION_ENDED");
    assert_eq!(reason(&reset().await), "WRONG_STATE");
    let back = sign_in(&clinic, "lea", "").await.unwrap();
    let inbox = back.events().list_notices(pb::ListNoticesRequest::default()).await.unwrap().into_inner();
    assert!(inbox.notices.iter().any(|it| it.text.contains("took your second factor away")), "{inbox:?}");
    let told =
        clinic.admin().audit().list_audit_entries(pb::ListAuditEntriesRequest::default()).await.unwrap();
    let told = told.into_inner().entries;
    assert!(
        told.iter().any(|it| it.method.ends_with("/ResetSecondFactor") && it.object == lea.name()),
        "{told:?}"
    );
}

#[tokio::test]
async fn beside_a_second_factor_a_short_password_will_do_and_not_without() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let change = |new: &'static str, current: &'static str| {
        let asked = pb::ChangePasswordRequest {
            request_id: fresh(),
            current_password: current.to_owned(),
            new_password: new.to_owned(),
        };
        let lea = lea.clone();
        async move { lea.sessions().change_password(asked).await }
    };
    let remove = || {
        let asked = pb::RemoveSecondFactorRequest { request_id: fresh() };
        let lea = lea.clone();
        async move { lea.sessions().remove_second_factor(asked).await }
    };
    assert_eq!(reason(&change("7 igel z", PASSWORD).await), "INVALID_FIELDS");
    assert_eq!(reason(&remove().await), "WRONG_STATE");
    enrol(&clinic, &lea).await;
    change("7 igel z", PASSWORD).await.unwrap();
    // it does not stand alone
    assert_eq!(reason(&remove().await), "WRONG_STATE");
    let reset = pb::ResetSecondFactorRequest { request_id: fresh(), name: lea.name() };
    clinic.admin().users().reset_second_factor(reset).await.unwrap();
    let asked = pb::SignInRequest {
        login: "lea".to_owned(),
        password: "7 igel z".to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = clinic.stranger().sessions().sign_in(asked).await.unwrap().into_inner();
    assert!(opened.session.as_ref().unwrap().second_factor_required);
    let alone = Person::new(clinic.channel(), opened);
    assert_eq!(
        reason(&alone.doctors().list_doctors(pb::ListDoctorsRequest::default()).await),
        "SECOND_FACTOR_REQUIRED"
    );
    enrol(&clinic, &alone).await;
    alone.doctors().list_doctors(pb::ListDoctorsRequest::default()).await.unwrap();
}

#[tokio::test]
async fn a_code_is_asked_for_again_hours_after_the_last_one() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let app = enrol(&clinic, &lea).await;
    let again = |code: String| {
        let asked = pb::ReauthenticateRequest { password: PASSWORD.to_owned(), code };
        let lea = lea.clone();
        async move { lea.sessions().reauthenticate(asked).await }
    };
    clinic.pass(Duration::hours(4));
    assert_eq!(reason(&again(String::new()).await), "OK");
    clinic.pass(Duration::seconds(1));
    assert_eq!(reason(&again(String::new()).await), "SECOND_FACTOR_NEEDED");
    assert_eq!(reason(&again("000000".to_owned()).await), "WRONG_CODE");
    clinic.pass(Duration::seconds(1));
    assert_eq!(reason(&again(app.code(&clinic)).await), "OK");
    assert_eq!(reason(&again(String::new()).await), "OK");
}
