//! One row each: a group, a user, and what is not listed.

use super::drag::Dragging;
use crate::components::{Badge, BadgeTone, IconName, thousands};
use crate::links::Links;
use domain::GroupId;
use domain::tree::{GroupRow, Row, TreeView, UserRow};
use domain::user::UserKind;
use leptos::attr::Attribute;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

/// What every row needs to know.
pub(super) struct Context {
    pub(super) links: Links,
    pub(super) view: TreeView,
    pub(super) open: Vec<GroupId>,
    /// A list of users under their groups, where groups neither open nor close.
    pub(super) is_list: bool,
    pub(super) selected: Memo<String>,
    pub(super) current: RwSignal<String>,
    pub(super) ready: ReadSignal<bool>,
    pub(super) dragging: Dragging,
}

/// The attributes of a row that depend on what is selected and where the focus is.
#[derive(Clone, Copy)]
struct State {
    id: StoredValue<String>,
    selected: Memo<String>,
    current: RwSignal<String>,
    ready: ReadSignal<bool>,
}

impl State {
    fn new(context: &Context, id: String) -> Self {
        let Context { selected, current, ready, .. } = *context;
        Self { id: StoredValue::new(id), selected, current, ready }
    }

    fn is_selected(self) -> bool {
        self.selected.with(|selected| self.id.with_value(|id| id == selected))
    }

    /// One tab stop for the whole grid, once the arrows work.
    fn tabindex(self) -> Option<&'static str> {
        let is_current = self.current.with(|current| self.id.with_value(|id| id == current));
        self.ready.get().then_some(if is_current { "0" } else { "-1" })
    }

    /// The same for what stands inside a row: reached with the arrows, not with Tab.
    fn inner_tabindex(self) -> Option<&'static str> {
        self.ready.get().then_some("-1")
    }

    fn role(self, role: &'static str) -> Option<&'static str> {
        self.ready.get().then_some(role)
    }
}

/// The row's link with what a list needs to stay: panels open beside the list that they were found in.
fn beside(context: &Context, href: String) -> String {
    let kept = TreeView { open: String::new(), all: String::new(), ..context.view.clone() };
    if context.is_list { format!("{href}{}", crate::links::query(&kept)) } else { href }
}

/// A row.
pub(super) fn row(context: &Context, row: Row) -> AnyView {
    match row {
        Row::Group(group) => group_row(context, group).into_any(),
        Row::User(user) => user_row(context, user).into_any(),
        Row::MoreUsers { group, count, depth } => {
            let view = TreeView { within: group.to_string(), ..TreeView::default() };
            let words = format!("{} more users", thousands(count.into()));
            more(context, depth, context.links.tree(&view), words).into_any()
        }
        Row::MoreGroups { group, depth } => {
            let view = TreeView { all: group.to_string(), reveal: String::new(), ..context.view.clone() };
            more(context, depth, context.links.tree(&view), "More groups".to_owned()).into_any()
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

fn class(kind: &str, depth: u8) -> String {
    format!("{kind} tree__depth-{}", depth.min(12))
}

/// `aria-level`, which Leptos does not know.
fn level(depth: u8, ready: ReadSignal<bool>) -> impl Attribute {
    custom_attribute("aria-level", move || ready.get().then(|| (depth + 1).to_string()))
}

fn group_row(context: &Context, group: GroupRow) -> impl IntoView + use<> {
    let state = State::new(context, group.id.to_string());
    let ready = context.ready;
    let href = beside(context, context.links.group(group.id));
    let is_parent = !context.is_list && (group.users > 0 || group.groups > 0);
    let open = group.open;
    let chevron = if is_parent {
        let view = TreeView {
            open: TreeView::toggled(&context.open, group.id),
            reveal: String::new(),
            ..context.view.clone()
        };
        let verb = if open { "Close" } else { "Open" };
        let sign = if open { IconName::ChevronDown } else { IconName::ChevronRight };
        view! {
            <a
                class="tree__chevron"
                href=context.links.tree(&view)
                aria-label=format!("{verb} {}", group.name)
                tabindex=move || state.inner_tabindex()
                data-noscroll=""
            >
                {glyph(sign)}
            </a>
        }
        .into_any()
    } else {
        view! { <span class="tree__chevron"></span> }.into_any()
    };
    let users = thousands(group.users.into());
    let count = if group.is_root { format!("{users} users") } else { users };
    let plus = group.may_add.then(|| {
        let label = format!("Add a group to {}", group.name);
        view! {
            <a
                class="tree__plus"
                href=format!("{}/add", context.links.group(group.id))
                aria-label=label
                tabindex=move || state.inner_tabindex()
                data-noscroll=""
            >
                {glyph(IconName::Plus)}
            </a>
        }
    });
    let drag = context.dragging.source(group.id.to_string(), context.links.group(group.id), group.may_move);
    let drop = context.dragging.target(group.id.to_string(), group.may_add);
    let grip = drag.grip(ready);
    view! {
        <tr
            class=class("tree__group", group.depth)
            id=format!("row-{}", group.id)
            role=move || state.role("row")
            {..level(group.depth, ready)}
            aria-expanded=move || (ready.get() && is_parent).then_some(if open { "true" } else { "false" })
            aria-selected=move || (ready.get() && state.is_selected()).then_some("true")
            tabindex=move || state.tabindex()
            data-selected=move || state.is_selected().then_some("")
            data-label=group.name.clone()
            data-drop=move || drop.state()
            data-dragging=move || drag.is_dragged().then_some("")
            draggable=move || drag.draggable(ready)
            on:dragstart=move |event| drag.start(&event)
            on:dragend=move |_| drag.end()
            on:dragover=move |event| drop.over(&event)
            on:dragleave=move |_| drop.leave()
            on:drop=move |event| drop.dropped(&event)
        >
            <td class="tree__id" role=move || state.role("gridcell")>
                <span class="tree__indent"></span>
                {grip}
                {chevron}
                <a class="tree__label" href=href tabindex=move || state.inner_tabindex() data-noscroll="">
                    {group.name.clone()}
                </a>
                <span class="tree__count">{count}</span>
                {plus}
                {group.is_root.then(|| view! { <Badge>"account"</Badge> })}
            </td>
            <td class="tree__name" role=move || state.role("gridcell")>
                {group.billing_code}
            </td>
            <td class="tree__active" role=move || state.role("gridcell")></td>
        </tr>
    }
}

fn user_row(context: &Context, user: UserRow) -> impl IntoView + use<> {
    let state = State::new(context, user.id.to_string());
    let ready = context.ready;
    let href = beside(context, context.links.user(user.id));
    let drag = context.dragging.source(user.group.to_string(), context.links.user(user.id), user.may_move);
    let grip = drag.grip(ready);
    let administers = user.administers.map(|(first, rest)| match rest {
        0 => format!("administers {first}"),
        rest => format!("administers {first} and {rest} more"),
    });
    let handle = user.handle.clone();
    view! {
        <tr
            class=class("tree__user", user.depth)
            id=format!("row-{}", user.id)
            role=move || state.role("row")
            {..level(user.depth, ready)}
            aria-selected=move || (ready.get() && state.is_selected()).then_some("true")
            tabindex=move || state.tabindex()
            data-selected=move || state.is_selected().then_some("")
            data-label=user.handle.clone()
            data-dragging=move || drag.is_dragged().then_some("")
            draggable=move || drag.draggable(ready)
            on:dragstart=move |event| drag.start(&event)
            on:dragend=move |_| drag.end()
        >
            <td class="tree__id" role=move || state.role("gridcell")>
                <span class="tree__indent"></span>
                {grip}
                <a class="tree__open" href=href tabindex=move || state.inner_tabindex() draggable="false" data-noscroll="">
                    <span class="tree__arrow">
                        {glyph(IconName::ChevronRight)}
                    </span>
                    <span class="tree__label">{marked(handle, &context.view.q)}</span>
                </a>
                {(user.kind == UserKind::System).then(|| view! { <Badge>"system"</Badge> })}
                {user.is_holder.then(|| view! { <Badge tone=BadgeTone::Warn>"account holder"</Badge> })}
                {user.suspended.then(|| view! { <Badge tone=BadgeTone::Danger>"suspended"</Badge> })}
                {administers.map(|words| view! { <Badge>{words}</Badge> })}
            </td>
            <td class="tree__name" role=move || state.role("gridcell")>
                {marked(user.name, &context.view.q)}
            </td>
            <td class="tree__active" role=move || state.role("gridcell")>
                {user.active}
            </td>
        </tr>
    }
}

fn more(context: &Context, depth: u8, href: String, words: String) -> impl IntoView + use<> {
    let ready = context.ready;
    let role = move |role: &'static str| ready.get().then_some(role);
    view! {
        <tr
            class=class("tree__more", depth)
            role=move || role("row")
            {..level(depth, ready)}
            tabindex=move || ready.get().then_some("-1")
        >
            <td colspan="3" role=move || role("gridcell")>
                <span class="tree__indent"></span>
                <a href=href tabindex=move || ready.get().then_some("-1")>
                    {words}
                </a>
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
