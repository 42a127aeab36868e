import type { Command } from 'commander';
import { SourceTrouble } from '../../engine/weights/source.js';
import { AppError } from '../../errors.js';
import type { Context } from '../context.js';
import { CLASSICS, type Classic } from './classics/catalogue.js';
import { type FetchedClassic, fetchClassic } from './classics/fetch.js';

const EXPLANATION = `
${CLASSICS.map(({ name, title, painter, year }) => `  ${name.padEnd(20)}${title}, ${painter}, ${year}`).join('\n')}

All are in the public domain. They come from Wikimedia Commons and others, or from CLASSICS_MIRROR where that is set, and
become presets in PRESETS_DIR. What came first is remembered in classics.json there, and what comes later must be the
same.`;

/** `gramarye presets fetch`: presets of paintings that can be had from elsewhere. */
export function registerFetch(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('fetch')
    .description('fetch paintings in the public domain and make presets of them')
    .argument('<catalogue>', 'classics')
    .argument('[name...]', 'which; all where none is named')
    .option('--json', 'print one object instead of words', false)
    .addHelpText('after', EXPLANATION)
    .action(async (catalogue: string, names: string[], { json }: { json: boolean }) => {
      if (catalogue !== 'classics') {
        const problem = `there is none called “${catalogue}”. Use: gramarye presets fetch classics`;
        throw new AppError('OPTION_INVALID', { option: 'catalogue', problem });
      }
      const chosen = names.length === 0 ? CLASSICS : names.map(named);
      const { fetched, problems } = await fetchAll(chosen, await makeContext());
      if (json) console.log(JSON.stringify({ fetched, problems }, null, 2));
      else if (fetched.length > 0) console.log(fetched.map(inWords).join('\n'));
      if (problems.length === 0) return;
      if (!json) process.stderr.write(`${problems.join('\n')}\n`);
      process.exitCode = 1;
    });
}

function named(name: string): Classic {
  const found = CLASSICS.find((classic) => classic.name === name);
  if (found !== undefined) return found;
  const known = CLASSICS.map((classic) => classic.name).join(', ');
  throw new AppError('OPTION_INVALID', {
    option: 'name',
    problem: `there is no classic called “${name}”. Use: ${known}`,
  });
}

/** One after the other; without a connection the first problem is the last. */
async function fetchAll(chosen: readonly Classic[], { config, presets }: Context) {
  const fetched: FetchedClassic[] = [];
  const problems: string[] = [];
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const { folder, classicsMirror: mirror } = config.presets;
    for (const [index, classic] of chosen.entries()) {
      const taken = presets.get(classic.name);
      if (taken !== null && !taken.folder.startsWith(folder)) {
        problems.push(`${classic.name}: the name is taken by ${taken.folder}`);
        continue;
      }
      process.stderr.write(`${classic.name} (${index + 1} of ${chosen.length})\n`);
      try {
        fetched.push(await fetchClassic(classic, { folder, mirror, signal: stopping.signal }));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'PRESET_FETCH') throw error;
        problems.push(error.message);
        if (error.cause instanceof SourceTrouble) break;
      }
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return { fetched, problems };
}

function inWords({ name, outcome, folder }: FetchedClassic): string {
  return `${name}: ${outcome === 'fetched' ? 'fetched' : 'already here'}, ${folder}`;
}
