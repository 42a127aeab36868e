import {
  backend_util,
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { asStored, at, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { convAttributes, convTranspose, emitConv } from './convolution.js';
import { filterRef } from './filters.js';
import { gradientPads, isStride1, onnxPads, unread, type Window, windowOf } from './window.js';

/*
 * Filters are [height, width, channels, multiplier]: output channel c·multiplier + m comes from input channel c. That is
 * a Conv with one group for each channel, its filter [channels·multiplier, 1, height, width].
 */

const forward: OperationKind<Window> = {
  name: DepthwiseConv2dNative,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const x = g.ordered(at(inputs, 0), NCHW);
    const [height, width, channels, multiplier] = shape4(at(inputs, 1).shape);
    const filter = filterRef(g, at(inputs, 1), {
      perm: [2, 3, 0, 1],
      flip: false,
      shape: [channels * multiplier, 1, height, width],
    });
    return emitConv(g, 'Conv', [x, filter], { ...convAttributes(window), group: channels }, at(outputs, 0));
  },
};

/** dL/dx: with stride 1 again a Conv with one group for each channel, the taps turned by 180°. */
const backpropInput: OperationKind<Window> = {
  name: DepthwiseConv2dNativeBackpropInput,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [dyValue, filterValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const dy = g.ordered(dyValue, NCHW);
    const [height, width, channels, multiplier] = shape4(filterValue.shape);
    const pads = gradientPads(window);
    if (isStride1(window) && pads !== null) {
      const filter = filterRef(g, filterValue, { perm: [2, 3, 0, 1], flip: true });
      const attributes = {
        kernel_shape: window.kernel,
        dilations: window.dilations,
        pads,
        group: channels,
      };
      return emitConv(g, 'Conv', [dy, filter], attributes, output);
    }
    const filter = filterRef(g, filterValue, {
      perm: [2, 3, 0, 1],
      flip: false,
      shape: [channels * multiplier, 1, height, width],
    });
    const padding = unread(window, output.shape.slice(1), dyValue.shape.slice(1));
    return convTranspose(g, dy, filter, window, padding, channels, output);
  },
};

/** dL/dfilter: every channel of every picture is a group of its own, with its dy as the filter; then the batch adds up. */
const backpropFilter: OperationKind<Window> = {
  name: DepthwiseConv2dNativeBackpropFilter,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [xValue, dyValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const [batch, inHeight, inWidth, channels] = shape4(xValue.shape);
    const [, outHeight, outWidth, outChannels] = shape4(dyValue.shape);
    const [rows, columns, , multiplier] = shape4(output.shape);
    const x = g.reshape(asStored(g.ordered(xValue, NCHW)), [1, batch * channels, inHeight, inWidth]);
    const dy = g.reshape(asStored(g.ordered(dyValue, NCHW)), [batch * outChannels, 1, outHeight, outWidth]);
    const [height, width] = unread(window, xValue.shape.slice(1), dyValue.shape.slice(1));
    const taps = [
      rows + Math.floor(height / window.dilations[0]),
      columns + Math.floor(width / window.dilations[1]),
    ];
    const gradient = g.emit(
      'Conv',
      [x, dy],
      {
        kernel_shape: [outHeight, outWidth],
        strides: window.dilations,
        dilations: window.strides,
        pads: onnxPads(window),
        group: batch * channels,
      },
      { dtype: 'float32', shape: [1, batch * outChannels, ...taps] },
    );
    const wanted = g.emit(
      'Slice',
      [gradient, g.integers([0, 0]), g.integers([rows, columns]), g.integers([2, 3])],
      {},
      { dtype: 'float32', shape: [1, batch * outChannels, rows, columns] },
    );
    const pictures = g.reshape(wanted, [batch, channels, multiplier, rows, columns]);
    return g.emit(
      'ReduceSum',
      [pictures, g.integers([0])],
      { keepdims: 0 },
      { ...output, order: [2, 3, 0, 1] },
    );
  },
};

function shape4(shape: readonly number[]): [number, number, number, number] {
  return [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
}

type Shape4D = [number, number, number, number];

export const depthwiseKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo; filter: TensorInfo }, DepthwiseConv2dNativeAttrs>(
    DepthwiseConv2dNative,
    (recorder, { x, filter }, attributes) => {
      const info = backend_util.computeConv2DInfo(
        x.shape as Shape4D,
        filter.shape as Shape4D,
        attributes.strides,
        attributes.dilations ?? [1, 1],
        attributes.pad,
        attributes.dimRoundingMode,
        true,
      );
      const output = { dtype: 'float32', shape: info.outShape } as const;
      return recordOne(recorder, forward, [x, filter], windowOf(info), output);
    },
  ),
  kernel<{ dy: TensorInfo; filter: TensorInfo }, DepthwiseConv2dNativeBackpropInputAttrs>(
    DepthwiseConv2dNativeBackpropInput,
    (recorder, { dy, filter }, attributes) => {
      const info = backend_util.computeConv2DInfo(
        attributes.inputShape,
        filter.shape as Shape4D,
        attributes.strides,
        attributes.dilations,
        attributes.pad,
        attributes.dimRoundingMode,
        true,
      );
      const output = { dtype: 'float32', shape: info.inShape } as const;
      return recordOne(recorder, backpropInput, [dy, filter], windowOf(info), output);
    },
  ),
  kernel<{ x: TensorInfo; dy: TensorInfo }, DepthwiseConv2dNativeBackpropFilterAttrs>(
    DepthwiseConv2dNativeBackpropFilter,
    (recorder, { x, dy }, attributes) => {
      const info = backend_util.computeConv2DInfo(
        x.shape as Shape4D,
        attributes.filterShape,
        attributes.strides,
        attributes.dilations,
        attributes.pad,
        attributes.dimRoundingMode,
        true,
      );
      const output = { dtype: 'float32', shape: info.filterShape } as const;
      return recordOne(recorder, backpropFilter, [x, dy], windowOf(info), output);
    },
  ),
];
