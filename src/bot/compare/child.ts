import { writeFile } from 'node:fs/promises';
import { composeSideBySide } from './compose.js';
import { type CompareAnswer, compareTaskSchema } from './protocol.js';

/** One comparison, then the end. A process of its own because the photo is whatever somebody sent. */
process.once('message', (message) => {
  void compare(message).then((answer) => {
    process.send?.(answer, () => process.exit(0));
  });
});

async function compare(message: unknown): Promise<CompareAnswer> {
  try {
    const { photo, result, out, limit } = compareTaskSchema.parse(message);
    await writeFile(out, await composeSideBySide(photo, result, limit));
    return { op: 'done' };
  } catch (error) {
    return { op: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
