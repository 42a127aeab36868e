import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.js';
import { AppError, isErrorCode, unreachable } from '../errors.js';
import type { Log } from '../logger.js';
import { withLargePages } from './backends/large-pages.js';
import {
  type ChildSettings,
  type FromChild,
  fromChildSchema,
  type ScoreTask,
  type Task,
  type ToChild,
  type TrainTask,
} from './protocol.js';

export type LabMessage<Op extends FromChild['op']> = Extract<FromChild, { op: Op }>;

/** What is told of a painting under way. Each is awaited before the next, and all before `paint` settles. */
export interface LabListeners {
  readonly started?: (message: LabMessage<'started'>) => void | Promise<void>;
  readonly progress?: (message: LabMessage<'progress'>) => void | Promise<void>;
  readonly checkpoint?: (message: LabMessage<'checkpoint'>) => void | Promise<void>;
}

/** What is told of a training under way, as of a painting. */
export interface TrainingListeners {
  readonly started?: (message: LabMessage<'training-started'>) => void | Promise<void>;
  readonly progress?: (message: LabMessage<'training'>) => void | Promise<void>;
}

export type Taught = Omit<LabMessage<'trained'>, 'op'>;

export interface Painted extends Omit<LabMessage<'done'>, 'op' | 'memory'> {
  readonly backend: string;
  readonly device: string;
}

export type Scored = Omit<LabMessage<'scored'>, 'op'>;

/** The mathematics died, lost its device, was killed, or has said nothing for so long that it was killed. */
export class LabDied extends Error {
  override readonly name = 'LabDied';
}

export interface LabOptions {
  readonly log: Log;
  /** A child that says nothing for so long hangs, and is killed. One step of a huge picture must fit. */
  readonly silenceMs?: number;
  /** The same until it has read its pictures and begun: a picture can make its decoder hang where nothing stops it. */
  readonly readingMs?: number;
  /** The child's program; only tests have another. */
  readonly program?: string;
}

const SILENCE_MS = 10 * 60_000;
const READING_MS = 2 * 60_000;
const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));

/** The part of the configuration that the mathematics needs. */
export function labSettings({ engine, log, paths }: Config): ChildSettings {
  return {
    backend: engine.backend,
    device: engine.device,
    threads: engine.threads,
    memory: engine.memory,
    styleCache: { folder: paths.styleCache, bytes: engine.styleCacheBytes },
    deviceCache: paths.devices,
    weightsDir: paths.weights,
    log: { ...log },
  };
}

interface Waiting {
  resolve(message: FromChild): void;
  reject(error: Error): void;
}

/**
 * A handle on the process that does the mathematics (`child.ts`). It may be killed at any time, even in the middle of
 * a native computation: everything it knows is in files.
 */
export class Lab {
  readonly #process: ChildProcess;
  readonly #log: Log;
  readonly #silenceMs: number;
  readonly #readingMs: number;
  readonly #gone: Promise<void>;
  #death: LabDied | null = null;
  #waiting: Waiting | null = null;
  #silence: NodeJS.Timeout | undefined;
  #memory = 0;

  /** Starts the process. Its backend loads at once; `ready` tells when. */
  constructor(settings: ChildSettings, options: LabOptions) {
    this.#log = options.log;
    this.#silenceMs = options.silenceMs ?? SILENCE_MS;
    this.#readingMs = options.readingMs ?? READING_MS;
    this.#process = fork(options.program ?? PROGRAM, [], {
      execArgv: [],
      env: withLargePages(process.env),
      // Native libraries may print: standard output is for results, and the child has none to print.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#gone = new Promise((resolve) => {
      const gone = (why: string): void => {
        this.#die(new LabDied(why));
        resolve();
      };
      this.#process.once('error', (error) => gone(error.message));
      this.#process.once('exit', (code, signal) => gone(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
    this.#process.on('message', (raw) => this.#receive(raw));
    this.ready = this.#next().then(async (message) => {
      if (message.op === 'ready') return { backend: message.backend, device: message.device };
      if (message.op === 'lost') throw await this.#lost(message);
      throw message.op === 'failed' ? errorOf(message) : new LabDied(`began with ${message.op}`);
    });
    // Whoever paints or asks hears of it; nobody has to.
    this.ready.catch(() => {});
    this.#send({ op: 'start', settings });
  }

  /** What computes. Throws ENGINE_BACKEND when nothing does, LabDied when the process ended. */
  readonly ready: Promise<{ readonly backend: string; readonly device: string }>;

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#death === null;
  }

  /** Bytes that the process held after its last painting; 0 before the first. */
  get memory(): number {
    return this.#memory;
  }

  /**
   * Paints one picture. Throws what stands against it as an AppError (ENGINE_FAILED, with the child's own stack as
   * cause, for what nobody foresaw) and LabDied. Aborting kills the process and throws the signal's reason.
   */
  async paint(task: Task, listeners: LabListeners = {}, signal?: AbortSignal): Promise<Painted> {
    signal?.throwIfAborted();
    const abort = (): void => void this.kill();
    signal?.addEventListener('abort', abort);
    try {
      const computes = await this.ready;
      this.#send({ op: 'stylize', task });
      let patience = this.#readingMs;
      for (;;) {
        const message = await this.#next(patience);
        signal?.throwIfAborted();
        switch (message.op) {
          case 'started':
            patience = this.#silenceMs;
            await listeners.started?.(message);
            break;
          case 'progress':
            await listeners.progress?.(message);
            break;
          case 'checkpoint':
            await listeners.checkpoint?.(message);
            break;
          case 'done': {
            const { op: _, memory, ...painted } = message;
            this.#memory = memory;
            return { ...painted, ...computes };
          }
          case 'failed':
            throw errorOf(message);
          case 'lost':
            throw await this.#lost(message);
          case 'ready':
          case 'scored':
          case 'training-started':
          case 'training':
          case 'trained':
            throw new LabDied(`it said ${message.op} while painting`);
          default:
            unreachable(message);
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Scores one picture. Throws as `paint` does. */
  async score(task: ScoreTask): Promise<Scored> {
    await this.ready;
    this.#send({ op: 'score', task });
    const message = await this.#next();
    if (message.op === 'failed') throw errorOf(message);
    if (message.op === 'lost') throw await this.#lost(message);
    if (message.op !== 'scored') throw new LabDied(`it said ${message.op} while scoring`);
    const { op: _, ...scored } = message;
    return scored;
  }

  /** Trains a network; `save` makes it stop, with a checkpoint. Throws as `paint` does. */
  async train(task: TrainTask, listeners: TrainingListeners = {}): Promise<Taught> {
    await this.ready;
    this.#send({ op: 'train', task });
    for (;;) {
      const message = await this.#next();
      if (message.op === 'training-started') await listeners.started?.(message);
      else if (message.op === 'training') await listeners.progress?.(message);
      else if (message.op === 'failed') throw errorOf(message);
      else if (message.op === 'lost') throw await this.#lost(message);
      else if (message.op === 'trained') {
        const { op: _, ...taught } = message;
        return taught;
      } else throw new LabDied(`it said ${message.op} while training`);
    }
  }

  /** Asks for a checkpoint as soon as the evaluation under way is done; it comes as any other does. */
  save(): void {
    this.#send({ op: 'save' });
  }

  /** Ends the process, whatever it is doing, and settles when it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.#process.kill('SIGKILL');
    await this.#gone;
  }

  /** A process that has lost its device is of no more use; the next one looks for a device anew. */
  async #lost({ message }: LabMessage<'lost'>): Promise<LabDied> {
    await this.kill();
    return new LabDied(`its device was lost: ${message}`);
  }

  readonly #inbox: FromChild[] = [];

  #receive(raw: unknown): void {
    const parsed = fromChildSchema.safeParse(raw);
    if (!parsed.success) {
      this.#log.error({ problem: parsed.error.message }, 'the mathematics said something unknown; ending it');
      void this.kill();
      return;
    }
    if (this.#waiting === null) this.#inbox.push(parsed.data);
    else this.#settle((waiting) => waiting.resolve(parsed.data));
  }

  #next(patienceMs = this.#silenceMs): Promise<FromChild> {
    const message = this.#inbox.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#death !== null) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#silence = setTimeout(() => {
        this.#log.error({ seconds: patienceMs / 1000 }, 'the mathematics has gone silent; ending it');
        void this.kill();
      }, patienceMs);
    });
  }

  #die(death: LabDied): void {
    this.#death ??= death;
    this.#settle((waiting) => waiting.reject(death));
  }

  #settle(how: (waiting: Waiting) => void): void {
    clearTimeout(this.#silence);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) how(waiting);
  }

  #send(message: ToChild): void {
    // A failure to send means that it is ending, which `exit` tells better.
    if (this.#process.connected) this.#process.send(message, () => {});
  }
}

function errorOf({ code, details, message }: LabMessage<'failed'>): AppError {
  return new AppError(isErrorCode(code) ? code : 'ENGINE_FAILED', details, { cause: new Error(message) });
}
