//! What a team does with a list: what has changed since it last looked, and how its answers get back into its profile.
//!
//! Texts go in and texts come out; who reads and writes the files is `cli`.

mod changes;

pub use changes::{Changes, Departed, Departure, MomentChanges, Moved, last_review};
