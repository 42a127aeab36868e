import {
  backend_util,
  MaxPoolWithArgmax,
  type MaxPoolWithArgmaxAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { at, NCHW, storedShape } from '../layout.js';
import { type Kernel, kernel } from '../recorder.js';
import { convAttributes } from './convolution.js';
import { type Window, windowOf } from './window.js';

interface Counting extends Window {
  /** Whether positions go on from one picture of the batch to the next. */
  readonly includeBatchInIndex: boolean;
}

/** ONNX counts the positions of maxima through NCHW, TensorFlow.js through NHWC. */
const maxPoolWithArgmax: OperationKind<Counting> = {
  name: MaxPoolWithArgmax,
  lower: (g, { inputs, attributes: { includeBatchInIndex, ...window }, outputs }) => {
    const x = g.ordered(at(inputs, 0), NCHW);
    const [batch, channels, height, width] = [0, 1, 2, 3].map((axis) => at(x.stored, axis));
    // NaN is never the largest.
    const odd = g.emit('IsNaN', [x], {}, { ...x, dtype: 'bool' });
    const numbers = g.emit('Where', [odd, g.scalar(-Infinity, 'float32'), x], {}, x);
    const [values, indices] = g.emitMany('MaxPool', [numbers], convAttributes(window), 2);
    const [valueType, indexType] = [at(outputs, 0), at(outputs, 1)];
    const stored = { dtype: 'int32', shape: storedShape(indexType.shape, NCHW) } as const;
    const pixels = (height ?? 1) * (width ?? 1);
    const counted = (count: number, step: number, shape: number[]) =>
      g.initializer(
        Int32Array.from({ length: count }, (_, i) => i * step),
        { dtype: 'int32', shape },
      );
    const whole = g.emit('Cast', [indices ?? ''], { to: 6 }, stored);
    const pixel = g.emit('Mod', [whole, g.scalar(pixels, 'int32')], {}, stored);
    const place = g.emit('Mul', [pixel, g.scalar(channels ?? 1, 'int32')], {}, stored);
    const channel = counted(channels ?? 1, 1, [channels ?? 1, 1, 1]);
    const within = g.emit('Add', [place, channel], {}, stored);
    const picture = counted(batch ?? 1, pixels * (channels ?? 1), [batch ?? 1, 1, 1, 1]);
    const index = includeBatchInIndex ? g.emit('Add', [within, picture], {}, stored) : within;
    return [
      g.emit('Identity', [values ?? ''], {}, { ...valueType, order: NCHW }),
      { ...index, shape: indexType.shape, order: NCHW },
    ];
  },
};

export const maxPoolArgmaxKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }, MaxPoolWithArgmaxAttrs>(MaxPoolWithArgmax, (recorder, { x }, attributes) => {
    const { filterSize, strides, pad, includeBatchInIndex } = attributes;
    util.assert(
      x.shape.length === 4,
      () => `maxPoolWithArgmax takes a tensor of rank 4, not ${x.shape.length}.`,
    );
    const info = backend_util.computePool2DInfo(
      x.shape as [number, number, number, number],
      filterSize,
      strides,
      [1, 1],
      pad,
    );
    const shape = info.outShape;
    return recorder.record(
      maxPoolWithArgmax,
      [recorder.value(x)],
      { ...windowOf(info), includeBatchInIndex },
      [
        { dtype: 'float32', shape },
        { dtype: 'int32', shape },
      ],
    );
  }),
];
