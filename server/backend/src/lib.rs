//! Portico's use-cases and its store in PostgreSQL.

pub mod database;
