//! ApiTokenService: tokens for scripts, made and revoked by people.

mod scopes;

use praxis_shared::{
    id::{ApiTokenId, UserId},
    pb, text,
};
use tonic::{Request, Response, Status};

use super::{
    call::{call, caller},
    convert::{instant, named, timestamp},
    page,
    policy::Policy,
};
use crate::{
    actions::api_tokens,
    desk::Desk,
    domain::{
        api_token::{ApiToken, ApiTokenDraft},
        people::User,
        refusal::Violations,
    },
    secret::{Secret, hash_token},
};

/// The service.
#[derive(Clone)]
pub struct ApiTokens {
    /// All that it may reach.
    pub desk: Desk,
    /// What there is to be given.
    pub policy: Policy,
}

/// A token on the wire, without the secret.
pub(super) fn token_to_pb(token: &ApiToken, owner: &User) -> pb::ApiToken {
    pb::ApiToken {
        name: token.id.to_string(),
        user: token.user.to_string(),
        user_display_name: owner.display_name(),
        display_name: token.display_name.clone(),
        scopes: token.scopes.clone(),
        source_networks: token.source_networks.clone(),
        create_time: Some(timestamp(token.create_time)),
        expire_time: Some(timestamp(token.expire_time)),
        last_used_time: token.last_used.map(timestamp),
        last_source: token.last_source.clone(),
        end_time: token.end_time.map(timestamp),
    }
}

#[tonic::async_trait]
impl pb::api_token_service_server::ApiTokenService for ApiTokens {
    async fn create_api_token(
        &self,
        request: Request<pb::CreateApiTokenRequest>,
    ) -> Result<Response<pb::CreateApiTokenResponse>, Status> {
        let (call, caller) = (call(&request)?, caller(&request)?);
        let asked = request.into_inner();
        let mut wrong = Violations::default();
        let scopes = scopes::checked(&self.policy, &asked.scopes, caller.roles, &mut wrong);
        let now = self.desk.clock.now();
        let expire_time = match asked.expire_time {
            None => {
                wrong.add("expire_time", "say when the token shall end, at most 90 days from now");
                None
            }
            Some(time) => wrong.take_or("expire_time", instant(Some(time))),
        };
        let draft = ApiTokenDraft {
            display_name: asked.display_name,
            scopes,
            source_networks: asked.source_networks,
            // if it could not be read that is told already; the rest is checked all the same
            expire_time: expire_time.unwrap_or(now + chrono::Duration::days(1)),
        };
        let draft = draft.checked(now, &mut wrong);
        wrong.finish()?;
        let secret = Secret::api_token();
        let token_hash = hash_token(secret.reveal());
        let made = self
            .desk
            .act(call, move |tx, caller, now| api_tokens::create(tx, caller, &draft, token_hash, now))
            .await?;
        let shown = if made.token_hash == token_hash { secret.reveal().to_owned() } else { String::new() };
        let api_token = Some(token_to_pb(&made.token, &made.owner));
        Ok(Response::new(pb::CreateApiTokenResponse { token: shown, api_token }))
    }

    async fn list_api_tokens(
        &self,
        request: Request<pb::ListApiTokensRequest>,
    ) -> Result<Response<pb::ListApiTokensResponse>, Status> {
        let caller = caller(&request)?;
        let mut asked = request.into_inner();
        let page_token = std::mem::take(&mut asked.page_token);
        let size = page::size(std::mem::take(&mut asked.page_size))?;
        let list = page::list("ListApiTokens", &asked);
        let user: Option<UserId> =
            if asked.user.is_empty() { None } else { Some(named("user", &asked.user)?) };
        let before: Option<ApiTokenId> = page::position(list, &page_token)?;
        let mut found = self
            .desk
            .read(move |tx| api_tokens::list(tx, &caller, user, asked.show_ended, before, size + 1))
            .await?;
        let next_page_token = page::cut(list, &mut found, size, |(token, _)| token.id);
        let api_tokens = found.iter().map(|(token, owner)| token_to_pb(token, owner)).collect();
        Ok(Response::new(pb::ListApiTokensResponse { api_tokens, next_page_token }))
    }

    async fn revoke_api_token(
        &self,
        request: Request<pb::RevokeApiTokenRequest>,
    ) -> Result<Response<pb::RevokeApiTokenResponse>, Status> {
        let call = call(&request)?;
        let token: ApiTokenId = named("name", &request.get_ref().name)?;
        self.desk.act(call, move |tx, caller, _| api_tokens::revoke(tx, caller, token)).await?;
        Ok(Response::new(pb::RevokeApiTokenResponse {}))
    }

    async fn find_api_token_scopes(
        &self,
        request: Request<pb::FindApiTokenScopesRequest>,
    ) -> Result<Response<pb::FindApiTokenScopesResponse>, Status> {
        let caller = caller(&request)?;
        let query = request.into_inner().query;
        let mut wrong = Violations::default();
        if query.chars().count() > text::SHORT_LINE_MAX {
            wrong.add("query", format!("use at most {} characters", text::SHORT_LINE_MAX));
        }
        wrong.finish()?;
        let query = query.trim().to_lowercase();
        let fits = |text: &str| text.to_lowercase().contains(&query);
        let scopes = scopes::offered(&self.policy, caller.roles)
            .into_iter()
            .filter(|rule| fits(&rule.method) || fits(&rule.summary))
            .map(|rule| pb::ApiTokenScope {
                scope: rule.method.to_string(),
                summary: rule.summary.to_string(),
                changes: rule.mutates,
            })
            .collect();
        Ok(Response::new(pb::FindApiTokenScopesResponse { scopes }))
    }
}
