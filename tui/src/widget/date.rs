//! Dates as people type them: `20.11`, `20/11`, `2026-11-20`, `+3d`, `mon`.
//! Day before month, because the month is named by no one who types quickly;
//! the answer is shown with its weekday before anything is done with it.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// What a date can look like, for hints and errors.
pub const EXAMPLES: &str = "20.11, 20/11/2026, 2026-11-20, +3d, +2w, mon, today";

/// Reads a date relative to `today`. Without a year the next such day is meant.
pub fn parse(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let typed = typed.trim().to_lowercase();
    let wrong = || format!("\"{typed}\" is not a date; type one like {EXAMPLES}");
    match typed.as_str() {
        "" => return Err(format!("type a date like {EXAMPLES}")),
        "today" | "t" => return Ok(today),
        "tomorrow" => return today.succ_opt().ok_or_else(wrong),
        "yesterday" => return today.pred_opt().ok_or_else(wrong),
        _ => {}
    }
    if typed.starts_with(['+', '-']) && typed.ends_with(['d', 'w']) {
        return shifted(&typed, today).ok_or_else(wrong);
    }
    if let Some(weekday) = weekday(&typed) {
        return (1..=7)
            .filter_map(|days| today.checked_add_days(Days::new(days)))
            .find(|day| day.weekday() == weekday)
            .ok_or_else(wrong);
    }
    in_numbers(&typed, |day, month| next_such_day(day, month, today)).ok_or_else(wrong)
}

/// Reads a date of the past, such as a birth date: a year is needed.
pub fn parse_past(typed: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("type a date with its year, like 1974-03-02".to_owned());
    }
    let date = in_numbers(typed, |_, _| None)
        .ok_or_else(|| format!("\"{typed}\" is not a date with its year, like 1974-03-02 or 2.3.1974"))?;
    if date > today {
        return Err("this day has not come yet".to_owned());
    }
    if date.year() < 1850 {
        return Err("this is too long ago".to_owned());
    }
    Ok(date)
}

fn shifted(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let number: i64 = typed.get(..typed.len() - 1)?.parse().ok()?;
    let days = if typed.ends_with('w') { number.checked_mul(7)? } else { number };
    today.checked_add_signed(chrono::TimeDelta::try_days(days)?)
}

fn weekday(typed: &str) -> Option<Weekday> {
    if typed.len() < 2 || typed.chars().any(|c| !c.is_ascii_alphabetic()) {
        return None;
    }
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let at = names.iter().position(|name| name.starts_with(typed))?;
    Weekday::try_from(u8::try_from(at).ok()?).ok()
}

fn in_numbers(typed: &str, without_year: impl Fn(u32, u32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    let separator = ['-', '.', '/'].into_iter().find(|&separator| typed.contains(separator))?;
    let parts: Vec<&str> = typed.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.iter().any(|part| part.len() > 4 || part.chars().any(|c| !c.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        [day, month, year] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        [day, month] => without_year(number(day)?, number(month)?),
        _ => None,
    }
}

fn next_such_day(day: u32, month: u32, today: NaiveDate) -> Option<NaiveDate> {
    // Eight years always hold a 29th of February.
    (0..8)
        .filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day))
        .find(|&date| date >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let today = day(2026, 11, 20);
        let cases = [
            ("20.11", day(2026, 11, 20)),
            ("20.11.", day(2026, 11, 20)),
            ("19/11", day(2027, 11, 19)),
            ("2026-11-24", day(2026, 11, 24)),
            ("24.11.2026", day(2026, 11, 24)),
            ("+3d", day(2026, 11, 23)),
            ("-1d", day(2026, 11, 19)),
            ("+2w", day(2026, 12, 4)),
            ("mon", day(2026, 11, 23)),
            ("Friday", day(2026, 11, 27)),
            ("today", today),
            ("29.2", day(2028, 2, 29)),
        ];
        for (typed, date) in cases {
            assert_eq!(parse(typed, today), Ok(date), "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused_with_examples() {
        let today = day(2026, 11, 20);
        for wrong in ["", "31.2", "x", "2026-13-01", "+d", "1.2.3.4", "99999999-1-1", "+99999999999999d", "ä"]
        {
            let error = parse(wrong, today).unwrap_err();
            assert!(error.contains("20.11"), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_birth_date_needs_its_year_and_lies_in_the_past() {
        let today = day(2026, 11, 20);
        assert_eq!(parse_past("2.3.1974", today), Ok(day(1974, 3, 2)));
        assert_eq!(parse_past("1974-03-02", today), Ok(day(1974, 3, 2)));
        assert!(parse_past("2.3", today).is_err());
        assert!(parse_past("2027-01-01", today).is_err());
        assert!(parse_past("1200-01-01", today).is_err());
    }
}
