//! ScheduleService: parse, call, answer. A change that is only tried is read, not
//! written: it leaves no trace, and its request id stays unused for the real one.

mod answer;
mod parse;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, ScheduleExceptionId},
    pb::{self, schedule_service_server::ScheduleService},
    time::{from_micros, to_micros},
};
use tonic::{Request, Response, Status};

use super::{
    appointments::appointment_to_pb,
    call::{call, caller},
    convert::{self, named},
    page,
};
use crate::{
    actions::schedule::{self as acts, Change, ExceptionPage, Outcome, SlotList},
    desk::Desk,
    domain::{
        hours::{ScheduleException, WorkingHours},
        obstacles::Reader,
        refusal::Refusal,
        slots::MAX_SLOTS,
    },
};

/// Slots on a page if nothing is said.
const SLOTS_USUAL: usize = 200;
/// Stranded visits told at most.
const STRANDED_MAX: usize = 200;

/// The service.
#[derive(Clone)]
pub struct Schedules {
    /// All it may reach.
    pub desk: Desk,
}

type Answer<T> = Result<Response<T>, Status>;

impl Schedules {
    fn stranded<T>(
        &self,
        outcome: &Outcome<T>,
        caller: &crate::domain::caller::Caller,
    ) -> Vec<pb::Appointment> {
        let now = self.desk.clock.now();
        outcome.stranded.iter().take(STRANDED_MAX).map(|it| appointment_to_pb(it, caller, now)).collect()
    }
}

#[tonic::async_trait]
impl ScheduleService for Schedules {
    async fn get_working_hours(
        &self,
        request: Request<pb::GetWorkingHoursRequest>,
    ) -> Answer<pb::WorkingHours> {
        let caller = caller(&request)?;
        let doctor = parse::hours_name("name", &request.get_ref().name)?;
        let it = self.desk.read(move |tx| acts::hours(tx, &caller, doctor)).await?;
        Ok(Response::new(answer::hours(it)))
    }

    async fn update_working_hours(
        &self,
        request: Request<pb::UpdateWorkingHoursRequest>,
    ) -> Answer<pb::UpdateWorkingHoursResponse> {
        let (by, act) = (caller(&request)?, call(&request)?);
        let asked = parse::hours(request.get_ref())?;
        let outcome: Outcome<WorkingHours> = if asked.change == Change::Try {
            let by = by.clone();
            self.desk
                .read(move |tx| {
                    let parse::Hours { doctor, rules, version, change } = &asked;
                    acts::update_hours(tx, &by, *doctor, rules, *version, change, tx.now())
                })
                .await?
        } else {
            self.desk
                .act(act, move |tx, caller, now| {
                    let parse::Hours { doctor, rules, version, change } = &asked;
                    acts::update_hours(tx, caller, *doctor, rules, *version, change, now)
                })
                .await?
        };
        Ok(Response::new(pb::UpdateWorkingHoursResponse {
            stranded_appointments: self.stranded(&outcome, &by),
            working_hours: Some(answer::hours(outcome.value)),
            preview_token: outcome.token,
        }))
    }

    async fn list_schedule_exceptions(
        &self,
        request: Request<pb::ListScheduleExceptionsRequest>,
    ) -> Answer<pb::ListScheduleExceptionsResponse> {
        let caller = caller(&request)?;
        let mut request = request.into_inner();
        let doctor = named("doctor", &request.doctor)?;
        let ending_from = request
            .from_date
            .map(|date| convert::naive_date(Some(date)).map_err(|why| Refusal::field("from_date", why)))
            .transpose()?;
        let size = page::size(request.page_size)?;
        let token = std::mem::take(&mut request.page_token);
        request.page_size = 0;
        let list = page::list("ScheduleService/ListScheduleExceptions", &request);
        let after: Option<(NaiveDate, ScheduleExceptionId)> = page::position(list, &token)?;
        let asked = ExceptionPage {
            doctor,
            ending_from,
            withdrawn: request.include_cancelled,
            after,
            limit: size + 1,
        };
        let mut found = self.desk.read(move |tx| acts::exceptions(tx, &caller, &asked, tx.now())).await?;
        let next_page_token = page::cut(list, &mut found, size, |it| (it.from_date, it.id));
        let exceptions = found.into_iter().map(answer::exception).collect();
        Ok(Response::new(pb::ListScheduleExceptionsResponse { exceptions, next_page_token }))
    }

    async fn create_schedule_exception(
        &self,
        request: Request<pb::CreateScheduleExceptionRequest>,
    ) -> Answer<pb::CreateScheduleExceptionResponse> {
        let (by, act) = (caller(&request)?, call(&request)?);
        let asked = parse::exception(request.get_ref())?;
        let tried = asked.change == Change::Try;
        let outcome: Outcome<ScheduleException> = if tried {
            let by = by.clone();
            self.desk
                .read(move |tx| {
                    acts::create_exception(tx, &by, asked.doctor, &asked.terms, &asked.change, tx.now())
                })
                .await?
        } else {
            self.desk
                .act(act, move |tx, caller, now| {
                    acts::create_exception(tx, caller, asked.doctor, &asked.terms, &asked.change, now)
                })
                .await?
        };
        let stranded_appointments = self.stranded(&outcome, &by);
        let mut exception = answer::exception(outcome.value);
        if tried {
            exception.name.clear();
        }
        Ok(Response::new(pb::CreateScheduleExceptionResponse {
            exception: Some(exception),
            stranded_appointments,
            preview_token: outcome.token,
        }))
    }

    async fn cancel_schedule_exception(
        &self,
        request: Request<pb::CancelScheduleExceptionRequest>,
    ) -> Answer<pb::CancelScheduleExceptionResponse> {
        let (by, act) = (caller(&request)?, call(&request)?);
        let it = request.get_ref();
        let id: ScheduleExceptionId = named("name", &it.name)?;
        let change = parse::change(it.validate_only, it.stranded_plan.as_ref())?;
        let outcome: Outcome<ScheduleException> = if change == Change::Try {
            let by = by.clone();
            self.desk.read(move |tx| acts::cancel_exception(tx, &by, id, &change, tx.now())).await?
        } else {
            self.desk
                .act(act, move |tx, caller, now| acts::cancel_exception(tx, caller, id, &change, now))
                .await?
        };
        Ok(Response::new(pb::CancelScheduleExceptionResponse {
            stranded_appointments: self.stranded(&outcome, &by),
            exception: Some(answer::exception(outcome.value)),
            preview_token: outcome.token,
        }))
    }

    async fn list_slots(&self, request: Request<pb::ListSlotsRequest>) -> Answer<pb::ListSlotsResponse> {
        let caller = caller(&request)?;
        let mut request = request.into_inner();
        let size = match usize::try_from(request.page_size) {
            Ok(0) => SLOTS_USUAL,
            Ok(asked) => asked.min(MAX_SLOTS),
            Err(_) => return Err(Refusal::field("page_size", "must be 0 (for 200) or 1 to 1,000").into()),
        };
        let token = std::mem::take(&mut request.page_token);
        request.page_size = 0;
        let asked = parse::slots(&request)?;
        let list = page::list("ScheduleService/ListSlots", &request);
        let after = page::position::<(i64, DoctorId)>(list, &token)?
            .map(|(start, doctor)| from_micros(start).map(|start| (start, doctor)))
            .map(|place| place.ok_or(Refusal::InvalidPageToken))
            .transpose()?;
        let asked = SlotList { after, limit: size + 1, ..asked };
        let mut found = self.desk.read(move |tx| acts::list_slots(tx, &caller, &asked, tx.now())).await?;
        let next_page_token =
            page::cut(list, &mut found, size, |it| (to_micros(it.slot.span.start), it.slot.doctor));
        let slots = found.into_iter().map(answer::slot).collect();
        Ok(Response::new(pb::ListSlotsResponse { slots, next_page_token }))
    }

    async fn find_soonest_slots(
        &self,
        request: Request<pb::FindSoonestSlotsRequest>,
    ) -> Answer<pb::FindSoonestSlotsResponse> {
        let caller = caller(&request)?;
        let asked = parse::soonest(request.get_ref())?;
        let found = self.desk.read(move |tx| acts::soonest(tx, &caller, &asked, tx.now())).await?;
        Ok(Response::new(pb::FindSoonestSlotsResponse {
            slots: found.offers.into_iter().map(answer::slot).collect(),
            searched_until: Some(convert::date(found.searched_until)),
        }))
    }

    async fn explain_slot(
        &self,
        request: Request<pb::ExplainSlotRequest>,
    ) -> Answer<pb::ExplainSlotResponse> {
        let caller = caller(&request)?;
        let reader = if caller.is_staff() { Reader::Staff } else { Reader::Patient };
        let (doctor, start, length) = parse::explain(request.get_ref())?;
        let (limits, verdict) =
            self.desk.read(move |tx| acts::explain(tx, &caller, doctor, start, length, tx.now())).await?;
        Ok(Response::new(pb::ExplainSlotResponse {
            free: verdict.is_free(),
            obstacles: verdict.obstacles.iter().map(|it| answer::obstacle(it, limits.zone, reader)).collect(),
        }))
    }
}
