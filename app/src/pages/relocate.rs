//! The *Move to…* dialog, for a user and for a group: first where to, then what will change.

use crate::components::{
    CancelLink, Dialog, ErrorSummary, FormActions, Icon, IconName, Notice, NoticeTone, SubmitButton, Title, thousands,
};
use crate::form::{Form, FormTitle, SendForm};
use crate::pages::use_account;
use domain::group::{Destination, MoveView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What moves.
pub(super) struct Moving {
    /// Its own page.
    pub(super) own: String,
    /// The name of the field that names it.
    pub(super) field: &'static str,
    /// Its id.
    pub(super) id: String,
    /// What was searched for among the destinations.
    pub(super) search: String,
}

/// What the address says: the chosen destination and what was searched for.
pub(super) fn use_choice() -> Memo<(String, String)> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| (query.get("to").unwrap_or_default(), query.get("search").unwrap_or_default()))
    })
}

/// The dialog: a list of destinations, or the confirmation once one is chosen.
pub(super) fn dialog(form: Form, moving: Moving, plan: MoveView) -> impl IntoView {
    match plan.to.clone() {
        None => choose(moving, plan).into_any(),
        Some(to) => confirm(form, moving, plan, to).into_any(),
    }
}

fn choose(moving: Moving, plan: MoveView) -> impl IntoView {
    let here = format!("{}/move", moving.own);
    let MoveView { from, destinations, .. } = plan;
    let destinations: Vec<Destination> = destinations.into_iter().filter(|group| group.path != from).collect();
    let none = destinations.is_empty();
    let links = destinations
        .into_iter()
        .map(|group| {
            view! {
                <li>
                    <a class="choices__link" href=format!("{here}?to={}", group.id) data-noscroll="">
                        <span>{group.path}</span>
                        <Icon name=IconName::ChevronRight />
                    </a>
                </li>
            }
        })
        .collect_view();
    let title = format!("Move {} to…", plan.name);
    let listed = MoveView::MOST;
    view! {
        <Title text=title.clone() over=true />
        <Dialog title close_href=moving.own>
            <p class="dialog__text">{format!("Now in {from}. Choose the group to move to.")}</p>
            <form class="find" method="get" action=here.clone() role="search">
                <label class="field__label" for="find">
                    "Find a group"
                </label>
                <div class="find__row">
                    <input class="input" id="find" type="search" name="search" value=moving.search autocomplete="off" />
                    <button class="button" type="submit">
                        <Icon name=IconName::Search />
                        "Find"
                    </button>
                </div>
            </form>
            {if none {
                view! { <p class="dialog__text">"No group of that name is yours to administer."</p> }.into_any()
            } else {
                view! { <ul class="choices">{links}</ul> }.into_any()
            }}
            {plan.more.then(|| view! { <p class="dialog__text">{format!("The first {listed} are listed; find the others by name.")}</p> })}
            <FormActions>
                <CancelLink />
            </FormActions>
        </Dialog>
    }
}

fn confirm(form: Form, moving: Moving, plan: MoveView, to: Destination) -> impl IntoView {
    let target = last_name(&to.path).to_owned();
    let title = format!("Move {} to {target}?", plan.name);
    let keep = format!("Keep it in {}", last_name(&plan.from));
    let label = format!("Move {}", plan.name);
    let choose = format!("{}/move", moving.own);
    let what = match (plan.users, plan.groups, moving.field) {
        (_, _, "user") => "What the user has moves along.".to_owned(),
        (users, groups, _) => format!("{} and {} move with it.", counted(users, "user"), counted(groups, "group")),
    };
    // Made inside the dialog, which tells the way out where it leads.
    let action = move || match plan.refused {
        Some(reason) => view! {
            <Notice tone=NoticeTone::Warn>
                <p>{reason.clone()}</p>
            </Notice>
            <FormActions>
                <CancelLink label=keep first=true />
            </FormActions>
        }
        .into_any(),
        None => view! {
            <SendForm form>
                <input type="hidden" name="account" value=use_account().account().to_owned() />
                <input type="hidden" name=moving.field value=moving.id />
                <input type="hidden" name="to" value=to.id.to_string() />
                <FormActions>
                    <CancelLink label=keep first=true />
                    <SubmitButton label pending=form.pending() />
                </FormActions>
            </SendForm>
        }
        .into_any(),
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=moving.own>
            <ErrorSummary title="Nothing was moved" errors=form.errors() />
            <p class="dialog__text">{what}</p>
            <dl class="from-to">
                <div>
                    <dt>"From"</dt>
                    <dd>{plan.from}</dd>
                </div>
                <div>
                    <dt>"To"</dt>
                    <dd id="to" tabindex="-1">
                        {to.path}
                        <a href=choose data-noscroll="">
                            "Choose another group"
                        </a>
                    </dd>
                </div>
            </dl>
            <p class="dialog__text">
                "Whoever administers the new group and those above it can administer this from then on; whoever administered it through the old one no longer can."
            </p>
            {action()}
        </Dialog>
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit(" / ").next().unwrap_or(path)
}

fn counted(number: i32, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {noun}{s}", thousands(number.into()))
}
