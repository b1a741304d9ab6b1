//! A clock that jumps: visits stay where they are, the logs stay in the order in which
//! things happened, and what is asked again is not done again.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::Duration;
use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{Clinic, Person, Watch, fresh, vault, within};
use prost_types::FieldMask;

/// An hour, a year and a second, there and back.
fn jumps() -> Vec<Duration> {
    let (hour, year, second) = (Duration::hours(1), Duration::days(366), Duration::seconds(1));
    vec![hour, -hour, -hour, hour, -second, year, -year, -year, year, second]
}

fn note(visit: &pb::Appointment) -> pb::UpdateAppointmentRequest {
    let request_id = fresh();
    pb::UpdateAppointmentRequest {
        appointment: Some(pb::Appointment {
            name: visit.name.clone(),
            note: format!("note {request_id}"),
            ..pb::Appointment::default()
        }),
        request_id,
        update_mask: Some(FieldMask { paths: vec!["note".to_owned()] }),
        expected_version: visit.version,
    }
}

async fn count(clinic: &Clinic, sql: &str) -> i64 {
    let (file, sql) = (clinic.database(), sql.to_owned());
    let counting =
        tokio::task::spawn_blocking(move || vault::open(file).query_row(&sql, [], |row| row.get(0)).unwrap());
    within(counting).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_moves_no_visit_turns_no_order_round_and_does_nothing_twice() {
    let clinic = Clinic::open().await;
    let (doctor, ana, ida) =
        (clinic.doctor("okafor").await, clinic.patient("ana").await, clinic.desk("ida").await);
    clinic.give_hours(&doctor).await;
    let visit = clinic.book(&ana, &doctor, "2027-03-02 10:00").await;
    let other = clinic.book(&ana, &doctor, "2027-03-03 10:00").await;
    let talk = {
        let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
        ana.conversations().open_conversation(asked).await.unwrap().into_inner().name
    };

    // people write all the while; a session that is over is begun anew
    let stop = Arc::new(AtomicBool::new(false));
    let writing = {
        let (ana, talk, stop) = (ana.clone(), talk.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut ana: Person = ana;
            let mut said = 0;
            while !stop.load(Ordering::SeqCst) {
                let asked = pb::SendMessageRequest {
                    request_id: fresh(),
                    conversation: talk.clone(),
                    body: "what time is it?".to_owned(),
                };
                match ana.conversations().send_message(asked).await {
                    Ok(_) => said += 1,
                    Err(_) => ana = ana.another_terminal().await,
                }
            }
            said
        })
    };
    let (mut first, mut second) = (visit.clone(), other.clone());
    let mut before: Vec<(pb::UpdateAppointmentRequest, pb::Appointment)> = Vec::new();
    for jump in jumps() {
        clinic.pass(jump);
        let ida = ida.another_terminal().await;
        let mut watch = Watch::open(&ida).await;
        let asked = note(&first);
        first = ida.appointments().update_appointment(asked.clone()).await.unwrap().into_inner();
        before.push((asked, first.clone()));
        let asked = note(&second);
        second = ida.appointments().update_appointment(asked.clone()).await.unwrap().into_inner();
        before.push((asked, second.clone()));
        // both come, in the order in which they were done
        for wanted in [&first, &second] {
            let told = watch
                .until(|event| match event {
                    Payload::Appointment(it) if it.name == first.name || it.name == second.name => Some(it),
                    _ => None,
                })
                .await;
            assert_eq!((&told.name, told.version), (&wanted.name, wanted.version), "after {jump}");
        }
        // everything so far is asked again
        for (asked, answered) in &before {
            let again = ida.appointments().update_appointment(asked.clone()).await.unwrap().into_inner();
            assert_eq!((&again.name, again.version), (&answered.name, answered.version), "after {jump}");
        }
        for was in [&visit, &other] {
            let asked = pb::GetAppointmentRequest { name: was.name.clone() };
            let now = ida.appointments().get_appointment(asked).await.unwrap().into_inner();
            assert_eq!((now.start_time, now.end_time), (was.start_time, was.end_time), "after {jump}");
        }
    }
    stop.store(true, Ordering::SeqCst);
    let said: i64 = within(writing).await.unwrap();
    assert!(said > 0);
    assert_eq!(count(&clinic, "SELECT count(*) FROM message").await, said);
    assert_eq!(count(&clinic, "SELECT max(seq) FROM message").await, said);
    for table in ["audit", "event"] {
        let gaps = format!("SELECT max(seq) - min(seq) + 1 - count(*) FROM {table}");
        assert_eq!(count(&clinic, &gaps).await, 0, "{table}");
    }
    let back = "SELECT count(*) FROM audit AS a JOIN audit AS b ON b.seq = a.seq + 1 WHERE b.time < a.time";
    assert!(count(&clinic, back).await > 0, "the clock never went back: nothing was shown");
}
