// Opens the rendered site, a checklist and reports in Chromium and checks what only a browser can tell.
//
//   npm ci && node run.mjs SITE_DIR CHECKLIST_HTML REPORT_HTML...
//
// Chromium is $CHROMIUM or /usr/bin/chromium. Prints a line for each group of checks, then `N passed, N failed`.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { HtmlValidate } from "html-validate";

import { PREFIX, SCHEMES, finish, fromDisk, group, launch, serve, violations } from "./harness.mjs";
import htmlRules from "./html-rules.mjs";

const WIDTHS = [320, 375, 768, 1440];

const [siteArgument, checklistArgument, ...reportArguments] = process.argv.slice(2);
if (!siteArgument || !checklistArgument || reportArguments.length === 0) {
  console.error("usage: node run.mjs SITE_DIR CHECKLIST_HTML REPORT_HTML...");
  process.exit(2);
}
const site = resolve(siteArgument);
const reports = reportArguments.map((path) => resolve(path));
const documents = [resolve(checklistArgument), ...reports];

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** Paths of the pages of a kind, relative to the site. */
function records(kind) {
  return walk(join(site, kind))
    .map((path) => relative(site, path).split(sep).join("/"))
    .filter((path) => path.endsWith(".html") && !path.endsWith("/index.html") && path.split("/").length === 2)
    .sort();
}

/** The first and the last of a list, and those between up to a number. */
function sample(list, most) {
  return list.length <= most ? list : [...list.slice(0, most - 1), list[list.length - 1]];
}

const server = await serve(site);
const { root } = server;
const browser = await launch();

/** Every page that is not the page of a record: the first of each folder, however deep it lies. */
function kinds() {
  const all = walk(site).map((path) => relative(site, path).split(sep).join("/")).filter((path) => path.endsWith(".html")).sort();
  const found = new Map();
  for (const path of all) {
    const folder = path.split("/").slice(0, -1).join("/");
    const kind = path.endsWith("index.html") || folder === "" ? path : folder.replace(/^(standards|incidents)\/.*/, "$1/*");
    if (!found.has(kind)) found.set(kind, path);
  }
  return [...found.values()];
}

const RECORDS = ["incidents", "patterns", "safeguards", "products"];
const paths = [
  ...kinds().filter((path) => path.endsWith("index.html") || !RECORDS.includes(path.split("/").slice(0, -1).join("/"))),
  ...sample(records("incidents"), 3),
  ...sample(records("patterns"), 2),
  ...sample(records("safeguards"), 2),
  ...sample(records("products"), 2),
];
const overFile = [...paths.map((path) => join(site, path)), ...documents].map((path) => pathToFileURL(path).href);
const reportsOverFile = reports.map((path) => pathToFileURL(path).href);
const overHttp = paths.map((path) => root + path);
const name = (url) => url.replace(root, "").replace(fromDisk(site), "");

/** Opens pages one after the other and gives each to a function that returns problems. With `watch`, whatever the
 *  browser complains about is a problem too. Nothing outside of the site is ever asked for. */
async function visit(urls, options, look, watch = false) {
  const context = await browser.newContext(options);
  const problems = [];
  let current = "";
  const inside = [root, fromDisk(site), ...documents.map((path) => pathToFileURL(path).href)];
  const outside = (url) => !url.startsWith("data:") && !inside.some((start) => url.startsWith(start));
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (!outside(url)) return route.continue();
    if (watch) problems.push(`${name(current)}: asks for ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  if (watch) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(`${name(current)}: console: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`${name(current)}: ${error.message}`));
    page.on("requestfailed", (request) => {
      // Whatever is still under way when the next page is opened, such as the icon, is given up.
      const why = request.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") problems.push(`${name(current)}: could not load ${request.url()}: ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${name(current)}: ${response.status()} for ${response.url()}`);
    });
  }
  for (const url of urls) {
    current = url;
    await page.goto(url, { waitUntil: "load" });
    const found = await look(page);
    problems.push(...found.map((problem) => `${name(url)}: ${problem}`));
  }
  await context.close();
  return problems;
}

await group("markup", async () => {
  const validator = new HtmlValidate(htmlRules);
  const files = [...walk(site).filter((path) => path.endsWith(".html")), ...documents];
  const problems = [];
  for (const file of files) {
    const report = await validator.validateFile(file);
    for (const { messages } of report.results) {
      for (const message of messages) {
        problems.push(`${relative(site, file)}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
      }
    }
  }
  return { looked: `${files.length} pages`, problems };
});

for (const [way, urls] of [["from file", overFile], ["under a sub-path with a strict policy", overHttp]]) {
  await group(`loads ${way}`, async () => {
    const problems = [];
    for (const colorScheme of SCHEMES) {
      problems.push(...await visit(urls, { colorScheme }, (page) => page.evaluate((needsSheet) => {
        const wrong = [];
        if (document.compatMode !== "CSS1Compat") wrong.push("not in standards mode");
        const sheets = [...document.styleSheets];
        const rules = sheets.reduce((sum, sheet) => sum + (needsSheet ? 1 : sheet.cssRules.length), 0);
        if (rules === 0) wrong.push("has no styles");
        for (const element of document.querySelectorAll("*")) {
          // A script stands in a page only if it is data or the page's own policy names it; the browser holds it to that.
          const named = document.querySelector(`meta[http-equiv="Content-Security-Policy"][content*="script-src 'sha256"]`);
          const code = element.localName === "script" && !element.hasAttribute("src") && element.type !== "application/ld+json";
          if ((code && !named) || element.hasAttribute("style")) wrong.push(`has <${element.localName}> with code or style`);
          for (const attribute of element.attributes) if (attribute.name.startsWith("on")) wrong.push(`has a handler ${attribute.name}`);
        }
        return wrong;
      }, way === "from file"), true));
    }
    return { looked: `${urls.length} pages, ${SCHEMES.join(" and ")}`, problems };
  });
}

await group("accessible", async () => {
  const problems = [];
  const urls = [...overHttp, ...overFile.slice(paths.length)];
  for (const colorScheme of SCHEMES) {
    const look = async (page) => (await violations(page)).map((text) => `${colorScheme}: ${text}`);
    problems.push(...await visit(urls, { colorScheme }, look));
  }
  return { looked: `${urls.length} pages, ${SCHEMES.join(" and ")}, every rule that axe has on`, problems };
});

await group("fits", async () => {
  const problems = [];
  for (const width of WIDTHS) {
    problems.push(...await visit(overFile, { viewport: { width, height: 800 } }, (page) => page.evaluate((asked) => {
      const wide = document.documentElement.scrollWidth;
      if (wide <= asked) return [];
      const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > asked + 1);
      const last = out[out.length - 1];
      return [`${wide} px wide at ${asked} px, because of <${last?.localName} class="${last?.className}">`];
    }, width)));
  }
  return { looked: `${overFile.length} pages at ${WIDTHS.join(", ")} px`, problems };
});

await group("works without scripts", async () => {
  const problems = await visit(overHttp, { javaScriptEnabled: false }, async (page) => {
    const wrong = [];
    if (await page.locator("h1").count() !== 1) wrong.push("has not exactly one h1");
    if (!(await page.locator("h1").isVisible())) wrong.push("does not show its h1");
    if ((await page.locator("main").innerText()).length < 200) wrong.push("shows hardly any text");
    const headings = page.locator("section > h2, section > h3");
    for (const heading of await headings.all()) {
      const [own, whole] = [await heading.innerText(), await heading.locator("..").innerText()];
      if (whole.trim().length < own.trim().length + 4) wrong.push(`has nothing under “${own.trim()}”`);
    }
    if (await page.locator("header nav a").count() < 4) wrong.push("has no navigation");
    if (await page.locator("button.theme").isVisible()) wrong.push("shows a switch that does nothing");
    return wrong;
  });
  return { looked: `${overHttp.length} pages`, problems };
});

await group("incidents lead with what matters", async () => {
  const urls = overHttp.filter((url) => /\/incidents\/[^/]+\.html$/.test(url) && !url.endsWith("/index.html"));
  const problems = await visit(urls, { viewport: { width: 1440, height: 900 } }, (page) => page.evaluate(() => {
    const parts = { title: "h1", summary: ".opening .lede", severity: ".docket .sev", status: ".docket .tag", patterns: ".glance h2", disputes: ".glance h2 ~ h2" };
    const retracted = document.querySelector(".docket .status-retracted") !== null;
    if (retracted) parts.notice = ".notice";
    return Object.entries(parts).flatMap(([what, selector]) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return box && box.bottom <= 900 ? [] : [`${what} is not on the first screen`];
    });
  }));
  return { looked: `${urls.length} pages at 1440 by 900 px`, problems };
});

await group("keyboard", async () => {
  const problems = await visit([overHttp[0]], {}, async (page) => {
    const wrong = [];
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return { name: document.activeElement.className, left: box.left, top: box.top };
    });
    if (first.name !== "skip" || first.left < 0 || first.top < 0) wrong.push("the first stop is not a visible skip link");
    await page.keyboard.press("Enter");
    if (await page.evaluate(() => document.activeElement.localName) !== "main") wrong.push("the skip link does not lead to the content");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    if (outline === "none") wrong.push("focus is not visible");
    return wrong;
  });
  return { looked: "skip link and focus", problems };
});

await group("switches between light and dark", async () => {
  const problems = [];
  for (const url of [overHttp[0], overFile[0]]) {
    problems.push(...await visit([url], { colorScheme: "light" }, async (page) => {
      const wrong = [];
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const before = await ground();
      await page.locator("button.theme").click();
      const after = await ground();
      if (before === after) wrong.push("the switch changes nothing");
      await page.reload();
      if (await ground() !== after) wrong.push("the choice is forgotten");
      await page.locator("button.theme").click();
      if (await ground() !== before) wrong.push("the switch does not lead back");
      return wrong;
    }, true));
  }
  return { looked: "from file and over http", problems };
});

await group("a slash leads to the search", async () => {
  const query = () => document.activeElement?.id === "search_query";
  const problems = await visit(overHttp, {}, async (page) => {
    if (await page.locator("#search_query").count() === 0) return [];
    await page.keyboard.press("/");
    if (!(await page.evaluate(query))) return ["does not lead to the query"];
    await page.keyboard.type("a/b");
    const typed = await page.locator("#search_query").inputValue();
    return typed === "a/b" ? [] : [`says “${typed}” instead of what was typed`];
  }, true);
  return { looked: `${overHttp.length} pages`, problems };
});

await group("the matrix is read as a whole", async () => {
  const url = overHttp.find((url) => url.endsWith("matrix/index.html"));
  const problems = [];
  for (const width of [1440, 1000, 375]) {
    problems.push(...await visit([url], { viewport: { width, height: 800 } }, async (page) => {
      const frame = page.locator(".matrix-frame");
      if (width === 375) {
        const patterns = await page.locator(".matrix-list a").count();
        const wrong = patterns === await page.locator(".matrix tbody th[scope=row]").count() ? [] : [`lists ${patterns} patterns`];
        if (await frame.isVisible()) wrong.push("shows a table that does not fit");
        return wrong;
      }
      const look = () => page.evaluate(() => {
        const box = (query) => document.querySelector(query).getBoundingClientRect();
        return { right: box(".matrix").right, top: box(".matrix .functions").top, frame: box(".matrix-frame").top };
      });
      const wrong = [];
      const hints = await page.locator(".matrix-hint").isVisible();
      if (hints !== (width < 1440)) wrong.push(hints ? "says that it is cut" : "does not say that it is cut");
      if (width === 1440 && (await look()).right > width) wrong.push("is cut");
      // However far down somebody reads, the names of functions and safeguards stay.
      if (width === 1440) await page.locator(".matrix tbody tr").last().scrollIntoViewIfNeeded();
      else await frame.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      const { top, frame: edge } = await look();
      if (Math.abs(top - (width === 1440 ? 0 : edge + 1)) > 1) wrong.push(`has its head at ${top} px`);
      return wrong.map((text) => `${text} at ${width} px`);
    }));
  }
  return { looked: "at 1440, 1000 and 375 px", problems };
});

await group("the first page is light", async () => {
  const MOST = 60 * 1024;
  const loaded = [];
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("response", (response) => loaded.push(response.url()));
  await page.goto(overHttp.find((url) => url.endsWith(`${PREFIX}index.html`)), { waitUntil: "networkidle" });
  await context.close();
  const size = (url) => {
    const body = readFileSync(resolve(site, new URL(url).pathname.slice(PREFIX.length)));
    return /\.(woff2|png)$/.test(url) ? body.length : gzipSync(body).length;
  };
  const sum = loaded.reduce((total, url) => total + size(url), 0);
  const problems = sum > MOST ? loaded.map((url) => `${size(url)} bytes: ${name(url)}`) : [];
  return { looked: `${loaded.length} files, ${(sum / 1024).toFixed(1)} of ${MOST / 1024} KB compressed`, problems };
});

await group("feeds", async () => {
  const files = walk(site).filter((path) => path.endsWith(".xml"));
  const problems = await visit([overHttp[0]], {}, (page) => page.evaluate((texts) => texts.flatMap(([path, text]) => {
    const feed = new DOMParser().parseFromString(text, "text/xml");
    if (feed.querySelector("parsererror")) return [`${path} is not well-formed`];
    if (feed.documentElement.localName !== "feed") return [];
    const wrong = [];
    const ids = [...feed.querySelectorAll("id")].map((id) => id.textContent);
    if (new Set(ids).size !== ids.length) wrong.push(`${path}: an id stands twice`);
    for (const part of [feed.documentElement, ...feed.querySelectorAll("entry")]) {
      for (const needed of ["id", "title", "updated"]) {
        if ([...part.children].filter((child) => child.localName === needed).length !== 1) wrong.push(`${path}: not one ${needed}`);
      }
      const updated = [...part.children].find((child) => child.localName === "updated")?.textContent ?? "";
      if (Number.isNaN(Date.parse(updated))) wrong.push(`${path}: ${updated} is no time`);
    }
    if (![...feed.documentElement.children].some((child) => child.localName === "author")) wrong.push(`${path}: no author`);
    return wrong;
  }), files.map((path) => [relative(site, path), readFileSync(path, "utf8")])));
  return { looked: `${files.length} files`, problems };
});

await group("prints", async () => {
  const problems = await visit(overFile, { colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    return page.evaluate(() => {
      const wrong = [];
      for (const element of document.querySelectorAll("nav, .skip")) {
        if (element.checkVisibility()) wrong.push(`shows <${element.localName} class="${element.className}"> on paper`);
      }
      const ground = getComputedStyle(document.body).backgroundColor;
      if (ground !== "rgb(255, 255, 255)") wrong.push(`prints on ${ground}`);
      const source = document.querySelector('.sources .source-title a[href^="http"]');
      if (source && !getComputedStyle(source, "::after").content.includes("http")) wrong.push("does not print the addresses of its sources");
      return wrong;
    });
  });
  return { looked: `${overFile.length} pages`, problems };
});

await group("reports stand alone", async () => {
  const problems = await visit(reportsOverFile, { viewport: { width: 375, height: 800 } }, async (page) => {
    const wrong = [];
    const policy = await page.locator("meta[http-equiv='Content-Security-Policy']").getAttribute("content");
    if (!policy?.startsWith("default-src 'none';")) wrong.push("has no policy of its own");
    if (await page.evaluate(() => getComputedStyle(document.body).maxWidth === "" || document.styleSheets.length !== 1)) {
      wrong.push("has not exactly one stylesheet");
    }
    // What the policy does not name must not run, even if it got in.
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.intruder = true";
      document.body.append(script);
      return window.intruder === true;
    });
    if (ran) wrong.push("runs a script that its policy does not name");
    for (const figure of await page.locator("figure.chart").all()) {
      const labelled = await figure.locator("svg").getAttribute("aria-labelledby");
      const texts = await Promise.all((labelled ?? "").split(" ").map((id) => page.locator(`#${id}`).textContent()));
      if (texts.length !== 2 || texts.some((text) => !text?.trim())) wrong.push("has a drawing without a name or a description");
      await figure.locator("summary").click();
      if (!(await figure.locator("table tbody tr").first().isVisible())) wrong.push("has a drawing without its data");
    }
    return wrong;
  });
  return { looked: `${reports.length} reports at 375 px`, problems };
});

await group("reports are searched within", async () => {
  const looked = [];
  const problems = await visit(reportsOverFile, {}, async (page) => {
    if (await page.locator("#the_filter").count() === 0) return [];
    looked.push(page.url());
    const wrong = [];
    const cases = page.locator(".case");
    const all = await cases.count();
    const visible = () => cases.evaluateAll((found) => found.filter((one) => one.checkVisibility()).length);
    if (await visible() !== all) wrong.push("does not show every incident at first");
    const first = (await cases.first().locator("code").last().textContent()) ?? "";
    await page.locator("#the_words").fill(`  ${first.toUpperCase()} `);
    const some = await visible();
    if (some === 0 || some === all) wrong.push(`shows ${some} of ${all} for ${first}`);
    if (await page.locator("#the_tally").textContent() !== `${some} of ${all}`) wrong.push("does not say how many are shown");
    await page.locator("#the_words").fill("qwertzuiop");
    if (await visible() !== 0) wrong.push("shows incidents that have not the words");
    await page.emulateMedia({ media: "print" });
    if (await visible() !== all) wrong.push("leaves incidents out on paper");
    await page.emulateMedia({ media: "screen" });
    return wrong;
  }, true);
  const without = await visit(reportsOverFile, { javaScriptEnabled: false }, async (page) => {
    const wrong = [];
    if (await page.locator("#the_filter").isVisible().catch(() => false)) wrong.push("offers a search that does not work");
    if ((await page.locator("main").innerText()).length < 1000) wrong.push("shows hardly any text without scripts");
    return wrong;
  });
  if (looked.length === 0) problems.push("no report has a search");
  return { looked: `${looked.length} of ${reports.length} reports`, problems: [...problems, ...without] };
});

await browser.close();
server.close();
finish();
