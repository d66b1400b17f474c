//! What a team does with a list: what has changed since it last looked, and how its answers get back into its profile.
//!
//! Texts go in and texts come out; who reads and writes the files is `cli`.

mod changes;
mod inline;
mod record;
pub mod rules;
mod ticks;

pub use changes::{Changes, Departed, Departure, MomentChanges, Moved, last_review};
pub use inline::{Field, from_inline, mark, to_inline};
pub use record::{RecordError, record};
pub use ticks::{Given, Heard, Listener, block};
