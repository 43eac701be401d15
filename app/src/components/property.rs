//! Names and values, with the source of a value where it is inherited.

use leptos::prelude::*;

/// A list of `<Property>`.
#[component]
pub fn PropertyList(
    /// One property per row with its value at the right, as in a panel; otherwise columns, as on a card.
    #[prop(optional)]
    rows: bool,
    /// The properties.
    children: Children,
) -> impl IntoView {
    let class = if rows { "properties properties--rows" } else { "properties" };
    view! { <dl class=class>{children()}</dl> }
}

/// A name and its value.
#[component]
pub fn Property(
    /// The name.
    #[prop(into)]
    label: String,
    /// Where the value comes from: inherited, own, locked; and the way back to inherited.
    #[prop(optional, into)]
    source: Option<ViewFnOnce>,
    /// The value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="property">
            <dt>{label}</dt>
            <dd>{children()}</dd>
            {source.map(|source| view! { <dd class="property__source">{source.run()}</dd> })}
        </div>
    }
}
