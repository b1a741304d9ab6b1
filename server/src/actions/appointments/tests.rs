//! Visits over a real store: booking, moving, undoing, and who hears of it.

mod race;
mod world;

use chrono::TimeDelta;
use praxis_shared::{id::AppointmentId, time::Instant};

use self::world::{World, at, slots_of};
use super::*;
use crate::{
    domain::{
        appointment::{
            Appointment, BookingWish, ClosedBy, Filter, MoveWish, Override, OverrideKind, Remark, Seen,
            State, VisitKind, WalkInWish,
        },
        caller::{Caller, Reach},
        doctor::DutyStatus,
        event::{Audience, Event},
        notice::NoticeKind,
        people::Role,
        refusal::Refusal,
    },
    store::Error,
};

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn seen(it: &Appointment) -> Seen {
    Seen { id: it.id, version: Some(it.version) }
}

fn to(start: Instant) -> MoveWish {
    MoveWish { start, doctor: None, minutes: None, reason: String::new(), overridden: None }
}

#[tokio::test]
async fn a_patient_asks_and_the_desk_books() {
    let world = World::open().await;
    let asked = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let booked = world.book(&world.desk, world.wish_for(&world.ben, at(9, 30))).await.unwrap();
    assert_eq!((asked.state, booked.state), (State::Requested, State::Approved));
    assert_eq!(asked.patient.name, "Gomez, Ana");
    let read = world.read(&world.ana, asked.id).await.unwrap();
    assert_eq!(read, asked, "what was answered is what is stored");
}

#[tokio::test]
async fn a_refused_booking_names_the_next_free_slots() {
    let world = World::open().await;
    world.book(&world.desk, world.wish_for(&world.ben, at(9, 0))).await.unwrap();
    world.book(&world.desk, world.wish_for(&world.cem, at(10, 0))).await.unwrap();
    let Refusal::SlotTaken { next } = refusal(world.book(&world.ana, world.wish(at(9, 0))).await) else {
        panic!("another refusal");
    };
    assert_eq!(slots_of(&next), [at(9, 30), at(10, 30), at(11, 0)]);
}

#[tokio::test]
async fn a_pending_request_blocks_its_slot() {
    let world = World::open().await;
    world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let outcome = world.book(&world.desk, world.wish_for(&world.ben, at(9, 0))).await;
    assert!(matches!(refusal(outcome), Refusal::SlotTaken { .. }));
}

#[tokio::test]
async fn a_patient_cannot_be_in_two_places_but_may_go_from_door_to_door() {
    let world = World::open().await;
    world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let elsewhere = |start| BookingWish { doctor: world.second.as_doctor().unwrap(), ..world.wish(start) };
    let outcome = world.book(&world.ana, elsewhere(at(9, 0))).await;
    let Refusal::PatientBusy { next } = refusal(outcome) else { panic!("another refusal") };
    assert_eq!(slots_of(&next), [at(9, 30), at(10, 0), at(10, 30)]);
    assert!(world.book(&world.ana, elsewhere(at(9, 30))).await.is_ok());
}

#[tokio::test]
async fn two_requests_for_one_time_cannot_both_be_approved() {
    let world = World::open().await;
    let first = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let second = world.book(&world.ben, world.wish(at(10, 0))).await.unwrap();
    // as if a second request had slipped in beside the first, past every test
    world.force_time(second.id, first.span).await;
    let approve =
        |it: Appointment| world.act(&world.desk, move |tx, by, now| approve(tx, by, seen(&it), now));
    let outcomes = [approve(first).await, approve(second).await];
    for outcome in outcomes {
        assert!(
            matches!(refusal(outcome), Refusal::SlotTaken { .. }),
            "neither may be approved over the other"
        );
    }
}

#[tokio::test]
async fn a_moved_visit_is_not_in_its_own_way() {
    let world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let over_itself = MoveWish {
        overridden: Some(Override { kinds: vec![OverrideKind::OutsideHours], reason: "runs over".into() }),
        ..to(at(9, 15))
    };
    let moved = world
        .act(&world.desk, move |tx, by, now| reschedule(tx, by, seen(&booked), &over_itself, now))
        .await
        .unwrap();
    assert_eq!((moved.span.start, moved.version, moved.state), (at(9, 15), 2, State::Approved));
}

#[tokio::test]
async fn a_visit_cannot_be_moved_onto_another() {
    let world = World::open().await;
    world.book(&world.desk, world.wish_for(&world.ben, at(11, 0))).await.unwrap();
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let was = booked.clone();
    let outcome = world
        .act(&world.desk, move |tx, by, now| reschedule(tx, by, seen(&booked), &to(at(11, 0)), now))
        .await;
    assert!(matches!(refusal(outcome), Refusal::SlotTaken { .. }));
    assert_eq!(world.read(&world.desk, was.id).await.unwrap(), was, "nothing was half done");
}

#[tokio::test]
async fn a_move_by_the_patient_is_asked_for_anew() {
    let world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let moved = world
        .act(&world.ana, move |tx, by, now| reschedule(tx, by, seen(&booked), &to(at(14, 0)), now))
        .await
        .unwrap();
    assert_eq!((moved.state, moved.span.start), (State::Requested, at(14, 0)));
    assert!(world.book(&world.ben, world.wish(at(9, 0))).await.is_ok(), "the old time is free");
}

#[tokio::test]
async fn undoing_a_cancellation_needs_the_time_to_be_free_still() {
    let world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let cancelled = world
        .act(&world.desk, move |tx, by, now| cancel(tx, by, seen(&booked), ClosedBy::Clinic, "ill", now))
        .await
        .unwrap();
    let back = cancelled.clone();
    let undone = world.act(&world.desk, move |tx, by, now| undo(tx, by, seen(&back), "", now)).await.unwrap();
    assert_eq!((undone.state, undone.version), (State::Approved, 3));
    let again = world
        .act(&world.desk, move |tx, by, now| cancel(tx, by, seen(&undone), ClosedBy::Clinic, "ill", now))
        .await
        .unwrap();
    world.book(&world.ben, world.wish(at(9, 0))).await.unwrap();
    let outcome = world.act(&world.desk, move |tx, by, now| undo(tx, by, seen(&again), "", now)).await;
    assert!(matches!(refusal(outcome), Refusal::SlotTaken { .. }));
}

#[tokio::test]
async fn what_was_seen_in_an_older_version_is_not_changed() {
    let world = World::open().await;
    let asked = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let old = seen(&asked);
    world.act(&world.desk, move |tx, by, now| approve(tx, by, old, now)).await.unwrap();
    let outcome = world.act(&world.desk, move |tx, by, now| reject(tx, by, old, "full", now)).await;
    assert_eq!(refusal(outcome), Refusal::StaleVersion { current: 2 });
}

#[tokio::test]
async fn cancelling_twice_is_one_cancellation() {
    let world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let any = Seen { id: booked.id, version: None };
    let go = move || world_cancel(any);
    let first = world.act(&world.desk, go()).await.unwrap();
    let second = world.act(&world.desk, go()).await.unwrap();
    assert_eq!(first, second);
    let steps = world.act(&world.desk, move |tx, by, _| transitions(tx, by, any.id, 0, 10)).await.unwrap();
    let codes: Vec<_> = steps.iter().map(|(it, _)| (it.verb.code(), it.to)).collect();
    assert_eq!(codes, [("book", State::Approved), ("cancel", State::Cancelled)]);
}

fn world_cancel(
    any: Seen,
) -> impl Fn(&crate::store::Tx<'_>, &Caller, Instant) -> Result<Appointment, Error> + Send + 'static {
    move |tx, by, now| cancel(tx, by, any, ClosedBy::Clinic, "ill", now)
}

#[tokio::test]
async fn patients_keep_to_hours_lead_time_horizon_and_duty() {
    let world = World::open().await;
    let refused = |start| {
        let world = &world;
        async move {
            match refusal(world.book(&world.ana, world.wish(start)).await) {
                Refusal::NotBookable { obstacles, .. } => obstacles.len(),
                other => panic!("another refusal: {other:?}"),
            }
        }
    };
    assert_eq!(refused(at(20, 0)).await, 1, "outside hours");
    assert_eq!(refused(at(9, 10)).await, 1, "between slots");
    assert_eq!(refused(at(9, 0) + TimeDelta::days(98)).await, 1, "beyond the horizon");
    assert_eq!(refused(world.now() + TimeDelta::minutes(30)).await, 2, "too soon, and at night");
    world.set_duty(DutyStatus::OffDuty).await;
    assert_eq!(refused(at(9, 0)).await, 1, "off duty");
}

#[tokio::test]
async fn staff_break_a_rule_on_purpose_and_it_shows() {
    let world = World::open().await;
    let evening = |kinds: Vec<OverrideKind>| BookingWish {
        overridden: (!kinds.is_empty()).then(|| Override { kinds, reason: "asked by phone".into() }),
        ..world.wish_for(&world.ana, at(20, 0))
    };
    let plain = world.book(&world.desk, evening(vec![])).await;
    assert!(matches!(refusal(plain), Refusal::NotBookable { .. }));
    let wrong = world.book(&world.desk, evening(vec![OverrideKind::OffDuty])).await;
    assert!(matches!(refusal(wrong), Refusal::NotBookable { .. }), "another rule than the one that stands");
    let both = vec![OverrideKind::OutsideHours, OverrideKind::OffDuty];
    let booked = world.book(&world.desk, evening(both)).await.unwrap();
    let mark = booked.overridden.unwrap();
    assert_eq!(mark.kinds, [OverrideKind::OutsideHours], "only what was needed is marked");
    let in_hours = BookingWish { overridden: Some(mark), ..world.wish_for(&world.ben, at(9, 0)) };
    assert_eq!(world.book(&world.desk, in_hours).await.unwrap().overridden, None);
}

#[tokio::test]
async fn an_override_never_books_over_another_visit() {
    let world = World::open().await;
    world.book(&world.desk, world.wish_for(&world.ben, at(9, 0))).await.unwrap();
    let kinds = vec![OverrideKind::OutsideHours, OverrideKind::OffDuty];
    let over = Some(Override { kinds, reason: "urgent".into() });
    let wish = BookingWish { overridden: over, ..world.wish_for(&world.ana, at(9, 15)) };
    assert!(matches!(refusal(world.book(&world.desk, wish).await), Refusal::SlotTaken { .. }));
}

#[tokio::test]
async fn what_only_staff_may_set_is_refused_to_patients_by_field() {
    let world = World::open().await;
    let over = Override { kinds: vec![OverrideKind::OutsideHours], reason: "please".into() };
    let wish = BookingWish { note: "window seat".into(), overridden: Some(over), ..world.wish(at(20, 0)) };
    let Refusal::Invalid(wrong) = refusal(world.book(&world.ana, wish).await) else { panic!() };
    let fields: Vec<_> = wrong.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["override", "note"]);
    let long = BookingWish { minutes: Some(240), ..world.wish(at(9, 0)) };
    let Refusal::Invalid(wrong) = refusal(world.book(&world.ana, long).await) else { panic!() };
    assert_eq!(wrong[0].field, "length_minutes");
}

#[tokio::test]
async fn a_visit_of_somebody_else_does_not_exist() {
    let world = World::open().await;
    let asked = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    assert_eq!(refusal(world.read(&world.ben, asked.id).await), Refusal::NotFound);
    assert_eq!(refusal(world.read(&world.second, asked.id).await), Refusal::NotFound);
    let missing = AppointmentId::new(world.now());
    assert_eq!(refusal(world.read(&world.desk, missing).await), Refusal::NotFound);
    let for_other = world.wish_for(&world.ben, at(10, 0));
    assert_eq!(refusal(world.book(&world.ana, for_other).await), Refusal::NotFound);
    let foreign = world.act(&world.ben, move |tx, by, now| {
        cancel(tx, by, Seen { id: asked.id, version: None }, ClosedBy::Patient, "", now)
    });
    assert_eq!(refusal(foreign.await), Refusal::NotFound);
}

#[tokio::test]
async fn a_walk_in_begins_now_or_when_the_doctor_is_next_free() {
    let mut world = World::open().await;
    world.book(&world.desk, world.wish_for(&world.ben, at(9, 0))).await.unwrap();
    world.set_now(at(9, 10) + TimeDelta::seconds(20));
    let wish = WalkInWish {
        patient: world.ana.as_patient().unwrap(),
        doctor: world.doctor.as_doctor().unwrap(),
        minutes: None,
        kind: VisitKind::Other,
        reason: "fever".into(),
        note: String::new(),
    };
    let other = WalkInWish { patient: world.cem.as_patient().unwrap(), ..wish.clone() };
    let queued = world.act(&world.desk, move |tx, by, now| walk_in(tx, by, &wish, now)).await.unwrap();
    assert_eq!((queued.span.start, queued.state, queued.walk_in), (at(9, 30), State::Arrived, true));
    world.set_now(at(12, 7) + TimeDelta::seconds(20));
    let at_once = world.act(&world.doctor, move |tx, by, now| walk_in(tx, by, &other, now)).await.unwrap();
    assert_eq!((at_once.span.start, at_once.arrived_at), (at(12, 7), Some(world.now())));
}

#[tokio::test]
async fn the_time_left_of_a_finished_visit_is_free_again() {
    let mut world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    world.set_now(at(9, 0));
    let any = Seen { id: booked.id, version: None };
    world.act(&world.desk, move |tx, by, now| arrive(tx, by, any, now)).await.unwrap();
    world.act(&world.doctor, move |tx, by, now| start(tx, by, any, now)).await.unwrap();
    world.set_now(at(9, 10));
    world.act(&world.doctor, move |tx, by, now| complete(tx, by, any, now)).await.unwrap();
    let into = BookingWish {
        minutes: Some(15),
        overridden: Some(Override { kinds: vec![OverrideKind::OutsideHours], reason: "came early".into() }),
        ..world.wish_for(&world.ben, at(9, 15))
    };
    assert!(world.book(&world.desk, into).await.is_ok());
    // the finished visit cannot take its time back from whoever has it now
    let outcome = world.act(&world.doctor, move |tx, by, now| undo(tx, by, any, "", now)).await;
    assert!(matches!(refusal(outcome), Refusal::SlotTaken { .. }));
}

#[tokio::test]
async fn lists_filter_page_and_keep_to_what_is_ones_own() {
    let world = World::open().await;
    for (who, hour) in [(&world.ana, 9), (&world.ben, 10), (&world.ana, 11), (&world.cem, 12)] {
        world.book(who, world.wish(at(hour, 0))).await.unwrap();
    }
    let list = |by: &Caller, filter: Filter, descending, after| {
        let place = Place { after, descending, limit: 2 };
        world.act(by, move |tx, by, now| appointments(tx, by, &filter, &place, now))
    };
    let starts = |found: &[Appointment]| found.iter().map(|it| it.span.start).collect::<Vec<_>>();
    let page = list(&world.desk, Filter::default(), false, None).await.unwrap();
    assert_eq!(starts(&page), [at(9, 0), at(10, 0)]);
    let last = page.last().map(|it| (it.span.start, it.id));
    let page = list(&world.desk, Filter::default(), false, last).await.unwrap();
    assert_eq!(starts(&page), [at(11, 0), at(12, 0)]);
    let mine = list(&world.ana, Filter::default(), true, None).await.unwrap();
    assert_eq!(starts(&mine), [at(11, 0), at(9, 0)]);
    let foreign = Filter { patient: world.ben.as_patient(), ..Filter::default() };
    assert!(list(&world.ana, foreign.clone(), false, None).await.unwrap().is_empty());
    assert_eq!(starts(&list(&world.doctor, foreign, false, None).await.unwrap()), [at(10, 0)]);
    assert!(list(&world.second, Filter::default(), false, None).await.unwrap().is_empty());
    let day = at(9, 0).date_naive();
    let other_day = Filter { from: day.succ_opt(), ..Filter::default() };
    assert!(list(&world.desk, other_day, false, None).await.unwrap().is_empty());
    let that_day =
        Filter { from: Some(day), to: Some(day), states: vec![State::Approved], ..Filter::default() };
    assert!(list(&world.desk, that_day, false, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn past_and_untouched_visits_wait_in_the_unresolved_list() {
    let mut world = World::open().await;
    let asked = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let came = world.book(&world.desk, world.wish_for(&world.ben, at(10, 0))).await.unwrap();
    world.set_now(at(10, 0));
    let any = Seen { id: came.id, version: None };
    world.act(&world.desk, move |tx, by, now| arrive(tx, by, any, now)).await.unwrap();
    let list = |world: &World| {
        let filter = Filter { unresolved: true, ..Filter::default() };
        let place = Place { after: None, descending: false, limit: 10 };
        world.act(&world.desk, move |tx, by, now| {
            Ok(appointments(tx, by, &filter, &place, now)?.iter().map(|it| it.id).collect::<Vec<_>>())
        })
    };
    assert_eq!(list(&world).await.unwrap(), [asked.id]);
    world.set_now(at(10, 0) + TimeDelta::days(1));
    assert_eq!(list(&world).await.unwrap(), [asked.id, came.id], "left open overnight");
}

#[tokio::test]
async fn those_concerned_hear_of_a_visit_and_nobody_hears_the_reason() {
    let world = World::open().await;
    let wish = BookingWish { reason: "a secret rash".into(), ..world.wish(at(9, 0)) };
    let asked = world.book(&world.ana, wish).await.unwrap();
    let (ana, doctor) = (world.ana.user, world.doctor.user);
    let heard = |audience| world.heard(audience);
    for audience in
        [Audience::User(ana), Audience::User(doctor), Audience::Role(Role::Desk), Audience::Role(Role::Admin)]
    {
        let visits: Vec<_> =
            heard(audience).await.into_iter().filter(|it| matches!(it, Event::Appointment(_))).collect();
        assert_eq!(visits, [Event::Appointment(Box::new(asked.clone()))], "{audience:?}");
    }
    assert!(heard(Audience::User(world.ben.user)).await.is_empty());
    let notices = |events: Vec<Event>| -> Vec<NoticeKind> {
        let kind = |it| if let Event::Notice(notice) = it { Some(notice.kind) } else { None };
        events.into_iter().filter_map(kind).collect()
    };
    assert_eq!(notices(heard(Audience::User(doctor)).await), [NoticeKind::VisitRequested]);
    assert_eq!(notices(heard(Audience::User(ana)).await), [], "she did it herself");
    let any = Seen { id: asked.id, version: None };
    world.act(&world.desk, move |tx, by, now| approve(tx, by, any, now)).await.unwrap();
    assert_eq!(notices(heard(Audience::User(ana)).await), [NoticeKind::VisitApproved]);
    let everything =
        format!("{:?}{:?}", heard(Audience::User(ana)).await, heard(Audience::User(doctor)).await);
    assert!(!everything.contains("rash"));
    let read = |by: &Caller| world.act(by, move |tx, by, _| visit(tx, by, any.id));
    assert_eq!(read(&world.ana).await.unwrap().reason, "a secret rash");
    assert_eq!(read(&world.doctor).await.unwrap().reason, "a secret rash");
    let mut desk = world.desk.clone();
    desk.reach = Reach::OWN;
    assert_eq!(refusal(read(&desk).await), Refusal::NotFound);
}

#[tokio::test]
async fn a_doctor_who_lost_a_visit_hears_of_it_too() {
    let world = World::open().await;
    let booked = world.book(&world.desk, world.wish_for(&world.ana, at(9, 0))).await.unwrap();
    let elsewhere = MoveWish { doctor: world.second.as_doctor(), ..to(at(9, 30)) };
    world
        .act(&world.desk, move |tx, by, now| reschedule(tx, by, seen(&booked), &elsewhere, now))
        .await
        .unwrap();
    let last = world.heard(Audience::User(world.doctor.user)).await.pop();
    let Some(Event::Appointment(it)) = last else { panic!("the board of the first doctor was not told") };
    assert_eq!(Some(it.doctor.id), world.second.as_doctor());
}

#[tokio::test]
async fn a_remark_changes_neither_state_nor_log() {
    let world = World::open().await;
    let asked = world.book(&world.ana, world.wish(at(9, 0))).await.unwrap();
    let any = Seen { id: asked.id, version: None };
    let late = Remark { late: Some(true), room: Some("4".into()), ..Remark::default() };
    let marked = world.act(&world.desk, move |tx, by, now| remark(tx, by, any, &late, now)).await.unwrap();
    assert_eq!((marked.late, marked.room.as_str(), marked.version), (true, "4", 2));
    assert_eq!(marked.state, asked.state);
    let steps = world.act(&world.desk, move |tx, by, _| transitions(tx, by, any.id, 0, 10)).await.unwrap();
    assert_eq!(steps.len(), 1);
}
