//! Portico's interface, compiled twice: to WebAssembly for the browser, and natively for the server, which renders the
//! first page whole.
//!
//! [`app`] is the one route table; [`pages`] has one file per route and [`api`] one per server function, by noun and
//! verb; [`components`] is the design system, which asks the server nothing; [`form`] makes a form work the same with
//! and without the script; [`wire`] is how the browser asks the server.
#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod components;
#[cfg(feature = "ssr")]
pub mod document;
pub mod form;
pub mod links;
pub mod navigation;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod request;
pub mod route;
pub mod wire;
