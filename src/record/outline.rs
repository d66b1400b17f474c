//! The headings of bodies, which readers and exports go by.

use super::{Incident, Pattern, Product, Safeguard, Section};

/// A part of a record's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its heading, at the second level.
    pub heading: &'static str,
    /// What belongs below it.
    pub about: &'static str,
    /// True if a body may go without it.
    pub optional: bool,
}

const fn part(heading: &'static str, about: &'static str) -> Part {
    Part { heading, about, optional: false }
}

impl Incident {
    /// The parts of its body, in their order.
    pub const PARTS: &'static [Part] = &[
        part(Section::WhatHappened.heading(), "Facts, in the order in which they happened."),
        part(Section::WhyItWasPossible.heading(), "Analysis of what made it possible."),
        part(Section::WhatHeld.heading(), "Which safeguards held and which did not."),
        part(Section::Lessons.heading(), "What follows from the facts."),
        Part {
            heading: Section::Disputed.heading(),
            about: "What the parties do not agree on; only where there is a dispute.",
            optional: true,
        },
    ];
}

impl Pattern {
    /// The parts of its body, in their order.
    pub const PARTS: &'static [Part] = &[
        part("How to recognise it", "What somebody sees who has it before them."),
        part("Worked example", "One incident, and why the label fits it."),
        part("Near neighbours", "What it is easily taken for, and what tells the two apart."),
    ];
}

impl Safeguard {
    /// The parts of its body, in their order.
    pub const PARTS: &'static [Part] = &[
        part("Why it matters", "What happened where it was missing."),
        part("How to put it in place", "What to do, and in which order."),
        part("Limits", "What it does not do."),
    ];
}

impl Product {
    /// The parts of its body, in their order.
    pub const PARTS: &'static [Part] = &[part("About", "What it is and what it can do.")];
}
