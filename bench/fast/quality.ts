import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { z } from 'zod';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { createLogger } from '../../src/logger.js';
import type { Preset } from '../../src/presets/preset.js';
import { loadPresets } from '../../src/presets/registry.js';
import { builtinPresetsFolder } from '../../src/presets/sources.js';
import { describeMachine, machine } from '../support/machine.js';
import { outputPath, writeResult } from '../support/output.js';
import { sheet } from '../support/sheet.js';
import { printTable } from '../support/table.js';

const options = new Command('bench:fast-quality')
  .description(
    'What fast networks make of photos that they were not trained on, beside what the optimization makes of them at ' +
      'default settings: style and content loss in the extractor’s eyes, and a sheet of each preset (photo, ' +
      'optimization, network) in bench-out/fast-quality. Pictures of the optimization that are there already are not painted again.',
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

const lossesSchema = z.object({ style: z.number(), content: z.number() });
const scoreSchema = z.object({ photo: lossesSchema, result: lossesSchema });
type Losses = z.infer<typeof lossesSchema>;

interface Compared {
  readonly preset: string;
  readonly photo: string;
  readonly optimized: Losses;
  readonly fast: Losses;
}

const run = promisify(execFile);
const gramarye = async (...args: string[]): Promise<string> =>
  (await run(process.execPath, [CLI, ...args])).stdout;

console.log(describeMachine(machine()));
const wanted = options.presets?.split(',');
const log = createLogger({ level: 'error', format: 'pretty', name: 'bench' });
const folders = [{ path: builtinPresetsFolder(), label: 'built-in' }];
const presets = (await loadPresets({ folders, log }))
  .list()
  .filter(({ manifest: { name, network } }) => network !== undefined && (wanted?.includes(name) ?? true));
if (presets.length === 0) throw new Error('none of these presets has a network');
const compared: Compared[] = [];
for (const preset of presets) compared.push(...(await compare(preset)));
const mean = (of: (each: Compared) => number): number =>
  compared.reduce((sum, each) => sum + of(each), 0) / compared.length;
printTable(
  ['preset', 'photo', 'style optimized', 'fast', 'ratio', 'content optimized', 'fast', 'ratio'],
  [
    ...compared.map(({ preset, photo, optimized, fast }) => [preset, photo, ...figures(optimized, fast)]),
    [
      'mean',
      '',
      ...figures(
        {
          style: mean(({ optimized }) => optimized.style),
          content: mean(({ optimized }) => optimized.content),
        },
        { style: mean(({ fast }) => fast.style), content: mean(({ fast }) => fast.content) },
      ),
    ],
  ],
);
console.log(await writeResult('fast-quality', { extractor: options.extractor, compared }));

function figures(optimized: Losses, fast: Losses): string[] {
  const both = (a: number, b: number): string[] => [a.toFixed(4), b.toFixed(4), (b / a).toFixed(2)];
  return [...both(optimized.style, fast.style), ...both(optimized.content, fast.content)];
}

async function compare(preset: Preset): Promise<Compared[]> {
  const { name } = preset.manifest;
  const found: Compared[] = [];
  const cells: string[] = [];
  for (const [photo, file] of Object.entries(PHOTOS)) {
    const optimized = await outputPath('fast-quality', `${name}-${photo}-optimized.png`);
    const fast = await outputPath('fast-quality', `${name}-${photo}-fast.png`);
    if (!existsSync(optimized)) await gramarye('stylize', file, '--style', name, '--output', optimized);
    await gramarye('stylize', file, '--style', name, '--quality', 'fast', '--output', fast);
    cells.push(file, optimized, fast);
    found.push({
      preset: name,
      photo,
      optimized: await losses(preset, file, optimized),
      fast: await losses(preset, file, fast),
    });
  }
  const row = await sheet([cells]);
  await writeFile(await outputPath('fast-quality', `${name}.webp`), row);
  if (options.figures !== undefined) await writeFile(join(options.figures, `fast-${name}.webp`), row);
  return found;
}

async function losses({ manifest, stylePaths }: Preset, photo: string, result: string): Promise<Losses> {
  const [painting = ''] = stylePaths;
  const scale = String(resolveRecipe(manifest.recipe, manifest.overrides).styleScale);
  const args = ['--extractor', options.extractor, '--style-scale', scale, '--json'];
  return scoreSchema.parse(JSON.parse(await gramarye('score', photo, painting, result, ...args))).result;
}
