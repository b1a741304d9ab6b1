//! Who may call what, read from the contract: the `access` option beside each RPC.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context, ensure};
use praxis_shared::pb;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};

use crate::domain::people::{Role, Roles};

/// The rule of one RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Such as `AppointmentService/BookAppointment`.
    pub method: Arc<str>,
    /// Anybody may call it.
    pub public: bool,
    /// These roles reach their own.
    pub own: Roles,
    /// These roles reach any.
    pub any: Roles,
    /// It needs a fresh proof of who is there.
    pub fresh: bool,
    /// It may be called while the session is locked.
    pub while_locked: bool,
    /// It answers with a stream: opening one again is no sign that anybody is there.
    pub streams: bool,
    /// It changes something, once per request id.
    pub mutates: bool,
    /// Each call leaves a row in the audit log: it acts, or shows data of patients.
    pub audited: bool,
}

/// Every rule, by path (`/praxis.v1.AppointmentService/BookAppointment`).
#[derive(Debug, Clone)]
pub struct Policy(Arc<HashMap<String, Rule>>);

impl Policy {
    /// Reads the rules from the contract.
    ///
    /// # Errors
    /// If an RPC has no rule, or one that lets nobody in, or a public one that names roles: the server must not start.
    pub fn read() -> anyhow::Result<Self> {
        let pool = DescriptorPool::decode(pb::DESCRIPTORS).context("the contract does not decode")?;
        let option = pool
            .get_extension_by_name("praxis.policy.v1.access")
            .context("the contract has no access option")?;
        let mut rules = HashMap::new();
        for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let options = method.options();
            ensure!(options.has_extension(&option), "{} has no access rule", method.full_name());
            let rule = match options.get_extension(&option).as_ref() {
                Value::Message(access) => rule(&method, access),
                _ => None,
            };
            let rule =
                rule.with_context(|| format!("{} has an unreadable access rule", method.full_name()))?;
            let closed = rule.own.is_empty() && rule.any.is_empty();
            ensure!(rule.public == closed, "{}: either public or for roles", method.full_name());
            let asks = rule.fresh || rule.while_locked;
            ensure!(!(rule.public && asks), "{}: a public door knows no session", method.full_name());
            ensure!(!(rule.fresh && rule.while_locked), "{}: fresh or while locked", method.full_name());
            rules.insert(format!("/{}/{}", method.parent_service().full_name(), method.name()), rule);
        }
        Ok(Self(Arc::new(rules)))
    }

    /// The rule of a path; none, no entry.
    #[must_use]
    pub fn rule(&self, path: &str) -> Option<&Rule> {
        self.0.get(path)
    }

    /// All rules, by path.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &Rule)> {
        self.0.iter().map(|(path, rule)| (path.as_str(), rule))
    }
}

fn rule(method: &MethodDescriptor, access: &DynamicMessage) -> Option<Rule> {
    let roles = |field: &str| -> Option<Roles> {
        let field = access.get_field_by_name(field)?;
        field.as_list()?.iter().map(|value| role(value.as_enum_number()?)).collect()
    };
    Some(Rule {
        method: format!("{}/{}", method.parent_service().name(), method.name()).into(),
        public: access.get_field_by_name("public")?.as_bool()?,
        own: roles("own")?,
        any: roles("any")?,
        fresh: access.get_field_by_name("fresh")?.as_bool()?,
        while_locked: access.get_field_by_name("while_locked")?.as_bool()?,
        streams: method.is_server_streaming(),
        mutates: method.input().get_field_by_name("request_id").is_some(),
        audited: acts(method.name()) || access.get_field_by_name("patient_data")?.as_bool()?,
    })
}

/// Whether an RPC does something, rather than look; what people type is gone in a moment.
fn acts(rpc: &str) -> bool {
    !["Get", "List", "Find", "Explain", "Watch", "Signal"].iter().any(|verb| rpc.starts_with(verb))
}

fn role(number: i32) -> Option<Role> {
    super::convert::role_from_pb(number)
}
