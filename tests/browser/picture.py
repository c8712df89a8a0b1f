"""A screenshot as a small PNG: a palette of its most frequent colours, chosen in the browser."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

COLOURS = 224

# Decodes a PNG, picks the most frequent colours (of 5 bits a channel, each shown by the mean of
# its pixels), and gives size, palette and the index of the nearest of them for every pixel.
_REDUCE = """async ([png, most]) => {
  const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, width, height).data;
  const bins = new Map();
  const key = (i) => (pixels[i] >> 3 << 10) | (pixels[i + 1] >> 3 << 5) | (pixels[i + 2] >> 3);
  for (let i = 0; i < pixels.length; i += 4) {
    let bin = bins.get(key(i));
    if (!bin) bins.set(key(i), (bin = [0, 0, 0, 0]));
    bin[0] += 1; bin[1] += pixels[i]; bin[2] += pixels[i + 1]; bin[3] += pixels[i + 2];
  }
  const rows = [...bins].sort((a, b) => b[1][0] - a[1][0]);
  const mean = ([n, r, g, b]) => [Math.round(r / n), Math.round(g / n), Math.round(b / n)];
  const palette = rows.slice(0, most).map((row) => mean(row[1]));
  const index = new Map(rows.map(([bin, sums]) => {
    const [r, g, b] = mean(sums);
    let best = 0, least = Infinity;
    palette.forEach(([x, y, z], n) => {
      const far = (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2;
      if (far < least) [best, least] = [n, far];
    });
    return [bin, best];
  }));
  const out = new Uint8Array(width * height);
  for (let i = 0; i < out.length; i += 1) out[i] = index.get(key(4 * i));
  let text = '';
  for (let i = 0; i < out.length; i += 8192)
    text += String.fromCharCode(...out.subarray(i, i + 8192));
  return { width, height, palette: palette.flat(), indices: btoa(text) };
}"""


def small_png(bench: Page, png: bytes) -> bytes:
    """The picture with at most COLOURS colours; `bench` is a blank page to work on."""
    found = bench.evaluate(_REDUCE, [base64.b64encode(png).decode(), COLOURS])
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    rows = b"".join(b"\0" + indices[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", bytes(found["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
