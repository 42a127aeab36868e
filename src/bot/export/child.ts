import { pack } from './pack.js';
import { type ExportAnswer, exportTaskSchema } from './protocol.js';

/** One export, then the end. A process of its own because packing hundreds of megabytes takes seconds. */
process.once('message', (message) => {
  void answer(message).then((told) => {
    process.send?.(told, () => process.exit(0));
  });
});

async function answer(message: unknown): Promise<ExportAnswer> {
  try {
    return { op: 'done', archives: await pack(exportTaskSchema.parse(message)) };
  } catch (error) {
    return { op: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
