//! Tokens for scripts: each acts for its owner, within the methods it was given, until it
//! expires, and from the networks it is bound to. It never reaches further than its owner.

use std::net::IpAddr;

use ipnet::IpNet;
use praxis_shared::{
    id::{ApiTokenId, UserId},
    text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    refusal::Violations,
    source::Source,
};

/// Longest life of a token.
pub const DAYS_MAX: i64 = 90;
/// Live tokens of one person.
pub const TOKENS_MAX: usize = 20;
/// Networks that a token may be bound to.
pub const NETWORKS_MAX: usize = 16;

/// A script's token, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its name.
    pub id: ApiTokenId,
    /// For whom it acts.
    pub user: UserId,
    /// What its owner calls it.
    pub display_name: String,
    /// The methods it may call, sorted.
    pub scopes: Vec<String>,
    /// The networks it may be used from; none means anywhere.
    pub source_networks: Vec<String>,
    /// When it was made.
    pub create_time: Instant,
    /// When it ends.
    pub expire_time: Instant,
    /// When it was last used, to the minute.
    pub last_used: Option<Instant>,
    /// From where it was last used.
    pub last_source: String,
    /// When it was revoked, or ended with its owner's account.
    #[serde(default)]
    pub end_time: Option<Instant>,
}

impl ApiToken {
    /// Whether it was given this method.
    #[must_use]
    pub fn has_scope(&self, method: &str) -> bool {
        self.scopes.iter().any(|it| it == method)
    }

    /// Whether it may be used from there. The server's own socket counts as a loopback address.
    #[must_use]
    pub fn may_come_from(&self, source: Source) -> bool {
        if self.source_networks.is_empty() {
            return true;
        }
        let mut networks = self.source_networks.iter().filter_map(|it| it.parse::<IpNet>().ok());
        match source {
            Source::Socket => networks.any(|it| it.addr().is_loopback()),
            Source::Network(address) => networks.any(|it| it.contains(&address)),
            Source::Inside => false,
        }
    }
}

impl Owned for ApiToken {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.user == caller.user
    }
}

/// A token that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenDraft {
    /// What its owner calls it.
    pub display_name: String,
    /// The methods, checked and sorted.
    pub scopes: Vec<String>,
    /// The networks, as the owner wrote them.
    pub source_networks: Vec<String>,
    /// When it shall end.
    pub expire_time: Instant,
}

impl ApiTokenDraft {
    /// The draft as it is stored; what is wrong goes to `wrong`.
    #[must_use]
    pub fn checked(self, now: Instant, wrong: &mut Violations) -> Self {
        let display_name = wrong.take("display_name", text::terminal(&self.display_name));
        if self.expire_time <= now {
            wrong.add("expire_time", "must lie in the future");
        } else if self.expire_time > now + chrono::Duration::days(DAYS_MAX) {
            wrong.add("expire_time", format!("must be at most {DAYS_MAX} days from now"));
        }
        if self.source_networks.len() > NETWORKS_MAX {
            wrong.add("source_networks", format!("give at most {NETWORKS_MAX} networks"));
        }
        let mut source_networks: Vec<String> = self
            .source_networks
            .iter()
            .take(NETWORKS_MAX)
            .enumerate()
            .map(|(at, it)| wrong.take(&format!("source_networks[{at}]"), network(it)))
            .collect();
        source_networks.sort();
        source_networks.dedup();
        Self { display_name, source_networks, ..self }
    }
}

/// A network as it is stored; a single address is a network of one.
///
/// # Errors
/// A sentence that says what is allowed.
fn network(text: &str) -> Result<String, String> {
    let text = text.trim();
    let network = text
        .parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(|it| IpNet::from(it.to_canonical())))
        .map_err(|_| "must be a network such as 192.0.2.0/24 or 2001:db8::/32, or one address".to_owned())?;
    if network == network.trunc() {
        Ok(network.to_string())
    } else {
        Err(format!("is an address inside a network: for the whole network write {}", network.trunc()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(networks: &[&str]) -> ApiToken {
        let now = praxis_shared::time::from_micros(1_790_000_000_000_000).unwrap();
        ApiToken {
            id: ApiTokenId::new(now),
            user: UserId::new(now),
            display_name: "nightly".to_owned(),
            scopes: vec!["DoctorService/ListDoctors".to_owned()],
            source_networks: networks.iter().map(|it| (*it).to_owned()).collect(),
            create_time: now,
            expire_time: now,
            last_used: None,
            last_source: String::new(),
            end_time: None,
        }
    }

    fn from(address: &str) -> Source {
        Source::at(address.parse().unwrap())
    }

    #[test]
    fn a_token_is_good_from_its_networks_alone() {
        let bound = token(&["192.0.2.0/24", "2001:db8::/32"]);
        for inside in ["192.0.2.1", "192.0.2.255", "::ffff:192.0.2.9", "2001:db8::1"] {
            assert!(bound.may_come_from(from(inside)), "{inside}");
        }
        for outside in ["192.0.3.1", "127.0.0.1", "::1", "2001:db9::1", "::192.0.2.1"] {
            assert!(!bound.may_come_from(from(outside)), "{outside}");
        }
        assert!(!bound.may_come_from(Source::Socket));
        assert!(!bound.may_come_from(Source::Inside));
    }

    #[test]
    fn the_socket_counts_as_loopback() {
        for loopback in ["127.0.0.0/8", "127.0.0.1/32", "::1/128"] {
            assert!(token(&[loopback]).may_come_from(Source::Socket), "{loopback}");
        }
        assert!(token(&[]).may_come_from(Source::Socket));
        assert!(token(&[]).may_come_from(Source::Inside));
    }

    #[test]
    fn networks_are_read_as_people_write_them() {
        assert_eq!(network(" 192.0.2.7 ").as_deref(), Ok("192.0.2.7/32"));
        assert_eq!(network("10.0.0.0/8").as_deref(), Ok("10.0.0.0/8"));
        assert!(network("10.0.0.1/8").unwrap_err().contains("10.0.0.0/8"));
        for junk in ["", "localhost", "10.0.0.0/33", "1.2.3", "*"] {
            assert!(network(junk).is_err(), "{junk}");
        }
    }
}
