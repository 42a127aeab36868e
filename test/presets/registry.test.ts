import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { AppError } from '../../src/errors.js';
import { BlobStore } from '../../src/jobs/blobs.js';
import { jobRequestSchema } from '../../src/jobs/job.js';
import { loadPresets, type PresetRegistry } from '../../src/presets/registry.js';
import { snapshotPreset } from '../../src/presets/snapshot.js';
import { builtinPresetsFolder } from '../../src/presets/sources.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

const log = pino({ level: 'silent' });

async function load(...paths: string[]): Promise<PresetRegistry> {
  return loadPresets({ folders: paths.map((path, at) => ({ path, label: `folder ${at}` })), log });
}

/** Loads one preset that must be refused, and answers what was said about it as `field: sentence`. */
async function refusal(files: Record<string, unknown>): Promise<string[]> {
  const root = await temporaryFolder();
  await writeTree(root, {
    'good/preset.json': manifest({ name: 'good' }),
    'good/style.webp': await picture(),
    ...files,
  });
  const registry = await load(root);
  expect(registry.list().map((preset) => preset.manifest.name)).toEqual(['good']);
  return registry.problems.map((problem) => `${problem.field}: ${problem.sentence}`);
}

describe('loading presets', () => {
  it('reads a folder with all that a preset may say, and fills in what it leaves out', async () => {
    const root = await temporaryFolder();
    await writeTree(root, {
      'a/preset.json': manifest({
        name: 'a',
        $schema: 'https://example.org/preset.schema.json',
        styles: [{ file: 'style.webp', weight: 2 }, { file: 'second.png' }, { file: 'third.JPG' }],
        overrides: { styleScale: 2 },
        strength: 2,
      }),
      'a/style.webp': await picture(),
      'a/second.png': await picture('png'),
      'a/third.JPG': await picture('jpeg'),
      'b/preset.json': `\uFEFF${JSON.stringify(manifest())}`,
      'b/style.webp': await picture(),
      '.git/config': 'not a preset',
      'node_modules/x/preset.json': 'not a preset',
      'README.md': 'not a preset',
    });
    const registry = await load(root);
    expect(registry.problems).toEqual([]);
    expect(registry.list().map((preset) => preset.manifest.name)).toEqual(['a', 'night-sky']);
    expect(registry.get('a')?.manifest.styles).toEqual([
      { file: 'style.webp', weight: 2 },
      { file: 'second.png', weight: 1 },
      { file: 'third.JPG', weight: 1 },
    ]);
    expect(registry.get('night-sky')?.manifest).toMatchObject({
      recipe: 'multiscale',
      overrides: {},
      strength: 1,
    });
    expect(registry.get('nothing')).toBeNull();
  });

  it('names line and column of broken JSON', async () => {
    const text = '{\n  "name": "x",\n  "title": "X",,\n}';
    expect(await refusal({ 'bad/preset.json': text })).toEqual([
      'null: not valid JSON at line 3, column 16: expected a name in double quotes, found “,”',
    ]);
  });

  it('names the field of every wrong, missing and unknown setting', async () => {
    const bad = manifest({
      name: 'Not A Name',
      titel: 'x',
      title: undefined,
      palette: 'red',
      strength: 100,
      styles: [{ file: 'style.webp', wieght: 3 }],
    });
    const said = await refusal({ 'bad/preset.json': bad, 'bad/style.webp': await picture() });
    expect(said).toContain('name: use lower-case letters, digits and single dashes');
    expect(said).toContain('title: this setting is missing');
    expect(said).toContain('titel: there is no such setting; did you mean “title”?');
    expect(said).toContainEqual(
      expect.stringMatching(/^palette: there is no such setting; known here: .*name, title/),
    );
    expect(said).toContainEqual(expect.stringMatching(/^strength: Too big/));
    expect(said).toContain('styles[0].wieght: there is no such setting; did you mean “weight”?');
    expect(said).toHaveLength(6);
  });

  it.each([
    ['a folder without preset.json', {}, 'null: there is no file “preset.json” in this folder'],
    ['a list', { 'bad/preset.json': '[]' }, 'null: expected object, received array'],
    ['no style at all', { 'bad/preset.json': manifest({ styles: [] }) }, /^styles: Too small/],
    [
      'a missing picture',
      { 'bad/preset.json': manifest() },
      'styles[0].file: there is no file “style.webp” in this folder',
    ],
    [
      'text with the name of a picture',
      { 'bad/preset.json': manifest(), 'bad/style.webp': 'I am no picture. '.repeat(20) },
      'styles[0].file: “style.webp” is not a WebP, PNG or JPEG picture (it looks like something else)',
    ],
    [
      'another kind of file',
      { 'bad/preset.json': manifest(), 'bad/style.webp': `GIF89a${'\0'.repeat(100)}` },
      'styles[0].file: “style.webp” is not a WebP, PNG or JPEG picture (it looks like GIF)',
    ],
    [
      'an empty picture',
      { 'bad/preset.json': manifest(), 'bad/style.webp': '' },
      'styles[0].file: “style.webp” is empty or cut off',
    ],
    [
      'a folder with the name of a picture',
      { 'bad/preset.json': manifest(), 'bad/style.webp/x': '' },
      'styles[0].file: “style.webp” is not a file',
    ],
  ])('refuses %s', async (_what, files, sentence) => {
    const said = await refusal({ 'bad/note.txt': '', ...files });
    expect(said).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)]);
  });

  it.each([
    '../good/style.webp',
    '/etc/passwd.png',
    '..\\x.png',
    'a/b.png',
    '..png',
    '.hidden.png',
    'x.svg',
    'C:x.png',
  ])('refuses %s as the name of a style picture', async (file) => {
    const said = await refusal({ 'bad/preset.json': manifest({ styles: [{ file }] }) });
    expect(said).toEqual(['styles[0].file: name a .webp, .png or .jpg file in this folder']);
  });

  it('refuses links that leave the folder, and follows those that stay', async () => {
    const root = await temporaryFolder();
    const secret = await temporaryFolder();
    await writeTree(secret, { 'secret.webp': await picture(), 'preset.json': manifest() });
    await writeTree(root, {
      'out/preset.json': manifest({ name: 'out' }),
      'loop/preset.json': manifest({ name: 'loop' }),
      'in/preset.json': manifest({ name: 'in' }),
      'in/real.webp': await picture(),
      'linked/style.webp': await picture(),
    });
    await symlink(join(secret, 'secret.webp'), join(root, 'out/style.webp'));
    await symlink('style.webp', join(root, 'loop/style.webp'));
    await symlink('real.webp', join(root, 'in/style.webp'));
    await symlink(join(secret, 'preset.json'), join(root, 'linked/preset.json'));
    const registry = await load(root);
    expect(registry.list().map((preset) => preset.manifest.name)).toEqual(['in']);
    expect(registry.problems.map((problem) => problem.sentence)).toEqual([
      "“preset.json” leads outside the preset's folder",
      '“style.webp” is a link that leads to itself',
      "“style.webp” leads outside the preset's folder",
    ]);
  });

  it('refuses a picture of 500 MB without reading it, and a manifest that never ends', async () => {
    const root = await temporaryFolder();
    await writeTree(root, {
      'huge/preset.json': manifest({ name: 'huge' }),
      'huge/style.webp': await picture(),
      'long/preset.json': ' '.repeat(300_000),
      'pipe/style.webp': await picture(),
    });
    await truncate(join(root, 'huge/style.webp'), 500 * 1024 * 1024);
    execFileSync('mkfifo', [join(root, 'pipe/preset.json')]);
    const registry = await load(root);
    expect(registry.list()).toEqual([]);
    expect(registry.problems.map((problem) => problem.sentence)).toEqual([
      '“style.webp” is 500.0 MB; the most is 20 MB',
      'this file is larger than 256 kB',
      'this is not a file',
    ]);
  });

  it('keeps the first of two presets with one name and reports the second', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    for (const [root, title] of [
      [first, 'First'],
      [second, 'Second'],
    ] as const) {
      await writeTree(root, { 'x/preset.json': manifest({ title }), 'x/style.webp': await picture() });
    }
    const registry = await load(first, second);
    expect(registry.list().map((preset) => preset.manifest.title)).toEqual(['First']);
    expect(registry.problems).toEqual([
      {
        label: 'folder 1',
        file: join(second, 'x/preset.json'),
        field: 'name',
        sentence: expect.stringContaining(`already taken by ${join(first, 'x')}`),
      },
    ]);
  });

  it('reports a folder that is not there and goes on', async () => {
    const root = await temporaryFolder();
    await writeTree(root, { 'x/preset.json': manifest(), 'x/style.webp': await picture() });
    const registry = await load(join(root, 'nowhere'), root);
    expect(registry.list()).toHaveLength(1);
    expect(registry.problems.map((problem) => problem.sentence)).toEqual(['there is no such folder']);
  });
});

describe('finding presets', () => {
  async function gallery(): Promise<PresetRegistry> {
    const root = await temporaryFolder();
    const presets = {
      'night-sky': { title: 'Night Sky', tags: ['swirl', 'impasto', 'blue'] },
      'woodblock-waves': { title: 'Woodblock Waves', tags: ['japan', 'sea', 'print'] },
      'stained-glass': { title: 'Vitrail doré', tags: ['church', 'night'] },
      'sky-lantern': { title: 'Sky Lantern', tags: ['glow'] },
    };
    for (const [name, changes] of Object.entries(presets)) {
      await writeTree(root, {
        [`${name}/preset.json`]: manifest({ name, ...changes }),
        [`${name}/style.webp`]: await picture(),
      });
    }
    return load(root);
  }
  const names = (registry: PresetRegistry, text: string, limit?: number) =>
    registry.search(text, limit).map((preset) => preset.manifest.name);

  it('offers everything for an empty text, up to the limit', async () => {
    const registry = await gallery();
    expect(names(registry, '')).toEqual(['night-sky', 'sky-lantern', 'stained-glass', 'woodblock-waves']);
    expect(names(registry, ' -', 2)).toEqual(['night-sky', 'sky-lantern']);
  });

  it.each([
    ['NIGHT SKY', ['night-sky']],
    ['nightsky', ['night-sky']],
    ['night_sk', ['night-sky']],
    ['night', ['night-sky', 'stained-glass']],
    ['sky', ['sky-lantern', 'night-sky']],
    ['waves wood', ['woodblock-waves']],
    ['block', ['woodblock-waves']],
    ['dore', ['stained-glass']],
    ['JAPAN', ['woodblock-waves']],
    ['blue sky', ['night-sky']],
    ['nihgt', ['night-sky', 'stained-glass']],
    ['wodblock', ['woodblock-waves']],
    ['stainde glas', ['stained-glass']],
    ['zzz', []],
    ['星', []],
  ])('finds for %j: %j', async (text, expected) => {
    expect(names(await gallery(), text)).toEqual(expected);
  });

  it('takes names and titles however they are written, and says what an unknown one may have meant', async () => {
    const registry = await gallery();
    expect(registry.require('Vitrail Dore').manifest.name).toBe('stained-glass');
    expect(registry.suggest('woodblok-wave')?.manifest.name).toBe('woodblock-waves');
    expect(registry.suggest('pointillism')).toBeNull();
    expect(() => registry.require('nite-sky')).toThrow(
      'There is no style called “nite-sky”. Did you mean “night-sky”?',
    );
    expect(() => registry.require('pointillism')).toThrow(
      'Choose one of: night-sky, sky-lantern, stained-glass, woodblock-waves.',
    );
    expect(() => registry.require('')).toThrow(AppError);
  });
});

describe('snapshots', () => {
  it('hold everything a job needs, whatever happens to the preset afterwards', async () => {
    const root = await temporaryFolder();
    const bytes = await picture();
    await writeTree(root, {
      'x/preset.json': manifest({ styles: [{ file: 'style.webp', weight: 3 }], overrides: { noise: 4 } }),
      'x/style.webp': bytes,
    });
    const preset = (await load(root)).require('night-sky');
    const blobs = new BlobStore(join(root, 'blobs'));
    const snapshot = await snapshotPreset(preset, blobs, 'en-US');
    await rm(join(root, 'x'), { recursive: true });
    const request = { ...snapshot, extractor: 'auto', size: 512, strength: 1, seed: 1 };
    expect(jobRequestSchema.parse(request)).toMatchObject(request);
    expect(snapshot).toMatchObject({
      preset: { name: 'night-sky', title: 'Night Sky', strength: 1 },
      recipe: 'multiscale',
      overrides: { noise: 4 },
    });
    expect(snapshot.styles.map((style) => style.weight)).toEqual([3]);
    expect(await blobs.get(snapshot.styles[0]?.hash ?? '')).toEqual(bytes);
  });

  it('refuse a picture that has gone since, with its name', async () => {
    const root = await temporaryFolder();
    await writeTree(root, { 'x/preset.json': manifest(), 'x/style.webp': await picture() });
    const preset = (await load(root)).require('night-sky');
    await mkdir(join(root, 'blobs'));
    await rm(join(root, 'x/style.webp'));
    const blobs = new BlobStore(join(root, 'blobs'));
    await expect(snapshotPreset(preset, blobs, 'en-US')).rejects.toThrow(
      'night-sky/style.webp: there is no file “style.webp” in this folder',
    );
    await writeFile(join(root, 'x/style.webp'), 'x'.repeat(100));
    await expect(snapshotPreset(preset, blobs, 'en-US')).rejects.toMatchObject({ code: 'PRESET_INVALID' });
  });
});

describe('the built-in presets', () => {
  it('are all in order, and each has a picture of 1024 px or more in under 400 kB', async () => {
    const registry = await load(builtinPresetsFolder());
    expect(registry.problems).toEqual([]);
    const folders = await readdir(builtinPresetsFolder());
    expect(registry.list().map((preset) => preset.manifest.name)).toEqual(folders.sort());
    expect(folders).toContain('tide-of-stars');
    for (const path of registry.list().flatMap((preset) => preset.stylePaths)) {
      const { width, height, format } = await sharp(path).metadata();
      expect([format, Math.min(width, height) >= 1024]).toEqual(['webp', true]);
      expect((await stat(path)).size).toBeLessThan(400_000);
    }
  });

  it('override only what the engine knows', async () => {
    for (const { manifest: built } of (await load(builtinPresetsFolder())).list()) {
      expect(resolveRecipe(built.recipe, built.overrides)).toMatchObject(built.overrides);
    }
  });
});
