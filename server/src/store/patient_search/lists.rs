//! Patients in the order of their names, read from the index as far as somebody asks: who is next, from a place on.

use praxis_shared::id::PatientId;
use rusqlite::{Row, params};

use crate::{
    domain::patient_search::Rank,
    store::{StoreError, Tx, columns::Columns},
};

/// Rows read at first, then fewer or more as they turn out to be of use.
const CHUNK: usize = 8;
const CHUNK_MIN: usize = 4;
const CHUNK_MAX: usize = 128;

pub(super) const WITH_KEY: &str = "SELECT sort_key, patient FROM patient_key
     WHERE key = ?1 AND (sort_key, patient) >= (?2, ?3) ORDER BY sort_key, patient LIMIT ?4";
pub(super) const WITH_KEY_AND_TRACE: &str = "SELECT sort_key, patient FROM patient_key
     WHERE key = ?1 AND (sort_key, patient) >= (?2, ?3) AND instr(' ' || sort_key, ?5) > 0
     ORDER BY sort_key, patient LIMIT ?4";
pub(super) const EVERYBODY: &str = "SELECT sort_key, id AS patient FROM patient
     WHERE (sort_key, id) >= (?1, ?2) ORDER BY sort_key, id LIMIT ?3";

/// A patient's place in the order of names, or the one right behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) sort_key: String,
    pub(super) patient: PatientId,
    behind: bool,
}

impl Place {
    /// Where everybody begins.
    pub(super) fn first() -> Self {
        Self { sort_key: String::new(), patient: PatientId::from_bytes([0; 16]), behind: false }
    }

    pub(super) fn behind(sort_key: String, patient: PatientId) -> Self {
        Self { sort_key, patient, behind: true }
    }

    /// Behind everybody of that name.
    pub(super) fn behind_all(sort_key: String) -> Self {
        Self::behind(sort_key, PatientId::from_bytes([u8::MAX; 16]))
    }

    /// Sort key and patient are the first columns.
    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let mut columns = Columns::of(row);
        Ok(Self { sort_key: columns.next()?, patient: columns.id()?, behind: false })
    }

    /// As SQLite compares it: one byte more is more than the patient, and less than the next one.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.patient.bytes().to_vec();
        bytes.extend(self.behind.then_some(0));
        bytes
    }
}

#[derive(Debug)]
enum Source {
    Key(String),
    Everybody,
    Memory,
}

/// The patients who have one key, or whom somebody gathered, and what of them was read.
#[derive(Debug)]
struct Run {
    rank: Rank,
    source: Source,
    rows: Vec<Place>,
    /// The first row that was not passed.
    at: usize,
    /// How often somebody asked for a row among these.
    asked: usize,
    chunk: usize,
    /// Nothing is left behind the rows.
    ended: bool,
}

impl Run {
    fn new(rank: Rank, source: Source, rows: Vec<Place>) -> Self {
        let ended = matches!(source, Source::Memory);
        Self { rank, source, rows, at: 0, asked: 0, chunk: CHUNK, ended }
    }

    fn head(&self) -> Option<&Place> {
        self.rows.get(self.at)
    }

    /// Passes all rows before the place.
    fn seek(&mut self, tx: &Tx<'_>, place: &Place, trace: Option<&str>) -> Result<(), StoreError> {
        if self.head().is_some_and(|head| head >= place) {
            return Ok(());
        }
        self.asked += 1;
        self.at += self.rows.get(self.at..).map_or(0, |rows| rows.partition_point(|row| row < place));
        if self.ended || self.head().is_some() {
            return Ok(());
        }
        if !self.rows.is_empty() {
            let many = self.asked * 2 >= self.rows.len();
            let chunk = if many { self.chunk * 2 } else { self.chunk / 2 };
            self.chunk = chunk.clamp(CHUNK_MIN, CHUNK_MAX);
        }
        let (bytes, most) = (place.bytes(), self.chunk as i64);
        self.rows = match &self.source {
            Source::Key(key) => match trace {
                None => tx.all(WITH_KEY, params![key, place.sort_key, bytes, most], Place::read)?,
                Some(trace) => {
                    let from = params![key, place.sort_key, bytes, most, trace];
                    tx.all(WITH_KEY_AND_TRACE, from, Place::read)?
                }
            },
            Source::Everybody => tx.all(EVERYBODY, params![place.sort_key, bytes, most], Place::read)?,
            Source::Memory => Vec::new(),
        };
        (self.at, self.asked) = (0, 0);
        self.ended = self.rows.len() < self.chunk;
        Ok(())
    }

    fn rewind(&mut self) {
        if !matches!(self.source, Source::Memory) {
            (self.rows, self.ended) = (Vec::new(), false);
        }
        (self.at, self.asked, self.chunk) = (0, 0, CHUNK);
    }
}

/// The patients whom one word fits, whatever key of theirs it is.
#[derive(Debug)]
pub(super) struct List {
    runs: Vec<Run>,
    /// Only keys that fit no better than this are looked for.
    best: Option<Rank>,
    /// Only those are looked for whose sort key holds this.
    trace: Option<String>,
}

impl List {
    pub(super) fn empty() -> Self {
        Self { runs: Vec::new(), best: None, trace: None }
    }

    pub(super) fn everybody() -> Self {
        Self { runs: vec![Run::new(Rank::Exact, Source::Everybody, Vec::new())], ..Self::empty() }
    }

    pub(super) fn add_key(&mut self, rank: Rank, key: String) {
        self.runs.push(Run::new(rank, Source::Key(key), Vec::new()));
    }

    pub(super) fn add_rows(&mut self, rank: Rank, mut rows: Vec<Place>) {
        if !rows.is_empty() {
            rows.sort_unstable();
            rows.dedup();
            self.runs.push(Run::new(rank, Source::Memory, rows));
        }
    }

    /// Says whether a key of this rank is in it.
    pub(super) fn has(&self, rank: Rank) -> bool {
        self.runs.iter().any(|run| run.rank == rank)
    }

    /// Begins anew, with those who have a key that fits this well and no better, or with all; those whose sort key
    /// does not hold the trace may be left out.
    pub(super) fn rewind(&mut self, best: Option<Rank>, trace: Option<&str>) {
        self.best = best;
        self.trace = trace.map(str::to_owned);
        self.runs.iter_mut().for_each(Run::rewind);
    }

    /// The first patient from the place on.
    pub(super) fn seek(&mut self, tx: &Tx<'_>, place: &Place) -> Result<Option<&Place>, StoreError> {
        let best = self.best;
        let mut runs = self.runs.iter_mut().filter(|run| best.is_none_or(|best| run.rank >= best));
        runs.try_for_each(|run| run.seek(tx, place, self.trace.as_deref()))?;
        let runs = self.runs.iter().filter(|run| best.is_none_or(|best| run.rank >= best));
        Ok(runs.filter_map(Run::head).min())
    }

    /// How well the word fits the patient at a place that was sought.
    pub(super) fn rank_at(&mut self, tx: &Tx<'_>, place: &Place) -> Result<Option<Rank>, StoreError> {
        if self.best.is_some() {
            self.runs.iter_mut().try_for_each(|run| run.seek(tx, place, self.trace.as_deref()))?;
        }
        Ok(self.runs.iter().filter(|run| run.head() == Some(place)).map(|run| run.rank).min())
    }
}
