//! Whether what was asked for stands together in a record or is scattered over it.

use std::collections::BTreeMap;

use super::error::IndexError;
use super::index::Index;
use super::plan::{Plan, Role};
use super::score::Rarity;
use super::terms::{Extent, Terms};
use super::weights;

/// A word of the query in a document: where, which of the things asked for, and how much it stands for that.
type Place = (u32, usize, f32);

/// What stands within one window.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Near {
    /// The sum of the rarities of what was asked for.
    pub(super) says: f32,
    /// How many things those are.
    pub(super) words: usize,
}

/// For each of the documents, which are in order, what of all asked for stands within one window of words at best.
pub(super) fn nearness(
    index: &Index,
    plan: &Plan,
    rarities: &[Rarity],
    documents: &[u32],
) -> Result<Vec<Near>, IndexError> {
    let mut places: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
    for (number, (asked, rarity)) in plan.asked.iter().zip(rarities).enumerate() {
        if asked.role != Role::Word {
            continue;
        }
        for alternative in asked.alternatives.iter().filter(|alternative| alternative.evidence > 0.0) {
            let Terms::Row(row) = &alternative.terms else { continue };
            // What stands for a word may be several; its first word says where.
            let Some(first) = row.first() else { continue };
            let Some(entry) = index.stems().dictionary.get(index.storage(), first)? else { continue };
            let says = rarity.weight * alternative.evidence;
            let among = match row.as_slice() {
                [_] => None,
                _ => Some(index.having(&alternative.terms, Extent::All)?.among(index.len(), documents)?),
            };
            index.places().each(entry, Some(among.as_deref().unwrap_or(documents)), |document, mut positions| {
                let all = places.entry(document).or_default();
                while let Some(position) = positions.next()? {
                    all.push((position, number, says));
                }
                Ok(())
            })?;
        }
    }
    Ok(documents
        .iter()
        .map(|document| places.get_mut(document).map_or_else(Near::default, |places| densest(places)))
        .collect())
}

/// Which documents bear out what is asked for: if one has enough within a window, all that have a share of enough there;
/// otherwise none. How much is enough is asked by the place in the list.
pub(super) fn bearing_out(near: &[Near], least_words: usize, enough: impl Fn(usize) -> f32, share: f32) -> Vec<bool> {
    let has = |(at, near): (usize, &Near), share: f32| near.words >= least_words && near.says >= enough(at) * share;
    let is_answer = near.iter().enumerate().any(|near| has(near, 1.0));
    near.iter().enumerate().map(|near| is_answer && has(near, share)).collect()
}

/// The most that stands within one window; each thing asked for counts once, by the best that stands for it.
fn densest(places: &mut [Place]) -> Near {
    places.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    let things = places.iter().map(|(_, asked, _)| asked + 1).max().unwrap_or_default();
    let mut seen = vec![0.0_f32; things];
    let mut best = Near::default();
    let mut end = 0;
    for (at, (start, ..)) in places.iter().enumerate() {
        let behind = places.get(end..).unwrap_or_default();
        let more = behind.iter().take_while(|(position, ..)| position - start < weights::WINDOW).count();
        // A window that ends where the last one did holds less.
        if more == 0 {
            continue;
        }
        end += more;
        seen.fill(0.0);
        for (_, asked, says) in places.get(at..end).unwrap_or_default() {
            if let Some(known) = seen.get_mut(*asked) {
                *known = known.max(*says);
            }
        }
        let near = Near { says: seen.iter().sum(), words: seen.iter().filter(|says| **says > 0.0).count() };
        if near.says > best.says {
            best = near;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_together_counts_together() {
        let far = 10 * weights::WINDOW;
        let mut places = [(0, 0, 1.0), (far, 1, 2.0), (far + 3, 0, 1.0), (far + 4, 0, 0.5)];
        assert_eq!(densest(&mut places), Near { says: 3.0, words: 2 });
        assert_eq!(densest(&mut []), Near::default());
    }
}
