//! One row each: a group, a user, and what is not listed. They are plain: what only a script needs is added by
//! [`super::grid`], which reads the `data-` attributes that are written here.

use super::level::Level;
use crate::components::{Badge, BadgeTone, IconName, thousands};
use crate::links::Links;
use domain::GroupId;
use domain::tree::{GroupRow, Row, TreeView, UserRow};
use domain::user::UserKind;
use leptos::prelude::*;

/// What every row needs to know.
pub(super) struct Context {
    pub(super) links: Links,
    pub(super) view: TreeView,
    pub(super) open: Vec<GroupId>,
    /// A list of users under their groups, where groups neither open nor close.
    pub(super) is_list: bool,
    /// The id of the user or group whose panel is open; empty when none is.
    pub(super) selected: String,
    /// What a narrow screen shows, which has room for one level.
    pub(super) level: Level,
}

impl Context {
    /// `data-selected` of the row with this id.
    fn selected(&self, id: &str) -> Option<&'static str> {
        (self.selected == id).then_some("")
    }
}

/// The value of an attribute that stands or does not stand.
fn flag(is_set: bool) -> Option<&'static str> {
    is_set.then_some("")
}

/// The row's link with what a list needs to stay: panels open beside the list that they were found in.
fn beside(context: &Context, href: String) -> String {
    let kept = TreeView { open: String::new(), all: String::new(), ..context.view.clone() };
    if context.is_list { format!("{href}{}", crate::links::query(&kept)) } else { href }
}

/// The row at this place.
pub(super) fn row(context: &Context, at: usize, row: Row) -> AnyView {
    let place = context.level.place(at);
    match row {
        Row::Group(group) => group_row(context, group, place, context.level.way_to(at)).into_any(),
        Row::User(user) => user_row(context, user, place).into_any(),
        Row::MoreUsers { group, count, depth } => {
            let view = TreeView { within: group.to_string(), ..TreeView::default() };
            let words = format!("{} more users", thousands(count.into()));
            more(depth, place, context.links.tree(&view), words).into_any()
        }
        Row::MoreGroups { group, depth } => {
            let view = TreeView { all: group.to_string(), reveal: String::new(), ..context.view.clone() };
            more(depth, place, context.links.tree(&view), "More groups".to_owned()).into_any()
        }
    }
}

/// The icons of rows are drawn once and referred to: there are hundreds of them.
const GLYPHS: [(IconName, &str); 3] =
    [(IconName::ChevronRight, "closed"), (IconName::ChevronDown, "opened"), (IconName::Plus, "plus")];

/// The drawings that [`glyph`] refers to.
pub(super) fn glyphs() -> impl IntoView {
    let drawings = GLYPHS.map(|(icon, id)| {
        view! {
            <symbol id=id viewBox="0 0 16 16">
                <path d=icon.path()></path>
            </symbol>
        }
    });
    view! {
        <svg class="hidden-text" aria-hidden="true">
            {drawings}
        </svg>
    }
}

fn glyph(icon: IconName) -> impl IntoView {
    let id = GLYPHS.into_iter().find(|(known, _)| *known == icon).map(|(_, id)| format!("#{id}"));
    view! {
        <svg class="icon" aria-hidden="true">
            <use_ href=id></use_>
        </svg>
    }
}

fn group_row(
    context: &Context,
    group: GroupRow,
    place: Option<&'static str>,
    way: Option<String>,
) -> impl IntoView + use<> {
    let id = group.id.to_string();
    let href = beside(context, context.links.group(group.id));
    let is_parent = !context.is_list && (group.users > 0 || group.groups > 0);
    let chevron = if is_parent {
        let view = TreeView {
            open: TreeView::toggled(&context.open, group.id),
            reveal: String::new(),
            ..context.view.clone()
        };
        let (verb, sign) = if group.open { ("Close", IconName::ChevronDown) } else { ("Open", IconName::ChevronRight) };
        let label = format!("{verb} {}", group.name);
        view! {
            <a class="tree__chevron" href=context.links.tree(&view) aria-label=label data-noscroll="">
                {glyph(sign)}
            </a>
        }
        .into_any()
    } else {
        view! { <span class="tree__chevron"></span> }.into_any()
    };
    let expanded = is_parent.then_some(if group.open { "true" } else { "false" });
    let users = thousands(group.users.into());
    let count = if group.is_root { format!("{users} users") } else { users };
    let plus = group.may_add.then(|| {
        let label = format!("Add a user to {}", group.name);
        let href = format!("{}/add-user", context.links.group(group.id));
        view! {
            <a class="tree__plus" href=href aria-label=label data-noscroll="">
                {glyph(IconName::Plus)}
            </a>
        }
    });
    // Only a narrow screen shows it: its name in the path, its sign in the place of the chevron.
    let into = way.map(|open| {
        let view = TreeView { open, all: String::new(), reveal: String::new(), ..context.view.clone() };
        view! {
            <a class="tree__into" href=context.links.tree(&view) aria-label=format!("Show {}", group.name)>
                {glyph(IconName::ChevronRight)}
                <span>{group.name.clone()}</span>
            </a>
        }
    });
    view! {
        <tr
            class="tree__group"
            id=format!("row-{id}")
            data-depth=group.depth.to_string()
            data-level=place
            data-label=group.name.clone()
            data-expanded=expanded
            data-moves=flag(group.may_move)
            data-takes=flag(group.may_add)
            data-selected=context.selected(&id)
        >
            <td class="tree__id">
                {chevron}
                {into}
                <a class="tree__label" href=href data-noscroll="">
                    {group.name.clone()}
                </a>
                <span class="tree__count">{count}</span>
                {plus}
                {group.is_root.then(|| view! { <Badge>"account"</Badge> })}
            </td>
            <td class="tree__name">{group.billing_code}</td>
            <td class="tree__active"></td>
        </tr>
    }
}

fn user_row(context: &Context, user: UserRow, place: Option<&'static str>) -> impl IntoView + use<> {
    let id = user.id.to_string();
    let label = user.handle.clone();
    let href = beside(context, context.links.user(user.id));
    let administers = user.administers.map(|(first, rest)| match rest {
        0 => format!("administers {first}"),
        rest => format!("administers {first} and {rest} more"),
    });
    view! {
        <tr
            class="tree__user"
            id=format!("row-{id}")
            data-depth=user.depth.to_string()
            data-level=place
            data-label=label
            data-moves=flag(user.may_move)
            data-selected=context.selected(&id)
        >
            <td class="tree__id">
                <a class="tree__open" href=href draggable="false" data-noscroll="">
                    <span class="tree__arrow">{glyph(IconName::ChevronRight)}</span>
                    <span class="tree__label">{marked(user.handle, &context.view.q)}</span>
                </a>
                {(user.kind == UserKind::System).then(|| view! { <Badge>"system"</Badge> })}
                {user.is_holder.then(|| view! { <Badge tone=BadgeTone::Warn>"account holder"</Badge> })}
                {user.suspended.then(|| view! { <Badge tone=BadgeTone::Danger>"suspended"</Badge> })}
                {administers.map(|words| view! { <Badge>{words}</Badge> })}
            </td>
            <td class="tree__name">{marked(user.name, &context.view.q)}</td>
            <td class="tree__active">{user.active}</td>
        </tr>
    }
}

fn more(depth: u8, place: Option<&'static str>, href: String, words: String) -> impl IntoView + use<> {
    view! {
        <tr class="tree__more" data-depth=depth.to_string() data-level=place>
            <td colspan="3">
                <a href=href>{words}</a>
            </td>
        </tr>
    }
}

/// `text` with the first place where it matches what was searched for marked.
fn marked(text: String, search: &str) -> AnyView {
    let search = search.trim().to_lowercase();
    // Lower case can change lengths; then the match has no place in the text as it is written.
    let folded = text.to_lowercase();
    let found = (!search.is_empty() && folded.len() == text.len()).then(|| folded.find(&search)).flatten();
    let parts = found.and_then(|start| {
        let end = start + search.len();
        Some((text.get(..start)?.to_owned(), text.get(start..end)?.to_owned(), text.get(end..)?.to_owned()))
    });
    // An empty text would be written as a space, for the script to find.
    let piece = |text: String| (!text.is_empty()).then_some(text);
    match parts {
        Some((before, hit, after)) => view! { {piece(before)}<mark>{hit}</mark>{piece(after)} }.into_any(),
        None => text.into_any(),
    }
}
