//! That what is old goes, a few rows at a time, and that finding it costs the same however much is young.

use rusqlite::{Connection, StatementStatus, ToSql, params};

use super::*;
use crate::store::{Trail, migrate};

const DAY: i64 = 86_400_000_000;

fn now() -> Instant {
    praxis_shared::time::from_micros(1_900_000_000_000_000).unwrap()
}

/// A clinic with rows of these ages in days in each table that forgets.
fn clinic(ages: impl Iterator<Item = i64>) -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = off; BEGIN").unwrap();
    for (number, age) in (1_i64..).zip(ages) {
        let time = to_micros(now()) - age * DAY;
        let mut id = number.to_be_bytes().repeat(2);
        id[..6].copy_from_slice(&(time / 1000).to_be_bytes()[2..]);
        let hash = number.to_be_bytes().repeat(4);
        for (sql, params) in [
            (
                "INSERT INTO session (id, token_hash, user, client_label, create_time, last_used, expire_time)
                 VALUES (?1, ?2, x'00', '', ?3, ?3, ?3)",
                params![id, hash, time] as &[&dyn ToSql],
            ),
            ("INSERT INTO activation (code_hash, create_time, expire_time) VALUES (?1, ?2, ?2)", params![
                hash, time
            ]),
            (
                "INSERT INTO api_token
                 (id, token_hash, user, display_name, scopes, source_networks, create_time, expire_time)
                 VALUES (?1, ?2, x'00', '', '', '', ?3, ?3)",
                params![id, hash, time],
            ),
            (
                "INSERT INTO notice (id, user, kind, text, subject, create_time) VALUES (?1, x'00', '', '', '', ?2)",
                params![id, time],
            ),
            ("INSERT INTO throttle VALUES (?1, '2030-01-01', 1, ?2, ?2)", params![hash, time]),
            ("INSERT INTO event (seq, time, audiences, payload) VALUES (?1, ?2, '[]', 'null')", params![number, time]),
            ("INSERT INTO request VALUES (?2, ?1, ?2, x'00', '', ?3, NULL)", params![id, number, time]),
        ] {
            conn.execute(sql, params).unwrap();
        }
    }
    conn.execute_batch("COMMIT").unwrap();
    conn
}

const RULES: [(&str, &str, &Rule); 5] = [
    ("session", "expire_time", &SESSIONS),
    ("activation", "expire_time", &CODES),
    ("api_token", "expire_time", &TOKENS),
    ("notice", "create_time", &NOTICES),
    ("throttle", "last_failure", &TRIES),
];

fn ages(conn: &Connection, table: &str, column: &str) -> Vec<i64> {
    let mut rows = conn.prepare(&format!("SELECT (?1 - {column}) / ?2 FROM {table} ORDER BY 1")).unwrap();
    let ages = rows.query_map([to_micros(now()), DAY], |row| row.get(0)).unwrap();
    ages.map(Result::unwrap).collect()
}

#[test]
fn the_oldest_go_a_few_at_a_time_and_what_is_young_stays() {
    let conn = clinic([0, 1, 3, 29, 31, 89, 91, 364, 366, 367, 368, 369, 400, 500, 800].into_iter());
    let tx = Tx::new(&conn, now(), Trail::default());
    for (table, column, rule) in RULES {
        let before = ages(&conn, table, column);
        let kept: Vec<i64> = before.iter().copied().filter(|age| *age <= rule.kept.num_days()).collect();
        tx.forget(rule, AT_ONCE).unwrap();
        let after = ages(&conn, table, column);
        assert_eq!(after, before[..before.len() - 4], "{table}: the four oldest");
        (0..3).for_each(|_| tx.forget(rule, AT_ONCE).unwrap());
        assert_eq!(ages(&conn, table, column), kept, "{table}");
    }
}

/// What SQLite does for a statement, counted in steps of its machine; the rows are left as they were.
fn steps(conn: &Connection, sql: &str, params: &[&dyn ToSql]) -> i32 {
    conn.execute_batch("SAVEPOINT look").unwrap();
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query(&params[..params.len().min(statement.parameter_count())]).unwrap();
    while rows.next().unwrap().is_some() {}
    drop(rows);
    let steps = statement.get_status(StatementStatus::VmStep);
    drop(statement);
    conn.execute_batch("ROLLBACK TO look; RELEASE look").unwrap();
    steps
}

#[test]
fn finding_what_is_old_costs_the_same_however_much_is_young() {
    let few = clinic(std::iter::repeat_n(0, 200));
    let many = clinic(std::iter::repeat_n(0, 20_000));
    let grows = |sql: &str, params: &[&dyn ToSql]| {
        let (few, many) = (steps(&few, sql, params), steps(&many, sql, params));
        assert!(few > 0, "{sql}");
        many > few + few / 4
    };
    for (table, _, rule) in RULES {
        let before = (rule.before)(now() - rule.kept);
        assert!(!grows(rule.sql, params![before, AT_ONCE]), "{table}");
    }
    let (since, until) = (to_micros(now()) - DAY, to_micros(now()) + DAY);
    let all = params![since, AT_ONCE, until, 1_000_000];
    assert!(!grows(OLD_EVENTS, all));
    assert!(!grows(OLD_ANSWERS, all));
    // what is refused by its time must be refused after the few were taken, not while they are looked for
    let past_the_young = "DELETE FROM request WHERE seq IN
        (SELECT seq FROM request WHERE seq < ?4 AND time < ?1 ORDER BY seq LIMIT ?2)";
    assert!(grows(past_the_young, params![since, AT_ONCE, until, 1_000_000]), "the test cannot fail");
}

#[test]
fn what_a_clock_that_had_jumped_stamped_does_not_keep_what_is_behind_it() {
    let conn = clinic([-400, 30, 20, 1, 0].into_iter());
    let (since, until) = (to_micros(now() - EVENTS), to_micros(now() + EVENTS));
    let old: i64 = conn.query_row(OLD_EVENTS, [since, AT_ONCE, until], |row| row.get(0)).unwrap();
    assert_eq!(old, 3, "up to the newest old one");
    let (since, until) = (to_micros(now() - ANSWERS), to_micros(now() + ANSWERS));
    conn.execute(OLD_ANSWERS, [since, AT_ONCE, until, 100]).unwrap();
    assert_eq!(ages(&conn, "request", "time"), [0, 1]);
}

#[test]
fn of_what_came_together_as_many_go_as_if_each_had_come_alone() {
    let conn = clinic(std::iter::repeat_n(800, 60).chain([0]));
    let mut all = Came::default();
    for _ in 0..5 {
        let tx = Tx::new(&conn, now(), Trail::default());
        tx.came(Kind::Notice);
        all.add(&tx.after.take().came);
    }
    all.let_old_go(&conn).unwrap();
    assert_eq!(ages(&conn, "notice", "create_time").len(), 61 - 5 * 4);
    Came::default().let_old_go(&conn).unwrap();
    assert_eq!(ages(&conn, "notice", "create_time").len(), 61 - 5 * 4, "nothing came, nothing goes");
}

#[test]
#[ignore = "proves nothing; prints figures: cargo test -p praxis-server --lib -- --ignored retention:: --nocapture"]
fn how_long_an_act_is_held_up_by_what_it_lets_go() {
    let (old, young) = (clinic(std::iter::repeat_n(800, 20_000)), clinic(std::iter::repeat_n(0, 20_000)));
    for (table, _, rule) in RULES {
        let tell = |conn: &Connection, what: &str| {
            let tx = Tx::new(conn, now(), Trail::default());
            let count =
                || conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
            conn.execute_batch("BEGIN").unwrap();
            let (before, begun) = (count().unwrap(), std::time::Instant::now());
            (0..1_000).for_each(|_| tx.forget(rule, AT_ONCE).unwrap());
            let took = begun.elapsed();
            conn.execute_batch("COMMIT").unwrap();
            let gone = before - count().unwrap();
            println!("{table}, {what}: {} µs an act, {gone} rows in 1,000 acts", took.as_micros() / 1_000);
        };
        tell(&young, "nothing to go");
        tell(&old, "four to go");
    }
}
