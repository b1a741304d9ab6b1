//! What holds for every screen, whoever wrote it.

use praxis_shared::pb::Role;

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
        (Role::Patient, Route::SignUp),
        (Role::Patient, Route::Activate),
        (Role::Desk, Route::Lock),
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
fn no_key_of_a_table_is_bound_twice_and_every_binding_is_explained() {
    let tables = tables(&Keymap::default());
    for table in &tables {
        let mut keys: Vec<Key> = table.iter().flat_map(|entry| entry.keys.clone()).collect();
        let before = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), before, "a key is bound twice in {}", table[0].table);
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
