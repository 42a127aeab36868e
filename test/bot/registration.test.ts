import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished, vi } from 'vitest';
import { offeredQualities, stylizeOptions } from '../../src/bot/commands/stylize-options.js';
import { followCommands } from '../../src/bot/registration.js';
import { loadConfig } from '../../src/config.js';
import { LivePresets } from '../../src/presets/live.js';
import { temporaryStore } from '../jobs/fixtures.js';
import { manifest, picture, temporaryFolder, writeTree } from '../presets/folders.js';
import { openScene } from '../sandbox/scene.js';
import { networkFile } from './support/network-file.js';

const log = pino({ level: 'silent' });
const LOOK_MS = 20;

it('“fast” is offered as soon as a preset has a network, and as long as one has', async () => {
  const path = await temporaryFolder();
  await writeTree(path, { 'night-sky/preset.json': manifest(), 'night-sky/style.webp': await picture() });
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const { signal } = stopping;
  const folders = async () => [{ path, label: 'test' }];
  const presets = await LivePresets.open({ folders, log, signal, lookMs: LOOK_MS });
  const { limits } = loadConfig({});
  const { bot, client, sandbox } = await openScene({ commands: [] });
  const api = sandbox.settings.DISCORD_API;
  await followCommands(
    bot.client,
    () => [
      {
        name: 'stylize',
        description: 'Paint',
        options: stylizeOptions(limits, offeredQualities(presets)),
      },
    ],
    { api, store: temporaryStore().store, log, signal, lookMs: LOOK_MS },
  );
  const offers = async () => JSON.stringify((await client.state()).commands).includes('"value":"fast"');
  const { registrations } = await client.state();
  expect(await offers()).toBe(false);

  const network = await networkFile(join(path, 'night-sky'));
  await writeTree(path, { 'night-sky/preset.json': manifest({ network }) });
  await vi.waitFor(async () => expect(await offers()).toBe(true), 10_000);
  await writeTree(path, { 'night-sky/preset.json': manifest() });
  await vi.waitFor(async () => expect(await offers()).toBe(false), 10_000);
  // Only what changes is registered again.
  await vi.waitFor(() => expect(presets.list()).toHaveLength(1));
  expect((await client.state()).registrations).toBe(registrations + 2);
});
