//! The Users page: the tree of groups and users, or a list of users under their groups, and beside it what is open.

use crate::api::user::UserTree;
use crate::components::tree::Tree;
use crate::components::{EmptyKind, EmptyState, Title, thousands};
use crate::links::Links;
use crate::pages::{Load, load, use_account};
use domain::tree::{TreePage, TreeView};
use domain::user::UserKind;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_query_map};

/// What the address says of the tree. Groups that were opened stay open while panels come and go.
#[derive(Clone, Copy)]
struct Browsing(Memo<TreeView>);

/// What the Users page shows beside a panel.
#[must_use]
pub fn use_tree_view() -> Signal<TreeView> {
    use_context::<Browsing>().map(|Browsing(view)| view.into()).unwrap_or_default()
}

/// The Users page.
#[component]
pub fn Browse() -> impl IntoView {
    let links = use_account();
    let query = use_query_map();
    let path = use_location().pathname;
    let selected = Memo::new(move |_| {
        path.with(|path| match path.split('/').skip(3).collect::<Vec<_>>()[..] {
            ["users" | "groups", id, ..] => id.to_owned(),
            _ => String::new(),
        })
    });
    let view = Memo::new(move |before: Option<&TreeView>| {
        query.with(|query| {
            // While a panel or a dialog is open, what its address does not say stays as it was.
            let kept = before.filter(|_| selected.with(|selected| !selected.is_empty()));
            let get = |name, kept_in: fn(&TreeView) -> &String| {
                let said = query.get(name).unwrap_or_default();
                kept.filter(|_| said.is_empty()).map_or(said, |kept| kept_in(kept).clone())
            };
            TreeView {
                open: get("open", |view| &view.open),
                all: get("all", |view| &view.all),
                reveal: selected.get(),
                q: get("q", |view| &view.q),
                kind: get("kind", |view| &view.kind),
                within: get("within", |view| &view.within),
                after: get("after", |view| &view.after),
            }
        })
    });
    provide_context(Browsing(view));
    let page = load(move || UserTree { account: links.account().to_owned(), view: view.get() });
    let last = StoredValue::new(String::new());
    let has_panel = Memo::new(move |_| selected.with(|selected| !selected.is_empty()));
    view! {
        <Title text="Users" />
        <div class="users">
            <Load quiet=true from=page children=move |page| head(&use_account(), &view.get_untracked(), &page) />
            <div class="users__columns" data-panel=move || has_panel.get().then_some("")>
                <Load from=page children=move |page| body(use_account(), view.get_untracked(), page, selected, last) />
                <Outlet />
            </div>
        </div>
    }
}

fn head(links: &Links, view: &TreeView, page: &TreePage) -> impl IntoView + use<> {
    let kinds = [("", "Everyone"), (UserKind::Person.name(), "People"), (UserKind::System.name(), "Systems")];
    let count = format!("{} in {} groups", thousands(page.total_users), thousands(page.total_groups));
    view! {
        <div class="page__head">
            <div class="page__title">
                <h1>"Users"</h1>
                <span class="page__count">{count}</span>
                <a href=links.section("deleted-users")>
                    "Deleted users"
                </a>
            </div>
            <nav class="segments" aria-label="Show">
                {kinds
                    .map(|(kind, words)| {
                        let current = (view.kind == kind).then_some("true");
                        let view = TreeView { kind: kind.to_owned(), after: String::new(), ..view.clone() };
                        view! {
                            <a class="segments__choice" href=links.tree(&view) aria-current=current>
                                {words}
                            </a>
                        }
                    })}
            </nav>
        </div>
        {summary(links, view, page)}
    }
}

/// What a list found, and the way back to the tree.
fn summary(links: &Links, view: &TreeView, page: &TreePage) -> Option<impl IntoView + use<>> {
    let list = page.list.as_ref()?;
    let of_kind = match view.kind.parse() {
        Ok(UserKind::Person) => "people",
        Ok(UserKind::System) => "systems",
        Err(_) => "users",
    };
    let mut words = match list.found {
        Some(found) if found >= domain::tree::MOST_FOUND => {
            format!(
                "More than {} {of_kind} match “{}”; type more to narrow it down",
                thousands(found - 1),
                view.q.trim()
            )
        }
        Some(1) => format!("1 of the {of_kind} matches “{}”", view.q.trim()),
        Some(found) => format!("{} {of_kind} match “{}”", thousands(found), view.q.trim()),
        None => format!("All {of_kind}"),
    };
    if let Some(within) = &list.within {
        words.push_str(&format!(" in {within} and below"));
    }
    Some(view! {
        <p class="users__found">
            <span role="status">{words}</span>
            <a href=links.users()>"Show the whole tree"</a>
        </p>
    })
}

fn body(
    links: Links,
    view: TreeView,
    page: TreePage,
    selected: Memo<String>,
    last: StoredValue<String>,
) -> impl IntoView {
    if page.rows.is_empty() {
        let text = "Look for a part of a User id or name, in fewer letters.";
        let title = if view.q.is_empty() {
            "There is nobody here".to_owned()
        } else {
            format!("Nobody matches “{}”", view.q)
        };
        return view! {
            <div class="tree-card">
                <EmptyState kind=EmptyKind::NoMatch title text>
                    <a class="button" href=links.users()>
                        "Show the whole tree"
                    </a>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    let next = page.list.as_ref().and_then(|list| list.next.clone());
    let first = (!view.after.is_empty()).then(|| TreeView { after: String::new(), ..view.clone() });
    let pages = (next.is_some() || first.is_some()).then(|| {
        let to = |view: &TreeView| links.tree(&TreeView { reveal: String::new(), ..view.clone() });
        view! {
            <nav class="users__pages" aria-label="Pages">
                {first.map(|view| view! { <a class="button" href=to(&view)>"First page"</a> })}
                {next
                    .map(|after| {
                        let view = TreeView { after, ..view.clone() };
                        view! { <a class="button" href=to(&view)>"Next page"</a> }
                    })}
            </nav>
        }
    });
    view! {
        <div class="tree-card">
            <Tree links=links.clone() view=view.clone() page selected last />
            {pages}
        </div>
    }
    .into_any()
}
