import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobRequest, SucceededJob } from '../../src/jobs/job.js';
import type { MessageView } from '../../src/sandbox/api.js';
import type { Run } from '../../src/sandbox/client/run.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { photo } from '../bot/support/pictures.js';
import type { Program } from '../bot/support/processes.js';
import { Stage } from '../bot/support/stage.js';
import { NO_QUOTA } from '../jobs/fixtures.js';
import { manifest, picture, writeTree } from '../presets/folders.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PATIENCE_MS = 90_000;
const PACKAGE = 'gramarye-presets-inks';

const run = promisify(execFile);

/** Two steps at the size asked for: enough to see that it was painted. */
const QUICK = { overrides: { octaves: 'single', iterations: [2] } };

const hooks = (body: string): string =>
  `import { definePreset } from 'gramarye/preset';\nimport { frame } from 'gramarye/effects';\nexport default definePreset({ ${body} });\n`;
const FRAME = hooks('after: (picture) => frame(picture, { share: 0.125, colour: [255, 0, 0] })');

/**
 * Presets of every kind, through a bot, an engine and a loopback Discord, each a process of its own: from a folder, with
 * hooks, and from an npm package that was packed by `gramarye presets pack` and installed by npm.
 */
let folder = '';
let stage: Stage;
let bot: Program;
let ada: SandboxUser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramarye-e2e-presets-'));
  const presets = join(folder, 'presets');
  const style = await picture();
  const preset = (name: string, changes: Record<string, unknown> = {}) => ({
    [`${name}/preset.json`]: manifest({ name, title: `The ${name}`, ...QUICK, ...changes }),
    [`${name}/style.webp`]: style,
  });
  await writeTree(presets, {
    ...preset('plain', { translations: { 'zh-CN': { title: '朴素', description: '没有代码。' } } }),
    ...preset('framed', { hooks: 'hooks.mjs' }),
    'framed/hooks.mjs': FRAME,
    ...preset('throwing', { hooks: 'hooks.mjs' }),
    'throwing/hooks.mjs': hooks('before() { throw new Error("out of paper") }'),
    ...preset('endless', { hooks: 'hooks.mjs' }),
    'endless/hooks.mjs': hooks('after() { for (;;); }'),
    ...preset('rubbish', { hooks: 'hooks.mjs' }),
    'rubbish/hooks.mjs': hooks('after: () => "a lovely picture"'),
    ...preset('not-code', { hooks: 'hooks.mjs' }),
    'not-code/hooks.mjs': 'export default {',
    ...preset('mistyped', { titel: 'x' }),
  });
  // What somebody else makes, packs and sends.
  const theirs = join(folder, 'theirs');
  await writeTree(theirs, {
    ...preset('blue', { hooks: 'hooks.mjs', $schema: '../schema.json' }),
    'blue/hooks.mjs': `import { blue } from './lib/blue.mjs';\n${hooks('after: blue')}`,
    'blue/lib/blue.mjs':
      'export function blue(p) { for (let i = 2; i < p.data.length; i += 4) p.data[i] = 255; return p; }',
  });
  const env = { PATH: process.env.PATH, HOME: folder, DATA_DIR: join(folder, 'data'), PRESETS_DIR: theirs };
  const pack = ['presets', 'pack', 'blue', '--package', PACKAGE, '--out', folder];
  const { stdout } = await run(process.execPath, [CLI, ...pack], { env, cwd: folder });
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', presets, stdout.trim()];
  await run('npm', install, { env, cwd: folder });
  await writeTree(join(presets, 'node_modules/broken'), {
    'package.json': { name: 'broken' },
    'presets/x/preset.json': manifest({ styles: undefined }),
  });

  stage = await Stage.open({
    DEFAULT_SIZE: '64',
    ENGINE_BACKEND: 'onnxruntime',
    ENGINE_DEVICE: 'cpu',
    MAX_OPEN_JOBS_PER_USER: '20',
    PRESETS_DIR: presets,
    PRESET_PACKAGES: `${PACKAGE},broken,gramarye-presets-absent`,
  });
  ada = stage.sandbox.user('ada');
  stage.start('engine');
  bot = await stage.startBot();
}, PATIENCE_MS);
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(stage.output);
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

async function stylize(style: string): Promise<Run> {
  const options = { picture: { name: 'photo.png', bytes: await photo() }, style };
  return ada.command({ channel: 'studio', name: 'stylize', options });
}

const isFinished = ({ text }: MessageView) => text.includes('painted in');
const hasFailed = ({ text }: MessageView) => text.includes('did not work out');
const finished = async (style: string) => (await stylize(style)).waitFor(isFinished, PATIENCE_MS);

async function pixels(message: MessageView) {
  const bytes = await ada.download(message.pictures[0]?.url ?? '');
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(info.channels * (y * info.width + x))].slice(0, 3);
  return { width: info.width, height: info.height, at };
}

/** The newest job of a preset. */
async function jobOf(preset: string): Promise<SucceededJob> {
  const jobs = await stage.store.changedSince(0);
  const job = jobs.filter(({ request }) => request.preset.name === preset).at(-1);
  if (job?.state !== 'succeeded') throw new Error(`no finished job of ${preset}`);
  return job;
}

/** Paints a request again, as a repeated job is, and answers the digest of the picture. */
async function repeated(request: JobRequest, contentHash: string): Promise<string> {
  const wish = { userId: '1', origin: null, contentHash, request };
  const { id } = await stage.store.enqueue(wish, NO_QUOTA);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const job = await stage.store.get(id);
    if (job?.state === 'succeeded') return job.resultHash;
    if (job?.state === 'failed') return job.errorCode;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it was not painted');
}

describe('presets from end to end', { timeout: 2 * PATIENCE_MS }, () => {
  it('a folder', async () => {
    const message = await finished('plain');
    expect(message.text).toContain('The plain');
    expect(await pixels(message)).toMatchObject({ width: 64, height: 48 });
  });

  it('a module with hooks', async () => {
    const { width, height, at } = await pixels(await finished('framed'));
    expect([width, height]).toEqual([64 + 16, 48 + 16]);
    expect([at(0, 0), at(79, 63)]).toEqual([
      [255, 0, 0],
      [255, 0, 0],
    ]);
    expect(at(40, 32)).not.toEqual([255, 0, 0]);
  });

  it('an installed npm package, by its name or in short', async () => {
    const offered = await ada.autocomplete({
      channel: 'studio',
      name: 'stylize',
      focused: 'style',
      value: 'inks',
    });
    // First of all that it may have meant: others have to do with ink.
    expect(offered[0]?.value).toBe('inks/blue');
    const message = await finished('blue');
    expect(message.text).toContain('The blue');
    const { at } = await pixels(message);
    expect([at(0, 0)[2], at(63, 47)[2]]).toEqual([255, 255]);
    let page = await (await ada.command({ channel: 'studio', name: 'styles' })).message();
    const pages = Number(/Page 1 of (\d+)/.exec(page.text)?.[1] ?? 1);
    let gallery = page.text;
    for (let number = 2; number <= pages; number++) {
      await ada.press(page, 'Next');
      page = await ada.waitForMessage(page, ({ text }) => text.includes(`Page ${number} of`));
      gallery += page.text;
    }
    expect(gallery).toContain('`inks/blue`');
  });

  it('are offered and found in the person’s language', async () => {
    const typed = { channel: 'studio', name: 'stylize', focused: 'style', value: '朴素' };
    await stage.sandbox.control.setLocale('ada', 'zh-CN');
    expect(await ada.autocomplete(typed)).toEqual([{ name: '朴素: 没有代码。', value: 'plain' }]);
    await stage.sandbox.control.setLocale('ada', 'en-US');
    const [offered] = await ada.autocomplete(typed);
    expect(offered?.name).toMatch(/^The plain: /);
  });

  it('broken ones are reported by file and field, and are not offered', async () => {
    const said = bot.lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('preset skipped'));
    expect(said.sort()).toEqual([
      expect.stringMatching(
        /mistyped.preset\.json → titel: there is no such setting; did you mean “title”\?$/,
      ),
      expect.stringMatching(/broken.presets.x.preset\.json → styles: this setting is missing$/),
      expect.stringMatching(/gramarye-presets-absent: the package is not installed: npm install/),
    ]);
    const refused = await (await stylize('mistyped')).message();
    expect(refused.text).toContain('There is no style called “mistyped”');
  });

  it.each([
    ['throwing', 'its hook “before” failed'],
    ['rubbish', 'its hook “after” gave back no picture'],
    ['endless', 'its hook “after” took longer than 10 s and was stopped'],
    ['not-code', 'its code cannot be loaded'],
  ])(
    'a hook that is broken (%s) fails its job with a sentence, and the engine goes on',
    async (style, sentence) => {
      const failed = await (await stylize(style)).waitFor(hasFailed, PATIENCE_MS);
      expect(failed.text).toContain(`The style “${style}” has a fault: ${sentence}`);
      await finished('plain');
      expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
    },
  );

  it('a preset edited while the bot runs is used by the next job, and a finished job repeats exactly', async () => {
    await finished('plain');
    const before = await jobOf('plain');
    const path = join(folder, 'presets/plain');
    await writeTree(path, {
      'preset.json': manifest({ name: 'plain', title: 'Edited', ...QUICK, strength: 3 }),
      'style.webp': await picture('png'),
    });
    const message = await finished('plain');
    expect(message.text).toContain('Edited');
    const after = await jobOf('plain');
    expect(after.request.preset.strength).toBe(3);
    expect(after.request.styles).not.toEqual(before.request.styles);
    expect(await repeated(before.request, before.contentHash)).toBe(before.resultHash);

    await rm(path, { recursive: true });
    expect(await repeated(before.request, before.contentHash)).toBe(before.resultHash);
    const offered = () =>
      ada.autocomplete({ channel: 'studio', name: 'stylize', focused: 'style', value: 'plain' });
    await expect.poll(offered, { timeout: PATIENCE_MS }).toEqual([]);
    expect((await (await stylize('plain')).message()).text).toContain('There is no style called “plain”');
  });

  it('a job with hooks repeats exactly, and says so when its code was changed or is gone', async () => {
    const message = await finished('framed');
    const job = await jobOf('framed');
    expect(await repeated(job.request, job.contentHash)).toBe(job.resultHash);

    const path = join(folder, 'presets/framed');
    await writeFile(join(path, 'hooks.mjs'), FRAME.replace('0.125', '0.25'));
    expect(await repeated(job.request, job.contentHash)).toBe('PRESET_HOOKS_CHANGED');
    const changed = await (await ada.press(message, 'Again')).message();
    expect(changed.text).toContain('The code of the style “framed” has been changed since');
    // The same code, though it was written anew, is the same.
    await writeFile(join(path, 'hooks.mjs'), FRAME);
    expect(await repeated(job.request, job.contentHash)).toBe(job.resultHash);

    await rm(path, { recursive: true });
    expect(await repeated(job.request, job.contentHash)).toBe('PRESET_HOOKS_GONE');
    await expect
      .poll(async () => (await (await ada.press(message, 'Again')).message()).text, { timeout: PATIENCE_MS })
      .toContain('has code of its own, and that is not here any more');
  });
});
