//! Guessing is slow, and slower with each wrong try; it stays slow over a restart and a
//! clock that is set back; and nobody is locked out of a device of their own by what
//! strangers do elsewhere. Names that nobody has behave as those that somebody has.

use chrono::Duration;
use praxis_shared::pb;
use praxis_tests::{Clinic, PASSWORD, Person, Refused, clinic::account, fresh, vault, when};
use tonic::{Code, Status};
use tonic_types::StatusExt;

const WRONG: &str = "red kettles sing at noon";
const SECOND: Duration = Duration::seconds(1);

/// A try to sign in, from a device with this token.
async fn try_on(
    clinic: &Clinic,
    device: &str,
    login: &str,
    password: &str,
) -> Result<pb::SignInResponse, Status> {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: password.to_owned(),
        device: device.to_owned(),
        ..pb::SignInRequest::default()
    };
    Ok(clinic.stranger().sessions().sign_in(asked).await?.into_inner())
}

/// A try to sign in from nowhere in particular.
async fn try_in(clinic: &Clinic, login: &str, password: &str) -> Result<pb::SignInResponse, Status> {
    try_on(clinic, "", login, password).await
}

fn reason<T>(answered: &Result<T, Status>) -> String {
    answered.as_ref().map_or_else(Refused::reason, |_| "OK".to_owned())
}

fn wait(refused: &Status) -> Duration {
    let told = refused.get_details_retry_info().unwrap().retry_delay.unwrap();
    Duration::from_std(told).unwrap()
}

/// Guesses wrongly, each time as soon as it is looked at.
async fn guess(clinic: &Clinic, login: &str, times: usize) {
    for _ in 0..times {
        loop {
            let refused = try_in(clinic, login, WRONG).await.unwrap_err();
            match refused.reason().as_str() {
                "WRONG_CREDENTIALS" => break,
                "TOO_MANY_TRIES" => clinic.pass(wait(&refused)),
                other => panic!("{other}"),
            }
        }
    }
}

#[tokio::test]
async fn after_a_hundred_wrong_tries_the_right_password_waits_for_the_next_day_whatever_restarts() {
    let mut clinic = Clinic::open().await;
    clinic.patient("lea").await;
    clinic.patient("leo").await;
    guess(&clinic, "lea", 100).await;
    let refused = try_in(&clinic, "lea", PASSWORD).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::ResourceExhausted, "TOO_MANY_TRIES"));
    let midnight = when::instant("2027-03-02 00:00");
    assert_eq!(wait(&refused), midnight - clinic.now());
    assert!(refused.message().contains("hours"), "{}", refused.message());
    clinic.restart().await;
    assert_eq!(reason(&try_in(&clinic, "lea", PASSWORD).await), "TOO_MANY_TRIES");
    // it is her name that waits, not the machine: others get in at most ten seconds later
    clinic.pass(SECOND * 10);
    try_in(&clinic, "leo", PASSWORD).await.unwrap();
    clinic.set_clock("2027-03-01 23:59");
    assert_eq!(reason(&try_in(&clinic, "lea", PASSWORD).await), "TOO_MANY_TRIES");
    clinic.set_clock("2027-03-02 00:00");
    try_in(&clinic, "lea", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_is_set_back_neither_forgets_nor_shortens() {
    let clinic = Clinic::open().await;
    clinic.patient("lea").await;
    guess(&clinic, "lea", 30).await;
    for back in ["2027-03-01 07:00", "2027-02-27 12:00", "2026-03-01 08:00"] {
        clinic.set_clock(back);
        let refused = try_in(&clinic, "lea", PASSWORD).await.unwrap_err();
        assert_eq!((refused.reason().as_str(), wait(&refused)), ("TOO_MANY_TRIES", SECOND * 10), "{back}");
        // it ends by the clock as it is now, and the count is what it was
        clinic.pass(SECOND * 9);
        assert_eq!(reason(&try_in(&clinic, "lea", PASSWORD).await), "TOO_MANY_TRIES", "{back}");
        clinic.pass(SECOND);
        assert_eq!(reason(&try_in(&clinic, "lea", WRONG).await), "WRONG_CREDENTIALS", "{back}");
        assert_eq!(wait(&try_in(&clinic, "lea", PASSWORD).await.unwrap_err()), SECOND * 10, "{back}");
    }
}

#[tokio::test]
async fn a_right_password_ends_the_count_of_the_name_alone() {
    let clinic = Clinic::open().await;
    clinic.patient("lea").await;
    guess(&clinic, "lea", 8).await;
    clinic.pass(SECOND * 3);
    try_in(&clinic, "lea", PASSWORD).await.unwrap();
    assert_eq!(reason(&try_in(&clinic, "lea", WRONG).await), "WRONG_CREDENTIALS");
    assert_eq!(wait(&try_in(&clinic, "lea", PASSWORD).await.unwrap_err()), SECOND);
}

#[tokio::test]
async fn who_signed_in_on_a_device_before_is_not_locked_out_by_what_strangers_do_elsewhere() {
    let clinic = Clinic::open().await;
    clinic.doctor("moreau").await;
    clinic.patient("lea").await;
    let known = try_in(&clinic, "moreau", PASSWORD).await.unwrap().device;
    assert!(known.starts_with("praxis_d_"));
    guess(&clinic, "moreau", 100).await;
    // the control: without the device she waits for tomorrow
    assert_eq!(reason(&try_in(&clinic, "moreau", PASSWORD).await), "TOO_MANY_TRIES");
    for _ in 0..60 {
        guess_once(&clinic, "moreau").await;
        let again = try_on(&clinic, &known, "moreau", PASSWORD).await.unwrap();
        assert_eq!(again.device, known, "a device keeps its token");
        clinic.pass(SECOND * 10);
    }
    // a token that was not made here, or that another person's device got, is no such device
    let others = try_in(&clinic, "lea", PASSWORD).await.unwrap().device;
    for token in [others.as_str(), "praxis_d_0000", "x", &"x".repeat(5000)] {
        assert_eq!(reason(&try_on(&clinic, token, "moreau", PASSWORD).await), "TOO_MANY_TRIES");
    }
    // on her device too, guessing is slow
    assert_eq!(reason(&try_on(&clinic, &known, "moreau", WRONG).await), "WRONG_CREDENTIALS");
    let refused = try_on(&clinic, &known, "moreau", PASSWORD).await.unwrap_err();
    assert_eq!((refused.reason().as_str(), wait(&refused)), ("TOO_MANY_TRIES", SECOND));
}

async fn guess_once(clinic: &Clinic, login: &str) {
    assert!(
        ["WRONG_CREDENTIALS", "TOO_MANY_TRIES"]
            .contains(&reason(&try_in(clinic, login, WRONG).await).as_str())
    );
}

#[tokio::test]
async fn many_guesses_at_once_are_worth_one() {
    let clinic = Clinic::open().await;
    clinic.patient("lea").await;
    let tries = (0..30).map(|_| try_in(&clinic, "lea", WRONG));
    let answers = futures_util::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|it| reason(it) == "WRONG_CREDENTIALS").count();
    assert_eq!(looked_at, 1, "those after the first wrong one are turned away");
    assert_eq!(wait(&try_in(&clinic, "lea", PASSWORD).await.unwrap_err()), SECOND);
    // the control: right ones at once are all right
    clinic.pass(SECOND);
    let tries = (0..30).map(|_| try_in(&clinic, "lea", PASSWORD));
    assert!(futures_util::future::join_all(tries).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn an_administrator_ends_the_wait() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    guess(&clinic, "lea", 100).await;
    guess(&clinic, "lea@example.org", 100).await;
    clinic.set_clock("2027-03-01 20:00");
    for login in ["lea", "lea@example.org"] {
        assert_eq!(reason(&try_in(&clinic, login, PASSWORD).await), "TOO_MANY_TRIES");
    }
    let asked = pb::UnlockUserRequest { request_id: fresh(), name: lea.name() };
    let admin = try_in(&clinic, "admin", PASSWORD).await.unwrap();
    let admin = Person::new(clinic.channel(), admin);
    admin.users().unlock_user(asked).await.unwrap();
    for login in ["lea", "lea@example.org"] {
        try_in(&clinic, login, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn a_hundred_wrong_tries_are_shared_by_all_names_of_an_account_and_only_those_of_the_typed_name_are_told()
 {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let known = try_in(&clinic, "lea", PASSWORD).await.unwrap().device;
    guess(&clinic, "lea", 60).await;
    guess(&clinic, "lea@example.org", 39).await;
    clinic.pass(SECOND * 10);
    // the control: the hundredth may be the right one
    let right = try_in(&clinic, "lea@example.org", PASSWORD).await;
    assert_eq!(reason(&right), "OK", "99 wrong tries under two names");
    // a right one ends the count of the name that was typed, and of the account
    guess(&clinic, "lea@example.org", 70).await;
    guess(&clinic, "lea", 30).await;
    for login in ["lea", "lea@example.org"] {
        clinic.pass(SECOND * 10);
        let refused = try_in(&clinic, login, PASSWORD).await.unwrap_err();
        assert_eq!(refused.reason(), "WRONG_CREDENTIALS", "{login}");
        // the same wait after it as after any wrong try, and nothing about a hundred
        let refused = try_in(&clinic, login, PASSWORD).await.unwrap_err();
        assert!(wait(&refused) <= SECOND * 10, "{login}: {}", refused.message());
    }
    // her own device is counted alone, and an administrator ends the wait
    try_on(&clinic, &known, "lea", PASSWORD).await.unwrap();
    clinic.pass(SECOND * 10);
    assert_eq!(reason(&try_in(&clinic, "lea", PASSWORD).await), "WRONG_CREDENTIALS");
    let asked = pb::UnlockUserRequest { request_id: fresh(), name: lea.name() };
    clinic.pass(SECOND * 10);
    let admin = Person::new(clinic.channel(), try_in(&clinic, "admin", PASSWORD).await.unwrap());
    admin.users().unlock_user(asked).await.unwrap();
    try_in(&clinic, "lea", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn the_shared_count_is_over_with_the_day_and_outlives_a_restart() {
    let mut clinic = Clinic::open().await;
    clinic.patient("lea").await;
    guess(&clinic, "lea", 50).await;
    clinic.restart().await;
    guess(&clinic, "lea@example.org", 50).await;
    clinic.restart().await;
    clinic.pass(SECOND * 10);
    assert_eq!(reason(&try_in(&clinic, "lea", PASSWORD).await), "WRONG_CREDENTIALS");
    clinic.set_clock("2027-03-02 00:00");
    try_in(&clinic, "lea", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn who_gave_anothers_e_mail_cannot_have_the_count_of_it_forgotten() {
    let clinic = Clinic::open().await;
    clinic.patient("lea").await;
    let eve = pb::SignUpRequest {
        request_id: fresh(),
        user_name: "eve".to_owned(),
        email: "lea@example.org".to_owned(),
        password: PASSWORD.to_owned(),
        first_name: "Eve".to_owned(),
        last_name: "Test".to_owned(),
        role: pb::Role::Patient.into(),
        birth_date: Some(when::date("1980-05-17")),
        ..pb::SignUpRequest::default()
    };
    let eve = clinic.stranger().sessions().sign_up(eve).await.unwrap().into_inner().user.unwrap();
    guess(&clinic, "lea@example.org", 100).await;
    clinic.pass(SECOND * 10);
    let admin = Person::new(clinic.channel(), try_in(&clinic, "admin", PASSWORD).await.unwrap());
    let unlock = pb::UnlockUserRequest { request_id: fresh(), name: eve.name };
    admin.users().unlock_user(unlock).await.unwrap();
    assert_eq!(reason(&try_in(&clinic, "lea@example.org", PASSWORD).await), "TOO_MANY_TRIES");
}

#[tokio::test]
async fn somebody_who_is_signed_in_guesses_no_faster() {
    let clinic = Clinic::open().await;
    let lea = clinic.patient("lea").await;
    let reauthenticate = |password: &'static str| {
        let lea = lea.clone();
        async move {
            let asked = pb::ReauthenticateRequest { password: password.to_owned(), ..Default::default() };
            lea.sessions().reauthenticate(asked).await
        }
    };
    let change = |password: &'static str| {
        let lea = lea.clone();
        async move {
            let asked = pb::ChangePasswordRequest {
                request_id: fresh(),
                current_password: password.to_owned(),
                new_password: "green lamps hum at dusk".to_owned(),
            };
            lea.sessions().change_password(asked).await
        }
    };
    assert_eq!(reason(&reauthenticate(WRONG).await), "WRONG_CREDENTIALS");
    assert_eq!(reason(&reauthenticate(PASSWORD).await), "TOO_MANY_TRIES");
    assert_eq!(reason(&change(PASSWORD).await), "TOO_MANY_TRIES");
    clinic.pass(SECOND);
    assert_eq!(reason(&change(WRONG).await), "WRONG_CREDENTIALS");
    assert_eq!(reason(&change(PASSWORD).await), "TOO_MANY_TRIES");
    clinic.pass(SECOND);
    assert_eq!(reason(&reauthenticate(PASSWORD).await), "OK");
    assert_eq!(reason(&change(PASSWORD).await), "OK");
}

#[tokio::test]
async fn codes_are_guessed_no_faster() {
    let clinic = Clinic::open().await;
    let try_code = |code: &'static str| {
        let asked = pb::ActivateRequest {
            code: code.to_owned(),
            password: PASSWORD.to_owned(),
            ..Default::default()
        };
        let line = clinic.stranger();
        async move { line.sessions().activate(asked).await }
    };
    // a place may be wrong ten times before it waits
    for _ in 0..11 {
        assert_eq!(reason(&try_code("00000-00000-00000-00000-00000-0").await), "CODE_INVALID");
    }
    assert_eq!(reason(&try_code("00000-00000-00000-00000-00000-0").await), "TOO_MANY_TRIES");
    clinic.pass(SECOND);
    assert_eq!(reason(&try_code("00000-00000-00000-00000-00000-0").await), "CODE_INVALID");
}

/// Rows of the log, and what was counted at the time of the last of them.
fn rows(clinic: &Clinic) -> (i64, i64) {
    let conn = vault::open(clinic.database());
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get(0)).unwrap();
    (
        count("SELECT count(*) FROM audit"),
        count("SELECT count(*) FROM throttle WHERE last_failure >= (SELECT max(time) FROM audit)"),
    )
}

#[tokio::test]
async fn nobody_learns_from_a_wrong_password_whether_there_is_such_an_account_or_how_it_stands() {
    let clinic = Clinic::open().await;
    for who in ["active", "disabled", "factor"] {
        clinic.patient(who).await;
    }
    let disabled =
        pb::DisableUserRequest { request_id: fresh(), name: clinic.patient("disabled").await.name() };
    clinic.admin().users().disable_user(disabled).await.unwrap();
    let pending = account("pending");
    let pending = pb::SignUpRequest {
        request_id: fresh(),
        user_name: pending.user_name,
        email: pending.email,
        password: PASSWORD.to_owned(),
        first_name: pending.first_name,
        last_name: "Test".to_owned(),
        role: pb::Role::Desk.into(),
        ..pb::SignUpRequest::default()
    };
    clinic.stranger().sessions().sign_up(pending).await.unwrap();
    let invited = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(account("invited")),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    clinic.admin().users().create_user(invited).await.unwrap();
    crate::second_factor::enrol(&clinic, &clinic.patient("factor").await).await;
    // what was counted of the sign-up is of another time
    clinic.pass(SECOND);
    let mut answers = Vec::new();
    for login in ["active", "disabled", "pending", "invited", "factor", "nobody", "nobody@example.org"] {
        let mut told = Vec::new();
        // wrong, turned away, and wrong again after the wait
        for pass in [0, 0, 1] {
            clinic.pass(SECOND * pass);
            let (before, hashes) = (rows(&clinic), clinic.desk_inside().passwords.computed());
            let refused = try_in(&clinic, login, WRONG).await.unwrap_err();
            let after = rows(&clinic);
            told.push((
                refused.code(),
                refused.message().to_owned(),
                refused.details().to_vec(),
                (after.0 - before.0, after.1),
                clinic.desk_inside().passwords.computed() - hashes,
            ));
        }
        // a new day, so that each begins with nothing counted
        clinic.pass(Duration::days(1));
        answers.push((login, told));
    }
    let (_, first) = answers[0].clone();
    assert_eq!(
        first.iter().map(|it| it.4).collect::<Vec<_>>(),
        [1, 0, 1],
        "one hash each, none while waiting"
    );
    for (login, told) in answers {
        assert_eq!(told, first, "{login}");
    }
}
