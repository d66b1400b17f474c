// What a reader's first query loads, in compressed bytes: everything up to the first results, and up to excerpts and facets.
//
//   node benches/first_query.mjs SITE_DIR QUERY...
//
// Needs what the browser tests need (`npm ci` in tests/browser, Chromium). docs/performance.md keeps the figures.

import { resolve } from "node:path";

import { launch, serve } from "../tests/browser/harness.mjs";

const [site, ...queries] = process.argv.slice(2);
if (!site || queries.length === 0) {
  console.error("usage: node first_query.mjs SITE_DIR QUERY...");
  process.exit(2);
}
const server = await serve(resolve(site));
const browser = await launch();
const kilobytes = (sizes) => (sizes.reduce((sum, [, size]) => sum + size, 0) / 1000).toFixed(1);
for (const query of queries) {
  const page = await browser.newPage();
  server.sizes.clear();
  await page.goto(server.root + "search/index.html");
  const start = performance.now();
  await page.fill("#search_query", query);
  await page.press("#search_query", "Enter");
  await page.waitForFunction((asked) => document.getElementById("search_results").dataset.answers === asked, query);
  const took = performance.now() - start;
  await page.waitForLoadState("networkidle");
  // Texts of hits that are seen, and columns of facets, come behind the first results.
  const all = [...server.sizes].filter(([path]) => path === "assets/search.js" || path.startsWith("search/data/"));
  const first = all.filter(([path]) => !/^search\/data\/[xf]/.test(path));
  console.log(`${kilobytes(first)} kB in ${first.length} files, ${kilobytes(all)} kB with excerpts and facets, ${took.toFixed(0)} ms: ${query}`);
  await page.close();
}
await browser.close();
server.close();
