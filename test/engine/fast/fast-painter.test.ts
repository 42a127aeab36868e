import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { FastPainter, haloOf } from '../../../src/engine/fast/fast-painter.js';
import { FORM_NAMES, networkForm } from '../../../src/engine/fast/form.js';
import { initialParameters } from '../../../src/engine/fast/parameters.js';
import { seededNormal } from '../../../src/engine/random.js';
import { waves } from '../support/scenes.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
});
afterAll(() => backend.dispose());

/** A network that does something, also with strength. */
function painterOf(name: (typeof FORM_NAMES)[number]): FastPainter {
  const form = networkForm(name);
  const normal = seededNormal(4);
  const parameters = initialParameters(form, 1).map((value) => value + 0.01 * normal());
  return new FastPainter({ form, parameters }, backend);
}

const differences = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((value, i) => Math.abs(value - (b[i] ?? 0)));
const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('a fast painter', () => {
  it('sees no further than its halo', () => {
    expect(haloOf(networkForm('half'))).toBe(56);
    expect(haloOf(networkForm('small'))).toBe(104);
  });

  it.each(FORM_NAMES)('paints pictures of any size whole in the form “%s”', async (name) => {
    const painter = painterOf(name);
    for (const [width, height] of [
      [33, 18],
      [16, 47],
    ] as const) {
      const photo = waves(width, height, 1);
      const painted = await painter.paint(photo, { strength: 1 });
      expect(painted).toMatchObject({ width, height });
      expect(painted.data).toHaveLength(photo.data.length);
      expect(mean(differences(painted.data, photo.data))).toBeGreaterThan(1);
    }
    painter.dispose();
  });

  it('paints softer and stronger, as far as it was trained to', async () => {
    const painter = painterOf('small');
    const photo = waves(32, 32, 1);
    const at = async (strength: number) => (await painter.paint(photo, { strength })).data;
    expect(await at(0.5)).not.toEqual(await at(1));
    expect(await at(4)).toEqual(await at(20));
    painter.dispose();
  });

  it.each(FORM_NAMES)('paints tiles without a seam, and as the whole, in the form “%s”', async (name) => {
    const painter = painterOf(name);
    // The same everywhere but for its waves, so that a sample of it says what there is to know.
    const photo = waves(400, 260, 2);
    const whole = await painter.paint(photo, { strength: 1 });
    let tiles = 0;
    const tiled = await painter.paint(photo, {
      strength: 1,
      memory: name === 'half' ? 16e6 : 12e6,
      onTile: (_, of) => {
        tiles = of;
      },
    });
    expect(tiles).toBeGreaterThan(2);
    const differing = differences(tiled.data, whole.data);
    // The sample's statistics are not quite the picture's: a grey level or so, everywhere alike.
    expect(mean(differing)).toBeLessThan(2);
    // No pixel differs much more than others, as those along a seam would.
    const most = differing.reduce((a, b) => Math.max(a, b), 0);
    expect(most).toBeLessThan(12 * mean(differing));
    painter.dispose();
  });
});
