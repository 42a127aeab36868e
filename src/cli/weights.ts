import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CATALOGUE, type CatalogueEntry } from '../engine/weights/catalogue.js';
import { verifyWeights } from '../engine/weights/check.js';
import { type DownloadProgress, type Fetched, fetchWeights } from '../engine/weights/download.js';
import { sourceOf } from '../engine/weights/source.js';
import { catalogueEntry, locateWeights } from '../engine/weights/store.js';
import { AppError } from '../errors.js';
import type { Context } from './context.js';
import { createProgressLine } from './progress-line.js';

interface Printing {
  readonly json: boolean;
}

const MIRROR_HELP = `
Files come from their publishers, or from WEIGHTS_MIRROR where that is set, and go to WEIGHTS_DIR. A fetch that was
broken off goes on where it was. Without a network: put the file into WEIGHTS_DIR by hand; "list" says which and where.`;

/** `gramarye weights`: the weights of pretrained networks, which the built-in extractor does without. */
export function registerWeights(program: Command, makeContext: () => Promise<Context>): void {
  const weights = program
    .command('weights')
    .description(
      'list, fetch and verify the weights of pretrained networks (the built-in extractor needs none)',
    )
    .addHelpText('after', MIRROR_HELP);

  weights
    .command('list')
    .description('say which weights there are, which of them are here, and where')
    .option('--json', 'print one object instead of words', false)
    .action(async ({ json }: Printing) => {
      const context = await makeContext();
      const { weights: folder } = context.config.paths;
      const listed = await Promise.all(CATALOGUE.map((entry) => listing(entry, context)));
      console.log(json ? JSON.stringify({ folder, weights: listed }, null, 2) : listInWords(folder, listed));
    });

  weights
    .command('fetch')
    .description('fetch a network’s weights')
    .argument('<name...>', `one or more of: ${CATALOGUE.map(({ name }) => name).join(', ')}`)
    .option('--json', 'print one object instead of words', false)
    .action(async (names: string[], { json }: Printing) => {
      const entries = names.map(entryNamed);
      const context = await makeContext();
      const fetched: (Fetched & { name: string })[] = [];
      for (const entry of entries) fetched.push({ name: entry.name, ...(await fetchOne(entry, context)) });
      if (json) console.log(JSON.stringify({ fetched }, null, 2));
      else for (const one of fetched) console.log(fetchedInWords(one));
    });

  weights
    .command('verify')
    .description('read weights whole: their digests, and that they are the network they are said to be')
    .argument('[name...]', 'which; all that are here when none is named')
    .option('--json', 'print one object instead of words', false)
    .action(async (names: string[], { json }: Printing) => {
      const entries = names.map(entryNamed);
      const { config } = await makeContext();
      const verified = await verifyAll(entries, config.paths.weights);
      const well = verified.every(({ problem }) => problem === null);
      if (json) console.log(JSON.stringify({ well, verified }, null, 2));
      else console.log(verifiedInWords(verified, config.paths.weights));
      if (!well) process.exitCode = 1;
    });
}

function entryNamed(name: string): CatalogueEntry {
  const entry = catalogueEntry(name);
  if (entry !== null) return entry;
  const known = CATALOGUE.map((one) => one.name).join(', ');
  throw new AppError('OPTION_INVALID', {
    option: 'weights',
    problem:
      name === 'wavelet' || name === 'auto'
        ? 'the wavelet extractor is a formula and needs no weights.'
        : `there are none called “${name}”. Use one of: ${known}.`,
  });
}

interface Listing {
  readonly name: string;
  readonly state: 'here' | 'own' | 'damaged' | 'partly' | 'missing';
  readonly file: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** Of what is here. */
  readonly present: number;
  readonly source: string;
  readonly credit: string;
}

async function listing(entry: CatalogueEntry, { config }: Context): Promise<Listing> {
  const { weights: folder, weightsMirror } = config.paths;
  const found = await locateWeights(entry, folder);
  const file = found?.path ?? join(folder, entry.file);
  const part = await stat(`${file}.part`).catch(() => null);
  const about = {
    name: entry.name,
    file,
    bytes: found?.own ? found.bytes : entry.bytes,
    source: sourceOf(weightsMirror ?? entry.source, entry.file),
    credit: entry.credit,
  };
  if (found?.own) return { ...about, state: 'own', present: found.bytes };
  if (found !== null) {
    return { ...about, state: found.bytes === entry.bytes ? 'here' : 'damaged', present: found.bytes };
  }
  return part === null
    ? { ...about, state: 'missing', present: 0 }
    : { ...about, state: 'partly', present: part.size };
}

/** Fetches one, telling on standard error how far it is. Ctrl+C leaves what has come for the next time. */
async function fetchOne(entry: CatalogueEntry, { config }: Context): Promise<Fetched> {
  const { weights: weightsDir, weightsMirror: mirror } = config.paths;
  const line = createProgressLine(process.stderr);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await fetchWeights(entry, {
      weightsDir,
      mirror,
      signal: stopping.signal,
      onProgress: (progress) => line.update(progressView(entry.name, progress)),
      onRetry: (problem, waitMs) => {
        line.end();
        process.stderr.write(`${entry.name}: ${problem} Trying again in ${Math.ceil(waitMs / 1000)} s.\n`);
      },
    });
  } finally {
    line.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function progressView(name: string, { received, total, bytesPerSecond }: DownloadProgress) {
  const speed = bytesPerSecond === null ? '' : `, ${megabytes(bytesPerSecond)}/s`;
  return {
    fraction: received / total,
    label: `${name}, ${megabytes(received)} of ${megabytes(total)}${speed}`,
    secondsLeft: bytesPerSecond === null ? null : (total - received) / bytesPerSecond,
  };
}

interface Verified {
  readonly name: string;
  readonly file: string | null;
  /** A sentence, or null when all is well. */
  readonly problem: string | null;
}

/** Those named, or all that are here. */
async function verifyAll(named: readonly CatalogueEntry[], folder: string): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const entry of named.length > 0 ? named : CATALOGUE) {
    if (named.length === 0 && (await locateWeights(entry, folder)) === null) continue;
    try {
      const { path } = await verifyWeights(entry, folder);
      verified.push({ name: entry.name, file: path, problem: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const found = await locateWeights(entry, folder);
      verified.push({ name: entry.name, file: found?.path ?? null, problem: error.message });
    }
  }
  return verified;
}

const STATES: Readonly<Record<Listing['state'], string>> = {
  here: 'here',
  own: 'your own file',
  damaged: 'damaged; fetch it anew',
  partly: 'partly fetched; fetch goes on with it',
  missing: 'not fetched',
};

function listInWords(folder: string, listed: readonly Listing[]): string {
  const blocks = listed.map(({ name, state, bytes, present, file, source, credit }) => {
    const size = state === 'partly' || state === 'damaged' ? `${megabytes(present)} of ` : '';
    const where = state === 'missing' || state === 'partly' ? `from ${source}` : file;
    return `${name.padEnd(12)}${size}${megabytes(bytes)}, ${STATES[state]}\n            ${where}\n            ${credit}`;
  });
  return [...blocks, `Weights are kept in ${folder}. The wavelet extractor needs none.`].join('\n');
}

function fetchedInWords({ name, outcome, path }: Fetched & { name: string }): string {
  switch (outcome) {
    case 'fetched':
      return `${name}: fetched and checked, ${path}`;
    case 'present':
      return `${name}: already here and whole, ${path}`;
    case 'own':
      return `${name}: your own file is used, ${path}; nothing was fetched`;
  }
}

function verifiedInWords(verified: readonly Verified[], folder: string): string {
  if (verified.length === 0) return `There are no weights in ${folder}; the wavelet extractor needs none.`;
  return verified
    .map(({ name, file, problem }) => (problem === null ? `✓ ${name}  ${file}` : `✗ ${name}  ${problem}`))
    .join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
