import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withHelper } from '../helper-process.js';
import type { CompareAnswer, CompareTask } from './protocol.js';

/** Longer than the largest picture needs on a slow machine. */
const PATIENCE_MS = 30_000;
const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));
const OUT = 'compare.webp';

/**
 * Photo and result side by side, WebP in at most `limit` bytes, composed by a process of its own: the photo is whatever
 * somebody sent, and the bot's loop has people waiting. Throws INTERNAL with the cause where it cannot be done.
 */
export function comparePictures(task: Omit<CompareTask, 'out'>): Promise<Buffer> {
  return withHelper<CompareAnswer, Buffer>(
    PROGRAM,
    (folder) => ({ ...task, out: join(folder, OUT) }),
    (_, folder) => readFile(join(folder, OUT)),
    PATIENCE_MS,
  );
}
