//! What the kernel says: of the machine, of one process, and of everybody else.

use std::fs;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Clock ticks a second in `/proc`; the same on every Linux that anybody runs.
const TICKS: f64 = 100.0;

/// Lets this program hold as many connections as the system allows.
///
/// # Errors
/// If the system says no.
pub(crate) fn open_many_files() -> std::io::Result<()> {
    let allowed = getrlimit(Resource::Nofile).maximum;
    Ok(setrlimit(Resource::Nofile, Rlimit { current: allowed, maximum: allowed })?)
}

/// The machine in one line.
pub(crate) fn describe() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = field(&memory, "MemTotal:").unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{cores} x {}, {} GiB, Linux {}",
        model.trim_start_matches([':', '\t', ' ']),
        kib / 1024 / 1024,
        kernel.trim()
    )
}

fn field(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// CPU seconds of one process so far.
pub(crate) fn cpu_of(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // the name in parentheses may hold anything: fields are counted after it
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks() + ticks()) / TICKS
}

/// Resident memory of one process in MiB: now, and at most so far.
pub(crate) fn memory_of(process: u32) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let mib = |name| field(&status, name).unwrap_or(0) as f64 / 1024.0;
    (mib("VmRSS:"), mib("VmHWM:"))
}

/// KiB that a process gave to disks so far.
pub(crate) fn written_by(process: u32) -> f64 {
    let io = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    field(&io, "write_bytes:").unwrap_or(0) as f64 / 1024.0
}

/// KiB that a process asked of files so far, the kernel's cache included: the pages that its own cache did not hold.
pub(crate) fn read_by(process: u32) -> f64 {
    let io = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    field(&io, "rchar:").unwrap_or(0) as f64 / 1024.0
}

/// Times a process was switched to, over all its threads: what wakes it.
pub(crate) fn switches_of(process: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    tasks
        .map(|task| {
            let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            field(&status, "voluntary_ctxt_switches:").unwrap_or(0)
        })
        .sum()
}

/// CPU seconds that the whole machine was busy so far, time taken by neighbours included.
pub(crate) fn cpu_of_all() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = stat.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = first.split_whitespace().skip(1).filter_map(|it| it.parse().ok()).collect();
    // user, nice, system, irq, softirq, steal
    [0, 1, 2, 5, 6, 7].iter().filter_map(|&at| ticks.get(at)).sum::<f64>() / TICKS
}

/// What a durable write of 4 KiB costs on the disk of this directory, in ms: the middle and the slowest in a hundred.
///
/// # Errors
/// If nothing can be written there.
pub(crate) fn durable_write(directory: &std::path::Path) -> std::io::Result<(f64, f64)> {
    use std::io::Write as _;
    const WRITES: usize = 200;
    let mut file = tempfile::tempfile_in(directory)?;
    let mut took = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let begun = std::time::Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok((took[WRITES / 2], took[WRITES * 99 / 100]))
}

/// Share of the last ten seconds in which somebody waited for a core, in percent, as the kernel counts it.
pub(crate) fn pressure() -> Option<f64> {
    let text = fs::read_to_string("/proc/pressure/cpu").ok()?;
    text.split_whitespace().find_map(|it| it.strip_prefix("avg10="))?.parse().ok()
}
