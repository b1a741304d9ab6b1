//! Search keys: what is left of a name when accents, case and punctuation are gone, so
//! that `nguyen` finds Nguyễn. Both the stored name and the query are folded.
//!
//! Only diacritics that other keyboards lack are dropped; the vowel signs of Indic and
//! the dakuten of Japanese are part of the word and stay.

use unicode_normalization::UnicodeNormalization;

/// The search key of a text: lower case without diacritics, words separated by one space.
pub fn fold(text: &str) -> String {
    // taken apart before it is lowered: compatibility forms hide capitals
    let lowered = text.nfkd().flat_map(char::to_lowercase);
    squeeze(lowered.filter(|&c| !is_diacritic(c)))
}

/// The keys under which a text is found: [`fold`] first, then, where they differ, the one
/// with ä ö ü ø å written as ae oe ue oe aa, as people type them.
pub fn fold_variants(text: &str) -> Vec<String> {
    let spelled: String = text
        .to_lowercase()
        .nfc()
        .flat_map(|c| match c {
            'ä' => ['a', 'e'],
            'ö' | 'ø' => ['o', 'e'],
            'ü' => ['u', 'e'],
            'å' => ['a', 'a'],
            c => [c, '\0'],
        })
        .filter(|&c| c != '\0')
        .collect();
    let mut keys = vec![fold(text), fold(&spelled)];
    keys.dedup();
    keys
}

/// Says whether one insertion, deletion, substitution or swap of neighbours (or nothing)
/// turns `a` into `b`.
pub fn within_one_typo(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    one_typo(&a, &b)
}

/// Says whether `typed` is within one typo of `whole` or of a beginning of it, as it is
/// while somebody is still typing.
pub fn prefix_within_one_typo(typed: &str, whole: &str) -> bool {
    let (typed, whole): (Vec<char>, Vec<char>) = (typed.chars().collect(), whole.chars().collect());
    let lengths = typed.len().saturating_sub(1)..=typed.len() + 1;
    lengths.filter_map(|length| whole.get(..length)).any(|beginning| one_typo(&typed, beginning))
}

fn one_typo(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let Some(at) = (0..short.len()).find(|&i| short[i] != long[i]) else {
        return true;
    };
    if short.len() < long.len() {
        return short[at..] == long[at + 1..];
    }
    let swapped = at + 1 < long.len() && short[at] == long[at + 1] && short[at + 1] == long[at];
    short[at + 1..] == long[at + 1..] || (swapped && short[at + 2..] == long[at + 2..])
}

/// Marks that are dropped: the script-neutral ones, and the points of Hebrew and Arabic,
/// which are rarely typed.
fn is_diacritic(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}'
            | '\u{0591}'..='\u{05C7}'
            | '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Letters that no decomposition takes apart, spelled with the ones other keyboards have.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'ß' => "ss",
        'đ' | 'ð' | 'ɖ' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ĸ' => "k",
        'ə' => "e",
        'ς' => "σ",
        _ => return None,
    })
}

fn squeeze(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in chars {
        let joins = matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '\u{200C}' | '\u{200D}');
        if joins {
            continue;
        }
        if !(c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)) {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        match spelled(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(c),
        }
    }
    out.nfc().collect()
}
