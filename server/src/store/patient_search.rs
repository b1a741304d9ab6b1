//! Finding patients among many. Words of a name are found by walking one index in the order of
//! the answer, so a page costs what it holds, however many patients there are; birth dates and
//! digits are shared by few enough to be sorted in memory.

use std::collections::BTreeSet;

use praxis_shared::id::PatientId;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{StoreError, Tx, id, patients::read_patient};
use crate::domain::{
    patient::Patient,
    patient_search::{KeySpan, PatientKeys, PatientQuery, Rank},
    people::sort_key,
};

/// Rows read from an index at a time.
const CHUNK: i64 = 64;
/// Most patients with one birth date or one piece of a phone number that are looked at.
const SHARED_MAX: i64 = 2000;
/// Most keys one typo away that are walked.
const NEAR_KEYS_MAX: i64 = 200;
/// Rows counted to tell which of several words fewer patients have.
const COUNT_MAX: i64 = 500;

/// Where a page of patients ended; the next one goes on behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientPosition {
    rank: Rank,
    /// Which word is walked, and which of its spans.
    word: usize,
    span: usize,
    key: String,
    sort_key: String,
    patient: PatientId,
}

/// One page of patients, and where it ended if there are more.
pub type PatientPage = (Vec<Patient>, Option<PatientPosition>);

impl Tx<'_> {
    /// Patients who fit the query, best first: at most `limit`, from `after` on.
    pub fn find_patients(
        &self,
        query: &PatientQuery,
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        if let Some(wanted) = query.id {
            let found =
                self.one("SELECT * FROM patient WHERE id = ?1", params![wanted.bytes()], read_patient)?;
            return Ok((found.into_iter().collect(), None));
        }
        if query.is_empty() {
            return self.all_patients(after, limit);
        }
        if query.birth.is_some() || !query.digits.is_empty() {
            return self.find_among_few(query, after, limit);
        }
        self.find_by_words(query, after, limit)
    }

    fn all_patients(&self, after: Option<&PatientPosition>, limit: usize) -> Result<PatientPage, StoreError> {
        let (sort_key, patient) = after
            .map_or((String::new(), Vec::new()), |it| (it.sort_key.clone(), it.patient.bytes().to_vec()));
        let found = self.all(
            "SELECT * FROM patient WHERE (sort_key, id) > (?1, ?2) ORDER BY sort_key, id LIMIT ?3",
            params![sort_key, patient, one_more(limit)],
            read_patient,
        )?;
        Ok(page(found.into_iter().map(|patient| (Rank::Exact, patient)).collect(), limit))
    }

    /// Takes everybody who shares the birth date or the digits, and sorts them.
    fn find_among_few(
        &self,
        query: &PatientQuery,
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        let mut found = Vec::new();
        if let Some(dates) = &query.birth {
            for date in dates {
                found.extend(self.all(
                    "SELECT * FROM patient WHERE birth_date = ?1 ORDER BY sort_key, id LIMIT ?2",
                    params![date.to_string(), SHARED_MAX],
                    read_patient,
                )?);
            }
        } else {
            for digits in &query.digits {
                found.extend(self.all(
                    "SELECT * FROM patient WHERE number = ?1",
                    params![digits.number],
                    read_patient,
                )?);
                for part in &digits.parts {
                    // ':' stands right behind '9'
                    found.extend(self.all(
                        "SELECT patient.* FROM patient_phone JOIN patient ON patient.id = patient_phone.patient
                         WHERE ending >= ?1 AND ending < ?1 || ':' LIMIT ?2",
                        params![part, SHARED_MAX],
                        read_patient,
                    )?);
                }
            }
        }
        let order = |rank: Rank, patient: &Patient| {
            (rank, sort_key(&patient.first_name, &patient.last_name), patient.id)
        };
        let passed = after.map(|it| (it.rank, it.sort_key.clone(), it.patient));
        let mut ranked: Vec<(Rank, Patient)> = found
            .into_iter()
            .filter_map(|patient| Some((query.rank(&PatientKeys::of(&patient))?, patient)))
            .filter(|(rank, patient)| passed.as_ref().is_none_or(|passed| order(*rank, patient) > *passed))
            .collect();
        ranked.sort_by_cached_key(|(rank, patient)| order(*rank, patient));
        ranked.dedup_by_key(|(_, patient)| patient.id);
        Ok(page(ranked, limit))
    }

    /// Walks the keys of the word that fewest patients have, once for each rank, and keeps those
    /// whom the other words fit.
    fn find_by_words(
        &self,
        query: &PatientQuery,
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        let word = match after {
            Some(position) => position.word,
            None => self.rarest_word(query)?,
        };
        let mut found: Vec<(PatientPosition, Patient)> = Vec::with_capacity(limit + 1);
        for rank in Rank::ALL.into_iter().filter(|&rank| after.is_none_or(|it| rank >= it.rank)) {
            let spans = self.spans(query, word, rank)?;
            let resumed = after.filter(|it| it.rank == rank);
            for (at, span) in spans.iter().enumerate().skip(resumed.map_or(0, |it| it.span)) {
                let mut from = resumed
                    .filter(|it| it.span == at)
                    .map_or((span.low.clone(), String::new(), Vec::new()), |it| {
                        (it.key.clone(), it.sort_key.clone(), it.patient.bytes().to_vec())
                    });
                loop {
                    let rows = self.keys_in(span, &from)?;
                    let done = rows.len() < CHUNK as usize;
                    for (key, sort_key, patient) in rows {
                        from = (key.clone(), sort_key.clone(), patient.bytes().to_vec());
                        let keys = self.keys_of(patient)?;
                        if query.rank_words(&keys) != Some(rank)
                            || first_match(&spans, &keys) != Some((at, &key))
                        {
                            continue;
                        }
                        let position = PatientPosition { rank, word, span: at, key, sort_key, patient };
                        if found.len() == limit {
                            return Ok(close(found, true));
                        }
                        let row = self.one(
                            "SELECT * FROM patient WHERE id = ?1",
                            params![patient.bytes()],
                            read_patient,
                        )?;
                        found.extend(row.map(|patient| (position, patient)));
                    }
                    if done {
                        break;
                    }
                }
            }
        }
        Ok(close(found, false))
    }

    /// The spans to walk for patients of this rank in all. The walked word may fit better than
    /// the others, so with more than one its better spans are walked again.
    fn spans(&self, query: &PatientQuery, word: usize, rank: Rank) -> Result<Vec<KeySpan>, StoreError> {
        let alone = query.words.len() == 1;
        let Some(word) = query.words.get(word) else { return Ok(Vec::new()) };
        let mut spans = word.spans();
        if rank == Rank::Near {
            spans.extend(self.near_keys(word)?.iter().map(|key| KeySpan::exactly(Rank::Near, key)));
        }
        spans.retain(|span| span.rank == rank || !alone && span.rank < rank);
        Ok(spans)
    }

    fn near_keys(&self, word: &crate::domain::patient_search::Word) -> Result<BTreeSet<String>, StoreError> {
        let mut near = BTreeSet::new();
        for trim in word.trims() {
            let keys = self.all(
                "SELECT key FROM key_trim WHERE trim = ?1 ORDER BY key LIMIT ?2",
                params![trim, NEAR_KEYS_MAX],
                |row| Ok(row.get::<_, String>(0)?),
            )?;
            near.extend(keys.into_iter().filter(|key| word.rank_of(key) == Some(Rank::Near)));
        }
        Ok(near)
    }

    fn keys_in(
        &self,
        span: &KeySpan,
        from: &(String, String, Vec<u8>),
    ) -> Result<Vec<(String, String, PatientId)>, StoreError> {
        self.all(
            "SELECT key, sort_key, patient FROM patient_key
             WHERE (key, sort_key, patient) > (?1, ?2, ?3) AND key < ?4
             ORDER BY key, sort_key, patient LIMIT ?5",
            params![from.0, from.1, from.2, span.high, CHUNK],
            |row| Ok((row.get(0)?, row.get(1)?, id(row, "patient")?)),
        )
    }

    fn keys_of(&self, patient: PatientId) -> Result<BTreeSet<String>, StoreError> {
        let keys =
            self.all("SELECT key FROM patient_key WHERE patient = ?1", params![patient.bytes()], |row| {
                Ok(row.get::<_, String>(0)?)
            })?;
        Ok(keys.into_iter().collect())
    }

    fn rarest_word(&self, query: &PatientQuery) -> Result<usize, StoreError> {
        if query.words.len() < 2 {
            return Ok(0);
        }
        let mut rarest = (i64::MAX, 0);
        for (at, word) in query.words.iter().enumerate() {
            let mut count = 0;
            for span in word.spans().iter().filter(|span| span.rank == Rank::Part) {
                count += self
                    .one(
                        "SELECT count(*) FROM (SELECT 1 FROM patient_key WHERE key >= ?1 AND key < ?2 LIMIT ?3)",
                        params![span.low, span.high, COUNT_MAX],
                        |row| Ok(row.get::<_, i64>(0)?),
                    )?
                    .unwrap_or(0);
            }
            rarest = rarest.min((count, at));
        }
        Ok(rarest.1)
    }
}

/// The first span, and the first key in it, under which a patient with these keys is met.
fn first_match<'a>(spans: &[KeySpan], keys: &'a BTreeSet<String>) -> Option<(usize, &'a String)> {
    spans.iter().enumerate().find_map(|(at, span)| Some((at, keys.iter().find(|key| span.contains(key))?)))
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// The first `limit` of sorted patients.
fn page(mut ranked: Vec<(Rank, Patient)>, limit: usize) -> PatientPage {
    let more = ranked.len() > limit;
    ranked.truncate(limit);
    let found = ranked.into_iter().map(|(rank, patient)| {
        let position = PatientPosition {
            rank,
            word: 0,
            span: 0,
            key: String::new(),
            sort_key: sort_key(&patient.first_name, &patient.last_name),
            patient: patient.id,
        };
        (position, patient)
    });
    close(found.collect(), more)
}

fn close(found: Vec<(PatientPosition, Patient)>, more: bool) -> PatientPage {
    let last = found.last().filter(|_| more).map(|(position, _)| position.clone());
    (found.into_iter().map(|(_, patient)| patient).collect(), last)
}
