//! The clinic's memory: one SQLite file, one thread that writes, a few that read.
//! All SQL is in this folder, one file per table family, as methods of [`Tx`].

mod api_tokens;
mod appointments;
mod audit;
mod chain;
mod clinic;
mod columns;
mod connect;
mod contacts;
mod conversations;
mod doctors;
mod emergency;
pub mod error;
mod events;
mod fate;
mod grants;
mod guard;
mod hours;
pub mod hub;
mod inspect;
mod job;
mod layout;
mod mark;
mod memory;
mod messages;
mod migrate;
mod notices;
mod patient_search;
mod patients;
#[cfg(test)]
mod plans;
mod pulse;
mod readers;
mod recrypt;
mod requests;
mod restored;
mod retention;
mod seal;
mod second_factor;
mod sessions;
pub mod snapshot;
mod space;
mod threads;
mod throttle;
mod trail;
mod users;
pub mod verify;
mod writer;

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use praxis_shared::{
    id::{Id, PatientId},
    time::{self, Instant},
};
use rusqlite::{Connection, Row};
use serde::{Serialize, de::DeserializeOwned};

pub use api_tokens::FoundToken;
pub use appointments::{Accounts, Own, Saved, Taken, VisitQuery};
pub use audit::AuditPage;
pub use chain::Head;
pub use connect::{Key, Place, rekey};
pub use contacts::{ContactPosition, Reader};
pub use conversations::ConversationPosition;
pub use error::{Error, StoreError};
pub use events::EventPage;
pub use guard::Guarded;
pub use hours::ExceptionQuery;
use hub::{Changes, Hub, Notification};
pub use inspect::{Found, inspect, is_plain, newest_schema};
use job::Ground;
pub use layout::expect_layout;
use memory::Memory;
pub use messages::Stretch;
pub use notices::Inbox;
pub use patient_search::{PatientPage, PatientPosition};
pub use pulse::Pulse;
pub use recrypt::{digest, fold, recrypt};
pub use restored::restored;
pub use sessions::{FoundSession, Issuer};
pub use trail::Trail;
pub use users::{Credentials, UserFilter};

use tokio::sync::watch;
use trail::Subject;

use crate::domain::{
    audit::PREVIEW,
    caller::{Call, Caller},
    refusal::Refusal,
};

/// A transaction: what actions read from and write to. Readers get one, too; a
/// write through it fails, because their connections are read-only.
pub struct Tx<'c> {
    conn: &'c Connection,
    now: Cell<Instant>,
    after: RefCell<Aftermath>,
    /// What the audit row of the call will say.
    trail: Trail,
    /// Whether that row was written in this transaction.
    wrote: Cell<bool>,
    /// Where the audit log stands, once that was read or written here.
    head: Cell<Option<Head>>,
    /// The writer's.
    memory: Option<&'c Memory>,
}

/// What becomes visible outside once the transaction is durable.
#[derive(Default)]
struct Aftermath {
    /// Whether the audit log grew.
    recorded: bool,
    notifications: Vec<Notification>,
    changes: Changes,
    came: retention::Came,
    /// What broke the whole batch.
    fault: Option<StoreError>,
}

impl<'c> Tx<'c> {
    fn new(conn: &'c Connection, now: Instant, trail: Trail) -> Self {
        Self {
            conn,
            now: Cell::new(now),
            after: RefCell::default(),
            trail,
            wrote: Cell::new(false),
            head: Cell::new(None),
            memory: None,
        }
    }

    /// For a job of the thread that writes.
    fn writing(ground: Ground<'c>, now: Instant, trail: Trail) -> Self {
        Self { memory: Some(ground.memory), ..Self::new(ground.conn, now, trail) }
    }

    /// What was done here was undone: nothing that was read is known any more.
    fn undone(&self) {
        self.wrote.set(false);
        self.head.set(None);
        if let Some(memory) = self.memory {
            memory.undone();
        }
    }

    /// A transaction over a connection of one's own: for filling a database that nobody serves.
    #[must_use]
    pub fn over(conn: &'c Connection, now: Instant) -> Self {
        Self::new(conn, now, Trail::default())
    }

    /// The time of this transaction.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now.get()
    }

    /// Turns the clock of this transaction: for filling a clinic with a history, never for an act of today.
    pub(crate) fn at(&self, then: Instant) {
        self.now.set(then);
    }

    /// Says what this act or look is about, for the audit log: the object's resource name (of a list its kind, never
    /// what was searched for), and the patient whose data it is.
    pub fn subject(&self, object: impl ToString, patient: Option<PatientId>) {
        self.trail.about(Subject { object: object.to_string(), patient });
    }

    /// Says that this look needs its row in the audit log, though not every call of the RPC does: it is at somebody else.
    pub fn look_at_patient(&self) {
        self.trail.looked();
    }

    /// Says for the audit log that a change is only tried.
    pub fn is_preview(&self) {
        self.trail.tell(PREVIEW);
    }

    /// Says for the audit log why this is done, where somebody had to say.
    pub fn because(&self, reason: &str) {
        self.trail.because(reason.to_owned());
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.execute(params)?)
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

fn id<K>(row: &Row<'_>, column: &str) -> Result<Id<K>, StoreError> {
    Ok(Id::from_bytes(row.get::<_, [u8; 16]>(column)?))
}

fn id_maybe<K>(row: &Row<'_>, column: &str) -> Result<Option<Id<K>>, StoreError> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Id::from_bytes))
}

fn instant(row: &Row<'_>, column: &str) -> Result<Instant, StoreError> {
    time::from_micros(row.get(column)?).ok_or_else(|| StoreError::unreadable("instant", column))
}

fn instant_maybe(row: &Row<'_>, column: &str) -> Result<Option<Instant>, StoreError> {
    row.get::<_, Option<i64>>(column)?
        .map(|micros| time::from_micros(micros).ok_or_else(|| StoreError::unreadable("instant", column)))
        .transpose()
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|why| StoreError::unreadable(column, why))
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|why| StoreError::unreadable("json", why))
}

/// Where the database is, and how much may wait for it.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// The database.
    pub place: Place,
    /// Threads that read.
    pub readers: usize,
}

/// Bounds that keep one part of the clinic from stopping the others. They are no settings: tests draw them closer.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the disk below which acts are refused, so that the rest can still be written.
    pub reserve: u64,
    /// Pages that the write-ahead log may grow to: 256 MiB.
    pub wal_pages: usize,
    /// How long one picture may be read from. Whoever holds one keeps the log from beginning anew.
    pub read_time: std::time::Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { reserve: 16 << 20, wal_pages: 65_536, read_time: std::time::Duration::from_secs(2) }
    }
}

/// The clinic's memory. Cheap to clone; the last clone to go stops the threads.
#[derive(Clone)]
pub struct Store {
    writer: writer::Writer,
    readers: readers::Readers,
    threads: threads::Threads,
    hub: Hub,
    heads: watch::Receiver<Head>,
    pulse: Pulse,
    fate: fate::Fate,
    space: space::Space,
}

impl Store {
    /// Opens the database, brings its schema up to date and starts the threads.
    ///
    /// # Errors
    /// If the file cannot be opened, is damaged, or was written by a newer version.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        Self::open_within(config, &Limits::default())
    }

    /// The same with other bounds than those of a clinic.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_within(config: &StoreConfig, limits: &Limits) -> Result<Self, StoreError> {
        inspect(&config.place)?;
        let mut conn = config.place.writing()?;
        layout::check(&conn)?;
        migrate::to_newest(&mut conn)?;
        layout::remember(&conn)?;
        chain::begin(&mut conn)?;
        mark::check(&config.place, &conn)?;
        let (hub, fate) = (Hub::default(), fate::Fate::default());
        let space = space::Space::new(&config.place.file, limits.reserve);
        let hurry = readers::Hurry::default();
        let threads = threads::Threads::default();
        let readers =
            readers::Readers::start(&config.place, config.readers, limits.read_time, &hurry, &threads)?;
        let (heads_to, heads) = watch::channel(chain::head(&conn)?);
        let with = writer::Desktop {
            hub: hub.clone(),
            fate: fate.clone(),
            space: space.clone(),
            limits: limits.clone(),
            hurry,
            heads: heads_to,
        };
        let writer = writer::Writer::start(conn, &config.place, with, &threads)?;
        Ok(Self { writer, readers, threads, hub, heads, pulse: Pulse::default(), fate, space })
    }

    /// Where the audit log stands, as far as it is durable; it tells of each change.
    #[must_use]
    pub fn heads(&self) -> watch::Receiver<Head> {
        self.heads.clone()
    }

    /// How it does.
    #[must_use]
    pub const fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Whether changes are refused for want of room, or were not stored.
    #[must_use]
    pub fn refuses_writes(&self) -> bool {
        self.space.is_short() || self.pulse.refuses_writes()
    }

    /// Until it may refuse writes, or may take them again.
    pub async fn may_refuse_writes(&self) {
        self.pulse.changed().await;
    }

    /// Acts that wait for the writer.
    #[must_use]
    pub fn waiting_writes(&self) -> usize {
        self.writer.waiting()
    }

    /// Waits until the store can no longer keep its promise, and says why: the disk failed, or the thread that
    /// writes died. Whoever serves it must end then.
    pub async fn failed(&self) -> String {
        self.fate.sealed().await
    }

    /// Those who watch.
    #[must_use]
    pub const fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Runs a job in the writer's next transaction and answers once it is durable.
    /// A refusal undoes the job alone. The job may run again after a fault, so it must not act outside `Tx`.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn write<T, F>(&self, now: Instant, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.pulse.writing(self.writer.run(now, job, |_, _| Ok(()))).await
    }

    /// As [`Store::write`], and once per request: the first answer is replayed, the session is checked again
    /// inside the transaction, and an audit row is written, for a refusal too.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn act<T, F>(&self, now: Instant, call: Call, job: F) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Option<&Caller>) -> Result<T, Error> + Send + 'static,
    {
        self.act_if_still(now, call, job, |_, _, _| Ok(())).await
    }

    /// As [`Store::act`]; a replayed answer goes out only if it is `still` the caller's to see.
    ///
    /// # Errors
    /// What the job or the look at the old answer refuses, or what broke.
    pub async fn act_if_still<T, F, S>(&self, now: Instant, call: Call, job: F, still: S) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Option<&Caller>) -> Result<T, Error> + Send + 'static,
        S: Fn(&Tx<'_>, Option<&Caller>, &T) -> Result<(), Error> + Send + 'static,
    {
        self.act_once(now, call, job, still, |_, _| Ok(())).await
    }

    /// As [`Store::act`]; `refused` may count what the job refused, in the same transaction, after it was undone.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn act_counted<T, F, R>(&self, now: Instant, call: Call, job: F, refused: R) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Option<&Caller>) -> Result<T, Error> + Send + 'static,
        R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send + 'static,
    {
        self.act_once(now, call, job, |_, _, _| Ok(()), refused).await
    }

    async fn act_once<T, F, S, R>(
        &self,
        now: Instant,
        call: Call,
        job: F,
        still: S,
        refused: R,
    ) -> Result<T, Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&Tx<'_>, Option<&Caller>) -> Result<T, Error> + Send + 'static,
        S: Fn(&Tx<'_>, Option<&Caller>, &T) -> Result<(), Error> + Send + 'static,
        R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send + 'static,
    {
        let call = Arc::new(call);
        let again = Arc::clone(&call);
        let space = self.space.clone();
        let job = move |tx: &Tx<'_>| {
            if space.is_short() {
                return Err(Refusal::DiskFull.into());
            }
            tx.recheck(&call)?;
            let caller = call.caller.as_ref();
            tx.once(&call, || job(tx, caller), |answer| still(tx, caller, answer))
        };
        let run = self.writer.run(now, job, move |tx, refusal| {
            refused(tx, refusal)?;
            tx.record_refusal(&again, refusal)
        });
        self.pulse.writing(run).await
    }

    /// Writes the audit row of a call that wrote none, and answers once it is durable.
    ///
    /// # Errors
    /// If it cannot be written: then nothing may be shown.
    pub async fn record(&self, now: Instant, trail: &Trail, outcome: String) -> Result<(), Error> {
        trail.scope(self.write(now, move |tx| Ok(tx.record_call(&outcome)?))).await
    }

    /// Reads one consistent picture.
    ///
    /// # Errors
    /// What the job refuses, or what broke.
    pub async fn read<T, F>(&self, now: Instant, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let _reading = pulse::Reading::new(&self.pulse);
        self.readers.run(now, job).await
    }

    /// Ends all watching: the server stops.
    pub fn end_watching(&self) {
        self.hub.close();
    }

    /// Finishes what is queued, checkpoints, stops the threads and waits for their end.
    pub async fn close(&self) {
        self.end_watching();
        self.readers.close().await;
        self.writer.close().await;
        self.threads.ended().await;
    }
}
