//! A database as text: for keeping the databases of old releases where people can read them, and for telling
//! whether two databases hold the same.

use std::fmt::Write as _;

use rusqlite::{Connection, types::ValueRef};

/// Everything that is in it, as statements that make it again in an empty file.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn dump(conn: &Connection) -> String {
    let mut text = String::from("PRAGMA foreign_keys=OFF;\nBEGIN;\n");
    for sql in texts(
        conn,
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence' ORDER BY name",
    ) {
        writeln!(text, "{sql};").unwrap();
    }
    for table in tables(conn) {
        text.push_str(&rows(conn, &table));
    }
    for sql in
        texts(conn, "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name")
    {
        writeln!(text, "{sql};").unwrap();
    }
    text.push_str("COMMIT;\n");
    text
}

/// The tables, by name.
///
/// # Panics
/// If they cannot be read.
#[must_use]
pub fn tables(conn: &Connection) -> Vec<String> {
    texts(conn, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
}

/// One table's rows as statements, in the order of its columns.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn rows(conn: &Connection, table: &str) -> String {
    // what is generated is not inserted
    let columns = texts(conn, &format!("SELECT name FROM pragma_table_info('{table}')"));
    let list = columns.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
    let order = (1..=columns.len()).map(|it| it.to_string()).collect::<Vec<_>>().join(", ");
    let mut statement = conn.prepare(&format!("SELECT {list} FROM \"{table}\" ORDER BY {order}")).unwrap();
    let mut found = statement.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = found.next().unwrap() {
        let values: Vec<_> = (0..columns.len()).map(|at| literal(row.get_ref(at).unwrap())).collect();
        writeln!(text, "INSERT INTO \"{table}\" ({list}) VALUES ({});", values.join(", ")).unwrap();
    }
    text
}

fn literal(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => format!("'{}'", std::str::from_utf8(text).unwrap().replace('\'', "''")),
        ValueRef::Blob(bytes) => {
            bytes.iter().fold(String::from("x'"), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            }) + "'"
        }
    }
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get(0)).unwrap();
    found.collect::<Result<_, _>>().unwrap()
}
