//! People of a clinic under test, each with a session of their own. A [`Person`] derefs
//! to its [`Line`], which has a typed client for every service: `ana.appointments()`.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use praxis_shared::pb;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::{fresh, when};

/// Everybody's password at first.
pub const PASSWORD: &str = "blue kettles sing at noon";

/// Puts the token, if there is one, on each call.
#[derive(Debug, Clone)]
pub struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.clone());
        }
        Ok(request)
    }
}

/// A way to call the clinic, signed in or not. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Line {
    channel: Channel,
    bearer: Bearer,
}

/// What every client of a [`Line`] talks through.
pub type Wire = InterceptedService<Channel, Bearer>;

macro_rules! services {
    ($($name:ident => $module:ident::$client:ident;)*) => {
        impl Line {
            $(
                #[doc = concat!("A new [`pb::", stringify!($module), "::", stringify!($client), "`].")]
                #[must_use]
                pub fn $name(&self) -> pb::$module::$client<Wire> {
                    pb::$module::$client::with_interceptor(self.channel.clone(), self.bearer.clone())
                }
            )*
        }
    };
}

services! {
    sessions => session_service_client::SessionServiceClient;
    users => user_service_client::UserServiceClient;
    clinics => clinic_service_client::ClinicServiceClient;
    doctors => doctor_service_client::DoctorServiceClient;
    patients => patient_service_client::PatientServiceClient;
    schedules => schedule_service_client::ScheduleServiceClient;
    appointments => appointment_service_client::AppointmentServiceClient;
    conversations => conversation_service_client::ConversationServiceClient;
    events => event_service_client::EventServiceClient;
    audit => audit_service_client::AuditServiceClient;
    api_tokens => api_token_service_client::ApiTokenServiceClient;
}

impl Line {
    /// A line with this token; with none, a stranger's.
    #[must_use]
    pub fn new(channel: Channel, token: Option<&str>) -> Self {
        let bearer = token.map(|token| format!("Bearer {token}").parse().unwrap());
        Self { channel, bearer: Bearer(bearer) }
    }

    /// The same token over another connection.
    #[must_use]
    pub fn over(&self, channel: Channel) -> Self {
        Self { channel, bearer: self.bearer.clone() }
    }

    /// What the typed clients talk through, for calls that none of them makes.
    #[must_use]
    pub fn wire(&self) -> Wire {
        InterceptedService::new(self.channel.clone(), self.bearer.clone())
    }

    /// The connection itself, without the token.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account, as it was at sign-in.
    pub user: pb::User,
    /// The session's token.
    pub token: String,
    /// Calls as this person.
    pub line: Line,
}

impl Person {
    /// The person behind an open session.
    #[must_use]
    pub fn new(channel: Channel, opened: pb::SignInResponse) -> Self {
        let line = Line::new(channel, Some(&opened.token));
        Self { user: opened.user.unwrap(), token: opened.token, line }
    }

    /// `users/…`.
    #[must_use]
    pub fn name(&self) -> String {
        self.user.name.clone()
    }

    /// `doctors/…`, empty for who is none.
    #[must_use]
    pub fn doctor(&self) -> String {
        self.user.doctor.clone()
    }

    /// `patients/…`, empty for who is none.
    #[must_use]
    pub fn patient(&self) -> String {
        self.user.patient.clone()
    }

    /// The name of the session, `sessions/…`, as the server tells it.
    ///
    /// # Panics
    /// If the session has ended.
    pub async fn session(&self) -> String {
        let told = self.sessions().get_session(pb::GetSessionRequest {}).await.unwrap();
        told.into_inner().session.unwrap().name
    }

    /// The same session over another connection.
    #[must_use]
    pub fn over(&self, channel: Channel) -> Self {
        Self { line: self.line.over(channel), ..self.clone() }
    }

    /// Another terminal of the same person: a new session by user name and password.
    ///
    /// # Panics
    /// If the password is not [`PASSWORD`] any more.
    pub async fn another_terminal(&self) -> Self {
        let asked = pb::SignInRequest {
            login: self.user.user_name.clone(),
            password: PASSWORD.to_owned(),
            client_label: "another terminal".to_owned(),
            ..Default::default()
        };
        let opened = self.sessions().sign_in(asked).await.unwrap().into_inner();
        Self::new(self.channel(), opened)
    }
}

/// A script's token, and calls with it.
#[derive(Debug, Clone)]
pub struct Script {
    /// `apiTokens/…`.
    pub name: String,
    /// The secret.
    pub token: String,
    /// Calls with it.
    pub line: Line,
}

impl Person {
    /// A script of this person's, good for these scopes until then.
    ///
    /// # Panics
    /// If the token is refused.
    pub async fn script(&self, scopes: &[&str], until: DateTime<Utc>) -> Script {
        let asked = script_request(scopes, until);
        let made = self.api_tokens().create_api_token(asked).await.unwrap().into_inner();
        let line = Line::new(self.channel(), Some(&made.token));
        Script { name: made.api_token.unwrap().name, token: made.token, line }
    }
}

/// What asks for a script's token that is good from anywhere.
#[must_use]
pub fn script_request(scopes: &[&str], until: DateTime<Utc>) -> pb::CreateApiTokenRequest {
    pb::CreateApiTokenRequest {
        request_id: fresh(),
        display_name: "nightly export".to_owned(),
        scopes: scopes.iter().map(|it| (*it).to_owned()).collect(),
        expire_time: Some(when::timestamp(until)),
        source_networks: Vec::new(),
    }
}

impl Deref for Script {
    type Target = Line;

    fn deref(&self) -> &Line {
        &self.line
    }
}

impl Deref for Person {
    type Target = Line;

    fn deref(&self) -> &Line {
        &self.line
    }
}
