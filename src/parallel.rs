//! Work on all cores, with results in the order of what was worked on, so that nothing depends on timing.

use std::num::NonZero;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Makes something of each item, in their order, on no more threads than there are cores, items, and `most`.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], most: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_with(items, most, || (), |(), item| work(item))
}

/// As [`map`], with a state that each thread makes for itself and takes from item to item.
pub(crate) fn map_with<T: Sync, S, R: Send>(
    items: &[T],
    most: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(most).min(items.len());
    // Items differ in size, so each thread takes the next one when it is done with the last.
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = state();
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return made };
            made.push((at, work(&mut state, item)));
        }
    };
    let mut made = thread::scope(|scope| {
        // Where the system has no thread to give, the others do its work; this one always works.
        let others: Vec<_> =
            (1..threads).filter_map(|_| thread::Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut made = run();
        for other in others {
            made.extend(other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        }
        made
    });
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, result)| result).collect()
}

/// Does two things at the same time where the system has a thread to give, else one after the other.
pub(crate) fn both<A, B: Send>(here: impl FnOnce() -> A, there: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let other = thread::Builder::new().spawn_scoped(scope, &there);
        let here = here();
        let other = other.map(|other| other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        (here, other.unwrap_or_else(|_refused| there()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_items() {
        let items: Vec<u64> = (0..1_000).collect();
        let slow_first = |item: &u64| (0..(1_000 - item) * 10).fold(*item, u64::wrapping_add);
        let expected: Vec<u64> = items.iter().map(slow_first).collect();
        assert_eq!(map(&items, usize::MAX, slow_first), expected);
        assert_eq!(map(&items, 1, slow_first), expected);
        assert!(map(&items, 0, |item| *item).len() == items.len(), "this thread works whatever is allowed");
        assert!(map(&[], 8, slow_first).is_empty());
    }

    #[test]
    fn each_thread_has_a_state() {
        let counts = map_with(
            &[(); 100],
            1,
            || 0,
            |count, ()| {
                *count += 1;
                *count
            },
        );
        assert_eq!(counts, (1..=100).collect::<Vec<i32>>());
    }
}
