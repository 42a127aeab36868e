import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { obstacle } from '../../../src/engine/backends/candidates.js';
import { fingerprint, readMachine } from '../../../src/engine/backends/machine.js';
import { temporaryFolder } from '../../jobs/fixtures.js';

/** A folder in the place of `/`, with these files. */
function root(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '550.54\n');
  }
  return folder;
}

const ICD = 'usr/share/vulkan/icd.d/radeon_icd.x86_64.json';

describe('a machine', () => {
  it('is seen by its files alone', () => {
    const bare = readMachine({}, root());
    expect(bare).toMatchObject({ nvidia: [], render: [], wsl: false, nvidiaDriver: null, vulkanDrivers: [] });
    expect(bare.onnxruntime).toMatch(/^\d+\.\d+/);
    const full = readMachine(
      { VK_DRIVER_FILES: '/a.json', LD_LIBRARY_PATH: '' },
      root(
        'dev/nvidia0',
        'dev/nvidiactl',
        'dev/dri/card0',
        'dev/dri/renderD128',
        'sys/module/nvidia/version',
        ICD,
      ),
    );
    expect(full).toMatchObject({
      nvidia: ['nvidia0'],
      render: ['renderD128'],
      nvidiaDriver: '550.54',
      vulkanOverride: '/a.json',
      libraryPath: null,
    });
    expect(full.vulkanDrivers).toHaveLength(1);
  });

  it('is another one once a driver, a setting or the number of threads changes', () => {
    const folder = root('dev/dri/renderD128', ICD);
    const before = readMachine({}, folder);
    expect(fingerprint(readMachine({}, folder), 2)).toBe(fingerprint(before, 2));
    const others = [
      fingerprint(before, 1),
      fingerprint(readMachine({ VK_ICD_FILENAMES: '/b.json' }, folder), 2),
      fingerprint(readMachine({}, root('dev/dri/renderD128')), 2),
    ];
    utimesSync(join(folder, ICD), 1, 1);
    others.push(fingerprint(readMachine({}, folder), 2));
    expect(new Set([...others, fingerprint(before, 2)]).size).toBe(5);
  });
});

describe('what is worth trying', () => {
  const webgpu = { backend: 'onnxruntime', device: 'webgpu' } as const;
  const linux = (...files: string[]) =>
    ({ ...readMachine({}, root(...files)), platform: 'linux', arch: 'x64' }) as const;

  it('needs a GPU and a driver on Linux', () => {
    expect(obstacle(webgpu, linux())?.detail).toBe('no GPU here');
    expect(obstacle(webgpu, linux('dev/dri/renderD128'))?.fix).toContain('mesa-vulkan-drivers');
    expect(obstacle(webgpu, linux('dev/dri/renderD128', ICD))).toBeNull();
    expect(obstacle(webgpu, { ...linux(), vulkanOverride: '/a.json' })).toBeNull();
  });

  it('is WebGPU at once elsewhere, CUDA never', () => {
    for (const platform of ['win32', 'darwin'] as const) {
      const machine = { ...linux(), platform };
      expect(obstacle(webgpu, machine)).toBeNull();
      expect(obstacle({ backend: 'onnxruntime', device: 'cuda' }, machine)?.detail).toContain('has no cuda');
    }
  });

  it('is CUDA with its library, which gpu:install fetches', () => {
    const cuda = { backend: 'onnxruntime', device: 'cuda' } as const;
    const machine = { ...linux('dev/nvidia0'), cudaProvider: null };
    expect(obstacle(cuda, machine)?.fix).toBe('npm run gpu:install');
    expect(obstacle(cuda, { ...machine, cudaProvider: 'there' })).toBeNull();
  });
});
