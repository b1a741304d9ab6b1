//! Slots of ordinary days, and of every clock change of four zones.

use chrono::{NaiveDateTime, Weekday};
use praxis_shared::{
    id::ScheduleExceptionId,
    time::{Local, civil_date, local_time, minute_of_day, resolve},
};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    hours::{Break, ExceptionKind, HoursRule},
    obstacles::{Obstacle, Reader},
    stranding::{Plan, Stranding},
};

const BERLIN: Tz = Tz::Europe__Berlin;
/// A Friday.
const FRIDAY: &str = "2026-11-20";

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn at(text: &str) -> Instant {
    let local: NaiveDateTime = format!("{text}:00").parse().expect("a local time");
    resolve(BERLIN, local).only().expect("one instant")
}

fn rule(weekday: Weekday, from_minute: u16, to_minute: u16) -> HoursRule {
    HoursRule {
        weekday,
        from_minute,
        to_minute,
        effective_from: date("2020-01-01"),
        effective_until: None,
        cycle_weeks: 1,
        cycle_week: 0,
        room: String::new(),
        slot_minutes: 30,
        buffer_before: 0,
        buffer_after: 0,
        breaks: Vec::new(),
    }
}

const ALL: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

fn doctor(n: u8) -> DoctorId {
    DoctorId::from_bytes([n; 16])
}

fn agenda(rules: Vec<HoursRule>) -> Agenda {
    Agenda {
        doctor: doctor(1),
        hours: WorkingHours { doctor: doctor(1), rules, update_time: None, version: 1 },
        exceptions: Vec::new(),
        busy: Vec::new(),
        on_duty: true,
        usual_room: "2".to_owned(),
    }
}

fn mornings() -> Agenda {
    agenda(ALL.iter().map(|day| rule(*day, 540, 720)).collect())
}

fn exception(kind: ExceptionKind, first: &str, last: &str, from: u16, to: u16) -> ScheduleException {
    ScheduleException {
        id: ScheduleExceptionId::from_bytes([9; 16]),
        doctor: doctor(1),
        kind,
        from_date: date(first),
        to_date: date(last),
        from_minute: from,
        to_minute: to,
        note: "congress".to_owned(),
        cancelled: false,
        create_time: at("2026-01-01T08:00"),
    }
}

fn visit(begin: &str, minutes: u16, buffer_before: u16, buffer_after: u16) -> Busy {
    let span = Span::lasting(at(begin), minutes);
    Busy { span, buffer_before, buffer_after, by: BusyBy::Visit(AppointmentId::from_bytes([7; 16])) }
}

fn staff(zone: Tz) -> BookingLimits {
    let now = "2019-01-01T00:00:00Z".parse().expect("an instant");
    BookingLimits { zone, now, lead_time_minutes: 0, horizon_days: 1, exempt: Exempt::Yes }
}

fn patient(now: &str) -> BookingLimits {
    BookingLimits { zone: BERLIN, now: at(now), lead_time_minutes: 120, horizon_days: 60, exempt: Exempt::No }
}

fn on(agenda: &Agenda, day: &str, limits: &BookingLimits) -> Vec<String> {
    clocks(&agenda.free_on(&CivilDay::of(limits.zone, date(day)), limits, &Wanted::default()), limits.zone)
}

fn clocks(slots: &[Slot], zone: Tz) -> Vec<String> {
    slots.iter().map(|it| local_time(zone, it.span.start).format("%H:%M").to_string()).collect()
}

fn why(agenda: &Agenda, begin: &str, limits: &BookingLimits) -> Vec<Obstacle> {
    agenda.explain(at(begin), None, limits, None).obstacles
}

#[test]
fn a_plain_morning_has_a_slot_every_half_hour() {
    let slots = on(&mornings(), FRIDAY, &staff(BERLIN));
    assert_eq!(slots, ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]);
}

#[test]
fn slots_begin_anew_after_a_break() {
    let mut agenda = mornings();
    for rule in &mut agenda.hours.rules {
        rule.breaks = vec![Break { from_minute: 600, to_minute: 615 }];
    }
    assert_eq!(on(&agenda, FRIDAY, &staff(BERLIN)), ["09:00", "09:30", "10:15", "10:45", "11:15"]);
    let spans = why(&agenda, "2026-11-20T10:00", &staff(BERLIN));
    assert!(matches!(spans[..], [Obstacle::Break(_)]), "{spans:?}");
}

#[test]
fn buffers_count_into_the_step_and_keep_other_visits_away() {
    let mut agenda = mornings();
    for rule in &mut agenda.hours.rules {
        rule.slot_minutes = 25;
        rule.buffer_after = 5;
    }
    assert_eq!(on(&agenda, FRIDAY, &staff(BERLIN))[..3], ["09:00", "09:30", "10:00"]);
    agenda.busy = vec![visit("2026-11-20T09:55", 20, 0, 20)];
    assert_eq!(on(&agenda, FRIDAY, &staff(BERLIN)), ["09:00", "11:00", "11:30"]);
    let before = why(&agenda, "2026-11-20T09:30", &staff(BERLIN));
    assert!(matches!(before[..], [Obstacle::Buffer(_)]), "{before:?}");
    let during = why(&agenda, "2026-11-20T10:00", &staff(BERLIN));
    assert!(matches!(during[..], [Obstacle::Visit(_)]), "{during:?}");
    let after = why(&agenda, "2026-11-20T10:30", &staff(BERLIN));
    assert!(matches!(after[..], [Obstacle::Buffer(_)]), "{after:?}");
}

#[test]
fn the_buffers_of_a_booked_visit_are_its_own_not_those_of_todays_rules() {
    let mut agenda = mornings();
    agenda.busy = vec![visit("2026-11-20T10:00", 30, 30, 0)];
    assert_eq!(on(&agenda, FRIDAY, &staff(BERLIN)), ["09:00", "10:30", "11:00", "11:30"]);
}

#[test]
fn a_visit_that_is_moved_is_not_in_its_own_way() {
    let mut agenda = mornings();
    agenda.busy = vec![visit("2026-11-20T10:00", 30, 0, 0)];
    let id = AppointmentId::from_bytes([7; 16]);
    let begin = at("2026-11-20T10:00");
    assert!(!agenda.explain(begin, None, &staff(BERLIN), None).is_free());
    assert!(agenda.explain(begin, None, &staff(BERLIN), Some(id)).is_free());
}

#[test]
fn weeks_of_a_cycle_take_turns() {
    let mut odd = rule(Weekday::Fri, 540, 600);
    odd.effective_from = date("2026-11-18");
    odd.cycle_weeks = 3;
    odd.cycle_week = 1;
    let agenda = agenda(vec![odd]);
    let held: Vec<bool> = ["2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18"]
        .iter()
        .map(|day| !on(&agenda, day, &staff(BERLIN)).is_empty())
        .collect();
    assert_eq!(held, [false, true, false, false, true]);
    assert!(on(&agenda, "2026-11-06", &staff(BERLIN)).is_empty(), "before it takes effect");
}

#[test]
fn time_off_takes_slots_away_and_wins_over_extra_hours() {
    let mut agenda = mornings();
    agenda.exceptions = vec![
        exception(ExceptionKind::TimeOff, FRIDAY, "2026-11-22", 570, 620),
        exception(
            ExceptionKind::ExtraHours { slot_minutes: 20, room: "lab".to_owned() },
            FRIDAY,
            FRIDAY,
            600,
            780,
        ),
    ];
    let slots = on(&agenda, FRIDAY, &staff(BERLIN));
    assert_eq!(slots, ["09:00", "10:30", "11:00", "11:30", "12:00", "12:20", "12:40"]);
    assert_eq!(on(&agenda, "2026-11-22", &staff(BERLIN)), ["09:00", "10:30", "11:00", "11:30"]);
    agenda.exceptions[0].cancelled = true;
    assert_eq!(on(&agenda, "2026-11-22", &staff(BERLIN)).len(), 6);
}

#[test]
fn rooms_come_from_the_rule_the_extra_hours_or_the_doctor() {
    let mut agenda = mornings();
    agenda.hours.rules[4].room = "7".to_owned();
    agenda.exceptions = vec![exception(
        ExceptionKind::ExtraHours { slot_minutes: 30, room: "lab".to_owned() },
        FRIDAY,
        FRIDAY,
        720,
        750,
    )];
    let rooms = |day: &str| -> Vec<String> {
        let slots = agenda.free_on(
            &CivilDay::of(BERLIN, date(day)),
            &staff(BERLIN),
            &Wanted { length: Some(30), ..Wanted::default() },
        );
        slots.into_iter().map(|it| it.room).collect()
    };
    assert_eq!(rooms(FRIDAY)[5..], ["7", "lab"]);
    assert_eq!(rooms("2026-11-21")[0], "2");
}

#[test]
fn lead_time_and_horizon_bind_patients_and_not_staff() {
    let limits = patient("2026-11-20T08:10");
    assert_eq!(on(&mornings(), FRIDAY, &limits), ["10:30", "11:00", "11:30"]);
    assert!(!on(&mornings(), "2027-01-19", &limits).is_empty());
    assert!(on(&mornings(), "2027-01-20", &limits).is_empty());
    let desk = BookingLimits { exempt: Exempt::Yes, ..limits };
    assert_eq!(on(&mornings(), FRIDAY, &desk).len(), 6);
    assert!(!on(&mornings(), "2027-01-20", &desk).is_empty());
    let soon = why(&mornings(), "2026-11-20T10:00", &limits);
    assert_eq!(soon, [Obstacle::TooSoon(at("2026-11-20T10:10"))]);
    let far = why(&mornings(), "2027-01-20T10:00", &limits);
    assert_eq!(far, [Obstacle::TooFar(date("2027-01-19"))]);
    let past = why(&mornings(), "2026-11-20T08:00", &desk);
    assert!(past.contains(&Obstacle::TooSoon(desk.now)), "staff do not book the past: {past:?}");
}

#[test]
fn a_doctor_off_duty_has_no_slots_and_says_so() {
    let agenda = Agenda { on_duty: false, ..mornings() };
    assert!(on(&agenda, FRIDAY, &staff(BERLIN)).is_empty());
    assert_eq!(why(&agenda, "2026-11-20T10:00", &staff(BERLIN)), [Obstacle::OffDuty]);
}

#[test]
fn a_missing_slot_names_every_reason() {
    let mut agenda = mornings();
    agenda.on_duty = false;
    agenda.exceptions = vec![exception(ExceptionKind::TimeOff, FRIDAY, FRIDAY, 0, 1440)];
    agenda.busy = vec![
        visit("2026-11-20T11:50", 30, 0, 0),
        Busy { by: BusyBy::Hold, ..visit("2026-11-20T12:10", 10, 0, 0) },
    ];
    let limits = patient("2026-11-20T11:00");
    let obstacles = agenda.explain(at("2026-11-20T11:45"), Some(45), &limits, None).obstacles;
    let named: Vec<&str> = obstacles
        .iter()
        .map(|it| match it {
            Obstacle::OffDuty => "off duty",
            Obstacle::TooSoon(_) => "too soon",
            Obstacle::OutsideHours(_) => "outside",
            Obstacle::TimeOff(..) => "time off",
            Obstacle::NotAligned(..) => "not aligned",
            Obstacle::Visit(_) => "visit",
            Obstacle::Hold(_) => "hold",
            Obstacle::Buffer(_) => "buffer",
            Obstacle::Break(_) => "break",
            Obstacle::TooFar(_) => "too far",
        })
        .collect();
    assert_eq!(named, ["off duty", "too soon", "outside", "time off", "not aligned", "visit", "hold"]);
}

#[test]
fn explanations_tell_the_near_slots_and_keep_notes_from_patients() {
    let mut agenda = mornings();
    let sentence = |obstacle: &Obstacle, reader| obstacle.sentence(BERLIN, reader);
    let odd = why(&agenda, "2026-11-20T10:10", &staff(BERLIN));
    assert_eq!(
        sentence(&odd[0], Reader::Patient),
        "No slot begins at this time; one begins at 10:00, another at 10:30."
    );
    let evening = why(&agenda, "2026-11-20T20:00", &staff(BERLIN));
    assert_eq!(
        sentence(&evening[0], Reader::Staff),
        "Outside working hours; the doctor works 09:00 to 12:00 on this date."
    );
    agenda.exceptions = vec![exception(ExceptionKind::TimeOff, FRIDAY, FRIDAY, 540, 600)];
    let away = why(&agenda, "2026-11-20T09:00", &staff(BERLIN));
    assert_eq!(sentence(&away[0], Reader::Staff), "Time off 09:00 to 10:00: congress.");
    assert_eq!(sentence(&away[0], Reader::Patient), "The doctor is away 09:00 to 10:00.");
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let second = Agenda { doctor: doctor(2), ..mornings() };
    let agendas = [second, mornings()];
    let (first, last) = (date(FRIDAY), date("2026-11-22"));
    let all = free(&agendas, first, last, &staff(BERLIN), &Wanted::default(), MAX_SLOTS).slots;
    assert_eq!(all.len(), 36);
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let wanted = Wanted { after, ..Wanted::default() };
        let page = free(&agendas, first, last, &staff(BERLIN), &wanted, 7).slots;
        let Some(end) = page.last() else { break };
        after = Some((end.span.start, end.doctor));
        paged.extend(page);
    }
    assert_eq!(paged, all);
    assert_eq!((all[0].doctor, all[1].doctor), (doctor(1), doctor(2)), "same start: by doctor");
}

#[test]
fn the_soonest_slots_of_several_doctors_come_first_and_the_search_says_how_far_it_went() {
    let afternoons = Agenda { doctor: doctor(2), ..agenda(vec![rule(Weekday::Fri, 840, 900)]) };
    let limits = patient("2026-11-20T09:10");
    let horizon = limits.last_date().expect("a horizon");
    let found = free(&[afternoons, mornings()], date(FRIDAY), horizon, &limits, &Wanted::default(), 3);
    assert_eq!(clocks(&found.slots, BERLIN), ["11:30", "14:00", "14:30"]);
    assert_eq!(found.searched_until, date("2026-11-21"));

    let mut away = mornings();
    away.exceptions = vec![exception(ExceptionKind::TimeOff, FRIDAY, "2027-11-19", 0, 1440)];
    let none = free(&[away], date(FRIDAY), horizon, &limits, &Wanted::default(), 3);
    assert_eq!((none.slots.len(), none.searched_until), (0, date("2027-01-20")));
}

#[test]
fn times_of_the_patients_other_visits_are_left_out() {
    let avoid = [Span::lasting(at("2026-11-20T09:40"), 60)];
    let wanted = Wanted { avoid: &avoid, not_before: Some(at("2026-11-20T09:10")), ..Wanted::default() };
    let slots = mornings().free_on(&CivilDay::of(BERLIN, date(FRIDAY)), &staff(BERLIN), &wanted);
    assert_eq!(clocks(&slots, BERLIN), ["11:00", "11:30"]);
}

#[test]
fn a_longer_visit_begins_where_slots_begin_and_must_fit() {
    let wanted = Wanted { length: Some(120), ..Wanted::default() };
    let slots = mornings().free_on(&CivilDay::of(BERLIN, date(FRIDAY)), &staff(BERLIN), &wanted);
    assert_eq!(clocks(&slots, BERLIN), ["09:00", "09:30", "10:00"]);
}

#[test]
fn one_answer_never_holds_more_than_its_cap() {
    let mut busy_clinic = agenda(ALL.iter().map(|day| rule(*day, 0, 1440)).collect());
    for rule in &mut busy_clinic.hours.rules {
        rule.slot_minutes = 5;
    }
    let last = date("2027-01-20");
    let found = free(&[busy_clinic], date(FRIDAY), last, &staff(BERLIN), &Wanted::default(), usize::MAX);
    assert_eq!(found.slots.len(), MAX_SLOTS + 1);
}

#[test]
fn a_change_strands_only_visits_that_were_inside_before() {
    let (old, mut new) = (mornings(), mornings());
    new.hours.rules.iter_mut().for_each(|it| it.to_minute = 660);
    fn of(agenda: &Agenda) -> Plan<'_> {
        Plan { hours: &agenda.hours, exceptions: &agenda.exceptions }
    }
    let mut stranding = Stranding::between(BERLIN, of(&old), of(&new));
    let mut strands = |begin: &str| stranding.strands(Span::lasting(at(begin), 30));
    assert!(strands("2026-11-20T11:00"));
    assert!(strands("2026-11-20T10:45"), "half inside is outside");
    assert!(!strands("2026-11-20T10:30"));
    assert!(!strands("2026-11-20T15:00"), "it was outside already");
}

/// The same rules read minute by minute with nothing but the zone table.
fn by_brute_force(agenda: &Agenda, zone: Tz, day: NaiveDate) -> Vec<Span> {
    let minutes_of = |it: &HoursRule, minute: u16| (it.from_minute..it.to_minute).contains(&minute);
    let begin = "T00:00:00Z".to_owned();
    let mut instant: Instant =
        format!("{}{begin}", day.pred_opt().expect("a day")).parse().expect("an instant");
    let mut open: Vec<(usize, u16, u16, Span)> = Vec::new();
    for _ in 0..3 * 1440 {
        let next = instant + Duration::minutes(1);
        let minute = minute_of_day(zone, instant);
        if civil_date(zone, instant) == day {
            let in_rule = agenda
                .hours
                .rules
                .iter()
                .position(|it| it.weekday == chrono::Datelike::weekday(&day) && minutes_of(it, minute));
            let found = match in_rule {
                Some(index) => {
                    let rule = &agenda.hours.rules[index];
                    let pause = rule.breaks.iter().any(|it| (it.from_minute..it.to_minute).contains(&minute));
                    (!pause).then_some((index, rule.slot_minutes, rule.buffer_before + rule.buffer_after))
                }
                None => agenda.exceptions.iter().enumerate().find_map(|(index, it)| match it.kind {
                    ExceptionKind::ExtraHours { slot_minutes, .. }
                        if (it.from_minute..it.to_minute).contains(&minute) =>
                    {
                        Some((1000 + index, slot_minutes, 0))
                    }
                    _ => None,
                }),
            };
            if let Some((index, slot, buffers)) = found {
                match open.last_mut() {
                    Some((of, _, _, span)) if *of == index && span.end == instant => span.end = next,
                    _ => open.push((index, slot, buffers, Span { start: instant, end: next })),
                }
            }
        }
        instant = next;
    }
    let mut slots = Vec::new();
    for (_, slot, buffers, span) in open {
        let mut begin = span.start;
        while begin + Duration::minutes(i64::from(slot)) <= span.end {
            let it = Span::lasting(begin, slot);
            let mut minute = it.start;
            let mut off = false;
            while minute < it.end {
                let local = minute_of_day(zone, minute);
                off |= agenda.exceptions.iter().any(|it| {
                    it.kind == ExceptionKind::TimeOff && (it.from_minute..it.to_minute).contains(&local)
                });
                minute += Duration::minutes(1);
            }
            if !off {
                slots.push(it);
            }
            begin += Duration::minutes(i64::from(slot + buffers));
        }
    }
    slots.sort_unstable();
    slots
}

/// Every instant at which the zone's offset changes, five years either way.
fn transitions(zone: Tz) -> Vec<Instant> {
    let mut at: Instant = "2021-11-20T00:00:00Z".parse().expect("an instant");
    let end: Instant = "2031-11-20T00:00:00Z".parse().expect("an instant");
    let offset = |at: Instant| local_time(zone, at) - at.naive_utc();
    let mut found = Vec::new();
    while at < end {
        let next = at + Duration::minutes(30);
        if offset(next) != offset(at) {
            found.push(next);
        }
        at = next;
    }
    found
}

const ZONES: [Tz; 4] = [BERLIN, Tz::America__New_York, Tz::Australia__Lord_Howe, Tz::Asia__Kolkata];

/// The dates around every transition; for a zone without any, a few dates.
fn telling_days() -> &'static [(Tz, NaiveDate)] {
    static DAYS: std::sync::OnceLock<Vec<(Tz, NaiveDate)>> = std::sync::OnceLock::new();
    DAYS.get_or_init(|| {
        let mut telling = Vec::new();
        for zone in ZONES {
            let changes = transitions(zone);
            let mut dates: Vec<NaiveDate> = changes.iter().map(|it| civil_date(zone, *it)).collect();
            if dates.is_empty() {
                dates = vec![date("2024-02-29"), date("2026-10-25"), date("2031-03-30")];
            }
            for date in dates {
                telling.extend(days(date.pred_opt().expect("a day"), after(date)).map(|day| (zone, day)));
            }
        }
        telling
    })
}

#[test]
fn the_zones_have_the_transitions_the_property_needs() {
    let counts: Vec<usize> = ZONES.iter().map(|zone| transitions(*zone).len()).collect();
    assert_eq!(counts, [20, 20, 20, 0]);
}

prop_compose! {
    fn rules()(
        cuts in proptest::collection::btree_set(0u16..=300, 2..=6),
        late in proptest::collection::btree_set(301u16..=1440, 2..=2),
        slot in 5u16..=90,
        before in 0u16..=15,
        after in 0u16..=15,
        pause in (0u16..1400, 1u16..60),
    ) -> Vec<HoursRule> {
        let cuts: Vec<u16> = cuts.into_iter().chain(late).collect();
        cuts.chunks_exact(2)
            .enumerate()
            .flat_map(|(index, pair)| {
                let mut one = rule(Weekday::Mon, pair[0], pair[1]);
                one.slot_minutes = slot + u16::try_from(index).unwrap_or(0);
                one.buffer_before = before;
                one.buffer_after = after;
                let (from, to) = (pause.0.max(pair[0]), (pause.0 + pause.1).min(pair[1]));
                if from < to {
                    one.breaks = vec![Break { from_minute: from, to_minute: to }];
                }
                ALL.iter().map(move |day| HoursRule { weekday: *day, ..one.clone() }).collect::<Vec<_>>()
            })
            .collect()
    }
}

prop_compose! {
    fn exceptions()(
        extra in (0u16..1300, 10u16..140, 5u16..60),
        off in (0u16..1300, 1u16..140),
        which in 0u8..4,
    ) -> Vec<ScheduleException> {
        let whole = |kind, from, to| exception(kind, "2021-01-01", "2032-01-01", from, to);
        let extra_kind = ExceptionKind::ExtraHours { slot_minutes: extra.2, room: String::new() };
        let mut all = Vec::new();
        if which & 1 == 1 {
            all.push(whole(extra_kind, extra.0, extra.0 + extra.1));
        }
        if which & 2 == 2 {
            all.push(whole(ExceptionKind::TimeOff, off.0, off.0 + off.1));
        }
        all
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slots_around_every_clock_change_are_what_a_minute_by_minute_reading_gives(
        rules in rules(),
        exceptions in exceptions(),
        odd in 0u16..1440,
    ) {
        let agenda = Agenda { exceptions, ..agenda(rules) };
        for (zone, date) in telling_days() {
            let day = CivilDay::of(*zone, *date);
            let limits = staff(*zone);
            let slots = agenda.free_on(&day, &limits, &Wanted::default());
            let spans: Vec<Span> = slots.iter().map(|it| it.span).collect();
            prop_assert_eq!(&spans, &by_brute_force(&agenda, *zone, *date), "{} {}", zone, date);
            for pair in slots.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start, "{} {}: {:?}", zone, date, pair);
            }
            for span in &spans {
                let local = local_time(*zone, span.start);
                let named = match resolve(*zone, local) {
                    Local::Gap(_) => false,
                    Local::One(one) => one == span.start,
                    Local::Fold(first, second) => first == span.start || second == span.start,
                };
                prop_assert!(named, "{} {}: {} is no time of the clock", zone, date, local);
                prop_assert!(agenda.explain(span.start, None, &limits, None).is_free(), "{} {}", zone, local);
            }
            let begin = day.span.start + Duration::minutes(i64::from(odd));
            // a day on which the clock jumps ahead is over before its 1,440th minute
            if begin >= day.span.end {
                continue;
            }
            let verdict = agenda.explain(begin, None, &limits, None);
            prop_assert_eq!(verdict.is_free(), spans.contains(&verdict.span), "{} {:?}", zone, verdict);
        }
    }
}

#[test]
fn slots_run_through_both_hours_of_the_fold_and_over_the_gap() {
    let agenda = agenda(ALL.iter().map(|day| rule(*day, 60, 240)).collect());
    let autumn = on(&agenda, "2026-10-25", &staff(BERLIN));
    assert_eq!(autumn, ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]);
    let spring = on(&agenda, "2026-03-29", &staff(BERLIN));
    assert_eq!(spring, ["01:00", "01:30", "03:00", "03:30"]);
    let half = on(&agenda, "2026-10-04", &staff(Tz::Australia__Lord_Howe));
    assert_eq!(half, ["01:00", "01:30", "02:30", "03:00", "03:30"]);
}
