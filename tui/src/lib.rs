//! The Praxis client: a clinic in the terminal. Messages go into [`app::App`],
//! effects come out; only [`runtime`] touches the network, the clock and the
//! terminal, so everything else is tested as plain values.

pub mod app;
pub mod cli;
pub mod config;
pub mod context;
pub mod enrol;
pub mod keymap;
pub mod outbox;
pub mod route;
pub mod runtime;
pub mod screen;
pub mod stage;
pub mod start;
pub mod theme;
pub mod widget;
