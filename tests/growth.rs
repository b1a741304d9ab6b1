//! What a clinic's acts cost on disk, by table, with their indexes: figures for `docs/performance.md`.

use std::{collections::BTreeMap, path::Path};

use praxis_shared::pb;
use praxis_tests::{Clinic, Person, fresh, vault};

/// Bytes and rows of each table.
type Sizes = BTreeMap<String, (i64, i64)>;

fn sizes(database: &Path) -> Sizes {
    let conn = vault::open(database);
    // bytes in use, so that a page that is half full counts as half
    let sql =
        "SELECT tbl_name, sum(pgsize - unused) FROM dbstat JOIN sqlite_schema USING (name) GROUP BY tbl_name";
    let mut tables = conn.prepare(sql).unwrap();
    let tables = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let tables: Vec<(String, i64)> = tables.map(Result::unwrap).collect();
    let rows = |table: &str| {
        conn.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0)).unwrap()
    };
    tables.into_iter().map(|(table, bytes)| (table.clone(), (bytes, rows(&table)))).collect()
}

fn tell(what: &str, count: i64, before: &Sizes, after: &Sizes) {
    let grown = |table: &String| {
        let (was, is) = (before.get(table).copied().unwrap_or_default(), after[table]);
        (is.0 - was.0, is.1 - was.1)
    };
    let total: i64 = after.keys().map(|it| grown(it).0).sum();
    println!("{what}: {} bytes each ({count} of them)", total / count);
    for (table, (bytes, rows)) in after.keys().map(|it| (it, grown(it))).filter(|(_, it)| it.1 > 0) {
        let (each, tenths) = (bytes / count, rows * 10 / count);
        println!("  {table}: {each} bytes in {}.{} rows of {}", tenths / 10, tenths % 10, bytes / rows);
    }
}

macro_rules! step {
    ($who:expr, $rpc:ident($request:ident), $visit:expr $(, $field:ident: $value:expr)*) => {{
        let (name, expected_version) = ($visit.name.clone(), $visit.version);
        let asked = pb::$request { request_id: fresh(), name, expected_version $(, $field: $value)* };
        $who.appointments().$rpc(asked).await.unwrap().into_inner()
    }};
}

async fn advance(who: &Person, conversation: &str, delivered_seq: i64, read_seq: i64) {
    let (request_id, conversation) = (fresh(), conversation.to_owned());
    let asked = pb::AdvanceCursorRequest { request_id, conversation, delivered_seq, read_seq };
    who.conversations().advance_cursor(asked).await.unwrap();
}

#[tokio::test]
#[ignore = "proves nothing; prints figures: cargo test -p praxis-tests --test main -- --ignored growth:: --nocapture"]
async fn what_a_visit_a_message_and_a_look_weigh() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let mut pairs = Vec::new();
    for (patient, doctor) in [("ana", "okafor"), ("bob", "moreau"), ("cleo", "weber"), ("dora", "ebba")] {
        let doctor = clinic.doctor(doctor).await;
        clinic.give_hours(&doctor).await;
        pairs.push((clinic.patient(patient).await, doctor));
    }
    let look = || sizes(&clinic.database());

    let before = look();
    let mut visits = Vec::new();
    for hour in 10..17 {
        for minute in ["00", "30"] {
            let time = format!("2027-03-01 {hour}:{minute}");
            for (patient, doctor) in &pairs {
                visits.push((time.clone(), doctor, clinic.book_approved(patient, doctor, &time).await));
            }
        }
    }
    let count = i64::try_from(visits.len()).unwrap();
    for (time, doctor, visit) in visits {
        clinic.set_clock(&time);
        let visit = step!(ida, check_in_appointment(CheckInAppointmentRequest), visit);
        let visit =
            step!(ida, mark_appointment_ready(MarkAppointmentReadyRequest), visit, room: "3".to_owned());
        let visit = step!(doctor, start_visit(StartVisitRequest), visit);
        step!(doctor, complete_visit(CompleteVisitRequest), visit);
    }
    let after = look();
    tell("a visit, asked for, approved, checked in, ready, begun, completed", count, &before, &after);

    let ana = &pairs[0].0;
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let talk = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let before = look();
    for _ in 0..200 {
        let body =
            "Thank you. I will be there ten minutes before, with the letter from the hospital.".to_owned();
        let asked = pb::SendMessageRequest { request_id: fresh(), conversation: talk.clone(), body };
        ana.conversations().send_message(asked).await.unwrap();
    }
    let after = look();
    tell("a message of 81 letters", 200, &before, &after);
    let before = after;
    for seq in 1..=200 {
        advance(&ida, &talk, seq, 0).await;
    }
    let after = look();
    tell("a message that reached a terminal", 200, &before, &after);

    let before = after;
    for _ in 0..200 {
        ida.patients().get_patient(pb::GetPatientRequest { name: ana.patient() }).await.unwrap();
    }
    tell("a look at a patient", 200, &before, &look());
}
