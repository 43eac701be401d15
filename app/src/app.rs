//! The one route table. A `Lazy` route is one whose page a browser loads when it is first opened.

use crate::components::{DocumentTitle, Unsaved, UnsavedChanges};
use crate::form::Replay;
use crate::pages::part::{access, me, past, users};
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
                <Route path=path!("/accounts") view=session::Accounts />
                <ParentRoute path=path!("/a/:account") view=AccountFrame>
                    <Route path=path!("") view=AccountHome />
                    // Before the Users page, which has the rest of these addresses.
                    <Route path=path!("history") view={Lazy::<past::Account>::new()} />
                    <Route path=path!("groups/:group/history") view={Lazy::<past::Group>::new()} />
                    <Route path=path!("users/:user/history") view={Lazy::<past::User>::new()} />
                    <ParentRoute path=path!("") view=user::Browse>
                        <Route path=path!("users") view=|| () />
                        <ParentRoute path=path!("users/:user") view={Lazy::<users::User>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("move") view={Lazy::<users::MoveUser>::new()} />
                            <Route path=path!("suspend") view={Lazy::<users::SuspendUser>::new()} />
                        </ParentRoute>
                        <ParentRoute path=path!("users/:user/access") view={Lazy::<access::OfUser>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!(":grant") view={Lazy::<access::RevokeOnUser>::new()} />
                        </ParentRoute>
                        <ParentRoute path=path!("users/:user/reach") view={Lazy::<access::Reach>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!(":grant") view={Lazy::<access::RevokeHeld>::new()} />
                        </ParentRoute>
                        <ParentRoute path=path!("groups/:group") view={Lazy::<users::Group>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("add") view={Lazy::<users::AddGroup>::new()} />
                            <Route path=path!("edit") view={Lazy::<users::EditGroup>::new()} />
                            <Route path=path!("move") view={Lazy::<users::MoveGroup>::new()} />
                            <Route path=path!("delete") view={Lazy::<users::DeleteGroup>::new()} />
                        </ParentRoute>
                        <Route path=path!("groups/:group/settings") view={Lazy::<access::GroupSettings>::new()} />
                        <ParentRoute path=path!("groups/:group/access") view={Lazy::<access::OfGroup>::new()}>
                            <Route path=path!("") view=|| () />
                            <Route path=path!(":grant") view={Lazy::<access::RevokeOnGroup>::new()} />
                        </ParentRoute>
                    </ParentRoute>
                    <Route path=path!("profile") view={Lazy::<me::View>::new()} />
                    <Route path=path!("profile/history") view={Lazy::<past::Own>::new()} />
                    <Route path=path!("profile/contact") view={Lazy::<me::EditContact>::new()} />
                    <Route path=path!("profile/company") view={Lazy::<me::EditCompany>::new()} />
                    <Route path=path!("profile/deputies") view={Lazy::<access::Deputies>::new()} />
                </ParentRoute>
            </Routes>
            <UnsavedChanges />
        </Router>
    }
}
