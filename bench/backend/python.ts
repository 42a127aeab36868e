import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './messages.js';
import { expected, type ReplyTo, type Runner } from './runner.js';

/** A Python that can `import torch`: `PYTHON` if set, else the first of the usual names; null where there is none. */
export function findPyTorch(): string | null {
  const named = process.env.PYTHON;
  const candidates = named ? [named] : ['python3', '/usr/bin/python3', 'python'];
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0) ?? null;
}

/** The contender written in Python: a JSON request a line, a JSON reply a line. */
export class PythonRunner implements Runner {
  readonly #child;
  readonly #lines;
  readonly #gone;

  constructor(python: string, folder: string, threads: number) {
    const program = fileURLToPath(new URL('./contenders/pytorch.py', import.meta.url));
    this.#child = spawn(python, [program, folder, String(threads)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: fairEnvironment(threads),
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#gone = once(this.#child, 'exit').then(([code]): never => {
      throw new Error(`PyTorch ended with ${code}`);
    });
    this.#gone.catch(() => undefined);
  }

  async ask<Op extends Request['op']>(request: Extract<Request, { op: Op }>): Promise<ReplyTo<Op>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await Promise.race([this.#lines.next(), this.#gone]);
    if (line.done) return await this.#gone;
    return expected(JSON.parse(line.value) as Reply);
  }

  stop(): void {
    this.#child.stdin.end();
  }
}

/**
 * The surroundings PyTorch is fastest in: as many OpenMP threads as it may have, and nothing that overrides what
 * OpenBLAS finds out about the processor by itself.
 */
export function fairEnvironment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...rest } = process.env;
  return { ...rest, OMP_NUM_THREADS: String(threads) };
}
