//! What the schema itself promises of visits, and that the promise is needed:
//! without it, clients that look first and write later double-book.

use std::{
    path::Path,
    sync::{Arc, Barrier},
    thread,
};

use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::{Span, from_micros},
};
use rusqlite::{Connection, params, params_from_iter};

use super::{DOCTOR_TAKEN, Own, PATIENT_TAKEN, VisitQuery, list};
use crate::{
    domain::appointment::{Appointment, State},
    store::{Error, StoreError, Tx, migrate},
};

const TRIGGERS: [&str; 4] = [
    "appointment_needs_the_doctor",
    "appointment_still_needs_the_doctor",
    "appointment_needs_the_patient",
    "appointment_still_needs_the_patient",
];

/// Pairs of visits that take one doctor's or one patient's time at once, counted
/// without any of the columns that the tests of overlap rely on.
const OVERLAPPING_PAIRS: &str = "
    SELECT count(*) FROM appointment a JOIN appointment b ON a.id < b.id
    WHERE a.state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit')
      AND b.state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit')
      AND (a.patient = b.patient AND a.start_time < b.end_time AND b.start_time < a.end_time
           OR a.doctor = b.doctor
              AND a.start_time - 60000000 * a.buffer_before < b.end_time + 60000000 * b.buffer_after
              AND b.start_time - 60000000 * b.buffer_before < a.end_time + 60000000 * a.buffer_after)";

impl Tx<'_> {
    /// How many pairs of visits overlap that must not.
    pub(crate) fn overlapping_pairs(&self) -> Result<i64, StoreError> {
        Ok(self.one(OVERLAPPING_PAIRS, [], |row| Ok(row.get(0)?))?.unwrap_or(0))
    }

    /// Puts a visit at a time whatever else is there, and takes the schema's last line of defence away.
    pub(crate) fn force_time(&self, id: AppointmentId, span: Span) -> Result<(), Error> {
        drop_triggers(self.conn).map_err(StoreError::from)?;
        let was = self.appointment(id)?.for_the_clinic()?;
        let moved = Appointment { span, ..was.clone() };
        self.save_appointment(&moved, &was)?;
        Ok(())
    }
}

fn drop_triggers(conn: &Connection) -> rusqlite::Result<()> {
    TRIGGERS.iter().try_for_each(|name| conn.execute_batch(&format!("DROP TRIGGER IF EXISTS {name}")))
}

fn open(file: &Path) -> Connection {
    let conn = Connection::open(file).unwrap();
    conn.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    conn.execute_batch("PRAGMA journal_mode = wal; PRAGMA synchronous = off; PRAGMA foreign_keys = off")
        .unwrap();
    conn
}

/// An empty clinic; visits may name people who are not there.
fn clinic() -> (tempfile::TempDir, Connection) {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = open(&dir.path().join("clinic.db"));
    migrate::to_newest(&mut conn).unwrap();
    (dir, conn)
}

struct Row {
    id: u32,
    doctor: u8,
    patient: u32,
    minutes: (i64, i64),
    buffers: (i64, i64),
    state: &'static str,
}

const VISIT: Row =
    Row { id: 1, doctor: 1, patient: 1, minutes: (600, 630), buffers: (0, 0), state: "approved" };

fn key(n: u32) -> [u8; 16] {
    u128::from(n).to_be_bytes()
}

fn insert(conn: &Connection, it: &Row) -> rusqlite::Result<usize> {
    let micros = |minute: i64| minute * 60_000_000;
    conn.execute(
        "INSERT INTO appointment (id, version, state, patient, doctor, start_time, end_time, buffer_before, buffer_after,
             room, kind, note, reason, late, walk_in, requested_by, create_time, update_time)
         VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', 'check', '', '', 0, 0, x'00', 0, 0)",
        params![
            key(it.id),
            it.state,
            key(it.patient),
            key(it.doctor.into()),
            micros(it.minutes.0),
            micros(it.minutes.1),
            it.buffers.0,
            it.buffers.1
        ],
    )
}

fn raised(outcome: rusqlite::Result<usize>) -> String {
    match outcome {
        Err(rusqlite::Error::SqliteFailure(_, Some(text))) => text,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn the_schema_refuses_a_second_visit_of_the_doctor_at_overlapping_times() {
    let (_dir, conn) = clinic();
    insert(&conn, &VISIT).unwrap();
    for minutes in [(600, 630), (615, 645), (585, 601), (605, 610), (540, 700)] {
        let second = Row { id: 2, patient: 2, minutes, ..VISIT };
        assert_eq!(raised(insert(&conn, &second)), DOCTOR_TAKEN, "{minutes:?}");
    }
    for (n, minutes) in [(3, (570, 600)), (4, (630, 660))] {
        insert(&conn, &Row { id: n, patient: n, minutes, ..VISIT }).unwrap();
    }
}

#[test]
fn the_schema_counts_the_buffers_of_both_visits() {
    let (_dir, conn) = clinic();
    insert(&conn, &Row { buffers: (5, 10), ..VISIT }).unwrap();
    let after =
        |start: i64| Row { id: 2, patient: 2, minutes: (start, start + 30), buffers: (5, 0), ..VISIT };
    assert_eq!(raised(insert(&conn, &after(644))), DOCTOR_TAKEN);
    insert(&conn, &after(645)).unwrap();
}

#[test]
fn the_schema_refuses_a_patient_in_two_places_but_not_from_door_to_door() {
    let (_dir, conn) = clinic();
    insert(&conn, &Row { buffers: (0, 30), ..VISIT }).unwrap();
    let other = Row { id: 2, doctor: 2, minutes: (629, 650), ..VISIT };
    assert_eq!(raised(insert(&conn, &other)), PATIENT_TAKEN);
    insert(&conn, &Row { minutes: (630, 650), ..other }).unwrap();
}

#[test]
fn a_visit_that_keeps_no_time_is_in_nobodys_way_until_it_comes_back() {
    let (_dir, conn) = clinic();
    for (n, state) in [(1, "rejected"), (2, "cancelled"), (3, "no_show"), (4, "left_before_seen")] {
        insert(&conn, &Row { id: n, state, ..VISIT }).unwrap();
    }
    insert(&conn, &Row { id: 9, patient: 9, ..VISIT }).unwrap();
    let back = conn.execute("UPDATE appointment SET state = 'approved' WHERE id = ?1", [key(2)]);
    assert_eq!(raised(back), DOCTOR_TAKEN);
}

#[test]
fn a_visit_cannot_be_moved_or_given_away_onto_another() {
    let (_dir, conn) = clinic();
    insert(&conn, &VISIT).unwrap();
    insert(&conn, &Row { id: 2, patient: 2, minutes: (660, 690), ..VISIT }).unwrap();
    insert(&conn, &Row { id: 3, patient: 3, doctor: 2, ..VISIT }).unwrap();
    let moved = conn.execute("UPDATE appointment SET start_time = 629 * 60000000 WHERE id = ?1", [key(2)]);
    assert_eq!(raised(moved), DOCTOR_TAKEN);
    let given = conn.execute("UPDATE appointment SET doctor = ?2 WHERE id = ?1", [key(3), key(1)]);
    assert_eq!(raised(given), DOCTOR_TAKEN);
    let longer = conn.execute("UPDATE appointment SET buffer_after = 40 WHERE id = ?1", [key(1)]);
    assert_eq!(raised(longer), DOCTOR_TAKEN);
    // its own old time does not hold a visit back
    let shifted = "UPDATE appointment SET start_time = start_time + 60000000, end_time = end_time + 60000000";
    conn.execute(&format!("{shifted} WHERE id = ?1"), [key(1)]).unwrap();
}

#[test]
fn a_completed_visit_keeps_its_time_until_its_real_end() {
    let (_dir, conn) = clinic();
    insert(&conn, &VISIT).unwrap();
    let complete = "UPDATE appointment SET state = 'completed', visit_end_time = ?2 * 60000000 WHERE id = ?1";
    conn.execute(complete, params![key(1), 615]).unwrap();
    let into = |start: i64| Row { id: 2, patient: 2, minutes: (start, 640), ..VISIT };
    assert_eq!(raised(insert(&conn, &into(614))), DOCTOR_TAKEN);
    insert(&conn, &into(615)).unwrap();
}

#[test]
fn visits_and_their_steps_are_never_deleted_and_steps_never_changed() {
    let (_dir, conn) = clinic();
    insert(&conn, &VISIT).unwrap();
    conn.execute(
        "INSERT INTO appointment_step (appointment, version, time, actor, role, verb, to_state, start_time, end_time, reason)
         VALUES (?1, 1, 0, x'00', 2, 'book', 'approved', 0, 1, '')",
        [key(1)],
    )
    .unwrap();
    for sql in [
        "DELETE FROM appointment",
        "DELETE FROM appointment_step",
        "UPDATE appointment_step SET reason = 'other'",
    ] {
        assert!(raised(conn.execute(sql, [])).contains("never"), "{sql}");
    }
}

#[test]
fn overlap_tests_walk_an_index_and_not_the_table() {
    let (_dir, conn) = clinic();
    let plan = |sql: &str| -> String {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let lines = statement.query_map([], |row| row.get::<_, String>(3)).unwrap();
        lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    };
    let doctor = plan(
        "SELECT 1 FROM appointment WHERE doctor = x'00' AND takes = 1
         AND start_time > 1 AND start_time < 2 AND block_from < 2 AND 1 < block_until",
    );
    let patient = plan(
        "SELECT 1 FROM appointment WHERE patient = x'00' AND takes = 1
         AND start_time > 1 AND start_time < 2 AND 1 < taken_until",
    );
    assert!(
        doctor
            .contains("INDEX appointment_by_doctor (doctor=? AND takes=? AND start_time>? AND start_time<?)"),
        "{doctor}"
    );
    assert!(
        patient.contains(
            "INDEX appointment_by_patient (patient=? AND takes=? AND start_time>? AND start_time<?)"
        ),
        "{patient}"
    );
}

/// Clients that look whether a time is free, and write when all have looked:
/// what happens when the test is not in the transaction of the write.
fn look_then_write(file: &Path, clients: u32, rounds: u32) {
    let all_have_looked = Arc::new(Barrier::new(clients as usize));
    let threads = (0..clients).map(|client| {
        let (conn, all_have_looked) = (open(file), Arc::clone(&all_have_looked));
        thread::spawn(move || {
            for round in 0..rounds {
                let start = i64::from(round) * 60 + i64::from(client % 2) * 15;
                let id = round * clients + client;
                let visit = Row { id, patient: id, minutes: (start, start + 30), ..VISIT };
                conn.execute_batch("BEGIN DEFERRED").unwrap();
                let taken: bool = conn
                    .query_row(
                        "SELECT EXISTS (SELECT 1 FROM appointment
                         WHERE doctor = ?1 AND start_time < ?3 AND ?2 < end_time)",
                        params![key(1), start * 60_000_000, (start + 30) * 60_000_000],
                        |row| row.get(0),
                    )
                    .unwrap();
                conn.execute_batch("COMMIT").unwrap();
                all_have_looked.wait();
                if !taken {
                    // a refusal by the schema is the outcome that is wanted here
                    drop(insert(&conn, &visit));
                }
                all_have_looked.wait();
            }
        })
    });
    threads.collect::<Vec<_>>().into_iter().for_each(|it| it.join().unwrap());
}

fn pairs(conn: &Connection) -> i64 {
    conn.query_row(OVERLAPPING_PAIRS, [], |row| row.get(0)).unwrap()
}

#[test]
fn without_the_schemas_rule_looking_first_and_writing_later_double_books() {
    let (dir, conn) = clinic();
    drop_triggers(&conn).unwrap();
    look_then_write(&dir.path().join("clinic.db"), 8, 20);
    assert!(pairs(&conn) >= 20, "the count that guards the promise must be able to fail");
}

#[test]
fn with_the_schemas_rule_even_looking_first_and_writing_later_books_once() {
    let (dir, conn) = clinic();
    look_then_write(&dir.path().join("clinic.db"), 8, 20);
    assert_eq!(pairs(&conn), 0);
    let booked: i64 = conn.query_row("SELECT count(*) FROM appointment", [], |row| row.get(0)).unwrap();
    assert_eq!(booked, 20);
}

/// Visits of three doctors and four patients, many at the same times, in every state.
fn crowd(conn: &Connection) -> Vec<Row> {
    drop_triggers(conn).unwrap();
    let states = State::ALL.map(State::code);
    let rows = (0..240_u32).map(|n| {
        let begin = i64::from(n * 7 % 40) * 15;
        Row {
            id: n * 11 % 240 + 1,
            doctor: u8::try_from(n % 3).unwrap() + 1,
            patient: n % 4 + 1,
            minutes: (begin, begin + 30),
            buffers: (0, 0),
            state: states[usize::try_from(n).unwrap() / 5 % states.len()],
        }
    });
    let rows: Vec<_> = rows.collect();
    for row in &rows {
        insert(conn, row).unwrap();
    }
    // some came to their end before their time began, and keep none
    conn.execute(
        "UPDATE appointment SET visit_end_time = 0 WHERE state = 'completed' AND doctor = ?1",
        [key(1)],
    )
    .unwrap();
    rows
}

/// Every page of a list, one after the other.
fn pages(conn: &Connection, query: &VisitQuery) -> Vec<[u8; 16]> {
    let (mut found, mut after) = (Vec::new(), query.after);
    loop {
        let (sql, values) = list::statement("", &VisitQuery { after, ..query.clone() });
        let mut statement = conn.prepare(&sql).unwrap();
        let page: Vec<([u8; 16], i64)> = statement
            .query_map(params_from_iter(values), |row| Ok((row.get("id")?, row.get("start_time")?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        found.extend(page.iter().map(|it| it.0));
        match page.last() {
            Some((id, start)) if page.len() == query.limit => {
                after = Some((from_micros(*start).unwrap(), AppointmentId::from_bytes(*id)));
            }
            _ => return found,
        }
    }
}

#[test]
fn a_list_has_each_visit_once_and_in_order_whether_it_keeps_its_time_or_gave_it_back() {
    let (_dir, conn) = clinic();
    let rows = crowd(&conn);
    let doctor = DoctorId::from_bytes(key(1));
    let patient = PatientId::from_bytes(key(2));
    let wanted: [Vec<State>; 5] = [
        vec![],
        vec![State::Approved, State::Requested],
        vec![State::Cancelled, State::NoShow],
        vec![State::Completed],
        vec![State::Arrived, State::Rejected],
    ];
    let (mut lists, mut seen) = (0, 0);
    for bits in 0..1_u8 << 5 {
        for states in &wanted {
            let is = |bit: u8| bits >> bit & 1 == 1;
            let own = match (is(2), is(3)) {
                (true, true) => Some(Own { patient: Some(patient), doctor: Some(doctor), since: None }),
                (true, false) => Some(Own { patient: Some(patient), ..Own::default() }),
                (false, true) => Some(Own { doctor: Some(doctor), ..Own::default() }),
                (false, false) => None,
            };
            let query = VisitQuery {
                doctor: is(0).then_some(doctor),
                patient: is(1).then_some(patient),
                own,
                states: states.clone(),
                descending: is(4),
                limit: 7,
                ..VisitQuery::default()
            };
            let mut expected: Vec<_> = rows
                .iter()
                .filter(|it| query.doctor.is_none() || it.doctor == 1)
                .filter(|it| query.patient.is_none() || it.patient == 2)
                .filter(|it| {
                    own.is_none_or(|own| {
                        own.patient.is_some() && it.patient == 2 || own.doctor.is_some() && it.doctor == 1
                    })
                })
                .filter(|it| states.is_empty() || states.iter().any(|state| state.code() == it.state))
                .map(|it| (it.minutes.0, key(it.id)))
                .collect();
            expected.sort_unstable();
            if query.descending {
                expected.reverse();
            }
            let expected: Vec<_> = expected.into_iter().map(|it| it.1).collect();
            assert_eq!(pages(&conn, &query), expected, "{query:?}");
            (lists, seen) = (lists + 1, seen + expected.len());
        }
    }
    assert!(lists == 160 && seen > 3000, "{seen} visits in {lists} lists");
}
