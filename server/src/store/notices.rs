//! Inboxes. A notice is stored and pushed in the transaction of what it tells
//! of, so nobody hears of something that was undone.

use praxis_shared::{
    id::{NoticeId, UserId},
    time::to_micros,
};
use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{
    event::{Audience, Event},
    notice::{Notice, NoticeKind},
};

impl Tx<'_> {
    /// Puts a notice into somebody's inbox and pushes it to their terminals.
    pub fn notify(
        &self,
        user: UserId,
        kind: NoticeKind,
        text: &str,
        subject: String,
    ) -> Result<Notice, StoreError> {
        let created_at = self.now();
        let id = NoticeId::new(created_at);
        let notice = Notice { id, user, kind, text: text.to_owned(), subject, created_at, read: false };
        self.execute(
            "INSERT INTO notice (id, user, kind, text, subject, create_time)
             VALUES (:id, :user, :kind, :text, :subject, :time)",
            named_params! {
                ":id": id.bytes(), ":user": user.bytes(), ":kind": kind.code(), ":text": notice.text,
                ":subject": notice.subject, ":time": to_micros(created_at),
            },
        )?;
        self.emit(Event::Notice(Box::new(notice.clone())), &[Audience::User(user)])?;
        Ok(notice)
    }
}
