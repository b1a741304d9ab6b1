//! AppointmentService: parse, call, answer. Every answer is made for its caller,
//! because patients see less of a visit than staff do.

mod answer;
mod parse;
#[cfg(test)]
mod tests;

use praxis_shared::{
    id::AppointmentId,
    pb::{self, appointment_service_server::AppointmentService},
    time::{Instant, from_micros, to_micros},
};
use tonic::{Request, Response, Status};

pub use self::answer::appointment as appointment_to_pb;
use super::{
    call::{Mutation, call, caller},
    convert::{name, named},
    page,
};
use crate::{
    actions::appointments as acts,
    desk::Desk,
    domain::{
        appointment::{Appointment, ClosedBy},
        caller::Caller,
        refusal::{Refusal, Violations},
    },
    store::{Error, Tx},
};

/// The service.
#[derive(Clone)]
pub struct Appointments {
    /// All it may reach.
    pub desk: Desk,
}

type Answer<T> = Result<Response<T>, Status>;

impl Appointments {
    /// One act on one visit, answered as its caller may see it.
    async fn act<R, F>(&self, request: &Request<R>, job: F) -> Answer<pb::Appointment>
    where
        R: Mutation,
        F: Fn(&Tx<'_>, &Caller, Instant) -> Result<Appointment, Error> + Send + 'static,
    {
        let caller = caller(request)?;
        let it = self.desk.act(call(request)?, job).await?;
        Ok(Response::new(answer::appointment(&it, &caller, self.desk.clock.now())))
    }
}

/// Where a page of visits ended: start in microseconds, and the visit.
type Position = (i64, AppointmentId);

fn place(list: [u8; 8], token: &str, descending: bool, size: usize) -> Result<acts::Place, Refusal> {
    let after = page::position::<Position>(list, token)?
        .map(|(start, id)| from_micros(start).map(|start| (start, id)).ok_or(Refusal::InvalidPageToken))
        .transpose()?;
    Ok(acts::Place { after, descending, limit: size + 1 })
}

fn position(it: &Appointment) -> Position {
    (to_micros(it.span.start), it.id)
}

#[tonic::async_trait]
impl AppointmentService for Appointments {
    async fn book_appointment(
        &self,
        request: Request<pb::BookAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let wish = parse::booking(request.get_ref())?;
        let limits = self.desk.asking;
        self.act(&request, move |tx, caller, now| {
            acts::expect_room(tx, caller, &limits, now)?;
            acts::book(tx, caller, &wish, now)
        })
        .await
    }

    async fn create_walk_in(&self, request: Request<pb::CreateWalkInRequest>) -> Answer<pb::Appointment> {
        let wish = parse::walk_in(request.get_ref())?;
        self.act(&request, move |tx, caller, now| acts::walk_in(tx, caller, &wish, now)).await
    }

    async fn get_appointment(&self, request: Request<pb::GetAppointmentRequest>) -> Answer<pb::Appointment> {
        let caller = caller(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let by = caller.clone();
        let it = self.desk.read(move |tx| acts::appointment(tx, &by, id)).await?;
        Ok(Response::new(answer::appointment(&it, &caller, self.desk.clock.now())))
    }

    async fn list_appointments(
        &self,
        request: Request<pb::ListAppointmentsRequest>,
    ) -> Answer<pb::ListAppointmentsResponse> {
        let caller = caller(&request)?;
        let mut request = request.into_inner();
        let filter = parse::filter(request.filter.as_ref())?;
        let size = page::size(request.page_size)?;
        let token = std::mem::take(&mut request.page_token);
        request.page_size = 0;
        let list = page::list("AppointmentService/ListAppointments", &request);
        let place = place(list, &token, request.descending, size)?;
        let by = caller.clone();
        let mut found =
            self.desk.read(move |tx| acts::appointments(tx, &by, &filter, &place, tx.now())).await?;
        let next_page_token = page::cut(list, &mut found, size, position);
        let now = self.desk.clock.now();
        let appointments = found.iter().map(|it| answer::appointment(it, &caller, now)).collect();
        Ok(Response::new(pb::ListAppointmentsResponse { appointments, next_page_token }))
    }

    async fn get_visit(&self, request: Request<pb::GetVisitRequest>) -> Answer<pb::Visit> {
        let caller = caller(&request)?;
        let id = named("name", &request.get_ref().name)?;
        let by = caller.clone();
        let it = self.desk.read(move |tx| acts::visit(tx, &by, id)).await?;
        Ok(Response::new(answer::visit(&it, &caller, self.desk.clock.now())))
    }

    async fn list_visits(&self, request: Request<pb::ListVisitsRequest>) -> Answer<pb::ListVisitsResponse> {
        let caller = caller(&request)?;
        let mut request = request.into_inner();
        let filter = parse::filter(request.filter.as_ref())?;
        let size = page::size(request.page_size)?;
        let token = std::mem::take(&mut request.page_token);
        request.page_size = 0;
        let list = page::list("AppointmentService/ListVisits", &request);
        let place = place(list, &token, request.descending, size)?;
        let by = caller.clone();
        let mut found = self.desk.read(move |tx| acts::visits(tx, &by, &filter, &place, tx.now())).await?;
        let next_page_token = page::cut(list, &mut found, size, |it| position(&it.appointment));
        let now = self.desk.clock.now();
        let visits = found.iter().map(|it| answer::visit(it, &caller, now)).collect();
        Ok(Response::new(pb::ListVisitsResponse { visits, next_page_token }))
    }

    async fn list_transitions(
        &self,
        request: Request<pb::ListTransitionsRequest>,
    ) -> Answer<pb::ListTransitionsResponse> {
        let by = caller(&request)?;
        let mut request = request.into_inner();
        let id = named("appointment", &request.appointment)?;
        let size = page::size(request.page_size)?;
        let token = std::mem::take(&mut request.page_token);
        request.page_size = 0;
        let list = page::list("AppointmentService/ListTransitions", &request);
        let after: i64 = page::position(list, &token)?.unwrap_or(0);
        let mut found = self.desk.read(move |tx| acts::transitions(tx, &by, id, after, size + 1)).await?;
        let next_page_token = page::cut(list, &mut found, size, |(it, _)| it.seq);
        let transitions = found.iter().map(|(it, actor)| answer::transition(it, actor)).collect();
        Ok(Response::new(pb::ListTransitionsResponse { transitions, next_page_token }))
    }

    async fn update_appointment(
        &self,
        request: Request<pb::UpdateAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let (seen, remark) = parse::remark(request.get_ref())?;
        self.act(&request, move |tx, caller, now| acts::remark(tx, caller, seen, &remark, now)).await
    }

    async fn approve_appointment(
        &self,
        request: Request<pb::ApproveAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::approve(tx, caller, seen, now)).await
    }

    async fn reject_appointment(
        &self,
        request: Request<pb::RejectAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let (seen, reason) = parse::with_reason(&it.name, it.expected_version, &it.reason, 1)?;
        self.act(&request, move |tx, caller, now| acts::reject(tx, caller, seen, &reason, now)).await
    }

    async fn check_in_appointment(
        &self,
        request: Request<pb::CheckInAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::arrive(tx, caller, seen, now)).await
    }

    async fn mark_appointment_ready(
        &self,
        request: Request<pb::MarkAppointmentReadyRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let (seen, room) = parse::with_room(&it.name, it.expected_version, &it.room)?;
        self.act(&request, move |tx, caller, now| acts::ready(tx, caller, seen, room.as_deref(), now)).await
    }

    async fn start_visit(&self, request: Request<pb::StartVisitRequest>) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::start(tx, caller, seen, now)).await
    }

    async fn complete_visit(&self, request: Request<pb::CompleteVisitRequest>) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::complete(tx, caller, seen, now)).await
    }

    async fn mark_no_show(&self, request: Request<pb::MarkNoShowRequest>) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::no_show(tx, caller, seen, now)).await
    }

    async fn mark_left_before_seen(
        &self,
        request: Request<pb::MarkLeftBeforeSeenRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let seen = parse::plain(&it.name, it.expected_version)?;
        self.act(&request, move |tx, caller, now| acts::leave(tx, caller, seen, now)).await
    }

    async fn cancel_appointment(
        &self,
        request: Request<pb::CancelAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let (seen, reason) = parse::with_reason(&it.name, it.expected_version, &it.reason, 0)?;
        let cause = if it.patient_asked { ClosedBy::Patient } else { ClosedBy::Clinic };
        self.act(&request, move |tx, caller, now| acts::cancel(tx, caller, seen, cause, &reason, now)).await
    }

    async fn reschedule_appointment(
        &self,
        request: Request<pb::RescheduleAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let (seen, wish) = parse::reschedule(request.get_ref())?;
        self.act(&request, move |tx, caller, now| acts::reschedule(tx, caller, seen, &wish, now)).await
    }

    async fn undo_appointment(
        &self,
        request: Request<pb::UndoAppointmentRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let (seen, reason) = parse::with_reason(&it.name, it.expected_version, &it.reason, 0)?;
        let limits = self.desk.asking;
        self.act(&request, move |tx, caller, now| acts::undo_within(tx, caller, seen, &reason, &limits, now))
            .await
    }

    async fn enter_appointment_in_error(
        &self,
        request: Request<pb::EnterAppointmentInErrorRequest>,
    ) -> Answer<pb::Appointment> {
        let it = request.get_ref();
        let (seen, reason) = parse::with_reason(&it.name, it.expected_version, &it.reason, 3)?;
        self.act(&request, move |tx, caller, now| acts::enter_in_error(tx, caller, seen, &reason, now)).await
    }

    async fn cancel_asked_appointments(
        &self,
        request: Request<pb::CancelAskedAppointmentsRequest>,
    ) -> Answer<pb::CancelAskedAppointmentsResponse> {
        let call = call(&request)?;
        let caller = caller(&request)?;
        let it = request.get_ref();
        let mut wrong = Violations::default();
        let patient = wrong.take_or("patient", name(&it.patient));
        let reason = wrong.take("reason", praxis_shared::text::reason(&it.reason));
        wrong.finish()?;
        let patient = patient.ok_or(Refusal::NotFound)?;
        let gone = self
            .desk
            .act(call, move |tx, caller, now| acts::cancel_asked(tx, caller, patient, &reason, now))
            .await?;
        let now = self.desk.clock.now();
        let appointments = gone.iter().map(|it| appointment_to_pb(it, &caller, now)).collect();
        Ok(Response::new(pb::CancelAskedAppointmentsResponse { appointments }))
    }
}
