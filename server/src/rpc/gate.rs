//! The one door. Every request passes here before anything of it is read: its path
//! finds the rule, its token the caller, and what has no rule has no entry.

mod busy;
mod found;

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use praxis_shared::id::SessionId;
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::timeout,
};
use tonic::{Status, body::Body, codegen::Service};
use tower::Layer;

pub use self::{
    busy::{Busy, CALLS_AT_ONCE},
    found::{Bearer, Found, find},
};
use super::{
    ledger::{self, Ledger},
    policy::{Policy, Rule, Tokens},
    status,
};
use crate::{
    desk::Desk,
    domain::{
        audit::Who,
        caller::{Caller, Reach},
        people::Roles,
        refusal::Refusal,
        second_factor::must_enrol,
        session::Standing,
        source::Source,
    },
    store::{Error, FoundSession, FoundToken, Trail},
};

/// Served to everybody: they answer nothing about the clinic.
const OPEN: [&str; 3] = ["/grpc.health.v1.Health/", "/grpc.reflection.v1.", "/grpc.reflection.v1alpha."];

/// Metadata of calls that a client makes by itself: they are no sign that anybody is there.
const BACKGROUND: &str = "praxis-background";
/// How long an act whose caller was just shut out may take to say what became of it.
const GRACE: Duration = Duration::from_millis(500);

/// What the gate leaves with a request that may go on.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Which RPC.
    pub method: Arc<str>,
    /// Who; `None` at a public door.
    pub caller: Option<Caller>,
    /// The bearer token, hashed; lets a stream look its caller up again.
    pub bearer: Option<Bearer>,
    /// Who stands behind it.
    pub found: Option<Found>,
    /// Where the request came from.
    pub source: Source,
    /// The RPC needs a fresh proof of who is there.
    pub fresh: bool,
    /// The RPC may be called while the session is locked.
    pub while_locked: bool,
    /// The RPC changes something.
    pub mutates: bool,
}

/// Puts the gate in front of the whole server.
#[derive(Clone)]
pub struct GateLayer {
    /// The rules.
    pub policy: Policy,
    /// Where sessions are looked up.
    pub desk: Desk,
    /// Writes the row of each call.
    pub ledger: Ledger,
    /// What scripts have under way.
    pub busy: Busy,
}

impl<S> Layer<S> for GateLayer {
    type Service = Gate<S>;

    fn layer(&self, inner: S) -> Gate<S> {
        Gate { inner, layer: Arc::new(self.clone()) }
    }
}

/// The gate in front of a service.
#[derive(Clone)]
pub struct Gate<S> {
    inner: S,
    layer: Arc<GateLayer>,
}

impl<S> Service<Request<Body>> for Gate<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
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
        let layer = Arc::clone(&self.layer);
        let path = request.uri().path().to_owned();
        let rule = layer.policy.rule(&path).cloned();
        let knock = Knock {
            bearer: bearer(&request),
            background: request.headers().get(BACKGROUND).is_some_and(|it| it.as_bytes() == b"1"),
            source: request.extensions().get().copied().unwrap_or(Source::Inside),
        };
        let trail = ledger::trail(rule.as_ref(), knock.source.to_string());
        Box::pin(async move {
            let audited = rule.is_some_and(|rule| rule.audited);
            // from before the look at the session on, so that no change of it is missed
            let changes = layer.desk.store.hub().session_changes();
            match layer.enter(&path, knock, &trail).await {
                Ok(Some((entered, room))) => {
                    let guard = entered.clone();
                    request.extensions_mut().insert(entered);
                    let handling = async {
                        let answered = trail.scope(inner.call(request)).await?;
                        let answered = match status::unread(answered.headers()) {
                            Some(unread) => unread.into_http(),
                            None => answered,
                        };
                        Ok(layer.ledger.close(&trail, audited, answered).await)
                    };
                    let answered = layer.handle(handling, &guard, changes).await?;
                    // does nothing unless the caller was shut out before the row was written
                    let answered = layer.ledger.close(&trail, audited, answered).await;
                    Ok(match room {
                        Some(room) => answered.map(|body| busy::hold(body, room)),
                        None => answered,
                    })
                }
                Ok(None) => inner.call(request).await,
                // who is turned away at the door is in the log, whatever the door leads to
                Err(refused) => Ok(layer.ledger.close(&trail, true, refused.into_http()).await),
            }
        })
    }
}

/// What is known of a request before its rule is.
struct Knock {
    bearer: Option<Bearer>,
    background: bool,
    source: Source,
}

/// What goes with the request, and a script's room for it.
type Admitted = (Entered, Option<OwnedSemaphorePermit>);

impl GateLayer {
    /// What goes with the request; nothing for the doors that need no rule.
    async fn enter(&self, path: &str, knock: Knock, trail: &Trail) -> Result<Option<Admitted>, Status> {
        if OPEN.iter().any(|open| path.starts_with(open)) {
            return Ok(None);
        }
        let rule = self.policy.rule(path).ok_or_else(|| status::refused(&Refusal::RoleNotAllowed))?;
        let mut entered = Entered {
            method: Arc::clone(&rule.method),
            caller: None,
            bearer: None,
            found: None,
            source: knock.source,
            fresh: rule.fresh,
            while_locked: rule.while_locked,
            mutates: rule.mutates,
        };
        let mut room = None;
        if !rule.public {
            let bearer = knock.bearer.ok_or_else(status::not_signed_in)?;
            let found = find(&self.desk, &bearer).await?;
            trail.known(Who::from(&found.caller(&self.desk, Reach::OWN)));
            let reach = match &found {
                Found::Session(found) => self.admit(rule, found, knock.background)?,
                Found::ApiToken(found) => {
                    let reach = admit_token(rule, found, knock.source)?;
                    room = Some(self.busy.enter(found.token.id)?);
                    note_use_of_token(&self.desk, found, knock.source);
                    reach
                }
            };
            entered.caller = Some(found.caller(&self.desk, reach));
            entered.bearer = Some(bearer);
            entered.found = Some(found);
        }
        Ok(Some((entered, room)))
    }

    /// Whether this session may call this RPC now: open, of a role that is named, and proved lately where that is asked.
    fn admit(&self, rule: &Rule, found: &FoundSession, background: bool) -> Result<Reach, Refusal> {
        if !rule.while_locked {
            expect_open(&self.desk, found)?;
        }
        let reach = reach(rule, found.user.roles)?;
        if !rule.while_unenrolled && must_enrol(&found.user, self.desk.second_factor) {
            return Err(Refusal::SecondFactorRequired);
        }
        let now = self.desk.clock.moment();
        if rule.fresh && !self.desk.store.hub().is_fresh(&found.session, now) {
            return Err(Refusal::ReauthenticationNeeded);
        }
        if !background && !rule.streams && self.desk.store.hub().session_used(&found.session, now) {
            note_use(&self.desk, found.session.id);
        }
        Ok(reach)
    }

    /// Lets a handler work while its caller may be here. Who is shut out meanwhile gets no answer to what they read; an
    /// act may still say what became of it, since one that comes after the change is refused by the store.
    async fn handle<E>(
        &self,
        handling: impl Future<Output = Result<Response<Body>, E>>,
        entered: &Entered,
        mut changes: watch::Receiver<u64>,
    ) -> Result<Response<Body>, E> {
        let mut handling = pin!(handling);
        loop {
            tokio::select! {
                biased;
                answered = &mut handling => return answered,
                Ok(()) = changes.changed() => {
                    let Err(refused) = self.still(entered).await else { continue };
                    if entered.mutates && let Ok(answered) = timeout(GRACE, &mut handling).await {
                        return answered;
                    }
                    return Ok(refused.into_http());
                }
            }
        }
    }

    /// Whether the caller is still who was let in.
    async fn still(&self, entered: &Entered) -> Result<(), Status> {
        let (Some(bearer), Some(before)) = (&entered.bearer, &entered.found) else { return Ok(()) };
        // what has ended is known without a look into the file, however many wait for that
        if let Found::Session(session) = before
            && standing(&self.desk, session) == Standing::Over
        {
            return Err(Refusal::SessionEnded.into());
        }
        let found = find(&self.desk, bearer).await?;
        if !entered.while_locked {
            found.left(&self.desk)?;
        }
        if found.user().roles == before.user().roles { Ok(()) } else { Err(Refusal::RoleNotAllowed.into()) }
    }
}

/// How far the rule reaches, for somebody with one of the roles that it names.
fn reach(rule: &Rule, roles: Roles) -> Result<Reach, Refusal> {
    let reach = Reach { own: rule.own, any: rule.any };
    if roles.meets(reach.own.or(reach.any)) { Ok(reach) } else { Err(Refusal::RoleNotAllowed) }
}

/// Whether a script's token may be used from there, was given this RPC, and its owner may still call it.
fn admit_token(rule: &Rule, found: &FoundToken, source: Source) -> Result<Reach, Refusal> {
    if !found.token.may_come_from(source) {
        return Err(Refusal::SourceNotAllowed);
    }
    match rule.tokens {
        Tokens::Never => return Err(Refusal::NotForTokens),
        Tokens::Scoped if !found.token.has_scope(&rule.method) => {
            return Err(Refusal::ScopeMissing(Arc::clone(&rule.method)));
        }
        Tokens::Scoped | Tokens::Always => {}
    }
    reach(rule, found.user.roles)
}

fn bearer(request: &Request<Body>) -> Option<Bearer> {
    Bearer::read(request.headers().get(http::header::AUTHORIZATION)?.to_str().ok()?)
}

/// The live session of a token, locked or not: from memory, or from the store and then from memory.
///
/// # Errors
/// UNAUTHENTICATED if it has ended or never was.
pub async fn find_session(desk: &Desk, token_hash: &[u8; 32]) -> Result<Arc<FoundSession>, Status> {
    let hub = desk.store.hub();
    // taken first: whatever is found is remembered only if nothing was revoked since
    let epoch = hub.session_epoch();
    let found = match hub.known_session(token_hash) {
        Some(found) => found,
        None => {
            let hash = *token_hash;
            let found = desk.read(move |tx| Ok(tx.session_by_token(&hash)?)).await?;
            let found = Arc::new(found.ok_or(Error::Refused(Refusal::SessionEnded))?);
            hub.remember_session(*token_hash, Arc::clone(&found), epoch);
            found
        }
    };
    match standing(desk, &found) {
        Standing::Over => Err(Refusal::SessionEnded.into()),
        Standing::Open { .. } | Standing::Locked => Ok(found),
    }
}

/// Whether a session may be used now.
#[must_use]
pub fn standing(desk: &Desk, found: &FoundSession) -> Standing {
    desk.store.hub().standing(&found.session, desk.clock.moment(), desk.idle.of(found.user.roles))
}

/// How long the session stays open if nobody uses it.
///
/// # Errors
/// [`Refusal::SessionLocked`], [`Refusal::SessionEnded`].
pub fn expect_open(desk: &Desk, found: &FoundSession) -> Result<TimeDelta, Refusal> {
    match standing(desk, found) {
        Standing::Open { left } => Ok(left),
        Standing::Locked => Err(Refusal::SessionLocked),
        Standing::Over => Err(Refusal::SessionEnded),
    }
}

fn note_use(desk: &Desk, session: SessionId) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let noted = desk.store.write(desk.clock.now(), move |tx| Ok(tx.touch_session(session)?)).await;
        if let Err(why) = noted {
            tracing::warn!(%why, "the use of a session was not noted");
        }
    });
}

/// Notes that a token is in use, and from where, once a minute.
fn note_use_of_token(desk: &Desk, found: &FoundToken, source: Source) {
    let stale = |used| desk.clock.now() - used >= TimeDelta::minutes(1);
    if !found.token.last_used.is_none_or(stale) {
        return;
    }
    let (desk, token) = (desk.clone(), found.token.id);
    tokio::spawn(async move {
        let noted =
            desk.store.write(desk.clock.now(), move |tx| Ok(tx.touch_api_token(token, source)?)).await;
        if let Err(why) = noted {
            tracing::warn!(%why, "the use of a script token was not noted");
        }
    });
}
