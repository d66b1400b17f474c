//! Asks a team the few questions that a list depends on most.

use std::io::{self, BufRead};
use std::path::PathBuf;

use super::init::Said;
use crate::cli::checklist::term;
use crate::kb::KnowledgeBase;
use crate::profile::Profile;
use crate::record::{Line, Term};

/// Why there are no answers.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    /// The terminal was closed.
    #[error("the questions were not answered to the end; nothing was written")]
    BrokenOff,
    /// The terminal could not be read.
    #[error("could not read the answer")]
    Unreadable(#[from] io::Error),
}

/// Asks every question; an empty answer leaves a field unknown, one that is not understood is asked for again.
pub(super) fn said(input: &mut dyn BufRead, say: &mut dyn FnMut(&str), kb: &KnowledgeBase) -> Result<Said, Unanswered> {
    say("An empty answer leaves a field unknown; several values are parted by commas.\n\n");
    let products: Vec<&str> = kb.products().keys().map(String::as_str).collect();
    let mut asker = Asker { input, say };
    Ok(Said {
        name: asker.one("What is the team called?", &[], |text| text.parse::<Line>().map_err(|e| e.to_string()))?,
        product: asker.many("Which products with agents are in use?", &products, |text| product(kb, text))?,
        interface: asker.terms("Which forms of agents are in use, beside those of these products?")?,
        environment: asker.terms("Which environments do agents reach?")?,
        autonomy: asker.term("What is the highest autonomy at which agents run?")?,
        capability: asker.terms("What can agents do, beside what is usual for these products?")?,
        lacks: asker.terms("What can they certainly not do?")?,
        untrusted_input: asker.term("Do they process input that an outsider could have written?")?,
        sensitive_access: asker.term("Have they access to sensitive systems or private data?")?,
        state_change: asker.term("Can they change state or communicate outwards?")?,
        ..Said::default()
    })
}

/// Asks which file the profile goes into; `None` is none. A file that is there already is asked for again.
pub(super) fn file(input: &mut dyn BufRead, say: &mut dyn FnMut(&str)) -> Result<Option<PathBuf>, Unanswered> {
    let vacant = |text: &str| {
        let path = PathBuf::from(text);
        if super::is_taken(&path) { Err(format!("`{text}` is there already")) } else { Ok(path) }
    };
    Asker { input, say }.one(
        "Which file is it written to, `team.toml` by habit? An empty answer prints it.",
        &[],
        vacant,
    )
}

fn product(kb: &KnowledgeBase, text: &str) -> Result<Line, String> {
    Profile::default().add_product(kb, text).map_err(|error| match &error.suggestion {
        Some(suggestion) => format!("{error}; {suggestion}"),
        None => error.to_string(),
    })?;
    text.parse().map_err(|error: crate::record::InvalidText| error.to_string())
}

struct Asker<'a> {
    input: &'a mut dyn BufRead,
    say: &'a mut dyn FnMut(&str),
}

impl Asker<'_> {
    fn terms<T: Term>(&mut self, question: &str) -> Result<Vec<T>, Unanswered> {
        let values: Vec<&str> = T::ALL.iter().map(|term| term.as_str()).collect();
        self.many(question, &values, term)
    }

    fn term<T: Term>(&mut self, question: &str) -> Result<Option<T>, Unanswered> {
        let values: Vec<&str> = T::ALL.iter().map(|term| term.as_str()).collect();
        self.one(question, &values, term)
    }

    fn one<T>(
        &mut self,
        question: &str,
        values: &[&str],
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Unanswered> {
        let read_one = |text: &str| if text.is_empty() { Ok(None) } else { read(text).map(Some) };
        self.answer(question, values, read_one)
    }

    fn many<T>(
        &mut self,
        question: &str,
        values: &[&str],
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Unanswered> {
        let parts = |text: &str| text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(&read).collect();
        self.answer(question, values, parts)
    }

    fn answer<T>(
        &mut self,
        question: &str,
        values: &[&str],
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Unanswered> {
        let options = textwrap::Options::new(78).initial_indent("  ").subsequent_indent("  ");
        let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
        (self.say)(&format!("{question}\n"));
        for line in textwrap::wrap(&values.join(", "), options).iter().filter(|line| !line.trim().is_empty()) {
            (self.say)(&format!("{line}\n"));
        }
        loop {
            (self.say)("> ");
            let mut text = String::new();
            if self.input.read_line(&mut text)? == 0 {
                return Err(Unanswered::BrokenOff);
            }
            match read(text.trim()) {
                Ok(value) => {
                    (self.say)("\n");
                    return Ok(value);
                }
                Err(problem) => (self.say)(&format!("{problem}\n")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::record::{AgentInterface, AutonomyLevel, Capability, Environment, Presence};

    fn answered(lines: &str) -> (Result<Said, Unanswered>, String) {
        let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
        let mut shown = String::new();
        let said = said(&mut lines.as_bytes(), &mut |text| shown.push_str(text), &kb);
        (said, shown)
    }

    #[test]
    fn answers_fill_the_fields_and_empty_ones_leave_them_unknown() {
        let (said, shown) =
            answered("Payments\nClaude Code, kiro\ncustomer-chatbot\nproduction , ci-cd\na3\n\nspend\nyes\n\nno\n");
        let said = said.unwrap();
        assert_eq!(said.name.unwrap().as_str(), "Payments");
        assert_eq!(said.product.iter().map(Line::as_str).collect::<Vec<_>>(), ["Claude Code", "kiro"]);
        assert_eq!(said.interface, [AgentInterface::CustomerChatbot]);
        assert_eq!(said.environment, [Environment::Production, Environment::CiCd]);
        assert_eq!(said.autonomy, Some(AutonomyLevel::A3AutoApprovedAttended));
        assert_eq!((said.capability, said.lacks), (vec![], vec![Capability::Spend]));
        let legs = (said.untrusted_input, said.sensitive_access, said.state_change);
        assert_eq!(legs, (Some(Presence::Yes), None, Some(Presence::No)));
        assert!(shown.contains("claude-code, ") && shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }

    #[test]
    fn what_is_not_understood_is_asked_for_again() {
        let (said, shown) = answered("\nkirro\nkiro\n\nmoon\nproduction\n\n\n\n\n\n\n");
        let said = said.unwrap();
        assert_eq!((said.product.len(), said.environment.len(), said.name), (1, 1, None));
        assert!(shown.contains("did you mean `kiro`?") && shown.contains("expected `production`"), "{shown}");
    }

    #[test]
    fn a_file_that_is_there_is_asked_for_again() {
        let mut shown = String::new();
        let path = file(&mut "Cargo.toml\nno-such-team.toml\n".as_bytes(), &mut |text| shown.push_str(text)).unwrap();
        assert_eq!(path, Some(PathBuf::from("no-such-team.toml")));
        assert!(shown.contains("`Cargo.toml` is there already"), "{shown}");
        assert_eq!(file(&mut "\n".as_bytes(), &mut |_| {}).unwrap(), None);
    }

    #[test]
    fn a_terminal_that_is_closed_ends_the_questions() {
        assert!(matches!(answered("Payments\n").0, Err(Unanswered::BrokenOff)));
    }
}
