//! The dialog that lets go of an order that waits.

use super::View;
use crate::api::order::{CancelOrder, ViewOrder};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account, use_param};
use domain::order::OrderDetail;
use leptos::prelude::*;

/// The dialog, over the order's page.
#[component]
pub fn Cancel() -> impl IntoView {
    let account = use_account().account().to_owned();
    let order = use_param("order");
    let form = use_form::<CancelOrder>();
    let loaded = load(move || ViewOrder { account: account.clone(), order: order.get() });
    view! {
        <View />
        <Load quiet=true from=loaded children=move |detail| dialog(form, &detail) />
    }
}

fn dialog(form: Form, detail: &OrderDetail) -> impl IntoView + use<> {
    let links = use_account();
    let order = &detail.order;
    let (close, id, title) = (links.order(order.id), order.id.to_string(), format!("Cancel order {}?", order.number));
    let text = match detail.cancel.allowed {
        true => format!("{} for {} is not delivered, and its invoice becomes void.", order.product, order.total),
        false => detail.cancel.why.clone(),
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close danger=true>
            <ErrorSummary title="The order was not cancelled" errors=form.errors() />
            <p class="dialog__text">{text}</p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="order" value=id />
                <FormActions>
                    <CancelLink label="Keep order" />
                    <SubmitButton label="Cancel order" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}
