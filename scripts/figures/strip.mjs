// The strip at the head of the README: photo, painting, picture, three times. Needs a build; paints for two minutes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ROWS = [
  ['demo/sample', 'indigo-swell'],
  ['presets/samples/portrait', 'leaded-dawn'],
  ['presets/samples/city-night', 'vermilion-valley'],
];
const [WIDTH, HEIGHT, GAP] = [480, 360, 8];

mkdirSync(join(root, 'docs'), { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'gramarye-strip-'));
try {
  const tiles = [];
  for (const [row, [sample, preset]] of ROWS.entries()) {
    const photo = join(root, `src/${sample}.jpg`);
    const result = join(folder, `${preset}.png`);
    const cli = [
      join(root, 'dist/cli/main.js'),
      'stylize',
      photo,
      '--style',
      preset,
      '--size',
      '640',
      '-o',
      result,
    ];
    execFileSync(process.execPath, cli, { stdio: 'inherit' });
    const painting = join(root, 'src/presets/builtin', preset, 'style.webp');
    for (const [column, picture] of [photo, painting, result].entries()) {
      tiles.push({
        input: await sharp(picture).resize(WIDTH, HEIGHT, { fit: 'cover' }).png().toBuffer(),
        left: column * (WIDTH + GAP),
        top: row * (HEIGHT + GAP),
      });
    }
  }
  const width = 3 * WIDTH + 2 * GAP;
  const height = ROWS.length * (HEIGHT + GAP) - GAP;
  await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite(tiles)
    .jpeg({ quality: 88, mozjpeg: true })
    .toFile(join(root, 'docs/strip.jpg'));
} finally {
  rmSync(folder, { recursive: true });
}
