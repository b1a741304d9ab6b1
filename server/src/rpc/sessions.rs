//! SessionService: signing up, in and out.

use praxis_shared::{
    id::{SessionId, UserId},
    pb,
};
use tonic::{Request, Response, Status};

use super::{
    api_tokens::token_to_pb,
    attempt::{self, Door},
    call::{call, caller},
    convert::{address_from_pb, naive_date, named, role_from_pb, timestamp},
    page,
    proof::{self, new_password, owner_of},
    second_factor,
    sign_up::{SignUp, sign_up},
    users::user_to_pb,
};
use crate::{
    actions::accounts::{self, AccountDraft, RoleDraft},
    desk::Desk,
    domain::{
        caller::Credential,
        people::{Role, Roles, User},
        refusal::Violations,
        second_factor::must_enrol,
        session::{Session, Standing},
    },
};

/// The service.
#[derive(Clone)]
pub struct Sessions {
    /// All that it may reach.
    pub desk: Desk,
}

/// A session of this user on the wire, as it stands now.
pub(super) fn session_to_pb(
    desk: &Desk,
    session: &Session,
    user: &User,
    current: Option<SessionId>,
) -> pb::Session {
    let limit = desk.idle.of(user.roles);
    let standing = desk.store.hub().standing(session, desk.clock.moment(), limit);
    pb::Session {
        name: session.id.to_string(),
        user: session.user.to_string(),
        client_label: session.client_label.clone(),
        create_time: Some(timestamp(session.create_time)),
        last_used_time: Some(timestamp(session.last_used)),
        expire_time: Some(timestamp(session.expire_time)),
        current: current == Some(session.id),
        locked: standing == Standing::Locked,
        idle_timeout: Some(prost_types::Duration { seconds: limit.num_seconds(), nanos: 0 }),
        factor_time: Some(timestamp(session.factor_time)),
        source: session.source.clone(),
        second_factor_required: must_enrol(user, desk.second_factor),
    }
}

#[tonic::async_trait]
impl pb::session_service_server::SessionService for Sessions {
    async fn sign_up(
        &self,
        request: Request<pb::SignUpRequest>,
    ) -> Result<Response<pb::SignUpResponse>, Status> {
        let (call, door) = (call(&request)?, Door::of(&request)?);
        let asked = request.into_inner();
        let mut wrong = Violations::default();
        let role = role_from_pb(asked.role).filter(|role| *role != Role::Admin);
        if role.is_none() {
            wrong.add("role", "must be ROLE_PATIENT, ROLE_DOCTOR or ROLE_DESK");
        }
        let role = role.unwrap_or(Role::Patient);
        let account = AccountDraft {
            user_name: asked.user_name,
            email: asked.email,
            first_name: asked.first_name,
            last_name: asked.last_name,
            phone: asked.phone,
            address: address_from_pb(asked.address),
        }
        .checked("", &mut wrong);
        let born = asked.birth_date.map(|date| naive_date(Some(date)));
        let needs = RoleDraft {
            registration_number: asked.registration_number,
            specializations: asked.specializations,
            birth_date: born.and_then(|it| wrong.take_or("birth_date", it)),
        }
        .checked(Roles::NONE.with(role), &mut wrong);
        let clinic = self.desk.read(|tx| Ok(tx.clinic()?.display_name)).await?;
        let password = new_password("password", &asked.password, &owner_of(&account, clinic), &mut wrong);
        wrong.finish()?;
        let wish = SignUp { account, role, needs, password };
        let user = sign_up(&self.desk, call, &door, wish).await?;
        Ok(Response::new(pb::SignUpResponse { user: Some(user_to_pb(&user, Vec::new())) }))
    }

    async fn sign_in(
        &self,
        request: Request<pb::SignInRequest>,
    ) -> Result<Response<pb::SignInResponse>, Status> {
        proof::sign_in(&self.desk, request).await
    }

    async fn get_terminal(
        &self,
        request: Request<pb::GetTerminalRequest>,
    ) -> Result<Response<pb::Terminal>, Status> {
        let now = self.desk.clock.now();
        let warnings = match attempt::device_hash(&request.get_ref().device) {
            Some(device) => self.desk.read(move |tx| accounts::warnings(tx, &device, now)).await?,
            None => Vec::new(),
        };
        Ok(Response::new(pb::Terminal { warnings }))
    }

    async fn activate(
        &self,
        request: Request<pb::ActivateRequest>,
    ) -> Result<Response<pb::SignInResponse>, Status> {
        proof::activate(&self.desk, request).await
    }

    async fn sign_out(
        &self,
        request: Request<pb::SignOutRequest>,
    ) -> Result<Response<pb::SignOutResponse>, Status> {
        let call = call(&request)?;
        self.desk.act(call, |tx, caller, _| accounts::sign_out(tx, caller)).await?;
        Ok(Response::new(pb::SignOutResponse {}))
    }

    async fn get_session(
        &self,
        request: Request<pb::GetSessionRequest>,
    ) -> Result<Response<pb::GetSessionResponse>, Status> {
        let caller = caller(&request)?;
        let current = caller.session();
        let (session, token, user) = self
            .desk
            .read(move |tx| {
                let user = tx.user(caller.user)?.open(&caller)?;
                Ok(match caller.credential {
                    Credential::Session(it) => (Some(tx.session(it)?.open(&caller)?), None, user),
                    Credential::ApiToken(it) => (None, Some(tx.api_token(it)?.open(&caller)?), user),
                })
            })
            .await?;
        Ok(Response::new(pb::GetSessionResponse {
            session: session.map(|it| session_to_pb(&self.desk, &it, &user, current)),
            api_token: token.map(|it| Box::new(token_to_pb(&it, &user))),
            user: Some(user_to_pb(&user, Vec::new())),
        }))
    }

    async fn lock_session(
        &self,
        request: Request<pb::LockSessionRequest>,
    ) -> Result<Response<pb::LockSessionResponse>, Status> {
        let call = call(&request)?;
        self.desk.act(call, |tx, caller, _| accounts::lock_session(tx, caller)).await?;
        Ok(Response::new(pb::LockSessionResponse {}))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        let caller = caller(&request)?;
        let asked = request.into_inner();
        let user: UserId = if asked.user.is_empty() { caller.user } else { named("user", &asked.user)? };
        let size = page::size(asked.page_size)?;
        let list = page::list("ListSessions", &user.to_string());
        let before = page::position(list, &asked.page_token)?;
        let current = caller.session();
        let (mut sessions, user) =
            self.desk.read(move |tx| accounts::sessions(tx, &caller, user, before, size + 1)).await?;
        let next_page_token = page::cut(list, &mut sessions, size, |it| it.id);
        let sessions = sessions.iter().map(|it| session_to_pb(&self.desk, it, &user, current)).collect();
        Ok(Response::new(pb::ListSessionsResponse { sessions, next_page_token }))
    }

    async fn end_session(
        &self,
        request: Request<pb::EndSessionRequest>,
    ) -> Result<Response<pb::EndSessionResponse>, Status> {
        let call = call(&request)?;
        let session = named("name", &request.get_ref().name)?;
        self.desk.act(call, move |tx, caller, _| accounts::end_session(tx, caller, session)).await?;
        Ok(Response::new(pb::EndSessionResponse {}))
    }

    async fn change_password(
        &self,
        request: Request<pb::ChangePasswordRequest>,
    ) -> Result<Response<pb::ChangePasswordResponse>, Status> {
        proof::change_password(&self.desk, request).await
    }

    async fn reauthenticate(
        &self,
        request: Request<pb::ReauthenticateRequest>,
    ) -> Result<Response<pb::ReauthenticateResponse>, Status> {
        proof::reauthenticate(&self.desk, request).await
    }

    async fn begin_second_factor(
        &self,
        request: Request<pb::BeginSecondFactorRequest>,
    ) -> Result<Response<pb::BeginSecondFactorResponse>, Status> {
        second_factor::begin(&self.desk, request).await
    }

    async fn confirm_second_factor(
        &self,
        request: Request<pb::ConfirmSecondFactorRequest>,
    ) -> Result<Response<pb::ConfirmSecondFactorResponse>, Status> {
        second_factor::confirm(&self.desk, request).await
    }

    async fn remove_second_factor(
        &self,
        request: Request<pb::RemoveSecondFactorRequest>,
    ) -> Result<Response<pb::RemoveSecondFactorResponse>, Status> {
        second_factor::remove(&self.desk, request).await
    }

    async fn regenerate_recovery_codes(
        &self,
        request: Request<pb::RegenerateRecoveryCodesRequest>,
    ) -> Result<Response<pb::RegenerateRecoveryCodesResponse>, Status> {
        second_factor::renew_codes(&self.desk, request).await
    }
}
