//! Events as they go over the wire. What a receiver may see of an event depends on the
//! receiver: here, not in the log, is it cut to size.

use praxis_shared::{pb, time::Instant};

use super::{appointments, clinic, conversations, convert::timestamp, doctors, patients, users};
use crate::domain::{
    caller::Caller,
    event::{Event, Logged},
    notice::{Notice, NoticeKind},
};

type Payload = pb::event::Payload;

/// An event as this receiver may see it; `cursor` is where the stream stands after it.
#[must_use]
pub fn event(logged: &Logged, receiver: &Caller, now: Instant, cursor: String) -> pb::Event {
    let payload = match &logged.event {
        // pictures are large and change seldom: whoever shows one fetches it
        Event::User(user) => Payload::User(users::user_to_pb(user, Vec::new())),
        Event::Clinic(clinic) => Payload::Clinic(clinic::clinic_to_pb(clinic)),
        Event::Appointment(appointment) => {
            Payload::Appointment(appointments::appointment_to_pb(appointment, receiver, now))
        }
        Event::Notice(notice) => Payload::Notice(notice_to_pb(notice)),
        Event::NoticesRead { up_to, unread } => {
            Payload::NoticesRead(pb::NoticesRead { up_to: up_to.to_string(), unread_count: count(*unread) })
        }
        Event::Message(message) => Payload::Message(conversations::message_to_pb(message)),
        Event::CursorMoved(moved) => Payload::CursorMoved(pb::CursorMoved {
            conversation: moved.conversation.to_string(),
            member: Some(conversations::member_to_pb(&moved.member)),
            unread_count: if moved.member.user == receiver.user { count(moved.unread) } else { 0 },
        }),
        Event::ScheduleChanged(doctor) => {
            Payload::ScheduleChanged(pb::ScheduleChanged { doctor: doctor.to_string() })
        }
        Event::Doctor(doctor) => Payload::Doctor(doctors::to_pb(doctor)),
        Event::Patient(patient) => Payload::Patient(patients::to_pb(patient)),
        Event::PatientChart(patient) => {
            Payload::PatientChartChanged(pb::PatientChartChanged { patient: patient.to_string() })
        }
    };
    pb::Event { cursor, time: Some(timestamp(logged.time)), payload: Some(payload) }
}

fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A notice on the wire.
#[must_use]
pub fn notice_to_pb(notice: &Notice) -> pb::Notice {
    let kind = match notice.kind {
        NoticeKind::VisitRequested => pb::NoticeKind::VisitRequested,
        NoticeKind::VisitApproved => pb::NoticeKind::VisitApproved,
        NoticeKind::VisitRejected => pb::NoticeKind::VisitRejected,
        NoticeKind::VisitMoved => pb::NoticeKind::VisitMoved,
        NoticeKind::VisitCancelled => pb::NoticeKind::VisitCancelled,
        NoticeKind::Message => pb::NoticeKind::Message,
        NoticeKind::ApprovalWanted => pb::NoticeKind::ApprovalWanted,
        NoticeKind::Account => pb::NoticeKind::Account,
        NoticeKind::EmergencyAccess => pb::NoticeKind::EmergencyAccess,
        NoticeKind::ConfirmationWanted => pb::NoticeKind::ConfirmationWanted,
        NoticeKind::CodeRedeemed => pb::NoticeKind::CodeRedeemed,
    };
    pb::Notice {
        name: notice.id.to_string(),
        kind: kind.into(),
        text: notice.text.clone(),
        subject: notice.subject.clone(),
        create_time: Some(timestamp(notice.created_at)),
        read: notice.read,
        joined_count: i32::try_from(notice.joined).unwrap_or(i32::MAX),
    }
}
