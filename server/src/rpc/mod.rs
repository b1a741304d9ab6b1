//! The wire: one file per service, each method parse, call, answer. Statuses are made
//! in `status.rs` only, callers in `gate.rs` only.

pub mod call;
pub mod convert;
pub mod doctors;
pub mod gate;
pub mod page;
pub mod patients;
pub mod policy;
pub mod status;
