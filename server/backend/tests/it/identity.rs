//! Second factors, sessions and the address that one signs in with.

use crate::support::{Account, PASSWORD, Person, Read, World, faulty_fields, problem, read};
use backend::access::{Caller, Scope};
use backend::service::account::{plan_set_holder, set_holder};
use backend::service::{self, security, session};
use domain::access::Level;
use domain::handover::OfferForm;
use domain::identity::NewCodes;
use domain::{Problem, UserId};
use jiff::SignedDuration;
use totp_rs::{Algorithm, Secret, TOTP};

const ANNA: &str = "anna@acme.example";
const NEW: &str = "anna.new@elsewhere.example";

/// An account with Anna, who has a password, and the mail that is sent.
struct House {
    world: World,
    account: Account,
    anna: Person,
}

/// An authenticator app.
struct App(TOTP);

impl App {
    fn of(secret: &str) -> App {
        let bytes = Secret::Encoded(secret.replace(' ', "")).to_bytes().unwrap();
        App(TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes).unwrap())
    }

    /// What it shows now, or so many steps away.
    fn shows(&self, house: &House, steps: i64) -> String {
        self.0.generate(u64::try_from(house.world.now().as_second() + steps * 30).unwrap())
    }
}

impl House {
    async fn new() -> House {
        let world = World::new().await;
        let account = world.account("acme").await;
        let anna = world.managed(&account, account.root, ANNA).await;
        let house = House { world, account, anna };
        house
            .sql(
                "update logins set password_hash = (select password_hash from logins where email like 'holder@acme%')
                 where password_hash is null",
            )
            .await;
        house
    }

    async fn sql(&self, sql: &'static str) {
        assert!(sqlx::query(sql).execute(self.world.owner()).await.unwrap().rows_affected() > 0, "{sql}");
    }

    async fn sign_in(&self, email: &str) -> Caller {
        let caller = Caller { user_agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0".into(), ..Caller::default() };
        let signed_in = session::sign_in(&self.world.portico, &caller, email, PASSWORD.to_owned()).await.unwrap();
        Caller { session: Some(signed_in.session), device: signed_in.device, ..caller }
    }

    async fn enter(&self, caller: &Caller, code: &str) -> backend::Result<Caller> {
        let signed_in = session::enter_code(&self.world.portico, caller, code).await?;
        Ok(Caller { session: Some(signed_in.session), device: signed_in.device, ..caller.clone() })
    }

    /// Sets up a second factor; gives the app and the recovery codes.
    async fn set_up(&self, caller: &Caller) -> (App, Vec<String>) {
        let plan = security::plan_set_up(&self.world.portico, caller, "").await.unwrap();
        let app = App::of(&plan.secret.0);
        let code = app.shows(self, 0);
        let NewCodes { codes } =
            security::set_up(&self.world.portico, caller, &plan.setup, &code, String::new()).await.unwrap();
        (app, codes.into_iter().map(|code| code.0).collect())
    }

    async fn open(&self, caller: &Caller) -> backend::Result<Scope> {
        Scope::open(&self.world.portico, caller, "acme").await
    }

    fn later(&self, minutes: i64) {
        self.world.portico.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// What was mailed until now and not read yet.
    async fn mails(&self) -> Vec<Read> {
        let (mut server, mailer) = self.world.mail().await;
        service::mail::send_due(&self.world.portico, &mailer).await.unwrap();
        server.arrived().iter().map(read).collect()
    }

    /// How often something stands in the history, by its name.
    async fn times(&self, event: &str) -> i64 {
        let sql = "select count(*) from audit_log where action = $1";
        sqlx::query_scalar(sql).bind(event).fetch_one(self.world.owner()).await.unwrap()
    }

    async fn ask(&self, caller: &Caller, new: &str) -> backend::Result<()> {
        security::ask_email(&self.world.portico, caller, new, PASSWORD.to_owned()).await
    }

    async fn follow(&self, caller: &Caller, link: &str) -> backend::Result<()> {
        security::change_email(&self.world.portico, caller, link).await
    }
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let (anna, elsewhere) = (house.sign_in(ANNA).await, house.sign_in(ANNA).await);
    let (app, codes) = house.set_up(&anna).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(problem(house.open(&elsewhere).await), Problem::SignInRequired, "it was begun without the code");
    house.open(&anna).await.unwrap();
    let kept = house.world.everything().await;
    assert!(codes.iter().all(|code| !kept.contains(code) && !kept.contains(&code.replace('-', ""))));

    let waiting = house.sign_in(ANNA).await;
    assert!(waiting.device.is_none(), "the browser is not remembered either");
    assert_eq!(problem(house.open(&waiting).await), Problem::SignInRequired);
    assert_eq!(problem(session::accounts(portico, &waiting).await), Problem::SignInRequired);
    assert_eq!(problem(security::plan_set_up(portico, &waiting, "").await), Problem::SignInRequired);
    assert_eq!(faulty_fields(house.enter(&waiting, "").await), ["code"]);
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 5)).await), ["code"]);
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 0)).await), ["code"], "it set up the app");
    let inside = house.enter(&waiting, &app.shows(&house, 1)).await.unwrap();
    house.open(&inside).await.unwrap();
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 1)).await), [""], "it waits no more");
    // A code is worth nothing after it was used, nor is an older one.
    let again = house.sign_in(ANNA).await;
    for steps in [1, 0, -1] {
        assert_eq!(faulty_fields(house.enter(&again, &app.shows(&house, steps)).await), ["code"], "{steps}");
    }
    house.later(1);
    assert!(house.enter(&again, &app.shows(&house, 0)).await.is_ok());

    let subjects: Vec<String> = house.mails().await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["Your second factor was set up"]);
    assert_eq!(house.times("second_factor.set_up").await, 1);
}

#[tokio::test]
async fn a_right_password_waits_for_ten_minutes_and_not_beyond_a_change() {
    let house = House::new().await;
    let anna = house.sign_in(ANNA).await;
    let (app, _) = house.set_up(&anna).await;
    house.later(1);
    let waiting = house.sign_in(ANNA).await;
    house.later(10);
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 0)).await), [""]);

    let waiting = house.sign_in(ANNA).await;
    house.sql("update logins set credentials_changed_at = credentials_changed_at + interval '1 second' where email like 'anna%'").await;
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 0)).await), [""], "something changed meanwhile");
    let waiting = house.sign_in(ANNA).await;
    session::sign_out(&house.world.portico, &waiting).await.unwrap();
    assert_eq!(faulty_fields(house.enter(&waiting, &app.shows(&house, 0)).await), [""], "she went away");
}

#[tokio::test]
async fn guesses_of_codes_are_counted_by_login() {
    let house = House::new().await;
    let anna = house.sign_in(ANNA).await;
    let (app, codes) = house.set_up(&anna).await;
    house.later(1);
    for tried in 0..5 {
        let waiting = house.sign_in(ANNA).await;
        assert_eq!(faulty_fields(house.enter(&waiting, "000000").await), ["code"], "{tried}");
    }
    let waiting = house.sign_in(ANNA).await;
    for right in [&app.shows(&house, 0), &codes[0]] {
        let refused = problem(house.enter(&waiting, right).await);
        assert!(matches!(refused, Problem::Throttled { retry_after: 1..=300 }), "{refused:?}");
    }
    house.later(5);
    assert!(house.enter(&waiting, &app.shows(&house, 0)).await.is_ok());
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let anna = house.sign_in(ANNA).await;
    let (_, codes) = house.set_up(&anna).await;
    let (one, two) = (house.sign_in(ANNA).await, house.sign_in(ANNA).await);
    // Two at the same moment: one is in.
    let shouted = codes[0].to_uppercase();
    let (first, second) = tokio::join!(house.enter(&one, &codes[0]), house.enter(&two, &shouted));
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
    let inside = first.or(second).unwrap();
    let mut scope = house.open(&inside).await.unwrap();
    let view = security::view(portico, &inside, &mut scope).await.unwrap();
    assert_eq!(view.factor.unwrap().codes_left, 9);
    drop(scope);
    assert_eq!(house.times("second_factor.recovery_code_used").await, 1);
    let mails = house.mails().await;
    assert!(mails.last().unwrap().text.contains("Recovery codes that are left: 9"), "{}", mails.last().unwrap().text);

    let made = security::new_codes(portico, &inside, String::new()).await.unwrap();
    let waiting = house.sign_in(ANNA).await;
    assert_eq!(faulty_fields(house.enter(&waiting, &codes[1]).await), ["code"], "the old ones ended");
    assert!(house.enter(&waiting, &made.codes[0].0).await.is_ok());
}

#[tokio::test]
async fn setting_up_takes_ones_password_and_a_code() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let anna = house.sign_in(ANNA).await;
    let plan = security::plan_set_up(portico, &anna, "").await.unwrap();
    assert!(!plan.confirm && !plan.is_set_up && plan.qr.0.starts_with('M'));
    let app = App::of(&plan.secret.0);
    let set_up = async |setup: &str, code: &str, password: &str| {
        security::set_up(portico, &anna, setup, code, password.to_owned()).await
    };
    assert_eq!(faulty_fields(set_up(&plan.setup, "000000", "").await), ["code"]);
    // The form that comes back is about the same secret.
    let again = security::plan_set_up(portico, &anna, &plan.setup).await.unwrap();
    assert_eq!(again.secret, plan.secret);
    // Somebody else's page proves nothing here.
    let others = security::plan_set_up(portico, &house.account.caller, "").await.unwrap();
    let code = App::of(&others.secret.0).shows(&house, 0);
    assert_eq!(faulty_fields(set_up(&others.setup, &code, "").await), [""]);
    house.later(15);
    assert!(security::plan_set_up(portico, &anna, "").await.unwrap().confirm);
    assert_eq!(faulty_fields(set_up(&plan.setup, &app.shows(&house, 0), "").await), ["your_password"]);
    house.later(45);
    assert_eq!(faulty_fields(set_up(&plan.setup, &app.shows(&house, 0), PASSWORD).await), [""], "an hour ago");
    let plan = security::plan_set_up(portico, &anna, &plan.setup).await.unwrap();
    let app = App::of(&plan.secret.0);
    set_up(&plan.setup, &app.shows(&house, 0), "").await.unwrap();
    assert_eq!(faulty_fields(set_up(&plan.setup, &app.shows(&house, 1), "").await), [""], "there is one");
}

#[tokio::test]
async fn removing_takes_the_password_and_a_code() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let anna = house.sign_in(ANNA).await;
    let (app, codes) = house.set_up(&anna).await;
    house.later(1);
    let remove = async |password: &str, code: &str| security::remove(portico, &anna, password.to_owned(), code).await;
    assert_eq!(faulty_fields(remove("", "").await), ["current_password", "code"]);
    assert_eq!(faulty_fields(remove("not her password", &app.shows(&house, 0)).await), ["current_password"]);
    assert_eq!(faulty_fields(remove(PASSWORD, "000000").await), ["code"]);
    remove(PASSWORD, &app.shows(&house, 0)).await.unwrap();
    let caller = house.sign_in(ANNA).await;
    house.open(&caller).await.unwrap();
    assert_eq!(faulty_fields(remove(PASSWORD, &codes[0]).await), [""]);
    assert_eq!(house.times("second_factor.removed").await, 1);
    assert_eq!(house.mails().await.last().unwrap().subject, "Your second factor was removed");
    assert_eq!(house.world.count("select count(*) from recovery_codes").await, 0);
}

#[tokio::test]
async fn an_account_that_requires_one_opens_to_nobody_without() {
    let house = House::new().await;
    let (portico, holder) = (&house.world.portico, &house.account.caller);
    let anna = house.sign_in(ANNA).await;
    let require = async |required| security::require(portico, holder, "acme", required, String::new()).await;
    let theirs = security::require(portico, &anna, "acme", true, String::new()).await;
    assert!(matches!(problem(theirs), Problem::Forbidden { .. }));
    assert_eq!(faulty_fields(require(true).await), [""], "the holder has none");
    house.set_up(holder).await;
    require(true).await.unwrap();
    assert_eq!(house.times("account.second_factor_required_set").await, 1);
    house.open(holder).await.unwrap();
    assert_eq!(problem(house.open(&anna).await), Problem::SecondFactorRequired);
    assert_eq!(problem(Scope::open_to_watch(portico, &anna, "acme").await), Problem::SecondFactorRequired);
    assert_eq!(problem(Scope::open_to_change(portico, &anna, "acme").await), Problem::SecondFactorRequired);
    // What belongs to another account of hers, and to none, stays open.
    let other = house.world.account("other").await;
    sqlx::query(
        "insert into users (account_id, id, group_id, kind, handle, handle_key, login_id, created_at)
         select $1, gen_random_uuid(), $2, 'person', email, email_key, id, now() from logins where email like 'anna%'",
    )
    .bind(other.id.0)
    .bind(other.root.0)
    .execute(house.world.owner())
    .await
    .unwrap();
    Scope::open(portico, &anna, "other").await.unwrap();
    assert_eq!(session::accounts(portico, &anna).await.unwrap().len(), 2);

    let (app, _) = house.set_up(&anna).await;
    house.open(&anna).await.unwrap();
    house.later(1);
    let removed = security::remove(portico, &anna, PASSWORD.to_owned(), &app.shows(&house, 0)).await;
    assert!(problem(removed).field_errors()[0].message.contains("acme requires a second factor"));
    require(false).await.unwrap();
    security::remove(portico, &anna, PASSWORD.to_owned(), &app.shows(&house, 0)).await.unwrap();
    house.open(&anna).await.unwrap();
}

#[tokio::test]
async fn somebody_elses_is_reset_by_who_may_set_their_password() {
    let house = House::new().await;
    let (world, portico) = (&house.world, &house.world.portico);
    let anna = house.sign_in(ANNA).await;
    let admin = world
        .delegate(
            &house.account,
            house.account.root,
            "eva@acme.example",
            Level::Administrator,
            crate::support::On::Group(house.account.root),
        )
        .await;
    let reset = async |caller: &Caller, user: UserId| {
        service::user::reset_factor(portico, caller, "acme", &user.to_string(), String::new()).await
    };
    assert_eq!(faulty_fields(reset(&admin.caller, house.anna.id).await), [""], "she has none");
    house.set_up(&anna).await;
    assert!(matches!(problem(reset(&anna, house.anna.id).await), Problem::NotFound), "of oneself, and seen by nobody");
    assert!(matches!(problem(reset(&admin.caller, house.account.holder).await), Problem::Forbidden { .. }));
    house.sql("update logins set made_in = null where email like 'anna%'").await;
    assert!(matches!(problem(reset(&admin.caller, house.anna.id).await), Problem::Forbidden { .. }), "not managed");
    house.sql("update logins set made_in = (select id from accounts) where email like 'anna%'").await;
    let mut scope = house.open(&admin.caller).await.unwrap();
    let view = service::user::view(&mut scope, &house.anna.id.to_string()).await.unwrap();
    assert!(view.may.reset_second_factor.allowed);
    drop(scope);
    reset(&admin.caller, house.anna.id).await.unwrap();
    assert_eq!(problem(house.open(&anna).await), Problem::SignInRequired, "her sessions ended");
    assert_eq!(house.times("second_factor.reset").await, 1);
    assert_eq!(house.mails().await.last().unwrap().subject, "Your second factor was reset");
    let caller = house.sign_in(ANNA).await;
    house.open(&caller).await.unwrap();
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let one = house.sign_in(ANNA).await;
    house.later(2);
    let two = house.sign_in(ANNA).await;
    let list = async |caller: &Caller| {
        let mut scope = house.open(caller).await.unwrap();
        security::view(portico, caller, &mut scope).await.unwrap().sessions
    };
    let sessions = list(&two).await;
    // With the one that the world began.
    assert_eq!(sessions.len(), 3);
    assert!(sessions[0].current && !sessions[1].current);
    assert_eq!(sessions[0].device, "Firefox on Windows");
    let theirs = list(&house.account.caller).await;
    assert_eq!(problem(security::end_session(portico, &two, &theirs[0].id).await), Problem::NotFound);
    assert_eq!(problem(security::end_session(portico, &two, "x").await), Problem::NotFound);
    let first = list(&one).await.into_iter().find(|session| session.current).unwrap();
    security::end_session(portico, &two, &first.id).await.unwrap();
    assert_eq!(problem(house.open(&one).await), Problem::SignInRequired);
    assert_eq!(list(&two).await.len(), 2);
    let three = house.sign_in(ANNA).await;
    security::end_others(portico, &two).await.unwrap();
    assert_eq!(problem(house.open(&three).await), Problem::SignInRequired);
    assert_eq!(list(&two).await.len(), 1);
    assert_eq!(house.world.count("select count(*) from trusted_devices").await, 0);
    assert_eq!(house.times("sessions.ended").await, 2);
    list(&house.account.caller).await;
}

#[tokio::test]
async fn an_address_changes_once_its_link_was_followed() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let (anna, elsewhere) = (house.sign_in(ANNA).await, house.sign_in(ANNA).await);
    assert_eq!(faulty_fields(house.ask(&anna, ANNA).await), ["new_email"]);
    assert_eq!(faulty_fields(house.ask(&anna, "nonsense").await), ["new_email"]);
    let wrong = security::ask_email(portico, &anna, NEW, "not her password".to_owned()).await;
    assert_eq!(faulty_fields(wrong), ["current_password"]);
    house.ask(&anna, NEW).await.unwrap();
    let mails = house.mails().await;
    let to = |address: &str| mails.iter().find(|mail| mail.to == address).unwrap();
    assert_eq!(to(ANNA).subject, "Another address was asked for");
    let link = to(NEW).token("/change-email");
    assert_eq!(security::look_email(portico, &link).await.unwrap(), (ANNA.to_owned(), NEW.to_owned()));
    house.follow(&anna, &link).await.unwrap();
    assert_eq!(problem(house.follow(&anna, &link).await), Problem::NotFound, "it works once");
    house.open(&anna).await.unwrap();
    assert_eq!(problem(house.open(&elsewhere).await), Problem::SignInRequired);
    let refused = session::sign_in(portico, &Caller::default(), ANNA, PASSWORD.to_owned()).await;
    assert_eq!(faulty_fields(refused), [""]);
    let caller = house.sign_in(NEW).await;
    assert_eq!(house.open(&caller).await.unwrap().member().unwrap().handle, NEW);
    let told = house.mails().await;
    assert_eq!((&*told[0].to, &*told[0].subject), (ANNA, "You sign in with another address now"));
    assert_eq!(house.times("email.changed").await, 1);
}

#[tokio::test]
async fn an_address_that_is_taken_is_answered_like_a_free_one() {
    let house = House::new().await;
    let anna = house.sign_in(ANNA).await;
    let holder = "holder@acme.example";
    house.world.user(&house.account, house.account.root, "imported@acme.example").await;
    for taken in [holder, "Imported@acme.example"] {
        house.ask(&anna, taken).await.unwrap();
        let mails = house.mails().await;
        let there = mails.iter().find(|mail| mail.to == taken).unwrap();
        assert_eq!(there.subject, "This address is in use already");
        assert!(!there.text.contains("/change-email/"), "{}", there.text);
    }
    // Taken after the link was sent, and before it is followed.
    house.ask(&anna, NEW).await.unwrap();
    let mails = house.mails().await;
    let link = mails.iter().find(|mail| mail.to == NEW).unwrap().token("/change-email");
    house.world.user(&house.account, house.account.root, NEW).await;
    assert_eq!(problem(house.follow(&anna, &link).await), Problem::NotFound);
}

#[tokio::test]
async fn a_link_to_a_new_address_does_not_outlast_what_it_was_asked_with() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let anna = house.sign_in(ANNA).await;
    let link = async |new: &str| {
        house.ask(&anna, new).await.unwrap();
        let mails = house.mails().await;
        mails.iter().find(|mail| mail.to == new).unwrap().token("/change-email")
    };
    let first = link("first@elsewhere.example").await;
    let second = link("second@elsewhere.example").await;
    assert_eq!(problem(house.follow(&anna, &first).await), Problem::NotFound, "the last one counts");
    house.follow(&anna, &second).await.unwrap();
    let third = link("third@elsewhere.example").await;
    house.later(60);
    assert_eq!(problem(house.follow(&anna, &third).await), Problem::NotFound, "an hour is over");
    let fourth = link("fourth@elsewhere.example").await;
    house.set_up(&anna).await;
    assert_eq!(problem(security::look_email(portico, &fourth).await), Problem::NotFound, "credentials changed");
}

#[tokio::test]
async fn the_operator_gives_an_account_to_another_holder() {
    let house = House::new().await;
    let (world, portico) = (&house.world, &house.world.portico);
    let root = crate::support::On::Group(house.account.root);
    world.delegate(&house.account, house.account.root, "eva@acme.example", Level::Administrator, root).await;
    let form = OfferForm { who: "eva@acme.example".into(), confirm: "acme".into() };
    service::handover::offer(portico, &house.account.caller, "acme", &form, String::new()).await.unwrap();
    world.user(&house.account, house.account.root, "imported@acme.example").await;
    world.user(&house.account, house.account.root, "machine").await;
    let before = world.everything().await;
    assert_eq!(problem(set_holder(portico, "nobody", ANNA).await), Problem::NotFound);
    assert_eq!(faulty_fields(set_holder(portico, "acme", "nobody@acme.example").await), ["user"]);
    assert_eq!(faulty_fields(set_holder(portico, "acme", "holder@acme.example").await), ["user"]);
    for who in ["imported@acme.example", "machine"] {
        assert!(matches!(problem(set_holder(portico, "acme", who).await), Problem::Forbidden { .. }), "{who}");
    }
    let plan = plan_set_holder(portico, "acme", ANNA).await.unwrap();
    assert_eq!((&*plan.account, &*plan.from, &*plan.to), ("acme", "Hilma Holder", ANNA));
    assert_eq!(world.everything().await, before, "a plan changes nothing");

    set_holder(portico, "acme", ANNA).await.unwrap();
    let anna = house.sign_in(ANNA).await;
    assert_eq!(house.open(&anna).await.unwrap().member().unwrap().holder, house.anna.id);
    assert_eq!(world.count("select count(*) from handovers where outcome = 'void'").await, 1);
    assert_eq!((house.times("account.holder_set").await, house.times("account.offer_void").await), (1, 1));
    let mut told: Vec<String> = house.mails().await.into_iter().map(|mail| mail.to).collect();
    told.sort_unstable();
    assert_eq!(told, [ANNA, "eva@acme.example", "holder@acme.example"]);
}

#[tokio::test]
async fn a_second_factor_voids_an_open_offer() {
    let house = House::new().await;
    let (world, portico) = (&house.world, &house.world.portico);
    let form = OfferForm { who: ANNA.into(), confirm: "acme".into() };
    service::handover::offer(portico, &house.account.caller, "acme", &form, String::new()).await.unwrap();
    house.later(1);
    let anna = house.sign_in(ANNA).await;
    house.set_up(&anna).await;
    service::handover::settle(portico).await.unwrap();
    assert_eq!(world.count("select count(*) from handovers where void_because = 'receiver_changed'").await, 1);
}
