//! A group's panel: what it is, what it holds, and who may administer it.

use super::use_group;
use crate::api::relocation::UndoMove;
use crate::components::{Breadcrumb, Crumb, Panel, PanelEntry, Property, PropertyList, SectionHead, Title, thousands};
use crate::form::{Form, use_form};
use crate::links::Links;
use crate::pages::panel::{administrators, close_href, group_sections, last_move, why};
use crate::pages::{Load, use_account};
use domain::access::Offer;
use domain::group::GroupView;
use domain::tree::TreeView;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// A group's panel, and the dialog that is open over it.
#[component]
pub fn Overview() -> impl IntoView {
    let undo = use_form::<UndoMove>();
    view! {
        <div class="users__open">
            <Load from=use_group() children=move |group| show(undo, group) />
            <Outlet />
        </div>
    }
}

fn show(undo: Form, group: GroupView) -> impl IntoView {
    let links = use_account();
    let count = match group.subtree_users {
        1 => "1 user".to_owned(),
        users => format!("{} users", thousands(users.into())),
    };
    let list = links.tree(&TreeView { within: group.id.to_string(), ..TreeView::default() });
    let path: Vec<Crumb> = group
        .path
        .iter()
        .map(|above| Crumb { label: above.name.clone(), href: above.open.then(|| links.group(above.id)) })
        .chain(std::iter::once(Crumb { label: group.name.clone(), href: None }))
        .collect();
    let or_dash = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    let (description, billing_code) = (or_dash(&group.description), or_dash(&group.billing_code));
    let (menu, not_yours) = (menu(&links, &group), not_yours(&group));
    view! {
        <Title text=group.name.clone() />
        <Panel title=group.name.clone() subtitle=count.clone() close_href=close_href(&links) menu=menu>
            <SectionHead title="Overview" />
            <Breadcrumb crumbs=path />
            <PropertyList rows=true>
                <Property label="Description">{description}</Property>
                <Property label="Billing code">{billing_code}</Property>
                <Property label="Users">
                    <a href=list>{count}</a>
                    {format!(", {} of them directly in it", thousands(group.direct_users.into()))}
                </Property>
                <Property label="Groups below">{thousands(group.subtree_groups.into())}</Property>
            </PropertyList>
            {not_yours}
            {last_move(undo, group.last_move)}
            {administrators(&links, group.administrators)}
            {why(group.why)}
        </Panel>
    }
}

/// What may be done to the group. What would be refused is not offered.
fn menu(links: &Links, group: &GroupView) -> Vec<PanelEntry> {
    let own = links.group(group.id);
    let entry = |label: &str, verb: &str, danger| PanelEntry {
        label: label.to_owned(),
        href: format!("{own}/{verb}"),
        current: false,
        danger,
    };
    let offers = [
        (group.may.describe.allowed, "Name and billing code", "edit", false),
        (group.may.add_user.allowed, "Add user", "add-user", false),
        (group.may.add_group.allowed, "Add group", "add", false),
        (group.may.relocate.allowed, "Move to…", "move", false),
        (group.may.history.allowed, "History", "history", false),
        (group.may.delete.allowed, "Delete group", "delete", true),
    ];
    let offered = offers.into_iter().filter(|(allowed, ..)| *allowed);
    group_sections(links, &group.id.to_string(), "")
        .into_iter()
        .chain(offered.map(|(_, label, verb, danger)| entry(label, verb, danger)))
        .collect()
}

/// Why moving or deleting is not offered, for those who would look for it.
fn not_yours(group: &GroupView) -> Option<impl IntoView + use<>> {
    let refused = |label: &'static str, offer: &Offer| {
        (!offer.allowed && !offer.why.is_empty()).then(|| format!("{label}: {}", offer.why))
    };
    let reasons: Vec<String> = [
        refused("Moving", &group.may.relocate),
        refused("Deleting", &group.may.delete),
        refused("Changing", &group.may.describe),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!reasons.is_empty()).then(|| {
        let items = reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view();
        view! {
            <details class="refusals">
                <summary>"What is not offered here, and why"</summary>
                <ul>{items}</ul>
            </details>
        }
    })
}
