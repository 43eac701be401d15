//! A person signs in.

use crate::access::Caller;
use crate::portico::Limit;
use crate::store::{self, Tx};
use crate::token::Token;
use crate::{Portico, Result};
use domain::email::Email;
use domain::{FieldError, Problem};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;

/// What the browser is given.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token.
    pub session: Token,
    /// The token by which this browser is known next time.
    pub device: Token,
}

/// Signs in with an email address and a password. Whether there is such a login is told neither in words nor in
/// time: the answer to an unknown address and to a wrong password is the same and takes as long.
///
/// # Errors
/// [`Problem::Invalid`] when an address or password is missing, or they do not belong together;
/// [`Problem::Throttled`] after too many tries.
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
    let now = portico.clock.now();
    let credentials = store::logins::credentials(&portico.pool, &email, caller.device.as_ref()).await?;
    let known_device = credentials.as_ref().is_some_and(|found| found.known_device);
    let limits = Limits::of(portico, caller, &email, known_device);
    limits.charge(portico, now).await?;

    let stored = credentials.as_ref().and_then(|found| found.password_hash.as_deref());
    let right = portico.hasher.verify(password, stored).await?;
    let Some(found) = credentials.filter(|_| right) else { return Err(wrong()) };

    let session = Token::generate(&portico.entropy)?;
    let device = match caller.device.clone() {
        Some(device) if known_device => device,
        _ => Token::generate(&portico.entropy)?,
    };
    let mut tx = Tx::begin(&portico.pool).await?;
    if let Some(before) = &caller.session {
        store::sessions::delete(&mut tx, before).await?;
    }
    store::sessions::insert(&mut tx, &session, found.login, now, portico.policy.absolute, caller).await?;
    store::logins::trust_device(&mut tx, found.login, &device.hash(), now).await?;
    store::sessions::note_activity(&mut tx, found.login, None, now).await?;
    limits.forgive(&mut tx, now).await?;
    tx.commit().await?;
    Ok(SignedIn { session, device })
}

fn wrong() -> crate::Error {
    Problem::field("", "The email address or the password is not right.").into()
}

/// What is counted against a try.
struct Limits {
    /// Counted against this login: forgiven by a success.
    of_login: Vec<(Vec<u8>, Limit)>,
    /// Counted against the network: a success gives only its own try back.
    of_network: Option<(Vec<u8>, Limit)>,
}

impl Limits {
    /// A browser that this login has signed in from before has a limit of its own and is not held to the others: the
    /// owner is not locked out by what somebody else does with their address.
    fn of(portico: &Portico, caller: &Caller, email: &Email, known_device: bool) -> Self {
        let policy = &portico.policy;
        let login = email.key();
        if let (true, Some(device)) = (known_device, &caller.device) {
            let key = key(&["device", &login, &device.secret()]);
            return Self { of_login: vec![(key, policy.trusted_device)], of_network: None };
        }
        let network = caller.address.map_or_else(|| "unknown".to_owned(), network_of);
        Self {
            of_login: vec![
                (key(&["login and network", &login, &network]), policy.login_and_network),
                (key(&["login", &login]), policy.login),
            ],
            of_network: Some((key(&["network", &network]), policy.network)),
        }
    }

    async fn charge(&self, portico: &Portico, now: Timestamp) -> Result<()> {
        for (key, limit) in self.of_network.iter().chain(&self.of_login) {
            if let Some(room) = store::logins::charge(&portico.pool, key, *limit, now).await? {
                let seconds = room.duration_since(now).as_secs().max(1);
                return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
            }
        }
        Ok(())
    }

    async fn forgive(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let keys: Vec<Vec<u8>> = self.of_login.iter().map(|(key, _)| key.clone()).collect();
        store::logins::clear_limits(tx, &keys).await?;
        match &self.of_network {
            Some((key, limit)) => store::logins::refund(tx, key, *limit, now).await,
            None => Ok(()),
        }
    }
}

/// The table holds no address and no network in the clear.
fn key(parts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The network of an address: what one customer of an access provider usually has (IPv4 /24, IPv6 /48).
fn network_of(address: IpAddr) -> String {
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
