//! The program: reads the command line, finds the server, runs the client.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use praxis::cli::{self, Cli, Command, NO_SERVER};
use praxis::config::Memory;
use praxis::enrol::{self, NOT_TRUSTED, NotEnrolled};
use praxis::runtime::server::{Address, Server};
use praxis::runtime::trust::{Distrust, Place};
use praxis::start::{Surroundings, prepare, run};
use praxis_shared::fingerprint::Fingerprint;

#[cfg(feature = "embedded")]
mod embedded;

fn main() -> ExitCode {
    if let Some(name) = cli::no_text(std::env::vars_os()) {
        eprintln!("praxis: {name}: it is no text in UTF-8: set it anew, or leave it away");
        return ExitCode::from(2);
    }
    let cli = Cli::parse();
    match opened(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("praxis: {error:#}");
            if is_distrust(&error) { ExitCode::from(NOT_TRUSTED) } else { ExitCode::FAILURE }
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
        Some(Command::Enrol { address, fingerprint }) => {
            let Address::Network(place) = address.parse().map_err(anyhow::Error::msg)? else {
                anyhow::bail!("a socket of this machine needs no fingerprint: only its owner opens it");
            };
            println!("{}", get_to_know(&memory, &place, fingerprint)?);
            memory.remember_server(&address);
        }
        Some(Command::Forget { address }) => {
            let Address::Network(place) = address.parse().map_err(anyhow::Error::msg)? else {
                anyhow::bail!(
                    "a socket of this machine is not known by a fingerprint: there is nothing to forget"
                );
            };
            let knew = memory.known_servers().and_then(|it| it.forget(&place.to_string()));
            anyhow::ensure!(knew.map_err(anyhow::Error::msg)?, "{place} is not known: nothing to forget");
            println!("{place} is not known any more.");
        }
        None => {
            let Some(address) = cli.server.or_else(|| memory.server().map(str::to_owned)) else {
                eprint!("{NO_SERVER}");
                return Ok(ExitCode::from(2));
            };
            let server = match address.parse().map_err(anyhow::Error::msg)? {
                Address::Socket(path) => Server::at_socket(path),
                Address::Network(place) => met(&memory, place)?,
            };
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

/// A server on the network that is known, or that this person gets to know now.
fn met(memory: &Memory, place: Place) -> anyhow::Result<Server> {
    let known = memory.known_servers().map_err(anyhow::Error::msg)?;
    let find = || known.find(&place.to_string()).map_err(anyhow::Error::msg);
    if let Some(fingerprint) = find()? {
        return Ok(Server::on_network(place, fingerprint));
    }
    anyhow::ensure!(
        std::io::stdin().is_terminal(),
        "{place} is not known yet: praxis enrol {place} --fingerprint FINGERPRINT (the clinic tells it: \
         praxis-server certificate)"
    );
    println!("{}", get_to_know(memory, &place, None)?);
    let fingerprint = find()?.ok_or_else(|| anyhow::anyhow!("{place} was forgotten at once"))?;
    Ok(Server::on_network(place, fingerprint))
}

fn get_to_know(memory: &Memory, place: &Place, told: Option<Fingerprint>) -> anyhow::Result<String> {
    let known = memory.known_servers().map_err(anyhow::Error::msg)?;
    let enrolled = match told {
        Some(told) => enrol::with_fingerprint(&known, place, told),
        None => {
            enrol::by_comparing(&known, place, &mut std::io::stdin().lock(), &mut std::io::stdout().lock())
        }
    };
    Ok(enrolled?)
}

/// Whether it failed because the server is not to be trusted.
fn is_distrust(error: &anyhow::Error) -> bool {
    error.is::<Distrust>() || matches!(error.downcast_ref(), Some(NotEnrolled::NotTrusted(_)))
}
