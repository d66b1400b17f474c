//! What a team says of itself, as far as the ranking asks.

use std::collections::BTreeSet;

use super::TeamProfile;
use crate::corpus::Kind;
use crate::diagnostic::did_you_mean;
use crate::kb::{KnowledgeBase, Spellings};
use crate::record::{AgentInterface, AutonomyLevel, Capability, Environment, Term};

/// What a team says of itself; what it leaves open counts as unknown, not as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Products in use, by id.
    pub products: BTreeSet<String>,
    /// Forms of agents in use, those of the products included.
    pub interfaces: BTreeSet<AgentInterface>,
    /// Environments that agents reach; empty if not said.
    pub environments: BTreeSet<Environment>,
    /// The highest autonomy at which agents run; `None` if not said.
    pub autonomy: Option<AutonomyLevel>,
    /// Powers that agents have, those usual for the products included.
    pub capabilities: BTreeSet<Capability>,
    /// Powers that the team says its agents lack.
    pub lacks: BTreeSet<Capability>,
}

/// A product that no record describes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("product `{name}` does not exist")]
pub struct UnknownProduct {
    /// The name given.
    pub name: String,
    /// A product that may have been meant.
    pub suggestion: Option<String>,
}

impl Profile {
    /// Adds a product by id, name or alias, with its interfaces and usual capabilities.
    ///
    /// # Errors
    ///
    /// Fails if no product is called that.
    pub fn add_product(&mut self, kb: &KnowledgeBase, name: &str) -> Result<(), UnknownProduct> {
        let id = ProductNames::of(kb).find(name)?.to_owned();
        self.add(kb, id);
        Ok(())
    }

    fn add(&mut self, kb: &KnowledgeBase, id: String) {
        if let Some(entry) = kb.products().get(&id) {
            let record = entry.record();
            let interfaces = record.interface.iter().filter(|interface| **interface != AgentInterface::Unknown);
            self.interfaces.extend(interfaces);
            self.capabilities.extend(&record.capabilities);
        }
        self.products.insert(id);
    }

    /// States the powers that agents have, beside those of the products; every other one is then lacking.
    pub fn state_capabilities(&mut self, stated: &[Capability]) {
        if stated.is_empty() {
            return;
        }
        self.capabilities.extend(stated);
        self.lacks = Capability::ALL.iter().copied().filter(|power| !self.capabilities.contains(power)).collect();
    }
}

impl TeamProfile {
    /// What the ranking asks of the profile: products by id, with what they bring along.
    ///
    /// Products that no record describes are left out; a profile that was read against `kb` names none.
    #[must_use]
    pub fn ranking_profile(&self, kb: &KnowledgeBase) -> Profile {
        let mut profile = Profile {
            interfaces: self.interfaces.iter().copied().collect(),
            environments: self.environments.iter().copied().collect(),
            autonomy: self.autonomy,
            ..Profile::default()
        };
        let names = ProductNames::of(kb);
        for id in self.products.iter().filter_map(|name| names.find(name.as_str()).ok()) {
            profile.add(kb, id.to_owned());
        }
        profile.lacks = self.lacks.iter().copied().collect();
        profile.capabilities.extend(&self.capabilities);
        // What is usual for a product need not hold for a team that says otherwise.
        profile.capabilities.retain(|power| !profile.lacks.contains(power));
        profile
    }
}

/// Products by whatever they are called.
pub(super) struct ProductNames<'a> {
    kb: &'a KnowledgeBase,
    spellings: Spellings,
}

impl<'a> ProductNames<'a> {
    pub(super) fn of(kb: &'a KnowledgeBase) -> Self {
        Self { kb, spellings: Spellings::of(kb.products().values().map(crate::kb::Entry::record)) }
    }

    /// The id of the product that is called so, former ids followed.
    pub(super) fn find<'b>(&'b self, name: &'b str) -> Result<&'b str, UnknownProduct> {
        let id = self.kb.resolve(Kind::Product, name);
        if self.kb.contains(Kind::Product, id) {
            return Ok(id);
        }
        self.spellings.find(name).ok_or_else(|| UnknownProduct {
            name: name.to_owned(),
            suggestion: did_you_mean(name, self.kb.ids(Kind::Product)),
        })
    }
}
