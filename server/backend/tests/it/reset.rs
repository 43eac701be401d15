//! Forgotten passwords: who gets a link, who is told whom to ask, and when a link is void.

use crate::support::{Account, NOON, On, PASSWORD, Read, World, faulty_fields, problem, read};
use backend::access::{Caller, Scope};
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use backend::service::{self, mail, profile, recovery, session};
use domain::Problem;
use domain::access::Level;
use domain::history::HistoryView;
use jiff::SignedDuration;

const HOLDER: &str = "holder@acme.example";
const NEW: &str = "another long enough password";

struct Post {
    world: World,
    server: MailServer,
    mailer: Mailer,
}

impl Post {
    async fn new() -> Self {
        let world = World::new().await;
        let (server, mailer) = world.mail().await;
        Self { world, server, mailer }
    }

    /// Somebody forgot the password of this address; gives the mails that are sent because of it.
    async fn forget(&mut self, email: &str) -> Vec<Read> {
        recovery::ask(&self.world.portico, &Caller::default(), email).await.unwrap();
        self.deliver().await
    }

    async fn deliver(&mut self) -> Vec<Read> {
        recovery::answer(&self.world.portico).await.unwrap();
        mail::send_due(&self.world.portico, &self.mailer).await.unwrap();
        self.server.arrived().iter().map(read).collect()
    }

    /// The token of the link that is mailed to this address.
    async fn link(&mut self, email: &str) -> String {
        let mails = self.forget(email).await;
        assert_eq!(mails.len(), 1);
        mails[0].token("/choose-password")
    }

    async fn choose(&self, link: &str, password: &str) -> backend::Result<()> {
        recovery::choose(&self.world.portico, &Caller::default(), link, password.to_owned()).await
    }

    async fn can_sign_in(&self, email: &str, password: &str) -> bool {
        session::sign_in(&self.world.portico, &Caller::default(), email, password.to_owned()).await.is_ok()
    }

    /// A link that is in force, of a managed user of an account that lets everybody choose by mail.
    async fn managed_with_link(&mut self) -> (Account, String) {
        let account = self.world.account("acme").await;
        self.world.managed(&account, account.root, "bo@acme.example").await;
        profile::set_self_service_reset(&self.world.portico, &account.caller, "acme", true).await.unwrap();
        let link = self.link("bo@acme.example").await;
        assert!(recovery::look(&self.world.portico, &link).await.is_ok());
        (account, link)
    }

    async fn is_void(&self, link: &str) -> bool {
        let looked = recovery::look(&self.world.portico, link).await.map_err(|error| error.into_problem(""));
        let chosen = self.choose(link, NEW).await.map_err(|error| error.into_problem(""));
        assert_eq!(looked.is_err(), chosen.is_err());
        looked == Err(Problem::NotFound)
    }
}

#[tokio::test]
async fn the_holder_chooses_a_new_password_by_a_link_that_works_once() {
    let mut post = Post::new().await;
    let account = post.world.account("acme").await;
    let link = post.link("Holder@ACME.example").await;
    assert_eq!(recovery::look(&post.world.portico, &link).await.unwrap(), HOLDER);
    assert_eq!(recovery::look(&post.world.portico, &link).await.unwrap(), HOLDER, "looking uses nothing up");
    for bad in ["short", "passwordpassword", "Hilma Holder acme holder@acme.example"] {
        assert_eq!(faulty_fields(post.choose(&link, bad).await), ["new_password"], "{bad}");
    }

    post.world.portico.clock.advance(SignedDuration::from_mins(1));
    post.choose(&link, NEW).await.unwrap();
    assert!(post.can_sign_in(HOLDER, NEW).await);
    assert!(!post.can_sign_in(HOLDER, PASSWORD).await);
    // Whoever was signed in is not any more, and the account's history has it.
    assert_eq!(problem(Scope::open(&post.world.portico, &account.caller, "acme").await), Problem::SignInRequired);
    assert!(post.is_void(&link).await);
    let mails = post.deliver().await;
    assert_eq!((mails.len(), mails[0].subject.as_str()), (1, "Your password was changed"));

    let again = session::sign_in(&post.world.portico, &Caller::default(), HOLDER, NEW.to_owned()).await.unwrap();
    let caller = Caller { session: Some(again.session), ..Caller::default() };
    let mut scope = post.world.scope(&caller, &account).await;
    let history = service::history::view(&mut scope, &HistoryView::default()).await.unwrap();
    assert_eq!(history.entries[0].what, "New password chosen by a mailed link");
    assert_eq!(history.entries[0].actor.name, "Hilma Holder");
}

#[tokio::test]
async fn a_managed_user_is_told_whom_to_ask_and_the_holder_that_they_do() {
    let mut post = Post::new().await;
    let account = post.world.account("acme").await;
    let sales = post.world.group(&account, account.root, "Sales").await;
    let elsewhere = post.world.group(&account, account.root, "Finance").await;
    let anna = post.world.delegate(&account, account.root, "anna@acme.example", Level::Administrator, On::Group(sales));
    anna.await;
    let view = post.world.delegate(&account, account.root, "vera@acme.example", Level::Viewer, On::Group(sales));
    view.await;
    let other = post.world.delegate(&account, sales, "otto@acme.example", Level::Administrator, On::Group(elsewhere));
    other.await;
    post.world.managed(&account, sales, "bo@acme.example").await;

    let mails = post.forget("bo@acme.example").await;
    let [own, holders] = &mails[..] else { panic!("{} mails", mails.len()) };
    assert_eq!((own.to.as_str(), own.subject.as_str()), ("bo@acme.example", "Ask for a new password"));
    assert!(own.text.contains("ask Hilma Holder, who holds the account"), "{}", own.text);
    assert!(own.text.contains("administered by anna@acme.example."), "{}", own.text);
    assert!(!own.text.contains("vera@") && !own.text.contains("otto@"), "{}", own.text);
    assert!(!own.text.contains("https://"), "there is no link: {}", own.text);
    assert_eq!((holders.to.as_str(), holders.subject.as_str()), (HOLDER, "bo@acme.example asks for a new password"));
    assert_eq!(post.world.count("select count(*) from login_links").await, 0);

    // Of one person the holder hears once a day.
    let again = post.forget("bo@acme.example").await;
    assert_eq!(again.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["bo@acme.example"]);
    post.world.portico.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(post.forget("bo@acme.example").await.len(), 2);
}

#[tokio::test]
async fn whose_password_is_their_own_gets_a_link() {
    let mut post = Post::new().await;
    let (one, two) = (post.world.account("acme").await, post.world.account("other").await);
    // Belongs to two accounts.
    post.world.managed(&one, one.root, "bo@acme.example").await;
    let second = post.world.user(&two, two.root, "bo@acme.example").await;
    sqlx::query(
        "update users set login_id = (select id from logins where email_key = 'bo@acme.example') where id = $1",
    )
    .bind(second.0)
    .execute(post.world.owner())
    .await
    .unwrap();
    // Was made in another account than the one it belongs to.
    post.world.person(&one, one.root, "guest@acme.example").await;
    for email in ["bo@acme.example", "guest@acme.example"] {
        let link = post.link(email).await;
        post.choose(&link, NEW).await.unwrap();
        assert!(post.can_sign_in(email, NEW).await);
        post.deliver().await;
    }
    // Both accounts of the one have it in their history.
    let sql = "select count(*) from audit_log where action = 'password.recovered'";
    assert_eq!(post.world.count(sql).await, 3);
}

#[tokio::test]
async fn self_service_lets_everybody_choose_and_only_the_holder_says_so() {
    let mut post = Post::new().await;
    let account = post.world.account("acme").await;
    let bo = post.world.managed(&account, account.root, "bo@acme.example").await;
    let anna =
        post.world.delegate(&account, account.root, "anna@acme.example", Level::Administrator, On::Group(account.root));
    let anna = anna.await;
    for caller in [&bo.caller, &anna.caller] {
        let refused = profile::set_self_service_reset(&post.world.portico, caller, "acme", true).await;
        assert!(matches!(problem(refused), Problem::Forbidden { .. }));
    }
    assert_eq!(post.forget("bo@acme.example").await[0].subject, "Ask for a new password");
    profile::set_self_service_reset(&post.world.portico, &account.caller, "acme", true).await.unwrap();
    let link = post.link("bo@acme.example").await;
    // What the account allows counts when the link is used.
    profile::set_self_service_reset(&post.world.portico, &account.caller, "acme", false).await.unwrap();
    assert!(post.is_void(&link).await);
    profile::set_self_service_reset(&post.world.portico, &account.caller, "acme", true).await.unwrap();
    post.choose(&link, NEW).await.unwrap();
    assert!(post.can_sign_in("bo@acme.example", NEW).await);
}

#[tokio::test]
async fn a_password_that_is_chosen_by_a_link_is_ones_own() {
    let mut post = Post::new().await;
    let (_, link) = post.managed_with_link().await;
    let planted =
        "update logins set password_until = now() + interval '1 year', password_set_in = (select id from accounts),
         password_set_by = (select holder_user_id from accounts) where email_key = 'bo@acme.example'";
    sqlx::query(planted).execute(post.world.owner()).await.unwrap();
    post.choose(&link, NEW).await.unwrap();
    assert_eq!(
        post.world.count("select count(*) from logins where num_nonnulls(password_until, password_set_by) > 0").await,
        0
    );
    assert_eq!(post.world.count("select count(*) from trusted_devices").await, 0);
}

#[tokio::test]
async fn a_link_is_void_after_half_an_hour() {
    let mut post = Post::new().await;
    let (_, link) = post.managed_with_link().await;
    post.world.portico.clock.advance(SignedDuration::from_mins(30));
    assert!(post.is_void(&link).await);
}

#[tokio::test]
async fn a_link_does_not_survive_another_address_or_other_credentials() {
    for change in [
        "update logins set email = 'new@acme.example', email_key = 'new@acme.example' where email_key = 'bo@acme.example'",
        "update logins set credentials_changed_at = credentials_changed_at + interval '1 second'",
    ] {
        let mut post = Post::new().await;
        let (_, link) = post.managed_with_link().await;
        sqlx::query(change).execute(post.world.owner()).await.unwrap();
        assert!(post.is_void(&link).await, "{change}");
    }
}

#[tokio::test]
async fn of_two_who_use_one_link_at_the_same_time_one_does() {
    let mut post = Post::new().await;
    let (_, link) = post.managed_with_link().await;
    let (one, other) = tokio::join!(post.choose(&link, NEW), post.choose(&link, PASSWORD));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    assert_eq!(post.world.count("select count(*) from audit_log where action = 'password.recovered'").await, 1);
}

#[tokio::test]
async fn whether_there_is_such_a_login_is_told_nobody() {
    let mut post = Post::new().await;
    let account = post.world.account("acme").await;
    post.world.managed(&account, account.root, "bo@acme.example").await;
    let from = Caller { address: Some("192.0.2.7".parse().unwrap()), ..Caller::default() };
    for email in [HOLDER, "bo@acme.example", "nobody@acme.example"] {
        for _ in 0..3 {
            recovery::ask(&post.world.portico, &from, email).await.unwrap();
        }
        let refused = problem(recovery::ask(&post.world.portico, &from, email).await);
        assert_eq!(refused, Problem::Throttled { retry_after: 20 * 60 }, "{email}");
    }
    // The request did the same for each: it noted the address.
    assert_eq!(post.world.count("select count(*) from forgotten_passwords").await, 9);
    assert_eq!(post.world.count("select count(*) from outbox").await, 0);
    let mut to: Vec<String> = post.deliver().await.into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to, ["bo@acme.example", HOLDER]);
    assert_eq!(faulty_fields(recovery::ask(&post.world.portico, &from, "no address").await), ["email"]);
}

#[tokio::test]
async fn a_network_asks_only_so_often_whatever_the_address() {
    let post = Post::new().await;
    let from = |address: &str| Caller { address: Some(address.parse().unwrap()), ..Caller::default() };
    for number in 0..20 {
        recovery::ask(&post.world.portico, &from("192.0.2.7"), &format!("a{number}@acme.example")).await.unwrap();
    }
    let refused = recovery::ask(&post.world.portico, &from("192.0.2.8"), "b@acme.example").await;
    assert!(matches!(problem(refused), Problem::Throttled { .. }));
    recovery::ask(&post.world.portico, &from("198.51.100.1"), "b@acme.example").await.unwrap();
}

#[tokio::test]
async fn made_up_links_are_links_of_nothing() {
    let post = Post::new().await;
    assert_eq!(NOON.parse::<jiff::Timestamp>().unwrap(), post.world.now());
    for link in ["", "short", &"A".repeat(43), &"A".repeat(400), "..", "%00"] {
        assert!(post.is_void(link).await, "{link}");
    }
}
