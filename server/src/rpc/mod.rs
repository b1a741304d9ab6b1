//! The wire: one file per service, each method parse, call, answer. Statuses are made
//! in `status.rs` only, callers in `gate.rs` only.

pub mod api_tokens;
pub mod appointments;
mod attempt;
pub mod audit;
pub mod bounds;
pub mod call;
pub mod clinic;
pub mod conversations;
pub mod convert;
pub mod doctors;
pub mod event_convert;
pub mod events;
pub mod gate;
pub mod ledger;
pub mod page;
pub mod patients;
pub mod policy;
mod proof;
pub mod schedule;
mod second_factor;
pub mod sessions;
mod sign_up;
pub mod status;
pub mod tally;
pub mod users;

use praxis_shared::pb;
use tonic::service::Routes;

use self::policy::Policy;
pub use attempt::all_of as tries_of;

use crate::desk::Desk;

/// Largest request, in bytes.
pub const MESSAGE_MAX: usize = 256 * 1024;
/// Largest answer, in bytes: far above any page.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// Adds every service of the contract to the server.
#[must_use]
pub fn add_services(routes: Routes, desk: &Desk, policy: &Policy) -> Routes {
    macro_rules! add {
        ($routes:expr, $($module:ident :: $server:ident($service:expr),)*) => {
            $routes$(.add_service(
                pb::$module::$server::new($service)
                    .max_decoding_message_size(MESSAGE_MAX)
                    .max_encoding_message_size(ANSWER_MAX),
            ))*
        };
    }
    let desk = || desk.clone();
    add! {
        routes,
        session_service_server::SessionServiceServer(sessions::Sessions { desk: desk() }),
        user_service_server::UserServiceServer(users::Users { desk: desk() }),
        clinic_service_server::ClinicServiceServer(clinic::Clinics { desk: desk() }),
        doctor_service_server::DoctorServiceServer(doctors::Doctors::new(desk())),
        patient_service_server::PatientServiceServer(patients::Patients::new(desk())),
        appointment_service_server::AppointmentServiceServer(appointments::Appointments { desk: desk() }),
        conversation_service_server::ConversationServiceServer(conversations::Conversations { desk: desk() }),
        event_service_server::EventServiceServer(events::Events { desk: desk() }),
        schedule_service_server::ScheduleServiceServer(schedule::Schedules { desk: desk() }),
        api_token_service_server::ApiTokenServiceServer(api_tokens::ApiTokens {
            desk: desk(),
            policy: policy.clone(),
        }),
        audit_service_server::AuditServiceServer(audit::Audit { desk: desk() }),
    }
}
