use praxis_shared::pb::{self, DutyStatus, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::Stage;
use crate::theme::ThemeName;

fn doctor(id: &str, name: &str, what: &str, duty: DutyStatus) -> pb::Doctor {
    pb::Doctor {
        name: samples::name("doctors", id),
        display_name: name.into(),
        specializations: vec![what.into()],
        qualification: "MD, FRCS".into(),
        years_of_experience: 12,
        room: "3".into(),
        registration_number: "R-10482".into(),
        duty_status: duty.into(),
        active: true,
        next_free_time: (duty == DutyStatus::OnDuty).then(|| stamp(samples::at(3, 9, 15))),
        version: 2,
        ..Default::default()
    }
}

fn stage() -> Stage {
    let mut stage = Stage::open(Role::Admin, Route::Doctors);
    let doctors = vec![
        doctor("1ind", "Lindqvist, Eva", "General medicine", DutyStatus::OffDuty),
        doctor("m0rea", "Moreau, Claire", "Orthopaedics", DutyStatus::OnDuty),
        doctor("0kaf", "Okafor, Ben", "Paediatrics", DutyStatus::OnDuty),
    ];
    stage.answer(Reply::ListDoctors(pb::ListDoctorsResponse { doctors, ..Default::default() }));
    stage
}

#[test]
fn the_doctors_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("doctors", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("doctors_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
    stage.press("down enter");
    insta::assert_snapshot!("doctors_profile", stage.picture());
    stage.sweep_some();
}

#[test]
fn only_what_was_changed_is_sent_and_a_wrong_fee_stands_beside_its_field() {
    let mut stage = stage();
    stage.press("down enter down down down ctrl-u").type_text("7b").press("down down down").type_text("x");
    stage.press("ctrl-d");
    assert_eq!(stage.last_call(), None);
    assert!(stage.picture().contains("amount like"), "{}", stage.picture());
    stage.press("backspace ctrl-d");
    let Some(Call::UpdateDoctor(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.update_mask.as_ref().map(|mask| mask.paths.clone()), Some(vec!["room".into()]));
    assert_eq!(request.expected_version, 2);
    stage.fail("UpdateDoctor", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    let mut now = doctor("m0rea", "Moreau, Claire", "Sports medicine", DutyStatus::OnDuty);
    now.version = 6;
    stage.answer(Reply::GetDoctor(now));
    let picture = stage.picture();
    assert!(picture.contains("Sports medicine") && picture.contains("7b"), "{picture}");
}

#[test]
fn going_off_duty_asks_and_coming_back_does_not() {
    let mut stage = stage();
    stage.press("d");
    assert!(
        matches!(stage.last_call(), Some(Call::SetDutyStatus(it)) if it.duty_status() == DutyStatus::OnDuty)
    );
    let mut stage = self::stage();
    stage.press("down d enter");
    assert_eq!(stage.last_call(), None);
    stage.press("d y");
    assert!(
        matches!(stage.last_call(), Some(Call::SetDutyStatus(it)) if it.duty_status() == DutyStatus::OffDuty)
    );
}

#[test]
fn the_next_free_time_stays_when_an_event_brings_none() {
    let mut stage = stage();
    let mut changed = doctor("m0rea", "Moreau, Claire", "Orthopaedics", DutyStatus::OnDuty);
    (changed.next_free_time, changed.room, changed.version) = (None, "9z".into(), 3);
    stage.event(Payload::Doctor(changed));
    let picture = stage.picture();
    let row = picture.lines().find(|row| row.contains("Moreau")).unwrap();
    assert!(row.contains("9z") && row.contains("09:15"), "{picture}");
}

#[test]
fn the_hours_of_the_selected_doctor_are_one_key_away() {
    let mut stage = stage();
    stage.press("down h");
    let asked = |call: &&Call| matches!(call, Call::GetWorkingHours(it) if it.name.contains("m0rea"));
    assert!(stage.calls().iter().any(asked), "{:?}", stage.calls());
}
