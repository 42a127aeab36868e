import {
  backend_util,
  GatherNd,
  GatherV2,
  type GatherV2Attrs,
  gather_util,
  OneHot,
  type OneHotAttrs,
  ScatterNd,
  type ScatterNdAttrs,
  type TensorInfo,
  TensorScatterUpdate,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, Shape, TensorType, Value } from '../graph.js';
import { sizeOf } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';

const INT64 = 7;

/** Indices in the type that ONNX's index operations take. */
function wide(g: Lowering, indices: Ref, shape: Shape = indices.shape): string {
  const [result] = g.emitMany('Cast', [g.reshape(indices, shape)], { to: INT64 }, 1);
  return result ?? '';
}

/** The inputs of ScatterND: what to write into, one row for each index, and what to write. */
function scatter(g: Lowering, into: Ref, indices: Ref, updates: Ref, reduction: 'add' | 'none'): Ref {
  // TensorFlow.js takes a vector of indices for a matrix with one column.
  const depth = indices.shape.length > 1 ? at(indices.shape, indices.shape.length - 1) : 1;
  const count = sizeOf(indices.shape) / depth;
  const rows = g.reshape(updates, [count, ...into.shape.slice(depth)]);
  return g.emit('ScatterND', [into, wide(g, indices, [count, depth]), rows], { reduction }, into);
}

const iota = (g: Lowering, count: number, step: number, shape: Shape): Ref =>
  g.initializer(
    Int32Array.from({ length: count }, (_, i) => i * step),
    { dtype: 'int32', shape },
  );

interface Gathering {
  /** x seen as [batch, outer, along, inner]: one picks along the third axis. */
  readonly batch: number;
  readonly outer: number;
  readonly along: number;
  readonly inner: number;
}

/** y[b, o, i, n] = x[b, o, indices[b, i], n] */
const gather: OperationKind<Gathering> = {
  name: GatherV2,
  lower: (g, { inputs, attributes: { batch, outer, along, inner }, outputs }) => {
    const [x, indices, output] = [g.plain(at(inputs, 0)), g.plain(at(inputs, 1)), at(outputs, 0)];
    const count = sizeOf(indices.shape) / batch;
    const type = { dtype: output.dtype, shape: [batch, outer, count, inner] };
    if (batch === 1) {
      const seen = g.reshape(x, [outer, along, inner]);
      const flat = g.reshape(indices, [count]);
      const picked = g.emit('Gather', [seen, flat], { axis: 1 }, { ...type, shape: [outer, count, inner] });
      return g.reshape(picked, output.shape);
    }
    // All batches below one another, so that one Gather serves them: batch b begins at row b·along.
    const rows = g.reorder(g.reshape(x, [batch, outer, along, inner]), [0, 2, 1, 3]);
    const tall = g.reshape({ ...rows, shape: rows.stored, order: [0, 1, 2, 3] }, [
      batch * along,
      outer,
      inner,
    ]);
    const within = g.reshape(indices, [batch, count]);
    const shifted = g.emit('Add', [within, iota(g, batch, along, [batch, 1])], {}, within);
    const picked = g.emit('Gather', [tall, shifted], { axis: 0 }, { ...type, order: [0, 2, 1, 3] });
    return g.reshape(picked, output.shape);
  },
};

const gatherNd: OperationKind<object> = {
  name: GatherNd,
  lower: (g, { inputs, outputs }) => {
    const [x, indices] = [g.plain(at(inputs, 0)), g.plain(at(inputs, 1))];
    return g.emit('GatherND', [x, wide(g, indices)], {}, at(outputs, 0));
  },
};

const zeros = (g: Lowering, type: TensorType): Ref =>
  g.emit('Expand', [g.scalar(0, type.dtype), g.integers(type.shape)], {}, type);

/** Rows of `updates` added to the rows of a tensor of zeros that `indices` name. */
const scatterNd: OperationKind<object> = {
  name: ScatterNd,
  lower: (g, { inputs, outputs }) => {
    const [indices, updates, output] = [g.plain(at(inputs, 0)), g.plain(at(inputs, 1)), at(outputs, 0)];
    const work = output.dtype === 'bool' ? 'int32' : output.dtype;
    const into = zeros(g, { ...output, dtype: work });
    return g.cast(scatter(g, into, indices, g.cast(updates, work), 'add'), output.dtype);
  },
};

const scatterUpdate: OperationKind<object> = {
  name: TensorScatterUpdate,
  lower: (g, { inputs }) => {
    const [tensor, indices, updates] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
    return scatter(g, g.plain(tensor), g.plain(indices), g.plain(updates), 'none');
  },
};

/** Sums of the rows that have the same id; rows whose id is no segment are left out. */
const segmentSum: OperationKind<object> = {
  name: UnsortedSegmentSum,
  lower: (g, { inputs, outputs }) => {
    const [x, ids, output] = [g.plain(at(inputs, 0)), g.plain(at(inputs, 1)), at(outputs, 0)];
    const [segments = 0, ...row] = output.shape;
    // One more row takes what belongs nowhere.
    const bool = { dtype: 'bool', shape: ids.shape } as const;
    const below = g.emit('Less', [ids, g.scalar(0, 'int32')], {}, bool);
    const above = g.emit('GreaterOrEqual', [ids, g.scalar(segments, 'int32')], {}, bool);
    const outside = g.emit('Or', [below, above], {}, bool);
    const safe = g.emit('Where', [outside, g.scalar(segments, 'int32'), ids], {}, ids);
    const all = { dtype: output.dtype, shape: [segments + 1, ...row] };
    const column = g.reshape(safe, [sizeOf(ids.shape), 1]);
    const summed = scatter(g, zeros(g, all), column, x, 'add');
    return g.emit('Slice', [summed, g.integers([0]), g.integers([segments]), g.integers([0])], {}, output);
  },
};

interface Marks {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
}

/** ONNX's OneHot counts negative indices from the end; here they mark nothing. */
const oneHot: OperationKind<Marks> = {
  name: OneHot,
  lower: (g, { inputs, attributes: { depth, onValue, offValue }, outputs }) => {
    const [indices, output] = [g.cast(g.plain(at(inputs, 0)), 'int32'), at(outputs, 0)];
    const column = g.reshape(indices, [...indices.shape, 1]);
    const hit = g.emit('Equal', [column, iota(g, depth, 1, [depth])], {}, { ...output, dtype: 'bool' });
    const work = output.dtype === 'bool' ? 'int32' : output.dtype;
    const marked = g.emit(
      'Where',
      [hit, g.scalar(onValue, work), g.scalar(offValue, work)],
      {},
      { ...output, dtype: work },
    );
    return g.cast(marked, output.dtype);
  },
};

/** Throws for indices outside [0, `along`) where they are known already; others are the runtime's to refuse. */
function checkIndices(indices: Value, along: number): void {
  if (indices.state.kind !== 'data') return;
  for (const index of indices.state.data) {
    util.assert(
      index >= 0 && index < along,
      () => `GatherV2: the index value ${index} is not in [0, ${along - 1}]`,
    );
  }
}

export const indexingKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo; indices: TensorInfo }, GatherV2Attrs>(
    GatherV2,
    (recorder, { x, indices }, attributes) => {
      const axis = at(util.parseAxisParam(attributes.axis, x.shape), 0);
      const info = backend_util.segment_util.collectGatherOpShapeInfo(
        x as never,
        indices as never,
        axis,
        attributes.batchDims,
      );
      const along = at(x.shape, axis);
      checkIndices(recorder.value(indices), along);
      const gathering: Gathering = {
        batch: info.batchSize,
        outer: info.outerSize,
        along,
        inner: info.sliceSize,
      };
      return recordOne(recorder, gather, [x, indices], gathering, typeOf(recorder, x, info.outputShape));
    },
  ),
  kernel<{ params: TensorInfo; indices: TensorInfo }>(GatherNd, (recorder, { params, indices }) => {
    const [shape] = gather_util.prepareAndValidate(params as never, indices as never);
    return recordOne(recorder, gatherNd, [params, indices], {}, typeOf(recorder, params, shape));
  }),
  kernel<{ indices: TensorInfo; updates: TensorInfo }, ScatterNdAttrs>(
    ScatterNd,
    (recorder, { indices, updates }, { shape }) =>
      recordOne(recorder, scatterNd, [indices, updates], {}, typeOf(recorder, updates, shape)),
  ),
  kernel<{ tensor: TensorInfo; indices: TensorInfo; updates: TensorInfo }>(
    TensorScatterUpdate,
    (recorder, { tensor, indices, updates }) =>
      recordOne(
        recorder,
        scatterUpdate,
        [tensor, indices, updates],
        {},
        typeOf(recorder, tensor, tensor.shape),
      ),
  ),
  kernel<{ x: TensorInfo; segmentIds: TensorInfo }, UnsortedSegmentSumAttrs>(
    UnsortedSegmentSum,
    (recorder, { x, segmentIds }, { numSegments }) => {
      const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
      return recordOne(recorder, segmentSum, [x, segmentIds], {}, typeOf(recorder, x, shape));
    },
  ),
  kernel<{ indices: TensorInfo }, OneHotAttrs>(
    OneHot,
    (recorder, { indices }, { depth, onValue, offValue, dtype }) =>
      recordOne(
        recorder,
        oneHot,
        [indices],
        { depth, onValue, offValue },
        {
          dtype: dtype === 'int32' || dtype === 'bool' ? dtype : 'float32',
          shape: [...indices.shape, depth],
        },
      ),
  ),
];
