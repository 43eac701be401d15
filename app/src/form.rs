//! Forms that work the same with and without the script.
//!
//! A form posts to its server function. With the script, the answer comes back to the form; without it, a refused
//! form is answered with its own page (422), rendered with what was typed and what is wrong ([`Refused`]). Both end in
//! the same [`Form`] handle, which the page reads its values and errors from.

use crate::api::ApiError;
use crate::components::Title;
use domain::Problem;
use leptos::prelude::*;
use leptos::server_fn::{Http, ServerFn, codec::PostUrl};
use serde::{Deserialize, Serialize};

/// A form that was refused, on its way back to its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The path of the server function that it was sent to.
    pub function: String,
    /// What was typed, by field; never a password.
    pub values: Vec<(String, String)>,
    /// Why it was refused.
    pub problem: Problem,
}

/// The refused form of this page load; whoever it belongs to takes it.
#[derive(Debug, Clone, Copy)]
pub struct Replay(StoredValue<Option<Refused>>);

impl Replay {
    /// Takes what the server was told, on the server, or what it left in the page, in the browser. To be called once,
    /// at the top of the application, so that both count their shared values alike.
    pub fn provide() {
        let refused = SharedValue::new(|| {
            #[cfg(feature = "ssr")]
            let refused = use_context::<crate::request::RequestContext>().and_then(|request| request.refused);
            #[cfg(not(feature = "ssr"))]
            let refused: Option<Refused> = None;
            refused
        });
        provide_context(Self(StoredValue::new(refused.into_inner())));
    }

    fn take(function: &str) -> Option<Refused> {
        let Self(replay) = use_context()?;
        let mine = replay.with_value(|refused| refused.as_ref().is_some_and(|refused| refused.function == function));
        if mine { replay.try_update_value(Option::take).flatten() } else { None }
    }
}

/// One form on a page: what was typed, and what is wrong with it.
pub struct Form<S: ServerFn<Error = ApiError>>
where
    S: Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    action: ServerAction<S>,
    replayed: StoredValue<Option<Refused>>,
    /// What the browser itself found wrong before sending.
    local: RwSignal<Option<Problem>>,
}

impl<S> Clone for Form<S>
where
    S: ServerFn<Error = ApiError> + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Form<S>
where
    S: ServerFn<Error = ApiError> + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
}

/// The handle of the form that sends to `S`.
#[must_use]
pub fn use_form<S>() -> Form<S>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Form {
        action: ServerAction::new(),
        replayed: StoredValue::new(Replay::take(S::PATH)),
        local: RwSignal::new(None),
    }
}

impl<S> Form<S>
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    /// Why the form was refused last; `None` while it was not.
    #[must_use]
    pub fn problem(self) -> Signal<Option<Problem>> {
        Signal::derive(move || {
            self.local.get().or_else(|| match self.action.value().get() {
                Some(Err(ApiError { problem })) => Some(problem),
                Some(Ok(_)) => None,
                None => self.replayed.with_value(|refused| refused.as_ref().map(|refused| refused.problem.clone())),
            })
        })
    }

    /// What was typed into a field of the refused form, or else `stored`.
    #[must_use]
    pub fn value(self, field: &str, stored: &str) -> String {
        self.replayed
            .with_value(|refused| {
                // The fields of a form that is one argument are sent as `argument[field]`.
                let is_it = |name: &str| name == field || name.strip_suffix(']').is_some_and(|n| n.ends_with(&format!("[{field}")));
                let (_, typed) = refused.as_ref()?.values.iter().find(|(name, _)| is_it(name))?;
                Some(typed.clone())
            })
            .unwrap_or_else(|| stored.to_owned())
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        let problem = self.problem();
        Signal::derive(move || {
            let problem = problem.get()?;
            let error = problem.field_errors().iter().find(|error| error.field == field)?;
            Some(error.message.clone())
        })
    }

    /// Everything that is wrong, for the summary: each field with its sentence; an empty field for the whole form.
    #[must_use]
    pub fn errors(self) -> Signal<Vec<(String, String)>> {
        let problem = self.problem();
        Signal::derive(move || match problem.get() {
            None => Vec::new(),
            Some(Problem::Invalid { errors }) => errors.into_iter().map(|error| (error.field, error.message)).collect(),
            Some(problem) => {
                let whole = (String::new(), problem.to_string());
                let fields = problem.field_errors().iter().map(|error| (error.field.clone(), error.message.clone()));
                std::iter::once(whole).chain(fields).collect()
            }
        })
    }

    /// The version to send: the one that stands now after a conflict was shown, or else the one that the form was
    /// filled from.
    #[must_use]
    pub fn version(self, stored: i32) -> Signal<i32> {
        let problem = self.problem();
        Signal::derive(move || match problem.get() {
            Some(Problem::Conflict { version, .. }) => version,
            _ => stored,
        })
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.action.pending().into()
    }
}

/// The form element. `check`, when given, is asked in the browser before anything is sent: the same rules as on the
/// server.
#[component]
pub fn SendForm<S, O>(
    /// The form's handle.
    form: Form<S>,
    /// The rules of the browser's half.
    #[prop(optional)]
    check: Option<fn(&S) -> Result<(), Problem>>,
    /// Its class.
    #[prop(default = "form")]
    class: &'static str,
    /// Its fields.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = ApiError, Protocol = Http<PostUrl, O>>
        + serde::de::DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
    S::Output: Clone + Send + Sync + 'static,
    <<S::Client as leptos::server_fn::client::Client<ApiError>>::Request as leptos::server_fn::request::ClientReq<
        ApiError,
    >>::FormData: From<leptos::web_sys::FormData>,
    S::Client: leptos::server_fn::client::Client<ApiError>,
    O: 'static,
{
    let refuse = move |event: leptos::ev::SubmitEvent| {
        // Sending twice is harmless, and an answer is on its way.
        if form.action.pending().get_untracked() {
            event.prevent_default();
            return;
        }
        let Some(check) = check else {
            form.local.set(None);
            return;
        };
        let found = S::from_event(&event).ok().and_then(|input| check(&input).err());
        if found.is_some() {
            event.prevent_default();
        }
        form.local.set(found);
    };
    view! {
        <ActionForm action=form.action attr:class=class attr:novalidate=true on:submit:capture=refuse>
            {children()}
        </ActionForm>
    }
}

/// The page's title, which says so first when the form was refused.
#[component]
pub fn FormTitle<S>(
    /// The form's handle.
    form: Form<S>,
    /// The title without an error.
    #[prop(into)]
    title: String,
) -> impl IntoView
where
    S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let problem = form.problem();
    view! {
        <Title
            text=Signal::derive(move || {
                if problem.with(Option::is_some) { format!("Error: {title}") } else { title.clone() }
            })
            over=true
        />
    }
}
