//! What may be a password and what may not, seen from outside: length, the list of those
//! that everybody tries, names that everybody knows. And a stored one grows stronger with
//! the policy, unasked.

use praxis_server::secret::Secret;
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

#[tokio::test]
async fn what_nobody_sees_is_refused_when_a_password_is_set_and_asked_of_nobody_who_has_one() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    for hidden in ["\0", "\u{7}", "\n", "\u{9b}", "\u{200b}", "\u{202e}", "\u{2066}", "\u{feff}"] {
        let typed = format!("mostly pears{hidden} in autumn");
        let why = refused(&clinic, &typed).await;
        assert!(why.contains(&format!("U+{:04X}", u32::from(hidden.chars().next().unwrap()))), "{why}");
        // at the sign-in it is a password like any other
        let again = clinic.stranger().sessions().sign_in(sign_in("nobody", &typed)).await.unwrap_err();
        assert_eq!(again.reason(), "WRONG_CREDENTIALS", "{typed:?}");
        clinic.pass(chrono::Duration::minutes(1));
    }
    // whoever set one before there was this rule signs in with it, and changes it to one that is seen
    let desk = clinic.desk_inside().clone();
    let of_old = "mostly\0pears\u{200b}in autumn";
    let hash = desk.passwords.hash(Secret::new(of_old.to_owned())).await.unwrap();
    let user = ana.name().parse().unwrap();
    desk.store.write(desk.clock.now(), move |tx| Ok(tx.renew_password(user, &hash)?)).await.unwrap();
    let opened = clinic.stranger().sessions().sign_in(sign_in("ana", of_old)).await.unwrap().into_inner();
    let ana = praxis_tests::Person::new(clinic.channel(), opened);
    let change = |new: &str| pb::ChangePasswordRequest {
        request_id: fresh(),
        current_password: of_old.to_owned(),
        new_password: new.to_owned(),
    };
    let why = ana.sessions().change_password(change("mostly plums\u{200b}in autumn")).await.unwrap_err();
    assert_eq!(why.fields(), ["new_password"]);
    ana.sessions().change_password(change("mostly plums in autumn")).await.unwrap();
    let asked = sign_in("ana", "mostly plums in autumn");
    clinic.stranger().sessions().sign_in(asked).await.unwrap();
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
                // some marks and fillers are letters to Unicode and nothing to the eye
                let seen = praxis_shared::text::line(&kept.replace(char::is_whitespace, "x"), 1000).is_ok();
                if kept.len() > 512 || !(15..=128).contains(&kept.chars().count()) || !seen {
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
