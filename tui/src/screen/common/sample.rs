//! A believable clinic for tests of screens: doctors, patients, a day of visits
//! and free slots around the time at which every stage begins.

use chrono::TimeDelta;
use praxis_shared::pb::{self, AppointmentState as State, VisitKind};
use praxis_shared::time::Instant;

use crate::context::stamp;
use crate::outbox::{Code, Failure};
use crate::stage::beginning;

/// A resource name that looks like the server's.
pub(crate) fn id(collection: &str, word: &str) -> String {
    format!("{collection}/{}", format!("{word:0<26}").replace(['i', 'l', 'o', 'u'], "0"))
}

/// That clock time of the day on which stages begin, so many days later.
pub(crate) fn at(days: i64, clock: &str) -> Instant {
    let (hours, minutes) = clock.split_once(':').unwrap();
    let minutes: i64 = hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap();
    beginning() + TimeDelta::minutes(days * 24 * 60 + minutes - (14 * 60 + 32))
}

/// A doctor by last name.
pub(crate) fn doctor(last: &str) -> pb::Doctor {
    let (display_name, specialization, room) = match last {
        "moreau" => ("Moreau, Claire", "Orthopaedics", "3"),
        "okafor" => ("Okafor, Ben", "General medicine", "1"),
        _ => ("Lindqvist, Eva", "General medicine", "2"),
    };
    pb::Doctor {
        name: id("doctors", last),
        display_name: display_name.into(),
        specializations: vec![specialization.into()],
        room: room.into(),
        duty_status: pb::DutyStatus::OnDuty.into(),
        active: true,
        ..Default::default()
    }
}

/// All three doctors.
pub(crate) fn doctors() -> pb::ListDoctorsResponse {
    pb::ListDoctorsResponse {
        doctors: ["lindqvist", "moreau", "okafor"].map(doctor).into(),
        ..Default::default()
    }
}

/// A patient by "Last, First".
pub(crate) fn patient(name: &str) -> pb::Patient {
    let (last, first) = name.split_once(", ").unwrap_or((name, ""));
    pb::Patient {
        name: id("patients", &last.to_lowercase()),
        number: 10_482,
        first_name: first.into(),
        last_name: last.into(),
        display_name: name.into(),
        birth_date: Some(pb::Date { year: 1974, month: 3, day: 2 }),
        gender: pb::Gender::Male.into(),
        phone: "+49 30 555 4471".into(),
        version: 1,
        ..Default::default()
    }
}

/// Patients found.
pub(crate) fn found(names: &[&str]) -> pb::ListPatientsResponse {
    pb::ListPatientsResponse {
        patients: names.iter().map(|name| patient(name)).collect(),
        ..Default::default()
    }
}

/// A visit on the day on which stages begin.
pub(crate) fn visit(clock: &str, name: &str, last: &str, kind: VisitKind, state: State) -> pb::Appointment {
    let (patient, doctor, start) = (patient(name), doctor(last), at(0, clock));
    pb::Appointment {
        name: id("appointments", &patient.last_name.to_lowercase()),
        patient: patient.name,
        patient_display_name: patient.display_name,
        patient_number: patient.number,
        patient_birth_date: patient.birth_date,
        patient_gender: patient.gender,
        doctor: doctor.name,
        doctor_display_name: doctor.display_name,
        state: state.into(),
        start_time: Some(stamp(start)),
        end_time: Some(stamp(start + TimeDelta::minutes(15))),
        visit_kind: kind.into(),
        create_time: Some(stamp(at(-7, "10:00"))),
        update_time: Some(stamp(at(-7, "10:00"))),
        version: 3,
        ..Default::default()
    }
}

/// A free quarter of an hour.
pub(crate) fn slot(days: i64, clock: &str, last: &str) -> pb::Slot {
    let (doctor, start) = (doctor(last), at(days, clock));
    pb::Slot {
        doctor: doctor.name,
        doctor_display_name: doctor.display_name,
        start_time: Some(stamp(start)),
        end_time: Some(stamp(start + TimeDelta::minutes(15))),
        room: doctor.room,
    }
}

/// Free slots of a week.
pub(crate) fn slots() -> pb::ListSlotsResponse {
    let mut slots =
        vec![slot(0, "15:00", "lindqvist"), slot(0, "15:30", "moreau"), slot(0, "15:45", "okafor")];
    for days in [3, 4, 5, 6] {
        for clock in ["08:00", "08:15", "08:45", "09:00", "09:15", "10:00", "13:00", "13:15"] {
            for last in ["lindqvist", "moreau", "okafor"] {
                let (hour, minute) = (clock.as_bytes()[1] as i64, clock.as_bytes()[3] as i64);
                if (days + hour + minute + last.len() as i64) % 3 != 0 {
                    slots.push(slot(days, clock, last));
                }
            }
        }
    }
    pb::ListSlotsResponse { slots, ..Default::default() }
}

/// The soonest three.
pub(crate) fn soonest() -> pb::FindSoonestSlotsResponse {
    let slots = vec![slot(0, "15:00", "lindqvist"), slot(0, "15:30", "moreau"), slot(3, "08:00", "okafor")];
    pb::FindSoonestSlotsResponse { slots, ..Default::default() }
}

/// The refusal of a slot that somebody else took.
pub(crate) fn taken() -> Failure {
    let text = "Lindqvist, Eva has another visit then.";
    let mut failure = Failure::new(Code::Conflict, text).because(praxis_shared::reason::Reason::SlotTaken);
    let offer = |clock: &str| {
        let (start, end) = (at(0, clock), at(0, clock) + TimeDelta::minutes(15));
        format!("{}/{}/{}", start.to_rfc3339(), end.to_rfc3339(), id("doctors", "lindqvist"))
    };
    let next = ["15:15", "16:00", "16:15"].map(offer).join(" ");
    failure.metadata.insert("next_slots".into(), next);
    failure
}
