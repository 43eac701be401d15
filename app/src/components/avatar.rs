//! A person or system as two letters.

use leptos::prelude::*;

/// An avatar. It is decoration: the name stands beside it or names the control around it.
#[component]
pub fn Avatar(
    /// The name or User id that the letters are taken from.
    #[prop(into)]
    name: Signal<String>,
    /// 40 px instead of 32.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = if large { "avatar avatar--large" } else { "avatar" };
    view! { <span class=class aria-hidden="true">{move || name.with(|name| initials(name))}</span> }
}

/// The first letters of the first and last word; of a User id such as `bo.ek@example.org`, those of its
/// local part.
fn initials(name: &str) -> String {
    let local = name.split('@').next().unwrap_or_default();
    let words: Vec<char> = local
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '_' | ','))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    let letters = match words.as_slice() {
        [] => return "?".to_owned(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn takes_first_and_last() {
        assert_eq!(initials("Eva Lind"), "EL");
        assert_eq!(initials("Anna Maria Åkesson"), "AÅ");
        assert_eq!(initials("bo.ek@nordicfreight.example"), "BE");
        assert_eq!(initials("gate7"), "G");
        assert_eq!(initials(" – "), "?");
    }
}
