import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { hasErrno } from '../../errors.js';
import type { ExportTask } from './protocol.js';

/** What a zip adds for each file (two headers with its name) and for itself. */
const PER_FILE = 256;
const PER_ARCHIVE = 1024;

/**
 * Packs data.json and the pictures into as many zip archives as it takes for each to have at most `limit` bytes; a
 * picture larger than that is cut into `.001`, `.002` … Answers the archives' names, first to last.
 */
export async function pack({ folder, data, files, limit }: ExportTask): Promise<string[]> {
  const archives: string[] = [];
  const room = limit - PER_ARCHIVE;
  let entries: Record<string, Uint8Array> = {};
  let size = 0;
  const close = async (): Promise<void> => {
    const name = `gramarye-${String(archives.length + 1).padStart(2, '0')}.zip`;
    // Pictures are compressed already.
    await writeFile(join(folder, name), zipSync(entries, { level: 0 }));
    archives.push(name);
    entries = {};
    size = 0;
  };
  const add = async (name: string, bytes: Uint8Array): Promise<void> => {
    if (size + bytes.length + PER_FILE > room && size > 0) await close();
    entries[name] = bytes;
    size += bytes.length + PER_FILE;
  };
  const addAll = async (name: string, bytes: Uint8Array): Promise<void> => {
    const most = room - PER_FILE;
    if (bytes.length <= most) return add(name, bytes);
    for (let part = 0; part * most < bytes.length; part++) {
      const piece = bytes.subarray(part * most, (part + 1) * most);
      await add(`${name}.${String(part + 1).padStart(3, '0')}`, piece);
    }
  };
  await addAll('data.json', new TextEncoder().encode(data));
  for (const { path, name } of files) {
    const bytes = await readFile(path).catch((error: unknown) => {
      // Removed meanwhile: it is not kept any more, so it does not belong here.
      if (hasErrno(error, 'ENOENT')) return null;
      throw error;
    });
    if (bytes !== null) await addAll(name, bytes);
  }
  await close();
  return archives;
}
