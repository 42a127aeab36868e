import { once } from 'node:events';
import { asAppError } from '../errors.js';
import { createLogger, type Log } from '../logger.js';
import type { Backend } from './backends/backend.js';
import { isDeviceLost } from './backends/device-lost.js';
import { selectBackend, surroundings } from './backends/select.js';
import type { Extractor } from './extractors/extractor.js';
import { createExtractor } from './extractors/factory.js';
import type { Pooling } from './extractors/network-design.js';
import { preferredPooling } from './extractors/networks.js';
import { type LoadedNetwork, loadNetwork } from './fast/paint-fast.js';
import { runTraining } from './fast/train-task.js';
import { functionsShare } from './memory.js';
import {
  type ChildSettings,
  type FromChild,
  type ScoreTask,
  type Task,
  type TrainTask,
  toChildSchema,
} from './protocol.js';
import { resolveRecipe } from './recipes.js';
import { runScore } from './score-task.js';
import { StyleCache } from './style-cache.js';
import { runTask } from './task.js';

/*
 * The process that does the mathematics: it selects a backend once, then paints what it is told to, one picture at a
 * time. Its parent may kill it at any moment, and it ends by itself when it has no parent any more.
 */

function send(message: FromChild): void {
  process.send?.(message);
}

function sendFailure(thrown: unknown): void {
  const error = asAppError(thrown, outOfMemory(thrown) ? 'ENGINE_MEMORY' : 'ENGINE_FAILED');
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message;
  send({ op: 'failed', code: error.code, details: { ...error.details }, message: cause });
}

/** Native allocators say so in words only. */
function outOfMemory(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    /bad[_ ]alloc|out of memory|failed to allocate|allocation failed/i.test(thrown.message)
  );
}

/** Paints with one backend; extractors are made when first asked for and kept. */
class Painter {
  readonly #backend: Backend;
  readonly #weightsDir: string;
  readonly #memory: number;
  readonly #styleCache: StyleCache;
  readonly #log: Log;
  readonly #deviceLost: () => Promise<void>;
  readonly #extractors = new Map<string, Extractor>();
  #saveAsked = false;

  /** @param deviceLost is told before the parent is, so that the next process does not trust the device blindly. */
  constructor(
    backend: Backend,
    { weightsDir, memory, styleCache }: ChildSettings,
    log: Log,
    deviceLost: () => Promise<void>,
  ) {
    this.#backend = backend;
    this.#weightsDir = weightsDir;
    this.#memory = memory;
    this.#styleCache = new StyleCache({ ...styleCache, log });
    this.#log = log;
    this.#deviceLost = deviceLost;
  }

  save(): void {
    this.#saveAsked = true;
  }

  async paint(task: Task): Promise<void> {
    this.#saveAsked = false;
    try {
      await runTask(task, {
        backend: this.#backend,
        extractor: await this.#extractorFor(task),
        memory: this.#memory,
        styleCache: this.#styleCache,
        network: (file) => this.#network(file),
        send,
        saveAsked: this.#saveAskedSince,
        clock: () => performance.now(),
        log: this.#log,
      });
    } catch (error) {
      await this.#fail(error);
    }
  }

  async score(task: ScoreTask): Promise<void> {
    try {
      await runScore(task, {
        backend: this.#backend,
        extractor: await this.#extractor(task.extractor, 'max'),
        send,
      });
    } catch (error) {
      await this.#fail(error);
    }
  }

  async train(task: TrainTask): Promise<void> {
    this.#saveAsked = false;
    try {
      await runTraining(task, {
        backend: this.#backend,
        extractor: await this.#extractorFor(task),
        send,
        saveAsked: this.#saveAskedSince,
        clock: () => performance.now(),
        today: () => new Date().toISOString().slice(0, 10),
      });
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** The last network is kept: the next picture is often of the same style. */
  async #network(file: NonNullable<Task['network']>): Promise<LoadedNetwork> {
    if (this.#kept?.digest === file.digest) return this.#kept;
    this.#kept?.painter.dispose();
    this.#kept = null;
    this.#kept = await loadNetwork(file, this.#backend);
    return this.#kept;
  }

  #kept: LoadedNetwork | null = null;

  readonly #saveAskedSince = (): boolean => {
    const asked = this.#saveAsked;
    this.#saveAsked = false;
    return asked;
  };

  async #fail(error: unknown): Promise<void> {
    if (isDeviceLost(error)) {
      await this.#deviceLost();
      send({ op: 'lost', message: error instanceof Error ? error.message : String(error) });
    } else {
      sendFailure(error);
    }
  }

  #extractorFor({
    extractor,
    recipe,
    overrides,
  }: Pick<Task, 'extractor' | 'recipe' | 'overrides'>): Promise<Extractor> {
    const { pooling } = resolveRecipe(recipe, overrides);
    return this.#extractor(extractor, pooling ?? preferredPooling(extractor));
  }

  async #extractor(name: string, pooling: Pooling): Promise<Extractor> {
    const key = `${name} ${pooling}`;
    const known = this.#extractors.get(key);
    if (known !== undefined) return known;
    const made = await createExtractor(name, {
      backend: this.#backend,
      weightsDir: this.#weightsDir,
      pooling,
    });
    this.#extractors.set(key, made);
    return made;
  }
}

async function startPainter(settings: ChildSettings): Promise<Painter> {
  const log = createLogger({ ...settings.log, name: 'child' });
  const request = { ...settings, log, limits: { bytes: functionsShare(settings.memory) } };
  const here = surroundings(request, { environment: process.env, cacheFile: settings.deviceCache });
  const { backend, candidate } = await selectBackend(request, here);
  send({ op: 'ready', backend: backend.name, device: backend.device });
  return new Painter(backend, settings, log, () => here.prober.forget(candidate));
}

// Ctrl+C reaches every process of a terminal, and a service manager may signal the whole group: the parent decides.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// SIGKILL, since the tidy ways run destructors of native libraries that may be in the middle of something.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const [first] = await once(process, 'message');
const start = toChildSchema.parse(first);
if (start.op !== 'start') throw new Error(`expected start, not ${start.op}`);
const painter = startPainter(start.settings);
process.on('message', async (raw) => {
  const message = toChildSchema.parse(raw);
  if (message.op === 'stylize') await (await painter).paint(message.task);
  else if (message.op === 'score') await (await painter).score(message.task);
  else if (message.op === 'train') await (await painter).train(message.task);
  else if (message.op === 'save') (await painter).save();
});
painter.catch((error: unknown) => {
  sendFailure(error);
  process.disconnect?.();
});
