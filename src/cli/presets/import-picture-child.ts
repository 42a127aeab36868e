import { readFile } from 'node:fs/promises';
import { decodePicture, encodePicture } from '../../engine/pictures.js';
import { asAppError } from '../../errors.js';
import { writeAtomically } from '../../jobs/blobs.js';
import { type ImportAnswer, importTaskSchema } from './import-picture.js';

/** One picture, then the end. A process of its own because the picture may be anybody's. */
process.once('message', (message) => {
  void importOne(message).then((answer) => {
    process.send?.(answer, () => process.exit(0));
  });
});
process.on('disconnect', () => process.exit(1));

async function importOne(message: unknown): Promise<ImportAnswer> {
  try {
    const { from, to, longestSide } = importTaskSchema.parse(message);
    const { picture } = await decodePicture(await readFile(from), { longestSide });
    await writeAtomically(to, await encodePicture(picture, { format: 'webp', quality: 88 }));
    return { op: 'done', width: picture.width, height: picture.height };
  } catch (error) {
    const { code, details } = asAppError(error);
    return { op: 'failed', code, details: { ...details } };
  }
}
