//! A line that breaks: passes bytes on between clients and the clinic, and drops each
//! connection after so many bytes of the server's answers, in the middle of anything.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    task::JoinHandle,
};

/// A proxy in front of a clinic; it goes when this goes.
#[derive(Debug)]
pub struct Proxy {
    socket: PathBuf,
    _directory: TempDir,
    budget: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// In front of this socket, passing everything on.
    ///
    /// # Panics
    /// If no socket can be made.
    #[must_use]
    pub fn open(to: &Path) -> Self {
        let directory = TempDir::new().unwrap();
        let socket = directory.path().join("proxy");
        let listener = UnixListener::bind(&socket).unwrap();
        let to = to.to_owned();
        let budget = Arc::new(AtomicUsize::new(usize::MAX));
        let each = Arc::clone(&budget);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, to.clone(), each.load(Ordering::SeqCst)));
            }
        });
        Self { socket, _directory: directory, budget, serving }
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> &Path {
        &self.socket
    }

    /// Connections made from now on break after this many bytes from the server.
    pub fn cut_after(&self, bytes: usize) {
        self.budget.store(bytes, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// One connection, until either side ends it or the budget is used up.
async fn pass(client: UnixStream, to: PathBuf, budget: usize) {
    let Ok(server) = UnixStream::connect(to).await else { return };
    let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
        (client.into_split(), server.into_split());
    let up = async {
        drop(tokio::io::copy(&mut from_client, &mut to_server).await);
    };
    let down = async {
        let (mut left, mut buffer) = (budget, [0; 4096]);
        while left > 0 {
            let room = left.min(buffer.len());
            let Ok(read @ 1..) = from_server.read(&mut buffer[..room]).await else { return };
            if to_client.write_all(&buffer[..read]).await.is_err() {
                return;
            }
            left -= read;
        }
        // the cut: what the server says now is lost on the way
        drop(from_server.read(&mut buffer).await);
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}
