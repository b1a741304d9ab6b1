//! A doctor's rules as half days of a week, and changes to half days as rules.
//! A change holds from the shown week on: the rule before it ends on the Sunday
//! before. Changes are kept apart from the rules they were made on, so that
//! they can be made again when somebody else changed the rules meanwhile.

use chrono::{Datelike, Days, NaiveDate};
use praxis_shared::pb;
use praxis_shared::time::parse_clock;

use crate::context::{civil, pb_date};

/// The minute at which the second half of a day begins.
const NOON: i32 = 12 * 60;

/// The length of a slot when the rule names none.
pub(super) const USUAL_SLOT: i32 = 30;

/// Hours of one rule on one date, without its breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) rule: usize,
    pub(super) from: i32,
    pub(super) to: i32,
}

impl Piece {
    fn is_in(&self, afternoon: bool) -> bool {
        (self.from >= NOON) == afternoon
    }
}

/// One half day that becomes another; `None` is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) date: NaiveDate,
    pub(super) afternoon: bool,
    pub(super) hours: Option<(i32, i32)>,
}

/// The Monday of a date's week.
pub(super) fn monday(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday()))).unwrap_or(date)
}

fn weekday(date: NaiveDate) -> i32 {
    i32::try_from(date.weekday().number_from_monday()).unwrap_or(0)
}

fn holds(rule: &pb::HoursRule, date: NaiveDate) -> bool {
    let Some(first) = civil(rule.effective_from.as_ref()) else { return false };
    if rule.weekday != weekday(date) || date < first {
        return false;
    }
    if rule.effective_until.is_some() && civil(rule.effective_until.as_ref()).is_none_or(|last| date > last) {
        return false;
    }
    let weeks = (monday(date) - monday(first)).num_weeks();
    let cycle = i64::from(rule.cycle_weeks.max(1));
    weeks % cycle == i64::from(rule.cycle_week)
}

/// The hours on a date, by their beginning.
pub(super) fn pieces(rules: &[pb::HoursRule], date: NaiveDate) -> Vec<Piece> {
    let mut all = Vec::new();
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| holds(rule, date)) {
        let mut from = rule.from_minute;
        let mut breaks = rule.breaks.clone();
        breaks.sort_by_key(|pause| pause.from_minute);
        for pause in breaks {
            if pause.from_minute > from {
                all.push(Piece { rule: at, from, to: pause.from_minute });
            }
            from = from.max(pause.to_minute);
        }
        if rule.to_minute > from {
            all.push(Piece { rule: at, from, to: rule.to_minute });
        }
    }
    all.sort_by_key(|piece| piece.from);
    all
}

/// The hours of one half of a day.
pub(super) fn half(rules: &[pb::HoursRule], date: NaiveDate, afternoon: bool) -> Vec<Piece> {
    pieces(rules, date).into_iter().filter(|piece| piece.is_in(afternoon)).collect()
}

/// Reads `08-12`, `8:30-12`, `off` for one half of a day.
pub(super) fn parse(typed: &str, afternoon: bool) -> Result<Option<(i32, i32)>, String> {
    let typed = typed.trim().to_lowercase();
    if matches!(typed.as_str(), "off" | "-" | "") {
        return Ok(None);
    }
    let wrong = || format!("\"{typed}\" are no hours; type 08-12, 13:30-17 or off");
    let (from, to) = typed.split_once('-').ok_or_else(wrong)?;
    let minute = |text: &str| parse_clock(text).ok().map(i32::from);
    let (from, to) = (minute(from).ok_or_else(wrong)?, minute(to).ok_or_else(wrong)?);
    if to <= from {
        return Err("the end must be after the beginning".to_owned());
    }
    match afternoon {
        true if from < NOON => Err("the second half begins at 12 or later".to_owned()),
        false if from >= NOON => Err("the first half begins before 12".to_owned()),
        _ => Ok(Some((from, to))),
    }
}

/// The rules after these changes.
pub(super) fn changed(rules: &[pb::HoursRule], changes: &[Change]) -> Vec<pb::HoursRule> {
    let mut rules = rules.to_vec();
    for change in changes {
        rules = with(&rules, change);
    }
    rules
}

/// The rules with one half day changed from that week on.
fn with(rules: &[pb::HoursRule], change: &Change) -> Vec<pb::HoursRule> {
    let date = change.date;
    let first = monday(date);
    let now = pieces(rules, date);
    let touched: Vec<usize> = now.iter().map(|piece| piece.rule).collect();
    let mut after = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        if !touched.contains(&at) {
            after.push(rule.clone());
            continue;
        }
        // What was before this week stays as it was.
        if civil(rule.effective_from.as_ref()).is_some_and(|from| from < first) {
            let last = first.pred_opt().map(pb_date);
            after.push(pb::HoursRule { effective_until: last, ..rule.clone() });
        }
    }
    let from_week = |rule: &pb::HoursRule, from: i32, to: i32| {
        let mut rule = pb::HoursRule { from_minute: from, to_minute: to, breaks: Vec::new(), ..rule.clone() };
        if civil(rule.effective_from.as_ref()).is_none_or(|was| was < first) {
            rule.effective_from = Some(pb_date(first));
            rule.cycle_week = 0;
        }
        rule
    };
    let other = now.iter().filter(|piece| !piece.is_in(change.afternoon));
    after.extend(
        other.filter_map(|piece| rules.get(piece.rule).map(|rule| from_week(rule, piece.from, piece.to))),
    );
    if let Some((from, to)) = change.hours {
        let same = now.iter().find(|piece| piece.is_in(change.afternoon)).or_else(|| now.first());
        let usual = pb::HoursRule {
            weekday: weekday(date),
            effective_from: Some(pb_date(first)),
            cycle_weeks: 1,
            slot_minutes: rules.first().map_or(USUAL_SLOT, |rule| rule.slot_minutes),
            ..Default::default()
        };
        let like = same.and_then(|piece| rules.get(piece.rule)).unwrap_or(&usual);
        after.push(from_week(like, from, to));
    }
    after.sort_by_key(|rule| (rule.weekday, rule.from_minute, civil(rule.effective_from.as_ref())));
    after
}

/// Hours as they are shown and typed: `08-12`, `08:30-12`.
pub(super) fn hours(from: i32, to: i32) -> String {
    let part = |minute: i32| {
        let (hour, minute) = (minute / 60, minute % 60);
        if minute == 0 { format!("{hour:02}") } else { format!("{hour:02}:{minute:02}") }
    };
    format!("{}-{}", part(from), part(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn rule(from: i32, to: i32) -> pb::HoursRule {
        pb::HoursRule {
            weekday: 1,
            from_minute: from * 60,
            to_minute: to * 60,
            effective_from: Some(pb_date(day(2))),
            cycle_weeks: 1,
            slot_minutes: 15,
            ..Default::default()
        }
    }

    #[test]
    fn a_break_makes_two_halves_of_one_rule() {
        let pause = pb::Break { from_minute: 720, to_minute: 780 };
        let rules = [pb::HoursRule { breaks: vec![pause], ..rule(8, 17) }];
        assert_eq!(half(&rules, day(23), false), [Piece { rule: 0, from: 480, to: 720 }]);
        assert_eq!(half(&rules, day(23), true), [Piece { rule: 0, from: 780, to: 1020 }]);
        assert_eq!(pieces(&rules, day(24)), []);
    }

    #[test]
    fn a_change_holds_from_its_week_on_and_leaves_the_past_and_the_other_half_alone() {
        let rules = [rule(8, 12), rule(14, 18)];
        let change = Change { date: day(23), afternoon: true, hours: Some((780, 1020)) };
        let after = changed(&rules, &[change]);
        assert_eq!(half(&after, day(16), true).first().map(|it| (it.from, it.to)), Some((840, 1080)));
        assert_eq!(half(&after, day(23), true).first().map(|it| (it.from, it.to)), Some((780, 1020)));
        assert_eq!(half(&after, day(30), true).first().map(|it| (it.from, it.to)), Some((780, 1020)));
        assert_eq!(half(&after, day(30), false).first().map(|it| (it.from, it.to)), Some((480, 720)));
        assert!(after.iter().all(|rule| rule.slot_minutes == 15));
    }

    #[test]
    fn off_ends_the_half_and_a_new_half_appears_where_none_was() {
        let off = Change { date: day(23), afternoon: true, hours: None };
        assert_eq!(half(&changed(&[rule(14, 18)], &[off]), day(30), true), []);
        let new = Change { date: day(25), afternoon: false, hours: Some((480, 720)) };
        assert_eq!(half(&changed(&[rule(14, 18)], &[new]), day(25), false).len(), 1);
    }

    #[test]
    fn a_rule_of_every_other_week_stays_one() {
        let rules = [pb::HoursRule { cycle_weeks: 2, cycle_week: 1, ..rule(8, 12) }];
        assert_eq!((pieces(&rules, day(2)).len(), pieces(&rules, day(9)).len()), (0, 1));
        let change = Change { date: day(23), afternoon: false, hours: Some((540, 720)) };
        let after = changed(&rules, &[change]);
        let begins = |date| pieces(&after, date).first().map(|piece| piece.from);
        assert_eq!((begins(day(9)), begins(day(23)), begins(day(30))), (Some(480), Some(540), None));
    }

    #[test]
    fn hours_are_read_as_people_type_them() {
        assert_eq!(parse("08-12", false), Ok(Some((480, 720))));
        assert_eq!(parse("8:30-12", false), Ok(Some((510, 720))));
        assert_eq!(parse("OFF", true), Ok(None));
        for wrong in ["13-17", "12", "8-7", "8-x", "25-26"] {
            assert!(parse(wrong, false).is_err(), "{wrong}");
        }
        assert_eq!(hours(510, 720), "08:30-12");
    }
}
