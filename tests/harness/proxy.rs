//! A line that breaks: passes bytes on between clients and the clinic, and drops each
//! connection after so many bytes of the server's answers, in the middle of anything.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A proxy in front of a clinic; it goes when this goes.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    budget: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// In front of this address, passing everything on.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn open(to: SocketAddr) -> Self {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let budget = Arc::new(AtomicUsize::new(usize::MAX));
        let each = Arc::clone(&budget);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, to, each.load(Ordering::SeqCst)));
            }
        });
        Self { address, budget, serving }
    }

    /// Where clients connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
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
async fn pass(client: TcpStream, to: SocketAddr, budget: usize) {
    let Ok(server) = TcpStream::connect(to).await else { return };
    drop((client.set_nodelay(true), server.set_nodelay(true)));
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
