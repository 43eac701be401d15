//! The document's title.
//!
//! What is open names itself; what is open on top of it, a dialog over a panel over a page, comes first. Each title goes
//! with the owner that it was made under. (Those of `leptos_meta` stay behind when the view around them is rebuilt.)

use super::layout::brand;
use leptos::prelude::*;

#[derive(Clone, Debug)]
struct Entry {
    over: bool,
    id: usize,
    text: Signal<String>,
    /// What it said at first: on the server the document's head is written when the page around it may be gone already.
    first: String,
}

impl Entry {
    fn text(&self) -> String {
        if cfg!(feature = "ssr") { None } else { self.text.try_get() }.unwrap_or_else(|| self.first.clone())
    }
}

/// The titles of all that is open. On the server several threads may draw one page: each waits for the others.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default)]
struct Titles(std::sync::Arc<std::sync::Mutex<Vec<Entry>>>);

#[cfg(feature = "ssr")]
impl Titles {
    fn with<R>(&self, read: impl FnOnce(&Vec<Entry>) -> R) -> R {
        read(&self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn update(&self, write: impl FnOnce(&mut Vec<Entry>)) {
        write(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }
}

/// The titles of all that is open.
#[cfg(not(feature = "ssr"))]
#[derive(Clone, Debug, Default)]
struct Titles(ArcRwSignal<Vec<Entry>>);

#[cfg(not(feature = "ssr"))]
impl Titles {
    fn with<R>(&self, read: impl FnOnce(&Vec<Entry>) -> R) -> R {
        self.0.with(read)
    }

    fn update(&self, write: impl FnOnce(&mut Vec<Entry>)) {
        self.0.update(write);
    }
}

/// Writes the document's title. To stand once, at the top of the application and before every [`Title`].
#[component]
pub fn DocumentTitle() -> impl IntoView {
    let titles = Titles::default();
    provide_context(titles.clone());
    let brand = brand();
    let text = move || {
        let title = titles.with(|all| all.iter().max_by_key(|entry| (entry.over, entry.id)).map(Entry::text));
        shown(title.map_or_else(|| brand.clone(), |text| format!("{text} · {brand}")))
    };
    view! { <leptos_meta::Title text /> }
}

/// The server writes a title into the document as it is, and a name in it may hold anything; the browser sets it as text.
fn shown(title: String) -> String {
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

/// The title of what is open here, as long as it is.
#[component]
pub fn Title(
    /// Without the name of the application.
    #[prop(into)]
    text: Signal<String>,
    /// It stands on top of something that has a title too.
    #[prop(optional)]
    over: bool,
) -> impl IntoView {
    if let Some(titles) = use_context::<Titles>() {
        let first = text.get_untracked();
        let id = untrack(|| titles.with(|all| all.last().map_or(0, |entry| entry.id + 1)));
        titles.update(|all| all.push(Entry { over, id, text, first }));
        // A page is rendered once on the server: what is open stays open until the head is written.
        #[cfg(not(feature = "ssr"))]
        on_cleanup(move || titles.update(|all| all.retain(|entry| entry.id != id)));
    }
}
