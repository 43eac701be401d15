//! Paying invoices on a real database: with the sandbox here, with Stripe in `stripe`. Whatever breaks, doubles or comes
//! late, money moves once and the invoice knows of it.

mod sandbox;
mod stripe;

use crate::invoices::{issuer, new};
use crate::support::{Account, World};
use backend::access::Caller;
use backend::payment::PaymentProvider;
use backend::service::invoice::{Issued, facts, issue};
use backend::service::payment::{pay, see_to_due, view};
use domain::IssuerId;
use domain::payment::{PayForm, PaymentState, PaymentView, TestCard};
use domain::role::Role;
use domain::{PaymentId, UserId};
use jiff::SignedDuration;
use uuid::Uuid;

/// An account that is invoiced.
struct Till {
    world: World,
    account: Account,
    issuer: IssuerId,
}

impl Till {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account("acme").await;
        let issuer = issuer(&world, "nordlys", "NL-").await;
        Self { world, account, issuer }
    }

    async fn with(provider: PaymentProvider) -> Self {
        let mut till = Self::new().await;
        till.world.portico = till.world.portico.paid_through(provider);
        till
    }

    /// An invoice over 375 kronor.
    async fn invoice(&self) -> Issued {
        issue(&self.world.portico, "acme", self.issuer, &new("100")).await.unwrap()
    }

    /// A form as its page has it, for all of an invoice.
    fn form(&self, invoice: &Issued, method: &str) -> PayForm {
        PayForm { key: self.world.id().to_string(), amount: invoice.total.minor, method: method.to_owned() }
    }

    async fn pay(&self, invoice: &Issued, method: &str) -> PaymentView {
        self.send(&self.account.caller, invoice, &self.form(invoice, method)).await
    }

    async fn send(&self, caller: &Caller, invoice: &Issued, form: &PayForm) -> PaymentView {
        let id = pay(&self.world.portico, caller, "acme", &invoice.id.to_string(), form).await.unwrap();
        self.view(id).await
    }

    async fn view(&self, id: PaymentId) -> PaymentView {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        view(&mut scope, &id.to_string()).await.unwrap()
    }

    /// Lets time pass, and the worker look after what is due then.
    async fn later(&self, seconds: i64) -> usize {
        self.world.portico.clock.advance(SignedDuration::from_secs(seconds));
        see_to_due(&self.world.portico).await.unwrap()
    }

    /// What is left to pay, in öre.
    async fn due(&self, invoice: &Issued) -> i64 {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        facts(&mut scope, invoice.id).await.unwrap().due.minor
    }

    /// What has come in for invoices and gone back, in the order in which it did.
    async fn came(&self) -> Vec<i64> {
        self.number("select amount_minor from invoice_payments order by at, id").await
    }

    async fn number(&self, sql: &'static str) -> Vec<i64> {
        sqlx::query_scalar(sql).fetch_all(self.world.owner()).await.unwrap()
    }

    async fn words(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(self.world.owner()).await.unwrap()
    }

    /// Gives a user a role.
    async fn give(&self, user: UserId, role: Role) {
        sqlx::query("update users set roles = array[$2] where id = $1")
            .bind(user.0)
            .bind(role.name())
            .execute(self.world.owner())
            .await
            .unwrap();
    }
}

/// Everything of the invoice was paid, once.
async fn assert_paid_once(till: &Till, invoice: &Issued) {
    assert_eq!(till.due(invoice).await, 0);
    assert_eq!(till.came().await, [invoice.total.minor]);
}
