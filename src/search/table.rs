//! Tables of terms, which are asked far more often than they are walked.

use foldhash::fast::FixedState;

/// Finds values by their keys. Whoever walks one sorts it first, since its order means nothing.
#[expect(
    clippy::disallowed_types,
    reason = "its order reaches nothing, and a tree compares every term some fifteen times"
)]
pub(super) type Table<K, V> = std::collections::HashMap<K, V, FixedState>;
