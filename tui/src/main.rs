//! The program: reads the command line, finds the server, runs the client.

use std::process::ExitCode;

use clap::Parser;
use praxis::cli::{Cli, Command, NO_SERVER};
use praxis::config::Memory;
use praxis::runtime::server::Server;
use praxis::start::{Surroundings, prepare, run};

#[cfg(feature = "embedded")]
mod embedded;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match opened(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("praxis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn opened(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut memory = Memory::of_person();
    let surroundings = Surroundings::of_process();
    match cli.command {
        #[cfg(feature = "embedded")]
        Some(Command::Demo(demo)) => embedded::demo(&demo, &cli.look, memory, &surroundings)?,
        #[cfg(not(feature = "embedded"))]
        Some(Command::Demo(_)) => {
            anyhow::bail!("this build has no sample clinic in it; build it with the feature \"embedded\"")
        }
        None => {
            let Some(address) = cli.server.or_else(|| memory.server().map(str::to_owned)) else {
                eprint!("{NO_SERVER}");
                return Ok(ExitCode::from(2));
            };
            let server = Server::at(&address).map_err(anyhow::Error::msg)?;
            memory.remember_server(&address);
            let (start, complaints) = prepare(server, &cli.look, memory, &surroundings, Vec::new());
            run(start)?;
            for complaint in complaints {
                eprintln!("praxis: {complaint}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
