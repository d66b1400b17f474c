//! An index as files that a script in a browser reads: the same terms, impacts and places, in pieces that are loaded when
//! a query needs them. What is made of them there, `site/assets/search.js`, ranks as `rank` does.
//!
//! Pages opened from disk can load scripts and nothing else, so that every piece is a script which hands itself over.
//! Numbers are written as printable text (`digits`), which compresses as well as bytes and needs no decoding of its own.
//! What is looked up together lies together: terms of one group of the thesaurus share a piece.

mod digits;
mod facets;
mod neighbours;
mod pairs;
mod pieces;
mod places;
mod postings;
mod records;
mod root;
mod terms;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

use super::card::Card;
use super::error::IndexError;
use super::field::Facet;
use super::index::Index;
use pieces::Pieces;

/// How a site words what search shows.
pub struct Shown<'a> {
    /// What is shown of a record, in a form that the site's pages know.
    pub card: &'a dyn Fn(&Card) -> Value,
    /// What a value of a facet is called.
    pub label: &'a dyn Fn(Facet, &str) -> String,
}

/// Writes an index for a browser: files by their names.
///
/// # Errors
///
/// Fails if the index cannot be read.
pub fn browser_files(index: &Index, shown: &Shown<'_>) -> Result<BTreeMap<String, Vec<u8>>, IndexError> {
    let mut pieces = Pieces::default();
    let families = terms::Families::of(&index.thesaurus()?);
    let neighbours = neighbours::Neighbours::of(index)?;
    let pairs = pairs::write(index, &neighbours.stems, &mut pieces)?;
    let terms = terms::write(index, &families, &neighbours, &mut pieces)?;
    words::write(index, &mut pieces)?;
    facets::write(index, shown, &mut pieces)?;
    let records = records::write(index, shown, &mut pieces)?;
    root::write(index, root::Parts { terms: &terms, records: &records, neighbours: &neighbours, pairs }, &mut pieces)?;
    Ok(pieces.files())
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::corpus::Corpus;
    use crate::kb::KnowledgeBase;
    use crate::search::analysis::Analysis;

    /// A text with what analysis makes of it, which the script has to make of it as well.
    #[derive(Serialize)]
    struct Vector<'a> {
        text: &'a str,
        words: Vec<(String, usize)>,
        stems: Vec<String>,
        whole: Vec<String>,
        name: String,
    }

    const TEXTS: &[&str] = &[
        "Deleted naïve Databases, in production; authorised authors",
        "$6,531.30, 13 hours, 1,2 and 1,000,000 or gpt5,000",
        "GTG1002 s3 k8s i00A00 call volumeDelete on GitHub with iPhone15 or abcDef12",
        "git push --force; rm -rf ~/x && (DROP TABLE `users`);",
        "«ä» --förce … O'Brien's don’t __init__ foo.bar@example.org https://x.y/z?q=1#f",
        "Größe İstanbul ΣΑΣ ẞ ﬁne Ａbc １２３,456 ² ③ Ⅷ ½ ª ǅ ŉ ǰ ﷺ ٣٤٥",
        "Amazon Q (Developer) C++ C# a+b *** + # Société Générale Cafe\u{301} 通义灵码 Яндекс",
        "a\u{85}b\u{a0}c\u{feff}d\u{2003}e\u{200b}f \u{202e}ab\u{202c}",
        "𝐀ies 𝐀y 𝐀ed 🔥 👩‍💻 z̵alg̴o",
        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
        "ääääääääääääääääääääääääääääääää äääääääääääääääääääääääääääääää --------------------------------------------------------------------x",
        "skis skies idly gently ugly early only singly andes atlas bias cosmos howe news sky past pasted",
        "succeed proceed exceed succeeded dying lying tying evening canning inning earring herring outing",
        "hoped hopped hopping hoping falling added egging offing bedded sized sizing abled fitted enjoyed",
        "yes youth sayings boyish cry by say cries ties dies tie gas this gaps kiwis us toes",
        "generate generally communism interest internal organised university arsenal emergency later lateral",
    ];

    const ENDINGS: &[&str] = &[
        "s", "es", "ed", "ing", "ly", "ies", "ied", "er", "ization", "ational", "fulness", "ousness", "iveness",
        "tional", "biliti", "lessly", "ently", "ation", "alism", "ality", "ously", "ivity", "fully", "ologist", "ency",
        "ancy", "ably", "izer", "ator", "ally", "bly", "ology", "alize", "icate", "icity", "ative", "ical", "ness",
        "ful", "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
        "sion", "tion", "al", "ic", "e", "ll", "edly", "ingly", "eed", "eedly", "y",
    ];
    const BEGINNINGS: &[&str] = &[
        "delet", "cre", "run", "hop", "b", "tr", "sens", "oper", "commun", "fl", "dang", "propos", "by", "a", "exagger",
    ];

    /// `UPDATE=1 cargo test --lib vectors` writes down what analysis says now; `tests/browser` compares the script with it.
    #[test]
    fn vectors_for_the_script_are_what_analysis_says() {
        let words = BEGINNINGS.iter().map(|beginning| {
            ENDINGS.iter().flat_map(|ending| [*beginning, *ending, " "]).collect::<String>().trim_end().to_owned()
        });
        let texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).chain(words).collect();
        let mut analysis = Analysis::default();
        let vectors: Vec<Vector<'_>> = texts
            .iter()
            .map(|text| Vector {
                text,
                words: analysis.words(text).into_iter().map(|word| (word.text, word.position)).collect(),
                stems: analysis.prose(text).into_iter().map(|word| word.text).collect(),
                whole: Analysis::whole(text),
                name: analysis.name(text),
            })
            .collect();
        let lines: Vec<String> = vectors.iter().map(|vector| serde_json::to_string(vector).unwrap()).collect();
        let now = format!("[\n{}\n]\n", lines.join(",\n"));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/analysis.json");
        if std::env::var_os("UPDATE").is_some() {
            std::io::Write::write_all(&mut std::fs::File::create(path).unwrap(), now.as_bytes()).unwrap();
        }
        let kept = String::from_utf8(crate::fs::read_bounded(path.as_ref(), 1 << 20).unwrap()).unwrap();
        assert!(now == kept, "analysis has changed: `UPDATE=1 cargo test --lib vectors`");
    }

    fn files() -> BTreeMap<String, Vec<u8>> {
        let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
        let shown = Shown { card: &|card| card.id.clone().into(), label: &|_, value| value.to_owned() };
        browser_files(&Index::build(&kb).unwrap(), &shown).unwrap()
    }

    /// What a piece hands over.
    fn handed(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
        let file = String::from_utf8(files[&format!("{name}.js")].clone()).unwrap();
        let opening = format!("precedentSearch(\"{name}\",");
        serde_json::from_str(file.strip_prefix(&opening).unwrap().strip_suffix(")\n").unwrap()).unwrap()
    }

    #[test]
    fn every_piece_hands_itself_over_and_equal_corpora_give_equal_pieces() {
        let files = files();
        for name in files.keys() {
            assert!(!handed(&files, name.strip_suffix(".js").unwrap()).is_null());
        }
        assert_eq!(files, super::tests::files());
    }

    #[test]
    fn terms_are_in_the_pieces_in_which_the_root_says_they_are() {
        let files = files();
        let root = handed(&files, "root");
        let (families, terms) = (root["families"].as_array().unwrap(), root["terms"].as_array().unwrap());
        assert!(files.contains_key(&format!("t{}.js", families.len() + terms.len() - 1)));
        assert!(!files.contains_key(&format!("t{}.js", families.len() + terms.len())));
        let mut last = String::new();
        for (number, first) in terms.iter().enumerate() {
            let piece = handed(&files, &format!("t{}", families.len() + number));
            for name in piece[1].as_str().unwrap().split('\n') {
                assert!(name > last.as_str() && name >= first.as_str().unwrap(), "{name}");
                name.clone_into(&mut last);
            }
            if let Some(next) = terms.get(number + 1) {
                assert!(last.as_str() < next.as_str().unwrap(), "{last}");
            }
        }
    }
}
