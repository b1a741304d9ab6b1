//! That no list and no badge of the chat looks through a table, and no message through what lies there unread.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chrono::TimeDelta;
use praxis_shared::{
    id::{AppointmentId, ConversationId, DoctorId, PatientId, UserId},
    time::Instant,
};
use rusqlite::{Connection, params};

use super::{CLERKS, FIRST_OF_OTHERS, LATEST, LATEST_OF_DESK, LONGEST_UNREAD, OTHERS_BETWEEN, TOTAL_UNREAD};
use crate::{
    domain::{
        conversation::{Conversation, Message, Parties, Progress, Side},
        notice::NoticeKind,
        people::{Role, Roles},
    },
    store::{
        StoreError, Trail, Tx,
        contacts::{BETWEEN, PATIENTS_SEEN, STAFF},
        messages::DESK_JOINS,
        migrate,
        notices::UNREAD_OF_MESSAGES,
        retention::OLD_EVENTS,
    },
};

impl Tx<'_> {
    /// Puts a visit between two into the table, past all rules.
    pub(crate) fn put_visit(
        &self,
        appointment: AppointmentId,
        patient: PatientId,
        doctor: DoctorId,
        by: UserId,
        state: &str,
    ) -> Result<(), StoreError> {
        let start = self
            .one("SELECT coalesce(max(end_time), 0) + 86400000000 FROM appointment", [], |row| {
                Ok(row.get::<_, i64>(0)?)
            })?
            .unwrap_or(0);
        self.execute(
            "INSERT INTO appointment (id, version, state, patient, doctor, start_time, end_time, buffer_before,
                 buffer_after, room, kind, note, reason, late, walk_in, requested_by, create_time, update_time, care)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?5 + 1800000000, 0, 0, '', 'check', '', '', 0, 0, ?6, ?5, ?5, 1)",
            params![appointment.bytes(), state, patient.bytes(), doctor.bytes(), start, by.bytes()],
        )?;
        Ok(())
    }
}

fn plan(conn: &Connection, sql: &str) -> String {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let count = statement.parameter_count();
    let steps = statement
        .query_map(rusqlite::params_from_iter((0..count).map(|_| 1)), |row| row.get::<_, String>("detail"))
        .unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn lists_and_badges_walk_an_index_of_their_own() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    for (sql, index) in [
        (TOTAL_UNREAD, "USING COVERING INDEX conversation_member_unread (user=?"),
        (LATEST, "USING INDEX conversation_member_latest (user=? AND update_time"),
        (LATEST_OF_DESK, "USING INDEX conversation_of_desk (update_time"),
        (LONGEST_UNREAD, "USING COVERING INDEX conversation_member_unread (user=? AND"),
        (UNREAD_OF_MESSAGES, "USING INDEX notice_of_messages (user=? AND subject=?)"),
        (OTHERS_BETWEEN, "USING PRIMARY KEY (conversation=? AND seq>? AND seq<?)"),
        (FIRST_OF_OTHERS, "USING PRIMARY KEY (conversation=? AND seq>?)"),
        (CLERKS, "INDEX user_at_desk"),
        (DESK_JOINS, "INDEX user_at_desk"),
        (STAFF, "INDEX user_on_staff"),
        (BETWEEN, "USING COVERING INDEX appointment_by_patient (patient=?)"),
    ] {
        let plan = plan(&conn, sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(!plan.contains("USE TEMP B-TREE"), "{sql}\n{plan}");
    }
    // all whom a doctor met: from one index those of the visits, from another whether any of the visits stands
    let seen = plan(&conn, PATIENTS_SEEN);
    for index in ["appointment_by_doctor (doctor=?)", "appointment_by_patient (patient=?)"] {
        assert!(seen.contains(&format!("USING COVERING INDEX {index}")), "{seen}");
    }
    let old = plan(&conn, OLD_EVENTS);
    assert!(!old.contains("TEMP B-TREE"), "{old}");
}

fn now() -> Instant {
    praxis_shared::time::from_micros(1_900_000_000_000_000).unwrap()
}

/// A patient and a doctor who write to each other.
struct Talk {
    conversation: Conversation,
    patient: UserId,
    doctor: UserId,
}

impl Talk {
    /// So many messages of the patient, none of which the doctor has read.
    fn begin(tx: &Tx<'_>, doctor: UserId, messages: i64) -> Self {
        let patient = UserId::new(now());
        let parties = Parties::PatientDoctor { patient: PatientId::new(now()), doctor: DoctorId::new(now()) };
        let id = ConversationId::new(now());
        let conversation = Conversation { id, parties, last_seq: 0, created_at: now(), updated_at: None };
        tx.add_conversation(&conversation, &[(patient, Side::Patient), (doctor, Side::Doctor)]).unwrap();
        let mut talk = Self { conversation, patient, doctor };
        (0..messages).for_each(|_| talk.say(tx, patient));
        talk
    }

    fn say(&mut self, tx: &Tx<'_>, author: UserId) {
        let seq = self.conversation.last_seq + 1;
        let time = now() + TimeDelta::seconds(seq);
        let message = Message {
            conversation: self.conversation.id,
            seq,
            author,
            author_name: String::new(),
            body: "I feel better now.".into(),
            time,
            request_id: format!("{:?} {seq}", self.conversation.id),
        };
        tx.add_message(&self.conversation, &message).unwrap();
        self.conversation = Conversation { last_seq: seq, updated_at: Some(time), ..self.conversation };
    }

    fn progress(&self, tx: &Tx<'_>, user: UserId) -> Progress {
        tx.progress(self.conversation.id, user).unwrap().unwrap()
    }

    fn save(&self, tx: &Tx<'_>, user: UserId, progress: Progress) -> i64 {
        let side = if user == self.patient { Side::Patient } else { Side::Doctor };
        tx.save_progress(&self.conversation, user, side, progress, true).unwrap()
    }
}

/// An empty clinic, and how often SQLite asked whether to go on, which it does at least once with each row.
fn clinic() -> (Connection, Arc<AtomicU64>) {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = off").unwrap();
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    let asks = move || {
        count.fetch_add(1, Ordering::Relaxed);
        false
    };
    conn.progress_handler(1, Some(asks)).unwrap();
    (conn, asked)
}

/// What SQLite does meanwhile, in all statements together.
fn effort<T>(asked: &AtomicU64, work: impl FnOnce() -> T) -> u64 {
    let before = asked.load(Ordering::Relaxed);
    work();
    asked.load(Ordering::Relaxed) - before
}

/// A little more for deeper trees is allowed, more for more rows is not.
fn grows(few: u64, many: u64) -> bool {
    assert!(few > 0, "nothing was seen");
    many > few + few / 4
}

#[test]
fn a_place_that_moves_costs_what_it_moves_by_however_much_lies_unread() {
    let (conn, asked) = clinic();
    let tx = Tx::new(&conn, now(), Trail::default());
    let doctor = UserId::new(now());
    type Move = fn(Progress, i64) -> Progress;
    let moves: [(&str, Move); 4] = [
        ("one more was received", |it, _| Progress { delivered: it.delivered + 1, ..it }),
        ("three were read", |it, _| Progress { delivered: it.delivered.max(3), read: 3, ..it }),
        ("one of them is marked", |it, _| it.mark_from(2)),
        ("all were read", |it, last| it.advance(last, last, last).unwrap()),
    ];
    let costs = [20, 2_000].map(|messages| {
        let talk = Talk::begin(&tx, doctor, messages);
        let all =
            "SELECT count(*), min(time) FROM message WHERE conversation = ?1 AND seq > ?2 AND author <> ?3";
        let place = (talk.conversation.id.bytes(), 0, doctor.bytes());
        let counted = effort(&asked, || tx.one(all, place, |row| Ok(row.get::<_, i64>(0)?)).unwrap());
        let moved = moves.map(|(_, to)| {
            let progress = to(talk.progress(&tx, doctor), talk.conversation.last_seq);
            effort(&asked, || talk.save(&tx, doctor, progress))
        });
        (counted, moved)
    });
    let [(few_counted, few), (many_counted, many)] = costs;
    for ((few, many), (what, _)) in few.into_iter().zip(many).zip(moves) {
        assert!(!grows(few, many), "{what}: {few} and {many}");
    }
    assert!(grows(few_counted, many_counted), "the test cannot fail");
}

#[test]
fn what_is_left_unread_is_what_a_count_of_all_says_whichever_way_the_place_moves() {
    let (conn, _) = clinic();
    let tx = Tx::new(&conn, now(), Trail::default());
    let doctor = UserId::new(now());
    let mut talk = Talk::begin(&tx, doctor, 3);
    let (mut state, mut seen) = (1_u64, [0; 5]);
    let mut roll = move |below: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..600 {
        let who = if roll(2) == 0 { talk.patient } else { talk.doctor };
        let (last, before) = (talk.conversation.last_seq, talk.progress(&tx, who));
        let what = roll(5);
        let after = match what {
            0 => {
                talk.say(&tx, who);
                talk.progress(&tx, who).wrote(last + 1)
            }
            1 => before.advance(1 + roll(last), 0, last).unwrap(),
            2 => before.advance(0, 1 + roll(last), last).unwrap(),
            3 => before.mark_from(1 + roll(last)),
            _ => before.advance(last, last, last).unwrap(),
        };
        let unread = talk.save(&tx, who, after);
        let place = params![talk.conversation.id.bytes(), after.unread_after(), who.bytes()];
        let counted: (i64, Option<i64>) = conn
            .query_row(
                "SELECT count(*), min(time) FROM message WHERE conversation = ?1 AND seq > ?2 AND author <> ?3",
                place,
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        let kept: (i64, Option<i64>) = conn
            .query_row(
                "SELECT unread, unread_since FROM conversation_member WHERE conversation = ?1 AND user = ?2",
                params![talk.conversation.id.bytes(), who.bytes()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!((kept, unread), (counted, counted.0), "{what}: {before:?}, then {after:?} of {last}");
        seen[usize::try_from(what).unwrap()] += i32::from(counted.0 > 0);
    }
    assert!(seen[1] > 20 && seen[2] > 20 && seen[3] > 20, "little was left unread: {seen:?}");
}

#[test]
fn whether_somebody_was_told_of_a_message_is_found_however_many_notices_they_let_lie() {
    let (conn, asked) = clinic();
    let tx = Tx::new(&conn, now(), Trail::default());
    // as it would be with the index of all that is unread alone
    let among_all = "SELECT * FROM notice INDEXED BY notice_by_user
        WHERE user = ?1 AND unread = 1 AND subject = ?2 AND kind = 'message'";
    let costs = [5, 500].map(|notices| {
        let (user, wanted) = (UserId::new(now()), ConversationId::new(now()).to_string());
        tx.notify((user, Roles::NONE), NoticeKind::Message, "Gomez, Ana wrote to you.", wanted.clone())
            .unwrap();
        for _ in 0..notices {
            tx.notify(
                (user, Roles::NONE),
                NoticeKind::VisitApproved,
                "A visit.",
                AppointmentId::new(now()).to_string(),
            )
            .unwrap();
            let other = ConversationId::new(now()).to_string();
            tx.notify((user, Roles::NONE), NoticeKind::Message, "Okafor, Ben wrote to you.", other).unwrap();
        }
        let found = tx.unread_notice_of_messages(user, &wanted).unwrap();
        assert_eq!(found.map(|it| it.subject), Some(wanted.clone()));
        let new = effort(&asked, || tx.unread_notice_of_messages(user, &wanted).unwrap());
        let none = effort(&asked, || tx.unread_notice_of_messages(user, "conversations/of-nobody").unwrap());
        let params = params![user.bytes(), wanted];
        let old =
            effort(&asked, || tx.one(among_all, params, |row| Ok(row.get::<_, String>("text")?)).unwrap());
        (new, none, old)
    });
    let [few, many] = costs;
    assert!(!grows(few.0, many.0) && !grows(few.1, many.1), "{few:?} and {many:?}");
    assert!(grows(few.2, many.2), "the test cannot fail");
}

#[test]
fn a_page_of_conversations_costs_the_same_however_many_there_are() {
    let (conn, asked) = clinic();
    let tx = Tx::new(&conn, now(), Trail::default());
    let roles = Roles::NONE.with(Role::Doctor);
    let costs = [25, 1_000].map(|talks| {
        let doctor = UserId::new(now());
        for at in 0..talks {
            let talk = Talk::begin(&tx, doctor, 2);
            if at % (talks / 5) != 0 {
                talk.save(&tx, doctor, talk.progress(&tx, doctor).wrote(2));
            }
        }
        assert_eq!(tx.total_unread(doctor, roles).unwrap(), 10);
        let page =
            effort(&asked, || assert_eq!(tx.conversations_of(doctor, roles, None, 20).unwrap().len(), 20));
        let unread = effort(&asked, || {
            assert_eq!(tx.unread_conversations_of(doctor, roles, None, 20).unwrap().len(), 5)
        });
        let total = effort(&asked, || tx.total_unread(doctor, roles).unwrap());
        let all = "SELECT sum(unread) FROM conversation_member WHERE user = ?1 AND update_time IS NOT NULL";
        let control =
            effort(&asked, || tx.one(all, [doctor.bytes()], |row| Ok(row.get::<_, i64>(0)?)).unwrap());
        (page, unread, total, control)
    });
    let [few, many] = costs;
    for (few, many) in [(few.0, many.0), (few.1, many.1), (few.2, many.2)] {
        assert!(!grows(few, many), "{few} and {many}");
    }
    assert!(grows(few.3, many.3), "the test cannot fail");
}
