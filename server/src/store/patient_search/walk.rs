//! One word: its keys are walked in the index's own order, which is the order of the answer:
//! best rank first, then the key, then the name. Who has several keys that match is met several
//! times and counts the first time only.

use std::collections::BTreeSet;

use praxis_shared::id::PatientId;
use rusqlite::params;

use super::{PatientPage, PatientPosition, close};
use crate::{
    domain::patient_search::{KeySpan, Rank, Word},
    store::{StoreError, Tx, id},
};

/// Rows read from the index at a time.
const CHUNK: usize = 64;

pub(super) const KEYS_IN_SPAN: &str = "SELECT key, sort_key, patient FROM patient_key
     WHERE (key, sort_key, patient) > (?1, ?2, ?3) AND key < ?4
     ORDER BY key, sort_key, patient LIMIT ?5";

/// A row of the index: key, sort key and patient.
type Row = (String, String, Vec<u8>);

impl Tx<'_> {
    pub(super) fn walk(
        &self,
        word: &Word,
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        let mut spans = word.spans();
        let mut found = Vec::with_capacity(limit + 1);
        let (mut at, mut with_near) = (after.map_or(0, |it| it.span), false);
        loop {
            if at >= spans.len() && !with_near {
                // looked up only now: most pages end before
                with_near = true;
                spans.extend(self.near_keys(word)?.iter().map(|key| KeySpan::exactly(Rank::Near, key)));
            }
            let Some(span) = spans.get(at) else { return Ok(close(found, false)) };
            let resumed = after.filter(|it| it.span == at);
            let mut from: Row = resumed.map_or((span.low.clone(), String::new(), Vec::new()), |it| {
                (it.key.clone(), it.sort_key.clone(), it.patient.bytes().to_vec())
            });
            loop {
                let rows = self.keys_in(span, &from)?;
                let done = rows.len() < CHUNK;
                for (key, sort_key, patient) in rows {
                    from = (key.clone(), sort_key.clone(), patient.bytes().to_vec());
                    // nothing comes before the one key of the first span
                    if at > 0 && first_match(&spans, &self.keys_of(patient)?) != Some((at, &key)) {
                        continue;
                    }
                    if found.len() == limit {
                        return Ok(close(found, true));
                    }
                    let position = PatientPosition { rank: span.rank, span: at, key, sort_key, patient };
                    found.extend(self.patient_row(patient)?.map(|patient| (position, patient)));
                }
                if done {
                    break;
                }
            }
            at += 1;
        }
    }

    fn keys_in(&self, span: &KeySpan, from: &Row) -> Result<Vec<(String, String, PatientId)>, StoreError> {
        self.all(KEYS_IN_SPAN, params![from.0, from.1, from.2, span.high, CHUNK as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, id(row, "patient")?))
        })
    }
}

/// The first span, and the first key in it, under which a patient with these keys is met.
fn first_match<'a>(spans: &[KeySpan], keys: &'a BTreeSet<String>) -> Option<(usize, &'a String)> {
    spans.iter().enumerate().find_map(|(at, span)| Some((at, keys.iter().find(|key| span.contains(key))?)))
}
