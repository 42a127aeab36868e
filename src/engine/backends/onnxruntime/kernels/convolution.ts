import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  DepthwiseConv2dNative,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, TensorType, Value } from '../graph.js';
import { sizeOf } from '../graph.js';
import { at, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { filterRef } from './filters.js';
import { gradientPads, isStride1, onnxPads, unread, type Window, windowOf } from './window.js';

/*
 * Filters are [height, width, in, out] in TensorFlow.js. A Conv node wants [out, in, height, width] and x in NCHW.
 */

const forward: OperationKind<Window> = {
  name: Conv2D,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const x = g.ordered(at(inputs, 0), NCHW);
    const filter = filterRef(g, at(inputs, 1), { perm: [3, 2, 0, 1], flip: false });
    return emitConv(g, 'Conv', [x, filter], convAttributes(window), at(outputs, 0));
  },
};

/**
 * dL/dx. With stride 1 it is a convolution of dy with the filter turned by 180°, input and output channels swapped,
 * which runs faster than the ConvTranspose that serves the other strides.
 */
const backpropInput: OperationKind<Window> = {
  name: Conv2DBackpropInput,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [dyValue, filterValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const dy = g.ordered(dyValue, NCHW);
    const pads = gradientPads(window);
    if (isStride1(window) && pads !== null) {
      const filter = filterRef(g, filterValue, { perm: [2, 3, 0, 1], flip: true });
      const attributes = { kernel_shape: window.kernel, dilations: window.dilations, pads };
      return emitConv(g, 'Conv', [dy, filter], attributes, output);
    }
    const filter = filterRef(g, filterValue, { perm: [3, 2, 0, 1], flip: false });
    return convTranspose(g, dy, filter, window, { input: output, output: dyValue }, 1);
  },
};

/**
 * dL/dfilter[h, w, i, o] = Σ over n, y, x of input[n, y·stride + h·dilation, x·stride + w·dilation, i] · dy[n, y, x, o]:
 * itself a convolution, of the input with dy as the filter, in which batch and channels change places and stride and
 * dilation too.
 */
const backpropFilter: OperationKind<Window> = {
  name: Conv2DBackpropFilter,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [xValue, dyValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const x = g.ordered(xValue, [3, 0, 1, 2]);
    const dy = g.ordered(dyValue, [3, 0, 1, 2]);
    const attributes = {
      kernel_shape: dyValue.shape.slice(1, 3),
      strides: window.dilations,
      dilations: window.strides,
      pads: onnxPads(window),
    };
    // [in, out, height, width], with the rows and columns that no window read behind the wanted ones.
    const [height, width] = unread(window, xValue.shape.slice(1), dyValue.shape.slice(1));
    const [rows, columns, channelsIn, channelsOut] = output.shape;
    const taps = [
      (rows ?? 1) + Math.floor(height / window.dilations[0]),
      (columns ?? 1) + Math.floor(width / window.dilations[1]),
    ];
    const gradient = g.emit('Conv', [x, dy], attributes, {
      dtype: 'float32',
      shape: [channelsIn ?? 1, channelsOut ?? 1, ...taps],
    });
    const wanted = g.emit(
      'Slice',
      [gradient, g.integers([0, 0]), g.integers([rows ?? 1, columns ?? 1]), g.integers([2, 3])],
      {},
      { ...output, order: [2, 3, 0, 1] },
    );
    return wanted;
  },
};

/**
 * `maps + bias` where the maps come from a convolution and nobody else wants them without the bias: the convolution
 * adds it as it goes. Null when it is not that.
 */
export function convolutionWithBias(g: Lowering, maps: Value, bias: Value): Ref | null {
  const name = maps.operation?.name;
  if (name !== Conv2D && name !== DepthwiseConv2dNative) return null;
  const channels = at(maps.shape, 3);
  const data = g.constantData(bias);
  const perChannel = sizeOf(bias.shape) === channels && bias.shape.at(-1) === channels;
  if (!perChannel || bias.shape.length > 4 || data === null || !g.usedOnce(maps)) return null;
  const convolved = g.ref(maps);
  g.addInput(convolved, g.initializer(data, { dtype: 'float32', shape: [channels] }));
  return convolved;
}

export function convAttributes(window: Window) {
  return {
    kernel_shape: window.kernel,
    strides: window.strides,
    dilations: window.dilations,
    pads: onnxPads(window),
  };
}

export function emitConv(
  g: Lowering,
  type: string,
  inputs: readonly (Ref | string)[],
  attributes: Parameters<Lowering['emit']>[2],
  output: TensorType,
): Ref {
  return g.emit(type, inputs, attributes, { ...output, order: NCHW });
}

/** dL/dx for any stride; `filter` in the form of the forward Conv. */
export function convTranspose(
  g: Lowering,
  dy: Ref,
  filter: Ref,
  window: Window,
  shapes: { readonly input: TensorType; readonly output: Value },
  group: number,
): Ref {
  const padding = unread(window, shapes.input.shape.slice(1), shapes.output.shape.slice(1));
  const attributes = { ...convAttributes(window), group, output_padding: padding };
  return emitConv(g, 'ConvTranspose', [dy, filter], attributes, shapes.input);
}

type Shape4D = [number, number, number, number];

/** NCHW tensors are stored as TensorFlow.js's users see them; convolutions work on their NHWC view. */
function requireNhwc(dataFormat: string): void {
  if (dataFormat !== 'NHWC') {
    throw new Error(`The onnxruntime backend convolves NHWC tensors only, not ${dataFormat}.`);
  }
}

export const convolutionKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo; filter: TensorInfo }, Conv2DAttrs>(
    Conv2D,
    (recorder, { x, filter }, attributes) => {
      requireNhwc(attributes.dataFormat);
      const info = backend_util.computeConv2DInfo(
        x.shape as Shape4D,
        filter.shape as Shape4D,
        attributes.strides,
        attributes.dilations,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      const output = { dtype: 'float32', shape: info.outShape } as const;
      return recordOne(recorder, forward, [x, filter], windowOf(info), output);
    },
  ),
  kernel<{ dy: TensorInfo; filter: TensorInfo }, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    (recorder, { dy, filter }, attributes) => {
      requireNhwc(attributes.dataFormat);
      const info = backend_util.computeConv2DInfo(
        attributes.inputShape,
        filter.shape as Shape4D,
        attributes.strides,
        1,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      const output = { dtype: 'float32', shape: info.inShape } as const;
      return recordOne(recorder, backpropInput, [dy, filter], windowOf(info), output);
    },
  ),
  kernel<{ x: TensorInfo; dy: TensorInfo }, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    (recorder, { x, dy }, attributes) => {
      requireNhwc(attributes.dataFormat);
      const info = backend_util.computeConv2DInfo(
        x.shape as Shape4D,
        attributes.filterShape,
        attributes.strides,
        1,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      const output = { dtype: 'float32', shape: info.filterShape } as const;
      return recordOne(recorder, backpropFilter, [x, dy], windowOf(info), output);
    },
  ),
];
