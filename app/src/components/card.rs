//! A section of a page: its title, a sentence, its actions, its content.

use leptos::prelude::*;

/// A card.
#[component]
pub fn Card(
    /// The section's title.
    #[prop(into)]
    title: String,
    /// A sentence under it.
    #[prop(optional, into)]
    text: String,
    /// Buttons at the right of the title.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card__head">
                <div>
                    <h2>{title}</h2>
                    {(!text.is_empty()).then(|| view! { <p class="card__text">{text}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="card__actions">{actions.run()}</div> })}
            </div>
            {children()}
        </section>
    }
}
