//! What a team says of itself and of its safeguards.

super::define_vocabularies! {
    /// What a team answers to the question of a safeguard.
    pub enum AnswerValue {
        /// It is in place, and the evidence shows it.
        Yes = "yes",
        /// It is not in place.
        No = "no",
        /// It is in place for a part, and the evidence shows which.
        Partial = "partial",
        /// Nobody has found out.
        Unknown = "unknown",
        /// The question does not arise for this team.
        NotApplicable = "not-applicable",
    }

    /// Whether something is so, as far as a team knows.
    pub enum Presence {
        /// It is so.
        Yes = "yes",
        /// It is not so.
        No = "no",
        /// Nobody has found out.
        Unknown = "unknown",
    }
}
