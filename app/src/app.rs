//! The one route table. What stands in `<Pages>` is loaded by a browser when it is first opened.

use crate::components::{DocumentTitle, Unsaved, UnsavedChanges, answer_escape};
use crate::form::Replay;
use crate::pages::part::*;
use crate::pages::{AccountFrame, AccountHome, Again, Home, NotFound, session, user};
use crate::route::{Address, Pages};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The whole interface.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Replay::provide();
    Again::provide();
    answer_escape();
    Unsaved::provide();
    view! {
        <Router>
            <DocumentTitle />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Home />
                <Route path=path!("/sign-in") view=session::SignIn />
                <Pages at=&[
                    ("password", me::ChoosePassword),
                    ("sign-in/code", me::EnterCode),
                    ("second-factor", me::SetUpFirst),
                    ("accounts", me::Accounts),
                ] />
                <ParentRoute path=path!("/a/:account") view=AccountFrame>
                    <Route path=path!("") view=AccountHome />
                    // Before the Users page, which has the rest of these addresses.
                    <Pages at=&[
                        ("history", me::History),
                        ("groups/:group/history", me::GroupHistory),
                        ("users/:user/history", me::UserHistory),
                        ("profile", me::View),
                        ("profile/history", me::OwnHistory),
                        ("profile/contact", me::EditProfile),
                        ("profile/company", me::EditCompany),
                        ("profile/password", me::Password),
                        ("profile/email", me::ChangeEmail),
                        ("profile/security", me::Security),
                        ("profile/security/set-up", me::SetUpFactor),
                        ("profile/security/recovery-codes", me::RecoveryCodes),
                        ("profile/security/remove", me::RemoveFactor),
                        ("profile/deputies", me::Deputies),
                        ("profile/keys", me::Keys),
                        ("profile/keys/make", me::MakeKey),
                        ("profile/keys/:key/end", me::EndKey),
                        ("profile/webhooks", me::Webhooks),
                        ("profile/webhooks/add", me::AddWebhook),
                        ("profile/webhooks/:webhook", me::Webhook),
                        ("profile/webhooks/:webhook/delete", me::DeleteWebhook),
                        ("ownership", me::Ownership),
                        ("products", purchases::Products),
                        ("products/:product/order", purchases::Buy),
                        ("orders", purchases::Orders),
                        ("orders/:order", purchases::Order),
                        ("orders/:order/cancel", purchases::CancelOrder),
                        ("licences", purchases::Licences),
                        ("licences/:licence", purchases::Licence),
                        ("licences/:licence/renew", purchases::RenewLicence),
                        ("licences/:licence/activate", purchases::ActivateLicence),
                        ("licences/:licence/deactivate/:activation", purchases::DeactivateLicence),
                        ("profile/logins", me::Logins),
                        ("profile/logins/add", me::AddLogin),
                        ("profile/logins/:user", me::EditLogin),
                        ("profile/logins/:user/remove", me::RemoveLogin),
                        ("profile/contacts", me::Contacts),
                        ("profile/contacts/add", me::AddContact),
                        ("profile/contacts/:contact", me::EditContact),
                        ("profile/contacts/:contact/remove", me::RemoveContact),
                        ("profile/coverage", me::Coverage),
                        ("profile/mailing-lists", me::MailingLists),
                        ("help/account-types", me::AccountTypes),
                        ("deleted-users", users::DeletedUsers),
                        ("invoices", purchases::Invoices),
                        ("invoices/:invoice", purchases::Invoice),
                        ("invoices/:invoice/pay", purchases::Pay),
                        ("payments/:payment", purchases::Payment),
                    ] />
                    <ParentRoute path=path!("") view=user::Browse>
                        <Route path=path!("users") view=|| () />
                        <ParentRoute path=Address("users/:user") view=users::User>
                            <Route path=path!("") view=|| () />
                            <Pages at=&[
                                ("move", users::MoveUser),
                                ("password", users::SetPassword),
                                ("second-factor", users::ResetFactor),
                                ("suspend", users::SuspendUser),
                                ("delete", users::DeleteUser),
                            ] />
                        </ParentRoute>
                        <ParentRoute path=Address("groups/:group") view=users::Group>
                            <Route path=path!("") view=|| () />
                            <Pages at=&[
                                ("add-user", users::AddUser),
                                ("add", users::AddGroup),
                                ("edit", users::EditGroup),
                                ("move", users::MoveGroup),
                                ("delete", users::DeleteGroup),
                            ] />
                        </ParentRoute>
                        <Pages at=&[
                            ("users/:user/access", users::UserAccess),
                            ("users/:user/reach", users::Reach),
                            ("groups/:group/settings", users::GroupSettings),
                            ("groups/:group/access", users::GroupAccess),
                            ("revoke/:grant", users::Revoke),
                        ] />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <UnsavedChanges />
        </Router>
    }
}
