//! Those who watch. The writer hands every committed event to the mailboxes of its
//! audiences and wakes only those; a mailbox that overflows is not lost, its owner
//! reads on from the log.

mod sessions;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use praxis_shared::id::{ApiTokenId, ConversationId, SessionId, UserId};
use tokio::sync::Notify;

use crate::domain::{
    caller::Credential,
    event::{Audience, Logged},
};

/// Events a mailbox holds before its owner must read from the log.
const MAILBOX: usize = 256;

/// Something to tell an audience.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Who is told.
    pub audiences: Vec<Audience>,
    /// What.
    pub signal: Signal,
}

/// What watchers are told.
#[derive(Debug, Clone)]
pub enum Signal {
    /// An event of the log.
    Logged(Arc<Logged>),
    /// Somebody types; kept nowhere.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        user: UserId,
        /// Who, as "Last, First".
        display_name: Arc<str>,
    },
}

/// Who may do other things than before, or nothing any more.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Users whose sessions must be looked up anew.
    pub(super) users: Vec<UserId>,
    /// Sessions that were locked or opened again.
    pub(super) sessions: Vec<SessionId>,
    /// Sessions that are over.
    pub(super) ended: Vec<SessionId>,
    /// Scripts' tokens that have ended.
    pub(super) ended_tokens: Vec<ApiTokenId>,
}

impl Signal {
    /// The event's number in the log; none for what is kept nowhere.
    fn seq(&self) -> Option<i64> {
        match self {
            Self::Logged(logged) => Some(logged.seq),
            Self::Typing { .. } => None,
        }
    }
}

/// The registry of watchers. Cheap to clone.
#[derive(Clone, Default)]
pub struct Hub(Arc<Shared>);

#[derive(Default)]
struct Shared {
    watchers: Mutex<HashMap<Audience, Vec<Weak<Mailbox>>>>,
    sessions: sessions::Sessions,
    /// The newest event that is in the mailboxes of all its audiences.
    published: AtomicI64,
    closed: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One watcher's post.
pub struct Mailbox {
    credential: Credential,
    user: UserId,
    post: Mutex<Post>,
    bell: Notify,
}

#[derive(Default)]
struct Post {
    signals: VecDeque<Signal>,
    lagging: bool,
    ended: bool,
    user_changed: bool,
}

/// What a watcher finds in its mailbox.
#[derive(Debug)]
pub enum Delivery {
    /// These, in order.
    Signals(Vec<Signal>),
    /// More than the mailbox holds: read from the log.
    Lagging,
    /// The user or the session changed: look again whether and what they may watch.
    UserChanged,
    /// The session has ended.
    Ended,
    /// The server stops.
    Closed,
}

impl Hub {
    /// A mailbox for everything these audiences are told from now on.
    #[must_use]
    pub fn watch(&self, credential: Credential, user: UserId, audiences: &[Audience]) -> Arc<Mailbox> {
        let mailbox = Arc::new(Mailbox { credential, user, post: Mutex::default(), bell: Notify::new() });
        let mut watchers = lock(&self.0.watchers);
        for audience in audiences {
            let list = watchers.entry(*audience).or_default();
            // forget those who left, now and then, at a cost that their coming paid for
            if list.len() == list.capacity() {
                list.retain(|it| it.strong_count() > 0);
            }
            list.push(Arc::downgrade(&mailbox));
        }
        mailbox
    }

    /// Tells audiences something that is not in the log.
    pub fn signal(&self, notification: Notification) {
        self.publish(vec![notification], &Changes::default());
    }

    /// Called by the writer after a commit, in commit order.
    pub(super) fn publish(&self, told: Vec<Notification>, changes: &Changes) {
        let Changes { users, sessions, ended, ended_tokens } = changes;
        let changed =
            !users.is_empty() || !sessions.is_empty() || !ended.is_empty() || !ended_tokens.is_empty();
        if changed {
            self.0.sessions.forget(users, sessions, ended);
        }
        if told.is_empty() && !changed {
            return;
        }
        let mut watchers = lock(&self.0.watchers);
        let newest = told.iter().filter_map(|it| it.signal.seq()).max();
        for Notification { audiences, signal } in told {
            let mut reached = HashSet::new();
            for audience in &audiences {
                // whether they hold the role is judged when it is sent
                let audience = match *audience {
                    Audience::As(user, _) => Audience::User(user),
                    it => it,
                };
                let Some(list) = watchers.get_mut(&audience) else { continue };
                list.retain(|it| {
                    let Some(mailbox) = it.upgrade() else { return false };
                    if audiences.len() == 1 || reached.insert(Arc::as_ptr(&mailbox)) {
                        mailbox.put(signal.clone());
                    }
                    true
                });
            }
        }
        if let Some(seq) = newest {
            self.0.published.fetch_max(seq, Ordering::SeqCst);
        }
        if !changed {
            return;
        }
        for mailbox in watchers.values().flatten().filter_map(Weak::upgrade) {
            let (has_ended, has_changed) = match mailbox.credential {
                Credential::Session(it) => (ended.contains(&it), sessions.contains(&it)),
                Credential::ApiToken(it) => (ended_tokens.contains(&it), false),
            };
            if has_ended {
                lock(&mailbox.post).ended = true;
            } else if has_changed || users.contains(&mailbox.user) {
                lock(&mailbox.post).user_changed = true;
            } else {
                continue;
            }
            mailbox.bell.notify_one();
        }
    }

    /// Whether any terminal of this user watches.
    #[must_use]
    pub fn is_watching(&self, user: UserId) -> bool {
        let watchers = lock(&self.0.watchers);
        watchers.get(&Audience::User(user)).is_some_and(|list| list.iter().any(|it| it.strong_count() > 0))
    }

    /// Ends all watching: the server stops.
    pub(super) fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        for mailbox in lock(&self.0.watchers).values().flatten().filter_map(Weak::upgrade) {
            mailbox.bell.notify_one();
        }
    }

    /// Whether the server stops.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::SeqCst)
    }
}

impl Mailbox {
    fn put(&self, signal: Signal) {
        let mut post = lock(&self.post);
        if post.lagging {
            return;
        }
        if post.signals.len() >= MAILBOX {
            post.signals.clear();
            post.lagging = true;
        } else {
            post.signals.push_back(signal);
        }
        drop(post);
        self.bell.notify_one();
    }

    /// With nothing left in here, everything up to this number of the log was delivered,
    /// whether or not any of it was for this watcher.
    #[must_use]
    pub fn delivered_up_to(&self, hub: &Hub) -> Option<i64> {
        // before the look inside: what was published until then is in here or was taken out
        let published = hub.0.published.load(Ordering::SeqCst);
        let post = lock(&self.post);
        let clear = post.signals.is_empty() && !post.lagging && !post.user_changed && !post.ended;
        clear.then_some(published)
    }

    /// Whether something changed about who watches: it comes before everything else.
    #[must_use]
    pub fn has_change(&self) -> bool {
        let post = lock(&self.post);
        post.ended || post.user_changed
    }

    /// Waits for post. Nothing is missed between two calls.
    pub async fn delivery(&self, hub: &Hub) -> Delivery {
        loop {
            if hub.is_closed() {
                return Delivery::Closed;
            }
            {
                let mut post = lock(&self.post);
                if post.ended {
                    return Delivery::Ended;
                }
                if std::mem::take(&mut post.user_changed) {
                    return Delivery::UserChanged;
                }
                if std::mem::take(&mut post.lagging) {
                    return Delivery::Lagging;
                }
                if !post.signals.is_empty() {
                    return Delivery::Signals(post.signals.drain(..).collect());
                }
            }
            self.bell.notified().await;
        }
    }
}
