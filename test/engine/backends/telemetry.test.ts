import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const LOAD = new URL('../../../dist/engine/backends/onnxruntime/load.js', import.meta.url).href;

/** The first session, even of a model that is none, wakes the library. */
const program = (load: string) => `
  const { InferenceSession } = await ${load};
  await InferenceSession.create(Uint8Array.of(8, 8)).catch(({ message }) => console.log(message));
  process.exit(0);`;

/** A home and a temporary folder with nothing in them but what the process under test leaves. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramarye-telemetry-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function leftBy(load: string): Promise<string[]> {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program(load)], {
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/graph/);
  return readdir(folder, { recursive: true });
}

describe('ONNX Runtime', () => {
  it('keeps no records of its use for its maker', async () => {
    expect(await leftBy(`(await import(${JSON.stringify(LOAD)})).loadOnnxRuntime()`)).toEqual([]);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'would on Linux x64, if it were not told',
    async () => {
      const left = await leftBy(`import('onnxruntime-node')`);
      expect(left.join('\n')).toMatch(/mat-debug-\d+\.log/);
      expect(left.join('\n')).toMatch(/onnxruntime\.db/);
    },
  );
});
