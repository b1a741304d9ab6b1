//! Pure rules: values in, value or refusal out. No clock, no database, no network:
//! whoever calls passes `now`.

pub mod api_token;
pub mod appointment;
pub mod asking;
pub mod audit;
pub mod caller;
pub mod civil_day;
pub mod clinic;
pub mod contact;
pub mod conversation;
pub mod doctor;
pub mod duplicates;
pub mod emergency;
pub mod event;
pub mod grant;
pub mod hours;
pub mod hours_draft;
pub mod notice;
pub mod obstacles;
pub mod patient;
pub mod patient_search;
pub mod people;
pub mod refusal;
pub mod second_factor;
pub mod session;
pub mod slots;
pub mod source;
pub mod stranding;
pub mod throttle;
