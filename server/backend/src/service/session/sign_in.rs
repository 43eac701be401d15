//! A person signs in.

use crate::access::Caller;
use crate::store;
use crate::store::logins::{Begin, Begun, Count, Counts, Forgiven};
use crate::token::Token;
use crate::{Portico, Result};
use domain::email::Email;
use domain::{FieldError, Problem};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;

/// What the browser is given.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token.
    pub session: Token,
    /// The token by which this browser is known next time; `None` while the code of a second factor is awaited.
    pub device: Option<Token>,
    /// For how long the session's token is worth keeping.
    pub lasts: SignedDuration,
}

/// For how long a right password waits for the code of a second factor.
const WAITS: SignedDuration = SignedDuration::from_mins(domain::identity::CODE_MINUTES);

/// Signs in with an email address and a password. Whether there is such a login is told neither in words nor in
/// time: the answer to an unknown address and to a wrong password is the same and takes as long. Of a login with a second
/// factor the token that is given opens nothing: it waits for [`super::enter_code`].
///
/// # Errors
/// [`Problem::Invalid`] when an address or password is missing, or they do not belong together;
/// [`Problem::Throttled`] after too many tries; [`Problem::Unavailable`] when too many wait, which counts as no try.
pub async fn sign_in(portico: &Portico, caller: &Caller, email: &str, password: String) -> Result<SignedIn> {
    let mut errors = Vec::new();
    let email = email.parse::<Email>();
    if let Err(fault) = &email {
        errors.push(FieldError::new("email", format!("Email address {fault}.")));
    }
    if password.is_empty() {
        errors.push(FieldError::new("password", "Password is missing."));
    }
    let (Ok(email), true) = (email, errors.is_empty()) else { return Err(Problem::Invalid { errors }.into()) };
    if password.chars().count() > domain::password::MOST {
        return Err(wrong());
    }
    let _place = portico.hasher.place()?;
    let now = portico.clock.now();
    let counts = counts(portico, caller, &email);
    let tried = store::logins::charge(&portico.door, &email, caller.device.as_ref(), &counts, now).await?;
    if let Some(room) = tried.refused_until {
        let seconds = room.duration_since(now).as_secs().max(1);
        return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
    }

    let stored = tried.credentials.as_ref().and_then(|found| found.password_hash.as_deref());
    let right = portico.hasher.verify(password, stored).await?;
    let Some((login, Some(password_hash))) =
        tried.credentials.filter(|_| right).map(|found| (found.login, found.password_hash))
    else {
        return Err(wrong());
    };

    let session = Token::generate(&portico.entropy)?;
    let device = match caller.device.clone() {
        Some(device) if tried.known_device => device,
        _ => Token::generate(&portico.entropy)?,
    };
    let forgiven = if tried.known_device {
        Forgiven { refunded: None, forgotten: [counts.device.as_ref(), None] }
    } else {
        Forgiven { refunded: Some(&counts.network), forgotten: [Some(&counts.login_and_network), Some(&counts.login)] }
    };
    let lifetime = portico.policy.absolute;
    let begun = Begun {
        login,
        password_hash: &password_hash,
        session: &session,
        device: &device,
        now,
        lifetime,
        waits: WAITS,
        forgiven,
    };
    match store::logins::begin_session(&portico.door, caller, &begun).await? {
        Begin::Session => Ok(SignedIn { session, device: Some(device), lasts: lifetime }),
        Begin::Waits => Ok(SignedIn { session, device: None, lasts: WAITS }),
        Begin::Nothing => Err(wrong()),
    }
}

fn wrong() -> crate::Error {
    Problem::field("", "The email address or the password is not right.").into()
}

/// What a try may be counted against. A browser that this login has signed in from before has a limit of its own and is
/// not held to the others: the owner is not locked out by what somebody else does with their address.
fn counts(portico: &Portico, caller: &Caller, email: &Email) -> Counts {
    let policy = &portico.policy;
    let login = email.key();
    let network = caller.address.map_or_else(|| "unknown".to_owned(), network_of);
    let count = |parts: &[&str], limit| Count { key: key(parts), limit };
    Counts {
        device: caller
            .device
            .as_ref()
            .map(|device| count(&["device", &login, &device.secret()], policy.trusted_device)),
        network: count(&["network", &network], policy.network),
        login_and_network: count(&["login and network", &login, &network], policy.login_and_network),
        login: count(&["login", &login], policy.login),
    }
}

/// The table holds no address and no network in the clear.
pub(crate) fn key(parts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The network of an address: what one customer of an access provider usually has (IPv4 /24, IPv6 /48).
pub(crate) fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let network = |text: &str| network_of(text.parse().expect("an address"));
        assert_eq!(network("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::1"), "2001:db8:1::/48");
    }

    #[test]
    fn parts_of_a_key_do_not_run_together() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
