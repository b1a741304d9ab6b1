//! The client in a real terminal, and the server that waits for it, measured and held against their bars. The server
//! is the real one over TLS on loopback with the sample clinic; `docs/performance.md` holds the figures.

mod table;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use clap::Parser;
use praxis_tests::{
    Process,
    bars::{self, COLLEAGUE, Cost, Talk, WHOLE},
    gauge::{self, Effort, memory, questions},
    process::Around,
    slow::SlowLine,
};

use crate::table::{Bar, Table};

/// Between two keys whose time is measured, nothing is written for so long.
const KEY: Duration = Duration::from_millis(30);

/// Measures the client of Praxis in terminals of its own, and the server while it waits.
///
/// Everything runs on this machine, in temporary directories, and ends with this program.
#[derive(Parser)]
#[command(max_term_width = 100)]
struct Cli {
    /// How often each start and each sign-in is measured, 1 to 100
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=100))]
    repeat: u64,
    /// Keys that are measured of each kind, 10 to 2000
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(10..=2000))]
    keys: u64,
    /// Seconds for which nothing happens, 5 to 600
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=600))]
    idle: u64,
    /// Messages of the long conversation, 50 to 20000
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(50..=20_000))]
    messages: u64,
    /// The client [default: praxis beside this program]
    #[arg(long, value_name = "PROGRAM")]
    client: Option<PathBuf>,
    /// The server [default: praxis-server beside this program]
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let client = program(cli.client.clone(), "praxis")?;
    let server = program(cli.server.clone(), "praxis-server")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let met = runtime.block_on(measure(&cli, &client, &server))?;
    ensure!(met, "a bar that does not depend on this machine is missed");
    Ok(())
}

fn program(named: Option<PathBuf>, usual: &str) -> anyhow::Result<PathBuf> {
    let found = match named {
        Some(named) => named,
        None => std::env::current_exe()?.parent().context("this program is in no directory")?.join(usual),
    };
    ensure!(
        found.is_file(),
        "{} is no program: build it (cargo build --release -p praxis -p praxis-server), or name one with --client and \
         --server",
        found.display()
    );
    // terminals are opened elsewhere
    Ok(found.canonicalize()?)
}

/// Whether every bar is met that does not depend on how fast and how quiet the machine is.
async fn measure(cli: &Cli, client: &Path, server: &Path) -> anyhow::Result<bool> {
    let mut table = Table::new(cli.json);
    table.machine(&gauge::machine());
    let idle = Duration::from_secs(cli.idle);

    let begun = Instant::now();
    let mut clinic = Process::open_sample(server, Around { network: true, ..Around::default() }).await;
    let made = begun.elapsed();
    let mut starts = Vec::new();
    for _ in 0..cli.repeat {
        clinic.stop();
        let begun = Instant::now();
        clinic.start();
        starts.push(begun.elapsed());
    }
    table.row("server: start to serving", Bar::Time(100.0), starts.iter().map(table::milliseconds).collect());
    // a minute after the start a backup is made, which is no idleness
    tokio::time::sleep(Duration::from_secs(70)).await;
    server_idle(&mut table, &clinic, "server, nobody there", idle).await;

    first_frames(&mut table, cli, client, &clinic);
    for delay in [0, 100, 300] {
        sign_ins(&mut table, cli, client, &clinic, delay).await;
    }
    at_work(&mut table, cli, client, &clinic).await;

    let mut ptys = Vec::new();
    for _ in 0..10 {
        let mut pty = bars::client(client, &clinic, None).start();
        bars::sign_in(&mut pty);
        ptys.push(pty);
        if ptys.len() == 1 {
            server_idle(&mut table, &clinic, "server, 1 board open", idle).await;
        }
    }
    server_idle(&mut table, &clinic, "server, 10 boards open", idle).await;
    table.note(&format!("the sample clinic was made and served in {made:.1?}"));
    Ok(table.end())
}

async fn server_idle(table: &mut Table, clinic: &Process, name: &str, time: Duration) {
    // what a sign-in left to do is done
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = Effort::of(clinic.pid());
    tokio::time::sleep(time).await;
    let effort = Effort::of(clinic.pid()).since(&before);
    let seconds = time.as_secs_f64();
    table.row(&format!("{name}: wake-ups a second"), Bar::Count(1.0), vec![effort.wakes as f64 / seconds]);
    table.row(&format!("{name}: CPU, per mille"), Bar::None, vec![effort.ran.as_secs_f64() / seconds * 1e3]);
    table.row(&format!("{name}: RSS, MiB"), Bar::Count(30.0), vec![memory(clinic.pid()).0]);
}

fn first_frames(table: &mut Table, cli: &Cli, client: &Path, clinic: &Process) {
    let (mut first_byte, mut first_frame, mut bytes, mut asked) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..cli.repeat {
        let pty = bars::client(client, clinic, None).start();
        pty.wait_for("sign-in screen", |screen| bars::is_sign_in(&screen.contents()));
        let (whole, end) =
            pty.first_time(|screen| bars::is_sign_in(&screen.contents())).expect("it was there");
        pty.wait_for_silence(WHOLE);
        first_byte.push(table::milliseconds(&(pty.span_since(0).expect("it wrote").0 - pty.started())));
        first_frame.push(table::milliseconds(&(whole - pty.started())));
        bytes.push(end as f64);
        asked.push(questions(&pty.bytes()).len() as f64);
    }
    table.row("start to first byte", Bar::None, first_byte);
    table.row("start to first whole frame", Bar::Time(50.0), first_frame);
    table.row("questions to the terminal", Bar::Count(0.0), asked);
    table.row("bytes of the first frame", Bar::Count(3000.0), bytes);
}

async fn sign_ins(table: &mut Table, cli: &Cli, client: &Path, clinic: &Process, delay: u32) {
    let line = SlowLine::open(clinic.place().0.port, Duration::from_millis(delay.into())).await;
    let mut took = Vec::new();
    for _ in 0..cli.repeat {
        let mut pty = bars::client(client, clinic, Some(line.port())).start();
        took.push(table::milliseconds(&bars::sign_in(&mut pty)));
        if delay == 300 && took.len() == 1 {
            pty.wait_for_silence(Duration::from_secs(1));
            let moved = bars::rows(&mut pty, 20, KEY);
            table.row("cursor row at 300 ms of delay", Bar::Time(5.0), times(&moved));
        }
    }
    // a round trip for the sign-in, one for the data
    table.row(
        &format!("sign-in to board, {delay} ms of delay"),
        Bar::Time(150.0 + 2.0 * f64::from(delay)),
        took,
    );
}

async fn at_work(table: &mut Table, cli: &Cli, client: &Path, clinic: &Process) {
    let keys = usize::try_from(cli.keys).unwrap_or(100);
    let mut pty = bars::client(client, clinic, None).start();
    bars::sign_in(&mut pty);
    pty.wait_for_silence(Duration::from_secs(3));
    table.row("RSS after sign-in, MiB", Bar::Count(25.0), vec![memory(pty.pid()).0]);
    let quiet = bars::idle(&pty, Duration::from_secs(cli.idle)).await;
    let minutes = cli.idle as f64 / 60.0;
    table.row("idle: frames a minute", Bar::Count(1.0), vec![quiet.frames as f64 / minutes]);
    table.row("idle: bytes a minute", Bar::Count(60.0), vec![quiet.bytes as f64 / minutes]);
    table.row("idle: wake-ups a minute", Bar::Count(3.0), vec![quiet.effort.wakes as f64 / minutes]);
    table.row("idle: CPU ticks", Bar::Count(0.0), vec![quiet.effort.ticks as f64]);
    table.row("idle: CPU, ms", Bar::None, vec![quiet.effort.ran.as_secs_f64() * 1e3]);

    let moved = bars::rows(&mut pty, keys, KEY);
    table.row("bytes of a cursor row", Bar::Count(300.0), bytes(&moved));
    table.row("cursor row to last byte", Bar::Time(5.0), times(&moved));
    for (name, switched, anew) in bars::screens(&mut pty) {
        table.row(&format!("bytes to switch to {name}"), Bar::Count(3000.0), bytes(&[switched]));
        table.row(&format!("bytes of {name}, drawn anew"), Bar::Count(3000.0), bytes(&[anew]));
    }
    let colleague = bars::person(clinic, COLLEAGUE).await;
    let storm = bars::storm(&pty, &colleague, 200).await;
    let seconds = storm.took.as_secs_f64();
    table.row("storm of 200 changes, seconds", Bar::None, vec![seconds]);
    // ten intervals have eleven ends
    let frames = storm.frames.saturating_sub(1) as f64 / seconds;
    table.row("storm: frames a second", Bar::Count(10.0), vec![frames]);
    table.row("storm: bytes a second", Bar::Count(10_000.0), vec![storm.bytes as f64 / seconds]);

    let mut talk = Talk::of(&colleague).await;
    talk.open_in(&mut pty).await;
    let still = talk.lines(&pty, 5).await;
    table.row("bytes of a chat line, no scroll", Bar::Count(250.0), bytes(&still));
    talk.lines(&pty, 12).await;
    let scrolled = talk.lines(&pty, 12).await;
    table.row("bytes of a chat line, scrolled", Bar::Count(1600.0), bytes(&scrolled));
    let typed = bars::letters(&mut pty, keys, KEY);
    table.row("bytes of a letter", Bar::Count(80.0), bytes(&typed));
    table.row("letter to last byte", Bar::Time(5.0), times(&typed));

    talk.say_many(usize::try_from(cli.messages).unwrap_or(10_000)).await;
    bars::home(&mut pty);
    talk.open_in(&mut pty).await;
    bars::read_back(&mut pty, "Lunch at 12:30");
    table.row("RSS with the messages, MiB", Bar::Count(60.0), vec![memory(pty.pid()).0]);
    let typed = bars::letters(&mut pty, keys, KEY);
    table.row(&format!("letter to last byte, {} messages", cli.messages), Bar::Time(5.0), times(&typed));
}

fn bytes(costs: &[Cost]) -> Vec<f64> {
    costs.iter().map(|it| it.bytes as f64).collect()
}

fn times(costs: &[Cost]) -> Vec<f64> {
    costs.iter().map(|it| table::milliseconds(&it.took)).collect()
}
