//! Several words: everybody who has the rarest one is gathered from the index, the others are
//! asked of those, and who is left is sorted by rank and name. Only the page's patients are read.

use std::collections::{HashMap, hash_map::Entry};

use praxis_shared::id::PatientId;
use rusqlite::params;

use super::{PatientPage, PatientPosition, close};
use crate::{
    domain::patient_search::{KeySpan, Rank, Word},
    store::{StoreError, Tx, id},
};

/// Rows counted to tell which of several words fewer patients have.
const COUNT_MAX: usize = 5000;
/// Rows of the index that are read in the time in which one patient is asked for their keys.
const ROWS_PER_ASKING: usize = 4;

pub(super) const COUNT_IN_SPAN: &str =
    "SELECT count(*) FROM (SELECT 1 FROM patient_key WHERE key >= ?1 AND key < ?2 LIMIT ?3)";
pub(super) const NAMES_IN_SPAN: &str =
    "SELECT sort_key, patient FROM patient_key WHERE key >= ?1 AND key < ?2";
pub(super) const PATIENTS_IN_SPAN: &str = "SELECT patient FROM patient_key WHERE key >= ?1 AND key < ?2";

impl Tx<'_> {
    pub(super) fn meet(
        &self,
        words: &[Word],
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        let mut by_rarity = Vec::with_capacity(words.len());
        for word in words {
            let spans = self.spans(word)?;
            by_rarity.push((self.count(&spans, COUNT_MAX)?, word, spans));
        }
        by_rarity.sort_by_key(|(count, _, _)| *count);
        let mut rarest_first = by_rarity.into_iter();
        let Some((_, _, spans)) = rarest_first.next() else { return Ok((Vec::new(), None)) };
        let mut met = self.gather(&spans)?;
        for (_, word, spans) in rarest_first {
            let asking = met.len() * ROWS_PER_ASKING;
            if self.count(&spans, asking)? >= asking {
                self.ask(&mut met, word)?;
            } else {
                self.intersect(&mut met, &spans)?;
            }
        }
        let mut ranked: Vec<(Rank, String, PatientId)> =
            met.into_iter().map(|(patient, (rank, sort_key))| (rank, sort_key, patient)).collect();
        if let Some(after) = after {
            let passed = (after.rank, after.sort_key.as_str(), after.patient);
            ranked.retain(|(rank, sort_key, patient)| (*rank, sort_key.as_str(), *patient) > passed);
        }
        ranked.sort_unstable();
        let more = ranked.len() > limit;
        let mut found = Vec::with_capacity(limit);
        for (rank, sort_key, patient) in ranked.into_iter().take(limit) {
            let position = PatientPosition { rank, span: 0, key: String::new(), sort_key, patient };
            found.extend(self.patient_row(patient)?.map(|patient| (position, patient)));
        }
        Ok(close(found, more))
    }

    /// Rows of the index in the spans, but no further than `most`.
    fn count(&self, spans: &[KeySpan], most: usize) -> Result<usize, StoreError> {
        let mut count = 0;
        // what matches exactly is counted with what it begins
        for span in spans.iter().filter(|span| span.rank != Rank::Exact) {
            let left = most.saturating_sub(count);
            if left == 0 {
                break;
            }
            let rows = self.one(COUNT_IN_SPAN, params![span.low, span.high, left as i64], |row| {
                Ok(row.get::<_, i64>(0)?)
            })?;
            count += usize::try_from(rows.unwrap_or(0)).unwrap_or(0);
        }
        Ok(count)
    }

    /// Everybody with a key in the spans, each with the best rank.
    fn gather(&self, spans: &[KeySpan]) -> Result<HashMap<PatientId, (Rank, String)>, StoreError> {
        let mut met = HashMap::new();
        for span in spans {
            // the spans come best first, so who is in already keeps that rank
            self.all(NAMES_IN_SPAN, params![span.low, span.high], |row| {
                if let Entry::Vacant(place) = met.entry(id(row, "patient")?) {
                    place.insert((span.rank, row.get(0)?));
                }
                Ok(())
            })?;
        }
        Ok(met)
    }

    /// Keeps those who have a key that matches the word, by their own keys.
    fn ask(&self, met: &mut HashMap<PatientId, (Rank, String)>, word: &Word) -> Result<(), StoreError> {
        let mut fits = HashMap::with_capacity(met.len());
        for &patient in met.keys() {
            let best = self.keys_of(patient)?.iter().filter_map(|key| word.rank_of(key)).min();
            fits.extend(best.map(|rank| (patient, rank)));
        }
        keep(met, &fits);
        Ok(())
    }

    /// Keeps those who have a key that matches the word, by everybody's keys.
    fn intersect(
        &self,
        met: &mut HashMap<PatientId, (Rank, String)>,
        spans: &[KeySpan],
    ) -> Result<(), StoreError> {
        let mut fits = HashMap::with_capacity(met.len());
        for span in spans {
            self.all(PATIENTS_IN_SPAN, params![span.low, span.high], |row| {
                let patient = id(row, "patient")?;
                if met.contains_key(&patient) {
                    fits.entry(patient).or_insert(span.rank);
                }
                Ok(())
            })?;
        }
        keep(met, &fits);
        Ok(())
    }
}

fn keep(met: &mut HashMap<PatientId, (Rank, String)>, fits: &HashMap<PatientId, Rank>) {
    met.retain(|patient, (rank, _)| {
        let other = fits.get(patient);
        *rank = other.map_or(*rank, |other| (*rank).max(*other));
        other.is_some()
    });
}
