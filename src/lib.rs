//! Precedent: a curated corpus of AI-agent failure incidents, searched, shown and turned into safeguard checklists.
//!
//! Data flows one way: files → [`corpus::Corpus`] → [`kb::KnowledgeBase`] → search, checklist, site and exports, which
//! [`cli`] puts on a screen or a disk. `ARCHITECTURE.md` says what each module is for and which may use which; a test
//! holds them to it.

pub mod chart;
pub mod check;
pub mod checklist;
pub mod cli;
pub mod corpus;
pub mod diagnostic;
pub mod eval;
pub mod format;
pub mod fs;
pub mod kb;
pub mod markdown;
mod parallel;
pub mod profile;
pub mod publish;
pub mod record;
pub mod reference;
pub mod report;
pub mod review;
pub mod seal;
pub mod search;
pub mod serve;
pub mod site;
pub mod skeleton;
pub mod source;
pub mod theme;
pub mod wire;
