//! The record of a product.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AgentInterface, Allowance, Capability, PartialDate, ProductId, Replacement, Revision, Url};

/// An agent, or a tool with an agent in it, that people can buy or install.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The file's stem.
    pub id: ProductId,
    /// The name that the vendor gives it.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Other names of the vendor, for queries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendor_aliases: Vec<String>,
    /// Other names and spellings, for queries and for recognising the product in a text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The forms in which people meet it.
    pub interface: Vec<AgentInterface>,
    /// Powers that it usually has where it is used.
    pub capabilities: Vec<Capability>,
    /// When it could first be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launch: Option<PartialDate>,
    /// The vendor's page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// What a reader has to know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Ids that this record had or absorbed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<ProductId>,
    /// Records of another corpus that this one stands in for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replacement>,
    /// Changes that a reader has to know of, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// Editorial rules that this record breaks for a reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allowance>,
}
