//! Who may do what: as a table that a person can read (`access.golden.txt`), and as properties. After a rule has changed
//! on purpose, `UPDATE_GOLDEN=1 cargo test -p domain --test access` writes the table anew; what changed is in the diff
//! then.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod properties;
mod table;
mod world;
