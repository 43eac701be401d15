//! The document's title.
//!
//! What is open names itself; what is open on top of it, a dialog over a panel over a page, comes first. Each title goes
//! with the owner that it was made under. (Those of `leptos_meta` stay behind when the view around them is rebuilt.)

use leptos::prelude::*;

#[derive(Clone, Copy, Debug)]
struct Entry {
    over: bool,
    id: usize,
    text: Signal<String>,
}

/// The titles of all that is open.
#[derive(Clone, Copy, Debug)]
struct Titles(RwSignal<Vec<Entry>>);

/// Writes the document's title. To stand once, at the top of the application and before every [`Title`].
#[component]
pub fn DocumentTitle() -> impl IntoView {
    let titles = Titles(RwSignal::new(Vec::new()));
    provide_context(titles);
    let text = move || {
        let first = titles.0.with(|all| all.iter().max_by_key(|entry| (entry.over, entry.id)).map(|entry| entry.text));
        let title = first.and_then(|text| text.try_get());
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
        titles.update(|all| all.push(Entry { over, id, text }));
        on_cleanup(move || {
            let _ = titles.try_update(|all| all.retain(|entry| entry.id != id));
        });
    }
}
