//! Who acts for whom, and when.

use crate::api::deputy::EndDeputy;
use crate::components::{Badge, BadgeTone, ErrorSummary};
use crate::form::{SendForm, use_form};
use crate::links::Links;
use domain::grant::Deputyship;
use leptos::prelude::*;

/// The list, with a button each to end it; from the page `back`, to which that leads back.
pub(in crate::pages) fn deputyships(links: &Links, back: &str, all: Vec<Deputyship>) -> impl IntoView + use<> {
    let form = use_form::<EndDeputy>();
    let (account, back) = (links.account().to_owned(), back.to_owned());
    let rows = all
        .into_iter()
        .map(|one| {
            let (account, back, id) = (account.clone(), back.clone(), one.id.to_string());
            let label = format!("End the time of {} as deputy for {}", one.deputy, one.principal);
            let end = one.end.allowed.then(|| {
                view! {
                    <SendForm form class="">
                        <input type="hidden" name="account" value=account />
                        <input type="hidden" name="deputy" value=id />
                        <input type="hidden" name="back" value=back />
                        <button class="people__action" type="submit" aria-label=label>
                            "End"
                        </button>
                    </SendForm>
                }
            });
            view! {
                <li class="people__item">
                    <span class="people__name">
                        {format!("{} acts for {}", one.deputy, one.principal)}
                        {one.is_now.then(|| view! { <Badge tone=BadgeTone::Ok>"now"</Badge> })}
                    </span>
                    <span class="people__detail">{format!("From {} until {}", one.from, one.until)}</span>
                    {(!one.email_note.is_empty())
                        .then(|| view! { <span class="people__detail">{one.email_note}</span> })}
                    {end}
                </li>
            }
        })
        .collect_view();
    view! {
        <ErrorSummary title="The appointment was not ended" errors=form.errors() />
        <ul class="people">{rows}</ul>
    }
}
