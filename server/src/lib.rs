//! The clinic's server: owns the data and the rules.
//!
//! A request's way: `rpc::gate` (who are you, may your role in) → `rpc` (parse) →
//! `actions` (load, decide, save, emit, in one transaction) → `store` → back.
//! `domain` holds the rules themselves and knows nothing of the rest.

pub mod actions;
pub mod anchor;
pub mod authenticator;
pub mod backup;
pub mod certificates;
pub mod clock;
pub mod config;
pub mod console;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod door;
pub mod encryption;
pub mod fault;
mod files;
pub mod key;
pub mod log;
pub mod maintenance;
pub mod metrics;
pub mod open;
pub mod owner;
pub mod passwords;
mod private;
pub mod process;
pub mod ready;
pub mod reload;
pub mod rpc;
pub mod secret;
pub mod serve;
pub mod store;
pub mod turnstile;
pub mod unit;
pub mod upkeep;

pub use config::{Config, Listen};
pub use desk::Desk;
pub use door::Listener;
pub use serve::serve;
