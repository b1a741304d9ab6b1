//! How much strangers may ask for.

use super::{Layers, number};
use crate::domain::asking::AskingLimits;

/// The limits that these layers give.
pub(super) fn resolve(layers: &Layers) -> anyhow::Result<AskingLimits> {
    let usual = AskingLimits::default();
    let count = |key, usual| layers.take(key, || Ok(usual), |text| number(text, 1, 100_000));
    Ok(AskingLimits {
        open_visits: count("asked_visits", usual.open_visits)?,
        visits_a_day: count("asked_visits_a_day", usual.visits_a_day)?,
        open_visits_when_new: count("asked_visits_when_new", usual.open_visits_when_new)?,
        sign_ups_an_hour: count("sign_ups_an_hour", usual.sign_ups_an_hour)?,
    })
}
