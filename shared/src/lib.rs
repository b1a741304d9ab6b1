//! What both sides of the wire agree on: the contract, names, times, field rules, reasons.

pub mod fingerprint;
pub mod id;
pub mod pb;
pub mod reason;
pub mod text;
pub mod time;
