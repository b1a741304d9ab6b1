//! The visits of one patient, kept right by events. Who may read the reasons
//! (the patient, the doctor) asks for visits, the desk for appointments. Visits
//! are never deleted, so whatever comes in only has to be newer than what is known.

use praxis_shared::pb::{self, AppointmentState as State};
use praxis_shared::time::Instant;

use super::visit;
use crate::context::{Cx, pb_date};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};

/// Which of the visits are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// Still to come, soonest first.
    #[default]
    Upcoming,
    /// Over, called off or forgotten, latest first.
    Past,
    /// Asked for and not answered yet.
    Asked,
    /// Called off or declined.
    Cancelled,
    /// Took place.
    Done,
    /// All: what is to come, then what is over.
    All,
}

impl Filter {
    /// The filters of a patient, in the order of Tab.
    pub const PATIENT: [Self; 5] = [Self::Upcoming, Self::Past, Self::Asked, Self::Cancelled, Self::Done];

    /// One or two words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upcoming => "to come",
            Self::Past => "past",
            Self::Asked => "not answered yet",
            Self::Cancelled => "called off",
            Self::Done => "took place",
            Self::All => "all",
        }
    }

    /// The next one of these, going round.
    pub fn next(self, among: &[Self], back: bool) -> Self {
        let at = among.iter().position(|&it| it == self).unwrap_or(0);
        let step = if back { among.len() - 1 } else { 1 };
        among.get((at + step) % among.len().max(1)).copied().unwrap_or(self)
    }
}

/// The visits of one patient.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    patient: String,
    reasons: bool,
    known: Vec<pb::Visit>,
    coming: Load<()>,
    past: Load<()>,
    older: String,
    single: Vec<Ticket>,
    /// Known before it was asked anew, and not heard of since: what may be seen can shrink.
    before: Vec<String>,
}

impl Visits {
    /// Asks for the visits of that patient, with their reasons if the person may read them.
    pub fn open(patient: &str, reasons: bool, cx: &Cx, out: &mut Outbox) -> Self {
        let mut visits = Self { patient: patient.to_owned(), reasons, ..Self::default() };
        visits.ask(cx, out);
        visits
    }

    /// Forgets what is known; what may still be seen is to be asked for.
    pub fn forget(&mut self) {
        self.known.clear();
        self.older.clear();
        self.single.clear();
    }

    /// Asks anew; what is known stays until the answers come.
    pub fn ask(&mut self, cx: &Cx, out: &mut Outbox) {
        self.before = self.known.iter().filter_map(appointment).map(|it| it.name.clone()).collect();
        let filter = pb::AppointmentFilter { patient: self.patient.clone(), ..Default::default() };
        let coming = pb::AppointmentFilter { from_date: Some(pb_date(cx.today())), ..filter.clone() };
        self.coming.ask(out, self.list(coming, false, 200, ""));
        self.older.clear();
        self.ask_past(cx, out);
    }

    fn ask_past(&mut self, cx: &Cx, out: &mut Outbox) {
        let filter = pb::AppointmentFilter {
            patient: self.patient.clone(),
            to_date: cx.today().pred_opt().map(pb_date),
            ..Default::default()
        };
        let token = self.older.clone();
        self.past.ask(out, self.list(filter, true, 50, &token));
    }

    /// Asks for older ones, if there are any.
    pub fn ask_older(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.has_older() && !self.past.is_waiting() {
            self.ask_past(cx, out);
        }
    }

    /// Whether the server has more of the past.
    pub fn has_older(&self) -> bool {
        !self.older.is_empty()
    }

    fn list(&self, filter: pb::AppointmentFilter, descending: bool, size: i32, token: &str) -> Call {
        let (filter, page_size, page_token) = (Some(filter), size, token.to_owned());
        if self.reasons {
            Call::ListVisits(pb::ListVisitsRequest { filter, descending, page_size, page_token })
        } else {
            Call::ListAppointments(pb::ListAppointmentsRequest { filter, descending, page_size, page_token })
        }
    }

    /// Takes the reply if it is for this.
    pub fn on_reply(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        if let Some(at) = self.single.iter().position(|&single| single == ticket) {
            self.single.swap_remove(at);
            if let Ok(Reply::GetVisit(it)) = answer {
                self.put(it.clone());
            }
            return true;
        }
        let past = self.past.awaits(ticket);
        if !past && !self.coming.awaits(ticket) {
            return false;
        }
        let settled = answer.clone().map(|reply| {
            let (visits, token) = match reply {
                Reply::ListVisits(page) => (page.visits, page.next_page_token),
                Reply::ListAppointments(page) => {
                    let bare = |it| pb::Visit { appointment: Some(it), reason: String::new() };
                    (page.appointments.into_iter().map(bare).collect(), page.next_page_token)
                }
                _ => (Vec::new(), String::new()),
            };
            for it in visits {
                self.put(it);
            }
            if past {
                self.older = token;
            }
        });
        if past {
            self.past.settle(settled)
        } else {
            self.coming.settle(settled)
        }
        self.drop_unheard_of();
        true
    }

    /// Once all is answered, what was known and is not told any more is closed to this person.
    fn drop_unheard_of(&mut self) {
        let open = [&self.coming, &self.past];
        if open.iter().all(|it| !it.is_waiting() && it.failure().is_none()) {
            let before = std::mem::take(&mut self.before);
            self.known.retain(|it| appointment(it).is_none_or(|it| !before.contains(&it.name)));
        }
    }

    fn put(&mut self, new: pb::Visit) {
        let Some(appointment) = &new.appointment else { return };
        self.before.retain(|it| *it != appointment.name);
        match self.position(&appointment.name) {
            Some(at) => {
                let newer = self.known.get(at).and_then(|it| it.appointment.as_ref());
                let newer = newer.is_none_or(|it| appointment.version >= it.version);
                if let Some(known) = self.known.get_mut(at).filter(|_| newer) {
                    *known = new;
                }
            }
            None => self.known.push(new),
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.known.iter().position(|it| it.appointment.as_ref().is_some_and(|it| it.name == name))
    }

    /// Takes a visit as it is now, from an event or as the answer to an act.
    pub fn on_visit(&mut self, now: &pb::Appointment, out: &mut Outbox) {
        if now.patient != self.patient {
            return;
        }
        self.before.retain(|it| *it != now.name);
        match self.position(&now.name) {
            Some(at) => {
                let Some(known) = self.known.get_mut(at).and_then(|it| it.appointment.as_mut()) else {
                    return;
                };
                // Answers to the own acts say until when they can be undone, events do not.
                let same = now.version == known.version && now.undo_until.is_some();
                if same || visit::is_newer(now, known) {
                    *known = now.clone();
                }
            }
            None if self.reasons => {
                let request = pb::GetVisitRequest { name: now.name.clone() };
                self.single.push(out.call(Call::GetVisit(request)));
            }
            None => self.put(pb::Visit { appointment: Some(now.clone()), reason: String::new() }),
        }
    }

    /// One of them by its name.
    pub fn get(&self, name: &str) -> Option<&pb::Visit> {
        self.position(name).and_then(|at| self.known.get(at))
    }

    /// What to say where they would stand: loading, or the failure.
    pub fn remark(&self) -> Option<String> {
        self.coming.remark().or_else(|| self.past.remark())
    }

    /// Those that the filter lets through, in its order.
    pub fn rows(&self, filter: Filter, cx: &Cx) -> Vec<&pb::Visit> {
        let mut rows: Vec<(&pb::Visit, &pb::Appointment)> =
            self.known.iter().filter_map(|it| Some((it, it.appointment.as_ref()?))).collect();
        let state = |it: &pb::Appointment| it.state();
        rows.retain(|(_, it)| match filter {
            Filter::Upcoming => is_coming(it, cx),
            Filter::Past => !is_coming(it, cx),
            Filter::Asked => state(it) == State::Requested,
            Filter::Cancelled => matches!(state(it), State::Cancelled | State::Rejected),
            Filter::Done => state(it) == State::Completed,
            Filter::All => true,
        });
        rows.sort_by_key(|(_, it)| {
            let start = visit::start(it).map_or(0, |at: Instant| at.timestamp());
            let coming = is_coming(it, cx);
            (!coming, if coming { start } else { -start }, it.name.clone())
        });
        rows.into_iter().map(|(it, _)| it).collect()
    }

    /// The next visit, if there is one.
    pub fn next(&self, cx: &Cx) -> Option<&pb::Appointment> {
        self.rows(Filter::Upcoming, cx).first().and_then(|it| it.appointment.as_ref())
    }

    /// The last visit that took place.
    pub fn last(&self, cx: &Cx) -> Option<&pb::Appointment> {
        self.rows(Filter::Done, cx).first().and_then(|it| it.appointment.as_ref())
    }
}

/// Whether a visit is still to come or going on: it holds its time, and its day is not over.
pub fn is_coming(it: &pb::Appointment, cx: &Cx) -> bool {
    visit::is_open(it) && visit::start(it).is_some_and(|at| cx.date(at) >= cx.today())
}

/// The appointment inside a visit, which the contract could leave out.
pub fn appointment(it: &pb::Visit) -> Option<&pb::Appointment> {
    it.appointment.as_ref()
}
