import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { takeAnswers, takeComposer, takeJobs, takePresets } from './discord.js';
import { save } from './save.js';
import { takeSteps } from './steps.js';
import { Studio } from './studio.js';

const DOCS = fileURLToPath(new URL('../../../docs/figures/', import.meta.url));
const STEP_BYTES = 120_000;
const SINGLE_BYTES = 40_000;
const PARTS = ['steps', 'composer', 'jobs', 'presets'] as const;

const { only } = new Command('npm run figures:sandbox --')
  .description(
    'Takes the pictures of docs/sandbox.md and docs/discord.md, with the real bot and engine. Needs Chromium.',
  )
  .addOption(new Option('--only <part>', 'a part of them').choices(PARTS))
  .parse()
  .opts<{ only?: (typeof PARTS)[number] }>();

const keepSingle = (name: string, png: Buffer) => save(`${DOCS}discord/${name}.webp`, png, SINGLE_BYTES);
const studio = await Studio.open();
try {
  if ((only ?? 'steps') === 'steps') {
    await takeSteps(studio, (name, png) => save(`${DOCS}sandbox/${name}.webp`, png, STEP_BYTES));
  }
  if ((only ?? 'composer') === 'composer') await takeComposer(studio, keepSingle);
  // The answers tell of the jobs that were taken before.
  if ((only ?? 'jobs') === 'jobs') {
    await takeJobs(studio, keepSingle);
    await takeAnswers(studio, keepSingle);
  }
  if ((only ?? 'presets') === 'presets') await takePresets(studio, keepSingle);
} finally {
  await studio.close();
}
