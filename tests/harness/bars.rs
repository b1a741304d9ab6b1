//! The client in a terminal, measured: how much it writes, how soon, and how often it stirs. What is measured here is
//! held against the bars by `terminal_bars` where it does not depend on time, and told by the program `terminal` where
//! it does.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use praxis::config::Memory;
use praxis_server::demo;
use praxis_shared::pb;
use prost_types::FieldMask;

use crate::{
    Line, Person, Process, fresh,
    gauge::{Effort, frames},
    pty::{Program, Pty},
};

/// The clerk who sits at the terminal.
pub const CLERK: &str = "ida.hansen";
/// The clerk who makes things happen elsewhere.
pub const COLLEAGUE: &str = "tom.reyes";
/// So long after the last byte, an answer to a key is whole.
pub const WHOLE: Duration = Duration::from_millis(150);

/// Calls of one session that the server lets be under way, with some to spare.
const AT_ONCE: usize = 6;

/// What is said: each fits in one line, and no two that follow one another are alike.
const SAID: [&str; 7] = [
    "Room 2 is free now.",
    "Can you print the consent?",
    "Mr Dietz waits since ten.",
    "The courier comes at four.",
    "Values are in the tray.",
    "Please ring the pharmacy.",
    "Ms Okoro asks for next week.",
];

const ESCAPE: &str = "\u{1b}";
const CTRL_L: &str = "\u{c}";
const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
const PAGE_UP: &str = "\u{1b}[5~";

/// What one act cost the line to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Bytes written.
    pub bytes: usize,
    /// Frames drawn.
    pub frames: usize,
    /// From the act to the last byte.
    pub took: Duration,
}

/// A client that knows this server on the network, at another port of this machine if it is reached through a line.
///
/// # Panics
/// If what it knows cannot be written down.
#[must_use]
pub fn client(program: &Path, server: &Process, port: Option<u16>) -> Program {
    let program = Program::new(program);
    let (place, fingerprint) = server.place();
    let address = format!("{}:{}", place.host, port.unwrap_or(place.port));
    let directory = program.home().join(".config/praxis");
    std::fs::create_dir_all(&directory).unwrap();
    Memory::at(&directory).known_servers().unwrap().add(&address, fingerprint).unwrap();
    program.args(&["--server", &address])
}

/// A client at the socket of this server.
#[must_use]
pub fn client_at_socket(program: &Path, server: &Process) -> Program {
    Program::new(program).args(&["--server", &format!("unix:{}", server.socket().display())])
}

/// Somebody of the sample clinic, signed in without a terminal.
///
/// # Panics
/// If the server refuses.
pub async fn person(server: &Process, login: &str) -> Person {
    let channel = server.channel();
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: demo::PASSWORD.to_owned(),
        client_label: "elsewhere".to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = Line::new(channel.clone(), None).sessions().sign_in(asked).await.unwrap().into_inner();
    Person::new(channel, opened)
}

/// Whether the whole first frame is there.
#[must_use]
pub fn is_sign_in(text: &str) -> bool {
    text.contains("Sign in") && text.lines().count() == 24
}

/// Whether the board is there with its visits.
#[must_use]
pub fn is_board(text: &str) -> bool {
    text.contains("[1Board]") && text.lines().any(|line| line.starts_with("> "))
}

/// Signs the clerk in; how long it took from the last key to the board with its visits.
pub fn sign_in(pty: &mut Pty) -> Duration {
    pty.wait_for("sign-in screen that is live", |screen| {
        let text = screen.contents();
        is_sign_in(&text) && text.contains("live")
    });
    pty.send(&format!("{CLERK}\r"));
    pty.send(demo::PASSWORD);
    pty.wait_for_silence(WHOLE);
    let sent = Instant::now();
    pty.send("\r");
    pty.wait_for("board", |screen| is_board(&screen.contents()));
    let (filled, _) = pty.first_time(|screen| is_board(&screen.contents())).expect("it was there");
    filled - sent
}

/// What these keys cost, once there is nothing more for `quiet`.
pub fn keys(pty: &mut Pty, keys: &str, quiet: Duration) -> Cost {
    let (mark, sent) = (pty.mark(), Instant::now());
    pty.send(keys);
    whole(pty, mark, sent, quiet)
}

fn whole(pty: &Pty, mark: usize, sent: Instant, quiet: Duration) -> Cost {
    pty.wait_for("answer", |_| true);
    let mut before = mark;
    loop {
        pty.wait_for_silence(quiet);
        let now = pty.mark();
        // the first byte may be later than the silence that was waited for
        if now > mark && now == before {
            break;
        }
        before = now;
        if now == mark && sent.elapsed() > crate::PATIENCE {
            panic!("nothing came:\n{}", pty.text());
        }
    }
    let bytes = pty.since(mark);
    let (_, last) = pty.span_since(mark).expect("something came");
    Cost { bytes: bytes.len(), frames: frames(&bytes), took: last - sent }
}

/// Goes home to the board, from wherever a digit led.
pub fn home(pty: &mut Pty) {
    for _ in 0..4 {
        if pty.text().contains("[LIST]") || pty.text().contains("[GRID]") {
            break;
        }
        pty.send(ESCAPE);
        pty.wait_for_silence(WHOLE);
    }
    pty.send("g1");
    pty.wait_for("board", |screen| is_board(&screen.contents()));
    pty.wait_for_silence(WHOLE);
}

/// The cursor down and up the board, row by row.
pub fn rows(pty: &mut Pty, count: usize, quiet: Duration) -> Vec<Cost> {
    // not the first row, from which no key leads up, and not so far that the list scrolls
    (0..count).map(|at| keys(pty, if at % 8 < 4 { DOWN } else { UP }, quiet)).collect()
}

/// Letters typed into a message, and taken back when there are many.
pub fn letters(pty: &mut Pty, count: usize, quiet: Duration) -> Vec<Cost> {
    let mut costs = Vec::new();
    for at in 0..count {
        if at > 0 && at % 30 == 0 {
            keys(pty, &"\u{7f}".repeat(30), quiet);
        }
        costs.push(keys(pty, ["a", "e", "n", "r", "s"][at % 5], quiet));
    }
    keys(pty, &"\u{7f}".repeat(30), quiet);
    costs
}

/// Each screen of the clerk from the board, and the whole of it drawn anew.
pub fn screens(pty: &mut Pty) -> Vec<(String, Cost, Cost)> {
    let anew = keys(pty, CTRL_L, WHOLE);
    let mut found = vec![("Board".to_owned(), anew, anew)];
    for (digit, name) in [("2", "Book"), ("3", "Patients"), ("4", "Chat")] {
        let switched = keys(pty, digit, WHOLE);
        let whole = keys(pty, CTRL_L, WHOLE);
        found.push((name.to_owned(), switched, whole));
        home(pty);
    }
    found
}

/// The conversation between the two clerks.
pub struct Talk {
    colleague: Person,
    name: String,
    said: usize,
}

impl Talk {
    /// As the colleague has it.
    ///
    /// # Panics
    /// If there is none.
    pub async fn of(colleague: &Person) -> Self {
        let asked = pb::ListConversationsRequest::default();
        let listed = colleague.conversations().list_conversations(asked).await.unwrap().into_inner();
        let name =
            listed.conversations.into_iter().find(|it| it.title.contains("Hansen")).expect("they talk").name;
        Self { colleague: colleague.clone(), name, said: 0 }
    }

    /// Says one line of usual length, unlike the one before, and gives it.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn say(&mut self) -> String {
        let said = SAID[self.said % SAID.len()];
        self.said += 1;
        let body = format!("{}: {said}", self.said);
        let (request_id, conversation) = (fresh(), self.name.clone());
        let asked = pb::SendMessageRequest { request_id, conversation, body: body.clone() };
        self.colleague.conversations().send_message(asked).await.unwrap();
        body
    }

    /// Says so many lines as fast as the server takes them.
    ///
    /// # Panics
    /// If the server refuses.
    pub async fn say_many(&mut self, count: usize) {
        let mut calls = tokio::task::JoinSet::new();
        for at in 0..count {
            if calls.len() >= AT_ONCE {
                calls.join_next().await.unwrap().unwrap();
            }
            let (mut clients, conversation) = (self.colleague.conversations(), self.name.clone());
            calls.spawn(async move {
                let body = format!("Line {at} of a long talk between two who sit at two desks.");
                let asked = pb::SendMessageRequest { request_id: fresh(), conversation, body };
                clients.send_message(asked).await.unwrap();
            });
        }
        while let Some(done) = calls.join_next().await {
            done.unwrap();
        }
    }

    /// Opens it in the terminal.
    pub async fn open_in(&mut self, pty: &mut Pty) {
        // the newest one stands first
        let said = self.say().await;
        pty.send("4");
        pty.wait_for_text("> Reyes");
        pty.send("\r");
        pty.wait_for_text("[TYPE]");
        pty.wait_for_text(&said);
        pty.wait_for_silence(WHOLE);
    }

    /// What lines cost that come in while the conversation is open.
    pub async fn lines(&mut self, pty: &Pty, count: usize) -> Vec<Cost> {
        let mut costs = Vec::new();
        for _ in 0..count {
            let (mark, sent) = (pty.mark(), Instant::now());
            self.say().await;
            costs.push(whole(pty, mark, sent, WHOLE));
        }
        costs
    }
}

/// Asks for older messages until this one is among them.
pub fn read_back(pty: &mut Pty, first: &str) {
    let end = Instant::now() + crate::PATIENCE * 5;
    while !pty.text().contains(first) {
        assert!(Instant::now() < end, "{first:?} never came:\n{}", pty.text());
        keys(pty, PAGE_UP, Duration::from_millis(10));
    }
}

/// What a client does while nothing happens.
#[derive(Debug, Clone)]
pub struct Idle {
    /// How often it woke, how long it worked.
    pub effort: Effort,
    /// Bytes it wrote.
    pub bytes: usize,
    /// Frames it drew.
    pub frames: usize,
}

/// Looks at a client for so long.
pub async fn idle(pty: &Pty, time: Duration) -> Idle {
    let (mark, before) = (pty.mark(), Effort::of(pty.pid()));
    tokio::time::sleep(time).await;
    let bytes = pty.since(mark);
    Idle { effort: Effort::of(pty.pid()).since(&before), bytes: bytes.len(), frames: frames(&bytes) }
}

/// What many changes at once made of the board.
#[derive(Debug, Clone, Copy)]
pub struct Storm {
    /// Changes made.
    pub changes: usize,
    /// From before the first to after the last byte of what it led to.
    pub took: Duration,
    /// Bytes written.
    pub bytes: usize,
    /// Frames drawn.
    pub frames: usize,
}

/// Changes visits of today, one after the other within a second where the machine can do it.
///
/// # Panics
/// If the server refuses.
pub async fn storm(pty: &Pty, clerk: &Person, changes: usize) -> Storm {
    let visits = today(clerk).await;
    let (mark, begun) = (pty.mark(), Instant::now());
    let mut calls = tokio::task::JoinSet::new();
    for at in 0..changes {
        let due =
            begun + Duration::from_secs(1) * u32::try_from(at).unwrap() / u32::try_from(changes).unwrap();
        if calls.len() >= AT_ONCE {
            calls.join_next().await.unwrap().unwrap();
        }
        let (mut clients, name) = (clerk.appointments(), visits[at % visits.len()].clone());
        calls.spawn(async move {
            tokio::time::sleep_until(due.into()).await;
            let asked = pb::UpdateAppointmentRequest {
                request_id: fresh(),
                // another one each time: what changes nothing is no event
                appointment: Some(pb::Appointment { name, note: format!("note {at}"), ..Default::default() }),
                update_mask: Some(FieldMask { paths: vec!["note".to_owned()] }),
                expected_version: 0,
            };
            clients.update_appointment(asked).await.unwrap();
        });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    pty.wait_for_silence(Duration::from_millis(600));
    let bytes = pty.since(mark);
    let (_, last) = pty.span_since(mark).expect("the board changes");
    Storm { changes, took: last - begun, bytes: bytes.len(), frames: frames(&bytes) }
}

/// The visits of today that are open.
async fn today(clerk: &Person) -> Vec<String> {
    use chrono::Datelike;
    let today = praxis_server::clock::Clock::system().now().with_timezone(&crate::when::ZONE).date_naive();
    let small = |number: u32| i32::try_from(number).unwrap();
    let date = pb::Date { year: today.year(), month: small(today.month()), day: small(today.day()) };
    let asked = pb::ListAppointmentsRequest {
        filter: Some(pb::AppointmentFilter {
            from_date: Some(date),
            to_date: Some(date),
            ..pb::AppointmentFilter::default()
        }),
        page_size: 200,
        ..pb::ListAppointmentsRequest::default()
    };
    let page = clerk.appointments().list_appointments(asked).await.unwrap().into_inner();
    page.appointments.into_iter().map(|it| it.name).collect()
}
