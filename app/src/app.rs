//! The one route table. A `Lazy` route is one whose page a browser loads when it is first opened.

use crate::components::{DocumentTitle, Unsaved, UnsavedChanges};
use crate::form::Replay;
use crate::pages::part::{me, users};
use crate::pages::{AccountFrame, AccountHome, Home, NotFound, session, user};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, path};

/// The whole interface.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Replay::provide();
    Unsaved::provide();
    view! {
        <Router>
            <DocumentTitle />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Home />
                <Route path=path!("/sign-in") view=session::SignIn />
                <Route path=path!("/password") view={Lazy::<me::ChoosePassword>::new()} />
                <Route path=path!("/accounts") view={Lazy::<me::Accounts>::new()} />
                <ParentRoute path=path!("/a/:account") view=AccountFrame>
                    <Route path=path!("") view=AccountHome />
                    // Before the Users page, which has the rest of these addresses.
                    <Route path=path!("history") view={Lazy::<me::History>::new()} />
                    <Route path=path!("groups/:group/history") view={Lazy::<me::GroupHistory>::new()} />
                    <Route path=path!("users/:user/history") view={Lazy::<me::UserHistory>::new()} />
                    <ParentRoute path=path!("") view=user::Browse>
                        <Route path=path!("users") view=|| () />
                        <ParentRoute path=path!("users/:user") view={Lazy::<users::User>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("move") view={Lazy::<users::MoveUser>::new()} />
                            <Route path=path!("password") view={Lazy::<users::SetPassword>::new()} />
                            <Route path=path!("suspend") view={Lazy::<users::SuspendUser>::new()} />
                        </ParentRoute>
                        <Route path=path!("users/:user/access") view={Lazy::<users::UserAccess>::new()} />
                        <Route path=path!("users/:user/reach") view={Lazy::<users::Reach>::new()} />
                        <ParentRoute path=path!("groups/:group") view={Lazy::<users::Group>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("add-user") view={Lazy::<users::AddUser>::new()} />
                            <Route path=path!("add") view={Lazy::<users::AddGroup>::new()} />
                            <Route path=path!("edit") view={Lazy::<users::EditGroup>::new()} />
                            <Route path=path!("move") view={Lazy::<users::MoveGroup>::new()} />
                            <Route path=path!("delete") view={Lazy::<users::DeleteGroup>::new()} />
                        </ParentRoute>
                        <Route path=path!("revoke/:grant") view={Lazy::<users::Revoke>::new()} />
                        <Route path=path!("groups/:group/settings") view={Lazy::<users::GroupSettings>::new()} />
                        <Route path=path!("groups/:group/access") view={Lazy::<users::GroupAccess>::new()} />
                    </ParentRoute>
                    <Route path=path!("profile") view={Lazy::<me::View>::new()} />
                    <Route path=path!("profile/history") view={Lazy::<me::OwnHistory>::new()} />
                    <Route path=path!("profile/contact") view={Lazy::<me::EditContact>::new()} />
                    <Route path=path!("profile/company") view={Lazy::<me::EditCompany>::new()} />
                    <Route path=path!("profile/password") view={Lazy::<me::Password>::new()} />
                    <Route path=path!("profile/deputies") view={Lazy::<me::Deputies>::new()} />
                    <Route path=path!("ownership") view={Lazy::<me::Ownership>::new()} />
                </ParentRoute>
            </Routes>
            <UnsavedChanges />
        </Router>
    }
}
