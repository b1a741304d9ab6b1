//! Frames that only steer a connection (settings, pings, windows, priorities, resets). HTTP/2 lets a guest send any number
//! of them for next to nothing, and each costs work here. So each guest has an allowance: some to begin with, a few for
//! each frame that either side sends of calls and answers, since those are what there is to steer, and a few more with
//! time. Who has used it up is sent away, before the frames beyond it are looked at.

use std::{io, sync::atomic::Ordering, time::Duration};

use tokio::time::Instant;

use super::{
    Counts,
    limits::{STEERING, STEERING_A_SECOND, STEERING_FOR_A_FRAME},
};

/// How a guest begins, before any frame.
const PREFACE: usize = 24;
/// Length (3), kind, flags, stream (4).
const HEAD: usize = 9;
const KIND: usize = 3;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;

/// Finds the heads of frames in bytes that come in pieces.
struct Heads {
    /// Bytes to pass over.
    skip: usize,
    head: [u8; HEAD],
    have: usize,
}

impl Heads {
    const fn after(skip: usize) -> Self {
        Self { skip, head: [0; HEAD], have: 0 }
    }

    /// Tells the kind of each frame whose head ends in these bytes.
    fn each(&mut self, mut bytes: &[u8], mut told: impl FnMut(u8)) {
        loop {
            let (passed, rest) = bytes.split_at(self.skip.min(bytes.len()));
            self.skip -= passed.len();
            let (more, rest) = rest.split_at((HEAD - self.have).min(rest.len()));
            self.head[self.have..self.have + more.len()].copy_from_slice(more);
            self.have += more.len();
            if self.have < HEAD {
                return;
            }
            let [a, b, c, ..] = self.head;
            self.skip = u32::from_be_bytes([0, a, b, c]) as usize;
            self.have = 0;
            told(self.head[KIND]);
            bytes = rest;
        }
    }
}

/// What one guest may still steer.
pub(super) struct Calm {
    heard: Heads,
    said: Heads,
    allowance: u64,
    /// Up to when the time was paid for.
    paid: Instant,
}

impl Calm {
    pub(super) fn new() -> Self {
        let (heard, said) = (Heads::after(PREFACE), Heads::after(0));
        Self { heard, said, allowance: STEERING, paid: Instant::now() }
    }

    /// Bytes came from the guest.
    ///
    /// # Errors
    /// If that is more than they may send: none of it is to be looked at.
    pub(super) fn heard(&mut self, bytes: &[u8], counts: &Counts) -> io::Result<()> {
        let (mut steering, mut calls) = (0, 0);
        self.heard.each(bytes, |kind| match kind {
            // how small these may be, and how many, is bounded by what reads them
            DATA | CONTINUATION => {}
            HEADERS => calls += 1,
            _ => steering += 1,
        });
        if steering == 0 && calls == 0 {
            return Ok(());
        }
        self.pay();
        self.allowance += calls * STEERING_FOR_A_FRAME;
        let Some(left) = self.allowance.checked_sub(steering) else {
            counts.restless.fetch_add(1, Ordering::Relaxed);
            return Err(io::Error::other("the guest steers more than there is to steer"));
        };
        self.allowance = left;
        counts.steered.fetch_add(steering, Ordering::Relaxed);
        Ok(())
    }

    /// Bytes went to the guest.
    pub(super) fn said(&mut self, bytes: &[u8]) {
        let allowance = &mut self.allowance;
        self.said.each(bytes, |kind| {
            if matches!(kind, DATA | HEADERS) {
                *allowance += STEERING_FOR_A_FRAME;
            }
        });
    }

    /// Time gives a little, and never more than there was at first: who was silent for an hour may not be loud at once.
    fn pay(&mut self) {
        let seconds = self.paid.elapsed().as_secs();
        self.paid += Duration::from_secs(seconds);
        let room = STEERING.saturating_sub(self.allowance);
        self.allowance += seconds.saturating_mul(STEERING_A_SECOND).min(room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESET: u8 = 3;
    const SETTINGS: u8 = 4;
    const PING: u8 = 6;
    const WINDOW_UPDATE: u8 = 8;

    fn frame(kind: u8, length: u8) -> Vec<u8> {
        let mut bytes = vec![0, 0, length, kind, 0, 0, 0, 0, 1];
        bytes.extend(std::iter::repeat_n(0xff, length.into()));
        bytes
    }

    /// A guest who has greeted.
    fn greeted() -> (Calm, Counts) {
        let (mut calm, counts) = (Calm::new(), Counts::default());
        calm.heard(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &counts).unwrap();
        calm.heard(&frame(SETTINGS, 6), &counts).unwrap();
        (calm, counts)
    }

    #[test]
    fn heads_are_found_however_the_bytes_are_cut() {
        let frames = [(DATA, 200), (PING, 8), (HEADERS, 0), (7, 17), (SETTINGS, 0), (200, 1)];
        let bytes: Vec<u8> = frames.iter().flat_map(|(kind, length)| frame(*kind, *length)).collect();
        for size in 1..=bytes.len() {
            let (mut heads, mut found) = (Heads::after(0), Vec::new());
            bytes.chunks(size).for_each(|piece| heads.each(piece, |kind| found.push(kind)));
            assert_eq!(found, frames.map(|it| it.0), "in pieces of {size}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn each_flood_is_cut_off_after_so_many_frames_and_a_trickle_is_not() {
        for kind in [2, RESET, SETTINGS, PING, 7, WINDOW_UPDATE, 16, 200] {
            let (mut calm, counts) = greeted();
            let flood = frame(kind, 8).repeat(100);
            let through = (0..1000).take_while(|_| calm.heard(&flood, &counts).is_ok()).count();
            assert!(through < 20, "{through} hundred frames of kind {kind}");
            assert!(counts.steered.load(Ordering::Relaxed) <= STEERING, "of kind {kind}");
            assert_eq!(counts.restless.load(Ordering::Relaxed), 1);
        }
        // a ping and a window each second, for a day
        let (mut calm, counts) = greeted();
        for _ in 0..86_400 {
            tokio::time::advance(Duration::from_secs(1)).await;
            calm.heard(&[frame(PING, 8), frame(WINDOW_UPDATE, 4)].concat(), &counts).unwrap();
        }
        // and nothing is saved up by being silent
        tokio::time::advance(Duration::from_secs(86_400)).await;
        let flood = frame(PING, 8).repeat(usize::try_from(STEERING).unwrap() + 1);
        calm.heard(&flood, &counts).unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_or_asks_a_lot_may_steer_a_lot() {
        // all in one moment, so that time gives nothing
        let (mut calm, counts) = greeted();
        let windows = [frame(WINDOW_UPDATE, 4), frame(WINDOW_UPDATE, 4), frame(PING, 8)].concat();
        for _ in 0..100_000 {
            // a long answer, its reader opening both windows after each part and measuring the line
            calm.said(&frame(DATA, 250));
            calm.heard(&windows, &counts).unwrap();
        }
        for _ in 0..100_000 {
            // calls that are taken back, each with a window of its own and a priority
            calm.heard(
                &[frame(HEADERS, 40), frame(2, 5), frame(WINDOW_UPDATE, 4), frame(RESET, 4)].concat(),
                &counts,
            )
            .unwrap();
        }
        // what the server answers to steering is none of it
        let (mut calm, counts) = greeted();
        let flood = std::iter::repeat_with(|| {
            calm.said(&[frame(PING, 8), frame(SETTINGS, 0)].concat());
            calm.heard(&frame(PING, 8), &counts)
        });
        assert!(flood.take(100_000).any(|it| it.is_err()));
    }
}
