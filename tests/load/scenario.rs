//! What is measured: each scenario is a world and what its workers do in it.

mod calls;
mod grow;
mod storm;
mod streams;
mod working_day;

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use crate::{
    drive::{Run, Shape},
    seed,
    server::Server,
    world::{Size, World},
};

/// All of them, in the order in which `all` runs them.
pub(crate) const NAMES: &[&str] = &[
    "hello",
    "book",
    "contend",
    "list",
    "slots",
    "soonest",
    "search",
    "chat",
    "terminals",
    "board",
    "login",
    "idle",
    "mixed",
    "grow",
];

/// Patients among whom `search` searches.
const PATIENTS: u64 = 200_000;

/// Which server, and where it listens.
pub(crate) struct Place {
    /// The program.
    pub(crate) program: PathBuf,
    /// An address of this machine.
    pub(crate) listen: IpAddr,
}

/// Calls under way at once, where nobody asks for others.
pub(crate) fn usual_in_flight(name: &str) -> &'static [u64] {
    match name {
        "book" => &[1, 64, 256],
        "hello" | "list" | "contend" | "slots" | "soonest" | "search" => &[64],
        "chat" => &[32],
        "terminals" => &[1, 16],
        "grow" => &[16],
        "login" => &[500],
        "mixed" => &[65],
        _ => &[1],
    }
}

fn size(name: &str, shape: &Shape) -> Size {
    let few = Size { desks: 8, doctors: 40, patients: 0, registered: 1024, connections: shape.connections };
    match name {
        "hello" | "login" | "idle" => Size { desks: 4, doctors: 1, registered: 4, ..few },
        "contend" => Size { desks: 24, doctors: 3, patients: 40, registered: 4, ..few },
        "list" => Size { doctors: 10, patients: 16, registered: 64, ..few },
        "search" => Size { doctors: 1, registered: 4, ..few },
        "chat" => Size { desks: 32, doctors: 32, registered: 4, ..few },
        "terminals" => Size { desks: 1, doctors: 1, registered: 4, ..few },
        "board" => Size { desks: 8, doctors: 6, registered: 256, ..few },
        "mixed" => Size { desks: 12, doctors: 12, patients: 36, ..few },
        "grow" => Size { desks: 8, patients: 16, registered: 640, ..few },
        _ => few,
    }
}

/// Measures one scenario so many times, each time after the ceiling, in a clinic of its own: what one leaves behind
/// slows no other.
///
/// # Errors
/// If the server does not do what the scenario needs.
pub(crate) async fn run(name: &str, place: &Place, shape: &Shape, repeat: usize) -> anyhow::Result<Vec<Run>> {
    if name == "grow" {
        return grow::run(place, shape, size(name, shape), repeat).await;
    }
    let server = Server::open(&place.program, place.listen).await?;
    let world = World::make(&server, size(name, shape)).await?;
    match name {
        "list" | "mixed" => calls::fill_pages(&world).await?,
        "search" => {
            server.stop().await?;
            seed::fill(&server, &world, seed::Amount { patients: PATIENTS, ..seed::Amount::default() })
                .await?;
            server.start().await?;
        }
        _ => {}
    }
    let visits = if name == "board" { world.book_some(200).await? } else { Vec::new() };
    let mut talks =
        if name == "chat" { Some(streams::Talks::open(&world, shape.in_flight).await?) } else { None };
    let mut runs = Vec::with_capacity(repeat);
    for _ in 0..repeat {
        let ceiling = ceiling(&server, &world, shape).await?;
        let mut run = match name {
            "hello" => calls::hello(&server, &world, shape).await?,
            "book" => calls::book(&server, &world, shape).await?,
            "contend" => calls::contend(&server, &world, shape).await?,
            "list" => calls::list(&server, &world, shape).await?,
            "slots" => calls::slots(&server, &world, shape).await?,
            "soonest" => calls::soonest(&server, &world, shape).await?,
            "search" => calls::search(&server, &world, shape).await?,
            "login" => storm::login(&server, &world, shape).await?,
            "mixed" => working_day::mixed(&server, &world, shape).await?,
            "chat" => {
                let Some(talks) = &mut talks else { unreachable!("they were opened") };
                streams::chat(&server, talks, shape).await?
            }
            "terminals" => streams::terminals(&server, &world, shape).await?,
            "board" => streams::board(&server, &world, shape, &visits).await?,
            "idle" => streams::idle(&server, &world, shape).await?,
            other => anyhow::bail!("there is no scenario {other}"),
        };
        run.hello = Some(ceiling.rate());
        runs.push(run);
    }
    if let Some(talks) = talks {
        // everything that was answered outlives the process that answered
        server.kill();
        server.start().await?;
        let kept = talks.check(&world).await?;
        if let Some(last) = runs.last_mut() {
            last.also.push(("messages kept after a kill".to_owned(), kept as f64));
        }
    }
    Ok(runs)
}

/// The ceiling, in less time than what is measured against it.
pub(crate) async fn ceiling(server: &Arc<Server>, world: &World, shape: &Shape) -> anyhow::Result<Run> {
    let time = shape.time.min(Duration::from_secs(1));
    let shape = Shape { warm_up: shape.warm_up.min(Duration::from_millis(200)), time, ..shape.clone() };
    calls::hello(server, world, &shape).await
}
