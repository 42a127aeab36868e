import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import type { Backend } from '../../src/engine/backends/backend.js';
import { selectBackend } from '../../src/engine/backends/select.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { WaveletExtractor } from '../../src/engine/extractors/wavelet.js';
import { createObjective } from '../../src/engine/objective.js';
import type { Picture } from '../../src/engine/picture.js';
import { decodePicture, encodePicture } from '../../src/engine/pictures.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { resize } from '../../src/engine/resize.js';
import { stylize } from '../../src/engine/stylize.js';
import { createLogger } from '../../src/logger.js';
import { FirstWavelet } from './first.js';

interface Options {
  readonly json: boolean;
  readonly photo: string;
  readonly style: string;
  readonly out: string;
  readonly rounds: string;
  readonly threads: string;
  readonly picture: boolean;
}

const asset = (path: string) => join(import.meta.dirname, '..', '..', 'src', path);

const options = new Command('bench:wavelet')
  .description(
    'Seconds per evaluation (loss and gradient, default recipe) at 512×384 of the wavelet extractor and of the dense ' +
      'form of its filter bank, measured in turns; and a picture: photo, style, dense result, ours.',
  )
  .option('--photo <file>', 'the photo', asset('demo/sample.jpg'))
  .option('--style <file>', 'the painting', asset('presets/builtin/tide-of-stars/style.webp'))
  .option('--out <folder>', 'where the comparison picture goes', 'bench-out/wavelet')
  .option('--rounds <n>', 'evaluations of each', '15')
  .option('--threads <n>', 'threads of the backend; 0: as many as there are cores', '0')
  .option('--no-picture', 'measure evaluations only')
  .option('--json', 'print one JSON object', false)
  .parse()
  .opts<Options>();

const log = createLogger({ level: 'warn', format: 'pretty', name: 'bench' });
const { backend } = await selectBackend({
  backend: 'auto',
  device: 'auto',
  threads: Number(options.threads),
  log,
});
try {
  const photo = (await decodePicture(await readFile(options.photo), { longestSide: 2048 })).picture;
  const style = (await decodePicture(await readFile(options.style), { longestSide: 2048 })).picture;
  const ours = new WaveletExtractor(backend);
  const extractors = { dense: new FirstWavelet(backend, 'dense'), wavelet: ours };
  const evaluation = await measureEvaluations(backend, extractors, photo, style, Number(options.rounds));
  const comparison = options.picture ? await compare(backend, extractors, photo, style, options.out) : null;
  report({ backend: backend.name, device: backend.device, evaluation, comparison });
} finally {
  await backend.dispose();
}

type Contestant = 'dense' | 'wavelet';
type Contestants = Readonly<Record<Contestant, Extractor>>;

/** Median seconds of one evaluation at 512×384, the two taking turns so that a busy machine slows both. */
async function measureEvaluations(
  backend: Backend,
  extractors: Contestants,
  photo: Picture,
  style: Picture,
  rounds: number,
): Promise<Record<Contestant, number>> {
  const picture = resize(photo, 512, 384);
  const request = {
    photo: picture,
    styles: [{ picture: style, weight: 1 }],
    recipe: resolveRecipe('multiscale'),
    strength: 1,
  };
  const objectives = {
    dense: await createObjective(request, { backend, extractor: extractors.dense }),
    wavelet: await createObjective(request, { backend, extractor: extractors.wavelet }),
  };
  const seconds: Record<Contestant, number[]> = { dense: [], wavelet: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const name of ['dense', 'wavelet'] as const) {
      const start = performance.now();
      await objectives[name].evaluate(picture.data);
      // The first round compiles.
      if (round > 0) seconds[name].push((performance.now() - start) / 1000);
    }
  }
  for (const objective of Object.values(objectives)) objective.dispose();
  await backend.releaseSessions();
  return { dense: median(seconds.dense), wavelet: median(seconds.wavelet) };
}

/** Paints with both, at 512 px and the default recipe, and puts everything side by side. */
async function compare(
  backend: Backend,
  extractors: Contestants,
  photo: Picture,
  style: Picture,
  folder: string,
) {
  const paint = async (extractor: Extractor) => {
    const start = performance.now();
    const request = {
      photo,
      styles: [{ picture: style, weight: 1 }],
      recipe: resolveRecipe('multiscale'),
      size: 512,
      strength: 1,
      seed: 1,
    };
    const { picture, evaluations } = await stylize(request, { backend, extractor });
    const png = await encodePicture(picture, { format: 'png' });
    return { png, evaluations, seconds: (performance.now() - start) / 1000 };
  };
  const dense = await paint(extractors.dense);
  const wavelet = await paint(extractors.wavelet);
  const originals = await Promise.all(
    [photo, style].map((picture) => encodePicture(picture, { format: 'png' })),
  );
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'comparison.png');
  await writeFile(file, await sideBySide([...originals, dense.png, wavelet.png]));
  const { png: _densePng, ...denseFigures } = dense;
  const { png: _waveletPng, ...waveletFigures } = wavelet;
  return { file, dense: denseFigures, wavelet: waveletFigures };
}

async function sideBySide(pictures: readonly Buffer[]): Promise<Buffer> {
  const gap = 8;
  const tiles = await Promise.all(
    pictures.map((picture) => sharp(picture).resize({ height: 384 }).toBuffer({ resolveWithObject: true })),
  );
  const placed: { input: Buffer; left: number; top: number }[] = [];
  let left = 0;
  for (const { data, info } of tiles) {
    placed.push({ input: data, left, top: 0 });
    left += info.width + gap;
  }
  return sharp({ create: { width: left - gap, height: 384, channels: 3, background: 'white' } })
    .composite(placed)
    .png()
    .toBuffer();
}

function report(result: {
  readonly backend: string;
  readonly device: string;
  readonly evaluation: Record<Contestant, number>;
  readonly comparison: Awaited<ReturnType<typeof compare>> | null;
}): void {
  const { evaluation, comparison } = result;
  if (options.json) {
    console.log(JSON.stringify(result));
    return;
  }
  console.log(`${result.backend} on ${result.device}, one loss and gradient at 512×384, medians:`);
  console.log(`  dense filter bank  ${evaluation.dense.toFixed(3)} s`);
  console.log(
    `  wavelet extractor  ${evaluation.wavelet.toFixed(3)} s   (${ratio(evaluation)} times faster)`,
  );
  if (comparison === null) return;
  for (const [name, { seconds, evaluations }] of Object.entries({
    'dense  ': comparison.dense,
    wavelet: comparison.wavelet,
  })) {
    console.log(`a 512 px picture, ${name}  ${seconds.toFixed(1)} s, ${evaluations} evaluations`);
  }
  console.log(`photo | style | dense | ours: ${comparison.file}`);
}

function ratio({ dense, wavelet }: Record<Contestant, number>): string {
  return (dense / wavelet).toFixed(1);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
