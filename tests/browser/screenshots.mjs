// Makes the pictures of the site that the README shows, from the site itself. They are kept in `docs/pictures`; run this
// again after a change to the look of a page.
//
//   cargo run -- build --out /tmp/site
//   npm ci --prefix tests/browser && node tests/browser/screenshots.mjs /tmp/site
//
// Chromium is $CHROMIUM or /usr/bin/chromium.

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { picture } from "./png.mjs";

const OUT = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const BROWSER = process.env.CHROMIUM || "/usr/bin/chromium";
const PAGES = [
  ["home", "index.html"],
  ["incident", "incidents/2025-12-kiro-cost-explorer.html"],
];

const site = process.argv[2];
if (!site) {
  console.error("usage: node screenshots.mjs SITE_DIR");
  process.exit(2);
}
mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
const view = await browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5, colorScheme: "light" });
for (const [name, path] of PAGES) {
  await view.goto(pathToFileURL(join(resolve(site), path)).href, { waitUntil: "load" });
  await view.evaluate(() => document.fonts.ready);
  const file = await picture(view);
  writeFileSync(`${OUT}${name}.png`, file);
  console.log(`${name}.png: ${Math.round(file.length / 1024)} KB`);
}
await browser.close();
