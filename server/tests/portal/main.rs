//! The whole server on a real listener and a real database. One program for all of it, so that what the tests share is
//! used in it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod application;
mod attacks;
mod described;
mod endings;
mod hooks;
mod payments;
mod programs;
mod programs_ends;
mod programs_operate;
mod programs_shop;
mod roles;
mod routes;
mod statements;
mod support;
mod webhooks;
