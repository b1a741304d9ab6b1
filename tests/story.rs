//! The main job from end to end: a visit is found, booked, approved, checked in, seen
//! and completed, with a chat beside it, by three people who each watch. What one does
//! the others hear of as it happens; nobody asks twice, nobody hears what is not theirs.

use praxis_shared::pb::{self, AppointmentState as State, event::Payload};
use praxis_tests::{Clinic, Person, Watch, clinic::booking, fresh};
use tonic::Request;

/// Everybody who watches, by name.
struct Watching {
    ana: Watch,
    moreau: Watch,
    ida: Watch,
}

impl Watching {
    async fn open(ana: &Person, moreau: &Person, ida: &Person) -> Self {
        Self { ana: Watch::open(ana).await, moreau: Watch::open(moreau).await, ida: Watch::open(ida).await }
    }

    /// All three hear that the visit is where it is now.
    async fn all_hear(&mut self, visit: &pb::Appointment) {
        for watch in [&mut self.ana, &mut self.moreau, &mut self.ida] {
            let heard = watch.until_visit(&visit.name, visit.state()).await;
            assert_eq!(heard.version, visit.version);
        }
    }
}

async fn notice(watch: &mut Watch, kind: pb::NoticeKind) -> pb::Notice {
    watch
        .until(|event| match event {
            Payload::Notice(notice) if notice.kind() == kind => Some(notice),
            _ => None,
        })
        .await
}

async fn message(watch: &mut Watch, conversation: &str) -> pb::Message {
    watch
        .until(|event| match event {
            Payload::Message(message) if message.conversation == conversation => Some(message),
            _ => None,
        })
        .await
}

async fn say(who: &Person, conversation: &str, body: &str) -> pb::Message {
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: conversation.to_owned(),
        body: body.to_owned(),
    };
    who.conversations().send_message(asked).await.unwrap().into_inner()
}

async fn talk(who: &Person, name: &str) -> pb::Conversation {
    let asked = pb::GetConversationRequest { name: name.to_owned() };
    who.conversations().get_conversation(asked).await.unwrap().into_inner()
}

/// A step on the visit as the caller knows it.
macro_rules! step {
    ($who:expr, $call:ident, $request:ident, $visit:expr $(, $field:ident: $value:expr)?) => {
        $who.appointments()
            .$call(Request::new(pb::$request {
                request_id: fresh(),
                name: $visit.name.clone(),
                expected_version: $visit.version,
                $($field: $value,)?
            }))
            .await
            .unwrap()
            .into_inner()
    };
}

#[tokio::test]
async fn a_visit_from_finding_it_to_its_end_with_everybody_watching() {
    let mut clinic = Clinic::open().await;
    let (ana, moreau, ida) =
        (clinic.patient("ana").await, clinic.doctor("moreau").await, clinic.desk("ida").await);
    clinic.give_hours(&moreau).await;
    let bob = clinic.patient("bob").await;
    let mut bystander = Watch::open(&bob).await;
    let mut watching = Watching::open(&ana, &moreau, &ida).await;

    // found: the soonest hour of a general practitioner
    let asked = pb::FindSoonestSlotsRequest {
        specialization: "general MEDICINE".to_owned(),
        ..pb::FindSoonestSlotsRequest::default()
    };
    let soonest = ana.schedules().find_soonest_slots(asked).await.unwrap().into_inner().slots;
    let slot = soonest.first().expect("the doctor works today");
    assert_eq!(slot.doctor, moreau.doctor());

    // asked for
    let asked = booking(&ana, &moreau, slot.start_time.unwrap());
    let visit = ana.appointments().book_appointment(asked).await.unwrap().into_inner();
    assert_eq!((visit.state(), visit.start_time), (State::Requested, slot.start_time));
    watching.all_hear(&visit).await;
    assert_eq!(notice(&mut watching.moreau, pb::NoticeKind::VisitRequested).await.subject, visit.name);

    // approved by the desk, and the patient is told
    let visit = step!(ida, approve_appointment, ApproveAppointmentRequest, visit);
    watching.all_hear(&visit).await;
    assert_eq!(notice(&mut watching.ana, pb::NoticeKind::VisitApproved).await.subject, visit.name);

    // a word beside it
    let target = moreau.doctor();
    let asked = pb::OpenConversationRequest { request_id: fresh(), target };
    let chat = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let question = say(&ana, &chat, "Shall I come without breakfast?").await;
    assert_eq!(message(&mut watching.moreau, &chat).await, question);
    assert_eq!(talk(&moreau, &chat).await.unread_count, 1);
    let typing = pb::SignalTypingRequest { conversation: chat.clone() };
    moreau.conversations().signal_typing(typing).await.unwrap();
    let typist = watching
        .ana
        .until(|event| match event {
            Payload::Typing(typing) => Some(typing.user),
            _ => None,
        })
        .await;
    assert_eq!(typist, moreau.name());
    let asked = pb::AdvanceCursorRequest {
        request_id: fresh(),
        conversation: chat.clone(),
        read_seq: question.seq,
        ..pb::AdvanceCursorRequest::default()
    };
    moreau.conversations().advance_cursor(asked).await.unwrap();
    let read = watching
        .ana
        .until(|event| match event {
            Payload::CursorMoved(moved) => moved.member.filter(|it| it.user == moreau.name()),
            _ => None,
        })
        .await;
    assert_eq!((read.read_seq, read.delivered_seq), (1, 1));
    let answer = say(&moreau, &chat, "Yes, please.").await;
    assert_eq!(message(&mut watching.ana, &chat).await, answer);

    // the server dies in the middle of the morning: nobody loses a word
    clinic.restart().await;
    let cursors = [&watching.ana, &watching.moreau, &watching.ida].map(|it| it.cursor.clone());
    let mut watching = Watching {
        ana: Watch::from(&ana, &cursors[0]).await,
        moreau: Watch::from(&moreau, &cursors[1]).await,
        ida: Watch::from(&ida, &cursors[2]).await,
    };

    // here, ready, with the doctor, over
    clinic.set_clock("2027-03-01 08:55");
    let visit = step!(ida, check_in_appointment, CheckInAppointmentRequest, visit);
    watching.all_hear(&visit).await;
    assert!(visit.arrive_time.is_some());
    let visit = step!(ida, mark_appointment_ready, MarkAppointmentReadyRequest, visit, room: "R2".to_owned());
    watching.all_hear(&visit).await;
    clinic.set_clock("2027-03-01 09:02");
    let visit = step!(moreau, start_visit, StartVisitRequest, visit);
    watching.all_hear(&visit).await;
    clinic.set_clock("2027-03-01 09:20");
    let visit = step!(moreau, complete_visit, CompleteVisitRequest, visit);
    watching.all_hear(&visit).await;
    assert_eq!(visit.state(), State::Completed);

    // the whole of it can be read again, by who did it
    let asked = pb::ListTransitionsRequest { appointment: visit.name.clone(), ..Default::default() };
    let steps = ana.appointments().list_transitions(asked).await.unwrap().into_inner().transitions;
    let told: Vec<_> = steps.iter().map(|it| (it.to_state(), it.actor.clone())).collect();
    let (patient, desk, doctor) = (ana.name(), ida.name(), moreau.name());
    assert_eq!(
        told,
        [
            (State::Requested, patient),
            (State::Approved, desk.clone()),
            (State::Arrived, desk.clone()),
            (State::Ready, desk),
            (State::InVisit, doctor.clone()),
            (State::Completed, doctor),
        ]
    );
    let seen = moreau.appointments().get_visit(pb::GetVisitRequest { name: visit.name }).await.unwrap();
    assert_eq!(seen.into_inner().reason, "A cough that stays");

    // and who has no part in it heard nothing of it: the next thing bob hears is his own
    drop(clinic.book(&bob, &moreau, "2027-03-02 15:00").await);
    let mut bystander = {
        // the stream broke with the server; it goes on where it stood
        while bystander.next().await.is_ok() {}
        Watch::from(&bob, &bystander.cursor).await
    };
    let first = bystander
        .until(|event| match event {
            Payload::Appointment(visit) => Some(visit.patient),
            Payload::Message(message) => Some(message.conversation),
            Payload::Notice(notice) => Some(notice.subject),
            _ => None,
        })
        .await;
    assert_eq!(first, bob.patient());
}
