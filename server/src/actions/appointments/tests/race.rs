//! Many clients, one time. The same count of overlapping pairs that must be
//! zero here finds pairs in the store's own tests, where the promise is broken on purpose.

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::*;
use crate::store::Tx;

const CLIENTS: usize = 64;
const ROUNDS: usize = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_clients_for_equal_or_overlapping_times_exactly_one_wins() {
    let world = World::open().await;
    let now = world.now();
    let patients = world
        .act(&world.desk, move |tx, _, _| {
            (0..CLIENTS).map(|n| world::add_patient(tx, &format!("P{n}"), "Race", now)).collect()
        })
        .await;
    let patients: Vec<Caller> = patients.unwrap();
    for round in 0..ROUNDS {
        // a time of its own for each round: 16 slots a day
        let day = i64::try_from(round / 16).unwrap();
        let slot = i64::try_from(round % 16).unwrap();
        let start = at(9, 0) + TimeDelta::days(day) + TimeDelta::minutes(30 * slot);
        let bookings = patients.iter().enumerate().map(|(n, patient)| {
            // every second client wants a time that merely overlaps, from within or from before
            let (shift, minutes) = match (n % 2, round % 2) {
                (0, _) => (0, 20),
                (_, 0) => (10, 15),
                _ => (-5, 10),
            };
            let start = start + TimeDelta::minutes(shift);
            let wish = BookingWish {
                minutes: Some(minutes),
                overridden: Some(Override {
                    kinds: vec![OverrideKind::OutsideHours],
                    reason: "in the race".into(),
                }),
                ..world.wish_for(patient, start)
            };
            world.book(&world.desk, wish)
        });
        let outcomes = join_all(bookings).await;
        let won = outcomes.iter().filter(|it| it.is_ok()).count();
        assert_eq!(won, 1, "round {round}");
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            let Refusal::SlotTaken { next } = refusal(outcome) else { panic!("another refusal") };
            assert_eq!(next.len(), 3, "round {round}");
        }
    }
    let pairs = world.act(&world.desk, |tx: &Tx<'_>, _, _| Ok(tx.overlapping_pairs()?)).await.unwrap();
    assert_eq!(pairs, 0);
}
