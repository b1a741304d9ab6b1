//! Inboxes. A notice is stored and pushed in the transaction of what it tells
//! of, so nobody hears of something that was undone.

use praxis_shared::{
    id::{NoticeId, UserId},
    time::to_micros,
};
use rusqlite::{Row, named_params, params};

use super::{Guarded, StoreError, Tx, id, instant, retention::Kind};
use crate::domain::{
    event::{Audience, Event},
    notice::{Notice, NoticeKind},
};

/// The kind is written out: the index holds no other.
pub(super) const UNREAD_OF_MESSAGES: &str =
    "SELECT * FROM notice WHERE user = ?1 AND subject = ?2 AND read_time IS NULL AND kind = 'message'";

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
        self.came(Kind::Notice);
        self.emit(Event::Notice(Box::new(notice.clone())), &[Audience::User(user)])?;
        Ok(notice)
    }

    /// One notice.
    pub fn notice(&self, notice: NoticeId) -> Result<Guarded<Notice>, StoreError> {
        Ok(Guarded::new(self.one("SELECT * FROM notice WHERE id = ?1", [notice.bytes()], read_notice)?))
    }

    /// Somebody's inbox, newest first, before the notice given.
    pub fn notices_of(
        &self,
        user: UserId,
        unread_only: bool,
        before: Option<NoticeId>,
        limit: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        let unread = if unread_only { "AND read_time IS NULL" } else { "" };
        let before = before.map_or([255; 16], NoticeId::bytes);
        self.all(
            &format!("SELECT * FROM notice WHERE user = ?1 {unread} AND id < ?2 ORDER BY id DESC LIMIT ?3"),
            params![user.bytes(), before, limit as i64],
            read_notice,
        )
    }

    /// How many notices somebody did not read.
    pub fn unread_notices(&self, user: UserId) -> Result<i64, StoreError> {
        let count = self.one(
            "SELECT count(*) FROM notice WHERE user = ?1 AND read_time IS NULL",
            [user.bytes()],
            |row| Ok(row.get(0)?),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// Marks somebody's notices as read, up to and including one; the answer is how many that were.
    pub fn read_notices(&self, user: UserId, up_to: NoticeId) -> Result<usize, StoreError> {
        self.execute(
            "UPDATE notice SET read_time = ?3 WHERE user = ?1 AND id <= ?2 AND read_time IS NULL",
            params![user.bytes(), up_to.bytes(), to_micros(self.now())],
        )
    }

    /// The unread notice that somebody wrote in that conversation, if there is one.
    pub fn unread_notice_of_messages(
        &self,
        user: UserId,
        conversation: &str,
    ) -> Result<Option<Notice>, StoreError> {
        self.one(UNREAD_OF_MESSAGES, params![user.bytes(), conversation], read_notice)
    }

    /// Marks one notice as read and tells its owner's terminals.
    pub fn read_notice(&self, notice: Notice) -> Result<(), StoreError> {
        self.execute(
            "UPDATE notice SET read_time = ?2 WHERE id = ?1 AND read_time IS NULL",
            params![notice.id.bytes(), to_micros(self.now())],
        )?;
        let audience = [Audience::User(notice.user)];
        self.emit(Event::Notice(Box::new(Notice { read: true, ..notice })), &audience)
    }
}

fn read_notice(row: &Row<'_>) -> Result<Notice, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(Notice {
        id: id(row, "id")?,
        user: id(row, "user")?,
        kind: NoticeKind::from_code(&kind).ok_or_else(|| StoreError::unreadable("kind of notice", kind))?,
        text: row.get("text")?,
        subject: row.get("subject")?,
        created_at: instant(row, "create_time")?,
        read: row.get::<_, Option<i64>>("read_time")?.is_some(),
    })
}
