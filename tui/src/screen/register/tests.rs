use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;

use crate::outbox::{Call, Code, Failure, Go, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::Stage;

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.answer_empty();
    stage.go(Go::Tab(Route::Register("gomez, luis".into())));
    stage
}

fn registered(stage: &Stage) -> Option<&pb::RegisterPatientRequest> {
    stage.calls().into_iter().find_map(|call| match call {
        Call::RegisterPatient(request) => Some(request),
        _ => None,
    })
}

fn filled() -> Stage {
    let mut stage = stage();
    stage.type_text("2.3.1974").press("enter").type_text("+49305550188").press("ctrl-d");
    stage
}

#[test]
fn a_new_patient_takes_the_data_and_at_most_eight_keys() {
    let mut stage = Stage::signed_in(Role::Desk);
    let mut keys = 1;
    stage.press("ctrl-f").type_text("gomez, luis");
    stage.answer_empty();
    stage.press("enter");
    keys += 1;
    stage.type_text("2.3.1974");
    stage.press("enter");
    stage.type_text("+49305550188");
    stage.press("enter enter enter");
    keys += 4;
    let request = registered(&stage).expect("it is sent");
    let patient = request.patient.clone().unwrap();
    assert_eq!((patient.last_name.as_str(), patient.first_name.as_str()), ("Gomez", "Luis"));
    assert_eq!(patient.birth_date, Some(pb::Date { year: 1974, month: 3, day: 2 }));
    assert_eq!(patient.phone, "+49305550188");
    assert!(!request.accept_duplicate);
    assert!(keys <= 8, "{keys}");
}

#[test]
fn every_wrong_field_is_named_and_nothing_typed_is_lost() {
    let mut stage = stage();
    stage.type_text("31.2.1974").press("enter").type_text("abc").press("ctrl-d");
    assert!(registered(&stage).is_none());
    let picture = stage.picture();
    assert!(picture.contains("31.2.1974") && picture.contains("abc"), "{picture}");
    assert_eq!(picture.matches("! ").count(), 2, "{picture}");
}

#[test]
fn likely_duplicates_are_shown_while_typing() {
    let mut stage = stage();
    stage.type_text("2.3.1974").press("enter");
    stage.answer(Reply::FindDuplicatePatients(pb::FindDuplicatePatientsResponse {
        patients: samples::patients()[..1].to_vec(),
    }));
    assert!(stage.picture().contains("Gomez, Luis  (10482)"), "{}", stage.picture());
    insta::assert_snapshot!("register_alike", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("register_alike_40x12", stage.picture());
}

#[test]
fn a_likely_duplicate_is_registered_only_after_a_person_said_so() {
    let mut stage = filled();
    let failure = Failure::new(Code::Conflict, "a patient very like this one is registered")
        .because(Reason::LikelyDuplicate);
    stage.answer(Reply::FindDuplicatePatients(pb::FindDuplicatePatientsResponse::default()));
    stage.fail("RegisterPatient", failure);
    stage.answer(Reply::FindDuplicatePatients(pb::FindDuplicatePatientsResponse {
        patients: samples::patients()[..1].to_vec(),
    }));
    let picture = stage.picture();
    assert!(picture.contains("Is it one of these") && picture.contains("10482"), "{picture}");
    insta::assert_snapshot!("register_question", picture);
    stage.press("n");
    assert!(registered(&stage).unwrap().accept_duplicate);
}

#[test]
fn enter_on_a_likely_duplicate_opens_the_record_there_is() {
    let mut stage = filled();
    stage.answer(Reply::FindDuplicatePatients(pb::FindDuplicatePatientsResponse::default()));
    stage
        .fail("RegisterPatient", Failure::new(Code::Conflict, "registered").because(Reason::LikelyDuplicate));
    stage.answer(Reply::FindDuplicatePatients(pb::FindDuplicatePatientsResponse {
        patients: samples::patients()[..1].to_vec(),
    }));
    stage.press("enter");
    assert!(stage.calls().iter().any(|call| matches!(call, Call::GetPatient(_))));
    assert!(registered(&stage).is_none());
}

#[test]
fn what_was_typed_survives_escape() {
    let mut stage = stage();
    stage.type_text("2.3.19").press("esc");
    stage.answer_empty();
    stage.press("n");
    assert!(stage.picture().contains("2.3.19") && stage.picture().contains("Gomez"), "{}", stage.picture());
}

#[test]
fn a_lost_answer_is_asked_for_again_under_the_same_request_id() {
    let mut stage = filled();
    let first = registered(&stage).unwrap().request_id.clone();
    stage.fail("RegisterPatient", Failure::new(Code::TooSlow, "no answer in time"));
    stage.press("ctrl-d");
    assert_eq!(registered(&stage).unwrap().request_id, first);
}
