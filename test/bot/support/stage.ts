import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { BlobStore } from '../../../src/jobs/blobs.js';
import { openJobStore } from '../../../src/jobs/sqlite-store.js';
import type { JobStore } from '../../../src/jobs/store.js';
import type { BotSettings } from '../../../src/sandbox/api.js';
import { connectSandbox, type SandboxClient } from '../../../src/sandbox/client.js';
import { openApiProblems } from '../../sandbox/openapi.js';
import { networkFile } from './network-file.js';
import { Painter } from './painter.js';
import { Program } from './processes.js';

/** A loopback Discord and a data folder, for bots (and engines) that are real processes of their own. */
export class Stage {
  readonly sandbox: SandboxClient;
  readonly settings: BotSettings;
  readonly data: string;
  readonly store: JobStore;
  readonly blobs: BlobStore;
  readonly painter: Painter;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #programs: Program[] = [];

  private constructor(
    sandbox: SandboxClient,
    settings: BotSettings,
    data: string,
    environment: Readonly<Record<string, string>>,
  ) {
    this.sandbox = sandbox;
    this.settings = settings;
    this.data = data;
    this.#environment = environment;
    this.store = openJobStore(join(data, 'gramarye.db'), { clock: Date.now });
    this.blobs = new BlobStore(join(data, 'pictures'));
    this.painter = new Painter(this.store, this.blobs);
  }

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const data = await mkdtemp(join(tmpdir(), 'gramarye-stage-'));
    const presets = join(data, 'presets');
    await makePresets(presets);
    const program = new Program('sandbox', {});
    const announced = await program.line((line) => 'settings' in line);
    const sandbox = await connectSandbox(String(announced.url));
    const settings = announced.settings as BotSettings;
    const stage = new Stage(sandbox, settings, data, { PRESETS_DIR: presets, ...environment });
    stage.#programs.push(program);
    return stage;
  }

  /** Starts a program of ours with the stage's settings. The stage ends it. */
  start(
    name: string,
    environment: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): Program {
    const settings = {
      DATA_DIR: this.data,
      PROGRESS_SECONDS: '0.2',
      ...this.settings,
      ...this.#environment,
      ...environment,
    };
    const program = new Program(name, settings, args);
    this.#programs.push(program);
    return program;
  }

  /** Starts a bot and waits until it is ready. */
  async startBot(environment: Readonly<Record<string, string>> = {}): Promise<Program> {
    const bot = this.start('bot', environment);
    await bot.line('ready');
    return bot;
  }

  /** All that the processes wrote, for a test that failed. */
  get output(): string {
    return this.#programs.map(({ name, output }) => `── ${name}\n${output}`).join('\n');
  }

  /**
   * Ends everything, and checks what holds whatever a test was about: all that the bot said to Discord, and Discord to
   * it, is as Discord's own description has it, Discord found no fault with a message, and no process has written a
   * secret.
   */
  async close(): Promise<void> {
    const requests = await this.sandbox.requests();
    for (const program of [...this.#programs].reverse()) await program.end();
    const tokens = (await this.store.changedSince(0)).flatMap(({ origin }) => origin?.token ?? []);
    await this.store.close();
    await rm(this.data, { recursive: true, force: true });
    expect(openApiProblems(requests)).toEqual([]);
    const faults = requests.filter(({ response }) => isInvalidForm(response));
    expect(faults).toEqual([]);
    for (const { output } of this.#programs.slice(1)) {
      for (const secret of [this.settings.DISCORD_TOKEN, ...tokens]) expect(output).not.toContain(secret);
      // Interaction tokens travel in these paths, signatures of files in these parameters.
      expect(output).not.toMatch(/webhooks\/\d+\/|\/callback|[?&](?:ex|is|hm)=/);
    }
  }
}

/** Discord's word for a body that breaks its rules: always a mistake of ours. */
function isInvalidForm(response: unknown): boolean {
  return typeof response === 'object' && response !== null && 'code' in response && response.code === 50035;
}

/** Enough for autocomplete to overflow. Their names sort after the built-in ones'. */
export const PRESETS = [
  'zz-quiet-harbour',
  'zz-copper-night',
  ...Array.from({ length: 28 }, (_, index) => `zz-style-${String(index + 1).padStart(2, '0')}`),
];

/** The only one that can be painted fast. */
export const WITH_NETWORK = 'zz-copper-night';

async function makePresets(folder: string): Promise<void> {
  for (const [index, name] of PRESETS.entries()) {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    const title = name
      .slice(3)
      .split('-')
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(' ');
    const hue = (index * 37) % 360;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="hsl(${hue},60%,40%)"/><path d="M0 40L64 8V24L0 56Z" fill="hsl(${hue + 90},70%,60%)"/></svg>`;
    await writeFile(join(path, 'style.webp'), await sharp(Buffer.from(svg)).webp().toBuffer());
    await writeFile(
      join(path, 'preset.json'),
      JSON.stringify({
        name,
        title,
        description: `Test style ${index + 1}`,
        author: 'Gramarye',
        license: 'CC0-1.0',
        styles: [{ file: 'style.webp' }],
        ...(name === WITH_NETWORK ? { network: await networkFile(path) } : {}),
      }),
    );
  }
}
