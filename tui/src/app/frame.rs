//! The rows around every screen, the same everywhere so that eyes learn them:
//! screens and clock, context, body, detail, news, state, keys. The last column
//! stays free because some terminals wrap there.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};

use super::{App, News, Overlay};
use crate::context::{Cx, Link, SLOW, Shape};
use crate::screen::{Mode, Page, places, same_place};
use crate::theme::Tone;
use crate::widget::chrome::{self, Tab};
use crate::widget::{below, line_at, lines_at, place_cursor, text, top};

impl App {
    /// Draws everything. It changes nothing and does nothing else.
    pub fn view(&self, frame: &mut Frame) {
        let whole = frame.area();
        frame.render_widget(Block::new().style(self.cx.theme.base()), whole);
        let area = Rect { width: whole.width.saturating_sub(1).max(whole.width.min(1)), ..whole };
        if let Some(screen) = self.front() {
            match shape(whole) {
                Shape::Line => self.one_line(frame, area, screen.page()),
                shape => self.rows(frame, area, screen.page(), shape),
            }
        }
        scrub(frame);
    }

    fn one_line(&self, frame: &mut Frame, area: Rect, page: &dyn Page) {
        // The body is drawn too small to be seen, for the cursor's sake only where it has room.
        let said = match (&self.leaving, &self.overlay) {
            (Some(leaving), _) => leaving.hint(),
            (None, _) if self.guard.proof.is_some() => {
                self.guard.proof.as_ref().map(|it| it.line(&self.cx)).unwrap_or_default()
            }
            (None, Some(Overlay::Palette(palette))) => palette.line(),
            (None, Some(Overlay::Help(help))) => help.line(),
            (None, None) => page.line(&self.cx),
        };
        line_at(frame, area, 0, text::fit(&said, usize::from(area.width)));
        place_cursor(frame, area, 0, 0);
    }

    fn rows(&self, frame: &mut Frame, area: Rect, page: &dyn Page, shape: Shape) {
        let cx = &self.cx;
        let columns = usize::from(area.width);
        let (mode, title) = (page.mode(), page.title(cx));
        let before = match shape {
            Shape::Full => {
                chrome::header(frame, area, cx.theme, &self.tabs(), &self.heading(&title), &self.corner());
                line_at(frame, below(area, 1), 0, page.context(cx));
                2
            }
            _ => {
                let left = format!(" {}{}", title.to_uppercase(), self.compact_badges());
                let right = self.clock();
                let line = chrome::two_sided(&left, &right, columns);
                line_at(frame, area, 0, Line::styled(text::pad(&line, columns), cx.style(Tone::Bar)));
                1
            }
        };
        let inner = below(area, before);
        let body = top(inner, inner.height.saturating_sub(4));
        let foot = below(inner, body.height);
        // Where a screen has nothing to put the cursor on, it still has to be somewhere.
        place_cursor(frame, body, 0, 0);
        match &self.overlay {
            Some(Overlay::Help(help)) => help.view(frame, body, cx),
            Some(Overlay::Palette(palette)) => palette.view(frame, body, cx),
            None => page.view(frame, body, cx),
        }
        line_at(frame, foot, 0, page.detail(cx));
        let news = page.news(cx).unwrap_or_else(|| self.news_line(columns));
        line_at(frame, foot, 1, news);
        if page.news(cx).is_none() {
            self.whole_news(frame, top(inner, body.height + 2), columns);
        }
        line_at(frame, foot, 2, self.state(mode, shape, columns));
        line_at(frame, foot, 3, self.keys(page, mode, columns));
        if let Some(proof) = &self.guard.proof {
            proof.view_as_question(frame, foot, cx);
        }
        if let Some(leaving) = &self.leaving {
            leaving.view(frame, foot, cx.theme);
        }
    }

    fn tabs(&self) -> Vec<Tab> {
        if !self.cover.is_empty() {
            return Vec::new();
        }
        let current = self.stacks.get(self.current).map(|stack| &stack.root);
        places(self.cx.role())
            .into_iter()
            .map(|place| Tab {
                digit: place.digit,
                label: place.label,
                badge: match place.label {
                    "Chat" | "Messages" => self.cx.unread,
                    "Inbox" => self.cx.notices,
                    _ => 0,
                },
                current: current.is_some_and(|root| same_place(root, &place.route)),
            })
            .collect()
    }

    fn heading(&self, title: &str) -> String {
        let clinic = text::clean(&self.cx.clinic.display_name).to_uppercase();
        if clinic.is_empty() { format!("PRAXIS  {title}") } else { clinic }
    }

    fn compact_badges(&self) -> String {
        if self.cover.is_empty() && self.cx.unread > 0 {
            format!("  Chat*{}", self.cx.unread)
        } else {
            String::new()
        }
    }

    fn clock(&self) -> String {
        if !self.cx.zone_known {
            return String::new();
        }
        format!("{} {}", self.cx.day(self.cx.today()), self.cx.clock(self.cx.at.now))
    }

    fn corner(&self) -> String {
        // A locked screen names nobody; the lock screen itself says who.
        let who = match (&self.cx.me, self.cover.is_empty()) {
            (Some(me), true) => me.user.user_name.clone(),
            _ => String::new(),
        };
        format!("{}  {who}", self.clock()).trim().to_owned()
    }

    fn news_line(&self, columns: usize) -> Line<'static> {
        let Some(news) = &self.news else { return Line::default() };
        let said = text::fit(&self.news_text(news), columns);
        Line::from(Span::styled(said, self.cx.style(news.tone)))
    }

    fn news_text(&self, News { text, at, .. }: &News) -> String {
        let clock = if self.cx.zone_known { format!("{} ", self.cx.clock(at.now)) } else { String::new() };
        format!(" {clock}{text}")
    }

    /// News that is to be read whole and longer than its row, over the rows above it, until the next key.
    fn whole_news(&self, frame: &mut Frame, area: Rect, columns: usize) {
        let Some(news) = self.news.as_ref().filter(|news| news.whole) else { return };
        let said = self.news_text(news);
        if text::width(&text::clean(&said)) <= columns {
            return;
        }
        let lines = text::wrap(said.trim_start(), columns.saturating_sub(2));
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        let place = below(area, area.height - rows);
        frame.render_widget(Clear, place);
        let tone = self.cx.style(news.tone);
        lines_at(
            frame,
            place,
            lines.into_iter().map(|line| Line::from(Span::styled(format!(" {line}"), tone))),
        );
    }

    fn state(&self, mode: Mode, shape: Shape, columns: usize) -> Line<'static> {
        let cx = &self.cx;
        let (link, tone) = link(cx, !self.cover.is_empty());
        let mut row = format!(" {} {link}", mode.name());
        if shape == Shape::Full {
            if self.cover.is_empty() && cx.private {
                row.push_str("   private view");
            }
            if !self.cover.is_empty() {
                row.push_str(concat!("   Praxis ", env!("CARGO_PKG_VERSION")));
            }
            if let Some(me) = cx.me.as_ref().filter(|me| self.cover.is_empty() && me.user.roles.len() > 1) {
                row.push_str(&format!("   as {}", crate::context::role_name(me.role)));
            }
        }
        Line::from(Span::styled(text::fit(&row, columns), cx.style(tone)))
    }

    fn keys(&self, page: &dyn Page, mode: Mode, columns: usize) -> Line<'static> {
        let row = match &self.overlay {
            Some(Overlay::Help(_)) => text::fit(" type to filter  Up Down  Esc back", columns),
            Some(Overlay::Palette(_)) => {
                text::fit(" type a part of the name  Enter do it  Up Down  Esc back", columns)
            }
            None => chrome::hints(&page.entries(&self.cx), &self.tail(mode), columns),
        };
        Line::from(Span::styled(row, self.cx.style(Tone::Accent)))
    }
}

fn shape(area: Rect) -> Shape {
    match (area.width, area.height) {
        (width, height) if width >= 80 && height >= 24 => Shape::Full,
        (width, height) if width >= 30 && height >= 8 => Shape::Compact,
        _ => Shape::Line,
    }
}

fn link(cx: &Cx, covered: bool) -> (String, Tone) {
    match cx.link {
        _ if cx.distrusted => (
            "STOP: the server shows another key. Nothing is sent to it. Ask the clinic.".to_owned(),
            Tone::Bad,
        ),
        Link::Connecting => ("connecting...".to_owned(), Tone::Text),
        // under a cover nothing is shown that others change
        Link::Live(_) if !cx.hears && cx.me.is_some() && !covered => {
            ("NOT LIVE: changes by others are not shown; still trying".to_owned(), Tone::Bad)
        }
        Link::Live(took) if took >= SLOW => (format!("live   link SLOW {} ms", took.as_millis()), Tone::Warn),
        Link::Live(took) => (format!("live   link ok {} ms", took.as_millis()), Tone::Text),
        Link::Offline(since) if cx.zone_known => (format!("OFFLINE since {}", cx.clock(since)), Tone::Bad),
        Link::Offline(_) => ("OFFLINE: the server does not answer; still trying".to_owned(), Tone::Bad),
    }
}

/// The last line of defence: whatever a screen let through, no cell holds
/// anything that a terminal would obey or hide.
fn scrub(frame: &mut Frame) {
    for cell in &mut frame.buffer_mut().content {
        let symbol = cell.symbol();
        if symbol.len() == 1 || !symbol.chars().any(text::is_hostile) {
            continue;
        }
        let clean: String = symbol.chars().filter(|c| !text::is_hostile(*c)).collect();
        cell.set_symbol(if clean.is_empty() { " " } else { &clean });
    }
}
