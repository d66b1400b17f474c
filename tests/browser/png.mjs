// Pictures of pages, as small as flat areas and letters allow.

import { crc32, deflateSync } from "node:zlib";

/** What a page shows, as a PNG. */
export async function picture(page) {
  const shot = (await page.screenshot()).toString("base64");
  const { width, height, data } = await page.evaluate(decode, shot);
  return png(Buffer.from(data, "base64"), width, height);
}

/** Runs in the page: the pixels of a picture. */
async function decode(shot) {
  const bytes = Uint8Array.from(atob(shot), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < pixels.length; at += 8192) text += String.fromCharCode(...pixels.subarray(at, at + 8192));
  return { width: image.width, height: image.height, data: btoa(text) };
}

/** Each pixel as a number in a palette, lines beginning with a zero; nothing if there are more than 256 colours. */
function indexed(pixels, width, height, bits) {
  const palette = new Map();
  const lines = Buffer.alloc(height * (width + 1));
  const drop = 8 - bits;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = pixels.subarray(4 * (y * width + x));
      const colour = ((r >> drop) << (2 * bits)) | ((g >> drop) << bits) | (b >> drop);
      if (!palette.has(colour)) palette.set(colour, { number: palette.size, exact: [r, g, b] });
      lines[y * (width + 1) + x + 1] = palette.get(colour).number;
    }
    if (palette.size > 256) return undefined;
  }
  return { palette: [...palette.values()].flatMap((colour) => colour.exact), lines };
}

/** Pixels as a PNG with a palette: four bits of each colour are enough for flat areas and the edges of letters. */
function png(pixels, width, height) {
  const { palette, lines } = indexed(pixels, width, height, 4) ?? indexed(pixels, width, height, 3) ?? indexed(pixels, width, height, 2);
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
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette)),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
