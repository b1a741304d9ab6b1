//! ConversationService: parse, call, answer. Every conversation is seen from the caller,
//! so the same one has another title and another unread count for each of its members.

use std::sync::Arc;

use praxis_shared::{
    id::ConversationId,
    pb::{self, conversation_service_server::ConversationService},
    text,
};
use serde::{Deserialize, Serialize};
use tonic::{Request, Response, Status};

use super::{
    call::{call, caller, entered},
    convert::{named, timestamp},
    page, status,
};
use crate::{
    actions::{
        contacts,
        conversations::{self, Draft},
    },
    desk::Desk,
    domain::{
        caller::Caller,
        conversation::{Contact, Member, Message, Parties, Seen, Target},
        refusal::{Refusal, Violations},
    },
    store::{
        Stretch, Tx,
        hub::{Notification, Signal},
    },
};

/// Longest query for a contact, in characters.
const QUERY_MAX: usize = 120;

/// Chat over the wire.
#[derive(Clone)]
pub struct Conversations {
    /// All that the service may reach.
    pub desk: Desk,
}

/// Where a page of messages ended, and in which direction it goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Further {
    Before(i64),
    After(i64),
}

#[tonic::async_trait]
impl ConversationService for Conversations {
    async fn list_contacts(
        &self,
        request: Request<pb::ListContactsRequest>,
    ) -> Result<Response<pb::ListContactsResponse>, Status> {
        let caller = caller(&request)?;
        let pb::ListContactsRequest { query, page_size, page_token } = request.into_inner();
        let mut wrong = Violations::default();
        if query.chars().count() > QUERY_MAX {
            wrong.add("query", format!("use at most {QUERY_MAX} characters"));
        }
        wrong.finish()?;
        let limit = page::size(page_size)?;
        let filter = pb::ListContactsRequest { query: query.clone(), ..Default::default() };
        let list = page::list("ListContacts", &filter);
        let after = page::position(list, &page_token)?;
        let mut found =
            self.desk.read(move |tx| contacts::list(tx, &caller, &query, after.as_ref(), limit + 1)).await?;
        let next_page_token = page::cut(list, &mut found, limit, contacts::position);
        Ok(Response::new(pb::ListContactsResponse {
            contacts: found.into_iter().map(contact_to_pb).collect(),
            next_page_token,
        }))
    }

    async fn open_conversation(
        &self,
        request: Request<pb::OpenConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let call = call(&request)?;
        let target = target(&request.get_ref().target)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| conversations::open(tx, caller, target, now);
        Ok(Response::new(to_pb(self.desk.act(call, act).await?)))
    }

    async fn get_conversation(
        &self,
        request: Request<pb::GetConversationRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let caller = caller(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let found = self.desk.read(move |tx| conversations::get(tx, &caller, id)).await?;
        Ok(Response::new(to_pb(found)))
    }

    async fn list_conversations(
        &self,
        request: Request<pb::ListConversationsRequest>,
    ) -> Result<Response<pb::ListConversationsResponse>, Status> {
        let caller = caller(&request)?;
        let pb::ListConversationsRequest { unread_only, page_size, page_token } = request.into_inner();
        let limit = page::size(page_size)?;
        let filter = pb::ListConversationsRequest { unread_only, ..Default::default() };
        let list = page::list("ListConversations", &filter);
        let after = page::position(list, &page_token)?;
        let (mut found, total) =
            self.desk.read(move |tx| conversations::list(tx, &caller, unread_only, after, limit + 1)).await?;
        let next_page_token = page::cut(list, &mut found, limit, |(place, _)| *place);
        Ok(Response::new(pb::ListConversationsResponse {
            conversations: found.into_iter().map(|(_, seen)| to_pb(seen)).collect(),
            next_page_token,
            total_unread: count(total),
        }))
    }

    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        let id: ConversationId = named("conversation", &request.conversation)?;
        let limit = page::size(request.page_size)?;
        let filter = pb::ListMessagesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let list = page::list("ListMessages", &filter);
        let stretch = match page::position(list, &request.page_token)? {
            Some(Further::Before(seq)) => Stretch::Before(seq),
            Some(Further::After(seq)) => Stretch::After(seq),
            None => stretch(request.before_seq, request.after_seq)?,
        };
        let mut found =
            self.desk.read(move |tx| conversations::messages(tx, &caller, id, stretch, limit + 1)).await?;
        let next_page_token = match stretch {
            Stretch::After(_) => page::cut(list, &mut found, limit, |last| Further::After(last.seq)),
            Stretch::Before(_) if found.len() > limit => {
                // ascending on the wire, but it goes on at the low end
                found.remove(0);
                found.first().map_or_else(String::new, |it| page::token(list, &Further::Before(it.seq)))
            }
            Stretch::Before(_) => String::new(),
        };
        Ok(Response::new(pb::ListMessagesResponse {
            messages: found.iter().map(message_to_pb).collect(),
            next_page_token,
        }))
    }

    async fn send_message(
        &self,
        request: Request<pb::SendMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let call = call(&request)?;
        let pb::SendMessageRequest { request_id, conversation, body } = request.into_inner();
        let conversation = named("conversation", &conversation)?;
        let mut wrong = Violations::default();
        let body = wrong.take("body", text::message(&body));
        wrong.finish()?;
        let draft = Draft { conversation, body, request_id };
        let hub = self.desk.store.hub().clone();
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            conversations::send(tx, caller, &draft, &|user| !hub.is_watching(user), now)
        };
        Ok(Response::new(message_to_pb(&self.desk.act(call, act).await?)))
    }

    async fn advance_cursor(
        &self,
        request: Request<pb::AdvanceCursorRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let call = call(&request)?;
        let pb::AdvanceCursorRequest { conversation, delivered_seq, read_seq, .. } = request.into_inner();
        let id = named("conversation", &conversation)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, _| {
            conversations::advance(tx, caller, id, delivered_seq, read_seq)
        };
        Ok(Response::new(to_pb(self.desk.act(call, act).await?)))
    }

    async fn mark_conversation_unread(
        &self,
        request: Request<pb::MarkConversationUnreadRequest>,
    ) -> Result<Response<pb::Conversation>, Status> {
        let call = call(&request)?;
        let pb::MarkConversationUnreadRequest { conversation, from_seq, .. } = request.into_inner();
        let id = named("conversation", &conversation)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, _| conversations::mark_unread(tx, caller, id, from_seq);
        Ok(Response::new(to_pb(self.desk.act(call, act).await?)))
    }

    async fn signal_typing(
        &self,
        request: Request<pb::SignalTypingRequest>,
    ) -> Result<Response<pb::SignalTypingResponse>, Status> {
        let caller = caller(&request)?;
        let found = entered(&request)?.found.clone().ok_or_else(status::not_signed_in)?;
        let id = named("conversation", &request.get_ref().conversation)?;
        let user = caller.user;
        let audiences = self.desk.read(move |tx| conversations::others(tx, &caller, id)).await?;
        let signal =
            Signal::Typing { conversation: id, user, display_name: Arc::from(found.user().display_name()) };
        self.desk.store.hub().signal(Notification { audiences, signal });
        Ok(Response::new(pb::SignalTypingResponse {}))
    }
}

/// Whom a target names.
fn target(text: &str) -> Result<Target, Refusal> {
    let wrong =
        || Refusal::field("target", "must be users/{user}, doctors/{doctor}, patients/{patient} or desk");
    match text.split_once('/') {
        None if text == "desk" => Ok(Target::Desk),
        Some(("users", _)) => text.parse().map(Target::User).map_err(|_| wrong()),
        Some(("doctors", _)) => text.parse().map(Target::Doctor).map_err(|_| wrong()),
        Some(("patients", _)) => text.parse().map(Target::Patient).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// From where, and in which direction.
fn stretch(before: i64, after: i64) -> Result<Stretch, Refusal> {
    let mut wrong = Violations::default();
    for (field, seq) in [("before_seq", before), ("after_seq", after)] {
        if seq < 0 {
            wrong.add(field, "must be 0 or a message's number");
        }
    }
    if before != 0 && after != 0 {
        wrong.add("after_seq", "give before_seq or after_seq, not both");
    }
    wrong.finish()?;
    Ok(match (before, after) {
        (0, 0) => Stretch::Before(i64::MAX),
        (before, 0) => Stretch::Before(before),
        (_, after) => Stretch::After(after),
    })
}

fn count(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn contact_to_pb(contact: Contact) -> pb::Contact {
    pb::Contact {
        target: contact.target,
        display_name: contact.display_name,
        description: contact.description,
        conversation: contact.conversation.map(|it| it.to_string()).unwrap_or_default(),
    }
}

/// A message on the wire.
#[must_use]
pub fn message_to_pb(message: &Message) -> pb::Message {
    pb::Message {
        name: format!("{}/messages/{}", message.conversation, message.seq),
        conversation: message.conversation.to_string(),
        seq: message.seq,
        author: message.author.to_string(),
        author_display_name: message.author_name.clone(),
        body: message.body.clone(),
        create_time: Some(timestamp(message.time)),
        request_id: message.request_id.clone(),
    }
}

/// A member on the wire.
#[must_use]
pub fn member_to_pb(member: &Member) -> pb::ConversationMember {
    pb::ConversationMember {
        user: member.user.to_string(),
        display_name: member.display_name.clone(),
        delivered_seq: member.delivered,
        read_seq: member.read,
    }
}

/// A conversation as the caller sees it, on the wire.
#[must_use]
pub fn to_pb(seen: Seen) -> pb::Conversation {
    let parties = seen.conversation.parties;
    let kind = match parties {
        Parties::PatientDoctor { .. } => pb::ConversationKind::PatientDoctor,
        Parties::PatientDesk { .. } => pb::ConversationKind::PatientDesk,
        Parties::Staff(..) => pb::ConversationKind::Staff,
    };
    pb::Conversation {
        name: seen.conversation.id.to_string(),
        kind: kind.into(),
        title: seen.title,
        patient: parties.patient().map(|it| it.to_string()).unwrap_or_default(),
        doctor: parties.doctor().map(|it| it.to_string()).unwrap_or_default(),
        members: seen.members.iter().map(member_to_pb).collect(),
        last_seq: seen.conversation.last_seq,
        last_message: seen.last.as_ref().map(message_to_pb),
        unread_count: count(seen.unread),
        update_time: seen.conversation.updated_at.map(timestamp),
        identity_unconfirmed: seen.unconfirmed,
    }
}
