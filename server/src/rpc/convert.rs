//! Small values between the contract and the domain.

use chrono::{Datelike, NaiveDate};
use praxis_shared::{
    id::{Id, Kind},
    pb,
    time::Instant,
};
use prost_types::{FieldMask, Timestamp};

use crate::domain::{
    people::{Address, Role},
    refusal::{Refusal, Violations},
};

/// An instant on the wire.
#[must_use]
pub fn timestamp(at: Instant) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_micros() * 1000).unwrap_or(0),
    }
}

/// An instant from the wire, in microseconds.
///
/// # Errors
/// A sentence for the field.
pub fn instant(at: Option<Timestamp>) -> Result<Instant, String> {
    let wrong = || "must be a time, such as 2026-11-20T09:00:00Z".to_owned();
    let at = at.ok_or_else(wrong)?;
    let nanos = u32::try_from(at.nanos).map_err(|_| wrong())?;
    let found = chrono::DateTime::from_timestamp(at.seconds, nanos).ok_or_else(wrong)?;
    if (1..=9999).contains(&found.year()) { Ok(found) } else { Err(wrong()) }
}

/// A civil date on the wire.
#[must_use]
pub fn date(on: NaiveDate) -> pb::Date {
    pb::Date { year: on.year(), month: on.month() as i32, day: on.day() as i32 }
}

/// A civil date from the wire.
///
/// # Errors
/// A sentence for the field.
pub fn naive_date(on: Option<pb::Date>) -> Result<NaiveDate, String> {
    let on = on.ok_or("must be a date: year, month, day")?;
    let part = |number: i32| u32::try_from(number).unwrap_or(0);
    if !(1..=9999).contains(&on.year) {
        return Err("must be a date with a year from 1 to 9999".to_owned());
    }
    NaiveDate::from_ymd_opt(on.year, part(on.month), part(on.day))
        .ok_or_else(|| format!("{:04}-{:02}-{:02} is no date in the calendar", on.year, on.month, on.day))
}

/// A resource name.
///
/// # Errors
/// A sentence for the field.
pub fn name<K: Kind>(text: &str) -> Result<Id<K>, String> {
    text.parse().map_err(|why: praxis_shared::id::BadName| why.to_string())
}

/// The resource name that says which object: the one field without which nothing goes on.
///
/// # Errors
/// [`Refusal::Invalid`] that names the field.
pub fn named<K: Kind>(field: &str, text: &str) -> Result<Id<K>, Refusal> {
    name(text).map_err(|why| Refusal::field(field, why))
}

/// The fields a mask names; an empty mask names all of them.
///
/// # Errors
/// [`Refusal::Invalid`] that names the unknown paths.
pub fn mask<'a>(mask: Option<&'a FieldMask>, allowed: &[&'a str]) -> Result<Vec<&'a str>, Refusal> {
    let Some(mask) = mask.filter(|it| !it.paths.is_empty()) else { return Ok(allowed.to_vec()) };
    let mut wrong = Violations::default();
    for path in mask.paths.iter().filter(|path| !allowed.contains(&path.as_str())) {
        wrong.add(
            "update_mask",
            format!("{path} cannot be changed here: name some of {}", allowed.join(", ")),
        );
    }
    wrong.finish()?;
    Ok(mask.paths.iter().map(String::as_str).collect())
}

/// A role from the wire.
#[must_use]
pub fn role_from_pb(number: i32) -> Option<Role> {
    match pb::Role::try_from(number).ok()? {
        pb::Role::Unspecified => None,
        pb::Role::Admin => Some(Role::Admin),
        pb::Role::Desk => Some(Role::Desk),
        pb::Role::Doctor => Some(Role::Doctor),
        pb::Role::Patient => Some(Role::Patient),
    }
}

/// A role on the wire.
#[must_use]
pub const fn role(role: Role) -> pb::Role {
    match role {
        Role::Admin => pb::Role::Admin,
        Role::Desk => pb::Role::Desk,
        Role::Doctor => pb::Role::Doctor,
        Role::Patient => pb::Role::Patient,
    }
}

/// An address on the wire.
#[must_use]
pub fn address(address: Address) -> pb::PostalAddress {
    let Address { line1, line2, city, state, postal_code, country } = address;
    pb::PostalAddress { line1, line2, city, state, postal_code, country }
}

/// An address from the wire, unchecked.
#[must_use]
pub fn address_from_pb(address: Option<pb::PostalAddress>) -> Address {
    let pb::PostalAddress { line1, line2, city, state, postal_code, country } = address.unwrap_or_default();
    Address { line1, line2, city, state, postal_code, country }
}
