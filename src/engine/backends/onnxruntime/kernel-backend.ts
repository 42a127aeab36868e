import {
  type BackendTimingInfo,
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import {
  createData,
  type Data,
  type DType,
  type Operation,
  type OperationKind,
  type Shape,
  sameShape,
  sizeOf,
  type TensorType,
  Value,
} from './graph.js';
import { reshapeKind } from './kernels/reshape.js';
import { feedName, lowerPlan, outputName, planOf } from './lowering.js';
import type { Recorder } from './recorder.js';
import type { SessionCache } from './sessions.js';
import { planKey } from './structure.js';

/** Makes the runtime's tensors; a parameter so that this file needs no loaded runtime. */
export type CreateOnnxTensor = (dtype: DType, data: Data, shape: Shape) => OnnxTensor;

interface Entry {
  readonly value: Value;
  references: number;
}

/**
 * A TensorFlow.js backend whose kernels do not run: each call is recorded, and reading a tensor computes **every**
 * live pending tensor in one run of ONNX Runtime, after which they let go of their inputs. Reads of the same tick
 * share one run. (torch-xla's rule for lazy tensors; computing only what was asked for would leave optimizers'
 * variables pending for ever, each step a longer graph and a new session.)
 */
export class OnnxKernelBackend extends KernelBackend implements Recorder {
  readonly #sessions: SessionCache;
  readonly #createTensor: CreateOnnxTensor;
  readonly #tensors: DataStorage<Entry>;
  readonly #pending = new Set<Value>();
  /** Values that a reader waits for, pending or not any more live. */
  readonly #wanted = new Set<Value>();
  #scheduled: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();
  #ids = 0;

  constructor(sessions: SessionCache, createTensor: CreateOnnxTensor) {
    super();
    this.#sessions = sessions;
    this.#createTensor = createTensor;
    this.#tensors = new DataStorage<Entry>(this, engine());
  }

  // What kernels use

  value(tensor: TensorInfo): Value {
    const { value } = this.#tensors.get(tensor.dataId);
    if (sameShape(value.shape, tensor.shape)) return value;
    const type = { dtype: value.dtype, shape: tensor.shape };
    if (value.state.kind === 'fill') return this.#create(type, value.state.fill);
    const key = tensor.shape.join();
    const view = value.views.get(key) ?? this.#call(reshapeKind, [value], {}, [type])[0] ?? value;
    value.views.set(key, view);
    return view;
  }

  record<A>(
    kind: OperationKind<A>,
    inputs: readonly Value[],
    attributes: A,
    outputs: readonly TensorType[],
  ): TensorInfo[] {
    return this.#call(kind, inputs, attributes, outputs).map((value) => this.#track(value));
  }

  alias(tensor: TensorInfo, shape: Shape = tensor.shape): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape: [...shape], dtype: tensor.dtype };
  }

  data(type: TensorType, data: Data): TensorInfo {
    return this.#track(this.#create(type, data));
  }

  fill(type: TensorType, fill: 0 | 1): TensorInfo {
    return this.#track(this.#create(type, fill));
  }

  release(tensor: TensorInfo): void {
    this.disposeData(tensor.dataId);
  }

  // What compiled functions use

  /** A tensor that stands for an input of a compiled function. */
  input(index: number, type: TensorType): TensorInfo {
    return this.#track(new Value(this.#ids++, type, { kind: 'input', index }));
  }

  /** Live tensors that are not computed yet. */
  get pending(): ReadonlySet<Value> {
    return this.#pending;
  }

  /** Marks numbers that never change: they become part of compiled sessions. */
  markConstant(tensor: TensorInfo): void {
    const { value } = this.#tensors.get(tensor.dataId);
    if (value.state.kind === 'data') value.state = { ...value.state, constant: true };
    else if (value.state.kind !== 'fill') {
      throw new Error('Only a tensor with values in memory can be marked constant: read it first.');
    }
  }

  // What TensorFlow.js uses

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    const type = { dtype: supported(dtype), shape };
    const data = asData(values, type.dtype);
    const value = this.#create(type, uniform(data) ?? data);
    this.#tensors.set(dataId, { value, references });
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    const { value } = this.#tensors.get(dataId);
    if (value.state.kind === 'pending') {
      this.#wanted.add(value);
      await this.#flushSoon();
    }
    return numbersOf(value);
  }

  override readSync(dataId: DataId): BackendValues {
    const { value } = this.#tensors.get(dataId);
    if (value.state.kind === 'pending') {
      throw new Error(
        'This tensor is not computed yet and the onnxruntime backend computes asynchronously: ' +
          'use `await tensor.data()` (or array(), print() after it) instead of dataSync() or arraySync().',
      );
    }
    return numbersOf(value);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#tensors.has(dataId)) return true;
    const entry = this.#tensors.get(dataId);
    entry.references--;
    if (entry.references > 0 && !force) return false;
    this.#tensors.delete(dataId);
    this.#pending.delete(entry.value);
    const { state } = entry.value;
    if (state.kind === 'data' && state.constant) this.#sessions.forget(entry.value.id);
    return true;
  }

  override refCount(dataId: DataId): number {
    return this.#tensors.has(dataId) ? this.#tensors.get(dataId).references : 0;
  }

  override incRef(dataId: DataId): void {
    this.#tensors.get(dataId).references++;
  }

  override numDataIds(): number {
    return this.#tensors.numDataIds();
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['Tensors that are not computed yet take no memory.'] };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Milliseconds from the first call that `record` makes to the end of a run that computes all that is pending. */
  override async time(record: () => void): Promise<BackendTimingInfo> {
    const start = performance.now();
    record();
    for (const value of this.#pending) this.#wanted.add(value);
    await this.#flushSoon();
    return { kernelMs: performance.now() - start };
  }

  override dispose(): void {
    this.#pending.clear();
    this.#wanted.clear();
  }

  // Recording

  #call<A>(
    kind: OperationKind<A>,
    inputs: readonly Value[],
    attributes: A,
    outputs: readonly TensorType[],
  ): Value[] {
    const values: Value[] = [];
    const operation: Operation = {
      name: kind.name,
      attributes: JSON.stringify(attributes),
      inputs,
      outputs: values,
      deferred: kind.deferred === true,
      lower: (graph) => {
        const refs = kind.lower(graph, { inputs, attributes, outputs });
        return 'name' in refs ? [refs] : refs;
      },
    };
    for (const output of outputs) {
      // Nothing is left to compute for a tensor without elements.
      values.push(
        sizeOf(output.shape) === 0
          ? this.#create(output, createData(output.dtype, 0))
          : new Value(this.#ids++, output, { kind: 'pending', operation }),
      );
    }
    return values;
  }

  #create(type: TensorType, content: Data | 0 | 1): Value {
    return new Value(
      this.#ids++,
      type,
      typeof content === 'number'
        ? { kind: 'fill', fill: content }
        : { kind: 'data', data: content, constant: false },
    );
  }

  #track(value: Value): TensorInfo {
    const dataId = {};
    this.#tensors.set(dataId, { value, references: 1 });
    if (value.state.kind === 'pending') this.#pending.add(value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  // Computing

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

/** The numbers of a computed value. */
function numbersOf(value: Value): Data {
  const { state } = value;
  switch (state.kind) {
    case 'data':
      return state.data;
    case 'fill':
      return createData(value.dtype, sizeOf(value.shape), state.fill);
    case 'pending':
    case 'input':
      throw new Error('This tensor only exists while a function is compiled; it has no values to read.');
  }
}

export function resultData(data: unknown): Data {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  throw new Error('ONNX Runtime returned a tensor of an unexpected type');
}

function supported(dtype: DataType): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`The onnxruntime backend has no ${dtype} tensors, only float32, int32 and bool.`);
}

function asData(values: BackendValues, dtype: DType): Data {
  if (dtype === 'float32' && values instanceof Float32Array) return values;
  if (dtype === 'int32' && values instanceof Int32Array) return values;
  if (dtype === 'bool' && values instanceof Uint8Array) return values;
  const data = createData(dtype, values.length);
  data.set(Array.from(values, Number));
  return data;
}

/** 0 or 1 when all elements are that; TensorFlow.js's gradients make large tensors of ones. */
function uniform(data: Data): 0 | 1 | null {
  const first = data[0];
  if ((first !== 0 && first !== 1) || Object.is(first, -0)) return null;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return null;
  return first;
}
