//! UserService: the administrator's people, and everybody's own profile.

use praxis_shared::{
    id::{RoleGrantId, UserId},
    pb, text,
};
use tonic::{Request, Response, Status};

use super::{
    attempt,
    call::{call, caller},
    convert::{address, address_from_pb, mask, naive_date, named, role, role_from_pb, timestamp},
    page,
};
use crate::{
    actions::{
        accounts::{self, AccountDraft, Issued, RoleDraft},
        attempts, second_factor,
    },
    console,
    desk::Desk,
    domain::{
        caller::Caller,
        grant::RoleGrant,
        people::{Profile, RECOVERY_HOURS, Roles, User, UserState, picture, sort_key},
        refusal::{Refusal, Violations},
    },
    secret::{Secret, hash_code},
    store::{Tx, UserFilter},
};

/// The service.
#[derive(Clone)]
pub struct Users {
    /// All that it may reach.
    pub desk: Desk,
}

/// A user on the wire.
#[must_use]
pub fn user_to_pb(user: &User, picture: Vec<u8>) -> pb::User {
    pb::User {
        name: user.id.to_string(),
        user_name: user.user_name.clone(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        display_name: user.display_name(),
        phone: user.phone.clone(),
        address: Some(address(user.address.clone())),
        roles: user.roles.iter().map(|it| role(it).into()).collect(),
        requested_role: user.requested_role.map_or(pb::Role::Unspecified, role).into(),
        state: match user.state {
            UserState::Active => pb::UserState::Active,
            UserState::Pending => pb::UserState::Pending,
            UserState::Invited => pb::UserState::Invited,
            UserState::Disabled => pb::UserState::Disabled,
        }
        .into(),
        doctor: user.doctor.map(|it| it.to_string()).unwrap_or_default(),
        patient: user.patient.map(|it| it.to_string()).unwrap_or_default(),
        picture,
        create_time: Some(timestamp(user.create_time)),
        update_time: Some(timestamp(user.update_time)),
        version: user.version,
        second_factor: user.second_factor,
        email_confirmed: user.email_confirmed,
        email_clash: false,
        unconfirmed_time: user.unconfirmed_time.map(timestamp),
        recovering_until_time: user
            .recovering_time
            .map(|it| timestamp(it + chrono::TimeDelta::hours(RECOVERY_HOURS))),
        waiting_roles: user.waiting_roles.iter().map(|it| role(it).into()).collect(),
        new: user.new_time.is_some(),
    }
}

fn who(field: &str, text: &str, caller: &Caller) -> Result<UserId, Refusal> {
    if text == "users/me" { Ok(caller.user) } else { named(field, text) }
}

/// The set of roles from the wire: at least one, all known.
fn roles(numbers: &[i32], wrong: &mut Violations) -> Roles {
    let known: Option<Roles> = numbers.iter().map(|&number| role_from_pb(number)).collect();
    match known {
        Some(roles) if !roles.is_empty() => roles,
        _ => {
            wrong.add("roles", "must name at least one of ROLE_ADMIN, ROLE_DESK, ROLE_DOCTOR, ROLE_PATIENT");
            Roles::NONE
        }
    }
}

fn needs(
    registration_number: String,
    specializations: Vec<String>,
    birth_date: Option<pb::Date>,
    wrong: &mut Violations,
) -> RoleDraft {
    let born = birth_date.map(|date| naive_date(Some(date)));
    RoleDraft {
        registration_number,
        specializations,
        birth_date: born.and_then(|it| wrong.take_or("birth_date", it)),
    }
}

fn grant_to_pb(grant: &RoleGrant, [user, granter]: [String; 2], confirmable: bool) -> pb::RoleGrant {
    pb::RoleGrant {
        name: grant.id.to_string(),
        user: grant.user.to_string(),
        user_display_name: user,
        roles: grant.roles.iter().map(|it| role(it).into()).collect(),
        granter: grant.granter.to_string(),
        granter_display_name: granter,
        create_time: Some(timestamp(grant.create_time)),
        confirmable,
    }
}

/// The code in hand, unless the answer is a replay: then the first code was shown already.
pub(super) fn shown_once(code: &Secret, issued: &Issued) -> String {
    if issued.code_hash == hash_code(code.reveal()) { code.reveal().to_owned() } else { String::new() }
}

#[tonic::async_trait]
impl pb::user_service_server::UserService for Users {
    async fn get_user(&self, request: Request<pb::GetUserRequest>) -> Result<Response<pb::User>, Status> {
        let caller = caller(&request)?;
        let id = who("name", &request.get_ref().name, &caller)?;
        let looked = self.desk.read(move |tx| accounts::user(tx, &caller, id)).await?;
        Ok(Response::new(pb::User { email_clash: looked.clash, ..user_to_pb(&looked.user, looked.picture) }))
    }

    async fn list_users(
        &self,
        request: Request<pb::ListUsersRequest>,
    ) -> Result<Response<pb::ListUsersResponse>, Status> {
        let asked = request.into_inner();
        let size = page::size(asked.page_size)?;
        let mut wrong = Violations::default();
        let state = match pb::UserState::try_from(asked.state) {
            Ok(pb::UserState::Unspecified) => None,
            Ok(pb::UserState::Active) => Some(UserState::Active),
            Ok(pb::UserState::Pending) => Some(UserState::Pending),
            Ok(pb::UserState::Invited) => Some(UserState::Invited),
            Ok(pb::UserState::Disabled) => Some(UserState::Disabled),
            Err(_) => {
                wrong.add("state", "is no state of an account");
                None
            }
        };
        let role = role_from_pb(asked.role);
        if role.is_none() && asked.role != 0 {
            wrong.add("role", "is no role");
        }
        wrong.finish()?;
        let filter = UserFilter { prefix: text::fold(asked.query.trim()), role, state };
        let list = page::list(
            "ListUsers",
            &pb::ListUsersRequest { page_size: 0, page_token: String::new(), ..asked.clone() },
        );
        let after = page::position(list, &asked.page_token)?;
        let mut users = self.desk.read(move |tx| accounts::users(tx, &filter, after, size + 1)).await?;
        let next_page_token =
            page::cut(list, &mut users, size, |it| (sort_key(&it.first_name, &it.last_name), it.id));
        let users = users.iter().map(|it| user_to_pb(it, Vec::new())).collect();
        Ok(Response::new(pb::ListUsersResponse { users, next_page_token }))
    }

    async fn create_user(
        &self,
        request: Request<pb::CreateUserRequest>,
    ) -> Result<Response<pb::CreateUserResponse>, Status> {
        let call = call(&request)?;
        let asked = request.into_inner();
        let mut wrong = Violations::default();
        let user = asked.user.unwrap_or_default();
        let account = AccountDraft {
            user_name: user.user_name,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            phone: user.phone,
            address: address_from_pb(user.address),
        }
        .checked("user.", &mut wrong);
        let roles = roles(&asked.roles, &mut wrong);
        let needs = needs(asked.registration_number, asked.specializations, asked.birth_date, &mut wrong)
            .checked(roles, &mut wrong);
        wrong.finish()?;
        let code = Secret::activation_code();
        let code_hash = hash_code(code.reveal());
        let issued = self
            .desk
            .act(call, move |tx, caller, now| {
                accounts::create_user(tx, caller, &account, roles, &needs, &code_hash, now)
            })
            .await?;
        Ok(Response::new(pb::CreateUserResponse {
            user: Some(user_to_pb(&issued.user, Vec::new())),
            activation_code: shown_once(&code, &issued),
        }))
    }

    async fn update_user(
        &self,
        request: Request<pb::UpdateUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let caller = caller(&request)?;
        let call = call(&request)?;
        let asked = request.into_inner();
        let user = asked.user.unwrap_or_default();
        let id = who("user.name", &user.name, &caller)?;
        let fields = mask(
            asked.update_mask.as_ref(),
            &["first_name", "last_name", "email", "phone", "address", "picture"],
        )?;
        let mut wrong = Violations::default();
        let mut text = |name: &str, checked: &dyn Fn() -> text::Checked| {
            fields.contains(&name).then(|| wrong.take(&format!("user.{name}"), checked()))
        };
        let mut profile = Profile {
            first_name: text("first_name", &|| text::person_name(&user.first_name)),
            last_name: text("last_name", &|| text::person_name(&user.last_name)),
            email: text("email", &|| text::account_email(&user.email)),
            phone: text("phone", &|| text::optional(&user.phone, text::phone)),
            ..Profile::default()
        };
        if fields.contains(&"address") {
            profile.address = Some(address_from_pb(user.address).checked("user.address", &mut wrong));
        }
        if fields.contains(&"picture") {
            profile.picture = Some(wrong.take("user.picture", picture(user.picture)));
        }
        wrong.finish()?;
        let expected = asked.expected_version;
        let user = self
            .desk
            .act(call, move |tx, caller, now| accounts::update_user(tx, caller, id, &profile, expected, now))
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn set_user_roles(
        &self,
        request: Request<pb::SetUserRolesRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let asked = request.into_inner();
        let id = named("name", &asked.name)?;
        let mut wrong = Violations::default();
        let roles = roles(&asked.roles, &mut wrong);
        let needs = needs(asked.registration_number, asked.specializations, asked.birth_date, &mut wrong);
        wrong.finish()?;
        let expected = asked.expected_version;
        let user = self
            .desk
            .act(call, move |tx, caller, now| {
                accounts::set_roles(tx, caller, id, roles, needs.clone(), expected, now)
            })
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn disable_user(
        &self,
        request: Request<pb::DisableUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let user = self.desk.act(call, move |tx, caller, now| accounts::disable(tx, caller, id, now)).await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn enable_user(
        &self,
        request: Request<pb::EnableUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let user = self.desk.act(call, move |tx, caller, now| accounts::enable(tx, caller, id, now)).await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn approve_user(
        &self,
        request: Request<pb::ApproveUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let user = self.desk.act(call, move |tx, caller, now| accounts::approve(tx, caller, id, now)).await?;
        let email = user.email.clone();
        let email_clash = self.desk.read(move |tx| Ok(tx.email_is_shared(&email, id)?)).await?;
        Ok(Response::new(pb::User { email_clash, ..user_to_pb(&user, Vec::new()) }))
    }

    async fn reset_second_factor(
        &self,
        request: Request<pb::ResetSecondFactorRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let user = self
            .desk
            .act(call, move |tx, caller, now| {
                let user = tx.user(id)?.open(caller)?;
                second_factor::reset(tx, caller, &user, now)
            })
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn unlock_user(
        &self,
        request: Request<pb::UnlockUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let user = self
            .desk
            .act(call, move |tx, caller, _| {
                let user = tx.user(id)?.open(caller)?;
                attempts::unlock(tx, &user, &attempt::all_of(tx, &user)?)?;
                Ok(user)
            })
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn issue_activation_code(
        &self,
        request: Request<pb::IssueActivationCodeRequest>,
    ) -> Result<Response<pb::IssueActivationCodeResponse>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let code = Secret::activation_code();
        let code_hash = hash_code(code.reveal());
        let issued = self
            .desk
            .act(call, move |tx, caller, now| accounts::issue_code(tx, caller, id, &code_hash, now))
            .await?;
        Ok(Response::new(pb::IssueActivationCodeResponse {
            activation_code: shown_once(&code, &issued),
            expire_time: Some(timestamp(issued.expire_time)),
        }))
    }

    async fn list_role_grants(
        &self,
        request: Request<pb::ListRoleGrantsRequest>,
    ) -> Result<Response<pb::ListRoleGrantsResponse>, Status> {
        let caller = caller(&request)?;
        let asked = request.into_inner();
        let size = page::size(asked.page_size)?;
        let list = page::list("ListRoleGrants", &pb::ListRoleGrantsRequest::default());
        let after: Option<RoleGrantId> = page::position(list, &asked.page_token)?;
        let mut grants = self.desk.read(move |tx| accounts::grants(tx, &caller, after, size + 1)).await?;
        let next_page_token = page::cut(list, &mut grants, size, |(grant, ..)| grant.id);
        let role_grants =
            grants.into_iter().map(|(grant, names, may)| grant_to_pb(&grant, names, may)).collect();
        Ok(Response::new(pb::ListRoleGrantsResponse { role_grants, next_page_token }))
    }

    async fn confirm_role_grant(
        &self,
        request: Request<pb::ConfirmRoleGrantRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let code = console::read(&self.desk, &request.get_ref().console_code);
        let user = self
            .desk
            .act(call, move |tx, caller, now| accounts::confirm_grant(tx, caller, id, code, now))
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }

    async fn withdraw_role_grant(
        &self,
        request: Request<pb::WithdrawRoleGrantRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| accounts::withdraw_grant(tx, caller, id, now);
        Ok(Response::new(user_to_pb(&self.desk.act(call, act).await?, Vec::new())))
    }

    async fn confirm_user(
        &self,
        request: Request<pb::ConfirmUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let call = call(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let code = console::read(&self.desk, &request.get_ref().console_code);
        let user = self
            .desk
            .act(call, move |tx, caller, now| accounts::confirm_user(tx, caller, id, code, now))
            .await?;
        Ok(Response::new(user_to_pb(&user, Vec::new())))
    }
}
