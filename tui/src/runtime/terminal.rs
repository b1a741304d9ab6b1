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
use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};

use super::frames::{Ends, Thrifty};

/// Whether the terminal is in our hands now: the panic hook must know, and it
/// has no other way to.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What other threads had to say while there was no place for it.
static LATER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The terminal in our hands; dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<Thrifty>,
    ends: Ends,
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
        let ends = Ends::default();
        let inner = ratatui::Terminal::new(Thrifty::new(ends.clone()))?;
        enter()?;
        Ok(Self { inner, ends })
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.inner.size()?;
        Ok((size.width, size.height))
    }

    /// Draws what changed.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let ends = &self.ends;
        let view = |frame: &mut Frame| {
            view(frame);
            ends.note(frame.buffer_mut());
        };
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
    fn what_was_never_taken_is_not_given_back() {
        // Nothing is written: a program whose output is a file stays clean.
        assert!(!TAKEN.load(Ordering::SeqCst));
        give_back();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }
}
