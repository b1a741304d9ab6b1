//! Finding patients among many. Names are found by walking an index in the order of the answer, one word by itself,
//! several side by side, so a page costs what it holds, however many patients there are. Whoever fits a birth date or
//! digits is sorted in memory.

mod lists;
mod meet;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeSet;

use praxis_shared::id::PatientId;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{StoreError, Tx, patients::read_patient};
use crate::domain::{
    patient::Patient,
    patient_search::{PatientKeys, PatientQuery, Rank, Word},
    people::sort_key,
};

/// Most patients with one birth date or one piece of a phone number that are looked at.
const SHARED_MAX: i64 = 2000;
/// Most keys that are looked at for one typo.
const NEAR_KEYS_MAX: i64 = 1000;

const ALL: &str = "SELECT * FROM patient WHERE (sort_key, id) > (?1, ?2) ORDER BY sort_key, id LIMIT ?3";
const BY_ID: &str = "SELECT * FROM patient WHERE id = ?1";
const BY_NUMBER: &str = "SELECT * FROM patient WHERE number = ?1";
const BY_BIRTH_DATE: &str = "SELECT * FROM patient WHERE birth_date = ?1 ORDER BY sort_key, id LIMIT ?2";
// ':' stands right behind '9'
const BY_PHONE_PART: &str =
    "SELECT patient.* FROM patient_phone JOIN patient ON patient.id = patient_phone.patient
     WHERE ending >= ?1 AND ending < ?1 || ':' LIMIT ?2";
const NEAR_KEYS: &str = "SELECT key FROM key_trim WHERE trim = ?1 ORDER BY key LIMIT ?2";
const KEYS_OF_PATIENT: &str = "SELECT key FROM patient_key WHERE patient = ?1";

/// Where a page of patients ended; the next one goes on behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientPosition {
    rank: Rank,
    /// Which span was walked, and the key in it; unused but for a single word.
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
            return Ok((self.patient_row(wanted)?.into_iter().collect(), None));
        }
        if query.is_empty() {
            return self.all_patients(after, limit);
        }
        if query.birth.is_some() || !query.digits.is_empty() {
            return self.find_among_few(query, after, limit);
        }
        match &query.words[..] {
            [word] => self.walk(word, after, limit),
            words => self.meet(words, after, limit),
        }
    }

    fn patient_row(&self, patient: PatientId) -> Result<Option<Patient>, StoreError> {
        self.one(BY_ID, params![patient.bytes()], read_patient)
    }

    fn all_patients(&self, after: Option<&PatientPosition>, limit: usize) -> Result<PatientPage, StoreError> {
        let (sort_key, patient) = after
            .map_or((String::new(), Vec::new()), |it| (it.sort_key.clone(), it.patient.bytes().to_vec()));
        let found = self.all(ALL, params![sort_key, patient, one_more(limit)], read_patient)?;
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
                found.extend(self.all(BY_BIRTH_DATE, params![date.to_string(), SHARED_MAX], read_patient)?);
            }
        } else {
            for digits in &query.digits {
                found.extend(self.all(BY_NUMBER, params![digits.number], read_patient)?);
                for part in &digits.parts {
                    found.extend(self.all(BY_PHONE_PART, params![part, SHARED_MAX], read_patient)?);
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

    /// The keys one typo away from a word.
    fn near_keys(&self, word: &Word) -> Result<BTreeSet<String>, StoreError> {
        let mut near = BTreeSet::new();
        for trim in word.trims() {
            let keys =
                self.all(NEAR_KEYS, params![trim, NEAR_KEYS_MAX], |row| Ok(row.get::<_, String>(0)?))?;
            near.extend(keys);
        }
        near.retain(|key| word.rank_of(key) == Some(Rank::Near));
        Ok(near)
    }

    fn keys_of(&self, patient: PatientId) -> Result<BTreeSet<String>, StoreError> {
        let keys = self.all(KEYS_OF_PATIENT, params![patient.bytes()], |row| Ok(row.get::<_, String>(0)?))?;
        Ok(keys.into_iter().collect())
    }
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
