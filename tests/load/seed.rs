//! Years of a clinic's life, written into its database while nobody serves it: through the server's own store, so that
//! seals, search keys, the audit chain and its signed heads are as if people had done it all, and no server has to be
//! made differently to serve it. What a patient's terminal would have asked for meanwhile (events, notices, answers
//! kept for a retry) is forgotten by then anyway.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use praxis_server::{
    anchor::Anchor,
    clock::Clock,
    domain::{
        appointment::{
            Actor, Appointment, Buffers, DoctorBrief, PatientBrief, State, Transition, Verb, Visit, VisitKind,
        },
        audit::{Act, DONE, Who},
        contact::EmergencyContact,
        conversation::{Conversation, Message, Parties, Progress, Side},
        patient::{Gender, Patient},
        people::{Address, Role, Roles, User, UserState},
    },
    store::{self, Head, Saved, Tx, snapshot},
};
use praxis_shared::id::{AppointmentId, ConversationId, DoctorId, PatientId, UserId};
use praxis_tests::fresh;
use rusqlite::Connection;

use crate::{
    server::Server,
    world::{World, name_of},
};

/// Visits of a doctor's day.
const A_DAY: u64 = 16;
/// Messages of a conversation: a page of them, and so many conversations that each doctor has more than a page of those.
const A_TALK: u64 = 50;
/// Conversations of each doctor in which the last message is unread, however many there are: what somebody has still
/// to answer does not grow with the age of a clinic.
const UNANSWERED: usize = 10;
/// Rows of one transaction.
const AT_ONCE: u64 = 50_000;
/// Acts that one signed head covers, as in a server at work.
const A_HEAD: i64 = 256;

/// How much.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Amount {
    /// Patients.
    pub(crate) patients: u64,
    /// Visits that are over.
    pub(crate) visits: u64,
    /// Messages.
    pub(crate) messages: u64,
}

/// What there is afterwards.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    /// Conversations, each with the number of its doctor.
    pub(crate) talks: Vec<(usize, String)>,
    /// Those of them that wait for the doctor's answer: as many in every clinic, begun at any time.
    pub(crate) unanswered: Vec<(usize, String)>,
    /// Some visits, each with the number of its doctor.
    pub(crate) visits: Vec<(usize, String)>,
    /// Days on which there were visits, newest last.
    pub(crate) days: Vec<NaiveDate>,
    /// Bytes of the database for each visit: its row, its steps, its acts in the audit log, all their indexes.
    pub(crate) visit_bytes: f64,
    /// The same for each message.
    pub(crate) message_bytes: f64,
    /// Bytes of the whole database.
    pub(crate) bytes: f64,
    /// Seconds that it took.
    pub(crate) seconds: f64,
}

/// Who is there already.
struct Known {
    file: PathBuf,
    audit: PathBuf,
    doctors: Vec<(DoctorId, UserId)>,
    clerk: UserId,
    now: DateTime<Utc>,
}

/// Fills the database of a server that does not run.
///
/// # Errors
/// If it does, or the store refuses.
pub(crate) async fn fill(server: &Server, world: &World, amount: Amount) -> anyhow::Result<Filled> {
    ensure!(server.process() == 0, "the database of a server at work is not filled");
    let doctors = world.doctors.iter().map(|it| Ok((id(&it.doctor())?, id(&it.name())?)));
    let known = Known {
        file: server.database(),
        audit: server.data().join("audit"),
        doctors: doctors.collect::<anyhow::Result<_>>()?,
        clerk: id(&world.desks[0].name())?,
        now: Clock::system().now(),
    };
    // told to stop when whoever waits for it has gone
    let stop = Arc::new(AtomicBool::new(false));
    let _told = Told(Arc::clone(&stop));
    tokio::task::spawn_blocking(move || fill_now(&known, amount, &stop)).await?
}

struct Told(Arc<AtomicBool>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn id<T: std::str::FromStr>(name: &str) -> anyhow::Result<T> {
    name.parse().map_err(|_| anyhow::anyhow!("{name:?} is no name of what was wanted"))
}

/// A database that is filled, and how far its audit log got.
struct Book<'k> {
    known: &'k Known,
    conn: Connection,
    head: Head,
    anchor: Anchor,
    stop: &'k AtomicBool,
}

fn fill_now(known: &Known, amount: Amount, stop: &AtomicBool) -> anyhow::Result<Filled> {
    let begun = Instant::now();
    // the clinic of a measurement is plain in every build
    let conn = praxis_tests::vault::open_plain(&known.file);
    // if this is cut off, all of it is thrown away: nothing here has to be durable before the end
    for (name, value) in [("journal_mode", "off"), ("synchronous", "0"), ("cache_size", "-400000")] {
        conn.pragma_update(None, name, value)?;
    }
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.set_prepared_statement_cache_capacity(128);
    let place = store::Place::from(known.file.clone());
    let anchor = Anchor::open_anew(&known.audit.join("key"), &known.audit.join("heads"), &place)?;
    let head = Tx::over(&conn, known.now).audit_head()?;
    let mut book = Book { known, conn, head, anchor, stop };

    let patients = book.patients(amount.patients.max(1), amount.messages / A_TALK)?;
    let empty = book.bytes()?;
    let mut filled = Filled::default();
    book.without_indexes("audit", |book| book.visits(amount.visits, &patients, &mut filled))?;
    let with_visits = book.bytes()?;
    book.without_indexes("audit", |book| {
        book.without_indexes("message", |book| book.messages(&patients, &mut filled))
    })?;
    let with_messages = book.bytes()?;
    let messages = (filled.talks.len() as u64 * A_TALK).max(1) as f64;
    filled.visit_bytes = (with_visits - empty) / amount.visits.max(1) as f64;
    filled.message_bytes = (with_messages - with_visits) / messages;
    filled.bytes = with_messages;
    book.conn.execute_batch("PRAGMA journal_mode = wal")?;
    book.conn.close().map_err(|(_, why)| why)?;
    if amount.visits <= 20_000 {
        // what is written here is what the server would have written: its own full check says so
        let faults = snapshot::faults(&place)?;
        ensure!(faults.is_empty(), "the filled database is not sound: {faults:?}");
    }
    filled.seconds = begun.elapsed().as_secs_f64();
    Ok(filled)
}

/// A patient who was filled in, and the account, if there is one.
#[derive(Clone, Copy)]
struct Somebody {
    id: PatientId,
    user: Option<UserId>,
}

impl Book<'_> {
    /// Bytes of the database that hold something.
    fn bytes(&self) -> anyhow::Result<f64> {
        let number = |name: &str| self.conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        Ok(((number("page_count")? - number("freelist_count")?) * number("page_size")?) as f64)
    }

    /// Leaves the indexes of a table to be made at the end, sorted: that is several times quicker than row by row.
    fn without_indexes(
        &mut self,
        table: &str,
        work: impl FnOnce(&mut Self) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let indexes: Vec<(String, String)> = self
            .conn
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL")?
            .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (name, _) in &indexes {
            self.conn.execute_batch(&format!("DROP INDEX {name}"))?;
        }
        // statements that were planned with them must not be met again
        self.conn.flush_prepared_statement_cache();
        work(self)?;
        for (_, sql) in &indexes {
            self.conn.execute_batch(sql)?;
        }
        self.conn.flush_prepared_statement_cache();
        Ok(())
    }

    /// Rows from 0 to `count`, so many a transaction.
    fn each(
        &mut self,
        count: u64,
        mut row: impl FnMut(&mut Self, u64) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        for at in 0..count {
            if at % AT_ONCE == 0 {
                if self.stop.load(Ordering::Relaxed) {
                    bail!("told to stop");
                }
                if at > 0 {
                    self.conn.execute_batch("COMMIT")?;
                }
                self.conn.execute_batch("BEGIN")?;
            }
            row(self, at)?;
        }
        if count > 0 {
            self.conn.execute_batch("COMMIT")?;
        }
        Ok(())
    }

    fn record(&mut self, mut act: Act) -> anyhow::Result<()> {
        act.seq = self.head.seq + 1;
        let time = act.time;
        self.head = Tx::over(&self.conn, time).insert_act(&act, &self.head)?;
        if self.head.seq % A_HEAD == 0 {
            self.anchor.sign(self.head, time)?;
        }
        Ok(())
    }

    fn act(&self, time: DateTime<Utc>, user: UserId, role: Role, method: &str, object: String) -> Act {
        let who = Who { user: Some(user), roles: Roles::NONE.with(role), session: None, token: None };
        Act {
            seq: 0,
            time,
            who,
            method: method.to_owned(),
            object,
            patient: None,
            outcome: DONE.to_owned(),
            source: "192.0.2.17".to_owned(),
            reason: String::new(),
        }
    }

    /// Patients, the first of them with accounts.
    fn patients(&mut self, count: u64, with_accounts: u64) -> anyhow::Result<Vec<Somebody>> {
        let first = Tx::over(&self.conn, self.known.now).next_patient_number()?;
        let registered = self.known.now - Duration::days(4000);
        let mut made = Vec::with_capacity(usize::try_from(count)?);
        self.each(count, |book, at| {
            let then = registered + Duration::seconds(i64::try_from(at)?);
            let tx = Tx::over(&book.conn, then);
            let which = usize::try_from(at)?;
            let (first_name, last_name) = name_of(which);
            let born = NaiveDate::from_ymd_opt(
                1930 + (which % 90) as i32,
                1 + (which / 7 % 12) as u32,
                1 + (which / 3 % 28) as u32,
            )
            .context("a day on which people are born")?;
            let mut somebody = Somebody { id: PatientId::new(then), user: None };
            if at < with_accounts {
                let user = UserId::new(then);
                let roles = Roles::NONE.with(Role::Patient);
                let account = User {
                    email: format!("past{at}@example.org"),
                    first_name: first_name.clone(),
                    last_name: last_name.clone(),
                    patient: Some(somebody.id),
                    ..User::new(user, format!("past{at}"), roles, UserState::Active, then)
                };
                tx.add_user(&account, None)?;
                somebody.user = Some(user);
            }
            tx.add_patient(&Patient {
                id: somebody.id,
                number: first + i64::try_from(at)?,
                user: somebody.user,
                first_name,
                last_name,
                birth_date: born,
                gender: Gender::Female,
                phone: format!("+49 30 {which:07}"),
                email: String::new(),
                address: Address::default(),
                emergency_contact: EmergencyContact::default(),
                create_time: then,
                update_time: then,
                version: 1,
            })?;
            made.push(somebody);
            Ok(())
        })?;
        Ok(made)
    }

    /// Visits up to yesterday: each doctor has sixteen a day, all patients come in turn.
    fn visits(&mut self, count: u64, patients: &[Somebody], filled: &mut Filled) -> anyhow::Result<()> {
        let doctors = self.known.doctors.len() as u64;
        let a_day = doctors * A_DAY;
        let days = count.div_ceil(a_day);
        let midnight = self.known.now.date_naive().and_hms_opt(0, 0, 0).context("midnight")?.and_utc();
        let first_day = midnight - Duration::days(i64::try_from(days)? + 1);
        filled.days = (0..days).map(|day| (first_day + Duration::days(day as i64)).date_naive()).collect();
        let sampled = (count / 500).max(1);
        self.each(count, |book, at| {
            let (day, slot, doctor) = (at / a_day, at % a_day / doctors, usize::try_from(at % doctors)?);
            let start = first_day + Duration::days(day as i64) + Duration::minutes(8 * 60 + 30 * slot as i64);
            let patient = patients[usize::try_from(at % patients.len() as u64)?].id;
            let visit = book.visit(at, doctor, patient, start);
            let saved = Tx::over(&book.conn, start).insert_visit(&visit)?;
            ensure!(saved == Saved::Done, "visit {at}: {saved:?}");
            let it = &visit.appointment;
            for (seq, verb, from, time) in [
                (1, Verb::Book, None, it.created_at),
                (it.version, verb_to(it.state), Some(State::Approved), it.updated_at),
            ] {
                Tx::over(&book.conn, start).add_transition(&Transition {
                    appointment: it.id,
                    seq,
                    time,
                    actor: Actor { user: it.requested_by, role: Role::Desk, vouches: true },
                    verb,
                    from,
                    to: if from.is_some() { it.state } else { State::Approved },
                    span: it.span,
                    reason: String::new(),
                })?;
                let method = if from.is_some() {
                    "AppointmentService/CompleteVisit"
                } else {
                    "AppointmentService/BookAppointment"
                };
                let mut act = book.act(it.updated_at, it.requested_by, Role::Desk, method, it.id.to_string());
                act.patient = Some(patient);
                book.record(act)?;
            }
            if at % sampled == 0 {
                filled.visits.push((doctor, it.id.to_string()));
            }
            Ok(())
        })
    }

    fn visit(&self, at: u64, doctor: usize, patient: PatientId, start: DateTime<Utc>) -> Visit {
        let booked = start - Duration::days(7);
        let end = start + Duration::minutes(30);
        let state = match at % 20 {
            0 => State::NoShow,
            1 | 2 => State::Cancelled,
            _ => State::Completed,
        };
        let appointment = Appointment {
            id: AppointmentId::new(booked),
            version: 5,
            state,
            patient: PatientBrief {
                id: patient,
                name: String::new(),
                number: 0,
                birth_date: start.date_naive(),
                gender: Gender::Unknown,
            },
            doctor: DoctorBrief { id: self.known.doctors[doctor].0, name: String::new() },
            span: praxis_shared::time::Span { start, end },
            buffers: Buffers::default(),
            room: format!("{}", 1 + doctor % 9),
            kind: VisitKind::ALL[usize::try_from(at).unwrap_or(0) % VisitKind::ALL.len()],
            note: if at.is_multiple_of(5) { "call before".to_owned() } else { String::new() },
            late: false,
            walk_in: false,
            overridden: None,
            requested_by: self.known.clerk,
            created_at: booked,
            updated_at: end,
            arrived_at: (state == State::Completed).then_some(start - Duration::minutes(9)),
            ready_at: None,
            started_at: None,
            ended_at: None,
            closed: None,
            last: None,
            care: true,
        };
        Visit { appointment, reason: format!("Blood pressure, {}", start.year()) }
    }

    /// What patients and their doctors wrote to each other, all of it read but the last message of a few conversations.
    fn messages(&mut self, patients: &[Somebody], filled: &mut Filled) -> anyhow::Result<()> {
        let talking: Vec<Somebody> = patients.iter().copied().filter(|it| it.user.is_some()).collect();
        let begun = self.known.now - Duration::days(900);
        let doctors = self.known.doctors.len();
        let stride = (talking.len() / UNANSWERED).max(1);
        let mut talk = None;
        self.each(talking.len() as u64 * A_TALK, |book, at| {
            let (which, seq) = (usize::try_from(at / A_TALK)?, i64::try_from(at % A_TALK)? + 1);
            let doctor = which % doctors;
            let (doctor_id, doctor_user) = book.known.doctors[doctor];
            let patient_user = talking[which].user.context("who talks has an account")?;
            let time = begun + Duration::minutes(i64::try_from(at / A_TALK)? + 4 * 1440 / 3 * seq / 2);
            let tx = Tx::over(&book.conn, time);
            if seq == 1 {
                let parties = Parties::PatientDoctor { patient: talking[which].id, doctor: doctor_id };
                let made = Conversation {
                    id: ConversationId::new(time),
                    parties,
                    last_seq: 0,
                    created_at: time,
                    updated_at: None,
                };
                tx.add_conversation(&made, &[(patient_user, Side::Patient), (doctor_user, Side::Doctor)])?;
                filled.talks.push((doctor, made.id.to_string()));
                talk = Some(made);
            }
            let made = talk.as_mut().context("a conversation was begun")?;
            let author = if seq % 2 == 0 { patient_user } else { doctor_user };
            let message = Message {
                conversation: made.id,
                seq,
                author,
                author_name: String::new(),
                body: format!(
                    "The values of week {seq} are as last time; please take the tablets as before ({which})."
                ),
                time,
                request_id: fresh(),
            };
            let role = if seq % 2 == 0 { Role::Patient } else { Role::Doctor };
            let act = book.act(time, author, role, "ConversationService/SendMessage", made.id.to_string());
            if seq < i64::try_from(A_TALK)? {
                tx.insert_message(&message)?;
            } else {
                // all but the last were read
                book.conn
                    .prepare_cached("UPDATE conversation SET last_seq = ?2 WHERE id = ?1")?
                    .execute(rusqlite::params![made.id.bytes(), seq - 1])?;
                made.last_seq = seq - 1;
                let read = Progress { delivered: seq - 1, read: seq - 1, unread_from: None, since: 0 };
                tx.save_progress(made, patient_user, Side::Patient, read, true)?;
                tx.save_progress(made, doctor_user, Side::Doctor, read, true)?;
                tx.add_message(made, &message)?;
                (made.last_seq, made.updated_at) = (seq, Some(time));
                // one conversation of each doctor after another, all over the years
                if which % stride < doctors {
                    filled.unanswered.push((doctor, made.id.to_string()));
                } else {
                    let read = Progress { delivered: seq, read: seq, ..read };
                    tx.save_progress(made, doctor_user, Side::Doctor, read, true)?;
                }
            }
            book.record(act)
        })
    }
}

fn verb_to(state: State) -> Verb {
    match state {
        State::NoShow => Verb::NoShow,
        State::Cancelled => Verb::Cancel,
        _ => Verb::Complete,
    }
}
