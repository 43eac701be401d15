//! What the operator calls this Portico, and how it looks.

use crate::support::{World, problem};
use backend::service::brand::{reset, set, shown};
use backend::service::security::plan_set_up;
use domain::brand::{Brand, BrandForm};
use jiff::SignedDuration;

fn named(name: &str) -> BrandForm {
    BrandForm { name: Some(name.into()), accent: Some("#b00020".into()), mark: Some(b"<svg />".into()) }
}

#[tokio::test]
async fn what_the_operator_chooses_is_shown_by_every_server_until_it_is_taken_back() {
    let world = World::new().await;
    let portico = &world.portico;
    // The command is a process of its own: what it reads and knows is not the server's.
    let command = world.another_process();
    assert_eq!(*shown(portico).await.unwrap(), Brand::default());

    let brand = set(&command, named(" Nordic  Trade ")).await.unwrap();
    assert_eq!(brand.name, "Nordic Trade");
    portico.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(shown(portico).await.unwrap(), brand);

    let accent = BrandForm { accent: Some("#004d40".into()), ..BrandForm::default() };
    set(portico, accent).await.unwrap();
    let now = shown(portico).await.unwrap();
    assert_eq!((now.name.as_str(), now.mark.is_some()), ("Nordic Trade", true));
    assert_eq!(now.accent.unwrap().colour().to_string(), "#004d40");

    reset(portico).await.unwrap();
    assert_eq!(*shown(portico).await.unwrap(), Brand::default());
}

#[tokio::test]
async fn a_brand_that_cannot_be_changes_nothing() {
    let world = World::new().await;
    set(&world.portico, named("Nordic Trade")).await.unwrap();
    let form = BrandForm { name: Some("Other".into()), accent: Some("#ffee00".into()), mark: None };
    let refused = problem(set(&world.portico, form).await);
    assert_eq!(refused.field_errors()[0].field, "accent");
    assert_eq!(shown(&world.portico).await.unwrap().name, "Nordic Trade");
}

#[tokio::test]
async fn an_authenticator_calls_it_so() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let before = plan_set_up(&world.portico, &account.caller, "").await.unwrap();
    set(&world.portico, named("Nordic Trade")).await.unwrap();
    let after = plan_set_up(&world.portico, &account.caller, &before.setup).await.unwrap();
    assert_eq!(before.secret.0, after.secret.0);
    assert_ne!(before.qr.0, after.qr.0, "the code holds the name");
}
