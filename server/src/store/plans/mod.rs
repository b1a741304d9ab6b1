//! How SQLite goes about every statement of this folder: none looks through a table that grows, none sorts what it
//! found in a tree of its own. What does all the same is named below, with the reason.
//!
//! The statements are found in the sources, so that a new one is looked at without being told to. The server never asks
//! SQLite to measure the data (ANALYZE), so a plan depends on the schema alone: what is seen here is what a clinic of
//! any size gets.

mod source;

use std::{collections::BTreeSet, path::Path};

use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::Span,
};
use rusqlite::{Connection, config::DbConfig};

use self::source::{Found, Source, Statement, sources, statements};
use super::{Own, VisitQuery, appointments::list, connect, migrate};
use crate::domain::appointment::State;

/// A step of a plan that is right where it is: in a statement that holds this text, the step, and why.
type Allowed = &'static [(&'static str, &'static str, &'static str)];

const ALLOWED: Allowed = &[
    (
        "FROM notice WHERE roles = -1",
        "SCAN notice",
        "once, in the upgrade in which notices say in which role",
    ),
    // one row from the end of an index that is in the order of the answer
    ("FROM audit ORDER BY seq DESC LIMIT 1", "SCAN audit", "the last row"),
    ("FROM audit ORDER BY seq LIMIT 1", "SCAN audit", "the first row"),
    (
        "SELECT seq, hash, roles FROM audit LIMIT 1",
        "SCAN audit",
        "one row, to see that the columns are there",
    ),
    ("FROM event ORDER BY seq DESC LIMIT 1", "SCAN event", "the last row"),
    ("SELECT seq FROM event ORDER BY seq LIMIT 1", "SCAN event", "the first row"),
    ("FROM (SELECT seq, time FROM event ORDER BY seq LIMIT ?2)", "SCAN event", "the first few rows"),
    ("FROM (SELECT seq, time FROM request ORDER BY seq LIMIT ?2)", "SCAN request", "the first few rows"),
    ("SELECT 1 FROM user LIMIT 1", "SCAN user USING COVERING INDEX user_by_email", "one row, any"),
    (
        "roles_ever & 5 <> 0",
        "SCAN user USING INDEX user_once_guarded",
        "those who ever were administrator or doctor alone are in this index",
    ),
    // what there are few of, however long a clinic works
    ("FROM clinic", "SCAN clinic", "one row"),
    ("FROM doctor CROSS JOIN user", "SCAN doctor", "a clinic's doctors, all of whom are asked for"),
    ("ORDER BY user.sort_key, doctor.id", "USE TEMP B-TREE FOR ORDER BY", "a clinic's doctors"),
    ("FROM working_hours", "SCAN working_hours", "a row for each doctor, all of whom are asked for"),
    ("roles & 7 <> 0", "SCAN user USING INDEX user_on_staff", "the staff alone are in this index"),
    ("roles & 2 <> 0", "SCAN user USING INDEX user_at_desk", "the clerks alone are in this index"),
    ("joined = 1 ORDER BY side DESC", "USE TEMP B-TREE FOR ORDER BY", "the members of one conversation"),
    ("DELETE FROM device", "USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "one person's devices, 32 at most"),
    ("SELECT DISTINCT doctor FROM appointment", "USE TEMP B-TREE FOR DISTINCT", "one patient's visits"),
    ("(SELECT DISTINCT doctor FROM appointment", "SCAN seen", "one patient's doctors"),
    (
        "(SELECT DISTINCT patient FROM appointment",
        "USE TEMP B-TREE FOR DISTINCT",
        "one doctor's visits: all whom the doctor met are asked for",
    ),
    (
        "(SELECT DISTINCT patient FROM appointment",
        "SCAN met",
        "one doctor's patients, all of whom are asked for",
    ),
    // as many as have a name that begins so: the desk looks for somebody to write to, by some letters of a name
    (
        "(SELECT DISTINCT patient FROM patient_key",
        "USE TEMP B-TREE FOR DISTINCT",
        "those with a name that begins so",
    ),
    ("(SELECT DISTINCT patient FROM patient_key", "SCAN found", "those with a name that begins so"),
    (
        "(SELECT DISTINCT patient FROM patient_key",
        "USE TEMP B-TREE FOR ORDER BY",
        "those with a name that begins so",
    ),
    // a restored backup is gone through once, before anybody works with it
    (
        "UPDATE session SET end_time = ?1 WHERE end_time IS NULL",
        "SCAN session USING INDEX session_by_user",
        "restore",
    ),
    (
        "UPDATE api_token SET end_time = ?1 WHERE end_time IS NULL",
        "SCAN api_token USING INDEX api_token_by_user",
        "restore",
    ),
    (
        "UPDATE activation SET expire_time = min(expire_time, ?1)",
        "SCAN activation USING INDEX activation_by_user",
        "restore",
    ),
    // the tables of the schema itself
    ("FROM sqlite_schema", "SCAN sqlite_schema", "a row for each table, index and trigger"),
    ("FROM sqlite_schema", "SCAN sqlite_master", "a row for each table, index and trigger"),
    (
        "FROM sqlite_schema WHERE type = 'table' ORDER BY name",
        "USE TEMP B-TREE FOR ORDER BY",
        "the names of tables",
    ),
    (
        "FROM sqlite_schema ORDER BY type, name",
        "USE TEMP B-TREE FOR ORDER BY",
        "a row for each table, index and trigger",
    ),
    ("FROM sqlite_sequence", "SCAN sqlite_sequence", "two rows"),
    ("FROM pragma_table_info(?1)", "SCAN pragma_table_info VIRTUAL TABLE INDEX 0:", "the columns of a table"),
    ("FROM pragma_table_info(?1)", "USE TEMP B-TREE FOR ORDER BY", "the columns of a table"),
    (
        "FROM refinery_schema_history ORDER BY version",
        "SCAN refinery_schema_history USING INDEX sqlite_autoindex_refinery_schema_history_1",
        "a row for each version of the schema",
    ),
    // whoever asks for a check of the whole file, or upgrades it, asks for all of it
    (
        "FROM pragma_foreign_key_check",
        "SCAN pragma_foreign_key_check VIRTUAL TABLE INDEX 0:",
        "a check, and each upgrade",
    ),
    (
        "FROM pragma_foreign_key_check GROUP BY",
        "USE TEMP B-TREE FOR GROUP BY",
        "a check: what it found wrong",
    ),
];

/// Statements with a place that only their caller fills: in which file, what they hold, and why that is right.
const OPEN: &[(&str, &str, &str)] = &[
    ("appointments/list.rs", "{conditions}", "every list of visits has its own test below"),
    ("seal.rs", "{list}", "a check reads all that is sealed"),
    ("migrate/fill.rs", "{}", "once, in the upgrade that brings seals"),
    ("recrypt.rs", "NOT INDEXED", "a change of encryption compares all there is"),
    ("snapshot.rs", "SELECT count(*) FROM \"{table}\"", "a backup counts what is in it"),
];

/// SQL that is made where it cannot be followed: in which file, what, and why that is right.
const MADE_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("appointments/list.rs", "Word(\"sql\")", "every list of visits has its own test below"),
    ("connect.rs", "Word(\"sql\")", "PRAGMA key and rekey, which are wiped after use"),
    ("migrate.rs", "Word(\"migration\")", "the schema itself"),
    ("migrate/fill.rs", "Word(\"sql\")", "puts the schema's own triggers back"),
    ("recrypt.rs", "ATTACH", "a change of encryption writes into a file of its own"),
    ("recrypt.rs", "Word(\"sql\")", "a change of encryption: all there is is written anew, and compared"),
    ("retention.rs", "Word(\"rule\")", "the texts of the rules are in that file"),
];

/// An empty clinic as it is opened.
fn clinic() -> Connection {
    let mut conn = connect::prepare(Connection::open_in_memory().unwrap()).unwrap();
    // what a trigger does is part of the statement
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true).unwrap();
    migrate::to_newest(&mut conn).unwrap();
    conn
}

fn plan(conn: &Connection, sql: &str) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(row.get("detail")?);
    }
    Ok(steps)
}

/// Whether a step costs more the more there is.
fn grows(step: &str) -> bool {
    let given = step == "SCAN CONSTANT ROW" || step.ends_with("-ROW VALUES CLAUSE");
    let scans = step.starts_with("SCAN") && !given && !step.starts_with("SCAN (");
    scans || step.contains("TEMP B-TREE") || step.contains("AUTOMATIC")
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with the plans of these statements, and which allowances were needed.
fn complaints(
    conn: &Connection,
    statements: &[Statement],
    allowed: Allowed,
) -> (Vec<String>, BTreeSet<usize>) {
    let (mut told, mut used) = (Vec::new(), BTreeSet::new());
    for Statement { at, sql } in statements {
        let sql = one_line(sql);
        let steps = match plan(conn, &sql) {
            Ok(steps) => steps,
            Err(why) => {
                told.push(format!("{at}: {why}\n    {sql}"));
                continue;
            }
        };
        for step in steps.iter().filter(|it| grows(it)) {
            match allowed.iter().position(|(text, it, _)| sql.contains(text) && step == it) {
                Some(one) => drop(used.insert(one)),
                None => told.push(format!("{at}: {step}\n    {sql}")),
            }
        }
    }
    (told, used)
}

/// Rows of other tables that point to those of a table from which rows go, but are not found by an index.
fn dangling(conn: &Connection, statements: &[Statement]) -> Vec<String> {
    let emptied: BTreeSet<String> = statements
        .iter()
        .filter_map(|it| Some(one_line(&it.sql).strip_prefix("DELETE FROM ")?.split(' ').next()?.to_owned()))
        .collect();
    assert!(emptied.contains("event"), "{emptied:?}");
    let tables = "SELECT child.name, key.\"from\" FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS key
        WHERE child.type = 'table' AND key.\"table\" = ?1";
    let mut tables = conn.prepare(tables).unwrap();
    let mut told = Vec::new();
    for table in emptied {
        let children = tables.query_map([&table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        for (child, column) in children.map(|it| it.unwrap()) {
            let (child, column): (String, String) = (child, column);
            let look = format!("SELECT 1 FROM {child} WHERE {column} = ?1");
            let steps = plan(conn, &look).unwrap();
            told.extend(
                steps.into_iter().filter(|it| grows(it)).map(|step| format!("{table} ← {child}: {step}")),
            );
        }
    }
    told
}

fn all() -> Found {
    statements(&sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")))
}

#[test]
fn no_statement_looks_through_what_grows_or_sorts_it() {
    let found = all();
    assert!(found.statements.len() > 150, "only {} statements were found", found.statements.len());
    let conn = clinic();
    let (told, used) = complaints(&conn, &found.statements, ALLOWED);
    assert!(told.is_empty(), "{}", told.join("\n"));
    let idle: Vec<_> = (0..ALLOWED.len()).filter(|it| !used.contains(it)).map(|it| ALLOWED[it]).collect();
    assert!(idle.is_empty(), "allowed for nothing: {idle:?}");
    assert_eq!(dangling(&conn, &found.statements), Vec::<String>::new());
}

#[test]
fn every_statement_is_found() {
    let found = all();
    let unknown: Vec<_> = found
        .told
        .iter()
        .filter(|told| {
            !MADE_ELSEWHERE.iter().any(|(file, what, _)| told.starts_with(file) && told.contains(what))
        })
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let open: Vec<_> = found
        .open
        .iter()
        .filter(|(at, sql)| !OPEN.iter().any(|(file, what, _)| at.starts_with(file) && sql.contains(what)))
        .collect();
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn what_is_dropped_or_written_carelessly_is_told() {
    let found = all();
    for index in
        ["conversation_of_desk", "session_by_expiry", "schedule_exception_by_end", "appointment_by_patient"]
    {
        let conn = clinic();
        conn.execute_batch(&format!("DROP INDEX {index}")).unwrap();
        let (told, _) = complaints(&conn, &found.statements, ALLOWED);
        assert!(!told.is_empty(), "nothing misses {index}");
    }
    let conn = clinic();
    conn.execute_batch("CREATE TABLE follower (event INTEGER REFERENCES event (seq))").unwrap();
    assert_eq!(dangling(&conn, &found.statements).len(), 1);

    let looks = |text: &str| {
        let found = statements(&[Source::new("x.rs", text)]);
        let (mut told, _) = complaints(&clinic(), &found.statements, ALLOWED);
        told.extend(found.told);
        told.extend(found.open.into_iter().map(|(at, sql)| at + &sql));
        told
    };
    for text in [
        "fn f(tx: &Tx) { tx.one(\"SELECT id FROM patient WHERE phone = ?1\", [], read) }",
        "fn f() { let sql = \"SELECT id FROM patient\\n WHERE phone = ?1\"; g(sql) }",
        "const C: &str =\n    \"SELECT * FROM message\";\nfn f(tx: &Tx) { tx.all(C, [], read) }",
        "const C: &str = \"SELECT * FROM message\";\nfn f(tx: &Tx) { tx.all(&format!(\"{C} WHERE time > 1\"), [], read) }",
        "fn f(tx: &Tx) { let by = if a { \"body\" } else { \"conversation\" };
             tx.all(&format!(\"SELECT * FROM message WHERE {by} = ?1\"), [], read) }",
        "fn f(tx: &Tx) { let (a, by) = match x { 1 => (1, \"conversation\"), _ => (2, \"body\") };
             tx.all(&format!(\"SELECT * FROM message WHERE {by} = ?1\"), [], read) }",
        "fn f(tx: &Tx) { tx.all(&format!(\"SELECT * FROM {}\", table()), [], read) }",
        "fn f(tx: &Tx) { tx.all(&made(), [], read) }",
        "fn f(tx: &Tx) { let sql = made(); tx.execute(&sql, []) }",
        "fn f(conn: &Connection) { conn.prepare(&[\"SELECT \", \"1\"].concat()) }",
        "fn f(tx: &Tx) { tx.all(\"select * from message\", [], read) }",
        "fn f(tx: &Tx) { tx.all(\"SELECT * FROM message WHERE conversation = ?1 LIMIT 9 OFFSET 9\", [], read) }",
        "fn f(tx: &Tx) { tx.all(\"SELECT * FROM audit ORDER BY outcome LIMIT 9\", [], read) }",
        "fn f(tx: &Tx) { tx.all(\"SELECT * FROM nowhere\", [], read) }",
        "fn f(conn: &Connection) { conn.execute_batch(\"ANALYZE\") }",
    ] {
        assert!(!looks(text).is_empty(), "{text}");
    }
    for text in [
        "fn f(tx: &Tx) { tx.one(\"SELECT * FROM patient WHERE id = ?1\", [], |a, b| read) }",
        "const C: &str = \"SELECT * FROM message\";
         fn f(tx: &Tx) { tx.all(&format!(\"{C} WHERE conversation = ?1\"), [], read) }",
        "fn f(it: &mut Statement) { it.execute([]); list.iter().all(|it| it.good()); }",
        "// SELECT * FROM message\nfn f() { say(\"SELECTED: 'nothing'\") }",
        "#[cfg(test)]\nmod tests;\nfn f() {}\n#[cfg(test)]\nmod more {\n fn f() { all(\"SELECT * FROM message\") } }",
    ] {
        assert_eq!(looks(text), Vec::<String>::new(), "{text}");
    }
}

/// Every mix of filters of a list of visits.
fn lists() -> Vec<VisitQuery> {
    let (patient, doctor) = (PatientId::from_bytes([1; 16]), DoctorId::from_bytes([2; 16]));
    let time = praxis_shared::time::from_micros(0).unwrap();
    let owns = [
        None,
        Some(Own::default()),
        Some(Own { patient: Some(patient), ..Own::default() }),
        Some(Own { patient: Some(patient), since: Some(time), ..Own::default() }),
        Some(Own { doctor: Some(doctor), ..Own::default() }),
        Some(Own { patient: Some(patient), doctor: Some(doctor), since: None }),
    ];
    let states = [vec![], vec![State::Requested], vec![State::Cancelled, State::Approved]];
    let mut lists = Vec::new();
    for bits in 0..1_u32 << 7 {
        let is = |bit: u32| bits >> bit & 1 == 1;
        for own in owns {
            lists.extend(states.iter().map(|states| VisitQuery {
                doctor: is(0).then_some(doctor),
                patient: is(1).then_some(patient),
                own,
                from: is(2).then_some(time),
                until: is(3).then_some(time),
                states: states.clone(),
                unresolved: is(4).then_some(Span { start: time, end: time }),
                descending: is(5),
                after: is(6).then_some((time, AppointmentId::from_bytes([3; 16]))),
                limit: 50,
            }));
        }
    }
    lists
}

#[test]
fn no_list_of_visits_is_sorted_or_looked_through() {
    let conn = clinic();
    // of both at once: somebody who is a doctor and a patient here sees their own of either kind
    let both = "(a.patient = ? OR a.doctor = ?)";
    // who has nothing of their own finds nothing, whatever the plan
    for query in lists().into_iter().filter(|it| it.own != Some(Own::default())) {
        let sql = list::sql(&query);
        let steps = plan(&conn, &sql).unwrap();
        let grows: Vec<_> = steps.iter().filter(|it| grows(it)).collect();
        // in the order of the answer, which ends with the page
        let walks = ["SCAN a USING INDEX appointment_by_start", "SCAN a USING INDEX appointment_open"];
        let narrow = query.doctor.is_some()
            || query.patient.is_some()
            || query.from.is_some()
            || query.until.is_some();
        let walked = grows.iter().all(|it| walks.contains(&it.as_str())) && !narrow;
        assert!(grows.is_empty() || walked || sql.contains(both), "{sql}\n{steps:#?}");
        let few = query.unresolved.is_some() || query.states == [State::Requested];
        if few && !narrow && query.own.is_none() {
            assert!(steps.iter().any(|it| it.contains("appointment_open")), "{sql}\n{steps:#?}");
        }
    }
}

#[test]
fn nothing_is_measured_that_plans_would_depend_on() {
    let measured: i64 = clinic()
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(measured, 0);
}

/// The steps of SQLite's machine for a statement, triggers included: each with its second parameter.
fn program(conn: &Connection, sql: &str) -> Vec<(String, i64)> {
    let mut statement = conn.prepare(&format!("EXPLAIN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push((row.get("opcode").unwrap(), row.get("p2").unwrap()));
    }
    steps
}

/// The tables and indexes that a statement opens to write to.
fn writes_to(conn: &Connection, sql: &str) -> BTreeSet<String> {
    let mut name = conn.prepare("SELECT name FROM sqlite_schema WHERE rootpage = ?1").unwrap();
    let opened = program(conn, sql).into_iter().filter(|it| it.0 == "OpenWrite");
    opened.map(|(_, root)| name.query_row([root], |row| row.get(0)).unwrap()).collect()
}

/// A text in the sources that begins so, with what is put into it.
fn statement_that_begins(text: &str) -> Vec<String> {
    let found = all().statements.into_iter().map(|it| one_line(&it.sql));
    let found: Vec<_> = found.filter(|it| it.starts_with(text)).collect();
    assert!(!found.is_empty(), "there is no {text}");
    found
}

#[test]
fn nothing_that_is_written_with_each_act_builds_a_table_of_its_own() {
    let conn = clinic();
    let builds = |sql: &str| program(&conn, sql).iter().any(|it| it.0 == "OpenEphemeral");
    for table in ["appointment", "appointment_step", "audit", "event", "message", "notice", "request"] {
        for sql in statement_that_begins(&format!("INSERT INTO {table} (")) {
            assert!(!builds(&sql), "{sql}");
        }
    }
    for sql in
        ["UPDATE appointment SET version", "UPDATE appointment SET doctor", "UPDATE conversation_member SET"]
            .into_iter()
            .flat_map(statement_that_begins)
    {
        assert!(!builds(&sql), "{sql}");
    }
    // what this is about: more than two words
    conn.execute_batch("CREATE TABLE mood (word TEXT CHECK (word IN ('good', 'fair', 'bad')))").unwrap();
    assert!(builds("INSERT INTO mood VALUES (?1)"));
}

#[test]
fn a_visit_that_stays_where_it_is_keeps_its_place_among_all_visits() {
    let conn = clinic();
    let [stays] = &statement_that_begins("UPDATE appointment SET version")[..] else { panic!("which one?") };
    let [moves] = &statement_that_begins("UPDATE appointment SET doctor")[..] else { panic!("which one?") };
    let (stays, moves) = (writes_to(&conn, stays), writes_to(&conn, moves));
    let more: Vec<_> = moves.difference(&stays).map(String::as_str).collect();
    assert_eq!(more, ["appointment_by_start"]);
    assert!(stays.is_subset(&moves) && stays.contains("appointment_by_doctor"), "{stays:?}");
}
