//! What becomes of a database that its disk spoils: it is refused with a sentence that says what helps, or what is spoilt
//! in it is not shown; never is something else served than what was written.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use praxis_server::store::{Error, Place, Store, StoreConfig, StoreError, Stretch, VisitQuery, snapshot};
use praxis_shared::{
    id::{ConversationId, Id, PatientId},
    pb,
};
use praxis_tests::{Clinic, Line, PASSWORD, Person, Process, Refused, fresh, process::engage, when};
use rusqlite::{Connection, OpenFlags};
use tonic::Code;

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

/// A clinic with patients' data on many pages, stopped, and its file.
async fn filled() -> (Clinic, Vec<u8>) {
    let mut clinic = Clinic::open().await;
    let (moreau, ida) = (clinic.doctor("moreau").await, clinic.desk("ida").await);
    clinic.give_hours(&moreau).await;
    for (number, who) in ["ana", "bob", "cleo", "dan"].into_iter().enumerate() {
        let patient = clinic.patient(who).await;
        let asked = pb::UpdatePatientChartRequest {
            request_id: fresh(),
            chart: Some(pb::PatientChart {
                name: format!("{}/chart", patient.patient()),
                allergies: format!("penicillin, and {}", "pollen of many kinds ".repeat(20)),
                medical_history: "asthma as a child. ".repeat(40),
                ..pb::PatientChart::default()
            }),
            ..pb::UpdatePatientChartRequest::default()
        };
        patient.patients().update_patient_chart(asked).await.unwrap();
        clinic.book(&patient, &moreau, &format!("2027-03-02 1{number}:00")).await;
        let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
        let talk = patient.conversations().open_conversation(asked).await.unwrap().into_inner().name;
        for (who, line) in
            [(&patient, "May I come earlier?"), (&ida, "Yes: come at nine, and bring the letter.")]
        {
            for _ in 0..6 {
                let (conversation, body) = (talk.clone(), line.repeat(8));
                let asked = pb::SendMessageRequest { request_id: fresh(), conversation, body };
                who.conversations().send_message(asked).await.unwrap();
            }
        }
    }
    clinic.stop().await;
    let bytes = fs::read(clinic.database()).unwrap();
    (clinic, bytes)
}

/// What was read under each name; an error where it was refused.
type Picture = BTreeMap<String, Result<String, StoreError>>;

/// Everything clinical, as the server's own store reads it; nothing if it does not even open.
async fn read(file: &Path, patients: &[PatientId], talks: &[ConversationId]) -> Option<Picture> {
    let config = StoreConfig { place: Place::from(file.to_owned()), readers: 1 };
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
            let messages = tx.messages(talk, Stretch::After(0), 100)?;
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
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
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

#[cfg(not(feature = "encryption"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_four_hundred_flipped_bits_none_is_served_as_what_was_written() {
    let (clinic, good) = filled().await;
    let conn = Connection::open(clinic.database()).unwrap();
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
                    let faults = snapshot::faults(&Place::from(file.clone())).unwrap();
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

/// A server killed with acts that are in the log alone; the files as they were then.
async fn killed_in_the_middle() -> (Process, PathBuf, Vec<String>) {
    let (mut server, admin) = Process::open(Path::new(SERVER)).await;
    // whoever reads keeps what comes after from being folded into the file
    let reader = open_plainly(&server.database());
    reader.execute_batch("BEGIN; SELECT count(*) FROM user").unwrap();
    let mut names = Vec::new();
    for letter in 'a'..='t' {
        let who = engage(&admin, &format!("clerk{letter}"), pb::Role::Desk).await;
        names.push(who.user.user_name.clone());
    }
    server.kill();
    let saved = server.directory().join("saved");
    fs::create_dir(&saved).unwrap();
    for name in ["praxis.db", "praxis.db-wal", "praxis.mark"] {
        fs::copy(server.data_dir().join(name), saved.join(name)).unwrap();
    }
    drop(reader);
    (server, saved, names)
}

fn users(file: &Path) -> Vec<String> {
    let conn = open_plainly(file);
    let mut statement =
        conn.prepare("SELECT user_name FROM user WHERE user_name LIKE 'clerk%' ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_log_that_is_lost_or_garbled_is_not_passed_over() {
    let (mut server, saved, names) = killed_in_the_middle().await;
    let case = |name: &str, spoil: &dyn Fn(&Path)| {
        let data = server.directory().join(name);
        fs::create_dir(&data).unwrap();
        for file in fs::read_dir(&saved).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), data.join(file.file_name())).unwrap();
        }
        spoil(&data);
        data
    };
    let edit = |data: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(data.join("praxis.db-wal")).unwrap();
        change(&mut bytes);
        fs::write(data.join("praxis.db-wal"), bytes).unwrap();
    };
    let whole = case("whole", &|_| {});
    let spoilt = [
        case("without", &|it| fs::remove_file(it.join("praxis.db-wal")).unwrap()),
        case("short", &|it| edit(it, &|bytes| bytes.truncate(bytes.len() / 2))),
        case("garbled", &|it| edit(it, &|bytes| bytes[..32].fill(0x5a))),
    ];
    for data in &spoilt {
        server.move_to(data);
        let ran = server.run(&["serve"]);
        assert_eq!(ran.code, Some(3), "{}: {ran:?}", data.display());
        for said in ["had been made durable", "praxis-server restore"] {
            assert!(ran.err.contains(said), "{ran:?}");
        }
    }
    // as it was, it comes back with everything
    server.move_to(&whole);
    server.start();
    server.kill();
    assert_eq!(users(&whole.join("praxis.db")), names);
    // negative control: without the mark the loss is silent
    fs::remove_file(spoilt[2].join("praxis.mark")).unwrap();
    server.move_to(&spoilt[2]);
    server.start();
    server.kill();
    assert!(users(&spoilt[2].join("praxis.db")).len() < names.len());
}

#[tokio::test]
async fn a_spoilt_database_is_refused_or_found_out_and_what_is_gone_is_not_made_up() {
    let (clinic, good) = filled().await;
    let conn = open_plainly(&clinic.database());
    let sql = "SELECT pageno FROM dbstat WHERE name = 'patient_chart' AND pagetype = 'leaf' LIMIT 1";
    let chart = conn.query_row(sql, [], number).unwrap();
    let size = conn.query_row("PRAGMA page_size", [], number).unwrap();
    drop(conn);
    let over = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        Process::over(Path::new(SERVER), |file| fs::write(file, bytes).unwrap())
    };
    // what cannot even be begun with
    for (what, server, code, sentence) in [
        ("a first page of zeros", over(&|it| it[..size].fill(0)), 1, "does not begin as a database does"),
        (
            "no database",
            over(&|it| *it = b"Dear diary, ".repeat(4096)),
            1,
            "does not begin as a database does",
        ),
        ("half of it", over(&|it| it.truncate(it.len() / 2)), 3, "damaged"),
    ] {
        let before = fs::read(server.database()).unwrap();
        for command in [["serve"].as_slice(), &["backup"]] {
            let ran = server.run(command);
            assert_eq!(ran.code, Some(code), "{what}: {ran:?}");
            assert!(ran.err.contains(sentence), "{what}: {ran:?}");
        }
        assert!(fs::read(server.database()).unwrap() == before, "{what}: the file was changed");
    }
    // what only shows when it is read
    let mut server = over(&|it| it[(chart - 1) * size..chart * size].fill(0));
    let ran = server.run(&["check"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("praxis-server restore"), "{ran:?}");
    server.start();
    let asked = pb::SignInRequest {
        login: "ana".to_owned(),
        password: PASSWORD.to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = Line::new(server.channel(), None).sessions().sign_in(asked).await.unwrap().into_inner();
    let ana = Person::new(server.channel(), opened);
    let asked = pb::GetPatientChartRequest { name: format!("{}/chart", ana.patient()) };
    let refused = ana.patients().get_patient_chart(asked).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::DataLoss, "DATABASE_DAMAGED"));
    // what is whole is served on
    let asked = pb::ListVisitsRequest { page_size: 10, ..pb::ListVisitsRequest::default() };
    assert_eq!(ana.appointments().list_visits(asked).await.unwrap().into_inner().visits.len(), 1);
    server.kill();
    let said = server.said().await;
    assert!(said.contains("a call met a damaged database: run `praxis-server check`"), "{said}");
    assert!(!said.contains("asthma"), "{said}");
}

fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(0)?).unwrap())
}

fn open_plainly(file: &Path) -> Connection {
    Connection::open(file).unwrap()
}
