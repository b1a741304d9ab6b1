//! What a frame costs the line to the terminal: it goes out in one piece, says nothing twice, steps over what stays
//! and clears the rest of a row in one command.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::cursor::MoveTo;
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType};
use ratatui::backend::{Backend, ClearType as Region, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

/// Frames larger than this are shown at once by terminals that can.
const LARGE: usize = 1_000;

/// Collects a frame and sends it in one piece, so that a slow line never shows
/// half of it and a small change costs one packet.
#[derive(Debug, Default)]
pub(super) struct Frames {
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

/// Where the blank rest of each row begins, in the frame that is drawn: the one who draws notes it, the backend reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends(Rc<RefCell<Vec<u16>>>);

impl Ends {
    /// Notes where the rows of this frame end.
    pub(super) fn note(&self, frame: &Buffer) {
        let width = usize::from(frame.area.width.max(1));
        let mut ends = self.0.borrow_mut();
        ends.clear();
        ends.extend(frame.content.chunks(width).map(|row| {
            let last = row.iter().enumerate().rfind(|(_, cell)| **cell != Cell::EMPTY);
            // the cell after a wide one is empty, and not blank
            last.map_or(0, |(x, cell)| u16::try_from(x + cell.symbol().width().max(1)).unwrap_or(u16::MAX))
        }));
    }

    fn of(&self, row: u16) -> u16 {
        self.0.borrow().get(usize::from(row)).copied().unwrap_or(u16::MAX)
    }
}

/// Fewer blanks than this at the end of a row are cheaper than the command that clears them.
const FEW: usize = 10;

/// The terminal's own backend, which clears what is blank up to the end of a row instead of writing it.
#[derive(Debug)]
pub(super) struct Thrifty<W: Write = Frames> {
    inner: CrosstermBackend<W>,
    ends: Ends,
}

impl Thrifty {
    pub(super) fn new(ends: Ends) -> Self {
        Self { inner: CrosstermBackend::new(Frames::default()), ends }
    }
}

impl<W: Write> Backend for Thrifty<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<_> = content.collect();
        // from where on a row is cleared
        let mut cleared: Vec<(u16, u16)> = Vec::new();
        for row in cells.chunk_by(|one, next| one.1 == next.1) {
            let tail = row.iter().position(|&(x, y, _)| x >= self.ends.of(y));
            if let Some(tail) = tail.filter(|tail| row.len() - tail >= FEW) {
                cleared.push((row[tail].0, row[tail].1));
            }
        }
        let from = |y: u16| cleared.binary_search_by_key(&y, |it| it.1).ok().map(|at| cleared[at].0);
        self.inner.draw(cells.iter().copied().filter(|&(x, y, _)| from(y).is_none_or(|from| x < from)))?;
        // all style has ended, so what is cleared is blank
        for &(x, y) in &cleared {
            queue!(self.inner, MoveTo(x, y), Clear(ClearType::UntilNewLine))?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, region: Region) -> io::Result<()> {
        self.inner.clear_region(region)
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.inner.append_lines(lines)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Style};

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

    /// What it takes to get from one frame to the next, and what a terminal shows then.
    fn change(from: &Buffer, to: &Buffer, ends: &Ends) -> (Vec<u8>, String) {
        let mut screen = vt100::Parser::new(to.area.height, to.area.width, 0);
        let mut bytes = Vec::new();
        for (was, is) in [(&Buffer::empty(from.area), from), (from, to)] {
            bytes.clear();
            ends.note(is);
            let mut thrifty = Thrifty { inner: CrosstermBackend::new(&mut bytes), ends: ends.clone() };
            thrifty.draw(was.diff(is).into_iter()).unwrap();
            screen.process(&bytes);
        }
        let shown = screen.screen().contents();
        (bytes, shown.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
    }

    fn drawn(frame: &Buffer) -> String {
        let row = |cells: &[Cell]| cells.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned();
        frame.content.chunks(frame.area.width.into()).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_blank_to_the_end_of_a_row_is_cleared_and_the_picture_is_the_same() {
        let long = "a list of people and what they came for";
        let from = Buffer::with_lines([long; 6]);
        let mut to = Buffer::with_lines([
            format!("{:39}", "short"),
            format!("{:39}", ""),
            format!("{:37}|", "to its end"),
            format!("{:39}", "a list of people and what they"),
            format!("{:39}", "x"),
            format!("{:39}", "y"),
        ]);
        // a blank that is seen, in the middle of what is not
        to.set_style(ratatui::layout::Rect::new(0, 5, 20, 1), Style::new().add_modifier(Modifier::REVERSED));
        let (thrifty, shown) = change(&from, &to, &Ends::default());
        assert_eq!(shown, drawn(&to));
        let clears = String::from_utf8(thrifty.clone()).unwrap().matches("\x1b[K").count();
        assert_eq!(clears, 4, "all but the row that goes to its end and the one of which little changes");
        // without the ends nothing is cleared
        let mut plain = Vec::new();
        CrosstermBackend::new(&mut plain).draw(from.diff(&to).into_iter()).unwrap();
        assert!(thrifty.len() + 50 < plain.len(), "{} of {}", thrifty.len(), plain.len());
    }

    #[test]
    fn the_second_half_of_a_wide_letter_is_not_cleared() {
        let from = Buffer::with_lines([format!("{:30}", "x".repeat(30))]);
        let mut to = Buffer::empty(from.area);
        to.set_string(0, 0, "漢字", Style::new());
        let (bytes, shown) = change(&from, &to, &Ends::default());
        assert_eq!(shown.trim_end(), "漢字");
        assert!(String::from_utf8(bytes).unwrap().contains("\x1b[1;5H\x1b[K"));
    }
}
