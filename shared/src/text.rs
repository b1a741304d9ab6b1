//! The rules for text that people type, applied by both sides of the wire:
//! the form says them before a request is sent, the server insists on them.
//!
//! Each rule takes what was typed and gives back what is stored (NFC, trimmed)
//! or one sentence that says what is allowed. Rules refuse an empty text; a field
//! that may stay empty goes through [`optional`]. Passwords alone are never trimmed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

mod clean;
mod fold;
mod hidden;

pub use clean::Clean;
pub use fold::{fold, fold_variants, prefix_within_one_typo, within_one_typo};
use hidden::{MARKS_IN_A_ROW, joins_its_neighbours, refused_name};

/// What a rule answers: the text to keep, or a sentence that says what is allowed.
pub type Checked = Result<String, String>;

/// Shortest user name, in characters.
pub const USER_NAME_MIN: usize = 3;
/// Longest user name, in characters.
pub const USER_NAME_MAX: usize = 32;
/// Longest e-mail address, in bytes.
pub const EMAIL_MAX: usize = 254;
/// Shortest password that stands alone, in characters.
pub const PASSWORD_MIN: usize = 15;
/// Shortest password beside a second factor, in characters.
pub const PASSWORD_MIN_WITH_FACTOR: usize = 8;
/// Longest password, in characters.
pub const PASSWORD_MAX: usize = 128;
/// Longest password, in bytes of UTF-8.
pub const PASSWORD_BYTES_MAX: usize = 512;
/// Longest first or last name, in characters.
pub const PERSON_NAME_MAX: usize = 80;
/// Longest phone number as typed, in characters.
pub const PHONE_MAX: usize = 32;
/// Fewest digits of a phone number.
pub const PHONE_DIGITS_MIN: usize = 4;
/// Most digits of a phone number (E.164, with room for a trunk prefix).
pub const PHONE_DIGITS_MAX: usize = 17;
/// Longest line of an address, in characters.
pub const ADDRESS_LINE_MAX: usize = 120;
/// Longest city, state or country, in characters.
pub const PLACE_MAX: usize = 80;
/// Longest postal code, in characters.
pub const POSTAL_CODE_MAX: usize = 16;
/// Longest one-line text such as a room or a title, in characters.
pub const SHORT_LINE_MAX: usize = 120;
/// Longest administrative note, in characters.
pub const NOTE_MAX: usize = 500;
/// Longest reason for a visit, in characters.
pub const REASON_MAX: usize = 500;
/// Longest chat message, in characters.
pub const MESSAGE_MAX: usize = 2000;
/// Longest clinical text such as a medical history, in characters.
pub const MEDICAL_MAX: usize = 8000;
/// Longest biography of a doctor, in characters.
pub const BIO_MAX: usize = 2000;
/// Shortest registration number of a doctor, in characters.
pub const REGISTRATION_NUMBER_MIN: usize = 3;
/// Longest registration number of a doctor, in characters.
pub const REGISTRATION_NUMBER_MAX: usize = 40;
/// Longest name of a specialization, in characters.
pub const SPECIALIZATION_MAX: usize = 80;
/// Most specializations of one doctor.
pub const SPECIALIZATIONS_MAX: usize = 8;
/// Most years of experience.
pub const YEARS_MAX: u32 = 80;
/// Highest fee, in minor units (a million of a currency with cents).
pub const FEE_MAX: i64 = 100_000_000;
/// Longest full name of an emergency contact, in characters.
pub const FULL_NAME_MAX: usize = 120;
/// Longest relation of an emergency contact, in characters.
pub const RELATION_MAX: usize = 40;
/// Longest list of allergies, in characters.
pub const ALLERGIES_MAX: usize = 2000;
/// Longest degrees and titles of a doctor, in characters.
pub const QUALIFICATION_MAX: usize = 200;
/// Longest name of a room, in characters.
pub const ROOM_MAX: usize = 20;
/// Longest name of a terminal or script, in characters.
pub const TERMINAL_MAX: usize = 80;
/// Longest name of the clinic, in characters.
pub const CLINIC_NAME_MAX: usize = 80;

/// Applies `rule` unless the text is blank, which stays an empty text.
pub fn optional(text: &str, rule: impl FnOnce(&str) -> Checked) -> Checked {
    if text.trim().is_empty() { Ok(String::new()) } else { rule(text) }
}

/// A user name, folded to lower case: it begins with a letter, then `a-z 0-9 . _ -`.
pub fn user_name(text: &str) -> Checked {
    let name = line(text, USER_NAME_MAX)?.to_lowercase();
    let length = name.chars().count();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if length < USER_NAME_MIN {
        return Err(format!("use at least {USER_NAME_MIN} characters"));
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err("begin with a letter from a to z".into());
    }
    if let Some(wrong) = name.chars().find(|&c| !allowed(c)) {
        return Err(format!(
            "use only letters a to z, digits, dot, underscore and hyphen; {wrong:?} is not allowed"
        ));
    }
    Ok(name)
}

/// An e-mail address with its domain in lower case. Whether it exists only a mail can tell.
pub fn email(text: &str) -> Checked {
    const SHAPE: &str = "write an e-mail address such as name@example.org";
    let address = line(text, EMAIL_MAX)?;
    if address.len() > EMAIL_MAX {
        return Err(format!("use at most {EMAIL_MAX} bytes"));
    }
    let (local, domain) = address.rsplit_once('@').ok_or(SHAPE)?;
    let plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let local_is_sane = (1..=64).contains(&local.len())
        && local.chars().all(|c| plain(c) && !c.is_whitespace())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let domain = domain.to_lowercase();
    let label_is_sane = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c) || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let domain_is_sane = domain.contains('.') && domain.split('.').all(label_is_sane);
    if local_is_sane && domain_is_sane { Ok(format!("{local}@{domain}")) } else { Err(SHAPE.into()) }
}

/// The e-mail of an account, with which people sign in however they write it: all in lower case.
pub fn account_email(text: &str) -> Checked {
    email(text).map(|it| it.to_lowercase())
}

/// A password that is set, NFC and otherwise untouched: never trimmed, folded or shortened. What nobody sees, many
/// keyboards cannot type again, so it is refused. Pass the user name (or an empty text) that it must not contain, and
/// the fewest characters.
pub fn password(text: &str, user_name: &str, fewest: usize) -> Checked {
    let too_long = || format!("use at most {PASSWORD_MAX} characters");
    // bounds the work of normalising before anything else is known of the text
    if text.len() > 4 * PASSWORD_BYTES_MAX {
        return Err(too_long());
    }
    let password: String = text.nfc().collect();
    if let Some(found) = hidden_in(&password, false) {
        return Err(format!(
            "remove the {found}: a password is of characters that are seen and typed, or blanks"
        ));
    }
    let chars: Vec<char> = password.chars().collect();
    if chars.len() < fewest {
        return Err(format!("use at least {fewest} characters; a few words in a row are easy to remember"));
    }
    if chars.len() > PASSWORD_MAX || password.len() > PASSWORD_BYTES_MAX {
        return Err(too_long());
    }
    let repeats = |period: usize| chars.iter().zip(&chars[period..]).all(|(a, b)| a == b);
    if (1..=4).any(repeats) {
        return Err("do not repeat the same few characters".into());
    }
    let runs = |step: i64| {
        chars.windows(2).all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step)
    };
    if runs(1) || runs(-1) {
        return Err("do not use characters in the order of the alphabet".into());
    }
    if !user_name.is_empty() && password.to_lowercase().contains(&user_name.to_lowercase()) {
        return Err("do not put your user name into your password".into());
    }
    Ok(password)
}

/// A password typed to sign in, in the form in which it was set: NFC and otherwise untouched. Whatever was once set
/// still opens.
pub fn password_as_typed(text: &str) -> String {
    text.nfc().collect()
}

/// A first or last name: letters of any script, marks, spaces, hyphens, apostrophes, dots.
pub fn person_name(text: &str) -> Checked {
    name_of(text, PERSON_NAME_MAX)
}

/// First and last name in one field, as for an emergency contact.
pub fn full_name(text: &str) -> Checked {
    name_of(text, FULL_NAME_MAX)
}

fn name_of(text: &str, max: usize) -> Checked {
    let name = line(text, max)?;
    let allowed = |c: char| is_letter(c) || " -‐‑'’‘ʼ`´.·・".contains(c);
    if let Some(wrong) = name.chars().find(|&c| !allowed(c)) {
        return Err(format!("use letters, spaces, hyphens, apostrophes and dots; {wrong:?} is not allowed"));
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err("write at least one letter".into());
    }
    Ok(name)
}

/// A phone number as people write it: digits with `+ ( ) - / .` and spaces.
pub fn phone(text: &str) -> Checked {
    number_with(text, PHONE_DIGITS_MIN)
}

/// A number for emergencies: 112 and 911 are short.
pub fn emergency_phone(text: &str) -> Checked {
    number_with(text, 2)
}

fn number_with(text: &str, fewest: usize) -> Checked {
    let number = line(text, PHONE_MAX)?;
    let allowed = |c: char| c.is_ascii_digit() || "+()-/. ".contains(c);
    if let Some(wrong) = number.chars().find(|&c| !allowed(c)) {
        return Err(format!(
            "use digits, spaces and + ( ) - / . only, such as +49 30 1234567; {wrong:?} is not allowed"
        ));
    }
    if number.rfind('+').is_some_and(|at| at > 0) {
        return Err("put + only in front of the number".into());
    }
    let digits = phone_digits(&number).len();
    if !(fewest..=PHONE_DIGITS_MAX).contains(&digits) {
        return Err(format!("use {fewest} to {PHONE_DIGITS_MAX} digits"));
    }
    Ok(number)
}

/// The digits of a phone number alone: the form in which numbers are compared.
pub fn phone_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// One line of a postal address.
pub fn address_line(text: &str) -> Checked {
    line(text, ADDRESS_LINE_MAX)
}

/// A city.
pub fn city(text: &str) -> Checked {
    place(text)
}

/// A state, province or region.
pub fn state(text: &str) -> Checked {
    place(text)
}

/// A country, by name or code.
pub fn country(text: &str) -> Checked {
    place(text)
}

/// A postal code in upper case: letters, digits, spaces and hyphens.
pub fn postal_code(text: &str) -> Checked {
    let code = line(text, POSTAL_CODE_MAX)?.to_uppercase();
    if code.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-') {
        Ok(code)
    } else {
        Err("use letters A to Z, digits, spaces and hyphens only".into())
    }
}

/// How an emergency contact is related, such as "wife".
pub fn relation(text: &str) -> Checked {
    line(text, RELATION_MAX)
}

/// Degrees and titles of a doctor.
pub fn qualification(text: &str) -> Checked {
    line(text, QUALIFICATION_MAX)
}

/// The name of a room.
pub fn room(text: &str) -> Checked {
    line(text, ROOM_MAX)
}

/// What a terminal or script calls itself in the list of sessions.
pub fn terminal(text: &str) -> Checked {
    line(text, TERMINAL_MAX)
}

/// What the clinic calls itself.
pub fn clinic_name(text: &str) -> Checked {
    line(text, CLINIC_NAME_MAX)
}

/// A title or a practice's name: one short line.
pub fn short_line(text: &str) -> Checked {
    line(text, SHORT_LINE_MAX)
}

/// An administrative note. It may have several lines and must not be clinical.
pub fn note(text: &str) -> Checked {
    lines(text, NOTE_MAX)
}

/// Why a patient wants to be seen.
pub fn reason(text: &str) -> Checked {
    lines(text, REASON_MAX)
}

/// The body of a chat message.
pub fn message(text: &str) -> Checked {
    lines(text, MESSAGE_MAX)
}

/// Allergies and intolerances.
pub fn allergies(text: &str) -> Checked {
    lines(text, ALLERGIES_MAX)
}

/// A clinical text such as a medical history.
pub fn medical(text: &str) -> Checked {
    lines(text, MEDICAL_MAX)
}

/// What a doctor says of themselves to patients.
pub fn bio(text: &str) -> Checked {
    lines(text, BIO_MAX)
}

/// A doctor's registration number: letters, digits, spaces and `- / .`.
pub fn registration_number(text: &str) -> Checked {
    let number = line(text, REGISTRATION_NUMBER_MAX)?;
    let allowed = |c: char| c.is_alphanumeric() || " -/.".contains(c);
    if !number.chars().all(allowed) {
        return Err("use letters, digits, spaces and - / . only".into());
    }
    if number.chars().filter(|c| c.is_alphanumeric()).count() < REGISTRATION_NUMBER_MIN {
        return Err(format!("use at least {REGISTRATION_NUMBER_MIN} letters or digits"));
    }
    Ok(number)
}

/// The name of a medical specialization.
pub fn specialization(text: &str) -> Checked {
    let name = line(text, SPECIALIZATION_MAX)?;
    let allowed = |c: char| is_letter(c) || " -‐'’.,&/()".contains(c);
    if name.chars().all(allowed) && name.chars().any(char::is_alphabetic) {
        Ok(name)
    } else {
        Err("use letters, spaces, hyphens, commas and & / ( ) only".into())
    }
}

/// Years of experience, 0 to [`YEARS_MAX`].
pub fn years_of_experience(years: u32) -> Result<u32, String> {
    if years <= YEARS_MAX { Ok(years) } else { Err(format!("use a number from 0 to {YEARS_MAX}")) }
}

/// A fee in minor units of its currency, 0 to [`FEE_MAX`].
pub fn fee(minor_units: i64) -> Result<i64, String> {
    if (0..=FEE_MAX).contains(&minor_units) {
        Ok(minor_units)
    } else {
        Err(format!("use an amount from 0 to {FEE_MAX}, in the smallest unit of the currency"))
    }
}

/// A currency by its three-letter code (ISO 4217), in upper case.
pub fn currency(text: &str) -> Checked {
    let code = text.trim().to_uppercase();
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err("use a currency code of three letters, such as EUR".into())
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || hidden::is_joiner(c)
}

fn place(text: &str) -> Checked {
    let name = line(text, PLACE_MAX)?;
    if name.chars().any(char::is_alphabetic) {
        Ok(name)
    } else {
        Err("write a name, with at least one letter".into())
    }
}

/// Any one line of at most `max` characters, for fields without a rule of their own: white space inside becomes single spaces.
pub fn line(text: &str, max: usize) -> Checked {
    let text = visible(text, max, false)?;
    bounded(text.split_whitespace().collect::<Vec<_>>().join(" "), max)
}

/// Any text of at most `max` characters that may have several lines; every kind of line break becomes `\n`.
pub fn lines(text: &str, max: usize) -> Checked {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    bounded(visible(&text, max, true)?.trim().to_owned(), max)
}

fn bounded(text: String, max: usize) -> Checked {
    let length = text.chars().count();
    if length == 0 {
        return Err("this must not be empty".into());
    }
    if length > max {
        return Err(format!("use at most {max} characters; this has {length}"));
    }
    Ok(text)
}

/// The text in NFC, refused if it holds anything that a terminal would obey or hide.
fn visible(text: &str, max: usize, newline: bool) -> Checked {
    let text = text.trim_matches(|c: char| c == ' ' || (newline && c == '\n'));
    // bounds the work of normalising a text of megabytes that is refused anyway
    if text.len() > 16 * max {
        return Err(format!("use at most {max} characters"));
    }
    let text: String = text.nfc().collect();
    if let Some(found) = hidden_in(&text, newline) {
        return Err(format!("remove the {found}; only visible characters are allowed"));
    }
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MARKS_IN_A_ROW {
            return Err(format!("use at most {MARKS_IN_A_ROW} combining marks on one letter"));
        }
    }
    Ok(text)
}

/// What the first character is called that a terminal would obey or hide.
fn hidden_in(text: &str, newline: bool) -> Option<String> {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = hidden::is_joiner(c) && joins_its_neighbours(before, chars.peek().copied());
        if let Some(kind) = refused_name(c).filter(|_| !(joins || newline && c == '\n')) {
            return Some(format!("{kind} U+{:04X}", u32::from(c)));
        }
        before = Some(c);
    }
    None
}

#[cfg(test)]
mod tests;
