//! The machine as a table over state × verb, and random walks through it.

use chrono::{NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Berlin;
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId, UserId},
    time::{Instant, Span},
};
use proptest::prelude::*;

use super::{
    transition::{too_early, too_late, wrong_state},
    undo::{expired, needs_reason, nothing_to_undo},
    *,
};
use crate::domain::{people::Role, refusal::Refusal};

const RULES: Rules =
    Rules { zone: Berlin, cancel_cutoff_minutes: 24 * 60, reschedule_cutoff_minutes: 24 * 60 };

fn at(hour: u32, minute: u32) -> Instant {
    Utc.with_ymd_and_hms(2026, 11, 20, hour, minute, 0).unwrap()
}

fn days_before(days: i64) -> Instant {
    at(9, 0) - TimeDelta::days(days)
}

fn actor(role: Role) -> Actor {
    let n = match role {
        Role::Admin => 1,
        Role::Desk => 2,
        Role::Doctor => 3,
        Role::Patient => 4,
    };
    Actor { user: UserId::from_bytes([n; 16]), role, vouches: role != Role::Doctor }
}

fn doctor(n: u8) -> DoctorBrief {
    DoctorBrief { id: DoctorId::from_bytes([n; 16]), name: "Lindqvist, Ebba".into() }
}

fn booking(start: Instant, minutes: i64) -> Booking {
    Booking {
        id: AppointmentId::from_bytes([9; 16]),
        patient: PatientBrief {
            id: PatientId::from_bytes([4; 16]),
            name: "Gomez, Luis".into(),
            number: 10482,
            birth_date: NaiveDate::from_ymd_opt(1974, 3, 2).unwrap(),
            gender: Gender::Male,
        },
        doctor: doctor(3),
        span: Span { start, end: start + TimeDelta::minutes(minutes) },
        buffers: Buffers { before: 5, after: 10 },
        room: String::new(),
        kind: VisitKind::FollowUp,
        note: String::new(),
        overridden: None,
    }
}

fn requested() -> Appointment {
    Appointment::book(booking(at(9, 0), 30), actor(Role::Patient), false, days_before(5)).appointment
}

fn moved(start: Instant) -> Move {
    Move {
        span: Span { start, end: start + TimeDelta::minutes(30) },
        doctor: doctor(3),
        buffers: Buffers { before: 5, after: 10 },
        room: String::new(),
        overridden: None,
        reason: String::new(),
    }
}

/// Leads a visit to a state by the verbs alone.
fn visit_in(state: State) -> Appointment {
    let (desk, now) = (actor(Role::Desk), at(9, 0));
    let step = |it: Appointment, verb| apply(it, verb, desk, now).unwrap().appointment;
    let path: &[Verb] = match state {
        State::Requested => &[],
        State::Approved => &[Verb::Approve],
        State::Arrived => &[Verb::Approve, Verb::Arrive],
        State::Ready => &[Verb::Approve, Verb::Arrive, Verb::Ready],
        State::InVisit => &[Verb::Approve, Verb::Arrive, Verb::Ready, Verb::Start],
        State::Completed => &[Verb::Approve, Verb::Arrive, Verb::Ready, Verb::Start, Verb::Complete],
        State::Rejected => &[Verb::Reject],
        State::Cancelled => &[Verb::Cancel],
        State::NoShow => &[Verb::Approve, Verb::NoShow],
        State::LeftBeforeSeen => &[Verb::Approve, Verb::Arrive, Verb::Leave],
        State::EnteredInError => {
            return apply(requested(), Verb::EnterInError, actor(Role::Admin), now).unwrap().appointment;
        }
    };
    path.iter().fold(requested(), |it, verb| step(it, *verb))
}

/// Uses a verb with plain arguments; a move goes half an hour later.
fn apply(it: Appointment, verb: Verb, by: Actor, now: Instant) -> Result<Step, Refusal> {
    match verb {
        Verb::Book => unreachable!("a visit is booked once"),
        Verb::Approve => it.approve(by, now),
        Verb::Reject => it.reject(by, "no".into(), now),
        Verb::Arrive => it.arrive(by, &RULES, now),
        Verb::Ready => it.ready(by, Some("2".into()), now),
        Verb::Start => it.start(by, now),
        Verb::Complete => it.complete(by, now),
        Verb::NoShow => it.no_show(by, now),
        Verb::Leave => it.leave(by, now),
        Verb::Cancel => it.cancel(by, ClosedBy::Clinic, "ill".into(), &RULES, now),
        Verb::Move => {
            let to = moved(it.span.start + TimeDelta::minutes(30));
            it.reschedule(to, by, false, &RULES, now)
        }
        Verb::EnterInError => it.enter_in_error(by, "wrong patient".into(), now),
        Verb::Undo => it.undo(by, "a slip".into(), now),
    }
}

#[test]
fn every_pair_of_state_and_verb_is_decided() {
    use State::*;
    // one row a state; columns approve reject arrive ready start complete no-show leave cancel move error:
    // the state it leads to, `-` refused, `=` already there and unchanged
    let table: [(State, [&str; 11]); 11] = [
        (
            Requested,
            ["approved", "rejected", "-", "-", "-", "-", "-", "-", "cancelled", "requested", "error"],
        ),
        (Approved, ["=", "-", "arrived", "-", "-", "-", "no_show", "-", "cancelled", "approved", "error"]),
        (Arrived, ["-", "-", "=", "ready", "in_visit", "-", "-", "left", "cancelled", "-", "error"]),
        (Ready, ["-", "-", "-", "=", "in_visit", "-", "-", "left", "cancelled", "-", "error"]),
        (InVisit, ["-", "-", "-", "-", "=", "completed", "-", "-", "-", "-", "error"]),
        (Completed, ["-", "-", "-", "-", "-", "=", "-", "-", "-", "-", "error"]),
        (Rejected, ["-", "=", "-", "-", "-", "-", "-", "-", "-", "-", "error"]),
        (Cancelled, ["-", "-", "-", "-", "-", "-", "-", "-", "=", "-", "error"]),
        (NoShow, ["-", "-", "-", "-", "-", "-", "=", "-", "-", "-", "error"]),
        (LeftBeforeSeen, ["-", "-", "-", "-", "-", "-", "-", "=", "-", "-", "error"]),
        (EnteredInError, ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "="]),
    ];
    let verbs = [
        Verb::Approve,
        Verb::Reject,
        Verb::Arrive,
        Verb::Ready,
        Verb::Start,
        Verb::Complete,
        Verb::NoShow,
        Verb::Leave,
        Verb::Cancel,
        Verb::Move,
        Verb::EnterInError,
    ];
    for (state, row) in table {
        for (verb, expected) in verbs.into_iter().zip(row) {
            let by = actor(if verb == Verb::EnterInError { Role::Admin } else { Role::Desk });
            let visit = visit_in(state);
            assert_eq!(visit.state, state);
            let outcome = apply(visit.clone(), verb, by, at(9, 0));
            match expected {
                "-" => assert_eq!(outcome, Err(wrong_state(verb, state)), "{state:?} {verb:?}"),
                "=" => {
                    let step = outcome.unwrap();
                    assert_eq!(step.appointment, visit, "{state:?} {verb:?}");
                    assert_eq!(step.transition, None);
                }
                code => {
                    let code = match code {
                        "left" => "left_before_seen",
                        "error" => "entered_in_error",
                        other => other,
                    };
                    let step = outcome.unwrap();
                    let line = step.transition.unwrap();
                    assert_eq!(step.appointment.state.code(), code, "{state:?} {verb:?}");
                    assert_eq!(step.appointment.version, visit.version + 1);
                    assert_eq!((line.from, line.to), (Some(state), step.appointment.state));
                    assert_eq!(line.seq, step.appointment.version);
                }
            }
        }
    }
}

#[test]
fn patients_only_book_cancel_move_and_undo() {
    for verb in Verb::ALL {
        let allowed = [Verb::Book, Verb::Cancel, Verb::Move, Verb::Undo].contains(&verb);
        assert_eq!(verb.open_to(Role::Patient), allowed, "{verb:?}");
        if !allowed {
            for state in State::ALL {
                let outcome = apply(visit_in(state), verb, actor(Role::Patient), at(9, 0));
                assert_eq!(outcome, Err(Refusal::RoleNotAllowed), "{state:?} {verb:?}");
            }
        }
    }
}

#[test]
fn only_an_administrator_declares_an_entry_an_error() {
    for role in [Role::Desk, Role::Doctor, Role::Patient] {
        let outcome = apply(requested(), Verb::EnterInError, actor(role), at(9, 0));
        assert_eq!(outcome, Err(Refusal::RoleNotAllowed));
    }
}

#[test]
fn a_booking_by_staff_is_agreed_and_one_by_a_patient_is_asked_for() {
    let book =
        |role, auto| Appointment::book(booking(at(9, 0), 30), actor(role), auto, days_before(5)).appointment;
    assert_eq!(book(Role::Patient, false).state, State::Requested);
    assert_eq!(book(Role::Patient, true).state, State::Approved);
    for role in [Role::Desk, Role::Doctor, Role::Admin] {
        assert_eq!(book(role, false).state, State::Approved);
    }
}

#[test]
fn a_walk_in_is_there_from_the_start() {
    let step = Appointment::walk_in(booking(at(9, 0), 30), actor(Role::Desk), at(8, 50)).unwrap();
    assert_eq!(step.appointment.state, State::Arrived);
    assert_eq!(step.appointment.arrived_at, Some(at(8, 50)));
    assert!(step.appointment.walk_in && step.test_overlap);
    let refused = Appointment::walk_in(booking(at(9, 0), 30), actor(Role::Patient), at(8, 50));
    assert_eq!(refused, Err(Refusal::RoleNotAllowed));
}

#[test]
fn a_patient_keeps_to_the_cancel_cutoff_and_staff_need_not() {
    let patient = actor(Role::Patient);
    let cancel = |by, now| requested().cancel(by, ClosedBy::Patient, String::new(), &RULES, now);
    let edge = days_before(1);
    assert_eq!(cancel(patient, edge).unwrap().appointment.state, State::Cancelled);
    assert_eq!(
        cancel(patient, edge + TimeDelta::seconds(1)),
        Err(too_late(Verb::Cancel, RULES.cancel_cutoff_minutes))
    );
    let by_desk = cancel(actor(Role::Desk), at(8, 0)).unwrap().appointment.closed.unwrap();
    assert_eq!((by_desk.by, by_desk.late), (ClosedBy::Patient, true));
}

#[test]
fn a_patient_cannot_blame_a_cancellation_on_the_clinic() {
    let step = requested()
        .cancel(actor(Role::Patient), ClosedBy::Clinic, String::new(), &RULES, days_before(3))
        .unwrap();
    assert_eq!(step.appointment.closed.unwrap().by, ClosedBy::Patient);
}

#[test]
fn a_patient_who_has_arrived_cancels_at_the_desk() {
    let outcome = visit_in(State::Arrived).cancel(
        actor(Role::Patient),
        ClosedBy::Patient,
        String::new(),
        &RULES,
        at(8, 0),
    );
    assert_eq!(outcome, Err(wrong_state(Verb::Cancel, State::Arrived)));
}

#[test]
fn a_move_by_the_patient_is_asked_for_anew_and_one_by_the_desk_is_not() {
    let go = |role, auto| {
        let to = moved(at(14, 0));
        visit_in(State::Approved)
            .reschedule(to, actor(role), auto, &RULES, days_before(3))
            .unwrap()
            .appointment
    };
    let by_patient = go(Role::Patient, false);
    assert_eq!(by_patient.state, State::Requested);
    assert_eq!(by_patient.id, requested().id);
    assert_eq!(by_patient.version, visit_in(State::Approved).version + 1);
    assert_eq!(go(Role::Patient, true).state, State::Approved);
    assert_eq!(go(Role::Desk, false).state, State::Approved);
}

#[test]
fn a_patient_keeps_to_the_reschedule_cutoff() {
    let go = |role, now| requested().reschedule(moved(at(14, 0)), actor(role), false, &RULES, now);
    let late = Err(too_late(Verb::Move, RULES.reschedule_cutoff_minutes));
    assert_eq!(go(Role::Patient, at(8, 0)), late);
    assert!(go(Role::Patient, days_before(1)).is_ok());
    assert!(go(Role::Desk, at(8, 0)).is_ok());
}

#[test]
fn nobody_arrives_the_day_before_and_nobody_is_a_no_show_before_the_start() {
    let start = at(9, 0);
    let early = |verb| Err(too_early(verb));
    let desk = actor(Role::Desk);
    // 23:30 UTC of the eve is already the visit's day in Berlin
    let eve = Utc.with_ymd_and_hms(2026, 11, 19, 23, 30, 0).unwrap();
    assert!(visit_in(State::Approved).arrive(desk, &RULES, eve).is_ok());
    assert_eq!(
        visit_in(State::Approved).arrive(desk, &RULES, eve - TimeDelta::hours(1)),
        early(Verb::Arrive)
    );
    assert_eq!(visit_in(State::Approved).no_show(desk, at(8, 59)), early(Verb::NoShow));
    assert!(visit_in(State::Approved).no_show(desk, start).is_ok());
}

#[test]
fn what_blocks_includes_buffers_for_the_doctor_but_not_for_the_patient() {
    let visit = requested();
    assert_eq!(visit.blocking(), Some(Span { start: at(8, 55), end: at(9, 40) }));
    assert_eq!(visit.occupied(), Some(Span { start: at(9, 0), end: at(9, 30) }));
    for state in State::ALL {
        assert_eq!(visit_in(state).blocking().is_some(), state.blocks() && state != State::Completed);
    }
}

#[test]
fn a_completed_visit_blocks_until_its_real_end_and_never_longer_than_planned() {
    let done = |now| visit_in(State::InVisit).complete(actor(Role::Doctor), now).unwrap().appointment;
    assert_eq!(done(at(9, 20)).blocking(), Some(Span { start: at(8, 55), end: at(9, 30) }));
    assert_eq!(done(at(11, 0)).blocking(), Some(Span { start: at(8, 55), end: at(9, 40) }));
    assert_eq!(done(at(8, 50)).blocking(), None);
}

#[test]
fn visits_collide_on_half_open_intervals() {
    let first = requested();
    let other = |start, doctor_id: u8, patient: u8| {
        let mut it =
            Appointment::book(booking(start, 30), actor(Role::Desk), false, days_before(5)).appointment;
        it.id = AppointmentId::from_bytes([10; 16]);
        it.doctor = doctor(doctor_id);
        it.patient.id = PatientId::from_bytes([patient; 16]);
        it
    };
    assert!(first.collides(&other(at(9, 15), 3, 5)));
    assert!(first.collides(&other(at(9, 44), 3, 5)), "the buffers meet");
    assert!(!first.collides(&other(at(9, 45), 3, 5)), "the buffers touch");
    assert!(first.collides(&other(at(9, 15), 8, 4)), "the patient is in two places");
    assert!(!first.collides(&other(at(9, 30), 8, 4)), "the patient goes from door to door");
    assert!(!first.collides(&other(at(9, 0), 8, 5)));
    assert!(!first.collides(&first.clone()), "a visit is not in its own way");
}

#[test]
fn past_untouched_and_left_open_visits_are_unresolved() {
    let later_that_day = at(18, 0);
    let next_day = at(9, 0) + TimeDelta::days(1);
    for state in State::ALL {
        let it = visit_in(state);
        let untouched = matches!(state, State::Requested | State::Approved);
        let open = matches!(state, State::Arrived | State::Ready | State::InVisit);
        assert_eq!(it.unresolved(&RULES, later_that_day), untouched, "{state:?}");
        assert_eq!(it.unresolved(&RULES, next_day), untouched || open, "{state:?}");
        assert!(!it.unresolved(&RULES, at(9, 10)), "{state:?}");
    }
}

#[test]
fn undo_is_for_whoever_made_the_step_or_for_staff_with_a_reason() {
    let arrived = visit_in(State::Arrived);
    let made_at = at(9, 0);
    let desk = actor(Role::Desk);
    let undo = |by, reason: &str, now| arrived.clone().undo(by, reason.into(), now);
    assert_eq!(undo(desk, "", made_at + TimeDelta::minutes(10)).unwrap().appointment.state, State::Approved);
    assert_eq!(undo(desk, " ", made_at + TimeDelta::minutes(11)), Err(needs_reason()));
    assert_eq!(undo(actor(Role::Doctor), "", made_at), Err(needs_reason()));
    assert!(undo(actor(Role::Doctor), "wrong row", at(17, 0)).is_ok());
    assert_eq!(undo(actor(Role::Patient), "please", made_at), Err(Refusal::RoleNotAllowed));
}

#[test]
fn a_patient_takes_back_only_their_own_fresh_step() {
    let patient = actor(Role::Patient);
    let cancelled = requested()
        .cancel(patient, ClosedBy::Patient, String::new(), &RULES, days_before(3))
        .unwrap()
        .appointment;
    let fresh = days_before(3) + TimeDelta::minutes(9);
    let step = cancelled.clone().undo(patient, String::new(), fresh).unwrap();
    assert_eq!(step.appointment.state, State::Requested);
    assert!(step.test_overlap, "it takes its time again");
    let stale = fresh + TimeDelta::minutes(2);
    assert_eq!(cancelled.undo(patient, "oh".into(), stale), Err(expired()));
    let by_desk = visit_in(State::Cancelled).undo(patient, String::new(), at(9, 0));
    assert_eq!(by_desk, Err(expired()));
}

#[test]
fn an_undo_cannot_be_undone_and_a_booking_cannot_either() {
    let desk = actor(Role::Desk);
    assert_eq!(requested().undo(desk, "x".into(), at(9, 0)), Err(nothing_to_undo()));
    let once = visit_in(State::Arrived).undo(desk, String::new(), at(9, 0)).unwrap().appointment;
    assert_eq!(once.undo(desk, "x".into(), at(9, 0)), Err(nothing_to_undo()));
}

#[test]
fn fhir_codes_lead_back_to_the_same_state() {
    for state in State::ALL {
        let causes: &[Option<ClosedBy>] = match state {
            State::Cancelled => &[Some(ClosedBy::Patient), Some(ClosedBy::Clinic)],
            _ => &[None],
        };
        for &by in causes {
            assert_eq!(state.to_fhir(by).to_state(), Ok(Imported { state, by }));
        }
    }
}

#[test]
fn unknown_fhir_codes_are_refused_by_name() {
    let booked = State::Approved.to_fhir(None);
    let cancelled = State::Cancelled.to_fhir(Some(ClosedBy::Patient));
    let cases = [
        (Fhir { status: "waitlist", ..booked }, "Appointment.status", "waitlist"),
        (Fhir { status: "Booked", ..booked }, "Appointment.status", "Booked"),
        (Fhir { slot: "busy-unavailable", ..booked }, "Slot.status", "busy-unavailable"),
        (Fhir { doctor: "tentative", ..booked }, "Appointment.participant.status", "tentative"),
        (Fhir { status: "fulfilled", ..booked }, "Encounter.status", ""),
        (Fhir { cancellation: Some("maint"), ..cancelled }, "Appointment.cancelationReason", "maint"),
        (Fhir { cancellation: None, ..cancelled }, "Appointment.cancelationReason", ""),
    ];
    for (codes, field, code) in cases {
        assert_eq!(codes.to_state(), Err(UnknownCode { field, code: code.into() }));
    }
}

#[test]
fn stored_words_lead_back_to_what_they_stand_for() {
    for state in State::ALL {
        assert_eq!(State::from_code(state.code()), Some(state));
    }
    for verb in Verb::ALL {
        assert_eq!(Verb::from_code(verb.code()), Some(verb));
    }
    for kind in VisitKind::ALL {
        assert_eq!(VisitKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(State::from_code("pending"), None);
}

/// What an undo must bring back: all but version, times of change, and the undo itself.
fn core(it: &Appointment) -> Appointment {
    Appointment { version: 0, updated_at: it.created_at, last: None, ..it.clone() }
}

proptest! {
    #[test]
    fn any_walk_keeps_a_log_that_replays_to_the_state(
        walk in prop::collection::vec((1..Verb::ALL.len(), 0..4_usize, 0..120_i64), 0..60)
    ) {
        let roles = [Role::Admin, Role::Desk, Role::Doctor, Role::Patient];
        let first = Appointment::book(booking(at(9, 0), 30), actor(Role::Patient), false, days_before(2));
        let (mut visit, mut log) = (first.appointment, vec![first.transition.unwrap()]);
        let (mut now, mut before) = (days_before(2), None::<Appointment>);
        for (verb, role, minutes) in walk {
            now += TimeDelta::minutes(minutes);
            let verb = Verb::ALL[verb];
            let Ok(step) = apply(visit.clone(), verb, actor(roles[role]), now) else { continue };
            match step.transition {
                None => prop_assert_eq!(&step.appointment, &visit),
                Some(line) => {
                    prop_assert!(step.appointment.version > visit.version);
                    prop_assert_eq!(line.from, Some(visit.state));
                    if verb == Verb::Undo {
                        prop_assert_eq!(core(&step.appointment), core(&before.take().unwrap()));
                    } else {
                        before = Some(visit.clone());
                    }
                    if !visit.blocks() && step.appointment.blocks() {
                        prop_assert!(step.test_overlap);
                    }
                    log.push(line);
                }
            }
            visit = step.appointment;
        }
        let mut replayed = None;
        for (line, next) in log.iter().zip(log.iter().skip(1)) {
            prop_assert!(line.seq < next.seq);
        }
        for line in &log {
            prop_assert_eq!(line.from, replayed);
            replayed = Some(line.to);
        }
        let last = log.last().unwrap();
        prop_assert_eq!((replayed, last.seq, last.span), (Some(visit.state), visit.version, visit.span));
        let json = serde_json::to_string(&visit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Appointment>(&json).unwrap(), visit);
    }
}

#[test]
fn a_relation_of_care_begins_by_what_somebody_else_books_approves_or_sees_arrive_and_by_nothing_else() {
    let alone = actor(Role::Doctor);
    let own = || Appointment::book(booking(at(9, 0), 30), alone, false, days_before(5)).appointment;
    assert!(!own().care && requested().care, "the doctor's own booking, and the patient's");
    let doubted = Actor { vouches: false, ..actor(Role::Patient) };
    assert!(!Appointment::book(booking(at(9, 0), 30), doubted, false, days_before(5)).appointment.care);
    for state in State::ALL {
        for verb in Verb::ALL.into_iter().filter(|it| !matches!(it, Verb::Book | Verb::Undo)) {
            for by in [alone, actor(Role::Desk), actor(Role::Admin), actor(Role::Patient)] {
                let was = Appointment { care: false, ..visit_in(state) };
                let Ok(step) = apply(was, verb, by, at(9, 0)) else { continue };
                let begins =
                    step.transition.is_some() && by.vouches && matches!(verb, Verb::Approve | Verb::Arrive);
                assert_eq!(step.appointment.care, begins, "{verb:?} of {state:?} by {:?}", by.role);
                // whatever it did is taken back with it
                if step.transition.is_some() {
                    let back = step.appointment.undo(by, "a slip".into(), at(9, 1));
                    assert!(back.is_err() || !back.unwrap().appointment.care, "{verb:?} of {state:?} undone");
                }
            }
        }
    }
}

#[test]
fn a_relation_of_care_does_not_go_with_the_visit_to_another_doctor_and_comes_back_with_it() {
    let desk = actor(Role::Desk);
    let was = requested().approve(desk, days_before(4)).unwrap().appointment;
    assert!(was.care);
    let later =
        was.clone().reschedule(moved(at(11, 0)), desk, false, &RULES, days_before(3)).unwrap().appointment;
    assert!(later.care, "another time with the same doctor");
    let away = Move { doctor: doctor(7), ..moved(at(11, 0)) };
    let gone = was.reschedule(away, desk, false, &RULES, days_before(3)).unwrap().appointment;
    assert!(!gone.care, "what was done before it came to this doctor");
    assert!(gone.clone().undo(desk, String::new(), days_before(3)).unwrap().appointment.care);
    assert!(gone.arrive(desk, &RULES, at(11, 0)).unwrap().appointment.care, "and it begins anew");
}
