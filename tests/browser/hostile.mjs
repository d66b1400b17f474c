// Builds the site with an overlay that wants to break its layout, and looks at it in Chromium.
//
//   npm ci && node hostile.mjs PROGRAM
//
// Chromium is $CHROMIUM or /usr/bin/chromium. Prints a line for each group of checks, then `N passed, N failed`.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { SCHEMES, finish, group, launch, serve, violations, watched } from "./harness.mjs";

const [programArgument] = process.argv.slice(2);
if (!programArgument) {
  console.error("usage: node hostile.mjs PROGRAM");
  process.exit(2);
}

const WIDTHS = [320, 375, 768, 1440];
const ID = "ours-2026-05-hostile";
const LONG = "x".repeat(3_000);
const COLUMNS = 40;

/** The smallest overlay with an incident that has something unbroken wherever a text is free, and a body to match. */
function overlay(folder) {
  cpSync(fileURLToPath(new URL("../fixtures/overlay", import.meta.url)), folder, { recursive: true });
  const template = join(folder, "incidents/ID.md");
  const texts = /^((?:title|summary|operator|task|text|scope|why|by|evidence|publisher) = )".*"$/gm;
  const row = (cell) => `|${` ${cell} |`.repeat(COLUMNS)}\n`;
  const body = `${row("Heading")}|${"-|".repeat(COLUMNS)}\n${row("Several words of text")}\n${"> ".repeat(55)}${LONG}\n\n${
    Array.from({ length: 30 }, (_, depth) => `${"  ".repeat(depth)}- ${LONG.slice(depth)}\n`).join("")}`;
  const record = readFileSync(template, "utf8").replace("ID", ID).replace('\nstatus =', `\naliases = ["${ID}-once"]\nstatus =`);
  rmSync(template);
  const filled = record.replace(texts, `$1"${LONG}"`).replace("The role could.", `\n${body}`);
  writeFileSync(join(folder, `incidents/${ID}.md`), filled.replace("Nothing held.", "Nothing held. ".repeat(13_000)));
  const pattern = join(folder, "patterns/ours-queue-purge.md");
  writeFileSync(pattern, readFileSync(pattern, "utf8").replace(/^name = ".*"$/m, `name = "${LONG}"`));
}

const work = mkdtempSync(join(tmpdir(), "precedent-hostile-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
overlay(join(work, "ours"));
const site = join(work, "site");
execFileSync(resolve(programArgument), ["build", "--corpus", join(work, "ours"), "--out", site], {
  env: { PRECEDENT_CACHE: join(work, "cache") },
  stdio: ["ignore", "ignore", "inherit"],
});

const record = `incidents/${ID}.html`;
const once = `incidents/${ID}-once.html`;
// Every page on which the record, or its pattern, is shown or listed.
const paths = readdirSync(site, { recursive: true })
  .filter((path) => path.endsWith(".html") && path !== once)
  .filter((path) => readFileSync(join(site, path), "utf8").includes(LONG));
const browser = await launch();
const server = await serve(site);
const roots = [server.root];

await group("nothing makes a page wider than its screen", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  for (const path of paths) {
    await page.goto(server.root + path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) problems.push(`${path}: ${wide} px wide at ${width} px`);
    }
  }
  await page.context().close();
  if (paths.length < 10) problems.push(`only ${paths.length} pages show the record`);
  return { looked: `${paths.length} pages at ${WIDTHS.join(", ")} px`, problems };
});

await group("a wide table is scrolled in a frame, also by the keyboard", async () => {
  const problems = [];
  for (const colorScheme of SCHEMES) {
    const page = await watched(browser, roots, problems, { colorScheme, viewport: { width: 375, height: 800 } });
    await page.goto(server.root + record);
    const frame = page.locator(".body .scrolls");
    await frame.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector(".body .scrolls").scrollLeft > 0);
    if (!(await frame.getAttribute("aria-label"))) problems.push("has a frame without a name");
    const widths = await frame.locator("th").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
    if (Math.min(...widths) < 60) problems.push(`has columns of ${Math.min(...widths)} px`);
    problems.push(...await violations(page));
    await page.context().close();
  }
  return { looked: `${COLUMNS} columns at 375 px`, problems };
});

await group("what lies deep stays legible", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems, { viewport: { width: 375, height: 800 } });
  await page.goto(server.root + record);
  for (const name of ["blockquote", "li"]) {
    const widths = await page.locator(`.body ${name}`).evaluateAll((found) => found.map((one) => one.getBoundingClientRect().width));
    if (widths.length < 10) problems.push(`has only ${widths.length} of ${name}`);
    if (Math.min(...widths) < 200) problems.push(`has a ${name} of ${Math.min(...widths)} px`);
  }
  await page.context().close();
  return { looked: "quotations and lists within one another", problems };
});

await group("the search stays light", async () => {
  const folder = join(site, "search/data");
  const problems = readdirSync(folder)
    .map((name) => [name, statSync(join(folder, name)).size])
    .filter(([, size]) => size > 150_000)
    .map(([name, size]) => `${name} has ${size} bytes`);
  return { looked: "every piece of the index", problems };
});

await group("a former name leads to the record under a policy", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(server.root + once);
  await page.waitForURL(`**/${record}`);
  await page.context().close();
  return { looked: once, problems };
});

await browser.close();
server.close();
finish();
