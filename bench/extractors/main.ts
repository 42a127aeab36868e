import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { createTested } from '../../src/engine/backends/create.js';
import { at } from '../../src/engine/lookup.js';
import { decodePicture, encodePicture } from '../../src/engine/pictures.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { scorePicture } from '../../src/engine/score.js';
import { stylize } from '../../src/engine/stylize.js';
import { sheet } from '../support/sheet.js';
import { CONTESTANTS } from './contestants.js';
import { plot } from './plot.js';
import { RunFile, type RunKey } from './runs.js';

const SOURCES = join(import.meta.dirname, '..', '..', 'src');
const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared');

interface Pair {
  readonly photo: string;
  readonly painting: string;
}

/** Photos by paintings, by the name of a set. */
const PAIRS: Readonly<Record<string, readonly Pair[]>> = {
  shared: [
    { photo: 'golden_gate', painting: 'starry_night_google' },
    { photo: 'golden_gate', painting: 'woman-with-hat-matisse' },
    { photo: 'hoovertowernight', painting: 'starry_night_google' },
    { photo: 'hoovertowernight', painting: 'woman-with-hat-matisse' },
  ],
  own: [
    { photo: 'sample', painting: 'tide-of-stars' },
    { photo: 'sample', painting: 'indigo-swell' },
    { photo: 'sample', painting: 'vermilion-valley' },
    { photo: 'sample', painting: 'starry_night_google' },
  ],
};

interface Options {
  readonly contestants: string;
  readonly strengths: string;
  readonly seeds: string;
  readonly size: string;
  readonly pairs: string;
  readonly judge: string;
  readonly out: string;
  readonly threads: string;
  readonly pictures: string;
  readonly weights: string;
}

const options = new Command('bench:extractors')
  .description(
    'The study of docs/extractors.md: each contestant paints four pairs at several strengths, a judge scores every ' +
      'result (gramarye score), and curve.svg shows style loss against content loss. Done pictures are not done again.',
  )
  .option('--contestants <names>', 'who paints', Object.keys(CONTESTANTS).join(','))
  .option('--strengths <numbers>', 'strengths of the sweep', '0.03,0.1,0.3,1,3')
  .option('--seeds <numbers>', 'seeds of each picture; the plot shows their mean', '1')
  .option('--size <pixels>', 'longest side', '512')
  .option(
    '--pairs <set>',
    'shared: the four of the sweep; own: the sample scene by the built-in presets',
    'shared',
  )
  .option('--judge <extractor>', 'in whose eyes', 'squeezenet')
  .option('--pictures <folder>', 'where photos and paintings are', join(SHARED, 'pictures'))
  .option('--weights <folder>', 'where weights are', join(SHARED, 'weights'))
  .option('--out <folder>', 'where results go', 'bench-out/extractors')
  .option('--threads <n>', 'threads of the backend; 0: as many as there are cores', '0')
  .parse()
  .opts<Options>();

if (!existsSync(options.pictures) || !existsSync(options.weights)) {
  throw new Error(`no pictures in ${options.pictures} or no weights in ${options.weights}; name the folders`);
}
const size = Number(options.size);
const pairs = PAIRS[options.pairs];
if (pairs === undefined)
  throw new Error(`no pairs “${options.pairs}”; there are ${Object.keys(PAIRS).join(', ')}`);
const seeds = options.seeds.split(',').map(Number);
const sweep = options.strengths
  .split(',')
  .flatMap((strength) => seeds.map((seed) => ({ strength: Number(strength), seed })));
const backend = await createTested(
  { backend: 'onnxruntime', device: 'cpu' },
  { threads: Number(options.threads) },
);
try {
  const deps = { backend, weightsDir: options.weights };
  const judge = await contestant(options.judge).create(deps);
  await mkdir(options.out, { recursive: true });
  const runs = await RunFile.open(join(options.out, `judged-by-${options.judge}-${size}.jsonl`));
  for (const name of options.contestants.split(',')) {
    const { create, overrides } = contestant(name);
    const extractor = await create(deps);
    const recipe = resolveRecipe('multiscale', overrides);
    for (const pair of pairs) {
      for (const { strength, seed } of sweep) {
        const key = { contestant: name, ...pair, strength, seed, size };
        if (runs.has(key)) continue;
        const photo = await read(pair.photo, size);
        const style = await read(pair.painting, 2 * size);
        const styles = [{ picture: style, weight: 1 }];
        const request = { photo, styles, recipe, size, strength, seed };
        const start = performance.now();
        const { picture, evaluations } = await stylize(request, { backend, extractor });
        const seconds = (performance.now() - start) / 1000;
        const png = await encodePicture(picture, { format: 'png' });
        await writeFile(resultFile(key), png);
        // As anybody gets it: eight bits a colour.
        const result = (await decodePicture(png, { longestSide: size })).picture;
        const score = await scorePicture(
          { photo, style, result, styleScale: 1 },
          { backend, extractor: judge },
        );
        const { style: loss, content } = score.result;
        const figures = { style: loss, photoStyle: score.photo.style, content, closed: score.closed };
        await runs.add({ ...key, seconds, evaluations, ...figures });
        console.log(JSON.stringify(runs.all.at(-1)));
      }
    }
    if (extractor !== judge) extractor.dispose();
  }
  const titles = Object.fromEntries(Object.entries(CONTESTANTS).map(([name, { title }]) => [name, title]));
  await writeFile(
    join(options.out, `curve-${size}.svg`),
    plot(
      runs.all.filter(({ photo }) => photo !== 'sample'),
      titles,
    ),
  );
  // Painting, then the last strength and seed asked for of each contestant.
  const last = at(sweep, sweep.length - 1);
  const rows = pairs.map((pair) => [
    fileOf(pair.painting),
    ...options.contestants.split(',').map((name) => resultFile({ contestant: name, ...pair, ...last, size })),
  ]);
  await writeFile(join(options.out, `sheet-${options.pairs}-${size}.webp`), await sheet(rows));
} finally {
  await backend.dispose();
}

function contestant(name: string) {
  const found = CONTESTANTS[name];
  if (found === undefined)
    throw new Error(`no contestant “${name}”; there are ${Object.keys(CONTESTANTS).join(', ')}`);
  return found;
}

async function read(name: string, longestSide: number) {
  const bytes = await readFile(fileOf(name));
  return (await decodePicture(bytes, { longestSide })).picture;
}

function resultFile({ contestant: name, photo, painting, strength, seed }: RunKey): string {
  return join(options.out, `${[name, photo, painting, size, strength, seed].join('_')}.png`);
}

function fileOf(name: string): string {
  if (name === 'sample') return join(SOURCES, 'demo', 'sample.jpg');
  const preset = join(SOURCES, 'presets', 'builtin', name, 'style.webp');
  return existsSync(preset) ? preset : join(options.pictures, `${name}.jpg`);
}
