//! Pages of lists: sizes, and tokens that go on where the last page ended. A token
//! belongs to the list and filter that gave it; it holds a position, never rights.

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::domain::refusal::Refusal;

/// Rows on a page at most.
pub const MAX: usize = 200;
/// Rows on a page if nothing is said.
pub const USUAL: usize = 50;

/// The page size asked for: 0 means 50, and more than 200 is 200.
///
/// # Errors
/// [`Refusal::Invalid`] for a negative one.
pub fn size(asked: i32) -> Result<usize, Refusal> {
    match usize::try_from(asked) {
        Ok(0) => Ok(USUAL),
        Ok(asked) => Ok(asked.min(MAX)),
        Err(_) => Err(Refusal::field("page_size", "must be 0 (for 50) or 1 to 200")),
    }
}

/// The list and filter a token belongs to: the method's name and the request without its page fields.
#[must_use]
pub fn list(method: &str, filter: &impl prost::Message) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(method.as_bytes());
    hash.update([0]);
    hash.update(filter.encode_to_vec());
    let mut short = [0; 8];
    short.copy_from_slice(&hash.finalize()[..8]);
    short
}

/// The token that goes on after this position.
#[must_use]
pub fn token<P: Serialize>(list: [u8; 8], position: &P) -> String {
    let mut bytes = list.to_vec();
    // positions are plain keys: they always encode
    bytes.extend(serde_json::to_vec(position).unwrap_or_default());
    hex(&bytes)
}

/// The position of a token; `None` for the empty token of a first page.
///
/// # Errors
/// [`Refusal::InvalidPageToken`] if this list and filter did not give it.
pub fn position<P: DeserializeOwned>(list: [u8; 8], token: &str) -> Result<Option<P>, Refusal> {
    if token.is_empty() {
        return Ok(None);
    }
    let bytes = unhex(token).ok_or(Refusal::InvalidPageToken)?;
    let position = bytes.strip_prefix(&list).ok_or(Refusal::InvalidPageToken)?;
    serde_json::from_slice(position).map(Some).map_err(|_| Refusal::InvalidPageToken)
}

/// One row more than the page was fetched: cuts it off and makes the token that goes on after the last row kept.
pub fn cut<T, P: Serialize>(
    list: [u8; 8],
    rows: &mut Vec<T>,
    size: usize,
    position: impl FnOnce(&T) -> P,
) -> String {
    if rows.len() <= size {
        return String::new();
    }
    rows.truncate(size);
    rows.last().map_or_else(String::new, |last| token(list, &position(last)))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || text.len() > 4096 || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_on_in_its_own_list_only() {
        let (mine, other) = (list("A/List", &1i32), list("A/List", &2i32));
        let token = token(mine, &("key", 7));
        assert_eq!(position::<(String, i32)>(mine, &token), Ok(Some(("key".into(), 7))));
        assert_eq!(position::<(String, i32)>(other, &token), Err(Refusal::InvalidPageToken));
        for junk in ["x", "zz", "00", "ü", "0g"] {
            assert_eq!(position::<i32>(mine, junk), Err(Refusal::InvalidPageToken), "{junk}");
        }
    }

    #[test]
    fn the_last_page_has_no_token() {
        let mut rows = vec![1, 2, 3];
        assert_eq!(cut([0; 8], &mut rows, 3, |it| *it), "");
        assert_ne!(cut([0; 8], &mut rows, 2, |it| *it), "");
        assert_eq!(rows, [1, 2]);
    }
}
