import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { CLASSICS } from '../../src/cli/presets/classics/catalogue.js';
import { checkManifest } from '../../src/presets/manifest-file.js';
import { type Manner, serveFile } from '../engine/support/file-server.js';
import { temporaryFolder } from '../jobs/fixtures.js';
import { manifest, picture, writeTree } from '../presets/folders.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
vi.setConfig({ testTimeout: 120_000 });

/** `gramarye presets …` as a process of its own, in a folder. */
function presets(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const env = { PATH: process.env.PATH, HOME: folder, DATA_DIR: join(folder, 'data'), ...environment };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [CLI, 'presets', ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      expect(stderr).not.toMatch(/^\s+at /m);
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A picture of plausible size for a painting. */
function painting(width = 640, height = 480): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#000', noise } })
    .jpeg({ quality: 60 })
    .toBuffer();
}

const CHECK = ['check', 'copper-night', '--size', '64', '--photo', 'painting.jpg'];

describe('gramarye presets new', () => {
  it('makes a preset of a picture, which check finds in order and paints, hooks and all', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'painting.jpg'), await painting(600, 400));
    const made = await presets(folder, ['new', 'copper-night', '--picture', 'painting.jpg', '--hooks']);
    const path = join(folder, 'data/presets/copper-night');
    expect(made.stdout).toContain(path);
    expect(made.stdout).toContain('The picture is 600×400: one of 512 px or more');
    const json = JSON.parse(readFileSync(join(path, 'preset.json'), 'utf8'));
    expect(json).toMatchObject({ name: 'copper-night', title: 'Copper Night', license: 'UNLICENSED' });
    expect(existsSync(join(path, json.$schema))).toBe(true);

    const checked = await presets(folder, [...CHECK, '--json']);
    expect(checked.code).toBe(0);
    const sheet = join(folder, 'presets-check.webp');
    expect(JSON.parse(checked.stdout)).toEqual({ inOrder: ['copper-night'], problems: [], sheet });
    expect((await sharp(sheet).metadata()).height).toBe(64 + 32);
  });

  it('refuses what it cannot make one of, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'p.jpg'), await painting());
    await writeFile(join(folder, 'text.jpg'), 'not a picture');
    const refusal = async (...args: string[]) => {
      const { code, stdout, stderr } = await presets(folder, ['new', ...args]);
      expect([code, stdout]).toEqual([1, '']);
      return stderr;
    };
    const said = await Promise.all([
      refusal('Copper', '--picture', 'p.jpg'),
      refusal('tide-of-stars', '--picture', 'p.jpg'),
      refusal('x', '--picture', 'nowhere.jpg'),
      refusal('x', '--picture', 'text.jpg'),
      refusal('y', '--picture', 'p.jpg', '--title', 'x'.repeat(61)),
      refusal('x'),
    ]);
    expect(said).toEqual([
      expect.stringContaining('name: use lower-case letters, digits and single dashes.'),
      expect.stringContaining('name: there is a preset “tide-of-stars” already.'),
      expect.stringContaining('No such file: '),
      expect.stringContaining('That file is not a picture I can read.'),
      expect.stringContaining('title: Too big'),
      expect.stringContaining("required option '--picture <file>' not specified"),
    ]);
    for (const name of ['x', 'y']) expect(existsSync(join(folder, 'data/presets', name))).toBe(false);
  });
});

describe('gramarye presets list and check', () => {
  it('say what there is and what is wrong, by file and field', async () => {
    const folder = temporaryFolder();
    await writeTree(join(folder, 'mine'), {
      'good/preset.json': manifest({ name: 'good', hooks: 'hooks.mjs' }),
      'good/style.webp': await picture(),
      'good/hooks.mjs': 'export default {}',
      'bad/preset.json': manifest({ name: 'bad', titel: 'x' }),
    });
    const environment = { PRESETS_DIR: join(folder, 'mine') };
    const listed = JSON.parse((await presets(folder, ['list', '--json'], environment)).stdout);
    expect(listed.presets.at(-1)).toMatchObject({ name: 'good', from: 'PRESETS_DIR', hooks: true });
    expect(listed.problems).toMatchObject([{ field: 'titel' }]);

    const all = await presets(folder, ['check'], environment);
    expect(all.code).toBe(1);
    expect(all.stdout).toMatch(
      /✗ .*bad.preset\.json → titel: there is no such setting; did you mean “title”\?/,
    );
    expect(all.stdout).toContain('✓ tide-of-stars');

    // A folder is named as well as a name, and code is tried by painting.
    const named = await presets(folder, ['check', 'mine/good', '--size', '64'], environment);
    expect(named.code).toBe(1);
    expect(named.stdout).toContain('its code cannot be loaded');
    expect(named.stdout).toContain('its default export is not definePreset({ before, after })');
  });
});

describe('gramarye presets preview', () => {
  it('makes the card that /styles shows', async () => {
    const folder = temporaryFolder();
    await writeTree(join(folder, 'data/presets'), {
      'quick/preset.json': manifest({
        name: 'quick',
        overrides: { octaves: 'single', iterations: [1] },
      }),
      'quick/style.webp': await picture(),
    });
    const made = await presets(folder, ['preview', 'quick']);
    const file = join(folder, 'data/presets/quick/preview.webp');
    expect(made.stdout.trim()).toBe(file);
    expect(await sharp(file).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 });
  });
});

describe('gramarye presets pack', () => {
  it('refuses what npm or Discord would not take', async () => {
    const folder = temporaryFolder();
    const refusal = async (...args: string[]) => (await presets(folder, ['pack', ...args])).stderr;
    expect(await refusal('tide-of-stars', '--package', 'Not A Name')).toContain(
      'npm takes no package called',
    );
    expect(await refusal('tide-of-stars', '--package', `x${'y'.repeat(40)}`)).toMatch(
      /“x.*\/tide-of-stars” would have 55 characters, and the most is 40/,
    );
    expect(await refusal('tide-of-stars', '--package', 'gramarye-presets-server')).toContain(
      'is what a Discord server’s own presets are called',
    );
    expect(await refusal('tide-of-stars', 'indigo-swell')).toContain('name the package');
    expect(await refusal('tide-of-star')).toContain('Did you mean “tide-of-stars”?');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('gramarye presets fetch classics', () => {
  it('knows a dozen paintings and more, whose presets are in order', () => {
    expect(CLASSICS.length).toBeGreaterThanOrEqual(12);
    for (const { name, title, description, tags, painter, died, source, strength, brush } of CLASSICS) {
      expect(died).toBeLessThan(1955);
      expect(source).toMatch(/^https:\/\//);
      const made = manifest({ name, title, description, tags, author: painter, strength, brush });
      expect([name, 'manifest' in checkManifest(made)]).toEqual([name, true]);
    }
    expect(CLASSICS[0]?.source).toBe('https://img-datasets.s3.amazonaws.com/starry_night.jpg');
  });

  const fetch = async (folder: string, mirror: string, ...args: string[]) =>
    presets(folder, ['fetch', 'classics', ...args], { CLASSICS_MIRROR: mirror });
  const serve = async (bytes: Buffer, ...manners: Manner[]) =>
    (await serveFile(bytes, manners.length === 0 ? undefined : manners)).address;

  it('makes presets, remembers what came first, and takes nothing else later', async () => {
    const folder = temporaryFolder();
    const first = await painting();
    const fetched = await fetch(folder, await serve(first), 'great-wave', 'the-kiss');
    expect([fetched.code, fetched.stdout.split('\n').length]).toEqual([0, 3]);
    const json = JSON.parse(readFileSync(join(folder, 'data/presets/great-wave/preset.json'), 'utf8'));
    expect('manifest' in checkManifest(json)).toBe(true);

    expect((await fetch(folder, 'http://127.0.0.1:9', 'the-kiss')).stdout).toContain('already here');
    await writeFile(join(folder, 'data/presets/the-kiss/style.webp'), 'damaged');
    const changed = await fetch(folder, await serve(await painting(700, 500)), 'the-kiss');
    expect([changed.code, changed.stdout]).toEqual([1, '']);
    expect(changed.stderr).toMatch(
      /the-kiss: what comes is not what came first \(SHA-256 .* remove “the-kiss” from/,
    );
    expect(readFileSync(join(folder, 'data/presets/the-kiss/style.webp'), 'utf8')).toBe('damaged');
    expect((await fetch(folder, await serve(first), 'the-kiss')).stdout).toContain('the-kiss: fetched');
    expect(readdirSync(join(folder, 'data/presets')).sort()).toEqual([
      'classics.json',
      'great-wave',
      'the-kiss',
    ]);
  });

  it('refuses what is no painting, and leaves nothing behind', async () => {
    const refusal = async (bytes: Buffer, ...manners: Manner[]) => {
      const folder = temporaryFolder();
      const { code, stderr } = await fetch(folder, await serve(bytes, ...manners), 'great-wave');
      expect([code, existsSync(join(folder, 'data/presets'))]).toEqual([1, false]);
      return stderr;
    };
    const said = await Promise.all([
      refusal(Buffer.from('<html>Not here</html>')),
      refusal(await painting(120, 90)),
      refusal(Buffer.alloc(10), { kind: 'status', status: 404 }),
      refusal(Buffer.alloc(1_000_000), { kind: 'endless' }),
    ]);
    expect(said).toEqual([
      expect.stringContaining('no picture that can be used. That file is not'),
      expect.stringContaining('a picture of 120×90; a painting has 400 px'),
      expect.stringContaining('answers 404 Not Found'),
      expect.stringContaining('larger than 30 MB'),
    ]);
  });

  it('offline says so once and changes nothing', async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, 'data/presets'), { recursive: true });
    const { code, stdout, stderr } = await fetch(folder, 'http://127.0.0.1:9');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/starry-night: there is no connection to 127\.0\.0\.1:9 .* Nothing was changed/);
    expect(stderr).not.toContain('cypresses');
    expect(readdirSync(join(folder, 'data/presets'))).toEqual([]);
  });
});
