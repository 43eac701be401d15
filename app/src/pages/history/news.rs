//! What is new since the page was read: the server says so while the page is open, and the page does not move by
//! itself.

use domain::history::news;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use leptos::web_sys::{Event, EventSource, MessageEvent};

/// What the stream said last.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Nothing,
    /// So many entries are new.
    Count(String),
    /// The connection is lost; the browser tries again.
    Lost,
    /// The right to read has ended, and why.
    Ended(String),
}

/// Says how many entries are new, with a link to `here` that shows them; what it hears comes `from` the server.
#[component]
pub fn News(from: String, here: String) -> impl IntoView {
    let heard = RwSignal::new(Heard::Nothing);
    Effect::new(move |_| listen(&from, heard));
    let said = move || match heard.get() {
        Heard::Nothing => None,
        Heard::Count(count) => {
            let (entries, them) = if count == "1" { ("entry", "it") } else { ("entries", "them") };
            Some((format!("{count} new {entries}."), Some(format!("Show {them}"))))
        }
        Heard::Lost => Some(("The connection was lost. Trying again…".to_owned(), None)),
        Heard::Ended(why) => Some((why, Some("Load the page again".to_owned()))),
    };
    view! {
        <div class="history__news" role="status">
            {move || {
                said()
                    .map(|(text, link)| {
                        // The router would see the same address and do nothing.
                        let link = link
                            .map(|label| {
                                view! {
                                    <a class="button" href=here.clone() rel="external">
                                        {label}
                                    </a>
                                }
                            });
                        view! { <p class="history__said">{text} " " {link}</p> }
                    })
            }}
        </div>
    }
}

/// Listens until the page is left.
fn listen(from: &str, heard: RwSignal<Heard>) {
    let Ok(source) = EventSource::new(from) else { return };
    let text = |event: Event| event.dyn_into::<MessageEvent>().ok().and_then(|message| message.data().as_string());
    let on_count = Closure::<dyn FnMut(Event)>::new(move |event| {
        heard.set(match text(event) {
            Some(count) if count != "0" => Heard::Count(count),
            _ => Heard::Nothing,
        });
    });
    let ending = source.clone();
    let on_end = Closure::<dyn FnMut(Event)>::new(move |event| {
        ending.close();
        heard.set(Heard::Ended(text(event).unwrap_or_default()));
    });
    let failing = source.clone();
    let on_error = Closure::<dyn FnMut(Event)>::new(move |_| {
        // A browser that gives up was refused, and the page says so when it is loaded again.
        if failing.ready_state() == EventSource::CONNECTING {
            heard.set(Heard::Lost);
        }
    });
    let listening = source
        .add_event_listener_with_callback(news::COUNT, on_count.as_ref().unchecked_ref())
        .and_then(|()| source.add_event_listener_with_callback(news::ENDED, on_end.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    if listening.is_err() {
        source.close();
    }
    let kept = StoredValue::new_local((source, on_count, on_end, on_error));
    on_cleanup(move || kept.with_value(|(source, ..)| source.close()));
}
