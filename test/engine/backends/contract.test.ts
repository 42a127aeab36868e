import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENDERS, type Contender } from './contract/contenders.js';
import { CONTRACT } from './contract/contract.js';
import type { Outcome } from './programs/contract.js';

/**
 * One contract for every backend, each held to it in a process of its own: a driver that crashes fails its own laws and
 * nobody else's. What cannot be run here is skipped, and its name says why.
 */
describe.each(CONTENDERS)('the contract: $name', (contender) => {
  describe.skipIf(contender.missing !== null)(
    contender.missing === null ? 'holds' : `not run here: ${contender.missing}`,
    () => {
      let trial: Trial;
      beforeAll(async () => {
        trial = new Trial(contender);
        expect(await trial.outcome('')).toBeNull();
      }, 120_000);
      afterAll(() => trial?.end());
      it.each(CONTRACT.map(({ name }) => name))(
        '%s',
        async (law) => {
          expect(await trial.outcome(law)).toBeNull();
        },
        120_000,
      );
    },
  );
});

/** A process in which a contender is held to the contract, law by law. */
class Trial {
  readonly #process: ChildProcess;
  readonly #outcomes = new Map<string, string | null>();
  readonly #waiting = new Set<() => void>();
  #ended: string | null = null;
  #printed = '';

  constructor({ name, environment }: Contender) {
    const program = fileURLToPath(new URL('./programs/contract.ts', import.meta.url));
    this.#process = fork(program, [name], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed = (this.#printed + text).slice(-4000);
      });
    }
    this.#process.on('message', ({ law, problem }: Outcome) => {
      this.#outcomes.set(law, problem);
      this.#wake();
    });
    this.#process.once('exit', (code, signal) => {
      this.#ended = `its process ended (${signal ?? `exit code ${code}`})\n${this.#printed}`;
      this.#wake();
    });
  }

  /** What is wrong about a law, once it was tried; null when it holds. */
  async outcome(law: string): Promise<string | null> {
    for (;;) {
      const outcome = this.#outcomes.get(law);
      if (outcome !== undefined) return outcome;
      if (this.#ended !== null) return this.#ended;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    while (this.#ended === null) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
