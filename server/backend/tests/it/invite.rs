//! Adding users: invited by mail, accepted by whoever reads it, decided afresh when they do.

use crate::support::{Account, On, PASSWORD, Person, Read, World, faulty_fields, problem, read};
use backend::access::Caller;
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use backend::service::invitation::{Next, accept, add, look, resend, withdraw};
use backend::service::{self, mail, session};
use backend::{Error, Result};
use domain::access::Level;
use domain::grant::GrantForm;
use domain::history::HistoryView;
use domain::user::NewUserForm;
use domain::{GroupId, Problem, UserId};
use jiff::SignedDuration;

const BO: &str = "bo@bos.example";

struct Post {
    world: World,
    server: MailServer,
    mailer: Mailer,
    account: Account,
    sales: GroupId,
    /// Administers Sales.
    anna: Person,
}

impl Post {
    async fn new() -> Self {
        let world = World::new().await;
        let (server, mailer) = world.mail().await;
        let account = world.account("acme").await;
        let sales = world.group(&account, account.root, "Sales").await;
        let anna =
            world.delegate(&account, account.root, "anna@acme.example", Level::Administrator, On::Group(sales)).await;
        Self { world, server, mailer, account, sales, anna }
    }

    async fn add(&self, by: &Caller, group: GroupId, email: &str) -> Result<UserId> {
        let form = NewUserForm { email: email.to_owned() };
        add(&self.world.portico, by, "acme", &group.to_string(), &form).await
    }

    async fn mails(&mut self) -> Vec<Read> {
        mail::send_due(&self.world.portico, &self.mailer).await.unwrap();
        self.server.arrived().iter().map(read).collect()
    }

    /// The token of the only invitation that is mailed now.
    async fn link(&mut self) -> String {
        let mails = self.mails().await;
        assert_eq!(mails.len(), 1);
        mails[0].token("/invitation")
    }

    /// Anna adds Bo to Sales; gives Bo's user and the link that was mailed.
    async fn bo(&mut self) -> (UserId, String) {
        let user = self.add(&self.anna.caller, self.sales, BO).await.unwrap();
        let link = self.link().await;
        assert_eq!(self.look(&link).await.unwrap(), Next::ChoosePassword);
        (user, link)
    }

    async fn look(&self, link: &str) -> Result<Next> {
        look(&self.world.portico, &Caller::default(), link).await.map(|invited| invited.next)
    }

    async fn accept(&self, caller: &Caller, link: &str) -> Result<()> {
        accept(&self.world.portico, caller, link, PASSWORD.to_owned()).await.map(drop)
    }

    async fn is_void(&self, link: &str) -> bool {
        let not_found = |error: Error| error.into_problem("") == Problem::NotFound;
        let looked = self.look(link).await.is_err_and(not_found);
        let accepted = self.accept(&Caller::default(), link).await.is_err_and(not_found);
        assert_eq!(looked, accepted);
        looked
    }

    async fn run(&self, sql: &'static str, id: uuid::Uuid) {
        let done = sqlx::query(sql).bind(id).execute(self.world.owner()).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
    }

    /// An account in which Bo has a login already.
    async fn bo_elsewhere(&self) -> Person {
        let other = self.world.account("other").await;
        self.world.managed(&other, other.root, BO).await
    }
}

#[tokio::test]
async fn a_new_person_chooses_a_password_and_signs_in() {
    let mut post = Post::new().await;
    let user = post.add(&post.anna.caller, post.sales, " Bo@Bos.example ").await.unwrap();
    let mails = post.mails().await;
    assert_eq!(mails[0].subject, "anna@acme.example added you to acme");
    assert!(mails[0].text.contains("until 28 November 2026, 12:00 (UTC)"), "{}", mails[0].text);
    let link = mails[0].token("/invitation");

    let mut scope = post.world.scope(&post.anna.caller, &post.account).await;
    let page = service::user::view(&mut scope, &user.to_string()).await.unwrap();
    drop(scope);
    let invitation = page.invitation.unwrap();
    assert_eq!((invitation.until.as_str(), invitation.is_over, page.can_sign_in), ("28 Nov 2026", false, false));
    assert!(page.may.invite.allowed);

    let weak = accept(&post.world.portico, &Caller::default(), &link, "short".to_owned()).await;
    assert_eq!(faulty_fields(weak), ["new_password"]);
    let accepted = accept(&post.world.portico, &Caller::default(), &link, PASSWORD.to_owned()).await.unwrap();
    assert_eq!((accepted.slug.as_str(), accepted.is_new_login), ("acme", true));
    assert!(post.is_void(&link).await, "it works once");
    let signed_in = session::sign_in(&post.world.portico, &Caller::default(), BO, PASSWORD.to_owned()).await.unwrap();
    let caller = Caller { session: Some(signed_in.session), ..Caller::default() };
    let accounts = session::accounts(&post.world.portico, &caller).await.unwrap();
    assert_eq!(accounts.iter().map(|account| account.slug.as_str()).collect::<Vec<_>>(), ["acme"]);

    let mut scope = post.world.scope(&post.anna.caller, &post.account).await;
    let page = service::user::view(&mut scope, &user.to_string()).await.unwrap();
    assert!(page.can_sign_in && page.invitation.is_none());
    assert_eq!(page.email_note, "Their email address was last set by you on 21 Nov 2026.");
    let view = HistoryView { user: user.to_string(), ..HistoryView::default() };
    let history = service::history::view(&mut scope, &view).await.unwrap();
    let told: Vec<(&str, &str)> =
        history.entries.iter().map(|entry| (entry.what.as_str(), entry.actor.name.as_str())).collect();
    assert_eq!(told, [("Invitation accepted", "Bo@Bos.example"), ("User added", "anna@acme.example")]);
    post.world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn adding_another_companys_person_sets_nothing_until_they_accept() {
    let mut post = Post::new().await;
    let bo = post.bo_elsewhere().await;
    let login = "select t::text from logins t where email_key = 'bo@bos.example'";
    let before: String = sqlx::query_scalar(login).fetch_one(post.world.owner()).await.unwrap();
    let user = post.add(&post.anna.caller, post.sales, BO).await.unwrap();
    let link = post.link().await;

    // Nobody of the account can do anything with their login, and they cannot sign in here.
    let mut scope = post.world.scope(&post.anna.caller, &post.account).await;
    let page = service::user::view(&mut scope, &user.to_string()).await.unwrap();
    drop(scope);
    assert!(!page.can_sign_in && page.invitation.is_some());
    assert_eq!(session::accounts(&post.world.portico, &bo.caller).await.unwrap().len(), 1);
    let after: String = sqlx::query_scalar(login).fetch_one(post.world.owner()).await.unwrap();
    assert_eq!(before, after);

    // Only they accept, signed in with that address; a password is neither asked for nor set.
    assert_eq!(post.look(&link).await.unwrap(), Next::SignIn);
    for caller in [&Caller::default(), &post.anna.caller] {
        assert_eq!(problem(post.accept(caller, &link).await), Problem::SignInRequired);
    }
    let invited = look(&post.world.portico, &bo.caller, &link).await.unwrap();
    assert_eq!((invited.next, invited.account.as_str()), (Next::Accept, "acme"));
    post.accept(&bo.caller, &link).await.unwrap();
    assert_eq!(session::accounts(&post.world.portico, &bo.caller).await.unwrap().len(), 2);
    let after: String = sqlx::query_scalar(login).fetch_one(post.world.owner()).await.unwrap();
    assert_eq!(before, after);
    // Joining a second account ends managed for both.
    let managed = "select count(*) from users u, lateral (select set_config('portico.account_id', u.account_id::text, true)) s
         where u.login_id = (select id from logins where email_key = 'bo@bos.example') and is_managed(u.account_id, u.login_id)";
    assert_eq!(post.world.count(managed).await, 0);
}

#[tokio::test]
async fn whether_an_address_has_a_login_elsewhere_is_not_told() {
    let mut post = Post::new().await;
    post.bo_elsewhere().await;
    let (known, new) = (
        post.add(&post.anna.caller, post.sales, BO).await.unwrap(),
        post.add(&post.anna.caller, post.sales, "new@bos.example").await.unwrap(),
    );
    let mut pages = Vec::new();
    for user in [known, new] {
        let mut scope = post.world.scope(&post.anna.caller, &post.account).await;
        let mut page = service::user::view(&mut scope, &user.to_string()).await.unwrap();
        (page.id, page.handle) = (known, String::new());
        pages.push(page);
    }
    assert_eq!(pages[0], pages[1]);
    let mails = post.mails().await;
    assert_eq!(mails[0].subject, mails[1].subject);
}

#[tokio::test]
async fn an_address_is_added_once_and_where_it_is_shows_to_those_who_see_it() {
    let post = Post::new().await;
    let hidden = post.world.group(&post.account, post.account.root, "Hidden").await;
    post.world.user(&post.account, hidden, "secret@acme.example").await;
    post.world.user(&post.account, post.sales, "open@acme.example").await;
    let told = async |by: &Caller, email: &str| match problem(post.add(by, post.sales, email).await) {
        Problem::Invalid { errors } => errors[0].message.clone(),
        other => panic!("{other:?}"),
    };
    let anna = &post.anna.caller;
    assert_eq!(told(anna, "OPEN@acme.example").await, "OPEN@acme.example is already a user here, in Sales.");
    let neutral = told(anna, "secret@acme.example").await;
    assert!(!neutral.contains("Hidden") && !neutral.contains("already"), "{neutral}");
    assert!(told(&post.account.caller, "secret@acme.example").await.contains("in Hidden"));
    // Also when the address is that of a user who is called otherwise.
    post.world.managed(&post.account, post.sales, "other@acme.example").await;
    sqlx::query(
        "update users set handle = 'x@y.example', handle_key = 'x@y.example' where handle_key = 'other@acme.example'",
    )
    .execute(post.world.owner())
    .await
    .unwrap();
    assert!(told(anna, "other@acme.example").await.contains("already a user here"));
    assert_eq!(faulty_fields(post.add(anna, post.sales, "no address").await), ["email"]);
    assert_eq!(post.world.count("select count(*) from invitations").await, 0);
}

#[tokio::test]
async fn only_administrators_of_the_group_add_to_it() {
    let post = Post::new().await;
    let before = post.world.everything().await;
    let finance = post.world.group(&post.account, post.account.root, "Finance").await;
    let sees =
        post.world.delegate(&post.account, post.sales, "vera@acme.example", Level::Viewer, On::Group(post.sales));
    let vera = sees.await;
    assert_ne!(before, post.world.everything().await);
    let before = post.world.everything().await;
    assert_eq!(problem(post.add(&post.anna.caller, finance, BO).await), Problem::NotFound);
    assert!(matches!(problem(post.add(&vera.caller, post.sales, BO).await), Problem::Forbidden { .. }));
    assert_eq!(before, post.world.everything().await);
}

#[tokio::test]
async fn an_invitation_is_decided_afresh_when_it_is_accepted() {
    // Whoever invited is not an administrator any more, is suspended, or may not add where the user is now.
    for sql in [
        "delete from grants where user_id = $1",
        "update grants set level = 'viewer' where user_id = $1",
        "update grants set expires_at = now() - interval '1 year' where user_id = $1",
        "update users set suspended_at = now() where id = $1",
    ] {
        let mut post = Post::new().await;
        let (_, link) = post.bo().await;
        post.run(sql, post.anna.id.0).await;
        assert!(post.is_void(&link).await, "{sql}");
    }
    for sql in [
        "update users set suspended_at = now() where id = $1",
        "update users set group_id = (select root_group_id from accounts) where id = $1",
        "update users set roles = '{make_purchases}' where id = $1",
        "update users set handle = 'other@bos.example', handle_key = 'other@bos.example' where id = $1",
        "insert into grants (account_id, id, user_id, group_id, level, created_at)
         select account_id, gen_random_uuid(), id, (select root_group_id from accounts), 'viewer', now()
         from users where id = $1",
    ] {
        let mut post = Post::new().await;
        let (user, link) = post.bo().await;
        post.run(sql, user.0).await;
        assert!(post.is_void(&link).await, "{sql}");
    }
}

#[tokio::test]
async fn a_link_is_over_after_a_week_or_a_newer_one_or_when_it_is_withdrawn() {
    let mut post = Post::new().await;
    let (user, first) = post.bo().await;
    let id = user.to_string();
    let anna = post.anna.caller.clone();
    resend(&post.world.portico, &anna, "acme", &id).await.unwrap();
    let second = post.link().await;
    assert!(post.is_void(&first).await);
    assert_eq!(post.look(&second).await.unwrap(), Next::ChoosePassword);
    withdraw(&post.world.portico, &anna, "acme", &id).await.unwrap();
    withdraw(&post.world.portico, &anna, "acme", &id).await.unwrap();
    assert!(post.is_void(&second).await);
    resend(&post.world.portico, &anna, "acme", &id).await.unwrap();
    let third = post.link().await;
    post.world.portico.clock.advance(SignedDuration::from_hours(7 * 24));
    assert!(post.is_void(&third).await);
    let sql = "select count(*) from audit_log where action in ('user.invited', 'invitation.withdrawn')";
    assert_eq!(post.world.count(sql).await, 3);
}

#[tokio::test]
async fn only_who_covers_a_user_sends_their_invitation() {
    let mut post = Post::new().await;
    let (user, _) = post.bo().await;
    post.world.grant(&post.account, user, Level::Viewer, On::Group(post.account.root)).await;
    let id = user.to_string();
    for refused in [
        resend(&post.world.portico, &post.anna.caller, "acme", &id).await,
        withdraw(&post.world.portico, &post.anna.caller, "acme", &id).await,
    ] {
        assert!(matches!(problem(refused), Problem::Forbidden { .. }));
    }
    // The holder covers everybody, and the invitation rests on them from now on.
    resend(&post.world.portico, &post.account.caller, "acme", &id).await.unwrap();
    let link = post.link().await;
    post.accept(&Caller::default(), &link).await.unwrap();
    let again = resend(&post.world.portico, &post.account.caller, "acme", &id).await;
    assert!(problem(again).field_errors()[0].message.contains("accepted already"));
}

#[tokio::test]
async fn an_invitation_that_somebody_else_sent_ends_when_reach_grows() {
    let mut post = Post::new().await;
    let (_, link) = post.bo().await;
    let (anna, holder) = (post.anna.caller.clone(), post.account.caller.clone());
    let give = async |by: &Caller, level: &str, group: GroupId| {
        let form = GrantForm { who: BO.to_owned(), level: level.to_owned(), ..GrantForm::default() };
        let on = service::access::On::Group(group.to_string());
        service::access::give(&post.world.portico, by, "acme", &on, &form, String::new()).await.unwrap();
    };
    // Anna knows whom she invited.
    give(&anna, "viewer", post.sales).await;
    assert_eq!(post.look(&link).await.unwrap(), Next::ChoosePassword);
    let below = post.world.group(&post.account, post.sales, "North").await;
    give(&holder, "administrator", below).await;
    assert!(post.is_void(&link).await);
    assert_eq!(post.world.count("select count(*) from invitations").await, 0);
    assert_eq!(post.world.count("select count(*) from audit_log where action = 'invitation.withdrawn'").await, 1);
}

#[tokio::test]
async fn a_mailbox_is_not_flooded() {
    let post = Post::new().await;
    let user = post.add(&post.anna.caller, post.sales, BO).await.unwrap().to_string();
    for _ in 0..4 {
        resend(&post.world.portico, &post.anna.caller, "acme", &user).await.unwrap();
    }
    let refused = resend(&post.world.portico, &post.account.caller, "acme", &user).await;
    assert!(matches!(problem(refused), Problem::Throttled { .. }), "whoever sends it");
}

#[tokio::test]
async fn of_two_who_accept_at_the_same_time_one_does() {
    let mut post = Post::new().await;
    let (_, link) = post.bo().await;
    let nobody = Caller::default();
    let (one, other) = tokio::join!(post.accept(&nobody, &link), post.accept(&nobody, &link));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    assert_eq!(post.world.count("select count(*) from logins where email_key = 'bo@bos.example'").await, 1);
}
