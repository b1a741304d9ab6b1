//! What the desk does to a visit, as calls: each carries the version that was
//! on screen, so that a step decided on an old picture is refused, not done.

use praxis_shared::pb::{self, AppointmentState as State};

use super::Board;
use super::ask::{Ask, Fate, Line, Moving};
use super::keys::Act;
use super::rows::{Free, Row, Show};
use crate::context::{Cx, stamp};
use crate::outbox::{Call, Go, Outbox, Ticket};
use crate::screen::common::steps::Steps;
use crate::screen::common::visit::{can_cancel, can_move, is_open, start};
use crate::screen::{BookingStart, Route};
use crate::widget::table::Selection;

/// A step on its way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) ticket: Ticket,
    pub(super) name: String,
    /// Another time, whose refusal offers others.
    pub(super) is_move: bool,
}

impl Board {
    pub(super) fn allows(&self, act: Act, cx: &Cx) -> bool {
        let visit = self.visit();
        let state = visit.map(pb::Appointment::state);
        let open = visit.is_some_and(is_open);
        match act {
            Act::Next | Act::Room => open && (act == Act::Next || state != Some(State::Requested)),
            Act::Arrived => state == Some(State::Approved),
            Act::Late => state == Some(State::Approved),
            Act::Approve => state == Some(State::Requested),
            Act::Move => visit.is_some_and(can_move),
            Act::Cancel => visit.is_some_and(can_cancel),
            Act::NoShow => {
                state == Some(State::Approved)
                    && visit.and_then(start).is_some_and(|start| start <= cx.at.now)
            }
            Act::Left => matches!(state, Some(State::Arrived | State::Ready)),
            Act::Chat | Act::Note | Act::History => visit.is_some(),
            Act::Open => !self.rows.is_empty(),
            Act::Undo => visit.is_some() || self.undo.is_some(),
            Act::Clear => self.is_narrowed(),
            _ => true,
        }
    }

    pub(super) fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::Book => self.book(cx, out),
            Act::WalkIn => {
                let start = BookingStart { walk_in: true, from_board: true, ..Default::default() };
                out.go(Go::Tab(Route::Booking(Box::new(start))));
            }
            Act::Filter => self.typing = true,
            Act::Clear => self.clear(cx),
            Act::Show => {
                self.show = if self.show == Show::Open { Show::All } else { Show::Open };
                self.rebuild(cx);
            }
            Act::Free => {
                self.free_as = match self.free_as {
                    Free::Joined => Free::Each,
                    Free::Each => Free::Hidden,
                    Free::Hidden => Free::Joined,
                };
                self.rebuild(cx);
            }
            Act::Unresolved => {
                self.show = if self.show == Show::Unresolved { Show::Open } else { Show::Unresolved };
                self.selected = Selection::default();
                self.rebuild(cx);
                if self.show == Show::Unresolved {
                    self.ask_unresolved(out);
                }
            }
            Act::Doctor => {
                self.doctors.want(out);
                self.ask = Some(Ask::Doctor(Default::default()));
            }
            Act::Today => self.go_to(cx.today(), cx, out),
            Act::Earlier => self.go_to(self.day.pred_opt().unwrap_or(self.day), cx, out),
            Act::Later => self.go_to(self.day.succ_opt().unwrap_or(self.day), cx, out),
            Act::Date => self.ask = Some(Ask::line(Line::Date)),
            Act::Undo => self.take_back(cx, out),
            Act::Open => match self.row() {
                Some(Row::Visit(visit)) => out.go(Go::To(Route::Record(visit.patient.clone()))),
                Some(Row::Free(_)) => self.book(cx, out),
                None => {}
            },
            _ => {
                if let Some(visit) = self.visit().cloned() {
                    self.act_on(act, &visit, cx, out);
                }
            }
        }
    }

    fn act_on(&mut self, act: Act, visit: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        if self.is_sending(&visit.name) {
            out.say("Still sending the last step for this visit; one moment.");
            return;
        }
        let (name, expected_version, request_id) = (visit.name.clone(), visit.version, String::new());
        match act {
            Act::Next => {
                if let Some(call) = next_step(visit) {
                    self.send(visit, call, out);
                }
            }
            Act::Arrived => {
                let request = pb::CheckInAppointmentRequest { request_id, name, expected_version };
                self.send(visit, Call::CheckInAppointment(request), out);
            }
            Act::Approve => {
                let request = pb::ApproveAppointmentRequest { request_id, name, expected_version };
                self.send(visit, Call::ApproveAppointment(request), out);
            }
            Act::Late => {
                let to = pb::Appointment { name, late: !visit.late, ..Default::default() };
                self.send(visit, update(to, "late", expected_version), out);
            }
            Act::Room => self.ask = Some(Ask::line(Line::Room(Box::new(visit.clone())))),
            Act::Note => self.ask = Some(Ask::line(Line::Note(Box::new(visit.clone())))),
            Act::Move => self.ask = Some(Ask::Move(Box::new(Moving::new(visit, out)))),
            Act::Cancel if visit.state() == State::Requested => {
                self.ask = Some(Ask::fate(Fate::Reject, visit, cx));
            }
            Act::Cancel => self.ask = Some(Ask::fate(Fate::Cancel, visit, cx)),
            Act::NoShow => self.ask = Some(Ask::fate(Fate::NoShow, visit, cx)),
            Act::Left => self.ask = Some(Ask::fate(Fate::Left, visit, cx)),
            Act::History => self.ask = Some(Ask::History(Box::new(Steps::open(visit, out)))),
            Act::Chat => out.go(Go::To(Route::ChatWith(visit.patient.clone()))),
            _ => {}
        }
    }

    pub(super) fn is_sending(&self, name: &str) -> bool {
        self.sent.iter().any(|sent| sent.name == name)
    }

    pub(super) fn send(&mut self, visit: &pb::Appointment, call: Call, out: &mut Outbox) {
        let is_move = matches!(call, Call::RescheduleAppointment(_));
        let ticket = out.call(call);
        self.sent.push(Sent { ticket, name: visit.name.clone(), is_move });
    }

    /// Books: in the selected free time, or wherever there is time.
    fn book(&mut self, cx: &Cx, out: &mut Outbox) {
        let mut start = BookingStart { from_board: true, ..Default::default() };
        match self.row() {
            Some(Row::Free(gap)) => start.slot = Some(gap.slot.clone()),
            _ if self.day > cx.today() => {
                start.start = Some(praxis_shared::time::day_span(cx.zone, self.day).start);
            }
            _ => {}
        }
        out.go(Go::Tab(Route::Booking(Box::new(start))));
    }

    fn take_back(&mut self, cx: &Cx, out: &mut Outbox) {
        let own = self.undo.as_ref().filter(|undo| undo.until > cx.at.now).map(|undo| undo.visit.clone());
        let offered =
            |visit: &&pb::Appointment| crate::screen::common::visit::undo_until(visit, cx).is_some();
        let visit = own.or_else(|| self.visit().filter(offered).cloned());
        match (visit, self.visit().cloned()) {
            (Some(visit), _) if self.is_sending(&visit.name) => out.say("Still sending; one moment."),
            (Some(visit), _) => self.send(&visit, undo(&visit, String::new()), out),
            (None, Some(visit)) => self.ask = Some(Ask::line(Line::Undo(Box::new(visit)))),
            (None, None) => out.say("There is nothing to take back."),
        }
    }

    /// Does what a confirmed question was about.
    pub(super) fn confirmed(
        &mut self,
        fate: Fate,
        visit: &pb::Appointment,
        reason: String,
        first: bool,
        out: &mut Outbox,
    ) {
        let (name, expected_version, request_id) = (visit.name.clone(), visit.version, String::new());
        let call = match fate {
            Fate::Cancel => Call::CancelAppointment(pb::CancelAppointmentRequest {
                request_id,
                name,
                expected_version,
                reason,
                // The first of the reasons is that the patient asked.
                patient_asked: first,
            }),
            Fate::Reject => Call::RejectAppointment(pb::RejectAppointmentRequest {
                request_id,
                name,
                expected_version,
                reason,
            }),
            Fate::NoShow => Call::MarkNoShow(pb::MarkNoShowRequest { request_id, name, expected_version }),
            Fate::Left => {
                Call::MarkLeftBeforeSeen(pb::MarkLeftBeforeSeenRequest { request_id, name, expected_version })
            }
        };
        self.send(visit, call, out);
    }

    /// Takes a typed line; a wrong one is given back as a sentence.
    pub(super) fn typed(&mut self, line: &Line, text: &str, cx: &Cx, out: &mut Outbox) -> Result<(), String> {
        let text = text.trim().to_owned();
        match line {
            Line::Date => {
                let day = crate::widget::date::parse(&text, cx.today())?;
                self.go_to(day, cx, out);
            }
            Line::Room(visit) if visit.state() == State::Arrived && !text.is_empty() => {
                let request = pb::MarkAppointmentReadyRequest {
                    request_id: String::new(),
                    name: visit.name.clone(),
                    expected_version: visit.version,
                    room: text,
                };
                self.send(visit, Call::MarkAppointmentReady(request), out);
            }
            Line::Room(visit) => {
                let to = pb::Appointment { name: visit.name.clone(), room: text, ..Default::default() };
                self.send(visit, update(to, "room", visit.version), out);
            }
            Line::Note(visit) => {
                let to = pb::Appointment { name: visit.name.clone(), note: text, ..Default::default() };
                self.send(visit, update(to, "note", visit.version), out);
            }
            Line::Undo(_) if text.is_empty() => {
                return Err("This step is another's or older than ten minutes: say why, or press Esc.".into());
            }
            Line::Undo(visit) => self.send(visit, undo(visit, text), out),
        }
        Ok(())
    }

    /// Moves the visit to the marked time.
    pub(super) fn take_move(&mut self, out: &mut Outbox) {
        let Some(Ask::Move(moving)) = &self.ask else { return };
        let Some(pick) = moving.pick() else { return };
        let visit = moving.visit.clone();
        let request = pb::RescheduleAppointmentRequest {
            name: visit.name.clone(),
            expected_version: visit.version,
            start_time: Some(stamp(pick.start)),
            ..Default::default()
        };
        if !self.is_sending(&visit.name) {
            self.send(&visit, Call::RescheduleAppointment(request), out);
        }
    }

    /// Chooses any other time for the visit that is to be moved.
    pub(super) fn move_in_grid(&mut self, out: &mut Outbox) {
        if let Some(Ask::Move(moving)) = self.ask.take() {
            let start = BookingStart { moving: Some(moving.visit), from_board: true, ..Default::default() };
            out.go(Go::Tab(Route::Booking(Box::new(start))));
        }
    }
}

fn undo(visit: &pb::Appointment, reason: String) -> Call {
    Call::UndoAppointment(pb::UndoAppointmentRequest {
        request_id: String::new(),
        name: visit.name.clone(),
        expected_version: visit.version,
        reason,
    })
}

fn update(to: pb::Appointment, path: &str, expected_version: i64) -> Call {
    Call::UpdateAppointment(pb::UpdateAppointmentRequest {
        request_id: String::new(),
        appointment: Some(to),
        update_mask: Some(prost_types::FieldMask { paths: vec![path.to_owned()] }),
        expected_version,
    })
}

/// The step that comes next in a visit's life.
fn next_step(visit: &pb::Appointment) -> Option<Call> {
    let (name, expected_version, request_id) = (visit.name.clone(), visit.version, String::new());
    Some(match visit.state() {
        State::Requested => {
            Call::ApproveAppointment(pb::ApproveAppointmentRequest { request_id, name, expected_version })
        }
        State::Approved => {
            Call::CheckInAppointment(pb::CheckInAppointmentRequest { request_id, name, expected_version })
        }
        State::Arrived => Call::MarkAppointmentReady(pb::MarkAppointmentReadyRequest {
            request_id,
            name,
            expected_version,
            room: String::new(),
        }),
        State::Ready => Call::StartVisit(pb::StartVisitRequest { request_id, name, expected_version }),
        State::InVisit => {
            Call::CompleteVisit(pb::CompleteVisitRequest { request_id, name, expected_version })
        }
        _ => return None,
    })
}
