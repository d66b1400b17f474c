// Builds checklists on the rendered site in Chromium and compares them with those of the program.
//
//   npm ci && node builder.mjs SITE_DIR PROGRAM
//
// Chromium is $CHROMIUM or /usr/bin/chromium. Prints a line for each group of checks, then `N passed, N failed`.

import { resolve } from "node:path";

import { finish, fromDisk, group, launch, looksAt, program, serve, watched } from "./harness.mjs";

const PAGE = "checklist/builder/index.html";
const PROFILES = 60;

const [siteArgument, programArgument] = process.argv.slice(2);
if (!siteArgument || !programArgument) {
  console.error("usage: node builder.mjs SITE_DIR PROGRAM");
  process.exit(2);
}
const site = resolve(siteArgument);
const ask = program(resolve(programArgument));
const server = await serve(site);
const browser = await launch();
const roots = [server.root, fromDisk(site)];

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Which of the values of each field a team chooses; most choose few. */
function chooser(data) {
  const next = numbers(1);
  const some = (all, share) => all.map((_, at) => at).filter(() => next() < share);
  return () => ({
    products: some(data.products, next() * 0.3),
    interfaces: some(data.interfaces, next() * 0.2),
    environments: some(data.environments, next() < 0.3 ? 0 : next() * 0.5),
    autonomy: next() < 0.3 ? null : Math.floor(next() * data.autonomy.length),
    capabilities: some(data.capabilities, next() < 0.5 ? 0 : next()),
    moments: some(data.moments, next() < 0.5 ? 0 : next()),
  });
}

/** The same on the command line. */
function flags(data, chosen) {
  const values = (name, field, key = "value") => chosen[field].flatMap((at) => [`--${name}`, data[field][at][key]]);
  return [
    ...values("product", "products", "id"), ...values("interface", "interfaces"), ...values("environment", "environments"),
    ...(chosen.autonomy === null ? [] : ["--autonomy", data.autonomy[chosen.autonomy].value]),
    ...values("capability", "capabilities"), ...values("moment", "moments"),
  ];
}

await group("ranks as the program ranks", async () => {
  const problems = [];
  const page = await watched(browser, roots, problems);
  await page.goto(fromDisk(site) + PAGE);
  const data = await page.evaluate(() => window.precedentChecklist.data);
  const choose = chooser(data);
  let items = 0;
  for (let number = 0; number < PROFILES; number++) {
    const chosen = number === 0 ? { products: [], interfaces: [], environments: [], autonomy: null, capabilities: [], moments: [] } : choose();
    const args = flags(data, chosen);
    const theirs = await ask("checklist", ...args, "--format", "json");
    const ours = await page.evaluate((own) => {
      const { build, decimal, data: all } = window.precedentChecklist;
      const { moments, coverage } = build(all, own);
      const step = ({ safeguard, gain, bearings }) => ({
        safeguard: all.safeguards[safeguard].id, gain: Number(decimal(all, gain)), incidents: bearings.map(({ incident }) => incident.id),
      });
      return { coverage, moments: moments.map(({ moment, items: kept, more, earlier }) => ({ id: all.moments[moment].value, items: kept.map(step), more: more.map(step), earlier: earlier.map((at) => all.safeguards[at].id) })) };
    }, chosen);
    const step = ({ safeguard, gain, incidents }) => ({ safeguard, gain, incidents: incidents?.map(({ id }) => id) });
    const bare = ({ safeguard, gain }) => ({ safeguard, gain });
    const said = `precedent checklist ${args.join(" ")}`;
    theirs.moments.forEach((moment, at) => {
      const own = ours.moments[at];
      const pairs = [[own?.id, moment.id], [own?.items, moment.items.map(step)], [own?.more.map(bare), moment.more.map(bare)], [own?.earlier, moment.earlier.map(({ safeguard }) => safeguard)]];
      if (pairs.some(([a, b]) => JSON.stringify(a) !== JSON.stringify(b))) problems.push(`${said}: differs at ${moment.id}`);
      items += moment.items.length;
    });
    if (ours.moments.length !== theirs.moments.length) problems.push(`${said}: other moments`);
    for (const [outcome, count] of Object.entries(ours.coverage)) {
      if (count !== theirs.coverage[outcome]) problems.push(`${said}: ${count} ${outcome} instead of ${theirs.coverage[outcome]}`);
    }
  }
  await page.context().close();
  return { looked: `${PROFILES} teams, ${items} items with their gains, incidents and coverage`, problems };
});

for (const [way, root] of [["from disk", fromDisk(site)], ["under a sub-path with a strict policy", server.root]]) {
  await group(`is built by hand, ${way}`, async () => {
    const problems = [];
    const page = await watched(browser, roots, problems);
    await page.goto(root + PAGE);
    const listed = () => page.locator("[data-safeguard]").evaluateAll((all) => all.map((item) => item.dataset.safeguard));
    const status = page.locator("#checklist_builder .status");
    if (!/^\d+ items\. Of \d+ incidents/.test(await status.innerText())) problems.push(`says “${await status.innerText()}”`);
    // By keyboard alone: to the first product and on from there.
    await page.focus("#product_kiro");
    await page.keyboard.press("Space");
    await page.check("#environment_production");
    await page.focus("#autonomy_any");
    await page.keyboard.press("ArrowDown");
    await page.check("#moment_before-access");
    const command = await page.locator("#checklist_builder code").first().innerText();
    const autonomy = command.match(/--autonomy (\S+)/)?.[1];
    if (!autonomy?.startsWith("a0")) problems.push(`the keyboard chooses ${autonomy}`);
    const theirs = await ask("checklist", ...command.split(" ").slice(2), "--format", "json");
    const expected = theirs.moments.flatMap(({ items }) => items.map(({ safeguard }) => safeguard));
    if (JSON.stringify(await listed()) !== JSON.stringify(expected)) problems.push(`shows ${await listed()} instead of ${expected}`);
    if (!expected.length) problems.push("there is nothing to compare");
    // The address says what was chosen.
    const copy = await page.context().newPage();
    await copy.goto(page.url());
    await copy.waitForSelector("[data-safeguard]");
    if (!(await copy.locator("#product_kiro").isChecked())) problems.push("the address does not keep what was chosen");
    if (await copy.locator("#checklist_builder code").first().innerText() !== command) problems.push("the address leads to another list");
    await copy.close();
    await page.locator("#checklist_builder button", { hasText: "Copy" }).click();
    await page.waitForFunction(() => /Copied|Selected/.test(document.getElementById("checklist_builder").textContent));
    await page.locator("#checklist_builder button", { hasText: "Start again" }).click();
    if (await page.locator("#checklist_builder code").first().innerText() !== "precedent checklist") problems.push("does not start again");
    await page.context().close();
    return { looked: "choosing, the command line, the address, copying, starting again", problems };
  });
}

await group("fits, prints and is accessible", () => {
  const url = `${server.root}${PAGE}#product=claude-code&environment=production`;
  return looksAt(browser, roots, url, "[data-safeguard]", () => {
    const items = [...document.querySelectorAll("[data-safeguard]")].filter((item) => item.checkVisibility());
    return [...(items.length ? [] : ["prints no items"]), ...(document.querySelector(".choices").checkVisibility() ? ["prints the form"] : [])];
  });
});

await browser.close();
server.close();
finish();
