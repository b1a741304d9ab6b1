//! Dates and clock times as people type them. A day without a year is the one
//! in the next ten months or the last two; a weekday's name is never today.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::DAY_MINUTES;

/// The years a typed date may lie in.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// How far `+n` and `-n` reach, in days.
pub const REACH_DAYS: u32 = 3660;

/// How far back a day without a year may lie, in days.
const BACK_DAYS: u64 = 60;

/// Why a typed date or time could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedError {
    /// Nothing was typed.
    Empty,
    /// The text has none of the known forms.
    DayForm,
    /// The year has not four digits.
    ShortYear,
    /// The year lies outside [`YEARS`].
    Year(i64),
    /// No month has this number.
    Month(u32),
    /// The month has no such day; the year is named if one was typed.
    NoSuchDay {
        /// Day of the month as typed.
        day: u32,
        /// Month as typed.
        month: u32,
        /// Year, if one was typed.
        year: Option<i32>,
    },
    /// A step further than [`REACH_DAYS`].
    TooFar,
    /// The text is no clock time.
    ClockForm,
    /// Hours or minutes beyond the clock.
    Clock,
}

impl fmt::Display for TypedError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(out, "type a date, such as 20.11, 2026-11-20, +3d or mon"),
            Self::DayForm => write!(
                out,
                "not a date; type it as 20.11, 20/11, 20.11.2026, 2026-11-20, +3d, +2w, mon, today or tomorrow"
            ),
            Self::ShortYear => write!(out, "write the year with four digits"),
            Self::Year(year) => {
                write!(out, "the year {year} is not between {} and {}", YEARS.start(), YEARS.end())
            }
            Self::Month(month) => write!(out, "there is no month {month}; the day comes first, as in 20.11"),
            Self::NoSuchDay { day, month, year } => {
                let name = u8::try_from(*month).ok().and_then(|it| chrono::Month::try_from(it).ok());
                let name = name.map_or("that month", |it| it.name());
                match year {
                    Some(year) => write!(out, "{name} {year} has no day {day}"),
                    None => write!(out, "{name} has no day {day}"),
                }
            }
            Self::TooFar => write!(out, "that is more than {REACH_DAYS} days away"),
            Self::ClockForm => write!(out, "not a time; type it as 9:30, 0930 or 14"),
            Self::Clock => write!(out, "the clock goes from 00:00 to 24:00"),
        }
    }
}

impl std::error::Error for TypedError {}

/// Reads a typed date: `20.11`, `20/11`, `20.11.2026`, `2026-11-20`, `+3d`,
/// `-1w`, `mon`, `today`, `tomorrow`, `yesterday`.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, TypedError> {
    let text = text.trim().to_ascii_lowercase();
    match text.as_str() {
        "" => return Err(TypedError::Empty),
        "today" => return Ok(today),
        "tomorrow" => return step(today, 1, false),
        "yesterday" => return step(today, 1, true),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix('+') {
        return step(today, count(rest)?, false);
    }
    if let Some(rest) = text.strip_prefix('-') {
        return step(today, count(rest)?, true);
    }
    if text.starts_with(|it: char| it.is_ascii_alphabetic()) {
        let weekday: Weekday = text.parse().map_err(|_| TypedError::DayForm)?;
        let days = (weekday.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7;
        return step(today, if days == 0 { 7 } else { days }, false);
    }
    if text.contains('-') {
        let [year, month, day] = parts(&text, '-')?[..] else { return Err(TypedError::DayForm) };
        return date(year, number(month)?, number(day)?);
    }
    let mark = if text.contains('/') { '/' } else { '.' };
    match parts(text.strip_suffix('.').unwrap_or(&text), mark)?[..] {
        [day, month] => nearby(number(day)?, number(month)?, today),
        [day, month, year] => date(year, number(month)?, number(day)?),
        _ => Err(TypedError::DayForm),
    }
}

/// Reads a typed clock time as the local minute of the day: `9`, `9:30`,
/// `09.30`, `0930`; `24:00` is the end of the day.
pub fn parse_clock(text: &str) -> Result<u16, TypedError> {
    let text = text.trim();
    let (hours, minutes) = match text.split_once([':', '.']) {
        Some(pair) => pair,
        None if text.is_ascii() && text.len() > 2 => text.split_at(text.len() - 2),
        None => (text, "00"),
    };
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(hours.len(), 1..=2) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return Err(TypedError::ClockForm);
    }
    let read = |it: &str| it.parse::<u16>().map_err(|_| TypedError::ClockForm);
    let (hours, minutes) = (read(hours)?, read(minutes)?);
    let minute = hours * 60 + minutes;
    if minutes > 59 || minute > DAY_MINUTES { Err(TypedError::Clock) } else { Ok(minute) }
}

fn parts(text: &str, mark: char) -> Result<Vec<&str>, TypedError> {
    let parts: Vec<&str> = text.split(mark).collect();
    let plain = parts.iter().all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { Ok(parts) } else { Err(TypedError::DayForm) }
}

fn number(text: &str) -> Result<u32, TypedError> {
    if text.len() > 2 { Err(TypedError::DayForm) } else { text.parse().map_err(|_| TypedError::DayForm) }
}

/// The days in `3d` or `2w`; a bare number counts days.
fn count(text: &str) -> Result<u32, TypedError> {
    let (digits, days) = match text.strip_suffix('w') {
        Some(digits) => (digits, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TypedError::DayForm);
    }
    digits.parse::<u32>().ok().and_then(|it| it.checked_mul(days)).ok_or(TypedError::TooFar)
}

fn step(today: NaiveDate, days: u32, back: bool) -> Result<NaiveDate, TypedError> {
    if days > REACH_DAYS {
        return Err(TypedError::TooFar);
    }
    let days = Days::new(u64::from(days));
    if back { today.checked_sub_days(days) } else { today.checked_add_days(days) }.ok_or(TypedError::TooFar)
}

fn date(year: &str, month: u32, day: u32) -> Result<NaiveDate, TypedError> {
    if year.len() < 4 {
        return Err(TypedError::ShortYear);
    }
    let year: i64 = year.parse().map_err(|_| TypedError::DayForm)?;
    let year = i32::try_from(year).ok().filter(|it| YEARS.contains(it)).ok_or(TypedError::Year(year))?;
    if !(1..=12).contains(&month) {
        return Err(TypedError::Month(month));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(TypedError::NoSuchDay { day, month, year: Some(year) })
}

/// The day and month in the next ten months or the last two.
fn nearby(day: u32, month: u32, today: NaiveDate) -> Result<NaiveDate, TypedError> {
    if !(1..=12).contains(&month) {
        return Err(TypedError::Month(month));
    }
    let oldest = today.checked_sub_days(Days::new(BACK_DAYS)).unwrap_or(today);
    (today.year() - 1..=today.year() + 1)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|it| *it >= oldest)
        // 29 February may lie further ahead.
        .or_else(|| (2..=8).find_map(|it| NaiveDate::from_ymd_opt(today.year() + it, month, day)))
        .ok_or(TypedError::NoSuchDay { day, month, year: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Result<String, TypedError> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a Friday");
        parse_day(text, today).map(|it| it.to_string())
    }

    #[test]
    fn every_written_form_of_a_day_is_read() {
        for text in ["20.11", "20.11.", "20/11", "20.11.2026", "20/11/2026", "2026-11-20", " today ", "TODAY"]
        {
            assert_eq!(day(text), Ok("2026-11-20".to_owned()), "{text}");
        }
        assert_eq!(day("tomorrow"), Ok("2026-11-21".to_owned()));
        assert_eq!(day("yesterday"), Ok("2026-11-19".to_owned()));
        assert_eq!(day("+3d"), Ok("2026-11-23".to_owned()));
        assert_eq!(day("+3"), Ok("2026-11-23".to_owned()));
        assert_eq!(day("+2w"), Ok("2026-12-04".to_owned()));
        assert_eq!(day("-1w"), Ok("2026-11-13".to_owned()));
        assert_eq!(day("mon"), Ok("2026-11-23".to_owned()));
        assert_eq!(day("Thursday"), Ok("2026-11-26".to_owned()));
        assert_eq!(day("1.2.1980"), Ok("1980-02-01".to_owned()));
    }

    #[test]
    fn a_weekdays_name_is_the_coming_one_never_today() {
        assert_eq!(day("fri"), Ok("2026-11-27".to_owned()));
    }

    #[test]
    fn a_day_without_a_year_is_ahead_unless_just_past() {
        assert_eq!(day("5.1"), Ok("2027-01-05".to_owned()));
        assert_eq!(day("19.11"), Ok("2026-11-19".to_owned()));
        assert_eq!(day("1.9"), Ok("2027-09-01".to_owned()));
        assert_eq!(day("29.2"), Ok("2028-02-29".to_owned()));
        let january = NaiveDate::from_ymd_opt(2027, 1, 3).expect("a date");
        let read = parse_day("31.12", january).map(|it| it.to_string());
        assert_eq!(read, Ok("2026-12-31".to_owned()));
    }

    #[test]
    fn each_wrong_day_is_told_what_is_wrong() {
        assert_eq!(day(""), Err(TypedError::Empty));
        assert_eq!(day("soon"), Err(TypedError::DayForm));
        assert_eq!(day("20"), Err(TypedError::DayForm));
        assert_eq!(day("+d"), Err(TypedError::DayForm));
        assert_eq!(day("20.11.26"), Err(TypedError::ShortYear));
        assert_eq!(day("20.13"), Err(TypedError::Month(13)));
        assert_eq!(day("31.4"), Err(TypedError::NoSuchDay { day: 31, month: 4, year: None }));
        assert_eq!(day("29.2.2027"), Err(TypedError::NoSuchDay { day: 29, month: 2, year: Some(2027) }));
        assert_eq!(day("1.1.0999"), Err(TypedError::Year(999)));
        assert_eq!(day("+99999d"), Err(TypedError::TooFar));
        assert_eq!(day("+99999999999w"), Err(TypedError::TooFar));
        let said = day("29.2.2027").expect_err("no such day").to_string();
        assert_eq!(said, "February 2027 has no day 29");
    }

    #[test]
    fn clock_times_are_read_in_every_usual_form() {
        for (text, minute) in [
            ("9", 540),
            ("9:30", 570),
            ("09.30", 570),
            ("0930", 570),
            ("930", 570),
            ("24:00", 1440),
            ("0", 0),
        ] {
            assert_eq!(parse_clock(text), Ok(minute), "{text}");
        }
        for text in ["", "9:3", "nine", "9:305", "123456", "ü3"] {
            assert_eq!(parse_clock(text), Err(TypedError::ClockForm), "{text}");
        }
        assert_eq!(parse_clock("24:01"), Err(TypedError::Clock));
        assert_eq!(parse_clock("9:60"), Err(TypedError::Clock));
    }
}
