//! ClinicService: name, zone and booking rules.

use praxis_shared::{pb, text, time};
use tonic::{Request, Response, Status};

use super::{
    call::call,
    convert::{mask, timestamp},
};
use crate::{
    actions,
    desk::Desk,
    domain::{
        clinic::{CUTOFF_MAX_MINUTES, Clinic, HORIZON_MAX_DAYS},
        refusal::Violations,
    },
};

/// The service.
#[derive(Clone)]
pub struct Clinics {
    /// All that it may reach.
    pub desk: Desk,
}

/// The settings on the wire.
#[must_use]
pub fn clinic_to_pb(clinic: &Clinic) -> pb::Clinic {
    let number = |it: u32| i32::try_from(it).unwrap_or(i32::MAX);
    pb::Clinic {
        name: "clinic".to_owned(),
        display_name: clinic.display_name.clone(),
        time_zone: clinic.zone.name().to_owned(),
        lead_time_minutes: number(clinic.lead_time_minutes),
        horizon_days: number(clinic.horizon_days),
        cancel_cutoff_minutes: number(clinic.cancel_cutoff_minutes),
        reschedule_cutoff_minutes: number(clinic.reschedule_cutoff_minutes),
        emergency_phone: clinic.emergency_phone.clone(),
        update_time: Some(timestamp(clinic.update_time)),
        version: clinic.version,
    }
}

fn within(asked: i32, from: u32, to: u32) -> Result<u32, String> {
    u32::try_from(asked)
        .ok()
        .filter(|it| (from..=to).contains(it))
        .ok_or_else(|| format!("must be a number from {from} to {to}"))
}

#[tonic::async_trait]
impl pb::clinic_service_server::ClinicService for Clinics {
    async fn get_clinic(&self, _: Request<pb::GetClinicRequest>) -> Result<Response<pb::Clinic>, Status> {
        let clinic = self.desk.read(|tx| Ok(tx.clinic()?)).await?;
        Ok(Response::new(clinic_to_pb(&clinic)))
    }

    async fn update_clinic(
        &self,
        request: Request<pb::UpdateClinicRequest>,
    ) -> Result<Response<pb::Clinic>, Status> {
        let call = call(&request)?;
        let asked = request.into_inner();
        let fields = mask(
            asked.update_mask.as_ref(),
            &[
                "display_name",
                "time_zone",
                "lead_time_minutes",
                "horizon_days",
                "cancel_cutoff_minutes",
                "reschedule_cutoff_minutes",
                "emergency_phone",
            ],
        )?;
        let new = asked.clinic.unwrap_or_default();
        let mut wrong = Violations::default();
        if !matches!(new.name.as_str(), "" | "clinic") {
            wrong.add("clinic.name", "must be `clinic`: there is one");
        }
        let takes = |name: &str| fields.contains(&name);
        let display_name = takes("display_name")
            .then(|| wrong.take("clinic.display_name", text::clinic_name(&new.display_name)));
        let zone = takes("time_zone")
            .then(|| wrong.take_or("clinic.time_zone", time::parse_zone(&new.time_zone)))
            .flatten();
        let mut number = |name: &str, asked, from, to| {
            takes(name).then(|| wrong.take(&format!("clinic.{name}"), within(asked, from, to)))
        };
        let lead = number("lead_time_minutes", new.lead_time_minutes, 0, CUTOFF_MAX_MINUTES);
        let horizon = number("horizon_days", new.horizon_days, 1, HORIZON_MAX_DAYS);
        let cancel = number("cancel_cutoff_minutes", new.cancel_cutoff_minutes, 0, CUTOFF_MAX_MINUTES);
        let reschedule =
            number("reschedule_cutoff_minutes", new.reschedule_cutoff_minutes, 0, CUTOFF_MAX_MINUTES);
        let phone = takes("emergency_phone").then(|| {
            wrong.take("clinic.emergency_phone", text::optional(&new.emergency_phone, text::emergency_phone))
        });
        wrong.finish()?;
        let change = move |old: Clinic| Clinic {
            display_name: display_name.clone().unwrap_or(old.display_name),
            zone: zone.unwrap_or(old.zone),
            lead_time_minutes: lead.unwrap_or(old.lead_time_minutes),
            horizon_days: horizon.unwrap_or(old.horizon_days),
            cancel_cutoff_minutes: cancel.unwrap_or(old.cancel_cutoff_minutes),
            reschedule_cutoff_minutes: reschedule.unwrap_or(old.reschedule_cutoff_minutes),
            emergency_phone: phone.clone().unwrap_or(old.emergency_phone),
            ..old
        };
        let expected = asked.expected_version;
        let clinic = self
            .desk
            .act(call, move |tx, _, now| actions::clinic::update(tx, &change, expected, now))
            .await?;
        Ok(Response::new(clinic_to_pb(&clinic)))
    }
}
