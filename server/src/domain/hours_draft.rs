//! Working hours and exceptions as somebody wrote them, and the rules they must
//! meet. Every violation is collected, so nobody corrects a form field by field.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use praxis_shared::{
    text,
    time::{DAY_MINUTES, print_minute, typed::YEARS},
};

use super::{
    hours::{Break, DEFAULT_SLOT_MINUTES, ExceptionKind, HoursRule},
    refusal::Violation,
};

/// Rules a doctor may have.
pub const MAX_RULES: usize = 100;
/// Breaks a rule may have.
pub const MAX_BREAKS: usize = 8;
/// Exceptions of a doctor that are in force and not over.
pub const MAX_EXCEPTIONS: usize = 400;
/// Days from the first to the last date of an exception.
pub const MAX_EXCEPTION_DAYS: u64 = 366;
/// Weeks of the longest cycle.
pub const MAX_CYCLE_WEEKS: i32 = 8;
/// Lengths a slot may have, in minutes.
pub const SLOT_MINUTES: std::ops::RangeInclusive<i32> = 5..=240;
/// Minutes that may be kept free before or after a visit.
pub const BUFFER_MINUTES: std::ops::RangeInclusive<i32> = 0..=120;

/// A civil date as it was written; it may not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12 in a right one.
    pub month: i32,
    /// Day of the month.
    pub day: i32,
}

impl From<NaiveDate> for WrittenDate {
    fn from(date: NaiveDate) -> Self {
        let small = |it: u32| i32::try_from(it).unwrap_or(0);
        Self { year: date.year(), month: small(date.month()), day: small(date.day()) }
    }
}

/// A weekly rule as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleDraft {
    /// The weekday, if a known one was given.
    pub weekday: Option<Weekday>,
    /// Begin.
    pub from_minute: i32,
    /// End.
    pub to_minute: i32,
    /// First date.
    pub effective_from: Option<WrittenDate>,
    /// Last date.
    pub effective_until: Option<WrittenDate>,
    /// Length of the cycle; 0 is read as 1.
    pub cycle_weeks: i32,
    /// Week in the cycle.
    pub cycle_week: i32,
    /// Room.
    pub room: String,
    /// Slot length; 0 is read as 30.
    pub slot_minutes: i32,
    /// Minutes before.
    pub buffer_before: i32,
    /// Minutes after.
    pub buffer_after: i32,
    /// Begin and end of each break.
    pub breaks: Vec<(i32, i32)>,
}

/// An exception as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionDraft {
    /// What it does, if a known kind was given.
    pub kind: Option<DraftKind>,
    /// First date.
    pub from_date: Option<WrittenDate>,
    /// Last date.
    pub to_date: Option<WrittenDate>,
    /// Begin on each date.
    pub from_minute: i32,
    /// End on each date.
    pub to_minute: i32,
    /// Why.
    pub note: String,
    /// Slot length of extra hours; 0 is read as 30.
    pub slot_minutes: i32,
    /// Room of extra hours.
    pub room: String,
}

/// The kind of exception that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftKind {
    /// Takes time away.
    TimeOff,
    /// Adds time.
    ExtraHours,
}

/// What an accepted exception says; who made it when is added later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionTerms {
    /// What it does.
    pub kind: ExceptionKind,
    /// First date.
    pub from_date: NaiveDate,
    /// Last date.
    pub to_date: NaiveDate,
    /// Begin on each date.
    pub from_minute: u16,
    /// End on each date.
    pub to_minute: u16,
    /// Why.
    pub note: String,
}

/// Collects violations under a field path.
struct Check {
    violations: Vec<Violation>,
}

impl Check {
    fn wrong(&mut self, field: impl Into<String>, description: impl Into<String>) {
        self.violations.push(Violation { field: field.into(), description: description.into() });
    }

    fn number(&mut self, field: String, value: i32, allowed: std::ops::RangeInclusive<i32>) -> u16 {
        if !allowed.contains(&value) {
            self.wrong(field, format!("must be {} to {}, not {value}", allowed.start(), allowed.end()));
        }
        u16::try_from(value).unwrap_or(0)
    }

    /// Begin and end in local minutes of a day, the end after the begin.
    fn minutes(&mut self, at: &str, from: i32, to: i32) -> (u16, u16) {
        let day = i32::from(DAY_MINUTES);
        let before = self.violations.len();
        let from = self.number(format!("{at}from_minute"), from, 0..=day - 1);
        let to = self.number(format!("{at}to_minute"), to, 1..=day);
        if self.violations.len() == before && to <= from {
            self.wrong(
                format!("{at}to_minute"),
                format!(
                    "must be after the begin at {}; hours past midnight are a rule of the next day",
                    print_minute(from)
                ),
            );
        }
        (from, to)
    }

    fn date(&mut self, field: String, written: Option<WrittenDate>) -> Option<NaiveDate> {
        let Some(written) = written else {
            self.wrong(field, "is required");
            return None;
        };
        let parts = (u32::try_from(written.month), u32::try_from(written.day));
        let date = match parts {
            (Ok(month), Ok(day)) => NaiveDate::from_ymd_opt(written.year, month, day),
            _ => None,
        };
        match date {
            None => {
                let WrittenDate { year, month, day } = written;
                self.wrong(field, format!("{year:04}-{month:02}-{day:02} is not a date of the calendar"));
            }
            Some(date) if !YEARS.contains(&date.year()) => {
                self.wrong(field, format!("the year must be {} to {}", YEARS.start(), YEARS.end()));
            }
            Some(date) => return Some(date),
        }
        None
    }

    fn text(&mut self, field: String, checked: text::Checked) -> String {
        checked.unwrap_or_else(|wrong| {
            self.wrong(field, wrong);
            String::new()
        })
    }

    fn slot(&mut self, field: String, value: i32, hours: u16) -> u16 {
        let length = if value == 0 { i32::from(DEFAULT_SLOT_MINUTES) } else { value };
        if !SLOT_MINUTES.contains(&length) {
            self.wrong(field, "must be 5 to 240, or 0 for 30");
        } else if hours > 0 && length > i32::from(hours) {
            self.wrong(
                field,
                format!("a slot of {length} minutes does not fit into {hours} minutes of work"),
            );
        }
        u16::try_from(length).unwrap_or(DEFAULT_SLOT_MINUTES)
    }
}

/// Accepts the rules, or says everything that is wrong with them. Field paths
/// begin with `at`, such as `working_hours.rules`.
pub fn accept_rules(drafts: &[RuleDraft], at: &str) -> Result<Vec<HoursRule>, Vec<Violation>> {
    let mut check = Check { violations: Vec::new() };
    if drafts.len() > MAX_RULES {
        check.wrong(at, format!("at most {MAX_RULES} rules, not {}", drafts.len()));
        return Err(check.violations);
    }
    let mut rules = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        rules.extend(accept_rule(draft, &format!("{at}[{index}]."), &mut check));
    }
    if check.violations.is_empty() {
        refuse_overlaps(&rules, at, &mut check);
    }
    if check.violations.is_empty() { Ok(rules) } else { Err(check.violations) }
}

fn accept_rule(draft: &RuleDraft, at: &str, check: &mut Check) -> Option<HoursRule> {
    if draft.weekday.is_none() {
        check.wrong(format!("{at}weekday"), "must be a day of the week");
    }
    let (from_minute, to_minute) = check.minutes(at, draft.from_minute, draft.to_minute);
    let effective_from = check.date(format!("{at}effective_from"), draft.effective_from);
    let effective_until =
        draft.effective_until.and_then(|it| check.date(format!("{at}effective_until"), Some(it)));
    if let (Some(first), Some(last)) = (effective_from, effective_until)
        && last < first
    {
        check.wrong(format!("{at}effective_until"), format!("must not be before effective_from, {first}"));
    }
    let weeks = if draft.cycle_weeks == 0 { 1 } else { draft.cycle_weeks };
    if !(1..=MAX_CYCLE_WEEKS).contains(&weeks) {
        check.wrong(format!("{at}cycle_weeks"), format!("must be 1 to {MAX_CYCLE_WEEKS}"));
    } else if !(0..weeks).contains(&draft.cycle_week) {
        check.wrong(format!("{at}cycle_week"), format!("must be 0 to {}, the weeks of the cycle", weeks - 1));
    }
    let room = check.text(format!("{at}room"), text::optional(&draft.room, text::room));
    let hours = to_minute.saturating_sub(from_minute);
    let slot_minutes = check.slot(format!("{at}slot_minutes"), draft.slot_minutes, hours);
    let buffer_before =
        check.number(format!("{at}buffer_before_minutes"), draft.buffer_before, BUFFER_MINUTES);
    let buffer_after = check.number(format!("{at}buffer_after_minutes"), draft.buffer_after, BUFFER_MINUTES);
    let breaks = accept_breaks(draft, from_minute, to_minute, at, check);
    Some(HoursRule {
        weekday: draft.weekday?,
        from_minute,
        to_minute,
        effective_from: effective_from?,
        effective_until,
        cycle_weeks: u8::try_from(weeks).unwrap_or(1),
        cycle_week: u8::try_from(draft.cycle_week).unwrap_or(0),
        room,
        slot_minutes,
        buffer_before,
        buffer_after,
        breaks,
    })
}

fn accept_breaks(draft: &RuleDraft, from: u16, to: u16, at: &str, check: &mut Check) -> Vec<Break> {
    if draft.breaks.len() > MAX_BREAKS {
        check.wrong(format!("{at}breaks"), format!("at most {MAX_BREAKS} breaks"));
        return Vec::new();
    }
    let mut breaks: Vec<Break> = Vec::with_capacity(draft.breaks.len());
    for (index, &(begin, end)) in draft.breaks.iter().enumerate() {
        let path = format!("{at}breaks[{index}].");
        let before = check.violations.len();
        let (begin, end) = check.minutes(&path, begin, end);
        if check.violations.len() > before {
            continue;
        }
        if begin < from || end > to {
            check.wrong(
                format!("{path}from_minute"),
                format!("the break must lie within {} to {}", print_minute(from), print_minute(to)),
            );
        } else if let Some(other) = breaks.iter().find(|it| it.from_minute < end && begin < it.to_minute) {
            let (begin, end) = (print_minute(other.from_minute), print_minute(other.to_minute));
            check.wrong(format!("{path}from_minute"), format!("overlaps the break {begin} to {end}"));
        } else {
            breaks.push(Break { from_minute: begin, to_minute: end });
        }
    }
    breaks.sort_by_key(|it| it.from_minute);
    breaks
}

fn refuse_overlaps(rules: &[HoursRule], at: &str, check: &mut Check) {
    for (index, rule) in rules.iter().enumerate() {
        for (other_index, other) in rules.iter().enumerate().take(index) {
            if let Some(date) = first_clash(rule, other) {
                check.wrong(
                    format!("{at}[{index}].from_minute"),
                    format!(
                        "overlaps rule {}, {} to {}, for the first time on {date}",
                        other_index + 1,
                        print_minute(other.from_minute),
                        print_minute(other.to_minute),
                    ),
                );
                break;
            }
        }
    }
}

/// The first date on which two rules cover the same minute. Cycles of up to 8
/// weeks come round together within 56 weeks, so that is as far as it looks.
fn first_clash(one: &HoursRule, other: &HoursRule) -> Option<NaiveDate> {
    if one.weekday != other.weekday
        || one.from_minute >= other.to_minute
        || other.from_minute >= one.to_minute
    {
        return None;
    }
    let start = one.effective_from.max(other.effective_from);
    let ahead = (7 + one.weekday.num_days_from_monday() - start.weekday().num_days_from_monday()) % 7;
    (0..=56u64)
        .filter_map(|week| start.checked_add_days(Days::new(u64::from(ahead) + 7 * week)))
        .find(|date| one.holds_on(*date) && other.holds_on(*date))
}

/// Accepts an exception, or says everything that is wrong with it. Field paths
/// begin with `at`, such as `exception.`.
pub fn accept_exception(draft: &ExceptionDraft, at: &str) -> Result<ExceptionTerms, Vec<Violation>> {
    let mut check = Check { violations: Vec::new() };
    if draft.kind.is_none() {
        check.wrong(format!("{at}kind"), "must be time off or extra hours");
    }
    let from_date = check.date(format!("{at}from_date"), draft.from_date);
    let to_date = check.date(format!("{at}to_date"), draft.to_date);
    if let (Some(first), Some(last)) = (from_date, to_date) {
        if last < first {
            check.wrong(format!("{at}to_date"), format!("must not be before the first date, {first}"));
        } else if first.checked_add_days(Days::new(MAX_EXCEPTION_DAYS)).is_some_and(|it| last > it) {
            check.wrong(
                format!("{at}to_date"),
                format!("must be at most {MAX_EXCEPTION_DAYS} days after the first date"),
            );
        }
    }
    let (from_minute, to_minute) = check.minutes(at, draft.from_minute, draft.to_minute);
    let note = check.text(format!("{at}note"), text::optional(&draft.note, text::short_line));
    let kind = match draft.kind {
        Some(DraftKind::ExtraHours) => {
            let hours = to_minute.saturating_sub(from_minute);
            ExceptionKind::ExtraHours {
                slot_minutes: check.slot(format!("{at}slot_minutes"), draft.slot_minutes, hours),
                room: check.text(format!("{at}room"), text::optional(&draft.room, text::room)),
            }
        }
        Some(DraftKind::TimeOff) | None => ExceptionKind::TimeOff,
    };
    match (from_date, to_date) {
        (Some(from_date), Some(to_date)) if check.violations.is_empty() => {
            Ok(ExceptionTerms { kind, from_date, to_date, from_minute, to_minute, note })
        }
        _ => Err(check.violations),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<WrittenDate> {
        Some(text.parse::<NaiveDate>().expect("a date").into())
    }

    fn draft() -> RuleDraft {
        RuleDraft {
            weekday: Some(Weekday::Mon),
            from_minute: 540,
            to_minute: 1020,
            effective_from: date("2026-01-01"),
            ..RuleDraft::default()
        }
    }

    fn fields(result: Result<Vec<HoursRule>, Vec<Violation>>) -> Vec<String> {
        result.expect_err("violations").into_iter().map(|it| it.field).collect()
    }

    #[test]
    fn a_plain_rule_takes_the_defaults() {
        let rules = accept_rules(&[draft()], "rules").expect("accepted");
        assert_eq!((rules[0].slot_minutes, rules[0].cycle_weeks), (30, 1));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = RuleDraft {
            weekday: None,
            from_minute: -1,
            to_minute: 1441,
            effective_from: Some(WrittenDate { year: 2026, month: 2, day: 30 }),
            cycle_weeks: 9,
            room: "a room name much longer than twenty".to_owned(),
            slot_minutes: 241,
            buffer_before: 121,
            buffer_after: -5,
            breaks: vec![(700, 600)],
            ..draft()
        };
        let at = |field: &str| format!("hours.rules[1].{field}");
        assert_eq!(
            fields(accept_rules(&[draft(), wrong], "hours.rules")),
            [
                "weekday",
                "from_minute",
                "to_minute",
                "effective_from",
                "cycle_weeks",
                "room",
                "slot_minutes",
                "buffer_before_minutes",
                "buffer_after_minutes",
                "breaks[0].to_minute"
            ]
            .map(at)
        );
    }

    #[test]
    fn ends_before_begins_and_slots_that_do_not_fit_are_refused() {
        let backwards = RuleDraft { from_minute: 600, to_minute: 600, ..draft() };
        assert_eq!(fields(accept_rules(&[backwards], "r")), ["r[0].to_minute"]);
        let short = RuleDraft { to_minute: 550, ..draft() };
        assert_eq!(fields(accept_rules(&[short], "r")), ["r[0].slot_minutes"]);
        let ended = RuleDraft { effective_until: date("2025-12-31"), ..draft() };
        assert_eq!(fields(accept_rules(&[ended], "r")), ["r[0].effective_until"]);
        let week = RuleDraft { cycle_weeks: 2, cycle_week: 2, ..draft() };
        assert_eq!(fields(accept_rules(&[week], "r")), ["r[0].cycle_week"]);
    }

    #[test]
    fn breaks_lie_inside_and_apart() {
        let outside = RuleDraft { breaks: vec![(500, 560)], ..draft() };
        assert_eq!(fields(accept_rules(&[outside], "r")), ["r[0].breaks[0].from_minute"]);
        let twice = RuleDraft { breaks: vec![(720, 780), (750, 800)], ..draft() };
        assert_eq!(fields(accept_rules(&[twice], "r")), ["r[0].breaks[1].from_minute"]);
        let many = RuleDraft { breaks: (0..9).map(|it| (600 + 2 * it, 601 + 2 * it)).collect(), ..draft() };
        assert_eq!(fields(accept_rules(&[many], "r")), ["r[0].breaks"]);
    }

    #[test]
    fn rules_that_cover_the_same_time_on_some_date_are_refused() {
        let afternoon = RuleDraft { from_minute: 1000, to_minute: 1100, ..draft() };
        let said = accept_rules(&[draft(), afternoon.clone()], "r").expect_err("an overlap");
        assert_eq!(said[0].field, "r[1].from_minute");
        assert!(said[0].description.contains("rule 1, 09:00 to 17:00"), "{}", said[0].description);
        assert!(said[0].description.contains("2026-01-05"), "{}", said[0].description);

        let touching = RuleDraft { from_minute: 1020, ..afternoon.clone() };
        assert!(accept_rules(&[draft(), touching], "r").is_ok());
        let other_day = RuleDraft { weekday: Some(Weekday::Tue), ..afternoon.clone() };
        assert!(accept_rules(&[draft(), other_day], "r").is_ok());
        let ended = RuleDraft { effective_until: date("2026-05-31"), ..draft() };
        let later = RuleDraft { effective_from: date("2026-06-01"), ..draft() };
        assert!(accept_rules(&[ended, later], "r").is_ok());
    }

    #[test]
    fn cycles_overlap_only_where_they_meet() {
        let week = |cycle_weeks, cycle_week| RuleDraft { cycle_weeks, cycle_week, ..draft() };
        assert!(accept_rules(&[week(2, 0), week(2, 1)], "r").is_ok());
        assert!(accept_rules(&[week(2, 0), week(4, 1), week(4, 3)], "r").is_ok());
        assert_eq!(fields(accept_rules(&[week(2, 0), week(4, 2)], "r")).len(), 1);
        // 7 and 8 weeks meet once in 56.
        assert_eq!(fields(accept_rules(&[week(7, 3), week(8, 7)], "r")).len(), 1);
    }

    #[test]
    fn more_rules_than_a_doctor_may_have_are_refused() {
        let many = vec![draft(); MAX_RULES + 1];
        assert_eq!(fields(accept_rules(&many, "r")), ["r"]);
    }

    #[test]
    fn an_exception_names_its_wrong_fields_at_once() {
        let right = ExceptionDraft {
            kind: Some(DraftKind::TimeOff),
            from_date: date("2026-12-24"),
            to_date: date("2026-12-31"),
            from_minute: 0,
            to_minute: 1440,
            note: " holiday ".to_owned(),
            slot_minutes: 0,
            room: String::new(),
        };
        assert_eq!(accept_exception(&right, "e.").expect("accepted").note, "holiday");
        let wrong = ExceptionDraft {
            kind: None,
            from_date: None,
            to_date: date("2026-12-23"),
            to_minute: 0,
            note: "a\u{202e}b".to_owned(),
            ..right.clone()
        };
        let said: Vec<String> =
            accept_exception(&wrong, "e.").expect_err("violations").into_iter().map(|it| it.field).collect();
        assert_eq!(said, ["e.kind", "e.from_date", "e.to_minute", "e.note"]);
        let long = ExceptionDraft { to_date: date("2027-12-26"), ..right.clone() };
        assert_eq!(accept_exception(&long, "e.").expect_err("too long")[0].field, "e.to_date");
        let backwards = ExceptionDraft { to_date: date("2026-12-23"), ..right };
        assert_eq!(accept_exception(&backwards, "e.").expect_err("backwards")[0].field, "e.to_date");
    }
}
