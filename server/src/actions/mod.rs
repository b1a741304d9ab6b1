//! What people do, one function per act: load, decide, save, emit, in one transaction.

pub mod accounts;
pub mod api_tokens;
pub mod appointments;
pub mod attempts;
pub mod clinic;
pub mod contacts;
pub mod conversations;
pub mod doctors;
pub mod emergency;
pub mod notices;
pub mod patients;
pub mod schedule;
pub mod second_factor;
pub mod sign_ups;
