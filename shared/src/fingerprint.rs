//! What a server is recognised by: the SHA-256 of the last certificate of the chain it
//! shows. People compare it by eye and by ear, so it comes in groups of four.

use std::{fmt, str::FromStr};

/// SHA-256 of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// In two lines of eight groups, for narrow terminals and for reading aloud.
    #[must_use]
    pub fn lines(&self) -> [String; 2] {
        let text = self.to_string();
        // sixteen groups of four and the blanks between them
        [text[..39].to_owned(), text[40..].to_owned()]
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, pair) in self.0.chunks(2).enumerate() {
            let blank = if at == 0 { "" } else { " " };
            write!(f, "{blank}{:02X}{:02X}", pair[0], pair[1])?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    /// Takes it as people type and paste it: blanks, colons, dashes and case do not matter.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_prefix("SHA256:").or_else(|| text.strip_prefix("sha256:")).unwrap_or(text);
        let mut digits = Vec::with_capacity(64);
        for letter in text.chars() {
            match letter.to_digit(16) {
                Some(digit) => digits.push(u8::try_from(digit).unwrap_or_default()),
                None if letter.is_whitespace() || matches!(letter, ':' | '-') => {}
                None => {
                    return Err(format!("{letter:?} is no digit of a fingerprint: 0 to 9 and A to F are"));
                }
            }
        }
        if digits.len() != 64 {
            return Err(format!(
                "a fingerprint has 16 groups of 4 digits, 64 in all; this has {}",
                digits.len()
            ));
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_however_it_was_copied() {
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(at * 7 % 256).unwrap();
        }
        let print = Fingerprint(bytes);
        let text = print.to_string();
        assert_eq!(text.len(), 79);
        assert_eq!(print.lines().join(" "), text);
        for copied in [
            text.clone(),
            text.to_lowercase().replace(' ', ":"),
            text.replace(' ', ""),
            format!("SHA256:{}", text.replace(' ', "-")),
            print.lines().join("\n   "),
        ] {
            assert_eq!(copied.parse(), Ok(print), "{copied}");
        }
    }

    #[test]
    fn what_is_no_fingerprint_is_refused_with_what_is_wrong() {
        assert!("".parse::<Fingerprint>().unwrap_err().contains("this has 0"));
        assert!("12 34".parse::<Fingerprint>().unwrap_err().contains("this has 4"));
        assert!("xyz".parse::<Fingerprint>().unwrap_err().contains("'x'"));
    }
}
