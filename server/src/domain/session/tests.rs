use super::*;

const LIMIT: TimeDelta = TimeDelta::minutes(5);

fn at(wall: i64, steady: i64) -> Moment {
    let start: Instant = "2027-03-01T08:00:00Z".parse().unwrap();
    Moment { wall: start + TimeDelta::seconds(wall), steady: TimeDelta::seconds(steady) }
}

fn session(create: i64, used: i64) -> Session {
    let wall = |seconds| at(seconds, 0).wall;
    Session {
        id: SessionId::new(wall(create)),
        user: UserId::new(wall(0)),
        client_label: String::new(),
        source: String::new(),
        create_time: wall(create),
        last_used: wall(used),
        expire_time: wall(create + 12 * 3600),
        factor_time: wall(create),
        lock_time: None,
    }
}

fn begun() -> Attendance {
    Attendance::from_notes(&session(0, 0), at(0, 0))
}

fn is_open(standing: Standing) -> bool {
    matches!(standing, Standing::Open { .. })
}

#[test]
fn it_locks_at_the_limit_and_opens_by_proof_alone() {
    let mut it = begun();
    assert_eq!(it.standing(at(299, 299), LIMIT), Standing::Open { left: TimeDelta::seconds(1) });
    assert_eq!(it.standing(at(300, 300), LIMIT), Standing::Locked);
    it.used(at(301, 301));
    assert_eq!(it.standing(at(301, 301), LIMIT), Standing::Locked);
    it.proved(at(302, 302));
    assert!(is_open(it.standing(at(303, 303), LIMIT)));
}

#[test]
fn a_wall_clock_that_is_turned_lengthens_no_limit() {
    let year = 365 * 24 * 3600;
    for jump in [-1, -3600, 3600, -year, year] {
        for (lasts, ends) in [(300, Standing::Locked), (12 * 3600, Standing::Over)] {
            let mut it = begun();
            if ends == Standing::Over {
                it.used(at(lasts - 10, lasts - 10));
            }
            let after = it.standing(at(lasts + jump, lasts), LIMIT);
            assert!(after == ends || after == Standing::Over, "{jump}: {after:?}");
            // turned back again, nothing opens
            let back = it.standing(at(lasts, lasts), LIMIT);
            assert_eq!(back, after, "{jump}");
        }
        let mut it = begun();
        it.proved(at(10 + jump, 10));
        assert!(!it.is_fresh(at(10, 311)), "{jump}: a proof stays fresh too long");
        assert!(it.is_fresh(at(10 + jump, 310)), "{jump}");
    }
}

#[test]
fn a_machine_that_slept_counts_the_hours() {
    // the steady hand stands still in sleep, the wall clock does not
    assert_eq!(begun().standing(at(301, 20), LIMIT), Standing::Locked);
    assert_eq!(begun().standing(at(13 * 3600, 20), LIMIT), Standing::Over);
    assert!(!begun().is_fresh(at(301, 20)));
}

#[test]
fn a_clock_set_back_while_the_server_was_down_locks_and_makes_nothing_younger() {
    // noted last eleven hours after it began; the clock then shows half an hour after it began
    let mut it = Attendance::from_notes(&session(0, 11 * 3600), at(1800, 0));
    assert_eq!(it.standing(at(1800, 0), LIMIT), Standing::Locked);
    it.proved(at(1800, 0));
    assert!(is_open(it.standing(at(1801, 1), LIMIT)));
    it.used(at(1800 + 3590, 3590));
    assert_eq!(it.standing(at(1800 + 3600, 3600), LIMIT), Standing::Over);

    // a second or so is no reason
    let mut it = Attendance::from_notes(&session(0, 100), at(99, 0));
    assert!(is_open(it.standing(at(99, 0), LIMIT)));

    // signed in under a clock that was a year ahead
    let mut it = Attendance::from_notes(&session(365 * 86_400, 365 * 86_400), at(0, 0));
    assert!(!it.is_fresh(at(0, 0)));
    assert_eq!(it.standing(at(0, 0), LIMIT), Standing::Locked);
}

#[test]
fn use_is_noted_once_a_minute() {
    let mut it = begun();
    let noted: Vec<i64> = (0..200).filter(|&second| it.used(at(second, second))).collect();
    assert_eq!(noted, [60, 120, 180]);
}

#[test]
fn the_shortest_limit_of_several_roles_counts() {
    let limits = IdleLimits::default();
    let of = |roles: &[Role]| limits.of(roles.iter().copied().collect()).num_minutes();
    assert_eq!(of(&[Role::Patient]), 30);
    assert_eq!(of(&[Role::Patient, Role::Doctor]), 15);
    assert_eq!(of(&[Role::Admin, Role::Desk]), 5);
    assert_eq!(of(&[]), 5);
}
