//! How the people are drawn: the list, one of them with their sessions, the
//! forms, and the code that is shown once.

use praxis_shared::pb::{self, UserState};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::marks::{email, mark, remarks, roles, state_mark};
use super::{Part, People, Shown};
use crate::context::{Cx, Shape, instant, role_name};
use crate::screen::{said, said_whole};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, line_at, lines_at, place_cursor, right_of, row_of, text, top};

const COLUMNS: [Column; 4] = [
    Column::flex("Name", 16),
    Column::new("User name", 16).from(60),
    Column::flex("Roles", 10).from(50),
    Column::new("State", 12),
];

const SESSIONS: [Column; 3] =
    [Column::flex("Signed in at", 10), Column::new("Since", 16), Column::new("Last used", 16).from(60)];

fn cells(user: &pb::User, cx: &Cx) -> Vec<Cell> {
    let (state, tone) = mark(user, cx);
    vec![
        cx.person(&user.display_name).into(),
        user.user_name.clone().into(),
        roles(user).into(),
        Cell::toned(state, tone),
    ]
}

fn session_cells(session: &pb::Session, cx: &Cx) -> Vec<Cell> {
    let when =
        |stamp: Option<&prost_types::Timestamp>| instant(stamp).map(|at| cx.when(at)).unwrap_or_default();
    let label = if session.client_label.is_empty() { "(no name)" } else { &session.client_label };
    let label = if session.current { format!("{label}, this one") } else { label.to_owned() };
    vec![
        label.into(),
        when(session.create_time.as_ref()).into(),
        when(session.last_used_time.as_ref()).into(),
    ]
}

impl Shown {
    /// The code in the lower part of the area, with all that belongs to it.
    fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let columns = usize::from(area.width);
        let whole = |line: &str, tone: Tone| said_whole(line, tone, columns, cx);
        let mut lines = whole("Hand this code over now; it is not shown again.", Tone::Warn);
        lines.extend(whole(&cx.person(&self.whose), Tone::Text));
        let row = lines.len();
        lines.push(said(self.code.clone(), Tone::Strong, cx));
        lines.extend(whole(&format!("Good once, {}: \"I have a code\" at sign-in.", self.until), Tone::Text));
        for more in &self.more {
            lines.extend(whole(more, Tone::Warn));
        }
        lines.push(said("Esc closes", Tone::Accent, cx));
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        let place = below(area, area.height - rows);
        frame.render_widget(Clear, place);
        // the code itself is seen in every size
        let skip = row.min(lines.len() - usize::from(rows));
        lines_at(frame, place, lines.into_iter().skip(skip));
        place_cursor(frame, place, 1, u16::try_from(row - skip).unwrap_or(0));
    }
}

impl People {
    pub(super) fn headline(&self, cx: &Cx) -> Line<'static> {
        let line = match &self.part {
            Part::Create(_) => "NEW ACCOUNT   Esc goes back and keeps what you typed".to_owned(),
            Part::Roles(_, name) => {
                let who = self.user(name).map(|user| cx.person(&user.display_name)).unwrap_or_default();
                format!("ROLES  {who}   Space changes, Esc goes back")
            }
            Part::Person(name) => {
                let user = self.user(name);
                let who = user.map(|user| cx.person(&user.display_name)).unwrap_or_default();
                let about = user.map(|user| format!("{}  {}", roles(user), mark(user, cx).0));
                format!("{}  {}", who.to_uppercase(), about.unwrap_or_default())
            }
            Part::List => {
                let state = match super::STATES.get(self.state) {
                    Some(UserState::Unspecified) | None => "everybody".to_owned(),
                    Some(&state) => format!("only {}", state_mark(state).0),
                };
                let waits =
                    |user: &&pb::User| user.state() == UserState::Pending && user.waiting_roles.is_empty();
                let waiting = self.known().iter().filter(waits).count();
                let waiting =
                    if waiting > 0 { format!("   {waiting} wait for approval: y") } else { String::new() };
                let roles = self.known().iter().any(|user| !user.waiting_roles.is_empty());
                let roles = if roles { "   roles that wait: w" } else { "" };
                let more = if self.next.is_empty() { "" } else { "+" };
                format!("PEOPLE   {state}   {}{more} shown{waiting}{roles}", self.known().len())
            }
        };
        said(line, Tone::Strong, cx)
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match &self.part {
            Part::Create(form) | Part::Roles(form, _) => {
                form.view(frame, right_of(area, 1), cx.theme);
            }
            Part::Person(name) => self.draw_person(frame, area, name, cx),
            Part::List => self.draw_list(frame, area, cx),
        }
        if let Some((question, _)) = &self.question {
            question.view(frame, area, cx.theme);
        }
        if let Some(console) = &self.console {
            frame.render_widget(Clear, area);
            console.view(frame, area, cx);
        }
        if let Some(shown) = &self.code {
            shown.draw(frame, area, cx);
        }
    }

    fn draw_list(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let mut list = area;
        let ids = self.ids();
        let selected = self.selected.row(&ids);
        let searching = self.typing || !self.query.is_empty();
        if searching {
            list = below(area, 1);
        }
        if let Some(remark) = self.users.remark().filter(|_| ids.is_empty()) {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        } else if ids.is_empty() {
            line_at(frame, list, 0, said("Nobody here; Esc shows everybody.", Tone::Muted, cx));
        }
        if ids.is_empty() || selected.is_none() {
            place_cursor(frame, area, 0, 0);
        }
        if !ids.is_empty() {
            table::view(frame, list, cx.theme, &COLUMNS, (ids.len(), selected), |row| {
                self.known().get(row).map(|user| cells(user, cx)).unwrap_or_default()
            });
        }
        if searching && let Some(strip) = row_of(area, 0) {
            line_at(frame, strip, 0, said("Find", Tone::Muted, cx));
            self.query.view(frame, right_of(strip, 6), cx.theme, self.typing);
        }
    }

    fn draw_person(&self, frame: &mut Frame, area: Rect, name: &str, cx: &Cx) {
        let mut lines = Vec::new();
        if let Some(user) = self.user(name) {
            let or_none =
                |text: &str| if text.is_empty() || cx.private { "-".to_owned() } else { text.to_owned() };
            let made = instant(user.create_time.as_ref()).map(|at| cx.when(at)).unwrap_or_default();
            let roles: Vec<&str> = user.roles().map(role_name).collect();
            for (label, value) in [
                ("User name", user.user_name.clone()),
                ("Roles    ", roles.join(", ")),
                ("E-mail   ", or_none(&email(user))),
                ("Phone    ", or_none(&user.phone)),
                ("Since    ", made),
            ] {
                lines.push(said(format!("{label}  {value}"), Tone::Text, cx));
            }
        }
        let full = cx.shape() == Shape::Full;
        if !full {
            lines.clear();
        }
        let known = self.user(name).map(|user| remarks(user, cx)).unwrap_or_default();
        for (remark, tone) in known {
            lines.extend(said_whole(&remark, tone, usize::from(area.width), cx));
        }
        let head = u16::try_from(lines.len()).unwrap_or(0).saturating_add(u16::from(full));
        let head = head.min(area.height.saturating_sub(2));
        if head > 0 {
            lines_at(frame, top(area, head), lines);
        }
        let list = below(area, head);
        let ids = self.session_ids();
        if let Some(remark) = self.sessions.remark().filter(|_| ids.is_empty()) {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        } else if ids.is_empty() {
            line_at(frame, list, 0, said("Not signed in anywhere.", Tone::Muted, cx));
        }
        let selected = self.session.row(&ids);
        if selected.is_none() {
            place_cursor(frame, list, 0, 0);
        }
        if !ids.is_empty() {
            table::view(frame, list, cx.theme, &SESSIONS, (ids.len(), selected), |row| {
                self.sessions().get(row).map(|it| session_cells(it, cx)).unwrap_or_default()
            });
        }
    }

    pub(super) fn detail_line(&self, cx: &Cx) -> Line<'static> {
        if !self.sent.is_empty() {
            return said("saving...", Tone::Text, cx);
        }
        if let Some(remark) = &self.remark {
            return said(remark.clone(), Tone::Bad, cx);
        }
        match &self.part {
            Part::Create(form) | Part::Roles(form, _) if form.has_errors() => {
                said("Something is wrong; it stands beside its field.", Tone::Bad, cx)
            }
            Part::List => match self.selected() {
                Some(user) if !cx.private => {
                    let line = format!("{}  {}  {}", user.display_name, email(user), user.phone);
                    said(text::fit(&line, usize::from(cx.size.0).saturating_sub(2)), Tone::Text, cx)
                }
                _ => Line::default(),
            },
            _ => Line::default(),
        }
    }
}
