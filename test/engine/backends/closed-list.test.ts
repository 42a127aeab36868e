import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ABSENT_KERNELS } from '../../../src/engine/backends/onnxruntime/kernels/absent.js';
import { KERNELS } from '../../../src/engine/backends/onnxruntime/kernels/all.js';

/** TensorFlow.js exports each kernel's name as a constant of that name; nothing else of it is so. */
const known = Object.entries(tf)
  .filter(([name, value]) => value === name || (name === '_FusedMatMul' && value === '_FusedMatMul'))
  .map(([name]) => name);

it('either has each kernel of TensorFlow.js or says why not', () => {
  const listed = [...KERNELS.map(({ name }) => name), ...ABSENT_KERNELS.keys()];
  expect(listed.toSorted()).toEqual(known.toSorted());
  expect(known.length).toBeGreaterThan(170);
});
