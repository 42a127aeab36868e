// docs/figures/gallery-NAME.jpg: each built-in preset's painting, and what it makes of two sample photos at its default
// settings. Needs a build; paints for half a minute a picture. With names after it, only those presets are done anew.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('../..', import.meta.url));
const presets = join(root, 'src/presets/builtin');
const out = join(root, 'docs/figures');
const PHOTOS = ['src/demo/sample.jpg', 'src/presets/samples/portrait.jpg'].map((file) => join(root, file));
const [WIDTH, HEIGHT, GAP] = [272, 204, 6];

const all = readdirSync(presets, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no built-in preset called ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(1);
}

mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'gramarye-gallery-'));
try {
  for (const name of wanted.length > 0 ? wanted : all) {
    const pictures = [join(presets, name, 'style.webp'), ...PHOTOS.map((photo, i) => paint(name, photo, i))];
    const tiles = await Promise.all(
      pictures.map(async (file, i) => ({
        input: await sharp(file)
          .resize(WIDTH, HEIGHT, { fit: 'cover', position: 'attention' })
          .png()
          .toBuffer(),
        left: i * (WIDTH + GAP),
        top: 0,
      })),
    );
    const width = tiles.length * (WIDTH + GAP) - GAP;
    const { size } = await sharp({ create: { width, height: HEIGHT, channels: 3, background: '#fff' } })
      .composite(tiles)
      .jpeg({ quality: 68, mozjpeg: true })
      .toFile(join(out, `gallery-${name}.jpg`));
    console.log(`docs/figures/gallery-${name}.jpg, ${Math.round(size / 1024)} kB`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** A photo painted with a preset as anybody gets it who chooses nothing else. */
function paint(preset, photo, number) {
  const file = join(folder, `${preset}-${number}.png`);
  const args = [join(root, 'dist/cli/main.js'), 'stylize', photo, '--style', preset, '-o', file];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'ignore'] });
  return file;
}
