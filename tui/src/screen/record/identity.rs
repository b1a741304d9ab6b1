//! Who stands behind the patient's account: the doctor looks at the person and says that it is the patient, or takes that
//! back. Both after a question that says what follows.

use praxis_shared::pb::{self, PatientIdentity};

use crate::context::{Cx, Shape};
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::screen::common::acts::sentence;
use crate::screen::common::once::Once;
use crate::widget::modal::{Answer, Confirm};

const IS_THE_PATIENT: &str = "Look at the person before you: is it this patient? Then the whole record opens to the account. \
                              Do not go by the telephone or by a message.";
const IS_NOT: &str = "Is the person behind the account not this patient, or are you not sure? What is older than now is closed \
                      to the account until a doctor confirms it; its script tokens end.";

const IS_NOT_SHORT: &str =
    "Not this patient, or not sure? Older things close to the account until a doctor confirms it.";

/// The question, open or answered and on its way.
#[derive(Debug, Default)]
pub(super) struct Identity {
    question: Option<Box<(Confirm, bool)>>,
    sent: Option<Ticket>,
    once: Once,
}

/// Whether nobody has confirmed that the account is the patient's.
pub(super) fn is_doubted(chart: &pb::PatientChart) -> bool {
    chart.identity() == PatientIdentity::Unconfirmed
}

/// Whether the patient has an account that can be confirmed or doubted.
pub(super) fn has_account(chart: &pb::PatientChart) -> bool {
    chart.identity() != PatientIdentity::Unspecified
}

impl Identity {
    /// Asks whether it is the patient, or (`doubts`) whether it is not.
    pub(super) fn ask(&mut self, who: &str, doubts: bool, cx: &Cx) {
        let (what, verb) = match (doubts, cx.shape()) {
            (false, _) => (IS_THE_PATIENT, "it is the patient"),
            (true, Shape::Full) => (IS_NOT, "close it"),
            (true, _) => (IS_NOT_SHORT, "close it"),
        };
        self.question = Some(Box::new((Confirm::new(what, who, 'y', verb, cx.at.uptime), doubts)));
    }

    pub(super) fn question(&self) -> Option<&Confirm> {
        self.question.as_ref().map(|it| &it.0)
    }

    pub(super) fn is_free(&self) -> bool {
        self.question.is_none() && self.sent.is_none()
    }

    /// Gives a key to the question, if it is open.
    pub(super) fn on_key(&mut self, key: Key, patient: &str, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, doubts)) = self.question.as_deref_mut() else { return false };
        let doubts = *doubts;
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes => {
                self.question = None;
                self.send(format!("{patient}/chart"), doubts, out);
            }
        }
        true
    }

    fn send(&mut self, name: String, doubts: bool, out: &mut Outbox) {
        let request_id = self.once.id(&(&name, doubts), out);
        self.sent = Some(out.call(if doubts {
            Call::DoubtPatientIdentity(pb::DoubtPatientIdentityRequest { request_id, name })
        } else {
            Call::ConfirmPatientIdentity(pb::ConfirmPatientIdentityRequest { request_id, name })
        }));
    }

    /// Takes the answer, if it is to this: the chart as it is now, or nothing if it was refused.
    pub(super) fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
        out: &mut Outbox,
    ) -> Option<Option<pb::PatientChart>> {
        self.sent.take_if(|sent| *sent == ticket)?;
        self.once.settled(answer);
        Some(match answer {
            Ok(Reply::ConfirmPatientIdentity(chart)) => {
                out.say("Confirmed: the whole record is open to the patient's account.");
                Some(chart.clone())
            }
            Ok(Reply::DoubtPatientIdentity(chart)) => {
                out.say("Taken back: what is older is closed to the account. t confirms it.");
                Some(chart.clone())
            }
            Ok(_) => None,
            Err(failure) => {
                out.complain(sentence(&failure.message));
                None
            }
        })
    }
}
