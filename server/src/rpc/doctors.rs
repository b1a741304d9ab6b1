//! DoctorService: parse, call, answer. The next free slot is computed for the doctors on the
//! page only, and only where it was asked for.

use praxis_shared::{
    id::DoctorId,
    pb::{self, doctor_service_server::DoctorService},
    time::Instant,
};
use tonic::{Request, Response, Status};

use super::{
    call::{call, caller},
    convert, page,
};
use crate::{
    actions,
    desk::Desk,
    domain::{
        caller::Caller,
        contact::Money,
        doctor::{Doctor, DoctorDraft, DoctorFilter, DutyStatus},
        people::Role,
        refusal::{Refusal, Violations},
    },
    store::Tx,
};

const FIELDS: [&str; 10] = [
    "specializations",
    "qualification",
    "years_of_experience",
    "clinic_name",
    "clinic_address",
    "room",
    "contact_number",
    "bio",
    "consultation_fee",
    "auto_approve",
];
/// Longest query, in characters.
const QUERY_MAX: usize = 120;

/// Doctors over the wire.
#[derive(Clone)]
pub struct Doctors {
    desk: Desk,
}

impl Doctors {
    /// The service at this desk.
    #[must_use]
    pub const fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

#[tonic::async_trait]
impl DoctorService for Doctors {
    async fn get_doctor(
        &self,
        request: Request<pb::GetDoctorRequest>,
    ) -> Result<Response<pb::Doctor>, Status> {
        let id: DoctorId = convert::named("name", &request.get_ref().name)?;
        let (found, next) = self
            .desk
            .read(move |tx| {
                let doctor = actions::doctors::get(tx, id)?;
                let next = actions::schedule::next_free(tx, std::slice::from_ref(&doctor), tx.now())?;
                Ok((doctor, next.first().copied().flatten()))
            })
            .await?;
        Ok(Response::new(with_next_free(&found, next)))
    }

    async fn list_doctors(
        &self,
        request: Request<pb::ListDoctorsRequest>,
    ) -> Result<Response<pb::ListDoctorsResponse>, Status> {
        let caller = caller(&request)?;
        let request = request.into_inner();
        let mut wrong = Violations::default();
        for (field, text) in [("query", &request.query), ("specialization", &request.specialization)] {
            if text.chars().count() > QUERY_MAX {
                wrong.add(field, format!("use at most {QUERY_MAX} characters"));
            }
        }
        wrong.finish()?;
        let limit = page::size(request.page_size)?;
        let list = page::list(
            "ListDoctors",
            &pb::ListDoctorsRequest { page_size: 0, page_token: String::new(), ..request.clone() },
        );
        let after = page::position(list, &request.page_token)?;
        let filter = DoctorFilter {
            on_duty_only: request.on_duty_only,
            inactive_too: caller.acts_as(Role::Admin),
            ..DoctorFilter::typed(&request.query, &request.specialization)
        };
        let skip = request.skip_next_free;
        let (found, next, next_page_token) = self
            .desk
            .read(move |tx| {
                let mut found = actions::doctors::list(tx, &filter, after.as_ref(), limit + 1)?;
                let token = page::cut(list, &mut found, limit, actions::doctors::position);
                let next = if skip {
                    vec![None; found.len()]
                } else {
                    actions::schedule::next_free(tx, &found, tx.now())?
                };
                Ok((found, next, token))
            })
            .await?;
        let doctors = found.iter().zip(next).map(|(doctor, next)| with_next_free(doctor, next)).collect();
        Ok(Response::new(pb::ListDoctorsResponse { doctors, next_page_token }))
    }

    async fn list_specializations(
        &self,
        request: Request<pb::ListSpecializationsRequest>,
    ) -> Result<Response<pb::ListSpecializationsResponse>, Status> {
        let request = request.into_inner();
        let limit = page::size(request.page_size)?;
        let list = page::list("ListSpecializations", &pb::ListSpecializationsRequest::default());
        let after: Option<String> = page::position(list, &request.page_token)?;
        let mut found = self
            .desk
            .read(move |tx| actions::doctors::specializations(tx, after.as_deref(), limit + 1))
            .await?;
        let next_page_token = page::cut(list, &mut found, limit, |last| last.key.clone());
        let specializations = found
            .into_iter()
            .map(|it| pb::Specialization {
                display_name: it.display_name,
                doctor_count: i32::try_from(it.doctors).unwrap_or(i32::MAX),
            })
            .collect();
        Ok(Response::new(pb::ListSpecializationsResponse { specializations, next_page_token }))
    }

    async fn update_doctor(
        &self,
        request: Request<pb::UpdateDoctorRequest>,
    ) -> Result<Response<pb::Doctor>, Status> {
        let call = call(&request)?;
        let pb::UpdateDoctorRequest { doctor, update_mask, expected_version, .. } = request.into_inner();
        let doctor = doctor.unwrap_or_default();
        let id = convert::named("doctor.name", &doctor.name)?;
        let draft = draft(doctor, &convert::mask(update_mask.as_ref(), &FIELDS)?)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            actions::doctors::update(tx, caller, id, &draft, expected_version, now)
        };
        Ok(Response::new(to_pb(&self.desk.act(call, act).await?)))
    }

    async fn set_duty_status(
        &self,
        request: Request<pb::SetDutyStatusRequest>,
    ) -> Result<Response<pb::Doctor>, Status> {
        let call = call(&request)?;
        let request = request.into_inner();
        let id = convert::named("name", &request.name)?;
        let duty = match pb::DutyStatus::try_from(request.duty_status) {
            Ok(pb::DutyStatus::OnDuty) => DutyStatus::OnDuty,
            Ok(pb::DutyStatus::OffDuty) => DutyStatus::OffDuty,
            Ok(pb::DutyStatus::Unspecified) | Err(_) => {
                return Err(Refusal::field("duty_status", "say ON_DUTY or OFF_DUTY").into());
            }
        };
        let act =
            move |tx: &Tx<'_>, caller: &Caller, now| actions::doctors::set_duty(tx, caller, id, duty, now);
        Ok(Response::new(to_pb(&self.desk.act(call, act).await?)))
    }
}

/// A doctor on the wire, with the start of the next free slot that a patient could book.
fn with_next_free(doctor: &Doctor, next: Option<Instant>) -> pb::Doctor {
    pb::Doctor { next_free_time: next.map(convert::timestamp), ..to_pb(doctor) }
}

/// The masked fields of a doctor, checked.
fn draft(doctor: pb::Doctor, mask: &[&str]) -> Result<DoctorDraft, Refusal> {
    let mut wrong = Violations::default();
    let has = |field: &str| mask.contains(&field);
    let years = has("years_of_experience").then(|| {
        let years = u32::try_from(doctor.years_of_experience).map_err(|_| "must not be negative");
        wrong.take("doctor.years_of_experience", years)
    });
    let draft = DoctorDraft {
        specializations: has("specializations").then_some(doctor.specializations),
        qualification: has("qualification").then_some(doctor.qualification),
        years_of_experience: years,
        clinic_name: has("clinic_name").then_some(doctor.clinic_name),
        clinic_address: has("clinic_address").then(|| convert::address_from_pb(doctor.clinic_address)),
        room: has("room").then_some(doctor.room),
        contact_number: has("contact_number").then_some(doctor.contact_number),
        bio: has("bio").then_some(doctor.bio),
        consultation_fee: has("consultation_fee").then(|| {
            let fee = doctor.consultation_fee;
            fee.map(|it| Money { currency: it.currency_code, minor_units: it.minor_units })
        }),
        auto_approve: has("auto_approve").then_some(doctor.auto_approve),
    };
    let draft = draft.checked("doctor", &mut wrong);
    wrong.finish()?;
    Ok(draft)
}

/// A doctor on the wire, without the next free slot.
#[must_use]
pub fn to_pb(doctor: &Doctor) -> pb::Doctor {
    pb::Doctor {
        name: doctor.id.to_string(),
        user: doctor.user.to_string(),
        display_name: doctor.display_name(),
        specializations: doctor.specializations.clone(),
        qualification: doctor.qualification.clone(),
        years_of_experience: i32::try_from(doctor.years_of_experience).unwrap_or(i32::MAX),
        clinic_name: doctor.clinic_name.clone(),
        clinic_address: Some(convert::address(doctor.clinic_address.clone())),
        room: doctor.room.clone(),
        contact_number: doctor.contact_number.clone(),
        bio: doctor.bio.clone(),
        consultation_fee: doctor
            .consultation_fee
            .clone()
            .map(|fee| pb::Money { currency_code: fee.currency, minor_units: fee.minor_units }),
        duty_status: match doctor.duty {
            DutyStatus::OnDuty => pb::DutyStatus::OnDuty,
            DutyStatus::OffDuty => pb::DutyStatus::OffDuty,
        }
        .into(),
        registration_number: doctor.registration_number.clone(),
        auto_approve: doctor.auto_approve,
        next_free_time: None,
        active: doctor.active,
        version: doctor.version,
    }
}
