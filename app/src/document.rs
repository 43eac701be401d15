//! The HTML document around the application; the server's alone.

use crate::app::App;
use crate::components::MARK;
use crate::request::RequestContext;
use domain::brand::Brand;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::sync::Arc;

/// The addresses of the browser's files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The glue around the program.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The script that loads parts of the program, which the glue imports.
    pub parts: String,
}

/// The whole document. The script only loads the program and wakes the page; without it the page is whole.
#[must_use]
pub fn document(files: &Files) -> impl IntoView + use<> {
    let request = use_context::<RequestContext>();
    let (theme, brand) = request
        .map_or_else(|| ("system".to_owned(), Arc::<Brand>::default()), |request| (request.theme, request.brand));
    let accent = brand.accent.map(|accent| {
        // With the colour in its address, it is kept until another is chosen.
        let href = format!("/brand/accent.css?{}", accent.colour().to_string().trim_start_matches('#'));
        view! { <link rel="stylesheet" href=href /> }
    });
    let Files { js, wasm, css, parts } = files.clone();
    // Asked for before the glue has come, so that the program is there when it has.
    let fetch = format!("const program=fetch(\"{wasm}\")");
    let start = format!("import init,{{hydrate}} from \"{js}\";init({{module_or_path:program}}).then(hydrate)");
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-brand=brand.name.clone()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href=MARK />
                <link rel="stylesheet" href=css />
                {accent}
                <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="modulepreload" href=js />
                <link rel="modulepreload" href=parts />
                <script nonce=use_nonce() inner_html=fetch></script>
                <script type="module" nonce=use_nonce() inner_html=start></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
