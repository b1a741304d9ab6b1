//! A terminal that listens: the stream of events of one person or script, read until something
//! wanted comes.

use praxis_shared::pb::{self, event::Payload};
use tonic::{Status, Streaming};

use crate::{Line, within};

/// An open stream of events.
#[derive(Debug)]
pub struct Watch {
    stream: Streaming<pb::Event>,
    /// Where the stream stands: give it to [`Watch::from`] to go on.
    pub cursor: String,
}

impl Watch {
    /// Listens from now on; everything that happens after this returns is heard.
    ///
    /// # Panics
    /// If the stream does not open.
    pub async fn open(person: &Line) -> Self {
        Self::from(person, "").await
    }

    /// Listens from a cursor on.
    ///
    /// # Panics
    /// If the stream does not open.
    pub async fn from(person: &Line, cursor: &str) -> Self {
        let asked = pb::WatchEventsRequest { cursor: cursor.to_owned() };
        let stream = within(person.events().watch_events(asked)).await.unwrap().into_inner();
        let mut watch = Self { stream, cursor: cursor.to_owned() };
        let first = watch.next().await.unwrap();
        assert!(matches!(first, Payload::Bookmark(_)), "a stream begins with a bookmark, not {first:?}");
        watch
    }

    /// The next event.
    ///
    /// # Errors
    /// With what the stream ended.
    ///
    /// # Panics
    /// If it ends without a word, or nothing comes.
    pub async fn next(&mut self) -> Result<Payload, Status> {
        let event = within(self.stream.message()).await?.expect("a stream ends with a status");
        if !event.cursor.is_empty() {
            self.cursor = event.cursor;
        }
        Ok(event.payload.expect("an event says what it is about"))
    }

    /// The next event that is wanted; others before it are passed over.
    ///
    /// # Panics
    /// If the stream ends before.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(Payload) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await.unwrap()) {
                return found;
            }
        }
    }

    /// The visit, once it is in this state.
    pub async fn until_visit(&mut self, name: &str, state: pb::AppointmentState) -> pb::Appointment {
        self.until(|event| match event {
            Payload::Appointment(visit) if visit.name == name && visit.state() == state => Some(visit),
            _ => None,
        })
        .await
    }

    /// The status with which the stream ends; events before it are passed over.
    pub async fn end(mut self) -> Status {
        loop {
            if let Err(ended) = self.next().await {
                return ended;
            }
        }
    }
}
