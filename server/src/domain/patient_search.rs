//! What people type to find a patient, and how well a patient fits it. A query is a set of
//! conditions that must all hold: words of the name, a birth date, digits of a phone or the
//! patient's number.
//!
//! The store walks an index for one of the conditions, the *driver*, and asks
//! [`PatientQuery::rank`] about the rest, so both must agree on what a word matches:
//! [`Word::spans`] says which index keys do, [`Word::rank_of`] says it of one key.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use praxis_shared::{
    id::PatientId,
    text::{fold_variants, phone_digits, prefix_within_one_typo, within_one_typo},
};
use serde::{Deserialize, Serialize};

use crate::domain::patient::Patient;

mod glance;

pub use glance::Glance;

/// Longest query, in characters.
pub const QUERY_MAX: usize = 120;
/// Most words of a query that are looked at.
const WORDS_MAX: usize = 6;
/// Fewest digits that are looked for in phone numbers.
pub const DIGITS_MIN: usize = 4;
/// Shorter words are not forgiven a typo: they would find everybody.
const TYPO_LETTERS_MIN: usize = 4;
/// Letters of a key that its neighbourhood of typos is made from.
const TYPO_LETTERS_MAX: usize = 6;

/// How well something fits a query; the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rank {
    /// As typed.
    Exact,
    /// It begins, or for digits somewhere continues, with what was typed.
    Part,
    /// One typo away.
    Near,
}

impl Rank {
    /// Every rank, best first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Part, Self::Near];
}

/// What somebody typed to find a patient.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatientQuery {
    /// A resource name or its key: nothing else counts then.
    pub id: Option<PatientId>,
    /// Words of the name.
    pub words: Vec<Word>,
    /// The birth date, in each way to read what was typed.
    pub birth: Option<Vec<NaiveDate>>,
    /// Digits of a phone or number.
    pub digits: Vec<Digits>,
}

/// A word of a name, in every way to spell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    forms: Vec<String>,
}

/// Digits of a phone number, or the patient's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    /// The number, if it can be one.
    pub number: Option<i64>,
    /// The phone digits without what only some people write in front; any of them will do.
    pub parts: Vec<String>,
}

/// A stretch of index keys that match a word equally well: from `low` on, below `high`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpan {
    /// How well they match.
    pub rank: Rank,
    /// First key inside.
    pub low: String,
    /// First key after.
    pub high: String,
}

/// What a patient is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientKeys {
    /// Folded words of both names, in each spelling.
    pub words: BTreeSet<String>,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// Digits of the phone number.
    pub phone: String,
    /// The number people say on the phone.
    pub number: i64,
}

impl PatientQuery {
    /// Reads what was typed. Everything can be read; a word that means nothing matches nobody.
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        let mut digits = String::new();
        for token in typed.split_whitespace() {
            if let Some(id) = token.parse().ok().or_else(|| PatientId::from_key(token)) {
                return Self { id: Some(id), ..Self::default() };
            }
            if let Some(dates) = typed_dates(token) {
                let kept = query.birth.take().map_or(dates.clone(), |before| {
                    before.into_iter().filter(|date| dates.contains(date)).collect()
                });
                query.birth = Some(kept);
            } else if is_phone_like(token) {
                // a phone number is often typed in groups
                digits.push_str(token);
            } else {
                query.words.extend(words(token).into_iter().map(|forms| Word { forms }));
            }
        }
        if !phone_digits(&digits).is_empty() {
            query.digits.push(Digits::read(&digits));
        }
        query.words.truncate(WORDS_MAX);
        query
    }

    /// Says whether nothing was asked, so that everybody fits.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.words.is_empty() && self.birth.is_none() && self.digits.is_empty()
    }

    /// How well a patient fits all conditions, `None` if one of them does not hold.
    pub fn rank(&self, keys: &PatientKeys) -> Option<Rank> {
        if self.birth.as_ref().is_some_and(|dates| !dates.contains(&keys.birth_date)) {
            return None;
        }
        let words = self.rank_words(&keys.words);
        let digits = self.digits.iter().map(|digits| digits.rank(keys));
        std::iter::once(words).chain(digits).try_fold(Rank::Exact, |worst, rank| Some(worst.max(rank?)))
    }

    /// How well the folded words of a name fit all words of the query.
    pub fn rank_words(&self, keys: &BTreeSet<String>) -> Option<Rank> {
        let ranks = self.words.iter().map(|word| keys.iter().filter_map(|key| word.rank_of(key)).min());
        ranks.into_iter().try_fold(Rank::Exact, |worst, rank| Some(worst.max(rank?)))
    }
}

impl Word {
    /// The spans of keys that match, best first, without the near ones.
    pub fn spans(&self) -> Vec<KeySpan> {
        let exact = self.forms.iter().map(|form| KeySpan::exactly(Rank::Exact, form));
        // what begins with a form that begins with another one begins with that, too
        let begun = |form: &String| self.forms.iter().any(|it| it != form && form.starts_with(it.as_str()));
        let parts = self.forms.iter().filter(|form| !begun(form)).map(|form| KeySpan {
            rank: Rank::Part,
            low: format!("{form}\0"),
            high: format!("{form}{}", char::MAX),
        });
        exact.chain(parts).collect()
    }

    /// Says whether it is a single letter, which a good part of all names have a word with.
    pub fn is_letter(&self) -> bool {
        self.forms.iter().all(|form| form.chars().nth(1).is_none())
    }

    /// What to look up to find keys one typo away; empty for a word too short.
    pub fn trims(&self) -> BTreeSet<String> {
        self.forms
            .iter()
            .filter(|form| form.chars().count() >= TYPO_LETTERS_MIN)
            .flat_map(|it| trims(it))
            .collect()
    }

    /// How well the word matches one key.
    pub fn rank_of(&self, key: &str) -> Option<Rank> {
        self.forms.iter().filter_map(|form| rank_of(form, key)).min()
    }
}

fn rank_of(form: &str, key: &str) -> Option<Rank> {
    if key == form {
        return Some(Rank::Exact);
    }
    if key.starts_with(form) {
        return Some(Rank::Part);
    }
    let letters = form.chars().count();
    let near = letters >= TYPO_LETTERS_MIN && within_one_typo(form, key)
        || letters >= TYPO_LETTERS_MAX && prefix_within_one_typo(form, key);
    near.then_some(Rank::Near)
}

impl KeySpan {
    /// The span of one key.
    pub fn exactly(rank: Rank, key: &str) -> Self {
        Self { rank, low: key.to_owned(), high: format!("{key}\0") }
    }

    /// Says whether the key lies inside.
    pub fn contains(&self, key: &str) -> bool {
        self.low.as_str() <= key && key < self.high.as_str()
    }
}

impl Digits {
    fn read(typed: &str) -> Self {
        let all = phone_digits(typed);
        let number = all.parse().ok().filter(|_| typed == all);
        let bare = all.trim_start_matches('0');
        // +49 170 … is written 0170 … at home, with one to three digits of country before it
        let home = (1..=3).filter(|_| typed.starts_with('+') || all.starts_with("00"));
        let parts = std::iter::once(bare)
            .chain(home.filter_map(|country| bare.get(country..)).filter(|part| part.len() > 5))
            .filter(|part| part.len() >= DIGITS_MIN)
            .map(str::to_owned)
            .collect();
        Self { number, parts }
    }

    /// How well the digits match a patient.
    fn rank(&self, keys: &PatientKeys) -> Option<Rank> {
        if self.number == Some(keys.number) {
            return Some(Rank::Exact);
        }
        let bare = keys.phone.trim_start_matches('0');
        if self.parts.iter().any(|part| part == bare) {
            return Some(Rank::Exact);
        }
        self.parts.iter().any(|part| keys.phone.contains(part.as_str())).then_some(Rank::Part)
    }
}

impl PatientKeys {
    /// What the patient is found by.
    pub fn of(patient: &Patient) -> Self {
        let names = [patient.last_name.as_str(), patient.first_name.as_str()];
        Self {
            words: names.iter().flat_map(|name| words(name)).flatten().collect(),
            birth_date: patient.birth_date,
            phone: phone_digits(&patient.phone),
            number: patient.number,
        }
    }
}

/// Every ending of a phone number that is long enough to look for: what any part of the
/// number begins.
pub fn phone_endings(phone: &str) -> Vec<String> {
    let digits = phone_digits(phone);
    (0..digits.len())
        .filter_map(|at| digits.get(at..))
        .filter(|it| it.len() >= DIGITS_MIN)
        .map(str::to_owned)
        .collect()
}

/// The neighbourhood of a key: its first letters, and those with one letter left out. Two
/// keys one typo apart share a neighbour.
pub fn trims(key: &str) -> BTreeSet<String> {
    let letters: Vec<char> = key.chars().take(TYPO_LETTERS_MAX).collect();
    let without = |gap: usize| letters.iter().enumerate().filter(move |(at, _)| *at != gap).map(|(_, c)| *c);
    (0..=letters.len()).map(|gap| without(gap).collect()).collect()
}

/// The folded words of a text, each in every spelling.
fn words(text: &str) -> Vec<Vec<String>> {
    let spellings: Vec<Vec<String>> = fold_variants(text)
        .iter()
        .map(|form| form.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
        .collect();
    let count = spellings.first().map_or(0, Vec::len);
    (0..count)
        .map(|at| {
            let mut forms: Vec<String> =
                spellings.iter().filter_map(|words| words.get(at).cloned()).collect();
            forms.dedup();
            forms
        })
        .collect()
}

fn is_phone_like(token: &str) -> bool {
    token.chars().any(|c| c.is_ascii_digit())
        && token.chars().all(|c| c.is_ascii_digit() || "+()-/.".contains(c))
}

/// The dates that a token may mean: 1974-03-02, 2.3.1974, and 2/3/1974 either way round.
fn typed_dates(token: &str) -> Option<Vec<NaiveDate>> {
    let mark = ['-', '.', '/'].into_iter().find(|&mark| token.contains(mark))?;
    let parts: Vec<u32> = token.split(mark).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c] = parts[..] else { return None };
    let date = |year: u32, month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    let is_year = |it: u32| (1000..=9999).contains(&it);
    let readings = match (is_year(a), is_year(c)) {
        (true, false) => vec![date(a, b, c)],
        (false, true) if mark == '/' => vec![date(c, b, a), date(c, a, b)],
        (false, true) => vec![date(c, b, a)],
        _ => return None,
    };
    let mut dates: Vec<NaiveDate> = readings.into_iter().flatten().collect();
    dates.dedup();
    Some(dates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: &[&str], birth: &str, phone: &str, number: i64) -> PatientKeys {
        PatientKeys {
            words: names.iter().flat_map(|name| words(name)).flatten().collect(),
            birth_date: birth.parse().expect("a date"),
            phone: phone_digits(phone),
            number,
        }
    }

    fn rank(typed: &str, keys: &PatientKeys) -> Option<Rank> {
        PatientQuery::parse(typed).rank(keys)
    }

    #[test]
    fn a_name_is_found_by_its_words_beginnings_and_with_one_typo() {
        let anna = keys(&["Müller", "Anna Maria"], "1974-03-02", "+49 30 1234567", 10_001);
        for (typed, expected) in [
            ("müller", Some(Rank::Exact)),
            ("MUELLER anna", Some(Rank::Exact)),
            ("maria muller", Some(Rank::Exact)),
            ("mul", Some(Rank::Part)),
            ("a m", Some(Rank::Part)),
            ("müler", Some(Rank::Near)),
            ("meuller", Some(Rank::Near)),
            ("anna muellre", Some(Rank::Near)),
            ("mxllex", None),
            ("anna schmidt", None),
            ("ona", None),
        ] {
            assert_eq!(rank(typed, &anna), expected, "{typed}");
        }
    }

    #[test]
    fn a_birth_date_is_read_in_several_forms() {
        let anna = keys(&["Nguyễn", "Anna"], "1974-03-02", "", 10_001);
        for typed in ["1974-03-02", "02.03.1974", "2.3.1974", "2/3/1974", "3/2/1974", "nguyen 2.3.1974"] {
            assert_eq!(rank(typed, &anna), Some(Rank::Exact), "{typed}");
        }
        assert_eq!(rank("1974-02-03", &anna), None);
        assert_eq!(rank("31.2.1974", &anna), None);
        assert_eq!(rank("1974-03-02 tran", &anna), None);
    }

    #[test]
    fn digits_are_a_number_or_any_part_of_a_phone() {
        let anna = keys(&["Li", "Anna"], "1974-03-02", "+49 170 1234567", 10_001);
        for (typed, expected) in [
            ("10001", Some(Rank::Exact)),
            ("0170 1234567", Some(Rank::Part)),
            ("+49 170 1234567", Some(Rank::Exact)),
            ("0049 170 12345", Some(Rank::Part)),
            ("4567", Some(Rank::Part)),
            ("567", None),
            ("9999", None),
        ] {
            assert_eq!(rank(typed, &anna), expected, "{typed}");
        }
        let home = keys(&["Li", "Anna"], "1974-03-02", "0170 1234567", 10_002);
        assert_eq!(rank("+49 170 1234567", &home), Some(Rank::Exact));
    }

    #[test]
    fn a_resource_name_or_its_key_asks_for_one_patient() {
        let id = PatientId::from_bytes([7; 16]);
        assert_eq!(PatientQuery::parse(&id.to_string()).id, Some(id));
        assert_eq!(PatientQuery::parse(&id.key()).id, Some(id));
        assert!(PatientQuery::parse(" ").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn every_near_key_shares_a_trim(word in "[a-e]{4,9}", at in 0usize..9, c in "[a-e]", edit in 0..4) {
            let at = at % word.len();
            let (head, tail) = word.split_at(at);
            let typed = match edit {
                0 => format!("{head}{c}{tail}"),
                1 => format!("{head}{}", &tail[1..]),
                2 => format!("{head}{c}{}", &tail[1..]),
                _ if tail.len() > 1 => format!("{head}{}{}{}", &tail[1..2], &tail[..1], &tail[2..]),
                _ => word.clone(),
            };
            let typed = Word { forms: vec![typed] };
            if typed.rank_of(&word) == Some(Rank::Near) {
                proptest::prop_assert!(typed.trims().iter().any(|it| trims(&word).contains(it)));
            }
        }

        #[test]
        fn a_span_holds_exactly_the_keys_that_match(
            forms in proptest::collection::vec("[a-c]{1,3}", 1..3),
            key in "[a-c]{1,5}",
        ) {
            let word = Word { forms };
            let found = word.spans().into_iter().find(|span| span.contains(&key)).map(|span| span.rank);
            let expected = word.rank_of(&key).filter(|rank| *rank != Rank::Near);
            proptest::prop_assert_eq!(found, expected);
        }

        #[test]
        fn any_query_can_be_read(typed in "\\PC{0,60}") {
            let _ = PatientQuery::parse(&typed).rank(&keys(&["A"], "2000-01-01", "", 1));
        }
    }
}
