import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { pictureProblem } from '../../../src/engine/hooks/check-picture.js';
import type { HookAnswer, HookPhase } from '../../../src/engine/hooks/protocol.js';
import { runHook } from '../../../src/engine/hooks/run.js';
import { temporaryFolder } from '../../jobs/fixtures.js';
import { isRunning, timeUntil } from '../support/studio.js';

const PROGRAM = fileURLToPath(new URL('../../../dist/engine/hooks/child.js', import.meta.url));
vi.setConfig({ testTimeout: 60_000 });

const PIXELS = new Uint8ClampedArray(4 * 8 * 6).map((_, index) => (index % 4 === 3 ? 255 : index));

/** Runs a module's hook on a picture of 8×6. */
async function run(code: string, phase: HookPhase = 'after', ms = 40_000) {
  const folder = temporaryFolder();
  const [module, file, out] = ['hooks.mjs', 'in', 'out'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(module, code);
  await writeFile(file, PIXELS);
  const limits = { ms, memory: 300 * 1024 ** 2, pixels: 96 };
  const picture = { file, width: 8, height: 6 };
  const answer = await runHook({ module, phase, preset: 'test', seed: 7, picture, out, limits }, PROGRAM);
  return { answer, folder, pixels: () => readFile(out) };
}

const hooks = (body: string): string =>
  `import { definePreset } from 'gramarye/preset';\nexport default definePreset({ ${body} });`;

const fault = (answer: HookAnswer) => (answer.op === 'failed' ? [answer.fault, answer.message] : answer);

describe('a hook', () => {
  it('gets pixels and returns them, the same for the same seed', async () => {
    const code = hooks(`after(picture, { random, seed, preset }) {
      if (seed !== 7 || preset !== 'test') throw new Error('context');
      for (let i = 0; i < picture.data.length; i++) if (i % 4 < 3) picture.data[i] += 300 * random() - 150;
      return picture;
    }`);
    const first = await run(code);
    expect(first.answer).toEqual({ op: 'done', width: 8, height: 6 });
    const pixels = await first.pixels();
    expect(pixels).not.toEqual(Buffer.from(PIXELS));
    expect(await (await run(code)).pixels()).toEqual(pixels);
  });

  it('may be a promise, give another size, and use the effects', async () => {
    const { answer } = await run(`
      import { definePreset } from 'gramarye/preset';
      import { frame, grain } from 'gramarye/effects';
      export default definePreset({
        async after(picture, context) { return frame(grain(picture, context), { share: 0.125 }); },
      });`);
    expect(answer).toEqual({ op: 'done', width: 10, height: 8 });
  });

  it('is not missed where there is none of that phase', async () => {
    expect((await run(hooks('after: (p) => p'), 'before')).answer).toEqual({ op: 'none' });
  });

  it.each([
    ['throws', 'after() { throw new Error("no ink") }', 'threw', /no ink/],
    ['throws something odd', 'after() { throw null }', 'threw', /^null$/],
    ['rejects', 'async after() { await 0; throw new TypeError("x") }', 'threw', /TypeError: x/],
    [
      'fails later',
      'after: (p) => new Promise(() => setTimeout(() => { throw new Error("late") }))',
      'threw',
      /late/,
    ],
    ['ends its thread', 'after() { process.exit(0) }', 'threw', /ended its own thread/],
    ['kills its process', 'after() { process.kill(process.pid, "SIGKILL") }', 'threw', /SIGKILL|ended/],
    ['returns nothing', 'after(p) { p.data.fill(0) }', 'picture', /returned nothing; return the picture/],
    [
      'returns too few bytes',
      'after: (p) => ({ ...p, width: 9 })',
      'picture',
      /must hold 216 bytes .* holds 192/,
    ],
    [
      'returns another type',
      'after: (p) => ({ ...p, data: [...p.data] })',
      'picture',
      /Uint8ClampedArray, and is Array/,
    ],
    ['returns a huge picture', 'after: (p) => ({ ...p, width: 1e4, height: 1e4 })', 'picture', /too large/],
  ])('that %s is contained', async (_, body, expected, message) => {
    const { answer } = await run(hooks(body));
    expect(fault(answer)).toEqual([expected, expect.stringMatching(message)]);
  });

  it.each([
    ['does not parse', 'export default {', /SyntaxError/],
    ['throws at import', 'throw new Error("at import")', /at import/],
    ['imports what is not there', 'import "./nowhere.js"', /nowhere/],
    ['exports no preset', 'export default { after: (p) => p }', /not definePreset/],
    ['has nothing but a title', hooks('title: "x"'), /not “title”; all else is said in preset\.json/],
    ['has a hook that is no function', hooks('after: 1'), /“after” must be a function/],
  ])('whose module %s is contained', async (_, code, message) => {
    expect(fault((await run(code)).answer)).toEqual(['module', expect.stringMatching(message)]);
  });

  it('that never returns is stopped in time, and its process is gone', async () => {
    const begin = performance.now();
    const { answer, folder } = await run(
      `import { writeFileSync } from 'node:fs';\n${hooks(`after() {
        writeFileSync(new URL('./pid', import.meta.url), String(process.pid));
        for (;;);
      }`)}`,
      'after',
      3000,
    );
    expect(fault(answer)).toEqual(['time', 'it took longer than 3 s']);
    expect(performance.now() - begin).toBeLessThan(20_000);
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    await timeUntil(() => !isRunning(pid), 5000);
  });

  it('that never stops taking memory is stopped', async () => {
    const { answer } = await run(
      hooks('after() { const kept = []; for (;;) kept.push(new Uint8Array(1e7).fill(1)); }'),
    );
    expect(fault(answer)).toEqual(['memory', 'it took more than 300 MB of memory']);
  });

  it('sees none of our environment', async () => {
    process.env.DISCORD_TOKEN = 'secret';
    try {
      const { answer } = await run(
        hooks('after(p) { if (process.env.DISCORD_TOKEN) throw new Error("seen"); return p; }'),
      );
      expect(answer.op).toBe('done');
    } finally {
      delete process.env.DISCORD_TOKEN;
    }
  });
});

describe('the hooks of built-in presets', () => {
  it('give back a picture of the same size', async () => {
    const root = fileURLToPath(new URL('../../../dist/presets/builtin', import.meta.url));
    const names = (await readdir(root)).filter((name) => existsSync(join(root, name, 'hooks.mjs')));
    expect(names).toContain('breath-of-mountains');
    for (const name of names) {
      const url = pathToFileURL(join(root, name, 'hooks.mjs')).href;
      const { answer } = await run(`export { default } from ${JSON.stringify(url)};`);
      expect([name, answer]).toEqual([name, { op: 'done', width: 8, height: 6 }]);
    }
  });
});

describe('what a hook returns', () => {
  it.each([
    [null, 'it returned null, not a picture'],
    ['x', 'it returned a string, not a picture'],
    [{}, 'width and height must be whole numbers above 0, and are undefined and undefined'],
    [{ width: 1.5, height: 1 }, 'width and height must be whole numbers above 0, and are 1.5 and 1'],
    [{ width: 1, height: 1 }, 'data must be a Uint8ClampedArray, and is undefined'],
    [{ width: 1, height: 1, data: new Uint8ClampedArray(4) }, null],
  ])('%j: %s', (value, problem) => {
    expect(pictureProblem(value, 100)).toBe(problem);
  });
});
