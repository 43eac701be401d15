//! What My Profile says about mail: that one's own comes back, and what nobody receives.

use crate::api::coverage::RetryOwnMail;
use crate::components::{Card, Notice, NoticeTone};
use crate::form::{SendForm, use_form};
use crate::pages::use_account;
use domain::notification::MailState;
use leptos::prelude::*;

/// The notices, and the cards that lead to who receives what.
pub(in crate::pages) fn state(state: MailState) -> impl IntoView {
    let links = use_account();
    let retry = use_form::<RetryOwnMail>();
    let account = links.account().to_owned();
    let bounced = (!state.bounced.is_empty()).then(|| {
        let words = state.bounced.clone();
        view! {
            <Notice tone=NoticeTone::Warn>
                <p>{words.clone()}</p>
            </Notice>
            <SendForm form=retry class="" guarded=false>
                <input type="hidden" name="account" value=account />
                <button class="button" type="submit">
                    "Try mail to your address again"
                </button>
            </SendForm>
        }
    });
    let coverage = links.section("profile/coverage");
    let gaps = (!state.gaps.is_empty()).then(|| {
        let (words, coverage) = (state.gaps.join(" "), coverage.clone());
        view! {
            <Notice tone=NoticeTone::Warn>
                <p>
                    {words.clone()} " " <a href=coverage.clone()>"See who receives what"</a>
                </p>
            </Notice>
        }
    });
    let people = state.is_holder.then(|| {
        let (logins, contacts) = (links.section("profile/logins"), links.section("profile/contacts"));
        view! {
            <Card
                title="People of the account"
                text="Who may do something for the whole account, and who receives its mail."
                actions=move || {
                    view! {
                        <a class="button" href=logins>
                            "Authorized Logins"
                        </a>
                        <a class="button" href=contacts>
                            "Primary Contacts"
                        </a>
                        <a class="button" href=coverage>
                            "Coverage"
                        </a>
                    }
                }
            >
                ""
            </Card>
        }
    });
    let (lists, help) = (links.section("profile/mailing-lists"), links.section("help/account-types"));
    view! {
        {bounced}
        {gaps}
        {people}
        <Card
            title="Mailing lists"
            text="News that you choose to receive, at your own address."
            actions=move || {
                view! {
                    <a class="button" href=lists>
                        "Mailing lists"
                    </a>
                }
            }
        >
            ""
        </Card>
        <Card
            title="Account types"
            text="Who is who in an account, and what each may do."
            actions=move || {
                view! {
                    <a class="button" href=help>
                        "Account types explained"
                    </a>
                }
            }
        >
            ""
        </Card>
    }
}
