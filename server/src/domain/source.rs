//! Where a request came from.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// Where a request came from: for the audit, the throttle, and the networks of script tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// This process itself.
    Inside,
    /// A program on this machine, through the Unix socket.
    Socket,
    /// The network; IPv4 addresses are IPv4 addresses, however the socket tells them.
    Network(IpAddr),
}

impl Source {
    /// The source at a network address.
    #[must_use]
    pub const fn at(address: IpAddr) -> Self {
        Self::Network(address.to_canonical())
    }

    /// What one guest can be counted by: an IPv4 address, or the /64 of an IPv6 address, within which anybody
    /// has as many addresses as they like.
    #[must_use]
    pub fn neighbourhood(self) -> Self {
        match self {
            Self::Network(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::Network(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            other => other,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inside => f.write_str("local"),
            Self::Socket => f.write_str("unix"),
            Self::Network(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_guest_is_one_ipv4_address_or_one_ipv6_network() {
        let at = |text: &str| Source::at(text.parse().unwrap()).neighbourhood();
        assert_eq!(at("::ffff:192.0.2.7"), at("192.0.2.7"));
        assert_ne!(at("192.0.2.7"), at("192.0.2.8"));
        assert_eq!(at("2001:db8:1:2::7"), at("2001:db8:1:2:ffff::8"));
        assert_ne!(at("2001:db8:1:2::7"), at("2001:db8:1:3::7"));
    }
}
