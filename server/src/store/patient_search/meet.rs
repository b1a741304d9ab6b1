//! Several words: those whom each of them fits are listed in the order of the answer, and whoever is on every list is
//! found by going along all of them at once, each time on from where the furthest one is. So a page costs what lies
//! between its patients on the shortest list. Words that too many keys begin with have no such list: they are asked of
//! the patients that the others lead to.

use rusqlite::params;

use super::{
    PatientPage, PatientPosition, close,
    lists::{List, Place, WITH_KEY},
};
use crate::{
    domain::patient_search::{Glance, KeySpan, Rank, Word},
    store::{StoreError, Tx},
};

/// How far one goes for a list before doing without.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    /// Rows that are read to list who has a key that begins with a word.
    pub(super) rows: usize,
    /// Keys that are listed one by one for that; others must be borne by few.
    pub(super) keys: usize,
    /// Patients who make a key one of many.
    pub(super) many: usize,
    /// Rows read at a time.
    pub(super) chunk: usize,
    /// Keys one typo away that are listed.
    pub(super) near: usize,
    /// Patients that are looked at one after the other where no word has a list.
    pub(super) walked: usize,
}

const USUAL: Bounds = Bounds { rows: 512, keys: 16, many: 32, chunk: 128, near: 256, walked: 2000 };
/// Rows counted to tell which of several words fewer patients have.
const COUNT_MAX: usize = 5000;

pub(super) const COUNT_IN_SPAN: &str =
    "SELECT count(*) FROM (SELECT 1 FROM patient_key WHERE key >= ?1 AND key < ?2 LIMIT ?3)";
pub(super) const ROWS_IN_SPAN: &str = "SELECT sort_key, patient, key FROM patient_key
     WHERE (key, sort_key, patient) >= (?1, ?2, ?3) AND key < ?4 ORDER BY key, sort_key, patient LIMIT ?5";

/// A word, and those whom it fits as far as they are listed.
struct Asked<'a> {
    word: &'a Word,
    list: List,
    /// The ranks in which there are too many of them; then the list is of no use.
    unlisted: Vec<Rank>,
}

/// What was found, and how much more is to be done for it.
struct Search<'a> {
    found: Vec<(Rank, Place)>,
    wanted: usize,
    bounds: &'a Bounds,
}

/// Whether a patient is one who is looked for.
enum Fits {
    Yes,
    No,
    /// Nor is anybody else of that name.
    NobodyCalledSo,
}

impl Tx<'_> {
    pub(super) fn meet(
        &self,
        words: &[Word],
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        self.meet_within(&USUAL, words, after, limit)
    }

    pub(super) fn meet_within(
        &self,
        bounds: &Bounds,
        words: &[Word],
        after: Option<&PatientPosition>,
        limit: usize,
    ) -> Result<PatientPage, StoreError> {
        let mut asked: Vec<Asked<'_>> =
            words.iter().map(|word| Asked { word, list: List::empty(), unlisted: Vec::new() }).collect();
        let mut search = Search { found: Vec::new(), wanted: limit + 1, bounds };
        for rank in Rank::ALL {
            for asked in &mut asked {
                self.list(asked, rank, bounds)?;
            }
            let from = match after {
                Some(after) if after.rank > rank => continue,
                Some(after) if after.rank == rank => Place::behind(after.sort_key.clone(), after.patient),
                _ => Place::first(),
            };
            self.meet_at(&mut asked, rank, from, &mut search)?;
            if search.found.len() == search.wanted {
                break;
            }
        }
        let more = search.found.len() > limit;
        let mut found = Vec::with_capacity(limit);
        for (rank, Place { sort_key, patient, .. }) in search.found.into_iter().take(limit) {
            let position = PatientPosition { rank, span: 0, key: String::new(), sort_key, patient };
            found.extend(self.patient_row(patient)?.map(|patient| (position, patient)));
        }
        Ok(close(found, more))
    }

    /// Finds those whom the words fit exactly as well as the rank.
    fn meet_at(
        &self,
        asked: &mut [Asked<'_>],
        rank: Rank,
        from: Place,
        search: &mut Search<'_>,
    ) -> Result<(), StoreError> {
        // some word must fit no better than that
        let worst: Vec<usize> = (0..asked.len()).filter(|&at| asked[at].may_be(rank)).collect();
        if worst.is_empty() {
            return Ok(());
        }
        let unlisted = asked.iter().find(|it| !it.unlisted.is_empty() && rank < Rank::Near);
        let trace = unlisted.map(|it| it.word.trace());
        for (at, asked) in asked.iter_mut().enumerate() {
            asked.list.rewind((worst == [at]).then_some(rank), trace.as_deref());
        }
        if asked.iter().any(|it| it.unlisted.is_empty()) {
            return self.go_along(asked, None, rank, from, search).map(drop);
        }
        let gave_up = if rank < Rank::Near {
            self.go_along(asked, Some(&mut List::everybody()), rank, from, search)?
        } else {
            Some(from) // everybody would have to be asked for their keys
        };
        if let Some(from) = gave_up {
            // they are few and far between: then it takes all who have one of the words
            let mut counts = Vec::with_capacity(asked.len());
            for (at, asked) in asked.iter().enumerate() {
                counts.push((self.count(&asked.word.spans(), COUNT_MAX)?, at));
            }
            if let Some(rarest) = counts.into_iter().min().and_then(|(_, at)| asked.get_mut(at)) {
                for rank in std::mem::take(&mut rarest.unlisted) {
                    self.list_all(rarest, rank)?;
                }
            }
            self.go_along(asked, None, rank, from, search)?;
        }
        Ok(())
    }

    /// Goes along the lists, or along everybody and then no further than one may; says where it gave up.
    fn go_along(
        &self,
        asked: &mut [Asked<'_>],
        mut everybody: Option<&mut List>,
        rank: Rank,
        mut place: Place,
        search: &mut Search<'_>,
    ) -> Result<Option<Place>, StoreError> {
        let mut left = everybody.as_ref().map_or(usize::MAX, |_| search.bounds.walked);
        while search.found.len() < search.wanted {
            let listed = asked.iter_mut().filter(|it| it.unlisted.is_empty()).map(|it| &mut it.list);
            let mut lists: Vec<&mut List> = listed.chain(everybody.as_deref_mut()).collect();
            let count = lists.len();
            let (mut agreed, mut at) = (0, 0);
            while agreed < count {
                let Some(head) = lists[at].seek(self, &place)? else { return Ok(None) };
                if *head == place {
                    agreed += 1;
                } else {
                    place.clone_from(head);
                    agreed = 1;
                }
                at = (at + 1) % count;
            }
            if left == 0 {
                return Ok(Some(place));
            }
            left -= 1;
            place = match self.fits(asked, &place, rank)? {
                Fits::Yes => {
                    search.found.push((rank, place.clone()));
                    Place::behind(place.sort_key, place.patient)
                }
                Fits::No => Place::behind(place.sort_key, place.patient),
                Fits::NobodyCalledSo => Place::behind_all(place.sort_key),
            };
        }
        Ok(None)
    }

    /// Whether the words fit the patient exactly as well as the rank.
    fn fits(&self, asked: &mut [Asked<'_>], place: &Place, rank: Rank) -> Result<Fits, StoreError> {
        let mut worst = Rank::Exact;
        for Asked { word, list, unlisted } in asked {
            let is = if unlisted.is_empty() {
                list.rank_at(self, place)?
            } else {
                match word.glance(&place.sort_key) {
                    Glance::Fits(is) => Some(is),
                    Glance::Not if rank < Rank::Near => return Ok(Fits::NobodyCalledSo),
                    Glance::Not | Glance::Unclear => {
                        self.keys_of(place.patient)?.iter().filter_map(|key| word.rank_of(key)).min()
                    }
                }
            };
            match is {
                Some(is) if is <= rank => worst = worst.max(is),
                _ => return Ok(Fits::No),
            }
        }
        Ok(if worst == rank { Fits::Yes } else { Fits::No })
    }

    /// Lists those whom the word fits as well as the rank, if they are not too many.
    fn list(&self, asked: &mut Asked<'_>, rank: Rank, bounds: &Bounds) -> Result<(), StoreError> {
        let listed = asked.unlisted.is_empty()
            && match rank {
                Rank::Exact => {
                    let spans = asked.word.spans().into_iter().filter(|it| it.rank == rank);
                    spans.for_each(|span| asked.list.add_key(rank, span.low));
                    true
                }
                Rank::Part => self.list_beginnings(asked, bounds)?,
                Rank::Near => self.list_near(asked, bounds)?,
            };
        if !listed {
            asked.unlisted.push(rank);
        }
        Ok(())
    }

    /// Lists those who have a key that begins with the word: of keys that many have each, of the others all at once.
    fn list_beginnings(&self, asked: &mut Asked<'_>, bounds: &Bounds) -> Result<bool, StoreError> {
        let spans = asked.word.spans();
        let (exact, parts): (Vec<_>, Vec<_>) = spans.into_iter().partition(|it| it.rank == Rank::Exact);
        if asked.word.is_letter() && self.count(&parts, bounds.rows)? == bounds.rows {
            return Ok(false);
        }
        let (mut few, mut many, mut read) = (Vec::new(), Vec::new(), 0);
        for span in parts {
            let mut from = (span.low, String::new(), Vec::new());
            // the key that is being read, where its rows begin, and whether enough of them were seen
            let (mut key, mut begin, mut known) = (String::new(), 0, false);
            loop {
                let rows = self.all(
                    ROWS_IN_SPAN,
                    params![from.0, from.1, from.2, span.high, bounds.chunk as i64],
                    |row| {
                        let is = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
                        if is != key {
                            (key, begin) = (is.to_owned(), few.len());
                            known = exact.iter().any(|it| it.low == key);
                        }
                        if !known {
                            few.push(Place::read(row)?);
                            if few.len() - begin == bounds.many {
                                few.truncate(begin);
                                many.push(key.clone());
                                known = true;
                            }
                        }
                        Ok(())
                    },
                )?;
                read += rows.len();
                if read > bounds.rows || many.len() > bounds.keys {
                    return Ok(false);
                }
                if rows.len() < bounds.chunk {
                    break;
                }
                from = match few.last().filter(|_| !known) {
                    Some(Place { sort_key, patient, .. }) => {
                        let bytes = Place::behind(String::new(), *patient).bytes();
                        (key.clone(), sort_key.clone(), bytes)
                    }
                    None => (format!("{key}\0"), String::new(), Vec::new()),
                };
            }
        }
        asked.list.add_rows(Rank::Part, few);
        many.into_iter().for_each(|key| asked.list.add_key(Rank::Part, key));
        Ok(true)
    }

    /// Lists those who have a key one typo away from the word.
    fn list_near(&self, asked: &mut Asked<'_>, bounds: &Bounds) -> Result<bool, StoreError> {
        let keys = self.near_keys(asked.word)?;
        if keys.len() > bounds.near {
            return Ok(false);
        }
        let mut few = Vec::new();
        for key in keys {
            let first = params![key, "", [0_u8; 0], bounds.many as i64];
            let rows = self.all(WITH_KEY, first, Place::read)?;
            if rows.len() < bounds.many {
                few.extend(rows);
            } else {
                asked.list.add_key(Rank::Near, key);
            }
        }
        asked.list.add_rows(Rank::Near, few);
        Ok(true)
    }

    /// Lists them however many they are.
    fn list_all(&self, asked: &mut Asked<'_>, rank: Rank) -> Result<(), StoreError> {
        let spans: Vec<KeySpan> = match rank {
            Rank::Near => self.near_keys(asked.word)?.iter().map(|key| KeySpan::exactly(rank, key)).collect(),
            _ => asked.word.spans().into_iter().filter(|it| it.rank == rank).collect(),
        };
        let mut rows = Vec::new();
        for span in spans {
            let from = params![span.low, "", [0_u8; 0], span.high, i64::MAX];
            rows.extend(self.all(ROWS_IN_SPAN, from, Place::read)?);
        }
        asked.list.add_rows(rank, rows);
        Ok(())
    }

    /// Rows of the index in the spans, but no further than `most`.
    fn count(&self, spans: &[KeySpan], most: usize) -> Result<usize, StoreError> {
        let mut count = 0;
        for span in spans {
            let left = most - count;
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
}

impl Asked<'_> {
    /// Whether it may fit somebody as well as the rank and no better.
    fn may_be(&self, rank: Rank) -> bool {
        if !self.unlisted.is_empty() {
            return rank < Rank::Near || !self.word.trims().is_empty();
        }
        self.list.has(rank)
    }
}
