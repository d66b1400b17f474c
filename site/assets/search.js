// Search in the browser: answers as `precedent search` does, from the pieces that `src/search/browser.rs` writes.
//
// It is one classic script without modules, `fetch` or workers, because pages opened from disk may use none of them. A
// piece is a script as well: it calls `precedentSearch(name, data)`. Only those are loaded that a query asks for. Sums
// are rounded to 32 bits where the program has 32 bits, so that both order equally good records alike.

(() => {
"use strict";

const here = document.currentScript.src;
const f32 = Math.fround;

// Pieces

const promised = new Map();
const handed = new Map();
let root = null;

function load(name) {
  if (!promised.has(name)) promised.set(name, fetched(name));
  return promised.get(name);
}

function fetched(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    // What is cached of an older site has another address.
    script.src = new URL(`../search/data/${name}.js${root ? `?${root.of}` : ""}`, here).href;
    const fail = () => {
      promised.delete(name);
      reject(new Error(`A part of the index could not be loaded (${name}).`));
    };
    script.onerror = fail;
    script.onload = () => {
      script.remove();
      if (handed.has(name)) resolve(handed.get(name));
      else fail();
    };
    document.head.append(script);
  });
}

async function open() {
  if (root) return;
  const read = await load("root");
  if (root) return;
  read.documents = read.kinds.reduce((sum, kind) => sum + kind.count, 0);
  read.fillers = new Set(read.function_words.split(" "));
  read.keptApart = new Map(Object.entries(read.kept_apart));
  read.numberOf = new Map(read.neighbours.split(" ").map((stem, at) => [stem, at + 1]));
  read.retracted = new Set(read.retracted);
  for (const name of Object.keys(read.weights)) read.weights[name] = f32(read.weights[name]);
  const pairs = new Digits(read.pairs);
  read.pairsOf = new Map();
  for (let [stems, first] = [read.numberOf.keys(), 0]; !pairs.isAtEnd; ) {
    const count = pairs.next();
    read.pairsOf.set(stems.next().value, { first, count });
    first += count;
  }
  root = read;
  readThesaurus();
}

/** Numbers as printable text: see `digits.rs`. */
class Digits {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.text.length;
  }

  digit() {
    const code = this.text.charCodeAt(this.at++);
    return code - 32 - (code > 34) - (code > 60) - (code > 92);
  }

  next() {
    let number = 0;
    for (let scale = 1; ; scale *= 28) {
      const digit = this.digit();
      number += digit * scale;
      if (digit < 64) return number;
    }
  }
}

/** True if a string comes before another by its characters; `<` goes by halves of characters. */
function isBefore(a, b) {
  for (let at = 0; at < a.length && at < b.length; ) {
    const [x, y] = [a.codePointAt(at), b.codePointAt(at)];
    if (x !== y) return x < y;
    at += x > 0xffff ? 2 : 1;
  }
  return a.length < b.length;
}

/** How many of the elements, which are in order, come before or at something. */
function countUpTo(all, isUpTo) {
  let [from, to] = [0, all.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isUpTo(all[middle])) from = middle + 1;
    else to = middle;
  }
  return from;
}

// Analysis: text to terms, as in `analysis.rs`

const WORD = /[\p{Alphabetic}\p{N}]+/gu;
const PLAIN = /^[\p{Alphabetic}\p{N}]*$/u;
const SPACES = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const EDGES = /^["'`,;().:…]+|["'`,;().:…]+$/g;
const isAscii = (text) => /^[\0-\x7f]*$/.test(text);
const bytes = (text) => (isAscii(text) ? text.length : new TextEncoder().encode(text).length);
const trimStart = (text) => text.replace(new RegExp(`^${SPACES.source}`, "u"), "");

let folded = null;

/** Loads how letters are folded, which only texts with others than those of ASCII need. */
async function prepareFor(text) {
  if (folded || isAscii(text)) return;
  const table = await load("folded");
  folded = new Map(Object.entries(table).flatMap(([plain, letters]) => Array.from(letters, (letter) => [letter, plain])));
}

const fold = (text) => (isAscii(text) ? text : Array.from(text, (letter) => folded.get(letter) ?? letter).join(""));
const lower = (text) => (isAscii(text) ? text.toLowerCase() : Array.from(text, (letter) => letter.toLowerCase()).join(""));

/** Words in lower case without accents; of identifiers the parts as well. */
function words(text) {
  const found = [];
  let [position, ahead, behind] = [-1, 0, 0];
  for (const match of text.matchAll(WORD)) {
    position += 1;
    const written = match[0];
    if (bytes(written) >= root.weights.longestWord) continue;
    const word = { from: match.index, to: match.index + written.length, text: fold(lower(written)) };
    const last = found[found.length - 1];
    if (last && continuesNumber(last, word, text)) {
      behind += 1;
      last.text += word.text;
      last.to = word.to;
      continue;
    }
    word.position = Math.max(position + ahead - behind, 0);
    found.push(word);
    const at = bytes(written) === bytes(word.text) ? joint(written) : -1;
    if (at > 0) {
      ahead += 1;
      const middle = word.from + at;
      found.push({ from: word.from, to: middle, text: word.text.slice(0, at), position: word.position });
      found.push({ from: middle, to: word.to, text: word.text.slice(at), position: word.position + 1 });
    }
  }
  return found;
}

/** Thousands are set off by a comma: `6,531`. */
function continuesNumber(last, word, text) {
  return text.slice(last.to, word.from) === "," && /^\d{3}$/.test(word.text) && /^\d*$/.test(last.text);
}

/** Where an identifier falls into two parts: at its hump, or before its number. */
function joint(written) {
  const hump = isAscii(written) && /^[a-z]/.test(written) ? written.search(/[A-Z]/) : -1;
  if (hump >= 3 && written.length - hump >= 3) return hump;
  return /^[A-Za-z]{3,}\d+$/.test(written) ? written.search(/\d/) : -1;
}

function prose(text) {
  return words(text).map((word) => ({ ...word, text: stemmed(word.text) }));
}

const stemsOf = (text) => prose(text).map((word) => word.text);

/** Shell words that hold more than letters and digits. */
function wholeWords(text) {
  const found = [];
  let at = 0;
  for (const part of text.split(SPACES)) {
    const from = text.indexOf(part, at);
    at = from + part.length;
    const trimmed = part.replace(EDGES, "");
    if (PLAIN.test(trimmed) || bytes(trimmed) > root.weights.longestWord || trimmed.search(WORD) < 0) continue;
    const start = from + part.indexOf(trimmed);
    found.push({ from: start, to: start + trimmed.length, text: trimmed.toLowerCase() });
  }
  return found;
}

/** A name as filters compare it. */
function nameOf(text) {
  const letters = fold(lower(text)).replace(/[\u0300-\u036f]/g, "");
  let name = "";
  for (const word of letters.split(/[^\p{Alphabetic}\p{N}+#]+/u)) {
    const signs = word.match(/[+#]*$/)[0];
    const parts = word.slice(0, word.length - signs.length).split(/[+#]+/).filter((part) => part);
    for (const part of parts) name += (name ? "-" : "") + part;
    if (parts.length) name += signs;
  }
  return name;
}

// The English stemmer of the Snowball project ("Porter 2"), on words that have nothing but letters and digits. A `Y` is a
// consonant; R1 is what follows the first consonant behind a vowel, and R2 the same within R1.

const ENDINGS = [
  [["ization", "ize"], ["ational", "ate"], ["fulness", "ful"], ["ousness", "ous"], ["iveness", "ive"], ["tional", "tion"],
    ["biliti", "ble"], ["lessli", "less"], ["entli", "ent"], ["ation", "ate"], ["alism", "al"], ["aliti", "al"],
    ["ousli", "ous"], ["iviti", "ive"], ["fulli", "ful"], ["ogist", "og"], ["enci", "ence"], ["anci", "ance"],
    ["abli", "able"], ["izer", "ize"], ["ator", "ate"], ["alli", "al"], ["bli", "ble"], ["ogi", "og", /l$/],
    ["li", "", /[cdeghkmnrt]$/]],
  [["ational", "ate"], ["tional", "tion"], ["alize", "al"], ["icate", "ic"], ["iciti", "ic"], ["ative", "", null, 2],
    ["ical", "ic"], ["ness", ""], ["ful", ""]],
  [["ement", "", null, 2], ["ance", "", null, 2], ["ence", "", null, 2], ["able", "", null, 2], ["ible", "", null, 2],
    ["ment", "", null, 2], ["ant", "", null, 2], ["ent", "", null, 2], ["ism", "", null, 2], ["ate", "", null, 2],
    ["iti", "", null, 2], ["ous", "", null, 2], ["ive", "", null, 2], ["ize", "", null, 2], ["ion", "", /[st]$/, 2],
    ["al", "", null, 2], ["er", "", null, 2], ["ic", "", null, 2]],
];
const EXCEPTIONS = new Map([
  ["skis", "ski"], ["skies", "sky"], ["idly", "idl"], ["gently", "gentl"], ["ugly", "ugli"], ["early", "earli"],
  ["only", "onli"], ["singly", "singl"],
  ...["andes", "atlas", "bias", "cosmos", "howe", "news", "sky"].map((word) => [word, word]),
]);
const stems = new Map();

function stemmed(word) {
  if (!stems.has(word)) stems.set(word, root.keptApart.get(word) ?? stem(word));
  return stems.get(word);
}

function stem(word) {
  if (EXCEPTIONS.has(word)) return EXCEPTIONS.get(word);
  if (Array.from(word).length < 3) return word;
  let text = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const special = text.match(/^(arsen|commun|emerg|gener|inter|later|organ|past|univers)/);
  const region = (start) => {
    const behind = text.slice(start).match(/^[^aeiouy]*[aeiouy]+[^aeiouy]/u);
    return behind ? start + behind[0].length : text.length;
  };
  const r1 = special ? special[0].length : region(0);
  const r2 = region(r1);
  const isShort = (part) => /[^aeiouy][aeiouy][^aeiouywxY]$/u.test(part) || /^[aeiouy][^aeiouy]$/u.test(part) || /past$/.test(part);

  if (/sses$/.test(text)) text = text.slice(0, -2);
  else if (/ie[ds]$/.test(text)) text = text.slice(0, Array.from(text).length > 4 ? -2 : -1);
  else if (/[aeiouy].+s$/su.test(text) && !/[us]s$/.test(text)) text = text.slice(0, -1);

  text = withoutPast(text, r1, isShort);
  text = text.replace(/(.[^aeiouy])[yY]$/su, "$1i");
  for (const endings of ENDINGS) text = withoutEnding(text, endings, r1, r2);
  if (/e$/.test(text)) {
    const rest = text.slice(0, -1);
    if (rest.length >= r2 || (rest.length >= r1 && !isShort(rest))) text = rest;
  } else if (/ll$/.test(text) && text.length - 1 >= r2) {
    text = text.slice(0, -1);
  }
  return text.replace(/Y/g, "y");
}

function withoutPast(text, r1, isShort) {
  const eed = text.match(/eed(ly)?$/);
  if (eed) {
    const rest = text.slice(0, eed.index);
    return rest.length < r1 || /^(succ|proc|exc)$/.test(rest) ? text : `${rest}ee`;
  }
  const past = text.match(/(ed|ing)(ly)?$/);
  if (!past) return text;
  const rest = text.slice(0, past.index);
  if (past[0] === "ing") {
    if (/^[^aeiouy]y$/u.test(rest)) return `${rest.slice(0, -1)}ie`;
    if (/^(even|cann|inn|earr|herr|out)$/.test(rest)) return text;
  }
  if (!/[aeiouy]/.test(rest)) return text;
  if (/(at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  return rest.length === r1 && isShort(rest) ? `${rest}e` : rest;
}

function withoutEnding(text, endings, r1, r2) {
  const found = endings.find(([ending]) => text.endsWith(ending));
  if (!found) return text;
  const [ending, instead, behind, region] = found;
  const rest = text.slice(0, text.length - ending.length);
  const fits = rest.length >= (region === 2 ? r2 : r1) && (!behind || behind.test(rest));
  return fits ? rest + instead : text;
}

// The thesaurus: what else is looked for, by stems, and which terms lie in one piece (`terms.rs`)

const synonyms = new Map();
const families = new Map();
/** Terms of several stems that stand for others: they have postings of their own. */
const readyRows = new Set();
let longestTerm = 0;

function readThesaurus() {
  const read = (texts) => texts.split("|").map((text) => ({ text, stems: stemsOf(text) }));
  const spelled = (term) => term.stems.join(" ");
  const belongs = (term, family) => families.has(spelled(term)) || families.set(spelled(term), family);
  const isReady = (term) => term.stems.length > 1 && readyRows.add(spelled(term));
  root.thesaurus.forEach((group, number) => {
    const [from, to] = group.split(">").map(read);
    if (to) {
      const known = families.get(spelled(to[0]));
      const family = known === undefined ? 2 * number : known - (known % 2);
      to.forEach((term) => belongs(term, family));
      from.forEach((term) => belongs(term, family + 1));
    } else {
      from.forEach((term) => belongs(term, 2 * number));
    }
    (to ?? from).forEach(isReady);
    for (const term of from) {
      if (!synonyms.has(spelled(term))) synonyms.set(spelled(term), []);
      const known = synonyms.get(spelled(term));
      const isOther = (a, b) => spelled(a) !== spelled(b);
      for (const other of to ?? from) {
        if (other.stems.length && isOther(other, term) && known.every((one) => isOther(one, other))) known.push(other);
      }
      longestTerm = Math.max(longestTerm, term.stems.length);
    }
  });
}

// The grammar, as in `query.rs`: every string is a query

function parse(text) {
  const clauses = [];
  for (let rest = trimStart(text); rest; rest = trimStart(rest)) {
    const isUnwanted = /^not:/.test(rest) && rest.length > 4 && rest.slice(4) === trimStart(rest.slice(4));
    const [clause, behind] = readClause(isUnwanted ? rest.slice(4) : rest);
    clauses.push({ ...clause, isUnwanted, source: rest.slice(0, rest.length - behind.length) });
    rest = behind;
  }
  return clauses;
}

function upToSpace(text) {
  const at = text.search(SPACES);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

function quoted(text) {
  const end = text.startsWith('"') ? text.indexOf('"', 1) : -1;
  return end > 0 && trimStart(text.slice(1, end)) ? [text.slice(1, end), text.slice(end + 1)] : null;
}

function readClause(text) {
  const phrase = quoted(text);
  if (phrase) return [{ sort: "phrase", text: phrase[0] }, phrase[1]];
  const field = text.match(/^([a-z]+):/)?.[1];
  const facet = root.facets.find(([name]) => name === field);
  if (facet) {
    const rest = text.slice(field.length + 1);
    const [value, behind] = quoted(rest) ?? upToSpace(rest);
    if (value) return [{ sort: "filter", facet: field, typed: value, ...comparison(value, facet[1]) }, behind];
  }
  const [word, behind] = upToSpace(text);
  const beginning = word.endsWith("*") ? word.slice(0, -1) : "";
  if (Array.from(beginning).length > 1 && PLAIN.test(beginning)) return [{ sort: "beginning", text: beginning }, behind];
  return [{ sort: "word", text: word }, behind];
}

function comparison(value, isOrdered) {
  if (isOrdered) {
    const at = value.indexOf("..");
    if (at >= 0) return { low: value.slice(0, at), high: value.slice(at + 2), isRange: true };
    for (const sign of [">=", "<=", ">", "<"]) {
      if (!value.startsWith(sign)) continue;
      const [bound, isOpen] = [value.slice(sign.length), sign.length === 1];
      return sign[0] === ">" ? { low: bound, isOpen } : { high: bound, isOpen };
    }
  }
  return { is: value };
}

// The plan: what is looked up, as in `plan.rs`. Terms are rows of stems, whole shell words or beginnings.

const keyOf = (terms) => `${terms.sort} ${terms.of.join(" ")}`;
const rowOf = (stems) => ({ sort: "row", of: stems });
const isEvidence = (asked) => ["word", "beginning", "phrase"].includes(asked.role);
const LIMITS = {
  word: ["mostWords", (used) => `Only the first ${used} different words were looked for.`],
  whole: ["mostWords"],
  pair: ["mostPairs"],
  beginning: ["mostPrefixes", (used) => `Only the first ${used} different \`word*\` were looked for.`],
  phrase: ["mostPhrases", (used) => `Only the first ${used} different phrases were looked for.`],
  row: ["mostPhraseWords", (used) => `Only the first ${used} words of each phrase were looked for.`],
  unwanted: ["mostExcluded", (used) => `Only the first ${used} exclusions were heeded.`],
};

class Plan {
  constructor() {
    this.asked = [];
    this.unwanted = [];
    this.filters = new Map();
    this.unwantedFilters = new Map();
    this.notes = [];
    this.corrections = [];
    this.hasOnlyFillers = false;
    this.seen = new Set();
    this.counts = {};
    this.cuts = new Set();
    this.unknown = new Set();
    this.run = [];
  }

  static async of(clauses) {
    const plan = new Plan();
    for (const clause of clauses) {
      if (clause.isUnwanted || clause.sort !== "word") await plan.endRun();
      await plan.clause(clause);
    }
    await plan.endRun();
    plan.finish();
    return plan;
  }

  get words() {
    return this.asked.filter(isEvidence).length;
  }

  get phrases() {
    return this.asked.filter((asked) => asked.role === "phrase").length;
  }

  get asksFilters() {
    return this.filters.size + this.unwantedFilters.size > 0;
  }

  async clause(clause) {
    if (clause.sort === "filter") return this.filter(clause);
    const terms = () => (clause.sort === "beginning" ? this.beginning(clause.text) : this.row(clause.text));
    if (clause.isUnwanted) return this.exclude(terms());
    if (clause.sort === "word") return this.word(clause.text);
    const [found, star] = [terms(), clause.sort === "beginning" ? "*" : ""];
    if (found) this.ask(clause.text + star, clause.sort, found);
  }

  async filter(clause) {
    const values = await accepted(clause);
    if (values) {
      const filters = clause.isUnwanted ? this.unwantedFilters : this.filters;
      if (!filters.has(clause.facet)) filters.set(clause.facet, new Set());
      values.forEach((value) => filters.get(clause.facet).add(value));
      return;
    }
    const named = clause.is ?? [clause.low, clause.high].filter((value) => value).join("..");
    const isNew = !this.unknown.has(`${clause.facet} ${named}`);
    this.unknown.add(`${clause.facet} ${named}`);
    if (isNew && this.unknown.size <= root.weights.mostUnknown) {
      this.notes.push(`No \`${clause.facet}\` is called \`${named}\`; it was searched for as words.`);
    }
    // The name of the field is not what is looked for, and many records would have it.
    if (clause.isUnwanted) this.exclude(this.row(`${clause.facet} ${clause.typed}`));
    else this.word(clause.typed);
  }

  word(text) {
    let end = 0;
    for (const word of words(text)) {
      const [written, stem] = [text.slice(word.from, word.to), stemmed(word.text)];
      const last = this.run[this.run.length - 1];
      if (last && word.from < end) {
        last.parts.push([written, stem]);
        continue;
      }
      end = word.to;
      this.run.push({ text: written, word: word.text, stem, isFiller: root.fillers.has(word.text), parts: [] });
    }
    for (const word of wholeWords(text)) this.ask(text, "whole", { sort: "whole", of: [word.text] });
  }

  /** Asks for words that were typed one after the other, what stands for them, and that neighbours be neighbours. */
  async endRun() {
    const run = this.run;
    this.run = [];
    if (!run.length) return;
    const subjects = run.filter((typed) => !typed.isFiller);
    for (const typed of subjects) {
      this.ask(typed.text, "word", rowOf([typed.stem]));
      if (typed.parts.length) {
        const [texts, own] = [0, 1].map((at) => typed.parts.map((part) => part[at]));
        this.also(typed.stem, [{ text: texts.join(" "), stems: own }]);
      }
    }
    for (let at = 0; at + 1 < run.length; at++) {
      const [first, second] = [run[at], run[at + 1]];
      if (first.isFiller && second.isFiller) continue;
      this.ask(`${first.text} ${second.text}`, "pair", rowOf([first.stem, second.stem]));
    }
    this.hasOnlyFillers = true;
    const own = run.map((typed) => typed.stem);
    for (let at = 0; at < own.length; at++) {
      for (let length = 1; length <= Math.min(longestTerm, own.length - at); length++) {
        const row = own.slice(at, at + length);
        const found = synonyms.get(row.join(" "));
        if (found) row.forEach((stem) => this.also(stem, found));
      }
    }
    const count = this.words;
    await Promise.all(this.asked.filter(({ role }) => role !== "pair").flatMap(fetchTerms));
    for (const typed of subjects) await this.correct(typed, count);
  }

  /** Takes words that are spelled alike for one that no record has, nor anything that stands for it. */
  async correct(typed, count) {
    const asked = this.askedWord(typed.stem);
    if (!asked) return;
    for (const { terms } of asked.alternatives) if ((await having(terms)).documents.length) return;
    const spellings = await nearest(typed.word);
    if (spellings.length) this.corrections.push([typed.text, spellings[0]]);
    for (const word of spellings) {
      const evidence = count < 3 ? root.weights.spelling : 0;
      asked.alternatives.push({ terms: rowOf(stemsOf(word)), weight: root.weights.spelling, evidence, also: word });
    }
  }

  askedWord(stem) {
    return this.asked.find(({ role, alternatives: [first] }) => role === "word" && first.terms.of[0] === stem);
  }

  also(stem, found) {
    const asked = this.askedWord(stem);
    for (const synonym of asked ? found : []) {
      const terms = rowOf(synonym.stems);
      const isKnown = asked.alternatives.some((known) => keyOf(known.terms) === keyOf(terms));
      if (isKnown || asked.alternatives.length > root.weights.mostSynonyms) continue;
      const weight = root.weights.synonym;
      asked.alternatives.push({ terms, weight, evidence: weight, also: synonym.text });
    }
  }

  row(text) {
    const row = stemsOf(text);
    if (row.length > root.weights.mostPhraseWords) this.cuts.add("row");
    return row.length ? rowOf(row.slice(0, root.weights.mostPhraseWords)) : null;
  }

  beginning(text) {
    const word = words(text)[0];
    return word ? { sort: "beginning", of: [word.text] } : null;
  }

  ask(typed, role, terms) {
    const key = `${role} ${keyOf(terms)}`;
    if (this.seen.has(key) || this.isFull(role)) return;
    this.seen.add(key);
    const weight = role === "pair" ? root.weights.pair : root.weights.asTyped;
    this.asked.push({ typed, role, alternatives: [{ terms, weight, evidence: weight, also: null }] });
  }

  isFull(sort) {
    const count = this.counts[sort] ?? 0;
    if (count >= root.weights[LIMITS[sort][0]]) return Boolean(this.cuts.add(sort));
    this.counts[sort] = count + 1;
    return false;
  }

  exclude(terms) {
    if (!terms || this.unwanted.some((known) => keyOf(known) === keyOf(terms)) || this.isFull("unwanted")) return;
    this.unwanted.push(terms);
  }

  finish() {
    this.hasOnlyFillers &&= this.words === 0;
    const unnamed = this.unknown.size - root.weights.mostUnknown;
    if (unnamed === 1) this.notes.push("One more unknown value was searched for as words.");
    else if (unnamed > 1) this.notes.push(`${unnamed} more unknown values were searched for as words.`);
    for (const sort of ["word", "beginning", "phrase", "row", "unwanted"]) {
      const [weight, sentence] = LIMITS[sort];
      if (this.cuts.has(sort)) this.notes.push(sentence(root.weights[weight]));
    }
  }
}

/** The values that a filter accepts, as in `Index::accepted`; nothing if no record could have them. */
async function accepted({ facet, is, low, high, isOpen, isRange }) {
  const [{ names, order }, column] = await Promise.all([load(`n-${facet}`), load(`f-${facet}`)]);
  const find = (text) => {
    const name = nameOf(text);
    if (facet === "year") return /^\d{4}$/.test(name) ? [name] : [];
    if (facet === "cve") return (name.match(/^(?:cve-)?(\d+-\d+)$/) ?? []).slice(1).map((number) => `CVE-${number}`);
    return Object.hasOwn(names, name) ? names[name] : [];
  };
  if (is !== undefined) return find(is).length ? find(is) : null;
  if (isRange && !low && !high) return null;
  const bound = (text) => (text === undefined || (isRange && !text) ? undefined : find(text)[0] ?? null);
  const [least, most] = [bound(low), bound(high)];
  if (least === null || most === null) return null;
  const all = facet === "year" ? column.values : order;
  const fits = (value) => (least === undefined || value > least || (!isOpen && value === least))
    && (most === undefined || value < most || (!isOpen && value === most));
  return all.filter(fits);
}

// Looking up, as in `terms.rs`: documents in order, and the impact of each, from 1 to 255

const NONE = { documents: [], impacts: [] };
const kept = new Map();

/** Does something once and keeps what came of it, unless it failed. */
function once(key, make) {
  if (!kept.has(key)) {
    const made = make();
    kept.set(key, made);
    made.catch(() => kept.delete(key));
  }
  return kept.get(key);
}

function readPostings(count, distances, upper, lower) {
  const [documents, impacts] = [new Array(count), new Array(count)];
  let next = 0;
  for (let at = 0; at < count; at++) {
    documents[at] = next + distances.next();
    impacts[at] = upper.digit() * 16 + lower.digit();
    next = documents[at] + 1;
  }
  return { documents, impacts };
}

/** Names with their postings: of pairs and of words. */
function readList([names, counts, distances, upper, lower]) {
  const [count, ...streams] = [counts, distances, upper, lower].map((text) => new Digits(text));
  return new Map(names.split("\n").map((name) => [name, readPostings(count.next() + 1, ...streams)]));
}

function pieceOf(term) {
  const family = families.get(term);
  if (family !== undefined) return countUpTo(root.families, (first) => first <= family) - 1;
  return root.families.length + countUpTo(root.terms, (first) => !isBefore(term, first)) - 1;
}

function readTerms([place, names, list, ...postings]) {
  const [numbers, streams] = [new Digits(list), postings.map((text) => new Digits(text))];
  let [piece, ordinal] = [place - 1, 0];
  return new Map(names.split("\n").map((name) => {
    const count = numbers.next() + 1;
    const places = [];
    const where = numbers.next();
    if (where === 2) {
      let first = 0;
      for (let parts = numbers.next(); parts > 0; parts--) {
        first += numbers.next();
        places.push({ piece: ++piece, ordinal: 0, first });
      }
    } else {
      [piece, ordinal] = where === 1 ? [piece + 1, 0] : [piece, ordinal + 1];
      places.push({ piece, ordinal, first: 0 });
    }
    return [name, { ...readPostings(count, ...streams), places }];
  }));
}

async function term(name) {
  const number = pieceOf(name);
  if (number < 0) return NONE;
  const piece = await once(`t${number}`, async () => readTerms(await load(`t${number}`)));
  return piece.get(name) ?? NONE;
}

/** Loads the terms of what is asked for, so that they are there one by one. */
function fetchTerms({ alternatives }) {
  const rows = alternatives.map(({ terms }) => terms).filter(({ sort }) => sort !== "beginning");
  return rows.map(({ of }) => (of.length === 1 || readyRows.has(of.join(" ")) ? term(of.join(" ")) : null));
}

function having(terms, isForAll = false) {
  return once(`${isForAll} ${keyOf(terms)}`, () => {
    if (terms.sort === "beginning") return beginning(terms.of[0], isForAll ? Infinity : root.weights.mostExpansions);
    return terms.of.length === 1 ? term(terms.of[0]) : row(terms.of);
  });
}

/** The best impact that each document has of the words that begin so. */
async function beginning(text, most) {
  const firsts = await load("words");
  let number = Math.max(countUpTo(firsts, (first) => !isBefore(text, first)) - 1, 0);
  const best = new Map();
  let [count, isCut] = [0, false];
  for (let isOver = false; !isOver && number < firsts.length; number++) {
    const piece = await once(`w${number}`, async () => readList(await load(`w${number}`)));
    for (const [word, { documents, impacts }] of piece) {
      if (!word.startsWith(text)) {
        isOver ||= isBefore(text, word);
        continue;
      }
      isCut = isOver = count === most;
      if (isOver) break;
      count += 1;
      documents.forEach((document, at) => best.set(document, Math.max(best.get(document) ?? 0, impacts[at])));
    }
  }
  const documents = [...best.keys()].sort((a, b) => a - b);
  return { documents, impacts: documents.map((document) => best.get(document)), isCut };
}

/** Places of a term in some documents, which are in order, or in all: lists of places and of the neighbours there. */
async function placesOf(entry, among = entry.documents) {
  const all = entry.places ?? [];
  const last = (at) => (at + 1 < all.length ? all[at + 1].first : Infinity);
  const wanted = all.filter(({ first }, at) => {
    const next = countUpTo(among, (document) => document < first);
    return next < among.length && among[next] < last(at);
  });
  const found = new Map();
  const lists = await Promise.all(wanted.map(async ({ piece, ordinal }) => {
    const read = await once(`p${piece}`, async () => readPlaces(await load(`p${piece}`)));
    return read[ordinal];
  }));
  const isAsked = new Set(among);
  wanted.forEach(({ first }, at) => {
    let index = countUpTo(entry.documents, (document) => document < first);
    for (const places of lists[at]) {
      if (isAsked.has(entry.documents[index])) found.set(entry.documents[index], places);
      index += 1;
    }
  });
  return found;
}

/** Positions of each field begin so far apart that no two fields share one. */
const FIELD = 2 ** 28;

function readPlaces([counts, ...texts]) {
  const [documents, places, before, behind] = [counts, ...texts].map((text) => new Digits(text));
  const lists = [];
  while (!documents.isAtEnd) {
    const list = [];
    for (let left = documents.next(); left > 0; left--) {
      const own = { at: [], before: [], behind: [] };
      let [field, offset] = [0, 0];
      for (let more = places.next() + 1; more > 0; more--) {
        const distance = places.next();
        if (distance % 2) [field, offset] = [field + 1 + places.next(), (distance - 1) / 2];
        else offset += distance / 2;
        own.at.push(field * FIELD + offset);
        own.before.push(before.next());
        own.behind.push(behind.next());
      }
      list.push(own);
    }
    lists.push(list);
  }
  return lists;
}

/** Stems in a row. */
async function row(stems) {
  if (readyRows.has(stems.join(" "))) return term(stems.join(" "));
  if (stems.length === 2 && stems.every((stem) => root.pairsOf.has(stem))) return frequentPair(...stems);
  const chosen = toRead(stems);
  const entries = await Promise.all(stems.map((stem, at) => (chosen.includes(at) ? term(stem) : null)));
  const among = chosen.map((at) => entries[at].documents).reduce(inBoth);
  if (!among.length) return NONE;
  const read = new Map();
  await Promise.all(chosen.map(async (at) => read.set(at, await placesOf(entries[at], among))));
  const starts = among.map((document) => [document, startsIn(document, stems, read)]).filter(([, own]) => own.length);
  const documents = starts.map(([document]) => document);
  const impacts = stems.length === 2 && lengthPieces(starts).length > MOST_LENGTHS
    ? estimates(starts, entries, read)
    : await impactsOf(starts);
  return { documents, impacts };
}

/** Two frequent stems. Which of the pieces of the first one has the pair is said by the first of them. */
async function frequentPair(first, second) {
  const pieces = root.pairsOf.get(first);
  if (!pieces.count) return NONE;
  const [, , , , , others] = await load(`q${pieces.first}`);
  const at = pieces.first + (others ? countUpTo(others.split("\n"), (other) => !isBefore(second, other)) : 0);
  return (await once(`q${at}`, async () => readList(await load(`q${at}`)))).get(second) ?? NONE;
}

function inBoth(some, others) {
  const known = new Set(others);
  return some.filter((document) => known.has(document));
}

/** Of which stems of a row the places have to be read: of the others the neighbours of these tell. */
function toRead(stems) {
  const numbers = stems.map((stem) => root.numberOf.get(stem) ?? Infinity);
  const rarest = Math.max(...numbers);
  const all = stems.map((_, at) => at);
  const chosen = new Set(all.filter((at) => numbers[at] === rarest));
  for (const at of all) if (![at - 1, at, at + 1].some((near) => chosen.has(near))) chosen.add(at);
  return [...chosen];
}

/** Where in a document a row begins. */
function startsIn(document, stems, read) {
  const own = new Map([...read].map(([at, places]) => [at, places.get(document)]));
  const [[anchor, first], ...others] = [...own].sort(([, a], [, b]) => a.at.length - b.at.length);
  const sets = others.map(([at, { at: places }]) => [at, new Set(places)]);
  const index = new Map([...own].map(([at, { at: places }]) => [at, new Map(places.map((place, index) => [place, index]))]));
  const noted = stems.map((stem, at) => [at, root.numberOf.get(stem)]).filter(([at]) => !own.has(at));
  return first.at.map((place) => place - anchor).filter((start) => start >= 0
    && sets.every(([at, places]) => places.has(start + at))
    && noted.every(([at, number]) => {
      const [near, side] = own.has(at - 1) ? [at - 1, "behind"] : [at + 1, "before"];
      return own.get(near)[side][index.get(near).get(start + near)] === number;
    }));
}

const fieldOf = (place) => Math.floor(place / FIELD);

function saturated(sum) {
  return Math.min(Math.max(Math.round(f32(f32(sum / f32(sum + root.weights.saturation)) * 255)), 1), 255);
}

/** Pieces with lengths of fields that are read for two words in a row; what these add is little. */
const MOST_LENGTHS = 12;

const lengthPieces = (starts) => [...new Set(starts.map(([document]) => Math.floor(document / root.lengths)))];

/** What rows say, computed as for any term. */
async function impactsOf(starts) {
  const lengths = new Map();
  await Promise.all(lengthPieces(starts).map(async (piece) => {
    const numbers = new Digits(await load(`l${piece}`));
    for (let at = piece * root.lengths; !numbers.isAtEnd; at++) lengths.set(at, root.fields.map(() => numbers.next()));
  }));
  return starts.map(([document, own]) => {
    let sum = 0;
    root.fields.forEach(({ weight, length, usual }, field) => {
      const often = own.filter((start) => fieldOf(start) === field).length;
      if (!often) return;
      const share = f32(length);
      const norm = f32(f32(1 - share) + f32(f32(share * lengths.get(document)[field]) / f32(usual)));
      sum = f32(sum + f32(f32(f32(weight) * often) / norm));
    });
    return saturated(sum);
  });
}

/** What pairs say, from what their rarer term says, among so many documents that reading all lengths would take long. */
function estimates(starts, entries, read) {
  const size = ([at]) => entries[at].documents.length;
  const [at, places] = [...read].sort((a, b) => size(a) - size(b))[0];
  const weigh = (all) => all.reduce((sum, place) => sum + root.fields[fieldOf(place)].weight, 0);
  const { documents, impacts } = entries[at];
  return starts.map(([document, own]) => {
    const impact = Math.min(impacts[countUpTo(documents, (other) => other < document)], 254);
    const sum = (root.weights.saturation * impact) / (255 - impact);
    return saturated((sum * weigh(own)) / weigh(places.get(document).at));
  });
}

/** Words that are spelled alike, the nearest first, then the most frequent: `spelling.rs`. */
async function nearest(word) {
  const letters = Array.from(word);
  const most = letters.length < 4 ? 0 : letters.length < 9 ? 1 : 2;
  if (!most) return [];
  const spellings = await load("spellings");
  const isUpTo = (length) => ([letter, own]) => isBefore(letter, letters[0]) || (letter === letters[0] && own <= length);
  const from = Math.max(countUpTo(spellings, isUpTo(letters.length - most - 1)) - 1, 0);
  const to = countUpTo(spellings, isUpTo(letters.length + most));
  const numbers = Array.from({ length: to - from }, (_, at) => from + at);
  const found = [];
  const sorted = (text) => Array.from(text).sort().join("");
  for (const [words, counts] of await Promise.all(numbers.map((number) => load(`s${number}`)))) {
    const count = new Digits(counts);
    for (const other of words.split("\n")) {
      const [documents, own] = [count.next() + 1, Array.from(other)];
      if (own[0] !== letters[0] || Math.abs(own.length - letters.length) > most) continue;
      const mistakes = distance(letters, own);
      // Of the short ones, so many differ by a letter that only swapped letters tell anything.
      const tells = letters.length >= root.weights.longEnough || sorted(word) === sorted(other);
      if (mistakes <= most && tells) found.push({ mistakes, documents, other });
    }
  }
  found.sort((a, b) => a.mistakes - b.mistakes || b.documents - a.documents || (isBefore(a.other, b.other) ? -1 : 1));
  return found.slice(0, root.weights.mostSpellings).map(({ other }) => other);
}

/** Letters that are wrong, missing, too many or swapped with the next, none of them touched twice. */
function distance(a, b) {
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

// Scores, as in `score.rs` and `nearness.rs`

/** A weight of 1 on the board of one thing asked for. */
const ONE = 257;

function rarityOf(all, some) {
  const weight = f32(Math.log(f32(1 + f32(f32(f32(all - some) + 0.5) / f32(some + 0.5)))));
  return { weight, isCommon: some > f32(all * root.weights.common), isUnknown: some === 0 };
}

const askedFor = ({ weight, isUnknown }) => (isUnknown ? f32(root.weights.unknown * weight) : weight);

function leastEvidence(words) {
  return Math.max(f32(f32(0.45) / f32(Math.pow(Math.max(words, 1), f32(0.2)))), f32(0.15));
}

async function scored(plan) {
  const all = root.documents;
  const found = { scores: new Float32Array(all), rarities: [], notes: [], alsoSearched: [], enough: 0 };
  const evidence = new Float32Array(all);
  const phrases = new Uint16Array(all);
  const [board, shares] = [new Uint16Array(all), new Uint8Array(all)];
  await Promise.all(plan.asked.flatMap((asked) => asked.alternatives.map(({ terms }) => having(terms))));
  let total = 0;
  for (const asked of plan.asked) {
    const lists = await Promise.all(asked.alternatives.map(({ terms }) => having(terms)));
    asked.alternatives.forEach(({ also }, at) => {
      if (lists[at].isCut) {
        const used = root.weights.mostExpansions;
        found.notes.push(`Many words begin like \`${asked.typed}\`; ${used} of them were looked for in each field.`);
      }
      if (also && lists[at].documents.length && !found.alsoSearched.includes(also)) found.alsoSearched.push(also);
    });
    // What was typed says how rare it is; what no document has as typed is as rare as what stands for it.
    const counts = lists.map((list) => list.documents.length);
    const rarity = rarityOf(all, counts[0] || Math.max(...counts));
    found.rarities.push(rarity);
    if (isEvidence(asked)) total = f32(total + askedFor(rarity));
    const [weight, share] = ["weight", "evidence"].map((part) => Math.max(...asked.alternatives.map((own) => own[part])));
    const touched = new Set();
    asked.alternatives.forEach((own, at) => {
      const part = (value, unit) => (unit > 0 ? f32(value / unit) : 0);
      const factor = Math.min(Math.round(f32(part(own.weight, weight) * ONE)), ONE);
      const says = Math.round(f32(part(own.evidence, share) * 255));
      const { documents, impacts } = lists[at];
      documents.forEach((document, index) => {
        touched.add(document);
        board[document] = Math.max(board[document], impacts[index] * factor);
        shares[document] = Math.max(shares[document], says);
      });
    });
    const score = f32(f32(rarity.weight * weight) / f32(255 * ONE));
    const says = f32(f32((isEvidence(asked) ? rarity.weight : 0) * share) / 255);
    for (const document of touched) {
      found.scores[document] += f32(score * board[document]);
      evidence[document] += f32(says * shares[document]);
      if (asked.role === "phrase" && shares[document] > 0) phrases[document] += 1;
      board[document] = shares[document] = 0;
    }
  }
  found.enough = f32(total * leastEvidence(plan.words));
  const next = Math.max(f32(found.enough * root.weights.ofEnough), 2 ** -126);
  found.documents = [];
  for (let document = 0; document < all; document++) {
    if (evidence[document] >= next && phrases[document] === plan.phrases) found.documents.push(document);
  }
  if (!found.documents.some((document) => evidence[document] >= found.enough)) found.documents = [];
  await drawNear(plan, found);
  return found;
}

/** Adds what it says that words stand near each other, and leaves out documents over which they are scattered. */
async function drawNear(plan, found) {
  const rarities = found.rarities.filter((_, at) => plan.asked[at].role === "word");
  const count = rarities.length;
  if (count < 2 || !found.documents.length || found.documents.length > root.weights.mostNear) return;
  const all = rarities.reduce((sum, rarity) => f32(sum + askedFor(rarity)), 0);
  const [enough, least] = [f32(all * leastEvidence(count)), count < 3 ? 1 : 2];
  const near = await nearness(plan, found);
  const bearsOut = ({ says, words }, share) => says >= f32(enough * share) && words >= least;
  const share = plan.phrases || near.some((own) => bearsOut(own, 1)) ? root.weights.ofEnough : 1;
  found.documents = found.documents.filter((document, at) => {
    found.scores[document] += f32(root.weights.nearness * near[at].says);
    return plan.phrases > 0 || bearsOut(near[at], share);
  });
}

/** For each document found, the most that stands within one window of words. */
async function nearness(plan, found) {
  const looked = plan.asked.flatMap((asked, number) => (asked.role === "word" ? asked.alternatives : [])
    .filter(({ evidence }) => evidence > 0)
    .map(async ({ terms: { of }, evidence }) => {
      const says = f32(found.rarities[number].weight * evidence);
      // What stands for a word may be several; its first word says where.
      const first = await term(readyRows.has(of.join(" ")) ? of.join(" ") : of[0]);
      const among = of.length > 1 ? (await having(rowOf(of), true)).documents : first.documents;
      return { number, says, places: await placesOf(first, inBoth(found.documents, among)) };
    }));
  const all = await Promise.all(looked);
  return found.documents.map((document) => densest(all.flatMap(({ number, says, places }) => {
    return (places.get(document)?.at ?? []).map((at) => ({ at, number, says }));
  })));
}

function densest(places) {
  places.sort((a, b) => a.at - b.at || a.number - b.number || b.says - a.says);
  let best = { says: 0, words: 0 };
  let end = 0;
  places.forEach(({ at: start }, at) => {
    const before = end;
    while (end < places.length && places[end].at - start < root.weights.window) end += 1;
    // A window that ends where the last one did holds less.
    if (end === before) return;
    const seen = [];
    for (const { number, says } of places.slice(at, end)) seen[number] = Math.max(seen[number] ?? 0, says);
    const own = Object.values(seen);
    const says = own.reduce((sum, one) => f32(sum + one), 0);
    if (says > best.says) best = { says, words: own.length };
  });
  return best;
}

// Order, filters and counts, as in `rank.rs`

function kindOf(document) {
  let left = document;
  return root.kinds.find(({ count }) => (left -= count) < 0);
}

function scoreOf(found, document) {
  const score = f32(found.scores[document] * f32(kindOf(document).weight));
  return Math.trunc(f32(f32(score * 1000) + 0.5));
}

/** The values of a facet, and the numbers of each document's. */
function columnOf(facet) {
  return once(`column ${facet}`, async () => {
    const { values, labels, numbers } = await load(`f-${facet}`);
    const [read, of] = [new Digits(numbers), []];
    while (!read.isAtEnd) of.push(Array.from({ length: read.next() }, () => read.next()));
    return { values, labels, of };
  });
}

/** Leaves out what is unwanted and what has another value than a filter names, except for the filter of one facet. */
async function filtered(plan, documents, except) {
  for (const terms of plan.unwanted) {
    const unwanted = new Set((await having(terms, true)).documents);
    documents = documents.filter((document) => !unwanted.has(document));
  }
  for (const [filters, isWanted] of [[plan.filters, true], [plan.unwantedFilters, false]]) {
    for (const [facet, values] of filters) {
      if (facet === except) continue;
      const column = await columnOf(facet);
      const has = (document) => column.of[document].some((number) => values.has(column.values[number]));
      documents = documents.filter((document) => has(document) === isWanted);
    }
  }
  return documents;
}

/** How documents are ordered: by a list of numbers, smaller ones first. */
async function orderOf(order, plan, found) {
  const isRetracted = (document) => (root.retracted.has(document) ? 1 : 0);
  if (order === "id") return (document) => [isRetracted(document)];
  if (order === "relevance" && plan.words) return (document) => [isRetracted(document), -scoreOf(found, document)];
  const { severity, day } = await once("days", async () => {
    const [severities, days] = (await load("days")).map((text) => new Digits(text));
    const read = { severity: [], day: [] };
    for (let last = 0; !severities.isAtEnd; ) {
      const distance = days.next();
      last += distance % 2 ? -(distance - 1) / 2 : distance / 2;
      read.severity.push(severities.digit());
      read.day.push(last);
    }
    return read;
  });
  if (order === "date") return (document) => [isRetracted(document), -day[document]];
  const kind = (document) => root.kinds.indexOf(kindOf(document));
  return (document) => [isRetracted(document), kind(document), -severity[document], -day[document]];
}

/** Answers a query: which records, in which order. What is shown of them is asked for page by page. */
async function ask(text, order = "relevance") {
  await open();
  await prepareFor(text);
  const plan = await Plan.of(parse(text));
  if (!plan.words && !plan.asksFilters) {
    const nothing = plan.hasOnlyFillers
      ? "These words stand in every text; add one that says what it is about."
      : "There is no word or filter in this query that could be looked for.";
    return new Answer(plan, { documents: [], rarities: [], alsoSearched: [], notes: [nothing] }, []);
  }
  const everything = () => Array.from({ length: root.documents }, (_, at) => at);
  const found = plan.words
    ? await scored(plan)
    : { documents: everything(), scores: new Float32Array(root.documents), rarities: [], alsoSearched: [], notes: [] };
  const documents = await filtered(plan, found.documents);
  const key = await orderOf(order, plan, found);
  const keyed = documents.map((document) => ({ document, key: key(document) }));
  const compare = (a, b) => {
    const at = a.key.findIndex((own, place) => own !== b.key[place]);
    return at < 0 ? a.document - b.document : a.key[at] - b.key[at];
  };
  const ordered = keyed.sort(compare).map(({ document }) => document);
  const corrected = plan.corrections.reduce((query, [typed, meant]) => query.replace(typed, () => meant), text);
  return new Answer(plan, found, ordered, plan.corrections.length ? corrected : null);
}

class Answer {
  constructor(plan, found, documents, didYouMean = null) {
    Object.assign(this, { plan, found, documents, didYouMean });
    this.total = documents.length;
    this.alsoSearched = found.alsoSearched;
    this.notes = [...plan.notes, ...found.notes];
    this.marks = new Marks(plan, found);
  }

  /** What is shown of the hit at a rank from 0. */
  async hit(rank) {
    const document = this.documents[rank];
    const piece = await load(`c${Math.floor(document / root.cards)}`);
    const [texts, card] = piece[document % root.cards];
    const score = this.found.scores ? scoreOf(this.found, document) / 1000 : 0;
    return { document, texts, card, score, kind: kindOf(document) };
  }

  /** The fields in which something matched, and excerpts. */
  async excerpts({ document, texts }) {
    const [first, all] = await load(`x${texts}`);
    const lines = all[document - first].map((line) => ({ field: Number(line[0]), text: line.slice(1) }));
    await prepareFor(lines.map((line) => line.text).join(""));
    const summary = lines.find(({ field }) => root.fields[field].name === "summary")?.text;
    return { ...fragments(lines, this.marks), summary };
  }

  /** How many hits have each value of a facet, most first; for a facet that is filtered by, as if it were not. */
  async counts(facet, isOpen = false) {
    const isFiltered = isOpen && this.plan.filters.has(facet);
    const documents = isFiltered ? await filtered(this.plan, this.found.documents, facet) : this.documents;
    const { values, labels, of } = await columnOf(facet);
    const counts = values.map(() => 0);
    for (const document of documents) for (const number of of[document]) counts[number] += 1;
    const all = values.map((value, at) => ({ value, label: labels[at], count: counts[at] }));
    return all.filter(({ count }) => count).sort((a, b) => b.count - a.count);
  }

  /** How many hits are of each kind. */
  kinds() {
    const counts = root.kinds.map(({ kind, folder }) => ({ kind, folder, count: 0 }));
    for (const document of this.documents) counts[root.kinds.indexOf(kindOf(document))].count += 1;
    return counts.filter(({ count }) => count);
  }
}

// Excerpts with what matched, as in `mark.rs` and `fragment.rs`; lengths are counted in characters and not in bytes

const WINDOW = 200;
const MOST_FRAGMENTS = 3;
const LONGEST_WORD = 64;

class Marks {
  constructor(plan, found) {
    Object.assign(this, { terms: new Map(), beginnings: [], rows: new Map(), says: [], hasWhole: false });
    plan.asked.forEach(({ alternatives }, at) => {
      for (const { terms } of found.rarities.length ? alternatives : []) this.add(terms, found.rarities[at]);
    });
    this.hasRare = this.says.some(({ isRare }) => isRare);
  }

  add({ sort, of: [first, ...rest] }, rarity) {
    const mark = this.says.length;
    // Words in a row say something together, however frequent each is.
    this.says.push({ weight: Math.round(rarity.weight * 1000), isRare: !rarity.isCommon || rest.length > 0 });
    this.hasWhole ||= sort === "whole";
    if (sort === "beginning") this.beginnings.push([first, mark]);
    else if (!rest.length) this.terms.set(first, mark);
    else this.rows.set(first, [...(this.rows.get(first) ?? []), [rest, mark]]);
  }

  /** Ranges to mark, in order and apart, and what all marks say together. */
  find(text) {
    const found = prose(text);
    const marked = [];
    for (const { from, to, text: own } of [...found, ...(this.hasWhole ? wholeWords(text) : [])]) {
      if (this.terms.has(own)) marked.push([from, to, this.terms.get(own)]);
    }
    for (const { from, to, text: own } of this.beginnings.length ? words(text) : []) {
      const mark = this.beginnings.find(([beginning]) => own.startsWith(beginning));
      if (mark) marked.push([from, to, mark[1]]);
    }
    found.forEach((first, at) => {
      for (const [rest, mark] of this.rows.get(first.text) ?? []) {
        const behind = found.slice(at + 1, at + 1 + rest.length);
        const stands = (word, place) => word.position === first.position + 1 + place && word.text === rest[place];
        if (behind.length === rest.length && behind.every(stands)) marked.push([first.from, behind.at(-1).to, mark]);
      }
    });
    marked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    // Words that most records have are marked beside rarer ones only.
    const ranges = this.joined(text, marked).filter((range) => range.isRare || !this.hasRare);
    const distinct = new Set(marked.map(([, , mark]) => mark));
    return { ranges, weight: [...distinct].reduce((sum, mark) => sum + this.says[mark].weight, 0) };
  }

  /** Joins what overlaps or has nothing but spaces between. */
  joined(text, marked) {
    const all = [];
    for (const [start, end, mark] of marked) {
      const [{ weight, isRare }, last] = [this.says[mark], all.at(-1)];
      if (last && (start <= last.end || !trimStart(text.slice(last.end, start)))) {
        last.end = Math.max(last.end, end);
        last.weight += weight;
        last.isRare ||= isRare;
      } else {
        all.push({ start, end, weight, isRare });
      }
    }
    return all;
  }
}

function fragments(lines, marks) {
  const marked = lines.map((line) => ({ ...line, ...marks.find(line.text) }));
  const matched = new Set(marked.filter(({ weight }) => weight > 0).map(({ field }) => field));
  const candidates = marked.filter(({ ranges }) => ranges.length);
  const shown = ({ text }) => Math.min(text.length, WINDOW);
  candidates.sort((a, b) => a.field - b.field || b.weight - a.weight || shown(b) - shown(a));
  // One of each field at first.
  candidates.forEach((candidate, at) => {
    candidate.isRepeated = candidates.slice(0, at).some(({ field }) => field === candidate.field);
  });
  candidates.sort((a, b) => b.weight - a.weight || a.isRepeated - b.isRepeated || a.field - b.field);
  const name = (field) => root.fields[field].name;
  return {
    matched: [...matched].sort().map(name),
    fragments: candidates.slice(0, MOST_FRAGMENTS).map((line) => ({ field: name(line.field), parts: cut(line) })),
  };
}

/** Cuts a window around the ranges that lie closest together: parts of text, every other one of them marked. */
function cut({ text, ranges }) {
  const [from, to] = windowOf(text, ranges);
  const parts = [];
  let [plain, at] = [from > 0 ? "…" : "", from];
  for (const range of ranges) {
    const [start, end] = [Math.max(range.start, from), Math.min(range.end, to)];
    if (start >= end) continue;
    parts.push(plain + text.slice(at, start), text.slice(start, end));
    [plain, at] = ["", end];
  }
  parts.push(plain + text.slice(at, to) + (to < text.length ? "…" : ""));
  return parts;
}

function windowOf(text, ranges) {
  if (text.length <= WINDOW) return [0, text.length];
  let best = { sum: -1 };
  ranges.forEach(({ start }, first) => {
    const own = ranges.slice(first).filter(({ end }, at) => at === 0 || end <= start + WINDOW);
    const sum = own.reduce((sum, { weight }) => sum + weight, 0);
    if (sum > best.sum) best = { sum, start, end: own.at(-1).end };
  });
  const end = Math.min(best.end, best.start + WINDOW);
  const spare = Math.floor((WINDOW - (end - best.start)) / 2);
  const space = (at) => {
    const near = text.slice(at, at + LONGEST_WORD).search(SPACES);
    return near < 0 ? -1 : at + near;
  };
  const left = Math.max(best.start - spare, 0);
  const start = left && space(left) >= 0 ? space(left) + 1 : left;
  const right = Math.min(end + spare, text.length);
  const stop = space(right) >= 0 ? space(right) : text.length <= right + LONGEST_WORD ? text.length : right;
  return [Math.min(start, best.start), stop];
}

// The page

const PAGE = 10;
/** While somebody types, it is asked when they pause. */
const PAUSE = 150;
const FACET_NAMES = { potential: "Potential severity", cve: "CVE" };
const OPEN_FACETS = ["type", "severity", "product", "pattern", "year"];
/** Their values stand in the order of their scale, the others' by count. */
const SCALES = ["severity", "potential"];
const MOST_VALUES = 8;
const ORDERS = [["relevance", "Best first"], ["date", "Latest first"], ["severity", "Most severe first"]];

/** Makes an element with properties, attributes of which the names have a hyphen, and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

const plural = (count, word) => `${count} ${count === 1 ? word : `${word}s`}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const asArgument = (text) => `'${text.replaceAll("'", "'\\''")}'`;
/** A text in which what stands between back-ticks is code. */
function withCode(text) {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, at) => (at % 2 ? make("code", {}, part) : part)) : [text];
}
const sentence = (...parts) => make("p", { className: "small" }, ...parts);

class Page {
  constructor(form, results) {
    Object.assign(this, { form, results, input: form.elements.q, browse: document.getElementById("search_browse") });
    this.asked = 0;
    this.opened = new Set(OPEN_FACETS);
    this.status = make("p", { className: "status", role: "status" });
    this.order = make("select", { id: "search_order" }, ...ORDERS.map(([value, text]) => make("option", { value }, text)));
    this.remarks = make("div", { className: "remarks" });
    this.hits = make("ol", { className: "hits" });
    this.more = make("button", { type: "button", className: "more-hits", hidden: true });
    this.values = make("div");
    const isWide = matchMedia("(min-width: 62rem)").matches;
    const facets = make("details", { className: "facets narrow", open: isWide }, make("summary", {}, "Narrow down"), this.values);
    this.found = make("div", { className: "with-facets" }, make("div", { className: "found" }, this.hits, this.more), facets);
    const bar = make("div", { className: "bar" }, this.status, make("p", { className: "order" },
      make("label", { htmlFor: "search_order" }, "Order"), " ", this.order));
    results.append(make("h2", { className: "unseen" }, "Results"), bar, this.remarks, this.found);
    this.watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.excerpt(target);
    }, { rootMargin: "300px" });
    this.listen();
    this.read();
    // What every query needs is there when the first one comes.
    open().catch((error) => this.fail(error));
  }

  listen() {
    let pause = null;
    this.input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.go(false), PAUSE);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      this.go(true);
    });
    this.order.addEventListener("change", () => this.go(true));
    this.more.addEventListener("click", () => this.show(this.hits.children.length, true));
    window.addEventListener("popstate", () => this.read());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** Arrows go from hit to hit, Escape leads back; `/` leads to the query on every page, see `theme.js`. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [links, active] = [[...this.hits.querySelectorAll("h3 a")], document.activeElement];
    const [at, isQuery] = [links.indexOf(active), active === this.input];
    const go = (element) => {
      event.preventDefault();
      element.focus();
    };
    if (event.key === "ArrowDown" && (isQuery || at >= 0) && links[at + 1]) go(links[at + 1]);
    else if (event.key === "ArrowUp" && at >= 0) go(at ? links[at - 1] : this.input);
    else if (event.key === "Escape" && at >= 0) go(this.input);
    else if (event.key === "Escape" && isQuery && this.input.value) {
      event.preventDefault();
      this.input.value = "";
      this.go(false);
    }
  }

  /** The address says what is asked: behind `#`, or behind `?` if a form without a script led here. */
  read() {
    const [hash, query] = [location.hash, location.search].map((text) => new URLSearchParams(text.slice(1)));
    this.input.value = hash.get("q") ?? query.get("q") ?? "";
    this.order.value = ORDERS.find(([value]) => value === hash.get("sort"))?.[0] ?? "relevance";
    this.search();
  }

  write(isStep) {
    const said = new URLSearchParams({ q: this.input.value });
    if (this.order.value !== "relevance") said.set("sort", this.order.value);
    const change = (before) => {
      if (isStep) history.pushState(null, "", `${before}#${said}`);
      else history.replaceState(null, "", `${before}#${said}`);
    };
    try {
      // What a form asked for is not what is asked now.
      change(location.pathname);
    } catch {
      // Some browsers let pages from disk change nothing before the `#`.
      change(location.pathname + location.search);
    }
  }

  /** Asks what the form says; a step is one to which the browser's button leads back. */
  go(isStep) {
    this.write(isStep);
    this.search();
  }

  fail(error) {
    this.results.hidden = false;
    this.found.hidden = true;
    this.status.textContent = `${error.message} Reload the page to try again.`;
  }

  async search() {
    const [number, text] = [++this.asked, this.input.value];
    const isEmpty = !trimStart(text);
    this.results.hidden = isEmpty;
    if (this.browse) this.browse.hidden = !isEmpty;
    if (isEmpty) {
      this.status.textContent = "";
      return;
    }
    try {
      const answer = await ask(text, this.order.value);
      if (number !== this.asked) return;
      Object.assign(this, { answer, text });
      this.hits.replaceChildren();
      await this.show(0, false);
      if (number !== this.asked) return;
      this.say(answer);
      this.results.dataset.answers = text;
      await this.count(answer);
      await this.point(answer);
    } catch (error) {
      if (number === this.asked) this.fail(error);
    }
  }

  /** Says what was found, and how the query was read. */
  say({ total, notes, alsoSearched, didYouMean, kinds }) {
    const counts = this.answer.kinds().map(({ kind, count }) => plural(count, kind));
    this.status.textContent = total
      ? `${plural(total, "record")}: ${counts.join(", ")}.`
      : "Nothing in the corpus bears this out. Fewer or other words may find something.";
    this.found.hidden = !total && !this.answer.plan.filters.size;
    const remarks = notes.map((note) => sentence(...withCode(note)));
    if (didYouMean) {
      const button = make("button", { type: "button", className: "plain-button" }, didYouMean);
      button.addEventListener("click", () => this.ask(didYouMean));
      remarks.push(sentence("Did you mean ", button, "?"));
    }
    if (alsoSearched.length) remarks.push(sentence(`Also searched: ${alsoSearched.join(", ")}.`));
    remarks.push(sentence("On the command line: ", make("code", {}, `precedent search ${asArgument(this.text)}`)));
    this.remarks.replaceChildren(...remarks);
  }

  /** Leads to the pages of the products that a query speaks of: they say what can be set. */
  async point(answer) {
    const { values, labels } = await columnOf("product");
    const asked = `-${nameOf(this.text)}-`;
    // All names take a file more, which is not worth loading for a query without a word of any product's title.
    if (!labels.some((label) => nameOf(label).split("-").some((word) => asked.includes(`-${word}-`)))) return;
    const { names } = await load("n-product");
    const spoken = Object.keys(names).filter((name) => asked.includes(`-${name}-`));
    const longest = spoken.filter((name) => !spoken.some((other) => other !== name && other.includes(name)));
    const places = [...new Set(longest.flatMap((name) => names[name]))].map((id) => values.indexOf(id)).filter((at) => at >= 0);
    if (answer !== this.answer) return;
    const pointers = places.slice(0, 3).map((at) => {
      const file = `${encodeURIComponent(values[at])}.html`;
      const page = make("a", { href: `../products/${file}` }, "what to set and what happened");
      const checklist = make("a", { href: `../checklist/for/${file}` }, "a checklist");
      return make("p", { className: "pointer" }, make("b", {}, labels[at]), ": ", page, ", ", checklist);
    });
    this.remarks.prepend(...pointers);
  }

  ask(text) {
    this.input.value = text;
    this.go(true);
  }

  /** Shows the hits from a rank on. */
  async show(from, isMore) {
    const { answer } = this;
    const ranks = Array.from({ length: Math.min(PAGE, answer.total - from) }, (_, at) => from + at);
    const hits = await Promise.all(ranks.map((rank) => answer.hit(rank)));
    if (answer !== this.answer) return;
    for (const hit of hits) this.hits.append(this.item(hit));
    const left = answer.total - this.hits.children.length;
    this.more.hidden = !left;
    this.more.textContent = `Show ${Math.min(left, PAGE)} more of ${left}`;
    if (isMore) this.hits.children[from]?.querySelector("a").focus();
  }

  item(hit) {
    const [id, title, severity, status, kind, products = [], when] = hit.card;
    const isRetracted = root.retracted.has(hit.document);
    const meta = make("p", { className: "meta" });
    const add = (...parts) => meta.append(...(meta.childNodes.length ? [" "] : []), ...parts);
    if (severity) add(make("span", { className: `sev sev-${severity[0].toLowerCase()}` }, make("b", {}, severity[0]), ` ${severity[1]}`));
    if (status) add(make("span", { className: `tag status-${status[0]}` }, status[1]));
    for (const text of [kind ?? hit.kind.kind, ...products, ...(when ? [when] : [])]) add(make("span", {}, text));
    const link = make("a", { href: `../${hit.kind.folder}/${encodeURIComponent(id)}.html` }, title);
    const excerpts = make("div", { className: "excerpts" });
    Object.assign(excerpts, { hit, link, answer: this.answer });
    this.watcher.observe(excerpts);
    return make("li", {}, make("article", { className: isRetracted ? "entry retracted" : "entry" },
      make("h3", { className: "entry-title" }, link), meta, excerpts));
  }

  /** Texts are loaded for hits that are seen. */
  async excerpt(element) {
    this.watcher.unobserve(element);
    const { fragments: found, summary } = await element.answer.excerpts(element.hit).catch(() => ({ fragments: [] }));
    const marked = (parts) => parts.map((part, at) => (at % 2 ? make("mark", {}, part) : part));
    for (const { field, parts } of found) {
      // A title that is shown as a whole is marked where it stands.
      if (field === "title" && parts.join("") === element.link.textContent) element.link.replaceChildren(...marked(parts));
      else element.append(make("p", {}, make("span", { className: "field" }, field), " ", ...marked(parts)));
    }
    if (!element.children.length && summary) element.append(make("p", {}, summary));
    element.dataset.ready = "";
  }

  /** Counts the values of the facets that are open; others when they are opened. */
  async count(answer) {
    // Without a hit, a filter can be taken out, and nothing else be chosen.
    const facets = root.facets.filter(([facet]) => answer.total || answer.plan.filters.has(facet));
    const sections = facets.map(([facet]) => {
      const name = FACET_NAMES[facet] ?? capital(facet);
      const [list, isFiltered] = [make("ul"), answer.plan.filters.has(facet)];
      const section = make("details", { open: isFiltered || this.opened.has(facet) }, make("summary", {}, name), list);
      const fill = () => this.fill(answer, facet, list).catch((error) => list.replaceChildren(make("li", {}, error.message)));
      section.addEventListener("toggle", () => {
        if (section.open) this.opened.add(facet);
        else this.opened.delete(facet);
        if (section.open && !list.children.length) fill();
      });
      return { section, list, fill };
    });
    await Promise.all(sections.filter(({ section }) => section.open).map(({ fill }) => fill()));
    if (answer !== this.answer) return;
    const focused = this.values.contains(document.activeElement) ? document.activeElement.id : "";
    for (const { section, list } of sections) section.hidden = section.open && !list.querySelector("input");
    this.values.replaceChildren(...sections.map(({ section }) => section));
    if (focused) document.getElementById(focused)?.focus();
  }

  async fill(answer, facet, list) {
    const counts = await answer.counts(facet, true);
    if (SCALES.includes(facet)) counts.sort((a, b) => isBefore(a.value, b.value) ? -1 : 1);
    const chosen = answer.plan.filters.get(facet) ?? new Set();
    const items = counts.map(({ value, label, count }) => {
      const id = `facet_${facet}_${value}`;
      const box = make("input", { type: "checkbox", id, checked: chosen.has(value) });
      box.addEventListener("change", () => this.toggle(facet, chosen, value));
      return make("li", {}, make("label", { htmlFor: id }, box, " ", capital(label)), make("span", { className: "quiet" }, String(count)));
    });
    if (!items.length) items.push(make("li", { className: "quiet" }, "none"));
    list.replaceChildren(...items.slice(0, MOST_VALUES));
    const others = items.slice(MOST_VALUES);
    if (!others.length) return;
    const all = make("button", { type: "button", className: "plain-button" }, `All ${items.length}`);
    all.addEventListener("click", () => {
      all.parentElement.remove();
      list.append(...others);
      others[0].querySelector("input").focus();
    });
    list.append(make("li", {}, all));
    if (counts.slice(MOST_VALUES).some(({ value }) => chosen.has(value))) all.click();
  }

  /** Puts a value of a facet into the query, or takes it out. */
  toggle(facet, chosen, value) {
    const values = new Set(chosen);
    if (!values.delete(value)) values.add(value);
    const isOther = (clause) => clause.isUnwanted || clause.sort !== "filter" || clause.facet !== facet;
    const kept = parse(this.input.value).filter(isOther).map(({ source }) => source);
    const named = [...values].map((own) => `${facet}:${SPACES.test(own) ? `"${own}"` : own}`);
    this.ask([...kept, ...named].join(" "));
  }
}

window.precedentSearch = Object.assign((name, data) => handed.set(name, data), {
  open, ask, analysis: { words, stemsOf, wholeWords, nameOf, prepareFor },
});

const [form, results] = ["search_form", "search_results"].map((id) => document.getElementById(id));
if (form && results) new Page(form, results);
})();
