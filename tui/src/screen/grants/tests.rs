use praxis_shared::pb::{self, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::{Stage, beginning, person};
use crate::theme::ThemeName;

fn grant(id: &str, who: &str, roles: &[Role], granter: &str, confirmable: bool) -> pb::RoleGrant {
    pb::RoleGrant {
        name: samples::name("roleGrants", id),
        user: samples::name("users", id),
        user_display_name: who.into(),
        roles: roles.iter().map(|&role| role.into()).collect(),
        granter: granter.into(),
        granter_display_name: "Min, Ada".into(),
        create_time: Some(stamp(beginning() - chrono::TimeDelta::minutes(30))),
        confirmable,
    }
}

fn grants() -> Vec<pb::RoleGrant> {
    let me = person(Role::Admin).name;
    vec![
        grant("1", "Okafor, Ben", &[Role::Doctor], "users/other", true),
        grant("2", "Novak, Petra", &[Role::Admin, Role::Doctor], &me, false),
    ]
}

fn list(role_grants: Vec<pb::RoleGrant>) -> Reply {
    Reply::ListRoleGrants(pb::ListRoleGrantsResponse { role_grants, ..Default::default() })
}

fn stage() -> Stage {
    let mut stage = Stage::open(Role::Admin, Route::RoleGrants(None));
    stage.answer(list(grants()));
    stage
}

fn refused(code: Code, reason: Reason, text: &str) -> Failure {
    Failure::new(code, text).because(reason)
}

#[test]
fn the_roles_that_wait_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("grants", stage.picture());
    stage.press("down");
    insta::assert_snapshot!("grants_not_mine", stage.picture());
    insta::assert_snapshot!("grants_40x12", stage.resize(40, 12).picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
}

#[test]
fn one_key_confirms_what_is_selected() {
    let mut stage = stage();
    stage.press("y");
    let Some(Call::ConfirmRoleGrant(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!((request.name.clone(), request.console_code.as_str()), (samples::name("roleGrants", "1"), ""));
    stage.answer(Reply::ConfirmRoleGrant(pb::User::default()));
    let picture = stage.picture();
    assert!(
        picture.contains("Okafor, Ben is doctor now.") && picture.contains("1 to be confirmed"),
        "{picture}"
    );
    assert!(!picture.contains("What the notice was about"), "{picture}");
}

#[test]
fn turning_down_asks_first_and_enter_keeps() {
    let mut stage = stage();
    stage.press("x enter");
    assert_eq!(stage.last_call(), None);
    stage.press("x");
    assert!(stage.picture().contains("Okafor, Ben, doctor"), "{}", stage.picture());
    stage.press("y");
    assert!(matches!(stage.last_call(), Some(Call::WithdrawRoleGrant(it)) if it.name.ends_with('1')));
    stage.answer(Reply::WithdrawRoleGrant(pb::User::default()));
    assert!(stage.picture().contains("does not become doctor"), "{}", stage.picture());
}

#[test]
fn what_is_not_ones_own_to_confirm_is_not_sent_but_takes_a_code_of_the_console() {
    let mut stage = stage();
    stage.press("down y");
    assert_eq!(stage.last_call(), None);
    assert!(stage.picture().contains("you gave them yourself"), "{}", stage.picture());
    stage.press("c");
    insta::assert_snapshot!("grants_console", stage.picture());
    insta::assert_snapshot!("grants_console_40x12", stage.resize(40, 12).picture());
    stage.resize(80, 24).press("enter");
    assert_eq!(stage.last_call(), None, "an empty code is not sent");
    stage.type_text("7Q2M-XXXX").press("enter");
    let wanted = samples::name("roleGrants", "2");
    let sent = |stage: &Stage| match stage.last_call() {
        Some(Call::ConfirmRoleGrant(it)) => (it.name.clone(), it.console_code.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(sent(&stage), (wanted.clone(), "7Q2M-XXXX".to_owned()));
    stage.fail(
        "ConfirmRoleGrant",
        refused(Code::NotSignedIn, Reason::CodeInvalid, "this activation code is wrong"),
    );
    let picture = stage.picture();
    assert!(picture.contains("7Q2M-XXXX") && picture.contains("is not right, used or too old"), "{picture}");
    stage.press("backspace backspace").type_text("AB").press("enter");
    assert_eq!(sent(&stage), (wanted, "7Q2M-XXAB".to_owned()));
    stage.answer(Reply::ConfirmRoleGrant(pb::User::default()));
    assert!(stage.picture().contains("Novak, Petra is administrator and doctor now."), "{}", stage.picture());
}

#[test]
fn a_refusal_that_the_list_did_not_foresee_is_shown_whole_and_asks_for_the_code() {
    for size in [(80, 24), (40, 12)] {
        let mut stage = stage();
        stage.resize(size.0, size.1);
        foreseen_by_nobody(&mut stage);
    }
}

fn foreseen_by_nobody(stage: &mut Stage) {
    stage.press("y");
    let text = "who did this admitted you within the last seven days: another administrator or a doctor can, or somebody \
                with a code of the server's console (praxis-server confirm)";
    stage.fail("ConfirmRoleGrant", refused(Code::Denied, Reason::NotYoursToConfirm, text));
    let picture: String = stage.picture().split_whitespace().collect();
    let whole: String = format!("W{}.", &text[1..]).split_whitespace().collect();
    assert!(picture.contains(&whole), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.selected_row().is_some_and(|row| row.ends_with("no")), "{}", stage.picture());
}

#[test]
fn a_password_that_is_asked_for_again_lets_the_confirmation_go_on() {
    let mut stage = stage();
    stage.press("y");
    stage.fail("ConfirmRoleGrant", refused(Code::NotSignedIn, Reason::ReauthenticationNeeded, "again"));
    assert!(stage.picture().contains("This needs your password again"), "{}", stage.picture());
    stage.type_text("right pass phrase").press("enter");
    stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
    stage.answer(Reply::ConfirmRoleGrant(pb::User::default()));
    assert!(stage.picture().contains("Okafor, Ben is doctor now."), "{}", stage.picture());
}

#[test]
fn what_somebody_else_confirmed_meanwhile_is_said_and_listed_anew() {
    let mut stage = stage();
    stage.press("y");
    stage.fail(
        "ConfirmRoleGrant",
        refused(Code::NotAllowedNow, Reason::WrongState, "this does not wait any more"),
    );
    assert!(stage.picture().contains("This does not wait any more."), "{}", stage.picture());
    stage.answer(list(vec![grants().remove(1)]));
    assert!(!stage.picture().contains("Okafor"), "{}", stage.picture());
    assert_eq!(stage.selected_row(), None, "nobody else is selected in their place");
}

#[test]
fn a_notice_leads_to_its_roles_for_an_administrator_and_for_a_doctor() {
    for role in [Role::Admin, Role::Doctor] {
        let mut stage = Stage::open(role, Route::Inbox);
        let notice = pb::Notice {
            name: "notices/1".into(),
            kind: pb::NoticeKind::ConfirmationWanted.into(),
            text: "Min, Ada gives Novak, Petra the role of doctor".into(),
            subject: samples::name("roleGrants", "2"),
            joined_count: 1,
            ..Default::default()
        };
        stage.answer(Reply::ListNotices(pb::ListNoticesResponse {
            notices: vec![notice],
            ..Default::default()
        }));
        stage.press("enter").answer(list(grants()));
        assert!(stage.selected_row().is_some_and(|row| row.contains("Novak")), "{}", stage.picture());
        stage.press("esc");
        assert!(stage.picture().contains("INBOX"), "{}", stage.picture());
        stage.press("enter").answer(list(Vec::new()));
        assert!(stage.picture().contains("does not wait any more"), "{}", stage.picture());
    }
}

#[test]
fn the_palette_leads_there_for_those_who_confirm_and_for_nobody_else() {
    for (role, there) in
        [(Role::Admin, true), (Role::Doctor, true), (Role::Desk, false), (Role::Patient, false)]
    {
        let mut stage = Stage::signed_in(role);
        stage.press("ctrl-k").type_text("roles that wait").press("enter");
        assert_eq!(stage.calls().iter().any(|it| it.name() == "ListRoleGrants"), there, "{role:?}");
    }
}

#[test]
fn roles_that_are_given_meanwhile_come_in_without_moving_the_cursor() {
    let mut stage = stage();
    stage.press("down");
    let notice =
        pb::Notice { kind: pb::NoticeKind::ConfirmationWanted.into(), joined_count: 1, ..Default::default() };
    stage.event(Payload::Notice(notice));
    let mut more = grants();
    more.insert(0, grant("0", "Adler, Rosa", &[Role::Doctor], "users/other", true));
    stage.answer(list(more));
    assert!(stage.picture().contains("Adler, Rosa"), "{}", stage.picture());
    assert!(stage.selected_row().is_some_and(|row| row.contains("Novak")), "{}", stage.picture());
}
