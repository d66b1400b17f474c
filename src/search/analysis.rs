//! Text to terms, the same for records, queries and highlighting.

use std::sync::{Mutex, PoisonError};

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
    Token, TokenStream,
};

use super::table::Table;

/// Words longer than this are data, not language.
pub(super) const LONGEST_WORD: usize = 64;

/// Words that the stemmer would throw together with others of another meaning, and the stems that they have instead:
/// production is not a product, and who authorises is no author.
pub(super) const KEPT_APART: &[(&str, &str)] = &[
    ("authorise", "authoris"),
    ("authorised", "authoris"),
    ("authorising", "authoris"),
    ("authorisation", "authoris"),
    ("authorize", "authoris"),
    ("authorized", "authoris"),
    ("authorizing", "authoris"),
    ("authorization", "authoris"),
    ("production", "production"),
];

/// Stems that are kept: several times the words of a large corpus, and no more than some megabytes.
const MOST_STEMS: usize = 1 << 16;

/// Turns texts into terms.
pub(super) struct Analysis {
    words: TextAnalyzer,
    stemmer: TextAnalyzer,
    names: TextAnalyzer,
    stems: Stems,
}

/// Stems of words that were met before: a corpus says the same few thousand words over and over.
type Stems = Table<String, String>;

impl Default for Analysis {
    fn default() -> Self {
        let words = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(LONGEST_WORD))
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter);
        let stemmer = TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English));
        let names = TextAnalyzer::builder(RawTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter);
        Self { words: words.build(), stemmer: stemmer.build(), names: names.build(), stems: Stems::default() }
    }
}

/// Analyses that nobody uses at the moment, with the stems that they have met.
#[derive(Default)]
pub(super) struct Idle(Mutex<Vec<Analysis>>);

impl Idle {
    /// Lends one for some work.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Analysis) -> T) -> T {
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut analysis = idle().pop().unwrap_or_default();
        let done = work(&mut analysis);
        idle().push(analysis);
        done
    }
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Idle").finish_non_exhaustive()
    }
}

impl Analysis {
    /// Words in lower case without accents, reduced to their English stems.
    pub(super) fn prose(&mut self, text: &str) -> Vec<Token> {
        let words = self.words(text);
        self.stemmed(words)
    }

    /// Reduces words to their stems.
    pub(super) fn stemmed(&mut self, mut words: Vec<Token>) -> Vec<Token> {
        for word in &mut words {
            if let Some((_, kept)) = KEPT_APART.iter().find(|(written, _)| *written == word.text) {
                word.text = (*kept).to_owned();
                continue;
            }
            if let Some(stem) = self.stems.get(&word.text) {
                word.text.clone_from(stem);
                continue;
            }
            let stem: String = tokens(&mut self.stemmer, &word.text).into_iter().map(|token| token.text).collect();
            if self.stems.len() == MOST_STEMS {
                self.stems.clear();
            }
            self.stems.insert(std::mem::replace(&mut word.text, stem.clone()), stem);
        }
        words
    }

    /// The terms of [`Analysis::prose`] that begin with certain bytes, and perhaps others. Reducing words to stems takes
    /// most of the time, and a stem begins as its word does.
    pub(super) fn some_prose(&mut self, text: &str, initials: &Initials) -> Vec<Token> {
        if !text.is_ascii() || has_composites(text) {
            return self.prose(text);
        }
        let mut tokens = Vec::new();
        let runs = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty());
        for (position, run) in runs.enumerate() {
            if run.len() < LONGEST_WORD && initials.fit(run) {
                let offset_from = run.as_ptr() as usize - text.as_ptr() as usize;
                let offset_to = offset_from + run.len();
                let text = run.to_ascii_lowercase();
                tokens.push(Token { offset_from, offset_to, position, text, position_length: 1 });
            }
        }
        self.stemmed(tokens)
    }

    /// Words in lower case without accents, whole: what a beginning is compared with. A stem would not do, since
    /// `policies` and `policy*` have no beginning in common once the one is cut to `polici`.
    ///
    /// A number is one word however it is grouped (`6,531`), and an identifier such as `volumeDelete` or `gpt5` is found
    /// whole and by its parts.
    pub(super) fn words(&mut self, text: &str) -> Vec<Token> {
        let mut words = Vec::new();
        // How many words more than positions of the tokenizer there are by now, or fewer.
        let mut ahead = 0_usize;
        let mut behind = 0_usize;
        for mut word in tokens(&mut self.words, text) {
            if words.last().is_some_and(|last| continues_number(last, &word, text)) {
                behind += 1;
                if let Some(last) = words.last_mut() {
                    let last: &mut Token = last;
                    last.text.push_str(&word.text);
                    last.offset_to = word.offset_to;
                }
                continue;
            }
            word.position = word.position.saturating_add(ahead).saturating_sub(behind);
            let written = text.get(word.offset_from..word.offset_to).unwrap_or_default();
            match joint(written) {
                Some(at) if written.len() == word.text.len() => {
                    ahead += 1;
                    let (first, second) = halves(&word, at);
                    words.extend([word, first, second]);
                }
                _ => words.push(word),
            }
        }
        words
    }

    /// A name as filters compare it: letters and digits of every script in lower case, Latin ones without accents,
    /// whatever is between them as one hyphen. `+` and `#` at the end of a word stay: they tell `C`, `C++` and `C#`
    /// apart. Empty for what has no letter or digit.
    pub(super) fn name(&mut self, text: &str) -> String {
        let folded: String = tokens(&mut self.names, text).into_iter().map(|token| token.text).collect();
        let characters: Vec<char> = folded.chars().filter(|c| !is_combining(*c)).collect();
        let mut name = String::new();
        for word in characters.split(|c| !c.is_alphanumeric() && !matches!(c, '+' | '#')) {
            let end = word.iter().rposition(|c| c.is_alphanumeric()).map_or(0, |last| last + 1);
            let (letters, signs) = word.split_at(end);
            let mut parts = letters.split(|c| !c.is_alphanumeric()).filter(|part| !part.is_empty()).peekable();
            let has_letters = parts.peek().is_some();
            for part in parts {
                if !name.is_empty() {
                    name.push('-');
                }
                name.extend(part);
            }
            if has_letters {
                name.extend(signs);
            }
        }
        name
    }

    /// What becomes of characters in words and names, those that stay left out.
    pub(super) fn folded(letters: impl Iterator<Item = char>) -> Vec<(char, String)> {
        let letters: Vec<char> = letters.collect();
        let text: String = letters.iter().flat_map(|letter| [*letter, ' ']).collect();
        let mut folding = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
        let folded: String = tokens(&mut folding, &text).into_iter().map(|token| token.text).collect();
        let changed = |(letter, folded): &(char, &str)| !folded.chars().eq([*letter]);
        letters.into_iter().zip(folded.split(' ')).filter(changed).map(|(letter, to)| (letter, to.to_owned())).collect()
    }

    /// The whole shell words among those of a query, in the spelling of the index.
    pub(super) fn whole(text: &str) -> Vec<String> {
        whole_words(text).into_iter().map(|token| token.text).collect()
    }
}

/// The first bytes of some terms.
#[derive(Debug, Clone)]
pub(super) struct Initials([bool; 256]);

impl Default for Initials {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Initials {
    pub(super) fn add(&mut self, term: &str) {
        if let Some(byte) = term.bytes().next()
            && let Some(fits) = self.0.get_mut(usize::from(byte))
        {
            *fits = true;
        }
    }

    /// True if the term of an ASCII word may begin so.
    fn fit(&self, word: &str) -> bool {
        let byte = word.bytes().next().map(|byte| byte.to_ascii_lowercase());
        byte.and_then(|byte| self.0.get(usize::from(byte)).copied()).unwrap_or_default()
    }
}

fn tokens(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    analyzer.token_stream(text).process(&mut |token| tokens.push(token.clone()));
    tokens
}

/// True if a word goes on with a number whose thousands are set off: three digits behind a comma.
fn continues_number(last: &Token, word: &Token, text: &str) -> bool {
    let is_number = |token: &Token| token.text.bytes().all(|byte| byte.is_ascii_digit());
    let between = text.get(last.offset_to..word.offset_from);
    between == Some(",") && word.text.len() == 3 && is_number(last) && is_number(word)
}

/// True if a text may have grouped numbers or identifiers with parts, which are more than runs of letters and digits.
fn has_composites(text: &str) -> bool {
    let is_grouping = |at: &[u8; 3]| at[0].is_ascii_digit() && at[1] == b',' && at[2].is_ascii_digit();
    let is_hump = |at: &[u8; 3]| (at[0].is_ascii_lowercase() || at[0].is_ascii_digit()) && at[1].is_ascii_uppercase();
    let is_numbered =
        |at: &[u8; 3]| at[0].is_ascii_alphabetic() && at[1].is_ascii_alphabetic() && at[2].is_ascii_digit();
    text.as_bytes().array_windows().any(|at| is_grouping(at) || is_hump(at) || is_numbered(at))
}

/// Letters of a part of an identifier, at least.
const SHORTEST: usize = 3;

/// Where an identifier falls into two parts: at its hump, or before its number.
fn joint(written: &str) -> Option<usize> {
    hump(written).or_else(|| number_at_end(written))
}

/// Where the number of a name such as `gpt5` begins, which others write with a space or a hyphen.
fn number_at_end(written: &str) -> Option<usize> {
    let at = written.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = written.split_at(at);
    let is_name = letters.len() >= SHORTEST && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(at)
}

/// Where an identifier in camel case has its hump. Names in capitals are no identifiers: `GitHub` is not about `git`.
fn hump(written: &str) -> Option<usize> {
    if !written.is_ascii() || !written.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let at = written.find(|c: char| c.is_ascii_uppercase())?;
    (at >= SHORTEST && written.len() - at >= SHORTEST).then_some(at)
}

/// The parts of a word on both sides of a place, the first at its position and the second behind it.
fn halves(word: &Token, at: usize) -> (Token, Token) {
    let (first, second) = word.text.split_at(at);
    let middle = word.offset_from + at;
    let part = |text: &str, offset_from, offset_to, position| Token {
        offset_from,
        offset_to,
        position,
        text: text.to_owned(),
        position_length: 1,
    };
    (part(first, word.offset_from, middle, word.position), part(second, middle, word.offset_to, word.position + 1))
}

/// Adds whole shell words such as `--force` to the stems of a text, each at the position of its first part.
pub(super) fn with_whole_words(mut all: Vec<Token>, text: &str) -> Vec<Token> {
    let mut whole = whole_words(text);
    // Both lists are in the order of offsets, and every whole word has a part.
    let mut parts = all.iter().peekable();
    for word in &mut whole {
        while parts.next_if(|part| part.offset_to <= word.offset_from).is_some() {}
        word.position = parts.peek().map_or(0, |part| part.position);
    }
    all.append(&mut whole);
    all.sort_by(|a, b| (a.position, a.offset_from, &a.text).cmp(&(b.position, b.offset_from, &b.text)));
    all
}

/// Accents that are written as characters of their own.
fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Shell words that hold more than letters and digits; plain ones are found by their stem.
pub(super) fn whole_words(text: &str) -> Vec<Token> {
    let mut words = Vec::new();
    for (at, part) in split_spaces(text) {
        let trimmed =
            part.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '.' | ':' | '…'));
        let plain = trimmed.chars().all(char::is_alphanumeric);
        if plain || trimmed.len() > LONGEST_WORD || !trimmed.chars().any(char::is_alphanumeric) {
            continue;
        }
        let lead = trimmed.as_ptr() as usize - part.as_ptr() as usize;
        words.push(Token {
            offset_from: at + lead,
            offset_to: at + lead + trimmed.len(),
            position: 0,
            text: trimmed.to_lowercase(),
            position_length: 1,
        });
    }
    words
}

fn split_spaces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |part| (part.as_ptr() as usize - base, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<Token> {
        with_whole_words(Analysis::default().prose(text), text)
    }

    fn terms(tokens: Vec<Token>) -> Vec<String> {
        tokens.into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn prose_is_folded_and_stemmed() {
        assert_eq!(terms(Analysis::default().prose("Deleted naïve Databases")), ["delet", "naiv", "databas"]);
    }

    proptest::proptest! {
        #[test]
        fn some_terms_are_those_of_all_that_begin_so(
            text in "[a-zA-Z0-9 ,.’é-]{0,80}|[a-z0-9 ,.-]{0,80}|[a-c0-9A-C,]{0,9}",
            initials in "[a-z]{1,3}",
        ) {
            let mut fitting = Initials::default();
            initials.chars().for_each(|initial| fitting.add(&initial.to_string()));
            let begins = |token: &Token| token.text.starts_with(|c| initials.contains(c));
            let mut analysis = Analysis::default();
            let all: Vec<Token> = analysis.prose(&text).into_iter().filter(begins).collect();
            let some: Vec<Token> = analysis.some_prose(&text, &fitting).into_iter().filter(begins).collect();
            proptest::prop_assert_eq!(some, all);
        }
    }

    #[test]
    fn a_stem_begins_as_its_word() {
        let mut analysis = Analysis::default();
        let corpus = crate::corpus::Corpus::embedded();
        let bodies = corpus.incidents.iter().map(|record| record.source.text());
        for text in bodies.chain(["dying lying tying skis skies idly gently ugly early only singly yes youth"]) {
            for (word, stem) in analysis.words(text).into_iter().zip(analysis.prose(text)) {
                assert_eq!(word.text.chars().next(), stem.text.chars().next(), "{}", word.text);
            }
        }
    }

    #[test]
    fn words_of_other_meanings_are_kept_apart() {
        let stems = terms(Analysis::default().prose("Production products, authorized authors"));
        assert_eq!(stems, ["production", "product", "authoris", "author"]);
    }

    #[test]
    fn words_are_folded_and_whole() {
        assert_eq!(terms(Analysis::default().words("Policies, naïve")), ["policies", "naive"]);
    }

    #[test]
    fn numbers_are_one_word_however_they_are_grouped() {
        assert_eq!(terms(Analysis::default().words("$6,531.30, 13 hours")), ["6531", "30", "13", "hours"]);
        assert_eq!(terms(Analysis::default().words("1,2 and 1,000,000")), ["1", "2", "and", "1000000"]);
    }

    #[test]
    fn identifiers_are_kept_whole_and_in_parts() {
        assert_eq!(terms(Analysis::default().words("GTG1002 s3 k8s")), ["gtg1002", "gtg", "1002", "s3", "k8s"]);
        assert_eq!(terms(Analysis::default().words("i00A00")), ["i00a00", "i00", "a00"]);
        let words = Analysis::default().words("call volumeDelete on GitHub");
        let positions: Vec<usize> = words.iter().map(|word| word.position).collect();
        assert_eq!(terms(words), ["call", "volumedelete", "volume", "delete", "on", "github"]);
        assert_eq!(positions, [0, 1, 1, 2, 3, 4]);
    }

    #[test]
    fn commands_are_kept_whole_and_in_parts() {
        let tokens = commands("git push --force; rm -rf ~/x");
        let whole = tokens.iter().find(|token| token.text == "-rf").unwrap();
        assert_eq!(whole.position, tokens.iter().find(|token| token.text == "rf").unwrap().position);
        let tokens = terms(tokens);
        for term in ["git", "push", "--force", "forc", "rm", "-rf", "rf", "~/x", "x"] {
            assert!(tokens.contains(&term.to_owned()), "{term} in {tokens:?}");
        }
    }

    #[test]
    fn offsets_point_into_the_text() {
        let text = "«ä» --förce, x";
        for token in commands(text) {
            assert!(text.get(token.offset_from..token.offset_to).is_some());
        }
    }

    #[test]
    fn names_keep_letters_of_every_script() {
        let mut analysis = Analysis::default();
        for (name, expected) in [
            ("Amazon Q (Developer)", "amazon-q-developer"),
            ("Société Générale", "societe-generale"),
            ("Cafe\u{301}", "cafe"),
            ("通义灵码", "通义灵码"),
            ("Яндекс", "яндекс"),
            ("C++", "c++"),
            ("C#", "c#"),
            ("a+b", "a-b"),
            ("***", ""),
            ("+ #", ""),
        ] {
            assert_eq!(analysis.name(name), expected);
        }
    }
}
