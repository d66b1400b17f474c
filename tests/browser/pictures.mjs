// Makes the pictures that stand for pages where they are linked: one for each severity, one for each family of patterns,
// one for everything else. They are kept in `site/assets/pictures`; run this again after a change to the identity.
//
//   npm ci && node pictures.mjs

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

import { chromium } from "playwright-core";

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

/** Pixels as a PNG with a palette: four bits of each colour are enough for flat areas and the edges of letters. */
function png(pixels, width, height) {
  const palette = new Map();
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = pixels.subarray(4 * (y * width + x));
      const colour = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
      if (!palette.has(colour)) palette.set(colour, { number: palette.size, exact: [r, g, b] });
      lines[y * (width + 1) + x + 1] = palette.get(colour).number;
    }
  }
  if (palette.size > 256) throw new Error(`${palette.size} colours`);
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from([...palette.values()].flatMap((colour) => colour.exact));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
const view = await browser.newPage({ viewport: { width: 1200, height: 630 } });
for (const [name, html] of pictures) {
  await view.setContent(html);
  await view.evaluate(() => document.fonts.ready);
  const shot = (await view.screenshot()).toString("base64");
  const pixels = await view.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }, shot);
  writeFileSync(`${OUT}${name}.png`, png(Buffer.from(pixels, "base64"), 1200, 630));
}
await browser.close();
console.log(`${pictures.length} pictures in ${OUT}`);
