//! The use-cases on a real database, with the roles and the row-level security that the server has. One program for
//! all of them, so that there is one thing to link; one file for each part of Portico.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod audit;
mod brand;
mod contacts;
mod deletion;
mod demo;
mod handover;
mod history;
mod history_pages;
mod identity;
mod import;
mod invite;
mod invoice_drafts;
mod invoice_money;
mod invoices;
mod isolation;
mod licence;
mod lists;
mod logins;
mod mail;
mod model;
mod notification;
mod order;
mod password;
mod payments;
mod permits;
mod profile;
mod reset;
mod session;
mod show;
mod support;
mod tree;
