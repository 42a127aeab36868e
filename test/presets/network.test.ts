import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { locateNetwork } from '../../src/presets/find.js';
import { LivePresets } from '../../src/presets/live.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

const log = pino({ level: 'silent' });
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
    const presets = LivePresets.unwatched({ folders: async () => [{ path, label: 'test' }], log });
    const find = (name: string) => presets.find(name);
    const file = join(path, 'night-sky', 'network.safetensors');
    expect((await find('night-sky'))?.manifest.network).toEqual(network);
    expect(await locateNetwork({ preset: 'night-sky', digest }, find)).toBe(file);
    expect(await locateNetwork({ preset: 'night-sky', digest: '0'.repeat(64) }, find)).toBeNull();
    expect(await locateNetwork({ preset: 'plain', digest }, find)).toBeNull();
    expect(await locateNetwork({ preset: 'gone', digest }, find)).toBeNull();
    await writeFile(file, 'another');
    expect(await locateNetwork({ preset: 'night-sky', digest }, find)).toBeNull();
  });
});
