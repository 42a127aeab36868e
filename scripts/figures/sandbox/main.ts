import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { takeDiscord } from './discord.js';
import { save } from './save.js';
import { takeSteps } from './steps.js';
import { Studio } from './studio.js';

const DOCS = fileURLToPath(new URL('../../../docs/figures/', import.meta.url));
const STEP_BYTES = 120_000;
const SINGLE_BYTES = 40_000;

const { only } = new Command('npm run figures:sandbox --')
  .description(
    'Takes the pictures of docs/sandbox.md and docs/discord.md, with the real bot and engine. Needs Chromium.',
  )
  .addOption(new Option('--only <which>', 'one of the two').choices(['sandbox', 'discord']))
  .parse()
  .opts<{ only?: 'sandbox' | 'discord' }>();

const studio = await Studio.open();
try {
  if (only !== 'discord') {
    await takeSteps(studio, (name, png) => save(`${DOCS}sandbox/${name}.webp`, png, STEP_BYTES));
  }
  if (only !== 'sandbox') {
    await takeDiscord(studio, (name, png) => save(`${DOCS}discord/${name}.webp`, png, SINGLE_BYTES));
  }
} finally {
  await studio.close();
}
