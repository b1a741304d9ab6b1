//! The door: TLS 1.3 with somebody known, or nothing; strangers who only hold on to it;
//! and what the server's process lets others see.

mod client;
mod floods;
mod frames;
mod guests;
pub(crate) mod numbers;
mod process;
mod reload;
mod tls;
mod world;

use praxis_server::Config;
use praxis_tests::process::Around;

/// The server that cargo built beside these tests.
const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

/// A server process on a port of this machine.
fn on_network() -> Around {
    Around { network: true, ..Around::default() }
}

/// A server in this process, with what is changed about its configuration.
async fn house(change: impl FnOnce(&mut Config)) -> world::House {
    world::House::open(change).await
}
