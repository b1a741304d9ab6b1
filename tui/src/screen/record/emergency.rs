//! A record that is not open to the doctor: the question with which they open it all the
//! same, with a reason, and the banner while it is open.

use praxis_shared::pb;

use super::super::common::acts::sentence;
use super::super::common::once::Once;
use crate::context::{Cx, instant};
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::widget::modal::{Answer, Confirm};

/// Fewest characters of a reason, as the server wants it.
const REASON_MIN: usize = 10;
/// Most.
const REASON_MAX: usize = 500;

/// How a record stands to a doctor in an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is open as to anybody who treats the patient, or not there at all.
    Usual,
    /// It is open for so many more minutes.
    Open(i64),
    /// It was, and is no more.
    Over,
}

/// How this chart is open now.
pub(super) fn standing(chart: Option<&pb::PatientChart>, cx: &Cx) -> Standing {
    let until = chart.and_then(|it| instant(it.emergency_expire_time.as_ref()));
    match until.map(|until| (until - cx.at.now).num_seconds()) {
        None => Standing::Usual,
        // a minute that has begun counts
        Some(left) if left > 0 => Standing::Open((left + 59) / 60),
        Some(_) => Standing::Over,
    }
}

/// The banner.
pub(super) fn banner(minutes: i64) -> String {
    format!("EMERGENCY ACCESS {minutes} min left, to read only; ! ends it. Patient and administrators know.")
}

/// The question, open or answered and on its way.
#[derive(Debug, Default)]
pub(super) struct Emergency {
    question: Option<Box<(Confirm, bool)>>,
    sent: Option<Ticket>,
    once: Once,
}

impl Emergency {
    pub(super) fn ask(&mut self, who: &str, ends: bool, cx: &Cx) {
        let question = if ends {
            Confirm::new("End the emergency access to this record?", who, 'y', "end it", cx.at.uptime)
        } else {
            let what = "Open this record as an emergency? For 60 minutes, to read. The patient and the \
                        administrators are told now and read your reason.";
            Confirm::new(what, who, 'y', "open it", cx.at.uptime).with_note(REASON_MAX).at_least(REASON_MIN)
        };
        self.question = Some(Box::new((question, ends)));
    }

    pub(super) fn question(&self) -> Option<&Confirm> {
        self.question.as_ref().map(|it| &it.0)
    }

    pub(super) fn is_free(&self) -> bool {
        self.question.is_none() && self.sent.is_none()
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        if let Some(asked) = &mut self.question {
            asked.0.paste(pasted);
        }
    }

    /// Gives a key to the question, if it is open.
    pub(super) fn on_key(&mut self, key: Key, patient: &str, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, ends)) = self.question.as_deref_mut() else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes if *ends => {
                let mut request =
                    pb::CloseEmergencyAccessRequest { patient: patient.to_owned(), ..Default::default() };
                request.request_id = self.once.id(&request, out);
                self.sent = Some(out.call(Call::CloseEmergencyAccess(request)));
                self.question = None;
            }
            Answer::Yes => {
                let mut request = pb::OpenEmergencyAccessRequest {
                    patient: patient.to_owned(),
                    reason: question.reason(),
                    ..Default::default()
                };
                request.request_id = self.once.id(&request, out);
                self.sent = Some(out.call(Call::OpenEmergencyAccess(request)));
                self.question = None;
            }
        }
        true
    }

    /// Takes the answer, if it is to this; true if the record is to be asked for anew.
    pub(super) fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
        out: &mut Outbox,
    ) -> Option<bool> {
        if self.sent != Some(ticket) {
            return None;
        }
        self.sent = None;
        self.once.settled(answer);
        match answer {
            Ok(Reply::OpenEmergencyAccess(_)) => out.say("The record is open to you for 60 minutes."),
            Ok(_) => out.say("The emergency access has ended."),
            Err(failure) => out.complain(sentence(&failure.message)),
        }
        Some(true)
    }
}
