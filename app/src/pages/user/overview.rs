//! A user's panel: who they are, and who may administer them.

use crate::api::relocation::UndoMove;
use crate::api::user::{InviteUser, ViewUser, WithdrawInvitation};
use crate::api::viewing::BeginViewing;
use crate::components::{
    Badge, BadgeTone, Breadcrumb, Crumb, ErrorSummary, Panel, PanelEntry, Property, PropertyList, SectionHead, Title,
};
use crate::form::{Form, SendForm, use_form};
use crate::links::Links;
use crate::pages::panel::{administrators, close_href, last_move, user_sections, why};
use crate::pages::{Load, load, use_account, use_param};
use domain::group::GroupLink;
use domain::user::{InvitationView, UserKind, UserView};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// A user's panel, and the dialog that is open over it.
#[component]
pub fn Overview() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let (undo, view_as) = (use_form::<UndoMove>(), use_form::<BeginViewing>());
    let inviting = Inviting { invite: use_form::<InviteUser>(), withdraw: use_form::<WithdrawInvitation>() };
    let loaded = load(move || ViewUser { account: account.clone(), user: user.get() });
    view! {
        <div class="users__open">
            <Load from=loaded children=move |user| show(undo, view_as, inviting, user) />
            <Outlet />
        </div>
    }
}

fn show(undo: Form, view_as: Form, inviting: Inviting, user: UserView) -> impl IntoView {
    let links = use_account();
    let title = [&user.friendly_name, &user.full_name, &user.handle]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default();
    let initials_of = if user.full_name.is_empty() { title.clone() } else { user.full_name.clone() };
    let mut menu = user_sections(&links, &user.id.to_string(), "");
    if user.relocate.allowed {
        let href = format!("{}/move", links.user(user.id));
        menu.push(PanelEntry { label: "Organizational belonging".to_owned(), href, current: false, danger: false });
    }
    if user.may.set_password.allowed {
        let href = format!("{}/password", links.user(user.id));
        menu.push(PanelEntry { label: "Change password".to_owned(), href, current: false, danger: false });
    }
    if user.may.reset_second_factor.allowed {
        let href = format!("{}/second-factor", links.user(user.id));
        menu.push(PanelEntry { label: "Reset second factor".to_owned(), href, current: false, danger: false });
    }
    let no_password = if user.may.set_password.allowed || !user.can_sign_in {
        String::new()
    } else {
        user.may.set_password.why.clone()
    };
    if user.may.suspend.allowed {
        let href = format!("{}/suspend", links.user(user.id));
        let label = if user.suspended { "End suspension" } else { "Suspend user" };
        menu.push(PanelEntry { label: label.to_owned(), href, current: false, danger: !user.suspended });
    }
    let look = user.may.view_as.allowed.then(|| look_as(view_as, user.id.to_string()));
    if user.history.allowed {
        let href = format!("{}/history", links.user(user.id));
        menu.push(PanelEntry { label: "History".to_owned(), href, current: false, danger: false });
    }
    if user.may.delete.allowed {
        let href = format!("{}/delete", links.user(user.id));
        menu.push(PanelEntry { label: "Delete user".to_owned(), href, current: false, danger: true });
    }
    let kind = match user.kind {
        UserKind::Person => "Person",
        UserKind::System => "System",
    };
    let sign_in = match (user.kind, user.can_sign_in) {
        (UserKind::System, _) => "Never; systems act by API key",
        (UserKind::Person, true) => "Can sign in",
        (UserKind::Person, false) if user.invitation.is_some() => "Once they accept the invitation",
        (UserKind::Person, false) => "Has no login yet",
    };
    let invited = user.invitation.is_some();
    let invitation = (!user.can_sign_in && user.may.invite.allowed)
        .then(|| invitation(inviting, user.id.to_string(), user.invitation));
    let optional = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <Property label=label>{value}</Property> })
    };
    let crumbs = crumbs(&links, &user.path);
    let administers = administers(&links, user.administers);
    view! {
        <Title text=title.clone() />
        <Panel title initials_of subtitle=user.handle.clone() close_href=close_href(&links) menu=menu>
            <SectionHead title="Overview" />
            {(user.is_holder || user.suspended || invited)
                .then(|| {
                    view! {
                        <p class="row">
                            {user.is_holder.then(|| view! { <Badge tone=BadgeTone::Warn>"account holder"</Badge> })}
                            {user.suspended.then(|| view! { <Badge tone=BadgeTone::Danger>"suspended"</Badge> })}
                            {invited.then(|| view! { <Badge>"invited"</Badge> })}
                        </p>
                    }
                })}
            <PropertyList rows=true>
                <Property label="User id">{user.handle.clone()}</Property>
                {optional("Friendly name", user.friendly_name)}
                {optional("Name", user.full_name)}
                {optional("Phone", user.phone)}
                <Property label="Kind">{kind}</Property>
                <Property label="Sign-in">{sign_in}</Property>
                {optional("Password", no_password)}
                {optional("Email address", user.email_note)}
                <Property label="Added">{user.added}</Property>
                <Property label="Last active">{user.last_active}</Property>
                {administers}
            </PropertyList>
            {invitation}
            <SectionHead title="Group" />
            <Breadcrumb crumbs />
            {administrators(&links, user.administrators)}
            {last_move(undo, user.last_move)}
            {look}
            {why(user.why)}
        </Panel>
    }
}

/// The forms about an invitation.
#[derive(Clone, Copy)]
struct Inviting {
    invite: Form,
    withdraw: Form,
}

/// Who has no login yet is invited, invited again, or not any more.
fn invitation(forms: Inviting, user: String, open: Option<InvitationView>) -> impl IntoView {
    let text = match &open {
        None => "They cannot sign in yet. An invitation goes to their address.".to_owned(),
        Some(open) if open.is_over => format!("Sent on {}. It was not accepted until {}.", open.sent, open.until),
        Some(open) => format!("Sent on {}. It can be accepted until {}.", open.sent, open.until),
    };
    let send = if open.is_some() { "Send again" } else { "Send invitation" };
    let withdraw = open.is_some().then(|| button(forms.withdraw, user.clone(), "Withdraw invitation"));
    view! {
        <SectionHead title="Invitation" text=text />
        <ErrorSummary title="No invitation was sent" errors=forms.invite.errors() />
        <ErrorSummary title="The invitation was not withdrawn" errors=forms.withdraw.errors() />
        <div class="row">{button(forms.invite, user, send)} {withdraw}</div>
    }
}

/// A form that is one button.
fn button(form: Form, user: String, words: &'static str) -> impl IntoView {
    view! {
        <SendForm form class="">
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <input type="hidden" name="user" value=user />
            <button class="button button--small" type="submit">
                {words}
            </button>
        </SendForm>
    }
}

/// The way to see the account as this user does.
fn look_as(form: Form, user: String) -> impl IntoView {
    view! {
        <SectionHead
            title="View as this user"
            text="See the account as they do, for 15 minutes. Nothing can be changed meanwhile, and they can see in their history that you looked."
        />
        <ErrorSummary title="This did not begin" errors=form.errors() />
        <SendForm form class="row">
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <input type="hidden" name="user" value=user />
            <button class="button button--small" type="submit">
                "View as this user"
            </button>
        </SendForm>
    }
}

fn administers(links: &Links, groups: Vec<GroupLink>) -> Option<impl IntoView + use<>> {
    (!groups.is_empty()).then(|| {
        let links = groups
            .into_iter()
            .map(|group| {
                view! {
                    <li>
                        <a href=links.group(group.id)>{group.name}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <Property label="Administers">
                <ul class="property__list">{links}</ul>
            </Property>
        }
    })
}

fn crumbs(links: &Links, path: &[GroupLink]) -> Vec<Crumb> {
    path.iter()
        .map(|group| Crumb { label: group.name.clone(), href: group.open.then(|| links.group(group.id)) })
        .collect()
}
