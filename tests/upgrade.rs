//! Databases of every released schema, and what the newest server makes of them: nothing is lost, nobody has to do
//! anything, the old one is kept beside; and what it cannot work with it leaves alone, and says so.

use std::{
    fs,
    path::{Path, PathBuf},
};

use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, PASSWORD, Person, Process,
    dump::{dump, tables},
    fresh, vault,
};
use rusqlite::Connection;

use crate::access::world::World;

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");
/// When the clinic of the golden databases is opened again.
const LATER: &str = "2027-03-01 18:00";

/// Where the databases of old releases are kept, as text.
fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The schema and the text of each.
fn releases() -> Vec<(i32, String)> {
    let mut found: Vec<_> = fs::read_dir(golden())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let schema = name.strip_prefix("schema-").unwrap().parse().unwrap();
            (schema, fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

/// Makes the database again as that release left it.
pub(crate) fn put(text: &str, file: &Path) {
    let conn = vault::open(file);
    conn.pragma_update(None, "journal_mode", "wal").unwrap();
    conn.execute_batch(text).unwrap();
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// The newest of the released databases, as text.
pub(crate) fn newest_release() -> String {
    releases().pop().unwrap().1
}

/// The oldest of them.
pub(crate) fn oldest_release() -> String {
    releases().remove(0).1
}

fn columns(conn: &Connection, table: &str) -> Vec<String> {
    let mut statement = conn.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Every row of a table in these columns, as text.
fn values(conn: &Connection, table: &str, columns: &[String]) -> Vec<String> {
    let list = columns.iter().map(|it| format!("quote(\"{it}\")")).collect::<Vec<_>>().join(" || ',' || ");
    let mut statement = conn.prepare(&format!("SELECT {list} FROM \"{table}\" ORDER BY 1")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn pairs(conn: &Connection, sql: &str) -> Vec<(String, i64)> {
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

fn count(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn schema(conn: &Connection) -> i64 {
    count(conn, "SELECT max(version) FROM refinery_schema_history")
}

async fn sign_in(clinic: &Clinic, who: &str) -> Person {
    let asked = pb::SignInRequest {
        login: who.to_owned(),
        password: PASSWORD.to_owned(),
        client_label: "after the upgrade".to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = clinic.stranger().sessions().sign_in(asked).await.unwrap().into_inner();
    Person::new(clinic.channel(), opened)
}

#[tokio::test]
async fn every_released_database_comes_up_to_date_with_all_that_was_in_it() {
    for (release, text) in releases() {
        let before = Connection::open_in_memory().unwrap();
        before.execute_batch(&text).unwrap();
        let mut clinic = Clinic::over(|file| put(&text, file), LATER).await;
        clinic.stop().await;
        let after = vault::open(clinic.database());
        assert!(schema(&after) >= i64::from(release));
        assert_eq!(
            after.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(),
            "ok"
        );
        assert_eq!(count(&after, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
        for table in tables(&before) {
            if table == "refinery_schema_history" || table == "sqlite_sequence" {
                continue;
            }
            if table == "event_audience" {
                continue;
            }
            if table == "event" {
                // the log of events begins anew behind all that it held, so that every terminal lists anew
                let last = count(&before, "SELECT max(seq) FROM event");
                assert_eq!(count(&after, "SELECT min(seq) FROM event"), last + 1);
                assert_eq!(pairs(&after, "SELECT audiences, seq FROM event")[0], ("[]".to_owned(), last + 1));
                continue;
            }
            // rows from before the chain of the audit log get their hash
            let mut columns = columns(&before, &table);
            columns.retain(|it| (table.as_str(), it.as_str()) != ("audit", "hash"));
            // what is sealed of a visit has become more
            columns.retain(|it| (table.as_str(), it.as_str()) != ("appointment", "seal"));
            let same = values(&after, &table, &columns) == values(&before, &table, &columns);
            assert!(same, "what was in {table} of release {release} has changed");
        }

        // people come in as before, and find what is theirs
        clinic.start().await;
        for who in ["admin", "ida", "moreau", "bob"] {
            sign_in(&clinic, who).await;
        }
        let ana = sign_in(&clinic, "ana").await;
        let asked = pb::ListVisitsRequest { page_size: 50, ..pb::ListVisitsRequest::default() };
        let visits = ana.appointments().list_visits(asked).await.unwrap().into_inner().visits;
        assert_eq!(visits.len(), 3);
        assert!(visits.iter().all(|it| it.reason == "A cough that stays"));
        let asked = pb::GetPatientChartRequest { name: format!("{}/chart", ana.patient()) };
        let chart = ana.patients().get_patient_chart(asked).await.unwrap().into_inner();
        assert_eq!(chart.medical_history, "asthma as a child; it's gone");
        // and so does the doctor whose visit she booked herself
        let asked = pb::GetPatientChartRequest { name: format!("{}/chart", ana.patient()) };
        let moreau = sign_in(&clinic, "moreau").await;
        assert_eq!(moreau.patients().get_patient_chart(asked).await.unwrap().into_inner(), chart);
    }
}

#[tokio::test]
async fn the_server_keeps_the_old_database_before_it_changes_it_and_says_so() {
    for (release, text) in releases() {
        let mut server = Process::over(Path::new(SERVER), |file| put(&text, file));
        let before = dump(&vault::open(server.database()));
        // its schema is that of its release, and what is not is told before anything is kept or changed
        let guard = "SELECT sql FROM sqlite_schema WHERE name = 'audit_is_never_deleted'";
        let guard: String = vault::open(server.database()).query_row(guard, [], |row| row.get(0)).unwrap();
        vault::open(server.database()).execute_batch("DROP TRIGGER audit_is_never_deleted").unwrap();
        let refused = server.run(&["serve"]);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.err.contains("trigger audit_is_never_deleted of audit is missing"), "{refused:?}");
        assert_eq!(self::kept(&server), Vec::<PathBuf>::new());
        vault::open(server.database()).execute_batch(&guard).unwrap();
        let checked = server.run(&["check"]);
        assert_eq!(checked.code, Some(0), "schema {release}: {checked:?}");
        assert!(dump(&vault::open(server.database())) == before, "a refused start changed something");
        server.start();
        // it answers
        let asked = pb::GetSessionRequest {};
        Line::new(server.channel(), None).sessions().get_session(asked).await.unwrap_err();
        server.kill();
        let said = server.said().await;
        let now = schema(&vault::open(server.database()));
        let kept = kept(&server);
        if now == i64::from(release) {
            assert_eq!(kept, Vec::<PathBuf>::new(), "nothing was changed, nothing is kept");
            continue;
        }
        let [kept] = kept.as_slice() else { panic!("{kept:?}") };
        assert!(said.contains(kept.to_str().unwrap()), "{said}");
        assert!(
            kept.file_name().unwrap().to_str().unwrap().starts_with(&format!("before-migration-{release}-"))
        );
        assert!(dump(&vault::open(kept.join("praxis.db"))) == before, "the backup is another database");
        let verified = server.run(&["verify-backup", kept.to_str().unwrap()]);
        assert_eq!(verified.code, Some(0), "{verified:?}");

        // the newest release finds nothing to do the next time, and nothing wrong
        server.start();
        assert_eq!(self::kept(&server).len(), 1);
        let checked = server.run(&["check"]);
        assert_eq!(checked.code, Some(0), "schema {release} brought up to date: {checked:?}");
    }
}

fn kept(server: &Process) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(server.data_dir().join("backups")) else { return Vec::new() };
    found.map(|it| it.unwrap().path()).collect()
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let server = Process::over(Path::new(SERVER), |file| {
        put(&newest_release(), file);
        let conn = vault::open(file);
        let sql = "INSERT INTO refinery_schema_history VALUES (9000, 'later', '2031-01-01T00:00:00Z', '1')";
        conn.execute(sql, []).unwrap();
    });
    let before = fs::read(server.database()).unwrap();
    for command in [["serve"].as_slice(), &["init"], &["backup"], &["check"]] {
        let ran = server.run(command);
        assert_eq!(ran.code, Some(1), "{command:?}: {ran:?}");
        assert!(ran.err.contains("newer version of Praxis (it has schema 9000"), "{command:?}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    }
    assert_eq!(fs::read(server.database()).unwrap(), before);
    assert_eq!(kept(&server), Vec::<PathBuf>::new());
}

#[test]
fn without_room_for_a_backup_an_old_database_stays_old() {
    let (release, text) = releases().remove(0);
    let server = Process::over(Path::new(SERVER), |file| {
        put(&text, file);
        // larger than any disk here, without taking any of it
        fs::File::options().write(true).open(file).unwrap().set_len(1 << 43).unwrap();
    });
    let look =
        || schema(&vault::open_with(server.database(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap());
    let ran = server.run(&["serve"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("does not begin without a backup"), "{ran:?}");
    assert!(ran.err.contains("there is no room for a backup in"), "{ran:?}");
    assert_eq!((look(), kept(&server)), (i64::from(release), Vec::new()));
}

/// Today's schema as a clinic that has been worked in, and its number.
async fn this_release() -> (i64, String) {
    let world = World::build().await;
    let mut clinic = world.clinic.copy().await;
    let callers: Vec<_> = world.callers(&clinic).map(|it| it.1).collect();
    let [_, ida, moreau, ana] = callers.as_slice() else { panic!("four roles") };
    chart(ana).await;
    see(&clinic, ana, moreau, ida).await;
    clinic.stop().await;
    let file = vault::open(clinic.database());
    let text = dump(&file);
    assert!(text.len() < 300 * 1024, "{} bytes are too many", text.len());
    (schema(&file), text)
}

/// Run it once for each release, with the code of the release.
/// `cargo test -p praxis-tests -- --ignored upgrade::writes_the_golden_database_of_this_release`
#[tokio::test]
#[ignore = "makes a fixture"]
async fn writes_the_golden_database_of_this_release() {
    let (schema, text) = this_release().await;
    fs::write(golden().join(format!("schema-{schema}.sql")), text).unwrap();
}

#[tokio::test]
async fn a_golden_database_of_today_can_be_made_and_opens_as_those_of_before() {
    let (today, text) = this_release().await;
    assert!(releases().iter().all(|(release, _)| i64::from(*release) <= today));
    let mut clinic = Clinic::over(|file| put(&text, file), LATER).await;
    sign_in(&clinic, "ana").await;
    clinic.stop().await;
    assert_eq!(schema(&vault::open(clinic.database())), today);
}

async fn chart(ana: &Person) {
    let asked = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{}/chart", ana.patient()),
            allergies: "penicillin".to_owned(),
            medical_history: "asthma as a child; it's gone".to_owned(),
            ..pb::PatientChart::default()
        }),
        ..pb::UpdatePatientChartRequest::default()
    };
    ana.patients().update_patient_chart(asked).await.unwrap();
}

/// One visit from asking to its end, one called off.
async fn see(clinic: &Clinic, ana: &Person, moreau: &Person, ida: &Person) {
    let off = clinic.book(ana, moreau, "2027-03-05 11:00").await;
    let asked = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: off.name,
        expected_version: off.version,
        reason: "cannot come".to_owned(),
        ..pb::CancelAppointmentRequest::default()
    };
    ana.appointments().cancel_appointment(asked).await.unwrap();
    let visit = clinic.book_approved(ana, moreau, "2027-03-01 10:30").await;
    clinic.set_clock("2027-03-01 10:25");
    // their terminals have locked meanwhile
    let (ida, moreau) = (ida.another_terminal().await, moreau.another_terminal().await);
    let mut version = visit.version;
    macro_rules! step {
        ($who:expr, $call:ident, $request:ident) => {
            let asked =
                pb::$request { request_id: fresh(), name: visit.name.clone(), expected_version: version };
            version = $who.appointments().$call(asked).await.unwrap().into_inner().version;
        };
    }
    step!(ida, check_in_appointment, CheckInAppointmentRequest);
    step!(moreau, start_visit, StartVisitRequest);
    step!(moreau, complete_visit, CompleteVisitRequest);
    assert_eq!(version, visit.version + 3);
}
