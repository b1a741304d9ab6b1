//! The load generator: drives the real server over TLS on loopback with real accounts, everything on, and says
//! what it measured, on what machine, and how noisy that was. `docs/performance.md` holds the figures.

mod drive;
mod figures;
mod machine;
mod scenario;
mod seed;
mod server;
mod targets;
mod world;

use std::{net::IpAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, bail, ensure};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    drive::Shape,
    figures::{Figures, Table},
    scenario::Place,
};

/// Drives a Praxis server of its own, on loopback, and prints medians over several runs.
///
/// Each repetition measures the health check (`hello`, the ceiling) and the scenario one after the other: what counts
/// is their ratio. The server is made in a temporary directory (under TMPDIR, which should be on a real disk) and ends
/// with this program, whatever ends that. It exits with 1 if a target was
/// missed on a quiet machine, with 2 if it could not measure.
#[derive(Parser)]
#[command(max_term_width = 100)]
struct Cli {
    /// Which scenario: one, several, or `all`
    #[arg(required = true, value_parser = scenario::NAMES.iter().copied().chain(["all"]).collect::<Vec<_>>())]
    scenarios: Vec<String>,
    /// Seconds measured in each repetition, 1 to 60
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// Seconds before that which do not count, 0 to 30
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=30))]
    warm_up: u64,
    /// Repetitions, 1 to 50; figures are medians over them, and fewer than 5 are for a first look
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=50))]
    repeat: u64,
    /// Calls under way at once, 1 to 1024; may be given several times
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1024))]
    in_flight: Vec<u64>,
    /// TLS connections they share, 1 to 64
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..=64))]
    connections: u64,
    /// Streams held open by `idle`, 1 to 20000
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=20_000))]
    streams: u64,
    /// Visits in the larger clinic of `grow`, 20000 to 2000000; a fifth as many patients, five times as many messages
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(20_000..=2_000_000))]
    visits: u64,
    /// Where the server listens: an address of this machine alone, without a port
    #[arg(long, default_value_t = server::HERE, value_parser = server::loopback)]
    listen: IpAddr,
    /// The server to start [default: praxis-server, built from the sources as this program was]
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// Minutes after which it gives up, 1 to 120
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=120))]
    minutes: u64,
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("load: {why:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<bool> {
    let program = match cli.server.clone() {
        Some(program) => program,
        None => server::built()?,
    };
    ensure!(program.is_file(), "--server: {} is no program", program.display());
    machine::open_many_files()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(bounded(cli, program));
    // whatever still runs is of no use; what was started ends as its owners are dropped
    runtime.shutdown_background();
    ended
}

/// Measures until it is done, told to stop, or out of time. Whichever it is, servers and files go with it.
async fn bounded(cli: &Cli, program: PathBuf) -> anyhow::Result<bool> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        done = measure(cli, program) => done,
        _ = interrupt.recv() => bail!("interrupted: what was started is ended"),
        _ = terminate.recv() => bail!("told to stop: what was started is ended"),
        () = tokio::time::sleep(Duration::from_secs(cli.minutes * 60)) => {
            bail!("not done within {} minutes: measure fewer scenarios at once, or give more --minutes", cli.minutes)
        }
    }
}

async fn measure(cli: &Cli, program: PathBuf) -> anyhow::Result<bool> {
    let mut table = Table::new(cli.json);
    let before = machine::cpu_of_all();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let others = machine::cpu_of_all() - before;
    let sync = machine::durable_write(&std::env::temp_dir())?;
    table.machine(&machine::describe(), sync, others, machine::pressure());
    if cli.repeat < 5 && !cli.json {
        println!("fewer than 5 repetitions: a first look, no figures to publish");
    }
    let all = cli.scenarios.iter().any(|it| it == "all");
    let place = Place { program, listen: cli.listen };
    for name in scenario::NAMES.iter().filter(|it| all || cli.scenarios.iter().any(|name| name == *it)) {
        let in_flight = match cli.in_flight.as_slice() {
            [] => scenario::usual_in_flight(name).to_vec(),
            given => given.to_vec(),
        };
        for in_flight in in_flight {
            let shape = Shape {
                in_flight: usize::try_from(in_flight)?,
                connections: usize::try_from(cli.connections)?,
                warm_up: Duration::from_secs(cli.warm_up),
                time: Duration::from_secs(cli.seconds),
                streams: usize::try_from(cli.streams)?,
                visits: cli.visits,
            };
            let runs = scenario::run(name, &place, &shape, usize::try_from(cli.repeat)?)
                .await
                .with_context(|| format!("{name}, {in_flight} in flight"))?;
            table.add(Figures::over(name, in_flight, &runs));
        }
    }
    Ok(table.end())
}
