//! Pieces that several screens share: how a visit and a patient are written in
//! few columns, and the forms in which a patient's data are changed. They hold
//! no calls of their own; the screens that use them ask and answer.

pub mod patient;
pub mod visit;
