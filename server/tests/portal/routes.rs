//! Every page, download and stream that there is, and who gets it: the holder, an administrator of a part, a user who was
//! given nothing, somebody of another account, nobody. One that is not listed here fails the test. (Server functions are
//! listed in `accounts`.)

use std::collections::{BTreeMap, BTreeSet};

use crate::programs::{key, operator};
use crate::support::Portal;
use domain::program::OperatorScope;
use reqwest::StatusCode;
use server::router::ROUTES;

/// Who gets a page. Everybody who does not is told that it does not exist, or that they may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
    /// Who has more than an address: a mailed link, or the machine itself.
    Nobody,
    /// Signed in or not.
    Everybody,
    /// Whoever is signed in, whatever their account.
    SignedIn,
    /// Every user of the account.
    Users,
    /// Who administers something, or reads it as a viewer.
    Administrators,
    /// Who administers the group (`Attic`, which is empty) or the user (Sten) that it is about.
    Theirs,
    /// Who administers the account's root.
    Root,
    /// Who holds the account.
    Holder,
}
use For::{Administrators, Everybody, Holder, Nobody, Root, SignedIn, Theirs, Users};

const PAGES: &[(&str, For)] = &[
    ("/", Everybody),
    ("/a/{account}", Users),
    ("/a/{account}/deleted-users", Administrators),
    ("/a/{account}/groups/{group}", Theirs),
    ("/a/{account}/groups/{group}/access", Theirs),
    ("/a/{account}/groups/{group}/add", Theirs),
    ("/a/{account}/groups/{group}/add-user", Theirs),
    ("/a/{account}/groups/{group}/delete", Theirs),
    ("/a/{account}/groups/{group}/edit", Theirs),
    ("/a/{account}/groups/{group}/history", Theirs),
    ("/a/{account}/groups/{group}/move", Theirs),
    ("/a/{account}/groups/{group}/settings", Theirs),
    ("/a/{account}/help/account-types", Users),
    ("/a/{account}/history", Root),
    ("/a/{account}/invoices", Holder),
    ("/a/{account}/invoices/{invoice}", Holder),
    ("/a/{account}/licences", Holder),
    ("/a/{account}/licences/{licence}", Holder),
    ("/a/{account}/licences/{licence}/activate", Holder),
    ("/a/{account}/licences/{licence}/deactivate/{activation}", Holder),
    ("/a/{account}/licences/{licence}/renew", Holder),
    ("/a/{account}/orders", Holder),
    ("/a/{account}/orders/{order}", Holder),
    ("/a/{account}/orders/{order}/cancel", Holder),
    ("/a/{account}/products", Holder),
    ("/a/{account}/products/{product}/order", Holder),
    ("/a/{account}/invoices/{invoice}/pay", Holder),
    ("/a/{account}/ownership", Users),
    ("/a/{account}/payments/{payment}", Holder),
    ("/a/{account}/profile", Users),
    ("/a/{account}/profile/company", Holder),
    ("/a/{account}/profile/contact", Users),
    ("/a/{account}/profile/contacts", Holder),
    ("/a/{account}/profile/contacts/add", Holder),
    ("/a/{account}/profile/contacts/{contact}", Holder),
    ("/a/{account}/profile/contacts/{contact}/remove", Holder),
    ("/a/{account}/profile/coverage", Holder),
    ("/a/{account}/profile/deputies", Users),
    ("/a/{account}/profile/email", Users),
    ("/a/{account}/profile/history", Users),
    ("/a/{account}/profile/keys", Holder),
    ("/a/{account}/profile/keys/make", Holder),
    ("/a/{account}/profile/keys/{key}/end", Holder),
    ("/a/{account}/profile/webhooks", Holder),
    ("/a/{account}/profile/webhooks/add", Holder),
    ("/a/{account}/profile/webhooks/{webhook}", Holder),
    ("/a/{account}/profile/webhooks/{webhook}/delete", Holder),
    ("/a/{account}/profile/logins", Holder),
    ("/a/{account}/profile/logins/add", Holder),
    ("/a/{account}/profile/logins/{user}", Holder),
    ("/a/{account}/profile/logins/{user}/remove", Holder),
    ("/a/{account}/profile/mailing-lists", Users),
    ("/a/{account}/profile/password", Users),
    ("/a/{account}/profile/security", Users),
    ("/a/{account}/profile/security/recovery-codes", Users),
    ("/a/{account}/profile/security/remove", Users),
    ("/a/{account}/profile/security/set-up", Users),
    ("/a/{account}/revoke/{grant}", Theirs),
    ("/a/{account}/users", Administrators),
    ("/a/{account}/users/{user}", Theirs),
    ("/a/{account}/users/{user}/access", Theirs),
    ("/a/{account}/users/{user}/delete", Theirs),
    ("/a/{account}/users/{user}/history", Theirs),
    ("/a/{account}/users/{user}/move", Theirs),
    ("/a/{account}/users/{user}/password", Theirs),
    ("/a/{account}/users/{user}/reach", Theirs),
    ("/a/{account}/users/{user}/second-factor", Theirs),
    ("/a/{account}/users/{user}/suspend", Theirs),
    ("/accounts", SignedIn),
    ("/password", SignedIn),
    ("/second-factor", SignedIn),
    ("/sign-in", Everybody),
    ("/sign-in/code", Everybody),
];

/// What is neither a page nor a server function, with what is asked of it.
const OTHERS: &[(&str, &str, For)] = &[
    // Who cannot sign in. A link tells nobody anything but who has it; there is no mailbox without its setting.
    ("/forgotten", "", Everybody),
    ("/forgotten/sent", "", Everybody),
    ("/choose-password/{link}", "", Nobody),
    ("/choose-password/done", "", Everybody),
    ("/invitation/{link}", "", Nobody),
    ("/invitation/accepted", "", Everybody),
    // Without Stripe these are not there.
    ("/a/{account}/invoices/{invoice}/card", "", Nobody),
    ("/a/{account}/payments/{payment}/confirm", "", Nobody),
    ("/hooks/stripe", "", Nobody),
    ("/change-email/{link}", "", Nobody),
    ("/change-email/done", "", Everybody),
    ("/unsubscribe/{link}", "", Nobody),
    // Only POST, with the shared secret; there is none.
    ("/hooks/bounce", "", Nobody),
    ("/brand/mark", "", Everybody),
    ("/brand/accent.css", "", Everybody),
    ("/licence-key.json", "", Everybody),
    ("/dev/mailbox", "", Nobody),
    ("/dev/mailbox/{mail}", "", Nobody),
    ("/a/{account}/history/export.csv", "", Root),
    ("/a/{account}/history/export.csv", "?group={group}", Theirs),
    ("/a/{account}/history/export.csv", "?user={user}", Theirs),
    ("/a/{account}/invoices/export.csv", "", Holder),
    ("/a/{account}/invoices/{invoice}/invoice.pdf", "", Holder),
    ("/a/{account}/history/news", "?since={grant}", Root),
    ("/a/{account}/history/news", "?since={grant}&group={group}", Theirs),
    ("/a/{account}/history/news", "?since={grant}&user={user}", Theirs),
    ("/a/{account}/history/news", "?since={grant}&user=me", Users),
];

/// Its functions are listed in `accounts`.
const FUNCTIONS: &str = "/api/{*function}";

const GROUPS: &str = "path,description\nacme/Sales,\nacme/Sales/North,\nacme/Sales/Attic,\nacme/Operations,\n";
const USERS: &str = "email,group,administers\n\
    anna@acme.example,acme/Operations,acme/Sales\n\
    bo@acme.example,acme/Sales/North,\n\
    sten@acme.example,acme/Sales/North,\n\
    eva@acme.example,acme/Operations,acme/Sales/North\n\
    olle@acme.example,acme/Operations,acme/Operations\n";

fn pages() -> BTreeSet<String> {
    let routes = leptos_axum::generate_route_list(app::app::App);
    routes.iter().map(|route| route.path().to_owned()).collect()
}

#[tokio::test]
async fn every_route_is_listed() {
    let listed: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(pages(), listed, "pages");
    let there: BTreeSet<&str> = ROUTES.iter().map(|(path, _)| *path).collect();
    let listed: BTreeSet<&str> = OTHERS.iter().map(|(path, ..)| *path).chain([FUNCTIONS]).collect();
    assert_eq!(there, listed, "downloads and streams");
}

#[tokio::test]
async fn each_is_for_whom_it_is_for() {
    let portal = Portal::start().await;
    for slug in ["acme", "other"] {
        portal.account(slug).await;
    }
    portal.import("acme", GROUPS, USERS).await;
    portal.invoice("acme").await;
    for email in ["anna@acme.example", "bo@acme.example", "olle@acme.example", "sten@acme.example"] {
        portal.give_password(email).await;
    }
    sqlx::query(
        "with seller as (
            insert into issuers (id, slug, name, country, created_at)
            values (gen_random_uuid(), 'seller', 'Seller', 'SE', now()) returning id)
         insert into invoices (account_id, id, kind, state, issuer_id, number, currency, seller, buyer, issued_at, issued_on,
             due_on, net_minor, tax_minor, total_minor, due_minor)
         select a.id, gen_random_uuid(), 'invoice', 'open', seller.id, '1', 'SEK', $1, $1, now(), now(), now(), 1, 0, 1, 1
         from accounts a, seller where a.slug = 'acme'",
    )
    .bind(serde_json::json!({ "name": "Seller", "address": "", "country": "SE", "tax_id": "" }))
    .execute(portal.owner())
    .await
    .unwrap();
    for sql in [
        "insert into products (id, sku, name, kind, seats, created_at)
         values (gen_random_uuid(), 'ROUTES', 'Routes', 'licence', 1, now())",
        "insert into licences (account_id, id, product_id, key, seats, created_at)
         select a.id, gen_random_uuid(), p.id, '00000-00000-00000-00000-00001', 5, now()
         from accounts a cross join products p where a.slug = 'acme'",
        "insert into orders (account_id, id, number, attempt, kind, state, product_id, quantity, currency, unit_net, net, tax,
             total, placed_at)
         select a.id, gen_random_uuid(), 1, gen_random_uuid(), 'purchase', 'awaiting_payment', p.id, 1, 'EUR', 1, 1, 0, 1, now()
         from accounts a cross join products p where a.slug = 'acme'",
        "insert into activations (account_id, id, licence_id, seat, machine, activated_at)
         select l.account_id, gen_random_uuid(), l.id, 1, 'gate-1', now() from licences l",
        "insert into api_keys (account_id, id, name, scopes, token_hash, made_by, created_at, expires_at)
         select id, gen_random_uuid(), 'Bridge', '{account:read}', sha256('x'), holder_user_id, now(), now() + interval '9 days'
         from accounts where slug = 'acme'",
        "insert into webhook_endpoints (account_id, id, url, events, made_by, created_at)
         select id, gen_random_uuid(), 'https://example.com/', '{company.edited}', holder_user_id, now()
         from accounts where slug = 'acme'",
    ] {
        sqlx::query(sql).execute(portal.owner()).await.unwrap();
    }
    let ids = BTreeMap::from([
        ("key", portal.id("select id from api_keys").await),
        ("webhook", portal.id("select id from webhook_endpoints").await),
        ("account", "acme".to_owned()),
        ("group", portal.id("select id from groups where name = 'Attic'").await),
        ("user", portal.id("select id from users where handle like 'sten%'").await),
        ("product", portal.id("select id from products").await),
        ("order", portal.id("select id from orders").await),
        ("licence", portal.id("select id from licences").await),
        ("activation", portal.id("select id from activations").await),
        ("invoice", portal.id("select id from invoices").await),
        ("payment", portal.id("select id from payments").await),
        (
            "contact",
            portal
                .id("insert into contacts (account_id, id, first_name, last_name, email, email_key, country, created_at)
                     select id, gen_random_uuid(), 'Carl', 'Contact', 'c@books.example', 'c@books.example', 'SE', now()
                     from accounts where slug = 'acme' returning id")
                .await,
        ),
        (
            "grant",
            portal.id("select g.id from grants g join users u on u.id = g.user_id where u.handle like 'eva%'").await,
        ),
    ]);
    // Who asks, and what they get.
    let askers: [(&str, String, &[For]); 5] = [
        (
            "the holder",
            portal.sign_in("holder@acme.example").await,
            &[Everybody, SignedIn, Users, Administrators, Theirs, Root, Holder],
        ),
        (
            "an administrator of what is above",
            portal.sign_in("anna@acme.example").await,
            &[Everybody, SignedIn, Users, Administrators, Theirs],
        ),
        (
            "an administrator of another part",
            portal.sign_in("olle@acme.example").await,
            &[Everybody, SignedIn, Users, Administrators],
        ),
        ("a user who was given nothing", portal.sign_in("bo@acme.example").await, &[Everybody, SignedIn, Users]),
        ("somebody of another account", portal.sign_in("holder@other.example").await, &[Everybody, SignedIn]),
    ];
    // A program's key is nothing here: whoever comes with one is nobody.
    let keys = [key(&portal, "acme").await, operator(&portal, OperatorScope::ALL).await];
    let pages = PAGES.iter().map(|(path, to)| ((*path).to_owned(), *to));
    let others = OTHERS.iter().map(|(path, query, to)| (format!("{path}{query}"), *to));
    for (path, to) in pages.chain(others) {
        let path = ids.iter().fold(path, |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        for (who, cookie, gets) in &askers {
            let answer = portal.get(&path).header("cookie", cookie).send().await.unwrap();
            let status = answer.status();
            if gets.contains(&to) {
                // An account's own address, and the front door, lead on.
                assert!(status.is_success() || status.is_redirection(), "{path} for {who}: {status}");
                let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
                assert!(!location.is_some_and(|to| to.starts_with("/sign-in")), "{path} for {who}");
            } else {
                let refused =
                    [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
                assert!(refused, "{path} for {who}: {status}");
            }
        }
        let nobody = keys.iter().map(|key| portal.get(&path).bearer_auth(key)).chain([portal.get(&path)]);
        for request in nobody {
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let is_stream = path.contains("/history/news");
            match to {
                Nobody => {
                    let refused = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
                    assert!(refused, "{path} for nobody: {status}");
                }
                Everybody => assert!(status.is_success() || status.is_redirection(), "{path} for nobody: {status}"),
                _ if is_stream => assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} for nobody"),
                _ => {
                    assert!(status.is_redirection(), "{path} for nobody: {status}");
                    let location = answer.headers()["location"].to_str().unwrap();
                    assert!(location.starts_with("/sign-in"), "{path} for nobody: {location}");
                }
            }
        }
    }
}
