//! Each role alone (access rule 7): whoever has it gets the pages, files and server functions of that role, and is told why
//! not with all others that are about the account as a whole. What comes new below these addresses is tried without being
//! listed.

use crate::application::{FIELDS, functions};
use crate::support::Portal;
use domain::role::Role;
use http::Method;
use reqwest::StatusCode;
use server::router::ROUTES;

const NOWHERE: &str = "019a0000-0000-7000-8000-000000000000";

const GROUPS: &str = "path,description\nacme/Sales,\n";
const USERS: &str = "email,group,administers\n\
    per@acme.example,acme/Sales,\n\
    britt@acme.example,acme/Sales,\n\
    magnus@acme.example,acme/Sales,\n\
    bo@acme.example,acme/Sales,\n\
    root@acme.example,acme/Sales,acme\n\
    deputy@acme.example,acme/Sales,\n";

/// What something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Role(Role),
    Ownership,
}
use Takes::{Ownership, Role as One};

impl Takes {
    /// What whoever does not have it is told.
    fn refusal(self) -> String {
        match self {
            One(role) => format!("This takes the role {}", role.label()),
            Ownership => "Only the account holder may do this.".to_owned(),
        }
    }
}

/// What a page or file takes, by its address below the account's; `None` for what no role is about.
fn of_page(path: &str) -> Option<Takes> {
    let words: Vec<&str> = path.strip_prefix("/a/{account}/")?.split('/').collect();
    match words.as_slice() {
        ["invoices" | "payments", ..] => Some(One(Role::PayInvoices)),
        // To renew is to order.
        ["products" | "orders", ..] | ["licences", _, "renew"] => Some(One(Role::MakePurchases)),
        ["licences", ..] => Some(One(Role::ActivateLicenses)),
        ["profile", "logins" | "contacts" | "coverage" | "company", ..] => Some(Ownership),
        _ => None,
    }
}

/// The same for a server function.
fn of_function(path: &str) -> Option<Takes> {
    let words: Vec<&str> = path.strip_prefix("/api/")?.split('/').collect();
    match words.as_slice() {
        ["invoice" | "payment", _] => Some(One(Role::PayInvoices)),
        ["product" | "order", _] => Some(One(Role::MakePurchases)),
        ["licence", _] => Some(One(Role::ActivateLicenses)),
        // What one's own page says of mail is everybody's.
        ["coverage", "state" | "retry_own"] => None,
        ["login" | "contact" | "coverage", _]
        | ["profile", "edit_company" | "set_self_service_reset"]
        | ["security", "require_factor"] => Some(Ownership),
        _ => None,
    }
}

/// Everything that takes a role or ownership: its address and method.
fn all() -> Vec<(String, Method, Takes)> {
    let pages = leptos_axum::generate_route_list(app::app::App);
    let pages = pages.iter().map(|page| page.path().to_owned());
    // Without Stripe the pages with its script are not there for anybody.
    let files = ROUTES.iter().map(|(path, _)| (*path).to_owned());
    let files = files.filter(|path| !path.ends_with("/card") && !path.ends_with("/confirm"));
    let pages = pages.chain(files).filter_map(|path| Some((path.clone(), Method::GET, of_page(&path)?)));
    let functions = functions().into_iter();
    let functions = functions.filter_map(|(path, method)| Some((path.to_owned(), method, of_function(path)?)));
    pages.chain(functions).collect()
}

/// Fills in an address: the account, and ids of what is not there, which nobody without the role is told.
fn filled(path: &str) -> String {
    let words = path.split('/').map(|word| match word {
        "{account}" => "acme",
        word if word.starts_with('{') => NOWHERE,
        word => word,
    });
    words.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn each_opens_its_own_and_no_other() {
    let portal = Portal::start().await;
    portal.account("acme").await;
    portal.import("acme", GROUPS, USERS).await;
    for sql in [
        "update users set roles = '{pay_invoices}' where handle = 'per@acme.example'",
        "update users set roles = '{make_purchases}' where handle = 'britt@acme.example'",
        "update users set roles = '{activate_licenses}' where handle = 'magnus@acme.example'",
        "insert into deputies select a.id, gen_random_uuid(), a.holder_user_id, u.id, now(), now() + interval '9 days', now()
         from accounts a join users u on u.account_id = a.id and u.handle = 'deputy@acme.example'",
    ] {
        sqlx::raw_sql(sql).execute(portal.owner()).await.unwrap();
    }
    // An administrator of everything has no role by that, and whoever stands in for the holder has none of theirs.
    let mut people = vec![("holder@acme.example", None)];
    for (email, role) in [
        ("per@acme.example", Some(Role::PayInvoices)),
        ("britt@acme.example", Some(Role::MakePurchases)),
        ("magnus@acme.example", Some(Role::ActivateLicenses)),
        ("bo@acme.example", None),
        ("root@acme.example", None),
        ("deputy@acme.example", None),
    ] {
        portal.give_password(email).await;
        people.push((email, role));
    }
    let all = all();
    assert!(all.len() > 50, "{all:?}");
    for (email, role) in people {
        let cookie = portal.sign_in(email).await;
        let holds = email.starts_with("holder");
        for (path, method, takes) in &all {
            let address = filled(path);
            let request = match *method {
                Method::GET => portal.get(&address).query(if path.starts_with("/api/") { FIELDS } else { &[] }),
                _ => portal.call(&address, FIELDS),
            };
            let accept = if path.starts_with("/api/") { "application/json" } else { "text/html" };
            let answer = request.header("cookie", &cookie).header("accept", accept).send().await.unwrap();
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            if holds || role.map(One) == Some(*takes) {
                let got =
                    [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
                assert!(got.contains(&status), "{email}: {path} is answered with {status}");
                assert!(!text.contains(&takes.refusal()), "{email}: {path} says {text}");
            } else {
                assert_eq!(status, StatusCode::FORBIDDEN, "{email}: {path}");
                assert!(text.contains(&takes.refusal()), "{email}: {path} says {text}");
            }
        }
    }
}
