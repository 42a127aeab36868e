import {
  AvgPool,
  type AvgPoolAttrs,
  AvgPoolGrad,
  backend_util,
  MaxPool,
  type MaxPoolAttrs,
  MaxPoolGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, TensorType, Value } from '../graph.js';
import { sameShape, sizeOf } from '../graph.js';
import { at, identityOrder, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { convAttributes, convTranspose, emitConv } from './convolution.js';
import { gradientPads, isStride1, unread, type Window, windowOf } from './window.js';

const averagePool: OperationKind<Window> = {
  name: AvgPool,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const { dilations, ...attributes } = convAttributes(window);
    if (dilations.some((dilation) => dilation !== 1)) {
      throw new Error('Average pooling with dilations is not supported by the onnxruntime backend.');
    }
    // TensorFlow divides by the elements that are really there, not by the padded ones.
    return emitConv(
      g,
      'AveragePool',
      [g.ordered(at(inputs, 0), NCHW)],
      { ...attributes, count_include_pad: 0 },
      at(outputs, 0),
    );
  },
};

const maxPool: OperationKind<Window> = {
  name: MaxPool,
  lower: (g, { inputs, attributes: window, outputs }) =>
    emitConv(g, 'MaxPool', [g.ordered(at(inputs, 0), NCHW)], convAttributes(window), at(outputs, 0)),
};

/**
 * Every element of dy, divided by the size of the window (TensorFlow.js divides by the whole window at the borders
 * too), goes to all elements under its window.
 */
const averagePoolGrad: OperationKind<Window> = {
  name: AvgPoolGrad,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const [dyValue, output] = [at(inputs, 0), at(outputs, 0)];
    const share = g.scalar(1 / sizeOf(window.kernel), 'float32');
    const whole = g.ordered(dyValue, NCHW);
    const dy = g.emit('Mul', [whole, share], {}, whole);
    if (isTiling(window)) return spread(g, dy, window, output, dyValue);

    const channels = at(output.shape, 3);
    const ones = g.initializer(new Float32Array(channels * sizeOf(window.kernel)).fill(1), {
      dtype: 'float32',
      shape: [channels, 1, ...window.kernel],
    });
    const pads = gradientPads(window);
    if (isStride1(window) && pads !== null) {
      const attributes = {
        kernel_shape: window.kernel,
        dilations: window.dilations,
        pads,
        group: channels,
      };
      return emitConv(g, 'Conv', [dy, ones], attributes, output);
    }
    const padding = unread(window, output.shape.slice(1), dyValue.shape.slice(1));
    return convTranspose(g, dy, ones, window, padding, channels, output);
  },
};

/** Windows that lie side by side without padding, as the usual 2×2 with stride 2. */
function isTiling(window: Window): boolean {
  return (
    window.strides.every((stride, axis) => stride === window.kernel[axis]) &&
    [...window.padStart, ...window.padEnd].every((pad) => pad === 0) &&
    window.dilations.every((dilation) => dilation === 1)
  );
}

/** Each element repeated over its window; what no window reads is 0. */
function spread(g: Lowering, dy: Ref, window: Window, output: TensorType, dyValue: Value): Ref {
  const scales = g.initializer(Float32Array.of(1, 1, ...window.kernel), { dtype: 'float32', shape: [4] });
  const [batch, height, width, channels] = dyValue.shape;
  const covered = [
    batch ?? 1,
    (height ?? 1) * window.kernel[0],
    (width ?? 1) * window.kernel[1],
    channels ?? 1,
  ];
  const repeated = g.emit(
    'Resize',
    [dy, '', scales],
    { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' },
    { dtype: 'float32', shape: covered, order: NCHW },
  );
  const [rows, columns] = unread(window, output.shape.slice(1), dyValue.shape.slice(1));
  if (rows === 0 && columns === 0) return repeated;
  const pads = g.integers([0, 0, 0, 0, 0, 0, rows, columns]);
  return g.emit('Pad', [repeated, pads], {}, { ...output, order: NCHW });
}

/** dy goes to the first largest element under each window. */
const maxPoolGrad: OperationKind<Window> = {
  name: MaxPoolGrad,
  lower: (g, { inputs, attributes: window, outputs }) => {
    const output = at(outputs, 0);
    const dy = g.ordered(at(inputs, 0), NCHW);
    const x = g.ordered(at(inputs, 1), NCHW);
    // Indices count through all of x as it is stored.
    const [, indices] = g.emitMany('MaxPool', [x], convAttributes(window), 2);
    const overlapping = window.strides.some((stride, axis) => stride < (window.kernel[axis] ?? 1));
    const storedX = x.stored;
    const padded = [...window.padStart, ...window.padEnd].some((pad) => pad !== 0);
    if (!overlapping && !padded) {
      const attributes = { kernel_shape: window.kernel, strides: window.strides };
      return emitConv(g, 'MaxUnpool', [dy, indices ?? '', g.integers(storedX)], attributes, output);
    }
    const size = sizeOf(storedX);
    const flat = { dtype: 'float32', shape: [size] } as const;
    const zeros = g.emit('Expand', [g.scalar(0, 'float32'), g.integers([size])], {}, flat);
    const dyFlat = g.emit('Reshape', [dy, g.integers([-1])], {}, { ...flat, shape: [sizeOf(dy.stored)] });
    const [indicesFlat] = g.emitMany('Reshape', [indices ?? '', g.integers([-1])], {}, 1);
    const attributes = { axis: 0, reduction: 'add' };
    const summed = g.emit('ScatterElements', [zeros, indicesFlat ?? '', dyFlat], attributes, flat);
    const shaped = g.emit(
      'Reshape',
      [summed, g.integers(storedX)],
      {},
      {
        dtype: 'float32',
        shape: storedX,
        order: identityOrder(4),
      },
    );
    return { ...shaped, shape: output.shape, order: NCHW };
  },
};

type Shape4D = [number, number, number, number];

function pool(name: string, kind: OperationKind<Window>): Kernel {
  return kernel<{ x: TensorInfo }, MaxPoolAttrs | AvgPoolAttrs>(name, (recorder, { x }, attributes) => {
    const info = backend_util.computePool2DInfo(
      x.shape as Shape4D,
      attributes.filterSize,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
    if (sizeOf([info.filterHeight, info.filterWidth]) === 1 && sameShape(info.inShape, info.outShape)) {
      return recorder.alias(x);
    }
    return recordOne(recorder, kind, [x], windowOf(info), { dtype: 'float32', shape: info.outShape });
  });
}

function poolGrad(name: string, kind: OperationKind<Window>): Kernel {
  return kernel<{ dy: TensorInfo; input: TensorInfo }, MaxPoolAttrs | AvgPoolAttrs>(
    name,
    (recorder, { dy, input }, attributes) => {
      const info = backend_util.computePool2DInfo(
        input.shape as Shape4D,
        attributes.filterSize,
        attributes.strides,
        1,
        attributes.pad,
        attributes.dimRoundingMode,
      );
      const output = { dtype: 'float32', shape: info.inShape } as const;
      return recordOne(recorder, kind, [dy, input], windowOf(info), output);
    },
  );
}

export const poolingKernels: readonly Kernel[] = [
  pool(AvgPool, averagePool),
  pool(MaxPool, maxPool),
  poolGrad(AvgPoolGrad, averagePoolGrad),
  poolGrad(MaxPoolGrad, maxPoolGrad),
];
