//! The portico server: configuration, the router with what stands around every request, and the commands. `main.rs`
//! only starts it; being a library, it can be tested over HTTP as a whole.

pub mod assets;
pub mod commands;
pub mod config;
pub mod http;
pub mod listener;
pub mod logging;
pub mod metrics;
pub mod router;
pub mod state;
pub mod workers;
