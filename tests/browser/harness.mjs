// What the browser tests share: groups of checks, a server for a site under a sub-path, Chromium, and the program.

import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BROWSER = process.env.CHROMIUM || "/usr/bin/chromium";
export const PREFIX = "/sub/path/";
export const SCHEMES = ["light", "dark"];
// The site has to work under a policy this strict.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

let passed = 0;
let failed = 0;

/** Runs a group; it returns what it looked at and a list of problems. */
export async function group(name, check) {
  const start = Date.now();
  let outcome;
  try {
    outcome = await check();
  } catch (error) {
    outcome = { looked: "", problems: [String(error?.message ?? error)] };
  }
  const good = outcome.problems.length === 0;
  if (good) passed += 1;
  else failed += 1;
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${good ? "ok  " : "FAIL"} ${name}: ${outcome.looked || "stopped"} (${seconds} s)`);
  for (const problem of outcome.problems.slice(0, 20)) console.log(`       ${problem}`);
  if (outcome.problems.length > 20) console.log(`       and ${outcome.problems.length - 20} more`);
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

function fail(text) {
  console.log(`FAIL browser: ${text}`);
  failed += 1;
  finish();
}

/** Serves a site below `PREFIX`. `sizes` has the compressed size of every file that was asked for. */
export async function serve(site) {
  const sizes = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = path.startsWith(PREFIX) ? resolve(site, path.slice(PREFIX.length)) : "";
    try {
      if (!file.startsWith(site + sep) || !statSync(file).isFile()) throw new Error("not a file of the site");
      const body = readFileSync(file);
      sizes.set(path.slice(PREFIX.length), gzipSync(body, { level: 9 }).length);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { sizes, root: `http://127.0.0.1:${server.address().port}${PREFIX}`, close: () => server.close() };
}

export async function launch() {
  try {
    accessSync(BROWSER, constants.X_OK);
  } catch {
    fail(`no Chromium at ${BROWSER}; apt-get install chromium, or name it in CHROMIUM`);
  }
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  return chromium.launch({ executablePath: BROWSER, args }).catch((error) => {
    fail(`${BROWSER} did not start: ${error.message.split("\n")[0]}`);
  });
}

/** Where a site is opened from disk. */
export const fromDisk = (site) => pathToFileURL(site + sep).href;

/** A page on which whatever the browser complains about, and whatever asks for something outside of the site, is a
 *  problem. */
export async function watched(browser, roots, problems, options = {}) {
  const context = await browser.newContext(options);
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (roots.some((root) => url.startsWith(root))) return route.continue();
    problems.push(`asks for ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => {
    // Whatever is still under way when the next page is opened is given up.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") problems.push(`could not load ${request.url()}: ${why}`);
  });
  return page;
}

/** What axe finds on a page. */
export async function violations(page) {
  // The policy keeps scripts out that are not the site's; what a debugger evaluates it lets in.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.flatMap((rule) => rule.nodes.slice(0, 3).map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  });
  return found.map((text) => text.replace(/\s+/g, " "));
}

/** Looks at a page in both schemes, at the width of a phone and of a desk, and on paper, where `onPaper` finds problems. */
export async function looksAt(browser, roots, url, ready, onPaper) {
  const problems = [];
  for (const colorScheme of SCHEMES) {
    const page = await watched(browser, roots, problems, { colorScheme, viewport: { width: 320, height: 800 } });
    await page.goto(url);
    await page.waitForSelector(ready);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) problems.push(`${wide} px wide at ${width} px`);
      problems.push(...(await violations(page)).map((text) => `${colorScheme} at ${width} px: ${text}`));
    }
    await page.emulateMedia({ media: "print" });
    problems.push(...await page.evaluate(onPaper));
    await page.context().close();
  }
  return { looked: `320 and 1280 px, ${SCHEMES.join(" and ")}, paper`, problems };
}

/** The program, with a cache folder of its own; answers in JSON whatever the exit code says. */
export function program(path) {
  const cache = mkdtempSync(join(tmpdir(), "precedent-cache-"));
  process.on("exit", () => rmSync(cache, { recursive: true, force: true }));
  const env = { PRECEDENT_CACHE: cache };
  return (...args) => new Promise((done, failed) => {
    execFile(path, args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      try {
        done(JSON.parse(stdout));
      } catch {
        failed(new Error(`${args.join(" ")}: ${stderr || error}`));
      }
    });
  });
}
