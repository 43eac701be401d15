//! A property of a field that follows the page, and keeps what was typed before the script woke.

use leptos::tachys::html::property::IntoProperty;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::Element;
use leptos::wasm_bindgen::JsValue;

/// A property that is set whenever the page changes it, but not when the script takes over what the server sent: an
/// attribute says the same there, and a person may have typed since.
#[derive(Debug, Clone)]
pub struct Kept<T>(pub T);

impl<T: Into<JsValue> + Clone + 'static> IntoProperty for Kept<T> {
    type State = Element;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn hydrate<const FROM_SERVER: bool>(self, element: &Element, _key: &str) -> Element {
        element.clone()
    }

    fn build(self, element: &Element, key: &str) -> Element {
        Rndr::set_property_or_value(element, key, &self.0.into());
        element.clone()
    }

    fn rebuild(self, element: &mut Element, key: &str) {
        Rndr::set_property_or_value(element, key, &self.0.into());
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }
}
