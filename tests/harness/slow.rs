//! A slow line: bytes between clients and the clinic arrive late, in both directions, in order, and as many of them as
//! before.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

/// Pieces of up to 16 KiB that are on the line in one direction.
const ON_THE_LINE: usize = 256;

/// A line to a server; it is gone when this is gone.
#[derive(Debug)]
pub struct SlowLine {
    port: u16,
    serving: JoinHandle<()>,
}

impl SlowLine {
    /// To this port of this machine, with this time for a round trip.
    ///
    /// # Panics
    /// If no port is to be had.
    pub async fn open(to: u16, round_trip: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, SocketAddr::from(([127, 0, 0, 1], to)), round_trip / 2));
            }
        });
        Self { port, serving }
    }

    /// Where clients connect.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(client: TcpStream, to: SocketAddr, delay: Duration) {
    let Ok(server) = TcpStream::connect(to).await else { return };
    for end in [&client, &server] {
        // the delay of this line is the only one
        let _ = end.set_nodelay(true);
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::select! {
        () = late(from_client, to_server, delay) => {}
        () = late(from_server, to_client, delay) => {}
    }
}

async fn late(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, delay: Duration) {
    let (put, mut taken) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_LINE);
    let reading = async {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            if put.send((Instant::now() + delay, buffer[..read].to_vec())).await.is_err() {
                return;
            }
        }
        // what is on the line still arrives
        drop(put);
    };
    let writing = async {
        while let Some((due, bytes)) = taken.recv().await {
            tokio::time::sleep_until(due.into()).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(reading, writing);
}
