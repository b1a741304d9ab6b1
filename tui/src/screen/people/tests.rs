use praxis_shared::pb::{self, Role, UserState, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::common::samples;
use crate::stage::{Stage, beginning};
use crate::theme::ThemeName;

fn user(last: &str, first: &str, roles: &[Role], state: UserState) -> pb::User {
    let user_name = last.to_lowercase();
    pb::User {
        name: samples::name("users", &user_name),
        email: format!("{user_name}@example.org"),
        email_confirmed: true,
        display_name: format!("{last}, {first}"),
        last_name: last.into(),
        first_name: first.into(),
        user_name,
        roles: roles.iter().map(|&role| role.into()).collect(),
        state: state.into(),
        create_time: Some(stamp(beginning())),
        version: 2,
        ..Default::default()
    }
}

fn users() -> Vec<pb::User> {
    let mut waiting = user("Lindqvist", "Eva", &[], UserState::Pending);
    waiting.requested_role = Role::Doctor.into();
    vec![
        user("Hansen", "Ida", &[Role::Desk], UserState::Active),
        waiting,
        user("Min", "Ada", &[Role::Admin, Role::Desk], UserState::Active),
        user("Moreau", "Claire", &[Role::Doctor], UserState::Active),
        user("Okafor", "Ben", &[Role::Doctor], UserState::Invited),
        user("Temp", "Tom", &[Role::Desk], UserState::Disabled),
    ]
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Admin);
    stage.answer(Reply::ListConversations(pb::ListConversationsResponse::default()));
    stage.answer(Reply::ListUsers(pb::ListUsersResponse { users: users(), ..Default::default() }));
    stage
}

#[test]
fn the_people_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("people", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("people_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    insta::assert_snapshot!("people_mono", stage.picture());
    stage.sweep_some();
    stage.press("n").sweep_some();
}

#[test]
fn a_new_doctor_needs_a_register_number_and_the_code_is_shown_once() {
    let mut stage = stage();
    stage.press("n").type_text("Novak").press("enter").type_text("Petra").press("enter");
    stage.type_text("pnovak").press("enter").type_text("p@example.org").press("enter enter enter space");
    assert!(stage.picture().contains("Register number"), "{}", stage.picture());
    stage.press("ctrl-d");
    assert_eq!(stage.last_call(), None);
    stage.type_text("R-12345").press("enter").type_text("Dermatology, Allergology").press("ctrl-d");
    let Some(Call::CreateUser(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.roles, [i32::from(Role::Doctor)]);
    assert_eq!(request.specializations, ["Dermatology", "Allergology"]);
    let made = user("Novak", "Petra", &[Role::Doctor], UserState::Invited);
    let code = "K7PD-93QX-M2RT".to_owned();
    stage.answer(Reply::CreateUser(pb::CreateUserResponse { user: Some(made), activation_code: code }));
    assert!(stage.picture().contains("K7PD-93QX-M2RT"), "{}", stage.picture());
    stage.press("enter");
    assert!(stage.picture().contains("K7PD-93QX-M2RT"), "typed-ahead Enter must not hide it");
    insta::assert_snapshot!("people_code", stage.picture());
    stage.press("esc");
    assert!(!stage.picture().contains("K7PD"));
    assert!(stage.picture().contains("Novak, Petra"), "{}", stage.picture());
}

#[test]
fn a_taken_user_name_stands_beside_its_field_and_nothing_typed_is_lost() {
    let mut stage = stage();
    stage.press("n").type_text("Novak").press("enter").type_text("Petra").press("enter");
    stage.type_text("ida").press("enter").type_text("p@example.org").press("enter enter space ctrl-d");
    stage.fail("CreateUser", Failure::new(Code::Conflict, "taken").because(Reason::UserNameTaken));
    assert!(stage.picture().contains("is taken"), "{}", stage.picture());
    stage.press("esc n");
    assert!(stage.picture().contains("Novak"), "{}", stage.picture());
}

#[test]
fn who_waits_is_approved_by_one_key() {
    let mut stage = stage();
    stage.press("down y");
    let wanted = samples::name("users", "lindqvist");
    assert!(matches!(stage.last_call(), Some(Call::ApproveUser(request)) if request.name == wanted));
    let mut approved = user("Lindqvist", "Eva", &[Role::Doctor], UserState::Active);
    approved.version = 3;
    stage.answer(Reply::ApproveUser(approved));
    assert!(!stage.picture().contains("[?]waits"), "{}", stage.picture());
}

#[test]
fn disabling_asks_first_and_enter_keeps() {
    let mut stage = stage();
    stage.press("d enter");
    assert_eq!(stage.last_call(), None);
    stage.press("d y");
    assert!(matches!(stage.last_call(), Some(Call::DisableUser(_))));
    stage.fail("DisableUser", Failure::new(Code::NotAllowedNow, "no").because(Reason::LastAdmin));
    assert!(stage.picture().contains("somebody else administrator"), "{}", stage.picture());
    stage.press("end d");
    assert!(matches!(stage.last_call(), Some(Call::EnableUser(_))));
}

#[test]
fn roles_that_somebody_else_changed_are_shown_anew_before_they_are_saved() {
    let mut stage = stage();
    stage.press("r down down space ctrl-d");
    let Some(Call::SetUserRoles(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!((request.expected_version, request.roles.len()), (2, 2));
    stage.fail("SetUserRoles", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    assert!(stage.picture().contains("meanwhile"), "{}", stage.picture());
    let mut now = user("Hansen", "Ida", &[Role::Desk], UserState::Active);
    now.version = 7;
    stage.answer(Reply::GetUser(now));
    stage.press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::SetUserRoles(request)) if request.expected_version == 7));
}

#[test]
fn a_persons_sessions_are_ended_after_a_question() {
    let mut stage = stage();
    stage.press("enter");
    let sessions = vec![
        pb::Session { name: "sessions/a".into(), client_label: "desk-1".into(), ..Default::default() },
        pb::Session { name: "sessions/b".into(), client_label: "desk-2".into(), ..Default::default() },
    ];
    stage.answer(Reply::ListSessions(pb::ListSessionsResponse { sessions, ..Default::default() }));
    insta::assert_snapshot!("people_person", stage.picture());
    stage.press("X enter");
    assert!(!stage.calls().iter().any(|call| call.name() == "EndSession"));
    stage.press("X y");
    assert_eq!(stage.calls().iter().filter(|call| call.name() == "EndSession").count(), 2);
    stage.sweep_some();
}

#[test]
fn a_new_code_is_made_after_a_question() {
    let mut stage = stage();
    stage.press("end up c y");
    assert!(matches!(stage.last_call(), Some(Call::IssueActivationCode(_))), "{}", stage.picture());
}

#[test]
fn somebody_who_signs_up_appears_without_moving_the_cursor() {
    let mut stage = stage();
    let mut new = user("Adler", "Rosa", &[], UserState::Pending);
    new.requested_role = Role::Desk.into();
    stage.event(Payload::User(new));
    assert!(stage.picture().contains("Adler, Rosa"), "{}", stage.picture());
    assert!(stage.selected_row().is_some_and(|row| row.contains("Hansen")));
}

#[test]
fn the_list_is_narrowed_by_typing_and_by_state() {
    let mut stage = stage();
    stage.press("/").type_text("mo");
    assert!(matches!(stage.last_call(), Some(Call::ListUsers(request)) if request.query == "mo"));
    stage.press("enter tab");
    assert!(
        matches!(stage.last_call(), Some(Call::ListUsers(request)) if request.state() == UserState::Pending)
    );
}

fn refused(code: Code, reason: Reason, text: &str) -> Failure {
    Failure::new(code, text).because(reason)
}

/// A clerk to whom a doctor's role was given, a doctor who was reset, a patient who came by themselves.
fn doubted() -> Vec<pb::User> {
    let mut users = users();
    users[0].waiting_roles = vec![Role::Doctor.into()];
    users[3].recovering_until_time = Some(stamp(beginning() + chrono::TimeDelta::hours(20)));
    let new = pb::User { new: true, ..user("Zhou", "Li", &[Role::Patient], UserState::Active) };
    users.push(new);
    users
}

fn with_doubts() -> Stage {
    let mut stage = Stage::signed_in(Role::Admin);
    stage.answer(Reply::ListUsers(pb::ListUsersResponse { users: doubted(), ..Default::default() }));
    stage
}

#[test]
fn roles_that_wait_resets_and_new_accounts_are_seen_in_the_list_and_at_the_person() {
    let mut stage = with_doubts();
    insta::assert_snapshot!("people_doubts", stage.picture());
    insta::assert_snapshot!("people_doubts_40x12", stage.resize(40, 12).picture());
    stage.resize(80, 24).press("down down down enter");
    let clash = pb::User { email_clash: true, ..doubted().remove(3) };
    stage.answer(Reply::GetUser(clash)).answer(Reply::ListSessions(pb::ListSessionsResponse::default()));
    insta::assert_snapshot!("people_reset", stage.picture());
    insta::assert_snapshot!("people_reset_40x12", stage.resize(40, 12).picture());
    stage.sweep_some();
}

#[test]
fn one_key_confirms_an_account_that_was_reset() {
    let mut stage = with_doubts();
    stage.press("v");
    assert_eq!(
        stage.calls().iter().filter(|it| it.name() == "ConfirmUser").count(),
        0,
        "Hansen was not reset"
    );
    stage.press("down down down v");
    let wanted = samples::name("users", "moreau");
    assert!(matches!(stage.last_call(), Some(Call::ConfirmUser(it)) if it.name == wanted));
    let now = pb::User { version: 3, ..user("Moreau", "Claire", &[Role::Doctor], UserState::Active) };
    stage.answer(Reply::ConfirmUser(now));
    let picture = stage.picture();
    assert!(picture.contains("Moreau, Claire is confirmed") && !picture.contains("[!]reset"), "{picture}");
}

#[test]
fn who_reset_it_confirms_it_with_a_code_of_the_console_and_keeps_what_was_typed() {
    let mut stage = with_doubts();
    stage.press("down down down v");
    let text = "you did this yourself: another administrator or a doctor can, or somebody with a code";
    stage.fail("ConfirmUser", refused(Code::Denied, Reason::NotYoursToConfirm, text));
    assert!(stage.picture().contains("You did this yourself"), "{}", stage.picture());
    stage.type_text("WRONG").press("enter");
    stage.fail("ConfirmUser", refused(Code::NotSignedIn, Reason::CodeInvalid, "no"));
    assert!(stage.picture().contains("WRONG") && stage.picture().contains("too old"), "{}", stage.picture());
    stage.type_text("-NOT").press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::ConfirmUser(it)) if it.console_code == "WRONG-NOT"));
    stage.answer(Reply::ConfirmUser(user("Moreau", "Claire", &[Role::Doctor], UserState::Active)));
    assert!(stage.picture().contains("is confirmed"), "{}", stage.picture());
    assert!(!stage.picture().contains("Code of the"), "{}", stage.picture());
}

#[test]
fn after_roles_are_given_the_screen_says_who_confirms_them_in_every_size() {
    for size in [(80, 24), (40, 12)] {
        let mut stage = stage();
        stage.resize(size.0, size.1).press("r down space ctrl-d").answer_empty();
        let mut stage = self::stage();
        stage.resize(size.0, size.1).press("r down space").type_text("");
        stage
            .press("tab tab tab")
            .type_text("R-12345")
            .press("enter")
            .type_text("Dermatology")
            .press("ctrl-d");
        let given = pb::User { version: 3, ..doubted().remove(0) };
        stage.answer(Reply::SetUserRoles(given));
        let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("Hansen, Ida is now Front desk; doctor waits for somebody else"), "{said}");
        assert!(said.contains("or a code of the server's console."), "{said}");
        stage.press("down");
        assert!(!stage.picture().contains("of the server's console."), "the next key takes it away");
    }
}

#[test]
fn a_new_doctors_code_says_that_the_role_waits() {
    let mut stage = stage();
    stage.press("n").type_text("Novak").press("enter").type_text("Petra").press("enter");
    stage.type_text("pnovak").press("enter").type_text("p@example.org").press("enter enter enter space");
    stage.press("tab tab tab").type_text("R-12345").press("enter").type_text("Dermatology").press("ctrl-d");
    let mut made = user("Novak", "Petra", &[], UserState::Invited);
    made.waiting_roles = vec![Role::Doctor.into()];
    let code = "K7PD-93QX-M2RT".to_owned();
    stage.answer(Reply::CreateUser(pb::CreateUserResponse { user: Some(made), activation_code: code }));
    insta::assert_snapshot!("people_code_waits", stage.picture());
    stage.resize(40, 12);
    assert!(stage.picture().contains("K7PD-93QX-M2RT"), "{}", stage.picture());
    stage.sweep_some();
}

#[test]
fn a_notice_that_stands_for_many_leads_to_those_who_wait_and_one_for_one_to_that_person() {
    let open = |joined_count, kind: pb::NoticeKind| {
        let mut stage = Stage::open(Role::Admin, crate::screen::Route::Inbox);
        let notice = pb::Notice {
            name: "notices/1".into(),
            kind: kind.into(),
            text: "somebody and 11 others signed up and wait for approval".into(),
            subject: samples::name("users", "lindqvist"),
            joined_count,
            ..Default::default()
        };
        stage.answer(Reply::ListNotices(pb::ListNoticesResponse {
            notices: vec![notice],
            ..Default::default()
        }));
        stage.press("enter");
        stage
    };
    let many = open(12, pb::NoticeKind::ApprovalWanted);
    let state = many.calls().into_iter().find_map(|it| match it {
        Call::ListUsers(request) if request.state() == UserState::Pending => Some(()),
        _ => None,
    });
    assert!(state.is_some() && many.picture().contains("only [?]waits"), "{}", many.picture());
    for kind in [pb::NoticeKind::ApprovalWanted, pb::NoticeKind::CodeRedeemed] {
        let mut one = open(1, kind);
        one.answer_to(
            "ListUsers",
            Reply::ListUsers(pb::ListUsersResponse { users: users(), ..Default::default() }),
        );
        assert!(one.picture().contains("LINDQVIST, EVA"), "{}", one.picture());
    }
}

#[test]
fn w_shows_the_roles_that_wait_and_esc_comes_back() {
    let mut stage = with_doubts();
    stage.press("w");
    assert!(stage.picture().contains("ROLES THAT WAIT"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.picture().contains("PEOPLE"), "{}", stage.picture());
}
