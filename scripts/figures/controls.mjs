// The strips of docs/engine.md: what each control does to the sample scene. Needs a build; paints for some minutes.
// With names after it, only those strips are made anew.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('../..', import.meta.url));
const photo = join(root, 'src/demo/sample.jpg');
const out = join(root, 'docs/figures');
const PAINTED = 288;
const [WIDTH, HEIGHT, GAP] = [288, 216, 6];
const TIDE = ['--style', 'tide-of-stars'];
const SWELL = ['--style', 'indigo-swell'];
const VALLEY = ['--style', 'vermilion-valley'];

/** Every strip: the pictures side by side, each by its options. docs/engine.md says which is which. */
const STRIPS = {
  strength: ['0.25', '1', '4'].map((strength) => [...TIDE, '--strength', strength]),
  brush: ['0.5', '1', '2'].map((brush) => [...TIDE, '--brush', brush]),
  colours: ['style', 'luminance', 'matched'].map((colours) => [...VALLEY, '--colours', colours]),
  blend: [SWELL, [...SWELL, ...VALLEY], VALLEY],
  start: ['0', '0.5', '1'].map((start) => [...TIDE, '--start', start]),
  smoothness: ['0', '1', '30'].map((smoothness) => [...SWELL, '--smoothness', smoothness]),
  quality: ['balanced', 'best'].map((quality) => [...VALLEY, '--quality', quality]),
  optimizer: ['lbfgs', 'adam', 'sgd'].map((optimizer) => [...TIDE, '--optimizer', optimizer]),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(STRIPS, name));
if (unknown.length > 0) {
  console.error(`no strip called ${unknown.join(', ')}; there are ${Object.keys(STRIPS).join(', ')}`);
  process.exit(1);
}

mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'gramarye-controls-'));
try {
  for (const [name, pictures] of Object.entries(STRIPS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const files = pictures.map(paint);
    const tiles = await Promise.all(
      files.map(async (file, i) => ({
        input: await sharp(file).resize(WIDTH, HEIGHT, { fit: 'cover' }).png().toBuffer(),
        left: i * (WIDTH + GAP),
        top: 0,
      })),
    );
    const width = tiles.length * (WIDTH + GAP) - GAP;
    const { size } = await sharp({ create: { width, height: HEIGHT, channels: 3, background: '#fff' } })
      .composite(tiles)
      .jpeg({ quality: 78, mozjpeg: true })
      .toFile(join(out, `${name}.jpg`));
    console.log(`docs/figures/${name}.jpg, ${Math.round(size / 1024)} kB`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** The sample scene painted with these options, once however often it is asked for. Defaults are left out of the name. */
function paint(options) {
  const said = options
    .join(' ')
    .replace(/ --(strength|brush|smoothness) 1$| --start 0$| --\w+ (style|balanced|lbfgs)$/, '');
  const file = join(folder, `${said.replaceAll(/[^\w.]+/g, '-')}.png`);
  if (existsSync(file)) return file;
  const cli = join(root, 'dist/cli/main.js');
  const args = [cli, 'stylize', photo, ...options, '--size', String(PAINTED), '-o', file];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'ignore'] });
  return file;
}
