//! How chat looks: the list at the left and the conversation at the right where there
//! is room for both, one of them otherwise. Only what fits is laid out.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use praxis_shared::pb::{self, ConversationKind};

use super::thread::Thread;
use super::{Chat, Focus, side_by_side};
use crate::context::{Cx, instant};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, left_of, line_at, right_of, row_of, text, top};

/// Columns of the list where both stand side by side.
const LIST: u16 = 24;
/// Rows of text that can be seen while writing.
const INPUT: u16 = 4;

pub(super) fn chat(chat: &Chat, frame: &mut Frame, area: Rect, cx: &Cx) {
    if chat.focus == Focus::Pick {
        return pick(chat, frame, area, cx);
    }
    if !side_by_side(cx) {
        return match (&chat.thread, chat.focus) {
            (Some(thread), Focus::Text | Focus::Messages) => conversation(chat, thread, frame, area, cx),
            _ => list(chat, frame, area, cx),
        };
    }
    list(chat, frame, left_of(area, LIST), cx);
    for row in 0..area.height {
        line_at(frame, right_of(area, LIST), row, Span::styled("|", cx.style(Tone::Muted)));
    }
    let right = right_of(area, LIST + 2);
    match &chat.thread {
        Some(thread) => conversation(chat, thread, frame, right, cx),
        None => line_at(
            frame,
            right,
            0,
            Span::styled("Enter opens, n writes to somebody new.", cx.style(Tone::Muted)),
        ),
    }
}

fn list(chat: &Chat, frame: &mut Frame, area: Rect, cx: &Cx) {
    let rows = chat.list.get().map_or(&[] as &[pb::Conversation], Vec::as_slice);
    if rows.is_empty() {
        let remark =
            chat.list.remark().unwrap_or_else(|| "No conversations yet: n writes to somebody.".into());
        for (row, line) in (0..).zip(text::wrap(&remark, usize::from(area.width.saturating_sub(2)))) {
            line_at(frame, area, row, Line::from(format!(" {line}")));
        }
        return;
    }
    let columns = [Column::flex("", 10), Column::new("", 4).right()];
    let selected = chat.selected.row(&chat.ids());
    // with the focus elsewhere the row stays marked, and the cursor is drawn there afterwards
    table::view(frame, area, cx.theme, &columns, (rows.len(), selected), |at| {
        let it = &rows[at];
        let draft = chat.drafts.contains_key(&it.name);
        let mark = match it.unread_count {
            0 if draft => "draft".chars().take(4).collect(),
            0 => String::new(),
            count => format!("{count}*"),
        };
        let patient =
            it.kind() == ConversationKind::PatientDesk || it.kind() == ConversationKind::PatientDoctor;
        let pt = if patient && cx.is_staff() { " (pt)" } else { "" };
        let tone = if it.unread_count > 0 { Tone::Strong } else { Tone::Text };
        vec![Cell::toned(format!("{}{pt}", cx.person(&it.title)), tone), Cell::toned(mark, tone)]
    });
}

fn conversation(chat: &Chat, thread: &Thread, frame: &mut Frame, area: Rect, cx: &Cx) {
    let width = usize::from(area.width.saturating_sub(1)).max(1);
    let area = match unconfirmed(chat, thread, cx) {
        Some(said) => {
            line_at(frame, area, 0, Span::styled(text::fit(said, width), cx.style(Tone::Bad)));
            below(area, 1)
        }
        None => area,
    };
    let input_rows = u16::try_from(thread.input.height(width.saturating_sub(2))).unwrap_or(1).clamp(1, INPUT);
    let body = top(area, area.height.saturating_sub(input_rows + 1));
    let lines = lines(chat, thread, width, usize::from(body.height), cx);
    for (row, line) in (0..body.height).zip(lines) {
        line_at(frame, body, row, line);
    }
    let foot = below(area, body.height);
    let typing: Vec<String> = thread.typing().map(|name| cx.person(name)).collect();
    if !typing.is_empty() {
        let said = format!("{} is typing", typing.join(" and "));
        line_at(frame, foot, 0, Span::styled(text::fit(&said, width), cx.style(Tone::Muted)));
    }
    let input = top(below(foot, 1), input_rows);
    line_at(frame, input, 0, Span::styled("> ", cx.style(Tone::Accent)));
    let focused = chat.focus == Focus::Text;
    if row_of(input, 0).is_some() {
        thread.input.view(frame, right_of(input, 2), cx.theme, focused);
    }
}

/// That somebody else may read what is written here, in as many words as there is room for.
fn unconfirmed(chat: &Chat, thread: &Thread, cx: &Cx) -> Option<&'static str> {
    let doubted = chat.conversation(&thread.name).is_some_and(|it| it.identity_unconfirmed);
    let full = "! IDENTITY NOT CONFIRMED: somebody else may read";
    let said = if cx.size.0 < 52 { "! identity not confirmed" } else { full };
    doubted.then_some(said)
}

/// The newest lines that fit; the picked message is always among them.
fn lines(chat: &Chat, thread: &Thread, width: usize, height: usize, cx: &Cx) -> Vec<Line<'static>> {
    if let Some(remark) = thread.remark() {
        return vec![Line::from(Span::styled(text::clean(&remark).into_owned(), cx.style(Tone::Muted)))];
    }
    let last = match thread.picked {
        Some(picked) => {
            let at = thread.messages.iter().position(|it| it.seq == picked).unwrap_or(0);
            // a few newer ones below the picked one
            (at + 3).min(thread.messages.len())
        }
        None => thread.messages.len(),
    };
    let mut blocks: Vec<Vec<Line<'static>>> = Vec::new();
    let mut used = 0;
    if thread.picked.is_none() {
        for pending in thread.pending.iter().rev() {
            let (state, tone) = match &pending.failure {
                Some(why) => (why.as_str(), Tone::Bad),
                None => ("sending...", Tone::Muted),
            };
            let block =
                message_lines("     ", "you", &pending.body, Some((state, tone)), Tone::Muted, width, cx);
            used += block.len();
            blocks.push(block);
        }
    }
    for at in (0..last).rev() {
        if used >= height {
            break;
        }
        let block = stored(chat, thread, at, width, cx);
        used += block.len();
        blocks.push(block);
    }
    if used < height && thread.has_older() {
        blocks.push(vec![Line::from(Span::styled("PgUp older messages", cx.style(Tone::Muted)))]);
    }
    let all: Vec<Line<'static>> = blocks.into_iter().rev().flatten().collect();
    let skip = all.len().saturating_sub(height);
    all.into_iter().skip(skip).collect()
}

/// A stored message, with the line of its day or of what is new before it.
fn stored(chat: &Chat, thread: &Thread, at: usize, width: usize, cx: &Cx) -> Vec<Line<'static>> {
    let message = &thread.messages[at];
    let before = at.checked_sub(1).map(|at| &thread.messages[at]);
    let when = instant(message.create_time.as_ref());
    let day = |it: &pb::Message| instant(it.create_time.as_ref()).map(|at| cx.date(at));
    let mut lines = Vec::new();
    if before.is_none_or(|before| day(before) != day(message))
        && let Some(date) = day(message)
    {
        lines.push(Line::from(Span::styled(format!("-- {} --", cx.day(date)), cx.style(Tone::Muted))));
    }
    let mine = message.author == cx.user();
    let is_new = |it: &pb::Message| it.seq > thread.new_after && it.author != cx.user();
    if is_new(message) && before.is_none_or(|before| before.seq <= thread.new_after) {
        let count = thread.messages.iter().filter(|it| is_new(it)).count();
        let rule = "-".repeat(width.saturating_sub(16).min(30));
        lines.push(Line::from(Span::styled(format!("---- new ({count}) {rule}"), cx.style(Tone::Accent))));
    }
    let clock = when.map(|at| cx.clock(at)).unwrap_or_default();
    let who = if mine { "you".to_owned() } else { author(message, cx) };
    let last_of_mine = mine && !thread.messages[at + 1..].iter().any(|it| it.author == message.author);
    let state = last_of_mine.then(|| fate(chat, thread, message.seq, cx)).flatten();
    let tone = if thread.picked == Some(message.seq) { Tone::Selected } else { Tone::Text };
    let state = state.map(|it| (it, Tone::Muted));
    lines.extend(message_lines(&text::pad(&clock, 5), &who, &message.body, state, tone, width, cx));
    lines
}

fn author(message: &pb::Message, cx: &Cx) -> String {
    let name = cx.person(&message.author_display_name);
    name.split(',').next().unwrap_or_default().to_owned()
}

/// How far the own newest message got: all others together.
fn fate(chat: &Chat, thread: &Thread, seq: i64, cx: &Cx) -> Option<&'static str> {
    let conversation = chat.conversation(&thread.name)?;
    let mut others = conversation.members.iter().filter(|it| it.user != cx.user()).peekable();
    others.peek()?;
    let (mut read, mut delivered) = (false, false);
    for it in others {
        read |= it.read_seq >= seq;
        delivered |= it.delivered_seq >= seq;
    }
    Some(if read {
        "read"
    } else if delivered {
        "delivered"
    } else {
        "sent"
    })
}

fn message_lines(
    clock: &str,
    who: &str,
    body: &str,
    state: Option<(&str, Tone)>,
    tone: Tone,
    width: usize,
    cx: &Cx,
) -> Vec<Line<'static>> {
    // one column for all names, so that the texts stand in one line
    let indent = 6 + if width < 45 { 6 } else { 9 } + 1;
    let name = text::fit(who, indent - 7);
    let room = width.saturating_sub(indent).max(8);
    let mut rows = text::wrap(body, room);
    if let Some((state, _)) = state
        && rows.last().is_none_or(|last| text::width(last) + text::width(state) + 2 > room)
    {
        rows.push(String::new());
    }
    let count = rows.len();
    rows.into_iter()
        .enumerate()
        .map(|(at, row)| {
            let head = match at {
                0 => format!("{clock} {} ", text::pad(&name, indent - 7)),
                _ => " ".repeat(indent),
            };
            let mut spans = vec![
                Span::styled(head, cx.style(if tone == Tone::Selected { tone } else { Tone::Muted })),
                Span::styled(row, cx.style(tone)),
            ];
            if let Some((state, tone)) = state.filter(|_| at + 1 == count) {
                spans.push(Span::styled(format!("  {}", text::fit(state, room)), cx.style(tone)));
            }
            Line::from(spans)
        })
        .collect()
}

fn pick(chat: &Chat, frame: &mut Frame, area: Rect, cx: &Cx) {
    line_at(frame, area, 0, Span::raw(" To  "));
    let found = chat.picking.found.get().map_or(&[] as &[pb::Contact], Vec::as_slice);
    let targets = chat.targets();
    let columns = [Column::flex("", 16), Column::flex("", 12).from(50)];
    let selected = chat.picking.selected.row(&targets);
    let body = below(area, 2);
    table::view(frame, body, cx.theme, &columns, (found.len(), selected), |at| {
        let it = &found[at];
        vec![cx.person(&it.display_name).into(), Cell::toned(it.description.clone(), Tone::Muted)]
    });
    if found.is_empty() {
        let remark = chat
            .picking
            .found
            .remark()
            .unwrap_or_else(|| "Nobody of that name whom you may write to.".into());
        line_at(frame, body, 0, Span::styled(format!(" {}", text::clean(&remark)), cx.style(Tone::Muted)));
    }
    chat.picking.input.view(frame, top(right_of(area, 5), 1), cx.theme, true);
}
