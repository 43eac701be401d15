//! The one route table.

use crate::components::DocumentTitle;
use crate::form::Replay;
use crate::pages::{AccountFrame, AccountHome, Home, NotFound, group, profile, session, user};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

/// The whole interface.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Replay::provide();
    view! {
        <Router>
            <DocumentTitle />
            <Routes fallback=NotFound>
                <Route path=path!("/") view=Home />
                <Route path=path!("/sign-in") view=session::SignIn />
                <Route path=path!("/accounts") view=session::Accounts />
                <ParentRoute path=path!("/a/:account") view=AccountFrame>
                    <Route path=path!("") view=AccountHome />
                    <ParentRoute path=path!("") view=user::Browse>
                        <Route path=path!("users") view=|| () />
                        <ParentRoute path=path!("users/:user") view=user::Overview>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("move") view=user::Relocate />
                        </ParentRoute>
                        <ParentRoute path=path!("groups/:group") view=group::Overview>
                            <Route path=path!("") view=|| () />
                            <Route path=path!("add") view=group::Add />
                            <Route path=path!("edit") view=group::Edit />
                            <Route path=path!("move") view=group::Relocate />
                            <Route path=path!("delete") view=group::Delete />
                        </ParentRoute>
                    </ParentRoute>
                    <Route path=path!("profile") view=profile::View />
                    <Route path=path!("profile/contact") view=profile::EditContact />
                    <Route path=path!("profile/company") view=profile::EditCompany />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
