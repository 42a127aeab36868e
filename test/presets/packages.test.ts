import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { locatePackage, packageNamespace } from '../../src/presets/packages.js';
import { loadPresets } from '../../src/presets/registry.js';
import { presetFolders } from '../../src/presets/sources.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

const log = pino({ level: 'silent' });

/** The presets of packages that are written into a presets folder. */
async function load(files: Record<string, unknown>, ...packages: string[]) {
  const root = await temporaryFolder();
  const style = await picture();
  const written = Object.entries(files).flatMap(([name, content]) => [
    [`node_modules/${name}`, content],
    ...(name.endsWith('preset.json')
      ? [[`node_modules/${name.replace('preset.json', 'style.webp')}`, style]]
      : []),
  ]);
  await writeTree(root, Object.fromEntries(written));
  const folders = await Promise.all(packages.map((name) => locatePackage(name, root)));
  const registry = await loadPresets({ folders, log });
  return {
    root,
    registry,
    names: registry.list().map((preset) => preset.manifest.name),
    problems: registry.problems.map(({ label, field, sentence }) => `${label} ${field}: ${sentence}`),
  };
}

describe('packages of presets', () => {
  it.each([
    ['inks', 'inks'],
    ['gramarye-presets-inks', 'inks'],
    ['gramarye-preset-one', 'one'],
    ['gramarye-presets-', 'gramarye-presets-'],
    ['@ada/gramarye-presets-inks', 'ada.inks'],
  ])('%s gives its presets names that begin with %s/', (name, namespace) => {
    expect(packageNamespace(name)).toBe(namespace);
  });

  it('are found where npm installs them, cannot collide, and are typed in short', async () => {
    const { registry, names, problems } = await load(
      {
        'gramarye-presets-inks/package.json': { name: 'gramarye-presets-inks' },
        'gramarye-presets-inks/presets/a/preset.json': manifest(),
        '@ada/other/package.json': { name: '@ada/other', gramarye: { presets: './styles' } },
        '@ada/other/styles/x/preset.json': manifest(),
        'single/package.json': { name: 'single', gramarye: { presets: '.' } },
        'single/preset.json': manifest({ name: 'alone' }),
      },
      'gramarye-presets-inks',
      '@ada/other',
      'single',
    );
    expect(problems).toEqual([]);
    expect(names).toEqual(['inks/night-sky', 'ada.other/night-sky', 'single/alone']);
    expect(registry.require('alone').manifest.name).toBe('single/alone');
    expect(registry.require('inks/night-sky').from.label).toBe('package gramarye-presets-inks');
  });

  it('that are missing or broken are reported, each by itself', async () => {
    const { root, names, problems } = await load(
      {
        'good/package.json': { name: 'good' },
        'good/presets/a/preset.json': manifest(),
        'text/package.json': 'not JSON',
        'empty/package.json': { name: 'empty' },
        'out/package.json': { name: 'out', gramarye: { presets: '../good/presets' } },
        'long-name-of-a-package-of-presets/package.json': {},
        'long-name-of-a-package-of-presets/presets/a/preset.json': manifest(),
        'bad/package.json': {},
        'bad/presets/a/preset.json': manifest({ titel: 'x' }),
      },
      'absent',
      'text',
      'empty',
      'out',
      'long-name-of-a-package-of-presets',
      'bad',
      'good',
    );
    expect(names).toEqual(['good/night-sky']);
    expect(problems).toEqual([
      `package absent null: the package is not installed: npm install --prefix ${root} absent`,
      'package text null: this is no package.json, or its “gramarye” is no object',
      'package empty null: its folder of presets, “presets”, is not there, or leads outside the package',
      'package out null: its folder of presets, “../good/presets”, is not there, or leads outside the package',
      "package long-name-of-a-package-of-presets name: with its package's it is “long-name-of-a-package-of-presets/night-sky”, 43 characters; the most is 40",
      'package bad titel: there is no such setting; did you mean “title”?',
    ]);
  });

  it.each(['server', 'gramarye-presets-server'])(
    'may not be called as a Discord server’s own presets are: %s',
    async (name) => {
      const { names, problems } = await load(
        { [`${name}/package.json`]: {}, [`${name}/presets/a/preset.json`]: manifest() },
        name,
      );
      expect(names).toEqual([]);
      expect(problems).toEqual([
        `package ${name} null: its presets would be called “server/…”, as a Discord server’s own are: the package needs another name`,
      ]);
    },
  );

  it('may be links, as npm link makes them', async () => {
    const elsewhere = await temporaryFolder();
    await writeTree(elsewhere, {
      'package.json': {},
      'presets/a/preset.json': manifest(),
      'presets/a/style.webp': await picture(),
    });
    const root = await temporaryFolder();
    await writeTree(root, { 'node_modules/.keep': '' });
    await symlink(elsewhere, join(root, 'node_modules/linked'));
    const registry = await loadPresets({ folders: [await locatePackage('linked', root)], log });
    expect(registry.problems).toEqual([]);
    expect(registry.list()).toHaveLength(1);
  });
});

describe('the configured folders', () => {
  it('need the host’s own only where it was named', async () => {
    const data = await temporaryFolder();
    const problemsWith = async (environment: NodeJS.ProcessEnv) =>
      (await loadPresets({ folders: await presetFolders(loadConfig(environment)), log })).problems;
    expect(await problemsWith({ DATA_DIR: data })).toEqual([]);
    expect(await problemsWith({ DATA_DIR: data, PRESETS_DIR: join(data, 'nowhere') })).toMatchObject([
      { label: 'PRESETS_DIR', sentence: 'there is no such folder' },
    ]);
    expect(loadConfig({ PRESET_PACKAGES: 'inks, @ada/other,' }).presets.packages).toEqual([
      'inks',
      '@ada/other',
    ]);
    expect(() => loadConfig({ PRESET_PACKAGES: '../evil' })).toThrow(/PRESET_PACKAGES: must be names of npm/);
  });
});
