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
import {
  createData,
  type Data,
  type Operation,
  type OperationKind,
  type Shape,
  sameShape,
  sizeOf,
  type TensorType,
  Value,
} from './graph.js';
import { reshapeKind } from './kernels/reshape.js';
import { PendingValues } from './pending.js';
import type { Recorder } from './recorder.js';
import type { SessionCache } from './sessions.js';
import { asData, type CreateOnnxTensor, numbersOf, supportedType, uniform } from './values.js';

interface Entry {
  readonly value: Value;
  references: number;
}

/**
 * A TensorFlow.js backend whose kernels do not run: each call is recorded, and reading a tensor computes all that live
 * tensors wait for (see `PendingValues`).
 */
export class OnnxKernelBackend extends KernelBackend implements Recorder {
  readonly #sessions: SessionCache;
  readonly #tensors: DataStorage<Entry>;
  readonly #pending: PendingValues;
  #ids = 0;

  constructor(sessions: SessionCache, createTensor: CreateOnnxTensor) {
    super();
    this.#sessions = sessions;
    this.#pending = new PendingValues(sessions, createTensor);
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
    return this.#pending.all;
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
    const type = { dtype: supportedType(dtype), shape };
    const data = asData(values, type.dtype);
    const value = this.#create(type, uniform(data) ?? data);
    this.#tensors.set(dataId, { value, references });
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    const { value } = this.#tensors.get(dataId);
    if (value.state.kind === 'pending') {
      await this.#pending.compute([value]);
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
    await this.#pending.compute(this.#pending.all);
    return { kernelMs: performance.now() - start };
  }

  override dispose(): void {
    this.#pending.clear();
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
    this.#pending.add(value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }
}
