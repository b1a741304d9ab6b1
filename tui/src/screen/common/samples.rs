//! People and visits of a believable clinic, for the tests of screens. The day
//! is the day of the stage: Friday 20 November 2026.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::pb::{self, AppointmentState as State, VisitKind};
use praxis_shared::time::{Instant, at_minute};

use crate::context::stamp;

/// A resource name of the right shape.
pub fn name(collection: &str, id: &str) -> String {
    format!("{collection}/{id:0>26}")
}

/// A patient.
pub fn patient(last: &str, first: &str, born: (i32, i32, i32), number: i64) -> pb::Patient {
    pb::Patient {
        name: name("patients", &number.to_string()),
        number,
        first_name: first.into(),
        last_name: last.into(),
        display_name: format!("{last}, {first}"),
        birth_date: Some(pb::Date { year: born.0, month: born.1, day: born.2 }),
        gender: pb::Gender::Male.into(),
        phone: "+49 30 555 0188".into(),
        email: format!("{}@example.org", first.to_lowercase()),
        version: 3,
        ..Default::default()
    }
}

/// Jonas Dietz with everything the desk knows about him.
pub fn dietz() -> pb::Patient {
    pb::Patient {
        user: name("users", "d1etz"),
        address: Some(pb::PostalAddress {
            line1: "Lindenstr. 4".into(),
            postal_code: "10969".into(),
            city: "Berlin".into(),
            ..Default::default()
        }),
        emergency_contact: Some(pb::EmergencyContact {
            full_name: "Eva Dietz".into(),
            relation: "wife".into(),
            phone: "+49 30 555 0190".into(),
        }),
        ..patient("Dietz", "Jonas", (1959, 1, 30), 10_311)
    }
}

/// The chart of Jonas Dietz.
pub fn chart() -> pb::PatientChart {
    pb::PatientChart {
        name: format!("{}/chart", dietz().name),
        blood_group: pb::BloodGroup::ONegative.into(),
        allergies: "latex (rash)".into(),
        medical_history: "hip replacement 2019, mild asthma since childhood".into(),
        version: 2,
        ..Default::default()
    }
}

/// Some patients whose names begin alike.
pub fn patients() -> Vec<pb::Patient> {
    vec![
        patient("Gomez", "Luis", (1974, 3, 2), 10_482),
        patient("Gómez", "Ana María", (1988, 7, 19), 10_120),
        pb::Patient { gender: pb::Gender::Female.into(), ..patient("Gomolka", "Ewa", (2018, 12, 1), 10_900) },
    ]
}

/// A point in time of the clinic's clock, so many days from the day of the stage.
pub fn at(days: i64, hour: u16, minute: u16) -> Instant {
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default() + TimeDelta::days(days);
    at_minute(chrono_tz::Europe::Berlin, today, hour * 60 + minute).earliest()
}

/// A visit of Jonas Dietz.
pub fn visit(id: &str, days: i64, hour: u16, minute: u16, state: State) -> pb::Appointment {
    let start = at(days, hour, minute);
    pb::Appointment {
        name: name("appointments", id),
        patient: dietz().name,
        patient_display_name: "Dietz, Jonas".into(),
        patient_number: 10_311,
        doctor: name("doctors", "m0rea"),
        doctor_display_name: "Moreau, Claire".into(),
        state: state.into(),
        start_time: Some(stamp(start)),
        end_time: Some(stamp(start + TimeDelta::minutes(15))),
        visit_kind: VisitKind::FollowUp.into(),
        room: "3".into(),
        version: 1,
        ..Default::default()
    }
}

/// The visits of Jonas Dietz: those from today on, and those before, latest first.
pub fn visits() -> (Vec<pb::Appointment>, Vec<pb::Appointment>) {
    let coming = vec![
        visit("a1", 0, 16, 0, State::Approved),
        visit("a2", 11, 9, 0, State::Requested),
        visit("a3", 20, 8, 30, State::Cancelled),
    ];
    let past = vec![
        visit("b1", -79, 10, 15, State::Completed),
        visit("b2", -190, 11, 0, State::NoShow),
        visit("b3", -302, 9, 45, State::Completed),
    ];
    (coming, past)
}

/// The same visit with a reason.
pub fn with_reason(it: pb::Appointment, reason: &str) -> pb::Visit {
    pb::Visit { appointment: Some(it), reason: reason.into() }
}

/// A free slot.
pub fn slot(doctor: (&str, &str), days: i64, hour: u16, minute: u16) -> pb::Slot {
    let start = at(days, hour, minute);
    pb::Slot {
        doctor: name("doctors", doctor.0),
        doctor_display_name: doctor.1.into(),
        start_time: Some(stamp(start)),
        end_time: Some(stamp(start + TimeDelta::minutes(15))),
        room: "3".into(),
    }
}
