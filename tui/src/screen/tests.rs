//! What holds for every screen, whoever wrote it.

use praxis_shared::pb::{self, Role};

use super::common::samples;
use super::{BookingStart, Route, places, tables};
use crate::app::LinkChange;
use crate::keymap::{Code as KeyCode, Key, Keymap};
use crate::outbox::{Code, Failure};
use crate::stage::Stage;
use crate::theme::ThemeName;

/// Every place there is, with the roles that go there.
fn everywhere() -> Vec<(Role, Route)> {
    let mut all: Vec<(Role, Route)> = Vec::new();
    for role in [Role::Desk, Role::Doctor, Role::Patient, Role::Admin] {
        all.extend(places(role).into_iter().map(|place| (role, place.route)));
    }
    let patient = "patients/01hzzzzzzzzzzzzzzzzzzzzzzz".to_owned();
    let doctor = "doctors/01hzzzzzzzzzzzzzzzzzzzzzzz".to_owned();
    all.extend([
        (
            Role::Desk,
            Route::Booking(Box::new(BookingStart { doctor: Some(doctor.clone()), ..Default::default() })),
        ),
        (Role::Desk, Route::Patients { find: true }),
        (Role::Desk, Route::Record(patient.clone())),
        (Role::Doctor, Route::Record(patient.clone())),
        (Role::Desk, Route::OldestUnread),
        (Role::Doctor, Route::ChatWith(patient)),
        (Role::Admin, Route::Hours(Some(doctor))),
        (Role::Desk, Route::ChooseRole),
        (Role::Desk, Route::SignIn("Your session has ended.".into())),
        (Role::Patient, Route::PatientHome),
        (Role::Desk, Route::Register("gomez, luis".into())),
        (Role::Patient, Route::SignUp),
        (Role::Patient, Route::Activate),
        (Role::Desk, Route::Lock),
        (Role::Desk, Route::Tokens),
    ]);
    all
}

/// Half of the screens each, because the tests run side by side.
fn sweep(half: usize) {
    for (role, route) in everywhere().into_iter().skip(half).step_by(2) {
        let mut stage = Stage::open(role, route.clone());
        stage.sweep_some();
        stage.answer_empty().sweep();
        assert!(!stage.resize(80, 24).picture().trim().is_empty(), "{route:?}");
    }
}

#[test]
fn every_screen_draws_at_every_size() {
    sweep(0);
}

#[test]
fn every_other_screen_draws_at_every_size() {
    sweep(1);
}

#[test]
fn every_screen_survives_failures_and_every_key() {
    let failure = Failure::new(Code::Broken, "The server could not do this; it is in its log.");
    let mut keys: Vec<Key> = (' '..='~').map(Key::ch).collect();
    keys.extend(
        [KeyCode::Enter, KeyCode::Tab, KeyCode::Up, KeyCode::Down, KeyCode::PageDown, KeyCode::Esc]
            .map(Key::of),
    );
    for (role, route) in everywhere() {
        for answered in [false, true] {
            for key in &keys {
                let mut stage = Stage::open(role, route.clone());
                if answered {
                    stage.answer_empty();
                } else {
                    stage.fail_all(&failure);
                }
                stage.link(LinkChange::Relist).press(&key.to_string()).press("down enter esc");
                let _ = stage.picture();
            }
        }
    }
}

#[test]
fn no_screen_shows_a_colour_in_the_theme_without_colours() {
    for (role, route) in everywhere() {
        let mut stage = Stage::open(role, route.clone());
        stage.answer_empty().theme(ThemeName::Mono);
        assert_eq!(stage.colours(), [], "{route:?}");
    }
}

#[test]
fn the_cursor_is_shown_on_every_screen() {
    for (role, route) in everywhere() {
        let mut stage = Stage::open(role, route.clone());
        stage.answer_empty();
        assert!(stage.cursor().is_some(), "{route:?}\n{}", stage.picture());
        stage.resize(40, 12);
        assert!(stage.cursor().is_some(), "{route:?}\n{}", stage.picture());
    }
}

#[test]
fn the_last_row_names_a_key_and_the_last_column_stays_free() {
    for (role, route) in everywhere() {
        let stage = Stage::open(role, route.clone());
        let picture = stage.picture();
        let last = picture.lines().last().unwrap_or_default();
        assert!(!last.trim().is_empty(), "{route:?}\n{picture}");
        for row in picture.lines() {
            assert!(crate::widget::text::width(row) <= 79, "{route:?}: {row}");
        }
    }
}

#[test]
fn no_key_means_two_things_at_once_and_every_binding_is_explained() {
    for (role, route) in everywhere() {
        let mut stage = Stage::open(role, route.clone());
        stage.answer_empty();
        let mut keys: Vec<Key> = stage.entries().iter().flat_map(|entry| entry.keys.clone()).collect();
        let before = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), before, "{route:?}: one of {keys:?} is bound twice");
    }
    let tables = tables(&Keymap::default());
    for table in &tables {
        let mut ids: Vec<&str> = table.iter().map(|entry| entry.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), table.len(), "an id is used twice in {}", table[0].table);
        for entry in table {
            assert!(
                entry.help.ends_with('.') && entry.help.len() > 8,
                "{}.{}: {}",
                entry.table,
                entry.id,
                entry.help
            );
            for key in &entry.keys {
                assert_eq!(key.to_string().parse(), Ok(*key));
            }
        }
    }
    let mut names: Vec<&str> = tables.iter().map(|table| table[0].table).collect();
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    assert_eq!(names.len(), before, "two tables have one name");
}

/// What an attacker would put into a name or a message.
const HOSTILE: [&str; 10] = [
    "\u{1b}[2J\u{1b}[H pwned",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]0;title\u{1b}\\",
    "\u{1b}]8;;http://evil\u{7}link",
    "\u{1b}P1$r\u{1b}\\",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "abc\u{202e}dlrow\u{2066}\u{200f}",
    "zero\u{200b}\u{200d}\u{feff}width",
    "cr\r\u{8}\u{8}\u{8}bs\u{0}\u{7f}",
    "z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
];

/// Fails unless the bytes hold nothing but text, looks and cursor moves.
fn only_looks_and_moves(bytes: &[u8], about: &str) {
    let sent = String::from_utf8(bytes.to_vec()).unwrap();
    let mut rest = sent.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        let (text, sequence) = rest.split_at(at);
        assert!(!text.chars().any(crate::widget::text::is_hostile), "{about}: {text:?}");
        let end =
            sequence.char_indices().skip(2).find(|(_, c)| ('@'..='~').contains(c)).map(|(at, _)| at).unwrap();
        let sequence = &sequence[1..=end];
        let harmless =
            sequence.ends_with('m') || sequence.ends_with('H') || ["[?25l", "[?25h"].contains(&sequence);
        assert!(sequence.starts_with('[') && harmless, "{about}: {sequence:?}");
        rest = &rest[at + 1 + end..];
    }
    assert!(!rest.chars().any(crate::widget::text::is_hostile), "{about}: {rest:?}");
}

#[test]
fn hostile_text_reaches_no_terminal() {
    for evil in HOSTILE {
        let mut clinic = crate::stage::clinic();
        clinic.display_name = evil.into();
        let mut user = crate::stage::person(Role::Desk);
        (user.display_name, user.first_name, user.last_name) = (evil.into(), evil.into(), evil.into());
        (user.phone, user.email, user.user_name) = (evil.into(), evil.into(), evil.into());
        let failure = Failure::new(Code::Broken, evil);
        for (role, route) in everywhere() {
            user.roles = vec![role.into()];
            let mut stage = Stage::signed_in_as(user.clone());
            stage.event(praxis_shared::pb::event::Payload::Clinic(clinic.clone()));
            let notice = praxis_shared::pb::Notice { text: evil.into(), ..Default::default() };
            stage.event(praxis_shared::pb::event::Payload::Notice(notice));
            stage.go(crate::outbox::Go::To(route.clone()));
            let (first, then) = stage.bytes(|stage| {
                stage.fail_all(&failure).paste(evil);
            });
            only_looks_and_moves(&first, &format!("{route:?}"));
            only_looks_and_moves(&then, &format!("{route:?}"));
        }
    }
}

/// Somebody whose every word is hostile, the chart and the visits too.
fn hostile_patient(evil: &str) -> (pb::Patient, pb::PatientChart, pb::Appointment) {
    let own = || evil.to_owned();
    let patient = pb::Patient {
        display_name: own(),
        first_name: own(),
        last_name: own(),
        phone: own(),
        email: own(),
        address: Some(pb::PostalAddress { line1: own(), city: own(), ..Default::default() }),
        emergency_contact: Some(pb::EmergencyContact { full_name: own(), relation: own(), phone: own() }),
        ..samples::dietz()
    };
    let chart = pb::PatientChart { allergies: own(), medical_history: own(), ..samples::chart() };
    let visit = pb::Appointment {
        patient_display_name: own(),
        doctor_display_name: own(),
        room: own(),
        note: own(),
        cancel_reason: own(),
        ..samples::visit("a1", 2, 9, 0, pb::AppointmentState::Approved)
    };
    (patient, chart, visit)
}

#[test]
fn hostile_words_of_patients_reach_no_terminal() {
    use crate::outbox::{Call, Reply};
    for evil in HOSTILE {
        let (patient, chart, visit) = hostile_patient(evil);
        let with_reason = samples::with_reason(visit.clone(), evil);
        let slot = pb::Slot {
            doctor_display_name: evil.into(),
            room: evil.into(),
            ..samples::slot(("a", "b"), 1, 8, 0)
        };
        let doctor = pb::Doctor {
            display_name: evil.into(),
            specializations: vec![evil.into()],
            ..Default::default()
        };
        let specialization = pb::Specialization { display_name: evil.into(), doctor_count: 1 };
        let step = pb::Transition {
            actor_display_name: evil.into(),
            action: evil.into(),
            reason: evil.into(),
            ..Default::default()
        };
        let answer = |call: &Call| match call {
            Call::GetPatient(_) => Reply::GetPatient(patient.clone()),
            Call::GetPatientChart(_) => Reply::GetPatientChart(chart.clone()),
            Call::ListPatients(_) => Reply::ListPatients(pb::ListPatientsResponse {
                patients: vec![patient.clone()],
                ..Default::default()
            }),
            Call::ListAppointments(_) => Reply::ListAppointments(pb::ListAppointmentsResponse {
                appointments: vec![visit.clone()],
                ..Default::default()
            }),
            Call::ListVisits(_) => Reply::ListVisits(pb::ListVisitsResponse {
                visits: vec![with_reason.clone()],
                ..Default::default()
            }),
            Call::ListTransitions(_) => Reply::ListTransitions(pb::ListTransitionsResponse {
                transitions: vec![step.clone()],
                ..Default::default()
            }),
            Call::FindSoonestSlots(_) => Reply::FindSoonestSlots(pb::FindSoonestSlotsResponse {
                slots: vec![slot.clone()],
                ..Default::default()
            }),
            Call::ListDoctors(_) => Reply::ListDoctors(pb::ListDoctorsResponse {
                doctors: vec![doctor.clone()],
                ..Default::default()
            }),
            Call::ListSpecializations(_) => Reply::ListSpecializations(pb::ListSpecializationsResponse {
                specializations: vec![specialization.clone()],
                ..Default::default()
            }),
            other => other.empty_reply(),
        };
        let places = [
            (Role::Desk, Route::Patients { find: false }, ""),
            (Role::Desk, Route::Record(samples::dietz().name), "e"),
            (Role::Desk, Route::Record(samples::dietz().name), "x"),
            (Role::Doctor, Route::Record(samples::dietz().name), "e"),
            (Role::Doctor, Route::Record(samples::dietz().name), "enter"),
            (Role::Doctor, Route::Day, "down"),
            (Role::Admin, Route::Doctors, "enter"),
            (Role::Patient, Route::PatientHome, ""),
            (Role::Patient, Route::PatientBook, "1"),
            (Role::Patient, Route::PatientBook, "4"),
            (Role::Patient, Route::PatientBook, "5"),
            (Role::Patient, Route::MyVisits, "1 3"),
            (Role::Patient, Route::MyData, "1"),
            (Role::Patient, Route::MyData, "2"),
        ];
        for (role, route, keys) in places {
            let mut user = crate::stage::person(role);
            if role == Role::Patient {
                user.patient = samples::dietz().name;
            }
            let mut stage = Stage::signed_in_as(user);
            stage.go(crate::outbox::Go::To(route.clone()));
            let settle = |stage: &mut Stage| {
                for _ in 0..20 {
                    let Some(call) = stage.calls().first().map(|&call| call.clone()) else { break };
                    stage.answer(answer(&call));
                }
            };
            let (first, then) = stage.bytes(|stage| {
                settle(stage);
                stage.press(keys);
                settle(stage);
            });
            only_looks_and_moves(&first, &format!("{route:?}"));
            only_looks_and_moves(&then, &format!("{route:?} {keys}"));
            assert_eq!(stage.theme(ThemeName::Mono).colours(), [], "{route:?} {keys}");
        }
    }
}

#[test]
fn frames_are_small_enough_for_a_slow_line() {
    for (role, route) in everywhere() {
        let mut stage = Stage::open(role, route.clone());
        stage.answer_empty();
        let (first, unchanged) = stage.bytes(|_| {});
        assert!(first.len() <= 3_000, "{route:?}: {} bytes", first.len());
        assert!(unchanged.len() <= 40, "{route:?}: {} bytes", unchanged.len());
        let (_, minute) = stage.bytes(|stage| {
            stage.wait(std::time::Duration::from_secs(60));
        });
        assert!(minute.len() <= 60, "{route:?}: a minute costs {} bytes", minute.len());
    }
    let mut stage = Stage::start();
    let (_, typed) = stage.bytes(|stage| {
        stage.press("x");
    });
    assert!(typed.len() <= 80, "a letter costs {} bytes", typed.len());
}

#[test]
fn the_selection_is_seen_in_a_terminal_without_colours() {
    let mut user = crate::stage::person(Role::Doctor);
    user.roles = vec![Role::Admin.into(), Role::Doctor.into()];
    let mut stage = Stage::signed_in_as(user);
    stage.theme(ThemeName::Mono);
    let (bytes, _) = stage.bytes(|_| {});
    let mut terminal = vt100::Parser::new(24, 80, 0);
    terminal.process(&bytes);
    let screen = terminal.screen();
    assert!(screen.contents().contains("> 1 Administrator"));
    assert!(screen.cell(4, 2).is_some_and(vt100::Cell::inverse), "{}", screen.contents());
    assert!(screen.cell(5, 2).is_some_and(|cell| !cell.inverse()));
}

#[test]
fn hostile_words_reach_no_terminal_of_an_administrator() {
    use crate::outbox::Reply;
    for evil in HOSTILE {
        let user = pb::User {
            name: "users/1".into(),
            display_name: evil.into(),
            user_name: evil.into(),
            email: evil.into(),
            ..Default::default()
        };
        let mut stage = Stage::signed_in(Role::Admin);
        stage.answer(Reply::ListUsers(pb::ListUsersResponse { users: vec![user], ..Default::default() }));
        only_looks_and_moves(&stage.bytes(|_| {}).0, "people");
        let act = pb::AuditEntry {
            seq: 1,
            user: "users/1".into(),
            user_display_name: evil.into(),
            method: evil.into(),
            object: evil.into(),
            outcome: evil.into(),
            ..Default::default()
        };
        let mut stage = Stage::open(Role::Admin, Route::Log);
        let entries = vec![act];
        stage.answer(Reply::ListAuditEntries(pb::ListAuditEntriesResponse { entries, ..Default::default() }));
        only_looks_and_moves(&stage.bytes(|_| {}).0, "log");
        let day = Some(pb::Date { year: 2026, month: 11, day: 20 });
        let exception =
            pb::ScheduleException { note: evil.into(), from_date: day, to_date: day, ..Default::default() };
        let mut stage = Stage::open(Role::Admin, Route::Hours(Some("doctors/1".into())));
        stage.answer(Reply::GetWorkingHours(pb::WorkingHours::default()));
        let exceptions = vec![exception];
        stage.answer(Reply::ListScheduleExceptions(pb::ListScheduleExceptionsResponse {
            exceptions,
            ..Default::default()
        }));
        only_looks_and_moves(&stage.bytes(|_| {}).0, "hours");
    }
}
