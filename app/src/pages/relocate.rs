//! The *Move to…* dialog, for a user and for a group: first where to, then what will change.

use crate::components::{
    CancelLink, Dialog, ErrorSummary, FormActions, Icon, IconName, Notice, NoticeTone, SubmitButton, Title, thousands,
};
use crate::form::{Form, FormTitle, SendForm};
use crate::pages::use_account;
use domain::group::Destination;
use domain::relocation::{MovePreview, MoveView, Names};
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
        (users, groups, _) => {
            format!("{} and {} move with it.", counted(users.into(), "user"), counted(groups.into(), "group"))
        }
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
            {plan.preview.map(|preview| changes(preview, moving.field))}
            {action()}
        </Dialog>
    }
}

/// What changes beside the place: each part only when there is something to say.
fn changes(preview: MovePreview, field: &str) -> impl IntoView + use<> {
    let nothing = preview == MovePreview::default();
    let MovePreview { gains, losses, settings, billing_code, ends, keeps } = preview;
    let part = |title: &'static str, lines: Vec<String>| {
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <div class="changes__part">
                    <h3>{title}</h3>
                    <ul>{lines}</ul>
                </div>
            }
        })
    };
    let settings = settings
        .into_iter()
        .map(|one| {
            let of = if field == "user" { String::new() } else { format!(" for {}", counted(one.users, "user")) };
            format!("{}: {} becomes {}{of}", one.name, one.from, one.to)
        })
        .collect();
    let code = |code: String| if code.is_empty() { "none".to_owned() } else { code };
    let billing = billing_code.map(|(from, to)| format!("{} becomes {}", code(from), code(to))).into_iter().collect();
    view! {
        <section class="changes" aria-label="What changes">
            {nothing.then(|| view! { <p class="dialog__text">"Nobody gains or loses access, and no setting changes."</p> })}
            {part("Gain access", named(gains))}
            {part("Lose access", named(losses))}
            {part("Settings that change", settings)}
            {part("Billing code", billing)}
            {part("Access that ends", ends)}
            {part("Access that goes on as given by you", keeps)}
            <p class="dialog__text">"This can be undone for 30 days."</p>
        </section>
    }
}

fn named(names: Names) -> Vec<String> {
    let rest = names.count - names.first.len();
    let more = (rest > 0).then(|| format!("{} more", thousands(i64::try_from(rest).unwrap_or(i64::MAX))));
    names.first.into_iter().chain(more).collect()
}

fn last_name(path: &str) -> &str {
    path.rsplit(" / ").next().unwrap_or(path)
}

fn counted(number: i64, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {noun}{s}", thousands(number))
}
