//! How script tokens are drawn: the list, one of them, the form, and the secret that is shown once.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::draft::parts;
use super::{Part, Shown, Tokens};
use crate::context::{Cx, Shape, instant};
use crate::screen::common::doubt;
use crate::screen::{said, said_whole};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{line_at, lines_at, place_cursor, text};

/// From how many days before its end a token says so.
const SOON: i64 = 7;

const COLUMNS: [Column; 6] = [
    Column::flex("Name", 10),
    Column::new("Calls", 5).right().from(60),
    Column::flex("From", 8).from(70),
    Column::new("Ends", 15).from(50),
    Column::new("Last used", 10).from(60),
    Column::new("State", 12),
];

/// How a token stands: a bracketed letter and a word.
pub(super) fn state(token: &pb::ApiToken, cx: &Cx) -> (String, Tone) {
    if token.end_time.is_some() {
        return ("[X]revoked".to_owned(), Tone::Muted);
    }
    let Some(ends) = instant(token.expire_time.as_ref()) else { return ("-".to_owned(), Tone::Muted) };
    let left = ends - cx.at.now;
    if left <= chrono::Duration::zero() {
        return ("[E]expired".to_owned(), Tone::Muted);
    }
    // a day that has begun counts
    match (left.num_seconds() + 86_399) / 86_400 {
        1 => ("[!]1 day".to_owned(), Tone::Warn),
        days if days <= SOON => (format!("[!]{days} days"), Tone::Warn),
        _ => ("[A]active".to_owned(), Tone::Text),
    }
}

fn when(stamp: Option<&prost_types::Timestamp>, cx: &Cx) -> String {
    instant(stamp).map_or_else(|| "-".to_owned(), |at| cx.when(at))
}

/// The day, or the clock on the same day.
fn day(stamp: Option<&prost_types::Timestamp>, cx: &Cx) -> String {
    let Some(at) = instant(stamp) else { return "-".to_owned() };
    if cx.date(at) == cx.today() { cx.clock(at) } else { cx.day(cx.date(at)) }
}

fn networks(token: &pb::ApiToken) -> String {
    if token.source_networks.is_empty() { "anywhere".to_owned() } else { token.source_networks.join(", ") }
}

fn used(token: &pb::ApiToken, cx: &Cx) -> String {
    match token.last_used_time {
        None => "never".to_owned(),
        Some(_) if token.last_source.is_empty() => when(token.last_used_time.as_ref(), cx),
        Some(_) => format!("{} from {}", when(token.last_used_time.as_ref(), cx), token.last_source),
    }
}

fn cells(token: &pb::ApiToken, cx: &Cx) -> Vec<Cell> {
    let (state, tone) = state(token, cx);
    let used = match token.last_used_time {
        None => "never".to_owned(),
        Some(_) => day(token.last_used_time.as_ref(), cx),
    };
    vec![
        token.display_name.clone().into(),
        token.scopes.len().to_string().into(),
        networks(token).into(),
        day(token.expire_time.as_ref(), cx).into(),
        used.into(),
        Cell::toned(state, tone),
    ]
}

/// Everything about a token, as lines of at most that width.
pub(super) fn sheet(token: &pb::ApiToken, columns: usize, cx: &Cx) -> Vec<String> {
    let mut rows = vec![
        ("Name", token.display_name.clone()),
        ("State", state(token, cx).0),
        ("Made", when(token.create_time.as_ref(), cx)),
        ("Ends", when(token.expire_time.as_ref(), cx)),
    ];
    if token.end_time.is_some() {
        rows.push(("Revoked", when(token.end_time.as_ref(), cx)));
    }
    rows.push(("Last used", used(token, cx)));
    rows.push(("From", networks(token)));
    for of_service in token.scopes.chunk_by(|a, b| parts(a).0 == parts(b).0) {
        let methods: Vec<&str> = of_service.iter().map(|it| parts(it).1).collect();
        let service = of_service.first().map_or("", |it| parts(it).0);
        rows.push(("May call", format!("{service}: {}", methods.join(", "))));
    }
    let mut lines = Vec::new();
    let mut above = "";
    for (label, value) in rows {
        for (at, line) in text::wrap(&value, columns.saturating_sub(11).max(8)).into_iter().enumerate() {
            let label = if at == 0 && label != above { label } else { "" };
            lines.push(format!("{} {line}", text::pad(label, 10)));
        }
        above = label;
    }
    lines
}

impl Shown {
    fn words(&self, cx: &Cx) -> Vec<(String, Tone)> {
        let said = |line: &str, tone: Tone| (line.to_owned(), tone);
        let blank = || (String::new(), Tone::Text);
        if cx.private {
            return vec![said("Private view: the token is hidden. . shows it again.", Tone::Warn)];
        }
        let token = (self.token.clone(), Tone::Strong);
        if cx.shape() != Shape::Full {
            return vec![
                said("Shown this once; the clinic has no copy.", Tone::Warn),
                token,
                said(
                    "Keep it in a file of mode 0600. Calls carry it as authorization: Bearer praxis_t_...",
                    Tone::Text,
                ),
            ];
        }
        vec![
            (
                format!("{}   ends {}", self.made.display_name, when(self.made.expire_time.as_ref(), cx)),
                Tone::Text,
            ),
            blank(),
            said("This is the token. It is shown this once, and the clinic keeps no copy of it.", Tone::Warn),
            token,
            blank(),
            said("Keep it in a file that only the script's user can read. In that user's shell:", Tone::Text),
            said("  umask 077; cat > praxis.token     paste it, then Enter and Ctrl-D", Tone::Strong),
            blank(),
            said("The script sends it with every call, as this metadata:", Tone::Text),
            said("  authorization: Bearer praxis_t_...", Tone::Strong),
            blank(),
            said("Whoever has it acts for you. If it gets lost or seen, revoke it here by x.", Tone::Text),
            said("w  I have kept it", Tone::Accent),
        ]
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let columns = usize::from(area.width.saturating_sub(1));
        let mut row = 0;
        for (words, tone) in self.words(cx) {
            // the shell's line keeps its blanks
            let lines =
                if text::width(&words) <= columns { vec![words] } else { text::wrap(&words, columns) };
            for line in lines {
                if tone == Tone::Strong && line.starts_with("praxis_") {
                    place_cursor(frame, area, 1, row);
                }
                line_at(frame, area, row, said(line, tone, cx));
                row += 1;
            }
        }
    }
}

impl Tokens {
    pub(super) fn headline(&self, cx: &Cx) -> Line<'static> {
        let line = match &self.part {
            Part::New(draft) => {
                let (chosen, s) = (draft.chosen(), if draft.chosen() == 1 { "" } else { "s" });
                format!("NEW SCRIPT TOKEN   {chosen} call{s} chosen; Esc goes back and keeps it")
            }
            Part::Shown(_) => "NEW SCRIPT TOKEN   keep it now".to_owned(),
            Part::One(name, _) => {
                let name = self.token(name).map(|it| it.display_name.clone()).unwrap_or_default();
                format!("SCRIPT TOKEN   {name}")
            }
            Part::List => {
                let known = self.known();
                let live = known.iter().filter(|it| super::is_live(it, cx)).count();
                let ended = known.len() - live;
                let more = if self.more { ", the newest 200; e shows the live ones alone" } else { "" };
                match self.ended {
                    true => format!("SCRIPT TOKENS   {live} live, {ended} ended{more}"),
                    false => format!("SCRIPT TOKENS   {live} live; e shows ended ones"),
                }
            }
        };
        said(line, Tone::Strong, cx)
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match &self.part {
            Part::New(draft) => {
                let remark = self.offered.remark();
                draft.view(frame, area, self.offered(), remark, cx);
            }
            Part::Shown(shown) => shown.view(frame, area, cx),
            Part::One(name, from) => {
                let lines =
                    self.token(name).map(|it| sheet(it, usize::from(area.width), cx)).unwrap_or_default();
                lines_at(frame, area, lines.into_iter().skip(*from).map(|line| said(line, Tone::Text, cx)));
            }
            Part::List => self.draw_list(frame, area, cx),
        }
        if let Some((question, _)) = &self.question {
            question.view(frame, area, cx.theme);
        }
    }

    fn draw_list(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let ids = self.ids();
        let selected = self.selected.row(&ids);
        if selected.is_none() {
            place_cursor(frame, area, 0, 0);
        }
        if let Some(remark) = self.tokens.remark().filter(|_| ids.is_empty()) {
            let remark = self.tokens.failure().map_or(remark, doubt::said_of);
            lines_at(frame, area, said_whole(&remark, Tone::Muted, usize::from(area.width), cx));
        } else if ids.is_empty() {
            let columns = usize::from(area.width.saturating_sub(2));
            let none = "None yet. n makes a token: a script acts for you with it, within the calls that you \
                        choose, and needs no password of yours.";
            let lines = text::wrap(none, columns);
            lines_at(frame, area, lines.into_iter().map(|line| said(line, Tone::Text, cx)));
        } else {
            table::view(frame, area, cx.theme, &COLUMNS, (ids.len(), selected), |row| {
                self.known().get(row).map(|it| cells(it, cx)).unwrap_or_default()
            });
        }
    }

    pub(super) fn detail_line(&self, cx: &Cx) -> Line<'static> {
        let columns = usize::from(cx.size.0).saturating_sub(2);
        let fit = |line: &str, tone| said(text::fit(line, columns), tone, cx);
        if self.making.is_some() {
            return fit("making it...", Tone::Text);
        }
        if self.revoking.is_some() {
            return fit("revoking it...", Tone::Text);
        }
        if let Some(remark) = &self.remark {
            return fit(remark, Tone::Bad);
        }
        match &self.part {
            Part::New(draft) => match draft.summary(self.offered()) {
                Some(summary) => fit(&summary, Tone::Text),
                None if draft.has_errors() => {
                    fit("Something is wrong; it stands beside its field.", Tone::Bad)
                }
                None => Line::default(),
            },
            Part::List => match self.selected() {
                Some(token) => {
                    let made = when(token.create_time.as_ref(), cx);
                    let line = format!("made {made}   used {}   from {}", used(token, cx), networks(token));
                    fit(&line, Tone::Text)
                }
                None => Line::default(),
            },
            Part::One(..) | Part::Shown(_) => Line::default(),
        }
    }
}
