import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTensorFlowBackend } from '../../../src/engine/backends/tensorflow.js';
import { temporaryFolder } from '../../jobs/fixtures.js';

/*
 * How the optional package is loaded, with stand-ins for it: the real one's TensorFlow library cannot be had on every
 * machine. That a stand-in is loaded and computes is in the contract.
 */
const STAND_IN = new URL('./programs/tensorflow-stand-in.mjs', import.meta.url).href;

function module(text: string): string {
  const file = join(temporaryFolder(), 'module.mjs');
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

afterEach(() => {
  vi.unstubAllEnvs();
  expect(tf.engine().backendNames()).not.toContain('tensorflow');
});

const installed = (() => {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu');
    return true;
  } catch {
    return false;
  }
})();

describe('the tensorflow backend', () => {
  it.skipIf(installed)('says that the package is not installed', async () => {
    await expect(createTensorFlowBackend()).rejects.toThrow('@tensorflow/tfjs-node-gpu is not installed');
  });

  it('says in one line why the package does not load', async () => {
    const broken = module(
      `throw new Error('The native addon can not be found at path: x\\nplease rebuild');`,
    );
    await expect(createTensorFlowBackend({ package: broken })).rejects.toThrow(
      /^@tensorflow\/tfjs-node-gpu did not load: The native addon can not be found at path: x$/,
    );
    const lacking = module(`import 'libtensorflow';`);
    await expect(createTensorFlowBackend({ package: lacking })).rejects.toThrow(
      /did not load: .*libtensorflow/,
    );
  });

  it('is refused when it finds no GPU, and leaves nothing behind', async () => {
    vi.stubEnv('STAND_IN_WITHOUT_GPU', '1');
    await expect(createTensorFlowBackend({ package: STAND_IN })).rejects.toThrow(/loads but finds no GPU/);
  });

  it('leaves the rest of the GPU’s memory to others, unless the host says otherwise', async () => {
    vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', undefined);
    await createTensorFlowBackend({ package: module('') }).catch(() => {});
    expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('true');
    vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', 'false');
    await createTensorFlowBackend({ package: module('') }).catch(() => {});
    expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('false');
  });
});
