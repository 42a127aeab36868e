import * as tf from '@tensorflow/tfjs-core';
import { mirroredPad } from '../../../src/engine/backends/mirror-pad.js';
import { as4d, type Case, compareWithCpu, positive } from './cases.js';

const unary: Case[] = (
  [
    ['abs', tf.abs],
    ['neg', tf.neg],
    ['exp', tf.exp],
    ['expm1', tf.expm1],
    ['log', tf.log, positive],
    ['log1p', tf.log1p, positive],
    ['sqrt', tf.sqrt, positive],
    ['rsqrt', tf.rsqrt, positive],
    ['square', tf.square],
    ['reciprocal', tf.reciprocal],
    ['sign', tf.sign],
    ['sin', tf.sin],
    ['cos', tf.cos],
    ['tan', tf.tan],
    ['asin', tf.asin],
    ['acos', tf.acos],
    ['atan', tf.atan],
    ['sinh', tf.sinh],
    ['cosh', tf.cosh],
    ['tanh', tf.tanh],
    ['asinh', tf.asinh],
    ['acosh', tf.acosh, (x) => Math.abs(x) + 1.5],
    ['atanh', tf.atanh, (x) => x * 0.9],
    ['sigmoid', tf.sigmoid],
    ['softplus', tf.softplus],
    ['erf', tf.erf],
    ['relu', tf.relu],
    ['relu6', tf.relu6, (x) => x * 9],
    ['elu', tf.elu],
    ['selu', tf.selu],
    ['leakyRelu', (x) => tf.leakyRelu(x, 0.3)],
    ['step', (x) => tf.step(x)],
    ['step with a slope', (x) => tf.step(x, -0.5)],
    ['clipByValue', (x) => tf.clipByValue(x, -0.4, 0.6)],
    ['floor', tf.floor],
    ['ceil', tf.ceil],
    ['round', tf.round],
    ['softmax', (x) => tf.softmax(x)],
    ['logSoftmax', (x) => tf.logSoftmax(x)],
  ] satisfies [string, (x: tf.Tensor) => tf.Tensor, ((x: number) => number)?][]
).map(([name, body, map]) => ({
  name,
  shapes: [[3, 5]],
  body: (x) => body(x as tf.Tensor),
  ...(map === undefined ? {} : { map }),
  tolerance: 2e-5,
}));

const BROADCASTS: [number[], number[]][] = [
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [3, 1],
    [2, 1, 4],
  ],
  [[], [2, 3]],
];
const binary: Case[] = (
  [
    ['add', tf.add],
    ['sub', tf.sub],
    ['mul', tf.mul],
    ['div', tf.div],
    ['maximum', tf.maximum],
    ['minimum', tf.minimum],
    ['squaredDifference', tf.squaredDifference],
    ['prelu', tf.prelu],
  ] satisfies [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][]
).flatMap(([name, body]) =>
  BROADCASTS.filter(([a]) => name !== 'prelu' || a.length === 3).map(([a, b]) => ({
    name: `${name} [${a}] [${b}]`,
    shapes: [a, b],
    body: (x: tf.Tensor, y: tf.Tensor) => body(x, y),
    // TensorFlow.js's own gradients of these do not sum over what was broadcast.
    ...(['maximum', 'minimum', 'squaredDifference'].includes(name) && `${a}` !== `${b}`
      ? { gradient: false as const }
      : {}),
  })),
);

const other: Case[] = [
  { name: 'pow', shapes: [[2, 3], [3]], body: (a, b) => tf.pow(a, b), map: positive, tolerance: 1e-5 },
  { name: 'pow 1.25', shapes: [[2, 3]], body: (a) => tf.pow(a, 1.25), map: positive },
  { name: 'mod', shapes: [[7], [7]], body: (a, b) => tf.mod(a, b), gradient: false },
  { name: 'floorDiv', shapes: [[7], [7]], body: (a, b) => tf.floorDiv(a, b), gradient: false },
  {
    name: 'addN',
    shapes: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    body: (...inputs) => tf.addN(inputs),
  },
  {
    name: 'where',
    shapes: [
      [3, 4],
      [3, 4],
    ],
    body: (a, b) => {
      const chosen = tf.tensor([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1], [3, 4], 'bool');
      return tf.where(chosen, tf.mul(a, 2), tf.square(b));
    },
  },
  ...(
    [
      ['equal', tf.equal],
      ['notEqual', tf.notEqual],
      ['greater', tf.greater],
      ['greaterEqual', tf.greaterEqual],
      ['less', tf.less],
      ['lessEqual', tf.lessEqual],
    ] satisfies [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][]
  ).map(([name, compare]) => ({
    name,
    shapes: [[6], [6]],
    body: (a: tf.Tensor, b: tf.Tensor) => tf.cast(compare(tf.round(a), tf.round(b)), 'float32'),
    gradient: false as const,
  })),
  {
    name: 'logical operations',
    shapes: [[8], [8]],
    body: (a, b) => {
      const [p, q] = [tf.greater(a, 0), tf.greater(b, 0)];
      return tf.cast(tf.logicalOr(tf.logicalAnd(p, q), tf.logicalNot(p)), 'float32');
    },
    gradient: false,
  },
  {
    name: 'isNaN, isInf, isFinite',
    shapes: [[5]],
    body: (a) => {
      const odd = tf.div(a, tf.relu(tf.sub(a, 0.3)));
      const parts = [tf.isNaN(tf.sub(odd, odd)), tf.isInf(odd), tf.isFinite(odd)];
      return tf.stack(parts.map((part) => tf.cast(part, 'float32')));
    },
    gradient: false,
  },
  {
    name: 'cast to int32 and back',
    shapes: [[9]],
    body: (a) => tf.cast(tf.cast(tf.mul(a, 9), 'int32'), 'float32'),
    gradient: false,
  },
  { name: 'sum of all', shapes: [[2, 3, 4]], body: (x) => tf.sum(x) },
  { name: 'sum of one axis', shapes: [[2, 3, 4]], body: (x) => tf.sum(x, 1) },
  { name: 'sum, dimensions kept', shapes: [[2, 3, 4]], body: (x) => tf.sum(x, [0, 2], true) },
  { name: 'mean', shapes: [[2, 3, 4]], body: (x) => tf.mean(x, [1, 2]) },
  { name: 'max', shapes: [[2, 3, 4]], body: (x) => tf.max(x, 2) },
  { name: 'min', shapes: [[2, 3, 4]], body: (x) => tf.min(x, 0) },
  { name: 'prod', shapes: [[3, 4]], body: (x) => tf.prod(x, 1), gradient: false },
  { name: 'argMax', shapes: [[3, 4]], body: (x) => tf.cast(tf.argMax(x, 1), 'float32'), gradient: false },
  { name: 'argMin', shapes: [[3, 4]], body: (x) => tf.cast(tf.argMin(x, 0), 'float32'), gradient: false },
  {
    name: 'any and all',
    shapes: [[3, 4]],
    body: (x) =>
      tf.cast(tf.concat([tf.any(tf.greater(x, 0.8), 1), tf.all(tf.greater(x, -0.8), 1)]), 'float32'),
    gradient: false,
  },
  {
    name: 'max and min of NaN',
    shapes: [[3, 4]],
    body: (x) => {
      const odd = tf.log(tf.sub(x, -0.5));
      return tf.stack([tf.max(odd, 1), tf.min(odd, 1)]);
    },
    gradient: false,
  },
  {
    name: 'sign and step of NaN',
    shapes: [[6]],
    body: (x) => tf.add(tf.sign(tf.sqrt(x)), tf.step(x)),
    gradient: false,
  },
  { name: 'reshape', shapes: [[2, 3, 4]], body: (x) => tf.square(tf.reshape(x, [6, -1])) },
  { name: 'transpose', shapes: [[2, 3, 4]], body: (x) => tf.transpose(x, [2, 0, 1]) },
  { name: 'slice', shapes: [[3, 4, 5]], body: (x) => tf.slice(x, [1, 0, 2], [2, 3, 2]) },
  {
    name: 'pad',
    shapes: [[2, 3]],
    body: (x) =>
      tf.pad(
        x,
        [
          [1, 2],
          [0, 1],
        ],
        0.5,
      ),
  },
  {
    name: 'mirroredPad reflect',
    shapes: [[3, 4]],
    body: (x) =>
      mirroredPad(
        x,
        [
          [1, 2],
          [2, 0],
        ],
        'reflect',
      ),
  },
  {
    name: 'mirroredPad symmetric',
    shapes: [[3, 4]],
    body: (x) =>
      mirroredPad(
        x,
        [
          [1, 2],
          [2, 3],
        ],
        'symmetric',
      ),
  },
  {
    name: 'mirroredPad symmetric by one',
    shapes: [[2, 3, 4, 2]],
    body: (x) =>
      mirroredPad(
        x,
        [
          [0, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
        'symmetric',
      ),
  },
  {
    name: 'concat',
    shapes: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    body: (...inputs) => tf.concat(inputs, 1),
  },
  {
    name: 'stack',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    body: (...inputs) => tf.stack(inputs, 1),
  },
  { name: 'unstack', shapes: [[2, 3]], body: (x) => tf.add(...(tf.unstack(x, 0) as [tf.Tensor, tf.Tensor])) },
  { name: 'split', shapes: [[6, 2]], body: (x) => tf.mul(...(tf.split(x, 2) as [tf.Tensor, tf.Tensor])) },
  { name: 'tile', shapes: [[2, 3]], body: (x) => tf.tile(x, [2, 3]) },
  { name: 'broadcastTo', shapes: [[1, 3]], body: (x) => tf.broadcastTo(x, [4, 3]) },
  { name: 'reverse', shapes: [[2, 3, 2]], body: (x) => tf.reverse(x, [0, 2]) },
  { name: 'fill', shapes: [[2, 3]], body: (x) => tf.add(x, tf.fill([2, 3], 2.5)) },
  {
    name: 'zerosLike and onesLike',
    shapes: [[2, 3]],
    body: (x) => tf.add(tf.mul(x, tf.onesLike(x)), tf.zerosLike(x)),
  },
];

const products: Case[] = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB): Case[] => {
    const shapes = (batch: number[]) => [
      [...batch, ...(transposeA ? [3, 2] : [2, 3])],
      [...batch, ...(transposeB ? [4, 3] : [3, 4])],
    ];
    const body = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB);
    const name = `matMul${transposeA ? ' Aᵀ' : ''}${transposeB ? ' Bᵀ' : ''}`;
    return [
      { name, shapes: shapes([]), body },
      { name: `${name}, batch 2`, shapes: shapes([2]), body },
    ];
  }),
);
products.push(
  { name: 'Gram AᵀA', shapes: [[7, 3]], body: (x) => tf.matMul(x, x, true, false) },
  { name: 'Gram AAᵀ', shapes: [[3, 7]], body: (x) => tf.matMul(x, x, false, true) },
  {
    name: 'Gram of convolved maps',
    shapes: [
      [1, 5, 4, 3],
      [3, 3, 3, 6],
    ],
    body: (x, w) => {
      const maps = tf.relu(tf.conv2d(as4d(x), as4d(w), 1, 'same'));
      const flat = tf.reshape(maps, [20, 6]);
      return tf.add(tf.matMul(flat, flat, true, false), tf.sum(tf.mul(maps, maps), [0, 1, 2]));
    },
    tolerance: 1e-5,
  },
);

const convolutions: Case[] = [
  ['same', 1, [3, 3]],
  ['valid', 1, [3, 2]],
  ['same', 2, [3, 3]],
  ['valid', 2, [2, 3]],
  ['same', [1, 2], [1, 1]],
  [1, 3, [4, 4]],
  [3, 1, [3, 3]],
].flatMap(([pad, strides, window]) => {
  const [height, width] = window as [number, number];
  const p = pad as 'same' | 'valid' | number;
  const s = strides as [number, number] | number;
  const label = `${pad} stride ${strides} window ${window}`;
  return [
    {
      name: `conv2d ${label}`,
      shapes: [
        [2, 7, 8, 3],
        [height, width, 3, 4],
      ],
      body: (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(as4d(x), as4d(w), s, p),
      tolerance: 1e-5,
    },
    ...[1, 2].map((multiplier) => ({
      name: `depthwiseConv2d ${label} multiplier ${multiplier}`,
      shapes: [
        [2, 7, 8, 3],
        [height, width, 3, multiplier],
      ],
      body: (x: tf.Tensor, w: tf.Tensor) => tf.depthwiseConv2d(as4d(x), as4d(w), s, p),
      tolerance: 1e-5,
    })),
  ];
});
convolutions.push(
  // As many channels as take the gradient by the filter as products of matrices.
  ...(
    [
      ['same', 1, 3],
      ['valid', 2, 3],
      ['same', 2, 4],
      [1, 3, 3],
    ] as const
  ).map(
    ([pad, strides, window]): Case => ({
      name: `conv2d of many channels ${pad} stride ${strides} window ${window}`,
      shapes: [
        [2, 7, 9, 8],
        [window, window, 8, 10],
      ],
      body: (x, w) => tf.conv2d(as4d(x), as4d(w), strides, pad),
      tolerance: 1e-5,
    }),
  ),
  {
    name: 'conv2d dilated',
    shapes: [
      [1, 9, 9, 2],
      [3, 3, 2, 3],
    ],
    body: (x, w) => tf.conv2d(as4d(x), as4d(w), 1, 'same', 'NHWC', 2),
    gradient: false,
  },
  {
    name: 'conv2dTranspose',
    shapes: [
      [1, 4, 4, 3],
      [3, 3, 2, 3],
    ],
    body: (x, w) => tf.conv2dTranspose(as4d(x), as4d(w), [1, 8, 8, 2], 2, 'same'),
    tolerance: 1e-5,
  },
  {
    name: 'conv2d, bias, relu, twice',
    shapes: [[1, 6, 6, 3], [3, 3, 3, 8], [8], [3, 3, 8, 4]],
    body: (x, w, b, v) =>
      tf.relu(
        tf.conv2d(
          tf.relu(tf.add(tf.conv2d(as4d(x), as4d(w), 1, 'same'), b)) as tf.Tensor4D,
          as4d(v),
          1,
          'same',
        ),
      ),
    tolerance: 1e-5,
  },
  {
    name: 'conv2d NCHW',
    shapes: [
      [2, 3, 7, 8],
      [3, 3, 3, 4],
    ],
    body: (x, w) => tf.conv2d(as4d(x), as4d(w), 2, 'same', 'NCHW'),
    tolerance: 1e-5,
  },
  {
    name: 'a fused convolution',
    shapes: [[1, 6, 6, 3], [3, 3, 3, 4], [4]],
    body: (x, w, bias) =>
      tf.fused.conv2d({ x: as4d(x), filter: as4d(w), strides: 1, pad: 'same', bias, activation: 'relu' }),
    gradient: false,
    tolerance: 1e-5,
  },
);

const pools: Case[] = (
  [
    [2, 2, 'valid'],
    [2, 2, 'same'],
    [3, 2, 'valid'],
    [3, 2, 'same'],
    [3, 1, 'same'],
    [[2, 3], [1, 2], 'same'],
  ] as const
).flatMap(([window, strides, pad]): Case[] => {
  const filter = window as number | [number, number];
  const step = strides as number | [number, number];
  const label = `${window} stride ${strides} ${pad}`;
  return [
    {
      name: `avgPool ${label}`,
      shapes: [[2, 7, 8, 3]],
      body: (x) => tf.avgPool(as4d(x), filter, step, pad),
    },
    {
      name: `maxPool ${label}`,
      shapes: [[2, 7, 8, 3]],
      body: (x) => tf.maxPool(as4d(x), filter, step, pad),
    },
  ];
});

const resizes: Case[] = [
  [9, 12],
  [8, 18],
  [3, 2],
  [1, 5],
].flatMap(([height, width]) =>
  [false, true].flatMap((alignCorners): Case[] => [
    {
      name: `resizeBilinear to ${height}×${width}${alignCorners ? ', corners aligned' : ''}`,
      shapes: [[1, 4, 6, 2]],
      body: (x) => tf.image.resizeBilinear(as4d(x), [height ?? 1, width ?? 1], alignCorners),
      // The CPU backend's gradient of a resize to one row or of a picture that is not square has a transposed shape.
      gradient: false,
    },
    {
      name: `resizeNearestNeighbor to ${height}×${width}${alignCorners ? ', corners aligned' : ''}`,
      shapes: [[1, 4, 6, 2]],
      body: (x) => tf.image.resizeNearestNeighbor(as4d(x), [height ?? 1, width ?? 1], alignCorners),
      gradient: false,
    },
  ]),
);
resizes.push(
  ...[
    [8, 8],
    [3, 3],
    [7, 5],
  ].map(([height, width]) => ({
    name: `gradient of resizeBilinear to ${height}×${width}`,
    shapes: [[1, 5, 5, 2]],
    body: (x: tf.Tensor) => tf.image.resizeBilinear(as4d(x), [height ?? 1, width ?? 1]),
  })),
  {
    name: 'resizeBilinear with half pixel centres',
    shapes: [[1, 4, 6, 2]],
    body: (x) => tf.image.resizeBilinear(as4d(x), [7, 9], false, true),
    gradient: false,
  },
  {
    name: 'gradient of resizeNearestNeighbor',
    shapes: [[1, 4, 4, 2]],
    body: (x) => tf.image.resizeNearestNeighbor(as4d(x), [8, 8]),
  },
);

const norms: Case[] = [
  {
    name: 'batchNorm',
    shapes: [[2, 3, 3, 4], [4], [4], [4], [4]],
    body: (x, mean, variance, offset, scale) =>
      tf.batchNorm(
        as4d(x),
        mean as tf.Tensor1D,
        tf.square(variance) as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      ),
    tolerance: 1e-4,
  },
  {
    name: 'instance normalisation from moments',
    shapes: [[2, 4, 4, 3]],
    body: (x) => {
      const { mean, variance } = tf.moments(x, [1, 2], true);
      return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
    },
    tolerance: 1e-4,
  },
];

compareWithCpu([
  ['element by element, one input', unary],
  ['element by element, two inputs', binary],
  ['shapes, reductions, choices', other],
  ['matrix products', products],
  ['convolutions', convolutions],
  ['pooling', pools],
  ['resizing', resizes],
  ['normalisation', norms],
]);
