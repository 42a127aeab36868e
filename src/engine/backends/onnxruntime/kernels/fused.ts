import {
  _FusedMatMul,
  Add,
  BatchMatMul,
  Conv2D,
  DepthwiseConv2dNative,
  Elu,
  FusedConv2D,
  FusedDepthwiseConv2D,
  LeakyRelu,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  Prelu,
  Relu,
  Relu6,
  Sigmoid,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { type Kernel, kernel, type Recorder } from '../recorder.js';
import { binaryKernels } from './binary.js';
import { convolutionKernels } from './convolution.js';
import { depthwiseKernels } from './depthwise.js';
import { matMulKernels } from './matmul.js';
import { stepsFrom } from './steps.js';
import { unaryKernels } from './unary.js';

/*
 * TensorFlow.js's fused kernels, recorded as the steps they stand for: ONNX Runtime fuses them again by itself.
 */

const record = stepsFrom(
  ...binaryKernels,
  ...convolutionKernels,
  ...depthwiseKernels,
  ...matMulKernels,
  ...unaryKernels,
);

interface Epilogue {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

interface Activation extends NamedAttrMap {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

function activate(
  recorder: Recorder,
  x: TensorInfo,
  preluWeights: TensorInfo | null,
  attributes: Activation,
): TensorInfo {
  switch (attributes.activation ?? 'linear') {
    case 'linear':
      return x;
    case 'relu':
      return record(recorder, Relu, { x }, {});
    case 'relu6':
      return record(recorder, Relu6, { x }, {});
    case 'elu':
      return record(recorder, Elu, { x }, {});
    case 'sigmoid':
      return record(recorder, Sigmoid, { x }, {});
    case 'leakyrelu':
      return record(recorder, LeakyRelu, { x }, { alpha: attributes.leakyreluAlpha ?? 0.2 });
    case 'prelu':
      if (preluWeights === null) throw new Error('prelu needs its weights');
      return record(recorder, Prelu, { x, alpha: preluWeights }, {});
    default:
      throw new Error(`The onnxruntime backend has no fused activation ${attributes.activation}.`);
  }
}

function fused(name: string, product: string, factors: readonly [string, string]): Kernel {
  return kernel<NamedTensorInfoMap & Epilogue, Activation>(name, (recorder, inputs, attributes) => {
    const [first, second] = factors;
    let result = record(recorder, product, { [first]: inputs[first], [second]: inputs[second] }, attributes);
    const replace = (next: TensorInfo): void => {
      if (next === result) return;
      recorder.release(result);
      result = next;
    };
    const channelsFirst = attributes.dataFormat === 'NCHW';
    const perChannel = (weights: TensorInfo): TensorInfo =>
      channelsFirst && weights.shape.length === 1 ? { ...weights, shape: [...weights.shape, 1, 1] } : weights;
    if (inputs.bias !== undefined) {
      replace(record(recorder, Add, { a: result, b: perChannel(inputs.bias) }, {}));
    }
    const weights = inputs.preluActivationWeights;
    replace(activate(recorder, result, weights === undefined ? null : perChannel(weights), attributes));
    return result;
  });
}

export const fusedKernels: readonly Kernel[] = [
  fused(FusedConv2D, Conv2D, ['x', 'filter']),
  fused(FusedDepthwiseConv2D, DepthwiseConv2dNative, ['x', 'filter']),
  fused(_FusedMatMul, BatchMatMul, ['a', 'b']),
];
