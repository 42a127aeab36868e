import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BlobStore } from '../../src/jobs/blobs.js';
import { LivePresets } from '../../src/presets/live.js';
import { snapshotPreset } from '../../src/presets/snapshot.js';
import { manifest, picture, temporaryFolder, writeTree } from './folders.js';

/** Presets of a folder that are looked at when the test says so, and what was logged. */
async function live(root: string, lookMs = 3_600_000) {
  const said: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => said.push(JSON.parse(line).msg) });
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const presets = await LivePresets.open({
    folders: async () => [{ path: root, label: 'test' }],
    log,
    signal: stopping.signal,
    lookMs,
  });
  const titles = () => presets.list().map((preset) => preset.manifest.title);
  return { presets, titles, said };
}

async function root(): Promise<string> {
  const folder = await temporaryFolder();
  await writeTree(folder, {
    'a/preset.json': manifest({ name: 'a', title: 'A' }),
    'a/style.webp': await picture(),
    'b/preset.json': manifest({ name: 'b', title: 'B' }),
    'b/style.webp': await picture(),
  });
  return folder;
}

describe('presets that follow their folders', () => {
  it('pick up what is edited, added, renamed and removed, by themselves', async () => {
    const folder = await root();
    const { titles, presets } = await live(folder, 20);
    expect(titles()).toEqual(['A', 'B']);
    await writeTree(folder, { 'a/preset.json': manifest({ name: 'a', title: 'Another' }) });
    await vi.waitUntil(() => titles().includes('Another'));
    await writeTree(folder, { 'c/style.webp': await picture(), 'c/preset.json': manifest({ name: 'c' }) });
    await vi.waitUntil(() => presets.get('c') !== null);
    expect(presets.search('night')).toHaveLength(1);
    await rename(join(folder, 'b'), join(folder, 'd'));
    await vi.waitUntil(() => presets.get('b')?.folder.endsWith('d'));
    await rm(join(folder, 'a'), { recursive: true });
    await vi.waitUntil(() => presets.get('a') === null);
    expect(presets.problems).toEqual([]);
  });

  it('are found by those who only want one now and then, as they are at that moment', async () => {
    const folder = await root();
    const folders = async () => [{ path: folder, label: 'test' }];
    const presets = LivePresets.unwatched({ folders, log: pino({ level: 'silent' }) });
    const before = await presets.find('a');
    expect(before?.manifest.title).toBe('A');
    expect(await presets.find('c')).toBeNull();
    await writeTree(folder, {
      'b/preset.json': manifest({ name: 'b', title: 'Another' }),
      'c/style.webp': await picture(),
      'c/preset.json': manifest({ name: 'c' }),
    });
    expect((await presets.find('c'))?.folder).toBe(join(folder, 'c'));
    expect((await presets.find('b'))?.manifest.title).toBe('Another');
    // What stayed as it was is not read again.
    expect(await presets.find('a')).toBe(before);
  });

  it('keep what was in order while it is being written, and say so once', async () => {
    const folder = await root();
    const { presets, titles, said } = await live(folder);
    await writeFile(join(folder, 'a/preset.json'), '{ "name": "a", "title": "Hal');
    await presets.look();
    expect(titles()).toEqual(['A', 'B']);
    expect(presets.problems.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^not valid JSON at line 1, .*; it stays as it was until that is mended$/),
    ]);
    await writeTree(folder, { 'b/preset.json': manifest({ name: 'b', title: 'Bee' }) });
    await presets.look();
    expect(titles()).toEqual(['A', 'Bee']);
    expect(said.filter((line) => line.includes('not valid JSON'))).toHaveLength(1);
    await writeTree(folder, { 'a/preset.json': manifest({ name: 'a', title: 'Half no more' }) });
    await presets.look();
    expect(titles()).toEqual(['Half no more', 'Bee']);
    expect(presets.problems).toEqual([]);
  });

  it('do not keep a preset whose pictures are gone, nor one whose folder is', async () => {
    const folder = await root();
    const { presets, titles } = await live(folder);
    await rm(join(folder, 'a/style.webp'));
    await presets.look();
    expect(titles()).toEqual(['B']);
    expect(presets.problems.map(({ field }) => field)).toEqual(['styles[0].file']);
    await rm(folder, { recursive: true });
    await presets.look();
    expect(titles()).toEqual([]);
    expect(presets.problems.map(({ sentence }) => sentence)).toEqual(['there is no such folder']);
    await mkdir(join(folder, 'a'), { recursive: true });
    await writeTree(folder, { 'a/preset.json': manifest({ name: 'a' }), 'a/style.webp': await picture() });
    await presets.look();
    expect(titles()).toEqual(['Night Sky']);
  });

  it('read nothing anew that has not changed', async () => {
    const folder = await root();
    const { presets } = await live(folder);
    const [a, b] = presets.list();
    await writeTree(folder, { 'b/preset.json': manifest({ name: 'b', title: 'Bee' }) });
    await presets.look();
    expect(presets.get('a')).toBe(a);
    expect(presets.get('b')).not.toBe(b);
  });

  it('give a job what is in the folder when it is asked for, looked at since or not', async () => {
    const folder = await root();
    const { presets } = await live(folder);
    const blobs = new BlobStore(join(folder, '.blobs'));
    const known = presets.require('a');
    const first = await snapshotPreset(known, blobs, 'en-US');
    await writeTree(folder, {
      'a/preset.json': manifest({ name: 'a', title: 'New', strength: 3 }),
      'a/style.webp': await picture('png'),
    });
    const second = await snapshotPreset(known, blobs, 'en-US');
    expect(second.preset).toMatchObject({ title: 'New', strength: 3 });
    expect(second.styles[0]?.hash).not.toBe(first.styles[0]?.hash);
    await writeFile(join(folder, 'a/preset.json'), '{');
    expect((await snapshotPreset(known, blobs, 'en-US')).preset.title).toBe('A');
  });

  it('wait for a picture that is being written, but not for one from the future', async () => {
    const folder = await root();
    const { presets } = await live(folder);
    const blobs = new BlobStore(join(folder, '.blobs'));
    const path = join(folder, 'a/style.webp');
    const whole = await picture('png');
    await writeFile(path, whole.subarray(0, 100));
    const later = setTimeout(() => void writeFile(path, whole), 60);
    const { styles } = await snapshotPreset(presets.require('a'), blobs, 'en-US');
    clearTimeout(later);
    expect(await blobs.get(styles[0]?.hash ?? '')).toEqual(whole);
    await utimes(path, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
    const begin = performance.now();
    await snapshotPreset(presets.require('a'), blobs, 'en-US');
    expect(performance.now() - begin).toBeLessThan(1500);
  });
});
