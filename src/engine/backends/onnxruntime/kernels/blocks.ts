import {
  BatchToSpaceND,
  type BatchToSpaceNDAttrs,
  backend_util,
  DepthToSpace,
  type DepthToSpaceAttrs,
  PadV2,
  Reshape,
  Slice,
  SpaceToBatchND,
  type SpaceToBatchNDAttrs,
  type TensorInfo,
  Transpose,
  util,
} from '@tensorflow/tfjs-core';
import { at } from '../layout.js';
import { type Kernel, kernel } from '../recorder.js';
import { paddingKernels } from './padding.js';
import { reshapeKernels } from './reshape.js';
import { slicingKernels } from './slicing.js';
import { chain, stepsFrom } from './steps.js';

/* Blocks of pixels to channels or pictures and back: reshapes and transpositions, most of which move nothing. */

const record = stepsFrom(...reshapeKernels, ...paddingKernels, ...slicingKernels);

export const blockKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }, SpaceToBatchNDAttrs>(
    SpaceToBatchND,
    (recorder, { x }, { blockShape, paddings }) => {
      const blocks = util.sizeFromShape(blockShape);
      const rest = x.shape.slice(1 + blockShape.length).map(() => [0, 0]);
      const allPaddings = [[0, 0], ...paddings, ...rest];
      const padded = x.shape.map((size, axis) => size + util.sum(allPaddings[axis] ?? []));
      const split = backend_util.getReshaped(padded, blockShape, blocks, false);
      const perm = backend_util.getPermuted(split.length, blockShape.length, false);
      const shape = backend_util.getReshapedPermuted(padded, blockShape, blocks, false);
      return chain(recorder, record, x, [
        [PadV2, { paddings: allPaddings, constantValue: 0 }],
        [Reshape, { shape: split }],
        [Transpose, { perm }],
        [Reshape, { shape }],
      ]);
    },
  ),
  kernel<{ x: TensorInfo }, BatchToSpaceNDAttrs>(BatchToSpaceND, (recorder, { x }, { blockShape, crops }) => {
    const blocks = util.sizeFromShape(blockShape);
    const split = backend_util.getReshaped(x.shape, blockShape, blocks);
    const perm = backend_util.getPermuted(split.length, blockShape.length);
    const whole = backend_util.getReshapedPermuted(x.shape, blockShape, blocks);
    return chain(recorder, record, x, [
      [Reshape, { shape: split }],
      [Transpose, { perm }],
      [Reshape, { shape: whole }],
      [
        Slice,
        {
          begin: backend_util.getSliceBeginCoords(crops, blockShape.length),
          size: backend_util.getSliceSize(whole, crops, blockShape.length),
        },
      ],
    ]);
  }),
  kernel<{ x: TensorInfo }, DepthToSpaceAttrs>(DepthToSpace, (recorder, { x }, { blockSize, dataFormat }) => {
    const channelsFirst = dataFormat === 'NCHW';
    const [batch, height, width, channels] = channelsFirst
      ? [at(x.shape, 0), at(x.shape, 2), at(x.shape, 3), at(x.shape, 1)]
      : [at(x.shape, 0), at(x.shape, 1), at(x.shape, 2), at(x.shape, 3)];
    const depth = channels / (blockSize * blockSize);
    return chain(
      recorder,
      record,
      x,
      channelsFirst
        ? [
            [Reshape, { shape: [batch, blockSize, blockSize, depth, height, width] }],
            [Transpose, { perm: [0, 3, 4, 1, 5, 2] }],
            [Reshape, { shape: [batch, depth, height * blockSize, width * blockSize] }],
          ]
        : [
            [Reshape, { shape: [batch, height, width, blockSize, blockSize, depth] }],
            [Transpose, { perm: [0, 1, 3, 2, 4, 5] }],
            [Reshape, { shape: [batch, height * blockSize, width * blockSize, depth] }],
          ],
    );
  }),
];
