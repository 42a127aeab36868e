import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import sharp from 'sharp';
import { afterEach, expect } from 'vitest';
import { createLogger } from '../../src/logger.js';
import type { MessageView } from '../../src/sandbox/api.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import type { SandboxClient } from '../../src/sandbox/client.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.js';
import { FixtureBot } from './bot.js';
import { openApiProblems } from './openapi.js';

export interface Scene {
  readonly sandbox: Sandbox;
  readonly client: SandboxClient;
  readonly bot: FixtureBot;
  readonly ada: SandboxUser;
  readonly ben: SandboxUser;
}

/** The command most tests need: `/go`, whose handler each test gives. */
export const GO: RESTPostAPIApplicationCommandsJSONBody = {
  name: 'go',
  description: 'Do what the test says',
  contexts: [0, 1, 2],
  integration_types: [0, 1],
};

const open: Scene[] = [];

/** Starts a sandbox and logs a fixture bot in. Both end, and the traffic is checked, after the test. */
export async function openScene(
  handlers: Parameters<typeof FixtureBot.login>[1] = {},
  options: Partial<SandboxOptions> = {},
): Promise<Scene> {
  const log = createLogger({ name: 'sandbox', level: 'warn', format: 'json' });
  const sandbox = await startSandbox({ log, ...options });
  const bot = await FixtureBot.login(sandbox.settings, { commands: [GO], ...handlers });
  const { client } = sandbox;
  const scene: Scene = { sandbox, client, bot, ada: client.user('ada'), ben: client.user('ben') };
  open.push(scene);
  return scene;
}

afterEach(async () => {
  const problems: string[] = [];
  for (const { sandbox, client, bot } of open.splice(0)) {
    problems.push(...openApiProblems(await client.requests()));
    await bot.logout();
    await sandbox.stop();
  }
  expect(problems).toEqual([]);
});

/** A small PNG of one colour. */
export function png(width = 30, height = 20, background = 'teal'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Discord's error code of what a call throws; fails the test when it does not throw. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}

/** The words of Discord's refusal, with its field paths, as discord.js prints them. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  return error instanceof Error ? error.message : String(error);
}

export function filenames(message: MessageView): string[] {
  return message.pictures.map((picture) => picture.filename);
}
