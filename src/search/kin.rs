//! What is asked of records beside their texts when others like them are looked for: by which names they go, and which
//! words speak for a pattern.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::index::Index;
use super::recall::found_once;
use crate::corpus::Kind;
use crate::kb::KnowledgeBase;

/// Numbers of records, by kind and id.
pub(super) type Numbers = BTreeMap<Kind, BTreeMap<String, usize>>;

/// Other names of records, and the words that nearly settle a pattern.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kin {
    /// Former and replaced ids, each with the one that stands for it.
    aliases: Vec<(Kind, String, String)>,
    /// Strong signals by pattern.
    pub(super) signals: BTreeMap<String, Vec<String>>,
}

impl Kin {
    pub(super) fn of(kb: &KnowledgeBase) -> Self {
        let aliases = Kind::WITH_PAGES.iter().flat_map(|kind| {
            kb.aliases(*kind).map(|(alias, id)| (*kind, alias.to_owned(), id.to_owned())).collect::<Vec<_>>()
        });
        let signals = kb.patterns().iter().map(|(id, entry)| (id.clone(), entry.record().signals.strong.clone()));
        Self { aliases: aliases.collect(), signals: signals.collect() }
    }

    /// The id that stands for a name of a record of some kind.
    pub(super) fn resolve<'a>(&'a self, kind: Kind, name: &'a str) -> &'a str {
        let alias = self.aliases.iter().find(|(of, alias, _)| *of == kind && alias == name);
        alias.map_or(name, |(.., id)| id)
    }
}

impl Index {
    /// The number of the record of a kind and id.
    pub(super) fn number(&self, kind: Kind, id: &str) -> Result<Option<usize>, IndexError> {
        if let Some(recall) = self.recall() {
            let numbers = found_once(&recall.numbers, || self.numbers())?;
            return Ok(numbers.get(&kind).and_then(|own| own.get(id)).copied());
        }
        // Documents are in the order of kinds, and those of a kind in the order of ids.
        let mut from = self.standings().partition_point(|standing| standing.kind < kind);
        let mut to = self.standings().partition_point(|standing| standing.kind <= kind);
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.card(middle)?.id.as_str().cmp(id) {
                std::cmp::Ordering::Equal => return Ok(Some(middle)),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Ok(None)
    }

    /// The numbers of all records.
    fn numbers(&self) -> Result<Numbers, IndexError> {
        let mut numbers = Numbers::new();
        for document in 0..self.len() {
            let card = self.card(document)?;
            numbers.entry(card.kind).or_default().insert(card.id, document);
        }
        Ok(numbers)
    }
}
