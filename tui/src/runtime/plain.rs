//! The same client without a screen: it prints lines and reads lines, for screen
//! readers, braille lines and terminals that cannot move a cursor. What the app
//! would draw is printed; of a screen that stays, only what changed.

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::trust::Distrust;
use super::wires::Wires;
use super::{Clock, Start, seed};
use crate::app::{App, Msg};
use crate::keymap::Key;
use crate::outbox::Effect;
use crate::screen::Mode;
use crate::theme::{Theme, ThemeName};

/// A page wide enough for every column and long enough for every list a person
/// would listen to; more is one PgDn away.
const SIZE: (u16, u16) = (80, 40);
/// How long an answer is waited for before what is there is printed.
const PATIENCE: Duration = Duration::from_secs(3);

const WELCOME: &str = "\
Praxis in plain lines. Each line you type is answered by what changed.
In a list, type the key of a command, or several with blanks between: down down enter.
An empty line is Enter. In a text field, type the text. Keys in a text field begin with a colon: :tab :esc
Type :again to hear the whole page, :quit to leave.
";

/// Runs the client on lines until they end or the person quits.
pub async fn run(start: Start) -> anyhow::Result<()> {
    let Start { server, mut cx, wishes, memory, .. } = start;
    let clock = Clock { begun: Instant::now() };
    cx.at = clock.moment();
    cx.size = SIZE;
    cx.theme = Theme::new(ThemeName::Mono);
    let (app, effects) = App::start(cx, wishes, seed());
    let (mut wires, messages) = Wires::new(&server, memory);
    let mut distrust = server.distrust();
    wires.knock();
    wires.perform(effects);
    let mut this = Plain { app, clock, wires, messages, said: Vec::new(), quit: false };
    print!("{WELCOME}");
    let ended = this.turn(&mut distrust).await;
    echo(true);
    this.wires.leave(&mut this.app).await;
    ended
}

struct Plain {
    app: App,
    clock: Clock,
    wires: Wires,
    messages: mpsc::Receiver<Msg>,
    said: Vec<String>,
    quit: bool,
}

impl Plain {
    async fn turn(&mut self, distrust: &mut watch::Receiver<Option<Distrust>>) -> anyhow::Result<()> {
        let mut lines = read_lines()?;
        let mut terminated = signal(SignalKind::terminate())?;
        let mut hung_up = signal(SignalKind::hangup())?;
        self.settle().await;
        if let Some(why) = distrust.borrow_and_update().clone() {
            return Err(why.into());
        }
        self.say()?;
        while !self.quit {
            let wake = self.clock.instant(self.app.wake());
            tokio::select! {
                _ = terminated.recv() => break,
                _ = hung_up.recv() => break,
                Ok(()) = distrust.changed() => {
                    if let Some(why) = distrust.borrow_and_update().clone() {
                        return Err(why.into());
                    }
                }
                line = lines.recv() => {
                    let Some(line) = line else { break };
                    self.line(&line);
                    self.settle().await;
                    if !self.quit {
                        self.say()?;
                    }
                }
                // Changes are told with the next answer: a line that speaks by
                // itself would cut off what is being listened to.
                Some(msg) = self.messages.recv() => self.message(msg),
                () = sleep_until(wake) => self.message(Msg::Tick),
            }
        }
        Ok(())
    }

    fn message(&mut self, msg: Msg) {
        let done = self.wires.handle(&mut self.app, self.clock.moment(), msg);
        self.quit |= done.rest.contains(&Effect::Quit);
    }

    /// Takes a typed line as text or as keys, by what letters are right now.
    fn line(&mut self, line: &str) {
        let line = line.trim_end_matches(['\r', '\n']);
        match line.trim() {
            ":quit" => return self.message(Msg::Key(Key::ctrl('c'))),
            ":again" => return self.said.clear(),
            _ => {}
        }
        let typed_keys = line.strip_prefix(':');
        let text = self.app.mode() == Mode::Type && typed_keys.is_none();
        if text {
            // What stood in a field of one line is replaced: it was read out, and cannot be edited in place.
            let mut chars = line.chars();
            match (chars.next(), chars.next()) {
                // One character may be a choice, such as the number of a sample account.
                (Some(only), None) => self.message(Msg::Key(Key::ch(only))),
                _ => {
                    self.message(Msg::Key(Key::ctrl('u')));
                    self.message(Msg::Paste(line.to_owned()));
                }
            }
            self.message(Msg::Key(Key::ENTER));
            return;
        }
        let words: Vec<&str> = typed_keys.unwrap_or(line).split_whitespace().collect();
        if words.is_empty() {
            self.message(Msg::Key(Key::ENTER));
        }
        for word in words {
            match word.parse() {
                Ok(key) => self.message(Msg::Key(key)),
                Err(_) => word.chars().for_each(|c| self.message(Msg::Key(Key::ch(c)))),
            }
        }
    }

    /// Waits until every question to the server is answered, or long enough.
    async fn settle(&mut self) {
        let end = Instant::now() + PATIENCE;
        while self.wires.is_waiting() {
            match timeout_at(end, self.messages.recv()).await {
                Ok(Some(msg)) => self.message(msg),
                Ok(None) | Err(_) => break,
            }
        }
        while let Ok(msg) = self.messages.try_recv() {
            self.message(msg);
        }
    }

    /// Prints what changed, or the whole page when most of it did.
    fn say(&mut self) -> io::Result<()> {
        let now = page(&self.app);
        let new: Vec<&String> = now.iter().filter(|line| !self.said.contains(line)).collect();
        let mut out = io::stdout().lock();
        writeln!(out)?;
        if new.len() * 2 > now.len() || new.is_empty() {
            now.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        } else {
            new.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        let secret = self.app.is_secret();
        write!(out, "{}", if secret { "(not shown) > " } else { "> " })?;
        out.flush()?;
        echo(!secret);
        self.said = now;
        Ok(())
    }
}

/// What would be on the screen, line by line, without what is only for the eye.
fn page(app: &App) -> Vec<String> {
    let Ok(mut terminal) = Terminal::new(TestBackend::new(SIZE.0, SIZE.1));
    let Ok(_) = terminal.draw(|frame| app.view(frame));
    let Ok(cursor) = terminal.get_cursor_position();
    let rows = terminal.backend().to_string();
    let rows = rows.lines().map(|row| row.trim_matches('"')).enumerate();
    let spoken = rows.map(|(at, row)| {
        let words = row
            .split("  ")
            .map(|part| part.trim().trim_end_matches('_'))
            // The time of an answer differs each time, and nobody wants to hear it each time.
            .filter(|part| !part.is_empty() && !part.starts_with("link ok"));
        let words = words.collect::<Vec<_>>().join(", ");
        let here = at == usize::from(cursor.y) && at > 1 && !words.is_empty();
        if here && !words.starts_with('>') { format!("> {words}") } else { words }
    });
    spoken.filter(|line| !line.trim_matches(['|', '>', ',', ' ']).is_empty()).collect()
}

/// A thread that reads lines: they cannot be waited for otherwise.
fn read_lines() -> anyhow::Result<mpsc::Receiver<String>> {
    let (out, lines) = mpsc::channel(16);
    std::thread::Builder::new().name("lines".to_owned()).spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if out.blocking_send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(lines)
}

/// Whether the terminal shows what is typed; nothing happens without one.
fn echo(shown: bool) {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return;
    }
    if let Ok(mut settings) = tcgetattr(&stdin) {
        settings.local_modes.set(LocalModes::ECHO, shown);
        // A password that shows is bad, but no reason to keep anybody out.
        let _ = tcsetattr(&stdin, OptionalActions::Now, &settings);
    }
}

#[cfg(test)]
mod tests {
    use praxis_shared::pb::Role;

    use super::*;
    use crate::screen::Route;
    use crate::stage::Stage;

    #[test]
    fn a_page_is_words_without_frames_and_fills() {
        let mut stage = Stage::open(Role::Desk, Route::Profile);
        stage.answer_empty().press("e");
        let page = page(stage.app()).join("\n");
        assert!(page.contains("First name") && !page.contains("__"), "{page}");
        assert!(page.lines().any(|line| line.starts_with("> First name")), "{page}");
    }

    #[test]
    fn a_password_is_known_to_be_one_before_it_is_typed() {
        let mut stage = Stage::start();
        assert!(!stage.app().is_secret());
        stage.press("tab");
        assert!(stage.app().is_secret());
    }
}
