import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import type { Value } from './graph.js';
import { feedName, lowerPlan, outputName } from './lowering.js';
import { planOf } from './plan.js';
import type { SessionCache } from './sessions.js';
import { planKey } from './structure.js';
import { type CreateOnnxTensor, numbersOf, resultData } from './values.js';

/**
 * The values that live tensors wait for, and their computation: reading one computes **every** one of them in one run
 * of ONNX Runtime, after which they let go of their inputs. Reads of the same tick share one run. (torch-xla's rule for
 * lazy tensors; computing only what was asked for would leave optimizers' variables pending for ever, each step a longer
 * graph and a new session.)
 */
export class PendingValues {
  readonly #sessions: SessionCache;
  readonly #createTensor: CreateOnnxTensor;
  readonly #pending = new Set<Value>();
  /** Values that a reader waits for, pending or not any more live. */
  readonly #wanted = new Set<Value>();
  #scheduled: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(sessions: SessionCache, createTensor: CreateOnnxTensor) {
    this.#sessions = sessions;
    this.#createTensor = createTensor;
  }

  get all(): ReadonlySet<Value> {
    return this.#pending;
  }

  add(value: Value): void {
    if (value.state.kind === 'pending') this.#pending.add(value);
  }

  delete(value: Value): void {
    this.#pending.delete(value);
  }

  clear(): void {
    this.#pending.clear();
    this.#wanted.clear();
  }

  /** Resolves when these values, and with them all that are pending, are computed. */
  compute(values: Iterable<Value>): Promise<void> {
    for (const value of values) this.#wanted.add(value);
    return this.#flushSoon();
  }

  /** The flush that will compute all that is pending when this tick ends. */
  #flushSoon(): Promise<void> {
    this.#scheduled ??= this.#running.then(() => {
      this.#scheduled = null;
      const flush = this.#flush();
      this.#running = flush.catch(() => undefined);
      return flush;
    });
    return this.#scheduled;
  }

  async #flush(): Promise<void> {
    const wanted = [...this.#wanted].filter((value) => value.state.kind === 'pending');
    const all = [...new Set([...this.#pending, ...wanted])];
    this.#wanted.clear();
    if (wanted.length === 0) return;
    try {
      await this.#compute(all);
    } catch (failure) {
      if (all.length === wanted.length) throw failure;
      // A tensor that cannot be computed, and that nobody reads, must not keep others from being read.
      await this.#compute(wanted);
    }
  }

  async #compute(outputs: readonly Value[]): Promise<void> {
    const plan = planOf(outputs);
    const feeds = plan.leaves.filter((leaf) => leaf.state.kind === 'data' && !leaf.state.constant);
    const { key, constants } = planKey(plan, feeds);
    const feed: Record<string, OnnxTensor> = {};
    for (const [i, value] of feeds.entries()) {
      feed[feedName(i)] = this.#createTensor(value.dtype, numbersOf(value), value.shape);
    }
    const results = await this.#sessions.run(key, constants, () => lowerPlan(plan, feeds), feed);
    for (const [i, value] of outputs.entries()) {
      const data = results[outputName(i)]?.data;
      value.state = { kind: 'data', data: resultData(data), constant: false };
      this.#pending.delete(value);
    }
  }
}
