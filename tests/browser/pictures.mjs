// Makes the pictures that stand for pages where they are linked: one for each severity, one for each family of patterns,
// one for everything else. They are kept in `site/assets/pictures`; run this again after a change to the identity.
//
//   npm ci && node pictures.mjs

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { picture } from "./png.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OUT = `${ROOT}site/assets/pictures/`;
const BROWSER = process.env.CHROMIUM || "/usr/bin/chromium";
const LEVELS = [
  ["s1", "S1", "negligible", "#55605c"],
  ["s2", "S2", "minor", "#31587f"],
  ["s3", "S3", "moderate", "#7d5200"],
  ["s4", "S4", "major", "#9a3b0b"],
  ["s5", "S5", "critical", "#8e1531"],
];
const FAMILIES = ["authority", "action", "intent", "truth", "hostile", "runtime", "oversight"];

const font = readFileSync(`${ROOT}site/assets/serif.woff2`).toString("base64");
const icon = readFileSync(`${ROOT}site/assets/icon.svg`, "utf8").replace('width="32" height="32"', 'width="56" height="56"');

function page(head, text, mark, tone) {
  return `<!DOCTYPE html><style>
@font-face { font-family: S; src: url(data:font/woff2;base64,${font}); font-weight: 400 600; }
* { box-sizing: border-box; }
body { margin: 0; width: 1200px; height: 630px; padding: 70px 90px; background: #fbfaf7; color: #1a1a19; border-top: 18px solid #1a1a19; font: 400 38px/1.4 S; }
p { margin: 0; }
.brand { display: flex; align-items: center; gap: 22px; font-weight: 600; font-size: 44px; }
.line { position: absolute; left: 118px; top: 200px; bottom: 0; border-left: 12px double #d9d4c8; }
.case { position: absolute; left: 190px; top: 250px; right: 90px; }
h1 { margin: 0; font: 600 92px/1.1 S; letter-spacing: -.016em; }
.text { margin-top: 26px; color: #5a574f; }
.bars { display: flex; align-items: end; gap: 14px; height: 96px; margin-bottom: 30px; }
.bars i { width: 26px; background: #d9d4c8; }
.bars i.on { background: ${tone}; }
</style><p class="brand">${icon}Precedent</p><div class="line"></div><div class="case">${mark}<h1>${head}</h1><p class="text">${text}</p></div>`;
}

function gauge(level) {
  const bars = [36, 51, 66, 81, 96].map((height, at) => `<i class="${at < level ? "on" : ""}" style="height:${height}px"></i>`);
  return `<div class="bars">${bars.join("")}</div>`;
}

const pictures = [
  ["precedent", page("Every agent failure<br>has a precedent.", "Find it before you repeat it.", "", "#1a1a19")],
  ...LEVELS.map(([name, code, word, tone], at) => [name, page(`${code} ${word}`, "What an AI agent did, who says so, who disputes it.", gauge(at + 1), tone)]),
  ...FAMILIES.map((family) => [family, page(family[0].toUpperCase() + family.slice(1), "A family of failure patterns of AI agents.", "", "#1a1a19")]),
];

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
const view = await browser.newPage({ viewport: { width: 1200, height: 630 } });
for (const [name, html] of pictures) {
  await view.setContent(html);
  await view.evaluate(() => document.fonts.ready);
  writeFileSync(`${OUT}${name}.png`, await picture(view));
}
await browser.close();
console.log(`${pictures.length} pictures in ${OUT}`);
