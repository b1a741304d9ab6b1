//! AuditService: the log of what was done by whom.

use praxis_shared::{pb, time::day_span};
use tonic::{Request, Response, Status};

use super::{
    convert::{naive_date, name, timestamp},
    page,
};
use crate::{
    actions,
    desk::Desk,
    domain::{
        audit::{AuditEntry, AuditFilter},
        refusal::Violations,
    },
};

/// The service.
#[derive(Clone)]
pub struct Audit {
    /// All that it may reach.
    pub desk: Desk,
}

fn entry_to_pb(entry: AuditEntry) -> pb::AuditEntry {
    pb::AuditEntry {
        seq: entry.seq,
        time: Some(timestamp(entry.time)),
        user: entry.user.map(|it| it.to_string()).unwrap_or_default(),
        user_display_name: entry.user_display_name,
        session: entry.session.map(|it| it.to_string()).unwrap_or_default(),
        method: entry.method,
        object: entry.object,
        patient: entry.patient.map(|it| it.to_string()).unwrap_or_default(),
        outcome: entry.outcome,
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
        let mut filter = AuditFilter::default();
        if !asked.user.is_empty() {
            filter.user = wrong.take_or("user", name(&asked.user));
        }
        if !asked.patient.is_empty() {
            filter.patient = wrong.take_or("patient", name(&asked.patient));
        }
        if !asked.object.is_empty() {
            filter.object = Some(asked.object);
        }
        let from = asked.from_date.and_then(|date| wrong.take_or("from_date", naive_date(Some(date))));
        let to = asked.to_date.and_then(|date| wrong.take_or("to_date", naive_date(Some(date))));
        wrong.finish()?;
        let mut entries = self
            .desk
            .read(move |tx| {
                let zone = tx.clinic()?.zone;
                let filter = AuditFilter {
                    from: from.map(|date| day_span(zone, date).start),
                    until: to.map(|date| day_span(zone, date).end),
                    ..filter
                };
                actions::clinic::audit(tx, &filter, before, size + 1)
            })
            .await?;
        let next_page_token = page::cut(list, &mut entries, size, |it| it.seq);
        let entries = entries.into_iter().map(entry_to_pb).collect();
        Ok(Response::new(pb::ListAuditEntriesResponse { entries, next_page_token }))
    }
}
