//! One licence: its key, its seats, the machines that use it and those that did.

use crate::api::licence::ViewLicence;
use crate::components::{Breadcrumb, Card, Crumb, Property, PropertyList, Title};
use crate::links::Links;
use crate::pages::licence::{state, until};
use crate::pages::panel::why;
use crate::pages::{Load, load, use_account, use_param};
use domain::licence::{Activation, LicenceDetail};
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let licence = use_param("licence");
    let loaded = load(move || ViewLicence { account: account.clone(), licence: licence.get() });
    view! {
        <Title text="Licence" />
        <div class="page">
            <Load from=loaded children=move |licence| show(&use_account(), licence) />
        </div>
    }
}

fn show(links: &Links, detail: LicenceDetail) -> impl IntoView + use<> {
    let LicenceDetail { licence, since, why: reason, activate, deactivate, renew, active, ended, more } = detail;
    let own = links.licence(&licence.id.to_string());
    let crumbs = vec![
        Crumb { label: "Licences".to_owned(), href: Some(links.section("licences")) },
        Crumb { label: licence.product.clone(), href: None },
    ];
    let seats = format!("{} of {}", licence.used, licence.seats);
    let action = match activate.allowed {
        true => {
            let href = format!("{own}/activate");
            view! {
                <a class="button button--primary" href=href>
                    "Activate machine"
                </a>
            }
            .into_any()
        }
        false => view! { <p class="card__text">{activate.why}</p> }.into_any(),
    };
    let renew = renew.allowed.then(|| {
        let href = format!("{own}/renew");
        view! {
            <a class="button" href=href>
                "Renew licence"
            </a>
        }
    });
    let may_end = deactivate.allowed;
    let (last_day, badge, key) = (until(&licence), state(&licence), licence.key.to_string());
    view! {
        <Breadcrumb crumbs />
        <div class="page__head">
            <div class="row">
                <h1 id="panel-title" tabindex="-1">
                    {licence.product}
                </h1>
                {badge}
            </div>
            <div class="row">{renew}</div>
        </div>
        <Card title="Licence">
            <PropertyList>
                <Property label="Key">
                    <span class="listing__code">{key}</span>
                </Property>
                <Property label="Seats in use">{seats}</Property>
                <Property label="Holds until">{last_day}</Property>
                <Property label="Since">{since}</Property>
            </PropertyList>
        </Card>
        <Card title="Machines that use it" actions=move || action>
            {if active.is_empty() {
                view! { <p class="people__none">"No machine uses this licence yet."</p> }.into_any()
            } else {
                machines(active, may_end.then_some(own)).into_any()
            }}
        </Card>
        <Card title="Machines that used it">
            {if ended.is_empty() {
                view! { <p class="people__none">"No machine has given its seat back."</p> }.into_any()
            } else {
                machines(ended, None).into_any()
            }}
            {more.then(|| view! { <p class="people__none">"Older ones stand in the account’s history."</p> })}
        </Card>
        {why(reason)}
    }
}

/// Machines by seat; with the way to take each off the licence of this address.
fn machines(all: Vec<Activation>, licence: Option<String>) -> impl IntoView {
    let rows = all
        .into_iter()
        .map(|one| {
            let (name, detail) = match one.name.is_empty() {
                true => (one.machine.to_string(), String::new()),
                false => (one.name, one.machine.to_string()),
            };
            let spoken = format!("Deactivate {name}");
            let since = format!("Seat {}, activated on {}", one.seat, one.from);
            let ended = (!one.until.is_empty()).then(|| format!("Deactivated on {}", one.until));
            let end = licence.as_ref().map(|licence| {
                let href = format!("{licence}/deactivate/{}", one.id);
                view! {
                    <a class="people__action" href=href aria-label=spoken>
                        "Deactivate"
                    </a>
                }
            });
            view! {
                <li class="people__item">
                    <span class="people__name">{name}</span>
                    {(!detail.is_empty())
                        .then(|| view! { <span class="people__detail listing__code">{detail}</span> })}
                    <span class="people__detail">{since}</span>
                    {ended.map(|ended| view! { <span class="people__detail">{ended}</span> })}
                    {end}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="people">{rows}</ul> }
}
