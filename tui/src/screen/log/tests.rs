use chrono::TimeDelta;
use praxis_shared::pb::{self, Role};

use crate::context::stamp;
use crate::outbox::{Call, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::{Stage, beginning};
use crate::theme::ThemeName;

fn entries(from: i64, count: i64, next: &str) -> Reply {
    let methods =
        ["AppointmentService/CheckInAppointment", "UserService/SetUserRoles", "PatientService/GetPatient"];
    let entries = (0..count)
        .map(|at| pb::AuditEntry {
            seq: from - at,
            time: Some(stamp(beginning() - TimeDelta::minutes(7 * at))),
            user: samples::name("users", "1da"),
            user_display_name: "Hansen, Ida".into(),
            method: methods[usize::try_from(at).unwrap() % 3].into(),
            object: samples::name("appointments", "a1"),
            outcome: if at % 4 == 3 { "STALE_VERSION".into() } else { "ok".into() },
            ..Default::default()
        })
        .collect();
    Reply::ListAuditEntries(pb::ListAuditEntriesResponse { entries, next_page_token: next.into() })
}

fn stage() -> Stage {
    let mut stage = Stage::open(Role::Admin, Route::Log);
    stage.answer(entries(900, 8, "older"));
    stage
}

#[test]
fn the_log_looks_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("log", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("log_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
}

#[test]
fn the_end_loads_older_acts_and_goes_to_them() {
    let mut stage = stage();
    stage.press("end");
    assert!(
        matches!(stage.last_call(), Some(Call::ListAuditEntries(request)) if request.page_token == "older")
    );
    stage.answer(entries(892, 3, ""));
    assert!(stage.picture().contains("890  "), "{}", stage.picture());
    stage.press("end");
    assert_eq!(stage.last_call(), None);
}

#[test]
fn one_key_narrows_to_the_person_or_the_object_and_escape_widens() {
    let mut stage = stage();
    stage.press("w");
    assert!(
        matches!(stage.last_call(), Some(Call::ListAuditEntries(request)) if request.user == samples::name("users", "1da"))
    );
    stage.answer(entries(900, 2, "")).press("esc");
    assert!(matches!(stage.last_call(), Some(Call::ListAuditEntries(request)) if request.user.is_empty()));
    stage.answer(entries(900, 2, "")).press("o");
    assert!(
        matches!(stage.last_call(), Some(Call::ListAuditEntries(request)) if request.object.starts_with("appointments/"))
    );
}

#[test]
fn filters_add_up_and_a_line_opens_with_all_that_is_known() {
    let mut stage = stage();
    stage.press("d");
    stage.answer(entries(900, 3, "")).press("x");
    assert!(matches!(stage.last_call(), Some(Call::ListAuditEntries(it))
        if it.method == "AppointmentService/CheckInAppointment" && it.refused_only));
    stage.answer(entries(900, 3, "")).press("t");
    assert!(matches!(stage.last_call(), Some(Call::ListAuditEntries(it))
        if it.from_date.is_some() && it.from_date == it.to_date && it.refused_only));
    stage.answer(entries(900, 3, "")).press("enter");
    insta::assert_snapshot!("log_details", stage.picture());
    stage.press("esc");
    assert!(!stage.picture().contains("Number"));
    // nothing in the newest part of the log: it is looked through further back
    stage.press("esc");
    stage.answer(entries(0, 0, "further"));
    assert!(matches!(stage.last_call(), Some(Call::ListAuditEntries(it)) if it.page_token == "further"));
    assert!(stage.picture().contains("looking further back"));
}
