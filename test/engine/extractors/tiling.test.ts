import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
} from '../../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { checkTiling } from '../support/tiling.js';

let backend: OnnxRuntimeBackend;
let extractor: Extractor;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
  extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
});
afterAll(async () => {
  extractor.dispose();
  await backend.dispose();
});

describe('the wavelet extractor gives a tile the features of the whole picture', () => {
  // Sizes are odd, so that cells reach beyond the edge; each picture has corner, edge and interior tiles.
  it.each([
    {
      layers: ['level0/one', 'level0/near', 'level1/pair', 'level1/near'],
      width: 215,
      height: 199,
      cuts: [64, 128],
    },
    { layers: ['level2/one', 'level2/near', 'level3/pair'], width: 387, height: 341, cuts: [128, 192] },
    { layers: ['level3/near', 'level4/near', 'level5/pair'], width: 677, height: 661, cuts: [256, 320] },
  ])(
    '$layers',
    async ({ layers, width, height, cuts }) => {
      const size = { width, height };
      await checkTiling({ backend, extractor }, layers, size, { rows: cuts, columns: cuts });
    },
    120_000,
  );

  it('all layers at once', async () => {
    const layers = extractor.available(Object.keys(extractor.styleLayers), 261, 450);
    expect(layers).toContain('level5/pair');
    const size = { width: 450, height: 261 };
    await checkTiling({ backend, extractor }, layers, size, { rows: [], columns: [256] });
  }, 120_000);

  it('says how far beyond a region its filters see', () => {
    expect(extractor.halo([])).toBe(0);
    expect(extractor.halo(['level0/one'])).toBe(4);
    expect(extractor.halo(['level0/near'])).toBe(6);
    expect(extractor.halo(['level4/near'])).toBe(96);
    expect(extractor.halo(['level4/near', 'level5/pair'])).toBe(128);
  });
});
