//! EventService: the stream of what happens, and the inbox.

mod stream;

use praxis_shared::{
    id::NoticeId,
    pb::{self, event_service_server::EventService},
};
use tonic::{Request, Response, Status};

pub(super) use self::stream::cursor_text;
use self::stream::{EventStream, Watch};
use super::{
    call::{call, caller, entered},
    convert::named,
    event_convert::notice_to_pb,
    page,
};
use crate::{actions::notices, desk::Desk, domain::caller::Caller, store::Tx};

/// Events and inboxes over the wire.
#[derive(Clone)]
pub struct Events {
    /// All that the service may reach.
    pub desk: Desk,
}

#[tonic::async_trait]
impl EventService for Events {
    type WatchEventsStream = EventStream;

    async fn watch_events(
        &self,
        request: Request<pb::WatchEventsRequest>,
    ) -> Result<Response<Self::WatchEventsStream>, Status> {
        let watch = Watch::open(&self.desk, entered(&request)?, &request.get_ref().cursor).await?;
        Ok(Response::new(watch.stream()))
    }

    async fn list_notices(
        &self,
        request: Request<pb::ListNoticesRequest>,
    ) -> Result<Response<pb::ListNoticesResponse>, Status> {
        let caller = caller(&request)?;
        let pb::ListNoticesRequest { unread_only, page_size, page_token } = request.into_inner();
        let limit = page::size(page_size)?;
        let filter = pb::ListNoticesRequest { unread_only, ..Default::default() };
        let list = page::list("ListNotices", &filter);
        let before: Option<NoticeId> = page::position(list, &page_token)?;
        let (mut found, unread) =
            self.desk.read(move |tx| notices::list(tx, &caller, unread_only, before, limit + 1)).await?;
        let next_page_token = page::cut(list, &mut found, limit, |last| last.id);
        Ok(Response::new(pb::ListNoticesResponse {
            notices: found.iter().map(notice_to_pb).collect(),
            next_page_token,
            unread_count: i32::try_from(unread).unwrap_or(i32::MAX),
        }))
    }

    async fn mark_notices_read(
        &self,
        request: Request<pb::MarkNoticesReadRequest>,
    ) -> Result<Response<pb::MarkNoticesReadResponse>, Status> {
        let call = call(&request)?;
        let up_to: NoticeId = named("up_to", &request.get_ref().up_to)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, _| notices::mark_read(tx, caller, up_to);
        let unread = self.desk.act(call, act).await?;
        Ok(Response::new(pb::MarkNoticesReadResponse {
            unread_count: i32::try_from(unread).unwrap_or(i32::MAX),
        }))
    }
}
