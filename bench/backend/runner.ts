import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './messages.js';

/** A contender's process. */
export class Runner {
  readonly #child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)));
  readonly #gone = once(this.#child, 'exit').then(([code]): never => {
    throw new Error(`a contender ended with ${code}`);
  });

  async ask(request: Request): Promise<Reply> {
    this.#child.send(request);
    const [reply]: [Reply] = (await Promise.race([once(this.#child, 'message'), this.#gone])) as [Reply];
    if (reply.op === 'failed') throw new Error(reply.problem);
    return reply;
  }

  stop(): void {
    // It ends by itself when nobody is connected any more, and that end is no failure.
    this.#gone.catch(() => undefined);
    this.#child.disconnect();
  }
}
