//! What is wrong with a request about hours and slots is told by field, all at once.

use praxis_shared::{
    id::{AppointmentId, DoctorId},
    pb,
};

use super::parse;
use crate::{
    actions::schedule::{Change, Whose},
    domain::{refusal::Refusal, stranding::Fate},
};

fn fields<T>(outcome: Result<T, Refusal>) -> Vec<String> {
    match outcome {
        Err(Refusal::Invalid(wrong)) => wrong.into_iter().map(|it| it.field).collect(),
        Err(other) => panic!("another refusal: {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<pb::Date> {
    Some(pb::Date { year, month, day })
}

fn doctor() -> String {
    DoctorId::from_bytes([1; 16]).to_string()
}

#[test]
fn hours_have_the_name_of_their_doctor() {
    assert_eq!(
        parse::hours_name("name", &format!("{}/workingHours", doctor())),
        Ok(DoctorId::from_bytes([1; 16]))
    );
    for wrong in [doctor(), "doctors/x/workingHours".to_owned(), "/workingHours".to_owned(), String::new()] {
        assert_eq!(fields(parse::hours_name("name", &wrong)), ["name"], "{wrong}");
    }
}

#[test]
fn wrong_hours_are_told_field_by_field_together_with_the_plan() {
    let request = pb::UpdateWorkingHoursRequest {
        working_hours: Some(pb::WorkingHours {
            name: String::new(),
            rules: vec![pb::HoursRule {
                weekday: 9,
                from_minute: 600,
                to_minute: 540,
                effective_from: day(2026, 1, 1),
                ..pb::HoursRule::default()
            }],
            ..pb::WorkingHours::default()
        }),
        expected_version: -1,
        stranded_plan: Some(pb::StrandedPlan { action: 7, ..pb::StrandedPlan::default() }),
        ..pb::UpdateWorkingHoursRequest::default()
    };
    let wrong = fields(parse::hours(&request));
    assert_eq!(wrong.first().map(String::as_str), Some("working_hours.name"));
    assert!(wrong.contains(&"working_hours.rules[0].weekday".to_owned()), "{wrong:?}");
    assert!(wrong.contains(&"working_hours.rules[0].to_minute".to_owned()), "{wrong:?}");
    assert!(
        wrong.ends_with(&["expected_version".to_owned(), "stranded_plan.action".to_owned()]),
        "{wrong:?}"
    );
}

#[test]
fn an_exception_without_anything_in_it_is_refused() {
    let wrong = fields(parse::exception(&pb::CreateScheduleExceptionRequest::default()));
    assert!(wrong.contains(&"exception.doctor".to_owned()) && wrong.contains(&"exception.kind".to_owned()));
}

#[test]
fn a_plan_says_what_becomes_of_stranded_visits() {
    let plan = |action: pb::StrandedAction, message: &str| pb::StrandedPlan {
        action: action.into(),
        moves: vec![pb::VisitMove {
            appointment: AppointmentId::from_bytes([2; 16]).to_string(),
            start_time: Some(prost_types::Timestamp { seconds: 1_795_000_020, nanos: 0 }),
        }],
        message: message.to_owned(),
        preview_token: String::new(),
    };
    let fate = |plan: &pb::StrandedPlan| match parse::change(false, Some(plan)) {
        Ok(Change::Make(settlement)) => settlement.fate,
        other => panic!("{other:?}"),
    };
    assert_eq!(parse::change(true, None), Ok(Change::Try));
    assert_eq!(fate(&pb::StrandedPlan::default()), Fate::Unsaid);
    assert!(matches!(fate(&plan(pb::StrandedAction::Move, "")), Fate::Move(moves) if moves.len() == 1));
    assert_eq!(fate(&plan(pb::StrandedAction::Cancel, "ill")), Fate::Cancel("ill".to_owned()));
    let silent = plan(pb::StrandedAction::Cancel, " ");
    assert_eq!(fields(parse::change(false, Some(&silent))), ["stranded_plan.message"]);
}

#[test]
fn slots_are_asked_for_in_ranges_of_at_most_two_months() {
    let ask =
        |from, to| parse::slots(&pb::ListSlotsRequest { from_date: from, to_date: to, ..Default::default() });
    assert!(ask(day(2026, 11, 1), day(2027, 1, 2)).is_ok());
    assert_eq!(fields(ask(day(2026, 11, 1), day(2027, 1, 3))), ["to_date"]);
    assert_eq!(fields(ask(day(2026, 11, 1), day(2026, 10, 31))), ["to_date"]);
    assert_eq!(fields(ask(None, None)), ["from_date", "to_date"]);
    assert_eq!(fields(ask(day(2026, 2, 30), day(2026, 3, 1))), ["from_date"]);
}

#[test]
fn the_soonest_slots_are_those_of_a_doctor_or_of_a_specialization() {
    let ask = |doctor: &str, specialization: &str, count| {
        parse::soonest(&pb::FindSoonestSlotsRequest {
            doctor: doctor.to_owned(),
            specialization: specialization.to_owned(),
            count,
            ..pb::FindSoonestSlotsRequest::default()
        })
    };
    assert_eq!(ask("", "", 0).map(|it| (it.whose, it.count)), Ok((Whose::Anybody, 3)));
    assert!(matches!(ask("", "Dermatology", 50).map(|it| it.whose), Ok(Whose::Specialization(_))));
    assert_eq!(fields(ask(&doctor(), "Dermatology", 51)), ["specialization", "count"]);
}
