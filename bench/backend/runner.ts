import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './messages.js';

export type ReplyTo<Op extends Request['op']> = Extract<
  Reply,
  { op: { prepare: 'ready'; evaluate: 'evaluated'; save: 'saved' }[Op] }
>;

/** A contender's process. */
export interface Runner {
  /** Throws what the contender failed with, and when it ended. */
  ask<Op extends Request['op']>(request: Extract<Request, { op: Op }>): Promise<ReplyTo<Op>>;
  stop(): void;
}

/** A contender written in TypeScript (`child.ts`). */
export class ForkedRunner implements Runner {
  readonly #child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
    // Some contenders load ONNX Runtime by themselves (src/engine/backends/onnxruntime/load.ts).
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  readonly #gone = once(this.#child, 'exit').then(([code]): never => {
    throw new Error(`a contender ended with ${code}`);
  });

  async ask<Op extends Request['op']>(request: Extract<Request, { op: Op }>): Promise<ReplyTo<Op>> {
    this.#child.send(request);
    const [reply] = (await Promise.race([once(this.#child, 'message'), this.#gone])) as [Reply];
    return expected(reply);
  }

  stop(): void {
    // It ends by itself when nobody is connected any more, and that end is no failure.
    this.#gone.catch(() => undefined);
    this.#child.disconnect();
  }
}

/** The reply that was asked for; throws the failure that came instead. */
export function expected<Op extends Request['op']>(reply: Reply): ReplyTo<Op> {
  if (reply.op === 'failed') throw new Error(reply.problem);
  return reply as ReplyTo<Op>;
}
