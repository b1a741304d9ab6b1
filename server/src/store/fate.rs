//! Whether the store still keeps its promise. When the disk fails, or the thread that
//! writes dies, nothing may be written any more and the server must end: what the file
//! really holds is found out by opening it again, never by trying once more.

use std::sync::Arc;

use tokio::sync::watch;

/// Shared by all threads that write. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Fate(Arc<watch::Sender<Option<String>>>);

impl Default for Fate {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Fate {
    /// The end, and why. The first reason stays.
    pub(super) fn seal(&self, why: impl ToString) {
        let why = why.to_string();
        self.0.send_if_modified(|sealed| {
            let first = sealed.is_none();
            if first {
                tracing::error!(%why, "nothing more is written: the server must end");
                *sealed = Some(why);
            }
            first
        });
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Waits for the end, for ever if it does not come.
    pub(super) async fn sealed(&self) -> String {
        let mut told = self.0.subscribe();
        let found = told.wait_for(Option::is_some).await.ok().and_then(|it| it.clone());
        match found {
            Some(why) => why,
            // never: whoever waits holds the sender, too
            None => std::future::pending().await,
        }
    }
}

/// Held by a thread that must not die unnoticed.
pub(super) struct Vital {
    fate: Fate,
    name: &'static str,
}

impl Vital {
    pub(super) const fn new(fate: Fate, name: &'static str) -> Self {
        Self { fate, name }
    }
}

impl Drop for Vital {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.fate.seal(format!("the {} thread panicked", self.name));
        }
    }
}
