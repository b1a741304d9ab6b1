//! Seals: a hash over the contents of a row that must never be served wrong, written with the row and checked whenever
//! it is read. A file does not notice that a bit of it has turned; this does.

use rusqlite::{
    Connection, Row, ToSql,
    types::{ToSqlOutput, ValueRef},
};
use sha2::{Digest, Sha256};

use super::StoreError;

/// The first half of a SHA-256.
pub(super) type Seal = [u8; 16];

/// What is sealed: a table, the columns in the order in which they are hashed, the column of the seal.
pub(super) struct Sealed {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) seal: &'static str,
}

pub(super) const PATIENT: Sealed = Sealed {
    table: "patient",
    columns: &[
        "id",
        "number",
        "user",
        "first_name",
        "last_name",
        "birth_date",
        "gender",
        "phone",
        "email",
        "address",
        "emergency_contact",
        "create_time",
        "update_time",
        "version",
    ],
    seal: "seal",
};

/// What stands of a patient beside a visit.
pub(super) const BRIEF: Sealed = Sealed {
    table: "patient",
    columns: &["id", "first_name", "last_name", "number", "birth_date", "gender"],
    seal: "brief_seal",
};

pub(super) const CHART: Sealed = Sealed {
    table: "patient_chart",
    columns: &["patient", "blood_group", "allergies", "medical_history", "update_time", "version"],
    seal: "seal",
};

pub(super) const VISIT: Sealed = Sealed {
    table: "appointment",
    columns: &[
        "id",
        "version",
        "state",
        "patient",
        "doctor",
        "start_time",
        "end_time",
        "buffer_before",
        "buffer_after",
        "room",
        "kind",
        "note",
        "late",
        "walk_in",
        "overridden",
        "requested_by",
        "create_time",
        "update_time",
        "arrive_time",
        "ready_time",
        "visit_start_time",
        "visit_end_time",
        "closed",
        "last_step",
        "care",
    ],
    seal: "seal",
};

/// The reason of a visit is read by fewer than the rest.
pub(super) const REASON: Sealed =
    Sealed { table: "appointment", columns: &["id", "reason"], seal: "reason_seal" };

pub(super) const STEP: Sealed = Sealed {
    table: "appointment_step",
    columns: &[
        "appointment",
        "version",
        "time",
        "actor",
        "role",
        "verb",
        "from_state",
        "to_state",
        "start_time",
        "end_time",
        "reason",
    ],
    seal: "seal",
};

pub(super) const MESSAGE: Sealed = Sealed {
    table: "message",
    columns: &["conversation", "seq", "author", "request_id", "body", "time"],
    seal: "seal",
};

/// Everything that is sealed.
pub(super) const ALL: [&Sealed; 7] = [&PATIENT, &BRIEF, &CHART, &VISIT, &REASON, &STEP, &MESSAGE];

/// Gathers values one after the other, so that no two rows of different contents are hashed alike; hashed at once,
/// which costs less than in pieces.
struct Hasher(Vec<u8>);

impl Hasher {
    /// With room for most rows.
    fn new() -> Self {
        Self(Vec::with_capacity(512))
    }

    fn take(&mut self, value: ValueRef<'_>) {
        let (kind, bytes): (u8, &[u8]) = match value {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(number) => return self.part(1, &number.to_le_bytes()),
            ValueRef::Real(number) => return self.part(2, &number.to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        self.part(kind, bytes);
    }

    fn part(&mut self, kind: u8, bytes: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn seal(self) -> Seal {
        let hash = Sha256::digest(&self.0);
        let mut seal = Seal::default();
        seal.copy_from_slice(&hash[..16]);
        seal
    }
}

impl Sealed {
    /// The seal of a row that is about to be written with these values, in the order of the columns.
    pub(super) fn over(&self, values: &[&dyn ToSql]) -> Result<Seal, StoreError> {
        if values.len() != self.columns.len() {
            return Err(StoreError::unreadable(self.table, "values and sealed columns do not go together"));
        }
        Self::of(self.table, values)
    }

    /// The seal over as many columns as the table had in an older version, which the upgrade to a newer one seals anew.
    pub(super) fn of(table: &'static str, values: &[&dyn ToSql]) -> Result<Seal, StoreError> {
        let mut hasher = Hasher::new();
        for value in values {
            match value.to_sql()? {
                ToSqlOutput::Borrowed(value) => hasher.take(value),
                ToSqlOutput::Owned(value) => hasher.take((&value).into()),
                _ => return Err(StoreError::unreadable(table, "a value that cannot be sealed")),
            }
        }
        Ok(hasher.seal())
    }

    /// Refuses a row whose contents are not what was sealed; the columns are found by name.
    pub(super) fn check(&self, row: &Row<'_>) -> Result<(), StoreError> {
        let mut hasher = Hasher::new();
        for column in self.columns {
            hasher.take(row.get_ref(*column)?);
        }
        self.compare(hasher.seal(), row.get_ref(self.seal)?)
    }

    /// The same with columns by number, in the order in which they are hashed; the seal is in column `seal`.
    pub(super) fn check_at(&self, row: &Row<'_>, columns: &[usize], seal: usize) -> Result<(), StoreError> {
        let mut hasher = Hasher::new();
        for column in columns {
            hasher.take(row.get_ref(*column)?);
        }
        self.compare(hasher.seal(), row.get_ref(seal)?)
    }

    fn compare(&self, is: Seal, was: ValueRef<'_>) -> Result<(), StoreError> {
        if matches!(was, ValueRef::Blob(was) if was == is) {
            return Ok(());
        }
        Err(StoreError::Damaged(format!("a row of {} is not what was written", self.table)))
    }

    /// How many rows are not what was written; a row that cannot even be read ends the count.
    pub(super) fn broken(&self, conn: &Connection) -> Result<usize, StoreError> {
        let there = self.there(conn)?;
        let list = there.join(", ");
        let mut statement = conn.prepare(&format!("SELECT {list}, {} FROM {}", self.seal, self.table))?;
        let places: Vec<_> = (0..there.len()).collect();
        let mut rows = statement.query([])?;
        let mut broken = 0;
        while let Some(row) = rows.next()? {
            broken += usize::from(self.check_at(row, &places, there.len()).is_err());
        }
        Ok(broken)
    }

    /// The columns that the table of this database has: one of an older version has fewer.
    pub(super) fn there(&self, conn: &Connection) -> Result<Vec<&'static str>, StoreError> {
        let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names =
            statement.query_map([self.table], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok(self.columns.iter().copied().filter(|it| names.iter().any(|name| name == it)).collect())
    }
}
