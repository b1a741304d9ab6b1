//! HTTP/2 by its frames, for guests who do what no library lets them do. Headers go out
//! as plain literals, and what comes back is not unpacked: who needs that takes a library.

use praxis_tests::within;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use super::tls::PREFACE;

pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RESET: u8 = 3;
pub(super) const PRIORITY: u8 = 2;
pub(super) const SETTINGS: u8 = 4;
pub(super) const PING: u8 = 6;
pub(super) const GOAWAY: u8 = 7;
pub(super) const WINDOW_UPDATE: u8 = 8;
pub(super) const CONTINUATION: u8 = 9;

pub(super) const ACK: u8 = 1;
pub(super) const END_STREAM: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;

/// Length, kind, flags and stream.
const HEAD: usize = 9;

/// "Enhance your calm": the reason with which a connection ends that asks too much.
pub(super) const CALM: u32 = 0xb;

/// A frame as its bytes.
pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// The frame that takes a stream back.
pub(super) fn reset(stream: u32) -> Vec<u8> {
    frame(RESET, 0, stream, &8_u32.to_be_bytes())
}

/// A message as gRPC sends it.
pub(super) fn message(bytes: &[u8]) -> Vec<u8> {
    let mut message = vec![0];
    message.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
    message.extend(bytes);
    message
}

/// The headers of a call, none of them remembered by the server.
pub(super) fn headers(path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    // from the table of names that both sides know: POST, https; then :path and :authority with a value
    let mut block = vec![0x83, 0x87, 0x04];
    let text = |block: &mut Vec<u8>, text: &str| {
        assert!(text.len() < 127, "longer lengths are written in another way");
        block.push(u8::try_from(text.len()).unwrap());
        block.extend(text.as_bytes());
    };
    text(&mut block, path);
    block.push(0x01);
    text(&mut block, "clinic");
    for (name, value) in [("content-type", "application/grpc"), ("te", "trailers")].iter().chain(more) {
        block.push(0x00);
        text(&mut block, name);
        text(&mut block, value);
    }
    block
}

/// What a guest hears.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) kind: u8,
    pub(super) stream: u32,
    pub(super) payload: Vec<u8>,
}

impl Heard {
    /// The reason of a GOAWAY.
    pub(super) fn reason(&self) -> Option<u32> {
        (self.kind == GOAWAY).then(|| u32::from_be_bytes(self.payload[4..8].try_into().unwrap()))
    }
}

/// A guest that speaks in frames. It answers pings and settings, as one that is alive does.
pub(super) struct Guest {
    tls: TlsStream<TcpStream>,
    heard: Vec<u8>,
}

impl Guest {
    /// Greets with this many bytes of window for each stream.
    pub(super) async fn greet(tls: TlsStream<TcpStream>, window: u32) -> Self {
        let mut guest = Self { tls, heard: Vec::new() };
        let begin = PREFACE.len() - HEAD;
        let mut setting = vec![0, 4];
        setting.extend(window.to_be_bytes());
        let greeting = [&PREFACE[..begin], &frame(SETTINGS, 0, 0, &setting)].concat();
        guest.say(&greeting).await.unwrap();
        guest
    }

    /// Sends bytes.
    pub(super) async fn say(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        within(async {
            self.tls.write_all(bytes).await?;
            self.tls.flush().await
        })
        .await
    }

    /// Calls an RPC with a message.
    pub(super) async fn call(&mut self, stream: u32, path: &str, more: &[(&str, &str)], asked: &[u8]) {
        let mut bytes = frame(HEADERS, END_HEADERS, stream, &headers(path, more));
        bytes.extend(frame(DATA, END_STREAM, stream, &message(asked)));
        self.say(&bytes).await.unwrap();
    }

    /// The next frame; nothing once the server has ended the connection, whichever way.
    pub(super) async fn hear(&mut self) -> Option<Heard> {
        loop {
            let heard = within(self.next()).await?;
            let answer = match heard.kind {
                SETTINGS if heard.payload.is_empty() => continue,
                SETTINGS => frame(SETTINGS, ACK, 0, &[]),
                PING => frame(PING, ACK, 0, &heard.payload),
                _ => return Some(heard),
            };
            // a server that has ended the connection may still have said something
            drop(self.say(&answer).await);
        }
    }

    /// As it comes; taken up again where it was left, if it is broken off.
    async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(heard) = self.whole() {
                return Some(heard);
            }
            let mut buffer = [0; 4096];
            match self.tls.read(&mut buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(read) => self.heard.extend(&buffer[..read]),
            }
        }
    }

    fn whole(&mut self) -> Option<Heard> {
        let [a, b, c, kind, _, stream @ ..] = *self.heard.first_chunk::<HEAD>()?;
        let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap();
        if self.heard.len() < HEAD + length {
            return None;
        }
        let payload = self.heard.drain(..HEAD + length).skip(HEAD).collect();
        Some(Heard { kind, stream: u32::from_be_bytes(stream) & 0x7fff_ffff, payload })
    }

    /// The next frame of this kind, if the server does not end the connection before.
    pub(super) async fn until(&mut self, kind: u8) -> Option<Heard> {
        loop {
            let heard = self.hear().await?;
            if heard.kind == kind {
                return Some(heard);
            }
        }
    }

    /// The reason that the server gives for the end of the connection, once it has ended it; nothing if it gave none.
    pub(super) async fn ended(mut self) -> Option<u32> {
        let mut reason = None;
        while let Some(heard) = self.hear().await {
            reason = heard.reason().or(reason);
        }
        reason
    }
}
