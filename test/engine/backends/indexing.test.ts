import * as tf from '@tensorflow/tfjs-core';
import { as4d, type Case, compareWithCpu } from './cases.js';

const ids = (...numbers: number[]) => tf.tensor1d(numbers, 'int32');

const indexing: Case[] = [
  { name: 'gather rows', shapes: [[4, 3]], body: (x) => tf.gather(x, ids(2, 0, 2)) },
  { name: 'gather along the last axis', shapes: [[2, 3, 5]], body: (x) => tf.gather(x, ids(4, 1), 2) },
  {
    name: 'gather with indices of two axes',
    shapes: [[4, 3]],
    body: (x) => tf.gather(x, tf.tensor2d([3, 1, 0, 0], [2, 2], 'int32')),
  },
  {
    name: 'gather within batches',
    shapes: [[2, 3, 2]],
    body: (x) => tf.gather(x, tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32'), 1, 1),
    gradient: false,
  },
  {
    name: 'gatherND',
    shapes: [[3, 4, 2]],
    body: (x) => tf.gatherND(x, tf.tensor2d([2, 1, 0, 3], [2, 2], 'int32')),
    gradient: false,
  },
  {
    name: 'scatterND',
    shapes: [[3, 2]],
    body: (x) => tf.scatterND(tf.tensor2d([1, 4, 1], [3, 1], 'int32'), x, [5, 2]),
    gradient: false,
  },
  {
    name: 'tensorScatterUpdate',
    shapes: [
      [4, 2],
      [2, 2],
    ],
    body: (x, updates) => tf.tensorScatterUpdate(x, tf.tensor2d([3, 0], [2, 1], 'int32'), updates),
    gradient: false,
  },
  {
    name: 'unsortedSegmentSum, an id outside',
    shapes: [[5, 3]],
    body: (x) => tf.unsortedSegmentSum(x, ids(2, 0, -1, 2, 7), 3),
    gradient: false,
  },
  {
    name: 'unsortedSegmentSum',
    shapes: [[5, 3]],
    body: (x) => tf.unsortedSegmentSum(x, ids(2, 0, 1, 2, 0), 3),
  },
  {
    name: 'oneHot, indices outside among them',
    shapes: [[1]],
    body: (x) => tf.mul(x, tf.cast(tf.oneHot(ids(2, -1, 0, 5), 4), 'float32')),
  },
  {
    name: 'stridedSlice backwards',
    shapes: [[5, 7]],
    body: (x) => tf.stridedSlice(x, [4, 1], [0, 7], [-2, 3]),
    gradient: false,
  },
  {
    name: 'stridedSlice with masks',
    shapes: [[4, 3, 5]],
    body: (x) => tf.stridedSlice(x, [1, 2, 1], [3, 3, 5], [1, 1, 2], 2, 1),
    gradient: false,
  },
  { name: 'topk', shapes: [[3, 6]], body: (x) => tf.topk(x, 2).values, gradient: false },
  {
    name: 'indices of topk',
    shapes: [[3, 6]],
    body: (x) => tf.cast(tf.topk(x, 4).indices, 'float32'),
    gradient: false,
  },
  { name: 'diag', shapes: [[2, 3]], body: (x) => tf.diag(x), gradient: false },
  { name: 'range', shapes: [[5]], body: (x) => tf.mul(x, tf.range(3, 0.5, -0.5)) },
  { name: 'linspace', shapes: [[5]], body: (x) => tf.mul(x, tf.linspace(-1, 2, 5)) },
];

const scans: Case[] = [false, true].flatMap((exclusive) =>
  [false, true].flatMap((reverse): Case[] => {
    const how = `${exclusive ? ' exclusive' : ''}${reverse ? ' reverse' : ''}`;
    return [
      { name: `cumsum${how}`, shapes: [[3, 7]], body: (x) => tf.cumsum(x, 1, exclusive, reverse) },
      {
        name: `cumprod${how}`,
        shapes: [[7, 3]],
        body: (x) => tf.cumprod(x, 0, exclusive, reverse),
        gradient: false,
      },
    ];
  }),
);

const blocks: Case[] = [
  {
    name: 'spaceToBatchND',
    shapes: [[2, 5, 4, 3]],
    body: (x) =>
      tf.spaceToBatchND(
        x,
        [2, 3],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  },
  {
    name: 'batchToSpaceND',
    shapes: [[6, 2, 3, 2]],
    body: (x) =>
      tf.batchToSpaceND(
        x,
        [2, 3],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  },
  { name: 'depthToSpace', shapes: [[2, 3, 2, 8]], body: (x) => tf.depthToSpace(as4d(x), 2), gradient: false },
  {
    name: 'flipLeftRight',
    shapes: [[2, 3, 4, 2]],
    body: (x) => tf.image.flipLeftRight(as4d(x)),
    gradient: false,
  },
  {
    name: 'dilated pooling',
    shapes: [[1, 7, 8, 2]],
    body: (x) => tf.pool(as4d(x), [2, 2], 'max', 'same', [2, 2]),
  },
];

const sums: Case[] = [
  {
    name: 'einsum ij,jk->ik',
    shapes: [
      [2, 3],
      [3, 4],
    ],
    body: (a, b) => tf.einsum('ij,jk->ik', a, b),
    gradient: false,
  },
  {
    name: 'einsum bhwc,bhwd->bcd',
    shapes: [
      [2, 3, 2, 3],
      [2, 3, 2, 4],
    ],
    body: (a, b) => tf.einsum('bhwc,bhwd->bcd', a, b),
    gradient: false,
  },
  { name: 'atan2 [2,3] [3]', shapes: [[2, 3], [3]], body: (a, b) => tf.atan2(a, b) },
  {
    name: 'local response normalisation',
    shapes: [[1, 3, 4, 7]],
    body: (x) => tf.localResponseNormalization(as4d(x), 2, 1.2, 0.7, 0.6),
    tolerance: 1e-5,
  },
];

compareWithCpu([
  ['picking and scattering', indexing],
  ['scans', scans],
  ['blocks of pixels', blocks],
  ['sums over named axes, angles, neighbourhoods', sums],
]);
