//! One transaction in which one account is open for one actor.

use super::{Caller, Member, Permit, Program};
use crate::dates::Reader;
use crate::store::logins::OwnUser;
use crate::store::{self, Tx};
use crate::{Portico, Result};
use domain::access::{Action, Actor, Decision, Offer, Reason, Target, UserActor, decide};
use domain::{AccountId, Problem, UserId};
use jiff::Timestamp;

/// How the account is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Reading,
    /// Takes the account's lock before what the actor may do is read, and holds it until the end: changes to one
    /// account's tree and access happen one after the other.
    Changing,
    /// Reads without counting as a request: what stays open keeps no session alive.
    Watching,
}

/// One transaction in which one account is open for one actor. It reads; see [`Permit`] for writing. Dropped, it
/// leaves nothing behind.
#[derive(Debug)]
pub struct Scope {
    pub(super) tx: Tx,
    pub(super) actor: Actor,
    account: AccountId,
    member: Option<Member>,
    pub(super) caller: Caller,
    now: Timestamp,
    /// The person proved a short while ago that the session is theirs.
    confirmed: bool,
}

impl Scope {
    /// Opens the account of this slug for whoever is signed in, for reading.
    ///
    /// # Errors
    /// [`Problem::SignInRequired`] without a living session; [`Problem::PasswordChangeRequired`] while its password is
    /// somebody else's choice; [`Problem::SecondFactorRequired`] while the account asks for a second factor that they do
    /// not have; [`Problem::NotFound`] when the account does not exist or is not theirs, which are not told apart.
    pub async fn open(portico: &Portico, caller: &Caller, slug: &str) -> Result<Self> {
        Self::open_for(portico, caller, slug, Purpose::Reading).await
    }

    /// As [`Self::open`], for changing something: takes the account's lock until the transaction ends.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_to_change(portico: &Portico, caller: &Caller, slug: &str) -> Result<Self> {
        Self::open_for(portico, caller, slug, Purpose::Changing).await
    }

    /// As [`Self::open`], for what stays open and asks again and again: it keeps no session alive.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_to_watch(portico: &Portico, caller: &Caller, slug: &str) -> Result<Self> {
        Self::open_for(portico, caller, slug, Purpose::Watching).await
    }

    async fn open_for(portico: &Portico, caller: &Caller, slug: &str, purpose: Purpose) -> Result<Self> {
        if let Some(program) = &caller.program {
            return Self::open_by_key(portico, caller, program, slug, purpose).await;
        }
        let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
        portico.hasher.give_way();
        let now = portico.clock.now();
        let mut tx = Tx::begin(&portico.pool).await?;
        let exclusive = purpose == Purpose::Changing;
        let opened = store::sessions::open(&mut tx, token, slug, now, portico.policy.idle, exclusive)
            .await?
            .ok_or(Problem::SignInRequired)?;
        if opened.must_change {
            return Err(Problem::PasswordChangeRequired.into());
        }
        if opened.must_set_up {
            return Err(Problem::SecondFactorRequired.into());
        }
        if purpose != Purpose::Watching {
            store::sessions::touch_later(portico, token, &opened, now);
        }
        let confirmed = now.duration_since(opened.confirmed_at) < portico.policy.confirmed;
        let member = opened.member.ok_or(Problem::NotFound)?;
        Ok(Self {
            tx,
            actor: member.as_actor(),
            account: member.actor.account,
            member: Some(member),
            caller: caller.clone(),
            now,
            confirmed,
        })
    }

    /// Opens the account of this slug for a program: for an account's key, that account alone.
    async fn open_by_key(
        portico: &Portico,
        caller: &Caller,
        program: &Program,
        slug: &str,
        purpose: Purpose,
    ) -> Result<Self> {
        portico.hasher.give_way();
        let now = portico.clock.now();
        let mut tx = Tx::begin(&portico.pool).await?;
        let exclusive = purpose == Purpose::Changing;
        let opened =
            store::keys::open(&mut tx, &program.token, slug, now, exclusive).await?.ok_or(Problem::SignInRequired)?;
        let (actor, account) = opened.ok_or(Problem::NotFound)?;
        if exclusive {
            store::requests::answered(&mut tx, &actor, program).await?;
        }
        Ok(Self { tx, actor, account, member: None, caller: caller.clone(), now, confirmed: true })
    }

    /// Opens what lies in no account, for the operator's program.
    ///
    /// # Errors
    /// [`Problem::SignInRequired`] without a key, and when it was ended while the request waited for its equals;
    /// [`Problem::NotFound`] for the key of an account.
    pub(crate) async fn for_operator(portico: &Portico, caller: &Caller) -> Result<Self> {
        let program = caller.program.as_ref().ok_or(Problem::SignInRequired)?;
        let mut tx = Tx::begin(&portico.pool).await?;
        let now = portico.clock.now();
        let actor = store::keys::open_operator(&mut tx, program, now).await?.ok_or(Problem::NotFound)?;
        store::requests::answered(&mut tx, &actor, program).await?;
        let account = AccountId(portico.entropy.id(now)?);
        store::accounts::set_current(&mut tx, account).await?;
        Ok(Self { tx, actor, account, member: None, caller: caller.clone(), now, confirmed: true })
    }

    /// Opens the account of this slug for the operator's command, and takes its lock.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is no such account.
    pub async fn open_as_operator(portico: &Portico, slug: &str) -> Result<Self> {
        let mut tx = Tx::begin(&portico.pool).await?;
        let account = store::accounts::open(&mut tx, slug).await?.ok_or(Problem::NotFound)?;
        Ok(Self::of(portico, tx, account, Actor::Operator))
    }

    /// Opens an account for what Portico does there by itself, and takes its lock.
    ///
    /// # Errors
    /// When the database does not do it.
    pub(crate) async fn open_as_system(portico: &Portico, account: AccountId) -> Result<Self> {
        let mut tx = Tx::begin(&portico.pool).await?;
        store::accounts::open_of(&mut tx, account).await?;
        Ok(Self::of(portico, tx, account, Actor::System))
    }

    /// Opens what lies in no account, or an account that is about to be made, for the operator's command.
    ///
    /// # Errors
    /// When the database or randomness cannot be had.
    pub async fn for_command(portico: &Portico) -> Result<Self> {
        let mut tx = Tx::begin(&portico.pool).await?;
        let account = AccountId(portico.entropy.id(portico.clock.now())?);
        store::accounts::set_current(&mut tx, account).await?;
        Ok(Self::of(portico, tx, account, Actor::Operator))
    }

    /// Opens an account for a login's owner, who acts there by a link that was mailed to them: as nobody but that user,
    /// and with nothing that they were given.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn of_link(
        mut tx: Tx,
        caller: &Caller,
        account: AccountId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Self> {
        store::accounts::set_current(&mut tx, account).await?;
        let actor = Actor::User(UserActor { account, user, is_holder: false, grants: Vec::new(), roles: Vec::new() });
        Ok(Self { tx, actor, account, member: None, caller: caller.clone(), now, confirmed: true })
    }

    /// Opens one account after another for what is a person's own in all of them, beginning with `user`'s. Whose session
    /// it is has been found out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn open_own(portico: &Portico, caller: &Caller, user: &OwnUser) -> Result<Self> {
        let tx = Tx::begin(&portico.pool).await?;
        Self::of_own(portico, tx, caller.clone(), user).await
    }

    /// Opens the account of one of a login's users, who has no rights there but to what is their own.
    pub(super) async fn of_own(portico: &Portico, tx: Tx, caller: Caller, user: &OwnUser) -> Result<Self> {
        Self::of_link(tx, &caller, user.account, user.user, portico.clock.now()).await
    }

    /// As [`Self::authorize`], for what this user does to themselves.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn authorize_own(mut self, action: Action, user: &OwnUser) -> Result<Permit> {
        let found = store::persons::find(&mut self.tx, user.account, &[user.user], self.now).await?.remove(&user.user);
        let person = found.ok_or(Problem::NotFound)?;
        self.authorize(action, &Target::User(person.user))
    }

    /// For an actor who is nobody in the account.
    fn of(portico: &Portico, tx: Tx, account: AccountId, actor: Actor) -> Self {
        let now = portico.clock.now();
        Self { tx, actor, account, member: None, caller: Caller::default(), now, confirmed: true }
    }

    /// The open account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The moment at which everything in this scope happens.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Where the request comes from.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the operator's command or Portico itself acts: they are nobody in the account.
    pub fn member(&self) -> Result<&Member> {
        self.member.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// How whoever acts reads dates and amounts; English and UTC for programs and for the operator.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.member.as_ref().map_or_else(|| Reader::new(None, None), |member| member.reader.clone())
    }

    /// The country of the account's company (ISO 3166-1 alpha-2).
    pub(crate) async fn country(&mut self) -> Result<Option<String>> {
        match &self.member {
            Some(member) => Ok(member.account_country.clone()),
            None => Ok(store::accounts::company(&mut self.tx, self.account)
                .await?
                .map(|company| company.country)
                .filter(|country| !country.is_empty())),
        }
    }

    /// Whether the person has to type their password for this action, because they last did some time ago.
    #[must_use]
    pub fn must_confirm(&self, action: Action) -> bool {
        action.needs_confirmation() && !self.confirmed
    }

    /// What is decided about this action.
    #[must_use]
    pub fn decide(&self, action: Action, target: &Target) -> Decision {
        decide(&self.actor, action, target)
    }

    /// What the actor would be told about this action.
    #[must_use]
    pub fn offer(&self, action: Action, target: &Target) -> Offer {
        self.decide(action, target).into()
    }

    /// Goes on only when the actor may do this; says why they may.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] or [`Problem::NotFound`], as decided.
    pub fn require(&self, action: Action, target: &Target) -> Result<Reason> {
        match self.decide(action, target) {
            Decision::Granted(reason) => Ok(reason),
            Decision::Forbidden(refusal) => Err(Problem::Forbidden { reason: refusal.explain().to_owned() }.into()),
            Decision::Hidden => Err(Problem::NotFound.into()),
        }
    }

    /// Decides, and gives the right to write when the actor may. The facts in `target` were read in this scope.
    ///
    /// # Errors
    /// As [`Self::require`].
    pub fn authorize(self, action: Action, target: &Target) -> Result<Permit> {
        let reason = self.require(action, target)?;
        Ok(Permit::of(self, reason))
    }

    /// The transaction, for the store's reads.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }
}
