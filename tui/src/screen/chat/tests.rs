use std::time::Duration;

use praxis_shared::pb::{self, Role, event::Payload};

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::stage::{Stage, beginning, person};
use crate::theme::ThemeName;

const MOREAU: &str = "conversations/moreau";
const GOMEZ: &str = "conversations/gomez";

fn message(conversation: &str, seq: i64, author: (&str, &str), body: &str) -> pb::Message {
    pb::Message {
        name: format!("{conversation}/messages/{seq}"),
        conversation: conversation.into(),
        seq,
        author: author.0.into(),
        author_display_name: author.1.into(),
        body: body.into(),
        create_time: Some(stamp(beginning() - chrono::TimeDelta::minutes(60 - 5 * seq))),
        request_id: format!("sent-{seq}"),
    }
}

fn moreau() -> (&'static str, &'static str) {
    ("users/moreau", "Moreau, Claire")
}

fn me() -> (String, String) {
    let me = person(Role::Desk);
    (me.name, me.display_name)
}

fn talk() -> Vec<pb::Message> {
    let me = me();
    let me = (me.0.as_str(), me.1.as_str());
    vec![
        message(MOREAU, 1, me, "Dietz is here, wheelchair, ramp door."),
        message(MOREAU, 2, moreau(), "Thanks. Room 2 when free."),
        message(MOREAU, 3, me, "Room 2 is free now."),
        message(MOREAU, 4, moreau(), "5 more min please."),
        message(
            MOREAU,
            5,
            moreau(),
            "Bring him in. And could you print the consent form for me, in two copies?",
        ),
    ]
}

fn conversation(name: &str, title: &str, unread: i32, last: Option<pb::Message>) -> pb::Conversation {
    let member = |user: &str, read| pb::ConversationMember {
        user: user.into(),
        read_seq: read,
        delivered_seq: 5,
        ..Default::default()
    };
    let last_seq = last.as_ref().map_or(0, |it| it.seq);
    pb::Conversation {
        name: name.into(),
        kind: pb::ConversationKind::Staff.into(),
        title: title.into(),
        members: vec![member(&me().0, last_seq - i64::from(unread)), member("users/moreau", 3)],
        last_seq,
        update_time: last.as_ref().and_then(|it| it.create_time),
        last_message: last,
        unread_count: unread,
        ..Default::default()
    }
}

fn list() -> Reply {
    let mut gomez = conversation(GOMEZ, "Gomez, Luis", 0, Some(message(GOMEZ, 1, moreau(), "hello")));
    gomez.kind = pb::ConversationKind::PatientDesk.into();
    gomez.patient = "patients/gomez".into();
    let conversations = vec![conversation(MOREAU, "Moreau, Claire", 2, talk().pop()), gomez];
    Reply::ListConversations(pb::ListConversationsResponse { conversations, ..Default::default() })
}

fn page(messages: Vec<pb::Message>) -> Reply {
    Reply::ListMessages(pb::ListMessagesResponse { messages, ..Default::default() })
}

/// The conversation with Moreau open, two messages of hers unread.
fn opened() -> Stage {
    let mut stage = Stage::open(Role::Desk, Route::Chat(None));
    stage.answer(list()).press("enter").answer(page(talk()));
    stage
}

fn cursor_calls(stage: &Stage) -> Vec<i64> {
    let read = |call: &&Call| match call {
        Call::AdvanceCursor(it) => Some(it.read_seq),
        _ => None,
    };
    stage.calls().iter().filter_map(read).collect()
}

#[test]
fn the_conversation_stands_beside_the_list() {
    let mut stage = opened();
    insta::assert_snapshot!("chat", stage.picture());
    stage.theme(ThemeName::Mono);
    insta::assert_snapshot!("chat_mono", stage.picture());
    assert_eq!(stage.colours(), []);
    stage.resize(40, 12);
    insta::assert_snapshot!("chat_40x12", stage.picture());
}

#[test]
fn opening_is_not_reading_but_answering_is() {
    let mut stage = opened();
    assert_eq!(cursor_calls(&stage), [], "only looked at");
    stage.type_text("on it").press("enter");
    assert_eq!(cursor_calls(&stage), [5]);
}

#[test]
fn moving_on_is_reading() {
    let mut stage = opened();
    stage.press("tab");
    assert_eq!(cursor_calls(&stage), [5]);
}

#[test]
fn the_oldest_unread_is_one_key_away_and_the_answer_one_more() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.press("ctrl-n");
    // the counts of the app, the list itself, and the question for the oldest unread one
    stage.answer(list()).answer(list()).answer(list()).answer(page(talk()));
    stage.type_text("coming").press("enter");
    let sent = stage.calls().iter().any(|call| matches!(call, Call::SendMessage(it) if it.body == "coming"));
    assert!(sent, "{:?}", stage.calls());
}

#[test]
fn what_was_typed_survives_escape_and_another_conversation() {
    let mut stage = opened();
    stage.type_text("half a sentence").press("esc down enter");
    assert!(!stage.picture().contains("half a sentence"));
    stage.press("esc up enter");
    assert!(stage.picture().contains("half a sentence"), "{}", stage.picture());
}

#[test]
fn a_message_without_an_answer_is_sent_again_under_the_same_id() {
    let mut stage = opened();
    stage.type_text("printing now").press("enter");
    let id_of = |stage: &Stage| {
        stage.calls().iter().rev().find_map(|call| match call {
            Call::SendMessage(it) => Some(it.request_id.clone()),
            _ => None,
        })
    };
    let first = id_of(&stage).unwrap();
    stage.fail("SendMessage", Failure::new(Code::Offline, "no answer"));
    assert!(stage.picture().contains("not sent"), "{}", stage.picture());
    stage.press("tab r");
    assert_eq!(id_of(&stage), Some(first));
}

#[test]
fn an_own_message_that_comes_back_as_an_event_is_shown_once() {
    let mut stage = opened();
    stage.type_text("printing now").press("enter");
    let sent = stage.calls().iter().find_map(|call| match call {
        Call::SendMessage(it) => Some(it.request_id.clone()),
        _ => None,
    });
    let me = me();
    let mut stored = message(MOREAU, 6, (&me.0, &me.1), "printing now");
    stored.request_id = sent.unwrap();
    stage.event(Payload::Message(stored.clone())).answer(Reply::SendMessage(stored));
    assert_eq!(stage.picture().matches("printing now").count(), 1, "{}", stage.picture());
}

#[test]
fn a_message_that_leaves_a_gap_asks_for_what_lies_between() {
    let mut stage = opened();
    stage.event(Payload::Message(message(MOREAU, 7, moreau(), "seven")));
    let asked = stage.calls().iter().any(|call| matches!(call, Call::ListMessages(it) if it.after_seq == 5));
    assert!(asked, "{:?}", stage.calls());
    let between = vec![message(MOREAU, 6, moreau(), "six"), message(MOREAU, 7, moreau(), "seven")];
    stage.answer(page(between));
    let picture = stage.picture();
    assert!(picture.contains("six") && picture.contains("seven"), "{picture}");
}

#[test]
fn typing_is_shown_and_forgotten() {
    let mut stage = opened();
    let typing = pb::Typing {
        conversation: MOREAU.into(),
        user: "users/moreau".into(),
        display_name: "Moreau, Claire".into(),
    };
    stage.event(Payload::Typing(typing));
    assert!(stage.picture().contains("Moreau, Claire is typing"));
    stage.wait(Duration::from_secs(7));
    assert!(!stage.picture().contains("is typing"));
}

#[test]
fn a_new_message_never_moves_the_selection_to_another_person() {
    let mut stage = Stage::open(Role::Desk, Route::Chat(None));
    stage.answer(list());
    let before = stage.selected_row();
    assert!(before.as_deref().is_some_and(|row| row.contains("Moreau")), "{before:?}");
    let mut late = message(GOMEZ, 2, ("users/gomez", "Gomez, Luis"), "I am late");
    late.create_time = Some(stamp(beginning()));
    stage.event(Payload::Message(late));
    assert!(stage.selected_row().is_some_and(|row| row.contains("Moreau")), "{}", stage.picture());
    assert!(stage.picture().contains("1*"), "{}", stage.picture());
}

#[test]
fn whom_one_may_write_to_is_found_by_a_part_of_the_name() {
    let mut stage = Stage::open(Role::Desk, Route::Chat(None));
    stage.answer(list()).press("n").type_text("lin");
    let contact = pb::Contact {
        target: "doctors/lindqvist".into(),
        display_name: "Lindqvist, Eva".into(),
        description: "doctor, cardiology".into(),
        ..Default::default()
    };
    // each letter asked anew; only the last question is waited for
    while stage.calls().iter().filter(|call| matches!(call, Call::ListContacts(_))).count() > 1 {
        stage.answer(Reply::ListContacts(pb::ListContactsResponse::default()));
    }
    stage.answer(Reply::ListContacts(pb::ListContactsResponse {
        contacts: vec![contact],
        ..Default::default()
    }));
    insta::assert_snapshot!("chat_new", stage.picture());
    stage.press("enter");
    assert!(
        matches!(stage.last_call(), Some(Call::OpenConversation(it)) if it.target == "doctors/lindqvist")
    );
}

#[test]
fn a_long_and_hostile_conversation_draws_at_every_size() {
    let mut stage = opened();
    let hostile =
        "\u{1b}]52;c;aGk=\u{7}\u{202e}gnp.exe \u{0301}\u{0301}\u{0301}\u{0301}\u{0301}\u{0301} long "
            .repeat(20);
    stage.event(Payload::Message(message(MOREAU, 6, moreau(), &hostile)));
    stage.type_text("some text").sweep();
    assert!(!stage.picture().contains('\u{1b}') && !stage.picture().contains('\u{202e}'));
}

#[test]
fn a_patient_whom_nobody_confirmed_is_named_so_in_the_header_at_every_width() {
    let patient = "patients/gomez";
    let doubted = |unconfirmed| pb::Conversation {
        kind: pb::ConversationKind::PatientDesk.into(),
        patient: patient.into(),
        identity_unconfirmed: unconfirmed,
        ..conversation(GOMEZ, "Gomez, Luis", 0, None)
    };
    let mut stage = Stage::open(Role::Desk, Route::Chat(None));
    stage.answer(Reply::ListConversations(pb::ListConversationsResponse {
        conversations: vec![doubted(true)],
        ..Default::default()
    }));
    stage.press("enter").answer(page(vec![message(GOMEZ, 1, moreau(), "hello")]));
    for width in [120, 100, 80, 60, 40, 30] {
        stage.resize(width, 12);
        assert!(stage.picture().contains("! "), "{width}: {}", stage.picture());
        assert!(stage.picture().to_lowercase().contains("identity not"), "{width}: {}", stage.picture());
    }
    stage.resize(80, 24);
    insta::assert_snapshot!("chat_unconfirmed", stage.picture());
    insta::assert_snapshot!("chat_unconfirmed_40x12", stage.resize(40, 12).picture());
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient: patient.into() }));
    stage.answer_to("GetConversation", Reply::GetConversation(doubted(false)));
    assert!(!stage.picture().to_lowercase().contains("identity not"), "{}", stage.picture());
}

#[test]
fn a_conversation_in_which_nobody_wrote_yet_still_says_with_whom_when_the_list_comes() {
    let mut stage = Stage::open(Role::Desk, Route::ChatWith("patients/gomez".into()));
    let new = pb::Conversation {
        identity_unconfirmed: true,
        patient: "patients/gomez".into(),
        ..conversation(GOMEZ, "Gomez, Luis", 0, None)
    };
    stage
        .answer(Reply::OpenConversation(new))
        .answer_to("ListConversations", Reply::ListConversations(pb::ListConversationsResponse::default()));
    let picture = stage.picture();
    assert!(picture.contains("CHAT   Gomez, Luis   ! identity not confirmed"), "{picture}");
}
