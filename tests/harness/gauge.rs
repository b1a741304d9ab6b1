//! What a program costs while somebody looks at it: bytes and frames for the terminal, wake-ups, processor time and
//! memory for the machine.

use std::{collections::BTreeMap, fs, time::Duration};

/// Frames among these bytes: each ends with where the cursor is, shown or hidden.
#[must_use]
pub fn frames(bytes: &[u8]) -> usize {
    bytes.windows(6).filter(|it| *it == b"\x1b[?25h" || *it == b"\x1b[?25l").count()
}

/// What a program asked its terminal: where the cursor is, what it can do, which colours it has. An answer would arrive
/// as keys, and a terminal that does not answer would be waited for.
#[must_use]
pub fn questions(bytes: &[u8]) -> Vec<&'static str> {
    const QUESTIONS: [(&[u8], &str); 8] = [
        (b"\x1b[6n", "where the cursor is"),
        (b"\x1b[5n", "whether it is well"),
        (b"\x1b[c", "what it can do"),
        (b"\x1b[0c", "what it can do"),
        (b"\x1b[>c", "what it can do besides"),
        (b"\x1b[?u", "its keyboard protocol"),
        (b"\x1b]11;?", "its background"),
        (b"\x1bP$q", "its settings"),
    ];
    QUESTIONS
        .iter()
        .filter(|(sent, _)| bytes.windows(sent.len()).any(|it| it == *sent))
        .map(|it| it.1)
        .collect()
}

/// How often a process was woken and how long it worked, so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effort {
    /// Times one of its threads went to sleep, and so was or will be woken.
    pub wakes: u64,
    /// Ticks of the processor clock that were charged to it: hundredths of a second.
    pub ticks: u64,
    /// What it ran, exactly.
    pub ran: Duration,
    /// The first and the third of each thread: one that ends takes its count with it.
    threads: BTreeMap<u32, (u64, Duration)>,
}

impl Effort {
    /// Of this process up to now.
    ///
    /// # Panics
    /// If there is no such process.
    #[must_use]
    pub fn of(pid: u32) -> Self {
        let mut effort = Self::default();
        for thread in fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten() {
            // a thread that ends at this moment counts for nothing
            let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            let wakes = field(&status, "voluntary_ctxt_switches:").unwrap_or(0);
            let ran = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
            let ran = ran.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(0);
            let ran = Duration::from_nanos(ran);
            let id = thread.file_name().to_string_lossy().parse().unwrap_or(0);
            effort.wakes += wakes;
            effort.ran += ran;
            effort.threads.insert(id, (wakes, ran));
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        // the name in parentheses may hold anything: fields are counted after it
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        effort.ticks = fields.skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
        effort
    }

    /// What came on top of an earlier effort, by threads that are still there.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut more = Self { ticks: self.ticks.saturating_sub(before.ticks), ..Self::default() };
        for (id, (wakes, ran)) in &self.threads {
            let (wakes_before, ran_before) = before.threads.get(id).copied().unwrap_or_default();
            more.wakes += wakes.saturating_sub(wakes_before);
            more.ran += ran.saturating_sub(ran_before);
        }
        more
    }
}

/// Memory of a process in MiB that is its own or in use by it, and so much of it that no file could bring back.
///
/// # Panics
/// If there is no such process.
#[must_use]
pub fn memory(pid: u32) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let mib = |name| field(&status, name).unwrap_or(0) as f64 / 1024.0;
    (mib("VmRSS:"), mib("RssAnon:"))
}

/// The machine in one line.
#[must_use]
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{} x {}, {} GiB, Linux {}",
        cores(),
        model.trim_start_matches([':', '\t', ' ']),
        field(&memory, "MemTotal:").unwrap_or(0) / 1024 / 1024,
        kernel.trim()
    )
}

/// Cores of the machine.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How many threads of everybody wanted a core in the last minute, this program's among them.
#[must_use]
pub fn load() -> f64 {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(0.0)
}

fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}
