//! What is done to a visit from a list of visits: call it off after a question
//! with a reason, and take the last step back while that is offered. A refusal
//! is said in words that help; when the visit moved on meanwhile it is fetched.

use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::once::Once;
use super::visit;
use crate::context::{Cx, Shape};
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::modal::{Answer, Confirm};

/// What a reply meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was for somebody else.
    NotMine,
    /// The visit as it is now.
    Now(Box<pb::Appointment>),
    /// It was refused, and that was said.
    Refused,
}

/// An act on its way.
#[derive(Debug, Clone)]
struct Sent {
    ticket: Ticket,
    what: &'static str,
    name: String,
}

/// The question, the act on its way, and the last one that can be taken back.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    question: Option<(Confirm, pb::Appointment)>,
    sent: Option<Sent>,
    fetching: Option<Ticket>,
    done: Option<(&'static str, pb::Appointment)>,
    once: Once,
}

impl Acts {
    /// Asks whether to call the visit off, and why.
    pub fn ask_cancel(&mut self, it: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        if !visit::can_cancel(it) {
            out.complain(format!("This visit is {}: it cannot be cancelled.", visit::mark(it).word()));
            return;
        }
        let patient = cx.role() == Role::Patient;
        let who = if patient { &it.doctor_display_name } else { &it.patient_display_name };
        let who = if cx.shape() == Shape::Full {
            format!("{}, {}, {}", cx.person(who), visit::span(it, cx), visit::kind(it))
        } else {
            format!("{} {}", visit::when(it, cx), cx.person(visit::last_name(who)))
        };
        let reasons = if patient { visit::PATIENT_REASONS } else { visit::STAFF_REASONS };
        let question = Confirm::new("Cancel this visit?", &who, 'y', "cancel it", cx.at.uptime)
            .reasons(&reasons)
            .with_note(500);
        self.question = Some((question, it.clone()));
    }

    /// Whether the question is open.
    pub fn is_asking(&self) -> bool {
        self.question.is_some()
    }

    /// Whether an answer is on its way.
    pub fn is_busy(&self) -> bool {
        self.sent.is_some()
    }

    /// Gives a key to the question, if it is open.
    pub fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, it)) = &mut self.question else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes => {
                let mut request = pb::CancelAppointmentRequest {
                    request_id: String::new(),
                    name: it.name.clone(),
                    expected_version: it.version,
                    reason: question.reason(),
                    patient_asked: cx.is_staff() && question.chosen() == Some(0),
                };
                request.request_id = self.once.id(&request, out);
                self.question = None;
                let name = request.name.clone();
                let ticket = out.call(Call::CancelAppointment(request));
                self.sent = Some(Sent { ticket, what: "cancelled", name });
            }
        }
        true
    }

    /// Pastes into the reason being typed.
    pub fn paste(&mut self, pasted: &str) {
        if let Some((question, _)) = &mut self.question {
            question.paste(pasted);
        }
    }

    /// Takes the last step on this visit back, or the last one done here.
    pub fn undo(&mut self, selected: Option<&pb::Appointment>, cx: &Cx, out: &mut Outbox) {
        let last = self.done.as_ref().map(|(_, it)| it);
        let offered = |it: &&pb::Appointment| visit::undo_until(it, cx).is_some();
        let Some(it) = last.filter(offered).or_else(|| selected.filter(offered)) else {
            out.say("There is nothing of yours to take back any more.");
            return;
        };
        if self.sent.is_some() {
            return;
        }
        let mut request = pb::UndoAppointmentRequest {
            request_id: String::new(),
            name: it.name.clone(),
            expected_version: it.version,
            reason: String::new(),
        };
        request.request_id = self.once.id(&request, out);
        let name = request.name.clone();
        let ticket = out.call(Call::UndoAppointment(request));
        self.sent = Some(Sent { ticket, what: "as it was before", name });
    }

    /// Whether something can be taken back.
    pub fn can_undo(&self, selected: Option<&pb::Appointment>, cx: &Cx) -> bool {
        let last = self.done.as_ref().map(|(_, it)| it);
        last.into_iter().chain(selected).any(|it| visit::undo_until(it, cx).is_some())
    }

    /// Takes the reply if it is for this.
    pub fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
        cx: &Cx,
        out: &mut Outbox,
    ) -> Outcome {
        if self.fetching == Some(ticket) {
            self.fetching = None;
            return match answer {
                Ok(Reply::GetAppointment(it)) => Outcome::Now(Box::new(it.clone())),
                _ => Outcome::Refused,
            };
        }
        let Some(sent) = self.sent.take_if(|sent| sent.ticket == ticket) else { return Outcome::NotMine };
        let what = sent.what;
        self.once.settled(answer);
        match answer {
            Ok(Reply::CancelAppointment(it) | Reply::UndoAppointment(it)) => {
                out.say(format!("The visit {} is {what}.", visit::when(it, cx)));
                self.done = Some((what, it.clone()));
                Outcome::Now(Box::new(it.clone()))
            }
            Ok(_) => Outcome::Refused,
            Err(failure) => {
                out.complain(kindly(failure, cx));
                let moved_on = failure.is(Reason::StaleVersion) || failure.is(Reason::WrongState);
                if moved_on {
                    let request = pb::GetAppointmentRequest { name: sent.name };
                    self.fetching = Some(out.call(Call::GetAppointment(request)));
                }
                Outcome::Refused
            }
        }
    }

    /// Takes a visit as it is now: a step of somebody else ends the offer to undo.
    pub fn on_visit(&mut self, now: &pb::Appointment) {
        if self.done.as_ref().is_some_and(|(_, it)| it.name == now.name && visit::is_newer(now, it)) {
            self.done = None;
        }
        if let Some((_, it)) = &mut self.question
            && it.name == now.name
            && visit::is_newer(now, it)
        {
            *it = now.clone();
            if !visit::can_cancel(now) {
                self.question = None;
            }
        }
    }

    /// The offer to take the last step back, while it stands.
    pub fn news(&self, cx: &Cx) -> Option<Line<'static>> {
        let (what, it) = self.done.as_ref()?;
        let until = visit::undo_until(it, cx)?;
        let which =
            if cx.shape() == Shape::Full { format!("{} ", visit::when(it, cx)) } else { String::new() };
        let said = format!(" Visit {which}is {what}.   u undo, until {}", cx.clock(until));
        Some(Line::from(Span::styled(said, cx.style(Tone::Text))))
    }

    /// The keys of the question.
    pub fn hint(&self) -> Option<String> {
        self.question.as_ref().map(|(question, _)| question.hint())
    }

    /// Draws the question over the lower part of the area.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some((question, _)) = &self.question {
            question.view(frame, area, cx.theme);
        }
    }
}

/// A refusal in words that say what can be done about it.
pub fn kindly(failure: &Failure, cx: &Cx) -> String {
    let patient = cx.role() == Role::Patient;
    match failure.reason {
        Some(Reason::TooLate) if patient => {
            "Too late to do this here. Please call the clinic, or write: menu, 3.".to_owned()
        }
        Some(Reason::StaleVersion | Reason::WrongState) => {
            "The visit changed a moment ago and was left as it is now. Look at it, then try again.".to_owned()
        }
        Some(Reason::UndoNotPossible) => {
            format!("This cannot be taken back any more. {}", sentence(&failure.message))
        }
        _ => sentence(&failure.message),
    }
}

/// A text that begins and ends like a sentence.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut sentence: String = first.to_uppercase().chain(chars).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}
