//! Whoever reads an address's mail accepts that it was added to an account.

use super::person;
use crate::access::{Caller, Entry, Scope};
use crate::new_password::judge;
use crate::store::Tx;
use crate::store::invitations::Found;
use crate::token::Token;
use crate::{Error, Portico, Result, store};
use domain::access::{Action, Actor, Target, decide};
use domain::audit::Event;
use domain::email::Email;
use domain::{AccountId, LoginId, Problem};
use serde_json::json;

/// What is to be done to accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The address has a login: its owner signs in first.
    SignIn,
    /// Its owner is signed in and accepts.
    Accept,
    /// The address has no login: a password is chosen for a new one.
    ChoosePassword,
    /// The address has no login, and a first password for a new one was typed along with the invitation.
    TakePassword,
}

/// An invitation as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The account's name.
    pub account: String,
    /// The address that was added.
    pub email: String,
    /// What is to be done.
    pub next: Next,
}

/// What was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The account's place in addresses.
    pub slug: String,
    /// A new login was made: its owner signs in with it.
    pub is_new_login: bool,
    /// Its password was typed by whoever invited, and is to be changed at the first sign-in.
    pub is_temporary: bool,
}

/// The invitation of a link. Looking uses nothing up.
///
/// # Errors
/// [`Problem::NotFound`] when the link is unknown, used or over, or void because whoever invited may not any more; which
/// of these is not told.
pub async fn look(portico: &Portico, caller: &Caller, link: &str) -> Result<Invited> {
    let own = signed_in(portico, caller).await?;
    let (_, found) = Opened::of(portico, caller, link, false).await?.found();
    let next = next(&found, own);
    Ok(Invited { account: found.account_name, email: found.email, next })
}

/// Accepts: binds the user to the login of their address. When that has none, one is made with this password; otherwise
/// the login's owner must be signed in. The link is used up.
///
/// # Errors
/// As [`look`]; [`Problem::SignInRequired`] when the address has a login and its owner is not signed in;
/// [`Problem::Invalid`] when the password is none; [`Problem::Unavailable`] when too many wait.
pub async fn accept(portico: &Portico, caller: &Caller, link: &str, password: String) -> Result<Accepted> {
    let own = signed_in(portico, caller).await?;
    let (_, found) = Opened::of(portico, caller, link, false).await?.found();
    let hash = match next(&found, own) {
        Next::SignIn => return Err(Problem::SignInRequired.into()),
        Next::Accept | Next::TakePassword => None,
        Next::ChoosePassword => {
            judge("new_password", "New password", &password, &[&found.email, &found.account_name])?;
            let _place = portico.hasher.place()?;
            Some(portico.hasher.hash(password, &portico.entropy).await?)
        }
    };

    let (mut scope, found) = Opened::of(portico, caller, link, true).await?.found();
    let (account, now) = (scope.account(), scope.now());
    let user = store::users::find(scope.tx(), account, found.user, &[]).await?.ok_or(Problem::NotFound)?;
    let mut permit = scope.authorize(Action::AcceptInvitation, &Target::User(user.facts()))?;
    let temporary = found.given.as_ref().filter(|_| found.login.is_none() && hash.is_none()).map(|(_, until)| *until);
    let (login, is_new_login) = match (found.login, hash.or_else(|| found.given.map(|(hash, _)| hash))) {
        (Some(login), _) if own == Some(login) => (login, false),
        // Meanwhile somebody made a login of this address, or the password that was typed along is over.
        (Some(_), _) | (None, None) => return Err(Problem::SignInRequired.into()),
        (None, Some(hash)) => {
            let email = found.email.parse::<Email>().map_err(|_| Problem::NotFound)?;
            let new = LoginId(portico.entropy.id(now)?);
            let made = store::logins::insert(&mut permit, new, &email, &hash).await?.ok_or(Problem::SignInRequired)?;
            // Rule 4: whoever lets them reach further is shown who chose it.
            store::logins::note_address(&mut permit, made, found.invited_by).await?;
            if let Some(until) = temporary {
                store::logins::note_temporary(&mut permit, made, found.invited_by, until).await?;
            }
            (made, true)
        }
    };
    store::invitations::bind(&mut permit, user.id, login).await?;
    let (before, after) = (json!({ "invited": true }), json!({ "invited": false }));
    let event = Event::InvitationAccepted;
    permit.commit(portico, Entry { event, target_kind: "user", target: user.id.0, before, after }).await?;
    Ok(Accepted { slug: found.slug, is_new_login, is_temporary: temporary.is_some() })
}

fn next(found: &Found, own: Option<LoginId>) -> Next {
    match found.login {
        None if found.given.is_some() => Next::TakePassword,
        None => Next::ChoosePassword,
        Some(login) if own == Some(login) => Next::Accept,
        Some(_) => Next::SignIn,
    }
}

/// The login of whoever is signed in; not of somebody whose password is another's choice.
async fn signed_in(portico: &Portico, caller: &Caller) -> Result<Option<LoginId>> {
    let Some(token) = &caller.session else { return Ok(None) };
    let found = store::sessions::login(&portico.door, token, portico.clock.now(), portico.policy.idle).await?;
    Ok(found.filter(|found| !found.temporary).map(|found| found.login))
}

/// An account, opened by an invitation that is in force.
struct Opened {
    scope: Scope,
    found: Found,
}

impl Opened {
    fn found(self) -> (Scope, Found) {
        (self.scope, self.found)
    }

    /// Opens the account of a link's invitation for the user who was invited; with `exclusive`, to change it.
    async fn of(portico: &Portico, caller: &Caller, link: &str, exclusive: bool) -> Result<Self> {
        let over = || Error::from(Problem::NotFound);
        let now = portico.clock.now();
        let token = Token::parse(link).ok_or_else(over)?;
        let mut tx = Tx::begin(&portico.pool).await?;
        let account = store::invitations::open_account(&mut tx, &token, now, exclusive).await?.ok_or_else(over)?;
        let found = store::invitations::find(&mut tx, account, &token, now).await?.ok_or_else(over)?;
        // Their login is a user here already, under another User id.
        if found.is_here {
            return Err(over());
        }
        let inviter = store::sessions::actor(&mut tx, account, found.invited_by, now).await?.ok_or_else(over)?;
        let mut scope = Scope::of_link(tx, caller, account, found.user, now).await?;
        if still_invites(&mut scope, account, Actor::User(inviter), &found).await? {
            Ok(Self { scope, found })
        } else {
            Err(over())
        }
    }
}

/// Rule 11: whether whoever invited could do it now.
async fn still_invites(scope: &mut Scope, account: AccountId, inviter: Actor, found: &Found) -> Result<bool> {
    let user = store::users::find(scope.tx(), account, found.user, &[]).await?.ok_or(Problem::NotFound)?;
    let invited = person(scope, found.user).await?;
    Ok(decide(&inviter, Action::AddUser, &Target::Group(user.group.facts)).is_granted()
        && decide(&inviter, Action::InviteUser, &invited).is_granted())
}
