//! Conversations and how far their members got. What is unread is kept with each member,
//! written in the transaction that changes it, so that a badge costs no counting.

use praxis_shared::{
    id::{ConversationId, Id, UserId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, named_params, params};

use super::{Guarded, StoreError, Tx, id, instant, instant_maybe};
use crate::domain::{
    conversation::{Conversation, Member, Parties, Progress, Side},
    event::Audience,
    people::{Role, Roles, display_name},
};

/// The side of clerks as it is stored.
const AT_DESK: u8 = 2;

/// Who talks, as the one key that nobody else has.
fn key(parties: &Parties) -> Vec<u8> {
    match parties {
        Parties::PatientDoctor { patient, doctor } => {
            [b"pd".as_slice(), &patient.bytes(), &doctor.bytes()].concat()
        }
        Parties::PatientDesk { patient } => [b"pk".as_slice(), &patient.bytes()].concat(),
        Parties::Staff(low, high) => [b"ss".as_slice(), &low.bytes(), &high.bytes()].concat(),
    }
}

fn parties(key: &[u8]) -> Option<Parties> {
    fn part<K>(key: &[u8], at: usize) -> Option<Id<K>> {
        Some(Id::from_bytes(key.get(at..at + 16)?.try_into().ok()?))
    }
    match key.get(..2)? {
        b"pd" => Some(Parties::PatientDoctor { patient: part(key, 2)?, doctor: part(key, 18)? }),
        b"pk" => Some(Parties::PatientDesk { patient: part(key, 2)? }),
        b"ss" => Some(Parties::Staff(part(key, 2)?, part(key, 18)?)),
        _ => None,
    }
}

fn read_conversation(row: &Row<'_>) -> Result<Conversation, StoreError> {
    let key: Vec<u8> = row.get("parties")?;
    Ok(Conversation {
        id: id(row, "id")?,
        parties: parties(&key)
            .ok_or_else(|| StoreError::unreadable("parties", "not the key of any parties"))?,
        last_seq: row.get("last_seq")?,
        created_at: instant(row, "create_time")?,
        updated_at: instant_maybe(row, "update_time")?,
    })
}

const MEMBER: &str = "SELECT member.*, first_name, last_name
    FROM conversation_member AS member CROSS JOIN user ON user.id = member.user";

fn read_member(row: &Row<'_>) -> Result<Member, StoreError> {
    let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
    Ok(Member {
        user: id(row, "user")?,
        display_name: display_name(&first, &last),
        delivered: row.get("delivered_seq")?,
        read: row.get("read_seq")?,
        at_desk: row.get::<_, u8>("side")? == AT_DESK,
        takes_part: row.get("joined")?,
    })
}

fn read_progress(row: &Row<'_>) -> Result<Progress, StoreError> {
    Ok(Progress {
        delivered: row.get("delivered_seq")?,
        read: row.get("read_seq")?,
        unread_from: row.get("unread_from")?,
        since: row.get("since_seq")?,
    })
}

const OTHERS_BETWEEN: &str =
    "SELECT count(*) FROM message WHERE conversation = ?1 AND seq > ?2 AND seq <= ?3 AND author <> ?4";
const FIRST_OF_OTHERS: &str = "SELECT time FROM message WHERE conversation = ?1 AND seq > ?2 AND author <> ?3
    ORDER BY seq LIMIT 1";
const TOTAL_UNREAD: &str = "SELECT coalesce(sum(unread), 0) FROM conversation_member
    WHERE user = ?1 AND unread_since IS NOT NULL AND side & ?2 <> 0";
const LATEST: &str = "SELECT conversation.* FROM conversation_member AS mine
    CROSS JOIN conversation ON conversation.id = mine.conversation
    WHERE mine.user = ?1 AND mine.update_time IS NOT NULL
    AND (mine.update_time, mine.conversation) < (?2, ?3) AND mine.side & ?4 <> 0
    ORDER BY mine.update_time DESC, mine.conversation DESC LIMIT ?5";
const LATEST_OF_DESK: &str =
    "SELECT * FROM conversation WHERE desk_for IS NOT NULL AND update_time IS NOT NULL
    AND (update_time, id) < (?1, ?2)
    ORDER BY update_time DESC, id DESC LIMIT ?3";
const LONGEST_UNREAD: &str = "SELECT conversation.*, mine.unread_since FROM conversation_member AS mine
    CROSS JOIN conversation ON conversation.id = mine.conversation
    WHERE mine.user = ?1 AND mine.unread_since IS NOT NULL
    AND (mine.unread_since, mine.conversation) > (?2, ?3) AND mine.side & ?4 <> 0
    ORDER BY mine.unread_since, mine.conversation LIMIT ?5";
// + keeps the many accounts of one state out of it: the few at the desk have an index of their own
const CLERKS: &str = "SELECT id FROM user WHERE roles & 2 <> 0 AND +state = 1";

/// A place in a list of conversations: the time it is ordered by, and the conversation.
pub type ConversationPosition = (Instant, ConversationId);

impl Tx<'_> {
    /// One conversation.
    ///
    /// # Errors
    /// If the database fails.
    pub fn conversation(&self, conversation: ConversationId) -> Result<Guarded<Conversation>, StoreError> {
        let found =
            self.one("SELECT * FROM conversation WHERE id = ?1", [conversation.bytes()], read_conversation)?;
        Ok(Guarded::new(found))
    }

    /// The conversation between these, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn conversation_between(&self, parties: &Parties) -> Result<Option<ConversationId>, StoreError> {
        self.one("SELECT id FROM conversation WHERE parties = ?1", [key(parties)], |row| id(row, "id"))
    }

    /// Stores a new conversation with those who take part as persons; clerks come in as they are needed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_conversation(
        &self,
        conversation: &Conversation,
        members: &[(UserId, Side)],
    ) -> Result<(), StoreError> {
        let desk_for = match conversation.parties {
            Parties::PatientDesk { patient } => Some(patient.bytes()),
            Parties::PatientDoctor { .. } | Parties::Staff(..) => None,
        };
        self.execute(
            "INSERT INTO conversation (id, parties, desk_for, last_seq, create_time) VALUES (?1, ?2, ?3, 0, ?4)",
            params![
                conversation.id.bytes(),
                key(&conversation.parties),
                desk_for,
                to_micros(conversation.created_at)
            ],
        )?;
        for (user, side) in members {
            self.save_progress(conversation, *user, *side, Progress::default(), true)?;
        }
        Ok(())
    }

    /// How far a member got; none for a clerk who has nothing here yet.
    ///
    /// # Errors
    /// If the database fails.
    pub fn progress(
        &self,
        conversation: ConversationId,
        user: UserId,
    ) -> Result<Option<Progress>, StoreError> {
        self.one(
            "SELECT * FROM conversation_member WHERE conversation = ?1 AND user = ?2",
            params![conversation.bytes(), user.bytes()],
            read_progress,
        )
    }

    /// Stores how far a member got, and counts what is unread; the answer is that count.
    ///
    /// # Errors
    /// If the database fails, or a cursor would go back.
    pub fn save_progress(
        &self,
        conversation: &Conversation,
        user: UserId,
        side: Side,
        progress: Progress,
        joins: bool,
    ) -> Result<i64, StoreError> {
        let (unread, since) = self.left_unread(conversation, user, progress)?;
        self.execute(
            "INSERT INTO conversation_member (conversation, user, side, joined, delivered_seq, read_seq, since_seq,
                 unread_from, unread, unread_since, update_time)
             VALUES (:conversation, :user, :side, :joined, :delivered, :read, :since_seq,
                 :unread_from, :unread, :unread_since, :update_time)
             ON CONFLICT (conversation, user) DO UPDATE SET
                 joined = max(joined, excluded.joined), delivered_seq = excluded.delivered_seq,
                 read_seq = excluded.read_seq, unread_from = excluded.unread_from, unread = excluded.unread,
                 unread_since = excluded.unread_since, update_time = excluded.update_time",
            named_params! {
                ":conversation": conversation.id.bytes(),
                ":user": user.bytes(),
                ":side": side.roles().bits(),
                ":joined": joins,
                ":delivered": progress.delivered,
                ":read": progress.read,
                ":since_seq": progress.since,
                ":unread_from": progress.unread_from,
                ":unread": unread,
                ":unread_since": since,
                ":update_time": conversation.updated_at.map(to_micros),
            },
        )?;
        Ok(unread)
    }

    /// How much a member has not read from this place on, and since when. Only what lies between the place before and
    /// this one is counted: whoever is far behind must not pay for all of that with each message that reaches them.
    fn left_unread(
        &self,
        conversation: &Conversation,
        user: UserId,
        progress: Progress,
    ) -> Result<(i64, Option<i64>), StoreError> {
        let (place, now) = (conversation.id.bytes(), progress.unread_after());
        if now >= conversation.last_seq {
            return Ok((0, None));
        }
        let before = self.one(
            "SELECT * FROM conversation_member WHERE conversation = ?1 AND user = ?2",
            params![place, user.bytes()],
            |row| Ok((read_progress(row)?.unread_after(), row.get("unread")?)),
        )?;
        let (was, unread): (i64, i64) = before.unwrap_or((conversation.last_seq, 0));
        let between: i64 = self
            .one(OTHERS_BETWEEN, params![place, was.min(now), was.max(now), user.bytes()], |row| {
                Ok(row.get(0)?)
            })?
            .unwrap_or(0);
        let unread = if now < was { unread + between } else { unread - between };
        if unread == 0 {
            return Ok((0, None));
        }
        let since = self.one(FIRST_OF_OTHERS, params![place, now, user.bytes()], |row| Ok(row.get(0)?))?;
        Ok((unread, since))
    }

    /// Everybody who takes part, those of the desk once they wrote or read here.
    ///
    /// # Errors
    /// If the database fails.
    pub fn members(&self, conversation: ConversationId) -> Result<Vec<Member>, StoreError> {
        self.all(
            &format!("{MEMBER} WHERE conversation = ?1 AND joined = 1 ORDER BY side DESC, member.user"),
            [conversation.bytes()],
            read_member,
        )
    }

    /// One member, one of the desk who has nothing here but a terminal that receives, too.
    ///
    /// # Errors
    /// If the database fails.
    pub fn member(&self, conversation: ConversationId, user: UserId) -> Result<Option<Member>, StoreError> {
        self.one(
            &format!("{MEMBER} WHERE conversation = ?1 AND member.user = ?2"),
            params![conversation.bytes(), user.bytes()],
            read_member,
        )
    }

    /// Messages of others that a member did not read.
    ///
    /// # Errors
    /// If the database fails.
    pub fn unread(&self, conversation: ConversationId, user: UserId) -> Result<i64, StoreError> {
        let unread = self.one(
            "SELECT unread FROM conversation_member WHERE conversation = ?1 AND user = ?2",
            params![conversation.bytes(), user.bytes()],
            |row| Ok(row.get(0)?),
        )?;
        Ok(unread.unwrap_or(0))
    }

    /// Messages of others from a time on that a member did not read.
    ///
    /// # Errors
    /// If the database fails.
    pub fn unread_since(
        &self,
        conversation: ConversationId,
        user: UserId,
        since: Instant,
    ) -> Result<i64, StoreError> {
        let read = self.progress(conversation, user)?.unwrap_or_default().unread_after();
        let count = self.one(
            "SELECT count(*) FROM message WHERE conversation = ?1 AND seq > ?2 AND author <> ?3 AND time >= ?4",
            params![conversation.bytes(), read, user.bytes(), to_micros(since)],
            |row| Ok(row.get(0)?),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// Messages of others that somebody with these roles did not read, in all.
    ///
    /// # Errors
    /// If the database fails.
    pub fn total_unread(&self, user: UserId, roles: Roles) -> Result<i64, StoreError> {
        let total = self.one(TOTAL_UNREAD, params![user.bytes(), roles.bits()], |row| Ok(row.get(0)?))?;
        Ok(total.unwrap_or(0))
    }

    /// Conversations with messages that somebody with these roles takes part in, latest first, after a place.
    ///
    /// # Errors
    /// If the database fails.
    pub fn conversations_of(
        &self,
        user: UserId,
        roles: Roles,
        after: Option<ConversationPosition>,
        limit: usize,
    ) -> Result<Vec<(Instant, Conversation)>, StoreError> {
        let (time, last) = after.map_or((i64::MAX, [255; 16]), |(time, id)| (to_micros(time), id.bytes()));
        let read = |row: &Row<'_>| Ok((instant(row, "update_time")?, read_conversation(row)?));
        let mut found =
            self.all(LATEST, params![user.bytes(), time, last, roles.bits(), limit as i64], read)?;
        if roles.has(Role::Desk) {
            // those from before a clerk's time have no row of theirs
            found.extend(self.all(LATEST_OF_DESK, params![time, last, limit as i64], read)?);
            found.sort_by_key(|(time, it)| std::cmp::Reverse((*time, it.id)));
            found.dedup_by_key(|(_, it)| it.id);
            found.truncate(limit);
        }
        Ok(found)
    }

    /// Conversations with unread messages, those first whose unread message is oldest, after a place.
    ///
    /// # Errors
    /// If the database fails.
    pub fn unread_conversations_of(
        &self,
        user: UserId,
        roles: Roles,
        after: Option<ConversationPosition>,
        limit: usize,
    ) -> Result<Vec<(Instant, Conversation)>, StoreError> {
        let (time, last) = after.map_or((i64::MIN, [0; 16]), |(time, id)| (to_micros(time), id.bytes()));
        self.all(LONGEST_UNREAD, params![user.bytes(), time, last, roles.bits(), limit as i64], |row| {
            Ok((instant(row, "unread_since")?, read_conversation(row)?))
        })
    }

    /// Who is told of what happens in a conversation: those in it whose roles of now still open it to them.
    ///
    /// # Errors
    /// If the database fails.
    pub fn audiences_of(&self, conversation: &Conversation) -> Result<Vec<Audience>, StoreError> {
        let mut audiences = self.all(
            "SELECT member.user, side FROM conversation_member AS member CROSS JOIN user ON user.id = member.user
             WHERE conversation = ?1 AND side <> ?2 AND side & user.roles <> 0",
            params![conversation.id.bytes(), AT_DESK],
            |row| Ok(Audience::As(id(row, "user")?, Roles::from_bits(row.get("side")?))),
        )?;
        if let Parties::PatientDesk { .. } = conversation.parties {
            audiences.push(Audience::Role(Role::Desk));
        }
        Ok(audiences)
    }

    /// Those at the desk who may sign in.
    ///
    /// # Errors
    /// If the database fails.
    pub fn clerks(&self) -> Result<Vec<UserId>, StoreError> {
        self.all(CLERKS, [], |row| id(row, "id"))
    }
}

#[cfg(test)]
mod tests;
