//! Secrets that open doors: made here, shown once, stored as hashes only.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Crockford's base 32, without letters that look like digits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What marks a session token, so that scanners find leaked ones.
pub const SESSION_PREFIX: &str = "praxis_s_";
/// What marks the token of a device.
pub const DEVICE_PREFIX: &str = "praxis_d_";

/// What marks a script's token, likewise.
pub const API_TOKEN_PREFIX: &str = "praxis_t_";

/// A secret on its way to the one person it is for. It does not print in logs.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Takes what somebody typed or sent.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A session token: 256 random bits.
    #[must_use]
    pub fn session_token() -> Self {
        Self::token(SESSION_PREFIX)
    }

    /// A script's token: 256 random bits.
    #[must_use]
    pub fn api_token() -> Self {
        Self::token(API_TOKEN_PREFIX)
    }

    fn token(prefix: &str) -> Self {
        let hex: String = random::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        Self::new(format!("{prefix}{hex}"))
    }

    /// What a device keeps to be known again: 256 random bits.
    #[must_use]
    pub fn device_token() -> Self {
        let hex: String = random::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        Self::new(format!("{DEVICE_PREFIX}{hex}"))
    }

    /// A recovery code: 120 random bits, in groups that can be copied from paper.
    #[must_use]
    pub fn recovery_code() -> Self {
        Self::new(grouped(&random::<24>(), 6))
    }

    /// An activation code: 130 random bits, in groups that can be read aloud.
    #[must_use]
    pub fn activation_code() -> Self {
        Self::new(grouped(&random::<26>(), 5))
    }
}

/// Five bits of each byte as a digit, in groups.
fn grouped(bytes: &[u8], size: usize) -> String {
    let digits: Vec<char> = bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = digits.chunks(size).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Bytes as digits in groups of four, five bits each.
pub(crate) fn code_text(bytes: &[u8]) -> String {
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect::<Vec<_>>();
    let five: Vec<u8> = bits.chunks(5).map(|five| five.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    grouped(&five, 4)
}

/// What was typed of them, however it was typed; none if it is not so many bytes.
pub(crate) fn code_bytes(typed: &str, length: usize) -> Option<Vec<u8>> {
    let digits = canonical(typed);
    if digits.len() * 5 != length * 8 {
        return None;
    }
    let mut bits = Vec::with_capacity(length * 8);
    for digit in digits.bytes() {
        let five = DIGITS.iter().position(|it| *it == digit)?;
        bits.extend((0..5).rev().map(|at| (five >> at & 1) as u8));
    }
    Some(bits.chunks(8).map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | bit)).collect())
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness nothing could be safe")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// SHA-256 of a token, as the database keeps it.
#[must_use]
pub fn hash_token(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A code as it is meant, however it was typed: case, spaces, dashes and look-alikes do not matter.
fn canonical(code: &str) -> String {
    code.chars()
        .filter(|it| it.is_ascii_alphanumeric())
        .map(|it| match it.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// SHA-256 of an activation code, however it was typed.
#[must_use]
pub fn hash_code(code: &str) -> [u8; 32] {
    Sha256::digest(canonical(code).as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_however_it_is_typed() {
        let code = Secret::activation_code();
        let sloppy = code.reveal().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(hash_code(&sloppy), hash_code(code.reveal()));
        assert_ne!(hash_code(Secret::activation_code().reveal()), hash_code(code.reveal()));
    }

    #[test]
    fn a_million_tokens_are_a_million_tokens() {
        let halves: std::collections::HashSet<[u8; 16]> = (0..1_000_000)
            .map(|_| {
                let bits = random::<32>();
                std::array::from_fn(|at| bits[at] ^ bits[at + 16])
            })
            .collect();
        assert_eq!(halves.len(), 1_000_000);
        let token = Secret::session_token();
        let bits = token.reveal().strip_prefix(SESSION_PREFIX).unwrap();
        assert!(bits.len() == 64 && bits.bytes().all(|it| it.is_ascii_hexdigit()), "256 bits");
    }

    #[test]
    fn a_secret_does_not_print() {
        assert_eq!(format!("{:?}", Secret::session_token()), "Secret(…)");
    }
}
