//! My Profile: a person's own contact information, and the company's.

use crate::support::{Account, World, faulty_fields, problem};
use backend::service::profile::{edit_company, edit_contact, view};
use domain::Problem;
use domain::profile::{CompanyForm, ContactForm, ProfileView};

async fn profile(world: &World, account: &Account, caller: &backend::access::Caller) -> ProfileView {
    view(&mut world.scope(caller, account).await).await.unwrap()
}

fn contact(phone: &str, country: &str, version: i32) -> ContactForm {
    ContactForm {
        full_name: "Bo Ek".to_owned(),
        phone: phone.to_owned(),
        phone_country: country.to_owned(),
        language: "sv".to_owned(),
        time_zone: "Europe/Stockholm".to_owned(),
        version,
    }
}

#[tokio::test]
async fn a_phone_number_in_any_form_is_one_number() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let bo = world.person(&account, account.root, "bo@acme.example").await;
    let forms = [("031-707 22 10", "SE"), ("+46 31 707 22 10", ""), ("0046317072210", "DE"), ("(031) 7072210", "SE")];
    for (phone, country) in forms {
        let version = profile(&world, &account, &bo.caller).await.contact.version;
        edit_contact(&world.portico, &bo.caller, "acme", &contact(phone, country, version)).await.unwrap();
        let stored: String = sqlx::query_scalar("select phone from users where id = $1")
            .bind(bo.id.0)
            .fetch_one(world.owner())
            .await
            .unwrap();
        assert_eq!(stored, "+46317072210", "{phone} in {country:?}");
        // What the form shows can be sent back unchanged.
        let shown = profile(&world, &account, &bo.caller).await.contact;
        edit_contact(&world.portico, &bo.caller, "acme", &shown).await.unwrap();
        assert_eq!(profile(&world, &account, &bo.caller).await.contact.phone, shown.phone);
    }
    let before = world.everything().await;
    let version = profile(&world, &account, &bo.caller).await.contact.version;
    for (phone, country) in [("12", "SE"), ("not a number", "SE"), ("031-707 22 10", ""), ("+46 1", "SE")] {
        assert_eq!(
            faulty_fields(edit_contact(&world.portico, &bo.caller, "acme", &contact(phone, country, version)).await),
            ["phone"]
        );
    }
    let wrong = ContactForm {
        full_name: " ".into(),
        language: "xx".into(),
        time_zone: "Mars/Olympus".into(),
        ..contact("1", "SE", version)
    };
    let fields = faulty_fields(edit_contact(&world.portico, &bo.caller, "acme", &wrong).await);
    assert_eq!(fields, ["full_name", "language", "phone", "time_zone"], "every fault at once");
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn a_conflict_shows_what_stands_there_and_overwrites_nothing() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let opened = profile(&world, &account, &account.caller).await;
    let first =
        ContactForm { full_name: "First Name".into(), ..contact("031-707 22 10", "SE", opened.contact.version) };
    edit_contact(&world.portico, &account.caller, "acme", &first).await.unwrap();
    let before = world.everything().await;
    let second = ContactForm { full_name: "Second Name".into(), ..first.clone() };
    let Problem::Conflict { now, version } =
        problem(edit_contact(&world.portico, &account.caller, "acme", &second).await)
    else {
        panic!("no conflict")
    };
    assert_eq!(version, opened.contact.version + 1);
    assert!(now.iter().any(|fault| fault.field == "full_name" && fault.message.contains("First Name")), "{now:?}");
    assert_eq!(world.everything().await, before);
    let knowingly = ContactForm { version, ..second };
    edit_contact(&world.portico, &account.caller, "acme", &knowingly).await.unwrap();
    assert_eq!(profile(&world, &account, &account.caller).await.contact.full_name, "Second Name");
}

#[tokio::test]
async fn a_conflict_names_only_what_changed() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let opened = profile(&world, &account, &account.caller).await;
    let first =
        ContactForm { full_name: "Hilma Holder".into(), ..contact("031-707 22 10", "SE", opened.contact.version) };
    edit_contact(&world.portico, &account.caller, "acme", &first).await.unwrap();
    let again =
        edit_contact(&world.portico, &account.caller, "acme", &ContactForm { time_zone: "UTC".into(), ..first }).await;
    let fields: Vec<_> = problem(again).field_errors().iter().map(|fault| fault.field.clone()).collect();
    assert_eq!(fields, ["time_zone"], "the same number in another form is the same number");
}

#[tokio::test]
async fn the_company_is_the_holders() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let on = crate::support::On::Group(account.root);
    let anna =
        world.delegate(&account, account.root, "anna@acme.example", domain::access::Level::Administrator, on).await;
    assert_eq!(profile(&world, &account, &anna.caller).await.company, None);
    let stored = profile(&world, &account, &account.caller).await.company.unwrap();
    let form = CompanyForm {
        company: "Acme AB".into(),
        address: "Hamngatan 4\r\n411 06 Göteborg".into(),
        country: "SE".into(),
        tax_id: "SE556677889901".into(),
        version: stored.version,
    };
    let before = world.everything().await;
    let refused = problem(edit_company(&world.portico, &anna.caller, "acme", &form).await);
    assert!(matches!(refused, Problem::Forbidden { .. }), "{refused:?}");
    assert_eq!(world.everything().await, before);

    edit_company(&world.portico, &account.caller, "acme", &form).await.unwrap();
    let saved = profile(&world, &account, &account.caller).await.company.unwrap();
    assert_eq!((saved.company.as_str(), saved.address.as_str()), ("Acme AB", "Hamngatan 4\n411 06 Göteborg"));
    let late = CompanyForm { company: "Late AB".into(), ..form };
    assert!(matches!(
        problem(edit_company(&world.portico, &account.caller, "acme", &late).await),
        Problem::Conflict { .. }
    ));
    assert_eq!(profile(&world, &account, &account.caller).await.company.unwrap().company, "Acme AB");
    let unknown = CompanyForm { country: "XX".into(), version: saved.version, ..late };
    assert_eq!(faulty_fields(edit_company(&world.portico, &account.caller, "acme", &unknown).await), ["country"]);
}
