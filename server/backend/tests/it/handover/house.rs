//! The account that is handed over, and whoever has to do with it.

use crate::support::{Account, On, Person, World};
use backend::access::{Caller, Scope};
use backend::service::access::On as There;
use backend::service::{self, handover, history};
use domain::access::Level;
use domain::grant::GrantForm;
use domain::handover::{OfferForm, Outcome, OwnershipView};
use domain::history::{HistoryPage, HistoryView};
use domain::{GroupId, Problem, UserId};
use jiff::SignedDuration;

/// An account held by Hilma, with Sales and Finance below its root; whoever administers the root, and people to whom
/// the account may go.
pub(super) struct House {
    pub(super) world: World,
    pub(super) account: Account,
    pub(super) sales: GroupId,
    pub(super) finance: GroupId,
    /// Hilma, who holds it at first.
    pub(super) hilma: Person,
    /// Administers the root by a grant.
    pub(super) rut: Person,
    /// In Finance, and administers nothing.
    pub(super) dag: Person,
    /// In Sales, and administers it by the holder's grant.
    pub(super) carin: Person,
}

impl House {
    pub(super) async fn new() -> Self {
        let mut world = World::new().await;
        // Years go by in these tests.
        let long = SignedDuration::from_hours(24 * 365 * 1000);
        (world.portico.policy.idle, world.portico.policy.absolute) = (long, long);
        world.portico.policy.confirmed = long;
        let account = world.account("acme").await;
        let sales = world.group(&account, account.root, "Sales").await;
        let finance = world.group(&account, account.root, "Finance").await;
        let root = On::Group(account.root);
        let rut = world.delegate(&account, account.root, "rut@acme.example", Level::Administrator, root).await;
        let dag = world.person(&account, finance, "dag@acme.example").await;
        let carin = world.person(&account, sales, "carin@acme.example").await;
        let hilma = Person { id: account.holder, caller: account.caller.clone() };
        let house = Self { world, account, sales, finance, hilma, rut, dag, carin };
        house.give(&house.hilma, house.sales, "carin@acme.example", "administrator").await.unwrap();
        house
    }

    pub(super) fn hours(&self, hours: i64) {
        self.world.portico.clock.advance(SignedDuration::from_hours(hours));
    }

    pub(super) async fn offer(&self, by: &Person, who: &str) -> backend::Result<String> {
        self.offer_as(by, who, "acme").await
    }

    pub(super) async fn offer_as(&self, by: &Person, who: &str, confirm: &str) -> backend::Result<String> {
        let form = OfferForm { who: who.into(), confirm: confirm.into() };
        handover::offer(&self.world.portico, &by.caller, "acme", &form, String::new()).await.map(|id| id.to_string())
    }

    pub(super) async fn accept(&self, by: &Person, offer: &str) -> backend::Result<()> {
        handover::accept(&self.world.portico, &by.caller, "acme", offer, String::new()).await
    }

    pub(super) async fn decline(&self, by: &Person, offer: &str) -> backend::Result<()> {
        handover::decline(&self.world.portico, &by.caller, "acme", offer).await
    }

    pub(super) async fn cancel(&self, by: &Person, offer: &str) -> backend::Result<()> {
        handover::cancel(&self.world.portico, &by.caller, "acme", offer).await
    }

    pub(super) async fn settle(&self) -> Vec<Outcome> {
        handover::settle(&self.world.portico).await.unwrap().into_iter().map(|(_, outcome)| outcome).collect()
    }

    /// Offered by Hilma to Dag, and accepted by him.
    pub(super) async fn accepted(&self) -> String {
        let offer = self.offer(&self.hilma, "dag@acme.example").await.unwrap();
        self.accept(&self.dag, &offer).await.unwrap();
        offer
    }

    /// The same, and gone over.
    pub(super) async fn gone_over(&self) {
        self.accepted().await;
        self.hours(72);
        assert_eq!(self.settle().await, [Outcome::Done]);
    }

    pub(super) async fn give(
        &self,
        by: &Person,
        on: GroupId,
        who: &str,
        level: &str,
    ) -> backend::Result<domain::GrantId> {
        let form = GrantForm { who: who.into(), level: level.into(), until: String::new() };
        service::access::give(
            &self.world.portico,
            &by.caller,
            "acme",
            &There::Group(on.to_string()),
            &form,
            String::new(),
        )
        .await
    }

    pub(super) async fn suspend(&self, by: &Person, who: UserId) -> backend::Result<()> {
        service::user::suspend(&self.world.portico, &by.caller, "acme", &who.to_string(), false).await
    }

    pub(super) async fn resume(&self, by: &Person, who: UserId) -> backend::Result<()> {
        service::user::resume(&self.world.portico, &by.caller, "acme", &who.to_string()).await
    }

    /// Somebody changes how this user signs in.
    pub(super) async fn change_credentials(&self, user: UserId) {
        sqlx::query(
            "update logins set credentials_changed_at = credentials_changed_at + interval '1 second'
             where id = (select login_id from users where id = $1)",
        )
        .bind(user.0)
        .execute(self.world.owner())
        .await
        .unwrap();
    }

    pub(super) async fn sees(&self, person: &Person, group: GroupId) -> bool {
        let Ok(mut scope) = Scope::open(&self.world.portico, &person.caller, "acme").await else { return false };
        service::group::view(&mut scope, &group.to_string()).await.is_ok()
    }

    pub(super) async fn page(&self, person: &Person) -> OwnershipView {
        handover::view(&mut self.world.scope(&person.caller, &self.account).await).await.unwrap()
    }

    pub(super) async fn holder(&self) -> UserId {
        UserId(sqlx::query_scalar("select holder_user_id from accounts").fetch_one(self.world.owner()).await.unwrap())
    }

    pub(super) async fn history(&self, caller: &Caller, user: &str) -> backend::Result<HistoryPage> {
        let view = HistoryView { user: user.into(), ..HistoryView::default() };
        history::view(&mut self.world.scope(caller, &self.account).await, &view).await
    }
}

/// What was done, of the account's holder and of offers only, the newest first: who did it and what.
pub(super) fn told(page: &HistoryPage) -> Vec<String> {
    let about = page.entries.iter().filter(|entry| entry.action.starts_with("account."));
    about.map(|entry| format!("{}: {}", entry.actor.name, entry.what)).collect()
}

pub(super) fn reason(problem: Problem) -> String {
    match problem {
        Problem::Forbidden { reason } => reason,
        other => panic!("not forbidden: {other:?}"),
    }
}

pub(super) fn told_to_the_form(problem: &Problem) -> String {
    match problem.field_errors() {
        [error] if error.field.is_empty() => error.message.clone(),
        other => panic!("not one fault of the form: {other:?}"),
    }
}
