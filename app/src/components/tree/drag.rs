//! Dragging a user or a group onto a group. Dropping only opens the *Move to…* dialog, which tells what will change:
//! nothing moves by a slip of the hand.

use crate::components::{Icon, IconName};
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Dragged {
    /// The group itself, or the group that the user is in: neither is a place to go to.
    not_to: String,
    /// Its own page.
    own: String,
}

/// What is being dragged over the grid, and over which group.
#[derive(Clone, Copy)]
pub(super) struct Dragging {
    dragged: RwSignal<Option<Dragged>>,
    over: RwSignal<String>,
    go: StoredValue<Arc<dyn Fn(String) + Send + Sync>>,
}

impl Dragging {
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        let go: Arc<dyn Fn(String) + Send + Sync> = Arc::new(move |href: String| {
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() })
        });
        Self { dragged: RwSignal::new(None), over: RwSignal::new(String::new()), go: StoredValue::new(go) }
    }

    /// A row that can be dragged, when `allowed`.
    pub(super) fn source(self, not_to: String, own: String, allowed: bool) -> Source {
        Source { dragging: self, dragged: StoredValue::new(Dragged { not_to, own }), allowed }
    }

    /// A group that takes what is dropped on it, when `allowed`.
    pub(super) fn target(self, id: String, allowed: bool) -> Drop {
        Drop { dragging: self, id: StoredValue::new(id), allowed }
    }
}

/// A row that can be dragged.
#[derive(Clone, Copy)]
pub(super) struct Source {
    dragging: Dragging,
    dragged: StoredValue<Dragged>,
    allowed: bool,
}

impl Source {
    pub(super) fn draggable(self, ready: ReadSignal<bool>) -> Option<&'static str> {
        (self.allowed && ready.get()).then_some("true")
    }

    /// The handle that shows while the pointer is on the row.
    pub(super) fn grip(self, ready: ReadSignal<bool>) -> impl IntoView {
        move || {
            (self.allowed && ready.get()).then(|| {
                view! {
                    <span class="tree__handle" aria-hidden="true">
                        <Icon name=IconName::Drag />
                    </span>
                }
            })
        }
    }

    pub(super) fn start(self, event: &DragEvent) {
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            // Some browsers start no drag without data.
            let _ = transfer.set_data("text/plain", &self.dragged.with_value(|dragged| dragged.own.clone()));
        }
        self.dragging.dragged.set(Some(self.dragged.get_value()));
    }

    pub(super) fn end(self) {
        self.dragging.dragged.set(None);
        self.dragging.over.set(String::new());
    }

    pub(super) fn is_dragged(self) -> bool {
        self.dragging.dragged.with(|dragged| dragged.as_ref() == Some(&self.dragged.get_value()))
    }
}

/// A group on which something can be dropped.
#[derive(Clone, Copy)]
pub(super) struct Drop {
    dragging: Dragging,
    id: StoredValue<String>,
    allowed: bool,
}

impl Drop {
    fn takes(self) -> bool {
        let elsewhere = self.dragging.dragged.with_untracked(|dragged| {
            dragged.as_ref().is_some_and(|dragged| self.id.with_value(|id| *id != dragged.not_to))
        });
        self.allowed && elsewhere
    }

    /// How the row shows what would happen: `refused` when nothing would.
    pub(super) fn state(self) -> Option<&'static str> {
        let over = self.dragging.over.with(|over| self.id.with_value(|id| id == over));
        over.then_some(if self.takes() { "" } else { "refused" })
    }

    pub(super) fn over(self, event: &DragEvent) {
        if self.dragging.dragged.with_untracked(Option::is_none) {
            return;
        }
        if self.takes() {
            event.prevent_default();
        }
        let id = self.id.get_value();
        if self.dragging.over.with_untracked(|over| *over != id) {
            self.dragging.over.set(id);
        }
    }

    pub(super) fn leave(self) {
        self.dragging.over.set(String::new());
    }

    pub(super) fn dropped(self, event: &DragEvent) {
        event.prevent_default();
        let dragged = self.dragging.dragged.get_untracked();
        self.dragging.over.set(String::new());
        self.dragging.dragged.set(None);
        if let (Some(dragged), true) = (dragged, self.allowed) {
            let href = format!("{}/move?to={}", dragged.own, self.id.get_value());
            self.dragging.go.with_value(|go| go(href));
        }
    }
}
