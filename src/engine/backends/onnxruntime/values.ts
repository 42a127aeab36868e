import type { BackendValues, DataType } from '@tensorflow/tfjs-core';
import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import { createData, type Data, type DType, type Shape, sizeOf, type Value } from './graph.js';

/* Numbers on their way between TensorFlow.js, recorded values and the runtime. */

/** Makes the runtime's tensors; a parameter so that this file needs no loaded runtime. */
export type CreateOnnxTensor = (dtype: DType, data: Data, shape: Shape) => OnnxTensor;

/** The numbers of a computed value. */
export function numbersOf(value: Value): Data {
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

export function supportedType(dtype: DataType): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`The onnxruntime backend has no ${dtype} tensors, only float32, int32 and bool.`);
}

export function asData(values: BackendValues, dtype: DType): Data {
  if (dtype === 'float32' && values instanceof Float32Array) return values;
  if (dtype === 'int32' && values instanceof Int32Array) return values;
  if (dtype === 'bool' && values instanceof Uint8Array) return values;
  const data = createData(dtype, values.length);
  data.set(Array.from(values, Number));
  return data;
}

/** 0 or 1 when all elements are that; TensorFlow.js's gradients make large tensors of ones. */
export function uniform(data: Data): 0 | 1 | null {
  const first = data[0];
  if ((first !== 0 && first !== 1) || Object.is(first, -0)) return null;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return null;
  return first;
}
