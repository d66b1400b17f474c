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

/// The most that stands within one window; each thing asked for counts once, by the best that stands for it.
fn densest(places: &mut [Place]) -> Near {
    places.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    let mut best = Near::default();
    for (at, (start, ..)) in places.iter().enumerate() {
        let mut seen: BTreeMap<usize, f32> = BTreeMap::new();
        let window = places.iter().skip(at).take_while(|(position, ..)| position - start < weights::WINDOW);
        for (_, asked, says) in window {
            let known = seen.entry(*asked).or_default();
            *known = known.max(*says);
        }
        let near = Near { says: seen.values().sum(), words: seen.len() };
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
