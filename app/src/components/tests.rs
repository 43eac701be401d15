//! What the server sends: the parts of the markup that people without a script or without sight rely on.

use super::*;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;

/// Renders as the server does, with a router around it.
fn html<V: IntoView + 'static>(view: impl FnOnce() -> V + Send + 'static) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new("/"));
        view! { <Router>{view().into_any()}</Router> }.to_html()
    })
}

#[test]
fn field_points_to_hint_and_error() {
    let page = html(|| {
        view! {
            <TextField
                name="email"
                label="Email address"
                kind="email"
                value=Some("lena@".to_owned())
                hint="We write to it."
                error=Some("Enter an email address".to_owned())
                required=true
            />
        }
    });
    assert!(page.contains(r#"for="email""#), "{page}");
    assert!(page.contains(r#"value="lena@""#), "{page}");
    assert!(page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(page.contains(r#"aria-describedby="email-hint email-error""#), "{page}");
    assert!(page.contains(r#"id="email-hint""#) && page.contains(r#"id="email-error""#), "{page}");
    assert!(!page.contains("optional"), "{page}");
}

#[test]
fn sound_field_carries_no_error() {
    let page = html(|| view! { <TextField name="note" label="Note" /> });
    assert!(!page.contains("aria-invalid") && !page.contains("aria-describedby"), "{page}");
    assert!(page.contains("(optional)"), "{page}");
}

#[test]
fn text_area_keeps_what_was_typed() {
    let page = html(|| view! { <TextAreaField name="note" label="Note" value="</textarea><b> & so on".to_owned() /> });
    assert!(page.contains(">&lt;/textarea&gt;&lt;b&gt; &amp; so on</textarea>"), "{page}");
}

#[test]
fn password_has_no_value_and_no_button_without_script() {
    let page = html(|| view! { <PasswordField name="password" label="Password" autocomplete="current-password" /> });
    assert!(page.contains(r#"type="password""#), "{page}");
    assert!(!page.contains("value=") && !page.contains("<button"), "{page}");
}

#[test]
fn dialog_is_whole_without_script_and_starts_on_cancel_when_it_destroys() {
    let page = html(|| {
        view! {
            <Dialog title="Delete gate7?" close_href="/users" danger=true>
                <FormActions>
                    <CancelLink label="Keep gate7" />
                    <SubmitButton label="Delete gate7" tone=SubmitTone::Danger />
                </FormActions>
            </Dialog>
        }
    });
    assert!(page.contains("<dialog") && page.contains(" open"), "{page}");
    assert!(page.contains(r#"aria-labelledby="dialog-title""#), "{page}");
    assert!(page.contains(r#"href="/users" autofocus"#), "{page}");
}

#[test]
fn summary_is_absent_without_errors() {
    let page = html(|| view! { <ErrorSummary title="Not saved" errors=Vec::new() /> });
    assert!(!page.contains("alert"), "{page}");
    let page = html(|| {
        view! { <ErrorSummary title="Not saved" errors=vec![("email".to_owned(), "Enter an email address".to_owned())] /> }
    });
    assert!(page.contains(r#"role="alert""#) && page.contains(r##"href="#email""##), "{page}");
}

#[test]
fn nothing_carries_a_style_attribute() {
    let page = html(|| {
        view! {
            <Frame
                page="users"
                head=|| {
                    view! {
                        <FrameHead
                            account_name="Nordic Freight".to_owned()
                            account_href="/accounts"
                            person="Eva Lind".to_owned()
                            email="eva.lind@nordicfreight.example".to_owned()
                            profile_href="/me".to_owned()
                            search_href=Some("/users".to_owned())
                            searched=Signal::stored(String::new())
                            nav=Signal::stored(Vec::new())
                            open_palette=Callback::new(|()| ())
                            theme=|| view! { <form></form> }
                            sign_out=|| view! { <form></form> }
                        />
                    }
                }
                status=|| ()
            >
                <Panel title="Bo" subtitle="bo.ek@nordicfreight.example" close_href="/users">
                    <SectionHead title="Overview" />
                </Panel>
            </Frame>
        }
    });
    assert!(!page.contains("style=") && !page.contains("onclick"), "{page}");
    assert!(page.contains(r#"<main id="main" tabindex="-1""#), "{page}");
    assert!(page.contains(r#"popovertarget="me""#) && page.contains(r#"popover="auto""#), "{page}");
}
