//! What comes in: pages of visits, answers to steps, events. Whatever is older
//! than what is shown is dropped by its version.

use praxis_shared::pb;
use praxis_shared::reason::Reason;

use super::acts::Sent;
use super::ask::Ask;
use super::rows::{is_on, is_unresolved, what_happened};
use super::{Board, Said, Undo};
use crate::context::Cx;
use crate::outbox::{Call, Failure, Load, Outbox, Reply};
use crate::screen::book::slots::Pick;
use crate::screen::common::acts::kindly;
use crate::screen::common::visit::{end, is_newer, is_open, start, undo_until};
use crate::theme::Tone;

impl Board {
    /// Takes a visit as it is now, from an answer or an event; an older one is dropped.
    pub(super) fn take(&mut self, now: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        let known = self.known(&now.name).cloned();
        if known.as_ref().is_some_and(|known| !is_newer(now, known)) {
            return;
        }
        if self.visits.is_waiting() {
            self.during.push(now.clone());
        }
        let here = is_on(now, self.day, cx);
        let was_here = known.as_ref().is_some_and(|known| is_on(known, self.day, cx));
        put(&mut self.visits, now, here);
        put(&mut self.unresolved, now, is_unresolved(now, cx));
        if here || was_here || is_on(now, cx.today(), cx) {
            if let Some(what) = what_happened(known.as_ref(), now, cx) {
                self.tell(what, Tone::Text, cx, out);
            }
            self.slots_changed(now, here, cx, out);
        }
        self.note_undo(now, cx);
        self.rebuild(cx);
    }

    pub(super) fn known(&self, name: &str) -> Option<&pb::Appointment> {
        let lists = [self.visits.get(), self.unresolved.get()];
        lists.into_iter().flatten().flatten().filter(|it| it.name == name).max_by_key(|it| it.version)
    }

    /// A step of this person is offered to be taken back; one of somebody else ends the offer.
    pub(super) fn note_undo(&mut self, now: &pb::Appointment, cx: &Cx) {
        if let Some(until) = undo_until(now, cx) {
            self.undo = Some(Undo { visit: now.clone(), until });
        } else if self.undo.as_ref().is_some_and(|undo| undo.visit.name == now.name) {
            self.undo = None;
        }
    }

    /// Takes time away at once, and asks once what is free now.
    pub(super) fn slots_changed(&mut self, now: &pb::Appointment, here: bool, cx: &Cx, out: &mut Outbox) {
        if let (Some(slots), Some(from), Some(to), true) =
            (self.slots.get_mut(), start(now), end(now), here && is_open(now))
        {
            slots.retain(|slot| {
                slot.doctor != now.doctor
                    || Pick::of(slot).is_none_or(|pick| pick.end <= from || to <= pick.start)
            });
        }
        self.want_slots(cx, out);
    }

    pub(super) fn want_slots(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.slots.is_waiting() {
            self.slots_stale = true;
        } else if self.slots.get().is_some() {
            self.ask_slots(cx, out);
        }
    }

    pub(super) fn tell(&mut self, what: String, tone: Tone, cx: &Cx, out: &mut Outbox) {
        self.said = Some(Said { at: cx.at.now, text: what.clone(), tone, private: cx.private });
        if tone == Tone::Bad { out.complain(what) } else { out.say(what) }
    }

    pub(super) fn take_page(&mut self, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let next = match &answer {
            Ok(Reply::ListAppointments(page)) => {
                self.partial.extend(page.appointments.iter().cloned());
                page.next_page_token.clone()
            }
            _ => String::new(),
        };
        if !next.is_empty() {
            self.ask_visits(next, out);
            return;
        }
        let mut listed = std::mem::take(&mut self.partial);
        // What is known may be newer than a list that was on its way.
        for known in self.visits.get().into_iter().flatten() {
            if let Some(it) = listed.iter_mut().find(|it| it.name == known.name && is_newer(known, it)) {
                it.clone_from(known);
            }
        }
        self.visits.settle(answer.map(|_| listed));
        for now in std::mem::take(&mut self.during) {
            let here = is_on(&now, self.day, cx);
            put(&mut self.visits, &now, here);
        }
        self.rebuild(cx);
    }

    pub(super) fn take_step(
        &mut self,
        sent: &Sent,
        answer: Result<Reply, Failure>,
        cx: &Cx,
        out: &mut Outbox,
    ) {
        let visit = match answer {
            Ok(
                Reply::CheckInAppointment(visit)
                | Reply::ApproveAppointment(visit)
                | Reply::RejectAppointment(visit)
                | Reply::MarkAppointmentReady(visit)
                | Reply::StartVisit(visit)
                | Reply::CompleteVisit(visit)
                | Reply::MarkNoShow(visit)
                | Reply::MarkLeftBeforeSeen(visit)
                | Reply::CancelAppointment(visit)
                | Reply::UpdateAppointment(visit)
                | Reply::UndoAppointment(visit)
                | Reply::RescheduleAppointment(visit)
                | Reply::GetAppointment(visit),
            ) => visit,
            Ok(_) => return,
            Err(failure) => return self.refused(sent, &failure, cx, out),
        };
        if sent.is_move && matches!(&self.ask, Some(Ask::Move(moving)) if moving.visit.name == visit.name) {
            self.ask = None;
        }
        self.take(&visit, cx, out);
        self.note_undo(&visit, cx);
    }

    pub(super) fn refused(&mut self, sent: &Sent, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        let taken = failure.is(Reason::SlotTaken) || failure.is(Reason::PatientBusy);
        if let (true, Some(Ask::Move(moving))) = (sent.is_move, &mut self.ask) {
            moving.refused = Some(kindly(failure, cx));
            if taken {
                moving.chosen = None;
                moving.times = Load::ready(Pick::offered_by(failure));
            }
            return;
        }
        self.tell(kindly(failure, cx), Tone::Bad, cx, out);
        if failure.is(Reason::StaleVersion) || failure.is(Reason::WrongState) {
            let request = pb::GetAppointmentRequest { name: sent.name.clone() };
            let ticket = out.call(Call::GetAppointment(request));
            self.sent.push(Sent { ticket, name: sent.name.clone(), is_move: false });
        }
    }
}

/// Puts the newest form of a visit into a list it belongs to, or takes it out.
fn put(list: &mut Load<Vec<pb::Appointment>>, now: &pb::Appointment, belongs: bool) {
    let Some(list) = list.get_mut() else { return };
    match list.iter().position(|it| it.name == now.name) {
        Some(at) if belongs && is_newer(now, &list[at]) => list[at].clone_from(now),
        Some(_) if belongs => {}
        Some(at) => {
            list.remove(at);
        }
        None if belongs => list.push(now.clone()),
        None => {}
    }
}
