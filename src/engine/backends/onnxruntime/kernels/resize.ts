import {
  ResizeBilinear,
  type ResizeBilinearAttrs,
  ResizeBilinearGrad,
  ResizeNearestNeighbor,
  ResizeNearestNeighborGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, Shape, TensorType } from '../graph.js';
import { asStored, at, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Along one axis: element i of the result is `low[i]`·(1 − `fraction[i]`) + `high[i]`·`fraction[i]` of the input's. */
interface Taps {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly fraction: readonly number[];
}

/** The positions TensorFlow samples (its three conventions), computed here because ONNX's Resize differs at edges. */
function bilinearTaps(from: number, to: number, { alignCorners, halfPixelCenters }: Sampling): Taps {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const positions = Array.from({ length: to }, (_, i) =>
    halfPixelCenters ? step * (i + 0.5) - 0.5 : step * i,
  );
  const low = positions.map((position) => Math.max(0, Math.floor(position)));
  const high = positions.map((position) => Math.max(0, Math.min(from - 1, Math.ceil(position))));
  return { low, high, fraction: positions.map((position, i) => position - at(low, i)) };
}

function nearestTaps(from: number, to: number, { alignCorners, halfPixelCenters }: Sampling): Taps {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const low = Array.from({ length: to }, (_, i) => {
    const position = step * (halfPixelCenters ? i + 0.5 : i);
    return Math.min(from - 1, alignCorners ? Math.round(position) : Math.floor(position));
  });
  return { low, high: low, fraction: low.map(() => 0) };
}

type MakeTaps = typeof bilinearTaps;

const ROWS = 2;
const COLUMNS = 3;

/** One axis of an NCHW result after the other: two gathered copies and their weighted mean. */
function sample(g: Lowering, x: Ref, axis: typeof ROWS | typeof COLUMNS, taps: Taps): Ref {
  const stored = x.stored.map((dimension, i) => (i === axis ? taps.low.length : dimension));
  const type: TensorType = { dtype: 'float32', shape: stored };
  const low = g.emit('Gather', [x, g.integers(taps.low)], { axis }, type);
  if (taps.fraction.every((fraction) => fraction === 0)) return low;
  const high = g.emit('Gather', [x, g.integers(taps.high)], { axis }, type);
  const shape = axis === ROWS ? [taps.low.length, 1] : [taps.low.length];
  const fraction = g.initializer(Float32Array.from(taps.fraction), { dtype: 'float32', shape });
  const difference = emitElementwise(g, 'Sub', [high, low], type);
  return emitElementwise(g, 'Add', [low, emitElementwise(g, 'Mul', [difference, fraction], type)], type);
}

/** Where every row and column is repeated equally often: ONNX's own node takes a tenth of the time of two Gathers. */
function repeated(g: Lowering, x: Ref, rows: Taps, columns: Taps): Ref | null {
  const factors = [rows, columns].map((taps, i) => taps.low.length / at(x.stored, ROWS + i));
  const repeats = [rows, columns].every(({ low, fraction }, axis) =>
    low.every((from, i) => from === Math.floor(i / at(factors, axis)) && fraction[i] === 0),
  );
  if (!repeats || !factors.every(Number.isInteger)) return null;
  const scales = g.initializer(Float32Array.from([1, 1, ...factors]), { dtype: 'float32', shape: [4] });
  const shape = [...x.stored.slice(0, 2), rows.low.length, columns.low.length];
  const attributes = {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  };
  return g.emit('Resize', [x, '', scales], attributes, { dtype: 'float32', shape });
}

function forward(name: string, makeTaps: MakeTaps): OperationKind<Sampling> {
  return {
    name,
    lower: (g, { inputs, attributes, outputs }) => {
      const [images, output] = [at(inputs, 0), at(outputs, 0)];
      const rows = makeTaps(at(images.shape, 1), at(output.shape, 1), attributes);
      const columns = makeTaps(at(images.shape, 2), at(output.shape, 2), attributes);
      const x = asStored(g.cast(g.ordered(images, NCHW), 'float32'));
      const resized = repeated(g, x, rows, columns) ?? sample(g, sample(g, x, ROWS, rows), COLUMNS, columns);
      return g.cast({ ...resized, shape: output.shape, order: NCHW }, output.dtype);
    },
  };
}

/** A result is a matrix product along each axis, so its gradient is the product with the transposed matrices. */
function gradient(name: string, makeTaps: MakeTaps): OperationKind<Sampling> {
  return {
    name,
    lower: (g, { inputs, attributes, outputs }) => {
      const [dyValue, output] = [at(inputs, 0), at(outputs, 0)];
      const [height, width] = [at(output.shape, 1), at(output.shape, 2)];
      const rows = makeTaps(height, at(dyValue.shape, 1), attributes);
      const columns = makeTaps(width, at(dyValue.shape, 2), attributes);
      const dy = asStored(g.ordered(dyValue, NCHW));
      const [batch, channels] = [at(dy.stored, 0), at(dy.stored, 1)];
      const left = matrix(g, rows, height, 'columns'); // height × rows of dy
      const right = matrix(g, columns, width, 'rows'); // columns of dy × width
      const narrow: Shape = [batch, channels, at(dy.stored, ROWS), width];
      const product = g.emit('MatMul', [dy, right], {}, { dtype: 'float32', shape: narrow });
      const dx = g.emit(
        'MatMul',
        [left, product],
        {},
        {
          dtype: 'float32',
          shape: [batch, channels, height, width],
        },
      );
      return { ...dx, shape: output.shape, order: NCHW };
    },
  };
}

/** The taps as a matrix: each sample a row, or each sample a column. */
function matrix(g: Lowering, taps: Taps, from: number, samples: 'rows' | 'columns'): Ref {
  const count = taps.low.length;
  const data = new Float32Array(count * from);
  const add = (sample: number, tap: number, weight: number) => {
    const index = samples === 'rows' ? sample * from + tap : tap * count + sample;
    data[index] = (data[index] ?? 0) + weight;
  };
  for (const [i, fraction] of taps.fraction.entries()) {
    add(i, at(taps.low, i), 1 - fraction);
    add(i, at(taps.high, i), fraction);
  }
  const shape = samples === 'rows' ? [count, from] : [from, count];
  return g.initializer(data, { dtype: 'float32', shape });
}

function resize(name: string, makeTaps: MakeTaps): Kernel {
  const kind = forward(name, makeTaps);
  return kernel<{ images: TensorInfo }, ResizeBilinearAttrs>(name, (recorder, { images }, attributes) => {
    const { alignCorners, halfPixelCenters, size } = attributes;
    const [batch, , , channels] = images.shape;
    const shape = [batch ?? 1, size[0], size[1], channels ?? 1];
    const dtype = name === ResizeBilinear ? 'float32' : recorder.value(images).dtype;
    return recordOne(recorder, kind, [images], { alignCorners, halfPixelCenters }, { dtype, shape });
  });
}

function resizeGrad(name: string, makeTaps: MakeTaps): Kernel {
  const kind = gradient(name, makeTaps);
  return kernel<{ images: TensorInfo; dy: TensorInfo }, Sampling>(
    name,
    (recorder, { images, dy }, { alignCorners, halfPixelCenters }) => {
      const output = { dtype: 'float32', shape: images.shape } as const;
      return recordOne(recorder, kind, [dy], { alignCorners, halfPixelCenters }, output);
    },
  );
}

export const resizeKernels: readonly Kernel[] = [
  resize(ResizeBilinear, bilinearTaps),
  resize(ResizeNearestNeighbor, nearestTaps),
  resizeGrad(ResizeBilinearGrad, bilinearTaps),
  resizeGrad(ResizeNearestNeighborGrad, nearestTaps),
];
