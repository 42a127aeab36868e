import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors.js';

/**
 * Gives one task to a program of its own, in a folder of its own that is removed afterwards, and hands its answer to
 * `take` while the folder is still there. Throws INTERNAL with the cause when the program fails or is too slow.
 */
export async function withHelper<Answer extends { readonly op: string }, Result>(
  program: string,
  task: (folder: string) => object,
  take: (answer: Extract<Answer, { op: 'done' }>, folder: string) => Promise<Result>,
  patienceMs: number,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-helper-'));
  try {
    const answer = await ask<Answer>(program, task(folder), patienceMs);
    if (answer.op !== 'done') throw new Error('problem' in answer ? String(answer.problem) : answer.op);
    return await take(answer as Extract<Answer, { op: 'done' }>, folder);
  } catch (cause) {
    throw new AppError('INTERNAL', {}, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ask<Answer>(program: string, task: object, patienceMs: number): Promise<Answer> {
  // Nothing of the bot's own settings, the token least of all, is this program's business.
  const child = fork(program, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('message', (answer) => resolve(answer as Answer));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`a helper process ended early (${signal ?? code})`));
    });
    child.send(task, (error) => {
      if (error !== null) reject(error);
    });
  });
}
