//! Who among the registered patients may be the person at the desk. Typing slips are the rule
//! here, not the exception: names are compared with one typo forgiven and in either order.

use chrono::{Datelike, NaiveDate};
use praxis_shared::text::{fold_variants, phone_digits, within_one_typo};

use crate::domain::patient::{Patient, PatientDraft};

/// How sure it is that two are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Same birth date, phone or e-mail, and a similar name: registering needs a second look.
    Likely,
    /// Something is the same: worth showing.
    Possible,
}

/// Digits at the end of a phone number that tell numbers apart, without country and trunk prefix.
pub const PHONE_TAIL: usize = 7;

/// The digits by which phone numbers are compared; `None` for too few.
pub fn phone_tail(phone: &str) -> Option<String> {
    let digits = phone_digits(phone);
    digits.len().checked_sub(PHONE_TAIL).and_then(|at| digits.get(at..)).map(str::to_owned)
}

/// How much a registered patient is like somebody about to be registered.
pub fn likeness(known: &Patient, new: &PatientDraft) -> Option<Likeness> {
    let first = new.first_name.as_deref().unwrap_or_default();
    let last = new.last_name.as_deref().unwrap_or_default();
    let same_first = similar(&known.first_name, first);
    let same_name = same_first && similar(&known.last_name, last)
        || similar(&known.first_name, last) && similar(&known.last_name, first);
    let birth = new.birth_date;
    let same_birth = birth == Some(known.birth_date);
    let tail = phone_tail(&known.phone);
    let same_phone = tail.is_some() && new.phone.as_deref().and_then(phone_tail) == tail;
    let same_email = !known.email.is_empty()
        && new.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(&known.email));
    let likely = same_name && (same_birth || same_phone || same_email)
        // a name changed by marriage
        || same_phone && same_birth && same_first;
    if likely {
        return Some(Likeness::Likely);
    }
    let slip = same_name && birth.is_some_and(|it| nearly(it, known.birth_date));
    (same_phone || same_email || slip).then_some(Likeness::Possible)
}

/// Same name in some spelling, give or take a typo; an initial or a first word stands for its name.
fn similar(a: &str, b: &str) -> bool {
    let (a, b) = (fold_variants(a), fold_variants(b));
    a.iter().any(|a| b.iter().any(|b| similar_keys(a, b)))
}

fn similar_keys(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let letters = short.chars().count();
    match letters {
        0 => false,
        1 => long.starts_with(short),
        _ => {
            // of three letters on both sides one typo leaves too little
            let long_enough = long.chars().count() > 3;
            a == b || long_enough && within_one_typo(a, b) || begins_with_word(long, short)
        }
    }
}

fn begins_with_word(long: &str, word: &str) -> bool {
    long.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}

/// Day and month swapped, or one of year, month and day another.
fn nearly(a: NaiveDate, b: NaiveDate) -> bool {
    let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    let same = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    swapped || same.iter().filter(|it| **it).count() >= 2
}

#[cfg(test)]
mod tests {
    use praxis_shared::{id::PatientId, time::Instant};

    use super::*;

    fn draft(first: &str, last: &str, birth: &str, phone: &str) -> PatientDraft {
        PatientDraft {
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            birth_date: Some(birth.parse().expect("a date")),
            phone: Some(phone.into()),
            ..PatientDraft::default()
        }
    }

    fn likeness_to_anna(first: &str, last: &str, birth: &str, phone: &str) -> Option<Likeness> {
        let now: Instant = "2026-11-20T09:00:00Z".parse().expect("an instant");
        let anna = draft("Anna Maria", "Müller", "1974-03-02", "+49 170 1234567");
        let anna = Patient::register(PatientId::from_bytes([1; 16]), 10_001, None, anna, now);
        likeness(&anna.expect("complete"), &draft(first, last, birth, phone))
    }

    #[test]
    fn a_similar_name_with_the_same_birth_date_or_phone_is_likely_the_same_person() {
        for (first, last, birth, phone) in [
            ("Anna Maria", "Müller", "1974-03-02", ""),
            ("Anna", "Mueller", "1974-03-02", ""),
            ("anna maria", "Muler", "1974-03-02", ""),
            ("A.", "Müller", "1974-03-02", ""),
            ("Müller", "Anna", "1974-03-02", ""),
            ("Anna", "Müller", "1999-09-09", "0170 1234567"),
            ("Anna", "Schmidt", "1974-03-02", "0170-123 4567"),
        ] {
            let found = likeness_to_anna(first, last, birth, phone);
            assert_eq!(found, Some(Likeness::Likely), "{first} {last}");
        }
    }

    #[test]
    fn a_shared_phone_or_a_slip_in_the_date_is_possible() {
        for (first, birth, phone) in
            [("Ben", "2015-01-01", "0170 1234567"), ("Anna", "1974-02-03", ""), ("Anna", "1947-03-02", "")]
        {
            let found = likeness_to_anna(first, "Müller", birth, phone);
            assert_eq!(found, Some(Likeness::Possible), "{first} {birth}");
        }
    }

    #[test]
    fn namesakes_and_birthday_twins_are_not_duplicates() {
        assert_eq!(likeness_to_anna("Anna", "Müller", "1990-10-12", "030 7654321"), None);
        assert_eq!(likeness_to_anna("Ben", "Okafor", "1974-03-02", ""), None);
    }
}
