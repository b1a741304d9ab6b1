//! The terminal: taken, drawn on, and given back whole, whatever ends the
//! program. It is never asked anything: a question would hang on a terminal that
//! does not answer, and its answer would arrive as keys.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::force_color_output;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};

/// Whether the terminal is in our hands now: the panic hook must know, and it
/// has no other way to.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What other threads had to say while there was no place for it.
static LATER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Frames larger than this are shown at once by terminals that can.
const LARGE: usize = 1_000;

/// Collects a frame and sends it in one piece, so that a slow line never shows
/// half of it and a small change costs one packet.
#[derive(Debug, Default)]
struct Frames {
    bytes: Vec<u8>,
}

impl Write for Frames {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        say_once(&mut self.bytes);
        self.bytes = step_on(&self.bytes);
        let mut out = io::stdout().lock();
        if self.bytes.len() > LARGE {
            out.write_all(b"\x1b[?2026h")?;
            out.write_all(&self.bytes)?;
            out.write_all(b"\x1b[?2026l")?;
        } else {
            out.write_all(&self.bytes)?;
        }
        self.bytes.clear();
        out.flush()
    }
}

/// Takes out of the end of a frame what it says twice: each colour's end, and then that all style ends. Old terminals
/// do not know the third of them, and for a letter it is a third of what is sent.
fn say_once(frame: &mut Vec<u8>) {
    const ENDS: &[u8] = b"\x1b[39m\x1b[49m\x1b[59m";
    const ALL: &[u8] = b"\x1b[0m";
    let twice = [ENDS, ALL].concat();
    if let Some(at) = frame.windows(twice.len()).rposition(|it| it == twice) {
        frame.drain(at..at + ENDS.len());
    }
}

/// Where the cursor only skips some cells of its row, says how many instead of where to: most of what a list costs is
/// blanks between words. What is not plain ASCII may be as wide as each terminal thinks: after it, the place is told.
fn step_on(frame: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(frame.len());
    let mut at: Option<(u16, u16)> = None;
    let mut rest = frame;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != 0x1b {
            at =
                at.filter(|_| byte.is_ascii_graphic() || byte == b' ').map(|(row, column)| (row, column + 1));
            out.push(byte);
            rest = after;
            continue;
        }
        let end =
            rest.iter().skip(2).position(|it| (0x40..=0x7e).contains(it)).map_or(rest.len(), |it| it + 3);
        let (command, next) = rest.split_at(end);
        rest = next;
        let to = place(command);
        match (at, to) {
            (Some((row, from)), Some((to_row, to))) if row == to_row && to > from => match to - from {
                1 => out.extend_from_slice(b"\x1b[C"),
                cells => out.extend_from_slice(format!("\x1b[{cells}C").as_bytes()),
            },
            _ => out.extend_from_slice(command),
        }
        // style moves nothing, and what else there is may
        at = to.or(at.filter(|_| command.ends_with(b"m")));
    }
    out
}

/// Row and column of a command that names them.
fn place(command: &[u8]) -> Option<(u16, u16)> {
    let numbers = std::str::from_utf8(command).ok()?.strip_prefix("\x1b[")?.strip_suffix('H')?;
    let (row, column) = numbers.split_once(';')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

/// The terminal in our hands; dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Frames>>,
}

impl Terminal {
    /// Takes the terminal. The error says what is missing.
    pub fn take() -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::Error::other(
                "this is not a terminal: the program needs one to read keys and to draw",
            ));
        }
        // Our theme without colours sets none; the library would take bold and
        // reverse away as well and so hide the selected row.
        force_color_output(true);
        let inner = ratatui::Terminal::new(CrosstermBackend::new(Frames::default()))?;
        enter()?;
        Ok(Self { inner })
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.inner.size()?;
        Ok((size.width, size.height))
    }

    /// Draws what changed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.inner.draw(view).map(|_| ())
    }

    /// Lets the next draw draw everything.
    pub fn forget(&mut self) -> io::Result<()> {
        let (width, height) = self.size()?;
        // Not `clear`, which asks the terminal where its cursor is.
        self.inner.resize(Rect::new(0, 0, width, height))
    }

    /// Hands the terminal to the shell and stops the program; returns when the
    /// person continues it.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // The whole group, as the terminal itself would: a parent such as cargo stops with us.
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        enter()?;
        self.forget()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Gives the terminal back if it is in our hands. Errors are of no use to
/// anybody here: each step is tried whatever became of the one before.
pub fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // Reset and show the cursor even if the last frame was cut off in the middle.
    let _ = out.write_all(b"\x1b[?2026l\x1b[0m");
    // Some multiplexers keep rows of the other screen when it was resized meanwhile.
    let _ = queue!(out, Clear(ClearType::All));
    let _ = queue!(out, DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
    let _ = out.flush();
    let _ = disable_raw_mode();
    if let Ok(mut later) = LATER.lock() {
        for panic in later.drain(..) {
            eprintln!("{panic}");
        }
    }
}

/// Makes a panic give the terminal back first and speak afterwards. One on
/// another thread does not end the program; it is told when the terminal is
/// given back, because there is no place for it on the screen.
pub fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().name() == Some("main") {
            give_back();
            before(panic);
        } else if let Ok(mut later) = LATER.lock() {
            later.push(panic.to_string());
        }
    }));
}

/// Calls `gone` once the terminal hangs up, and ends the process soon after
/// whatever happens: with the hang-up signal ignored, the library that reads keys
/// would spin forever. The thread sleeps until then.
pub fn watch_for_hang_up(gone: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
        let stdin = rustix::stdio::stdin();
        loop {
            let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_)
                    if watched.iter().any(|fd| {
                        fd.revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
                    }) =>
                {
                    break;
                }
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
            }
        }
        gone();
        thread::sleep(Duration::from_millis(500));
        std::process::exit(129);
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_ends_its_style_once() {
        let mut frame = b"\x1b[31mab\x1b[39m\x1b[49m\x1b[59m\x1b[0m\x1b[?25h".to_vec();
        say_once(&mut frame);
        assert_eq!(frame, b"\x1b[31mab\x1b[0m\x1b[?25h");
        let before = frame.clone();
        say_once(&mut frame);
        assert_eq!(frame, before);
    }

    #[test]
    fn blanks_are_stepped_over_and_the_picture_is_the_same() {
        let frames: [(&str, &str); 5] = [
            ("\x1b[2;3Hab\x1b[2;6Hc\x1b[31m\x1b[2;9Hd", "\x1b[2;3Hab\x1b[Cc\x1b[31m\x1b[2Cd"),
            // nobody knows how wide that is
            ("\x1b[2;3H\u{e9}\x1b[2;6Hc\x1b[2;8Hd", "\x1b[2;3H\u{e9}\x1b[2;6Hc\x1b[Cd"),
            // another row, and back
            ("\x1b[2;3Ha\x1b[3;5Hb\x1b[3;2Hc", "\x1b[2;3Ha\x1b[3;5Hb\x1b[3;2Hc"),
            ("ab\x1b[1;9Hc\x1b[?25h\x1b[1;12H", "ab\x1b[1;9Hc\x1b[?25h\x1b[1;12H"),
            ("\x1b[1;9Hc\x1b[2J\x1b[1;12Hd", "\x1b[1;9Hc\x1b[2J\x1b[1;12Hd"),
        ];
        for (frame, expected) in frames {
            let stepped = step_on(frame.as_bytes());
            assert_eq!(String::from_utf8(stepped.clone()).unwrap(), expected);
            let (mut before, mut after) = (vt100::Parser::new(5, 20, 0), vt100::Parser::new(5, 20, 0));
            before.process(frame.as_bytes());
            after.process(&stepped);
            assert_eq!(before.screen().contents_formatted(), after.screen().contents_formatted());
        }
    }

    #[test]
    fn what_was_never_taken_is_not_given_back() {
        // Nothing is written: a program whose output is a file stays clean.
        assert!(!TAKEN.load(Ordering::SeqCst));
        give_back();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }
}
