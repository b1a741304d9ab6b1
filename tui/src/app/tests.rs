//! What the app promises whichever screen is in front.

use std::time::Duration;

use praxis_shared::pb::{self, Role, event::Payload};
use praxis_shared::reason::Reason;

use super::{LinkChange, Msg};
use crate::keymap::Key;
use crate::outbox::{Call, Choice, Code, Effect, Failure, Go, Reply};
use crate::screen::Route;
use crate::stage::{Stage, person};
use crate::theme::ThemeName;

fn desk() -> Stage {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.answer_empty();
    stage
}

#[test]
fn digits_lead_to_the_places_of_the_role_and_back_to_what_was_left() {
    let mut stage = desk();
    stage.press("6 e ctrl-u").type_text("Idun").press("esc 1");
    assert!(stage.picture().contains("[1Board]"));
    stage.press("6 e");
    assert!(stage.picture().contains("Idun"), "{}", stage.picture());
}

#[test]
fn g_and_a_digit_change_the_screen_where_digits_mean_something_else() {
    let mut stage = desk();
    stage.press("g 6");
    assert!(stage.picture().contains("[6Me]"));
    stage.press("g g 1");
    assert!(stage.picture().contains("[1Board]"));
}

#[test]
fn writes_are_refused_at_once_while_offline_and_nothing_typed_is_lost() {
    let mut stage = desk();
    stage.press("6").answer_empty().answer_empty();
    stage.press("e").link(LinkChange::Lost);
    assert!(stage.picture().contains("OFFLINE since 14:32"));
    for name in ["Ida", "Hansen", "ida@example.org"] {
        stage.press("ctrl-u").type_text(name).press("enter");
    }
    stage.effects();
    stage.press("ctrl-d");
    assert_eq!(stage.effects(), []);
    assert!(stage.picture().contains("nothing was sent"), "{}", stage.picture());
    stage.link(LinkChange::Answered(Duration::from_millis(30))).press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::UpdateUser(_))), "{}", stage.picture());
}

#[test]
fn unread_counts_follow_messages_and_cursors_of_every_terminal() {
    let mut stage = Stage::signed_in(Role::Desk);
    let unread =
        |name: &str, unread_count| pb::Conversation { name: name.into(), unread_count, ..Default::default() };
    stage.answer(Reply::ListConversations(pb::ListConversationsResponse {
        conversations: vec![unread("conversations/a", 2)],
        ..Default::default()
    }));
    assert!(stage.picture().contains("4Chat*2"), "{}", stage.picture());
    let message = |author: &str| {
        Payload::Message(pb::Message {
            conversation: "conversations/b".into(),
            author: author.into(),
            ..Default::default()
        })
    };
    let me = person(Role::Desk).name;
    stage.event(message("users/other")).event(message(&me));
    assert!(stage.picture().contains("4Chat*3"), "{}", stage.picture());
    let read = |user: &str| {
        Payload::CursorMoved(pb::CursorMoved {
            conversation: "conversations/a".into(),
            member: Some(pb::ConversationMember { user: user.into(), ..Default::default() }),
            unread_count: 0,
        })
    };
    stage.event(read("users/other"));
    assert!(stage.picture().contains("4Chat*3"));
    stage.event(read(&me));
    assert!(stage.picture().contains("4Chat*1"), "{}", stage.picture());
}

#[test]
fn a_message_that_the_list_counted_already_does_not_count_twice() {
    let mut stage = Stage::signed_in(Role::Desk);
    let listed = pb::Conversation {
        name: "conversations/a".into(),
        unread_count: 2,
        last_seq: 7,
        ..Default::default()
    };
    stage.answer(Reply::ListConversations(pb::ListConversationsResponse {
        conversations: vec![listed],
        ..Default::default()
    }));
    let message = |seq| {
        Payload::Message(pb::Message {
            conversation: "conversations/a".into(),
            author: "users/other".into(),
            seq,
            ..Default::default()
        })
    };
    stage.event(message(6)).event(message(7));
    assert!(stage.picture().contains("4Chat*2"), "{}", stage.picture());
    stage.event(message(8));
    assert!(stage.picture().contains("4Chat*3"), "{}", stage.picture());
}

#[test]
fn counts_that_were_on_their_way_while_something_was_said_are_asked_for_again() {
    let mut stage = Stage::signed_in(Role::Desk);
    let message = pb::Message {
        conversation: "conversations/a".into(),
        author: "users/other".into(),
        seq: 1,
        ..Default::default()
    };
    stage.event(Payload::Message(message));
    let empty = || Reply::ListConversations(pb::ListConversationsResponse::default());
    stage.answer(empty());
    assert!(stage.calls().iter().any(|call| call.name() == "ListConversations"), "asked for again");
    stage.answer(empty());
    assert!(!stage.calls().iter().any(|call| call.name() == "ListConversations"), "and then it is right");
}

#[test]
fn a_notice_that_the_list_counted_already_does_not_count_twice() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.link(LinkChange::Relist);
    let notice = |name: &str| pb::Notice { name: name.into(), text: "News".into(), ..Default::default() };
    let listed = vec![notice("notices/b"), notice("notices/a")];
    let listed = pb::ListNoticesResponse { notices: listed, unread_count: 2, ..Default::default() };
    stage.answer(Reply::ListNotices(listed));
    stage.event(Payload::Notice(notice("notices/a"))).event(Payload::Notice(notice("notices/b")));
    assert_eq!(stage.app().cx().notices, 2);
    stage.event(Payload::Notice(notice("notices/0")));
    assert_eq!(stage.app().cx().notices, 3, "this one is new");
}

#[test]
fn what_could_not_be_loaded_is_asked_for_again_when_the_link_is_back() {
    let mut stage = desk();
    stage
        .press("6")
        .link(LinkChange::Lost)
        .fail_all(&Failure::new(Code::Offline, "The server cannot be reached."));
    assert!(stage.picture().contains("cannot be reached"), "{}", stage.picture());
    stage.link(LinkChange::Answered(Duration::from_millis(5)));
    assert!(stage.calls().iter().any(|call| call.name() == "ListSessions"));
}

#[test]
fn the_same_place_is_not_opened_upon_itself() {
    let mut stage = desk();
    stage.go(Go::To(Route::Profile)).go(Go::To(Route::Profile)).press("esc");
    assert!(
        stage.picture().contains("[1Board]") && !stage.picture().contains("MY ACCOUNT"),
        "{}",
        stage.picture()
    );
}

#[test]
fn missed_changes_are_said_and_everything_is_listed_anew() {
    let mut stage = desk();
    stage.press("6").answer_empty().answer_empty().link(LinkChange::Deaf);
    assert!(stage.picture().contains("NOT LIVE"));
    stage.link(LinkChange::Hears).link(LinkChange::Relist);
    assert!(!stage.picture().contains("NOT LIVE"));
    let names: Vec<&str> = stage.calls().iter().map(|call| call.name()).collect();
    assert!(names.contains(&"ListSessions") && names.contains(&"ListConversations"), "{names:?}");
}

#[test]
fn a_reply_to_a_closed_screen_falls_on_the_floor() {
    let mut stage = desk();
    stage.go(Go::To(Route::Profile)).press("esc");
    assert!(
        stage.effects().iter().any(|effect| matches!(effect, Effect::Forget(tickets) if tickets.len() == 2))
    );
    assert_eq!(stage.calls(), Vec::<&Call>::new());
}

#[test]
fn a_theme_is_remembered_for_the_person() {
    let mut stage = desk();
    stage.effects();
    stage.press("ctrl-k").type_text("deutan").press("enter");
    let choice = Choice::Theme { user_name: "ida".into(), theme: ThemeName::Deutan };
    assert_eq!(stage.effects(), [Effect::Remember(choice), Effect::Redraw]);
}

#[test]
fn an_ended_session_is_noticed_from_any_answer() {
    let mut stage = desk();
    stage.press("6");
    stage.fail(
        "ListSessions",
        Failure::new(Code::NotSignedIn, "the session has ended").because(Reason::SessionEnded),
    );
    assert!(stage.picture().contains("The session has ended. Sign in again"), "{}", stage.picture());
    assert!(!stage.picture().contains("Hansen"));
}

#[test]
fn help_lists_the_keys_of_this_screen_and_can_be_filtered() {
    let mut stage = desk();
    stage.press("6 ?");
    insta::assert_snapshot!("help", stage.picture());
    stage.type_text("lock");
    let picture = stage.picture();
    assert!(
        picture.contains("Locks this terminal") && !picture.contains("Changes your password"),
        "{picture}"
    );
    stage.press("esc");
    assert!(stage.picture().contains("MY ACCOUNT"));
}

#[test]
fn the_palette_does_what_the_keys_do() {
    let mut stage = desk();
    stage.press("6").answer_empty().answer_empty().press("ctrl-k").type_text("passw");
    insta::assert_snapshot!("palette_40x12", stage.resize(40, 12).picture());
    stage.press("enter");
    assert!(stage.picture().contains("Password now"), "{}", stage.picture());
}

#[test]
fn the_private_view_is_named_and_taken_back() {
    let mut stage = desk();
    stage.press("6").answer(Reply::GetUser(person(Role::Desk))).press(".");
    let picture = stage.picture();
    assert!(picture.contains("H.I.") && picture.contains("private view"), "{picture}");
    assert!(!stage.press(".").picture().contains("private view"));
}

#[test]
fn idle_nothing_is_drawn_and_the_next_wake_is_the_next_minute() {
    let mut stage = desk();
    let wake = stage.app().wake() - stage.now().uptime;
    assert!(wake <= Duration::from_secs(60) && wake > Duration::from_secs(50), "{wake:?}");
    assert!(!stage.is_dirty_after(Duration::from_secs(30)));
    assert!(stage.is_dirty_after(Duration::from_secs(31)));
}

#[test]
fn one_line_is_enough_to_sign_in() {
    let mut stage = Stage::start();
    stage.resize(25, 3).type_text("ida");
    assert!(stage.picture().contains("User: ida"));
    stage.press("enter").type_text("right pass phrase").press("enter");
    assert!(matches!(stage.last_call(), Some(Call::SignIn(_))));
}

#[test]
fn one_slow_answer_makes_no_slow_link() {
    let mut stage = desk();
    let answered = |millis| LinkChange::Answered(Duration::from_millis(millis));
    stage.link(answered(2_800));
    assert!(stage.picture().contains("link ok"), "{}", stage.picture());
    stage.link(answered(310)).link(answered(320)).link(answered(900));
    assert!(stage.picture().contains("link SLOW 310 ms"), "{}", stage.picture());
}

#[test]
fn the_link_that_is_back_is_said() {
    let mut stage = desk();
    stage.press("6").link(LinkChange::Lost).link(LinkChange::Answered(Duration::from_millis(20)));
    assert!(stage.picture().contains("The link is back."), "{}", stage.picture());
    stage.link(LinkChange::Hears);
    assert!(stage.picture().contains("link ok 20 ms"), "{}", stage.picture());
}

fn stale() -> Failure {
    Failure::new(Code::Denied, "this needs your password again").because(Reason::ReauthenticationNeeded)
}

/// A form that was sent, and refused because the password was given too long ago.
fn refused_form() -> Stage {
    let mut stage = desk();
    stage.press("6").answer_empty().answer_empty();
    stage.press("e ctrl-u").type_text("Idun").press("down ctrl-u").type_text("Hansen");
    stage.press("down ctrl-u").type_text("idun@example.org").press("ctrl-d");
    stage.fail("UpdateUser", stale());
    stage
}

#[test]
fn an_act_that_needs_a_fresh_password_asks_for_it_and_goes_through_as_it_was() {
    let mut stage = refused_form();
    let picture = stage.picture();
    assert!(picture.contains("needs your password again") && picture.contains("Idun"), "{picture}");
    let sent = stage.effects().into_iter().find_map(|it| match it {
        Effect::Call(ticket, Call::UpdateUser(_)) => Some(ticket),
        _ => None,
    });
    stage.type_text("wrong").press("enter");
    stage.fail("Reauthenticate", Failure::new(Code::NotSignedIn, "user name or password is wrong"));
    assert!(stage.picture().contains("is wrong"), "{}", stage.picture());
    stage.type_text("right").press("enter");
    let Some(Call::Reauthenticate(asked)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(asked.password, "right", "a wrong password is typed anew");
    stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
    assert!(stage.effects().contains(&Effect::Again(vec![sent.unwrap()])));
    assert!(!stage.picture().contains("password again"));
    stage.answer(Reply::UpdateUser(person(Role::Desk)));
    assert!(stage.picture().contains("Saved."), "{}", stage.picture());
}

#[test]
fn without_the_password_nothing_is_sent_again_and_everything_typed_stays() {
    let mut stage = refused_form();
    stage.effects();
    stage.press("esc");
    let effects = stage.effects();
    assert!(matches!(effects.as_slice(), [Effect::Forget(_)]), "{effects:?}");
    let picture = stage.picture();
    assert!(picture.contains("Idun") && picture.contains("Not done: it needs your password."), "{picture}");
    // and it can be sent again
    stage.press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::UpdateUser(_))));
}

#[test]
fn the_question_for_the_password_draws_at_every_size_and_is_no_way_past_the_lock() {
    let mut stage = refused_form();
    insta::assert_snapshot!("proof", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("proof_40x12", stage.picture());
    stage.resize(80, 24).sweep_some();
    stage.press("ctrl-x");
    assert!(stage.picture().contains("Locked"));
    stage.type_text("right").press("enter");
    stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
    let picture = stage.picture();
    assert!(picture.contains("Idun") && !picture.contains("password again"), "{picture}");
    assert!(
        stage.effects().iter().all(|it| !matches!(it, Effect::Again(_))),
        "who locks takes nothing along"
    );
}

#[test]
fn an_act_cut_off_by_the_end_of_the_session_can_be_done_by_the_same_person_afterwards() {
    let mut stage = desk();
    stage.press("6").answer_empty().answer_empty();
    stage.press("e ctrl-u").type_text("Idun").press("down ctrl-u").type_text("Hansen");
    stage.press("down ctrl-u").type_text("idun@example.org").press("ctrl-d");
    let ended = Failure::new(Code::NotSignedIn, "your session has ended").because(Reason::SessionEnded);
    stage.fail("UpdateUser", ended);
    assert!(stage.picture().contains("Sign in again"), "{}", stage.picture());
    let answer = pb::SignInResponse {
        token: "praxis_s_new".into(),
        session: Some(Box::default()),
        user: Some(person(Role::Desk)),
        ..Default::default()
    };
    stage.go(Go::SignedIn(Box::new(answer))).answer_empty();
    assert!(stage.picture().contains("Idun"), "{}", stage.picture());
    stage.press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::UpdateUser(_))), "{}", stage.picture());
}

#[test]
fn who_types_without_sending_anything_is_there_and_who_does_not_is_not() {
    let five = Duration::from_secs(300);
    let mut stage = Stage::signed_in_until(person(Role::Desk), Some(five));
    stage.answer_empty().press("6").answer_empty().answer_empty().press("e");
    let said = |stage: &Stage| stage.calls().iter().filter(|it| it.name() == "GetSession").count();
    stage.wait(Duration::from_secs(29));
    assert_eq!(said(&stage), 0);
    stage.wait(Duration::from_secs(2));
    assert_eq!(said(&stage), 0, "time alone is no sign of anybody");
    stage.type_text("a");
    assert_eq!(said(&stage), 1);
    stage.type_text("bcdefghijklmnopq");
    assert_eq!(said(&stage), 1, "not with every key");
}

#[test]
fn a_refusal_longer_than_its_row_is_shown_whole_until_somebody_could_have_read_it() {
    let mut stage = Stage::open(Role::Admin, Route::RoleGrants(None));
    let grant = pb::RoleGrant { name: "roleGrants/1".into(), confirmable: true, ..Default::default() };
    stage.resize(40, 12).answer(Reply::ListRoleGrants(pb::ListRoleGrantsResponse {
        role_grants: vec![grant],
        ..Default::default()
    }));
    let why =
        "the server's disk is full, so nothing was changed and nothing can be for now; tell whoever runs it";
    stage.press("y").fail("ConfirmRoleGrant", Failure::new(Code::Busy, why).because(Reason::DiskFull));
    let said = |stage: &Stage| stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said(&stage).contains("for now; tell whoever runs it."), "{}", stage.picture());
    stage.hear(Msg::Key(Key::DOWN));
    assert!(said(&stage).contains("tell whoever runs it."), "a key typed ahead has read nothing");
    stage.press("down");
    assert!(!said(&stage).contains("tell whoever runs it."), "{}", stage.picture());
    assert!(said(&stage).contains("The server's disk"), "the row itself stays");
}

#[test]
fn what_joins_a_notice_comes_under_its_name_and_counts_once() {
    let mut stage = desk();
    let notice = |joined_count| pb::Notice { name: "notices/1".into(), joined_count, ..Default::default() };
    for joined in 1..=3 {
        stage.event(Payload::Notice(notice(joined)));
    }
    assert_eq!(stage.app().cx().notices, 1);
    stage.event(Payload::Notice(pb::Notice { name: "notices/2".into(), ..notice(1) }));
    assert_eq!(stage.app().cx().notices, 2);
}
