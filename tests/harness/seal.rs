//! The seal of a row that a test has put into the database past the server, as the server would have written them.

use rusqlite::{Connection, types::ValueRef};
use sha2::{Digest, Sha256};

/// Seals the only row of a table: the first half of the SHA-256 over these columns, each with its kind and length.
///
/// # Panics
/// If the database has no such table or columns, or the table has not one row.
pub fn anew(database: &Connection, table: &str, columns: &str, seal: &str) {
    let mut statement = database.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
    let count = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut sealed = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let mut hash = Sha256::new();
        for column in 0..count {
            let number;
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(column).unwrap() {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(it) => {
                    number = it.to_le_bytes();
                    (1, &number)
                }
                ValueRef::Real(it) => {
                    number = it.to_le_bytes();
                    (2, &number)
                }
                ValueRef::Text(it) => (3, it),
                ValueRef::Blob(it) => (4, it),
            };
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        sealed.push(hash.finalize()[..16].to_vec());
    }
    assert_eq!(sealed.len(), 1, "{table} has one row");
    database.execute(&format!("UPDATE {table} SET {seal} = ?1"), [&sealed[0]]).unwrap();
}
