import type { OnnxAttribute } from './onnx-proto.js';

/** What the backend computes with. TensorFlow.js's `string` and `complex64` are refused at the door. */
export type DType = 'float32' | 'int32' | 'bool';
export type Data = Float32Array | Int32Array | Uint8Array;
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** One recorded kernel call. */
export interface Operation {
  readonly name: string;
  /** The attributes as text: with the name and the inputs they say all that the operation computes. */
  readonly attributes: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Written only when its result is asked for: operations that use it may do its work themselves. */
  readonly deferred: boolean;
  /** Writes the operation as ONNX nodes; one result for each output. */
  lower(graph: Lowering): readonly Ref[];
}

/**
 * - `pending`: not computed yet, the result of an operation.
 * - `data`: numbers in memory. Constant ones become part of compiled sessions, others are fed at each run.
 * - `fill`: every element is this number. Only 0 and 1, so that numbers that change (learning rates) do not change
 *   the structure of the graph and with it the session.
 * - `input`: fed at each run of a compiled function.
 */
export type ValueState =
  | { readonly kind: 'pending'; readonly operation: Operation }
  | { readonly kind: 'data'; readonly data: Data; readonly constant: boolean }
  | { readonly kind: 'fill'; readonly fill: 0 | 1 }
  | { readonly kind: 'input'; readonly index: number };

/** A node of the recorded graph. Several tensors may share one (`clone`). */
export class Value {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: Shape;
  state: ValueState;
  /** The same elements seen with other shapes, by shape, so that each is one value however often it is used. */
  readonly views = new Map<string, Value>();

  constructor(id: number, type: TensorType, state: ValueState) {
    this.id = id;
    this.dtype = type.dtype;
    this.shape = type.shape;
    this.state = state;
  }

  get operation(): Operation | null {
    return this.state.kind === 'pending' ? this.state.operation : null;
  }
}

/** A kind of operation: how calls with attributes `A` are written as ONNX nodes. */
export interface OperationKind<A> {
  readonly name: string;
  readonly deferred?: boolean;
  lower(graph: Lowering, call: Call<A>): Ref | readonly Ref[];
}

export interface Call<A> {
  readonly inputs: readonly Value[];
  readonly attributes: A;
  readonly outputs: readonly TensorType[];
}

/**
 * A result inside the ONNX graph. TensorFlow.js thinks in NHWC and ONNX's convolutions in NCHW, so a result remembers
 * in which order its axes are stored instead of being transposed back each time; and a result that repeats itself
 * along an axis may be stored with that axis 1, as broadcasting will repeat it where that matters.
 */
export interface Ref {
  readonly name: string;
  readonly dtype: DType;
  /** The shape TensorFlow.js knows. */
  readonly shape: Shape;
  /** `order[i]` is the axis of `shape` that stored axis i holds. */
  readonly order: Order;
  /** The shape in the ONNX graph: `shape[order[i]]`, or 1 where it repeats. */
  readonly stored: Shape;
}

export type Order = readonly number[];

/** What a kernel may use to write itself as ONNX nodes. */
export interface Lowering {
  /** The value however it is stored. */
  ref(value: Value): Ref;
  /** The value with all of its elements stored in this order of axes. */
  ordered(value: Value, order: Order): Ref;
  /** The value stored as TensorFlow.js sees it: in its own order, in full. */
  plain(value: Value): Ref;
  /** The same for a result that is no value of its own. */
  reorder(ref: Ref, order: Order): Ref;
  /** As `reorder`, but what is stored once for a whole axis stays so. */
  arrange(ref: Ref, order: Order): Ref;
  /** Adds a node with one result. `order` defaults to the plain one, `stored` to all elements. */
  emit(
    type: string,
    inputs: readonly (Ref | string)[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    output: TensorType & { readonly order?: Order; readonly stored?: Shape },
  ): Ref;
  /** Gives the node that was emitted for a result one more input, known now. */
  addInput(result: Ref, input: Ref): void;
  /** Adds a node with several results and returns their names; for results that are no tensors of TensorFlow.js's. */
  emitMany(
    type: string,
    inputs: readonly (Ref | string)[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
  ): readonly string[];
  /** The same result seen with another shape; the number of elements stays. */
  reshape(ref: Ref, shape: Shape): Ref;
  cast(ref: Ref, dtype: DType): Ref;
  /** A number as a tensor of rank 0. */
  scalar(value: number, dtype: DType): Ref;
  /** An int64 vector, as ONNX takes shapes, axes and pads. Returns its name. */
  integers(values: readonly number[]): string;
  /** Numbers known now, part of the session. */
  initializer(data: Data, type: TensorType): Ref;
  /** The numbers of a value when they are known now and never change. */
  constantData(value: Value): Data | null;
  /** A number when every element of the value is that number, known now. */
  fillOf(value: Value): 0 | 1 | null;
  /** Whether exactly one operation of this graph, and nobody else, uses the value. */
  usedOnce(value: Value): boolean;
  /** A value of this graph computed by this operation from exactly these inputs. */
  find(name: string, inputs: readonly Value[]): Value | null;
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i]);
}

export function createData(dtype: DType, size: number, fill = 0): Data {
  const data =
    dtype === 'float32'
      ? new Float32Array(size)
      : dtype === 'int32'
        ? new Int32Array(size)
        : new Uint8Array(size);
  return fill === 0 ? data : data.fill(fill);
}
