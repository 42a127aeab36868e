import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPreset, locateNetwork } from '../../src/presets/find.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

const bytes = Buffer.from('a network');
const digest = createHash('sha256').update(bytes).digest('hex');
const network = {
  file: 'network.safetensors',
  sha256: digest,
  training: { pictures: 1, steps: 1, losses: { total: 1 }, date: '2026-11-25' },
};

describe('the network of a job', () => {
  it('is found by its preset’s name, if it is still the one that it was', async () => {
    const path = await temporaryFolder();
    await writeTree(path, {
      'night-sky/preset.json': manifest({ network }),
      'night-sky/style.webp': await picture(),
      'night-sky/network.safetensors': bytes,
      'plain/preset.json': manifest({ name: 'plain' }),
      'plain/style.webp': await picture(),
    });
    const folders = [{ path, label: 'test' }];
    const file = join(path, 'night-sky', 'network.safetensors');
    expect((await findPreset('night-sky', folders))?.manifest.network).toEqual(network);
    expect(await locateNetwork({ preset: 'night-sky', digest }, folders)).toBe(file);
    expect(await locateNetwork({ preset: 'night-sky', digest: '0'.repeat(64) }, folders)).toBeNull();
    expect(await locateNetwork({ preset: 'plain', digest }, folders)).toBeNull();
    expect(await locateNetwork({ preset: 'gone', digest }, folders)).toBeNull();
    await writeFile(file, 'another');
    expect(await locateNetwork({ preset: 'night-sky', digest }, folders)).toBeNull();
  });
});
