//! What becomes of a database that its disk spoils: it is refused with a sentence that says what helps, or what is spoilt
//! in it is not shown; never is something else served than what was written.

#[cfg(not(feature = "encryption"))]
mod flips;

use std::{
    fs,
    path::{Path, PathBuf},
};

use praxis_shared::pb;
use praxis_tests::{Clinic, Line, PASSWORD, Person, Process, Refused, fresh, process::engage, vault};
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

/// A server killed with acts that are in the log alone; the files as they were then.
async fn killed_in_the_middle() -> (Process, PathBuf, Vec<String>) {
    let (mut server, admin) = Process::open(Path::new(SERVER)).await;
    // whoever reads keeps what comes after from being folded into the file
    let reader = vault::open(server.database());
    reader.execute_batch("BEGIN; SELECT count(*) FROM user").unwrap();
    let mut names = Vec::new();
    for letter in 'a'..='t' {
        let who = engage(&admin, &format!("clerk{letter}"), pb::Role::Desk).await;
        names.push(who.user.user_name.clone());
    }
    server.kill();
    let saved = server.directory().join("saved");
    fs::create_dir(&saved).unwrap();
    fs::create_dir(saved.join("audit")).unwrap();
    for name in ["praxis.db", "praxis.db-wal", "praxis.mark", "audit/key", "audit/heads"] {
        fs::copy(server.data_dir().join(name), saved.join(name)).unwrap();
    }
    drop(reader);
    (server, saved, names)
}

fn users(file: &Path) -> Vec<String> {
    let conn = vault::open(file);
    let mut statement =
        conn.prepare("SELECT user_name FROM user WHERE user_name LIKE 'clerk%' ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn a_log_that_is_lost_or_garbled_is_not_passed_over() {
    let (mut server, saved, names) = killed_in_the_middle().await;
    let case = |name: &str, spoil: &dyn Fn(&Path)| {
        let data = server.directory().join(name);
        fs::create_dir_all(data.join("audit")).unwrap();
        for name in ["praxis.db", "praxis.db-wal", "praxis.mark", "audit/key", "audit/heads"] {
            fs::copy(saved.join(name), data.join(name)).unwrap();
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
async fn a_schema_that_is_not_as_the_server_made_it_is_told_object_by_object_and_not_served() {
    let (mut server, _) = Process::open(Path::new(SERVER)).await;
    server.stop();
    let lost = [("trigger", "audit_is_never_deleted", "audit"), ("index", "session_by_expiry", "session")];
    let of = |conn: &rusqlite::Connection, name: &str| -> String {
        conn.query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [name], |row| row.get(0)).unwrap()
    };
    for (kind, name, table) in lost {
        let before = of(&vault::open(server.database()), name);
        let change = |sql: &str| vault::open(server.database()).execute_batch(sql).unwrap();
        change(&format!("DROP {kind} {name}"));
        let missing = format!("{kind} {name} of {table} is missing");
        let checked = server.run(&["check"]);
        assert_eq!(checked.code, Some(3), "{checked:?}");
        assert!(checked.out.lines().any(|line| line == missing), "{checked:?}");
        for command in [["serve"].as_slice(), &["init"], &["recover", "admin"]] {
            let refused = server.run(command);
            assert_eq!(refused.code, Some(3), "{command:?}: {refused:?}");
            assert!(refused.err.contains(&missing), "{command:?}: {refused:?}");
            assert!(refused.err.contains("praxis-server restore"), "{refused:?}");
            assert_eq!(refused.err.lines().count(), 1, "{refused:?}");
        }
        // put back, it is the schema that it was
        change(&before);
        assert_eq!(server.run(&["check"]).code, Some(0));
        server.start();
        server.stop();
    }
    let other = "CREATE TRIGGER helpful AFTER INSERT ON session BEGIN SELECT 1; END";
    vault::open(server.database()).execute_batch(other).unwrap();
    let refused = server.run(&["serve"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.err.contains("trigger helpful of session is none of the server's"), "{refused:?}");
}

#[tokio::test]
async fn a_spoilt_database_is_refused_or_found_out_and_what_is_gone_is_not_made_up() {
    let (clinic, good) = filled().await;
    let conn = vault::open(clinic.database());
    let sql = "SELECT pageno FROM dbstat WHERE name = 'patient_chart' AND pagetype = 'leaf' LIMIT 1";
    let chart = conn.query_row(sql, [], number).unwrap();
    let size = 4096;
    drop(conn);
    let over = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        Process::over(Path::new(SERVER), |file| fs::write(file, bytes).unwrap())
    };
    // under a key everything looks like this, but for what the key opens
    let (refused, no_database) = if vault::ENCRYPTED {
        (5, "does not open with the key")
    } else {
        (1, "does not begin as a database does")
    };
    // what cannot even be begun with
    for (what, server, code, sentence) in [
        ("a first page of zeros", over(&|it| it[..size].fill(0)), refused, no_database),
        ("no database", over(&|it| *it = b"Dear diary, ".repeat(4096)), refused, no_database),
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
    // what is whole is served on; SQLCipher opens nothing more on a connection that has met a page which does not open,
    // so that under a key it may also be refused until the server is started again
    let asked = pb::ListVisitsRequest { page_size: 10, ..pb::ListVisitsRequest::default() };
    match ana.appointments().list_visits(asked).await {
        Err(refused) if vault::ENCRYPTED => assert_eq!(refused.reason(), "DATABASE_DAMAGED"),
        answered => assert_eq!(answered.unwrap().into_inner().visits.len(), 1),
    }
    server.kill();
    let said = server.said().await;
    assert!(said.contains("a call met a damaged database: run `praxis-server check`"), "{said}");
    assert!(!said.contains("asthma"), "{said}");
}

fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(0)?).unwrap())
}
