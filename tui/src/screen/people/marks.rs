//! What is to be known of an account beside its state: roles that wait, a reset that nobody confirmed, an e-mail that signs
//! nobody in, somebody who came by themselves.

use praxis_shared::pb::{self, Role, UserState};
use praxis_shared::time::Instant;

use crate::context::{Cx, instant};
use crate::screen::common::acts::sentence;
use crate::theme::Tone;

/// A state in a bracketed letter and a word.
pub(super) fn state_mark(state: UserState) -> (&'static str, Tone) {
    match state {
        UserState::Unspecified => ("-", Tone::Muted),
        UserState::Active => ("[A]active", Tone::Text),
        UserState::Pending => ("[?]waits", Tone::Warn),
        UserState::Invited => ("[I]invited", Tone::Accent),
        UserState::Disabled => ("[X]disabled", Tone::Muted),
    }
}

/// Where an account stands, in the room of a state.
pub(super) fn mark(user: &pb::User, cx: &Cx) -> (&'static str, Tone) {
    match user.state() {
        UserState::Disabled => state_mark(UserState::Disabled),
        _ if recovering(user, cx).is_some() => ("[!]reset", Tone::Bad),
        _ if !user.waiting_roles.is_empty() => ("[?]role", Tone::Warn),
        UserState::Active if user.new => ("[N]new", Tone::Accent),
        state => state_mark(state),
    }
}

/// Until when an account that was reset sees no clinical text, if that is so.
pub(super) fn recovering(user: &pb::User, cx: &Cx) -> Option<Instant> {
    instant(user.recovering_until_time.as_ref()).filter(|until| *until > cx.at.now)
}

pub(super) fn short_role(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Desk => "desk",
        Role::Doctor => "doctor",
        Role::Patient => "patient",
        Role::Unspecified => "-",
    }
}

/// "doctor waits", "admin and doctor wait".
pub(super) fn waiting(user: &pb::User) -> Option<String> {
    let roles: Vec<&str> = user.waiting_roles().map(short_role).collect();
    let verb = if roles.len() == 1 { "waits" } else { "wait" };
    (!roles.is_empty()).then(|| format!("{} {verb}", roles.join(" and ")))
}

/// The roles of an account, those it has and those that wait.
pub(super) fn roles(user: &pb::User) -> String {
    let waiting = waiting(user);
    if user.state() == UserState::Pending && waiting.is_none() {
        return format!("wants {}", short_role(user.requested_role()));
    }
    let held: Vec<&str> = user.roles().map(short_role).collect();
    match (held.is_empty(), waiting) {
        (true, None) => "none".to_owned(),
        (true, Some(waiting)) => waiting,
        (false, None) => held.join(" "),
        (false, Some(waiting)) => format!("{}, {waiting}", held.join(" ")),
    }
}

/// What to say when roles wait that were just given: for whom, and who can confirm them.
pub(super) fn who_confirms(user: &pb::User) -> Option<String> {
    let waiting = waiting(user)?;
    let them = if user.waiting_roles.len() == 1 { "it" } else { "them" };
    Some(format!(
        "{waiting} for somebody else: another administrator or a doctor confirms {them} (inbox, or Ctrl-K roles that \
         wait), or a code of the server's console."
    ))
}

/// All of it in sentences, the most urgent first.
pub(super) fn remarks(user: &pb::User, cx: &Cx) -> Vec<(String, Tone)> {
    let mut said = Vec::new();
    if let Some(until) = recovering(user, cx) {
        let until = cx.when(until);
        let line =
            format!("Reset; clinical text closed until {until}. v confirms that it is in the right hands.");
        said.push((line, Tone::Bad));
    }
    if let Some(waiting) = who_confirms(user) {
        said.push((format!("{} w shows what waits.", sentence(&waiting)), Tone::Warn));
    }
    if let Some(since) = instant(user.unconfirmed_time.as_ref()) {
        let since = cx.when(since);
        let line = format!(
            "Identity not confirmed: what is older than {since} is closed until a doctor confirms it."
        );
        said.push((line, Tone::Warn));
    }
    if user.email_clash {
        said.push(("Another account gives the same e-mail.".to_owned(), Tone::Warn));
    }
    if user.new {
        said.push((
            "New: signed up by itself; nobody of the clinic has confirmed it.".to_owned(),
            Tone::Accent,
        ));
    }
    said
}

/// The e-mail, and whether it signs in.
pub(super) fn email(user: &pb::User) -> String {
    match (user.email.is_empty(), user.email_confirmed) {
        (true, _) => String::new(),
        (false, true) => user.email.clone(),
        (false, false) => format!("{} (not confirmed: signs nobody in)", user.email),
    }
}
