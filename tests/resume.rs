//! The stream of events after a cut: nothing is lost, nothing comes twice, all in order.
//! And what ends a stream: the session, the roles, the server, a cursor that is too old.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::StreamExt;
use praxis_server::{
    domain::{
        caller::Reach,
        event::{Audience, Event},
        people::Role,
        source::Source,
    },
    rpc::{
        events::Events,
        gate::{Bearer, Entered, find},
    },
};
use praxis_shared::pb::{self, event::Payload, event_service_server::EventService as _};
use praxis_tests::{
    Clinic, Line, PASSWORD, Person, Proxy, Refused, clinic::connect, dice::Dice, fresh, within,
};
use tonic::{Code, Status, Streaming};

async fn watch(line: &Line, cursor: &str) -> Result<Streaming<pb::Event>, Status> {
    let asked = pb::WatchEventsRequest { cursor: cursor.to_owned() };
    Ok(line.events().watch_events(asked).await?.into_inner())
}

/// The first bookmark's cursor of a stream that begins now.
async fn begin(stream: &mut Streaming<pb::Event>) -> String {
    let first = within(stream.next()).await.unwrap().unwrap();
    assert!(matches!(first.payload, Some(Payload::Bookmark(_))), "a bookmark comes first");
    first.cursor
}

/// How the stream ends; what comes before is let go by.
async fn end(stream: &mut Streaming<pb::Event>) -> Status {
    within(async {
        loop {
            match stream.next().await {
                Some(Ok(_)) => {}
                Some(Err(status)) => return status,
                None => panic!("a stream ends with a status"),
            }
        }
    })
    .await
}

async fn say(who: &Person, conversation: &str, body: &str) {
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: conversation.to_owned(),
        body: body.to_owned(),
    };
    who.conversations().send_message(asked).await.unwrap();
}

async fn open(who: &Person, target: &str) -> String {
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: target.to_owned() };
    who.conversations().open_conversation(asked).await.unwrap().into_inner().name
}

/// How a client goes on after a cut.
#[derive(Debug, Clone, Copy, PartialEq)]
enum GoesOn {
    /// From the last cursor it got.
    Exactly,
    /// From where it stood before the last message it got.
    OneBefore,
    /// From now on.
    FromNow,
}

/// What a message is known by: conversation and number.
type Known = (String, i64);

/// What a client has.
struct Got {
    cursor: String,
    /// Where it stood before the last message.
    before: String,
    messages: Vec<Known>,
    /// Cuts before which something had come.
    midway: u32,
}

impl Got {
    fn take(&mut self, event: pb::Event) {
        if let Some(Payload::Message(message)) = event.payload {
            self.before.clone_from(&self.cursor);
            self.messages.push((message.conversation, message.seq));
        }
        if !event.cursor.is_empty() {
            self.cursor = event.cursor;
        }
    }
}

/// What was received, against what is in the log.
fn compare(received: &[Known], logged: &[Known]) -> Result<(), String> {
    match received.iter().zip(logged).position(|(got, is)| got != is) {
        Some(at) => Err(format!("at {at}: received {:?} where {:?} was logged", received[at], logged[at])),
        None if received.len() != logged.len() => {
            Err(format!("received {} of {} messages", received.len(), logged.len()))
        }
        None => Ok(()),
    }
}

/// One client on a wire of its own that is cut at random places, so many times.
async fn follow(clinic: PathBuf, ida: Person, start: String, rounds: u32, goes_on: GoesOn, seed: u64) -> Got {
    let wire = Proxy::open(&clinic);
    let mut got = Got { cursor: start.clone(), before: start, messages: Vec::new(), midway: 0 };
    let mut dice = Dice::new(seed);
    for _ in 0..rounds {
        // some early, while the stream begins; some late enough for a whole frame of what has piled up meanwhile
        let most = if dice.percent(50) { 6_000 } else { 40_000 };
        wire.cut_after(usize::try_from(dice.below(most)).unwrap());
        let had = got.messages.len();
        let Ok(channel) =
            tonic::transport::Endpoint::from_shared(format!("unix:{}", wire.address().display()))
                .unwrap()
                .connect()
                .await
        else {
            continue;
        };
        let line = Line::new(channel, Some(&ida.token));
        let cursor = match goes_on {
            GoesOn::Exactly => got.cursor.clone(),
            GoesOn::OneBefore => got.before.clone(),
            GoesOn::FromNow => String::new(),
        };
        let Ok(mut stream) = within(watch(&line, &cursor)).await else { continue };
        while let Some(Ok(event)) = within(stream.next()).await {
            got.take(event);
        }
        got.midway += u32::from(got.messages.len() > had);
    }
    got
}

/// Clients watch through wires that are cut at random places while three people write, and what came to each is
/// compared with the log and with the tables.
async fn cut_and_go_on(clients: u64, rounds: u32, goes_on: GoesOn) -> Result<(), String> {
    let clinic = Clinic::open().await;
    let (ana, ben, ida) =
        (clinic.patient("ana").await, clinic.patient("ben").await, clinic.desk("ida").await);
    let (of_ana, of_ben) = (open(&ana, "desk").await, open(&ben, "desk").await);

    let from = begin(&mut watch(&ida, "").await.unwrap()).await;
    let start = clinic.desk_inside().read(|tx| Ok(tx.last_event()?)).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = [(&ana, &of_ana), (&ben, &of_ben), (&ida, &of_ana)]
        .into_iter()
        .map(|(who, conversation)| {
            let (who, conversation, stop) = (who.clone(), conversation.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    say(&who, &conversation, "still there?").await;
                }
            })
        })
        .collect();
    let mut dice = Dice::fresh("stream cuts");
    let following: Vec<_> = (0..clients)
        .map(|_| {
            let (socket, seed) = (clinic.address().to_owned(), dice.roll());
            tokio::spawn(follow(socket, ida.clone(), from.clone(), rounds, goes_on, seed))
        })
        .collect();
    let mut all = Vec::new();
    for it in following {
        all.push(it.await.unwrap());
    }
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
    let everybody = [Audience::Role(Role::Desk)];
    let logged: Vec<Known> = clinic
        .desk_inside()
        .read(move |tx| {
            let mut all = tx.events_after(start, &everybody, usize::MAX)?;
            while !all.whole {
                let more = tx.events_after(all.up_to, &everybody, usize::MAX)?;
                all.events.extend(more.events);
                (all.up_to, all.whole) = (more.up_to, more.whole);
            }
            Ok(all.events)
        })
        .await
        .unwrap()
        .iter()
        .filter_map(|it| match &it.event {
            Event::Message(message) => Some((message.conversation.to_string(), message.seq)),
            _ => None,
        })
        .collect();
    assert!(logged.len() > rounds as usize / 2, "the writers wrote while the wires were cut");
    let (cuts, midway) =
        (clients * u64::from(rounds), all.iter().map(|it| u64::from(it.midway)).sum::<u64>());
    println!("{cuts} cuts, {midway} of them midway, {} events to each of {clients}", logged.len());
    assert!(midway * 10 > cuts, "hardly any cut fell into what came");
    for mut got in all {
        // the rest, on a whole wire
        if goes_on != GoesOn::FromNow {
            let line = Line::new(connect(clinic.address()).await, Some(&ida.token));
            let mut stream = watch(&line, &got.cursor).await.unwrap();
            while got.messages.last() != logged.last() {
                got.take(within(stream.next()).await.unwrap().unwrap());
            }
        }
        compare(&got.messages, &logged)?;
        for conversation in [&of_ana, &of_ben] {
            let asked = pb::GetConversationRequest { name: conversation.clone() };
            let last = ida.conversations().get_conversation(asked).await.unwrap().into_inner().last_seq;
            let seqs: Vec<i64> =
                got.messages.iter().filter(|it| it.0 == *conversation).map(|it| it.1).collect();
            assert_eq!(seqs, (1..=last).collect::<Vec<_>>(), "as it stands in the table");
        }
    }
    Ok(())
}

/// A terminal asks for its lists as soon as it is let in, and opens its stream at the same time: what happens between
/// a list and the stream must be on the stream.
#[tokio::test]
async fn a_stream_that_goes_on_from_the_sign_in_has_all_that_a_list_may_lack() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let conversation = open(&ana, "desk").await;
    say(&ana, &conversation, "before").await;
    let asked = pb::SignInRequest {
        login: ida.user.user_name.clone(),
        password: PASSWORD.to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = clinic.stranger().sessions().sign_in(asked).await.unwrap().into_inner();
    let since = opened.cursor.clone();
    let terminal = Person::new(clinic.channel(), opened);
    // the lists were answered; then something happens; then the stream is opened
    say(&ana, &conversation, "between").await;
    let mut stream = watch(&terminal, &since).await.unwrap();
    let mut late = watch(&terminal, "").await.unwrap();
    begin(&mut stream).await;
    begin(&mut late).await;
    say(&ana, &conversation, "after").await;
    for (stream, heard) in [(&mut stream, vec!["between", "after"]), (&mut late, vec!["after"])] {
        let mut said = Vec::new();
        while said.last().is_none_or(|it| it != "after") {
            if let Some(Payload::Message(it)) = within(stream.next()).await.unwrap().unwrap().payload {
                said.push(it.body);
            }
        }
        assert_eq!(said, heard);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_streams_cut_at_a_thousand_random_places_give_everything_once_and_in_order() {
    let cuts = std::env::var("PRAXIS_STREAM_CUTS").map_or(1000, |it| it.parse().unwrap());
    cut_and_go_on(20, cuts / 20, GoesOn::Exactly).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_goes_on_one_event_early_is_caught() {
    let caught = cut_and_go_on(1, 30, GoesOn::OneBefore).await;
    assert!(caught.is_err(), "what came twice must be seen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_go_on_from_its_cursor_is_caught() {
    let caught = cut_and_go_on(1, 30, GoesOn::FromNow).await;
    assert!(caught.is_err(), "what was lost must be seen");
}

#[tokio::test]
async fn a_stream_goes_on_after_the_server_was_killed() {
    let mut clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let conversation = open(&ana, "desk").await;
    let mut stream = watch(&ida, "").await.unwrap();
    let cursor = begin(&mut stream).await;
    say(&ana, &conversation, "before").await;
    clinic.restart().await;
    say(&ana, &conversation, "after").await;
    let mut stream = watch(&ida, &cursor).await.unwrap();
    assert_eq!(begin(&mut stream).await, cursor);
    let mut bodies = Vec::new();
    while bodies.len() < 2 {
        if let Some(Payload::Message(it)) = within(stream.next()).await.unwrap().unwrap().payload {
            bodies.push(it.body);
        }
    }
    assert_eq!(bodies, ["before", "after"]);
}

#[tokio::test]
async fn a_stopping_server_ends_streams_as_unavailable() {
    let mut clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let mut stream = watch(&ida, "").await.unwrap();
    begin(&mut stream).await;
    let (ended, ()) = tokio::join!(end(&mut stream), clinic.stop());
    assert_eq!((ended.code(), ended.reason().as_str()), (Code::Unavailable, "UNAVAILABLE"));
}

#[tokio::test]
async fn the_end_of_a_session_ends_its_streams_and_no_others() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let (second, third) = (ida.another_terminal().await, ida.another_terminal().await);
    let mut streams = Vec::new();
    for who in [&ida, &second, &third] {
        let mut stream = watch(who, "").await.unwrap();
        begin(&mut stream).await;
        streams.push(stream);
    }
    let asked = pb::EndSessionRequest { request_id: fresh(), name: second.session().await };
    ida.sessions().end_session(asked).await.unwrap();
    let ended = end(&mut streams[1]).await;
    assert_eq!((ended.code(), ended.reason().as_str()), (Code::Unauthenticated, "SESSION_ENDED"));
    third.sessions().sign_out(pb::SignOutRequest { request_id: fresh() }).await.unwrap();
    assert_eq!(end(&mut streams[2]).await.reason(), "SESSION_ENDED");
    assert_eq!(watch(&third, "").await.unwrap_err().code(), Code::Unauthenticated);
    let conversation = open(&ana, "desk").await;
    say(&ana, &conversation, "anybody?").await;
    while !matches!(within(streams[0].next()).await.unwrap().unwrap().payload, Some(Payload::Message(_))) {}
}

#[tokio::test]
async fn a_disabled_account_hears_nothing_more() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let mut stream = watch(&ida, "").await.unwrap();
    begin(&mut stream).await;
    let asked = pb::DisableUserRequest { request_id: fresh(), name: ida.name() };
    clinic.admin().users().disable_user(asked).await.unwrap();
    let conversation = open(&ana, "desk").await;
    say(&ana, &conversation, "secret").await;
    within(async {
        loop {
            match stream.next().await.unwrap() {
                Ok(event) => assert!(!matches!(event.payload, Some(Payload::Message(_)))),
                Err(ended) => break assert_eq!(ended.reason(), "SESSION_ENDED"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_that_expires_ends_its_stream_before_the_next_event() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let conversation = open(&ana, "desk").await;
    let mut stream = watch(&ida, "").await.unwrap();
    begin(&mut stream).await;
    clinic.pass(chrono::Duration::hours(13));
    let again = ana.another_terminal().await;
    say(&again, &conversation, "too late").await;
    let next = within(stream.next()).await.unwrap();
    assert_eq!(next.unwrap_err().reason(), "SESSION_ENDED");
}

#[tokio::test]
async fn another_role_sees_other_things_on_the_same_stream() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let olu = clinic.engage("olu", &[pb::Role::Desk, pb::Role::Admin]).await;
    let conversation = open(&ana, "desk").await;
    let mut stream = watch(&olu, "").await.unwrap();
    begin(&mut stream).await;
    let set = |roles: &[pb::Role]| {
        let asked = pb::SetUserRolesRequest {
            request_id: fresh(),
            name: olu.name(),
            roles: roles.iter().map(|&it| it.into()).collect(),
            ..Default::default()
        };
        let mut users = clinic.admin().users();
        async move { users.set_user_roles(asked).await.unwrap() }
    };
    set(&[pb::Role::Admin]).await;
    say(&ana, &conversation, "not for an administrator").await;
    let zoe = clinic.engage("zoe", &[pb::Role::Doctor]).await;
    within(async {
        loop {
            match stream.next().await.unwrap().unwrap().payload {
                Some(Payload::User(it)) if it.name == zoe.name() => break,
                Some(Payload::Message(it)) => panic!("an administrator was told {:?}", it.body),
                _ => {}
            }
        }
    })
    .await;
    set(&[pb::Role::Admin, pb::Role::Desk]).await;
    say(&ana, &conversation, "for the desk").await;
    within(async {
        while !matches!(
            stream.next().await.unwrap().unwrap().payload,
            Some(Payload::Message(it)) if it.body == "for the desk"
        ) {}
    })
    .await;
}

#[tokio::test]
async fn who_is_a_doctor_no_more_is_told_nothing_of_patients_from_that_moment_on() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let ebba = clinic.engage("ebba", &[pb::Role::Doctor, pb::Role::Patient]).await;
    clinic.give_hours(&ebba).await;
    let visit = clinic.book_approved(&ana, &ebba, "2027-03-02 10:00").await;
    let (to_ebba, of_ebba) = (open(&ana, &ebba.doctor()).await, open(&ebba, "desk").await);
    let mut stream = watch(&ebba, "").await.unwrap();
    begin(&mut stream).await;
    let chart = async |allergies: &str| {
        let asked = pb::UpdatePatientChartRequest {
            request_id: fresh(),
            chart: Some(pb::PatientChart {
                name: format!("{}/chart", ana.patient()),
                allergies: allergies.to_owned(),
                ..pb::PatientChart::default()
            }),
            ..pb::UpdatePatientChartRequest::default()
        };
        ana.patients().update_patient_chart(asked).await.unwrap()
    };
    // what is told until one of her own messages comes, by kind
    let told = async |stream: &mut Streaming<pb::Event>, fence: &str| {
        say(&ebba, &of_ebba, fence).await;
        let mut told = Vec::new();
        within(async {
            loop {
                match stream.next().await.unwrap().unwrap().payload {
                    Some(Payload::Message(it)) if it.body == fence => break,
                    Some(Payload::Message(_)) => told.push("message"),
                    Some(Payload::Appointment(_)) => told.push("visit"),
                    Some(Payload::PatientChartChanged(_)) => told.push("chart"),
                    Some(Payload::Notice(_)) => told.push("notice"),
                    _ => {}
                }
            }
        })
        .await;
        told
    };
    say(&ana, &to_ebba, "to my doctor").await;
    chart("penicillin").await;
    assert_eq!(told(&mut stream, "as a doctor").await, ["message", "chart"]);

    let asked = pb::SetUserRolesRequest {
        request_id: fresh(),
        name: ebba.name(),
        roles: vec![pb::Role::Patient.into()],
        ..Default::default()
    };
    clinic.admin().users().set_user_roles(asked).await.unwrap();
    chart("pollen").await;
    let asked = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: visit.name,
        expected_version: visit.version,
        reason: "cannot come".to_owned(),
        ..pb::CancelAppointmentRequest::default()
    };
    ana.appointments().cancel_appointment(asked).await.unwrap();
    assert_eq!(told(&mut stream, "as a patient").await, [""; 0]);
}

#[tokio::test]
async fn a_cursor_that_is_none_or_too_old_or_of_another_future_is_refused() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    for cursor in ["x", "e", "e-1", "eFF", "e1g", "17", "e11111111111111111"] {
        let refused = watch(&ida, cursor).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.fields()),
            (Code::InvalidArgument, vec!["cursor".to_owned()]),
            "{cursor}"
        );
    }
    let refused = watch(&ida, "efffffff").await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::OutOfRange, "CURSOR_PRUNED"));

    let cursor = begin(&mut watch(&ida, "").await.unwrap()).await;
    let conversation = open(&ana, "desk").await;
    say(&ana, &conversation, "long ago").await;
    clinic.pass(chrono::Duration::days(15));
    let (ana, ida) = (ana.another_terminal().await, ida.another_terminal().await);
    // each new event forgets a few old ones
    for _ in 0..20 {
        say(&ana, &conversation, "now").await;
    }
    let refused = watch(&ida, &cursor).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::OutOfRange, "CURSOR_PRUNED"));
    begin(&mut watch(&ida, "").await.unwrap()).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_nothing_and_holds_nobody_up() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let conversation = open(&ana, "desk").await;
    // a connection of its own, whose windows fill up while nobody reads
    let slow = Line::new(connect(clinic.address()).await, Some(&ida.token));
    let mut stream = watch(&slow, "").await.unwrap();
    begin(&mut stream).await;
    let body = "x".repeat(1900);
    let all = 700;
    let writing = (0..all).map(|_| say(&ana, &conversation, &body));
    futures_util::stream::iter(writing).buffer_unordered(32).collect::<()>().await;
    let mut expected = 1;
    while expected <= all {
        if let Some(Payload::Message(it)) = within(stream.next()).await.unwrap().unwrap().payload {
            assert_eq!(it.seq, expected);
            expected += 1;
        }
    }
}

#[tokio::test]
async fn who_holds_one_role_is_not_told_what_is_for_another() {
    let clinic = Clinic::open().await;
    let (ana, ben, ebba) =
        (clinic.patient("ana").await, clinic.patient("ben").await, clinic.doctor("ebba").await);
    clinic.give_hours(&ebba).await;
    let mut of_ana = watch(&ana, "").await.unwrap();
    let mut of_ben = watch(&ben, "").await.unwrap();
    begin(&mut of_ana).await;
    begin(&mut of_ben).await;
    let visit = clinic.book_approved(&ana, &ebba, "2027-03-02 10:00").await;
    within(async {
        loop {
            if let Some(Payload::Appointment(it)) = of_ana.next().await.unwrap().unwrap().payload {
                assert_eq!(
                    (it.name.as_str(), it.note.as_str(), it.undo_until),
                    (visit.name.as_str(), "", None)
                );
                break;
            }
        }
    })
    .await;
    let conversation = open(&ben, "desk").await;
    say(&ben, &conversation, "mine").await;
    loop {
        match within(of_ben.next()).await.unwrap().unwrap().payload {
            Some(Payload::Message(it)) => break assert_eq!(it.body, "mine"),
            Some(Payload::Appointment(_) | Payload::Patient(_) | Payload::User(_)) => {
                panic!("of somebody else")
            }
            _ => {}
        }
    }
}

/// A stream straight from the service, so that its time can be turned by hand.
async fn watch_inside(
    clinic: &Clinic,
    who: &Person,
) -> impl futures_util::Stream<Item = Result<pb::Event, Status>> + use<> {
    let desk = clinic.desk_inside().clone();
    let bearer = Bearer::Session(praxis_server::secret::hash_token(&who.token));
    let found = find(&desk, &bearer).await.unwrap();
    let mut request = tonic::Request::new(pb::WatchEventsRequest::default());
    request.extensions_mut().insert(Entered {
        method: "EventService/WatchEvents".into(),
        caller: Some(found.caller(&desk, Reach::OWN)),
        bearer: Some(bearer),
        found: Some(found),
        source: Source::Inside,
        fresh: false,
        while_locked: false,
        mutates: false,
    });
    Events { desk }.watch_events(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_quiet_stream_says_that_it_lives_and_ends_of_old_age() {
    let clinic = Clinic::open().await;
    let (ana, ben) = (clinic.patient("ana").await, clinic.patient("ben").await);
    let conversation = open(&ana, "desk").await;
    let mut stream = watch_inside(&clinic, &ben).await;
    let first = stream.next().await.unwrap().unwrap();
    say(&ana, &conversation, "nothing to do with ben").await;
    tokio::time::pause();
    let opened = tokio::time::Instant::now();
    let mut heard = opened;
    let mut cursor = first.cursor.clone();
    let ended = loop {
        match stream.next().await.unwrap() {
            Ok(event) => {
                assert!(matches!(event.payload, Some(Payload::Bookmark(_))), "{event:?}");
                assert!(heard.elapsed().as_secs() <= 30, "silent for {:?}", heard.elapsed());
                heard = tokio::time::Instant::now();
                cursor = event.cursor;
            }
            Err(status) => break status,
        }
    };
    assert_eq!((ended.code(), ended.reason().as_str()), (Code::Unavailable, "UNAVAILABLE"));
    let age = opened.elapsed().as_secs();
    assert!((27 * 60..=33 * 60).contains(&age), "it ended after {age} seconds");
    assert_ne!(cursor, first.cursor, "what happened for others is passed over");
    assert!(stream.next().await.is_none(), "a stream ends once");
    tokio::time::resume();
    let mut again = watch(&ben, &cursor).await.unwrap();
    assert_eq!(begin(&mut again).await, cursor);
}
