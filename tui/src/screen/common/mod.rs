//! Pieces that several screens share: how a visit and a patient are written in
//! few columns, the forms in which a patient's data are changed, the visits of
//! one patient and what can be done to them. A piece that asks the server keeps
//! the ticket; the screen hands replies and events on to it.

pub mod acts;
pub mod chart;
pub mod console;
pub mod contact;
pub mod deeds;
pub mod doubt;
pub mod edit;
pub mod once;
pub mod patient;
#[cfg(test)]
pub(crate) mod sample;
pub mod steps;
pub mod visit;
pub mod visits;

#[cfg(test)]
pub mod samples;
