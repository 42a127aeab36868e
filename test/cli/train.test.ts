import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodePicture } from '../../src/engine/pictures.js';
import { waves } from '../engine/support/scenes.js';

// Each run is a process that starts another.
vi.setConfig({ testTimeout: 120_000 });

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const STYLE = fileURLToPath(new URL('../../src/presets/builtin/tide-of-stars/style.webp', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramarye-train-'));
  await mkdir(join(folder, 'photos'));
  await mkdir(join(folder, 'empty'));
  for (let i = 0; i < 2; i++) {
    const bytes = await encodePicture(waves(72, 64, i), { format: 'png' });
    await writeFile(join(folder, 'photos', `${i}.png`), bytes);
  }
  await writeFile(join(folder, 'photos', 'spoilt.png'), 'not a picture');
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function gramarye(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_DIR: join(folder, 'data'), ...environment };
  delete env.INIT_CWD;
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

/** A folder of presets with one of this name, with that network or none. */
async function presetFolder(name: string, network?: unknown): Promise<string> {
  const presets = join(folder, `presets-${name}`);
  const preset = join(presets, name);
  await mkdir(preset, { recursive: true });
  await copyFile(STYLE, join(preset, 'style.webp'));
  const manifest = {
    name,
    title: 'Of a test',
    description: 'A style that a test has made.',
    author: 'A test',
    license: 'MIT',
    styles: [{ file: 'style.webp' }],
    network,
  };
  await writeFile(join(preset, 'preset.json'), JSON.stringify(manifest));
  return presets;
}

const TINY = ['--form', 'small', '--size', '64', '--crop', '32', '--batch', '1'];

describe('gramarye train', () => {
  it('trains, goes on, and makes a network that paints', async () => {
    const args = ['train', 'tide-of-stars', '--images', 'photos', ...TINY, '--json'];
    const first = await gramarye([...args, '--steps', '2']);
    expect(first.stderr).toContain('spoilt.png is left out: That file is not a picture I can read');
    expect(first.stderr).toContain('Learning from 1 pictures, measured on 1.png');
    expect(first.code).toBe(0);
    const out = join(folder, 'training', 'tide-of-stars');
    expect((await readdir(out)).sort()).toEqual(['network.safetensors', 'training.checkpoint']);

    const again = await gramarye([...args, '--steps', '3']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('a training was begun here already. Go on with it by --resume');
    const resumed = await gramarye([...args, '--steps', '3', '--resume']);
    expect(resumed.stderr).toContain('Going on from 1 pictures');
    const report = JSON.parse(resumed.stdout) as { network: unknown; record: unknown };
    expect(report).toMatchObject({
      ended: 'steps',
      record: { steps: 3, size: 64, extractor: 'wavelet', strength: 0.5 },
      network: { file: 'network.safetensors', training: { pictures: 1, steps: 3 } },
    });

    const presets = await presetFolder('learnt', report.network);
    await copyFile(join(out, 'network.safetensors'), join(presets, 'learnt', 'network.safetensors'));
    const painted = await gramarye(
      ['stylize', 'photos/0.png', '--style', 'learnt', '--quality', 'fast', '--size', '80', '-o', 'fast.png'],
      { PRESETS_DIR: presets },
    );
    expect(painted.stdout).toMatch(
      /80×71, learnt, .* the fast network, then \d+ evaluations of wavelet on onnxruntime \(cpu\)/,
    );
    expect(await sharp(await readFile(join(folder, 'fast.png'))).metadata()).toMatchObject({ width: 80 });
  });

  it.each([
    ['no folder', ['tide-of-stars'], 'name a folder of photographs, or give --examples'],
    [
      'an empty folder',
      ['tide-of-stars', '--images', 'empty', '--out', 'other'],
      'there are no pictures in this folder',
    ],
    ['an unknown style', ['tide-of-starz', '--images', 'photos'], 'Did you mean “tide-of-stars”?'],
    ['an odd crop', ['tide-of-stars', '--images', 'photos', '--crop', '50'], 'give a multiple of 8'],
  ])('%s: a sentence', async (_, args, sentence) => {
    const { code, stderr } = await gramarye(['train', ...args]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });

  it('a style without a network is not painted fast', async () => {
    const presets = await presetFolder('unlearnt');
    const { code, stderr } = await gramarye(
      ['stylize', 'photos/0.png', '--style', 'unlearnt', '--quality', 'fast', '-o', 'x.png'],
      { PRESETS_DIR: presets },
    );
    expect(stderr).toContain('has no fast network');
    expect(code).toBe(1);
  });
});
