//! Bits that flip in a plain database, one at a time: seals find what SQLite does not. Under encryption no page with a
//! flipped bit gets that far (`encryption::a_flipped_bit_…`), so that build leaves this out.

use std::{collections::BTreeMap, fs, path::Path};

use praxis_server::store::{Error, Store, StoreConfig, StoreError, Stretch, VisitQuery, snapshot};
use praxis_shared::id::{ConversationId, Id, PatientId};
use praxis_tests::{vault, when};
use rusqlite::{Connection, OpenFlags};

use super::{filled, number};

/// What was read under each name; an error where it was refused.
type Picture = BTreeMap<String, Result<String, StoreError>>;

/// Everything clinical, as the server's own store reads it; nothing if it does not even open.
async fn read(file: &Path, patients: &[PatientId], talks: &[ConversationId]) -> Option<Picture> {
    let config = StoreConfig { place: vault::place(file), readers: 1 };
    let store = Store::open(&config).ok()?;
    let now = when::instant("2027-03-01 12:00");
    let mut picture = Picture::new();
    macro_rules! look {
        ($name:expr, $job:expr) => {
            let read = store.read(now, $job).await.map_err(|why| match why {
                Error::Store(why) => why,
                Error::Refused(why) => StoreError::Unfit(why.to_string()),
            });
            picture.insert($name, read);
        };
    }
    for &patient in patients {
        look!(format!("patient {patient}"), move |tx| {
            Ok(format!("{:?}", tx.patient(patient)?.for_the_clinic()?))
        });
        look!(format!("chart {patient}"), move |tx| {
            // which doctors are in care is not stored with the chart
            let it = tx.patient_chart(patient)?.for_the_clinic()?;
            Ok(format!("{:?}", (it.patient, it.blood_group, it.allergies, it.medical_history, it.version)))
        });
        look!(format!("visits {patient}"), move |tx| {
            let query = VisitQuery { patient: Some(patient), limit: 50, ..VisitQuery::default() };
            let visits = tx.visits(&query)?;
            let mut steps = Vec::new();
            for visit in &visits {
                steps.push(tx.transitions(visit.appointment.id, 0, 50)?);
            }
            // names of accounts are not sealed
            let steps: Vec<_> = steps.iter().flatten().map(|it| &it.0).collect();
            let visits: Vec<_> = visits
                .iter()
                .map(|it| (&it.reason, &it.appointment.patient, &it.appointment.note, it.appointment.span))
                .collect();
            Ok(format!("{visits:?} {steps:?}"))
        });
    }
    for &talk in talks {
        look!(format!("talk {talk}"), move |tx| {
            let messages = tx.messages(talk, Stretch::After(0), None, 100)?;
            let said: Vec<_> = messages.iter().map(|it| (it.seq, &it.body, it.author, it.time)).collect();
            Ok(format!("{said:?}"))
        });
    }
    store.close().await;
    Some(picture)
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn ids<K>(conn: &Connection, table: &str) -> Vec<Id<K>> {
    let mut statement = conn.prepare(&format!("SELECT id FROM {table}")).unwrap();
    let found = statement.query_map([], |row| row.get(0)).unwrap();
    found.map(|it| Id::from_bytes(it.unwrap())).collect()
}

/// The sealed contents as SQLite itself gives them, without a look at the seals; nothing if it says no.
fn unchecked(file: &Path) -> Option<String> {
    let conn = vault::open_with(file, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut text = String::new();
    for (table, columns) in [
        ("patient_chart", "allergies || medical_history || blood_group"),
        ("patient", "first_name || last_name || birth_date || phone || email"),
        ("appointment", "reason || note || start_time"),
        ("message", "body || time"),
    ] {
        let mut statement = conn.prepare(&format!("SELECT {columns} FROM {table}")).ok()?;
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            text.push_str(&row.get::<_, String>(0).ok()?);
        }
    }
    Some(text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_four_hundred_flipped_bits_none_is_served_as_what_was_written() {
    let (clinic, good) = filled().await;
    let conn = vault::open(clinic.database());
    let (patients, talks) = (ids(&conn, "patient"), ids(&conn, "conversation"));
    // half of them anywhere, half where patients' data is
    let sql = "SELECT pageno FROM dbstat WHERE name IN ('patient', 'patient_chart', 'appointment', 'appointment_step', 'message')";
    let mut statement = conn.prepare(sql).unwrap();
    let pages: Vec<usize> = statement.query_map([], number).unwrap().collect::<Result<_, _>>().unwrap();
    let size = conn.query_row("PRAGMA page_size", [], number).unwrap();
    drop(statement);
    drop(conn);

    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("praxis.db");
    let put = |bytes: &[u8]| {
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{ending}", file.display())));
        }
        fs::write(&file, bytes).unwrap();
    };
    put(&good);
    let (written, plain) = (read(&file, &patients, &talks).await.unwrap(), unchecked(&file).unwrap());
    assert!(written.values().all(Result::is_ok), "{written:?}");

    let (mut dice, mut wrong) = (Dice(7), Vec::new());
    let (mut refused, mut vanished, mut unnoticed) = (0, 0, 0);
    for round in 0..400 {
        let at = if round % 2 == 0 {
            dice.roll(good.len())
        } else {
            (pages[dice.roll(pages.len())] - 1) * size + dice.roll(size)
        };
        let mut bytes = good.clone();
        bytes[at] ^= 1 << dice.roll(8);
        put(&bytes);
        // what would be served without the seals
        let silent = unchecked(&file).is_some_and(|it| it.len() == plain.len() && it != plain);
        unnoticed += usize::from(silent);
        put(&bytes);
        let Some(found) = read(&file, &patients, &talks).await else {
            refused += 1;
            continue;
        };
        for (what, now) in &found {
            match (now, &written[what]) {
                (Ok(now), Ok(was)) if now == was => {}
                (Err(why), _) if why.is_damage() => refused += 1,
                // values that are no such value are refused before they are compared
                (Err(StoreError::Unreadable { .. } | StoreError::Sqlite(_)), _) => refused += 1,
                // a page or an index lost the way to a row
                (Ok(now), Ok(was)) if now.len() < was.len() => {
                    vanished += 1;
                    let faults = snapshot::faults(&vault::place(file.clone())).unwrap();
                    if faults.is_empty() {
                        wrong
                            .push(format!("bit at {at}: {what} lost rows, and the full check finds nothing"));
                    }
                }
                (Err(StoreError::Unfit(_)), _) => vanished += 1,
                (now, was) => wrong.push(format!("bit at {at}: {what} is {now:?} instead of {was:?}")),
            }
        }
    }
    println!(
        "of 400: {refused} looks refused, {vanished} found less, {unnoticed} would have been served wrong"
    );
    assert_eq!(wrong, Vec::<String>::new());
    // negative control: without the seals some are
    assert!(unnoticed > 20, "only {unnoticed} flips changed what is stored: the test shows nothing");
    assert!(refused > 20);
}
