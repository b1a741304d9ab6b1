use praxis_shared::pb::{self, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::common::samples;
use crate::stage::{Stage, person};

fn me() -> pb::Patient {
    pb::Patient { name: person(Role::Patient).patient, ..samples::dietz() }
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.answer_empty();
    stage.press("6");
    stage.answer(Reply::GetPatient(me()));
    stage.answer(Reply::GetPatientChart(samples::chart()));
    stage
}

fn sent<'a>(stage: &'a Stage, name: &str) -> Option<&'a Call> {
    stage.calls().into_iter().find(|call| call.name() == name)
}

#[test]
fn my_data_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("my_data", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("my_data_40x12", stage.picture());
    stage.sweep_some().resize(80, 24).press("2");
    insta::assert_snapshot!("my_chart_form", stage.picture());
    stage.sweep_some();
}

#[test]
fn contact_is_changed_by_its_owner() {
    let mut stage = stage();
    stage.press("1 tab tab tab").type_text("0").press("ctrl-d");
    let Some(Call::UpdatePatient(request)) = sent(&stage, "UpdatePatient") else { panic!("not sent") };
    assert_eq!(request.patient.as_ref().unwrap().name, person(Role::Patient).patient);
    assert_eq!(request.update_mask.as_ref().unwrap().paths, ["phone"]);
}

#[test]
fn allergies_are_changed_and_a_faster_doctor_is_not_overwritten_unseen() {
    let mut stage = stage();
    stage.press("2 tab").type_text(", nuts").press("f2");
    stage.fail("UpdatePatientChart", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    stage.answer(Reply::GetPatientChart(pb::PatientChart {
        allergies: "latex, penicillin".into(),
        version: 5,
        ..samples::chart()
    }));
    let picture = stage.picture();
    assert!(picture.contains("nuts") && picture.contains("is now: latex, penicillin"), "{picture}");
    stage.press("f2");
    let Some(Call::UpdatePatientChart(request)) = sent(&stage, "UpdatePatientChart") else {
        panic!("not sent")
    };
    assert_eq!(
        (request.expected_version, request.chart.as_ref().unwrap().allergies.as_str()),
        (5, "latex (rash), nuts")
    );
}

#[test]
fn what_the_desk_changes_shows_at_once() {
    let mut stage = stage();
    stage.event(Payload::Patient(pb::Patient { phone: "+49 170 1".into(), version: 4, ..me() }));
    assert!(stage.picture().contains("+49 170 1"));
}

#[test]
fn what_was_typed_survives_escape_and_other_screens() {
    let mut stage = stage();
    stage.press("2 tab").type_text(", nuts").press("esc 0 6 2");
    assert!(stage.picture().contains("nuts"), "{}", stage.picture());
}

fn unconfirmed() -> Failure {
    Failure::new(Code::Denied, "this is closed to your account until").because(Reason::Unconfirmed)
}

/// The patient in an account that nobody has confirmed, whose e-mail another account gives, too.
fn doubted() -> Stage {
    let since = Some(crate::context::stamp(crate::stage::beginning()));
    let user = pb::User {
        unconfirmed_time: since,
        email_confirmed: false,
        email_clash: true,
        ..person(Role::Patient)
    };
    let mut stage = Stage::signed_in_as(user);
    stage.answer_empty();
    stage.press("6").answer(Reply::GetPatient(me())).fail("GetPatientChart", unconfirmed());
    stage
}

#[test]
fn what_is_closed_says_so_and_how_it_is_opened_and_the_e_mail_says_that_it_does_not_sign_in() {
    let mut stage = doubted();
    insta::assert_snapshot!("my_data_unconfirmed", stage.picture());
    insta::assert_snapshot!("my_data_unconfirmed_40x12", stage.resize(40, 12).picture());
    let mut seen = String::new();
    for _ in 0..12 {
        seen.push_str(&stage.picture());
        stage.press("down");
    }
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in ["Another account gives this", "Eva Dietz", "the doctor does it."] {
        assert!(seen.contains(wanted), "{wanted}: {seen}");
    }
    stage.sweep_some();
}

#[test]
fn who_may_not_change_the_phone_is_told_before_and_keeps_what_was_typed() {
    let mut stage = doubted();
    stage.press("1");
    assert!(stage.picture().contains("Phone and mail: Closed until the clinic"), "{}", stage.picture());
    stage.press("tab tab tab").type_text("0").press("ctrl-d").fail("UpdatePatient", unconfirmed());
    let picture = stage.picture();
    assert!(picture.contains("01880") && picture.contains("The rest can be saved."), "{picture}");
}

#[test]
fn a_chart_that_was_open_is_closed_on_the_screen_when_the_account_is_doubted() {
    let mut stage = stage();
    stage.press("2").link(crate::app::LinkChange::Relist);
    assert!(stage.picture().contains("latex"), "{}", stage.picture());
    stage.fail("GetPatientChart", unconfirmed());
    let picture = stage.picture();
    assert!(!picture.contains("latex") && picture.contains("Closed until the clinic"), "{picture}");
}
