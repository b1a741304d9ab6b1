//! Watches what happens at the clinic. It owns reconnecting: it resumes from the
//! last cursor, so nothing is lost or doubled, and says when everything has to
//! be listed anew because that was not possible.

use std::sync::Arc;
use std::time::Duration;

use praxis_shared::pb;
use praxis_shared::pb::event::Payload;
use praxis_shared::reason::Reason;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tonic::transport::Channel;
use tonic::{Code, Request};

use super::calls::{failure, jittered, metadata};
use crate::app::{LinkChange, Msg};
use crate::outbox::Token;

/// The server speaks at least every 30 seconds; after this much silence it
/// does nothing any more. That it is gone, or the line, is told by the connection.
const SILENCE: Duration = Duration::from_secs(38);
/// The longest pause between attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// How long opening a stream may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// A task that ends when this is dropped.
#[derive(Debug)]
pub struct Feed {
    task: JoinHandle<()>,
    nudge: Arc<Notify>,
    unlocked: Arc<Notify>,
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Feed {
    /// Watches with that token from that cursor on, and tells `out`.
    pub fn watch(channel: Channel, token: Token, cursor: String, out: mpsc::Sender<Msg>) -> Self {
        let nudge = Arc::new(Notify::new());
        let unlocked = Arc::new(Notify::new());
        let mut watch = Watch {
            channel,
            token,
            out,
            place: Place::at(cursor),
            nudged: Arc::clone(&nudge),
            unlocked: Arc::clone(&unlocked),
        };
        let task = tokio::spawn(async move { watch.run().await });
        Self { task, nudge, unlocked }
    }

    /// The session is open again: goes on where it stopped.
    pub fn unlock(&self) {
        // kept for a stream that has not heard of the lock yet
        self.unlocked.notify_one();
    }

    /// The server is there again: a pause between attempts ends now.
    pub fn nudge(&self) {
        self.nudge.notify_waiters();
    }

    /// Asks at once whether the server is there, and each time a connection has ended, until it answers: so a program
    /// that asks for nothing else still says what is true.
    pub fn knock(channel: Channel, gone: Arc<Notify>, out: mpsc::Sender<Msg>) -> Self {
        let nudge = Arc::new(Notify::new());
        let unlocked = Arc::new(Notify::new());
        let task = tokio::spawn(async move {
            while reach(&channel, &out).await {
                gone.notified().await;
            }
        });
        Self { task, nudge, unlocked }
    }
}

/// Asks until the server answers; whether anybody still wants to know.
async fn reach(channel: &Channel, out: &mpsc::Sender<Msg>) -> bool {
    let mut pause = FIRST_PAUSE;
    loop {
        let begun = Instant::now();
        let mut client = pb::clinic_service_client::ClinicServiceClient::new(channel.clone());
        let answer = timeout(PATIENCE, client.get_clinic(pb::GetClinicRequest {})).await;
        let reached = match &answer {
            Ok(Ok(_)) => true,
            Ok(Err(status)) => failure(status).code != crate::outbox::Code::Offline,
            Err(_) => false,
        };
        let change = if reached { LinkChange::Answered(begun.elapsed()) } else { LinkChange::Lost };
        if out.send(Msg::Link(change)).await.is_err() {
            return false;
        }
        if reached {
            return true;
        }
        sleep(jittered(pause)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Why a stream ended.
enum End {
    /// Try again from the cursor.
    Lost,
    /// The cursor is too old: start from now and list anew.
    Pruned,
    /// The session is locked: nothing more until it is open again.
    Locked,
    /// The session is over, or nobody listens any more.
    Over,
}

/// Where a client stands in what happens.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// Empty if none was ever given: what happened before the first one is unknown.
    cursor: String,
}

impl Place {
    /// At that cursor; an empty one stands for whatever comes next.
    pub(crate) fn at(cursor: String) -> Self {
        Self { cursor }
    }

    /// Moves on with what came, and says what it means for the app.
    pub(crate) fn take(&mut self, event: pb::Event) -> Option<Msg> {
        let unknown = self.cursor.is_empty();
        if !event.cursor.is_empty() {
            event.cursor.clone_into(&mut self.cursor);
        }
        match event.payload {
            Some(Payload::Bookmark(_)) => unknown.then_some(Msg::Link(LinkChange::Relist)),
            _ => Some(Msg::Event(event)),
        }
    }
}

struct Watch {
    channel: Channel,
    token: Token,
    out: mpsc::Sender<Msg>,
    place: Place,
    nudged: Arc<Notify>,
    unlocked: Arc<Notify>,
}

impl Watch {
    async fn run(&mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let begun = Instant::now();
            match self.stream().await {
                End::Over => return,
                End::Pruned => self.place = Place::default(),
                End::Locked => {
                    self.unlocked.notified().await;
                    pause = FIRST_PAUSE;
                    continue;
                }
                End::Lost => {}
            }
            // A stream that lived for a while was no failure to connect.
            if begun.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            tokio::select! {
                () = sleep(jittered(pause)) => {}
                () = self.nudged.notified() => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn tell(&self, msg: Msg) -> bool {
        self.out.send(msg).await.is_ok()
    }

    async fn stream(&mut self) -> End {
        let mut client = pb::event_service_client::EventServiceClient::new(self.channel.clone());
        let mut request = Request::new(pb::WatchEventsRequest { cursor: self.place.cursor.clone() });
        if let Some(token) = metadata(&self.token) {
            request.metadata_mut().insert("authorization", token);
        }
        let begun = Instant::now();
        let mut events = match timeout(PATIENCE, client.watch_events(request)).await {
            Ok(Ok(response)) => response.into_inner(),
            Ok(Err(status)) => return self.ended(&status).await,
            Err(_) => return self.lost().await,
        };
        let mut first = true;
        loop {
            let event = match timeout(SILENCE, events.message()).await {
                Ok(Ok(Some(event))) => event,
                // Told to come back: the server has nothing against us.
                Ok(Ok(None)) => return End::Lost,
                Ok(Err(status)) => return self.ended(&status).await,
                Err(_) => return self.lost().await,
            };
            if std::mem::take(&mut first) {
                let answered = self.tell(Msg::Link(LinkChange::Answered(begun.elapsed()))).await;
                if !answered || !self.tell(Msg::Link(LinkChange::Hears)).await {
                    return End::Over;
                }
            }
            if let Some(msg) = self.place.take(event)
                && !self.tell(msg).await
            {
                return End::Over;
            }
        }
    }

    async fn lost(&self) -> End {
        if self.tell(Msg::Link(LinkChange::Lost)).await { End::Lost } else { End::Over }
    }

    async fn ended(&self, status: &tonic::Status) -> End {
        match status.code() {
            Code::Unauthenticated if failure(status).is(Reason::SessionLocked) => {
                if self.tell(Msg::Link(LinkChange::Locked)).await { End::Locked } else { End::Over }
            }
            Code::Unauthenticated | Code::PermissionDenied => {
                self.tell(Msg::Link(LinkChange::Ended(failure(status)))).await;
                End::Over
            }
            Code::OutOfRange => End::Pruned,
            // Told to come back: the server has nothing against us. Whether it is there, the next attempt shows.
            Code::Unavailable if failure(status).reason == Some(Reason::Unavailable) => End::Lost,
            _ if failure(status).code == crate::outbox::Code::Offline => self.lost().await,
            // It answers, and yet there is no stream: busy, stopping, of another version.
            _ => {
                if self.tell(Msg::Link(LinkChange::Deaf)).await {
                    End::Lost
                } else {
                    End::Over
                }
            }
        }
    }
}
