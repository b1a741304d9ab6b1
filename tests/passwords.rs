//! What may be a password and what may not, seen from outside: length, the list of those
//! that everybody tries, names that everybody knows. And a stored one grows stronger with
//! the policy, unasked.

use praxis_shared::{pb, text::password_as_typed};
use praxis_tests::{Clinic, Refused, clinic::account, fresh, when};
use proptest::test_runner::{Config, TestRunner};
use tonic::Code;

/// The most used passwords of at least eight characters, the most used first.
const MOST_COMMON: &str = include_str!("data/most_common_passwords.txt");

fn sign_up(who: &str, password: &str) -> pb::SignUpRequest {
    let account = account(who);
    pb::SignUpRequest {
        request_id: fresh(),
        user_name: account.user_name,
        email: account.email,
        password: password.to_owned(),
        first_name: "Lea".to_owned(),
        last_name: "Lind".to_owned(),
        role: pb::Role::Patient.into(),
        birth_date: Some(when::date("1991-02-03")),
        ..pb::SignUpRequest::default()
    }
}

fn sign_in(login: &str, password: &str) -> pb::SignInRequest {
    pb::SignInRequest { login: login.to_owned(), password: password.to_owned(), ..Default::default() }
}

/// What is wrong with this password, said at sign-up.
async fn refused(clinic: &Clinic, password: &str) -> String {
    let refused = clinic.stranger().sessions().sign_up(sign_up("lea", password)).await.unwrap_err();
    assert_eq!((refused.code(), refused.fields()), (Code::InvalidArgument, vec!["password".to_owned()]));
    refused.violation("password").unwrap()
}

#[tokio::test]
async fn a_password_that_is_too_short_too_long_common_or_made_of_names_is_refused_with_a_reason() {
    let clinic = Clinic::open().await;
    assert!(refused(&clinic, "fourteen chars").await.contains("at least 15"));
    assert!(refused(&clinic, &"four words and 7 ".repeat(8)).await.contains("at most 128"));
    assert!(refused(&clinic, "Clinic Under Test Lea Lind").await.contains("user name"));
    assert!(refused(&clinic, "Clinic Under Test doctor").await.contains("names of you"));
    let long: Vec<_> = MOST_COMMON.lines().filter(|it| it.chars().count() >= 15).collect();
    assert!(!long.is_empty());
    for common in long {
        refused(&clinic, common).await;
    }
    for padded in ["password1234567", "Passwordpassword", "football 2027 !!!", "123456789987654321"] {
        assert!(refused(&clinic, padded).await.contains("tried first"), "{padded}");
    }
    // no rule of composition: small letters and blanks will do
    let fine = sign_up("lea", "mostly pears in autumn");
    clinic.stranger().sessions().sign_up(fine).await.unwrap();
}

#[test]
fn any_text_of_fifteen_to_128_characters_that_is_set_signs_in_and_nothing_near_it_does() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let clinic = runtime.block_on(Clinic::open());
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let count = std::cell::Cell::new(0);
    runner
        .run(&"\\PC{15,128}", |typed| {
            let who = format!("person{}", count.replace(count.get() + 1));
            runtime.block_on(async {
                let line = clinic.stranger();
                let made = line.sessions().sign_up(sign_up(&who, &typed)).await;
                let kept = password_as_typed(&typed);
                if kept.len() > 512 || !(15..=128).contains(&kept.chars().count()) {
                    assert_eq!(made.unwrap_err().fields(), ["password"]);
                    return;
                }
                made.unwrap_or_else(|why| panic!("{typed:?}: {why:?}"));
                line.sessions().sign_in(sign_in(&who, &typed)).await.unwrap();
                let (longer, shorter) =
                    (format!("{typed}x"), &typed[..typed.char_indices().last().unwrap().0]);
                let folded = typed.to_uppercase();
                for near in [longer.as_str(), shorter, folded.as_str()]
                    .into_iter()
                    .filter(|it| password_as_typed(it) != kept)
                {
                    if near.len() <= 512 {
                        clinic.pass(chrono::Duration::seconds(10));
                        let refused = line.sessions().sign_in(sign_in(&who, near)).await.unwrap_err();
                        assert_eq!(refused.reason(), "WRONG_CREDENTIALS", "{near:?} for {typed:?}");
                    }
                }
                clinic.pass(chrono::Duration::seconds(10));
            });
            Ok(())
        })
        .unwrap();
}
