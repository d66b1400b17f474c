// Builds a checklist for a team in the browser: ranks as `precedent checklist` does, from the numbers that
// `src/site/builder.rs` writes, in whole numbers, so that both agree to the item.
//
// A classic script, because pages opened from disk may load nothing else; `data.js` hands itself over.

(() => {
"use strict";

// The ranking, as in `src/checklist`

/** What a team says, by places: products bring their interfaces and usual capabilities along. */
function profileOf(data, chosen) {
  const own = chosen.products.map((place) => data.products[place]);
  const interfaces = new Set([...chosen.interfaces, ...own.flatMap((product) => product.interfaces)]);
  const capabilities = new Set([...chosen.capabilities, ...own.flatMap((product) => product.capabilities)]);
  // Once one is named, those that are neither named nor usual for a product are lacking.
  const lacks = chosen.capabilities.length ? data.capabilities.map((_, at) => at).filter((at) => !capabilities.has(at)) : [];
  return {
    products: new Set(chosen.products), interfaces, capabilities, lacks: new Set(lacks),
    environments: new Set(chosen.environments), autonomy: chosen.autonomy,
  };
}

/** r: how much an incident could have been this team's. */
function relevance(data, incident, profile) {
  const isAmong = (places, known) => places.some((place) => known.has(place));
  if (isAmong(incident.capabilities, profile.lacks)) return 0;
  const familiarity = isAmong(incident.products, profile.products) ? 0 : isAmong(incident.interfaces, profile.interfaces) ? 1 : 2;
  const isOpen = !incident.environments.length || !profile.environments.size;
  const reach = isAmong(incident.environments, profile.environments) ? 0 : isOpen ? 1 : 2;
  const isKnown = profile.autonomy !== null && incident.autonomy !== null;
  const leeway = !isKnown ? 1 : profile.autonomy >= incident.autonomy ? 0 : 2;
  return data.familiarity[familiarity] * data.reach[reach] * data.leeway[leeway];
}

/** What each incident weighs, what is left of it, and what each safeguard takes away from it. */
class Residuals {
  constructor(data, profile) {
    this.data = data;
    const weighed = data.incidents.map((incident) => ({ incident, weight: relevance(data, incident, profile) * incident.weight }));
    this.weighed = weighed.filter(({ weight }) => weight > 0).map((own) => ({
      ...own, left: data.residual_unit, weight: BigInt(own.weight),
    }));
    // Of several labels of one safeguard the first counts.
    const first = (labels, safeguard) => labels.find((label) => label[0] === safeguard);
    this.bears = data.safeguards.map((_, safeguard) => this.weighed.flatMap((own) => {
      const label = first(own.incident.safeguards, safeguard);
      return label && label[1] > 0 ? [{ own, effect: label[1], kind: label[2] }] : [];
    }));
  }

  /** What a safeguard would add. */
  gain(safeguard) {
    return this.bears[safeguard].reduce((sum, { own, effect }) => sum + own.weight * BigInt(own.left) * BigInt(effect), 0n);
  }

  /** The same incident by incident, most first. */
  bearings(safeguard) {
    const all = this.bears[safeguard].map(({ own, effect, kind }) => ({
      incident: own.incident, kind, gain: own.weight * BigInt(own.left) * BigInt(effect),
    }));
    return all.sort((a, b) => compare(b.gain, a.gain) || (a.incident.id < b.incident.id ? -1 : 1));
  }

  take(safeguard) {
    const unit = this.data.effect_unit;
    for (const { own, effect } of this.bears[safeguard]) {
      own.left = Number((BigInt(own.left) * BigInt(unit - effect)) / BigInt(unit));
    }
  }

  /** What the incidents weigh that nothing takes away. */
  get left() {
    return this.weighed.reduce((sum, { weight, left }) => sum + weight * BigInt(left), 0n) * BigInt(this.data.effect_unit);
  }
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Always the safeguard that adds most to those before it; ties by effort, then id, in the order of which they are. */
function rank(data, profile, candidates) {
  const residuals = new Residuals(data, profile);
  const steps = [];
  for (let rest = candidates; ; ) {
    const offers = rest.map((safeguard) => ({ safeguard, gain: residuals.gain(safeguard) }));
    const effort = ({ safeguard }) => data.safeguards[safeguard].effort;
    offers.sort((a, b) => compare(b.gain, a.gain) || effort(a) - effort(b) || a.safeguard - b.safeguard);
    const [best] = offers;
    if (!best || best.gain === 0n) return steps;
    steps.push({ ...best, bearings: residuals.bearings(best.safeguard), left: residuals.left });
    residuals.take(best.safeguard);
    rest = rest.filter((other) => other !== best.safeguard);
  }
}

/** The lists of the moments asked for, or of all, and what their items would have done. */
function build(data, chosen) {
  const profile = profileOf(data, chosen);
  const wanted = data.moments.map((_, at) => at).filter((at) => !chosen.moments.length || chosen.moments.includes(at));
  // A safeguard that belongs to several of the wanted moments stands in the earliest of them only.
  const earliest = data.safeguards.map(({ moments }) => wanted.find((moment) => moments.includes(moment)));
  const [times, share] = data.worth.map(BigInt);
  const moments = wanted.map((moment) => {
    const list = { moment, items: [], more: [], earlier: [] };
    list.earlier = earliest.flatMap((own, at) => (own < moment && data.safeguards[at].moments.includes(moment) ? [at] : []));
    for (const step of rank(data, profile, earliest.flatMap((own, at) => (own === moment ? [at] : [])))) {
      const isWorth = step.gain * times >= step.left * share;
      if (!list.more.length && list.items.length < data.most_items && isWorth) list.items.push(step);
      else list.more.push(step);
    }
    return list;
  });
  return { profile, moments, coverage: coverage(data, profile, moments) };
}

const OUTCOMES = ["prevented", "limited", "recovered", "detected"];

/** Each relevant incident once, under the best effect that an item would have had. */
function coverage(data, profile, moments) {
  const listed = new Set(moments.flatMap(({ items }) => items.map(({ safeguard }) => safeguard)));
  const counts = { relevant: 0, prevented: 0, limited: 0, recovered: 0, detected: 0, not: 0, unknown: 0 };
  for (const incident of data.incidents) {
    if (relevance(data, incident, profile) * incident.weight === 0) continue;
    counts.relevant += 1;
    const outcomes = incident.safeguards.map(([safeguard, , effect]) => ({ safeguard, outcome: data.effects[effect].outcome }));
    const effective = outcomes.filter(({ outcome }) => outcome < OUTCOMES.length);
    const held = effective.filter(({ safeguard }) => listed.has(safeguard)).map(({ outcome }) => outcome);
    if (!effective.length) counts.unknown += 1;
    else if (!held.length) counts.not += 1;
    else counts[OUTCOMES[Math.min(...held)]] += 1;
  }
  return counts;
}

/** A gain in the unit of the ranking, cut to four decimals. */
function decimal(data, gain) {
  const parts = (gain * 10000n) / BigInt(data.gain_unit);
  return `${parts / 10000n}.${String(parts % 10000n).padStart(4, "0")}`;
}

// The page

const FIELDS = [
  ["products", "product", "Products in use", "Each brings its forms and its usual powers along."],
  ["environments", "environment", "What agents reach", "Where an effect could land. Nothing chosen: not known."],
  ["autonomy", "autonomy", "How freely agents run", "The highest autonomy at which they do."],
  ["capabilities", "capability", "What agents can do", "Once you choose one, those that are neither chosen nor usual for a product count as lacking, and incidents that needed them are left out."],
  ["interfaces", "interface", "Forms of agents", "Beside those of the products."],
  ["moments", "moment", "For which moments", "Nothing chosen: all of them."],
];
const WORK = ["days", "weeks", "months"];
const REASONS = 3;

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

/** Text in which back-ticks stand around code. */
function inline(text) {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, at) => (at % 2 ? make("code", {}, part) : part)) : [text];
}

/** What a list says that has no items, as the ready lists do. */
function withoutItems(more, earlier, alone) {
  if (more.length) return ["Nothing here adds a hundredth of what is left."];
  if (earlier.length) return ["Its safeguards already stand above, under an earlier moment; ", ...alone()];
  return ["No incident that could have been yours bears on a safeguard of this moment."];
}

const plural = (count, word) => `${count} ${count === 1 ? word : `${word}s`}`;

class Page {
  constructor(data, place) {
    this.data = data;
    this.status = make("p", { className: "status", role: "status" });
    this.command = make("code");
    this.copied = make("span", { className: "quiet", role: "status" });
    const copy = make("button", { type: "button", className: "plain-button" }, "Copy");
    copy.addEventListener("click", () => this.copy());
    this.lists = make("div");
    this.form = make("form", { className: "choices" }, ...FIELDS.map((field) => this.fieldset(...field)));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", () => this.go());
    const clear = make("button", { type: "button", className: "plain-button" }, "Start again");
    clear.addEventListener("click", () => {
      for (const input of this.form.elements) input.checked = input.name === "autonomy" && input.value === "";
      this.go();
    });
    const line = make("p", { className: "small" }, "The same on the command line: ", this.command, " ", copy, " ", this.copied);
    place.append(this.form, make("div", { className: "bar" }, this.status, make("p", {}, clear)), line, this.lists);
    place.hidden = false;
    window.addEventListener("hashchange", () => this.read());
    this.read();
  }

  options(field) {
    if (field === "products") return this.data.products.map(({ id, name }) => ({ value: id, label: name, about: "" }));
    return this.data[field];
  }

  fieldset(field, name, legend, about) {
    const isOne = field === "autonomy";
    const box = ({ value, label, about: meaning }) => {
      const id = `${name}_${value || "any"}`;
      const input = make("input", { type: isOne ? "radio" : "checkbox", name, value, id, checked: isOne && !value });
      return make("li", {}, make("label", { htmlFor: id, title: meaning }, input, " ", make("span", {}, label)));
    };
    const unsaid = isOne ? [{ value: "", label: "Not said", about: "" }] : [];
    return make("fieldset", {}, make("legend", {}, legend), make("p", { className: "small" }, about),
      make("ul", {}, ...[...unsaid, ...this.options(field)].map(box)));
  }

  /** The address says what is chosen. */
  read() {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const input of this.form.elements) {
      if (!input.name) continue;
      const values = said.getAll(input.name);
      input.checked = input.type === "radio" ? input.value === (values[0] ?? "") : values.includes(input.value);
    }
    this.show();
  }

  go() {
    const said = new URLSearchParams(this.named());
    history.replaceState(null, "", `${location.pathname}${location.search}#${said}`);
    this.show();
  }

  /** What is chosen, by the names of fields and values. */
  named() {
    const inputs = [...this.form.elements].filter((input) => input.checked && input.value);
    return inputs.map(({ name, value }) => [name, value]);
  }

  /** The same by places. */
  chosen() {
    const named = this.named();
    const places = (field, name) => {
      const options = this.options(field);
      return options.map((_, at) => at).filter((at) => named.some(([of, value]) => of === name && value === options[at].value));
    };
    const chosen = Object.fromEntries(FIELDS.map(([field, name]) => [field, places(field, name)]));
    return { ...chosen, autonomy: chosen.autonomy[0] ?? null };
  }

  show() {
    const chosen = this.chosen();
    const list = build(this.data, chosen);
    this.command.textContent = ["precedent checklist", ...this.named().map(([name, value]) => `--${name} ${value}`)].join(" ");
    this.copied.textContent = "";
    this.status.textContent = this.summary(list);
    this.lists.replaceChildren(...list.moments.map((moment) => this.moment(moment, chosen)));
    this.lists.dataset.items = list.moments.map(({ items }) => items.length).join(" ");
  }

  summary({ coverage: counts, moments }) {
    const items = moments.reduce((sum, { items: own }) => sum + own.length, 0);
    if (!counts.relevant) return "No incident of the corpus weighs anything for this team.";
    const words = { prevented: "prevented", limited: "limited", recovered: "undone", detected: "seen sooner" };
    const parts = OUTCOMES.filter((outcome) => counts[outcome]).map((outcome) => `${counts[outcome]} ${words[outcome]}`);
    const others = [["not", "not reached"], ["unknown", "not known"]].filter(([name]) => counts[name]);
    parts.push(...others.map(([name, text]) => `${counts[name]} ${text}`));
    return `${plural(items, "item")}. Of ${plural(counts.relevant, "incident")} that could have been yours, with every item in place: ${parts.join(", ")}.`;
  }

  moment({ moment, items, more, earlier }, chosen) {
    const { value, label, about } = this.data.moments[moment];
    const section = make("section", { className: "moment", id: `moment_${value}` }, make("h2", {}, label), make("p", { className: "about" }, about));
    if (items.length) section.append(make("ol", { className: "asks" }, ...items.map((item) => this.item(item, chosen))));
    const alone = () => [make("a", { href: `../at/${value}.html` }, "the list of this moment alone"), " has them together."];
    if (!items.length) section.append(make("p", { className: "none" }, ...withoutItems(more, earlier, alone)));
    if (earlier.length && (items.length || more.length)) {
      const stand = `${plural(earlier.length, "safeguard")} of this moment ${earlier.length === 1 ? "stands" : "stand"} above already; `;
      section.append(make("p", { className: "small" }, stand, ...alone()));
    }
    if (more.length) {
      const links = more.flatMap(({ safeguard }, at) => [at ? "; " : "", this.link(safeguard, this.data.safeguards[safeguard].name)]);
      section.append(make("p", { className: "small" }, make("b", {}, "Also, with less to gain: "), ...links, "."));
    }
    return section;
  }

  link(safeguard, ...text) {
    return make("a", { href: `../../safeguards/${encodeURIComponent(this.data.safeguards[safeguard].id)}.html` }, ...text);
  }

  item({ safeguard, bearings }, chosen) {
    const { name, question, effort, quick, passes, settings } = this.data.safeguards[safeguard];
    const meta = make("p", { className: "meta" }, make("span", {}, name), " ", make("span", {}, `${WORK[effort]} of work`));
    if (quick) meta.append(" ", make("span", { className: "quick" }, "two-minute check"));
    const how = make("div", {}, make("h4", {}, "Holds if"), make("p", {}, ...inline(passes)));
    const own = settings.filter(({ product }) => chosen.products.includes(product));
    if (own.length) {
      how.prepend(make("h4", {}, "Settings"), make("ul", {}, ...own.map((setting) => make("li", {},
        ...inline(setting.text), " ",
        make("span", { className: "small" }, "(", make("a", { href: setting.source }, "documentation"), `, ${setting.checked})`)))));
    }
    if (quick) how.prepend(make("h4", {}, "In two minutes"), make("p", {}, ...inline(quick)));
    const reason = ({ incident, kind }) => make("li", {},
      make("a", { href: `../../incidents/${encodeURIComponent(incident.id)}.html` }, incident.title), " ",
      make("span", { className: "quiet" }, this.data.effects[kind].label));
    const why = make("div", {}, make("h4", {}, "Why"), make("ul", { className: "plain because" }, ...bearings.slice(0, REASONS).map(reason)));
    if (bearings.length > REASONS) why.append(make("p", { className: "small" }, this.link(safeguard, `${bearings.length - REASONS} more`)));
    const item = make("li", { className: "item" },
      make("h3", {}, make("span", { className: "box", "aria-hidden": "true" }, "☐"), this.link(safeguard, ...inline(question))),
      meta, make("div", { className: "halves" }, how, why),
      make("p", { className: "proof-line", "aria-hidden": "true" }, "Proof, who, when"));
    item.dataset.safeguard = this.data.safeguards[safeguard].id;
    return item;
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.command.textContent);
      this.copied.textContent = "Copied.";
    } catch {
      // Where a page may not write to the clipboard, the reader can.
      getSelection().selectAllChildren(this.command);
      this.copied.textContent = "Selected; copy it with the keyboard.";
    }
  }
}

window.precedentChecklist = Object.assign((data) => {
  window.precedentChecklist.data = data;
  const place = document.getElementById("checklist_builder");
  if (place) new Page(data, place);
}, { build, decimal });
})();
