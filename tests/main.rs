//! Everything that is proved of the whole: one binary, so that it links once. Each file
//! is about one promise; the world it needs comes from `harness/`.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

mod access;
mod accounts;
mod asking;
mod audit;
mod audit_heads;
mod backup;
mod bad_input;
mod booking;
mod bootstrap;
mod chat;
mod contract;
#[cfg(feature = "encryption")]
mod conversion;
mod damage;
mod demo;
mod door;
mod doubts;
mod durable;
mod emergency;
mod encryption;
mod faults;
mod fuzz;
mod growth;
mod jumps;
mod layout;
mod linear;
mod operate;
mod passwords;
mod people;
mod power;
mod resume;
mod retry;
mod rounds;
mod schedule;
mod second_factor;
mod secrets;
mod sessions;
mod soak;
mod story;
mod strangers;
mod terminal;
mod terminal_bars;
mod throttle;
mod timing;
mod tokens;
mod upgrade;
