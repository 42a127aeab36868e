import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Keeper, type KeeperOptions } from '../../src/supervisor/keeper.js';

const program = (name: string): string => fileURLToPath(new URL(`./programs/${name}.mjs`, import.meta.url));

/** A keeper, and how long it has waited before each restart. */
function keep(name: string, options: Partial<KeeperOptions>): { keeper: Keeper; delays: number[] } {
  const delays: number[] = [];
  const destination = new Writable({
    write(line, _encoding, done) {
      const { afterMs } = JSON.parse(String(line)) as { afterMs?: number };
      if (afterMs !== undefined) delays.push(afterMs);
      done();
    },
  });
  const log = pino(destination);
  const keeper = new Keeper({
    name,
    program: program(name),
    environment: { PATH: process.env.PATH },
    log,
    ...options,
  });
  onTestFinished(() => keeper.kill());
  return { keeper, delays };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a program that keeps dying', () => {
  it('is started again after ever longer delays, up to the longest', async () => {
    const { keeper, delays } = keep('dies', { firstDelayMs: 10, longestDelayMs: 50 });
    await until(() => delays.length >= 5);
    expect(delays.slice(0, 5)).toEqual([10, 20, 40, 50, 50]);
    keeper.stop();
    await keeper.ended;
    const deaths = delays.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(delays).toHaveLength(deaths);
  });

  it('but was well for a while begins with the first delay again', async () => {
    const { delays } = keep('dies', {
      firstDelayMs: 10,
      wellAfterMs: 100,
      environment: { PATH: process.env.PATH, LIVES_MS: '100' },
    });
    await until(() => delays.length >= 3);
    expect(delays.slice(0, 3)).toEqual([10, 10, 10]);
  });
});

describe('a program that will not end', () => {
  it('is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keeper-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const ready = join(folder, 'ready');
    const { keeper } = keep('stubborn', { environment: { PATH: process.env.PATH, READY: ready } });
    const { pid = 0 } = keeper;
    await until(() => existsSync(ready));
    keeper.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(process.kill(pid, 0)).toBe(true);
    keeper.kill();
    await keeper.ended;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
