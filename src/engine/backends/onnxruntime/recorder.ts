import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { Data, OperationKind, Shape, TensorType, Value } from './graph.js';

/** What a TensorFlow.js kernel does on this backend: it writes down what is to be computed. */
export interface Recorder {
  /** The recorded value behind a tensor, seen with the tensor's shape. */
  value(tensor: TensorInfo): Value;
  /** Records one call; one tensor for each output. */
  record<A>(
    kind: OperationKind<A>,
    inputs: readonly Value[],
    attributes: A,
    outputs: readonly TensorType[],
  ): TensorInfo[];
  /** The same numbers as another tensor, maybe seen with another shape. Nothing is computed or copied. */
  alias(tensor: TensorInfo, shape?: Shape): TensorInfo;
  /** A tensor of numbers known now. */
  data(type: TensorType, data: Data): TensorInfo;
  /** Lets go of a tensor that a kernel made for itself; operations recorded on it stay as they are. */
  release(tensor: TensorInfo): void;
  /** A tensor in which every element is 0 or 1. */
  fill(type: TensorType, fill: 0 | 1): TensorInfo;
}

/** A TensorFlow.js kernel by its name there. */
export interface Kernel {
  readonly name: string;
  record(recorder: Recorder, inputs: NamedTensorInfoMap, attributes: NamedAttrMap): TensorInfo | TensorInfo[];
}

/**
 * Declares a kernel with the types of its inputs and attributes, which TensorFlow.js documents by name
 * (`Conv2DInputs`, `Conv2DAttrs` …) but passes untyped.
 */
export function kernel<I, A = object>(
  name: string,
  record: (recorder: Recorder, inputs: I, attributes: A) => TensorInfo | TensorInfo[],
): Kernel {
  return {
    name,
    record: (recorder, inputs, attributes) =>
      record(recorder, inputs as unknown as I, attributes as unknown as A),
  };
}

/** Records a call with a single output. */
export function recordOne<A>(
  recorder: Recorder,
  kind: OperationKind<A>,
  inputs: readonly TensorInfo[],
  attributes: A,
  output: TensorType,
): TensorInfo {
  const values = inputs.map((input) => recorder.value(input));
  const [tensor] = recorder.record(kind, values, attributes, [output]);
  if (tensor === undefined) throw new Error(`${kind.name} recorded no output`);
  return tensor;
}

/** The dtype of `x` with another shape. */
export function typeOf(recorder: Recorder, x: TensorInfo, shape: readonly number[]): TensorType {
  return { dtype: recorder.value(x).dtype, shape };
}
