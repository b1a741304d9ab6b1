//! A new token while it is typed: its name, its days, its networks, and what it may call.

use std::collections::BTreeSet;

use praxis_shared::pb;
use praxis_shared::text as rules;
use praxis_shared::time::Instant;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::context::{Cx, stamp};
use crate::keymap::{Code, Key};
use crate::outbox::Failure;
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, line_at, right_of, top};

/// Longest life of a token, as the contract has it.
const DAYS_MAX: i64 = 90;

// The fields have the names that the server's complaints have.
const NAME: &str = "display_name";
const DAYS: &str = "expire_time";
const NETWORKS: &str = "source_networks";
const SCOPES: &str = "scopes";

const COLUMNS: [Column; 3] = [Column::new("", 3), Column::new("", 27), Column::flex("", 4).from(60)];

/// One line to choose from.
#[derive(Debug, PartialEq)]
enum Row<'a> {
    /// A service: all that is shown of it.
    Service { name: &'a str, chosen: usize, of: usize },
    /// One call.
    One { scope: &'a pb::ApiTokenScope, chosen: bool },
}

impl Row<'_> {
    fn id(&self) -> String {
        match self {
            Self::Service { name, .. } => format!("{name}/"),
            Self::One { scope, .. } => scope.scope.clone(),
        }
    }
}

/// Service and method of a scope.
pub(super) fn parts(scope: &str) -> (&str, &str) {
    scope.split_once('/').unwrap_or(("", scope))
}

/// What is typed and chosen.
pub(super) struct Draft {
    form: Form,
    chosen: BTreeSet<String>,
    selected: Selection<String>,
}

impl Default for Draft {
    fn default() -> Self {
        let form = Form::new(vec![
            Field::text(NAME, "Name", rules::TERMINAL_MAX).hint("what the script is for"),
            Field::text(DAYS, "Days", 4).columns(5).with("30").hint("1 to 90, then it ends"),
            Field::text(NETWORKS, "Networks", 600).hint("it is used from; empty: anywhere"),
            Field::text(SCOPES, "May call", 60).columns(20).hint("type to find, Space chooses"),
        ]);
        Self { form, chosen: BTreeSet::new(), selected: Selection::default() }
    }
}

impl Draft {
    pub(super) fn is_touched(&self) -> bool {
        self.form.is_touched() || !self.chosen.is_empty()
    }

    /// Whether keys go to the list of calls.
    pub(super) fn is_choosing(&self) -> bool {
        self.form.focused() == SCOPES
    }

    pub(super) fn has_errors(&self) -> bool {
        self.form.has_errors()
    }

    pub(super) fn focused(&self) -> &'static str {
        self.form.focused()
    }

    pub(super) fn chosen(&self) -> usize {
        self.chosen.len()
    }

    /// What there is to choose from when that was typed.
    fn rows<'a>(&self, offered: &'a [pb::ApiTokenScope]) -> Vec<Row<'a>> {
        let typed = self.form.trimmed(SCOPES).to_lowercase();
        let fits = |text: &str| text.to_lowercase().contains(&typed);
        let fitting: Vec<_> = offered.iter().filter(|it| fits(&it.scope) || fits(&it.summary)).collect();
        let mut rows = Vec::new();
        for group in fitting.chunk_by(|a, b| parts(&a.scope).0 == parts(&b.scope).0) {
            let chosen = group.iter().filter(|it| self.chosen.contains(&it.scope)).count();
            let name = group.first().map_or("", |it| parts(&it.scope).0);
            rows.push(Row::Service { name, chosen, of: group.len() });
            rows.extend(
                group.iter().map(|&scope| Row::One { scope, chosen: self.chosen.contains(&scope.scope) }),
            );
        }
        rows
    }

    fn ids(&self, offered: &[pb::ApiTokenScope]) -> Vec<String> {
        self.rows(offered).iter().map(Row::id).collect()
    }

    /// The first line is selected when there are lines for the first time, or none of before.
    pub(super) fn follow(&mut self, offered: &[pb::ApiTokenScope]) {
        let ids = self.ids(offered);
        if self.selected.row(&ids).is_none() {
            self.selected.go_to(0, &ids);
        }
    }

    /// Takes or drops what is selected.
    pub(super) fn choose(&mut self, offered: &[pb::ApiTokenScope]) {
        let Some(selected) = self.selected.key().cloned() else { return };
        let rows = self.rows(offered);
        let these: Vec<String> = match selected.strip_suffix('/') {
            None => vec![selected],
            Some(service) => rows
                .iter()
                .filter_map(|row| match row {
                    Row::One { scope, .. } if parts(&scope.scope).0 == service => Some(scope.scope.clone()),
                    _ => None,
                })
                .collect(),
        };
        if these.iter().all(|it| self.chosen.contains(it)) {
            self.chosen.retain(|it| !these.contains(it));
        } else {
            self.chosen.extend(these);
        }
        let asked = self.form.error(SCOPES).is_some();
        if asked && !self.chosen.is_empty() {
            // typing does the same for the other fields
            let rest: Vec<(&str, String)> = [NAME, DAYS, NETWORKS]
                .into_iter()
                .filter_map(|name| Some((name, self.form.error(name)?.to_owned())))
                .collect();
            self.form.set_errors(rest.iter().map(|(name, error)| (*name, error.as_str())));
        }
    }

    /// Takes a key; Space is the screen's while a call is to be chosen.
    pub(super) fn on_key(&mut self, key: Key, page: usize, offered: &[pb::ApiTokenScope]) -> Outcome {
        if self.is_choosing() && matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown) {
            let ids = self.ids(offered);
            let first = self.selected.row(&ids).is_none_or(|row| row == 0);
            if key == Key::UP && first {
                return self.form.on_key(Key::BACK_TAB);
            }
            self.selected.on_key(key, page, &ids);
            return Outcome::Moved;
        }
        let done = self.form.on_key(key);
        if done == Outcome::Changed && self.is_choosing() {
            self.selected.go_to(0, &self.ids(offered));
        }
        done
    }

    pub(super) fn paste(&mut self, pasted: &str, offered: &[pb::ApiTokenScope]) {
        self.form.paste(pasted);
        if self.is_choosing() {
            self.selected.go_to(0, &self.ids(offered));
        }
    }

    fn networks(&self) -> Vec<String> {
        let typed = self.form.text(NETWORKS);
        let separate = |c: char| c.is_whitespace() || c == ',' || c == ';';
        typed.split(separate).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    }

    /// What is to be sent; nothing, and what is wrong beside its field.
    pub(super) fn request(&mut self, now: Instant) -> Option<pb::CreateApiTokenRequest> {
        self.form.clear_errors();
        let display_name = self.form.checked(NAME, rules::terminal);
        let days = self.form.trimmed(DAYS).parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
        if days.is_none() {
            self.form.set_error(DAYS, "type a number of days from 1 to 90");
        }
        if self.chosen.is_empty() {
            self.form.set_error(SCOPES, "choose one at least, by Space");
        }
        let days = days.filter(|_| !self.form.has_errors());
        let Some(days) = days else {
            self.form.focus_error();
            return None;
        };
        let mut expire_time = now + chrono::Duration::days(days);
        if days == DAYS_MAX {
            // a clock here that is a little ahead of the server's must not make the longest life too long
            expire_time -= chrono::Duration::minutes(10);
        }
        Some(pb::CreateApiTokenRequest {
            display_name,
            scopes: self.chosen.iter().cloned().collect(),
            expire_time: Some(stamp(expire_time)),
            source_networks: self.networks(),
            ..Default::default()
        })
    }

    /// Puts the server's complaints beside their fields; what belongs to none is handed back.
    pub(super) fn refused(&mut self, failure: &Failure) -> Option<String> {
        let networks = self.networks();
        let scopes: Vec<&String> = self.chosen.iter().collect();
        let mut told: Vec<(String, String)> = Vec::new();
        for (field, wrong) in &failure.violations {
            let (name, at) = match field.split_once('[') {
                Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
                None => (field.as_str(), None),
            };
            let which = match (name, at) {
                (NETWORKS, Some(at)) => networks.get(at),
                (SCOPES, Some(at)) => scopes.get(at).copied(),
                _ => None,
            };
            let wrong = which.map_or_else(|| wrong.clone(), |which| format!("{which} {wrong}"));
            // of several the first: the others come when it is mended
            if !told.iter().any(|(known, _)| known == name) {
                told.push((name.to_owned(), wrong));
            }
        }
        let homeless = self.form.set_errors(told.iter().map(|(name, wrong)| (name.as_str(), wrong.as_str())));
        if failure.violations.is_empty() {
            return Some(failure.message.clone());
        }
        (!homeless.is_empty()).then(|| homeless.join("; "))
    }

    /// The selected call in more words.
    pub(super) fn summary(&self, offered: &[pb::ApiTokenScope]) -> Option<String> {
        let selected = self.selected.key().filter(|_| self.is_choosing())?;
        let scope = offered.iter().find(|it| it.scope == *selected)?;
        let changes = if scope.changes { "changes data: " } else { "" };
        Some(format!("{changes}{}", scope.summary))
    }

    pub(super) fn view(
        &self,
        frame: &mut Frame,
        area: Rect,
        offered: &[pb::ApiTokenScope],
        remark: Option<String>,
        cx: &Cx,
    ) {
        let fields = right_of(area, 1);
        let wanted = self.form.height(fields.width);
        // who chooses sees the list, who types sees the fields
        let room = if self.is_choosing() { area.height.saturating_sub(5).max(2) } else { area.height };
        let height = wanted.min(room);
        self.form.view(frame, top(fields, height), cx.theme);
        let list = below(area, height);
        if let Some(remark) = remark {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
            return;
        }
        let rows = self.rows(offered);
        if rows.is_empty() {
            line_at(frame, list, 0, said("No call is named like that.", Tone::Muted, cx));
            return;
        }
        let ids: Vec<String> = rows.iter().map(Row::id).collect();
        let selected = self.selected.row(&ids).filter(|_| self.is_choosing());
        table::view(frame, list, cx.theme, &COLUMNS, (rows.len(), selected), |at| {
            rows.get(at).map(cells).unwrap_or_default()
        });
    }
}

fn cells(row: &Row<'_>) -> Vec<Cell> {
    match row {
        Row::Service { name, chosen, of } => {
            let mark = match chosen {
                0 => "[ ]",
                chosen if chosen == of => "[x]",
                _ => "[-]",
            };
            let tone = Tone::Strong;
            vec![
                Cell::toned(mark, tone),
                Cell::toned((*name).to_owned(), tone),
                Cell::toned(format!("{chosen} of {of}"), Tone::Muted),
            ]
        }
        Row::One { scope, chosen } => {
            let what =
                if scope.changes { format!("changes: {}", scope.summary) } else { scope.summary.clone() };
            vec![
                if *chosen { "[x]" } else { "[ ]" }.into(),
                format!("  {}", parts(&scope.scope).1).into(),
                Cell::toned(what, Tone::Muted),
            ]
        }
    }
}
