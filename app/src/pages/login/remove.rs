//! The dialog that removes a login.

use super::list::page;
use super::logins;
use crate::api::login::{ListLogins, RemoveLogin, ViewLogin};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account, use_param};
use domain::login::LoginView;
use leptos::prelude::*;

/// The page with the dialog.
#[component]
pub fn Remove() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<RemoveLogin>();
    let list = {
        let account = account.clone();
        load(move || ListLogins { account: account.clone() })
    };
    let loaded = load(move || ViewLogin { account: account.clone(), user: user.get() });
    view! {
        <Load quiet=true from=list children=page />
        <Load from=loaded children=move |view| dialog(form, view) />
    }
}

fn dialog(form: Form, view: LoginView) -> impl IntoView {
    let links = use_account();
    let LoginView { login, confirm, .. } = view;
    let title = format!("Remove the login of {}?", login.name);
    let user = links.user(login.id);
    let invited = !login.can_sign_in;
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=logins(&links) danger=true>
            <ErrorSummary title="The login was not removed" errors=form.errors() />
            <p class="dialog__text">
                {if invited {
                    "Their invitation ends, and they get no role and no mail. They stay in the list of users, where they can be invited again."
                } else {
                    "Their roles end at once, and they receive no more mail of the account. They stay a user and can still sign in."
                }}
            </p>
            <p class="dialog__text">
                "To keep them from signing in too, " <a href=format!("{user}/suspend")>"suspend the user"</a>
                "; to take them out of the account, " <a href=format!("{user}/delete")>"delete the user"</a> "."
            </p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="user" value=login.id.to_string() />
                <ConfirmField form needed=confirm />
                <FormActions>
                    <CancelLink label="Keep the login" />
                    <SubmitButton label="Remove login" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}
