import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./programs/decoder.mjs', import.meta.url));

export interface Treated {
  /** `decoded`, or the code of the refusal; `crash` and `hang` where the process did not live to tell. */
  readonly outcome: string;
  readonly sentence: string;
  readonly cause?: string;
  readonly width?: number;
  readonly height?: number;
  readonly milliseconds: number;
  /** The most memory that the process has held so far. */
  readonly megabytes: number;
}

export interface DecoderOptions {
  readonly longestSide: number;
  /** A picture may take so long. */
  readonly patienceMs: number;
  /** Another program than the one that decodes. */
  readonly program?: string;
}

/** A process that decodes one picture after the other; started again when one has ended it. */
export class Decoder {
  readonly #program: string;
  readonly #longestSide: number;
  readonly #patienceMs: number;
  #child: ChildProcess | null = null;
  #folder: string | null = null;

  constructor(options: DecoderOptions) {
    this.#program = options.program ?? PROGRAM;
    this.#longestSide = options.longestSide;
    this.#patienceMs = options.patienceMs;
  }

  async treat(bytes: Uint8Array): Promise<Treated> {
    const child = await this.#started();
    const start = performance.now();
    const answer = this.#answer<Omit<Treated, 'milliseconds'>>(child, this.#patienceMs);
    child.send({ bytes, longestSide: this.#longestSide });
    const { outcome, sentence, megabytes, ...rest } = await answer;
    return { outcome, sentence, megabytes, ...rest, milliseconds: performance.now() - start };
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #started(): Promise<ChildProcess> {
    if (this.#child !== null) return this.#child;
    const child = fork(this.#program, { execArgv: [], serialization: 'advanced' });
    this.#child = child;
    this.#folder = (await this.#answer<{ folder: string | null }>(child, 60_000)).folder;
    return child;
  }

  /** What it says next. A process that ends or says nothing in time is given up. */
  #answer<T>(child: ChildProcess, patienceMs: number): Promise<T> {
    return new Promise((resolve) => {
      const settle = (answer: T): void => {
        clearTimeout(timer);
        child.off('message', settle).off('exit', died);
        resolve(answer);
      };
      const given = (outcome: string, sentence: string): void => {
        settle({ outcome, sentence, megabytes: 0 } as T);
        this.close();
      };
      const died = (code: number | null, signal: string | null): void =>
        given('crash', `ended by ${signal ?? `exit code ${code}`}`);
      const timer = setTimeout(() => given('hang', `no answer in ${patienceMs / 1000} s`), patienceMs);
      child.on('message', settle).on('exit', died);
    });
  }
}
