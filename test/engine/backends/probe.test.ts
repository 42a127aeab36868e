import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { cachedProber } from '../../../src/engine/backends/probe/cache.js';
import type { ProbeResult } from '../../../src/engine/backends/probe/messages.js';
import { createProber, type Prober } from '../../../src/engine/backends/probe/probe.js';
import { temporaryFolder } from '../../jobs/fixtures.js';
import { isRunning } from '../support/studio.js';

const log = pino({ level: 'silent' });
const GPU = { backend: 'onnxruntime', device: 'webgpu' } as const;
const CPU = { backend: 'onnxruntime', device: 'cpu' } as const;

describe('a probe', () => {
  const BEHAVIOUR = { pass: 1, crash: 2, exit: 3, hang: 4, babble: 5, print: 6 } as const;
  const program = fileURLToPath(new URL('./programs/probe.mjs', import.meta.url));
  const probe = (behaviour: keyof typeof BEHAVIOUR, timeoutMs = 20_000) =>
    createProber({ threads: BEHAVIOUR[behaviour], log, program, timeoutMs }).probe(GPU);
  const problem = async (behaviour: keyof typeof BEHAVIOUR, timeoutMs?: number) => {
    const result = await probe(behaviour, timeoutMs);
    return result.outcome === 'failed' ? result.problem : result.outcome;
  };

  it('tells what its process found out', async () => {
    expect(await probe('pass')).toEqual({ outcome: 'passed', gigaflops: 5, milliseconds: 1 });
  });

  it('that crashes, ends, hangs or talks nonsense has failed, and harms nothing', async () => {
    expect(await problem('crash')).toBe('it ended its process (SIGSEGV)');
    expect(await problem('exit')).toBe('it ended its process (exit code 3)');
    expect(await problem('hang', 500)).toBe('no answer within 0.5 s');
    expect(await problem('babble')).toBe('the probe’s answer makes no sense');
  });

  it('is not confused by what a driver prints', async () => {
    expect(await probe('print')).toMatchObject({ outcome: 'passed' });
  });

  it('leaves no process behind', async () => {
    const pids: number[] = [];
    const watching = pino(
      { level: 'debug' },
      { write: (line: string) => void pids.push(JSON.parse(line).probe) },
    );
    for (const threads of [BEHAVIOUR.pass, BEHAVIOUR.hang]) {
      await createProber({ threads, log: watching, program, timeoutMs: 1000 }).probe(GPU);
    }
    expect(pids).toHaveLength(2);
    for (const pid of pids) await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('finds the real backend on the CPU right, and measures it', async () => {
    const real = fileURLToPath(new URL('../../../dist/engine/backends/probe/child.js', import.meta.url));
    const result = await createProber({ threads: 1, log, program: real }).probe(CPU);
    expect(result).toMatchObject({ outcome: 'passed' });
    if (result.outcome === 'passed') expect(result.gigaflops).toBeGreaterThan(1);
  });
});

describe('what was found out is remembered', () => {
  const passed: ProbeResult = { outcome: 'passed', gigaflops: 5, milliseconds: 1 };
  const failed: ProbeResult = { outcome: 'failed', problem: 'no adapter', milliseconds: 1 };
  const HOUR = 3_600_000;

  function cached(result: ProbeResult, file = join(temporaryFolder(), 'data', 'devices.json')) {
    let now = 1e12;
    let asked = 0;
    const counting: Prober = {
      probe: async () => {
        asked++;
        return result;
      },
      forget: async () => undefined,
    };
    const open = (fingerprint: string) =>
      cachedProber(counting, { file, fingerprint, clock: () => now, log });
    return {
      file,
      open,
      asked: () => asked,
      pass: (ms: number) => {
        now += ms;
      },
    };
  }

  it('for a day where it passed, for an hour where it failed', async () => {
    const good = cached(passed);
    expect(await good.open('here').probe(GPU)).toEqual(passed);
    expect(await good.open('here').probe(GPU)).toEqual(passed);
    good.pass(23 * HOUR);
    await good.open('here').probe(GPU);
    expect(good.asked()).toBe(1);
    good.pass(2 * HOUR);
    await good.open('here').probe(GPU);
    expect(good.asked()).toBe(2);

    const bad = cached(failed);
    await bad.open('here').probe(GPU);
    expect(await bad.open('here').probe(GPU)).toEqual(failed);
    bad.pass(2 * HOUR);
    await bad.open('here').probe(GPU);
    expect(bad.asked()).toBe(2);
  });

  it('for each device by itself, and only on the same machine with the same drivers', async () => {
    const { open, asked } = cached(passed);
    await open('here').probe(GPU);
    await open('here').probe(CPU);
    await open('here').probe(GPU);
    expect(asked()).toBe(2);
    await open('elsewhere').probe(GPU);
    expect(asked()).toBe(3);
  });

  it('until it proves wrong', async () => {
    const { open, asked } = cached(passed);
    await open('here').probe(GPU);
    await open('here').probe(CPU);
    await open('here').forget(GPU);
    await open('here').probe(CPU);
    expect(asked()).toBe(2);
    await open('here').probe(GPU);
    expect(asked()).toBe(3);
  });

  it('unless the file is damaged or cannot be written, which costs only time', async () => {
    const { open, asked, file } = cached(passed);
    await open('here').probe(GPU);
    for (const text of ['', '{"machine":"here","results":{"onnxruntime on webgpu":{"at":1}}}', 'null']) {
      writeFileSync(file, text);
      expect(await open('here').probe(GPU)).toEqual(passed);
    }
    expect(asked()).toBe(4);
    expect(JSON.parse(readFileSync(file, 'utf8')).machine).toBe('here');
    const nowhere = cached(passed, join(file, 'devices.json'));
    expect(await nowhere.open('here').probe(GPU)).toEqual(passed);
  });
});
