//! What the palette offers: the places of the navigation, what the person may do, and users as the server finds them.

use crate::api::ApiError;
use crate::api::user::UserTree;
use crate::components::{IconName, NavEntry};
use crate::links::Links;
use crate::wire;
use domain::Problem;
use domain::tree::{Row, TreePage, TreeView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::time::Duration;

/// The server is asked once nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(150);
/// Results of one kind that are listed.
const MOST: usize = 8;
/// Results of one kind that are listed before anything was typed: as many as there are pages in the navigation.
const MOST_AT_FIRST: usize = 7;

/// What a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page.
    Page,
    /// Something that the person may do.
    Action,
    /// A user.
    User,
}

impl Kind {
    /// In the order in which they are listed.
    pub(super) const ALL: [Self; 3] = [Self::Page, Self::Action, Self::User];

    /// The heading above results of this kind.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Page => "Pages",
            Self::Action => "Actions",
            Self::User => "Users",
        }
    }
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) icon: IconName,
    pub(super) label: String,
    /// A second name, possibly empty.
    pub(super) detail: String,
    pub(super) href: String,
    /// It loads another document.
    pub(super) external: bool,
}

impl Entry {
    fn new(kind: Kind, icon: IconName, label: impl Into<String>, href: String) -> Self {
        Self { kind, icon, label: label.into(), detail: String::new(), href, external: false }
    }

    /// Whether every word that was typed is in it.
    fn matches(&self, term: &str) -> bool {
        let label = self.label.to_lowercase();
        term.to_lowercase().split_whitespace().all(|word| label.contains(word))
    }
}

/// How far the search for users is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Search {
    /// Nothing was typed, or there is nothing to search.
    Idle,
    /// An answer is awaited.
    Asked,
    /// Users that match.
    Found(Vec<Entry>),
    /// The server could not be asked.
    Failed(String),
}

/// What was typed, and what it leads to.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    links: StoredValue<Links>,
    browse_users: bool,
    term: RwSignal<String>,
    fixed: RwSignal<Vec<Entry>>,
    search: RwSignal<Search>,
}

impl Finder {
    pub(super) fn new(links: Links, places: &[NavEntry], browse_users: bool) -> Self {
        let pages =
            places.iter().map(|place| Entry::new(Kind::Page, place.icon, place.label.clone(), place.href.clone()));
        let accounts = Entry {
            external: true,
            ..Entry::new(Kind::Page, IconName::Building, "Switch account", "/accounts".to_owned())
        };
        let edit = format!("{}/contact", links.profile());
        let edit = Entry::new(Kind::Action, IconName::Edit, "Edit contact information", edit);
        let password = format!("{}/password", links.profile());
        let password = Entry::new(Kind::Action, IconName::Edit, "Change password", password);
        let fixed = pages.chain([accounts, edit, password]).collect();
        let finder = Self {
            links: StoredValue::new(links),
            browse_users,
            term: RwSignal::new(String::new()),
            fixed: RwSignal::new(fixed),
            search: RwSignal::new(Search::Idle),
        };
        if browse_users {
            finder.ask_for_actions();
        }
        finder
    }

    /// What is listed now.
    pub(super) fn entries(self) -> Vec<Entry> {
        let term = self.term.get();
        let most = if term.is_empty() { MOST_AT_FIRST } else { MOST };
        let of = |kind| {
            self.fixed.with(|all| {
                let matching = all.iter().filter(|entry| entry.kind == kind && entry.matches(&term));
                matching.take(most).cloned().collect::<Vec<_>>()
            })
        };
        let users = self.search.with(|search| match search {
            Search::Found(users) => users.clone(),
            _ => Vec::new(),
        });
        [of(Kind::Page), of(Kind::Action), users].concat()
    }

    /// What is said about it.
    pub(super) fn status(self) -> String {
        let term = self.term.get();
        match (self.search.get(), self.entries().len()) {
            (Search::Asked, 0) => "Searching…".to_owned(),
            (Search::Failed(why), _) => why,
            (Search::Asked, _) => String::new(),
            (_, 0) => format!("Nothing matches “{}”", term.trim()),
            (_, _) if term.is_empty() => String::new(),
            (_, 1) => "1 result".to_owned(),
            (_, count) => format!("{count} results"),
        }
    }

    /// Looks for what was typed: at once in what is known here, and on the server after a pause.
    pub(super) fn look_for(self, term: String) {
        let is_search = self.browse_users && !term.trim().is_empty();
        self.search.set(if is_search { Search::Asked } else { Search::Idle });
        self.term.set(term.clone());
        if is_search {
            set_timeout(move || self.ask_for_users(term), PAUSE);
        }
    }

    /// Whether this is still what is looked for: not when more was typed, or the palette was closed.
    fn is_current(self, term: &str) -> bool {
        self.term.try_with_untracked(|now| now == term) == Some(true)
    }

    fn ask_for_users(self, term: String) {
        if !self.is_current(&term) {
            return;
        }
        let Some(links) = self.links.try_get_value() else { return };
        spawn_local(async move {
            let view = TreeView { q: term.clone(), ..TreeView::default() };
            let answer = ask(&links, view.clone()).await;
            if self.is_current(&term) {
                self.search.set(match answer {
                    Ok(page) => Search::Found(users(&links, &view, page)),
                    Err(error) => Search::Failed(error.to_string()),
                });
            }
        });
    }

    /// The groups that the person may change, as the tree tells them.
    fn ask_for_actions(self) {
        let Some(links) = self.links.try_get_value() else { return };
        spawn_local(async move {
            // Without an answer what is known here is offered all the same.
            if let Ok(page) = ask(&links, TreeView::default()).await {
                self.fixed.try_update(|fixed| fixed.extend(actions(&links, page)));
            }
        });
    }
}

async fn ask(links: &Links, view: TreeView) -> Result<TreePage, ApiError> {
    let question = UserTree { account: links.account().to_owned(), view };
    let answer = wire::read(UserTree::PATH, &serde_qs::to_string(&question).unwrap_or_default()).await?;
    serde_json::from_str(&answer).map_err(|_| ApiError { problem: Problem::Unavailable })
}

fn users(links: &Links, view: &TreeView, page: TreePage) -> Vec<Entry> {
    let found = page.rows.into_iter().filter_map(|row| match row {
        Row::User(user) => Some(user),
        _ => None,
    });
    let mut entries: Vec<Entry> = found
        .take(MOST + 1)
        .map(|user| Entry {
            detail: user.name,
            ..Entry::new(Kind::User, IconName::User, user.handle, links.user(user.id))
        })
        .collect();
    if entries.len() > MOST {
        entries.truncate(MOST);
        let label = format!("All users that match “{}”", view.q.trim());
        entries.push(Entry::new(Kind::User, IconName::Users, label, links.tree(view)));
    }
    entries
}

/// What may be done to the groups of the tree, the topmost first.
fn actions(links: &Links, page: TreePage) -> Vec<Entry> {
    let groups: Vec<_> = page
        .rows
        .into_iter()
        .filter_map(|row| match row {
            Row::Group(group) => Some(group),
            _ => None,
        })
        .collect();
    let action = |icon, label, group, verb: &str| {
        Entry::new(Kind::Action, icon, label, format!("{}/{verb}", links.group(group)))
    };
    let adding = groups
        .iter()
        .filter(|group| group.may_add)
        .map(|group| action(IconName::FolderPlus, format!("Add a group to {}", group.name), group.id, "add"));
    let moving = groups
        .iter()
        .filter(|group| group.may_move)
        .map(|group| action(IconName::Move, format!("Move {} to…", group.name), group.id, "move"));
    adding.chain(moving).collect()
}
