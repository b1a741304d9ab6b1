//! What each scenario is held against. Ratios are to the health check of the same repetition.

use serde_json::json;

use crate::figures::{Figures, number};

/// A target and what there is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    what: String,
    /// What was measured.
    pub(crate) is: f64,
    bound: f64,
    at_least: bool,
    /// Whether it is as good as that.
    pub(crate) met: bool,
}

impl Held {
    fn at_least(what: impl Into<String>, is: f64, bound: f64) -> Self {
        Self { what: what.into(), is, bound, at_least: true, met: is >= bound }
    }

    fn at_most(what: impl Into<String>, is: f64, bound: f64) -> Self {
        Self { what: what.into(), is, bound, at_least: false, met: is <= bound }
    }

    /// As people read it.
    pub(crate) fn wanted(&self) -> String {
        format!("{} {} {}", self.what, if self.at_least { "at least" } else { "at most" }, number(self.bound))
    }

    /// As programs do.
    pub(crate) fn json(&self) -> serde_json::Value {
        json!({ "target": self.wanted(), "is": self.is, "met": self.met })
    }
}

/// The targets of a scenario at a load; none where it only informs.
pub(crate) fn of(it: &Figures) -> Vec<Held> {
    let ratio = |bound| it.ratio.map(|ratio| Held::at_least("ratio to hello", ratio.median, bound));
    let rate = |bound| Some(Held::at_least("a second", it.rate.median, bound));
    let p99 = |bound| Some(Held::at_most("p99 ms", it.p99.median, bound));
    let memory = |bound| Some(Held::at_most("MiB", it.memory.median, bound));
    let also = |what: &str, bound| it.also(what).map(|is| Held::at_most(what, is, bound));
    let grown =
        || it.also.iter().filter(|it| it.0.starts_with("x ")).map(|(what, is)| Held::at_most(what, *is, 1.5));
    let held = match (it.name.as_str(), it.in_flight) {
        // forty times what the peer does with 16 or 64 clients
        ("book", 256) => vec![ratio(0.45), rate(23_500.0), memory(80.0)],
        ("book", 64) => vec![p99(18.2)],
        ("contend", _) => vec![ratio(0.25), also("overlaps", 0.0)],
        ("list", 64) => vec![ratio(0.35), rate(17_500.0)],
        ("slots", 64) => vec![ratio(0.25), rate(12_400.0)],
        ("soonest", 64) => vec![ratio(0.05)],
        ("search", 64) => vec![ratio(0.15)],
        ("chat", _) => vec![ratio(0.25), rate(10_820.0), p99(22.2)],
        ("terminals", 4..) => vec![rate(100_000.0), p99(20.0)],
        ("board", _) => vec![p99(50.0), also("server cores", 0.2)],
        ("login", _) => vec![
            it.also("share of the cores' hashes")
                .map(|is| Held::at_least("share of the cores' hashes", is, 0.9)),
            also("list p99 in the storm, x quiet", 3.0),
            it.also("permits").and_then(|permits| also("memory grew by MiB", permits * 46.0 + 32.0)),
        ],
        ("idle", _) => vec![
            also("MiB at rest", 30.0),
            also("KiB a stream", 12.0),
            also("KiB a connection", 64.0),
            also("server cores idle", 0.02),
        ],
        ("grow", _) => {
            let mut held = vec![also("ms to start", 100.0)];
            held.extend(grown().map(Some));
            held
        }
        _ => Vec::new(),
    };
    held.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_just_at_the_bound_is_met() {
        assert!(Held::at_least("a second", 100.0, 100.0).met);
        assert!(!Held::at_least("a second", 99.9, 100.0).met);
        assert!(Held::at_most("MiB", 80.0, 80.0).met);
        assert!(!Held::at_most("MiB", 80.1, 80.0).met);
        assert_eq!(Held::at_most("p99 ms", 1.0, 18.2).wanted(), "p99 ms at most 18.2");
    }
}
