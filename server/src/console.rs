//! Codes of the server's console: who can run a program as the server's own user may stand in for the second pair of eyes
//! in a clinic that has none. Such a code is made from the key that signs the audit log, so that a server at work knows it
//! without being told; it is good once, for a quarter of an hour, and whoever uses it is in the log.

use std::sync::PoisonError;

use praxis_shared::time::{Instant, from_micros, to_micros};
use ring::hmac;
use subtle::ConstantTimeEq as _;

use crate::{
    actions::accounts::ConsoleCode,
    anchor::SigningKey,
    desk::Desk,
    domain::grant::CONSOLE_MINUTES,
    secret::{Secret, code_bytes, code_text, hash_code, random},
};

/// What is signed to make the key of these codes: signatures of Ed25519 are the same each time.
const PURPOSE: &[u8] = b"praxis console code 1";
/// Seconds since the epoch, then chance, then what only the server can make.
const TIME: usize = 5;
const CHANCE: usize = 5;
const MARK: usize = 10;

fn mark(key: &SigningKey, said: &[u8]) -> [u8; MARK] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.prove(PURPOSE));
    let mut mark = [0; MARK];
    mark.copy_from_slice(&hmac::sign(&key, said).as_ref()[..MARK]);
    mark
}

/// A new code.
#[must_use]
pub fn code(key: &SigningKey, now: Instant) -> Secret {
    let seconds = to_micros(now) / 1_000_000;
    let mut bytes = seconds.to_be_bytes()[8 - TIME..].to_vec();
    bytes.extend(random::<CHANCE>());
    bytes.extend(mark(key, &bytes));
    Secret::new(code_text(&bytes))
}

/// What was typed as a code.
#[must_use]
pub fn read(desk: &Desk, typed: &str) -> ConsoleCode {
    if typed.trim().is_empty() {
        return ConsoleCode::None;
    }
    let anchor = desk.anchor.lock().unwrap_or_else(PoisonError::into_inner);
    known(anchor.key(), typed, desk.clock.now())
}

fn known(key: &SigningKey, typed: &str, now: Instant) -> ConsoleCode {
    let Some(bytes) = code_bytes(typed, TIME + CHANCE + MARK) else { return ConsoleCode::Wrong };
    let (said, given) = bytes.split_at(TIME + CHANCE);
    if !bool::from(mark(key, said).as_slice().ct_eq(given)) {
        return ConsoleCode::Wrong;
    }
    let seconds = said[..TIME].iter().fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    let made = from_micros(seconds.saturating_mul(1_000_000));
    let good = chrono::TimeDelta::minutes(CONSOLE_MINUTES);
    match made {
        // the console's clock is the server's, but for the second that was cut off
        Some(made) if made <= now && now < made + good => {
            ConsoleCode::Good { hash: hash_code(typed), expire_time: made + good }
        }
        _ => ConsoleCode::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        let directory = tempfile::tempdir().unwrap();
        SigningKey::open_or_make(&directory.path().join("key")).unwrap()
    }

    fn at(seconds: i64) -> Instant {
        from_micros(1_800_000_000_000_000 + seconds * 1_000_000).unwrap()
    }

    #[test]
    fn a_code_is_good_for_a_quarter_of_an_hour_however_it_is_typed() {
        let key = key();
        let code = code(&key, at(0));
        let good = |typed: &str, now| matches!(known(&key, typed, now), ConsoleCode::Good { .. });
        assert!(good(code.reveal(), at(0)) && good(code.reveal(), at(15 * 60 - 1)));
        assert!(good(&code.reveal().to_lowercase().replace('-', " "), at(1)));
        assert!(!good(code.reveal(), at(15 * 60)), "too old");
        assert!(!good(code.reveal(), at(-1)), "from a time that has not come");
    }

    #[test]
    fn no_other_code_is_known() {
        let (key, other) = (key(), key());
        let code = code(&key, at(0));
        assert_eq!(known(&other, code.reveal(), at(0)), ConsoleCode::Wrong);
        let digits: Vec<char> = code.reveal().chars().collect();
        for at_digit in (0..digits.len()).filter(|it| digits[*it] != '-') {
            let mut wrong = digits.clone();
            wrong[at_digit] = if wrong[at_digit] == '7' { '8' } else { '7' };
            let wrong: String = wrong.into_iter().collect();
            assert_eq!(known(&key, &wrong, at(0)), ConsoleCode::Wrong, "{wrong}");
        }
        for nothing in ["x", "0000", &"0".repeat(32), &"Z".repeat(5000)] {
            assert_eq!(known(&key, nothing, at(0)), ConsoleCode::Wrong);
        }
    }
}
