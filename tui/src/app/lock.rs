//! When nobody is there: the lock by key, by time and by the server, what waits for a fresh password, and the
//! sign to the server that somebody types.

use std::time::Duration;

use praxis_shared::pb;
use praxis_shared::reason::Reason;

use super::App;
use crate::keymap::Key;
use crate::outbox::{Call, Code, Effect, Failure, Reply, Ticket};
use crate::screen::proof::{Proof, Proved};
use crate::screen::{Route, Screen};

/// What the app keeps for the lock.
#[derive(Default)]
pub(super) struct Guard {
    /// Asks for the password because calls wait for it.
    pub(super) proof: Option<Proof>,
    /// Calls that were refused for want of a fresh password, and how.
    held: Vec<(Ticket, Failure)>,
    /// Tells the server to lock; or it could not be told yet.
    telling: Option<Ticket>,
    owed: bool,
    /// Something was not loaded because of the lock.
    pub(super) stale: bool,
    /// When the server last heard of a person's doing.
    heard: Duration,
    /// Says to the server that somebody types.
    here: Option<Ticket>,
}

impl Guard {
    /// At sign-in: the server has just heard of the person.
    pub(super) fn begun(uptime: Duration) -> Self {
        Self { heard: uptime, ..Self::default() }
    }
}

impl App {
    /// After how long without a key the terminal locks: as the server wants it, or sooner.
    fn idle(&self) -> Option<Duration> {
        let me = self.cx.me.as_ref()?;
        let server = me.session.idle_timeout.and_then(|it| Duration::try_from(it).ok());
        [server, self.wishes.lock_after].into_iter().flatten().min()
    }

    pub(super) fn locks_at(&self) -> Option<Duration> {
        if self.is_shut() { None } else { self.idle().map(|idle| self.last_key + idle) }
    }

    /// Whether the lock lies over everything.
    pub(super) fn is_locked(&self) -> bool {
        self.cover.first().is_some_and(|held| matches!(held.screen, Screen::Lock(_)))
    }

    /// Whether nothing of the clinic can be seen or done: locked, or signed out by the server.
    fn is_shut(&self) -> bool {
        self.is_locked() || self.cover.first().is_some_and(|held| matches!(held.screen, Screen::SignIn(_)))
    }

    /// Hides everything until the person proves again who they are, and lets the server hold its door shut, too.
    pub(super) fn lock(&mut self) {
        if self.hide() {
            self.tell_of_lock();
        }
    }

    /// The server locked the session.
    pub(super) fn locked_by_server(&mut self) {
        self.hide();
        self.guard.owed = false;
    }

    fn hide(&mut self) -> bool {
        if self.cx.me.is_none() || self.is_shut() {
            return false;
        }
        self.dirty = true;
        self.news = None;
        self.leaving = None;
        self.let_go("Not done: the terminal was locked.");
        self.cover_with(&Route::Lock);
        // Nothing of what was there stays on the screen, not even what no frame would change.
        self.out.effect(Effect::Redraw);
        true
    }

    fn tell_of_lock(&mut self) {
        self.guard.owed = false;
        self.guard.telling = Some(self.out.call(Call::LockSession(pb::LockSessionRequest::default())));
    }

    /// The link is back: what could not be said then is said now.
    pub(super) fn tell_of_lock_if_owed(&mut self) {
        if self.guard.owed && self.is_locked() {
            self.tell_of_lock();
        }
    }

    /// The person proved who they are: everything is as it was left.
    pub(super) fn unlock(&mut self, session: pb::Session) {
        self.proved(session);
        self.cover.clear();
        self.guard.owed = false;
        self.last_key = self.cx.at.uptime;
        self.out.effect(Effect::Unlocked);
        if self.enrol_again() {
            return;
        }
        if self.stacks.is_empty() {
            self.cover_with(&Route::ChooseRole);
        }
        if std::mem::take(&mut self.guard.stale) {
            self.relist();
        }
    }

    fn proved(&mut self, session: pb::Session) {
        self.guard.heard = self.cx.at.uptime;
        if let Some(me) = self.cx.me.as_mut().filter(|_| !session.name.is_empty()) {
            me.session = session;
        }
    }

    /// Somebody types, and the server may not know: a note is no call until it is saved.
    pub(super) fn show_presence(&mut self) {
        if self.out.effects.iter().any(|it| matches!(it, Effect::Call(..))) {
            self.guard.heard = self.cx.at.uptime;
        }
        let Some(idle) = self.idle().filter(|_| !self.is_shut() && !self.cx.is_offline()) else { return };
        if self.cx.at.uptime.saturating_sub(self.guard.heard) >= idle / 10 {
            self.guard.heard = self.cx.at.uptime;
            self.guard.here = Some(self.out.call(Call::GetSession(pb::GetSessionRequest {})));
        }
    }

    /// Takes the reply if it is about the lock or waits for a fresh password; or says how it is to be told.
    pub(super) fn guarded(
        &mut self,
        ticket: Ticket,
        answer: Result<Reply, Failure>,
    ) -> Option<Result<Reply, Failure>> {
        let this = Some(ticket);
        if self.guard.telling == this {
            self.guard.telling = None;
            self.guard.owed =
                matches!(answer, Err(ref it) if matches!(it.code, Code::Offline | Code::TooSlow));
            return None;
        }
        if self.guard.proof.as_ref().is_some_and(|it| it.awaits(ticket)) {
            self.answered_proof(&answer);
            return None;
        }
        if self.guard.here == this {
            self.guard.here = None;
            if let Ok(Reply::GetSession(told)) = answer {
                self.take_session(told.session);
                return None;
            }
        }
        match answer {
            Err(failure) if failure.is(Reason::SessionLocked) && self.cx.me.is_some() => {
                self.locked_by_server();
                self.guard.stale = true;
                Some(Err(Failure { message: "Not done: the terminal was locked.".to_owned(), ..failure }))
            }
            Err(failure) if failure.is(Reason::ReauthenticationNeeded) && !self.is_shut() => {
                self.dirty = true;
                self.overlay = None;
                self.guard.held.push((ticket, failure));
                self.guard.proof.get_or_insert_default();
                None
            }
            other => Some(other),
        }
    }

    fn take_session(&mut self, session: Option<pb::Session>) {
        if let (Some(me), Some(session)) = (&mut self.cx.me, session) {
            me.session = session;
        }
    }

    fn answered_proof(&mut self, answer: &Result<Reply, Failure>) {
        let Some(proof) = &mut self.guard.proof else { return };
        if let Proved::Yes(session) = proof.settle(answer) {
            self.guard.proof = None;
            self.proved(*session);
            let held = std::mem::take(&mut self.guard.held);
            self.out.effect(Effect::Again(held.into_iter().map(|(ticket, _)| ticket).collect()));
        }
    }

    /// The password for what waits, if it is asked for.
    pub(super) fn proof_key(&mut self, key: Key) -> bool {
        let Some(proof) = &mut self.guard.proof else { return false };
        if !proof.on_key(key, &mut self.out) && key == Key::ESC {
            self.let_go("Not done: it needs your password.");
        }
        true
    }

    /// Nobody gives the password: whoever waits is told, and keeps what was typed.
    pub(super) fn let_go(&mut self, why: &str) {
        self.guard.proof = None;
        let held = std::mem::take(&mut self.guard.held);
        if held.is_empty() {
            return;
        }
        self.out.effect(Effect::Forget(held.iter().map(|(ticket, _)| *ticket).collect()));
        for (ticket, failure) in held {
            self.deliver(ticket, Err(Failure { message: why.to_owned(), ..failure }));
        }
    }
}
