import type { Command } from 'commander';
import type { Preset } from '../../presets/preset.js';
import { problemLine } from '../../presets/problem.js';
import type { Context } from '../context.js';

/** `gramarye presets list`: what there is, where it is from, and what could not be used. */
export function registerList(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('list')
    .description('say which presets there are and where they are from')
    .option('--json', 'print one object instead of words', false)
    .action(async ({ json }: { json: boolean }) => {
      const { presets: registry, config } = await makeContext();
      const listed = registry.list().map(listing);
      const { problems } = registry;
      if (json) console.log(JSON.stringify({ presets: listed, problems }, null, 2));
      else console.log(inWords(listed, problems.map(problemLine), config.presets.folder));
    });
}

interface Listing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where it was found, e.g. `built-in`. */
  readonly from: string;
  readonly folder: string;
  readonly author: string;
  readonly license: string;
  readonly hooks: boolean;
  readonly network: boolean;
}

function listing({ manifest, folder, from }: Preset): Listing {
  const { name, title, description, author, license, hooks, network } = manifest;
  return {
    name,
    title,
    description,
    from: from.label,
    folder,
    author,
    license,
    hooks: hooks !== undefined,
    network: network !== undefined,
  };
}

function inWords(listed: readonly Listing[], problems: readonly string[], folder: string): string {
  const width = Math.max(...listed.map(({ name }) => name.length), 0) + 2;
  const lines = listed.map(({ name, title, description, from, hooks, network }) => {
    const marks = [from, ...(hooks ? ['hooks'] : []), ...(network ? ['fast'] : [])].join(', ');
    return `${name.padEnd(width)}${title} (${marks})\n${' '.repeat(width)}${description}`;
  });
  const bad = problems.length === 0 ? [] : ['', 'Not used:', ...problems.map((line) => `  ${line}`)];
  return [...lines, ...bad, '', `Your own go to ${folder}; gramarye presets new makes one.`].join('\n');
}
