//! The frame of sign-in and of the few other pages without an account around them.

use super::super::{Icon, IconName};
use super::{Mark, SkipLink, brand};
use leptos::prelude::*;

/// A centred card under a bar with a single way on: sign in.
#[component]
pub fn PlainFrame(
    /// Where the icon at the upper right leads; leave it out on the sign-in page itself.
    #[prop(optional, into)]
    sign_in_href: Option<String>,
    /// 640 px instead of 400, for a choice among several accounts.
    #[prop(optional)]
    wide: bool,
    /// The card's content, which starts with an `<h1>`.
    children: Children,
) -> impl IntoView {
    let card = if wide { "plain__card plain__card--wide" } else { "plain__card" };
    view! {
        <SkipLink />
        <div class="plain">
            <header class="plain__bar">
                {sign_in_href
                    .map(|href| {
                        view! {
                            <a class="avatar" href=href aria-label="Sign in">
                                <Icon name=IconName::User />
                            </a>
                        }
                    })}
            </header>
            <main class="plain__main" id="main" tabindex="-1">
                <div class=card>
                    <div class="brand">
                        <Mark />
                        {brand()}
                    </div>
                    {children()}
                </div>
            </main>
        </div>
    }
}
