import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine } from './machine.js';

const FOLDER = fileURLToPath(new URL('../../bench-out/', import.meta.url));

/** The path of a file in bench-out/, its folder made. */
export async function outputPath(...name: readonly string[]): Promise<string> {
  const path = join(FOLDER, ...name);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

/** Writes bench-out/NAME.json: when, on what machine, and the result; answers the path. */
export async function writeResult(name: string, result: Readonly<Record<string, unknown>>): Promise<string> {
  const path = await outputPath(`${name}.json`);
  const record = { measured: new Date().toISOString(), machine: machine(), ...result };
  await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
  return path;
}
