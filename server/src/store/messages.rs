//! What people wrote to each other. A message is added together with everything that it
//! changes for the members: order of lists, unread counts, the author's cursors.

use praxis_shared::{
    id::{ConversationId, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, params};

use super::{StoreError, Tx, id, instant, seal};
use crate::domain::{
    conversation::{Conversation, Message, Parties},
    people::display_name,
};

const MESSAGE: &str = "SELECT message.*, first_name, last_name FROM message
    CROSS JOIN user ON user.id = message.author";

pub(super) const DESK_JOINS: &str =
    "INSERT INTO conversation_member (conversation, user, side, joined, delivered_seq, read_seq,
    since_seq, unread)
    SELECT ?1, id, 2, 0, 0, 0, ?2 - 1, 0 FROM user WHERE roles & 2 <> 0
    ON CONFLICT (conversation, user) DO NOTHING";

fn read_message(row: &Row<'_>) -> Result<Message, StoreError> {
    seal::MESSAGE.check(row)?;
    let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
    Ok(Message {
        conversation: id(row, "conversation")?,
        seq: row.get("seq")?,
        author: id(row, "author")?,
        author_name: display_name(&first, &last),
        body: row.get("body")?,
        time: instant(row, "time")?,
        request_id: row.get("request_id")?,
    })
}

/// Which messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The newest of those with a lower number.
    Before(i64),
    /// The oldest of those with a higher number.
    After(i64),
}

impl Tx<'_> {
    /// Stores the next message, and makes it unread for everybody but its author.
    ///
    /// # Errors
    /// If the database fails, or its number is not the next one.
    pub fn add_message(&self, conversation: &Conversation, message: &Message) -> Result<(), StoreError> {
        let place = conversation.id.bytes();
        let time = to_micros(message.time);
        let numbered = self.execute(
            "UPDATE conversation SET last_seq = ?2, update_time = ?3 WHERE id = ?1 AND last_seq = ?2 - 1",
            params![place, message.seq, time],
        )?;
        if numbered != 1 {
            return Err(StoreError::Conflict("conversation"));
        }
        self.insert_message(message)?;
        if let Parties::PatientDesk { .. } = conversation.parties {
            // whoever is at the desk by now takes part from this message on
            self.execute(DESK_JOINS, params![place, message.seq])?;
        }
        self.execute(
            "UPDATE conversation_member
             SET unread = unread + 1, unread_since = coalesce(unread_since, ?3), update_time = ?3
             WHERE conversation = ?1 AND user <> ?2",
            params![place, message.author.bytes(), time],
        )?;
        Ok(())
    }

    /// Stores a message and nothing of what it changes for the members.
    ///
    /// # Errors
    /// If the database fails, or its number is taken.
    pub fn insert_message(&self, message: &Message) -> Result<(), StoreError> {
        let (place, author) = (message.conversation.bytes(), message.author.bytes());
        let time = to_micros(message.time);
        let seal = seal::MESSAGE.over(&[
            &place,
            &message.seq,
            &author,
            &message.request_id,
            &message.body,
            &time,
        ])?;
        self.execute(
            "INSERT INTO message (conversation, seq, author, request_id, body, time, seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![place, message.seq, author, message.request_id, message.body, time, seal],
        )?;
        Ok(())
    }

    /// What somebody sent under this id, if anything.
    ///
    /// # Errors
    /// If the database fails.
    pub fn message_by_request(
        &self,
        author: UserId,
        request_id: &str,
    ) -> Result<Option<Message>, StoreError> {
        self.one(
            &format!("{MESSAGE} WHERE message.author = ?1 AND message.request_id = ?2"),
            params![author.bytes(), request_id],
            read_message,
        )
    }

    /// One message.
    ///
    /// # Errors
    /// If the database fails.
    pub fn message(&self, conversation: ConversationId, seq: i64) -> Result<Option<Message>, StoreError> {
        self.one(
            &format!("{MESSAGE} WHERE message.conversation = ?1 AND message.seq = ?2"),
            params![conversation.bytes(), seq],
            read_message,
        )
    }

    /// A stretch of a conversation, of what was written from a time on if one is given: ascending, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn messages(
        &self,
        conversation: ConversationId,
        stretch: Stretch,
        since: Option<Instant>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let (range, order, from) = match stretch {
            Stretch::Before(seq) => ("message.seq < ?2", "DESC", seq),
            Stretch::After(seq) => ("message.seq > ?2", "ASC", seq),
        };
        let mut found = self.all(
            &format!(
                "{MESSAGE} WHERE message.conversation = ?1 AND {range} AND message.time >= ?4 ORDER BY message.seq {order} LIMIT ?3"
            ),
            params![conversation.bytes(), from, limit as i64, since.map_or(i64::MIN, to_micros)],
            read_message,
        )?;
        if let Stretch::Before(_) = stretch {
            found.reverse();
        }
        Ok(found)
    }

    /// The newest message that somebody else wrote, from `seq` on.
    ///
    /// # Errors
    /// If the database fails.
    pub fn newest_of_others(
        &self,
        conversation: ConversationId,
        me: UserId,
        from: i64,
    ) -> Result<Option<i64>, StoreError> {
        self.one(
            "SELECT seq FROM message WHERE conversation = ?1 AND seq >= ?3 AND author <> ?2
             ORDER BY seq DESC LIMIT 1",
            params![conversation.bytes(), me.bytes(), from],
            |row| Ok(row.get(0)?),
        )
    }
}
