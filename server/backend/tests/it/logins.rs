//! Authorized Logins: what is told of an address, what the typed password is worth, what roles open, and when that ends.

use crate::support::{Account, PASSWORD, World, faulty_fields, problem, read};
use backend::access::{Caller, Scope};
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use backend::service::invitation::{Next, accept, look};
use backend::service::login::{self, KNOWN, Secrets};
use backend::service::{mail, session};
use backend::{Result, service};
use domain::access::{Action, Level, Target};
use domain::login::{LoginForm, LoginView};
use domain::role::Role;
use domain::{Problem, UserId};
use jiff::SignedDuration;

const TYPED: &str = "seven lamps under the harbour";
const NEW: &str = "petra@books.example";
const KNOWN_ELSEWHERE: &str = "quinn@books.example";

struct Office {
    world: World,
    server: MailServer,
    mailer: Mailer,
    account: Account,
}

fn form(email: &str) -> LoginForm {
    LoginForm {
        email: email.to_owned(),
        full_name: "Petra Pay".to_owned(),
        pay_invoices: true,
        mail: [("invoice_created".to_owned(), true)].into(),
        version: 1,
        ..LoginForm::default()
    }
}

fn secrets(password: &str) -> Secrets {
    Secrets { new_password: password.to_owned(), confirm_password: password.to_owned(), own: String::new() }
}

impl Office {
    async fn new() -> Self {
        let world = World::new().await;
        let (server, mailer) = world.mail().await;
        let account = world.account("acme").await;
        let other = world.account("other").await;
        world.managed(&other, other.root, KNOWN_ELSEWHERE).await;
        Self { world, server, mailer, account }
    }

    async fn add(&self, caller: &Caller, email: &str) -> Result<UserId> {
        login::add(&self.world.portico, caller, "acme", &form(email), secrets(TYPED)).await
    }

    /// The mails that are due, each with to whom it went.
    async fn mails(&mut self) -> Vec<crate::support::Read> {
        mail::send_due(&self.world.portico, &self.mailer).await.unwrap();
        self.server.arrived().iter().map(read).collect()
    }

    async fn view(&self, user: UserId) -> LoginView {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        login::view(&mut scope, &user.to_string()).await.unwrap()
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<Caller> {
        let signed_in = session::sign_in(&self.world.portico, &Caller::default(), email, password.to_owned()).await?;
        Ok(Caller { session: Some(signed_in.session), ..Caller::default() })
    }

    /// Whether this person may see invoices now.
    async fn sees_invoices(&self, caller: &Caller) -> bool {
        let scope = Scope::open(&self.world.portico, caller, "acme").await.unwrap();
        scope.offer(Action::ViewInvoices, &Target::Account(self.account.id)).allowed
    }
}

#[tokio::test]
async fn an_address_that_has_a_login_elsewhere_is_answered_and_looks_like_a_new_one() {
    let mut office = Office::new().await;
    let holder = office.account.caller.clone();
    let (new, known) = (office.add(&holder, NEW).await.unwrap(), office.add(&holder, KNOWN_ELSEWHERE).await.unwrap());
    let (mut first, mut second) = (office.view(new).await, office.view(known).await);
    let mut pages = Vec::new();
    for user in [new, known] {
        let mut scope = office.world.scope(&holder, &office.account).await;
        let page = service::user::view(&mut scope, &user.to_string()).await.unwrap();
        pages.push(serde_json::to_string(&page).unwrap().replace(&user.to_string(), "id"));
    }
    assert_eq!(pages[0].replace(NEW, "address"), pages[1].replace(KNOWN_ELSEWHERE, "address"));
    assert!(!first.login.invited_until.is_empty() && !first.login.can_sign_in);
    (first.login.id, first.login.email) = (UserId(uuid::Uuid::nil()), String::new());
    (second.login.id, second.login.email) = (UserId(uuid::Uuid::nil()), String::new());
    assert_eq!(first, second);
    // The typed password opens neither, so trying it tells nothing.
    for email in [NEW, KNOWN_ELSEWHERE] {
        assert!(matches!(problem(office.sign_in(email, TYPED).await), Problem::Invalid { .. }), "{email}");
    }
    let mails = office.mails().await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].subject, mails[1].subject);
}

#[tokio::test]
async fn a_new_persons_typed_password_opens_nothing_but_the_choice_of_their_own() {
    let mut office = Office::new().await;
    let user = office.add(&office.account.caller, NEW).await.unwrap();
    let link = office.mails().await[0].token("/invitation");
    let invited = look(&office.world.portico, &Caller::default(), &link).await.unwrap();
    assert_eq!(invited.next, Next::TakePassword);
    let accepted = accept(&office.world.portico, &Caller::default(), &link, String::new()).await.unwrap();
    assert!(accepted.is_new_login && accepted.is_temporary);
    let caller = office.sign_in(NEW, TYPED).await.unwrap();
    let refused = Scope::open(&office.world.portico, &caller, "acme").await;
    assert_eq!(problem(refused), Problem::PasswordChangeRequired);
    let view = office.view(user).await;
    assert!(view.set_password, "it is a managed login");
    assert_eq!(view.email_note, "Their email address was last set by you on 21 Nov 2026.");
    // It dies a week after it was typed.
    office.world.portico.clock.advance(SignedDuration::from_hours(24 * 7 + 1));
    assert!(office.sign_in(NEW, TYPED).await.is_err());
}

#[tokio::test]
async fn a_person_with_a_login_keeps_their_password() {
    let mut office = Office::new().await;
    let user = office.add(&office.account.caller, KNOWN_ELSEWHERE).await.unwrap();
    let before: String = sqlx::query_scalar("select t::text from logins t where email_key = $1")
        .bind(KNOWN_ELSEWHERE)
        .fetch_one(office.world.owner())
        .await
        .unwrap();
    let link = office.mails().await[0].token("/invitation");
    let login = sqlx::query_scalar("select id from logins where email_key = $1").bind(KNOWN_ELSEWHERE);
    let login: uuid::Uuid = login.fetch_one(office.world.owner()).await.unwrap();
    let own = office.world.session(domain::LoginId(login)).await;
    assert_eq!(look(&office.world.portico, &own, &link).await.unwrap().next, Next::Accept);
    accept(&office.world.portico, &own, &link, String::new()).await.unwrap();
    let after: String = sqlx::query_scalar("select t::text from logins t where email_key = $1")
        .bind(KNOWN_ELSEWHERE)
        .fetch_one(office.world.owner())
        .await
        .unwrap();
    assert_eq!(before, after);
    assert!(office.sees_invoices(&own).await);
    assert!(!office.view(user).await.set_password, "their password is their own");
}

#[tokio::test]
async fn an_address_that_is_a_user_here_leads_to_giving_them_roles() {
    let office = Office::new().await;
    let bo = office.world.managed(&office.account, office.account.root, "bo@acme.example").await;
    let Problem::Invalid { errors } = problem(office.add(&office.account.caller, "BO@acme.example").await) else {
        panic!("it is refused")
    };
    assert_eq!(errors[0].field, "email");
    assert!(errors.iter().any(|error| error.field == KNOWN && error.message == bo.id.to_string()));
}

#[tokio::test]
async fn faults_of_the_form_are_told_all_at_once() {
    let office = Office::new().await;
    let (portico, caller) = (&office.world.portico, &office.account.caller);
    let empty = login::add(portico, caller, "acme", &LoginForm::default(), secrets("")).await;
    assert_eq!(faulty_fields(empty), ["email", "full_name", "new_password", "confirm_password"]);
    let weak = login::add(portico, caller, "acme", &form(NEW), secrets("passwordpassword")).await;
    assert_eq!(faulty_fields(weak), ["new_password"]);
}

#[tokio::test]
async fn roles_are_the_account_holders_to_give() {
    let office = Office::new().await;
    let (portico, root) = (&office.world.portico, office.account.root);
    let on = crate::support::On::Group(root);
    let anna = office.world.delegate(&office.account, root, "anna@acme.example", Level::Administrator, on).await;
    let id = anna.id.to_string();
    let refused = [
        problem(office.add(&anna.caller, NEW).await),
        problem(login::edit(portico, &anna.caller, "acme", &id, &form(NEW), String::new()).await),
        problem(login::edit(portico, &anna.caller, "acme", "nobody", &form(NEW), String::new()).await),
        problem(login::remove(portico, &anna.caller, "acme", &id, String::new()).await),
        problem(login::list(&mut office.world.scope(&anna.caller, &office.account).await).await),
        problem(login::view(&mut office.world.scope(&anna.caller, &office.account).await, &id).await),
    ];
    let holder_only = Problem::Forbidden { reason: "Only the account holder may do this.".to_owned() };
    assert!(refused.iter().all(|problem| *problem == holder_only), "{refused:?}");
    // A machine and whoever has no way to sign in are given none.
    let machine = office.world.user(&office.account, root, "gate7").await.to_string();
    let edit =
        async |id: &str| login::edit(portico, &office.account.caller, "acme", id, &form(NEW), String::new()).await;
    assert!(matches!(problem(edit(&machine).await), Problem::Forbidden { .. }));
    let nobody = office.world.user(&office.account, root, "nobody@acme.example").await.to_string();
    assert!(matches!(problem(edit(&nobody).await), Problem::Invalid { .. }));
    assert_eq!(office.world.count("select count(*) from users where roles <> '{}'").await, 0);
}

#[tokio::test]
async fn a_role_opens_what_it_is_for_and_ends_at_once() {
    let office = Office::new().await;
    let (portico, holder) = (&office.world.portico, &office.account.caller);
    let bo = office.world.managed(&office.account, office.account.root, "bo@acme.example").await;
    let id = bo.id.to_string();
    assert!(!office.sees_invoices(&bo.caller).await);
    login::edit(portico, holder, "acme", &id, &form(""), String::new()).await.unwrap();
    assert!(office.sees_invoices(&bo.caller).await);
    let scope = Scope::open(portico, &bo.caller, "acme").await.unwrap();
    for (action, allowed) in [
        (Action::PayInvoices, true),
        (Action::ViewPurchases, false),
        (Action::ActivateLicences, false),
        (Action::ManageLogins, false),
        (Action::ViewContacts, false),
    ] {
        assert_eq!(scope.offer(action, &Target::Account(office.account.id)).allowed, allowed, "{action:?}");
    }
    drop(scope);
    let view = office.view(bo.id).await;
    assert_eq!(
        (view.login.roles.as_slice(), view.login.mail.as_slice()),
        (&[Role::PayInvoices][..], &["Invoice created".to_owned()][..])
    );
    // Somebody else changed it meanwhile: nothing is overwritten.
    let stale = login::edit(portico, holder, "acme", &id, &form(""), String::new()).await;
    assert!(matches!(problem(stale), Problem::Conflict { .. }));
    login::remove(portico, holder, "acme", &id, String::new()).await.unwrap();
    assert!(!office.sees_invoices(&bo.caller).await);
    assert!(!office.view(bo.id).await.is_listed);
    assert_eq!(office.world.count("select count(*) from mail_subscriptions").await, 0);
}

#[tokio::test]
async fn a_role_ends_the_passwords_that_others_made() {
    let mut office = Office::new().await;
    let (portico, holder) = (&office.world.portico, office.account.caller.clone());
    let bo = office.world.managed(&office.account, office.account.root, "bo@acme.example").await;
    let id = bo.id.to_string();
    service::user::set_password(portico, &holder, "acme", &id, TYPED.to_owned(), String::new()).await.unwrap();
    assert!(office.sign_in("bo@acme.example", TYPED).await.is_ok());
    login::edit(portico, &holder, "acme", &id, &form(""), String::new()).await.unwrap();
    assert!(office.sign_in("bo@acme.example", TYPED).await.is_err());
    // Also one that waits with an invitation: then the person chooses their own when they accept.
    let user = office.add(&holder, NEW).await.unwrap();
    let more = LoginForm { make_purchases: true, version: 2, ..form("") };
    login::edit(&office.world.portico, &holder, "acme", &user.to_string(), &more, String::new()).await.unwrap();
    let link = office.mails().await[0].token("/invitation");
    let invited = look(&office.world.portico, &Caller::default(), &link).await.unwrap();
    assert_eq!(invited.next, Next::ChoosePassword);
}

#[tokio::test]
async fn whoever_removes_a_login_ends_its_invitation() {
    let mut office = Office::new().await;
    let holder = office.account.caller.clone();
    let user = office.add(&holder, NEW).await.unwrap();
    let link = office.mails().await[0].token("/invitation");
    login::remove(&office.world.portico, &holder, "acme", &user.to_string(), String::new()).await.unwrap();
    assert_eq!(problem(look(&office.world.portico, &Caller::default(), &link).await), Problem::NotFound);
}

#[tokio::test]
async fn giving_roles_asks_for_ones_own_password_again() {
    let office = Office::new().await;
    office.world.portico.clock.advance(SignedDuration::from_mins(16));
    let (portico, caller) = (&office.world.portico, &office.account.caller);
    assert_eq!(faulty_fields(office.add(caller, NEW).await), ["your_password"]);
    let right = Secrets { own: PASSWORD.to_owned(), ..secrets(TYPED) };
    login::add(portico, caller, "acme", &form(NEW), right).await.unwrap();
}
