//! The corpus that the binary carries.

use precedent::corpus::Corpus;
use precedent::kb::KnowledgeBase;

use crate::harness::{read, root};

#[test]
fn the_corpus_is_without_findings() {
    let corpus = Corpus::load(&root().join("corpus")).unwrap();
    match KnowledgeBase::build(vec![corpus]) {
        Ok(kb) => assert!(kb.warnings().is_empty(), "{:?}", kb.warnings().first()),
        Err(findings) => {
            panic!("{}", precedent::diagnostic::render_text(&findings, precedent::diagnostic::Style::Plain))
        }
    }
}

#[test]
fn the_embedded_corpus_is_the_one_in_the_folder() {
    let folder = Corpus::load(&root().join("corpus")).unwrap();
    assert_eq!(Corpus::embedded().hash, folder.hash);
}

#[test]
fn every_record_fits_its_published_schema() {
    let kb = KnowledgeBase::build(vec![Corpus::embedded()]).unwrap();
    macro_rules! fits {
        ($records:expr, $name:literal) => {
            let schema = serde_json::from_str(&read(concat!("docs/reference/record/", $name, ".schema.json"))).unwrap();
            let validator = jsonschema::options().with_format("slug", |_| true).build(&schema).unwrap();
            for (id, entry) in $records {
                let value = serde_json::to_value(entry.record()).unwrap();
                let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{id}: {errors:?}");
            }
        };
    }
    fits!(kb.incidents(), "incident");
    fits!(kb.patterns(), "pattern");
    fits!(kb.safeguards(), "safeguard");
    fits!(kb.products(), "product");
    fits!(kb.standards(), "standard");
}
