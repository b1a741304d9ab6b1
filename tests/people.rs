//! Patients and doctors: who finds whom, who may change what, and that the desk never meets
//! clinical text.

use praxis_shared::pb;
use praxis_tests::{Clinic, Person, Refused, fresh, when};
use prost_types::FieldMask;
use tonic::{Code, Status};

fn patient(first: &str, last: &str, birth: &str, phone: &str) -> pb::Patient {
    pb::Patient {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        birth_date: Some(when::date(birth)),
        phone: phone.to_owned(),
        ..pb::Patient::default()
    }
}

async fn register(by: &Person, patient: pb::Patient) -> Result<pb::Patient, Status> {
    let asked =
        pb::RegisterPatientRequest { request_id: fresh(), patient: Some(patient), accept_duplicate: false };
    Ok(by.patients().register_patient(asked).await?.into_inner())
}

async fn search(by: &Person, query: &str) -> Vec<String> {
    let asked = pb::ListPatientsRequest { query: query.to_owned(), ..pb::ListPatientsRequest::default() };
    let found = by.patients().list_patients(asked).await.unwrap().into_inner().patients;
    found.into_iter().map(|it| it.display_name).collect()
}

fn mask(paths: &[&str]) -> Option<FieldMask> {
    Some(FieldMask { paths: paths.iter().map(|&path| path.to_owned()).collect() })
}

async fn chart(by: &Person, patient: &str) -> Result<pb::PatientChart, Status> {
    let asked = pb::GetPatientChartRequest { name: format!("{patient}/chart") };
    Ok(by.patients().get_patient_chart(asked).await?.into_inner())
}

#[tokio::test]
async fn the_desk_finds_patients_however_they_are_typed() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    for it in [
        patient("Thị Mai", "Nguyễn", "1974-03-02", "+49 170 5550101"),
        patient("Ştefan", "Ionescu", "1981-11-30", ""),
        patient("Jürgen", "Müller", "1960-07-14", "030 5550199"),
        patient("Łukasz", "Østergård", "1990-01-05", ""),
    ] {
        register(&ida, it).await.unwrap();
    }
    for (query, found) in [
        ("nguyen", "Nguyễn, Thị Mai"),
        ("NGUYEN mai", "Nguyễn, Thị Mai"),
        ("ngyuen", "Nguyễn, Thị Mai"),
        ("stefan", "Ionescu, Ştefan"),
        ("muller", "Müller, Jürgen"),
        ("mueller", "Müller, Jürgen"),
        ("juergen m", "Müller, Jürgen"),
        ("ostergard", "Østergård, Łukasz"),
        ("lukasz", "Østergård, Łukasz"),
        ("1974-03-02", "Nguyễn, Thị Mai"),
        ("14.7.1960", "Müller, Jürgen"),
        ("30/11/1981", "Ionescu, Ştefan"),
        ("5550101", "Nguyễn, Thị Mai"),
        ("0170 555", "Nguyễn, Thị Mai"),
        ("10003", "Müller, Jürgen"),
    ] {
        assert_eq!(search(&ida, query).await, [found], "{query}");
    }
    assert_eq!(search(&ida, "nobody").await, [""; 0]);
    assert_eq!(search(&ida, "").await.len(), 4);
}

#[tokio::test]
async fn pages_of_a_search_hold_everybody_once_and_their_tokens_belong_to_it() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    for number in 1..=9 {
        let last = ["Smith", "Smithers", "Smyth"][number % 3];
        register(&ida, patient("Ann", last, &format!("197{number}-01-01"), "")).await.unwrap();
    }
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let asked =
            pb::ListPatientsRequest { query: "smith".to_owned(), page_size: 2, page_token: token.clone() };
        let page = ida.patients().list_patients(asked).await.unwrap().into_inner();
        names.extend(page.patients.into_iter().map(|it| (it.last_name, it.number)));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
        let other = pb::ListPatientsRequest {
            query: "smyth".to_owned(),
            page_token: token.clone(),
            ..pb::ListPatientsRequest::default()
        };
        let refused = ida.patients().list_patients(other).await.unwrap_err();
        assert_eq!(refused.reason(), "INVALID_PAGE_TOKEN");
    }
    let order: Vec<_> = names.iter().map(|(last, _)| last.as_str()).collect();
    let expected = [["Smith"; 3], ["Smithers"; 3], ["Smyth"; 3]].concat();
    assert_eq!(order, expected, "exact, then beginnings, then near misses");
    names.sort_by_key(|(_, number)| *number);
    names.dedup_by_key(|(_, number)| *number);
    assert_eq!(names.len(), 9);
}

#[tokio::test]
async fn registering_somebody_again_needs_a_second_look() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let first = register(&ida, patient("Anna", "Müller", "1974-03-02", "")).await.unwrap();
    let again = patient("Ana", "Mueller", "1974-03-02", "");
    let asked = pb::FindDuplicatePatientsRequest { patient: Some(again.clone()) };
    let shown = ida.patients().find_duplicate_patients(asked).await.unwrap().into_inner().patients;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].name, first.name);
    let refused = register(&ida, again.clone()).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::AlreadyExists, "LIKELY_DUPLICATE"));
    let asked =
        pb::RegisterPatientRequest { request_id: fresh(), patient: Some(again), accept_duplicate: true };
    let second = ida.patients().register_patient(asked.clone()).await.unwrap().into_inner();
    assert_eq!(second.number, first.number + 1);
    let replayed = ida.patients().register_patient(asked).await.unwrap().into_inner();
    assert_eq!(replayed, second, "a repeated request has one effect");
    assert_eq!(search(&ida, "mueller").await.len(), 2);
}

#[tokio::test]
async fn every_wrong_field_of_a_new_patient_is_named_at_once() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let wrong = pb::Patient {
        first_name: "Evil\u{1b}[2J".to_owned(),
        birth_date: Some(pb::Date { year: 2027, month: 2, day: 30 }),
        gender: 77,
        phone: "call me".to_owned(),
        email: "nowhere".to_owned(),
        address: Some(pb::PostalAddress {
            city: "\u{202e}nilreB".to_owned(),
            ..pb::PostalAddress::default()
        }),
        ..pb::Patient::default()
    };
    let refused = register(&ida, wrong).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::InvalidArgument, "INVALID_FIELDS"));
    let mut fields = refused.fields();
    fields.sort();
    let expected = [
        "patient.address.city",
        "patient.birth_date",
        "patient.email",
        "patient.first_name",
        "patient.gender",
        "patient.last_name",
        "patient.phone",
    ];
    assert_eq!(fields, expected);
    assert!(refused.violation("patient.first_name").unwrap().contains("U+001B"));
    let tomorrow = register(&ida, patient("Too", "Young", "2027-03-02", "")).await.unwrap_err();
    assert_eq!(tomorrow.fields(), ["patient.birth_date"]);
}

#[tokio::test]
async fn a_change_touches_the_masked_fields_only_and_a_stale_one_nothing() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let anna = register(&ida, patient("Anna", "Müller", "1974-03-02", "030 111111")).await.unwrap();
    let change = |paths: &[&str], phone: &str, expected_version: i64| pb::UpdatePatientRequest {
        request_id: fresh(),
        patient: Some(pb::Patient {
            name: anna.name.clone(),
            phone: phone.to_owned(),
            first_name: "Ignored".to_owned(),
            ..pb::Patient::default()
        }),
        update_mask: mask(paths),
        expected_version,
    };
    let changed =
        ida.patients().update_patient(change(&["phone"], "030 222222", 1)).await.unwrap().into_inner();
    assert_eq!(
        (changed.phone.as_str(), changed.first_name.as_str(), changed.version),
        ("030 222222", "Anna", 2)
    );
    let stale = ida.patients().update_patient(change(&["phone"], "030 333333", 1)).await.unwrap_err();
    assert_eq!((stale.code(), stale.reason().as_str()), (Code::Aborted, "STALE_VERSION"));
    assert_eq!(stale.more("current_version").as_deref(), Some("2"));
    let unknown = ida.patients().update_patient(change(&["allergies"], "", 0)).await.unwrap_err();
    assert_eq!(unknown.fields(), ["update_mask"]);
    let now = ida.patients().get_patient(pb::GetPatientRequest { name: anna.name.clone() }).await.unwrap();
    assert_eq!(now.into_inner(), changed);
}

#[tokio::test]
async fn a_chart_is_open_to_the_patient_and_the_doctor_who_sees_them_and_to_nobody_else() {
    let clinic = Clinic::open().await;
    let (ana, ben) = (clinic.patient("ana").await, clinic.patient("ben").await);
    let (okafor, lund, ida) =
        (clinic.doctor("okafor").await, clinic.doctor("lund").await, clinic.desk("ida").await);
    let written = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: "patients/me/chart".to_owned(),
            blood_group: pb::BloodGroup::ONegative.into(),
            allergies: "penicillin".to_owned(),
            ..pb::PatientChart::default()
        }),
        update_mask: mask(&["blood_group", "allergies"]),
        expected_version: 1,
    };
    let mine = ana.patients().update_patient_chart(written).await.unwrap().into_inner();
    assert_eq!((mine.name, mine.version), (format!("{}/chart", ana.patient()), 2));

    assert_eq!(chart(&okafor, &ana.patient()).await.unwrap_err().code(), Code::NotFound);
    let walk_in = pb::CreateWalkInRequest {
        request_id: fresh(),
        patient: ana.patient(),
        doctor: okafor.doctor(),
        visit_kind: pb::VisitKind::Check.into(),
        ..pb::CreateWalkInRequest::default()
    };
    let visit = ida.appointments().create_walk_in(walk_in).await.unwrap().into_inner();
    assert_eq!(chart(&okafor, &ana.patient()).await.unwrap().allergies, "penicillin");
    let noted = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{}/chart", ana.patient()),
            medical_history: "Asthma since childhood.\nNo surgery.".to_owned(),
            ..pb::PatientChart::default()
        }),
        update_mask: mask(&["medical_history"]),
        expected_version: 2,
    };
    let noted = okafor.patients().update_patient_chart(noted).await.unwrap().into_inner();
    assert_eq!((noted.allergies.as_str(), noted.version), ("penicillin", 3));

    for stranger in [&lund, &ben] {
        assert_eq!(chart(stranger, &ana.patient()).await.unwrap_err().reason(), "NOT_FOUND");
    }
    for staff in [&ida, &clinic.admin()] {
        assert_eq!(chart(staff, &ana.patient()).await.unwrap_err().code(), Code::PermissionDenied);
    }
    let cancelled = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: visit.name,
        expected_version: visit.version,
        reason: "chose another doctor".to_owned(),
        ..pb::CancelAppointmentRequest::default()
    };
    ida.appointments().cancel_appointment(cancelled).await.unwrap();
    assert_eq!(chart(&okafor, &ana.patient()).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_patient_sees_and_changes_nobody_else() {
    let clinic = Clinic::open().await;
    let (ana, ben) = (clinic.patient("ana").await, clinic.patient("ben").await);
    let me =
        ana.patients().get_patient(pb::GetPatientRequest { name: "patients/me".to_owned() }).await.unwrap();
    assert_eq!(me.into_inner().name, ana.patient());
    let foreign =
        ana.patients().get_patient(pb::GetPatientRequest { name: ben.patient() }).await.unwrap_err();
    let missing = pb::GetPatientRequest { name: "patients/01jd0000000000000000000000".to_owned() };
    let missing = ana.patients().get_patient(missing).await.unwrap_err();
    assert_eq!((foreign.code(), foreign.message()), (missing.code(), missing.message()));
    assert_eq!(foreign.code(), Code::NotFound);
    let asked = pb::ListPatientsRequest::default();
    assert_eq!(ana.patients().list_patients(asked).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_walk_in_patient_is_invited_and_signs_in_as_the_same_patient() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let walk_in =
        pb::Patient { email: "mai@example.org".to_owned(), ..patient("Mai", "Nguyễn", "1974-03-02", "") };
    let mai = register(&ida, walk_in).await.unwrap();
    let asked = pb::InvitePatientRequest {
        request_id: fresh(),
        name: mai.name.clone(),
        user_name: "mai".to_owned(),
        email: String::new(),
    };
    let invited = ida.patients().invite_patient(asked.clone()).await.unwrap().into_inner();
    assert!(!invited.activation_code.is_empty());
    let repeated = ida.patients().invite_patient(asked).await.unwrap().into_inner();
    assert_eq!(repeated.activation_code, "", "a code is shown once");
    let signed_in = clinic.activate(&invited.activation_code).await;
    assert_eq!((signed_in.patient(), signed_in.user.user_name.as_str()), (mai.name.clone(), "mai"));
    let again = pb::InvitePatientRequest { request_id: fresh(), name: mai.name, ..Default::default() };
    assert_eq!(ida.patients().invite_patient(again).await.unwrap_err().reason(), "WRONG_STATE");
}

async fn doctors(by: &Person, query: &str, specialization: &str) -> Vec<pb::Doctor> {
    let asked = pb::ListDoctorsRequest {
        query: query.to_owned(),
        specialization: specialization.to_owned(),
        ..pb::ListDoctorsRequest::default()
    };
    by.doctors().list_doctors(asked).await.unwrap().into_inner().doctors
}

#[tokio::test]
async fn a_patient_finds_doctors_by_name_or_specialization_with_their_next_free_slot() {
    let clinic = Clinic::open().await;
    let (okafor, _) = (clinic.doctor("okafor").await, clinic.doctor("lund").await);
    clinic.give_hours(&okafor).await;
    let ana = clinic.patient("ana").await;
    let profile = pb::UpdateDoctorRequest {
        request_id: fresh(),
        doctor: Some(pb::Doctor {
            name: okafor.doctor(),
            specializations: vec!["Pédiatrie".to_owned(), "Allergology".to_owned()],
            bio: "Sees children of all ages.".to_owned(),
            consultation_fee: Some(pb::Money { currency_code: "eur".to_owned(), minor_units: 4500 }),
            ..pb::Doctor::default()
        }),
        update_mask: mask(&["specializations", "bio", "consultation_fee"]),
        expected_version: 1,
    };
    let changed = okafor.doctors().update_doctor(profile).await.unwrap().into_inner();
    assert_eq!(changed.consultation_fee.unwrap().currency_code, "EUR");
    for (query, specialization) in
        [("oka", ""), ("pediatrie", ""), ("", "pediatrie"), ("okafor", "ALLERGOLOGY")]
    {
        let found = doctors(&ana, query, specialization).await;
        let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, [okafor.doctor()], "{query} {specialization}");
        // an hour's lead from eight o'clock
        assert_eq!(found[0].next_free_time, Some(when::at("2027-03-01 09:00")));
    }
    let all = doctors(&ana, "", "").await;
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|it| it.next_free_time.is_none()), "who has no hours has no free slot");
    let asked = pb::ListSpecializationsRequest::default();
    let known = ana.doctors().list_specializations(asked).await.unwrap().into_inner().specializations;
    let known: Vec<_> = known.iter().map(|it| (it.display_name.as_str(), it.doctor_count)).collect();
    assert_eq!(known, [("Allergology", 1), ("General medicine", 1), ("Pédiatrie", 1)]);
}

#[tokio::test]
async fn duty_is_turned_by_the_doctor_and_the_desk_but_not_by_another_doctor() {
    let clinic = Clinic::open().await;
    let (okafor, lund, ida) =
        (clinic.doctor("okafor").await, clinic.doctor("lund").await, clinic.desk("ida").await);
    let turn = |duty: pb::DutyStatus| pb::SetDutyStatusRequest {
        request_id: fresh(),
        name: okafor.doctor(),
        duty_status: duty.into(),
    };
    let refused = lund.doctors().set_duty_status(turn(pb::DutyStatus::OffDuty)).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let off = okafor.doctors().set_duty_status(turn(pb::DutyStatus::OffDuty)).await.unwrap().into_inner();
    assert_eq!(off.duty_status(), pb::DutyStatus::OffDuty);
    let asked = pb::ListDoctorsRequest { on_duty_only: true, ..pb::ListDoctorsRequest::default() };
    let on_duty = ida.doctors().list_doctors(asked).await.unwrap().into_inner().doctors;
    assert_eq!(on_duty.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), [lund.doctor()]);
    ida.doctors().set_duty_status(turn(pb::DutyStatus::OnDuty)).await.unwrap();
    let unsaid = ida.doctors().set_duty_status(turn(pb::DutyStatus::Unspecified)).await.unwrap_err();
    assert_eq!(unsaid.fields(), ["duty_status"]);
}

#[tokio::test]
async fn one_name_for_a_person_whoever_changes_it() {
    let clinic = Clinic::open().await;
    let (ana, ida) = (clinic.patient("ana").await, clinic.desk("ida").await);
    let renamed = pb::UpdateUserRequest {
        request_id: fresh(),
        user: Some(pb::User { name: ana.name(), last_name: "Kowalska".to_owned(), ..pb::User::default() }),
        update_mask: mask(&["last_name"]),
        expected_version: 0,
    };
    ana.users().update_user(renamed).await.unwrap();
    assert_eq!(search(&ida, "kowalska").await, ["Kowalska, Ana"]);
    let corrected = pb::UpdatePatientRequest {
        request_id: fresh(),
        patient: Some(pb::Patient {
            name: ana.patient(),
            first_name: "Anna".to_owned(),
            ..Default::default()
        }),
        update_mask: mask(&["first_name"]),
        expected_version: 0,
    };
    ida.patients().update_patient(corrected).await.unwrap();
    let me = ana.users().get_user(pb::GetUserRequest { name: "users/me".to_owned() }).await.unwrap();
    assert_eq!(me.into_inner().display_name, "Kowalska, Anna");
}
