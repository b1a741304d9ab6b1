//! A real program in a terminal of its own: a pty, a thread that reads what the program
//! writes, a screen on which it is drawn. Waits are woken by output and bounded; nothing
//! sleeps. The terminal's own side stays open here, so what the program left behind in it
//! can still be read after its end.

use std::{
    fmt::{self, Write as _},
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::{
    fs::OFlags,
    io::ioctl_fionread,
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid},
    termios::tcgetattr,
};
use tempfile::TempDir;
use vt100::Screen;

use crate::PATIENCE;

/// After the end of a program, how long its last words may take to arrive.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// Written by the harness to the terminal's own side once the program is gone; the reader ends there.
const ALL_SAID: u8 = 0;

/// A program that is to be started in a terminal.
pub struct Program {
    command: CommandBuilder,
    columns: u16,
    rows: u16,
    home: TempDir,
}

impl Program {
    /// The client as cargo built it, or the one that `PRAXIS_PROGRAM` names.
    #[must_use]
    pub fn client(built: &str) -> Self {
        Self::new(&client_path(built))
    }

    /// Any program, at 80x24, with a home directory of its own and no other variables than the usual.
    ///
    /// # Panics
    /// If no home can be made.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        let home = TempDir::new().unwrap();
        let mut command = CommandBuilder::new(path);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.cwd(home.path());
        Self { command, columns: 80, rows: 24, home }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, more: &[&str]) -> Self {
        self.command.args(more);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Where it is at home.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The terminal will not tell the program when it hangs up.
    #[must_use]
    pub fn without_hang_up_signal(mut self) -> Self {
        self.command.set_controlling_tty(false);
        self
    }

    /// Starts it.
    ///
    /// # Panics
    /// If there is no such program, or no terminal to be had.
    #[must_use]
    pub fn start(self) -> Pty {
        let size = PtySize { rows: self.rows, cols: self.columns, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let name = pair.master.tty_name().expect("a pty has a name");
        let flags = i32::try_from(OFlags::NOCTTY.bits()).unwrap();
        let line = OpenOptions::new().read(true).write(true).custom_flags(flags).open(name).unwrap();
        let before = settings(&line);
        let started = Instant::now();
        let child = pair.slave.spawn_command(self.command).unwrap();
        let pid = child.process_id().and_then(|pid| Pid::from_raw(pid.cast_signed())).expect("it has a pid");
        let watched = Arc::new(Watched {
            seen: Mutex::new(Seen {
                parser: vt100::Parser::new(self.rows, self.columns, 0),
                bytes: Vec::new(),
                pieces: Vec::new(),
                ended: None,
                letting_go: false,
            }),
            changed: Condvar::new(),
        });
        let reader = {
            let (watched, source) = (watched.clone(), pair.master.try_clone_reader().unwrap());
            thread::spawn(move || watched.read(source))
        };
        {
            let watched = watched.clone();
            thread::spawn(move || watched.reap(pid, child));
        }
        let writer = Some(pair.master.take_writer().unwrap());
        let master = Some(pair.master);
        Pty {
            watched,
            writer,
            master,
            line,
            pid,
            before,
            started,
            size: (self.rows, self.columns),
            reader: Some(reader),
            _home: self.home,
        }
    }
}

/// The client's program: cargo's, or the one that `PRAXIS_PROGRAM` names from the root of the tree.
#[must_use]
pub fn client_path(built: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"));
    root.join(std::env::var_os("PRAXIS_PROGRAM").unwrap_or_else(|| built.into()))
}

/// The settings of a terminal, as `stty -a` would tell them.
fn settings(line: &File) -> String {
    format!("{:?}", tcgetattr(line).unwrap())
}

/// What the reader and the test share.
struct Watched {
    seen: Mutex<Seen>,
    changed: Condvar,
}

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// When each piece came, and up to which byte.
    pieces: Vec<(Instant, usize)>,
    ended: Option<ExitStatus>,
    letting_go: bool,
}

impl Watched {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut source: Box<dyn Read + Send>) {
        let mut chunk = [0; 16 * 1024];
        while let Ok(length @ 1..) = source.read(&mut chunk) {
            let at = Instant::now();
            let mut seen = self.seen();
            let last = seen.letting_go && chunk[..length].ends_with(&[ALL_SAID]);
            let said = &chunk[..length - usize::from(last)];
            seen.bytes.extend_from_slice(said);
            let end = seen.bytes.len();
            seen.pieces.push((at, end));
            seen.parser.process(said);
            self.changed.notify_all();
            if last {
                return;
            }
        }
    }

    /// Waits for the end; until it is noted here, the pid is still this program's.
    fn reap(&self, pid: Pid, mut child: Box<dyn Child + Send + Sync>) {
        let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), ended) {}
        let mut seen = self.seen();
        seen.ended = Some(child.wait().unwrap_or_else(|_| ExitStatus::with_exit_code(255)));
        self.changed.notify_all();
    }
}

/// A program in its terminal. Dropping it ends the program.
pub struct Pty {
    watched: Arc<Watched>,
    writer: Option<Box<dyn Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    line: File,
    pid: Pid,
    before: String,
    started: Instant,
    /// Rows and columns.
    size: (u16, u16),
    reader: Option<JoinHandle<()>>,
    _home: TempDir,
}

/// What was left when a program had ended.
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Everything it wrote.
    pub bytes: Vec<u8>,
    /// What is on the screen, the screen before it included.
    pub text: String,
    /// In which ways the terminal is not as it was.
    pub left_behind: Vec<String>,
}

impl Pty {
    /// Sends keys as a keyboard would.
    ///
    /// # Panics
    /// If the terminal is gone.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().expect("the terminal is there");
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the program has taken every key.
    ///
    /// # Panics
    /// If it does not take them.
    pub fn wait_until_keys_are_taken(&self) {
        let end = Instant::now() + PATIENCE;
        while ioctl_fionread(&self.line).unwrap() > 0 {
            assert!(Instant::now() < end, "the keys are not taken");
            thread::yield_now();
        }
    }

    /// Waits until the screen is as it should be, and gives its text.
    ///
    /// # Panics
    /// If that does not happen in time; the message shows the screen.
    #[track_caller]
    pub fn wait_for(&self, what: &str, mut holds: impl FnMut(&Screen) -> bool) -> String {
        let seen = self.wait(PATIENCE, |seen| holds(seen.parser.screen()));
        match seen {
            Ok(seen) => seen.parser.screen().contents(),
            Err(seen) => panic!("no {what} came; ended: {:?}; the screen:\n{}", seen.ended, picture(&seen)),
        }
    }

    /// Waits until this text is on the screen.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) -> String {
        self.wait_for(&format!("{text:?}"), |screen| screen.contents().contains(text))
    }

    /// Whether the screen becomes so within a time that is short on purpose.
    #[must_use]
    pub fn soon(&self, time: Duration, mut holds: impl FnMut(&Screen) -> bool) -> bool {
        self.wait(time, |seen| holds(seen.parser.screen())).is_ok()
    }

    /// Waits for a stretch of time in which the program writes nothing at all.
    ///
    /// # Panics
    /// If it never is quiet for so long.
    #[track_caller]
    pub fn wait_for_silence(&self, stretch: Duration) {
        let end = Instant::now() + PATIENCE;
        loop {
            let before = self.watched.seen().bytes.len();
            if self.wait(stretch, |seen| seen.bytes.len() > before).is_err() {
                return;
            }
            assert!(Instant::now() < end, "it never stops writing; the screen:\n{}", self.text());
        }
    }

    /// What is on the screen now.
    #[must_use]
    pub fn text(&self) -> String {
        picture(&self.watched.seen())
    }

    /// Every byte that the program wrote so far.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.watched.seen().bytes.clone()
    }

    /// The program's number among the system's processes.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_pid().cast_unsigned()
    }

    /// How many bytes the program wrote so far: a mark from which to count.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.watched.seen().bytes.len()
    }

    /// What the program wrote since a mark.
    #[must_use]
    pub fn since(&self, mark: usize) -> Vec<u8> {
        self.watched.seen().bytes[mark..].to_vec()
    }

    /// When the program was started.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.started
    }

    /// When the first byte after a mark came, and the last so far.
    #[must_use]
    pub fn span_since(&self, mark: usize) -> Option<(Instant, Instant)> {
        let seen = self.watched.seen();
        let first = seen.pieces.iter().find(|(_, end)| *end > mark)?.0;
        Some((first, seen.pieces.last()?.0))
    }

    /// When the screen was so for the first time, all that was written being drawn anew, and after how many bytes.
    #[must_use]
    pub fn first_time(&self, mut holds: impl FnMut(&Screen) -> bool) -> Option<(Instant, usize)> {
        let seen = self.watched.seen();
        let mut parser = vt100::Parser::new(self.size.0, self.size.1, 0);
        let mut begin = 0;
        seen.pieces.iter().find_map(|&(at, end)| {
            parser.process(&seen.bytes[begin..end]);
            begin = end;
            holds(parser.screen()).then_some((at, end))
        })
    }

    /// In which ways the terminal is not as it was before the program.
    #[must_use]
    pub fn left_behind(&self) -> Vec<String> {
        let seen = self.watched.seen();
        let screen = seen.parser.screen();
        let now = settings(&self.line);
        let mut ways: Vec<String> = [
            (screen.alternate_screen(), "the other screen is shown"),
            (screen.hide_cursor(), "the cursor is hidden"),
            (screen.bracketed_paste(), "pastes are bracketed"),
            (screen.application_cursor() || screen.application_keypad(), "keys are in application mode"),
            (screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None, "the mouse is captured"),
            (screen.bold() || screen.inverse() || screen.fgcolor() != vt100::Color::Default, "style is set"),
        ]
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, told)| told.to_owned())
        .collect();
        if now != self.before {
            ways.push(format!("the settings differ: before {}, now {now}", self.before));
        }
        ways
    }

    /// Sends a signal to the program.
    ///
    /// # Panics
    /// If the program has ended.
    pub fn signal(&self, signal: Signal) {
        let seen = self.watched.seen();
        assert!(seen.ended.is_none(), "it has ended already:\n{}", picture(&seen));
        kill_process(self.pid, signal).unwrap();
    }

    /// Takes the terminal away, as a closed window does.
    pub fn vanish(&mut self) {
        self.let_go();
        self.writer = None;
        self.master = None;
    }

    /// Waits for the end of the program and reads its last words.
    ///
    /// # Panics
    /// If it does not end.
    #[track_caller]
    pub fn end(&mut self) -> Ended {
        let status = match self.wait(PATIENCE, |seen| seen.ended.is_some()) {
            Ok(seen) => seen.ended.clone().expect("it has ended"),
            Err(seen) => panic!("it does not end; the screen:\n{}", picture(&seen)),
        };
        self.let_go();
        let left_behind = if self.master.is_some() { self.left_behind() } else { Vec::new() };
        let text = self.text();
        Ended { status, bytes: self.bytes(), text, left_behind }
    }

    /// Ends the reader after everything that was written before.
    fn let_go(&mut self) {
        let Some(reader) = self.reader.take() else { return };
        self.watched.seen().letting_go = true;
        if self.line.write_all(&[ALL_SAID]).is_ok() {
            // A reader that panicked has said so itself.
            drop(reader.join());
        }
    }

    /// The state in which it holds, or the last one. Ends early once nothing more can come.
    fn wait(
        &self,
        time: Duration,
        mut holds: impl FnMut(&Seen) -> bool,
    ) -> Result<MutexGuard<'_, Seen>, MutexGuard<'_, Seen>> {
        let mut end = Instant::now() + time;
        let mut seen = self.watched.seen();
        let mut over = false;
        loop {
            if holds(&seen) {
                return Ok(seen);
            }
            if seen.ended.is_some() && !over {
                over = true;
                end = end.min(Instant::now() + LAST_WORDS);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(seen);
            }
            let woken = self.watched.changed.wait_timeout(seen, left);
            seen = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        {
            let seen = self.watched.seen();
            if seen.ended.is_none() {
                // It may end at this moment, which is as good.
                let _ = kill_process(self.pid, Signal::KILL);
            }
        }
        self.let_go();
    }
}

impl fmt::Debug for Pty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.text())
    }
}

fn picture(seen: &Seen) -> String {
    let contents = seen.parser.screen().contents();
    contents.lines().fold(String::new(), |mut text, line| {
        writeln!(text, "| {line}").unwrap();
        text
    })
}
