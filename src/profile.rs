//! What a team says of itself and of its safeguards, in a `team.toml` of its own.
//!
//! [`TeamProfile`] is the file, [`Reading`] what came of reading it, [`Profile`] what the ranking asks of it, and
//! [`Standings`] what its answers come to on a day.

mod detect;
mod draft;
mod ranking;
mod reading;
pub mod rules;
mod standing;
mod team;
mod view;

pub use detect::{Detection, Found, FoundProduct, KnownPlace, Proposal, ProposedAnswer};
pub use draft::Remarks;
pub use ranking::{Profile, UnknownProduct};
pub use reading::Reading;
pub use standing::{Lapse, Standing, Standings};
pub use team::{Answer, LastReview, ReviewedMoment, RuleOfTwoLegs, TeamProfile, Waiver};
