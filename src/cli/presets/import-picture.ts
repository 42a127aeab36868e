import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError, isErrorCode } from '../../errors.js';

export const importTaskSchema = z.strictObject({
  /** Any picture that the engine reads. */
  from: z.string(),
  /** Where its WebP goes. */
  to: z.string(),
  /** Longest side in pixels; larger pictures are made smaller. */
  longestSide: z.int(),
});
export type ImportTask = z.infer<typeof importTaskSchema>;

export const importAnswerSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('done'), width: z.int(), height: z.int() }),
  z.strictObject({
    op: z.literal('failed'),
    code: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type ImportAnswer = z.infer<typeof importAnswerSchema>;

const PROGRAM = fileURLToPath(new URL('./import-picture-child.js', import.meta.url));
const PATIENCE_MS = 60_000;
/** What a painting is kept at: larger ones give nothing to a picture of 1024. */
export const STYLE_SIDE = 2048;

/**
 * Makes a style picture, WebP without metadata, of any picture, and answers its size. Whoever sent it, it is decoded by
 * a process of its own within the engine's limits. Throws PICTURE_….
 */
export function importPicture(task: ImportTask): Promise<{ width: number; height: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [], { execArgv: [], env: {}, stdio: ['ignore', 'ignore', 2, 'ipc'] });
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      act();
    };
    const damaged = (why: string): void =>
      settle(() => reject(new AppError('PICTURE_DAMAGED', {}, { cause: new Error(why) })));
    const timer = setTimeout(() => damaged('decoding took too long'), PATIENCE_MS);
    child.once('error', (error) => damaged(error.message));
    child.once('exit', (code, signal) => damaged(`its decoder ended (${signal ?? code})`));
    child.once('message', (raw) => {
      const answer = importAnswerSchema.parse(raw);
      settle(() => {
        if (answer.op === 'done') resolve({ width: answer.width, height: answer.height });
        else reject(new AppError(isErrorCode(answer.code) ? answer.code : 'INTERNAL', answer.details));
      });
    });
    child.send(task, () => {});
  });
}
