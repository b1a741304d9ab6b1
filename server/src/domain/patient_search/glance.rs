//! What the key by which patients are sorted tells of the words of a name, without a look at the words. It holds each
//! of them in its plain spelling. Whether one is also kept with ae oe ue oe aa for ä ö ü ø å it does not tell, only that
//! it may be.

use super::{Rank, Word};

/// Letters of a word up to which it is compared; all of them in what people type.
const LETTERS_MAX: usize = 128;

/// What is seen of a name at a glance. Typing errors are not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glance {
    /// A word of the name is, or begins with, what was typed.
    Fits(Rank),
    /// None does.
    Not,
    /// That depends on a spelling that is not seen here.
    Unclear,
}

impl Word {
    /// How well the word fits a name, seen from its sort key.
    pub fn glance(&self, sort_key: &str) -> Glance {
        let (mut sure, mut perhaps) = (None, None);
        for word in sort_key.split(' ') {
            for form in &self.forms {
                if word.starts_with(form.as_str()) {
                    let rank = if word.len() == form.len() { Rank::Exact } else { Rank::Part };
                    better(&mut sure, Some(rank));
                }
                better(&mut perhaps, in_some_spelling(form.as_bytes(), word.as_bytes()));
            }
        }
        match (sure, perhaps) {
            (None, None) => Glance::Not,
            (Some(rank), perhaps) if perhaps.is_none_or(|it| it >= rank) => Glance::Fits(rank),
            _ => Glance::Unclear,
        }
    }

    /// What the sort key of whomever it fits holds, behind a space if one is put before it; typing errors aside.
    pub fn trace(&self) -> String {
        let mut forms = self.forms.iter();
        let mut same = forms.next().map_or("", String::as_str);
        for form in forms {
            let end = same.char_indices().zip(form.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
            same = &same[..end.unwrap_or(same.len().min(form.len()))];
        }
        // behind one of these, another letter may stand
        let end = same.find(['a', 'o', 'u']).map_or(same.len(), |at| at + 1);
        format!(" {}", &same[..end])
    }
}

fn better(best: &mut Option<Rank>, rank: Option<Rank>) {
    if let Some(rank) = rank.filter(|rank| best.is_none_or(|best| *rank < best)) {
        *best = Some(rank);
    }
}

/// How well a form fits a word, if any of its vowels may have been written as two.
fn in_some_spelling(form: &[u8], word: &[u8]) -> Option<Rank> {
    if form.len() >= LETTERS_MAX {
        return Some(Rank::Exact);
    }
    // a bit for each length of the form's beginning that the word's beginning can be spelled as
    let whole = 1_u128 << form.len();
    let (mut spelled, mut begins) = (1_u128, false);
    for letter in word {
        begins |= spelled & whole != 0;
        let mut next = 0;
        let mut left = spelled & !whole;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            if form.get(at) == Some(letter) {
                next |= 2 << at;
                let second = form.get(at + 1);
                if second.is_some_and(|second| may_follow(*letter, *second)) {
                    next |= 4 << at;
                }
            }
        }
        spelled = next;
        if spelled == 0 {
            break;
        }
    }
    if spelled & whole != 0 { Some(Rank::Exact) } else { begins.then_some(Rank::Part) }
}

/// Whether the second letter may have been added to spell the first one.
fn may_follow(first: u8, second: u8) -> bool {
    matches!((first, second), (b'a', b'e' | b'a') | (b'o' | b'u', b'e'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{patient_search::words, people::sort_key};

    fn word(typed: &str) -> Word {
        Word { forms: words(typed).remove(0) }
    }

    #[test]
    fn a_glance_tells_what_can_be_told() {
        for (typed, first, last, expected) in [
            ("muller", "Anna", "Müller", Glance::Fits(Rank::Exact)),
            ("müller", "Anna", "Müller", Glance::Fits(Rank::Exact)),
            ("anna", "Anna", "Müller", Glance::Fits(Rank::Exact)),
            ("mul", "Anna", "Müller", Glance::Fits(Rank::Part)),
            ("b", "Anna", "Müller", Glance::Not),
            ("muler", "Anna", "Müller", Glance::Not),
            // Müller is found so, Muller is not, and both are sorted alike
            ("mueller", "Anna", "Müller", Glance::Unclear),
            ("mueller", "Anna", "Muller", Glance::Unclear),
            ("mue", "Anna", "Mu", Glance::Unclear),
            ("mue", "Anna", "Mueller", Glance::Fits(Rank::Part)),
            ("baa", "Anna", "Båk", Glance::Unclear),
            ("jensen", "Søren", "Jensen", Glance::Fits(Rank::Exact)),
        ] {
            assert_eq!(word(typed).glance(&sort_key(first, last)), expected, "{typed}: {first} {last}");
        }
    }

    #[test]
    fn a_trace_goes_as_far_as_all_spellings_do() {
        for (typed, expected) in [
            ("f", " f"),
            ("stefan", " stefa"),
            ("müller", " mu"),
            ("soeren", " so"),
            ("øster", " o"),
            ("李", " 李"),
        ] {
            assert_eq!(word(typed).trace(), expected);
        }
    }

    #[test]
    fn a_word_of_one_letter_over_and_over_is_compared_in_no_time() {
        // each of them could be spelled as one or as two
        let (typed, name) = ("a".repeat(120), "a".repeat(80));
        assert_eq!(word(&typed).glance(&name), Glance::Unclear);
        assert_eq!(word(&"a".repeat(300)).glance(&name), Glance::Unclear);
    }

    proptest! {
        #[test]
        fn a_glance_never_says_what_the_keys_do_not(
            typed in "[aeouäöüåøm]{1,6}",
            first in "[aeouäöüåømé]{1,5}( [aeouäöüåøm]{1,4})?",
            last in "[aeouäöüåømß]{1,5}(-[aeouäöüåøm]{1,4})?",
        ) {
            let word = word(&typed);
            let keys = words(&last).into_iter().chain(words(&first)).flatten();
            let is = keys.filter_map(|key| word.rank_of(&key)).filter(|rank| *rank != Rank::Near).min();
            let sorted_by = format!(" {}", sort_key(&first, &last));
            prop_assert!(is.is_none() || sorted_by.contains(&word.trace()), "{:?}", word.trace());
            match word.glance(&sort_key(&first, &last)) {
                Glance::Fits(rank) => prop_assert_eq!(is, Some(rank)),
                Glance::Not => prop_assert_eq!(is, None),
                Glance::Unclear => {}
            }
        }
    }
}
