//! Every step of a visit's life, oldest first: who did what, when and why. It
//! is asked for anew when the visit moves on while it is looked at.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::visit;
use crate::context::{Cx, instant};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::{below, line_at, lines_at, place_cursor, text};

/// The steps of one visit.
#[derive(Debug, Clone)]
pub struct Steps {
    /// Whose steps.
    pub visit: pb::Appointment,
    steps: Load<Vec<pb::Transition>>,
    first: usize,
}

impl Steps {
    /// Asks for the steps of that visit.
    pub fn open(visit: &pb::Appointment, out: &mut Outbox) -> Self {
        let mut steps = Self { visit: visit.clone(), steps: Load::default(), first: 0 };
        steps.ask(out);
        steps
    }

    /// Asks for them anew.
    pub fn ask(&mut self, out: &mut Outbox) {
        let request = pb::ListTransitionsRequest {
            appointment: self.visit.name.clone(),
            page_size: 200,
            ..Default::default()
        };
        self.steps.ask(out, Call::ListTransitions(request));
    }

    /// Takes the visit as it is now.
    pub fn on_visit(&mut self, now: &pb::Appointment, out: &mut Outbox) {
        if now.name == self.visit.name && visit::is_newer(now, &self.visit) {
            self.visit = now.clone();
            self.ask(out);
        }
    }

    /// Takes the reply if it is for this.
    pub fn on_reply(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        if !self.steps.awaits(ticket) {
            return false;
        }
        self.steps.settle(answer.clone().map(|reply| match reply {
            Reply::ListTransitions(page) => page.transitions,
            _ => Vec::new(),
        }));
        true
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, by: isize) {
        let last = self.steps.get().map_or(0, |steps| steps.len().saturating_sub(1));
        self.first = self.first.saturating_add_signed(by).min(last);
    }

    /// Draws the visit and its steps.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let it = &self.visit;
        let mark = visit::mark(it);
        let about = format!(
            "{}  {}  with {}  {}",
            visit::span(it, cx),
            visit::kind(it),
            it.doctor_display_name,
            mark.long
        );
        line_at(frame, area, 0, said(about, Tone::Strong, cx));
        place_cursor(frame, area, 0, 0);
        let body = below(area, 2);
        if let Some(remark) = self.steps.remark() {
            line_at(frame, below(area, 1), 0, said(remark, Tone::Warn, cx));
        }
        let known = self.steps.get().map(Vec::as_slice).unwrap_or_default();
        let columns = usize::from(area.width);
        let lines = known.iter().skip(self.first).flat_map(|step| written(step, columns, cx));
        lines_at(frame, body, lines);
    }
}

/// One step in one line, and its reason below where there is one.
fn written(step: &pb::Transition, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
    let when = instant(step.time.as_ref()).map_or_else(|| "-".to_owned(), |at| visit::day_and_clock(at, cx));
    let to = visit::state_mark(step.to_state());
    let who = cx.person(&step.actor_display_name);
    if columns < 60 {
        let who = visit::last_name(&who);
        let told = text::fit(&format!("{}, {who}", action(&step.action)), columns.saturating_sub(22));
        let line = format!(" {} ", text::pad(&when, 16));
        return vec![Line::from(vec![
            Span::raw(line),
            Span::styled(to.short(), cx.style(to.tone)),
            Span::raw(format!(" {told}")),
        ])];
    }
    let line = format!(" {}  {}  {}", text::pad(&when, 17), text::pad(&action(&step.action), 20), who);
    let mut lines = vec![Line::from(vec![
        Span::raw(text::pad(&line, columns.saturating_sub(13))),
        Span::styled(to.long, cx.style(to.tone)),
    ])];
    if !step.reason.trim().is_empty() {
        let reason = text::fit(&format!("\"{}\"", step.reason.trim()), columns.saturating_sub(21));
        lines.push(said(format!("{:19}{reason}", ""), Tone::Muted, cx));
    }
    lines
}

/// The contract's word for an act, as people say it.
fn action(action: &str) -> String {
    match action {
        "book" => "booked",
        "walk_in" | "walk-in" => "came without booking",
        "approve" => "approved",
        "reject" => "declined",
        "check_in" | "arrive" => "arrived",
        "ready" => "shown to the room",
        "start" => "visit began",
        "complete" => "visit ended",
        "no_show" | "no-show" => "did not come",
        "left" | "leave" => "left unseen",
        "cancel" => "cancelled",
        "reschedule" | "move" => "moved",
        "undo" => "step taken back",
        "enter_in_error" => "entered in error",
        other => return text::clean(other).replace('_', " "),
    }
    .to_owned()
}
