//! Times as tests write them: `"2027-03-02 10:00"` in the clinic's zone, Europe/Berlin.
//! The clinic opens its day on [`TODAY`], a Monday, at eight in the morning.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use praxis_shared::pb;
use prost_types::Timestamp;

/// The zone of a clinic under test.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;
/// The Monday on which a clinic under test stands at first.
pub const TODAY: &str = "2027-03-01";

/// The instant of a local time such as `2027-03-02 10:00`.
///
/// # Panics
/// If it is no such time, or the clocks skip it or show it twice.
#[must_use]
pub fn instant(local: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    ZONE.from_local_datetime(&local).single().unwrap().with_timezone(&Utc)
}

/// The same on the wire.
#[must_use]
pub fn at(local: &str) -> Timestamp {
    timestamp(instant(local))
}

/// An instant on the wire.
#[must_use]
pub fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: instant.timestamp(),
        nanos: i32::try_from(instant.timestamp_subsec_nanos()).unwrap_or(0),
    }
}

/// A civil date such as `2027-03-02` on the wire.
///
/// # Panics
/// If it is no date.
#[must_use]
pub fn date(text: &str) -> pb::Date {
    use chrono::Datelike;
    let date: NaiveDate = text.parse().unwrap();
    pb::Date {
        year: date.year(),
        month: i32::try_from(date.month()).unwrap(),
        day: i32::try_from(date.day()).unwrap(),
    }
}
