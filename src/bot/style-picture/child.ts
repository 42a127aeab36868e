import { convertStylePicture } from './convert.js';
import { type PrepareAnswer, prepareTaskSchema } from './protocol.js';

/** A few pictures, then the end. A process of its own because they are whatever somebody sent. */
process.once('message', (message) => {
  void answer(message).then((told) => {
    process.send?.(told, () => process.exit(0));
  });
});

async function answer(message: unknown): Promise<PrepareAnswer> {
  try {
    for (const { from, to } of prepareTaskSchema.parse(message).pictures) {
      const refused = await convertStylePicture(from, to);
      if (refused !== null) return { op: 'done', refused };
    }
    return { op: 'done', refused: null };
  } catch (error) {
    return { op: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
