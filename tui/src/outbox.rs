//! What the app asks the outside world to do. Screens never wait: they put a
//! call into the [`Outbox`], keep its [`Ticket`], and the answer comes back as a
//! reply with the same ticket. Calls and replies are plain values, so that a test
//! of a screen is a comparison of values.

use std::collections::BTreeMap;
use std::fmt;

use chrono::DateTime;
use praxis_shared::pb;
use praxis_shared::reason::Reason;
use praxis_shared::time::Instant;

use crate::theme::{ThemeName, Tone};

/// Hands the list of every unary RPC to a macro: one row makes a call possible
/// from every screen. `read` may be repeated freely, `write` carries a request
/// id and is repeated with the same one, `once` is never repeated.
macro_rules! every_rpc {
    ($with:ident) => {
        $with! {
            session_service_client::SessionServiceClient {
                write SignUp, sign_up: SignUpRequest => SignUpResponse;
                once SignIn, sign_in: SignInRequest => SignInResponse;
                once Activate, activate: ActivateRequest => SignInResponse;
                read GetTerminal, get_terminal: GetTerminalRequest => Terminal;
                write SignOut, sign_out: SignOutRequest => SignOutResponse;
                write LockSession, lock_session: LockSessionRequest => LockSessionResponse;
                read GetSession, get_session: GetSessionRequest => GetSessionResponse;
                read ListSessions, list_sessions: ListSessionsRequest => ListSessionsResponse;
                write EndSession, end_session: EndSessionRequest => EndSessionResponse;
                write ChangePassword, change_password: ChangePasswordRequest => ChangePasswordResponse;
                once Reauthenticate, reauthenticate: ReauthenticateRequest => ReauthenticateResponse;
                write BeginSecondFactor, begin_second_factor: BeginSecondFactorRequest => BeginSecondFactorResponse;
                write ConfirmSecondFactor, confirm_second_factor: ConfirmSecondFactorRequest => ConfirmSecondFactorResponse;
                write RemoveSecondFactor, remove_second_factor: RemoveSecondFactorRequest => RemoveSecondFactorResponse;
                write RegenerateRecoveryCodes, regenerate_recovery_codes: RegenerateRecoveryCodesRequest => RegenerateRecoveryCodesResponse;
            }
            user_service_client::UserServiceClient {
                read GetUser, get_user: GetUserRequest => User;
                read ListUsers, list_users: ListUsersRequest => ListUsersResponse;
                write CreateUser, create_user: CreateUserRequest => CreateUserResponse;
                write UpdateUser, update_user: UpdateUserRequest => User;
                write SetUserRoles, set_user_roles: SetUserRolesRequest => User;
                write DisableUser, disable_user: DisableUserRequest => User;
                write EnableUser, enable_user: EnableUserRequest => User;
                write ApproveUser, approve_user: ApproveUserRequest => User;
                write ResetSecondFactor, reset_second_factor: ResetSecondFactorRequest => User;
                write UnlockUser, unlock_user: UnlockUserRequest => User;
                write IssueActivationCode, issue_activation_code: IssueActivationCodeRequest => IssueActivationCodeResponse;
                read ListRoleGrants, list_role_grants: ListRoleGrantsRequest => ListRoleGrantsResponse;
                write ConfirmRoleGrant, confirm_role_grant: ConfirmRoleGrantRequest => User;
                write WithdrawRoleGrant, withdraw_role_grant: WithdrawRoleGrantRequest => User;
                write ConfirmUser, confirm_user: ConfirmUserRequest => User;
            }
            clinic_service_client::ClinicServiceClient {
                read GetClinic, get_clinic: GetClinicRequest => Clinic;
                write UpdateClinic, update_clinic: UpdateClinicRequest => Clinic;
            }
            doctor_service_client::DoctorServiceClient {
                read GetDoctor, get_doctor: GetDoctorRequest => Doctor;
                read ListDoctors, list_doctors: ListDoctorsRequest => ListDoctorsResponse;
                read ListSpecializations, list_specializations: ListSpecializationsRequest => ListSpecializationsResponse;
                write UpdateDoctor, update_doctor: UpdateDoctorRequest => Doctor;
                write SetDutyStatus, set_duty_status: SetDutyStatusRequest => Doctor;
            }
            patient_service_client::PatientServiceClient {
                read GetPatient, get_patient: GetPatientRequest => Patient;
                read ListPatients, list_patients: ListPatientsRequest => ListPatientsResponse;
                read FindDuplicatePatients, find_duplicate_patients: FindDuplicatePatientsRequest => FindDuplicatePatientsResponse;
                write RegisterPatient, register_patient: RegisterPatientRequest => Patient;
                write UpdatePatient, update_patient: UpdatePatientRequest => Patient;
                read GetPatientChart, get_patient_chart: GetPatientChartRequest => PatientChart;
                write UpdatePatientChart, update_patient_chart: UpdatePatientChartRequest => PatientChart;
                write InvitePatient, invite_patient: InvitePatientRequest => InvitePatientResponse;
                write ConfirmPatientIdentity, confirm_patient_identity: ConfirmPatientIdentityRequest => PatientChart;
                write DoubtPatientIdentity, doubt_patient_identity: DoubtPatientIdentityRequest => PatientChart;
                write OpenEmergencyAccess, open_emergency_access: OpenEmergencyAccessRequest => EmergencyAccess;
                write CloseEmergencyAccess, close_emergency_access: CloseEmergencyAccessRequest => EmergencyAccess;
            }
            schedule_service_client::ScheduleServiceClient {
                read GetWorkingHours, get_working_hours: GetWorkingHoursRequest => WorkingHours;
                write UpdateWorkingHours, update_working_hours: UpdateWorkingHoursRequest => UpdateWorkingHoursResponse;
                read ListScheduleExceptions, list_schedule_exceptions: ListScheduleExceptionsRequest => ListScheduleExceptionsResponse;
                write CreateScheduleException, create_schedule_exception: CreateScheduleExceptionRequest => CreateScheduleExceptionResponse;
                write CancelScheduleException, cancel_schedule_exception: CancelScheduleExceptionRequest => CancelScheduleExceptionResponse;
                read ListSlots, list_slots: ListSlotsRequest => ListSlotsResponse;
                read FindSoonestSlots, find_soonest_slots: FindSoonestSlotsRequest => FindSoonestSlotsResponse;
                read ExplainSlot, explain_slot: ExplainSlotRequest => ExplainSlotResponse;
            }
            appointment_service_client::AppointmentServiceClient {
                write BookAppointment, book_appointment: BookAppointmentRequest => Appointment;
                write CreateWalkIn, create_walk_in: CreateWalkInRequest => Appointment;
                read GetAppointment, get_appointment: GetAppointmentRequest => Appointment;
                read ListAppointments, list_appointments: ListAppointmentsRequest => ListAppointmentsResponse;
                read GetVisit, get_visit: GetVisitRequest => Visit;
                read ListVisits, list_visits: ListVisitsRequest => ListVisitsResponse;
                read ListTransitions, list_transitions: ListTransitionsRequest => ListTransitionsResponse;
                write UpdateAppointment, update_appointment: UpdateAppointmentRequest => Appointment;
                write ApproveAppointment, approve_appointment: ApproveAppointmentRequest => Appointment;
                write RejectAppointment, reject_appointment: RejectAppointmentRequest => Appointment;
                write CheckInAppointment, check_in_appointment: CheckInAppointmentRequest => Appointment;
                write MarkAppointmentReady, mark_appointment_ready: MarkAppointmentReadyRequest => Appointment;
                write StartVisit, start_visit: StartVisitRequest => Appointment;
                write CompleteVisit, complete_visit: CompleteVisitRequest => Appointment;
                write MarkNoShow, mark_no_show: MarkNoShowRequest => Appointment;
                write MarkLeftBeforeSeen, mark_left_before_seen: MarkLeftBeforeSeenRequest => Appointment;
                write CancelAppointment, cancel_appointment: CancelAppointmentRequest => Appointment;
                write RescheduleAppointment, reschedule_appointment: RescheduleAppointmentRequest => Appointment;
                write UndoAppointment, undo_appointment: UndoAppointmentRequest => Appointment;
                write CancelAskedAppointments, cancel_asked_appointments: CancelAskedAppointmentsRequest => CancelAskedAppointmentsResponse;
                write EnterAppointmentInError, enter_appointment_in_error: EnterAppointmentInErrorRequest => Appointment;
            }
            conversation_service_client::ConversationServiceClient {
                read ListContacts, list_contacts: ListContactsRequest => ListContactsResponse;
                write OpenConversation, open_conversation: OpenConversationRequest => Conversation;
                read GetConversation, get_conversation: GetConversationRequest => Conversation;
                read ListConversations, list_conversations: ListConversationsRequest => ListConversationsResponse;
                read ListMessages, list_messages: ListMessagesRequest => ListMessagesResponse;
                write SendMessage, send_message: SendMessageRequest => Message;
                write AdvanceCursor, advance_cursor: AdvanceCursorRequest => Conversation;
                write MarkConversationUnread, mark_conversation_unread: MarkConversationUnreadRequest => Conversation;
                once SignalTyping, signal_typing: SignalTypingRequest => SignalTypingResponse;
            }
            event_service_client::EventServiceClient {
                read ListNotices, list_notices: ListNoticesRequest => ListNoticesResponse;
                write MarkNoticesRead, mark_notices_read: MarkNoticesReadRequest => MarkNoticesReadResponse;
            }
            api_token_service_client::ApiTokenServiceClient {
                write CreateApiToken, create_api_token: CreateApiTokenRequest => CreateApiTokenResponse;
                read ListApiTokens, list_api_tokens: ListApiTokensRequest => ListApiTokensResponse;
                write RevokeApiToken, revoke_api_token: RevokeApiTokenRequest => RevokeApiTokenResponse;
                read FindApiTokenScopes, find_api_token_scopes: FindApiTokenScopesRequest => FindApiTokenScopesResponse;
            }
            audit_service_client::AuditServiceClient {
                read ListAuditEntries, list_audit_entries: ListAuditEntriesRequest => ListAuditEntriesResponse;
                read ListRecordAccesses, list_record_accesses: ListRecordAccessesRequest => ListRecordAccessesResponse;
            }
        }
    };
}
pub(crate) use every_rpc;

macro_rules! calls {
    ($($module:ident::$client:ident {
        $($kind:ident $name:ident, $method:ident: $request:ident => $response:ident;)*
    })*) => {
        /// A request to the server: one variant per RPC, holding its request.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call {
            $($(
                #[doc = concat!("Calls `", stringify!($name), "`.")]
                $name(pb::$request),
            )*)*
        }

        /// An answer of the server: the variant has the name of its call.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Reply {
            $($(
                #[doc = concat!("Answers `", stringify!($name), "`.")]
                $name(pb::$response),
            )*)*
        }

        impl Reply {
            /// The name of the RPC it answers.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(Self::$name(_) => stringify!($name),)*)*
                }
            }
        }

        impl Call {
            /// The name of the RPC.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(Self::$name(_) => stringify!($name),)*)*
                }
            }

            /// The answer with nothing in it, for tests of empty screens.
            pub fn empty_reply(&self) -> Reply {
                match self {
                    $($(Self::$name(_) => Reply::$name(pb::$response::default()),)*)*
                }
            }

            /// How often it may be sent.
            pub fn repeats(&self) -> Repeats {
                match self {
                    $($(Self::$name(_) => repeats!($kind),)*)*
                }
            }

            /// The request id of a write, to be filled in before it is first sent.
            pub fn request_id_mut(&mut self) -> Option<&mut String> {
                match self {
                    $($(Self::$name(request) => request_id!($kind request),)*)*
                }
            }
        }
    };
}

macro_rules! repeats {
    (read) => {
        Repeats::Freely
    };
    (write) => {
        Repeats::SameRequest
    };
    (once) => {
        Repeats::Never
    };
}

macro_rules! request_id {
    (write $request:ident) => {
        Some(&mut $request.request_id)
    };
    ($kind:ident $request:ident) => {{
        let _ = $request;
        None
    }};
}

every_rpc!(calls);

/// Whether a call whose answer was lost may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// It only reads.
    Freely,
    /// It writes, and its request id makes the repetition harmless.
    SameRequest,
    /// It must be the person who tries again.
    Never,
}

impl Call {
    /// Whether the call changes something, and so is refused while offline.
    pub fn is_write(&self) -> bool {
        self.repeats() == Repeats::SameRequest
    }
}

/// Ties a reply to its call. Tickets are never reused, so a reply to a screen
/// that is gone falls on the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// The kind of a failure: what a screen may want to act on. The exact reason
/// is in [`Failure::reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The server cannot be reached; nothing is known to have happened.
    Offline,
    /// The server took too long.
    TooSlow,
    /// No session, or wrong credentials.
    NotSignedIn,
    /// The person may not do this.
    Denied,
    /// It does not exist or is not the person's.
    NotFound,
    /// Fields are wrong; see [`Failure::violations`].
    Invalid,
    /// Somebody else was first: taken slot, stale version, taken name.
    Conflict,
    /// Its state or the rules do not allow it.
    NotAllowedNow,
    /// The server asks to try again later.
    Busy,
    /// A fault of the server, or an answer nobody understands.
    Broken,
}

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind.
    pub code: Code,
    /// The server's reason, when it named one this client knows.
    pub reason: Option<Reason>,
    /// A sentence for the person; drawn like any other foreign text.
    pub message: String,
    /// Every wrong field by its name in the contract, with what is allowed.
    pub violations: Vec<(String, String)>,
    /// What else the server said about the reason.
    pub metadata: BTreeMap<String, String>,
}

/// A slot the server offers to somebody who came too late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedSlot {
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// Whose it is, `doctors/…`.
    pub doctor: String,
}

impl Failure {
    /// A failure without details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            reason: None,
            message: message.into(),
            violations: Vec::new(),
            metadata: BTreeMap::new(),
        }
    }

    /// The same failure with a reason.
    pub fn because(self, reason: Reason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// Whether the server gave this reason.
    pub fn is(&self, reason: Reason) -> bool {
        self.reason == Some(reason)
    }

    /// The violations as a form takes them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.violations.iter().map(|(field, description)| (field.as_str(), description.as_str()))
    }

    /// The free slots named instead of the one that was taken, soonest first.
    pub fn next_slots(&self) -> Vec<OfferedSlot> {
        let Some(list) = self.metadata.get("next_slots") else { return Vec::new() };
        let slot = |text: &str| {
            let (start, rest) = text.split_once('/')?;
            let (end, doctor) = rest.split_once('/')?;
            let time = |text| DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc());
            Some(OfferedSlot { start: time(start)?, end: time(end)?, doctor: doctor.to_owned() })
        };
        list.split_whitespace().filter_map(slot).collect()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The key of a session. It never shows in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What the outside world shall do.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "effects are few and short-lived")]
pub enum Effect {
    /// Send the call; its answer comes as a reply with this ticket.
    Call(Ticket, Call),
    /// Nobody waits for these answers any more.
    Forget(Vec<Ticket>),
    /// Send these calls once more, as they were: they were refused for want of a fresh password.
    Again(Vec<Ticket>),
    /// The session is open again: events are to be watched from where they stopped.
    Unlocked,
    /// From now on calls carry this token, and events are watched with it from this cursor on.
    SignedIn(Token, String),
    /// From now on calls carry this token, but there is nothing to watch yet.
    Restricted(Token),
    /// The token is to be dropped and the event stream closed.
    SignedOut,
    /// Draw everything anew, whatever the terminal shows.
    Redraw,
    /// Hand the terminal back until the person continues the program.
    Suspend,
    /// Remember a choice for the next start.
    Remember(Choice),
    /// End the program.
    Quit,
}

/// A choice that outlives the program. It holds nothing about patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The theme of the person with that user name.
    Theme {
        /// Whose choice it is.
        user_name: String,
        /// What was chosen.
        theme: ThemeName,
    },
}

/// Where to go: plain data that a screen opens from.
#[derive(Debug, Clone, PartialEq)]
pub enum Go {
    /// Open on top; Esc comes back.
    To(crate::route::Route),
    /// Open instead of the current screen.
    Instead(crate::route::Route),
    /// Close the current screen.
    Back,
    /// Show the screen of a tab, as its digit does.
    Tab(crate::route::Route),
    /// A person signed in.
    SignedIn(Box<pb::SignInResponse>),
    /// The person who signed in has a second factor now; the account as it is.
    Enrolled(Box<pb::User>),
    /// The person chose one of several roles.
    Role(pb::Role),
    /// The person proved again who they are; the session as it is now.
    Unlock(Box<pb::Session>),
    /// The person wants out.
    SignOut,
    /// The person's own account changed.
    Me(Box<pb::User>),
}

/// Collects what screens ask for while they handle one message.
#[derive(Debug, Default)]
pub struct Outbox {
    pub(crate) effects: Vec<Effect>,
    pub(crate) goes: Vec<Go>,
    pub(crate) said: Option<(String, Tone)>,
    last_ticket: u64,
    seed: u64,
    last_request: u64,
}

impl Outbox {
    /// An outbox whose request ids are made from `seed`: random in the program,
    /// fixed in tests.
    pub fn seeded(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Asks the server. A write whose `request_id` is empty gets one when it is
    /// sent; set it from [`request_id`](Self::request_id) to repeat the same act later.
    pub fn call(&mut self, call: Call) -> Ticket {
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        self.effects.push(Effect::Call(ticket, call));
        ticket
    }

    /// A new id for an act that may have to be repeated by hand.
    pub fn request_id(&mut self) -> String {
        self.last_request += 1;
        format!("{:016x}-{:x}", self.seed, self.last_request)
    }

    /// Opens, closes or switches screens once this message is handled.
    pub fn go(&mut self, go: Go) {
        self.goes.push(go);
    }

    /// Says in the news row what happened.
    pub fn say(&mut self, text: impl Into<String>) {
        self.said = Some((text.into(), Tone::Text));
    }

    /// Says in the news row what somebody has to know: where it is longer than the row, all of it is shown until the next key.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.said = Some((text.into(), Tone::Warn));
    }

    /// Says in the news row what went wrong; where it is longer than the row, all of it is shown until the next key.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.said = Some((text.into(), Tone::Bad));
    }

    /// Says what went wrong, which has a row of its own already, if that row of so many columns is too short for it.
    pub fn complain_whole(&mut self, text: &str, columns: u16) {
        if text.chars().count() + 2 > usize::from(columns) {
            self.complain(text);
        }
    }

    /// Asks for anything else.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What was asked of the outside world, in order, for tests of a screen alone.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// Where screens asked to go, in order, for tests of a screen alone.
    pub fn goes(&self) -> &[Go] {
        &self.goes
    }
}

/// Something that is loaded: what is known, whether more is on its way, and why
/// the last attempt failed. What is known stays while it is loaded again.
#[derive(Debug, Clone, PartialEq)]
pub struct Load<T> {
    value: Option<T>,
    ticket: Option<Ticket>,
    failure: Option<Failure>,
}

impl<T> Default for Load<T> {
    fn default() -> Self {
        Self { value: None, ticket: None, failure: None }
    }
}

impl<T> Load<T> {
    /// Something already known.
    pub fn ready(value: T) -> Self {
        Self { value: Some(value), ticket: None, failure: None }
    }

    /// Sends the call and waits for its answer, and for no earlier one.
    pub fn ask(&mut self, out: &mut Outbox, call: Call) {
        self.ticket = Some(out.call(call));
        self.failure = None;
    }

    /// Whether the reply with this ticket is for this.
    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.ticket == Some(ticket)
    }

    /// Whether an answer is on its way.
    pub fn is_waiting(&self) -> bool {
        self.ticket.is_some()
    }

    /// Takes the answer.
    pub fn settle(&mut self, answer: Result<T, Failure>) {
        self.ticket = None;
        match answer {
            Ok(value) => {
                self.value = Some(value);
                self.failure = None;
            }
            Err(failure) => self.failure = Some(failure),
        }
    }

    /// What is known.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// What is known, to be changed by an event.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut()
    }

    /// Why the last attempt failed, until the next one.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What to say where the value would stand: loading, the failure, or
    /// nothing when the value is there.
    pub fn remark(&self) -> Option<String> {
        match (&self.value, &self.failure, self.ticket) {
            (_, Some(failure), _) => Some(failure.message.clone()),
            (None, None, Some(_)) => Some("loading...".to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slots_offered_instead_are_read_from_the_failure() {
        let mut failure = Failure::new(Code::Conflict, "taken").because(Reason::SlotTaken);
        let slots = "2026-11-20T09:00:00Z/2026-11-20T09:30:00Z/doctors/aaa nonsense 2026-11-20T10:00:00+01:00/2026-11-20T10:30:00+01:00/doctors/bbb";
        failure.metadata.insert("next_slots".into(), slots.into());
        let slots = failure.next_slots();
        assert_eq!(slots.len(), 2);
        assert_eq!(slots[1].doctor, "doctors/bbb");
        assert_eq!(slots[1].start, slots[0].start);
    }

    #[test]
    fn what_is_known_stays_while_it_is_loaded_again() {
        let mut out = Outbox::default();
        let mut load = Load::ready(1);
        load.ask(&mut out, Call::GetClinic(pb::GetClinicRequest {}));
        assert_eq!((load.get(), load.remark()), (Some(&1), None));
        assert!(!load.awaits(Ticket(9)) && load.awaits(Ticket(1)));
        load.settle(Err(Failure::new(Code::Offline, "no server")));
        assert_eq!((load.get(), load.remark().as_deref()), (Some(&1), Some("no server")));
    }

    #[test]
    fn only_writes_carry_a_request_id() {
        assert!(Call::SignOut(pb::SignOutRequest::default()).request_id_mut().is_some());
        assert!(Call::GetClinic(pb::GetClinicRequest {}).request_id_mut().is_none());
        assert_eq!(Call::Activate(pb::ActivateRequest::default()).repeats(), Repeats::Never);
    }

    #[test]
    fn a_token_does_not_show() {
        let signed_in = Effect::SignedIn(Token("praxis_s_secret".into()), "e7".into());
        assert_eq!(format!("{signed_in:?}"), "SignedIn(Token(..), \"e7\")");
    }
}
