//! What becomes of the answers: the booking or the move that is sent, and what
//! the clinic says to it. Nothing typed is lost by a refusal.

use praxis_shared::pb::{self, AppointmentState as State};
use praxis_shared::reason::Reason;

use super::{PatientBook, Step};
use crate::context::{Cx, stamp};
use crate::outbox::{Call, Failure, Load, OfferedSlot, Outbox};
use crate::screen::common::acts::{kindly, sentence};
use crate::screen::common::once::Once;
use crate::screen::common::visit;

impl PatientBook {
    pub(super) fn send(&mut self, cx: &Cx, out: &mut Outbox) {
        let Some(slot) = self.chosen.clone().filter(|_| self.sent.is_none()) else { return };
        self.remark.clear();
        self.form.clear_errors();
        let reason = self.form.trimmed("reason");
        let call = match &self.moving {
            Some(it) => {
                let mut request = pb::RescheduleAppointmentRequest {
                    name: it.name.clone(),
                    expected_version: it.version,
                    start_time: slot.start_time,
                    reason,
                    ..Default::default()
                };
                request.request_id = self.once.id(&request, out);
                Call::RescheduleAppointment(request)
            }
            None => {
                let kind = visit::KINDS.get(self.form.chosen("visit_kind")).copied().unwrap_or_default();
                let mut request = pb::BookAppointmentRequest {
                    doctor: slot.doctor.clone(),
                    start_time: slot.start_time,
                    visit_kind: kind.into(),
                    reason,
                    ..Default::default()
                };
                request.request_id = self.once.id(&request, out);
                Call::BookAppointment(request)
            }
        };
        if cx.is_offline() {
            // The app refuses it; the words for it come back as the answer.
            self.once = Once::default();
        }
        self.sent = Some(out.call(call));
    }

    pub(super) fn booked(&mut self, now: pb::Appointment, cx: &Cx, out: &mut Outbox) {
        out.say(match now.state() {
            State::Requested => "Asked for. The clinic answers; you see it here.".to_owned(),
            _ => format!("Booked: {}.", visit::when(&now, cx)),
        });
        self.done = Some(now);
        self.form.set("reason", "");
        self.before.clear();
        self.step = Step::Done;
        self.first_row(cx);
    }

    pub(super) fn refused(&mut self, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        let offered = failure.next_slots();
        match failure.reason {
            Some(Reason::SlotTaken | Reason::PatientBusy | Reason::NotBookable) => {
                let why = match failure.reason {
                    Some(Reason::SlotTaken) => "Somebody else took this time a moment ago.".to_owned(),
                    Some(Reason::PatientBusy) => "You have another visit at this time.".to_owned(),
                    _ => sentence(&failure.message),
                };
                self.step = Step::Times;
                self.before.retain(|step| *step != Step::Times);
                self.chosen = None;
                if offered.is_empty() {
                    self.remark = why;
                    self.ask_times(0, out);
                } else {
                    self.remark = format!("{why} The next free times:");
                    let slots = offered.iter().map(|it| self.slot(it)).collect();
                    self.times = Load::ready(slots);
                    if offered.iter().any(|it| !self.names.contains_key(&it.doctor)) {
                        self.ask_doctors(out);
                    }
                }
                self.first_row(cx);
            }
            Some(Reason::InvalidFields) => {
                let rest = self.form.set_errors(failure.fields());
                self.remark = rest.join("; ");
            }
            _ => self.remark = kindly(failure, cx),
        }
    }

    fn slot(&self, offered: &OfferedSlot) -> pb::Slot {
        pb::Slot {
            doctor_display_name: self.names.get(&offered.doctor).cloned().unwrap_or_default(),
            doctor: offered.doctor.clone(),
            start_time: Some(stamp(offered.start)),
            end_time: Some(stamp(offered.end)),
            room: String::new(),
        }
    }
}
