//! SessionService: signing up, in and out.

use std::sync::Arc;

use praxis_shared::{
    id::{SessionId, UserId},
    pb, text,
};
use tonic::{Request, Response, Status};

use super::{
    api_tokens::token_to_pb,
    call::{call, caller, entered},
    convert::{address_from_pb, naive_date, named, role_from_pb, timestamp},
    page,
    users::user_to_pb,
};
use crate::{
    actions::accounts::{self, AccountDraft, Activation, RoleDraft, SignIn},
    desk::Desk,
    domain::{
        caller::Credential,
        people::{Role, Roles, User},
        refusal::{Refusal, Violations},
        session::{Session, Standing},
    },
    passwords::rules::{self, Owner},
    secret::{Secret, hash_code, hash_token},
    store::Error,
};

/// The service.
#[derive(Clone)]
pub struct Sessions {
    /// All that it may reach.
    pub desk: Desk,
}

/// A session of this user on the wire, as it stands now.
fn session_to_pb(desk: &Desk, session: &Session, user: &User, current: Option<SessionId>) -> pb::Session {
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
    }
}

/// A password that may be set, checked against the rules, the clinic's name and the user's own.
fn new_password(field: &str, typed: &str, owner: &Owner, wrong: &mut Violations) -> Secret {
    Secret::new(wrong.take(field, rules::checked(typed, owner)))
}

/// The person of a draft, as far as the rule for passwords wants to know.
fn owner_of(account: &AccountDraft, clinic: String) -> Owner {
    Owner {
        user_name: account.user_name.clone(),
        names: vec![account.first_name.clone(), account.last_name.clone(), clinic],
        second_factor: false,
    }
}

/// A person with an account, as far as the rule for passwords wants to know.
fn owner_with_account(user: &User, clinic: String) -> Owner {
    Owner {
        user_name: user.user_name.clone(),
        names: vec![user.first_name.clone(), user.last_name.clone(), clinic],
        second_factor: false,
    }
}

#[tonic::async_trait]
impl pb::session_service_server::SessionService for Sessions {
    async fn sign_up(
        &self,
        request: Request<pb::SignUpRequest>,
    ) -> Result<Response<pb::SignUpResponse>, Status> {
        let call = call(&request)?;
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
        let password = self.desk.passwords.hash(password).await?;
        let user = self
            .desk
            .act_public(call, move |tx, now| accounts::sign_up(tx, &account, role, &needs, &password, now))
            .await?;
        Ok(Response::new(pb::SignUpResponse { user: Some(user_to_pb(&user, Vec::new())) }))
    }

    async fn sign_in(
        &self,
        request: Request<pb::SignInRequest>,
    ) -> Result<Response<pb::SignInResponse>, Status> {
        let (method, source) = at_the_door(&request)?;
        let asked = request.into_inner();
        let mut wrong = Violations::default();
        let client_label = wrong.take("client_label", text::optional(&asked.client_label, text::terminal));
        let login = asked.login.trim().to_lowercase();
        if login.is_empty() || login.chars().count() > text::EMAIL_MAX {
            wrong.add("login", "must be your user name or e-mail");
        }
        if asked.password.len() > text::PASSWORD_BYTES_MAX {
            wrong.add("password", "is longer than any password here");
        }
        wrong.finish()?;
        let known = self.desk.read(move |tx| Ok(tx.credentials(&login)?)).await?;
        let (user, stored) = known.map_or((None, None), |it| (Some(it.user.id), it.password));
        let password = Secret::new(text::password_as_typed(&asked.password));
        let verdict = self.desk.passwords.verify_and_renew(password, stored.clone()).await?;
        let token = Secret::session_token();
        let with = match (verdict.right, user, stored) {
            (true, Some(user), Some(checked_hash)) => Some(SignIn {
                user,
                checked_hash,
                better_hash: verdict.better,
                client_label,
                source,
                token_hash: hash_token(token.reveal()),
                length: self.desk.session_length,
            }),
            _ => None,
        };
        let now = self.desk.clock.now();
        let opened = self
            .desk
            .store
            .write(now, move |tx| {
                let outcome = match &with {
                    Some(with) => accounts::sign_in(tx, with, now),
                    None => Err(Refusal::WrongCredentials.into()),
                };
                // a refused sign-in is told to the log in the same commit, so it is an answer here, not an error
                match outcome {
                    Ok((session, user)) => {
                        tx.record_sign_in(&method, Some(user.id), Some(session.id), "ok")?;
                        Ok(Ok((session, user)))
                    }
                    Err(Error::Refused(refusal)) => {
                        tx.record_sign_in(&method, user, None, refusal.reason().text())?;
                        Ok(Err(refusal))
                    }
                    Err(fault) => Err(fault),
                }
            })
            .await?;
        let (session, user) = opened?;
        Ok(Response::new(pb::SignInResponse {
            token: token.reveal().to_owned(),
            session: Some(session_to_pb(&self.desk, &session, &user, Some(session.id))),
            user: Some(user_to_pb(&user, Vec::new())),
        }))
    }

    async fn activate(
        &self,
        request: Request<pb::ActivateRequest>,
    ) -> Result<Response<pb::SignInResponse>, Status> {
        let (method, source) = at_the_door(&request)?;
        let asked = request.into_inner();
        let code_hash = hash_code(&asked.code);
        let (known, clinic) = self
            .desk
            .read(move |tx| Ok((tx.peek_activation(&code_hash)?, tx.clinic()?.display_name)))
            .await?;
        let mut wrong = Violations::default();
        let client_label = wrong.take("client_label", text::optional(&asked.client_label, text::terminal));
        let (first_admin, owner) = match known {
            Some(user) => (AccountDraft::default(), owner_with_account(&user, clinic)),
            None => {
                let account = AccountDraft {
                    user_name: asked.user_name,
                    email: asked.email,
                    first_name: asked.first_name,
                    last_name: asked.last_name,
                    ..AccountDraft::default()
                }
                .checked("", &mut wrong);
                let owner = owner_of(&account, clinic);
                (account, owner)
            }
        };
        let password = new_password("password", &asked.password, &owner, &mut wrong);
        wrong.finish()?;
        let token = Secret::session_token();
        let with = Activation {
            code_hash,
            password: self.desk.passwords.hash(password).await?,
            first_admin,
            client_label,
            source,
            token_hash: hash_token(token.reveal()),
            length: self.desk.session_length,
        };
        let now = self.desk.clock.now();
        let (session, user) = self
            .desk
            .store
            .write(now, move |tx| {
                let (session, user) = accounts::activate(tx, &with, now)?;
                tx.record_sign_in(&method, Some(user.id), Some(session.id), "ok")?;
                Ok((session, user))
            })
            .await?;
        Ok(Response::new(pb::SignInResponse {
            token: token.reveal().to_owned(),
            session: Some(session_to_pb(&self.desk, &session, &user, Some(session.id))),
            user: Some(user_to_pb(&user, Vec::new())),
        }))
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
        let caller = caller(&request)?;
        let call = call(&request)?;
        let asked = request.into_inner();
        let user = caller.user;
        let owner = self
            .desk
            .read(move |tx| {
                let user = tx.user(user)?.for_the_clinic()?;
                Ok(owner_with_account(&user, tx.clinic()?.display_name))
            })
            .await?;
        let mut wrong = Violations::default();
        let new = new_password("new_password", &asked.new_password, &owner, &mut wrong);
        if new.reveal() == text::password_as_typed(&asked.current_password) && wrong.is_empty() {
            wrong.add("new_password", "must differ from the current password");
        }
        wrong.finish()?;
        let checked = check_own(&self.desk, caller.user, &asked.current_password).await?;
        let hash = self.desk.passwords.hash(new).await?;
        self.desk
            .act(call, move |tx, caller, _| accounts::change_password(tx, caller, &checked, &hash))
            .await?;
        Ok(Response::new(pb::ChangePasswordResponse {}))
    }

    async fn reauthenticate(
        &self,
        request: Request<pb::ReauthenticateRequest>,
    ) -> Result<Response<pb::ReauthenticateResponse>, Status> {
        let caller = caller(&request)?;
        let (method, _) = at_the_door(&request)?;
        let checked = match check_own(&self.desk, caller.user, &request.get_ref().password).await {
            Ok(checked) => Ok(checked),
            Err(Error::Refused(wrong)) => Err(wrong),
            Err(fault) => return Err(fault.into()),
        };
        let moment = self.desk.clock.moment();
        let opened = self
            .desk
            .store
            .write(moment.wall, move |tx| {
                let outcome = match &checked {
                    Ok(hash) => accounts::reauthenticate(tx, &caller, hash),
                    Err(wrong) => Err(wrong.clone().into()),
                };
                // as at sign-in: a refusal is told to the log in the same commit
                let (outcome, told) = match outcome {
                    Ok(session) => (Ok((session, tx.user(caller.user)?.for_the_clinic()?)), "ok"),
                    Err(Error::Refused(refusal)) => {
                        let told = refusal.reason().text();
                        (Err(refusal), told)
                    }
                    Err(fault) => return Err(fault),
                };
                tx.record_sign_in(&method, Some(caller.user), caller.session(), told)?;
                Ok(outcome)
            })
            .await?;
        let (session, user) = opened?;
        self.desk.store.hub().session_proved(&session, moment);
        let session = session_to_pb(&self.desk, &session, &user, Some(session.id));
        Ok(Response::new(pb::ReauthenticateResponse { session: Some(session) }))
    }
}

/// Which door a request came to, and from where.
fn at_the_door<R>(request: &Request<R>) -> Result<(Arc<str>, String), Status> {
    let entered = entered(request)?;
    Ok((Arc::clone(&entered.method), entered.source.to_string()))
}

/// Checks a signed-in user's own password; the answer is the hash it was checked against.
async fn check_own(desk: &Desk, user: UserId, password: &str) -> Result<String, Error> {
    if password.len() > text::PASSWORD_BYTES_MAX {
        return Err(Refusal::WrongCredentials.into());
    }
    let stored = desk.read(move |tx| Ok(tx.password_of(user)?)).await?;
    let typed = Secret::new(text::password_as_typed(password));
    let right = desk.passwords.verify(typed, stored.clone()).await?;
    match stored {
        Some(hash) if right => Ok(hash),
        _ => Err(Refusal::WrongCredentials.into()),
    }
}
