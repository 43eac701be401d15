//! Portico's interface, compiled twice: to WebAssembly for the browser and natively for the server.
#![recursion_limit = "256"]

pub mod app;
pub mod components;
