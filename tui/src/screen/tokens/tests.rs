use std::time::Duration;

use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::stage::{Stage, beginning, person};

const SECRET: &str = "praxis_t_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn token(name: &str, called: &str, days: i64) -> pb::ApiToken {
    pb::ApiToken {
        name: format!("apiTokens/{name}"),
        display_name: called.into(),
        scopes: vec!["AppointmentService/ListAppointments".into(), "ScheduleService/FindSoonestSlots".into()],
        create_time: Some(stamp(beginning() - chrono::Duration::days(40))),
        expire_time: Some(stamp(beginning() + chrono::Duration::days(days))),
        ..Default::default()
    }
}

fn some() -> Vec<pb::ApiToken> {
    let nightly = pb::ApiToken {
        last_used_time: Some(stamp(beginning() - chrono::Duration::hours(3))),
        last_source: "10.0.3.17".into(),
        source_networks: vec!["10.0.0.0/8".into()],
        ..token("nightly", "Nightly figures", 50)
    };
    let revoked = pb::ApiToken { end_time: Some(stamp(beginning())), ..token("old", "Old laptop", 20) };
    vec![revoked, token("gone", "Trial", -3), token("soon", "Phone reminders", 2), nightly]
}

fn list(api_tokens: Vec<pb::ApiToken>) -> Reply {
    Reply::ListApiTokens(pb::ListApiTokensResponse { api_tokens, ..Default::default() })
}

fn scope(scope: &str, summary: &str, changes: bool) -> pb::ApiTokenScope {
    pb::ApiTokenScope { scope: scope.into(), summary: summary.into(), changes }
}

fn offered() -> Reply {
    let scopes = vec![
        scope("AppointmentService/BookAppointment", "Books a slot.", true),
        scope("AppointmentService/ListAppointments", "Lists appointments by day, doctor or patient.", false),
        scope("EventService/WatchEvents", "Streams everything that the caller may see.", false),
        scope("ScheduleService/FindSoonestSlots", "Finds the soonest free slots.", false),
    ];
    Reply::FindApiTokenScopes(pb::FindApiTokenScopesResponse { scopes })
}

/// As people come there: by way of their account.
fn opened(role: Role) -> Stage {
    let mut stage = Stage::open(role, Route::Profile);
    stage.answer_empty().press("t");
    stage
}

fn stage() -> Stage {
    let mut stage = opened(Role::Desk);
    stage.answer(list(some()));
    stage
}

/// The form with a name and one call in it.
fn filled() -> Stage {
    let mut stage = stage();
    stage.press("n").answer(offered()).type_text("Reminders").press("enter enter enter");
    stage.type_text("soon").press("down space");
    stage
}

fn made(secret: &str) -> Reply {
    let api_token = Some(token("new", "Reminders", 30));
    Reply::CreateApiToken(pb::CreateApiTokenResponse { token: secret.into(), api_token })
}

fn created(stage: &Stage) -> &pb::CreateApiTokenRequest {
    match stage.last_call() {
        Some(Call::CreateApiToken(request)) => request,
        other => panic!("{other:?}\n{}", stage.picture()),
    }
}

#[test]
fn tokens_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("tokens", stage.picture());
    insta::assert_snapshot!("tokens_40x12", stage.resize(40, 12).picture());
    stage.resize(80, 24).press("down enter");
    insta::assert_snapshot!("token_details", stage.picture());
    stage.sweep_some();
}

#[test]
fn a_new_token_looks_like_this() {
    let mut stage = filled();
    insta::assert_snapshot!("new_token", stage.picture());
    insta::assert_snapshot!("new_token_40x12", stage.resize(40, 12).picture());
    stage.resize(80, 24).press("ctrl-u up up up");
    insta::assert_snapshot!("new_token_name", stage.picture());
    stage.sweep_some();
    stage.press("ctrl-d").answer(made(SECRET));
    insta::assert_snapshot!("token_shown", stage.picture());
    insta::assert_snapshot!("token_shown_40x12", stage.resize(40, 12).picture());
    stage.sweep_some();
}

#[test]
fn only_my_own_tokens_are_asked_for_even_as_an_administrator() {
    let stage = opened(Role::Admin);
    let Some(Call::ListApiTokens(asked)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!(asked.user, person(Role::Admin).name);
    assert!(asked.show_ended);
}

#[test]
fn the_account_leads_to_the_tokens_and_escape_back() {
    let mut stage = opened(Role::Patient);
    stage.answer(list(Vec::new()));
    assert!(stage.picture().contains("None yet. n makes a token"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.picture().contains("MY ACCOUNT"), "{}", stage.picture());
}

#[test]
fn what_was_typed_and_chosen_is_sent() {
    let mut stage = filled();
    stage.press("up up");
    stage.type_text("10.0.0.0/8, 192.0.2.7 ").press("ctrl-d");
    let sent = created(&stage);
    assert_eq!(sent.display_name, "Reminders");
    assert_eq!(sent.scopes, ["ScheduleService/FindSoonestSlots"]);
    assert_eq!(sent.source_networks, ["10.0.0.0/8", "192.0.2.7"]);
    let ends = crate::context::instant(sent.expire_time.as_ref()).unwrap();
    assert_eq!(ends, stage.now().now + chrono::Duration::days(30));
}

#[test]
fn a_service_takes_or_drops_all_that_is_shown_of_it() {
    let mut stage = stage();
    stage.press("n").answer(offered()).type_text("x").press("enter enter enter space");
    assert!(stage.picture().contains("[x] AppointmentService"), "{}", stage.picture());
    // one of two less: the service says so, and Space takes the rest
    stage.press("down space up");
    assert!(stage.picture().contains("[-] AppointmentService"), "{}", stage.picture());
    stage.press("space ctrl-d");
    let both = ["AppointmentService/BookAppointment", "AppointmentService/ListAppointments"];
    assert_eq!(created(&stage).scopes, both);
    stage.fail("CreateApiToken", Failure::new(Code::Broken, "no")).press("space ctrl-d");
    assert!(stage.picture().contains("! choose one at least"), "{}", stage.picture());
    // what does not fit what was typed is left alone
    stage.type_text("list").press("space ctrl-u ctrl-d");
    assert_eq!(created(&stage).scopes, both[1..]);
}

#[test]
fn days_go_from_1_to_90_and_the_wrong_ones_are_never_sent() {
    for (days, good) in [("0", false), ("1", true), ("90", true), ("91", false), ("-3", false), ("", false)] {
        let mut stage = filled();
        stage.press("up up").press("up").press("ctrl-u").type_text(days).press("ctrl-d");
        let sent = matches!(stage.last_call(), Some(Call::CreateApiToken(_)));
        assert_eq!(sent, good, "{days}\n{}", stage.picture());
        let told = stage.picture().contains("! type a number of days from 1 to 90");
        assert_eq!(told, !good, "{days}\n{}", stage.picture());
        assert!(good || stage.picture().contains("Reminders"));
    }
    let mut stage = filled();
    stage.press("up up up ctrl-u").type_text("90").press("ctrl-d");
    let ends = crate::context::instant(created(&stage).expire_time.as_ref()).unwrap();
    // the server's clock may be a little behind
    assert!(ends < stage.now().now + chrono::Duration::days(90));
    assert!(ends > stage.now().now + chrono::Duration::days(89));
}

#[test]
fn the_servers_complaints_stand_beside_their_fields_and_nothing_is_lost() {
    let mut stage = filled();
    stage.press("up up").type_text("10.0.0.0/8 10.0.0.1/8").press("ctrl-d");
    let mut failure = Failure::new(Code::Invalid, "wrong fields").because(Reason::InvalidFields);
    failure.violations = vec![
        ("source_networks[1]".into(), "is an address inside a network".into()),
        ("scopes[0]".into(), "is not open to your role".into()),
    ];
    stage.fail("CreateApiToken", failure);
    let picture = stage.picture();
    assert!(picture.contains("! 10.0.0.1/8 is an address inside a network"), "{picture}");
    assert!(picture.contains("! ScheduleService/FindSoonestSlots is not open"), "{picture}");
    assert!(picture.contains("Reminders") && picture.contains("10.0.0.0/8 10.0.0.1/8"), "{picture}");
    let many = Failure::new(Code::NotAllowedNow, "you have 20 script tokens already: revoke one first");
    stage.press("ctrl-d").fail("CreateApiToken", many.because(Reason::WrongState));
    assert!(stage.picture().contains("revoke one first"), "{}", stage.picture());
}

#[test]
fn an_old_password_is_asked_for_and_the_same_request_goes_again() {
    let mut stage = filled();
    stage.press("ctrl-d");
    let before = created(&stage).clone();
    let old = Failure::new(Code::Denied, "needs it").because(Reason::ReauthenticationNeeded);
    stage.fail("CreateApiToken", old.clone());
    assert!(stage.picture().contains("This needs your password again"), "{}", stage.picture());
    // not given: the form is as it was
    stage.press("esc");
    assert!(stage.picture().contains("Not done: it needs your password"), "{}", stage.picture());
    assert!(stage.picture().contains("Reminders"));
    stage.answer(list(some())).press("ctrl-d").fail("CreateApiToken", old);
    stage.type_text("right pass phrase").press("enter");
    stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
    assert_eq!(created(&stage).scopes, before.scopes);
    stage.answer(made(SECRET));
    assert!(stage.picture().contains(SECRET), "{}", stage.picture());
}

#[test]
fn the_secret_stays_until_it_is_put_away_and_then_is_gone() {
    let mut stage = filled();
    stage.press("ctrl-d").answer(made(SECRET));
    // other places, Escape, a refresh, and everybody's keys leave it there
    stage.press("esc enter x n down").answer_empty().press("1").answer_empty();
    assert!(!stage.picture().contains(SECRET), "{}", stage.picture());
    stage.press("6 t").answer_empty();
    assert!(stage.picture().contains(SECRET), "{}", stage.picture());
    // who quits is asked
    stage.press("ctrl-c");
    assert!(stage.picture().contains("not saved"), "{}", stage.picture());
    stage.press("esc w").answer(list(vec![token("new", "Reminders", 30)]));
    assert!(!stage.picture().contains("praxis_t_"), "{}", stage.picture());
    stage.press("enter esc n").answer_empty();
    assert!(!stage.picture().contains("praxis_t_"), "{}", stage.picture());
}

#[test]
fn the_lock_and_the_private_view_hide_the_secret() {
    let mut stage = filled();
    stage.press("ctrl-d").answer(made(SECRET)).press(".");
    assert!(!stage.picture().contains("praxis_t_0"), "{}", stage.picture());
    stage.press(".");
    assert!(stage.picture().contains(SECRET), "{}", stage.picture());
    stage.press("ctrl-x");
    assert!(!stage.picture().contains("praxis_t_"), "{}", stage.picture());
    for (width, height) in [(40, 12), (20, 4)] {
        assert!(!stage.resize(width, height).picture().contains("praxis_t_"), "{}", stage.picture());
    }
    // unlocked it is still there: nobody has put it away
    stage.resize(80, 24).type_text("right pass phrase").press("enter");
    stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
    assert!(stage.picture().contains(SECRET), "{}", stage.picture());
}

#[test]
fn somebody_else_at_the_same_terminal_never_sees_the_secret() {
    let mut stage = filled();
    stage.press("ctrl-d").answer(made(SECRET));
    let answer = pb::SignInResponse {
        token: "t".into(),
        user: Some(person(Role::Doctor)),
        session: Some(Box::default()),
        ..Default::default()
    };
    stage.go(crate::outbox::Go::SignOut).go(crate::outbox::Go::SignedIn(Box::new(answer))).answer_empty();
    stage.go(crate::outbox::Go::Tab(Route::Tokens)).answer_empty();
    assert!(!stage.picture().contains("praxis_t_"), "{}", stage.picture());
}

#[test]
fn a_secret_that_was_lost_on_the_way_is_said_to_be_lost() {
    let mut stage = filled();
    stage.press("ctrl-d").answer(made("")).answer(list(vec![token("new", "Reminders", 30)]));
    let picture = stage.picture();
    assert!(picture.contains("its secret got lost. Revoke it, make another."), "{picture}");
    assert!(stage.selected_row().is_some_and(|row| row.contains("Reminders")));
}

#[test]
fn a_token_is_revoked_by_a_letter_and_never_by_enter() {
    let mut stage = stage();
    stage.press("x");
    assert!(stage.picture().contains("Revoke this token?"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(stage.last_call(), None);
    stage.press("x y");
    let ended = pb::RevokeApiTokenRequest { name: "apiTokens/soon".into(), ..Default::default() };
    assert_eq!(stage.last_call(), Some(&Call::RevokeApiToken(ended)));
    stage.answer(Reply::RevokeApiToken(pb::RevokeApiTokenResponse {}));
    assert!(stage.picture().contains("The token is revoked."), "{}", stage.picture());
    // what has ended is not revoked once more
    stage.answer(list(some())).press("end x");
    assert!(!stage.picture().contains("Revoke this token?"), "{}", stage.picture());
}

#[test]
fn what_was_typed_survives_escape_and_other_places() {
    let mut stage = filled();
    stage.press("esc");
    assert!(stage.picture().contains("Not made yet"), "{}", stage.picture());
    stage.press("1").answer_empty().press("6 t").answer(list(some())).press("n");
    let picture = stage.picture();
    assert!(picture.contains("Reminders") && picture.contains("1 call chosen"), "{picture}");
}

#[test]
fn a_token_expires_while_it_is_looked_at() {
    let mut stage = stage();
    assert!(stage.picture().contains("[!]2 days"), "{}", stage.picture());
    // the terminal would lock: a key now and then
    for _ in 0..1000 {
        stage.wait(Duration::from_secs(173)).press("f2");
    }
    assert_eq!(stage.picture().matches("[E]expired").count(), 2, "{}", stage.picture());
}

#[test]
fn hostile_names_and_calls_do_nothing() {
    let evil = "\u{1b}[2Jpwned\u{202e}";
    let bad = pb::ApiToken {
        last_used_time: Some(stamp(beginning())),
        last_source: evil.into(),
        source_networks: vec![evil.into()],
        scopes: vec![format!("{evil}/{evil}")],
        ..token("a", evil, 9)
    };
    let scopes = vec![scope(&format!("{evil}/{evil}"), evil, true)];
    let mut stage = opened(Role::Desk);
    stage.answer(list(vec![bad.clone()]));
    let mut seen = vec![stage.picture(), stage.press("x").picture(), stage.press("esc enter").picture()];
    stage.press("esc n");
    stage.answer(Reply::FindApiTokenScopes(pb::FindApiTokenScopesResponse { scopes }));
    seen.push(stage.type_text("x").press("enter enter enter").picture());
    stage.press("space ctrl-d");
    stage.answer(Reply::CreateApiToken(pb::CreateApiTokenResponse {
        token: SECRET.into(),
        api_token: Some(bad),
    }));
    seen.push(stage.picture());
    for picture in seen {
        assert!(picture.contains("pwned"), "{picture}");
        assert!(!picture.chars().any(|c| c != '\n' && crate::widget::text::is_hostile(c)), "{picture:?}");
    }
}
