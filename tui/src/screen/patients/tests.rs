use praxis_shared::pb::{self, Role};

use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::Stage;
use crate::theme::ThemeName;

fn found(patients: Vec<pb::Patient>) -> Reply {
    Reply::ListPatients(pb::ListPatientsResponse { patients, next_page_token: String::new() })
}

/// Answers every search under way, the last one with the patients who begin alike.
fn answer(stage: &mut Stage, patients: &[pb::Patient]) {
    while stage.calls().iter().any(|call| matches!(call, Call::ListPatients(_))) {
        stage.answer(found(patients.to_vec()));
    }
}

fn desk() -> Stage {
    let mut stage = Stage::open(Role::Desk, Route::Patients { find: false });
    answer(&mut stage, &samples::patients());
    stage
}

#[test]
fn any_record_opens_with_six_keys() {
    let mut stage = Stage::signed_in(Role::Desk);
    let mut keys = 0;
    for key in ["ctrl-f", "g", "o", "m", "e"] {
        stage.press(key);
        keys += 1;
    }
    answer(&mut stage, &samples::patients());
    stage.press("enter");
    keys += 1;
    assert!(
        stage.calls().contains(&&Call::GetPatient(pb::GetPatientRequest {
            name: samples::patients()[0].name.clone()
        }))
    );
    assert!(keys <= 6);
}

#[test]
fn enter_before_the_answer_opens_a_single_match_and_asks_to_look_among_several() {
    let opened = |patients: &[pb::Patient]| {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("ctrl-f g o m e enter");
        answer(&mut stage, patients);
        stage.calls().iter().any(|call| matches!(call, Call::GetPatient(_)))
    };
    assert!(opened(&samples::patients()[..1]));
    assert!(!opened(&samples::patients()));
    assert!(!opened(&[]), "nobody is registered by an Enter that came too early");
}

#[test]
fn only_one_search_is_on_its_way_and_the_last_letters_are_searched_for() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.press("ctrl-f g o m e");
    let searches =
        |stage: &Stage| stage.calls().iter().filter(|it| matches!(it, Call::ListPatients(_))).count();
    assert_eq!(searches(&stage), 1);
    stage.answer(found(Vec::new()));
    let last = pb::ListPatientsRequest { query: "gome".into(), ..Default::default() };
    assert!(stage.calls().contains(&&Call::ListPatients(last)));
    assert_eq!(searches(&stage), 1);
}

#[test]
fn the_last_line_registers_the_name_that_was_not_found() {
    let mut stage = desk();
    stage.press("/").type_text("gomez luis");
    answer(&mut stage, &samples::patients());
    assert!(stage.picture().contains("new: gomez luis"), "{}", stage.picture());
    stage.press("up");
    assert!(stage.selected_row().unwrap().contains("new: gomez luis"));
    stage.press("enter");
    assert!(stage.picture().contains("NEW PATIENT"), "{}", stage.picture());
    // A doctor keeps no identities.
    let mut stage = Stage::open(Role::Doctor, Route::Patients { find: false });
    stage.press("/").type_text("gomez");
    answer(&mut stage, &samples::patients());
    assert!(!stage.picture().contains("new:"));
}

#[test]
fn a_live_change_is_shown_and_moves_the_cursor_to_nobody_else() {
    let mut stage = desk();
    stage.press("down");
    assert!(stage.selected_row().unwrap().contains("Ana"));
    let mut now = samples::patients().remove(1);
    now.display_name = "Gómez-Ruiz, Ana María".into();
    now.version += 1;
    stage.event(pb::event::Payload::Patient(now.clone()));
    assert!(stage.selected_row().unwrap().contains("Gómez-Ruiz"));
    // Somebody new comes in above: the cursor stays with its patient.
    let new = samples::patient("Abel", "Kim", (2001, 1, 1), 11_000);
    stage.event(pb::event::Payload::Patient(new.clone()));
    let list: Vec<_> = [vec![new], samples::patients()].concat();
    answer(&mut stage, &list);
    assert!(stage.selected_row().unwrap().contains("Ana"), "{}", stage.picture());
}

#[test]
fn what_is_known_stays_when_the_search_fails() {
    let mut stage = desk();
    stage.press("/ x");
    stage.fail("ListPatients", Failure::new(Code::Offline, "The server does not answer."));
    let picture = stage.picture();
    assert!(picture.contains("Gomolka") && picture.contains("does not answer"), "{picture}");
}

#[test]
fn the_list_looks_like_this() {
    let mut stage = desk();
    insta::assert_snapshot!("patients", stage.picture());
    stage.theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.press("/").type_text("gom");
    answer(&mut stage, &samples::patients());
    stage.resize(40, 12);
    insta::assert_snapshot!("patients_40x12", stage.picture());
    stage.sweep_some();
}

#[test]
fn in_the_private_view_nobody_is_named() {
    let mut stage = desk();
    stage.press(".");
    let picture = stage.picture();
    assert!(!picture.contains("Luis") && !picture.contains("1974") && !picture.contains("555"), "{picture}");
}
