//! Ordering something, or renewing a licence: what it comes to is shown before it is placed.

use crate::api::order::{PlaceOrder, PlanOrder};
use crate::components::{
    Breadcrumb, Card, Crumb, ErrorSummary, FilterText, FormActions, Property, PropertyList, SubmitButton, Title,
};
use crate::form::{Form, FormTitle, SearchForm, SendForm, use_form};
use crate::links::here;
use crate::pages::{Load, load, use_account, use_param};
use domain::FieldError;
use domain::order::{OrderKind, OrderOffer, OrderPlan};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The field that says how many, and its id.
const QUANTITY: &str = "quantity";

/// Ordering a product.
#[component]
pub fn Buy() -> impl IntoView {
    order(use_param("product"), Memo::new(|_| String::new()))
}

/// Renewing a licence.
#[component]
pub fn Renew() -> impl IntoView {
    order(Memo::new(|_| String::new()), use_param("licence"))
}

fn order(product: Memo<String>, licence: Memo<String>) -> impl IntoView {
    let account = use_account().account().to_owned();
    let query = use_query_map();
    let quantity = Memo::new(move |_| query.with(|query| query.get("quantity").unwrap_or_default()));
    let form = use_form::<PlaceOrder>();
    let loaded = load(move || PlanOrder {
        account: account.clone(),
        product: product.get(),
        licence: licence.get(),
        quantity: quantity.get(),
    });
    let is_renewal = !licence.get_untracked().is_empty();
    let (above, href) = match is_renewal {
        true => ("Licences", "licences"),
        false => ("Products", "products"),
    };
    let title = if is_renewal { "Renew a licence" } else { "Order a product" };
    let crumbs = vec![
        Crumb { label: above.to_owned(), href: Some(use_account().section(href)) },
        Crumb { label: title.to_owned(), href: None },
    ];
    let ids = move || (product.get_untracked(), licence.get_untracked());
    view! {
        <FormTitle form title />
        <div class="page">
            <Breadcrumb crumbs />
            <h1>{title}</h1>
            <Load from=loaded children=move |offer| show(form, ids(), quantity.get_untracked(), offer) />
        </div>
    }
}

fn show(form: Form, ids: (String, String), typed: String, offer: OrderOffer) -> impl IntoView {
    // How many is asked first, on its own: what is placed is what was shown, never what was typed since.
    let is_asked = ids.1.is_empty() && (typed.is_empty() || offer.plan.is_none());
    let fault = offer.faults.iter().find(|fault| fault.field == QUANTITY).map(|fault| fault.message.clone());
    let quantity = is_asked.then(|| quantity_form(&ids.0, typed, fault, offer.plan.as_ref()));
    let faults = offer.faults.into_iter().map(|FieldError { field, message }| {
        // Nothing else has a field here.
        (if field == QUANTITY { field } else { String::new() }, message)
    });
    let faults: Vec<_> = faults.collect();
    let title = (!faults.is_empty()).then(|| view! { <Title text="Error: Order a product" over=true /> });
    view! {
        {title}
        <ErrorSummary title="It cannot be ordered like this" errors=Signal::stored(faults) />
        {quantity}
        {offer.plan.filter(|_| !is_asked).map(|plan| summary(form, ids, plan))}
    }
}

/// Where it is asked how many.
fn asking(product: &str) -> String {
    format!("/a/{}/products/{product}/order", use_account().account())
}

/// How many. It asks what they come to, also without a script.
fn quantity_form(
    product: &str,
    typed: String,
    fault: Option<String>,
    plan: Option<&OrderPlan>,
) -> impl IntoView + use<> {
    let action = asking(product);
    let value = plan.map_or(typed, |plan| plan.quantity.to_string());
    let title = plan.map_or("Quantity", |plan| &plan.name).to_owned();
    let one = plan.map(|plan| view! { <p class="card__text">{format!("One is {} without tax.", plan.price)}</p> });
    view! {
        <Card title>
            {one}
            <SearchForm class="filter" label="Quantity" action>
                <FilterText name=QUANTITY label="How many" kind="text" inputmode="numeric" value fault />
                <div class="filter__actions">
                    <button class="button button--primary" type="submit">
                        "Work out the price"
                    </button>
                </div>
            </SearchForm>
        </Card>
    }
}

fn summary(form: Form, (product, licence): (String, String), plan: OrderPlan) -> impl IntoView {
    let links = use_account();
    let OrderPlan {
        name, unit, kind, quantity, price, net, tax_name, tax, total, agreed, attempt, then, until, ..
    } = plan;
    let errors = form.errors();
    let fresh = here();
    let change = (kind == OrderKind::Purchase).then(|| {
        view! {
            <a class="button" href=asking(&product)>
                "Change quantity"
            </a>
        }
    });
    let label = if kind == OrderKind::Renewal { "Order renewal" } else { "Place order" };
    view! {
        <ErrorSummary title="Nothing was ordered" errors />
        // What was shown is not true any more: only a new page shows what is.
        {move || {
            (!errors.with(Vec::is_empty))
                .then(|| {
                    view! {
                        <p>
                            <a class="button" href=fresh.clone() rel="external">
                                "Show what it costs now"
                            </a>
                        </p>
                    }
                })
        }}
        <Card title=name>
            <PropertyList rows=true>
                {(!unit.is_empty()).then(|| view! { <Property label="Includes">{unit}</Property> })}
                <Property label="Quantity">{quantity.to_string()}</Property>
                <Property label="Price of one">{price}</Property>
                <Property label="Without tax">{net}</Property>
                <Property label=tax_name>{tax}</Property>
                <Property label="Total">{total}</Property>
                {(!until.is_empty()).then(|| view! { <Property label="Then it holds until">{until}</Property> })}
            </PropertyList>
            <p class="card__text">{then}</p>
            <SendForm form guarded=false>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="product" value=product />
                <input type="hidden" name="licence" value=licence />
                <input type="hidden" name="quantity" value=quantity.to_string() />
                <input type="hidden" name="attempt" value=attempt />
                <input type="hidden" name="agreed" value=agreed />
                <FormActions>
                    {change}
                    <SubmitButton label pending=form.pending() />
                </FormActions>
            </SendForm>
        </Card>
    }
}
