//! Records of incidents that never happened, as long and as varied as real ones.

use precedent::corpus::Corpus;
use precedent::record::{
    Adversary, AgentInterface, AutonomyLevel, ClaimStatus, DetectionMethod, Environment, ImpactKind, PermissionsOrigin,
    SeverityLevel, Term, Thesaurus,
};

use crate::random::Random;
use crate::words::{Vocabulary, Writer, capital};

/// What every id begins with.
pub(crate) const PREFIX: &str = "synthetic";

const PRODUCTS: &[&str] = &[
    "coding-agent",
    "terminal-agent",
    "cloud-operator",
    "review-bot",
    "desk-assistant",
    "mail-assistant",
    "browser-agent",
    "data-analyst",
    "ticket-agent",
    "pipeline-agent",
    "voice-agent",
    "home-agent",
];
const VENDORS: &[&str] = &["Alpenglow", "Brightwater", "Cobalt Works", "Dunmore Systems", "Eastgate"];
const PATTERNS: &[&str] = &[
    "destructive-shortcut",
    "wrong-target",
    "scope-overreach",
    "excess-privilege",
    "injected-instructions",
    "no-approval-gate",
    "runaway-repetition",
    "false-report",
    "unverified-assumption",
    "sensitive-data-egress",
    "constraint-violated",
    "shared-fate-recovery",
    "fast-cascade",
    "poisoned-component",
];
const SAFEGUARDS: &[&str] = &[
    "approval-gate",
    "least-privilege-scopes",
    "isolated-tested-backups",
    "deletion-protection",
    "staged-rollout",
    "kill-switch",
    "egress-allowlist",
    "secret-isolation",
    "environment-separation",
    "circuit-breaker",
    "dry-run-target-check",
    "attributable-action-log",
    "operator-training",
    "budgets-and-quotas",
];
const TAGS: &[&str] = &[
    "terraform",
    "git",
    "database",
    "backup",
    "prompt-injection",
    "cloud",
    "billing",
    "e-mail",
    "kubernetes",
    "credentials",
    "migration",
    "chat",
    "browser",
    "freeze",
    "ci",
    "dns",
    "storage",
    "payments",
    "support",
    "logs",
];
/// `{}` stands for a name.
const COMMANDS: &[&str] = &[
    "git push --force origin {}",
    "rm -rf ~/{}",
    "terraform destroy -target=module.{} -auto-approve",
    "DROP TABLE {};",
    "kubectl delete namespace {} --grace-period=0",
    "aws s3 rm s3://{} --recursive",
    "git reset --hard HEAD~1 && git clean -fdx {}",
    "docker volume rm {}",
    "DELETE FROM {} WHERE created < now();",
    "curl -X DELETE https://api.example.com/v1/{}",
    "chmod -R 777 /srv/{}",
    "npm publish --access public {}",
];
/// Claims and events of a record each.
const STATEMENTS: u64 = 4;

/// Makes the same records for the same seed, whatever their number and order.
pub(crate) struct Generator {
    seed: u64,
    vocabulary: Vocabulary,
    thesaurus: Thesaurus,
}

/// A file of a corpus.
pub(crate) struct CorpusFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let corpus = Corpus::embedded();
        Self { seed, vocabulary: Vocabulary::of(&corpus), thesaurus: corpus.thesaurus }
    }

    /// What a corpus has besides incidents.
    pub(crate) fn others(&self) -> Result<Vec<CorpusFile>, toml::ser::Error> {
        let manifest = format!(
            "schema = 1\nname = \"{PREFIX}\"\ntitle = \"Made-up incidents\"\nlanguage = \"en\"\nlicence = \"CC0-1.0\"\n\
             sharing = \"public\"\nprefix = \"{PREFIX}\"\n"
        );
        let mut files = vec![
            CorpusFile { path: "corpus.toml".to_owned(), text: manifest },
            CorpusFile { path: "thesaurus.toml".to_owned(), text: toml::to_string(&self.thesaurus)? },
        ];
        let all = [("products", PRODUCTS), ("patterns", PATTERNS), ("safeguards", SAFEGUARDS)];
        for ((folder, names), stream) in all.into_iter().zip(0..) {
            for (name, at) in names.iter().zip(0..) {
                let random = Random::new(!self.seed, 100 * stream + at);
                let mut writer = Writer::new(&self.vocabulary, random);
                let text = match folder {
                    "products" => product(name, &mut writer),
                    "patterns" => pattern(name, &mut writer),
                    _ => safeguard(name, &mut writer),
                };
                files.push(CorpusFile { path: format!("{folder}/{PREFIX}-{name}.md"), text });
            }
        }
        Ok(files)
    }

    /// The incident of a number.
    pub(crate) fn incident(&self, number: u64) -> CorpusFile {
        let mut writer = Writer::new(&self.vocabulary, Random::new(self.seed, number));
        let (year, month) = (writer.random.between(2023, 2026), writer.random.between(1, 12));
        let id = format!("{PREFIX}-{year}-{month:02}-{}-{}-{number:06}", writer.subject(), writer.subject());
        let text = incident(&id, &format!("{year}-{month:02}"), &mut writer);
        CorpusFile { path: format!("incidents/{id}.md"), text }
    }
}

fn name(id: &str) -> String {
    capital(&id.replace('-', " "))
}

fn product(id: &str, writer: &mut Writer<'_>) -> String {
    let vendor = writer.random.pick(VENDORS);
    let interface = writer.random.pick(AgentInterface::ALL).as_str();
    format!(
        "```toml\nid = \"{PREFIX}-{id}\"\nname = \"{}\"\nvendor = \"{vendor}\"\ninterface = [\"{interface}\"]\n\
         capabilities = [\"delete\", \"execute\"]\n```\n\n## About\n\n{}\n",
        name(id),
        writer.paragraph(120),
    )
}

fn pattern(id: &str, writer: &mut Writer<'_>) -> String {
    format!(
        "```toml\nid = \"{PREFIX}-{id}\"\nname = \"{}\"\nfamily = \"action\"\ndefinition = \"{}\"\nlabel_when = \"{}\"\n\
         not_when = \"{}\"\n\n[signals]\nstrong = [\"{} {}\"]\n```\n\n## How to recognise it\n\n{}\n",
        name(id),
        writer.sentence(25),
        writer.sentence(20),
        writer.sentence(20),
        writer.subject(),
        writer.subject(),
        writer.paragraph(300),
    )
}

fn safeguard(id: &str, writer: &mut Writer<'_>) -> String {
    format!(
        "```toml\nid = \"{PREFIX}-{id}\"\nname = \"{}\"\nfunction = \"limit\"\nobjective = \"{}\"\neffort = \"M\"\n\
         how = [\"{}\"]\nmitigates = [\"{PREFIX}-{}\"]\nmoments = [\"quarterly-review\"]\n\n[question]\n\
         text = \"{}\"\nversion = 1\n\n[verify]\nsteps = [\"{}\"]\npasses = \"{}\"\nfails = \"{}\"\n```\n\n\
         ## What it does\n\n{}\n",
        name(id),
        writer.sentence(25),
        writer.sentence(15),
        writer.random.pick(PATTERNS),
        writer.sentence(15).replace('.', "?"),
        writer.sentence(15),
        writer.sentence(12),
        writer.sentence(12),
        writer.paragraph(300),
    )
}

fn incident(id: &str, month: &str, writer: &mut Writer<'_>) -> String {
    let mut text = String::from("```toml\n");
    head(&mut text, id, month, writer);
    for _ in 0..writer.random.between(1, 3) {
        let command = writer.random.skewed(COMMANDS).replace("{}", writer.subject());
        text.push_str(&format!("\n[[commands]]\ntext = \"{command}\"\nsources = [\"log\"]\n"));
    }
    judgement(&mut text, writer);
    statements(&mut text, month, writer);
    labels(&mut text, writer);
    text.push_str(&format!(
        "\n[[sources]]\nid = \"log\"\nno_url = \"internal\"\ntitle = \"{}\"\npublisher = \"Example\"\n\
             published = \"{month}\"\nkind = \"artefact\"\nlanguage = \"en\"\ngrade = \"A\"\nread = \"full\"\n\n\
             [review]\ncurated = \"2026-11-21\"\nconfidence = \"high\"\n```\n",
        writer.sentence(6)
    ));
    for section in ["What happened", "Why it was possible", "What held, what did not", "Lessons"] {
        let words = writer.random.between(60, 100);
        text.push_str(&format!("\n## {section}\n\n{}\n", writer.paragraph(words)));
    }
    text
}

fn term<T: Term>(writer: &mut Writer<'_>) -> &'static str {
    writer.random.skewed(T::ALL).as_str()
}

fn head(text: &mut String, id: &str, month: &str, writer: &mut Writer<'_>) {
    let title = writer.sentence(9);
    let title = title.trim_end_matches('.');
    let (first, second) = (writer.random.skewed(TAGS), writer.random.pick(TAGS));
    let tags = if first == second { format!("\"{first}\"") } else { format!("\"{first}\", \"{second}\"") };
    let harm = if writer.random.one_in(4) { "near-miss" } else { "realised-incident" };
    let lines = [
        format!("id = \"{id}\"\ntitle = \"{title}\"\nsummary = \"{}\"", writer.paragraph(45)),
        format!("kind = \"{harm}\"\nstatus = \"{}\"\ntags = [{tags}]", term::<ClaimStatus>(writer)),
        format!("occurred = \"{month}\"\ndisclosed = \"{month}\"\noperator = \"{}\"", capital(writer.subject())),
        format!("environment = [\"{}\"]\nconstraint = \"none-stated\"", term::<Environment>(writer)),
        format!("adversary = \"{}\"\nharm_status = \"harm-occurred\"", term::<Adversary>(writer)),
        format!("task = \"{}\"\ncapabilities = [\"delete\"]\nlicence = \"CC0-1.0\"", writer.sentence(14)),
        format!("\n[[agents]]\nproduct = \"{PREFIX}-{}\"", writer.random.skewed(PRODUCTS)),
        format!("interface = [\"{}\"]", term::<AgentInterface>(writer)),
        format!("autonomy = \"{}\"", term::<AutonomyLevel>(writer)),
        format!("permissions = [\"{}\"]", term::<PermissionsOrigin>(writer)),
        format!("environment = [\"{}\"]\n", term::<Environment>(writer)),
    ];
    text.push_str(&lines.join("\n"));
}

fn judgement(text: &mut String, writer: &mut Writer<'_>) {
    let realised = term::<SeverityLevel>(writer);
    let lines = [
        format!("\n[severity]\nrealised = \"{realised}\"\npotential = \"{}\"", term::<SeverityLevel>(writer)),
        format!("why = \"{}\"\n\n[impact]", writer.sentence(16)),
        format!("kinds = [\"{}\"]\nbearer = \"operator-organisation\"", term::<ImpactKind>(writer)),
        format!("reversibility = \"irreversible\"\nscope = \"{}\"", writer.sentence(14)),
        format!("\n[detection]\nmethod = \"{}\"\n", term::<DetectionMethod>(writer)),
        "[recovery]\noutcome = \"none\"\n".to_owned(),
    ];
    text.push_str(&lines.join("\n"));
}

fn statements(text: &mut String, month: &str, writer: &mut Writer<'_>) {
    for day in 1..=writer.random.between(2, STATEMENTS) {
        let event = writer.sentence(14);
        text.push_str(&format!(
            "\n[[events]]\nat = \"{month}-{:02}\"\ntext = \"{event}\"\nsources = [\"log\"]\n",
            5 * day
        ));
    }
    for claim in 1..=writer.random.between(2, STATEMENTS) {
        let (role, about) = writer.random.pick(&[("operator", "conduct"), ("vendor", "cause"), ("press", "scope")]);
        let (said, quote) = (writer.sentence(22), writer.sentence(12));
        text.push_str(&format!(
            "\n[[claims]]\nid = \"claim-{claim}\"\nby = \"{}\"\nrole = \"{role}\"\nabout = \"{about}\"\n\
             text = \"{said}\"\nquote = \"{quote}\"\nstanding = \"agreed\"\nsources = [\"log\"]\n",
            capital(writer.subject())
        ));
    }
}

fn labels(text: &mut String, writer: &mut Writer<'_>) {
    let first = *writer.random.skewed(PATTERNS);
    let second = *writer.random.pick(PATTERNS);
    for (id, role) in [(first, "primary"), (second, "enabler")] {
        if role == "primary" || id != first {
            let evidence = writer.sentence(16);
            text.push_str(&format!(
                "\n[[patterns]]\nid = \"{PREFIX}-{id}\"\nrole = \"{role}\"\nbasis = \"inferred\"\n"
            ));
            text.push_str(&format!("evidence = \"{evidence}\"\nsources = [\"log\"]\n"));
        }
    }
    let first = *writer.random.skewed(SAFEGUARDS);
    let second = *writer.random.pick(SAFEGUARDS);
    for (at, id) in [first, second].into_iter().enumerate() {
        if at == 0 || id != first {
            let why = writer.sentence(14);
            text.push_str(&format!("\n[[safeguards]]\nid = \"{PREFIX}-{id}\"\nstate = \"absent\"\n"));
            text.push_str("effect = \"would-have-prevented\"\nbasis = \"inferred\"\n");
            text.push_str(&format!("why = \"{why}\"\nsources = [\"log\"]\n"));
        }
    }
}
