//! PatientService: parse, call, answer. Identity and chart are separate messages here as
//! everywhere; nothing in this file can put one into the other.

use chrono::NaiveDate;
use praxis_shared::{
    id::PatientId,
    pb::{self, patient_service_server::PatientService},
    text,
    time::civil_date,
};
use tonic::{Request, Response, Status};

use super::{
    call::{call, caller},
    convert, page,
    users::shown_once,
};
use crate::{
    actions::{self, patients::Invitation},
    desk::Desk,
    domain::{
        caller::Caller,
        contact::EmergencyContact,
        emergency::{self, EmergencyAccess},
        patient::{BloodGroup, ChartDraft, Gender, Identity, Patient, PatientChart, PatientDraft},
        patient_search::{PatientQuery, QUERY_MAX},
        refusal::{Refusal, Violations},
    },
    secret::{Secret, hash_code},
    store::{Error, Tx},
};

const PATIENT_FIELDS: [&str; 8] =
    ["first_name", "last_name", "birth_date", "gender", "phone", "email", "address", "emergency_contact"];
const CHART_FIELDS: [&str; 3] = ["blood_group", "allergies", "medical_history"];

/// Patients over the wire.
#[derive(Clone)]
pub struct Patients {
    desk: Desk,
}

impl Patients {
    /// The service at this desk.
    #[must_use]
    pub const fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The date in the clinic: a birth date may be today, not later.
    async fn today(&self) -> Result<NaiveDate, Error> {
        self.desk.read(|tx| Ok(civil_date(tx.clinic()?.zone, tx.now()))).await
    }
}

#[tonic::async_trait]
impl PatientService for Patients {
    async fn get_patient(
        &self,
        request: Request<pb::GetPatientRequest>,
    ) -> Result<Response<pb::Patient>, Status> {
        let caller = caller(&request)?;
        let patient = patient_name("name", &request.get_ref().name, &caller)?;
        let (found, email_clash) =
            self.desk.read(move |tx| actions::patients::get(tx, &caller, patient)).await?;
        Ok(Response::new(pb::Patient { email_clash, ..to_pb(&found) }))
    }

    async fn list_patients(
        &self,
        request: Request<pb::ListPatientsRequest>,
    ) -> Result<Response<pb::ListPatientsResponse>, Status> {
        let pb::ListPatientsRequest { query, page_size, page_token } = request.into_inner();
        let mut wrong = Violations::default();
        if query.chars().count() > QUERY_MAX {
            wrong.add("query", format!("use at most {QUERY_MAX} characters"));
        }
        wrong.finish()?;
        let limit = page::size(page_size)?;
        let list = page::list(
            "ListPatients",
            &pb::ListPatientsRequest { query: query.clone(), ..Default::default() },
        );
        let after = page::position(list, &page_token)?;
        let query = PatientQuery::parse(&query);
        let (found, end) =
            self.desk.read(move |tx| actions::patients::find(tx, &query, after.as_ref(), limit)).await?;
        Ok(Response::new(pb::ListPatientsResponse {
            patients: found.iter().map(to_pb).collect(),
            next_page_token: end.map(|end| page::token(list, &end)).unwrap_or_default(),
        }))
    }

    async fn find_duplicate_patients(
        &self,
        request: Request<pb::FindDuplicatePatientsRequest>,
    ) -> Result<Response<pb::FindDuplicatePatientsResponse>, Status> {
        let new = request.into_inner().patient.unwrap_or_default();
        // half a form may be compared: what cannot be read yet is left out, not refused
        let new = PatientDraft {
            first_name: text::person_name(&new.first_name).ok(),
            last_name: text::person_name(&new.last_name).ok(),
            birth_date: convert::naive_date(new.birth_date).ok(),
            phone: text::phone(&new.phone).ok(),
            email: text::email(&new.email).ok(),
            ..PatientDraft::default()
        };
        let found = self.desk.read(move |tx| actions::patients::duplicates(tx, &new)).await?;
        Ok(Response::new(pb::FindDuplicatePatientsResponse { patients: found.iter().map(to_pb).collect() }))
    }

    async fn register_patient(
        &self,
        request: Request<pb::RegisterPatientRequest>,
    ) -> Result<Response<pb::Patient>, Status> {
        let call = call(&request)?;
        let pb::RegisterPatientRequest { patient, accept_duplicate, .. } = request.into_inner();
        let draft = patient_draft(patient.unwrap_or_default(), &PATIENT_FIELDS, self.today().await?)?;
        let act = move |tx: &Tx<'_>, _: &Caller, now| {
            actions::patients::register(tx, &draft, accept_duplicate, now)
        };
        Ok(Response::new(to_pb(&self.desk.act(call, act).await?)))
    }

    async fn update_patient(
        &self,
        request: Request<pb::UpdatePatientRequest>,
    ) -> Result<Response<pb::Patient>, Status> {
        let (call, caller) = (call(&request)?, caller(&request)?);
        let pb::UpdatePatientRequest { patient, update_mask, expected_version, .. } = request.into_inner();
        let patient = patient.unwrap_or_default();
        let id = patient_name("patient.name", &patient.name, &caller)?;
        let mask = convert::mask(update_mask.as_ref(), &PATIENT_FIELDS)?;
        let draft = patient_draft(patient, &mask, self.today().await?)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            actions::patients::update(tx, caller, id, &draft, expected_version, now)
        };
        Ok(Response::new(to_pb(&self.desk.act(call, act).await?)))
    }

    async fn get_patient_chart(
        &self,
        request: Request<pb::GetPatientChartRequest>,
    ) -> Result<Response<pb::PatientChart>, Status> {
        let caller = caller(&request)?;
        let patient = chart_name("name", &request.get_ref().name, &caller)?;
        let (chart, emergency) =
            self.desk.read(move |tx| actions::patients::chart(tx, &caller, patient)).await?;
        Ok(Response::new(pb::PatientChart {
            emergency_expire_time: emergency.map(|it| convert::timestamp(it.expire_time)),
            ..chart_to_pb(chart)
        }))
    }

    async fn update_patient_chart(
        &self,
        request: Request<pb::UpdatePatientChartRequest>,
    ) -> Result<Response<pb::PatientChart>, Status> {
        let (call, caller) = (call(&request)?, caller(&request)?);
        let pb::UpdatePatientChartRequest { chart, update_mask, expected_version, .. } = request.into_inner();
        let chart = chart.unwrap_or_default();
        let id = chart_name("chart.name", &chart.name, &caller)?;
        let mask = convert::mask(update_mask.as_ref(), &CHART_FIELDS)?;
        let draft = chart_draft(chart, &mask)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            actions::patients::update_chart(tx, caller, id, &draft, expected_version, now)
        };
        Ok(Response::new(chart_to_pb(
            self.desk.act_if_still(call, act, actions::patients::still_open).await?,
        )))
    }

    async fn confirm_patient_identity(
        &self,
        request: Request<pb::ConfirmPatientIdentityRequest>,
    ) -> Result<Response<pb::PatientChart>, Status> {
        let (call, caller) = (call(&request)?, caller(&request)?);
        let id = chart_name("name", &request.get_ref().name, &caller)?;
        let act =
            move |tx: &Tx<'_>, caller: &Caller, now| actions::accounts::confirm_patient(tx, caller, id, now);
        Ok(Response::new(chart_to_pb(
            self.desk.act_if_still(call, act, actions::patients::still_open).await?,
        )))
    }

    async fn doubt_patient_identity(
        &self,
        request: Request<pb::DoubtPatientIdentityRequest>,
    ) -> Result<Response<pb::PatientChart>, Status> {
        let (call, caller) = (call(&request)?, caller(&request)?);
        let id = chart_name("name", &request.get_ref().name, &caller)?;
        let act =
            move |tx: &Tx<'_>, caller: &Caller, now| actions::accounts::doubt_patient(tx, caller, id, now);
        Ok(Response::new(chart_to_pb(
            self.desk.act_if_still(call, act, actions::patients::still_open).await?,
        )))
    }

    async fn invite_patient(
        &self,
        request: Request<pb::InvitePatientRequest>,
    ) -> Result<Response<pb::InvitePatientResponse>, Status> {
        let call = call(&request)?;
        let pb::InvitePatientRequest { name, user_name, email, .. } = request.into_inner();
        let invitation = Invitation { patient: convert::named("name", &name)?, user_name, email };
        let code = Secret::activation_code();
        let code_hash = hash_code(code.reveal());
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            actions::patients::invite(tx, caller, &invitation, &code_hash, now)
        };
        let invited = self.desk.act(call, act).await?;
        Ok(Response::new(pb::InvitePatientResponse {
            patient: Some(to_pb(&invited.patient)),
            activation_code: shown_once(&code, &invited.issued),
        }))
    }

    async fn open_emergency_access(
        &self,
        request: Request<pb::OpenEmergencyAccessRequest>,
    ) -> Result<Response<pb::EmergencyAccess>, Status> {
        let call = call(&request)?;
        let pb::OpenEmergencyAccessRequest { patient, reason, .. } = request.into_inner();
        let mut wrong = Violations::default();
        let patient = wrong.take_or("patient", convert::name(&patient));
        let reason = wrong.take("reason", emergency::reason(&reason));
        wrong.finish()?;
        let patient: PatientId = patient.ok_or(Refusal::NotFound)?;
        let act = move |tx: &Tx<'_>, caller: &Caller, now| {
            actions::emergency::open(tx, caller, patient, &reason, now)
        };
        Ok(Response::new(emergency_to_pb(&self.desk.act(call, act).await?)))
    }

    async fn close_emergency_access(
        &self,
        request: Request<pb::CloseEmergencyAccessRequest>,
    ) -> Result<Response<pb::EmergencyAccess>, Status> {
        let call = call(&request)?;
        let patient: PatientId = convert::named("patient", &request.get_ref().patient)?;
        let act =
            move |tx: &Tx<'_>, caller: &Caller, now| actions::emergency::close(tx, caller, patient, now);
        Ok(Response::new(emergency_to_pb(&self.desk.act(call, act).await?)))
    }
}

/// Emergency access on the wire.
fn emergency_to_pb(access: &EmergencyAccess) -> pb::EmergencyAccess {
    pb::EmergencyAccess {
        patient: access.patient.to_string(),
        doctor: access.doctor.to_string(),
        reason: access.reason.clone(),
        create_time: Some(convert::timestamp(access.create_time)),
        expire_time: Some(convert::timestamp(access.expire_time)),
        end_time: access.end_time.map(convert::timestamp),
    }
}

/// The patient a request names; `patients/me` is the caller's own.
fn patient_name(field: &str, name: &str, caller: &Caller) -> Result<PatientId, Refusal> {
    match name {
        "patients/me" => caller.as_patient().ok_or(Refusal::NotFound),
        name => convert::named(field, name),
    }
}

fn chart_name(field: &str, name: &str, caller: &Caller) -> Result<PatientId, Refusal> {
    let patient = name
        .strip_suffix("/chart")
        .ok_or_else(|| Refusal::field(field, "must be a resource name of the form patients/{id}/chart"))?;
    patient_name(field, patient, caller)
}

/// The masked fields of a patient, checked.
fn patient_draft(patient: pb::Patient, mask: &[&str], today: NaiveDate) -> Result<PatientDraft, Refusal> {
    let mut wrong = Violations::default();
    let has = |field: &str| mask.contains(&field);
    let gender = has("gender").then(|| {
        wrong
            .take("patient.gender", gender_from_pb(patient.gender).ok_or("must be one of the genders listed"))
    });
    let birth_date = if has("birth_date") {
        wrong.take_or("patient.birth_date", convert::naive_date(patient.birth_date))
    } else {
        None
    };
    let draft = PatientDraft {
        first_name: has("first_name").then_some(patient.first_name),
        last_name: has("last_name").then_some(patient.last_name),
        birth_date,
        gender,
        phone: has("phone").then_some(patient.phone),
        email: has("email").then_some(patient.email),
        address: has("address").then(|| convert::address_from_pb(patient.address)),
        emergency_contact: has("emergency_contact").then(|| {
            let pb::EmergencyContact { full_name, relation, phone } =
                patient.emergency_contact.unwrap_or_default();
            EmergencyContact { full_name, relation, phone }
        }),
    };
    let draft = draft.checked("patient", today, &mut wrong);
    wrong.finish()?;
    Ok(draft)
}

/// The masked fields of a chart, checked.
fn chart_draft(chart: pb::PatientChart, mask: &[&str]) -> Result<ChartDraft, Refusal> {
    let mut wrong = Violations::default();
    let has = |field: &str| mask.contains(&field);
    let blood_group = has("blood_group").then(|| {
        let known = blood_group_from_pb(chart.blood_group).ok_or("must be one of the blood groups listed");
        wrong.take("chart.blood_group", known)
    });
    let draft = ChartDraft {
        blood_group,
        allergies: has("allergies").then_some(chart.allergies),
        medical_history: has("medical_history").then_some(chart.medical_history),
    };
    let draft = draft.checked("chart", &mut wrong);
    wrong.finish()?;
    Ok(draft)
}

/// A patient on the wire.
#[must_use]
pub fn to_pb(patient: &Patient) -> pb::Patient {
    let contact = patient.emergency_contact.clone();
    pb::Patient {
        name: patient.id.to_string(),
        number: patient.number,
        user: patient.user.map(|user| user.to_string()).unwrap_or_default(),
        first_name: patient.first_name.clone(),
        last_name: patient.last_name.clone(),
        display_name: patient.display_name(),
        birth_date: Some(convert::date(patient.birth_date)),
        gender: gender_to_pb(patient.gender).into(),
        phone: patient.phone.clone(),
        email: patient.email.clone(),
        address: Some(convert::address(patient.address.clone())),
        emergency_contact: Some(pb::EmergencyContact {
            full_name: contact.full_name,
            relation: contact.relation,
            phone: contact.phone,
        }),
        create_time: Some(convert::timestamp(patient.create_time)),
        update_time: Some(convert::timestamp(patient.update_time)),
        version: patient.version,
        email_clash: false,
    }
}

fn chart_to_pb(chart: PatientChart) -> pb::PatientChart {
    pb::PatientChart {
        name: format!("{}/chart", chart.patient),
        blood_group: blood_group_to_pb(chart.blood_group).into(),
        allergies: chart.allergies,
        medical_history: chart.medical_history,
        update_time: Some(convert::timestamp(chart.update_time)),
        version: chart.version,
        emergency_expire_time: None,
        identity: match chart.identity {
            Identity::NoAccount => pb::PatientIdentity::Unspecified,
            Identity::Confirmed => pb::PatientIdentity::Confirmed,
            Identity::Unconfirmed => pb::PatientIdentity::Unconfirmed,
        }
        .into(),
    }
}

/// A gender on the wire.
#[must_use]
pub const fn gender_to_pb(gender: Gender) -> pb::Gender {
    match gender {
        Gender::Unspecified => pb::Gender::Unspecified,
        Gender::Female => pb::Gender::Female,
        Gender::Male => pb::Gender::Male,
        Gender::Other => pb::Gender::Other,
        Gender::Unknown => pb::Gender::Unknown,
    }
}

/// A gender from the wire; `None` for a number that means nothing.
#[must_use]
pub fn gender_from_pb(number: i32) -> Option<Gender> {
    let wanted = pb::Gender::try_from(number).ok()?;
    Gender::ALL.into_iter().find(|gender| gender_to_pb(*gender) == wanted)
}

const fn blood_group_to_pb(group: BloodGroup) -> pb::BloodGroup {
    match group {
        BloodGroup::Unknown => pb::BloodGroup::Unspecified,
        BloodGroup::APositive => pb::BloodGroup::APositive,
        BloodGroup::ANegative => pb::BloodGroup::ANegative,
        BloodGroup::BPositive => pb::BloodGroup::BPositive,
        BloodGroup::BNegative => pb::BloodGroup::BNegative,
        BloodGroup::AbPositive => pb::BloodGroup::AbPositive,
        BloodGroup::AbNegative => pb::BloodGroup::AbNegative,
        BloodGroup::OPositive => pb::BloodGroup::OPositive,
        BloodGroup::ONegative => pb::BloodGroup::ONegative,
    }
}

fn blood_group_from_pb(number: i32) -> Option<BloodGroup> {
    let wanted = pb::BloodGroup::try_from(number).ok()?;
    BloodGroup::ALL.into_iter().find(|group| blood_group_to_pb(*group) == wanted)
}
