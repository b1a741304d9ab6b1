//! Medians, their spread, and whether a bar is met; and how all that is printed.

use std::time::Duration;

use praxis_tests::gauge;

/// What a figure is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bar {
    /// At most so many milliseconds, which says something on a quiet machine only.
    Time(f64),
    /// At most so many, on any machine.
    Count(f64),
    /// Nothing: it is told for what it is.
    None,
}

/// Prints as it goes.
pub(crate) struct Table {
    json: bool,
    missed: usize,
    noise: f64,
}

pub(crate) fn milliseconds(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

impl Table {
    /// A new one.
    pub(crate) fn new(json: bool) -> Self {
        Self { json, missed: 0, noise: gauge::load() }
    }

    /// Where it is measured.
    pub(crate) fn machine(&self, machine: &str) {
        if self.json {
            println!("{}", serde_json::json!({ "machine": machine, "load": self.noise }));
        } else {
            println!("machine: {machine}; load at the start {:.1}", self.noise);
            println!(
                "{:<44} {:>9} {:>19} {:>9} {:>4} {:>8}  met",
                "what", "median", "(least..most)", "p95", "n", "bar"
            );
        }
    }

    /// A line beside the table.
    pub(crate) fn note(&self, what: &str) {
        if !self.json {
            println!("{what}");
        }
    }

    /// One figure, measured at least once. Times are held against their bar at the 95th percentile.
    pub(crate) fn row(&mut self, name: &str, bar: Bar, mut values: Vec<f64>) {
        values.sort_by(f64::total_cmp);
        let at = |part: f64| values[((values.len() - 1) as f64 * part).round() as usize];
        let (median, p95, least, most) = (at(0.5), at(0.95), values[0], at(1.0));
        // the load of a minute ago is what these were measured under
        let load = gauge::load();
        self.noise = self.noise.max(load);
        let noisy = load > gauge::cores() as f64;
        let (limit, met) = match bar {
            Bar::Time(limit) if p95 <= limit => (Some(limit), "yes"),
            Bar::Time(limit) if noisy => (Some(limit), "noise"),
            Bar::Time(limit) => (Some(limit), "NO"),
            // the clock on the screen may turn in the middle of one of them
            Bar::Count(limit) if median <= limit => (Some(limit), "yes"),
            Bar::Count(limit) => {
                self.missed += 1;
                (Some(limit), "NO")
            }
            Bar::None => (None, ""),
        };
        if self.json {
            println!(
                "{}",
                serde_json::json!({
                    "what": name, "median": median, "least": least, "most": most, "p95": p95, "n": values.len(),
                    "bar": limit, "met": limit.map(|_| met == "yes"), "load": load,
                })
            );
            return;
        }
        let digits = usize::from(most < 100.0) + usize::from(most < 10.0);
        println!(
            "{name:<44} {median:>9.digits$} {:>19} {p95:>9.digits$} {:>4} {:>8}  {met}",
            format!("({least:.digits$}..{most:.digits$})"),
            values.len(),
            limit.map_or_else(String::new, |it| format!("{it:.0}")),
        );
    }

    /// Whether all was met that does not depend on the machine.
    pub(crate) fn end(&self) -> bool {
        if self.json {
            println!("{}", serde_json::json!({ "missed": self.missed, "load_at_most": self.noise }));
        } else {
            println!("load at most {:.1} on {} cores", self.noise, gauge::cores());
            if self.noise > gauge::cores() as f64 {
                println!(
                    "others were busy on this machine: times that are missed say nothing; run again when it is quiet"
                );
            }
        }
        self.missed == 0
    }
}
