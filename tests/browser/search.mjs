// Searches the rendered site in Chromium and compares what it finds with what the program finds.
//
//   npm ci && node search.mjs SITE_DIR PROGRAM
//
// Chromium is $CHROMIUM or /usr/bin/chromium. Prints a line for each group of checks, then `N passed, N failed`.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { finish, fromDisk, group, launch, looksAt, program, serve, watched } from "./harness.mjs";

const golden = (name) => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
const PAGE = "search/index.html";
const [FIRST, SHARE] = [5, 0.95];
/** Compressed bytes that a first query may take, its script included. */
const FIRST_QUERY = 60_000;

const [siteArgument, programArgument] = process.argv.slice(2);
if (!siteArgument || !programArgument) {
  console.error("usage: node search.mjs SITE_DIR PROGRAM");
  process.exit(2);
}
const site = resolve(siteArgument);
const ask = program(resolve(programArgument));
const server = await serve(site);
const browser = await launch();
const roots = [server.root, fromDisk(site)];

/** Types a query, asks, and waits for the answer. */
async function search(page, text) {
  await page.fill("#search_query", text);
  await page.press("#search_query", "Enter");
  await answered(page, text);
}

async function answered(page, text) {
  await page.waitForFunction((asked) => {
    const results = document.getElementById("search_results");
    return asked.trim() ? results.dataset.answers === asked : results.hidden;
  }, text).catch((error) => {
    throw new Error(`no answer to “${text.slice(0, 80)}”: ${error.message}`);
  });
}

const status = (page) => page.locator(".status").innerText();
const hits = (page) => page.locator(".hits h3 a").evaluateAll((links) => links.map((link) => link.href.match(/([^/]+)\.html$/)[1]));

/** Whether two orders are the same, those of equal score aside. */
function agree(ours, theirs) {
  const scores = new Map(theirs.map(({ id, score }) => [id, score]));
  return ours.every((id, at) => scores.get(id) === theirs[at].score);
}

const brief = (value) => JSON.stringify(value).slice(0, 500);

await group("analysis", async () => {
  const vectors = JSON.parse(readFileSync(golden("analysis.json"), "utf8"));
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(fromDisk(site) + PAGE);
  const found = await page.evaluate(async (texts) => {
    const { open, analysis } = window.precedentSearch;
    await open();
    await analysis.prepareFor("é");
    return texts.map((text) => ({
      words: analysis.words(text).map((word) => [word.text, word.position]),
      stems: analysis.stemsOf(text),
      whole: analysis.wholeWords(text).map((word) => word.text),
      name: analysis.nameOf(text),
    }));
  }, vectors.map(({ text }) => text));
  vectors.forEach((vector, at) => {
    for (const [part, expected] of Object.entries(vector)) {
      const differs = part !== "text" && JSON.stringify(found[at][part]) !== JSON.stringify(expected);
      if (differs) problems.push(`${part} of “${vector.text.slice(0, 60)}”: ${JSON.stringify(found[at][part])}`);
    }
  });
  await page.context().close();
  return { looked: `${vectors.length} texts`, problems };
});

const { queries } = await ask("eval", "search", golden("search.toml"), "--format", "json");
// No argument of a program holds a NUL.
const asked = queries.map(({ text }) => text).filter((text) => !text.includes("\0"));
const answers = new Map();
for (const text of asked) answers.set(text, await ask("search", "--format", "json", "--", text));

for (const [way, root] of [["from disk", fromDisk(site)], ["under a sub-path with a strict policy", server.root]]) {
  await group(`finds what the program finds, ${way}`, async () => {
    const problems = [];
    const differences = [];
    const page = await watched(browser, roots, problems);
    await page.goto(root + PAGE);
    for (const text of asked) {
      await search(page, text);
      const theirs = answers.get(text);
      const ours = await hits(page);
      if (!agree(ours.slice(0, FIRST), theirs.hits) || ours.length !== theirs.hits.length) differences.push(text);
    }
    const same = asked.length - differences.length;
    if (same < SHARE * asked.length) problems.push(...differences.map((text) => `another first ${FIRST}: ${text.slice(0, 80)}`));
    await page.context().close();
    return { looked: `the first ${FIRST} are the same in ${same} of ${asked.length} judged queries`, problems };
  });
}

await group("answers as the program answers", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(server.root + PAGE);
  const more = ["product:\"Amazon Q\" deleted", "severity:>=s4 year:2025..2026 not:status:retracted", "polic* vendor:aws", "not:kiro delet*",
    "\"user error\"", "\"delete and recreate\"", "databse deltion", "type:safeguard approval", "cve:2025-32711", "potential:s5 kind:near-miss"];
  for (const text of more) answers.set(text, await ask("search", "--format", "json", "--", text));
  for (const text of [...asked, ...more]) {
    const theirs = answers.get(text);
    const ours = await page.evaluate(async (query) => {
      const answer = await window.precedentSearch.ask(query);
      const facets = {};
      for (const facet of ["type", "product", "severity", "pattern", "year", "tag"]) {
        const counts = await answer.counts(facet);
        if (counts.length) facets[facet] = counts.map(({ value, count }) => ({ value, count }));
      }
      const found = await Promise.all([0, 1, 2].filter((rank) => rank < answer.total).map((rank) => answer.hit(rank)));
      const excerpts = await Promise.all(found.map((hit) => answer.excerpts(hit)));
      const { total, notes, alsoSearched, didYouMean } = answer;
      return { total, notes, alsoSearched, didYouMean, facets, scores: found.map(({ score }) => score), matched: excerpts.map(({ matched }) => matched) };
    }, text);
    const pairs = {
      total: [ours.total, theirs.total],
      notes: [ours.notes, theirs.notes],
      "also searched": [ours.alsoSearched, theirs.also_searched],
      "did you mean": [ours.didYouMean, theirs.did_you_mean],
      facets: [ours.facets, Object.fromEntries(Object.keys(ours.facets).map((facet) => [facet, theirs.facets[facet]]))],
      scores: [ours.scores, theirs.hits.slice(0, 3).map(({ score }) => score)],
      matched: [ours.matched, theirs.hits.slice(0, 3).map(({ matched }) => matched)],
    };
    for (const [what, [own, other]] of Object.entries(pairs)) {
      if (JSON.stringify(own) !== JSON.stringify(other)) problems.push(`${what} of “${text.slice(0, 60)}”: ${brief(own)} instead of ${brief(other)}`);
    }
  }
  await page.context().close();
  return { looked: `totals, notes, synonyms, spellings, counts, scores and fields of ${asked.length + more.length} queries`, problems };
});

await group("loads only what a query needs", async () => {
  const problems = [];
  const sizes = [];
  for (const text of asked.filter((text) => answers.get(text).total > 0)) {
    const page = await watched(browser, roots, problems);
    server.sizes.clear();
    await page.goto(server.root + PAGE);
    await search(page, text);
    // Texts of hits that are seen, and columns of facets, come behind the first results.
    const needed = [...server.sizes].filter(([path]) => path === "assets/search.js" || /^search\/data\/[^xf]/.test(path));
    sizes.push({ text, size: needed.reduce((sum, [, size]) => sum + size, 0) });
    await page.context().close();
  }
  sizes.sort((a, b) => a.size - b.size);
  const at = (share) => (sizes[Math.floor(share * (sizes.length - 1))].size / 1000).toFixed(1);
  problems.push(...sizes.filter(({ size }) => size > FIRST_QUERY).map(({ text, size }) => `${size} bytes for “${text.slice(0, 60)}”`));
  return { looked: `first queries take ${at(0.5)} kB in the middle, ${at(0.9)} kB at nine tenths, ${at(1)} kB at most`, problems };
});

await group("answers while somebody types", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(server.root + PAGE);
  await page.keyboard.press("/");
  await page.keyboard.type("deleted backups", { delay: 20 });
  await answered(page, "deleted backups");
  const said = await status(page);
  if (!/^\d+ records: \d+ incidents/.test(said)) problems.push(`says “${said}”`);
  if (await page.locator(".status").getAttribute("role") !== "status") problems.push("does not announce what was found");
  if (!page.url().endsWith("#q=deleted+backups")) problems.push(`the address is ${page.url()}`);
  await page.waitForSelector(".excerpts[data-ready] mark");
  const marked = await page.locator("mark").allInnerTexts();
  if (!marked.some((text) => /delet/i.test(text)) || !marked.some((text) => /backup/i.test(text))) problems.push(`marks ${marked.slice(0, 5)}`);
  if (!(await page.locator(".remarks").innerText()).includes("Also searched: remove, erase")) problems.push("does not show synonyms");
  if (await page.locator("#search_browse").isVisible()) problems.push("shows the values to browse beside the answer");
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  const titles = await page.locator(".hits h3 a").allInnerTexts();
  for (const [key, expected] of [["ArrowDown", titles[0]], ["ArrowDown", titles[1]], ["ArrowUp", titles[0]], ["ArrowUp", "search_query"],
    ["ArrowDown", titles[0]], ["Escape", "search_query"], ["ArrowDown", titles[0]]]) {
    await page.keyboard.press(key);
    const found = await focused();
    if (found !== expected) problems.push(`${key} leads to “${found}” instead of “${expected}”`);
  }
  await Promise.all([page.waitForURL(/\/incidents\//), page.keyboard.press("Enter")]);
  await page.goBack();
  await answered(page, "deleted backups");
  await page.focus("#search_query");
  await page.keyboard.press("Escape");
  await answered(page, "");
  if (!(await page.locator("#search_browse").isVisible())) problems.push("does not lead back to the values to browse");
  await page.context().close();
  return { looked: "typing, /, arrows, Enter, Escape, the way back", problems };
});

await group("narrows down", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(`${fromDisk(site)}${PAGE}#q=deleted`);
  await answered(page, "deleted");
  const before = await status(page);
  const count = async (id) => Number(await page.locator(`li:has(#${id}) .quiet`).innerText());
  await page.waitForSelector("#facet_product_claude-code");
  const expected = await count("facet_product_claude-code");
  await page.check("#facet_product_claude-code");
  await answered(page, "deleted product:claude-code");
  if (!(await status(page)).startsWith(`${expected} record`)) problems.push(`says “${await status(page)}” instead of ${expected}`);
  await page.waitForSelector("#facet_product_kiro");
  if (await page.evaluate(() => document.activeElement.id) !== "facet_product_claude-code") problems.push("loses the focus");
  await page.check("#facet_product_kiro");
  await answered(page, "deleted product:claude-code product:kiro");
  if (!decodeURIComponent(page.url()).endsWith("product:claude-code+product:kiro")) problems.push(`the address is ${page.url()}`);
  await page.goBack();
  await answered(page, "deleted product:claude-code");
  await page.waitForSelector("#facet_product_claude-code:checked");
  await page.uncheck("#facet_product_claude-code");
  await answered(page, "deleted");
  if (await status(page) !== before) problems.push("does not lead back");
  await page.locator(".facets summary", { hasText: "Vendor" }).click();
  await page.waitForSelector("[id^=facet_vendor_]");
  await page.selectOption("#search_order", "date");
  await page.waitForFunction(() => document.querySelector(".hits .meta")?.textContent.includes("2026"));
  if (!page.url().includes("sort=date")) problems.push("does not keep the order in the address");
  const shown = await page.locator(".hits > li").count();
  await page.click(".more-hits");
  await page.waitForFunction((known) => document.querySelectorAll(".hits > li").length > known, shown);
  await search(page, "deltion of databses");
  await page.locator(".remarks button").click();
  await page.waitForFunction(() => document.getElementById("search_query").value.startsWith("deletion"));
  const severities = await page.locator("[id^=facet_severity_]").evaluateAll((boxes) => boxes.map((box) => box.id));
  if (severities.length < 2 || severities.join() !== [...severities].sort().join()) problems.push(`orders ${severities}`);
  for (const root of roots) {
    await page.goto(`${root}${PAGE}?q=kiro`);
    await answered(page, "kiro");
    await search(page, "kiro china");
    if (!page.url().endsWith(`${PAGE}#q=kiro+china`)) problems.push(`a second query leads to ${page.url()}`);
  }
  await search(page, "product:nosuch qwertzuiop");
  const remark = page.locator(".remarks p", { hasText: "is called" });
  if (await remark.locator("code").allInnerTexts().then(String) !== "product,nosuch") problems.push("does not show code as code");
  if (await page.locator(".facets input").count() + await page.locator(".facets summary:visible", { hasNotText: "Narrow" }).count()) {
    problems.push("offers to narrow nothing down");
  }
  await page.context().close();
  return { looked: "facets, order, further hits, suggestions, addresses with # and ?, nothing found", problems };
});

await group("fits, prints and is accessible", () => {
  const query = "severity:>=s4 wiped prod databse https://example.org/a-very-long-address-without-any-space";
  const url = `${server.root}${PAGE}#q=${encodeURIComponent(query)}`;
  return looksAt(browser, roots, url, ".excerpts[data-ready]", () => {
    const shown = [...document.querySelectorAll(".facets, .find, .more-hits, .order")].filter((element) => element.checkVisibility());
    return shown.map((element) => `prints ${element.className}`);
  });
});

await group("says what cannot be loaded", async () => {
  const problems = [];
  const context = await browser.newContext();
  await context.route(/\/t\d+\.js/, (route) => route.abort());
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(server.root + PAGE);
  await page.fill("#search_query", "kiro");
  await page.waitForFunction(() => document.querySelector(".status")?.textContent.includes("could not be loaded"));
  await context.unroute(/\/t\d+\.js/);
  await search(page, "kiro china");
  await context.close();
  return { looked: "a piece that is missing, and there again", problems };
});

await browser.close();
server.close();
finish();
