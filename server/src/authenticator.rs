//! Codes of authenticator apps: SHA-1, six digits, half a minute, as all of them read.

use praxis_shared::time::Instant;
use totp_rs::{Algorithm, Builder, Totp};

use crate::{
    domain::second_factor::{SECRET_BYTES, STEP_SECONDS, Shown},
    secret::{Secret, hash_code, random},
};

/// Digits of a code.
const DIGITS: u8 = 6;
/// Steps that a clock may be off, either way.
const SKEW: u16 = 1;
/// What base 32 is written with.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret: 160 random bits.
#[must_use]
pub fn new_secret() -> [u8; SECRET_BYTES] {
    random()
}

fn codes_of(secret: &[u8; SECRET_BYTES]) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS.unsigned_abs())
        .with_secret(secret.to_vec())
        .build_noncompliant()
}

/// What was typed, held against a secret at this time of the server's clock. Digits are a code of the authenticator,
/// anything longer may be a recovery code.
#[must_use]
pub fn read(typed: &str, secret: Option<&[u8; SECRET_BYTES]>, now: Instant) -> Shown {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_code = typed.len() == usize::from(DIGITS) && typed.bytes().all(|it| it.is_ascii_digit());
    if typed.is_empty() {
        Shown::Nothing
    } else if !is_code {
        Shown::Recovery(hash_code(&typed))
    } else {
        let time = u64::try_from(now.timestamp()).unwrap_or_default();
        // computed for somebody without an authenticator too, so that the answer costs the same
        let step = codes_of(secret.unwrap_or(&[0; SECRET_BYTES])).check(&typed, time);
        match (secret, step.and_then(|it| i64::try_from(it).ok())) {
            (Some(secret), Some(step)) => Shown::Step { step, secret: *secret },
            _ => Shown::Wrong,
        }
    }
}

/// The secret as people type it into an app, in base 32.
#[must_use]
pub fn in_letters(secret: &[u8; SECRET_BYTES]) -> Secret {
    // five bytes are eight letters, and the secret is a multiple of five
    let letters = secret.chunks(5).flat_map(|five| {
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..8).rev().map(move |at| char::from(BASE32[(bits >> (5 * at) & 31) as usize]))
    });
    Secret::new(letters.collect())
}

/// The secret as apps scan it. `clinic` and `who` are what the app shows beside the code.
#[must_use]
pub fn uri(secret: &[u8; SECRET_BYTES], clinic: &str, who: &str) -> Secret {
    let (clinic, who) = (escaped(clinic), escaped(who));
    let secret = in_letters(secret);
    Secret::new(format!("otpauth://totp/{clinic}:{who}?secret={}&issuer={clinic}", secret.reveal()))
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &[u8; SECRET_BYTES] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(seconds, 0).unwrap()
    }

    fn step(typed: &str, now: i64) -> Option<i64> {
        match read(typed, Some(SECRET), at(now)) {
            Shown::Step { step, .. } => Some(step),
            _ => None,
        }
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // the last six of the eight digits that the standard prints
        for (now, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(step(code, now), Some(now / 30), "{code}");
            assert_eq!(step(&format!(" {} {} ", &code[..3], &code[3..]), now), Some(now / 30));
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_late_and_no_more() {
        let good = |now| step("081804", now).is_some();
        let begun = 1_111_111_109 / 30 * 30;
        assert!(!good(begun - 31) && good(begun - 30) && good(begun + 59) && !good(begun + 60));
    }

    #[test]
    fn what_is_no_code_may_be_a_recovery_code() {
        assert_eq!(read(" ", Some(SECRET), at(59)), Shown::Nothing);
        assert_eq!(read("287083", Some(SECRET), at(59)), Shown::Wrong);
        assert_eq!(read("287082", None, at(59)), Shown::Wrong);
        assert_eq!(read("abcd-efgh", Some(SECRET), at(59)), Shown::Recovery(hash_code("ABCDEFGH")));
    }

    #[test]
    fn the_secret_is_written_as_apps_read_it() {
        assert_eq!(in_letters(SECRET).reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = uri(SECRET, "Zahnarzt Süd & Co", "ida.hansen");
        assert_eq!(
            uri.reveal(),
            "otpauth://totp/Zahnarzt%20S%C3%BCd%20%26%20Co:ida.hansen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Zahnarzt%20S%C3%BCd%20%26%20Co"
        );
    }
}
