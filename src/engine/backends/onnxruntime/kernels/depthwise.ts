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
import type { Lowering, OperationKind, Ref, TensorType } from '../graph.js';
import { asStored, at, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { convAttributes, convTranspose, emitConv } from './convolution.js';
import { filterRef } from './filters.js';
import { paddedFor } from './padding.js';
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

/** dL/dfilter. Every channel of every picture is by itself; then the batch adds up. */
const backpropFilter: OperationKind<Window> = {
  name: DepthwiseConv2dNativeBackpropFilter,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [xValue, dyValue, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    const x = asStored(g.ordered(xValue, NCHW));
    const dy = asStored(g.ordered(dyValue, NCHW));
    const [batch = 1, channels = 1] = x.shape;
    const multiplier = at(output.shape, 3);
    const byMap =
      isStride1(window) && multiplier === 1 && at(dy.shape, 2) <= SHORT
        ? asDiagonals(g, x, dy, window)
        : asConvolution(g, x, dy, window);
    const pictures = g.reshape(byMap, [batch, channels, multiplier, ...window.kernel]);
    return g.emit(
      'ReduceSum',
      [pictures, g.integers([0])],
      { keepdims: 0 },
      { ...output, order: [2, 3, 0, 1] },
    );
  },
};

/** Up to so many rows, products of all rows with all rows cost little. */
const SHORT = 64;

/**
 * For each column of the filter the products of every row that it sees of x with every row of dy; a row of the filter is
 * the sum of one diagonal. Most of it is not asked for, but it is matrices: a third of the time of a convolution that
 * has no two maps in common (96 maps of 24×24 and a filter of 3×3, one core).
 */
function asDiagonals(g: Lowering, x: Ref, dy: Ref, window: Window): Ref {
  const [rows, columns] = window.kernel;
  const [batch = 1, channels = 1, height = 1, width = 1] = dy.shape;
  const maps = batch * channels;
  const padded = paddedFor(g, x, window);
  const seenRows = at(padded.shape, 2);
  const whole = g.reshape(padded, [maps, seenRows, at(padded.shape, 3)]);
  const seen = Array.from({ length: columns }, (_, column) => {
    const start = column * window.dilations[1];
    const range = [g.integers([start]), g.integers([start + width]), g.integers([2])];
    return g.emit('Slice', [whole, ...range], {}, { dtype: 'float32', shape: [maps, seenRows, width] });
  });
  const type = (...shape: number[]): TensorType => ({ dtype: 'float32', shape });
  const allSeen = g.emit('Concat', seen, { axis: 1 }, type(maps, columns * seenRows, width));
  const byRow = g.reshape(dy, [maps, height, width]);
  // ONNX Runtime fuses this transposition with the product.
  const upright = g.emit('Transpose', [byRow], { perm: [0, 2, 1] }, type(maps, width, height));
  const products = g.emit('MatMul', [allSeen, upright], {}, type(maps, columns * seenRows, height));
  const sums = g.emit(
    'Gemm',
    [g.reshape(products, [maps * columns, seenRows * height]), diagonals(g, seenRows, height, window)],
    {},
    type(maps * columns, rows),
  );
  const perMap = g.reshape(sums, [maps, columns, rows]);
  return g.emit('Transpose', [perMap], { perm: [0, 2, 1] }, type(maps, rows, columns));
}

/** [seen rows · rows of dy, filter's rows]: 1 where that row of the filter is what leads from the one to the other. */
function diagonals(g: Lowering, seenRows: number, height: number, window: Window): Ref {
  const [rows] = window.kernel;
  const data = new Float32Array(seenRows * height * rows);
  for (let row = 0; row < rows; row++) {
    for (let y = 0; y < height; y++) data[((y + row * window.dilations[0]) * height + y) * rows + row] = 1;
  }
  return g.initializer(data, { dtype: 'float32', shape: [seenRows * height, rows] });
}

/** Every map is a group of its own, with its dy as the filter. */
function asConvolution(g: Lowering, xMaps: Ref, dyMaps: Ref, window: Window): Ref {
  const [batch, channels, inHeight, inWidth] = shape4(xMaps.shape);
  const [, outChannels, outHeight, outWidth] = shape4(dyMaps.shape);
  const [rows, columns] = window.kernel;
  const x = g.reshape(xMaps, [1, batch * channels, inHeight, inWidth]);
  const dy = g.reshape(dyMaps, [batch * outChannels, 1, outHeight, outWidth]);
  const [height, width] = unread(window, [inHeight, inWidth], [outHeight, outWidth]);
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
  return g.emit(
    'Slice',
    [gradient, g.integers([0, 0]), g.integers([rows, columns]), g.integers([2, 3])],
    {},
    { dtype: 'float32', shape: [1, batch * outChannels, rows, columns] },
  );
}

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
