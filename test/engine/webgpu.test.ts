import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Studio, TRIVIAL } from './support/studio.js';
import { SWIFTSHADER } from './support/swiftshader.js';

describe.skipIf(SWIFTSHADER === null)(
  SWIFTSHADER === null
    ? 'an engine on WebGPU: not run here, no SwiftShader (it comes with Debian’s chromium)'
    : 'an engine on WebGPU, in software',
  () => {
    it('tries it in a process of its own, remembers that, and paints a picture with it', async () => {
      const studio = new Studio();
      const engine = studio.engine({
        ...SWIFTSHADER,
        ENGINE_DEVICE: 'webgpu',
        ENGINE_LEASE_SECONDS: '120',
      });
      const job = await studio.enqueue(TRIVIAL);
      const done = await studio.end(job.id, 280_000);
      expect(done.state).toBe('succeeded');
      expect(engine.lines.map(({ msg }) => msg)).toContain('computing with onnxruntime on webgpu');
      const known = JSON.parse(readFileSync(join(studio.data, 'devices.json'), 'utf8'));
      expect(known.results['onnxruntime on webgpu'].result.outcome).toBe('passed');
    }, 300_000);
  },
);
