//! How often a person waits for the line: a network in rounds, in which all that is under way is answered before
//! anything that follows from the answers is sent.

use praxis_shared::pb::{self, Role, event::Payload};

use super::feed::Place;
use crate::app::{LinkChange, Msg};
use crate::outbox::{Call, Effect, Reply};
use crate::screen::common::sample::visit;
use crate::stage::{Stage, person};

/// The cursor of the sign-in.
const SINCE: &str = "e10";

/// In what order the stream and the lists are heard of in a round.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    StreamFirst,
    ListsFirst,
}

/// The visit that is waited for.
fn awaited(role: Role) -> pb::Visit {
    let me = person(role);
    let mut it =
        visit("15:00", "Gomez, Luis", "moreau", pb::VisitKind::Check, pb::AppointmentState::Approved);
    if role == Role::Doctor {
        it.doctor = me.doctor;
    }
    if role == Role::Patient {
        it.patient = me.patient;
    }
    pb::Visit { appointment: Some(it), ..Default::default() }
}

/// What the server says to it.
fn reply(call: &Call, role: Role, cursor: &str) -> Reply {
    let visit = awaited(role);
    match call {
        Call::SignIn(_) => Reply::SignIn(pb::SignInResponse {
            token: "praxis_s_test".into(),
            session: Some(Box::default()),
            user: Some(person(role)),
            cursor: cursor.into(),
            ..Default::default()
        }),
        Call::ListAppointments(_) => Reply::ListAppointments(pb::ListAppointmentsResponse {
            appointments: visit.appointment.into_iter().collect(),
            ..Default::default()
        }),
        Call::ListVisits(_) => {
            Reply::ListVisits(pb::ListVisitsResponse { visits: vec![visit], ..Default::default() })
        }
        _ => call.empty_reply(),
    }
}

/// After how many rounds the home of that role is filled and nothing about it is asked for any more, and how many
/// calls were made for that, the sign-in included.
fn rounds(role: Role, cursor: &str, order: Order) -> (u32, usize) {
    let mut stage = Stage::start();
    stage.type_text("somebody").press("enter").type_text("right pass phrase").press("enter");
    let mut calls = 0;
    for round in 1..=9 {
        let mut opened = stage.effects().into_iter().find_map(|effect| match effect {
            Effect::SignedIn(_, cursor) => Some(Place::at(cursor)),
            _ => None,
        });
        let sent = stage.under_way();
        calls += sent.len();
        let mut hear = |stage: &mut Stage| {
            let Some(mut place) = opened.take() else { return };
            let bookmark = pb::Event {
                cursor: "e11".into(),
                payload: Some(Payload::Bookmark(pb::Bookmark {})),
                ..Default::default()
            };
            stage.link(LinkChange::Hears);
            place.take(bookmark).into_iter().for_each(|msg| stage.hear(msg));
        };
        if order == Order::StreamFirst {
            hear(&mut stage);
        }
        for (ticket, call) in sent {
            stage.hear(Msg::Reply(ticket, Ok(reply(&call, role, cursor))));
        }
        hear(&mut stage);
        let shown = if role == Role::Patient { "Moreau" } else { "Gomez, Luis" };
        // the chart beside the day is of the patient under the cursor, who is known only then
        let about = |call: &&&Call| !matches!(call, Call::GetPatientChart(_));
        if stage.picture().contains(shown) && stage.calls().iter().filter(about).count() == 0 {
            return (round, calls);
        }
    }
    panic!("the home of {role:?} is not filled: {:?}\n{}", stage.calls(), stage.picture());
}

#[test]
fn from_the_sign_in_to_the_filled_home_a_person_waits_for_the_line_twice() {
    for (role, calls) in [(Role::Desk, 6), (Role::Doctor, 5), (Role::Patient, 5)] {
        for order in [Order::StreamFirst, Order::ListsFirst] {
            assert_eq!(rounds(role, SINCE, order), (2, calls), "{role:?}, {order:?}");
        }
    }
}

#[test]
fn a_server_that_does_not_say_where_the_stream_stood_costs_a_third_time_and_every_list_again() {
    for role in [Role::Desk, Role::Doctor, Role::Patient] {
        let (twice, calls) = rounds(role, SINCE, Order::StreamFirst);
        let (more, again) = rounds(role, "", Order::StreamFirst);
        assert_eq!((twice, more), (2, 3), "{role:?}");
        assert!(again > calls + 2, "{role:?}: {again} calls instead of {calls}");
    }
}
