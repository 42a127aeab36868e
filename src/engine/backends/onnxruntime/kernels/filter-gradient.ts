import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Order, Ref, TensorType } from '../graph.js';
import { asStored, at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { type Convolution, convolution } from './convolution.js';
import { onnxPads, unread } from './window.js';

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
  const padded = pad(g, x, window);
  const gradients = g.reshape(dy, [channelsOut, positions]);
  const products: Ref[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const starts = [row * window.dilations[0], column * window.dilations[1]] as const;
      const ends = [
        starts[0] + (height - 1) * window.strides[0] + 1,
        starts[1] + (width - 1) * window.strides[1] + 1,
      ];
      const seen = g.emit(
        'Slice',
        [padded, g.integers(starts), g.integers(ends), g.integers([2, 3]), g.integers(window.strides)],
        {},
        { dtype: 'float32', shape: [channelsIn, batch, height, width] },
      );
      const factors = [g.reshape(seen, [channelsIn, positions]), gradients];
      const type: TensorType = { dtype: 'float32', shape: [channelsIn, channelsOut] };
      products.push(g.emit('Gemm', factors, { transB: 1 }, type));
    }
  }
  const type: TensorType = { dtype: 'float32', shape: [rows * columns * channelsIn, channelsOut] };
  return g.reshape(g.emit('Concat', products, { axis: 0 }, type), output.shape);
}

/** The input with zeros all round, so that every tap sees something at every position. */
function pad(g: Lowering, x: Ref, window: Convolution): Ref {
  const [top, left, bottom, right] = onnxPads(window);
  const pads = [0, 0, top ?? 0, left ?? 0, 0, 0, bottom ?? 0, right ?? 0];
  if (pads.every((count) => count === 0)) return x;
  const shape = x.shape.map((dimension, axis) => dimension + at(pads, axis) + at(pads, axis + 4));
  return g.emit('Pad', [x, g.integers(pads)], {}, { dtype: 'float32', shape });
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
