//! Who may call what, read from the contract: the `access` option beside each RPC.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context, ensure};
use praxis_shared::pb;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};
use prost_types::FileDescriptorSet;

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
    /// It may be called by somebody who must set up a second factor first.
    pub while_unenrolled: bool,
    /// It answers with a stream: opening one again is no sign that anybody is there.
    pub streams: bool,
    /// It changes something, once per request id.
    pub mutates: bool,
    /// Each call leaves a row in the audit log: it acts, or shows data of patients.
    pub audited: bool,
    /// What scripts' tokens may do with it.
    pub tokens: Tokens,
    /// What it does, in a sentence.
    pub summary: Arc<str>,
}

/// What scripts' tokens may do with an RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokens {
    /// Never call it: a person must.
    Never,
    /// Call it if they were given it.
    Scoped,
    /// Always call it.
    Always,
}

impl Rule {
    /// Whether somebody with these roles may call it.
    #[must_use]
    pub const fn lets_in(&self, roles: Roles) -> bool {
        self.public || roles.meets(self.own) || roles.meets(self.any)
    }
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
        let summaries = summaries()?;
        let mut rules = HashMap::new();
        for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let options = method.options();
            ensure!(options.has_extension(&option), "{} has no access rule", method.full_name());
            let rule = match options.get_extension(&option).as_ref() {
                Value::Message(access) => rule(&method, access, &summaries),
                _ => None,
            };
            let rule =
                rule.with_context(|| format!("{} has an unreadable access rule", method.full_name()))?;
            let closed = rule.own.is_empty() && rule.any.is_empty();
            ensure!(rule.public == closed, "{}: either public or for roles", method.full_name());
            let asks = rule.fresh || rule.while_locked || rule.while_unenrolled;
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

/// The first sentence of each RPC's comment, by full name.
fn summaries() -> anyhow::Result<HashMap<String, Arc<str>>> {
    let set = FileDescriptorSet::decode(pb::DESCRIPTORS).context("the contract does not decode")?;
    let mut found = HashMap::new();
    for file in &set.file {
        for location in file.source_code_info.iter().flat_map(|it| &it.location) {
            // 6 is a file's services, 2 a service's methods
            let [6, service, 2, method] = location.path[..] else { continue };
            let at = |index: i32| usize::try_from(index).unwrap_or(usize::MAX);
            let Some(service) = file.service.get(at(service)) else { continue };
            let Some(method) = service.method.get(at(method)) else { continue };
            let comment: Vec<_> = location.leading_comments().split_whitespace().collect();
            let comment = comment.join(" ");
            let sentence = comment.split_inclusive(". ").next().unwrap_or_default().trim();
            let name = format!("{}.{}.{}", file.package(), service.name(), method.name());
            found.insert(name, sentence.into());
        }
    }
    Ok(found)
}

fn rule(
    method: &MethodDescriptor,
    access: &DynamicMessage,
    summaries: &HashMap<String, Arc<str>>,
) -> Option<Rule> {
    let roles = |field: &str| -> Option<Roles> {
        let field = access.get_field_by_name(field)?;
        field.as_list()?.iter().map(|value| role(value.as_enum_number()?)).collect()
    };
    let flag = |field: &str| access.get_field_by_name(field)?.as_bool();
    let tokens = match (method.parent_service().name(), method.name()) {
        ("SessionService", "GetSession") => Tokens::Always,
        ("SessionService", _) => Tokens::Never,
        _ if flag("people_only")? || flag("fresh")? => Tokens::Never,
        _ => Tokens::Scoped,
    };
    Some(Rule {
        method: format!("{}/{}", method.parent_service().name(), method.name()).into(),
        public: flag("public")?,
        own: roles("own")?,
        any: roles("any")?,
        fresh: flag("fresh")?,
        while_locked: flag("while_locked")?,
        while_unenrolled: flag("while_unenrolled")?,
        streams: method.is_server_streaming(),
        mutates: method.input().get_field_by_name("request_id").is_some(),
        audited: acts(method.name()) || access.get_field_by_name("patient_data")?.as_bool()?,
        tokens,
        summary: summaries.get(method.full_name()).cloned().unwrap_or_default(),
    })
}

/// Whether an RPC does something, rather than look; what people type is gone in a moment.
fn acts(rpc: &str) -> bool {
    !["Get", "List", "Find", "Explain", "Watch", "Signal"].iter().any(|verb| rpc.starts_with(verb))
}

fn role(number: i32) -> Option<Role> {
    super::convert::role_from_pb(number)
}
