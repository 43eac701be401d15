//! Where one is signed in.

use crate::components::{Badge, BadgeTone, Card, ErrorSummary, SubmitButton, SubmitTone};
use crate::form::{Form, SendForm};
use crate::pages::use_account;
use domain::identity::SessionView;
use leptos::prelude::*;

/// The sessions, with the forms that end one, and all but this one.
pub(super) fn list(end: Form, end_others: Form, sessions: Vec<SessionView>) -> impl IntoView {
    let others = sessions.len() > 1;
    view! {
        <Card
            title="Where you are signed in"
            text="End what you do not recognise, and choose a new password if it was not you."
            actions=move || {
                others
                    .then(|| {
                        view! {
                            <SendForm form=end_others guarded=false class="">
                                <input type="hidden" name="account" value=use_account().account().to_owned() />
                                <SubmitButton
                                    label="End all other sessions"
                                    tone=SubmitTone::Plain
                                    pending=end_others.pending()
                                />
                            </SendForm>
                        }
                    })
            }
        >
            <ErrorSummary title="The session was not ended" errors=end.errors() />
            <ErrorSummary title="The sessions were not ended" errors=end_others.errors() />
            <ul class="sessions">{sessions.into_iter().map(|session| one(end, session)).collect_view()}</ul>
        </Card>
    }
}

fn one(end: Form, session: SessionView) -> impl IntoView {
    let SessionView { id, device, address, since, last_seen, current } = session;
    let told = match address.as_str() {
        "" => format!("Since {since}"),
        address => format!("From {address}, since {since}"),
    };
    let label = format!("End {device}");
    let end_it = move || {
        view! {
            <SendForm form=end guarded=false class="">
                <input type="hidden" name="account" value=use_account().account().to_owned() />
                <input type="hidden" name="session" value=id />
                <button type="submit" class="button button--small" aria-label=label>
                    "End this one"
                </button>
            </SendForm>
        }
    };
    view! {
        <li class="sessions__one">
            <div>
                <p class="sessions__device">
                    {device} {current.then(|| view! { <Badge tone=BadgeTone::Ok>"this one"</Badge> })}
                </p>
                <p class="sessions__told">{told}</p>
                {(!current).then(|| view! { <p class="sessions__told">{format!("Last seen {last_seen}")}</p> })}
            </div>
            {(!current).then(end_it)}
        </li>
    }
}
