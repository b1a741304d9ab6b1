//! Copies of the clinic that outlive its disk: made while it works, checked before anybody trusts them, and turned
//! back into a clinic.
//!
//! A backup is a directory: `praxis.db`, one consistent picture of the database (or `praxis.db.age`, encrypted to its
//! readers), `manifest.json`, which says what must be in it and holds nothing of patients, and `SHA256SUMS` over both,
//! for this program and for `sha256sum -c`. It appears under its name when it is whole and on the disk, or not at all.

pub mod crypt;
pub mod keep;
mod make;
mod manifest;
pub mod restore;
pub mod schedule;
pub mod upgrade;
pub mod verify;

pub use crate::fault::{Fault, exit_code};
pub use make::{Ask, Made, make};
pub use manifest::{Entry, Manifest};

/// The database in a backup.
const DATABASE: &str = "praxis.db";
/// The same, encrypted to its readers.
const SEALED: &str = "praxis.db.age";
/// The key of a database that is encrypted at rest, encrypted to the backup's readers.
const KEY: &str = "database.key.age";
/// What a backup says of itself.
const MANIFEST: &str = "manifest.json";
/// The hashes of all that.
const SUMS: &str = "SHA256SUMS";

/// How a backup's kind and time make its name, such as `auto-20270301T080000Z`.
fn name(kind: &str, now: praxis_shared::time::Instant) -> String {
    format!("{kind}-{}", now.format("%Y%m%dT%H%M%SZ"))
}
