//! Chat as its members see it over the wire: who reaches whom, what is unread, who is told.

use futures_util::{StreamExt, future::join_all};
use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{Clinic, Person, Refused, fresh, within};
use tonic::{Code, Streaming};

/// A stream that stands at its first bookmark.
async fn watching(who: &Person) -> Streaming<pb::Event> {
    let mut stream = who.events().watch_events(pb::WatchEventsRequest::default()).await.unwrap().into_inner();
    let first = within(stream.next()).await.unwrap().unwrap();
    assert!(matches!(first.payload, Some(Payload::Bookmark(_))), "a bookmark comes first");
    stream
}

/// The next thing on the stream that `pick` takes.
async fn until<T>(stream: &mut Streaming<pb::Event>, mut pick: impl FnMut(Payload) -> Option<T>) -> T {
    within(async {
        loop {
            let event = stream.next().await.expect("the stream goes on").unwrap();
            if let Some(picked) = event.payload.and_then(&mut pick) {
                return picked;
            }
        }
    })
    .await
}

fn message(payload: Payload) -> Option<pb::Message> {
    if let Payload::Message(it) = payload { Some(it) } else { None }
}

fn moved(payload: Payload) -> Option<pb::CursorMoved> {
    if let Payload::CursorMoved(it) = payload { Some(it) } else { None }
}

async fn open(who: &Person, target: &str) -> Result<pb::Conversation, tonic::Status> {
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: target.to_owned() };
    Ok(who.conversations().open_conversation(asked).await?.into_inner())
}

async fn say(who: &Person, conversation: &str, body: &str) -> Result<pb::Message, tonic::Status> {
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: conversation.to_owned(),
        body: body.to_owned(),
    };
    Ok(who.conversations().send_message(asked).await?.into_inner())
}

async fn advance(
    who: &Person,
    conversation: &str,
    delivered_seq: i64,
    read_seq: i64,
) -> Result<pb::Conversation, tonic::Status> {
    let asked = pb::AdvanceCursorRequest {
        request_id: fresh(),
        conversation: conversation.to_owned(),
        delivered_seq,
        read_seq,
    };
    Ok(who.conversations().advance_cursor(asked).await?.into_inner())
}

async fn total_unread(who: &Person) -> i32 {
    let asked = pb::ListConversationsRequest::default();
    who.conversations().list_conversations(asked).await.unwrap().into_inner().total_unread
}

/// Ana, her doctor, and their conversation.
async fn pair(clinic: &Clinic) -> (Person, Person, String) {
    let (ana, ebba) = (clinic.patient("ana").await, clinic.doctor("ebba").await);
    clinic.give_hours(&ebba).await;
    clinic.book_approved(&ana, &ebba, "2027-03-02 10:00").await;
    let conversation = open(&ana, &ebba.doctor()).await.unwrap().name;
    (ana, ebba, conversation)
}

#[tokio::test]
async fn a_message_is_on_every_terminal_of_both_sides_and_nowhere_else() {
    let clinic = Clinic::open().await;
    let (ana, ebba, conversation) = pair(&clinic).await;
    let ida = clinic.desk("ida").await;
    let (second, other) = (ana.another_terminal().await, ebba.another_terminal().await);
    let mut streams = Vec::new();
    for who in [&ana, &second, &ebba, &other] {
        streams.push(watching(who).await);
    }
    let mut desk = watching(&ida).await;
    let sent = say(&ana, &conversation, "Is it\nurgent?").await.unwrap();
    assert_eq!((sent.seq, sent.author_display_name.as_str()), (1, "Ana-Test, Ana"));
    for stream in &mut streams {
        assert_eq!(until(stream, message).await, sent);
    }
    // the desk hears of its own conversation, and of no other before it
    let to_desk = open(&ana, "desk").await.unwrap();
    let said = say(&ana, &to_desk.name, "Where do I park?").await.unwrap();
    assert_eq!(until(&mut desk, message).await, said);
}

#[tokio::test]
async fn received_and_read_are_told_and_unread_counts_follow() {
    let clinic = Clinic::open().await;
    let (ana, ebba, conversation) = pair(&clinic).await;
    for body in ["one", "two", "three"] {
        say(&ana, &conversation, body).await.unwrap();
    }
    assert_eq!((total_unread(&ebba).await, total_unread(&ana).await), (3, 0));
    let mut hers = watching(&ana).await;
    let mut his = watching(&ebba.another_terminal().await).await;
    advance(&ebba, &conversation, 3, 2).await.unwrap();
    let told = until(&mut hers, moved).await;
    let member = told.member.unwrap();
    assert_eq!((member.user, member.delivered_seq, member.read_seq), (ebba.name(), 3, 2));
    assert_eq!(told.unread_count, 0, "how much is unread is told to its reader only");
    assert_eq!(until(&mut his, moved).await.unread_count, 1);
    // a lower number changes nothing and says nothing; an answer reads the rest
    assert_eq!(advance(&ebba, &conversation, 1, 1).await.unwrap().unread_count, 1);
    say(&ebba, &conversation, "four").await.unwrap();
    assert_eq!(until(&mut hers, moved).await.member.unwrap().read_seq, 4);
    assert_eq!((total_unread(&ebba).await, total_unread(&ana).await), (0, 1));
    let asked = pb::MarkConversationUnreadRequest {
        request_id: fresh(),
        conversation: conversation.clone(),
        from_seq: 2,
    };
    let marked = ebba.conversations().mark_conversation_unread(asked).await.unwrap().into_inner();
    assert_eq!((marked.unread_count, total_unread(&ebba).await), (2, 2));
    let told = until(&mut his, |it| moved(it).filter(|it| it.unread_count > 1)).await;
    assert_eq!(told.member.unwrap().read_seq, 4, "the cursor that others see stays");
    assert_eq!(advance(&ebba, &conversation, 0, 4).await.unwrap().unread_count, 0);
}

#[tokio::test]
async fn cursors_only_move_forward_however_many_terminals_race() {
    let clinic = Clinic::open().await;
    let (ana, ebba, conversation) = pair(&clinic).await;
    for number in 1..=64 {
        say(&ana, &conversation, &format!("message {number}")).await.unwrap();
    }
    let mut stream = watching(&ana).await;
    let racing = (0..32i64).map(|at| {
        let (ebba, conversation) = (ebba.clone(), conversation.clone());
        tokio::spawn(async move {
            for round in 0..4 {
                // each terminal is at another place, and all places come in no order
                let seq = 1 + (at * 29 + round * 17) % 64;
                let seen = advance(&ebba, &conversation, seq, seq / 2).await.unwrap();
                let me = seen.members.iter().find(|it| it.user == ebba.name()).unwrap();
                assert!(me.delivered_seq >= seq && me.read_seq >= seq / 2);
                assert_eq!(i64::from(seen.unread_count), 64 - me.read_seq);
            }
        })
    });
    for done in join_all(racing).await {
        done.unwrap();
    }
    advance(&ebba, &conversation, 64, 64).await.unwrap();
    let (mut delivered, mut read) = (0, 0);
    while read < 64 {
        let member = until(&mut stream, moved).await.member.unwrap();
        assert!(member.delivered_seq >= delivered && member.read_seq >= read, "a cursor went back");
        assert!((member.delivered_seq, member.read_seq) != (delivered, read), "nothing moved");
        (delivered, read) = (member.delivered_seq, member.read_seq);
    }
}

#[tokio::test]
async fn a_message_sent_again_is_one_message() {
    let clinic = Clinic::open().await;
    let (ana, _, conversation) = pair(&clinic).await;
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: conversation.clone(),
        body: "once".to_owned(),
    };
    let sends = (0..16).map(|_| {
        let (mut line, asked) = (ana.conversations(), asked.clone());
        async move { line.send_message(asked).await.unwrap().into_inner() }
    });
    let answers = join_all(sends).await;
    assert!(answers.iter().all(|it| *it == answers[0] && it.seq == 1));
    let other = pb::SendMessageRequest { body: "twice".to_owned(), ..asked };
    let refused = ana.conversations().send_message(other).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::AlreadyExists, "REQUEST_ID_REUSED"));
}

#[tokio::test]
async fn history_pages_both_ways_without_gaps() {
    let clinic = Clinic::open().await;
    let (ana, _, conversation) = pair(&clinic).await;
    for number in 1..=23 {
        say(&ana, &conversation, &format!("message {number}")).await.unwrap();
    }
    let all: Vec<i64> = (1..=23).collect();
    for (before_seq, after_seq, expected) in
        [(0, 0, &all[..]), (12, 0, &all[..11]), (0, 1, &all[1..]), (0, 20, &all[20..])]
    {
        let mut asked = pb::ListMessagesRequest {
            conversation: conversation.clone(),
            before_seq,
            after_seq,
            page_size: 5,
            page_token: String::new(),
        };
        let mut seen: Vec<i64> = Vec::new();
        loop {
            let page = ana.conversations().list_messages(asked.clone()).await.unwrap().into_inner();
            let seqs: Vec<i64> = page.messages.iter().map(|it| it.seq).collect();
            assert!(seqs.is_sorted() && seqs.len() <= 5);
            seen = if after_seq > 0 { [seen, seqs].concat() } else { [seqs, seen].concat() };
            if page.next_page_token.is_empty() {
                break;
            }
            asked.page_token = page.next_page_token;
        }
        assert_eq!(seen, expected, "before {before_seq}, after {after_seq}");
    }
    let both = pb::ListMessagesRequest { conversation, before_seq: 3, after_seq: 2, ..Default::default() };
    let refused = ana.conversations().list_messages(both).await.unwrap_err();
    assert_eq!(refused.fields(), ["after_seq"]);
}

#[tokio::test]
async fn somebody_elses_conversation_is_not_found_whatever_is_asked() {
    let clinic = Clinic::open().await;
    let (ana, _, conversation) = pair(&clinic).await;
    say(&ana, &conversation, "for you alone").await.unwrap();
    let missing = "conversations/00000000000000000000000000".to_owned();
    for who in
        [clinic.patient("ben").await, clinic.desk("ida").await, clinic.doctor("claire").await, clinic.admin()]
    {
        for name in [&conversation, &missing] {
            let mut chat = who.conversations();
            let conversation = name.clone();
            let refusals = [
                chat.get_conversation(pb::GetConversationRequest { name: name.clone() }).await.unwrap_err(),
                chat.list_messages(pb::ListMessagesRequest {
                    conversation: conversation.clone(),
                    ..Default::default()
                })
                .await
                .unwrap_err(),
                chat.signal_typing(pb::SignalTypingRequest { conversation: conversation.clone() })
                    .await
                    .unwrap_err(),
                chat.mark_conversation_unread(pb::MarkConversationUnreadRequest {
                    request_id: fresh(),
                    conversation: conversation.clone(),
                    from_seq: 1,
                })
                .await
                .unwrap_err(),
                say(&who, name, "hello").await.unwrap_err(),
                advance(&who, name, 1, 1).await.unwrap_err(),
            ];
            for refused in refusals {
                assert_eq!((refused.code(), refused.reason().as_str()), (Code::NotFound, "NOT_FOUND"));
            }
        }
    }
}

#[tokio::test]
async fn patients_write_to_the_doctors_of_their_visits_and_to_the_desk_and_to_nobody_else() {
    let clinic = Clinic::open().await;
    let (ana, ebba, _) = pair(&clinic).await;
    let (claire, ida, ben) =
        (clinic.doctor("claire").await, clinic.desk("ida").await, clinic.patient("ben").await);
    let listed = ana.conversations().list_contacts(pb::ListContactsRequest::default()).await.unwrap();
    let targets: Vec<_> = listed.into_inner().contacts.into_iter().map(|it| it.target).collect();
    assert_eq!(targets, [ebba.doctor(), "desk".to_owned()]);
    for target in [claire.doctor(), ida.name(), ebba.name(), ben.patient(), ben.name()] {
        let refused = open(&ana, &target).await.unwrap_err();
        let told = (refused.code(), refused.reason());
        assert_eq!(told, (Code::PermissionDenied, "NOT_A_CONTACT".to_owned()), "{target}");
    }
    let refused = open(&ana, "everybody").await.unwrap_err();
    assert_eq!(refused.fields(), ["target"]);
    assert_eq!(open(&claire, &ida.name()).await.unwrap().title, "Ida-Test, Ida");
    assert_eq!(open(&ida, &ben.patient()).await.unwrap().title, "Ben-Test, Ben");
}

#[tokio::test]
async fn hostile_text_is_refused_and_names_its_field() {
    let clinic = Clinic::open().await;
    let (ana, _, conversation) = pair(&clinic).await;
    let long = "x".repeat(2001);
    for body in [
        "",
        "   \n ",
        "\u{1b}[2J",
        "\u{9b}31m",
        "bell \u{7}",
        "over\u{8}strike",
        "\u{202e}reversed",
        "isolate \u{2066}x",
        "zero\u{200b}width",
        "nul \0",
        long.as_str(),
    ] {
        let refused = say(&ana, &conversation, body).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{body:?}");
        assert_eq!(refused.fields(), ["body"], "{body:?}");
    }
    assert_eq!(say(&ana, &conversation, &long[1..]).await.unwrap().seq, 1, "nothing was half done");
}

#[tokio::test]
async fn typing_is_told_to_the_others_while_it_lasts_and_kept_nowhere() {
    let clinic = Clinic::open().await;
    let (ana, ebba, conversation) = pair(&clinic).await;
    let (mut hers, mut his) = (watching(&ana).await, watching(&ebba).await);
    let asked = pb::SignalTypingRequest { conversation: conversation.clone() };
    ana.conversations().signal_typing(asked).await.unwrap();
    let event = within(his.next()).await.unwrap().unwrap();
    let Some(Payload::Typing(typing)) = event.payload else { panic!("typing, not {event:?}") };
    assert_eq!(
        (typing.user, typing.conversation, event.cursor),
        (ana.name(), conversation.clone(), String::new())
    );
    let sent = say(&ana, &conversation, "done").await.unwrap();
    let first = within(hers.next()).await.unwrap().unwrap();
    assert_eq!(first.payload, Some(Payload::Message(sent)), "who types is not told");
}

#[tokio::test]
async fn who_is_away_finds_one_notice_and_who_is_there_none() {
    let clinic = Clinic::open().await;
    let (ana, ebba, conversation) = pair(&clinic).await;
    let of_chat = |who: &Person| {
        let mut events = who.events();
        async move {
            let asked = pb::ListNoticesRequest { unread_only: true, ..Default::default() };
            let inbox = events.list_notices(asked).await.unwrap().into_inner();
            let kind = i32::from(pb::NoticeKind::Message);
            inbox.notices.into_iter().filter(|it| it.kind == kind).collect::<Vec<_>>()
        }
    };
    let there = watching(&ebba).await;
    say(&ana, &conversation, "one").await.unwrap();
    assert!(of_chat(&ebba).await.is_empty());
    drop(there);
    // the server learns of it when it next looks; until then he counts as there
    within(async {
        while of_chat(&ebba).await.is_empty() {
            say(&ana, &conversation, "are you there?").await.unwrap();
        }
    })
    .await;
    say(&ana, &conversation, "well then").await.unwrap();
    let notices = of_chat(&ebba).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (notices[0].subject.as_str(), notices[0].text.as_str()),
        (conversation.as_str(), "Ana-Test, Ana wrote to you.")
    );
    let last = open(&ana, &ebba.doctor()).await.unwrap().last_seq;
    advance(&ebba, &conversation, last, last).await.unwrap();
    assert!(of_chat(&ebba).await.is_empty(), "what was read needs no notice");
}
