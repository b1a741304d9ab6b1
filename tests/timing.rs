//! How long a refusal takes says nothing about the account behind the name. Work is counted
//! in `throttle::`; here the clock is looked at, on a machine that has nothing else to do.
//!
//! `PRAXIS_TRIES=300 cargo test --release -p praxis-tests --test main -- timing:: --ignored --nocapture`

use std::time::{Duration, Instant};

use praxis_shared::pb;
use praxis_tests::{Clinic, Refused, dice::Dice, fresh};

use crate::second_factor::enrol;

const WRONG: &str = "red kettles sing at noon";

/// How likely two samples of one distribution differ in their ranks as much as these: the Mann-Whitney U test, two-sided,
/// by its normal approximation with ties.
fn likelihood(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        one.iter().map(|it| (*it, true)).chain(other.iter().map(|it| (*it, false))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (n, m) = (one.len() as f64, other.len() as f64);
    let (mut ranks, mut ties, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let same = all[at..].iter().take_while(|it| it.0 == all[at].0).count();
        let rank = at as f64 + (same as f64 + 1.0) / 2.0;
        ranks += rank * all[at..at + same].iter().filter(|it| it.1).count() as f64;
        ties += (same as f64).powi(3) - same as f64;
        at += same;
    }
    let u = ranks - n * (n + 1.0) / 2.0;
    let spread = (n * m / 12.0 * (n + m + 1.0 - ties / ((n + m) * (n + m - 1.0)))).sqrt();
    if spread == 0.0 {
        return 1.0;
    }
    let z = ((u - n * m / 2.0).abs() - 0.5).max(0.0) / spread;
    2.0 * above(z)
}

/// The part of a normal distribution above so many standard deviations (Abramowitz and Stegun, 26.2.17).
fn above(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let sum = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530]
        .iter()
        .fold(0.0, |sum, it| (sum + it) * t);
    sum * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

#[test]
fn the_comparison_sees_a_small_difference_and_none_where_there_is_none() {
    // twelve throws of a coin of many sides are nearly normal
    let sample = |seed: u64, more: f64| -> Vec<f64> {
        let mut dice = Dice::new(seed);
        let mut one = || (0..12).map(|_| dice.below(1000) as f64).sum::<f64>() / 6000.0 + more;
        (0..300).map(|_| one()).collect()
    };
    assert!((above(0.0) - 0.5).abs() < 1e-6 && (above(1.96) - 0.025).abs() < 1e-4);
    assert!(likelihood(&sample(1, 0.0), &sample(2, 0.0)) > 0.01);
    assert!(likelihood(&sample(1, 0.0), &sample(2, 0.1)) < 0.001, "a tenth is seen");
    assert!(likelihood(&sample(1, 0.1), &sample(2, 0.0)) < 0.001, "either way");
    assert_eq!(likelihood(&[1.0; 9], &[1.0; 9]), 1.0);
}

async fn refusal(clinic: &Clinic, login: &str) -> (String, Duration) {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: WRONG.to_owned(),
        ..pb::SignInRequest::default()
    };
    let mut sessions = clinic.stranger().sessions();
    let begun = Instant::now();
    let refused = sessions.sign_in(asked).await.unwrap_err();
    (refused.reason(), begun.elapsed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures time: for a machine that has nothing else to do"]
async fn a_refusal_takes_as_long_for_every_name_whether_somebody_has_it_or_not() {
    let tries: usize = std::env::var("PRAXIS_TRIES").map_or(300, |it| it.parse().unwrap());
    // hashes as dear as they are in a clinic
    let clinic = Clinic::open_where(|config| config.password_memory_kib = 47_104).await;
    for who in ["active", "disabled", "factor"] {
        clinic.patient(who).await;
    }
    let disabled =
        pb::DisableUserRequest { request_id: fresh(), name: clinic.patient("disabled").await.name() };
    clinic.admin().users().disable_user(disabled).await.unwrap();
    enrol(&clinic, &clinic.patient("factor").await).await;
    // the first two names are each nobody's: how far apart are equals on this machine?
    let names = ["nobody", "noone", "active", "disabled", "factor"];
    let mut times = vec![Vec::new(); names.len()];
    let mut dice = Dice::fresh("timing");
    for round in 0..tries {
        if round % 40 == 0 {
            // nobody waits: a new day
            clinic.pass(chrono::Duration::days(1));
        }
        // another order each time
        let turn = usize::try_from(dice.below(names.len() as u64)).unwrap();
        for at in (0..names.len()).map(|it| (it + turn) % names.len()) {
            clinic.pass(chrono::Duration::seconds(15));
            let (reason, time) = refusal(&clinic, names[at]).await;
            assert_eq!(reason, "WRONG_CREDENTIALS");
            times[at].push(time.as_secs_f64());
        }
    }
    let mut apart = Vec::new();
    for (at, one) in names.iter().enumerate() {
        println!("{one:<10} median {:.3} ms", median(&times[at]) * 1000.0);
        for (with, other) in names.iter().enumerate().skip(at + 1) {
            let p = likelihood(&times[at], &times[with]);
            let ratio = median(&times[at]) / median(&times[with]);
            println!("{one} and {other}: medians {ratio:.3} to 1, p = {p:.4}");
            // ten comparisons: one in a thousand each is one in a hundred for all
            if !(0.95..=1.05).contains(&ratio) || p < 0.001 {
                apart.push((*one, *other));
            }
        }
    }
    assert!(
        !apart.contains(&("nobody", "noone")),
        "equals differ: this machine is too busy to measure anything"
    );
    assert!(apart.is_empty(), "{apart:?}");
    // the control: half a hundredth of a second more would have been seen
    let later: Vec<f64> = times[0].iter().map(|it| it + 0.005).collect();
    assert!(likelihood(&times[1], &later) < 0.001);
}
