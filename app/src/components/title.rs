//! The document's title.
//!
//! What is open names itself; what is open on top of it, a dialog over a panel over a page, comes first. Each title goes
//! with the owner that it was made under. (Those of `leptos_meta` stay behind when the view around them is rebuilt.)

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
        self.text.try_get().unwrap_or_else(|| self.first.clone())
    }
}

/// The titles of all that is open. Counted and not owned by a component, for the same reason.
#[derive(Clone, Debug)]
struct Titles(ArcRwSignal<Vec<Entry>>);

/// Writes the document's title. To stand once, at the top of the application and before every [`Title`].
#[component]
pub fn DocumentTitle() -> impl IntoView {
    let titles = Titles(ArcRwSignal::new(Vec::new()));
    provide_context(titles.clone());
    let text = move || {
        let title = titles.0.with(|all| all.iter().max_by_key(|entry| (entry.over, entry.id)).map(Entry::text));
        shown(title.map_or_else(|| "Portico".to_owned(), |text| format!("{text} · Portico")))
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
    if let Some(Titles(titles)) = use_context() {
        let id = titles.with_untracked(|all| all.last().map_or(0, |entry| entry.id + 1));
        titles.update(|all| all.push(Entry { over, id, text, first: text.get_untracked() }));
        // A page is rendered once on the server: what is open stays open until the head is written.
        #[cfg(not(feature = "ssr"))]
        on_cleanup(move || titles.update(|all| all.retain(|entry| entry.id != id)));
    }
}
