//! Forms that work the same with and without the script.
//!
//! With the script a form is sent to its server function, and the answer comes back to the form. Without it a browser
//! sends it to the address of its own page, with the function in [`FUNCTION`]; when it is refused the answer is that
//! page (422), rendered with what was typed and what is wrong, and when its answer is to be shown, that page with it
//! ([`Returned`]). Both end in the same [`Form`] handle, which the page reads its values, errors and answer from.

use crate::api::ApiError;
use crate::components::{REFUSED, Title, Unsaved, address};
use crate::links::here;
use crate::pages::Again;
use crate::wire::{self, Answer};
use domain::Problem;
use domain::password::Shown;
use leptos::ev::{Event, KeyboardEvent, SubmitEvent};
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::redirect::call_redirect_hook;
use leptos::task::spawn_local;
use leptos::web_sys::{Element, UrlSearchParams};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The field that names the server function, for a form that a browser sends by itself to the address of its page.
pub const FUNCTION: &str = "__function";

/// The beginning of addresses that the server answers with pages of its own: the program is left for them.
const OUTSIDE: &str = "/invitation/";

/// The answer of a server function that has nothing to show.
pub const NOTHING: &str = "null";

/// A form that a browser sent by itself, on its way back to its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The path of the server function that it was sent to.
    pub function: String,
    /// What was typed, by field; never a password.
    pub values: Vec<(String, String)>,
    /// Its answer as JSON, to be shown this once; or why it was refused.
    pub outcome: Result<Shown, Problem>,
}

/// The returned form of this page load; whoever it belongs to takes it.
#[derive(Debug, Clone, Copy)]
pub struct Replay(StoredValue<Option<Returned>>);

impl Replay {
    /// Takes what the server was told, on the server, or what it left in the page, in the browser. To be called once,
    /// at the top of the application, so that both count their shared values alike.
    pub fn provide() {
        let returned = SharedValue::new(|| {
            #[cfg(feature = "ssr")]
            let returned = use_context::<crate::request::RequestContext>().and_then(|request| request.returned);
            #[cfg(not(feature = "ssr"))]
            let returned: Option<Returned> = None;
            returned
        });
        provide_context(Self(StoredValue::new(returned.into_inner())));
    }

    fn take(function: &str) -> Option<Returned> {
        let Self(replay) = use_context()?;
        let mine = replay.with_value(|form| form.as_ref().is_some_and(|form| form.function == function));
        if mine { replay.try_update_value(Option::take).flatten() } else { None }
    }
}

/// One form on a page: what was typed, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Form {
    /// The path of its server function.
    function: &'static str,
    replayed: StoredValue<Option<Returned>>,
    problem: RwSignal<Option<Problem>>,
    answer: RwSignal<Option<String>>,
    pending: RwSignal<bool>,
    saved: RwSignal<bool>,
    unsaved: Option<Unsaved>,
    again: Option<Again>,
}

/// The handle of the form that sends to `S`.
#[must_use]
pub fn use_form<S: ServerFn<Error = ApiError>>() -> Form {
    Form::new(S::PATH)
}

impl Form {
    fn new(function: &'static str) -> Self {
        let replayed = Replay::take(function);
        let outcome = replayed.as_ref().map(|returned| returned.outcome.clone());
        let (answer, problem) =
            outcome.map_or((None, None), |outcome| (outcome.clone().ok().map(|Shown(answer)| answer), outcome.err()));
        Self {
            function,
            replayed: StoredValue::new(replayed),
            problem: RwSignal::new(problem),
            answer: RwSignal::new(answer),
            pending: RwSignal::new(false),
            saved: RwSignal::new(false),
            unsaved: use_context(),
            again: use_context(),
        }
    }

    /// What it was answered, when that is to be shown; `None` until then.
    #[must_use]
    pub fn answer<T: DeserializeOwned>(self) -> Option<T> {
        self.answer.with(|answer| serde_json::from_str(answer.as_deref()?).ok())
    }

    /// Why the form was refused last; `None` while it was not.
    #[must_use]
    pub fn problem(self) -> Signal<Option<Problem>> {
        self.problem.into()
    }

    /// What was typed into a field of the refused form, or else `stored`.
    #[must_use]
    pub fn value(self, field: &str, stored: &str) -> String {
        self.replayed
            .with_value(|refused| {
                // The fields of a form that is one argument are sent as `argument[field]`.
                let is_it = |name: &str| {
                    name == field || name.strip_suffix(']').is_some_and(|n| n.ends_with(&format!("[{field}")))
                };
                let (_, typed) = refused.as_ref()?.values.iter().find(|(name, _)| is_it(name))?;
                Some(typed.clone())
            })
            .unwrap_or_else(|| stored.to_owned())
    }

    /// Everything that was ticked of a list in the refused form, by its name with the brackets.
    #[must_use]
    pub fn values(self, field: &str) -> Vec<String> {
        self.replayed.with_value(|refused| {
            let values = refused.iter().flat_map(|refused| &refused.values);
            values.filter(|(name, _)| name == field).map(|(_, value)| value.clone()).collect()
        })
    }

    /// Whether a box was ticked in the refused form, or else `stored`: a box that is not ticked is not sent.
    #[must_use]
    pub fn ticked(self, field: &str, stored: bool) -> bool {
        let is_it = |(name, _): &(String, String)| name == field;
        self.replayed.with_value(|refused| refused.as_ref().map_or(stored, |form| form.values.iter().any(is_it)))
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

    /// Whether an answer is awaited, or the page that it leads to.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// The value of its `data-guarded`: none once it was saved.
    fn guarded(self) -> Option<&'static str> {
        let refused = self.replayed.with_value(Option::is_some);
        (!self.saved.get()).then_some(if refused { REFUSED } else { "" })
    }

    /// Sends what was typed, and goes where the answer leads. Browser only.
    fn send(self, typed: &Typed) {
        self.pending.set(true);
        let body = typed.encoded();
        spawn_local(async move {
            let answer = wire::write(self.function, body).await;
            // The person may have left the page, and the form with it, before the answer came. What it leads to takes the
            // form's place, and until then nothing is changed that would go with it.
            if !matches!(&answer, Ok(Answer::Leads(path)) if !path.starts_with(OUTSIDE)) {
                self.pending.try_set(false);
            }
            self.problem.try_set(answer.as_ref().err().map(|error| error.problem.clone()));
            let Ok(answer) = answer else { return };
            match answer {
                Answer::Leads(path) => {
                    self.saved.try_set(true);
                    self.unsaved.inspect(|unsaved| unsaved.saved());
                    if path.starts_with(OUTSIDE) {
                        let _ = window().location().set_href(&path);
                    } else if let Some(again) = self.again.filter(|_| address().as_ref() == Some(&path)) {
                        again.happened();
                    } else {
                        call_redirect_hook(&path);
                    }
                }
                Answer::Is(shown) if shown != NOTHING => drop(self.answer.try_set(Some(shown))),
                Answer::Is(_) => {}
            }
        });
    }
}

/// What is typed into a form that is about to be sent. Browser only.
pub struct Typed(UrlSearchParams);

impl Typed {
    fn of(event: &SubmitEvent) -> Option<Self> {
        let data = form_data_from_event(event).ok()?;
        UrlSearchParams::new_with_str_sequence_sequence(&data).ok().map(Self)
    }

    fn encoded(&self) -> String {
        self.0.to_string().into()
    }

    /// The value of a field, by its name in the form; empty when it has none.
    #[must_use]
    pub fn get(&self, field: &str) -> String {
        self.0.get(field).unwrap_or_default()
    }

    /// The values of a list, by its name with the brackets.
    #[must_use]
    pub fn all(&self, field: &str) -> Vec<String> {
        self.0.get_all(field).iter().filter_map(|value| value.as_string()).collect()
    }
}

/// The rules of a form, as far as they need no server.
pub type Check = fn(&Typed) -> Result<(), Problem>;

/// The form element. `check`, when given, is asked in the browser before anything is sent: the same rules as on the
/// server.
#[component]
pub fn SendForm(
    /// The form's handle.
    form: Form,
    /// The rules of the browser's half.
    #[prop(optional)]
    check: Option<Check>,
    /// Whether the page is left only after a question while its fields are changed. Not for a form that has nothing to
    /// lose, or that is answered without leaving the page.
    #[prop(default = true)]
    guarded: bool,
    /// Its class; empty for a form that is part of something else.
    #[prop(default = "form")]
    class: &'static str,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        let Some(typed) = Typed::of(&event) else { return };
        event.prevent_default();
        // Sending twice is harmless, and an answer is on its way.
        if form.pending.get_untracked() {
            return;
        }
        match check.map_or(Ok(()), |check| check(&typed)) {
            Ok(()) => form.send(&typed),
            Err(problem) => form.problem.set(Some(problem)),
        }
    };
    // What a save led to is being shown. It is there after this, and nothing of what stood there listens any more.
    if form.pending.get_untracked() {
        let release = move || {
            form.pending.try_set(false);
        };
        set_timeout(release, Duration::ZERO);
    }
    let hold = move |event: &Event| {
        let of_field = || event_target::<Element>(event).matches("input, select, textarea").unwrap_or(false);
        if form.pending.get_untracked() && of_field() {
            event.prevent_default();
        }
    };
    let hold_key = move |event: KeyboardEvent| {
        if !matches!(event.key().as_str(), "Tab" | "Escape") {
            hold(&event);
        }
    };
    view! {
        <form
            class=(!class.is_empty()).then_some(class)
            method="post"
            action=here()
            novalidate=true
            data-guarded=move || if guarded { form.guarded() } else { None }
            on:submit=submit
            // What is changed on the way would be lost without a word.
            on:keydown=hold_key
            on:beforeinput=move |event| hold(&event)
            on:mousedown=move |event| hold(&event)
            on:click=move |event| hold(&event)
            // What is typed after it was saved is not.
            on:input=move |_| form.saved.set(false)
        >
            <input type="hidden" name=FUNCTION value=form.function />
            {children()}
        </form>
    }
}

/// A search: what is typed becomes the query of the address that answers, which opens without loading the document.
#[component]
pub fn SearchForm(
    /// The address.
    #[prop(into)]
    action: String,
    /// Its class.
    class: &'static str,
    /// What it searches, where a page has more than one search.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let path = action.clone();
    let submit = move |event: SubmitEvent| {
        let Some(typed) = Typed::of(&event) else { return };
        event.prevent_default();
        navigate(&format!("{path}?{}", typed.encoded()), NavigateOptions::default());
    };
    view! {
        <form class=class method="get" action=action role="search" aria-label=label on:submit=submit>
            {children()}
        </form>
    }
}

/// The page's title, which says so first when the form was refused.
#[component]
pub fn FormTitle(
    /// The form's handle.
    form: Form,
    /// The title without an error.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let problem = form.problem;
    view! {
        <Title
            text=Signal::derive(move || {
                if problem.with(Option::is_some) { format!("Error: {title}") } else { title.clone() }
            })
            over=true
        />
    }
}
