//! From a request to a [`Call`]: who, what, under which request id, with which contents.

use praxis_shared::pb;
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::{Request, Status};

use super::{gate::Entered, status};
use crate::domain::{
    caller::{Call, Caller},
    refusal::Refusal,
};

/// Longest request id.
const REQUEST_ID_MAX: usize = 64;

/// A request that changes something: it names itself, so that repeating it has one effect.
pub trait Mutation: Message {
    /// The client's id of this act.
    fn request_id(&self) -> &str;
}

macro_rules! mutations {
    ($($request:ident),* $(,)?) => {$(
        impl Mutation for pb::$request {
            fn request_id(&self) -> &str {
                &self.request_id
            }
        }
    )*};
}

mutations! {
    SignUpRequest, SignOutRequest, LockSessionRequest, EndSessionRequest, ChangePasswordRequest,
    CreateUserRequest, UpdateUserRequest, SetUserRolesRequest, DisableUserRequest, EnableUserRequest,
    ApproveUserRequest, IssueActivationCodeRequest, ResetSecondFactorRequest, UnlockUserRequest,
    BeginSecondFactorRequest, ConfirmSecondFactorRequest, RemoveSecondFactorRequest, RegenerateRecoveryCodesRequest,
    UpdateClinicRequest,
    UpdateDoctorRequest, SetDutyStatusRequest,
    ConfirmRoleGrantRequest, WithdrawRoleGrantRequest, ConfirmUserRequest,
    ConfirmPatientIdentityRequest, DoubtPatientIdentityRequest, CancelAskedAppointmentsRequest,
    RegisterPatientRequest, UpdatePatientRequest, UpdatePatientChartRequest, InvitePatientRequest,
    OpenEmergencyAccessRequest, CloseEmergencyAccessRequest,
    UpdateWorkingHoursRequest, CreateScheduleExceptionRequest, CancelScheduleExceptionRequest,
    BookAppointmentRequest, CreateWalkInRequest, UpdateAppointmentRequest, ApproveAppointmentRequest,
    RejectAppointmentRequest, CheckInAppointmentRequest, MarkAppointmentReadyRequest, StartVisitRequest,
    CompleteVisitRequest, MarkNoShowRequest, MarkLeftBeforeSeenRequest, CancelAppointmentRequest,
    RescheduleAppointmentRequest, UndoAppointmentRequest, EnterAppointmentInErrorRequest,
    CreateApiTokenRequest, RevokeApiTokenRequest,
    OpenConversationRequest, SendMessageRequest, AdvanceCursorRequest, MarkConversationUnreadRequest,
    MarkNoticesReadRequest,
}

/// The mutation as the store takes it.
///
/// # Errors
/// INVALID_FIELDS if the request id is missing or malformed.
pub fn call<R: Mutation>(request: &Request<R>) -> Result<Call, Status> {
    let entered = entered(request)?;
    let id = request.get_ref().request_id();
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if id.is_empty() || id.len() > REQUEST_ID_MAX || !id.bytes().all(fine) {
        return Err(Refusal::field(
            "request_id",
            "must be 1 to 64 characters of A-Z a-z 0-9 _ -, unique per act: make a UUID",
        )
        .into());
    }
    let mut contents = Sha256::new();
    contents.update(entered.method.as_bytes());
    contents.update([0]);
    contents.update(request.get_ref().encode_to_vec());
    Ok(Call {
        caller: entered.caller.clone(),
        method: entered.method.clone(),
        request_id: id.to_owned(),
        fresh: entered.fresh,
        while_locked: entered.while_locked,
        fingerprint: contents.finalize().into(),
    })
}

/// Who calls.
///
/// # Errors
/// UNAUTHENTICATED at a public door.
pub fn caller<R>(request: &Request<R>) -> Result<Caller, Status> {
    entered(request)?.caller.clone().ok_or_else(status::not_signed_in)
}

/// What the gate left.
///
/// # Errors
/// UNAUTHENTICATED if the request did not come through the gate.
pub fn entered<R>(request: &Request<R>) -> Result<&Entered, Status> {
    request.extensions().get::<Entered>().ok_or_else(status::not_signed_in)
}
