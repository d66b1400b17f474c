//! Families of patterns, safeguards and what they did, standards, and how a corpus may be shared.

super::define_vocabularies! {
    /// A group of patterns, in the order in which an investigation asks.
    pub enum Family {
        /// What the agent was able to reach before it did anything.
        Authority = "authority",
        /// What the agent did to the world, judged against what was asked.
        Action = "action",
        /// Why the agent chose it, with no attacker involved.
        Intent = "intent",
        /// What was believed or shipped that was not so.
        Truth = "truth",
        /// Somebody else steered the agent, or used it as the way in or out.
        Hostile = "hostile",
        /// How the failure repeated, spread or collided.
        Runtime = "runtime",
        /// Why people did not stop it, undo it, explain it or learn from it.
        Oversight = "oversight",
    }

    /// What a safeguard is for.
    pub enum Function {
        /// Makes the harm impossible or unlikely.
        Prevent = "prevent",
        /// Bounds the harm.
        Limit = "limit",
        /// Makes it seen.
        Detect = "detect",
        /// Brings back what was lost.
        Recover = "recover",
        /// Keeps the others in place.
        Govern = "govern",
    }

    /// Work that putting a safeguard in place takes one team.
    pub enum Effort {
        /// Under a day to a few days.
        S = "S",
        /// Weeks.
        M = "M",
        /// Months.
        L = "L",
    }

    /// A pause point at which a checklist is worth reading.
    pub enum Moment {
        /// Before an agent gets access to anything.
        BeforeAccess = "before-access",
        /// Before an agent runs with nobody watching.
        BeforeUnattendedRun = "before-unattended-run",
        /// When a person is asked to approve a step.
        AtApproval = "at-approval",
        /// As soon as an agent does harm, or seems to.
        WhenItGoesWrong = "when-it-goes-wrong",
        /// Once the harm has stopped, and before work goes on as it did.
        AfterIncident = "after-incident",
        /// Once a quarter, whether or not anything has happened.
        QuarterlyReview = "quarterly-review",
    }

    /// What became of a safeguard in an incident.
    pub enum SafeguardState {
        /// It did not exist there.
        Absent = "absent",
        /// It existed and had been switched off or waived.
        PresentDisabled = "present-disabled",
        /// It was on and was got round.
        PresentBypassed = "present-bypassed",
        /// It was on and was not enough.
        PresentInsufficient = "present-insufficient",
        /// It was on and did its work.
        PresentWorked = "present-worked",
        /// It was put in place afterwards.
        AddedAfter = "added-after",
        /// Not known from the sources.
        Unknown = "unknown",
    }

    /// What a safeguard did, or would have done, in an incident.
    pub enum Effect {
        /// In working order it would have kept the harm from happening.
        WouldHavePrevented = "would-have-prevented",
        /// In working order it would have made the harm smaller.
        WouldHaveLimited = "would-have-limited",
        /// In working order it would have shown the harm sooner.
        WouldHaveDetected = "would-have-detected",
        /// In working order it would have brought back what was lost.
        WouldHaveRecovered = "would-have-recovered",
        /// It kept harm from happening.
        DidPrevent = "did-prevent",
        /// It made the harm smaller.
        DidLimit = "did-limit",
        /// It showed the harm.
        DidDetect = "did-detect",
        /// It brought back what was lost.
        DidRecover = "did-recover",
        /// It would have changed nothing.
        None = "none",
    }

    /// How a pattern or safeguard relates to an entry of a standard.
    pub enum CrosswalkRelation {
        /// Both name the same thing.
        Equivalent = "equivalent",
        /// The entry is wider.
        Broader = "broader",
        /// The entry is narrower.
        Narrower = "narrower",
        /// They overlap.
        Related = "related",
        /// The safeguard carries out the entry.
        Implements = "implements",
        /// The safeguard answers the risk that the entry names.
        Addresses = "addresses",
    }

    /// Where a standard's entry or a setting was seen.
    pub enum Verified {
        /// In the publisher's own document.
        Primary = "primary",
        /// Quoted by somebody else.
        Secondary = "secondary",
        /// Not seen.
        Unverified = "unverified",
    }

    /// What became of an entry in an edition of a standard.
    pub enum EntryStatus {
        /// In force.
        Current = "current",
        /// In force under another title or id.
        Renamed = "renamed",
        /// Withdrawn.
        Retired = "retired",
    }

    /// With whom a corpus may be shared (TLP is the Traffic Light Protocol of FIRST).
    pub enum Sharing {
        /// With everybody.
        Public = "public",
        /// Within the community.
        Green = "TLP:GREEN",
        /// Within the organisation and those who need to know.
        Amber = "TLP:AMBER",
        /// With those named only.
        Red = "TLP:RED",
    }
}

impl Effort {
    /// How much work it is, for the middle of a sentence.
    #[must_use]
    pub fn in_words(self) -> String {
        use crate::record::vocabulary::Term;
        self.definition().trim_end_matches('.').to_lowercase()
    }
}
