// For each built-in preset, or those named: docs/figures/gallery-NAME.jpg, its painting and what it makes of the four
// sample photos at its default settings, two of them small; and its card for /styles, preview.webp in its folder. Needs a
// build; paints for half a minute a picture.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createContext } from '../../dist/cli/context.js';
import { composeCard } from '../../dist/cli/presets/card.js';
import { Easel } from '../../dist/cli/presets/easel.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = join(root, 'docs/figures');
/** Photo and longest side: the usual one for two, less for two more. The first is the one that cards show. */
const PHOTOS = [
  ['demo/sample', 512],
  ['presets/samples/portrait', 512],
  ['presets/samples/still-life', 320],
  ['presets/samples/city-night', 320],
];
const [WIDTH, HEIGHT, GAP] = [252, 189, 6];
const TALL = 2 * HEIGHT + GAP;

const context = await createContext({});
const presets = context.presets.list().filter(({ from }) => from.label === 'built-in');
const names = presets.map(({ manifest }) => manifest.name);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no built-in preset called ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(1);
}

mkdirSync(out, { recursive: true });
const easel = await Easel.open(context);
try {
  for (const preset of presets) {
    const { name } = preset.manifest;
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const results = [];
    for (const [photo, size] of PHOTOS) {
      results.push(await easel.paint(preset, join(root, `src/${photo}.jpg`), size, () => {}));
    }
    const [painting] = preset.stylePaths;
    const folder = join(root, 'src/presets/builtin', name);
    writeFileSync(join(folder, 'preview.webp'), await composeCard(results[0], painting));
    const sheet = await compose(painting, results);
    writeFileSync(join(out, `gallery-${name}.jpg`), sheet);
    console.log(`${name}: ${Math.round(sheet.length / 1000)} kB`);
  }
} finally {
  await easel.close();
}

/** The painting at the left, as tall as two rows of results. */
async function compose(painting, results) {
  const left = await sharp(painting).resize(TALL, TALL, { fit: 'cover' }).png().toBuffer();
  const tiles = await Promise.all(
    results.map(async (result, i) => ({
      input: await sharp(result)
        .resize(WIDTH, HEIGHT, { fit: 'cover', position: 'attention' })
        .png()
        .toBuffer(),
      left: TALL + GAP + (i % 2) * (WIDTH + GAP),
      top: Math.floor(i / 2) * (HEIGHT + GAP),
    })),
  );
  const width = TALL + 2 * (WIDTH + GAP);
  return sharp({ create: { width, height: TALL, channels: 3, background: '#fff' } })
    .composite([{ input: left, left: 0, top: 0 }, ...tiles])
    .jpeg({ quality: 72, mozjpeg: true })
    .toBuffer();
}
