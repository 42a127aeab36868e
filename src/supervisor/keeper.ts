import { type ChildProcess, fork } from 'node:child_process';
import { EXIT_CONFIGURATION } from '../entry.js';
import type { Log } from '../logger.js';

export interface KeeperOptions {
  /** What it is called in the log: `bot`, `engine 1` … */
  readonly name: string;
  /** Absolute path of the program. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Milliseconds; the first restart waits this long, each one after it twice as long. */
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
  /** A program that ran this long before it died was well: the next restart waits the first delay again. */
  readonly wellAfterMs?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const WELL_AFTER_MS = 30_000;

/** Keeps one program running: whatever ends it, it is started again, after a delay that grows while it keeps dying. */
export class Keeper {
  readonly #options: KeeperOptions;
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | undefined;
  #delayMs: number;
  #stopping = false;
  #ended: () => void = () => {};
  #hopeless: () => void = () => {};
  /** Settles when starting the program again would not help: a setting is wrong. It has said which. */
  readonly hopeless = new Promise<void>((resolve) => {
    this.#hopeless = resolve;
  });
  /** Settles when the program has ended for good. */
  readonly ended = new Promise<void>((resolve) => {
    this.#ended = resolve;
  });

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#delayMs = options.firstDelayMs ?? FIRST_DELAY_MS;
    this.#start();
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the program to end, and starts it no more. `ended` tells when it has. */
  stop(): void {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (this.#child === null) this.#ended();
    else this.#child.kill('SIGTERM');
  }

  /** Ends the program whatever it is doing. */
  kill(): void {
    this.stop();
    this.#child?.kill('SIGKILL');
  }

  #start(): void {
    const { name, program, environment, log } = this.#options;
    const started = Date.now();
    const child = fork(program, [], { env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child = child;
    log.debug({ pid: child.pid }, `${name} started`);
    // `error` comes in place of `exit` when the program could not be started at all.
    let gone = false;
    const end = (why: string): void => {
      if (gone) return;
      gone = true;
      this.#child = null;
      this.#died(why, Date.now() - started);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => {
      if (code === EXIT_CONFIGURATION) this.#stopping = true;
      end(signal === null ? `exit code ${code}` : `ended by ${signal}`);
      if (code === EXIT_CONFIGURATION) this.#hopeless();
    });
  }

  #died(why: string, ranMs: number): void {
    const { name, log } = this.#options;
    if (this.#stopping) {
      log.debug({ why }, `${name} ended`);
      this.#ended();
      return;
    }
    const first = this.#options.firstDelayMs ?? FIRST_DELAY_MS;
    if (ranMs >= (this.#options.wellAfterMs ?? WELL_AFTER_MS)) this.#delayMs = first;
    log.warn({ why, afterMs: this.#delayMs }, `${name} died; starting it again`);
    this.#restart = setTimeout(() => this.#start(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, this.#options.longestDelayMs ?? LONGEST_DELAY_MS);
  }
}
