//! The threads of a store, so that its end can be waited for. A thread that still closes its connection while the
//! process ends meets a library of cryptography that has cleared up already, and the process dies of it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use super::StoreError;

#[derive(Clone, Default)]
pub(super) struct Threads(Arc<Mutex<Vec<JoinHandle<()>>>>);

impl Threads {
    pub(super) fn spawn(
        &self,
        name: impl Into<String>,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), StoreError> {
        let name = name.into();
        let thread = thread::Builder::new()
            .name(name.clone())
            .spawn(work)
            .map_err(|why| StoreError::unreadable("thread", format!("{name}: {why}")))?;
        self.running().push(thread);
        Ok(())
    }

    /// Until each has ended with all that it held; they must have been told to.
    pub(super) async fn ended(&self) {
        let running = std::mem::take(&mut *self.running());
        let joined = tokio::task::spawn_blocking(move || {
            for thread in running {
                // one that panicked has ended, too
                let _ = thread.join();
            }
        });
        let _ = joined.await;
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
