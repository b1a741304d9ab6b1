//! Zone names. Abbreviations such as `CET` or `EST` parse, for the zone table
//! holds them, but they do not say when clocks change; only `Area/City` is taken.

use std::fmt;

use chrono_tz::{TZ_VARIANTS, Tz};

/// Why a text is no zone a clinic can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownZone {
    given: String,
    near: Vec<&'static str>,
}

impl fmt::Display for UnknownZone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: String = self.given.chars().filter(|it| !it.is_control()).take(40).collect();
        write!(out, "\"{given}\" is not a time zone; ")?;
        match self.near.as_slice() {
            [] => write!(out, "write it as area and city, such as Europe/Berlin, or UTC"),
            near => write!(out, "did you mean {}?", near.join(" or ")),
        }
    }
}

impl std::error::Error for UnknownZone {}

/// Reads an IANA zone name such as `Europe/Berlin`, or `UTC`. Exact spelling is
/// asked for; the error suggests what may have been meant.
pub fn parse_zone(text: &str) -> Result<Tz, UnknownZone> {
    let text = text.trim();
    match text.parse::<Tz>() {
        Ok(zone) if text.contains('/') || zone == Tz::UTC => Ok(zone),
        Ok(_) | Err(_) => Err(UnknownZone { given: text.to_owned(), near: near(text) }),
    }
}

/// Up to three zones that look like the text, the same city first.
fn near(text: &str) -> Vec<&'static str> {
    let wanted = fold(text);
    if wanted.is_empty() || wanted.len() > 40 {
        return Vec::new();
    }
    let city = wanted.rsplit('/').next().unwrap_or_default();
    let mut found: Vec<(usize, &'static str)> = TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| name.contains('/') && !name.starts_with("Etc/"))
        .filter_map(|name| {
            let folded = fold(name);
            let its_city = folded.rsplit('/').next().unwrap_or_default();
            let far = if folded == wanted {
                0
            } else if its_city == city {
                1
            } else {
                1 + distance(its_city, city).min(1 + distance(&folded, &wanted))
            };
            (far <= 3 && far < city.len()).then_some((far, name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).take(3).collect()
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '-'], "_").replace('\\', "/")
}

/// How many letters must change to make one text the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_names_parse_exactly() {
        assert_eq!(parse_zone(" Europe/Berlin "), Ok(Tz::Europe__Berlin));
        assert_eq!(parse_zone("UTC"), Ok(Tz::UTC));
    }

    #[test]
    fn a_misspelt_zone_is_answered_with_the_one_meant() {
        let said = |text| parse_zone(text).expect_err("not a zone").to_string();
        assert!(said("europe/berlin").contains("did you mean Europe/Berlin"), "{}", said("europe/berlin"));
        assert!(said("Berlin").contains("Europe/Berlin"), "{}", said("Berlin"));
        assert!(said("Europe/Brelin").contains("Europe/Berlin"), "{}", said("Europe/Brelin"));
        assert!(said("new york").contains("America/New_York"), "{}", said("new york"));
        assert!(said("zzzzzzzz").contains("such as Europe/Berlin"), "{}", said("zzzzzzzz"));
        assert!(said("").contains("such as Europe/Berlin"));
    }

    #[test]
    fn an_abbreviation_is_not_a_zone() {
        assert!(parse_zone("EST").is_err());
        assert!(parse_zone("CET").is_err());
    }

    #[test]
    fn the_error_carries_no_control_characters() {
        let said = parse_zone("a\u{1b}[2Jb\n").expect_err("not a zone").to_string();
        assert!(!said.chars().any(char::is_control), "{said:?}");
    }
}
