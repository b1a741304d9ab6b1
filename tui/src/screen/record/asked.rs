//! Calling off all visits that the patient's account asked for by itself, in one act: for the desk, when a stranger took a
//! doctor's calendar.

use praxis_shared::pb;

use crate::context::{Cx, Shape};
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::screen::common::acts::sentence;
use crate::screen::common::once::Once;
use crate::screen::common::visit;
use crate::widget::modal::{Answer, Confirm};

/// Why, one key each.
const REASONS: [&str; 3] = ["please call us first", "too many visits asked for", "we could not reach you"];

/// The question, open or answered and on its way.
#[derive(Debug, Default)]
pub(super) struct Asked {
    question: Option<Confirm>,
    sent: Option<Ticket>,
    once: Once,
}

/// Whether that visit is to come, and the patient's account asked for it itself.
pub(super) fn is_asked(it: &pb::Appointment, account: &str, cx: &Cx) -> bool {
    let to_come = visit::start(it).is_some_and(|start| start > cx.at.now);
    to_come && visit::is_open(it) && !account.is_empty() && it.created_by == account
}

impl Asked {
    pub(super) fn ask(&mut self, who: &str, count: usize, cx: &Cx) {
        let full = cx.shape() == Shape::Full;
        let visits = if count == 1 { "1 visit".to_owned() } else { format!("{count} visits") };
        let (what, reasons) = if full {
            let what = format!(
                "Call off {visits} to come that this account asked for itself? What you booked stays."
            );
            (what, &REASONS[..])
        } else {
            // how many, and whose, is to be seen in the smallest size, too
            (format!("Call off {visits} they asked for?"), &REASONS[..2])
        };
        let question =
            Confirm::new(&what, who, 'y', "call off", cx.at.uptime).reasons(reasons).with_note(500);
        self.question = Some(question);
    }

    pub(super) fn question(&self) -> Option<&Confirm> {
        self.question.as_ref()
    }

    pub(super) fn is_free(&self) -> bool {
        self.question.is_none() && self.sent.is_none()
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        if let Some(question) = &mut self.question {
            question.paste(pasted);
        }
    }

    /// Gives a key to the question, if it is open.
    pub(super) fn on_key(&mut self, key: Key, patient: &str, cx: &Cx, out: &mut Outbox) -> bool {
        let Some(question) = &mut self.question else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes => {
                let mut request = pb::CancelAskedAppointmentsRequest {
                    patient: patient.to_owned(),
                    reason: question.reason(),
                    ..Default::default()
                };
                request.request_id = self.once.id(&request, out);
                self.question = None;
                self.sent = Some(out.call(Call::CancelAskedAppointments(request)));
            }
        }
        true
    }

    /// Takes the answer, if it is to this: the visits as they are now.
    pub(super) fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
        out: &mut Outbox,
    ) -> Option<Vec<pb::Appointment>> {
        self.sent.take_if(|sent| *sent == ticket)?;
        self.once.settled(answer);
        match answer {
            Ok(Reply::CancelAskedAppointments(done)) => {
                out.say(match done.appointments.len() {
                    0 => "Nothing was called off: none of these visits is to come any more.".to_owned(),
                    1 => "1 visit is called off; the patient reads why.".to_owned(),
                    count => format!("{count} visits are called off; the patient reads why."),
                });
                Some(done.appointments.clone())
            }
            Ok(_) => Some(Vec::new()),
            Err(failure) => {
                out.complain(sentence(&failure.message));
                Some(Vec::new())
            }
        }
    }
}
