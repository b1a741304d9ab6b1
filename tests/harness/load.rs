//! People at work: each in a lane of their own, so that no act of one is ever refused
//! because of another, and whatever is not answered with OK is a fault or a cut.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate, TimeDelta, TimeZone};
use praxis_shared::pb;
use prost_types::{FieldMask, Timestamp};
use tonic::{Status, transport::Channel};

use crate::{Person, Process, clinic, dice::Dice, fresh, ledger::Ledger, process::engage, when};

/// Days ahead in which visits are booked.
const DAYS: i64 = 28;
/// Visits that a lane has at once.
const AT_ONCE: usize = 10;

/// One act that may have to be asked for again.
#[derive(Debug, Clone)]
enum Act {
    Book(pb::BookAppointmentRequest),
    Approve(pb::ApproveAppointmentRequest),
    Move(pb::RescheduleAppointmentRequest),
    Cancel(pb::CancelAppointmentRequest),
    Note(pb::UpdateAppointmentRequest),
    Say(pb::SendMessageRequest),
    Profile(pb::UpdateUserRequest),
}

/// A patient with a doctor's times of their own and a clerk at hand, and what they have been told.
#[derive(Debug)]
pub struct Lane {
    clerk: Person,
    patient: Person,
    doctor: String,
    talk: String,
    free: VecDeque<Timestamp>,
    visits: BTreeMap<String, pb::Appointment>,
    said: i64,
    profile: pb::User,
    /// Asked for, and no answer came.
    open: Option<Act>,
    ledger: Arc<Ledger>,
    dice: Dice,
}

/// So many lanes, four to a doctor.
///
/// # Panics
/// If the server refuses.
pub async fn lanes(admin: &Person, count: usize, ledger: &Arc<Ledger>, dice: &mut Dice) -> Vec<Lane> {
    let clerk = engage(admin, "ida", pb::Role::Desk).await;
    let told = clerk.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    let today = chrono::DateTime::from_timestamp(told.session.unwrap().create_time.unwrap().seconds, 0)
        .unwrap()
        .with_timezone(&when::ZONE)
        .date_naive();
    let mut lanes = Vec::new();
    let mut doctor = String::new();
    for number in 0..count {
        let letter = char::from(b'a' + u8::try_from(number).unwrap());
        if number % 4 == 0 {
            let who = engage(admin, &format!("doctor{letter}"), pb::Role::Doctor).await;
            doctor = who.doctor();
            let rules = (1..=7)
                .map(|weekday| pb::HoursRule {
                    effective_from: Some(date(today)),
                    ..clinic::hours_rule(weekday, 5 * 60, 23 * 60)
                })
                .collect();
            let asked = pb::UpdateWorkingHoursRequest {
                request_id: fresh(),
                working_hours: Some(pb::WorkingHours {
                    name: format!("{doctor}/workingHours"),
                    rules,
                    ..pb::WorkingHours::default()
                }),
                ..pb::UpdateWorkingHoursRequest::default()
            };
            admin.schedules().update_working_hours(asked).await.unwrap();
        }
        let patient = engage(admin, &format!("patient{letter}"), pb::Role::Patient).await;
        let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
        let talk = patient.conversations().open_conversation(asked).await.unwrap().into_inner().name;
        let asked = pb::GetUserRequest { name: patient.name() };
        let profile = patient.users().get_user(asked).await.unwrap().into_inner();
        lanes.push(Lane {
            clerk: clerk.clone(),
            patient,
            doctor: doctor.clone(),
            talk,
            free: slots(today, number % 4),
            visits: BTreeMap::new(),
            said: 0,
            profile,
            open: None,
            ledger: Arc::clone(ledger),
            dice: Dice::new(dice.roll()),
        });
    }
    lanes
}

/// Every fourth half hour from the day after tomorrow on.
fn slots(today: NaiveDate, lane: usize) -> VecDeque<Timestamp> {
    let days = (3..3 + DAYS).map(|day| today + TimeDelta::days(day));
    days.flat_map(|day| (5 * 2..23 * 2).skip(lane).step_by(4).map(move |half| (day, half)))
        .map(|(day, half)| {
            let local = day.and_hms_opt(half / 2, half % 2 * 30, 0).unwrap();
            when::timestamp(when::ZONE.from_local_datetime(&local).unwrap().to_utc())
        })
        .collect()
}

fn date(day: NaiveDate) -> pb::Date {
    pb::Date { year: day.year(), month: day.month().cast_signed(), day: day.day().cast_signed() }
}

impl Lane {
    /// Works over this connection until an act is not answered with OK, or `stop` says so.
    ///
    /// # Errors
    /// With the first status that is not OK.
    pub async fn work(&mut self, channel: &Channel, mut stop: impl FnMut() -> bool) -> Result<(), Status> {
        self.clerk = self.clerk.over(channel.clone());
        self.patient = self.patient.over(channel.clone());
        self.finish().await?;
        while !stop() {
            let act = self.choose();
            self.open = Some(act);
            self.finish().await?;
        }
        Ok(())
    }

    /// Whose visits these are.
    #[must_use]
    pub const fn patient(&self) -> &Person {
        &self.patient
    }

    /// Asks again, under the same id, for what was not answered.
    async fn finish(&mut self) -> Result<(), Status> {
        if let Some(act) = self.open.clone() {
            self.attempt(act).await?;
            self.open = None;
        }
        Ok(())
    }

    fn choose(&mut self) -> Act {
        let request_id = fresh();
        let which = self.dice.below(100);
        if which < 20 {
            return Act::Say(pb::SendMessageRequest {
                request_id,
                conversation: self.talk.clone(),
                body: format!("message {}", self.said + 1),
            });
        }
        if which < 25 {
            let phone = format!("+49 30 {}", 1_000_000 + self.dice.below(8_000_000));
            return Act::Profile(pb::UpdateUserRequest {
                request_id,
                user: Some(pb::User { name: self.profile.name.clone(), phone, ..pb::User::default() }),
                update_mask: Some(FieldMask { paths: vec!["phone".to_owned()] }),
                expected_version: self.profile.version,
            });
        }
        let Some(visit) = self.any_visit().filter(|_| which < 75 || self.visits.len() >= AT_ONCE) else {
            return Act::Book(pb::BookAppointmentRequest {
                request_id,
                patient: self.patient.patient(),
                doctor: self.doctor.clone(),
                start_time: self.free.front().copied(),
                length_minutes: 30,
                reason: "headaches".to_owned(),
                ..pb::BookAppointmentRequest::default()
            });
        };
        let (name, expected_version) = (visit.name.clone(), visit.version);
        if visit.state() == pb::AppointmentState::Requested && !which.is_multiple_of(3) {
            return Act::Approve(pb::ApproveAppointmentRequest { request_id, name, expected_version });
        }
        match which % 4 {
            0 => Act::Note(pb::UpdateAppointmentRequest {
                // another one each time: what changes nothing makes no version
                appointment: Some(pb::Appointment {
                    name,
                    note: format!("note {request_id}"),
                    ..pb::Appointment::default()
                }),
                request_id,
                update_mask: Some(FieldMask { paths: vec!["note".to_owned()] }),
                expected_version,
            }),
            1 => Act::Cancel(pb::CancelAppointmentRequest {
                request_id,
                name,
                expected_version,
                ..pb::CancelAppointmentRequest::default()
            }),
            _ => Act::Move(pb::RescheduleAppointmentRequest {
                request_id,
                name,
                expected_version,
                start_time: self.free.front().copied(),
                ..pb::RescheduleAppointmentRequest::default()
            }),
        }
    }

    fn any_visit(&mut self) -> Option<pb::Appointment> {
        let number = self.dice.below(self.visits.len().max(1) as u64);
        self.visits.values().nth(usize::try_from(number).unwrap()).cloned()
    }

    /// Asks, and takes note of the answer.
    async fn attempt(&mut self, act: Act) -> Result<(), Status> {
        match act {
            Act::Book(asked) => {
                let id = asked.request_id.clone();
                let visit = self.patient.appointments().book_appointment(asked).await?.into_inner();
                self.free.pop_front();
                self.note_visit(&id, "BookAppointment", visit);
            }
            Act::Approve(asked) => {
                let id = asked.request_id.clone();
                let visit = self.clerk.appointments().approve_appointment(asked).await?.into_inner();
                self.note_visit(&id, "ApproveAppointment", visit);
            }
            Act::Move(asked) => {
                let id = asked.request_id.clone();
                let visit = self.patient.appointments().reschedule_appointment(asked).await?.into_inner();
                self.free.pop_front();
                self.free.extend(self.visits[&visit.name].start_time);
                self.note_visit(&id, "RescheduleAppointment", visit);
            }
            Act::Cancel(asked) => {
                let id = asked.request_id.clone();
                let visit = self.patient.appointments().cancel_appointment(asked).await?.into_inner();
                self.free.extend(visit.start_time);
                self.note_visit(&id, "CancelAppointment", visit);
            }
            Act::Note(asked) => {
                let id = asked.request_id.clone();
                let visit = self.clerk.appointments().update_appointment(asked).await?.into_inner();
                self.note_visit(&id, "UpdateAppointment", visit);
            }
            Act::Say(asked) => {
                let id = asked.request_id.clone();
                let message = self.patient.conversations().send_message(asked).await?.into_inner();
                assert_eq!(message.seq, self.said + 1, "numbered without gaps");
                self.said = message.seq;
                self.ledger.note(&id, "ConversationService/SendMessage", &self.talk, message.seq);
            }
            Act::Profile(asked) => {
                let id = asked.request_id.clone();
                self.profile = self.patient.users().update_user(asked).await?.into_inner();
                let (name, version) = (&self.profile.name, self.profile.version);
                self.ledger.note(&id, "UserService/UpdateUser", name, version);
            }
        }
        Ok(())
    }

    fn note_visit(&mut self, request_id: &str, method: &str, visit: pb::Appointment) {
        let method = format!("AppointmentService/{method}");
        self.ledger.note(request_id, &method, &visit.name, visit.version);
        if visit.state() == pb::AppointmentState::Cancelled {
            self.visits.remove(&visit.name);
        } else {
            self.visits.insert(visit.name.clone(), visit);
        }
    }

    /// Compares what this patient was told with what the server says now.
    ///
    /// # Panics
    /// If anything is not as it was told.
    pub async fn check(&self, server: &Process) {
        assert!(self.open.is_none(), "what was not answered is asked for again first");
        let patient = self.patient.over(server.channel());
        let live = [pb::AppointmentState::Requested, pb::AppointmentState::Approved];
        let asked = pb::ListAppointmentsRequest {
            filter: Some(pb::AppointmentFilter {
                states: live.map(i32::from).to_vec(),
                ..pb::AppointmentFilter::default()
            }),
            page_size: 200,
            ..pb::ListAppointmentsRequest::default()
        };
        let page = patient.appointments().list_appointments(asked).await.unwrap().into_inner();
        let kept = |it: &pb::Appointment| (it.name.clone(), it.version, it.start_time, it.state);
        let mut stored: Vec<_> = page.appointments.iter().map(kept).collect();
        stored.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(stored, self.visits.values().map(kept).collect::<Vec<_>>());
        let asked = pb::GetConversationRequest { name: self.talk.clone() };
        let talk = patient.conversations().get_conversation(asked).await.unwrap().into_inner();
        assert_eq!(talk.last_seq, self.said);
        let asked = pb::GetUserRequest { name: self.profile.name.clone() };
        let profile = patient.users().get_user(asked).await.unwrap().into_inner();
        assert_eq!((profile.phone, profile.version), (self.profile.phone.clone(), self.profile.version));
    }
}
