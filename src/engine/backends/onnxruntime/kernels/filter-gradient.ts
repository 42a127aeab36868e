import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Order, Ref, TensorType } from '../graph.js';
import { asStored, at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { type Convolution, convolution } from './convolution.js';
import { paddedFor } from './padding.js';
import { isStride1, onnxPads, unread } from './window.js';

/*
 * dL/dfilter[h, w, i, o] = Σ over n, y, x of input[n, y·stride + h·dilation, x·stride + w·dilation, i] · dy[n, y, x, o].
 */

/** Below so many channels on either side a product of matrices is too narrow to be fast. */
const NARROW = 8;

/** With channels before the batch, so that all that is summed over lies together. */
const channelsOutside = ({ channelsFirst }: Convolution): Order =>
  channelsFirst ? [1, 0, 2, 3] : [3, 0, 1, 2];

const backpropFilter: OperationKind<Convolution> = {
  name: Conv2DBackpropFilter,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const output = at(outputs, 0);
    const order = channelsOutside(window);
    const x = asStored(g.ordered(at(inputs, 0), order));
    const dy = asStored(g.ordered(at(inputs, 1), order));
    const [, , channelsIn = 1, channelsOut = 1] = output.shape;
    return Math.min(channelsIn, channelsOut) < NARROW
      ? asConvolution(g, x, dy, window, output)
      : asProducts(g, x, dy, window, output);
  },
};

/**
 * For each tap of the filter the product of two matrices: what the tap sees of the input, and dy. Two cores, 3×3:
 * about half the time of one convolution whose filter is as large as the picture.
 */
function asProducts(g: Lowering, x: Ref, dy: Ref, window: Convolution, output: TensorType): Ref {
  const [rows = 1, columns = 1, channelsIn = 1, channelsOut = 1] = output.shape;
  const [, batch = 1, height = 1, width = 1] = dy.shape;
  const positions = batch * height * width;
  const seenBy = views(g, x, window, [height, width]);
  const gradients = g.reshape(dy, [channelsOut, positions]);
  const products: Ref[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const factors = [g.reshape(seenBy(row, column), [channelsIn, positions]), gradients];
      const type: TensorType = { dtype: 'float32', shape: [channelsIn, channelsOut] };
      products.push(g.emit('Gemm', factors, { transB: 1 }, type));
    }
  }
  const type: TensorType = { dtype: 'float32', shape: [rows * columns * channelsIn, channelsOut] };
  return g.reshape(g.emit('Concat', products, { axis: 0 }, type), output.shape);
}

type View = (row: number, column: number) => Ref;

/**
 * What each tap sees of the input, [in, batch, ...size]. Pieces of rows are cut out fast and every other element slowly,
 * so that with a stride and several taps the input is sorted by the rest of dividing row and column by it first.
 */
function views(g: Lowering, x: Ref, window: Convolution, size: readonly [number, number]): View {
  const { kernel, strides, dilations } = window;
  const [down, across] = strides;
  const cut = (
    from: Ref,
    axes: readonly number[],
    starts: readonly number[],
    sizes: readonly number[],
  ): Ref => {
    if (axes.every((axis, i) => sizes[i] === from.shape[axis])) return from;
    const ends = starts.map((start, i) => start + at(sizes, i));
    const shape = from.shape.map((dimension, axis) => sizes[axes.indexOf(axis)] ?? dimension);
    return g.emit(
      'Slice',
      [from, g.integers(starts), g.integers(ends), g.integers(axes)],
      {},
      { dtype: 'float32', shape },
    );
  };
  if (isStride1(window)) {
    const padded = paddedFor(g, x, window);
    return (row, column) => cut(padded, [2, 3], [row * dilations[0], column * dilations[1]], size);
  }
  if (kernel[0] * kernel[1] <= down * across) {
    const padded = paddedFor(g, x, window);
    return (row, column) => {
      const starts = [row * dilations[0], column * dilations[1]];
      const ends = starts.map((start, axis) => start + (at(size, axis) - 1) * at(strides, axis) + 1);
      const inputs = [padded, g.integers(starts), g.integers(ends), g.integers([2, 3]), g.integers(strides)];
      return g.emit('Slice', inputs, {}, { dtype: 'float32', shape: [...x.shape.slice(0, 2), ...size] });
    };
  }
  const padded = paddedFor(g, x, window, strides);
  const [channels = 1, batch = 1, height = 1, width = 1] = padded.shape;
  const split = g.reshape(padded, [channels, batch, height / down, down, width / across, across]);
  // As maps among others, or ONNX Runtime would cut first and sort the pieces.
  const maps = channels * batch;
  const shape = [down * across * maps, height / down, width / across];
  const sorted = g.reshape(asStored(g.reorder(split, [3, 5, 0, 1, 2, 4])), shape);
  return (row, column) => {
    const [y, x0] = [row * dilations[0], column * dilations[1]];
    const rest = (y % down) * across + (x0 % across);
    const starts = [rest * maps, Math.floor(y / down), Math.floor(x0 / across)];
    return g.reshape(cut(sorted, [0, 1, 2], starts, [maps, ...size]), [channels, batch, ...size]);
  };
}

/** One convolution of the input with dy as the filter, in which batch and channels change places, stride and dilation too. */
function asConvolution(g: Lowering, x: Ref, dy: Ref, window: Convolution, output: TensorType): Ref {
  const attributes = {
    kernel_shape: dy.shape.slice(2),
    strides: window.dilations,
    dilations: window.strides,
    pads: onnxPads(window),
  };
  // [in, out, height, width], with the rows and columns that no window read behind the wanted ones.
  const [height, width] = unread(window, x.shape.slice(2), dy.shape.slice(2));
  const [rows = 1, columns = 1, channelsIn = 1, channelsOut = 1] = output.shape;
  const taps = [
    rows + Math.floor(height / window.dilations[0]),
    columns + Math.floor(width / window.dilations[1]),
  ];
  const gradient = g.emit('Conv', [x, dy], attributes, {
    dtype: 'float32',
    shape: [channelsIn, channelsOut, ...taps],
  });
  return g.emit(
    'Slice',
    [gradient, g.integers([0, 0]), g.integers([rows, columns]), g.integers([2, 3])],
    {},
    { ...output, order: [2, 3, 0, 1] },
  );
}

export const filterGradientKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo; dy: TensorInfo }, Conv2DBackpropFilterAttrs>(
    Conv2DBackpropFilter,
    (recorder, { x, dy }, attributes) => {
      const { info, window } = convolution(x.shape, attributes.filterShape, attributes, 1);
      const output = { dtype: 'float32', shape: info.filterShape } as const;
      return recordOne(recorder, backpropFilter, [x, dy], window, output);
    },
  ),
];
