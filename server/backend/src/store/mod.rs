//! The only place that speaks SQL. Reads take a [`Tx`] in which an account is open; writes to an account's tables take
//! a [`Permit`](crate::access::Permit). Rows are private; what comes out are the domain's types. A look-up gives an
//! `Option`; a write that must hit a row says so when it does not.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod authorized;
pub(crate) mod brand;
pub(crate) mod bulk;
pub(crate) mod contacts;
pub(crate) mod deleted_users;
pub(crate) mod deputies;
pub(crate) mod email_changes;
pub(crate) mod grants;
pub(crate) mod groups;
pub(crate) mod handovers;
pub(crate) mod history;
pub(crate) mod invitations;
pub(crate) mod invoices;
pub(crate) mod issuers;
pub(crate) mod keys;
pub(crate) mod licences;
pub(crate) mod lists;
pub(crate) mod logins;
pub(crate) mod moves;
pub(crate) mod notifications;
pub(crate) mod numbers;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod persons;
pub(crate) mod products;
pub(crate) mod recovery;
pub(crate) mod requests;
pub(crate) mod sandbox;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod tree;
mod tx;
pub(crate) mod users;
pub(crate) mod webhooks;

pub(crate) use tx::Tx;
