import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { keepLog, secretsFile } from '../../support/logs.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** One of Gramarye's processes as `npm start` runs it: from dist/, its log read line by line. */
export class Program {
  readonly name: string;
  readonly lines: LogLine[] = [];
  /** Everything it wrote, on both streams. */
  output = '';
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  /** Settled when it has ended and all it wrote was read. */
  readonly #closed: Promise<unknown>;

  constructor(name: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.name = name;
    const secrets = name === 'sandbox' ? secretsFile(name) : null;
    const told = secrets === null || args.includes('--secrets') ? args : [...args, '--secrets', secrets];
    this.#child = spawn(process.execPath, [`dist/${name}/main.js`, ...told], {
      cwd: ROOT,
      // Nothing of the machine's own settings, nor of a .env: a developer's DISCORD_TOKEN must not reach a test.
      env: {
        PATH: process.env.PATH,
        DISCORD_TOKEN: '',
        LOG_FORMAT: 'json',
        LOG_LEVEL: 'debug',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => this.#read(line));
    }
    this.#closed = once(this.#child, 'close').then(() => this.#wake());
  }

  get pid(): number {
    expect(this.#child.pid).toBeTypeOf('number');
    return this.#child.pid ?? -1;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The first line, past or to come, that fits. Fails when the process ends or the time is over before. */
  async line(fits: string | ((line: LogLine) => boolean), timeoutMs = 60_000): Promise<LogLine> {
    const matches = typeof fits === 'string' ? (line: LogLine) => line.msg === fits : fits;
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.lines.find(matches);
      if (found !== undefined) return found;
      if (this.ended || Date.now() > deadline) {
        const why = this.ended ? 'it ended' : 'the time is over';
        throw new Error(`${this.name} never logged ${String(fits)}: ${why}. It wrote:\n${this.output}`);
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, Math.max(1, deadline - Date.now()));
        this.#waiting.add(done);
      });
    }
  }

  /** Ends it with a signal and answers how it ended. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null; signal: string | null }> {
    if (!this.ended) this.#child.kill(signal);
    await this.#closed;
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }

  /** Waits until it ends by itself. */
  async exit(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  #read(line: string): void {
    this.output += `${line}\n`;
    // The loopback Discord says what a bot needs to log in; that is no log.
    if (!line.includes('"settings":{"DISCORD_')) keepLog(this.name, line);
    if (line.startsWith('{')) this.lines.push(JSON.parse(line) as LogLine);
    this.#wake();
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}
