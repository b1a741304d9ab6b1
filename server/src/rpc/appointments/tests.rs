//! What is wrong with a request about a visit is told by field, all at once.

use praxis_shared::{id::Id, pb};
use prost_types::{FieldMask, Timestamp};

use super::parse;
use crate::domain::{
    appointment::{OverrideKind, State, VisitKind},
    refusal::Refusal,
};

fn fields<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> Vec<String> {
    match outcome {
        Err(Refusal::Invalid(wrong)) => wrong.into_iter().map(|it| it.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn fine() -> pb::BookAppointmentRequest {
    pb::BookAppointmentRequest {
        request_id: "r".into(),
        doctor: praxis_shared::id::DoctorId::from_bytes([1; 16]).to_string(),
        start_time: Some(Timestamp { seconds: 1_795_000_020, nanos: 0 }),
        ..pb::BookAppointmentRequest::default()
    }
}

#[test]
fn a_booking_with_little_said_takes_what_is_usual() {
    let wish = parse::booking(&fine()).unwrap();
    assert_eq!((wish.patient, wish.minutes, wish.kind), (None, None, VisitKind::FollowUp));
    assert_eq!((wish.doctor, wish.start.timestamp()), (Id::from_bytes([1; 16]), 1_795_000_020));
}

#[test]
fn every_wrong_field_of_a_booking_is_named_at_once() {
    let request = pb::BookAppointmentRequest {
        patient: "doctors/0000000000000000000000000a".into(),
        doctor: String::new(),
        start_time: None,
        length_minutes: 4,
        visit_kind: 99,
        reason: "x".repeat(501),
        note: "bell \u{7}".into(),
        r#override: Some(pb::Override { kinds: vec![0, 77], reason: "no".into() }),
        ..fine()
    };
    assert_eq!(
        fields(parse::booking(&request)),
        [
            "patient",
            "doctor",
            "start_time",
            "length_minutes",
            "visit_kind",
            "reason",
            "note",
            "override.kinds[0]",
            "override.kinds[1]",
            "override.reason",
        ]
    );
}

#[test]
fn times_that_are_no_whole_minutes_or_no_times_are_refused() {
    for (seconds, nanos) in [(1_795_000_021, 0), (1_795_000_020, 1), (i64::MAX, 0), (i64::MIN, 0), (0, -1)] {
        let request = pb::BookAppointmentRequest { start_time: Some(Timestamp { seconds, nanos }), ..fine() };
        assert_eq!(fields(parse::booking(&request)), ["start_time"], "{seconds} {nanos}");
    }
}

#[test]
fn lengths_from_five_minutes_to_four_hours_are_taken() {
    for (minutes, good) in [(-1, false), (4, false), (5, true), (240, true), (241, false), (i32::MAX, false)]
    {
        let request = pb::BookAppointmentRequest { length_minutes: minutes, ..fine() };
        assert_eq!(parse::booking(&request).is_ok(), good, "{minutes}");
    }
}

#[test]
fn an_override_says_which_rule_and_why() {
    let over = |kinds: Vec<i32>, reason: &str| {
        let over = Some(pb::Override { kinds, reason: reason.into() });
        parse::booking(&pb::BookAppointmentRequest { r#override: over, ..fine() })
    };
    let both = over(vec![2, 1, 2], "asked by phone").unwrap().overridden.unwrap();
    assert_eq!(both.kinds, [OverrideKind::OutsideHours, OverrideKind::OffDuty]);
    assert_eq!(fields(over(vec![], "asked by phone")), ["override.kinds"]);
    assert_eq!(fields(over(vec![1], "")), ["override.reason"]);
    assert_eq!(fields(over(vec![1], &"x".repeat(201))), ["override.reason"]);
}

#[test]
fn a_filter_with_wrong_parts_names_them_inside_the_filter() {
    let day = |year, month, day| Some(pb::Date { year, month, day });
    let filter = pb::AppointmentFilter {
        doctor: "nobody".into(),
        patient: String::new(),
        from_date: day(2026, 2, 30),
        to_date: day(10_000, 1, 1),
        states: vec![1, 0, 99],
        unresolved: false,
    };
    assert_eq!(
        fields(parse::filter(Some(&filter))),
        ["filter.states[1]", "filter.states[2]", "filter.doctor", "filter.from_date", "filter.to_date"]
    );
    let backwards = pb::AppointmentFilter {
        from_date: day(2026, 11, 21),
        to_date: day(2026, 11, 20),
        ..pb::AppointmentFilter::default()
    };
    assert_eq!(fields(parse::filter(Some(&backwards))), ["filter.to_date"]);
    let states = pb::AppointmentFilter { states: vec![1, 2, 1], ..pb::AppointmentFilter::default() };
    assert_eq!(parse::filter(Some(&states)).unwrap().states, [State::Requested, State::Approved]);
}

#[test]
fn an_update_takes_the_fields_of_its_mask_and_knows_no_others() {
    let appointment = pb::Appointment {
        name: praxis_shared::id::AppointmentId::from_bytes([2; 16]).to_string(),
        room: "4".into(),
        note: "brings an interpreter".into(),
        ..pb::Appointment::default()
    };
    let request = |paths: &[&str]| pb::UpdateAppointmentRequest {
        appointment: Some(appointment.clone()),
        update_mask: Some(FieldMask { paths: paths.iter().map(|&it| it.to_owned()).collect() }),
        ..pb::UpdateAppointmentRequest::default()
    };
    let (_, remark) = parse::remark(&request(&["room"])).unwrap();
    assert_eq!((remark.room.as_deref(), remark.note), (Some("4"), None));
    let (_, remark) = parse::remark(&request(&[])).unwrap();
    assert_eq!((remark.late, remark.kind), (Some(false), Some(VisitKind::FollowUp)));
    assert_eq!(fields(parse::remark(&request(&["state"]))), ["update_mask"]);
    assert_eq!(fields(parse::remark(&pb::UpdateAppointmentRequest::default())), ["appointment"]);
}

#[test]
fn reasons_are_asked_for_where_they_are_needed() {
    let name = praxis_shared::id::AppointmentId::from_bytes([2; 16]).to_string();
    assert_eq!(fields(parse::with_reason(&name, 0, "  ", 1)), ["reason"]);
    assert_eq!(fields(parse::with_reason("x", -1, "no", 3)), ["expected_version", "name", "reason"]);
    let (seen, reason) = parse::with_reason(&name, 7, " full ", 1).unwrap();
    assert_eq!((seen.version, reason.as_str()), (Some(7), "full"));
    assert!(parse::with_reason(&name, 0, "", 0).unwrap().0.version.is_none());
}
