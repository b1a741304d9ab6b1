//! AuditService: the log of what was done by whom.

use praxis_shared::{
    id::{ApiTokenId, PatientId},
    pb,
    time::day_span,
};
use tonic::{Request, Response, Status};

use super::{
    call::caller,
    convert::{naive_date, name, named, role, timestamp},
    page,
};
use crate::{
    actions,
    desk::Desk,
    domain::{
        audit::{AuditEntry, AuditFilter, DONE, PREVIEW, REPEATED},
        people::Roles,
        refusal::{Refusal, Violations},
    },
};

/// Longest text to filter by.
const FILTER_MAX: usize = 200;

/// The service.
#[derive(Clone)]
pub struct Audit {
    /// All that it may reach.
    pub desk: Desk,
}

fn roles(of: Roles) -> Vec<i32> {
    of.iter().map(|it| role(it).into()).collect()
}

fn entry_to_pb(entry: AuditEntry) -> pb::AuditEntry {
    let act = entry.act;
    pb::AuditEntry {
        seq: act.seq,
        time: Some(timestamp(act.time)),
        user: act.who.user.map(|it| it.to_string()).unwrap_or_default(),
        user_display_name: entry.user_display_name,
        session: act.who.session.map(|it| it.to_string()).unwrap_or_default(),
        method: act.method,
        object: act.object,
        patient: act.patient.map(|it| it.to_string()).unwrap_or_default(),
        outcome: act.outcome,
        roles: roles(act.who.roles),
        source: act.source,
        reason: act.reason,
        api_token: act.who.token.map(|it| ApiTokenId::from_bytes(it).to_string()).unwrap_or_default(),
    }
}

#[tonic::async_trait]
impl pb::audit_service_server::AuditService for Audit {
    async fn list_audit_entries(
        &self,
        request: Request<pb::ListAuditEntriesRequest>,
    ) -> Result<Response<pb::ListAuditEntriesResponse>, Status> {
        let asked = request.into_inner();
        let size = page::size(asked.page_size)?;
        let list = page::list(
            "ListAuditEntries",
            &pb::ListAuditEntriesRequest { page_size: 0, page_token: String::new(), ..asked.clone() },
        );
        let before = page::position(list, &asked.page_token)?;
        let mut wrong = Violations::default();
        let mut filter = AuditFilter { refused: asked.refused_only, ..AuditFilter::default() };
        if !asked.user.is_empty() {
            filter.user = wrong.take_or("user", name(&asked.user));
        }
        if !asked.patient.is_empty() {
            filter.patient = wrong.take_or("patient", name(&asked.patient));
        }
        let texts = [("object", &asked.object), ("method", &asked.method), ("outcome", &asked.outcome)];
        for (field, text) in texts {
            if text.len() > FILTER_MAX {
                wrong.add(field, format!("use at most {FILTER_MAX} bytes"));
            } else if let Err(why) =
                praxis_shared::text::optional(text, |it| praxis_shared::text::line(it, FILTER_MAX))
            {
                wrong.add(field, why);
            }
        }
        let given = |text: String| Some(text).filter(|it| !it.is_empty());
        (filter.object, filter.method, filter.outcome) =
            (given(asked.object), given(asked.method), given(asked.outcome));
        let from = asked.from_date.and_then(|date| wrong.take_or("from_date", naive_date(Some(date))));
        let to = asked.to_date.and_then(|date| wrong.take_or("to_date", naive_date(Some(date))));
        wrong.finish()?;
        let page = self
            .desk
            .read(move |tx| {
                let zone = tx.clinic()?.zone;
                let filter = AuditFilter {
                    from: from.map(|date| day_span(zone, date).start),
                    until: to.map(|date| day_span(zone, date).end),
                    ..filter
                };
                actions::clinic::audit(tx, &filter, before, size)
            })
            .await?;
        let next_page_token = page.before.map_or_else(String::new, |at| page::token(list, &at));
        let entries = page.entries.into_iter().map(entry_to_pb).collect();
        Ok(Response::new(pb::ListAuditEntriesResponse { entries, next_page_token }))
    }

    async fn list_record_accesses(
        &self,
        request: Request<pb::ListRecordAccessesRequest>,
    ) -> Result<Response<pb::ListRecordAccessesResponse>, Status> {
        let caller = caller(&request)?;
        let asked = request.into_inner();
        let size = page::size(asked.page_size)?;
        let patient: PatientId = match asked.patient.as_str() {
            "patients/me" => caller.as_patient().ok_or(Refusal::NotFound)?,
            patient => named("patient", patient)?,
        };
        let list = page::list("ListRecordAccesses", &(patient.to_string() + &asked.include_own.to_string()));
        let before = page::position(list, &asked.page_token)?;
        let (page, own) = self
            .desk
            .read(move |tx| {
                let with_own = asked.include_own;
                let page = actions::clinic::record_accesses(tx, &caller, patient, with_own, before, size)?;
                Ok((page, tx.patient(patient)?.open(&caller)?.user))
            })
            .await?;
        let next_page_token = page.before.map_or_else(String::new, |at| page::token(list, &at));
        let accesses = page.entries.into_iter().map(|entry| pb::RecordAccess {
            time: Some(timestamp(entry.act.time)),
            user_display_name: entry.user_display_name,
            roles: roles(entry.act.who.roles),
            method: entry.act.method,
            refused: ![DONE, REPEATED, PREVIEW].contains(&entry.act.outcome.as_str()),
            reason: entry.act.reason,
            own: own.is_some() && entry.act.who.user == own,
        });
        let accesses = accesses.collect();
        Ok(Response::new(pb::ListRecordAccessesResponse { accesses, next_page_token }))
    }
}
