//! Inboxes. A notice is stored and pushed in the transaction of what it tells
//! of, so nobody hears of something that was undone.

use praxis_shared::{
    id::{NoticeId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, params};

use super::{
    Guarded, StoreError, Tx, id, instant,
    retention::{Kind, lowest_id},
};
use crate::domain::{
    caller::Caller,
    event::Event,
    notice::{Notice, NoticeKind},
    people::Roles,
};

/// The kind is written out: the index holds no other.
pub(super) const UNREAD_OF_MESSAGES: &str =
    "SELECT * FROM notice WHERE user = ?1 AND subject = ?2 AND read_time IS NULL AND kind = 'message'";

/// The part of somebody's inbox that is open to them now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inbox {
    /// Whose.
    pub user: UserId,
    /// What is told in other roles than these is closed.
    pub roles: Roles,
    /// What is told to the patient is open from then on; `None`: all of it.
    pub as_patient_since: Option<Instant>,
}

impl Inbox {
    /// What is open to a caller.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        Self { user: caller.user, roles: caller.named(), as_patient_since: caller.doubt.unconfirmed_since }
    }
}

impl Tx<'_> {
    /// Puts a notice into somebody's inbox, for them in one of these roles (none: for the account itself), and pushes it to
    /// their terminals.
    pub fn notify(
        &self,
        to: (UserId, Roles),
        kind: NoticeKind,
        text: &str,
        subject: String,
    ) -> Result<Notice, StoreError> {
        let created_at = self.now();
        let id = NoticeId::new(created_at);
        let (user, roles) = to;
        let text = text.to_owned();
        let notice = Notice { id, user, roles, joined: 1, kind, text, subject, created_at, read: false };
        self.execute(
            "INSERT INTO notice (id, user, kind, text, subject, create_time, roles) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id.bytes(),
                user.bytes(),
                kind.code(),
                notice.text,
                notice.subject,
                to_micros(created_at),
                roles.bits(),
            ],
        )?;
        self.came(Kind::Notice);
        self.emit(Event::Notice(Box::new(notice.clone())), &[notice.audience()])?;
        Ok(notice)
    }

    /// One notice.
    pub fn notice(&self, notice: NoticeId) -> Result<Guarded<Notice>, StoreError> {
        Ok(Guarded::new(self.one("SELECT * FROM notice WHERE id = ?1", [notice.bytes()], read_notice)?))
    }

    /// The part of an inbox that is open, newest first, before the notice given.
    pub fn notices_of(
        &self,
        inbox: &Inbox,
        unread_only: bool,
        before: Option<NoticeId>,
        limit: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        let before = before.map_or([255; 16], NoticeId::bytes);
        let params = params![
            inbox.user.bytes(),
            before,
            limit as i64,
            inbox.roles.bits(),
            inbox.as_patient_since.map_or(i64::MIN, to_micros),
        ];
        // what is told to the patient alone is open from a time on
        if unread_only {
            let sql = "SELECT * FROM notice WHERE user = ?1 AND unread = 1 AND id < ?2
                 AND (roles = 0 OR roles & ?4 <> 0) AND (roles <> 8 OR create_time >= ?5) ORDER BY id DESC LIMIT ?3";
            return self.all(sql, params, read_notice);
        }
        // the index holds what was read and what was not one after the other: they are met in order
        let sql = "SELECT * FROM notice WHERE user = ?1 AND unread = 1 AND id < ?2
                 AND (roles = 0 OR roles & ?4 <> 0) AND (roles <> 8 OR create_time >= ?5)
             UNION ALL SELECT * FROM notice WHERE user = ?1 AND unread = 0 AND id < ?2
                 AND (roles = 0 OR roles & ?4 <> 0) AND (roles <> 8 OR create_time >= ?5)
             ORDER BY id DESC LIMIT ?3";
        self.all(sql, params, read_notice)
    }

    /// How many notices of the open part nobody read.
    pub fn unread_notices(&self, inbox: &Inbox) -> Result<i64, StoreError> {
        let (user, roles) = (inbox.user.bytes(), inbox.roles.bits());
        let count = match inbox.as_patient_since {
            None => self.one(
                "SELECT count(*) FROM notice WHERE user = ?1 AND unread = 1 AND (roles = 0 OR roles & ?2 <> 0)",
                params![user, roles],
                |row| Ok(row.get(0)?),
            )?,
            Some(since) => self.one(
                "SELECT count(*) FROM notice WHERE user = ?1 AND unread = 1 AND (roles = 0 OR roles & ?2 <> 0)
                     AND (roles <> 8 OR create_time >= ?3)",
                params![user, roles, to_micros(since)],
                |row| Ok(row.get(0)?),
            )?,
        };
        Ok(count.unwrap_or(0))
    }

    /// Marks the notices of the open part as read, up to and including one; the answer is how many that were.
    pub fn read_notices(&self, inbox: &Inbox, up_to: NoticeId) -> Result<usize, StoreError> {
        self.execute(
            "UPDATE notice SET read_time = ?3 WHERE user = ?1 AND unread = 1 AND id <= ?2
                 AND (roles = 0 OR roles & ?4 <> 0) AND (roles <> 8 OR create_time >= ?5)",
            params![
                inbox.user.bytes(),
                up_to.bytes(),
                to_micros(self.now()),
                inbox.roles.bits(),
                inbox.as_patient_since.map_or(i64::MIN, to_micros),
            ],
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

    /// The newest unread notice of sign-ups that somebody has.
    pub fn unread_notice_of_approvals(&self, user: UserId) -> Result<Option<Notice>, StoreError> {
        let sql = "SELECT * FROM notice WHERE user = ?1 AND read_time IS NULL AND kind = 'approval_wanted'
             ORDER BY id DESC LIMIT 1";
        self.one(sql, [user.bytes()], read_notice)
    }

    /// The newest unread notice of one thing that somebody was told since a time, in these roles.
    pub fn unread_notice_since(
        &self,
        to: (UserId, Roles),
        subject: &str,
        since: Instant,
    ) -> Result<Option<Notice>, StoreError> {
        let sql =
            "SELECT * FROM notice WHERE user = ?1 AND unread = 1 AND id >= ?2 AND roles = ?3 AND subject = ?4
             ORDER BY id DESC LIMIT 1";
        let (user, roles) = to;
        self.one(sql, params![user.bytes(), lowest_id(since), roles.bits(), subject], read_notice)
    }

    /// Lets something more join a notice that nobody read: it says the newest of it from now on, and is pushed again.
    pub fn join_notice(
        &self,
        before: Notice,
        kind: NoticeKind,
        text: String,
        subject: String,
    ) -> Result<(), StoreError> {
        let notice = Notice { kind, text, subject, joined: before.joined + 1, ..before };
        self.execute(
            "UPDATE notice SET kind = ?2, text = ?3, subject = ?4, joined = ?5 WHERE id = ?1",
            params![notice.id.bytes(), kind.code(), notice.text, notice.subject, notice.joined],
        )?;
        let audience = [notice.audience()];
        self.emit(Event::Notice(Box::new(notice)), &audience)
    }

    /// Marks one notice as read and tells its owner's terminals.
    pub fn read_notice(&self, notice: Notice) -> Result<(), StoreError> {
        self.execute(
            "UPDATE notice SET read_time = ?2 WHERE id = ?1 AND read_time IS NULL",
            params![notice.id.bytes(), to_micros(self.now())],
        )?;
        let audience = [notice.audience()];
        self.emit(Event::Notice(Box::new(Notice { read: true, ..notice })), &audience)
    }
}

fn read_notice(row: &Row<'_>) -> Result<Notice, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(Notice {
        roles: Roles::from_bits(row.get("roles")?),
        joined: row.get("joined")?,
        id: id(row, "id")?,
        user: id(row, "user")?,
        kind: NoticeKind::from_code(&kind).ok_or_else(|| StoreError::unreadable("kind of notice", kind))?,
        text: row.get("text")?,
        subject: row.get("subject")?,
        created_at: instant(row, "create_time")?,
        read: row.get::<_, Option<i64>>("read_time")?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use praxis_shared::time::from_micros;
    use rusqlite::Connection;

    use super::*;
    use crate::store::{Trail, migrate};

    fn inbox(user: UserId) -> Inbox {
        Inbox { user, roles: Roles::ALL, as_patient_since: None }
    }

    #[test]
    fn an_inbox_is_listed_newest_first_whether_read_or_not_page_by_page() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate::to_newest(&mut conn).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let tx = Tx::new(&conn, from_micros(1_900_000_000_000_000).unwrap(), Trail::default());
        let (user, other) = (UserId::new(tx.now()), UserId::new(tx.now()));
        let mut told = Vec::new();
        for number in 0..40 {
            tx.notify((other, Roles::NONE), NoticeKind::VisitApproved, "not theirs", String::new()).unwrap();
            let notice = tx
                .notify((user, Roles::NONE), NoticeKind::VisitApproved, &number.to_string(), String::new())
                .unwrap();
            if number % 3 == 0 {
                tx.read_notice(notice.clone()).unwrap();
            }
            told.push((notice.id, number % 3 == 0));
        }
        told.sort_unstable_by(|one, next| next.cmp(one));
        for unread_only in [false, true] {
            let (mut listed, mut before) = (Vec::new(), None);
            loop {
                let page = tx.notices_of(&inbox(user), unread_only, before, 7).unwrap();
                listed.extend(page.iter().map(|it| (it.id, it.read)));
                before = page.last().map(|it| it.id);
                if page.len() < 7 {
                    break;
                }
            }
            let wanted: Vec<_> = told.iter().copied().filter(|it| !unread_only || !it.1).collect();
            assert_eq!(listed, wanted);
        }
        assert_eq!(tx.unread_notices(&inbox(user)).unwrap(), 26);
        // all but the newest nine
        let tenth = told[9].0;
        let unread_up_to = told[9..].iter().filter(|it| !it.1).count();
        assert_eq!(tx.read_notices(&inbox(user), tenth).unwrap(), unread_up_to);
        assert_eq!(tx.unread_notices(&inbox(user)).unwrap(), 26 - i64::try_from(unread_up_to).unwrap());
        assert_eq!(tx.unread_notices(&inbox(other)).unwrap(), 40);
    }
}
