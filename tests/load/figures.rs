//! Medians, their spread, what they are held against, and how all that is printed.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{drive::Run, targets};

/// Above this many cores used by others, no verdict.
pub(crate) const NOISE: f64 = 0.25;

/// The middle, the least and the most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// The middle.
    pub(crate) median: f64,
    /// The least.
    pub(crate) least: f64,
    /// The most.
    pub(crate) most: f64,
}

impl Spread {
    /// Of these, of which there is at least one.
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        };
        Self { median, least: values[0], most: values[values.len() - 1] }
    }
}

/// One scenario at one load, over its repetitions.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Which scenario.
    pub(crate) name: String,
    /// Calls under way at once.
    pub(crate) in_flight: u64,
    repetitions: usize,
    /// Operations a second.
    pub(crate) rate: Spread,
    /// Of the ceiling of the same repetition.
    pub(crate) ratio: Option<Spread>,
    p50: Spread,
    /// The slowest of a hundred, in ms.
    pub(crate) p99: Spread,
    cpu: Spread,
    /// Memory of the server in MiB.
    pub(crate) memory: Spread,
    others: Spread,
    written: Spread,
    refused: BTreeMap<String, u64>,
    /// What only this scenario measures.
    pub(crate) also: Vec<(String, f64)>,
}

impl Figures {
    /// Medians over these runs, of which there is at least one.
    pub(crate) fn over(name: &str, in_flight: u64, runs: &[Run]) -> Self {
        let of = |value: &dyn Fn(&Run) -> f64| Spread::of(runs.iter().map(value).collect());
        let ratios: Option<Vec<f64>> =
            runs.iter().map(|it| it.hello.map(|hello| it.rate() / hello)).collect();
        let milliseconds = |quantile: f64| of(&|run| run.latency.value_at_quantile(quantile) as f64 / 1000.0);
        let mut refused = BTreeMap::<String, u64>::new();
        for (reason, count) in runs.iter().flat_map(|run| &run.refused) {
            *refused.entry(reason.clone()).or_default() += count;
        }
        let mut names: Vec<&String> = Vec::new();
        for (what, _) in runs.iter().flat_map(|it| &it.also) {
            if !names.contains(&what) {
                names.push(what);
            }
        }
        let also = names
            .into_iter()
            .map(|what| {
                let values = runs.iter().flat_map(|it| &it.also).filter(|it| &it.0 == what).map(|it| it.1);
                (what.clone(), Spread::of(values.collect()).median)
            })
            .collect();
        Self {
            name: name.to_owned(),
            in_flight,
            repetitions: runs.len(),
            rate: of(&Run::rate),
            ratio: ratios.map(Spread::of),
            p50: milliseconds(0.5),
            p99: milliseconds(0.99),
            cpu: of(&|run| run.server_cpu * 1e6 / (run.done.max(1) as f64)),
            memory: of(&|run| run.memory),
            others: of(&|run| run.others_cpu / run.seconds),
            written: of(&|run| run.written / run.done.max(1) as f64),
            refused,
            also,
        }
    }

    /// Whether others used so much of the machine that these figures decide nothing.
    pub(crate) fn is_noisy(&self) -> bool {
        self.others.median > NOISE
    }

    /// What only this scenario measures, by its name.
    pub(crate) fn also(&self, what: &str) -> Option<f64> {
        self.also.iter().find(|it| it.0 == what).map(|it| it.1)
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "scenario": self.name, "in_flight": self.in_flight, "repetitions": self.repetitions,
            "rate": self.rate.median, "rate_least": self.rate.least, "rate_most": self.rate.most,
            "ratio": self.ratio.map(|it| it.median), "ratio_least": self.ratio.map(|it| it.least),
            "ratio_most": self.ratio.map(|it| it.most), "p50_ms": self.p50.median, "p99_ms": self.p99.median,
            "server_cpu_us": self.cpu.median, "memory_mib": self.memory.median, "others_cores": self.others.median,
            "disk_kib": self.written.median,
            "noisy": self.is_noisy(), "refused": self.refused,
            "also": self.also.iter().cloned().collect::<BTreeMap<_, _>>(),
            "targets": targets::of(self).iter().map(targets::Held::json).collect::<Vec<_>>(),
        })
    }

    fn line(&self) -> String {
        format!(
            "{:<16} {:>6} {:>9.0} {:>17} {:>6} {:>13} {:>8.2} {:>8.2} {:>8.1} {:>7.1} {:>5.2}{}",
            self.name,
            self.in_flight,
            self.rate.median,
            format!("({:.0}..{:.0})", self.rate.least, self.rate.most),
            self.ratio.map_or_else(String::new, |it| format!("{:.3}", it.median)),
            self.ratio.map_or_else(String::new, |it| format!("({:.2}..{:.2})", it.least, it.most)),
            self.p50.median,
            self.p99.median,
            self.cpu.median,
            self.memory.median,
            self.others.median,
            if self.is_noisy() { "!" } else { " " },
        )
    }

    /// What is said below the line: other measures, refusals.
    fn rest(&self) -> Vec<String> {
        let mut rest: Vec<String> =
            self.also.iter().map(|(what, value)| format!("{what} {}", number(*value))).collect();
        if self.written.median >= 0.001 {
            rest.push(format!("KiB to the disk each {}", number(self.written.median)));
        }
        rest.extend(self.refused.iter().map(|(reason, count)| format!("{reason} x{count}")));
        rest
    }
}

/// As many digits as say something.
pub(crate) fn number(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 1000.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

/// Prints as it goes, and all of it once more with the targets.
pub(crate) struct Table {
    json: bool,
    rows: Vec<Figures>,
}

impl Table {
    /// A new one.
    pub(crate) const fn new(json: bool) -> Self {
        Self { json, rows: Vec::new() }
    }

    /// Where it is measured, and how much else goes on there.
    pub(crate) fn machine(&self, machine: &str, sync: (f64, f64), others: f64, pressure: Option<f64>) {
        if self.json {
            println!(
                "{}",
                json!({
                    "machine": machine, "durable_write_p50_ms": sync.0, "durable_write_p99_ms": sync.1,
                    "others_cores_before": others, "cpu_pressure_percent_before": pressure,
                })
            );
            return;
        }
        println!("machine: {machine}");
        println!(
            "before: a durable write takes {:.2} ms (p99 {:.2}), others use {others:.2} cores{}",
            sync.0,
            sync.1,
            pressure.map_or_else(String::new, |it| format!(", CPU pressure {it:.0} %"))
        );
        println!("{HEAD}");
    }

    /// One scenario at one load.
    pub(crate) fn add(&mut self, figures: Figures) {
        if self.json {
            println!("{}", figures.json());
        } else {
            println!("{}", figures.line());
            for part in figures.rest().chunks(4) {
                println!("    {}", part.join(", "));
            }
        }
        self.rows.push(figures);
    }

    /// Everything against its target, and whether the machine was quiet enough to say so; true if nothing was missed.
    pub(crate) fn end(&self) -> bool {
        let noisy = self.rows.iter().any(Figures::is_noisy);
        let held: Vec<_> =
            self.rows.iter().flat_map(|row| targets::of(row).into_iter().map(move |it| (row, it))).collect();
        let missed = held.iter().filter(|(row, it)| !it.met && !row.is_noisy()).count();
        if self.json {
            println!("{}", json!({ "noisy": noisy, "targets": held.len(), "missed": missed }));
            return missed == 0;
        }
        println!("\n{:<16} {:>6}  {:<42} {:>12} {:>14}", "scenario", "flight", "target", "is", "");
        for (row, it) in &held {
            let verdict = match (it.met, row.is_noisy()) {
                (true, false) => "met",
                (false, false) => "MISSED",
                (true, true) => "met, noisy",
                (false, true) => "no verdict",
            };
            println!(
                "{:<16} {:>6}  {:<42} {:>12} {:>14}",
                row.name,
                row.in_flight,
                it.wanted(),
                number(it.is),
                verdict
            );
        }
        if noisy {
            println!(
                "\n! other programs used more than {NOISE} cores during these rows: the machine is too noisy for a \
                 verdict on what was missed there; run again when it is quiet"
            );
        }
        missed == 0
    }
}

const HEAD: &str = "scenario         flight     ops/s    (least..most)  ratio (least..most)   p50 ms   p99 ms   CPU us     MiB others";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive;

    fn run(done: u64, hello: f64, others: f64, took: &[u64]) -> Run {
        let mut latency = drive::histogram();
        took.iter().for_each(|it| latency.saturating_record(*it));
        Run {
            done,
            refused: BTreeMap::new(),
            seconds: 2.0,
            latency,
            server_cpu: 0.5,
            others_cpu: others * 2.0,
            memory: 40.0,
            written: 8.0,
            read: 0.0,
            hello: Some(hello),
            also: vec![("changes".to_owned(), done as f64)],
        }
    }

    #[test]
    fn the_middle_of_an_odd_and_of_an_even_number_of_runs() {
        assert_eq!(Spread::of(vec![3.0, 1.0, 2.0]), Spread { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Spread::of(vec![4.0, 1.0, 2.0, 3.0]).median, 2.5);
        assert_eq!(Spread::of(vec![7.0]), Spread { median: 7.0, least: 7.0, most: 7.0 });
    }

    #[test]
    fn a_ratio_is_taken_within_each_repetition_before_the_middle_is() {
        // the machine was half as fast in the second repetition, for both
        let runs =
            [run(1000, 1000.0, 0.0, &[10]), run(500, 500.0, 0.0, &[10]), run(1000, 1250.0, 0.0, &[10])];
        let figures = Figures::over("book", 64, &runs);
        assert_eq!(figures.ratio.unwrap().median, 0.5);
        assert_eq!(figures.rate, Spread { median: 500.0, least: 250.0, most: 500.0 });
        assert_eq!(figures.also("changes"), Some(1000.0));
        assert_eq!(figures.cpu.median, 500.0);
    }

    #[test]
    fn the_slowest_of_a_hundred_is_the_middle_over_the_runs_not_of_all_calls_together() {
        let quick: Vec<u64> = vec![1000; 1000];
        let slow: Vec<u64> = vec![50_000; 1000];
        let runs = [run(1000, 1.0, 0.0, &quick), run(1000, 1.0, 0.0, &quick), run(1000, 1.0, 0.0, &slow)];
        let p99 = Figures::over("book", 64, &runs).p99;
        assert!((p99.median - 1.0).abs() < 0.01 && (p99.most - 50.0).abs() < 0.1, "{p99:?}");
    }

    #[test]
    fn one_disturbed_repetition_leaves_the_verdict_and_most_of_them_take_it() {
        let (quiet, loud) = (run(1, 1.0, 0.1, &[1]), run(1, 1.0, 0.9, &[1]));
        let one = [quiet.clone(), loud.clone(), quiet.clone()];
        assert!(!Figures::over("list", 64, &one).is_noisy());
        let most = [quiet, loud.clone(), loud];
        assert!(Figures::over("list", 64, &most).is_noisy());
    }

    #[test]
    fn a_target_missed_on_a_noisy_machine_is_no_verdict() {
        let mut table = Table::new(true);
        let slow = |others| Figures::over("list", 64, &[run(10, 1000.0, others, &[1])]);
        table.rows.push(slow(0.9));
        assert!(table.end());
        table.rows.push(slow(0.0));
        assert!(!table.end());
    }
}
