//! Chooses the theme.

use crate::api::ApiError;
use leptos::prelude::*;

/// The themes, with their words.
pub const THEMES: [(&str, &str); 3] = [("system", "As the system"), ("light", "Light"), ("dark", "Dark")];

/// Remembers the theme in this browser for a year.
#[server(endpoint = "theme/choose")]
pub async fn choose_theme(theme: String) -> Result<(), ApiError> {
    let known = THEMES.iter().any(|(name, _)| *name == theme);
    let theme = if known { theme } else { "system".to_owned() };
    crate::navigation::set_cookie(crate::navigation::THEME, &theme, 365 * 24 * 3600);
    Ok(())
}
