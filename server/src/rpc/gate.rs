//! The one door. Every request passes here before anything of it is read: its path
//! finds the rule, its token the caller, and what has no rule has no entry.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::future::BoxFuture;
use http::{Request, Response};
use tonic::{Status, body::Body, codegen::Service};
use tower::Layer;

use super::{policy::Policy, status};
use crate::{
    desk::Desk,
    domain::{
        caller::{Caller, Reach},
        refusal::Refusal,
    },
    secret::{SESSION_PREFIX, hash_token},
    store::{Error, FoundSession},
};

/// Served to everybody: they answer nothing about the clinic.
const OPEN: [&str; 3] = ["/grpc.health.v1.Health/", "/grpc.reflection.v1.", "/grpc.reflection.v1alpha."];

/// What the gate leaves with a request that may go on.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Which RPC.
    pub method: Arc<str>,
    /// Who; `None` at a public door.
    pub caller: Option<Caller>,
    /// SHA-256 of the token; lets a stream check its session again.
    pub token_hash: Option<[u8; 32]>,
    /// The session, with its user.
    pub found: Option<Arc<FoundSession>>,
}

/// Puts the gate in front of the whole server.
#[derive(Clone)]
pub struct GateLayer {
    /// The rules.
    pub policy: Policy,
    /// Where sessions are looked up.
    pub desk: Desk,
}

impl<S> Layer<S> for GateLayer {
    type Service = Gate<S>;

    fn layer(&self, inner: S) -> Gate<S> {
        Gate { inner, layer: self.clone() }
    }
}

/// The gate in front of a service.
#[derive(Clone)]
pub struct Gate<S> {
    inner: S,
    layer: GateLayer,
}

impl<S> Service<Request<Body>> for Gate<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let inner = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, inner);
        let layer = self.layer.clone();
        let path = request.uri().path().to_owned();
        let token_hash = bearer(&request);
        Box::pin(async move {
            match layer.enter(&path, token_hash).await {
                Ok(Some(entered)) => {
                    request.extensions_mut().insert(entered);
                    let answered = inner.call(request).await?;
                    Ok(match status::unread(answered.headers()) {
                        Some(unread) => unread.into_http(),
                        None => answered,
                    })
                }
                Ok(None) => inner.call(request).await,
                Err(refused) => Ok(refused.into_http()),
            }
        })
    }
}

impl GateLayer {
    /// What goes with the request; nothing for the doors that need no rule.
    async fn enter(&self, path: &str, token_hash: Option<[u8; 32]>) -> Result<Option<Entered>, Status> {
        if OPEN.iter().any(|open| path.starts_with(open)) {
            return Ok(None);
        }
        let rule = self.policy.rule(path).ok_or_else(|| status::refused(&Refusal::RoleNotAllowed))?;
        let entered = if rule.public {
            Entered { method: Arc::clone(&rule.method), caller: None, token_hash: None, found: None }
        } else {
            let token_hash = token_hash.ok_or_else(status::not_signed_in)?;
            let found = find_session(&self.desk, &token_hash).await?;
            let roles = found.user.roles;
            let reach = if roles.meets(rule.any) {
                Reach::Any
            } else if roles.meets(rule.own) {
                Reach::Own
            } else {
                return Err(status::refused(&Refusal::RoleNotAllowed));
            };
            Entered {
                method: Arc::clone(&rule.method),
                caller: Some(caller(&found, reach)),
                token_hash: Some(token_hash),
                found: Some(found),
            }
        };
        Ok(Some(entered))
    }
}

fn bearer(request: &Request<Body>) -> Option<[u8; 32]> {
    let value = request.headers().get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer "))?;
    token.starts_with(SESSION_PREFIX).then(|| hash_token(token))
}

/// The caller behind a session.
#[must_use]
pub fn caller(found: &FoundSession, reach: Reach) -> Caller {
    Caller {
        user: found.user.id,
        session: found.session.id,
        roles: found.user.roles,
        doctor: found.user.doctor,
        patient: found.user.patient,
        reach,
    }
}

/// The live session of a token: from memory, or from the store and then from memory. Its use is noted once a minute.
///
/// # Errors
/// UNAUTHENTICATED if it has ended or never was.
pub async fn find_session(desk: &Desk, token_hash: &[u8; 32]) -> Result<Arc<FoundSession>, Status> {
    let now = desk.clock.now();
    let hub = desk.store.hub();
    // taken first: whatever is found is remembered only if nothing was revoked since
    let epoch = hub.session_epoch();
    let known = hub.known_session(token_hash).filter(|found| found.session.expire_time > now);
    let found = match known {
        Some(found) => found,
        None => {
            let hash = *token_hash;
            let found = desk.read(move |tx| Ok(tx.session_by_token(&hash)?)).await?;
            let found = Arc::new(found.ok_or(Error::Refused(Refusal::SessionEnded))?);
            hub.remember_session(*token_hash, Arc::clone(&found), epoch);
            found
        }
    };
    if now - found.session.last_used >= chrono::Duration::minutes(1) {
        note_use(desk, token_hash, &found, epoch);
    }
    Ok(found)
}

fn note_use(desk: &Desk, token_hash: &[u8; 32], found: &FoundSession, epoch: u64) {
    let mut used = found.clone();
    used.session.last_used = desk.clock.now();
    let session = used.session.id;
    // remembered at once, so that a burst of requests notes it once
    desk.store.hub().remember_session(*token_hash, Arc::new(used), epoch);
    let desk = desk.clone();
    tokio::spawn(async move {
        let noted = desk.store.write(desk.clock.now(), move |tx| Ok(tx.touch_session(session)?)).await;
        if let Err(why) = noted {
            tracing::warn!(%why, "the use of a session was not noted");
        }
    });
}
