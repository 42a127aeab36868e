import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../errors.js';
import type { CompareAnswer, CompareTask } from './protocol.js';

/** Longer than the largest picture needs on a slow machine. */
const PATIENCE_MS = 30_000;

const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));

/**
 * Photo and result side by side, WebP in at most `limit` bytes, composed by a process of its own: the photo is whatever
 * somebody sent, and the bot's loop has people waiting. Throws INTERNAL with the cause where it cannot be done.
 */
export async function comparePictures(task: Omit<CompareTask, 'out'>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-compare-'));
  try {
    const out = join(folder, 'compare.webp');
    const answer = await ask({ ...task, out });
    if (answer.op === 'failed') throw new Error(answer.problem);
    return await readFile(out);
  } catch (cause) {
    throw new AppError('INTERNAL', {}, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ask(task: CompareTask): Promise<CompareAnswer> {
  // Nothing of the bot's own settings, the token least of all, is this program's business.
  const child = fork(PROGRAM, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.once('message', (answer) => resolve(answer as CompareAnswer));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`the process that compares ended early (${signal ?? code})`));
    });
    child.send(task, (error) => {
      if (error !== null) reject(error);
    });
  });
}
