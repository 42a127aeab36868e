import { appendFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * What the processes of the whole test run wrote, kept until its end, and the secrets that loopback Discords have told
 * bots meanwhile. test/global-setup.ts looks for the one in the other.
 */

const FOLDER = 'GRAMARYE_TEST_LOGS';
const LOG = '.log';
const SECRETS = '.secrets';

/** Makes the folder that all workers of this run write to. */
export function collectLogs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gramarye-logs-'));
  process.env[FOLDER] = folder;
  return folder;
}

/** Keeps something that one of our processes wrote. */
export function keepLog(name: string, text: string): void {
  keep(`${name}-${process.pid}${LOG}`, text);
}

/** Keeps secrets, one a line. */
export function keepSecrets(text: string): void {
  keep(`secrets-${process.pid}${SECRETS}`, text);
}

/** Where a loopback Discord of its own process is to write the secrets it makes; null outside of a test run. */
export function secretsFile(name: string): string | null {
  const folder = process.env[FOLDER];
  return folder === undefined ? null : join(folder, `${name}-${process.pid}${SECRETS}`);
}

function keep(file: string, text: string): void {
  const folder = process.env[FOLDER];
  if (folder !== undefined) appendFileSync(join(folder, file), `${text}\n`);
}

export interface Leak {
  readonly log: string;
  /** The line, what is secret in it replaced. */
  readonly line: string;
}

/** What is secret whoever made it: interaction tokens, the paths they travel in, and signatures of attachments. */
const FORMS =
  /aW50ZXJhY3Rpb246[\w-]{8,}|\/webhooks\/\d+\/(?!:token)[^/\s"]+|\/interactions\/\d+\/(?!:token)[^/\s"]+\/callback|[?&](?:ex|is|hm)=[0-9a-f]+/g;

/** Lines of a log with a secret in them. */
export function leaksIn(log: string, text: string, secrets: ReadonlySet<string>): Leak[] {
  const leaks: Leak[] = [];
  for (const line of text.split('\n')) {
    let masked = line.replace(FORMS, '‹secret›');
    // Of what is in a line only its words can be secrets: that is quicker than to look for each secret.
    for (const word of new Set(line.match(/[\w.-]{16,}/g))) {
      if (secrets.has(word)) masked = masked.replaceAll(word, '‹secret›');
    }
    if (masked !== line) leaks.push({ log, line: masked.slice(0, 400) });
  }
  return leaks;
}

export interface Search {
  readonly leaks: readonly Leak[];
  readonly logs: number;
  readonly secrets: number;
}

/** Looks through all that was kept. */
export function searchLogs(folder: string): Search {
  const files = readdirSync(folder);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const secrets = new Set(
    files.filter((file) => file.endsWith(SECRETS)).flatMap((file) => read(file).split('\n').filter(Boolean)),
  );
  const logs = files.filter((file) => file.endsWith(LOG));
  return {
    leaks: logs.flatMap((file) => leaksIn(file, read(file), secrets)),
    logs: logs.length,
    secrets: secrets.size,
  };
}
