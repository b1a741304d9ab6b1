//! What was answered with OK, kept by those who asked, in a file of their own; and what a
//! database holds, read past the server. Comparing the two is how a lost answer is found.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

use praxis_shared::id::{AppointmentId, ConversationId, UserId};
use rusqlite::{Connection, OpenFlags, Row};
use tempfile::NamedTempFile;

use crate::vault;

/// The acts whose traces are compared.
pub const METHODS: [&str; 7] = [
    "AppointmentService/BookAppointment",
    "AppointmentService/ApproveAppointment",
    "AppointmentService/RescheduleAppointment",
    "AppointmentService/CancelAppointment",
    "AppointmentService/UpdateAppointment",
    "ConversationService/SendMessage",
    "UserService/UpdateUser",
];

/// One act that was answered with OK.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// How long the disk's log was when the answer came; 0 without one.
    pub position: u64,
    /// The id under which it was asked for.
    pub request_id: String,
    /// One of [`METHODS`].
    pub method: String,
    /// What it was about, such as `appointments/…`.
    pub object: String,
    /// The object's version after it; of a message its number.
    pub version: i64,
}

/// The file of acknowledged acts. Each line is on the disk before the next act is asked for.
#[derive(Debug)]
pub struct Ledger {
    file: Mutex<NamedTempFile>,
    disk_log: Option<PathBuf>,
    synced: bool,
}

impl Ledger {
    /// An empty one; `disk_log` is what tells the position.
    ///
    /// # Panics
    /// If there is no place for it.
    #[must_use]
    pub fn new(disk_log: Option<PathBuf>) -> Self {
        let synced = disk_log.is_none();
        Self { file: Mutex::new(NamedTempFile::new().unwrap()), disk_log, synced }
    }

    /// Writes an act down.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn note(&self, request_id: &str, method: &str, object: &str, version: i64) {
        let position =
            self.disk_log.as_ref().map_or(0, |log| std::fs::metadata(log).map_or(0, |it| it.len()));
        let mut file = self.file.lock().unwrap();
        writeln!(file, "{position} {request_id} {method} {object} {version}").unwrap();
        if self.synced {
            file.as_file().sync_data().unwrap();
        }
    }

    /// All of it, read back from the file.
    ///
    /// # Panics
    /// If the file is not as it was written.
    #[must_use]
    pub fn read(&self) -> Vec<Entry> {
        let path = self.file.lock().unwrap().path().to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        text.lines()
            .map(|line| {
                let mut words = line.split(' ').map(str::to_owned);
                let mut next = || words.next().unwrap();
                Entry {
                    position: next().parse().unwrap(),
                    request_id: next(),
                    method: next(),
                    object: next(),
                    version: next().parse().unwrap(),
                }
            })
            .collect()
    }
}

/// The traces that acts left in a database.
#[derive(Debug, Default)]
pub struct Traces {
    /// Ids of the requests that were done.
    requests: BTreeSet<String>,
    /// Rows of the log of acts, done ones of [`METHODS`], by object.
    audit: BTreeMap<(String, String), i64>,
    /// Versions of each object of which the log of events tells; of a conversation its messages' numbers.
    events: BTreeMap<String, BTreeSet<i64>>,
    /// The version of each visit and user, and the last number of each conversation.
    versions: BTreeMap<String, i64>,
    /// Messages in each conversation.
    messages: BTreeMap<String, i64>,
    /// What is wrong whatever was acknowledged.
    wrong: Vec<String>,
}

/// The name under which something is known outside.
fn name(table: &str, id: [u8; 16]) -> String {
    match table {
        "appointment" => AppointmentId::from_bytes(id).to_string(),
        "user" => UserId::from_bytes(id).to_string(),
        _ => ConversationId::from_bytes(id).to_string(),
    }
}

impl Traces {
    /// Reads a database, which a server may be using.
    ///
    /// # Errors
    /// If it is no database, or a damaged one.
    pub fn read(file: &Path) -> rusqlite::Result<Self> {
        let conn = vault::open_with(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.busy_timeout(std::time::Duration::from_secs(10))?;
        conn.execute_batch("BEGIN")?;
        let mut traces = Self::default();
        let text = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0));
        let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
        let whole = text("PRAGMA integrity_check")?;
        if whole != "ok" {
            traces.wrong.push(format!("integrity_check: {whole}"));
        }
        if number("SELECT count(*) FROM pragma_foreign_key_check")? != 0 {
            traces.wrong.push("rows refer to rows that are not there".to_owned());
        }
        for table in ["audit", "event"] {
            if number(&format!("SELECT coalesce(max(seq) - min(seq) + 1, 0) - count(*) FROM {table}"))? != 0 {
                traces.wrong.push(format!("{table} has gaps"));
            }
        }
        each(&conn, "SELECT request_id FROM request", |row| {
            traces.requests.insert(row.get(0)?);
            Ok(())
        })?;
        each(&conn, "SELECT method, object FROM audit WHERE outcome = 'ok'", |row| {
            let (method, object): (String, String) = (row.get(0)?, row.get(1)?);
            if METHODS.contains(&method.as_str()) {
                *traces.audit.entry((object, method)).or_default() += 1;
            }
            Ok(())
        })?;
        for (table, version) in
            [("appointment", "version"), ("user", "version"), ("conversation", "last_seq")]
        {
            each(&conn, &format!("SELECT id, {version} FROM {table}"), |row| {
                traces.versions.insert(name(table, row.get(0)?), row.get(1)?);
                Ok(())
            })?;
        }
        each(&conn, "SELECT conversation, count(*) FROM message GROUP BY conversation", |row| {
            traces.messages.insert(name("conversation", row.get(0)?), row.get(1)?);
            Ok(())
        })?;
        each(&conn, "SELECT payload FROM event", |row| {
            let payload: serde_json::Value =
                serde_json::from_str(&row.get::<_, String>(0)?).unwrap_or_default();
            traces.take_event(&payload);
            Ok(())
        })?;
        traces.look_for_halves();
        Ok(traces)
    }

    fn take_event(&mut self, payload: &serde_json::Value) {
        let Some((kind, what)) = payload.as_object().and_then(|it| it.iter().next()) else { return };
        let told = match kind.as_str() {
            "Appointment" => (what["id"].as_str(), what["version"].as_i64()),
            "User" => (what["id"].as_str(), what["version"].as_i64()),
            "Message" => (what["conversation"].as_str(), what["seq"].as_i64()),
            _ => return,
        };
        if let (Some(object), Some(version)) = told
            && !self.events.entry(object.to_owned()).or_default().insert(version)
            && kind != "User"
        {
            self.wrong.push(format!("two events tell of version {version} of {object}"));
        }
    }

    /// A visit's change is its row, its row in the log of acts and its event, or none of them; so is a message.
    fn look_for_halves(&mut self) {
        for (object, version) in &self.versions {
            let acts: i64 = self
                .audit
                .range((object.clone(), String::new())..)
                .take_while(|it| it.0.0 == *object)
                .map(|it| it.1)
                .sum();
            let told = self.events.get(object).map_or(0, |it| it.len() as i64);
            if object.starts_with("users/") {
                continue;
            }
            if acts != *version || told != *version {
                self.wrong.push(format!("{object} is at {version}, with {acts} acts and {told} events"));
            }
            if object.starts_with("conversations/")
                && self.messages.get(object).copied().unwrap_or(0) != *version
            {
                self.wrong
                    .push(format!("{object} ends at {version} and holds {:?}", self.messages.get(object)));
            }
        }
    }

    /// What the database lacks of these acts, and what is wrong with it in any case.
    #[must_use]
    pub fn missing<'a>(&self, acknowledged: impl IntoIterator<Item = &'a Entry>) -> Vec<String> {
        let mut wrong = self.wrong.clone();
        let mut acts: BTreeMap<(String, String), i64> = BTreeMap::new();
        for entry in acknowledged {
            let Entry { request_id, method, object, version, .. } = entry;
            let stored = self.versions.get(object).copied().unwrap_or(0);
            if stored < *version {
                wrong.push(format!("{object} was acknowledged at {version} and is at {stored}"));
            }
            if !self.requests.contains(request_id) {
                wrong.push(format!("{method} of {object} was acknowledged and is not known"));
            }
            if !self.events.get(object).is_some_and(|it| it.contains(version)) {
                wrong.push(format!("no event tells of version {version} of {object}"));
            }
            *acts.entry((object.clone(), method.clone())).or_default() += 1;
        }
        for (act, count) in acts {
            let stored = self.audit.get(&act).copied().unwrap_or(0);
            if stored < count {
                wrong.push(format!(
                    "{act:?} was acknowledged {count} times and is in the log of acts {stored} times"
                ));
            }
        }
        wrong
    }

    /// The same, when nothing else may be there either.
    #[must_use]
    pub fn differences(&self, acknowledged: &[Entry]) -> Vec<String> {
        let mut wrong = self.missing(acknowledged);
        let mut acts: BTreeMap<(String, String), i64> = BTreeMap::new();
        for entry in acknowledged {
            *acts.entry((entry.object.clone(), entry.method.clone())).or_default() += 1;
        }
        for (act, stored) in &self.audit {
            let count = acts.get(act).copied().unwrap_or(0);
            if count != *stored {
                wrong.push(format!("{act:?} was acknowledged {count} times and done {stored} times"));
            }
        }
        wrong
    }
}

fn each(
    conn: &Connection,
    sql: &str,
    mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}
