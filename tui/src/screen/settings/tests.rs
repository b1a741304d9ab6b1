use praxis_shared::pb::{self, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::stage::{Stage, clinic};
use crate::theme::ThemeName;

fn stage() -> Stage {
    let mut stage = Stage::open(Role::Admin, Route::Settings);
    stage.answer(Reply::GetClinic(clinic()));
    stage
}

#[test]
fn the_settings_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("settings", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("settings_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
}

#[test]
fn only_what_was_changed_is_saved_by_a_capital_s() {
    let mut stage = stage();
    stage.press("enter down down ctrl-u").type_text("90").press("esc S");
    let Some(Call::UpdateClinic(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(
        request.update_mask.as_ref().map(|mask| mask.paths.clone()),
        Some(vec!["lead_time_minutes".into()])
    );
    assert_eq!(request.expected_version, 1);
    let now = pb::Clinic { lead_time_minutes: 90, version: 2, ..clinic() };
    stage.answer(Reply::UpdateClinic(now));
    assert!(stage.picture().contains("Saved"), "{}", stage.picture());
}

#[test]
fn a_wrong_number_and_an_unknown_zone_stand_beside_their_fields() {
    let mut stage = stage();
    stage
        .press("enter down ctrl-u")
        .type_text("Mars/Base")
        .press("down ctrl-u")
        .type_text("soon")
        .press("ctrl-d");
    assert_eq!(stage.last_call(), None);
    let picture = stage.picture();
    assert!(picture.contains("a number from 0 to 43200"), "{picture}");
    assert!(picture.contains("soon"), "{picture}");
}

#[test]
fn a_change_by_somebody_else_loses_nothing_that_was_typed() {
    let mut stage = stage();
    stage.press("enter").type_text(" East").press("ctrl-d");
    stage.fail("UpdateClinic", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    stage.answer(Reply::GetClinic(pb::Clinic { horizon_days: 30, version: 5, ..clinic() }));
    let picture = stage.picture();
    assert!(picture.contains("Clinic East") && picture.contains("30"), "{picture}");
    stage.press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::UpdateClinic(request)) if request.expected_version == 5));
}

#[test]
fn dropping_brings_back_what_is_saved() {
    let mut stage = stage();
    stage.press("e").type_text("xyz").press("esc U");
    assert!(!stage.picture().contains("Clinicxyz"), "{}", stage.picture());
    stage.event(Payload::Clinic(pb::Clinic { emergency_phone: "911".into(), version: 3, ..clinic() }));
    assert!(stage.picture().contains("911"));
}
