//! The address under which people reach Portico. Mails and cookies depend on it, so it is never guessed from a request.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::http::Uri;

/// Scheme, host and port, as a browser writes an origin: no default port, no path, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

impl PublicUrl {
    /// Such as `https://portal.example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and port, as in a `Host` header.
    pub fn authority(&self) -> &str {
        self.origin.split_once("://").map_or(&self.origin, |(_, authority)| authority)
    }

    /// Whether only this very machine reaches it.
    pub fn is_this_machine(&self) -> bool {
        let host = self.authority().rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let host = host.map_or(self.authority(), |(host, _)| host);
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
    }

    /// Whether browsers come over TLS: then cookies are `Secure` and the server asks for HSTS.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<PublicUrl, String> {
        let wrong = || format!("{text} is not an address such as https://portal.example.com");
        let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
        let (https, default_port) = match uri.scheme_str() {
            Some("https") => (true, 443),
            Some("http") => (false, 80),
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(wrong());
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(format!("{text} has a path, and Portico wants a host of its own"));
        }
        let scheme = if https { "https" } else { "http" };
        let host = authority.host().to_ascii_lowercase();
        let origin = match authority.port_u16() {
            Some(port) if port != default_port => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        };
        Ok(PublicUrl { origin, https })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_this_machine() {
        let url = |text: &str| text.parse::<PublicUrl>().unwrap_or_else(|error| panic!("{error}"));
        for here in
            ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "http://[::1]", "https://a.localhost"]
        {
            assert!(url(here).is_this_machine(), "{here}");
        }
        for there in [
            "https://portal.example.com",
            "http://10.0.0.1:3000",
            "http://localhost.example.com",
            "http://[2001:db8::1]",
        ] {
            assert!(!url(there).is_this_machine(), "{there}");
        }
        assert_eq!(url("http://localhost:3000/").authority(), "localhost:3000");
    }

    #[test]
    fn an_origin_is_as_a_browser_writes_it() {
        let origin = |text: &str| text.parse::<PublicUrl>().map(|url| url.to_string());
        assert_eq!(origin("https://Portal.Example.com:443/"), Ok("https://portal.example.com".to_owned()));
        assert_eq!(origin("http://localhost:3000"), Ok("http://localhost:3000".to_owned()));
        assert_eq!(origin("http://[::1]:80"), Ok("http://[::1]".to_owned()));
        for wrong in ["", "portal.example.com", "ftp://a", "https://a/portal", "https://a/?b", "https://me@a", "/x"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
