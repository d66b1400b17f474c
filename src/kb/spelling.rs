//! What products are called, and which of them a spelling means.

use std::collections::BTreeMap;

use crate::record::Product;

/// Names, aliases and ids of products, without what spellings of one name differ in.
#[derive(Debug, Default)]
pub struct Spellings {
    ids: BTreeMap<String, String>,
}

impl Spellings {
    /// Collects the spellings of products; the first that has one keeps it.
    pub fn of<'a>(products: impl IntoIterator<Item = &'a Product>) -> Self {
        let mut ids = BTreeMap::new();
        for product in products {
            let names = [product.id.as_str(), product.name.as_str()];
            for name in names.into_iter().chain(product.aliases.iter().map(String::as_str)) {
                ids.entry(bare(name)).or_insert_with(|| product.id.to_string());
            }
        }
        Self { ids }
    }

    /// The id of the product that is called so.
    #[must_use]
    pub fn find(&self, spelling: &str) -> Option<&str> {
        self.ids.get(&bare(spelling)).map(String::as_str)
    }
}

/// A name without case, spaces and signs: `AWS Kiro` and `aws-kiro` are one.
#[must_use]
pub fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
