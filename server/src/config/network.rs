//! Which proxies are believed when they say whom a request comes from.

use std::{net::IpAddr, str::FromStr};

/// A range of addresses, such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether the address is in this range. An IPv4 address in IPv6's clothes counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        let wrong = || format!("{text} is not an address or a range such as 10.0.0.0/8");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address = address.trim().parse::<IpAddr>().map_err(|_| wrong())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(bits), |prefix| prefix.trim().parse().map_err(|_| wrong()))?;
        if prefix <= bits { Ok(Network { address, prefix }) } else { Err(wrong()) }
    }
}

/// The address of the client: the peer's, unless that is a trusted proxy; then the last one in `X-Forwarded-For` that
/// is not a trusted proxy itself. What stands before that one the client may have made up.
pub fn client_address<'a>(peer: IpAddr, forwarded: impl Iterator<Item = &'a str>, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn ranges_contain_what_they_should() {
        assert!(network("10.0.0.0/8").contains(ip("10.255.0.1")));
        assert!(!network("10.0.0.0/8").contains(ip("11.0.0.1")));
        assert!(network("0.0.0.0/0").contains(ip("203.0.113.9")));
        assert!(network("127.0.0.1").contains(ip("::ffff:127.0.0.1")));
        assert!(!network("127.0.0.1").contains(ip("127.0.0.2")));
        assert!(network("fd00::/8").contains(ip("fdff::1")));
        assert!(network("::/0").contains(ip("2001:db8::1")));
        assert!(!network("::/0").contains(ip("10.0.0.1")));
        for wrong in ["", "10.0.0.0/33", "::1/129", "example.com", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = [network("10.0.0.0/8")];
        let find = |peer, forwarded: &[&str]| client_address(ip(peer), forwarded.iter().copied(), &trusted);
        assert_eq!(find("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"));
        assert_eq!(find("10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        // The client wrote the first one itself.
        assert_eq!(find("10.0.0.1", &["192.0.2.66, 198.51.100.1, 10.0.0.2"]), ip("198.51.100.1"));
        assert_eq!(find("10.0.0.1", &["192.0.2.66", "198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(find("10.0.0.1", &["rubbish"]), ip("10.0.0.1"));
        assert_eq!(find("10.0.0.1", &[]), ip("10.0.0.1"));
    }
}
