import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { BlobStore } from '../../src/jobs/blobs.js';
import { jobRequestSchema } from '../../src/jobs/job.js';
import { digestHooks } from '../../src/presets/hooks-file.js';
import { manifestJsonSchema, schemaFile } from '../../src/presets/json-schema.js';
import { localised } from '../../src/presets/localised.js';
import { checkManifest } from '../../src/presets/manifest-file.js';
import { loadPresets } from '../../src/presets/registry.js';
import { snapshotPreset } from '../../src/presets/snapshot.js';
import { builtinPresetsFolder } from '../../src/presets/sources.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

const log = pino({ level: 'silent' });
const load = (path: string) => loadPresets({ folders: [{ path, label: 'test' }], log });

/** What is said of a manifest, as `field: sentence`. */
function mistakes(changes: Record<string, unknown>): string[] {
  const checked = checkManifest(manifest(changes));
  return 'mistakes' in checked ? checked.mistakes.map(({ field, sentence }) => `${field}: ${sentence}`) : [];
}

describe('the manifest', () => {
  it('says all that a preset may be', () => {
    const whole = {
      translations: {
        'zh-CN': { title: '夜空', description: '沉睡小镇上空的漩涡。' },
        de: { title: 'Nachthimmel' },
      },
      credit: 'After van Gogh.',
      homepage: 'https://example.org/night-sky',
      recipe: 'gatys',
      overrides: { iterations: [10], styleLayers: { block1_conv1: 1 } },
      strength: 0.5,
      brush: 1.5,
      colours: 'matched',
      hooks: 'hooks.js',
      network: {
        file: 'net.safetensors',
        sha256: 'ab'.repeat(32),
        training: { pictures: 2000, steps: 8000, losses: { style: 0.4, content: 1.1 }, date: '2026-11-25' },
      },
    };
    expect(mistakes(whole)).toEqual([]);
  });

  it.each([
    [{ title: 'Two\nlines' }, 'title: write one line of text, without spaces at its ends'],
    [{ title: '\u200b\u200b' }, 'title: write one line of text, without spaces at its ends'],
    [{ description: ' x' }, 'description: write one line of text, without spaces at its ends'],
    [{ title: 'x'.repeat(61) }, 'title: Too big: expected string to have <=60 characters'],
    [{ name: 'x'.repeat(41) }, 'name: Too big: expected string to have <=40 characters'],
    [{ tags: [''] }, 'tags[0]: Too small: expected string to have >=1 characters'],
    [{ homepage: 'javascript:alert(1)' }, 'homepage: write an https address'],
    [{ hooks: '../hooks.js' }, 'hooks: name a .js or .mjs file in this folder'],
    [{ colours: 'photo' }, /^colours: Invalid option: expected one of/],
    [{ recipe: 'cubism' }, /^recipe: Invalid option: expected one of "multiscale"/],
    [
      { overrides: { stylescale: 2 } },
      'overrides.stylescale: there is no such setting; did you mean “styleScale”?',
    ],
    [{ overrides: { styleScale: 99 } }, 'overrides.styleScale: Too big: expected number to be <=16'],
    [
      { translations: { 'zh-Cn': {} } },
      'translations.zh-Cn: there is no such setting; did you mean “zh-CN”?',
    ],
    [
      { translations: { de: { titel: 'x' } } },
      'translations.de.titel: there is no such setting; did you mean “title”?',
    ],
    [
      { network: { file: 'net.bin', sha256: 'x', training: {} } },
      /^network\.file: name a \.safetensors file/,
    ],
  ])('names what is wrong with %j', (changes, sentence) => {
    expect(mistakes(changes)[0]).toEqual(
      typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
    );
  });

  it('is shown in the reader’s language, or one near it, or its own', () => {
    const checked = checkManifest(
      manifest({ translations: { 'zh-CN': { title: '夜空' }, 'es-ES': { description: 'Remolinos.' } } }),
    );
    if ('mistakes' in checked) throw new Error('not in order');
    const own = { title: 'Night Sky', description: 'Swirls of paint over a sleeping town.' };
    expect(localised(checked.manifest, 'zh-CN')).toEqual({ ...own, title: '夜空' });
    expect(localised(checked.manifest, 'es-419')).toEqual({ ...own, description: 'Remolinos.' });
    for (const locale of ['en-GB', 'fr', '', 'constructor'])
      expect(localised(checked.manifest, locale)).toEqual(own);
  });

  it('is found by its title in any language', async () => {
    const root = await temporaryFolder();
    await writeTree(root, {
      'x/preset.json': manifest({ translations: { 'zh-CN': { title: '夜空' } } }),
      'x/style.webp': await picture(),
    });
    const presets = await load(root);
    expect(presets.search('夜')).toHaveLength(1);
    expect(presets.require('夜空').manifest.name).toBe('night-sky');
  });
});

describe('preset.schema.json', () => {
  it('is what the code says (npm run presets:schema)', async () => {
    expect(JSON.parse(await readFile(schemaFile(), 'utf8'))).toEqual(manifestJsonSchema());
  });

  it('takes what the bot takes, the built-in presets among it, and refuses a mistyped setting', async () => {
    const ajv = new Ajv({ allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(manifestJsonSchema());
    for (const { folder } of (await load(builtinPresetsFolder())).list()) {
      const json: unknown = JSON.parse(await readFile(join(folder, 'preset.json'), 'utf8'));
      expect([folder, validate(json), validate.errors]).toEqual([folder, true, null]);
    }
    expect(validate(manifest({ overrides: { stylescale: 1 } }))).toBe(false);
    expect(validate(manifest({ translations: { 'zh-Cn': {} } }))).toBe(false);
  });
});

describe('the files of a preset', () => {
  const problems = async (files: Record<string, unknown>) => {
    const root = await temporaryFolder();
    await writeTree(root, { 'x/style.webp': await picture(), ...files });
    return (await load(root)).problems.map(({ field, sentence }) => `${field}: ${sentence}`);
  };

  it('hold hooks that are there and of plausible size', async () => {
    const withHooks = manifest({ hooks: 'hooks.js' });
    expect(await problems({ 'x/preset.json': withHooks })).toEqual([
      'hooks: there is no file “hooks.js” in this folder',
    ]);
    expect(await problems({ 'x/preset.json': withHooks, 'x/hooks.js': ' '.repeat(600_000) })).toEqual([
      'hooks: “hooks.js” is larger than 512 kB',
    ]);
    expect(await problems({ 'x/preset.json': withHooks, 'x/hooks.js': 'throw 1' })).toEqual([]);
  });

  it('hold the very network that was trained', async () => {
    const bytes = Buffer.from('weights');
    const network = (sha256: string) => ({
      file: 'net.safetensors',
      sha256,
      training: { pictures: 1, steps: 1, losses: {}, date: '2026-11-25' },
    });
    const digest = createHash('sha256').update(bytes).digest('hex');
    const named = (sha256: string) => ({
      'x/preset.json': manifest({ network: network(sha256) }),
      'x/net.safetensors': bytes,
    });
    expect(await problems(named(digest))).toEqual([]);
    expect(await problems(named('ab'.repeat(32)))).toEqual([
      `network.sha256: “net.safetensors” is not the file that was trained: its SHA-256 is ${digest}`,
    ]);
    expect(await problems({ 'x/preset.json': manifest({ network: network(digest) }) })).toEqual([
      'network.file: there is no file “net.safetensors” in this folder',
    ]);
  });
});

describe('what a job keeps', () => {
  it('are the manifest, the brush with each picture, the colours and the hooks by their digest', async () => {
    const root = await temporaryFolder();
    await writeTree(root, {
      'x/preset.json': manifest({
        brush: 1.5,
        colours: 'matched',
        hooks: 'hooks.js',
        translations: { 'zh-CN': { title: '夜空' } },
      }),
      'x/style.webp': await picture(),
      'x/hooks.js': 'import "./lib/paper.js"',
      'x/lib/paper.js': 'export {}',
    });
    const preset = (await load(root)).require('night-sky');
    const snapshot = await snapshotPreset(preset, new BlobStore(join(root, '.blobs')), 'zh-CN');
    expect(snapshot).toMatchObject({
      preset: {
        title: '夜空',
        hooks: { preset: 'night-sky' },
        manifests: [{ name: 'night-sky', brush: 1.5 }],
      },
      styles: [{ weight: 1, scale: 1.5 }],
      colours: 'matched',
    });
    const request = { ...snapshot, extractor: 'auto', size: 512, strength: 1, seed: 1 };
    expect(jobRequestSchema.parse(request)).toMatchObject(request);
    const { hooks } = snapshot.preset;
    expect(await digestHooks(preset.folder)).toBe(hooks?.digest);
    await writeTree(root, { 'x/lib/paper.js': 'export default 1' });
    expect(await digestHooks(preset.folder)).not.toBe(hooks?.digest);
  });
});
