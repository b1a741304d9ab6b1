//! One open stream: pages from the log until it has caught up, then goes on from its
//! mailbox. It is pulled, never pushed: a client that reads slowly holds one page and a
//! mailbox of fixed size, and what does not fit it reads from the log later.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::{Stream, stream};
use praxis_shared::pb;
use tokio::time::{Instant as Wake, sleep_until};
use tonic::Status;

use super::super::{
    convert::timestamp,
    event_convert::event,
    gate::{Bearer, Entered, Found, find},
    status,
};
use crate::{
    clock::Turned,
    desk::Desk,
    domain::{
        caller::{Caller, Reach},
        event::{Audience, Logged},
        people::User,
        refusal::Refusal,
    },
    store::hub::{Delivery, Mailbox, Signal},
};

/// What the audit log calls the stream.
const WATCHED: &str = "events";
/// Events read from the log at once.
const PAGE: usize = 100;
/// A stream says this often that it is alive, as the contract says.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// Streams that say so within this time say it together: one wake-up for all of them.
const TOGETHER: Duration = Duration::from_secs(10);
/// A stream this old, give or take a tenth, is opened again: by then it may have moved to another server.
const OLD_AGE: Duration = Duration::from_secs(30 * 60);
/// First letter of cursors, so that a cursor of another kind is told from one of ours.
const CURSOR: char = 'e';

/// What the client pulls from.
pub(super) type EventStream = Pin<Box<dyn Stream<Item = Result<pb::Event, Status>> + Send>>;

/// Where a client stands in the log, as text.
pub(in crate::rpc) fn cursor_text(seq: i64) -> String {
    format!("{CURSOR}{seq:x}")
}

fn cursor_seq(text: &str) -> Result<i64, Refusal> {
    text.strip_prefix(CURSOR)
        .filter(|digits| digits.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'a'..=b'f')))
        .and_then(|digits| i64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| {
            Refusal::field("cursor", "must be the cursor of an event or bookmark, or empty for from now on")
        })
}

/// When a stream that speaks now speaks again: not later than promised, and with its neighbours.
fn heartbeat_after(now: Wake) -> Wake {
    static FIRST: OnceLock<Wake> = OnceLock::new();
    let first = *FIRST.get_or_init(|| now);
    // the due time, back to the last common moment
    let due = now + HEARTBEAT;
    let over = due.saturating_duration_since(first).as_millis() % TOGETHER.as_millis();
    due - Duration::from_millis(u64::try_from(over).unwrap_or(0))
}

fn audiences(user: &User) -> Vec<Audience> {
    let roles = user.roles.iter().map(Audience::Role);
    [Audience::User(user.id), Audience::Everyone].into_iter().chain(roles).collect()
}

/// One client that watches.
pub(super) struct Watch {
    desk: Desk,
    bearer: Bearer,
    found: Found,
    receiver: Caller,
    mailbox: Arc<Mailbox>,
    /// Everything of the log up to this number is ready for the client.
    seq: i64,
    /// Everything of the log up to this number was given to the client.
    given: i64,
    /// Whether the mailbox goes on where the log was read to.
    live: bool,
    /// What to give next, each with the number up to which it brings the client.
    ready: VecDeque<(i64, pb::Event)>,
    turned: Turned,
    next_heartbeat: Wake,
    old: Wake,
    ended: bool,
}

impl Watch {
    /// Opens the stream at a cursor; empty means from now on.
    pub(super) async fn open(desk: &Desk, entered: &Entered, cursor: &str) -> Result<Self, Status> {
        let bearer = entered.bearer.ok_or_else(status::not_signed_in)?;
        let asked = if cursor.is_empty() { None } else { Some(cursor_seq(cursor)?) };
        let (found, mailbox) = listen(desk, &bearer).await?;
        let now = Wake::now();
        let mut watch = Self {
            desk: desk.clone(),
            bearer,
            receiver: found.caller(desk, Reach::OWN),
            found,
            mailbox,
            seq: 0,
            given: 0,
            turned: desk.clock.turned(),
            live: false,
            ready: VecDeque::new(),
            next_heartbeat: heartbeat_after(now),
            old: now + OLD_AGE.mul_f64(0.9 + 0.2 * chance()),
            ended: false,
        };
        match asked {
            Some(seq) => {
                (watch.seq, watch.given) = (seq, seq);
                watch.refuse_before_relist()?;
                // a bookmark comes first; whether the log still reaches back to it is told before anything else
                watch.bookmark();
                watch.read_on().await?;
            }
            None => {
                // the mailbox listens already: what is logged from here on is in it
                watch.seq = watch
                    .desk
                    .read(|tx| {
                        tx.subject(WATCHED, None);
                        Ok(tx.last_event()?)
                    })
                    .await?;
                watch.given = watch.seq;
                watch.live = true;
                watch.bookmark();
            }
        }
        Ok(watch)
    }

    /// What somebody may see has grown or shrunk since: what was before that is listed anew, not gone on from.
    fn refuse_before_relist(&self) -> Result<(), Status> {
        if self.given < self.found.user().relist_seq { Err(Refusal::CursorPruned.into()) } else { Ok(()) }
    }

    /// As something to pull from; it ends after its first error.
    pub(super) fn stream(self) -> EventStream {
        Box::pin(stream::unfold(self, |mut watch| async move {
            if watch.ended {
                return None;
            }
            let next = watch.next().await;
            watch.ended = next.is_err();
            Some((next, watch))
        }))
    }

    async fn next(&mut self) -> Result<pb::Event, Status> {
        loop {
            self.check_time()?;
            if self.mailbox.has_change() {
                let change = self.mailbox.delivery(self.desk.store.hub()).await;
                self.receive(change).await?;
                continue;
            }
            if let Some((seq, event)) = self.ready.pop_front() {
                self.given = seq;
                return Ok(event);
            }
            // the space of a long page is not kept while nothing happens
            self.ready = VecDeque::new();
            if self.live {
                self.wait().await?;
            } else {
                self.read_on().await?;
            }
        }
    }

    /// Ends what has lasted too long: the session, its use, or the stream itself. The answer is how long nothing
    /// more of that can happen. An open stream is no use of the session.
    fn check_time(&self) -> Result<Duration, Status> {
        let left = self.found.left(&self.desk)?;
        if Wake::now() >= self.old {
            return Err(status::unavailable("this stream is old: open it again with the last cursor"));
        }
        Ok(left.to_std().unwrap_or_default())
    }

    /// The next page of the log; after the last one the client has caught up.
    async fn read_on(&mut self) -> Result<(), Status> {
        let (seq, audiences) = (self.seq, audiences(self.found.user()));
        let page = self
            .desk
            .read(move |tx| {
                tx.subject(WATCHED, None);
                tx.events_after(seq, &audiences, PAGE)
            })
            .await?;
        for logged in &page.events {
            self.take(logged);
        }
        // what is between them is for others
        self.seq = self.seq.max(page.up_to);
        self.live = page.whole;
        Ok(())
    }

    fn take(&mut self, logged: &Logged) {
        if logged.seq <= self.seq {
            // read from the log already, and then found in the mailbox, too
            return;
        }
        self.seq = logged.seq;
        if !logged.is_for(&self.receiver) {
            return;
        }
        let now = self.desk.clock.now();
        let event = event(logged, &self.receiver, now, cursor_text(logged.seq));
        self.ready.push_back((self.seq, event));
    }

    /// Waits for post, or for the moment at which the stream ends or the client must hear that it lives.
    async fn wait(&mut self) -> Result<(), Status> {
        let left = self.check_time()?;
        let wake = self.next_heartbeat.min(self.old).min(Wake::now() + left.min(HEARTBEAT));
        let delivery = tokio::select! {
            biased;
            delivery = self.mailbox.delivery(self.desk.store.hub()) => delivery,
            () = self.turned.next() => return Ok(()),
            () = sleep_until(wake) => {
                self.check_time()?;
                if Wake::now() >= self.next_heartbeat {
                    self.bookmark();
                }
                return Ok(());
            }
        };
        self.receive(delivery).await
    }

    async fn receive(&mut self, delivery: Delivery) -> Result<(), Status> {
        match delivery {
            Delivery::Signals(signals) => {
                for signal in signals {
                    self.deliver(&signal);
                }
            }
            Delivery::Lagging => self.live = false,
            Delivery::UserChanged => {
                // other roles see other things: listen anew, and look up again what was not given yet
                (self.found, self.mailbox) = listen(&self.desk, &self.bearer).await?;
                self.receiver = self.found.caller(&self.desk, Reach::OWN);
                self.refuse_before_relist()?;
                self.ready.clear();
                self.live = false;
                self.seq = self.given;
                self.bookmark();
            }
            Delivery::Ended => return Err(self.found.ended().into()),
            Delivery::Closed => {
                return Err(status::unavailable("the server is stopping: open the stream again in a moment"));
            }
        }
        Ok(())
    }

    fn deliver(&mut self, signal: &Signal) {
        match signal {
            Signal::Logged(logged) => self.take(logged),
            Signal::Typing { user, .. } if *user == self.found.user().id => {}
            Signal::Typing { conversation, user, display_name } => {
                let typing = pb::Typing {
                    conversation: conversation.to_string(),
                    user: user.to_string(),
                    display_name: display_name.to_string(),
                };
                self.put(String::new(), pb::event::Payload::Typing(typing));
            }
        }
    }

    /// Says where the stream stands. What happened meanwhile for others only is passed over, so that
    /// the cursor of somebody for whom little happens does not grow old.
    fn bookmark(&mut self) {
        if self.live
            && let Some(seq) = self.mailbox.delivered_up_to(self.desk.store.hub())
        {
            self.seq = self.seq.max(seq);
        }
        self.next_heartbeat = heartbeat_after(Wake::now());
        self.put(cursor_text(self.seq), pb::event::Payload::Bookmark(pb::Bookmark {}));
    }

    fn put(&mut self, cursor: String, payload: pb::event::Payload) {
        let time = Some(timestamp(self.desk.clock.now()));
        self.ready.push_back((self.seq, pb::Event { cursor, time, payload: Some(payload) }));
    }
}

/// A mailbox for what the session's user may see by their roles of now. The session is looked at
/// after the mailbox listens, too: a change in between would otherwise be heard by nobody.
async fn listen(desk: &Desk, bearer: &Bearer) -> Result<(Found, Arc<Mailbox>), Status> {
    let mut found = find(desk, bearer).await?;
    loop {
        let user = found.user();
        let mailbox = desk.store.hub().watch(found.credential(), user.id, &audiences(user));
        let now = find(desk, bearer).await?;
        if now.user().version == user.version {
            return Ok((now, mailbox));
        }
        found = now;
    }
}

/// A number from 0 to 1, so that streams that were opened together do not end together.
fn chance() -> f64 {
    let mut byte = [0];
    // without randomness they do end together: no harm
    let _ = getrandom::fill(&mut byte);
    f64::from(byte[0]) / 255.0
}
