//! Data to look around in: a freight company as it might be, a real open-source organization, and for measurements a
//! company of a million users. The same each time, but for the ids.

mod invoices;
mod large;
mod names;
mod nordic;
mod people;
mod programs;
mod shop;

pub use large::large;

use crate::access::{Entry, Permit, Scope};
use crate::import::{ImportError, Source, import};
use crate::store::bulk::{self, BulkLogin, BulkUser};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::email::Email;
use domain::{GroupId, Problem, UserId};
use serde_json::json;

/// The open-source organization, as in `testdata/`; see the notice there.
const KUBERNETES: &str = "kubernetes";
const KUBERNETES_GROUPS: &str = include_str!("../../testdata/kubernetes-org/groups.csv");
const KUBERNETES_USERS: &str = include_str!("../../testdata/kubernetes-org/users.csv");

/// What was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoReport {
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
    /// Who can sign in.
    pub logins: Vec<DemoLogin>,
}

/// An account that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// Its place in addresses.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Users in it.
    pub users: usize,
    /// Groups in it, the top one counted.
    pub groups: usize,
    /// Grants in it.
    pub grants: usize,
}

/// Somebody who can sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct DemoLogin {
    /// The address to sign in with.
    pub email: String,
    /// Who that is and what they may, in a few words.
    pub who: &'static str,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for DemoLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoLogin").field("email", &self.email).field("who", &self.who).finish_non_exhaustive()
    }
}

/// Loads Nordic Freight and the open-source organization. Everybody in [`DemoReport::logins`] gets this password.
///
/// # Errors
/// [`Problem::Invalid`] when one of the accounts or logins is there already, or the password is too short.
pub async fn demo(portico: &Portico, password: &str) -> Result<DemoReport> {
    check(portico, nordic::SLUG, password).await?;
    check(portico, KUBERNETES, password).await?;
    let hash = portico.hasher.hash(password.to_owned(), &portico.entropy).await?;
    let nordic = nordic::load(portico, &hash).await?;
    let kubernetes = kubernetes(portico).await?;
    Ok(DemoReport { accounts: vec![nordic, kubernetes], logins: logins(password)? })
}

/// Gives the logins of [`demo`] another password and ends their sessions; says whose it is.
///
/// # Errors
/// [`Problem::NotFound`] without the demo account; [`Problem::Invalid`] when the password is too short.
pub async fn new_password(portico: &Portico, password: &str) -> Result<Vec<DemoLogin>> {
    check_password(password)?;
    let hash = portico.hasher.hash(password.to_owned(), &portico.entropy).await?;
    let scope = Scope::open_as_operator(portico, nordic::SLUG).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::ResetDemoPassword, &Target::Account(account))?;
    let mut changed = Vec::new();
    for login in logins(password)? {
        if store::logins::set_password(&mut permit, &email(&login.email)?, &hash).await? {
            changed.push(login);
        }
    }
    let emails: Vec<&str> = changed.iter().map(|login| login.email.as_str()).collect();
    let (before, after) = (json!({}), json!({ "logins": emails }));
    let entry = Entry { event: Event::DemoPasswordSet, target_kind: "account", target: account.0, before, after };
    permit.commit(portico, entry).await?;
    Ok(changed)
}

/// Who can sign in to the demo.
fn logins(password: &str) -> Result<Vec<DemoLogin>> {
    nordic::LOGINS
        .iter()
        .map(|(name, who)| {
            Ok(DemoLogin { email: nordic::address(name)?.to_string(), who, password: password.to_owned() })
        })
        .collect()
}

/// The second account: its holder is Nordic Freight's, so that there is an account to switch to.
async fn kubernetes(portico: &Portico) -> Result<DemoAccount> {
    let name = "Kubernetes";
    let eva = nordic::address(nordic::HOLDER)?;
    let scope = Scope::for_command(portico).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    let (root, holder) = (GroupId(portico.entropy.id(permit.now())?), UserId(portico.entropy.id(permit.now())?));
    let holder = BulkUser {
        full_name: nordic::HOLDER.to_owned(),
        login: bulk::login_of(permit.tx(), &eva).await?,
        ..BulkUser::person(holder, root, eva.to_string())
    };
    // The top group's name is the first level of every path in the files.
    let founded = found(&mut permit, KUBERNETES, name, KUBERNETES, holder).await?;
    permit.commit(portico, founded).await?;

    let groups = Source::new("groups.csv", KUBERNETES_GROUPS.as_bytes());
    let users = Source::new("users.csv", KUBERNETES_USERS.as_bytes());
    let report = import(portico, KUBERNETES, groups, users, &mut |_| {}).await.map_err(|error| match error {
        ImportError::Failed(error) => error,
        other => crate::Error::internal("loading the demo's organization", other),
    })?;
    let (users, groups, grants) = (report.users.total() + 1, report.groups.total(), report.grants.total());
    Ok(DemoAccount { slug: KUBERNETES, name, users, groups, grants })
}

/// Refuses to load an account twice.
async fn check(portico: &Portico, slug: &str, password: &str) -> Result<()> {
    check_password(password)?;
    match Scope::open_as_operator(portico, slug).await {
        Ok(_) => {
            Err(Problem::field("slug", format!("There is an account “{slug}” already; nothing was loaded.")).into())
        }
        Err(crate::Error::Problem(Problem::NotFound)) => Ok(()),
        Err(other) => Err(other),
    }
}

fn check_password(password: &str) -> Result<()> {
    domain::password::check_length(password)
        .map_err(|fault| Problem::field("password", format!("Password {fault}.")).into())
}

fn email(text: &str) -> Result<Email> {
    text.parse().map_err(|fault: &str| crate::Error::internal("making up an email address", fault))
}

/// Adds logins, all or none.
async fn insert_logins(permit: &mut Permit, logins: &[BulkLogin], password_hash: &str) -> Result<()> {
    let inserted = bulk::insert_logins(permit, logins, password_hash).await?;
    if usize::try_from(inserted) == Ok(logins.len()) {
        return Ok(());
    }
    let message = "Some of the addresses that would sign in have a login already; nothing was loaded.";
    Err(Problem::field("email", message).into())
}

/// Makes the account that this permit is for, with its root, the group that `holder` is in, and its holder, who may
/// hold other accounts too. Gives what the audit log is to keep of it.
async fn found(permit: &mut Permit, slug: &str, name: &str, root_name: &str, holder: BulkUser) -> Result<Entry> {
    let (root, user) = (holder.group, holder.id);
    store::accounts::insert(permit, slug, name, root, user).await?;
    store::groups::insert_root(permit, root, root_name).await?;
    bulk::insert_users(permit, &[holder]).await?;
    bulk::recount(permit).await?;
    let after = json!({ "slug": slug, "name": name, "root": root, "holder": user });
    let target = permit.account().0;
    Ok(Entry { event: Event::AccountCreated, target_kind: "account", target, before: json!({}), after })
}

/// Writes down both that the account came into being and what was loaded into it, and makes it last.
async fn record(portico: &Portico, mut permit: Permit, founded: &Entry, loaded: &DemoAccount) -> Result<()> {
    permit.record(portico, founded).await?;
    let after = json!({ "groups": loaded.groups, "users": loaded.users, "grants": loaded.grants });
    let target = permit.account().0;
    let entry = Entry { event: Event::OrganizationImported, target_kind: "account", target, before: json!({}), after };
    permit.commit(portico, entry).await
}
