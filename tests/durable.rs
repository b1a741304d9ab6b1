//! The promise of the README under SIGKILL: what was answered with OK is there after
//! the server comes back, whole and once; what was not answered is there whole or not
//! at all, and asking again under the same request id is safe.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex},
};

use praxis_shared::pb;
use praxis_tests::{Person, Process, fresh, process::engage, within};
use prost_types::Timestamp;
use tokio::sync::mpsc;

const ROUNDS: usize = 10;

/// One act that a writer tried.
#[derive(Debug, Clone)]
enum Act {
    Book(pb::BookAppointmentRequest),
    Say(pb::SendMessageRequest),
}

/// What a writer saw of its acts, as a person at a terminal would.
#[derive(Debug, Default)]
struct Ledger {
    visits: Vec<pb::Appointment>,
    messages: Vec<pb::Message>,
    /// Tried, and no answer came.
    unknown: Vec<Act>,
}

type Shared = Arc<Mutex<Ledger>>;

impl Act {
    /// Tries it; whether it was answered.
    async fn attempt(self, who: &Person, ledger: &Shared) -> bool {
        let done = match &self {
            Self::Book(asked) => who
                .appointments()
                .book_appointment(asked.clone())
                .await
                .map(|it| ledger.lock().unwrap().visits.push(it.into_inner())),
            Self::Say(asked) => who
                .conversations()
                .send_message(asked.clone())
                .await
                .map(|it| ledger.lock().unwrap().messages.push(it.into_inner())),
        };
        if let Err(status) = &done {
            let cut = ["UNAVAILABLE", ""].contains(&praxis_tests::Refused::reason(status).as_str());
            assert!(cut, "an act was refused instead of cut: {status:?}");
            ledger.lock().unwrap().unknown.push(self);
        }
        done.is_ok()
    }
}

/// Half an hour each, one after the other, so that no two of a writer's visits meet.
fn slot(first: i64, number: i64) -> Timestamp {
    Timestamp { seconds: first + number * 1800, nanos: 0 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_was_answered_is_there_after_each_of_ten_kills() {
    let program = Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"));
    let (mut server, admin) = Process::open(program).await;
    let ida = engage(&admin, "ida", pb::Role::Desk).await;
    let mut writers = Vec::new();
    for (doctor, patient) in [("moreau", "ana"), ("braun", "bob")] {
        let doctor = engage(&admin, doctor, pb::Role::Doctor).await;
        let patient = engage(&admin, patient, pb::Role::Patient).await;
        let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
        let talk = patient.conversations().open_conversation(asked).await.unwrap().into_inner().name;
        writers.push((doctor, patient, talk));
    }
    // the server's own clock says when the future begins
    let now = ida.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    let first = now.session.unwrap().create_time.unwrap().seconds / 1800 * 1800 + 7200;

    let ledger = Shared::default();
    let mut booked = 0;
    for round in 0..ROUNDS {
        let (told, mut answers) = mpsc::unbounded_channel();
        let mut at_work = Vec::new();
        for (doctor, patient, talk) in &writers {
            let acts = {
                let (doctor, patient, talk) = (doctor.doctor(), patient.patient(), talk.clone());
                move |number: i64| {
                    let book = Act::Book(pb::BookAppointmentRequest {
                        request_id: fresh(),
                        patient: patient.clone(),
                        doctor: doctor.clone(),
                        start_time: Some(slot(first, booked + number)),
                        length_minutes: 30,
                        r#override: Some(pb::Override {
                            kinds: vec![pb::OverrideKind::OutsideHours.into()],
                            reason: "works whenever needed".to_owned(),
                        }),
                        ..pb::BookAppointmentRequest::default()
                    });
                    let body = format!("round {round}, message {number}");
                    let say = Act::Say(pb::SendMessageRequest {
                        request_id: fresh(),
                        conversation: talk.clone(),
                        body,
                    });
                    (book, say)
                }
            };
            for books in [true, false] {
                let (told, ledger, acts) = (told.clone(), Arc::clone(&ledger), acts.clone());
                let who = if books { ida.over(server.channel()) } else { patient.over(server.channel()) };
                at_work.push(tokio::spawn(async move {
                    for number in 0.. {
                        let (book, say) = acts(number);
                        if !(if books { book } else { say }).attempt(&who, &ledger).await {
                            break;
                        }
                        if told.send(()).is_err() {
                            break;
                        }
                    }
                }));
            }
        }
        drop(told);
        // a moment nobody chose: after so many answers, in the middle of whatever is under way
        let mut moment = [0];
        getrandom::fill(&mut moment).unwrap();
        for _ in 0..3 + usize::from(moment[0] % 60) {
            within(answers.recv()).await.expect("the writers write until the server dies");
        }
        server.kill();
        drop(answers);
        for writer in at_work {
            within(writer).await.unwrap();
        }
        server.start();
        booked += 1000;
        check(&server, &ida, &writers, &ledger).await;
    }
    let ledger = ledger.lock().unwrap();
    assert!(ledger.visits.len() >= ROUNDS && ledger.messages.len() >= ROUNDS, "hardly anything was written");
    assert_integrity(&server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_forgot_an_answer_is_caught() {
    let program = Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"));
    let (mut server, admin) = Process::open(program).await;
    let ida = engage(&admin, "ida", pb::Role::Desk).await;
    let (doctor, patient) =
        (engage(&admin, "moreau", pb::Role::Doctor).await, engage(&admin, "ana", pb::Role::Patient).await);
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let talk = patient.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let ledger = Shared::default();
    for body in ["one", "two"] {
        let act = Act::Say(pb::SendMessageRequest {
            request_id: fresh(),
            conversation: talk.clone(),
            body: body.to_owned(),
        });
        assert!(act.attempt(&patient, &ledger).await);
    }
    let writers = vec![(doctor, patient, talk)];
    server.kill();
    server.start();
    check(&server, &ida, &writers, &ledger).await;

    // a build that answers before it is durable looks like this after the crash
    server.kill();
    let file = rusqlite::Connection::open(server.database()).unwrap();
    assert_eq!(file.execute("DELETE FROM message WHERE body = 'two'", []).unwrap(), 1);
    drop(file);
    server.start();
    let checked = tokio::spawn(async move { check(&server, &ida, &writers, &ledger).await });
    assert!(within(checked).await.unwrap_err().is_panic(), "a lost message was not noticed");
}

/// Asks again for what was not answered, then compares everything with what the server has.
async fn check(server: &Process, ida: &Person, writers: &[(Person, Person, String)], ledger: &Shared) {
    let ida = ida.over(server.channel());
    let unknown = std::mem::take(&mut ledger.lock().unwrap().unknown);
    for act in unknown {
        let who = match &act {
            Act::Book(_) => ida.clone(),
            Act::Say(asked) => {
                let of = |it: &&(Person, Person, String)| it.2 == asked.conversation;
                writers.iter().find(of).unwrap().1.over(server.channel())
            }
        };
        assert!(act.attempt(&who, ledger).await, "the server is back");
    }
    let mut stored = BTreeMap::new();
    for (doctor, ..) in writers {
        stored.extend(visits(&ida, doctor).await.into_iter().map(|it| (it.name.clone(), it)));
    }
    let acknowledged: BTreeMap<_, _> =
        ledger.lock().unwrap().visits.iter().map(|it| (it.name.clone(), it.clone())).collect();
    assert_eq!(stored.keys().collect::<Vec<_>>(), acknowledged.keys().collect::<Vec<_>>());
    for (name, visit) in &acknowledged {
        let kept = &stored[name];
        assert_eq!(
            (kept.state, kept.start_time, kept.version),
            (visit.state, visit.start_time, visit.version)
        );
    }
    for (_, patient, talk) in writers {
        let kept = messages(&patient.over(server.channel()), talk).await;
        let numbers: Vec<_> = kept.iter().map(|it| it.seq).collect();
        assert_eq!(numbers, (1..=kept.len() as i64).collect::<Vec<_>>(), "numbered without gaps");
        let kept: BTreeSet<_> = kept.into_iter().map(|it| (it.seq, it.body)).collect();
        let said: BTreeSet<_> = ledger
            .lock()
            .unwrap()
            .messages
            .iter()
            .filter(|it| it.conversation == *talk)
            .map(|it| (it.seq, it.body.clone()))
            .collect();
        assert_eq!(kept, said);
    }
}

async fn visits(ida: &Person, doctor: &Person) -> Vec<pb::Appointment> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = pb::ListAppointmentsRequest {
            filter: Some(pb::AppointmentFilter { doctor: doctor.doctor(), ..Default::default() }),
            page_size: 200,
            page_token,
            ..pb::ListAppointmentsRequest::default()
        };
        let page = ida.appointments().list_appointments(asked).await.unwrap().into_inner();
        all.extend(page.appointments);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

async fn messages(who: &Person, talk: &str) -> Vec<pb::Message> {
    let mut all: Vec<pb::Message> = Vec::new();
    loop {
        let asked = pb::ListMessagesRequest {
            conversation: talk.to_owned(),
            after_seq: all.last().map_or(0, |it| it.seq),
            before_seq: if all.is_empty() { 2 } else { 0 },
            page_size: 200,
            ..pb::ListMessagesRequest::default()
        };
        let page = who.conversations().list_messages(asked).await.unwrap().into_inner().messages;
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// Nothing in the file is broken, and every act that was done left its row in the log of acts.
fn assert_integrity(server: &Process) {
    let file = rusqlite::Connection::open(server.database()).unwrap();
    let whole: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let count = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    for (table, method) in [
        ("appointment", "AppointmentService/BookAppointment"),
        ("message", "ConversationService/SendMessage"),
    ] {
        let rows = count(&format!("SELECT count(*) FROM {table}"));
        let acts = count(&format!("SELECT count(*) FROM audit WHERE method = '{method}' AND outcome = 'ok'"));
        assert_eq!(rows, acts, "{table}");
    }
}
