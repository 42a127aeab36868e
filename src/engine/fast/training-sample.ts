import type { Backend } from '../backends/backend.js';
import type { Picture } from '../picture.js';
import { encodePicture } from '../pictures.js';
import type { TrainingPicture } from './crops.js';
import { FastPainter } from './fast-painter.js';
import type { NetworkForm } from './form.js';

const SAMPLES = 3;
const SAMPLE_QUALITY = 90;

/** What the network makes of held-out pictures, below each other, the photos to their left. */
export async function samplePicture(
  form: NetworkForm,
  parameters: Float32Array,
  heldOut: readonly TrainingPicture[],
  { backend }: { readonly backend: Backend },
): Promise<Uint8Array> {
  const painter = new FastPainter({ form, parameters }, backend);
  try {
    const rows: [Picture, Picture][] = [];
    for (const { width, height, pixels } of heldOut.slice(0, SAMPLES)) {
      const photo = { width, height, data: Float32Array.from(pixels) };
      rows.push([photo, await painter.paint(photo, { strength: 1 })]);
    }
    return await encodePicture(sheetOf(rows), { format: 'jpeg', quality: SAMPLE_QUALITY });
  } finally {
    painter.dispose();
  }
}

/** Rows of two pictures of one size each, on white. */
function sheetOf(rows: readonly (readonly [Picture, Picture])[]): Picture {
  const width = Math.max(...rows.map(([photo]) => 2 * photo.width));
  const height = rows.reduce((sum, [photo]) => sum + photo.height, 0);
  const data = new Float32Array(3 * width * height).fill(255);
  let top = 0;
  for (const row of rows) {
    for (const [i, picture] of row.entries()) {
      for (let y = 0; y < picture.height; y++) {
        const line = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
        data.set(line, 3 * ((top + y) * width + i * picture.width));
      }
    }
    top += row[0].height;
  }
  return { width, height, data };
}
