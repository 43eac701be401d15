//! Attacks from the field, by name, as their attackers would try them over HTTP: all that the description of access
//! lists, and more.

mod delegation;
mod identity;
mod mail;
mod passwords;
mod programs;
