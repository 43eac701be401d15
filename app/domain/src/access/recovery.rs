//! How somebody who forgot their password gets a new one.

/// What an account says of a login that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belonging {
    /// The login's user holds the account.
    pub is_holder: bool,
    /// The login was made in this account and belongs to no other.
    pub is_managed: bool,
    /// The account lets everybody choose a new password by a mailed link.
    pub self_service: bool,
}

/// How somebody who forgot their password gets a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// By a one-time link, mailed to their address.
    Link,
    /// From whoever holds the account or administers them.
    AskHolder,
}

/// A managed login's password is set by its account, unless that lets everybody do it by mail. Everybody else's password
/// is their own: that of a login which belongs to several accounts or is not managed, and the account holder's.
#[must_use]
pub fn recovery(belongs_to: &[Belonging]) -> Recovery {
    match belongs_to {
        [Belonging { is_holder: false, is_managed: true, self_service: false }] => Recovery::AskHolder,
        _ => Recovery::Link,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_managed_login_of_one_account_asks() {
        let managed = Belonging { is_holder: false, is_managed: true, self_service: false };
        assert_eq!(recovery(&[managed]), Recovery::AskHolder);
        for places in [
            &[][..],
            &[managed, managed],
            &[Belonging { is_holder: true, ..managed }],
            &[Belonging { is_managed: false, ..managed }],
            &[Belonging { self_service: true, ..managed }],
        ] {
            assert_eq!(recovery(places), Recovery::Link, "{places:?}");
        }
    }
}
