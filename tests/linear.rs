//! Nobody is booked twice, however many ask at once: each doctor's day is as if all had
//! asked one after the other, in an order that fits what each of them saw.
//!
//! Sixty-four clients book, move, cancel and approve in the hot half hours of three doctors, past the wire but
//! through everything behind it. Each half hour is an object of its own, so that the search for an order stays small.
//!
//! That the schema's own rule is what holds, and that without it two are booked at once, is shown beside the schema
//! (`store/appointments/tests.rs`).
//!
//! `PRAXIS_OPERATIONS=1000000 cargo test -p praxis-tests --test main -- linear::` is the long form.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use futures_util::future::join_all;
use praxis_server::{
    domain::{caller::Reach, source::Source},
    rpc::{
        appointments::Appointments,
        gate::{Bearer, Entered, Found, find},
    },
};
use praxis_shared::pb::{self, appointment_service_server::AppointmentService as _};
use praxis_tests::{Clinic, Person, Refused, clinic::hours_rule, dice::Dice, fresh, vault, when};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};
use tonic::{Request, Response, Status};

/// Clients that share a half hour: the search for an order grows with the faculty of what they do at once.
const AT_ONCE: usize = 4;
const GROUPS: usize = 16;
/// What each of them does there.
const STEPS: usize = 3;

/// Minutes from the beginning of the half hour, from and to.
type Time = (i64, i64);

/// What a client asks for; a visit by its name and the version the client knows.
#[derive(Debug, Clone, PartialEq)]
enum Ask {
    Book(Time),
    Move(String, i64, Time),
    Cancel(String, i64),
    Approve(String, i64),
}

#[derive(Debug, Clone, PartialEq)]
enum Told {
    Done { name: String, version: i64, state: pb::AppointmentState },
    Taken,
    Stale,
    WrongState,
}

#[derive(Debug, Clone)]
struct Visit {
    time: Time,
    version: i64,
    state: pb::AppointmentState,
}

/// A doctor's half hour, as it would be if all asked one after the other.
#[derive(Debug, Clone, Default)]
struct HalfHour(BTreeMap<String, Visit>);

impl HalfHour {
    fn is_taken(&self, (from, to): Time, but: Option<&str>) -> bool {
        self.0.iter().any(|(name, it)| {
            it.state != pb::AppointmentState::Cancelled
                && Some(name.as_str()) != but
                && it.time.0 < to
                && from < it.time.1
        })
    }

    /// What becomes of a visit, if the answer is one that it allows.
    fn change(&mut self, name: &str, known: i64, time: Option<Time>, told: &Told) -> bool {
        let Some(visit) = self.0.get(name).cloned() else { return false };
        let open = [pb::AppointmentState::Requested, pb::AppointmentState::Approved].contains(&visit.state);
        match told {
            // it was so already
            Told::Done { name: same, version, state }
                if same == name && *version == visit.version && *state == visit.state =>
            {
                time.is_none_or(|time| time == visit.time)
            }
            Told::Done { name: same, version, state } => {
                let allowed = same == name
                    && open
                    && visit.version == known
                    && *version == known + 1
                    && time.is_none_or(|time| !self.is_taken(time, Some(name)));
                let time = time.unwrap_or(visit.time);
                self.0.insert(name.to_owned(), Visit { time, version: *version, state: *state });
                allowed
            }
            Told::Taken => time.is_some_and(|time| self.is_taken(time, Some(name))),
            Told::Stale => visit.version != known,
            Told::WrongState => visit.state != pb::AppointmentState::Requested,
        }
    }
}

impl SequentialSpec for HalfHour {
    type Op = Ask;
    type Ret = Told;

    fn invoke(&mut self, _: &Ask) -> Told {
        unreachable!("nothing is under way when the order is looked for")
    }

    fn is_valid_step(&mut self, ask: &Ask, told: &Told) -> bool {
        match (ask, told) {
            (Ask::Book(time), Told::Taken) => self.is_taken(*time, None),
            (Ask::Book(time), Told::Done { name, version, state }) => {
                let allowed = *version == 1 && !self.is_taken(*time, None);
                let visit = Visit { time: *time, version: *version, state: *state };
                self.0.insert(name.clone(), visit).is_none() && allowed
            }
            (Ask::Book(_), _) => false,
            (Ask::Move(name, known, time), told) => self.change(name, *known, Some(*time), told),
            (Ask::Cancel(name, known), told) => {
                let gone =
                    !matches!(told, Told::Done { state, .. } if *state != pb::AppointmentState::Cancelled);
                gone && self.change(name, *known, None, told)
            }
            (Ask::Approve(name, known), told) => self.change(name, *known, None, told),
        }
    }
}

type History = Mutex<LinearizabilityTester<usize, HalfHour>>;

/// The clerk's and the patients' way in, behind the wire.
struct Inside {
    service: Appointments,
    clerk: Found,
    doctors: Vec<String>,
    patients: Vec<String>,
}

impl Inside {
    fn request<Q>(&self, method: &str, asked: Q) -> Request<Q> {
        let mut request = Request::new(asked);
        request.extensions_mut().insert(Entered {
            method: format!("AppointmentService/{method}").into(),
            caller: Some(self.clerk.caller(&self.service.desk, Reach::ANY)),
            bearer: None,
            found: Some(self.clerk.clone()),
            source: Source::Inside,
            fresh: false,
            while_locked: false,
            mutates: true,
        });
        request
    }

    async fn ask(
        &self,
        client: usize,
        doctor: &str,
        begin: i64,
        ask: &Ask,
    ) -> Result<Response<pb::Appointment>, Status> {
        let at = |minute: i64| Some(prost_types::Timestamp { seconds: begin + minute * 60, nanos: 0 });
        let length = |time: &Time| i32::try_from(time.1 - time.0).unwrap();
        let anyhow = |kind: pb::OverrideKind| {
            Some(pb::Override { kinds: vec![kind.into()], reason: "the hour is hot".to_owned() })
        };
        match ask.clone() {
            Ask::Book(time) => {
                let asked = pb::BookAppointmentRequest {
                    request_id: fresh(),
                    patient: self.patients[client].clone(),
                    doctor: doctor.to_owned(),
                    start_time: at(time.0),
                    length_minutes: length(&time),
                    r#override: anyhow(pb::OverrideKind::OutsideHours),
                    ..pb::BookAppointmentRequest::default()
                };
                self.service.book_appointment(self.request("BookAppointment", asked)).await
            }
            Ask::Move(name, expected_version, time) => {
                let asked = pb::RescheduleAppointmentRequest {
                    request_id: fresh(),
                    name,
                    expected_version,
                    start_time: at(time.0),
                    length_minutes: length(&time),
                    r#override: anyhow(pb::OverrideKind::OutsideHours),
                    ..pb::RescheduleAppointmentRequest::default()
                };
                self.service.reschedule_appointment(self.request("RescheduleAppointment", asked)).await
            }
            Ask::Cancel(name, expected_version) => {
                let asked = pb::CancelAppointmentRequest {
                    request_id: fresh(),
                    name,
                    expected_version,
                    reason: "the hour is hot".to_owned(),
                    ..pb::CancelAppointmentRequest::default()
                };
                self.service.cancel_appointment(self.request("CancelAppointment", asked)).await
            }
            Ask::Approve(name, expected_version) => {
                let asked = pb::ApproveAppointmentRequest { request_id: fresh(), name, expected_version };
                self.service.approve_appointment(self.request("ApproveAppointment", asked)).await
            }
        }
    }
}

fn some_time(dice: &mut Dice) -> Time {
    let from = 5 * dice.below(5).cast_signed();
    (from, from + 5 + 5 * dice.below(2).cast_signed())
}

/// What is known of the visits of a half hour, by whoever booked them.
type Known = Mutex<Vec<Option<(String, i64)>>>;

/// Some clients in one half hour.
async fn half_hour(inside: &Inside, group: usize, number: i64, first: i64, seed: u64) -> usize {
    let history: History = Mutex::new(LinearizabilityTester::new(HalfHour::default()));
    let known: Known = Mutex::new(vec![None; AT_ONCE]);
    let doctor = &inside.doctors[group % inside.doctors.len()];
    // groups that share a doctor have half hours of their own
    let begin = first + (number * 6 + (group / inside.doctors.len()) as i64) * 1800;
    let clients = (0..AT_ONCE).map(|client| {
        let (history, known) = (&history, &known);
        async move {
            let mut dice = Dice::new(seed ^ client as u64);
            for _ in 0..STEPS {
                // one's own, or the neighbour's: two then change the same visit
                let whose = (client + usize::from(dice.percent(30))) % AT_ONCE;
                let ask = match known.lock().unwrap()[whose].clone() {
                    None => Ask::Book(some_time(&mut dice)),
                    Some((name, version)) => match dice.below(4) {
                        0 => Ask::Approve(name, version),
                        1 => Ask::Cancel(name, version),
                        _ => Ask::Move(name, version, some_time(&mut dice)),
                    },
                };
                history.lock().unwrap().on_invoke(client, ask.clone()).unwrap();
                let told = inside.ask(group * AT_ONCE + client, doctor, begin, &ask).await;
                let told = match told.map(Response::into_inner) {
                    Ok(it) => {
                        let state = it.state();
                        let place = if matches!(ask, Ask::Book(_)) { client } else { whose };
                        let gone = state == pb::AppointmentState::Cancelled;
                        known.lock().unwrap()[place] = (!gone).then(|| (it.name.clone(), it.version));
                        Told::Done { name: it.name, version: it.version, state }
                    }
                    Err(status) => match status.reason().as_str() {
                        "SLOT_TAKEN" | "PATIENT_BUSY" => Told::Taken,
                        "STALE_VERSION" => Told::Stale,
                        "WRONG_STATE" => Told::WrongState,
                        _ => panic!("{ask:?} is refused: {status:?}"),
                    },
                };
                history.lock().unwrap().on_return(client, told).unwrap();
            }
        }
    });
    join_all(clients).await;
    let history = history.into_inner().unwrap();
    let count = history.len();
    assert!(history.is_consistent(), "no order explains {history:?}");
    count
}

async fn world() -> (Clinic, Inside, i64) {
    let clinic = Clinic::open().await;
    let mut doctors = Vec::new();
    for who in ["moreau", "braun", "okafor"] {
        let doctor = clinic.doctor(who).await;
        clinic.set_hours(&doctor, (1..=7).map(|day| hours_rule(day, 9 * 60, 17 * 60)).collect()).await;
        doctors.push(doctor.doctor());
    }
    let clerk: Person = clinic.desk("ida").await;
    let mut patients = Vec::new();
    for number in 0..AT_ONCE * GROUPS {
        let letters = |n: usize| char::from(b'a' + u8::try_from(n).unwrap());
        let asked = pb::RegisterPatientRequest {
            request_id: fresh(),
            patient: Some(pb::Patient {
                first_name: format!("P{}{}", letters(number / 8), letters(number % 8)),
                last_name: "Nuri".to_owned(),
                birth_date: Some(when::date("1974-03-02")),
                ..pb::Patient::default()
            }),
            accept_duplicate: true,
        };
        patients.push(clerk.patients().register_patient(asked).await.unwrap().into_inner().name);
    }
    let desk = clinic.desk_inside().clone();
    let bearer = Bearer::Session(praxis_server::secret::hash_token(&clerk.token));
    let found = find(&desk, &bearer).await.unwrap();
    let inside = Inside { service: Appointments { desk }, clerk: found, doctors, patients };
    let first = when::instant("2027-03-01 11:00").timestamp();
    (clinic, inside, first)
}

const PAIRS: &str = "SELECT count(*) FROM appointment AS a JOIN appointment AS b
    ON a.doctor = b.doctor AND a.id < b.id AND b.start_time BETWEEN a.start_time - 14400000000 AND a.end_time
    WHERE a.taken_until > a.start_time AND b.taken_until > b.start_time
      AND a.start_time < b.taken_until AND b.start_time < a.taken_until";

fn overlapping(file: &std::path::Path) -> i64 {
    let conn = vault::open(file);
    conn.query_row(PAIRS, [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_operations_are_as_if_done_one_after_the_other() {
    let operations = std::env::var("PRAXIS_OPERATIONS").map_or(100_000, |it| it.parse().unwrap());
    let mut dice = Dice::fresh("operations");
    let mut count = 0;
    while count < operations {
        count += fill((operations - count).min(100_000), &mut dice).await;
    }
    println!("{count} operations");
}

/// So many operations in a clinic of their own; its calendar has room for no more.
async fn fill(operations: usize, dice: &mut Dice) -> usize {
    let (clinic, inside, first) = world().await;
    let inside = Arc::new(inside);
    let rounds = operations.div_ceil(AT_ONCE * GROUPS * STEPS);
    let groups: Vec<_> = (0..GROUPS)
        .map(|group| {
            let (inside, mut dice) = (Arc::clone(&inside), Dice::new(dice.roll()));
            tokio::spawn(async move {
                let mut count = 0;
                for round in 0..rounds {
                    count += half_hour(&inside, group, round as i64, first, dice.roll()).await;
                }
                count
            })
        })
        .collect();
    let mut count = 0;
    for group in groups {
        count += group.await.unwrap();
    }
    assert_eq!(overlapping(&clinic.database()), 0);
    count
}

#[test]
fn a_history_that_no_order_explains_is_told_from_one_that_is() {
    let done = |name: &str, version, state| Told::Done { name: name.to_owned(), version, state };
    let booked = |name: &str| done(name, 1, pb::AppointmentState::Approved);
    let mut history = LinearizabilityTester::new(HalfHour::default());
    history.on_invret(0, Ask::Book((0, 10)), booked("a")).unwrap();
    history.on_invret(1, Ask::Book((5, 10)), Told::Taken).unwrap();
    history
        .on_invret(0, Ask::Cancel("a".to_owned(), 1), done("a", 2, pb::AppointmentState::Cancelled))
        .unwrap();
    assert!(history.is_consistent());
    let mut twice = history.clone();
    twice.on_invret(2, Ask::Book((0, 5)), booked("b")).unwrap();
    twice.on_invret(3, Ask::Book((0, 5)), booked("c")).unwrap();
    assert!(!twice.is_consistent(), "booked twice");
    let mut ghost = history.clone();
    ghost.on_invret(2, Ask::Book((0, 5)), Told::Taken).unwrap();
    assert!(!ghost.is_consistent(), "taken by a visit that was cancelled before");
    let mut stale = history.clone();
    stale
        .on_invret(2, Ask::Move("a".to_owned(), 2, (0, 5)), done("a", 3, pb::AppointmentState::Approved))
        .unwrap();
    assert!(!stale.is_consistent(), "what was cancelled does not move");
}
