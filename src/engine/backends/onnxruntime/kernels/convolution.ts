import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  DepthwiseConv2dNative,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Order, Ref, Shape, TensorType, Value } from '../graph.js';
import { sizeOf } from '../graph.js';
import { asStored, at, identityOrder, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { filterRef } from './filters.js';
import { gradientInPhases } from './gradient-in-phases.js';
import { recordSlice } from './slicing.js';
import { gradientPads, isStride1, onnxPads, unread, type Window, windowOf } from './window.js';

/*
 * Filters are [height, width, in, out] in TensorFlow.js. A Conv node wants [out, in, height, width] and x in NCHW, as
 * which both of TensorFlow.js's formats are read.
 */

export interface Convolution extends Window {
  readonly channelsFirst: boolean;
}

const orderOf = ({ channelsFirst }: Convolution): Order => (channelsFirst ? identityOrder(4) : NCHW);

/** Height and width of a shape. */
export const spatial = (shape: Shape, { channelsFirst }: Convolution): Shape =>
  channelsFirst ? shape.slice(2) : shape.slice(1, 3);

const forward: OperationKind<Convolution> = {
  name: Conv2D,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const order = orderOf(window);
    const x = g.ordered(at(inputs, 0), order);
    const filter = filterRef(g, at(inputs, 1), { perm: [3, 2, 0, 1], flip: false });
    return emitConv(g, 'Conv', [x, filter], convAttributes(window), { ...at(outputs, 0), order });
  },
};

/**
 * dL/dx. With stride 1 it is a convolution of dy with the filter turned by 180°, input and output channels swapped, and
 * with another stride several such, both of which run faster than a ConvTranspose, which serves the rest.
 */
const backpropInput: OperationKind<Convolution> = {
  name: Conv2DBackpropInput,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [dyValue, filterValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const order = orderOf(window);
    const dy = g.ordered(dyValue, order);
    const pads = gradientPads(window);
    if (isStride1(window) && pads !== null) {
      const filter = filterRef(g, filterValue, { perm: [2, 3, 0, 1], flip: true });
      const attributes = { kernel_shape: window.kernel, dilations: window.dilations, pads };
      return emitConv(g, 'Conv', [dy, filter], attributes, { ...output, order });
    }
    const [down, across] = window.strides;
    const isDilated = window.dilations.some((dilation) => dilation > 1);
    if (!isDilated && window.kernel[0] * window.kernel[1] > down * across) {
      const size = spatial(output.shape, window);
      const dx = gradientInPhases(g, asStored(dy), filterValue, { window, size });
      return { ...dx, shape: output.shape, order };
    }
    const filter = filterRef(g, filterValue, { perm: [3, 2, 0, 1], flip: false });
    const padding = unread(window, spatial(output.shape, window), spatial(dyValue.shape, window));
    return convTranspose(g, dy, filter, window, padding, 1, { ...output, order });
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
  if (at(convolved.order, 1) !== 3) return null; // the last axis holds no channels
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

/** A node whose result is stored in NCHW unless it says otherwise. */
export function emitConv(
  g: Lowering,
  type: string,
  inputs: readonly (Ref | string)[],
  attributes: Parameters<Lowering['emit']>[2],
  output: TensorType & { readonly order?: Order },
): Ref {
  return g.emit(type, inputs, attributes, { order: NCHW, ...output });
}

/** dL/dx for any stride; `filter` in the form of the forward Conv, `padding` as `unread` counts it. */
export function convTranspose(
  g: Lowering,
  dy: Ref,
  filter: Ref,
  window: Window,
  padding: readonly number[],
  group: number,
  output: TensorType & { readonly order?: Order },
): Ref {
  const attributes = { ...convAttributes(window), group, output_padding: padding };
  return emitConv(g, 'ConvTranspose', [dy, filter], attributes, output);
}

type Shape4D = [number, number, number, number];

type Format = Conv2DAttrs['dataFormat'];

/** What TensorFlow.js makes of the shapes and attributes of a convolution. */
export function convolution(
  xShape: number[],
  filterShape: number[],
  attributes: { readonly dataFormat: Format } & Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'>,
  dilations: Conv2DAttrs['dilations'],
): { readonly info: backend_util.Conv2DInfo; readonly window: Convolution } {
  const info = backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    attributes.strides,
    dilations,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attributes.dataFormat),
  );
  return { info, window: { ...windowOf(info), channelsFirst: attributes.dataFormat === 'NCHW' } };
}

export const convolutionKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo; filter: TensorInfo }, Conv2DAttrs>(
    Conv2D,
    (recorder, { x, filter }, attributes) => {
      const { info, window } = convolution(x.shape, filter.shape, attributes, attributes.dilations);
      const output = { dtype: 'float32', shape: info.outShape } as const;
      return recordOne(recorder, forward, [x, filter], window, output);
    },
  ),
  kernel<{ dy: TensorInfo; filter: TensorInfo }, Conv2DBackpropInputAttrs>(
    Conv2DBackpropInput,
    (recorder, { dy, filter }, attributes) => {
      const { info, window } = convolution(attributes.inputShape, filter.shape, attributes, 1);
      const output = { dtype: 'float32', shape: info.inShape } as const;
      // What lies behind the last window comes from no element of the input (TensorFlow.js allows such a dy).
      const read = recordSlice(recorder, dy, [0, 0, 0, 0], info.outShape);
      const dx = recordOne(recorder, backpropInput, [read, filter], window, output);
      recorder.release(read);
      return dx;
    },
  ),
];
