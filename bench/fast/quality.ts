import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { loadConfig } from '../../src/config.js';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { type LoadedNetwork, loadNetwork, paintFast } from '../../src/engine/fast/paint-fast.js';
import { BEGINNING } from '../../src/engine/fast-start.js';
import type { Picture } from '../../src/engine/picture.js';
import { decodePicture, encodePicture } from '../../src/engine/pictures.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { type Score, scorePicture } from '../../src/engine/score.js';
import type { Preset } from '../../src/presets/preset.js';
import { describeMachine, machine } from '../support/machine.js';
import { outputPath, writeResult } from '../support/output.js';
import { builtinPresets } from '../support/presets.js';
import { sheet } from '../support/sheet.js';
import { printTable } from '../support/table.js';

const options = new Command('bench:fast-quality')
  .description(
    'What fast networks alone and the quality “fast” make of photos that were not trained on, beside what the ' +
      'optimization makes of them at default settings: style and content loss in the extractor’s eyes, and a sheet of each preset (photo, ' +
      'the first picture of a job, fast, optimization) in bench-out/fast-quality. Pictures of the optimization that are there already are not painted again.',
  )
  .option('--presets <names>', 'which, with commas; all that have a network where left out')
  .option('--extractor <name>', 'whose eyes', 'wavelet')
  .option('--figures <folder>', 'copy the sheets there, as fast-NAME.webp')
  .parse()
  .opts<{
    readonly presets?: string | undefined;
    readonly extractor: string;
    readonly figures?: string | undefined;
  }>();

const source = (file: string): string => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
/** Rendered by our own code, and never trained on. */
const PHOTOS = { landscape: source('demo/sample.jpg'), portrait: source('presets/samples/portrait.jpg') };
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

type Losses = Score['result'];

interface Compared {
  readonly preset: string;
  readonly photo: string;
  readonly optimized: Losses;
  /** The network's picture alone, and a `fast` one, which goes on from there. */
  readonly network: Losses;
  readonly fast: Losses;
}

const run = promisify(execFile);
const gramarye = async (...args: string[]): Promise<string> =>
  (await run(process.execPath, [CLI, ...args])).stdout;

console.log(describeMachine(machine()));
const wanted = options.presets?.split(',');
const presets = (await builtinPresets())
  .list()
  .filter(({ manifest: { name, network } }) => network !== undefined && (wanted?.includes(name) ?? true));
if (presets.length === 0) throw new Error('none of these presets has a network');
const backend = await createOnnxRuntimeBackend();
const config = loadConfig(process.env);
const { defaultSize } = config.limits;
const extractor = await createExtractor(options.extractor, { backend, weightsDir: config.paths.weights });
const compared: Compared[] = [];
for (const preset of presets) compared.push(...(await compare(preset)));
await backend.dispose();

const mean = (of: (each: Compared) => number): number =>
  compared.reduce((sum, each) => sum + of(each), 0) / compared.length;
/** Style and content over the optimization's. */
const ratios = (of: Losses, { optimized }: Compared): [number, number] => [
  of.style / optimized.style,
  of.content / optimized.content,
];
const columns = (each: Compared): number[] => [...ratios(each.network, each), ...ratios(each.fast, each)];
printTable(
  ['preset', 'photo', 'network: style', 'content', 'fast: style', 'content'],
  [
    ...compared.map((each) => [each.preset, each.photo, ...columns(each).map(short)]),
    ['mean', '', ...[0, 1, 2, 3].map((i) => short(mean((each) => columns(each)[i] ?? Number.NaN)))],
  ],
);
console.log('Losses over those of the optimization at default settings.');
console.log(await writeResult('fast-quality', { extractor: options.extractor, compared }));

function short(ratio: number): string {
  return ratio.toFixed(2);
}

async function compare(preset: Preset): Promise<Compared[]> {
  const { name, network: stored } = preset.manifest;
  if (stored === undefined) throw new Error(`${name} has no network`);
  const loaded = await loadNetwork(
    { path: join(preset.folder, stored.file), digest: stored.sha256 },
    backend,
  );
  const found: Compared[] = [];
  const rows: string[][] = [];
  for (const [photo, file] of Object.entries(PHOTOS)) {
    const pathOf = (what: string) => outputPath('fast-quality', `${name}-${photo}-${what}.png`);
    const [optimized, network, first, fast] = [
      await pathOf('optimized'),
      await pathOf('network'),
      await pathOf('first'),
      await pathOf('fast'),
    ];
    if (!existsSync(optimized)) await gramarye('stylize', file, '--style', name, '--output', optimized);
    await gramarye('stylize', file, '--style', name, '--quality', 'fast', '--output', fast);
    await writeFile(network, await byNetwork(loaded, preset, file, { strength: 1, photoShare: 0 }));
    await writeFile(first, await byNetwork(loaded, preset, file, BEGINNING));
    rows.push([file, first, fast, optimized]);
    found.push({
      preset: name,
      photo,
      optimized: await losses(preset, file, optimized),
      network: await losses(preset, file, network),
      fast: await losses(preset, file, fast),
    });
  }
  loaded.painter.dispose();
  const picture = await sheet(rows);
  await writeFile(await outputPath('fast-quality', `${name}.webp`), picture);
  if (options.figures !== undefined) await writeFile(join(options.figures, `fast-${name}.webp`), picture);
  return found;
}

/** The network's picture as a PNG file; of strength 1, as strong as the preset is painted. */
async function byNetwork(
  network: LoadedNetwork,
  { manifest }: Preset,
  photo: string,
  { strength, photoShare }: { readonly strength: number; readonly photoShare: number },
): Promise<Buffer> {
  const { picture } = await paintFast(network, {
    photo: await pictureOf(photo),
    size: defaultSize,
    strength: strength * manifest.strength,
    photoShare,
    brush: 1,
    colours: manifest.colours,
  });
  return encodePicture(picture, { format: 'png' });
}

async function losses({ manifest, stylePaths }: Preset, photo: string, result: string): Promise<Losses> {
  const [painting = ''] = stylePaths;
  const { styleScale } = resolveRecipe(manifest.recipe, manifest.overrides);
  const score = await scorePicture(
    {
      photo: await pictureOf(photo),
      style: await pictureOf(painting, 4 * defaultSize),
      result: await pictureOf(result),
      styleScale,
    },
    { backend, extractor },
  );
  return score.result;
}

async function pictureOf(path: string, longestSide = defaultSize): Promise<Picture> {
  return (await decodePicture(await readFile(path), { longestSide })).picture;
}
