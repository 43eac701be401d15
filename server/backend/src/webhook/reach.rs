//! Which addresses may be called. A person gives a URL, and the server stands where that person does not: it must not
//! be made to ask for them what only it can reach (server-side request forgery). What counts is the address that is
//! connected to, whatever its name.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use url::{Host, Url};

/// What of IPv4 is not the public internet (the IANA's registry of special-purpose addresses).
const NOT_PUBLIC: [([u8; 4], u8); 15] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// What of IPv6's public part is not public all the same: documentation, and ways to wrap an IPv4 address.
const NOT_PUBLIC_6: [([u16; 8], u8); 4] = [
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// Which addresses may be called: the public internet, and networks that the operator allows.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    allowed: Arc<[IpNet]>,
}

impl Reach {
    pub(crate) fn new(allowed: &[IpNet]) -> Self {
        Self { allowed: allowed.into() }
    }

    /// Whether this address may be connected to; without TLS only where the operator allows it.
    pub(crate) fn allows(&self, address: IpAddr, with_tls: bool) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&address)) || (with_tls && is_public(address))
    }

    /// Reads a URL that may be called, as far as it can be told without asking for its name.
    ///
    /// # Errors
    /// What is wrong with it and what is expected, as a sentence.
    pub(crate) fn parse(&self, text: &str) -> Result<Url, String> {
        let expected = "type one like https://example.com/portico";
        let url = Url::parse(text).map_err(|_| format!("Address “{text}” is none; {expected}."))?;
        let with_tls = match url.scheme() {
            "https" => true,
            "http" if !self.allowed.is_empty() => false,
            _ => return Err(format!("Address begins with {}: and must begin with https:; {expected}.", url.scheme())),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("Address holds a user’s name or password; leave it out, each message is signed.".to_owned());
        }
        let literal = match url.host() {
            None => return Err(format!("Address has no host; {expected}.")),
            Some(Host::Domain(_)) => None,
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        };
        if literal.is_some_and(|address| !self.allows(address, with_tls)) {
            return Err("Address is in a network that cannot be told of events; use one on the internet.".to_owned());
        }
        Ok(url)
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let inside = |(base, length): &([u8; 4], u8)| {
                Ipv4Net::new(Ipv4Addr::from(*base), *length).is_ok_and(|network| network.contains(&v4))
            };
            !NOT_PUBLIC.iter().any(inside)
        }
        IpAddr::V6(v6) => {
            let inside = |(base, length): &([u16; 8], u8)| {
                Ipv6Net::new(Ipv6Addr::from(*base), *length).is_ok_and(|network| network.contains(&v6))
            };
            v6.segments()[0] & 0xe000 == 0x2000 && !NOT_PUBLIC_6.iter().any(inside)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_called() {
        let reach = Reach::new(&[]);
        for public in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"] {
            let address = public.parse().expect("an address");
            assert!(reach.allows(address, true), "{public}");
            assert!(!reach.allows(address, false), "{public} without TLS");
        }
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!reach.allows(inside.parse().expect("an address"), true), "{inside}");
        }
    }

    #[test]
    fn the_operator_can_allow_a_network() {
        let reach = Reach::new(&["10.0.0.0/8".parse().expect("a network")]);
        assert!(reach.allows("10.1.2.3".parse().expect("an address"), false));
        assert!(reach.allows("::ffff:10.1.2.3".parse().expect("an address"), true));
        assert!(!reach.allows("127.0.0.1".parse().expect("an address"), true));
        assert!(reach.parse("http://10.1.2.3/x").is_ok());
    }

    #[test]
    fn an_address_is_read_as_it_will_be_called() {
        let reach = Reach::new(&[]);
        for good in ["https://example.com/hook?x=1", "https://example.com:8443/"] {
            assert!(reach.parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "https://user:password@example.com/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/",
            "javascript:alert(1)",
        ] {
            assert!(reach.parse(bad).is_err(), "{bad}");
        }
    }
}
