//! What both sides of the wire agree on.

pub mod text;
pub mod time;
