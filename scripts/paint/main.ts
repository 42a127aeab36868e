// npm run paint [-- NAME…] [--out DIR]
// Paints the built-in presets' style pictures and the sample photographs again, to where they are kept, or as PNG to DIR.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import type { Painting } from './picture.js';
import { amberTresses } from './pictures/amber-tresses/picture.js';
import { ashAndPears } from './pictures/ash-and-pears/picture.js';
import { breathOfMountains } from './pictures/breath-of-mountains/picture.js';
import { cityNight } from './pictures/city-night.js';
import { copperMeridian } from './pictures/copper-meridian/picture.js';
import { firebirdSampler } from './pictures/firebird-sampler/picture.js';
import { gardenAfterRain } from './pictures/garden-after-rain/picture.js';
import { gildedShoal } from './pictures/gilded-shoal.js';
import { headland } from './pictures/headland.js';
import { heronMoon } from './pictures/heron-moon.js';
import { indigoSwell } from './pictures/indigo-swell.js';
import { leadedDawn } from './pictures/leaded-dawn.js';
import { mangoMoonrise } from './pictures/mango-moonrise.js';
import { octoberBirches } from './pictures/october-birches.js';
import { peacockEndpaper } from './pictures/peacock-endpaper.js';
import { portrait } from './pictures/portrait.js';
import { regattaOfLight } from './pictures/regatta-of-light.js';
import { stillLife } from './pictures/still-life.js';
import { tideOfStars } from './pictures/tide-of-stars.js';
import { umberGuitar } from './pictures/umber-guitar/picture.js';
import { vermilionValley } from './pictures/vermilion-valley.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
interface Work {
  readonly painting: Painting;
  readonly file: string;
  /** The largest file that may be committed. */
  readonly limit: number;
  encode(picture: Sharp, quality: number): Promise<Buffer>;
}
const preset = (painting: Painting): Work => ({
  painting,
  file: join(root, 'src/presets/builtin', painting.name, 'style.webp'),
  limit: 400_000,
  encode: (picture, quality) => picture.webp({ quality, effort: 6, smartSubsample: true }).toBuffer(),
});
const sample = (painting: Painting): Work => ({
  painting,
  file: join(root, 'src/demo/sample.jpg'),
  limit: 300_000,
  encode: (picture, quality) => picture.jpeg({ quality, mozjpeg: true }).toBuffer(),
});
/** Photographs that presets are tried on, besides the headland. */
const photograph = (painting: Painting): Work => ({
  painting,
  file: join(root, 'src/presets/samples', `${painting.name}.jpg`),
  limit: 150_000,
  encode: (picture, quality) => picture.jpeg({ quality, mozjpeg: true }).toBuffer(),
});
const WORKS: readonly Work[] = [
  preset(tideOfStars),
  preset(indigoSwell),
  preset(vermilionValley),
  preset(leadedDawn),
  preset(gildedShoal),
  preset(heronMoon),
  preset(amberTresses),
  preset(peacockEndpaper),
  preset(regattaOfLight),
  preset(firebirdSampler),
  preset(breathOfMountains),
  preset(ashAndPears),
  preset(gardenAfterRain),
  preset(octoberBirches),
  preset(mangoMoonrise),
  preset(copperMeridian),
  preset(umberGuitar),
  sample(headland),
  photograph(portrait),
  photograph(cityNight),
  photograph(stillLife),
];

const { values, positionals } = parseArgs({
  options: { out: { type: 'string' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !WORKS.some(({ painting }) => painting.name === name));
if (unknown.length > 0) {
  console.error(
    `No such picture: ${unknown.join(', ')}. There are: ${WORKS.map((w) => w.painting.name).join(', ')}`,
  );
  process.exit(1);
}
for (const work of WORKS) {
  const { painting } = work;
  if (positionals.length > 0 && !positionals.includes(painting.name)) continue;
  const started = performance.now();
  const raw = { width: painting.width, height: painting.height, channels: 3 as const };
  const picture = sharp(painting.paint(), { raw });
  const path = values.out === undefined ? work.file : join(values.out, `${painting.name}.png`);
  const bytes = values.out === undefined ? await squeeze(picture, work) : await picture.png().toBuffer();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${path}: ${raw.width}×${raw.height}, ${Math.ceil(bytes.length / 1000)} kB, ${seconds} s`);
}

/** The best quality that stays under the limit. */
async function squeeze(picture: Sharp, work: Work): Promise<Buffer> {
  for (let quality = 92; ; quality -= 3) {
    const bytes = await work.encode(picture.clone(), quality);
    if (bytes.length < work.limit || quality < 30) return bytes;
  }
}
