//! Inboxes: look into one's own, and mark what was read.

use praxis_shared::id::NoticeId;

use crate::{
    domain::{
        caller::Caller,
        event::{Audience, Event},
        notice::Notice,
    },
    store::{Error, Inbox, Tx},
};

/// The caller's inbox, newest first; and how much of it is unread in all.
///
/// # Errors
/// If the store fails.
pub fn list(
    tx: &Tx<'_>,
    caller: &Caller,
    unread_only: bool,
    before: Option<NoticeId>,
    limit: usize,
) -> Result<(Vec<Notice>, i64), Error> {
    tx.subject("notices", None);
    let found = tx.notices_of(&Inbox::of(caller), unread_only, before, limit)?;
    Ok((found, tx.unread_notices(&Inbox::of(caller))?))
}

/// Marks the caller's notices as read, up to and including one; the answer is how many are left unread.
///
/// # Errors
/// [`crate::domain::refusal::Refusal::NotFound`] if it is not in the caller's inbox.
pub fn mark_read(tx: &Tx<'_>, caller: &Caller, up_to: NoticeId) -> Result<i64, Error> {
    tx.subject(up_to, None);
    tx.notice(up_to)?.open(caller)?;
    let read = tx.read_notices(&Inbox::of(caller), up_to)?;
    let unread = tx.unread_notices(&Inbox::of(caller))?;
    if read > 0 {
        tx.emit(Event::NoticesRead { up_to, unread }, &[Audience::User(caller.user)])?;
    }
    Ok(unread)
}
