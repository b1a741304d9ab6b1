//! Chat: open a conversation, write, read on, mark for later. Who is away is asked of the
//! caller of [`send`], because it is known in memory only; all else is in the transaction.

use praxis_shared::{
    id::{ConversationId, UserId},
    time::Instant,
};

use super::contacts::{meant, reachable};
use crate::{
    domain::{
        caller::Caller,
        conversation::{
            Conversation, CursorMoved, DESK, Message, Parties, Progress, Seen, Side, Target, title,
        },
        event::{Audience, Event},
        notice::NoticeKind,
        patient::Identity,
        people::{Role, Roles},
        refusal::Refusal,
    },
    store::{ConversationPosition, Error, StoreError, Stretch, Tx},
};

/// The conversation with somebody, made if there is none.
///
/// # Errors
/// [`Refusal::NotAContact`], [`Refusal::PatientHasNoAccount`], [`Refusal::NotFound`].
pub fn open(tx: &Tx<'_>, caller: &Caller, target: Target, now: Instant) -> Result<Seen, Error> {
    let parties = meant(tx, caller, target)?;
    let members = reachable(tx, &parties)?;
    let id = match tx.conversation_between(&parties)? {
        Some(id) => id,
        None => {
            let id = ConversationId::new(now);
            let conversation = Conversation { id, parties, last_seq: 0, created_at: now, updated_at: None };
            tx.add_conversation(&conversation, &members)?;
            id
        }
    };
    tx.subject(id, parties.patient());
    get(tx, caller, id)
}

/// One conversation.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it.
pub fn get(tx: &Tx<'_>, caller: &Caller, id: ConversationId) -> Result<Seen, Error> {
    let (conversation, side) = enter(tx, caller, id)?;
    Ok(seen(tx, caller, conversation, side)?)
}

/// The conversation, and as what the caller takes part.
fn enter(tx: &Tx<'_>, caller: &Caller, id: ConversationId) -> Result<(Conversation, Side), Error> {
    tx.subject(id, None);
    let conversation = tx.conversation(id)?.open(caller)?;
    tx.subject(id, conversation.parties.patient());
    let side = conversation.parties.side(caller).ok_or(Refusal::NotFound)?;
    Ok((conversation, side))
}

fn seen(tx: &Tx<'_>, caller: &Caller, conversation: Conversation, side: Side) -> Result<Seen, StoreError> {
    let members = tx.members(conversation.id)?;
    let since = open_since(caller, side);
    let last = tx.message(conversation.id, conversation.last_seq)?;
    Ok(Seen {
        title: title(side, caller.user, &conversation.parties, &members),
        members,
        unconfirmed: match conversation.parties.patient().filter(|_| side != Side::Patient) {
            Some(patient) => tx.identity_of(patient)? == Identity::Unconfirmed,
            None => false,
        },
        last: last.filter(|it| since.is_none_or(|since| it.time >= since)),
        unread: match since {
            None => tx.unread(conversation.id, caller.user)?,
            Some(since) => tx.unread_since(conversation.id, caller.user, since)?,
        },
        conversation,
    })
}

/// From when on messages are open to the caller; `None`: all.
fn open_since(caller: &Caller, side: Side) -> Option<Instant> {
    caller.doubt.unconfirmed_since.filter(|_| side == Side::Patient)
}

/// The caller's conversations with messages: latest first, or only those with unread messages and the
/// longest waiting first. With each its place in the list; and what is unread in all.
///
/// # Errors
/// If the store fails.
pub fn list(
    tx: &Tx<'_>,
    caller: &Caller,
    unread_only: bool,
    after: Option<ConversationPosition>,
    limit: usize,
) -> Result<(Vec<(ConversationPosition, Seen)>, i64), Error> {
    tx.subject("conversations", None);
    let found = if unread_only {
        tx.unread_conversations_of(caller.user, caller.talks_as(), after, limit)?
    } else {
        tx.conversations_of(caller.user, caller.talks_as(), after, limit)?
    };
    let mut rows = Vec::with_capacity(found.len());
    for (time, conversation) in found {
        // the role that opened it may have moved to another person, such as a doctor's own
        let Some(side) = conversation.parties.side(caller) else { continue };
        let seen = seen(tx, caller, conversation, side)?;
        let closed = open_since(caller, side).is_some() && seen.last.is_none();
        if !closed {
            rows.push(((time, seen.conversation.id), seen));
        }
    }
    let unread = match caller.doubt.unconfirmed_since {
        None => tx.total_unread(caller.user, caller.talks_as())?,
        // an account in doubt has few conversations that are open to it
        Some(_) => rows.iter().map(|(_, seen)| seen.unread).sum(),
    };
    Ok((rows, unread))
}

/// A stretch of a conversation, ascending.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it.
pub fn messages(
    tx: &Tx<'_>,
    caller: &Caller,
    id: ConversationId,
    stretch: Stretch,
    limit: usize,
) -> Result<Vec<Message>, Error> {
    let (_, side) = enter(tx, caller, id)?;
    Ok(tx.messages(id, stretch, open_since(caller, side), limit)?)
}

/// Something to say.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Where.
    pub conversation: ConversationId,
    /// The text, checked.
    pub body: String,
    /// The id with which it is sent.
    pub request_id: String,
}

/// Writes a message. Whoever is away finds a notice in their inbox, one for each conversation.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it, [`Refusal::NotAContact`] and
/// [`Refusal::PatientHasNoAccount`] if nobody would read it, [`Refusal::RequestIdReused`].
pub fn send(
    tx: &Tx<'_>,
    caller: &Caller,
    draft: &Draft,
    is_away: &dyn Fn(UserId) -> bool,
    now: Instant,
) -> Result<Message, Error> {
    let (conversation, side) = enter(tx, caller, draft.conversation)?;
    if let Some(before) = tx.message_by_request(caller.user, &draft.request_id)? {
        // replayed answers are forgotten after a day, messages never
        let same = before.conversation == draft.conversation && before.body == draft.body;
        return if same { Ok(before) } else { Err(Refusal::RequestIdReused.into()) };
    }
    reachable(tx, &conversation.parties)?;
    let author = tx.user(caller.user)?.for_the_clinic()?;
    let message = Message {
        conversation: conversation.id,
        seq: conversation.last_seq + 1,
        author: caller.user,
        author_name: author.display_name(),
        body: draft.body.clone(),
        time: now,
        request_id: draft.request_id.clone(),
    };
    let before = tx.progress(conversation.id, caller.user)?.unwrap_or_default();
    let was_unread = tx.unread(conversation.id, caller.user)? > 0;
    tx.add_message(&conversation, &message)?;
    let conversation = Conversation { last_seq: message.seq, updated_at: Some(now), ..conversation };
    let progress = tx.progress(conversation.id, caller.user)?.unwrap_or_default().wrote(message.seq);
    let unread = tx.save_progress(&conversation, caller.user, side, progress, true)?;
    let audiences = tx.audiences_of(&conversation)?;
    tx.emit(Event::Message(Box::new(message.clone())), &audiences)?;
    if was_unread || before.read < message.seq - 1 {
        // who answers has read: where that is news, it is told; else the message itself tells it
        tell_moved(tx, &conversation, caller.user, unread, &audiences)?;
        forget_notice(tx, &conversation, caller.user)?;
    }
    leave_notices(tx, &conversation, side, &message, &audiences, is_away)?;
    Ok(message)
}

/// For those who are away; the desk is away when nobody of it is there.
fn leave_notices(
    tx: &Tx<'_>,
    conversation: &Conversation,
    side: Side,
    message: &Message,
    audiences: &[Audience],
    is_away: &dyn Fn(UserId) -> bool,
) -> Result<(), Error> {
    let mut readers: Vec<(UserId, Roles)> = audiences
        .iter()
        .filter_map(|it| match *it {
            Audience::As(user, roles) => Some((user, roles)),
            Audience::User(_) | Audience::Role(_) | Audience::Everyone => None,
        })
        .collect();
    let text = match (conversation.parties, side) {
        (Parties::PatientDesk { .. }, Side::Patient) => {
            readers = tx.clerks()?.into_iter().map(|clerk| (clerk, Role::Desk.alone())).collect();
            if !readers.iter().all(|&(clerk, _)| is_away(clerk)) {
                return Ok(());
            }
            format!("{} wrote to the front desk.", message.author_name)
        }
        (Parties::PatientDesk { .. }, _) => format!("{DESK} wrote to you."),
        _ => format!("{} wrote to you.", message.author_name),
    };
    let subject = conversation.id.to_string();
    for (user, roles) in readers.into_iter().filter(|&(user, _)| user != message.author && is_away(user)) {
        if tx.unread_notice_of_messages(user, &subject)?.is_none() {
            tx.notify((user, roles), NoticeKind::Message, &text, subject.clone())?;
        }
    }
    Ok(())
}

/// Who has read the conversation need not be told that somebody wrote there.
fn forget_notice(tx: &Tx<'_>, conversation: &Conversation, user: UserId) -> Result<(), Error> {
    let subject = conversation.id.to_string();
    if let Some(notice) = tx.unread_notice_of_messages(user, &subject)? {
        tx.read_notice(notice)?;
    }
    Ok(())
}

fn tell_moved(
    tx: &Tx<'_>,
    conversation: &Conversation,
    user: UserId,
    unread: i64,
    audiences: &[Audience],
) -> Result<(), Error> {
    if let Some(member) = tx.member(conversation.id, user)? {
        // one of the desk who only received moves for their own terminals alone
        let own = [Audience::As(user, Role::Desk.alone())];
        let audiences = if member.takes_part { audiences } else { &own };
        let moved = CursorMoved { conversation: conversation.id, member, unread };
        tx.emit(Event::CursorMoved(Box::new(moved)), audiences)?;
    }
    Ok(())
}

/// Moves the caller's cursors forward.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it, [`Refusal::Invalid`] for numbers of no message.
pub fn advance(
    tx: &Tx<'_>,
    caller: &Caller,
    id: ConversationId,
    delivered: i64,
    read: i64,
) -> Result<Seen, Error> {
    let (conversation, side) = enter(tx, caller, id)?;
    let before = own_progress(tx, &conversation, caller)?;
    let after = before.advance(delivered, read, conversation.last_seq)?;
    if after != before {
        let unread = tx.save_progress(&conversation, caller.user, side, after, read > 0)?;
        let news = (after.delivered, after.read) != (before.delivered, before.read);
        // a mark that went is nobody else's business
        let audiences = if news {
            tx.audiences_of(&conversation)?
        } else {
            vec![Audience::As(caller.user, side.roles())]
        };
        tell_moved(tx, &conversation, caller.user, unread, &audiences)?;
    }
    let seen = seen(tx, caller, conversation, side)?;
    if read > 0 && seen.unread == 0 {
        forget_notice(tx, &seen.conversation, caller.user)?;
    }
    Ok(seen)
}

/// A clerk without a row takes part from now on: what was written before is not news.
fn own_progress(tx: &Tx<'_>, conversation: &Conversation, caller: &Caller) -> Result<Progress, StoreError> {
    let found = tx.progress(conversation.id, caller.user)?;
    Ok(found.unwrap_or(Progress { since: conversation.last_seq, ..Progress::default() }))
}

/// Shows the conversation as unread from a message on (0: the newest of others), to the caller only.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it, [`Refusal::Invalid`] for the number of no message,
/// [`Refusal::WrongState`] if nobody else wrote anything from there on.
pub fn mark_unread(tx: &Tx<'_>, caller: &Caller, id: ConversationId, from: i64) -> Result<Seen, Error> {
    let (conversation, side) = enter(tx, caller, id)?;
    if !(0..=conversation.last_seq).contains(&from) {
        let allowed = format!("must be 0 or a message's number: 1 to {}", conversation.last_seq);
        return Err(Refusal::field("from_seq", allowed).into());
    }
    let newest = tx
        .newest_of_others(id, caller.user, from)?
        .ok_or_else(|| Refusal::WrongState("nobody else wrote here from this message on".into()))?;
    let before = own_progress(tx, &conversation, caller)?;
    let after = before.mark_from(if from == 0 { newest } else { from });
    if after != before {
        let unread = tx.save_progress(&conversation, caller.user, side, after, false)?;
        tell_moved(tx, &conversation, caller.user, unread, &[Audience::As(caller.user, side.roles())])?;
    }
    Ok(seen(tx, caller, conversation, side)?)
}

/// Those who are told that the caller types.
///
/// # Errors
/// [`Refusal::NotFound`] if the caller takes no part in it.
pub fn others(tx: &Tx<'_>, caller: &Caller, id: ConversationId) -> Result<Vec<Audience>, Error> {
    let (conversation, _) = enter(tx, caller, id)?;
    let mut audiences = tx.audiences_of(&conversation)?;
    audiences.retain(|it| !matches!(it, Audience::As(user, _) if *user == caller.user));
    Ok(audiences)
}

#[cfg(test)]
mod tests;
