//! The pieces that most calls and each frame go through: `cargo bench -p praxis-tests`.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has no figures")]

use std::hint::black_box;

use chrono::{NaiveDate, TimeDelta, Weekday};
use criterion::Criterion;
use praxis::{
    context::stamp,
    outbox::{Go, Reply},
    screen::Route,
    stage::{Stage, beginning},
};
use praxis_server::{
    actions::appointments::{self, Place},
    demo,
    domain::{
        appointment::Filter,
        audit::{Act, DONE, Who},
        caller::{Caller, Credential, Reach},
        hours::{Break, HoursRule, WorkingHours},
        people::{Role, Roles},
        slots::{Agenda, BookingLimits, Busy, BusyBy, Exempt, Wanted, free},
    },
    store::{
        Head,
        verify::{Verdict, verify},
    },
};
use praxis_shared::{
    id::{DoctorId, PatientId, SessionId, UserId},
    pb::{self, AppointmentState},
    text::fold,
    time::{Span, Tz, at_minute, to_micros},
};
use ratatui::{Terminal, backend::TestBackend};

const ZONE: Tz = Tz::Europe__Berlin;

fn main() {
    let mut bench = Criterion::default().configure_from_args();
    slots(&mut bench);
    chain(&mut bench);
    names(&mut bench);
    frames(&mut bench);
    sealed(&mut bench);
    bench.final_summary();
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
}

/// A doctor who works all week in quarters of an hour, two thirds of them taken.
fn agenda(number: u8) -> Agenda {
    let doctor = DoctorId::from_bytes([number; 16]);
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let rules = week.map(|weekday| HoursRule {
        weekday,
        from_minute: 8 * 60,
        to_minute: 17 * 60,
        effective_from: monday(),
        effective_until: None,
        cycle_weeks: 1,
        cycle_week: 0,
        room: String::new(),
        slot_minutes: 15,
        buffer_before: 0,
        buffer_after: 0,
        breaks: vec![Break { from_minute: 12 * 60, to_minute: 13 * 60 }],
    });
    let busy = (0..7).flat_map(|day| (32..68).filter(|at| at % 3 > 0).map(move |at| (day, at)));
    let busy = busy.map(|(day, quarter)| {
        let start = at_minute(ZONE, monday() + TimeDelta::days(day), quarter * 15).earliest();
        Busy {
            span: Span::new(start, start + TimeDelta::minutes(15)).unwrap(),
            buffer_before: 0,
            buffer_after: 0,
            by: BusyBy::Hold,
        }
    });
    Agenda {
        doctor,
        hours: WorkingHours { doctor, rules: rules.into(), update_time: None, version: 1 },
        exceptions: Vec::new(),
        busy: busy.collect(),
        on_duty: true,
        usual_room: "1".to_owned(),
    }
}

fn slots(bench: &mut Criterion) {
    let limits = BookingLimits {
        zone: ZONE,
        now: at_minute(ZONE, monday(), 9 * 60).earliest(),
        lead_time_minutes: 60,
        horizon_days: 90,
        exempt: Exempt::No,
    };
    let last = monday() + TimeDelta::days(6);
    let one = [agenda(1)];
    bench.bench_function("slots: a week of one doctor", |it| {
        it.iter(|| free(black_box(&one), monday(), last, &limits, &Wanted::default(), 1000));
    });
    let forty: Vec<_> = (1..=40).map(agenda).collect();
    bench.bench_function("slots: the 3 soonest of 40 doctors", |it| {
        it.iter(|| free(black_box(&forty), monday(), last, &limits, &Wanted::default(), 3));
    });
}

fn act(seq: i64) -> Act {
    Act {
        seq,
        time: at_minute(ZONE, monday(), 600).earliest(),
        who: Who {
            user: Some(UserId::from_bytes([1; 16])),
            roles: Roles::NONE.with(Role::Desk),
            session: Some(SessionId::from_bytes([2; 16])),
            token: None,
        },
        method: "AppointmentService/BookAppointment".to_owned(),
        object: "appointments/01k0000000000000000000000".to_owned(),
        patient: Some(PatientId::from_bytes([3; 16])),
        outcome: DONE.to_owned(),
        source: "192.0.2.7".to_owned(),
        reason: String::new(),
    }
}

fn chain(bench: &mut Criterion) {
    let next = act(1);
    bench.bench_function("audit: the hash of one more row", |it| {
        it.iter(|| Head::START.link(black_box(&next)));
    });
    let log = rusqlite::Connection::open_in_memory().unwrap();
    log.execute_batch(
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, time, user, session, method, object, patient, outcome, hash,
                             roles, token, source, reason)",
    )
    .unwrap();
    let mut head = Head::START;
    for seq in 1..=1000 {
        let act = act(seq);
        head = Head { seq, hash: head.link(&act) };
        let who = (act.who.user.map(|it| it.bytes()), act.who.session.map(|it| it.bytes()));
        log.execute(
            "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11, ?12)",
            rusqlite::params![
                seq,
                to_micros(act.time),
                who.0,
                who.1,
                act.method,
                act.object,
                act.patient.map(|it| it.bytes()),
                act.outcome,
                head.hash,
                act.who.roles.bits(),
                act.source,
                act.reason,
            ],
        )
        .unwrap();
    }
    let whole = verify(&log, Head::START, &[head], |_| ()).unwrap();
    assert!(matches!(whole, Verdict::Whole(_)), "{whole:?}");
    bench.bench_function("audit: 1,000 rows held against their chain", |it| {
        it.iter(|| verify(&log, Head::START, &[head], |_| ()).unwrap());
    });
}

fn names(bench: &mut Criterion) {
    for name in ["Gomez", "Müller-Lüdenscheidt", "Nguyễn Thị Ánh Tuyết"] {
        bench.bench_function(&format!("search: fold {name}"), |it| it.iter(|| fold(black_box(name))));
    }
}

fn frames(bench: &mut Criterion) {
    let mut stage = Stage::signed_in(pb::Role::Desk);
    stage.go(Go::Tab(Route::Board));
    let day = (0..120).map(|at| {
        let start = beginning() + TimeDelta::minutes(at * 3 - 180);
        pb::Appointment {
            name: format!("appointments/{at:0>26}"),
            patient: format!("patients/{at:0>26}"),
            patient_display_name: "Müller-Lüdenscheidt, Johanna".to_owned(),
            patient_number: 10_000 + at,
            doctor: format!("doctors/{:0>26}", at % 6),
            doctor_display_name: "Lindqvist, Eva".to_owned(),
            state: AppointmentState::Approved.into(),
            start_time: Some(stamp(start)),
            end_time: Some(stamp(start + TimeDelta::minutes(15))),
            visit_kind: pb::VisitKind::FollowUp.into(),
            room: "3".to_owned(),
            version: 1,
            ..pb::Appointment::default()
        }
    });
    let page = pb::ListAppointmentsResponse { appointments: day.collect(), ..Default::default() };
    stage.answer(Reply::ListAppointments(page)).answer_empty();
    assert!(stage.picture().contains("Lindqvist"), "{}", stage.picture());
    for (width, height) in [(80, 24), (200, 60)] {
        stage.resize(width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        bench.bench_function(&format!("frame: the board with 120 visits at {width}x{height}"), |it| {
            it.iter(|| {
                terminal.draw(|frame| stage.app().view(frame)).unwrap();
            });
        });
    }
}

/// Seals are checked in the store's own row readers: they are measured as part of a page.
fn sealed(bench: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let clinic = runtime.block_on(demo::open(&directory.path().join("clinic"), true)).unwrap();
    let session = Credential::Session(SessionId::from_bytes([0; 16]));
    let desk = Roles::NONE.with(Role::Desk);
    let caller = Caller::new(UserId::from_bytes([0; 16]), session, desk, Reach::ANY);
    let now = clinic.desk.clock.now();
    let page = |limit| {
        let caller = caller.clone();
        move |tx: &praxis_server::store::Tx<'_>| {
            let place = Place { after: None, descending: false, limit };
            appointments::appointments(tx, &caller, &Filter::default(), &place, now)
        }
    };
    for limit in [1, 50] {
        assert_eq!(runtime.block_on(clinic.desk.read(page(limit))).unwrap().len(), limit);
        bench.bench_function(&format!("store: {limit} visits read, seals checked"), |it| {
            it.iter(|| runtime.block_on(clinic.desk.read(page(limit))).unwrap());
        });
    }
    runtime.block_on(clinic.desk.store.close());
}
