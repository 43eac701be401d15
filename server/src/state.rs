//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use backend::{Portico, database::Database};
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;

use crate::{assets::Assets, config::Config};

/// What the handlers share. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The use-cases.
    pub portico: Portico,
    /// For what is not a use-case: whether the database is there.
    pub db: Database,
    /// How this server is set up.
    pub config: Arc<Config>,
    /// The browser's files.
    pub assets: Arc<Assets>,
    /// Cancelled when the server is asked to end: streams end then, which would go on for ever.
    pub stopping: CancellationToken,
    /// What Leptos wants to know.
    pub leptos_options: LeptosOptions,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(portico: Portico, db: Database, config: Config, assets: Assets) -> AppState {
        let leptos_options = LeptosOptions::builder()
            .output_name("portico")
            .site_root(config.site.to_string_lossy())
            .site_pkg_dir("pkg")
            // The names are in `assets`; Leptos would look for its own file beside the program.
            .hash_files(false)
            .build();
        AppState {
            portico,
            db,
            config: Arc::new(config),
            assets: Arc::new(assets),
            stopping: CancellationToken::new(),
            leptos_options,
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> LeptosOptions {
        state.leptos_options.clone()
    }
}
