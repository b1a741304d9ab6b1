//! Passwords that are tried first because so many people have them. Kept as the sorted
//! beginnings of their hashes, so that the program holds no list of words.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Six bytes of the SHA-256 of each, in order; `server/data/README.md` says where they are from.
static HASHES: &[u8] = include_bytes!("../../data/common_passwords.bin");
/// Bytes of one hash: among so many, two different texts share them once in a billion.
const WIDTH: usize = 6;
/// Shorter words are no password that somebody could have padded.
const SHORTEST: usize = 4;

fn listed(text: &str) -> bool {
    let hash = Sha256::digest(text.as_bytes());
    let (hashes, _) = HASHES.as_chunks::<WIDTH>();
    hash.first_chunk::<WIDTH>().is_some_and(|wanted| hashes.binary_search(wanted).is_ok())
}

/// How many are known.
#[must_use]
pub const fn count() -> usize {
    HASHES.len() / WIDTH
}

/// Whether a password is one of the most used, in any case, with or without blanks, repeated, or with nothing but
/// digits and signs around it.
#[must_use]
pub fn is_common(password: &str) -> bool {
    let folded: String = password.nfc().collect::<String>().to_lowercase();
    let joined: String = folded.split_whitespace().collect();
    let core = joined.trim_matches(|c: char| !c.is_alphabetic());
    listed(&folded)
        || listed(&joined)
        || once(&joined).is_some_and(listed)
        || (core.chars().count() >= SHORTEST && (listed(core) || once(core).is_some_and(listed)))
}

/// The part that a text repeats from beginning to end, if it is longer than a few characters.
fn once(text: &str) -> Option<&str> {
    (SHORTEST..=text.len() / 2)
        .filter(|period| text.len().is_multiple_of(*period) && text.is_char_boundary(*period))
        .map(|period| &text[..period])
        .find(|part| text.split(part).all(str::is_empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_sorted_and_without_repetition() {
        let (hashes, rest) = HASHES.as_chunks::<WIDTH>();
        assert!(count() >= 100_000 && rest.is_empty());
        assert!(hashes.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_common_password_stays_common_when_it_is_dressed_up() {
        for known in [
            "password",
            "PassWord",
            "password1234567",
            "!!!password!!!!!",
            "passwordpassword",
            "p a s s w o r d",
        ] {
            assert!(is_common(known), "{known}");
        }
    }

    #[test]
    fn words_that_nobody_has_in_this_order_are_not_common() {
        for own in [
            "blue kettles sing at noon",
            "try the sample clinic",
            "green lamps hum at dusk",
            "Grütze für 7 Igel",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }
}
