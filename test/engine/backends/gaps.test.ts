import { expect, it } from 'vitest';
import { nodesForCpu } from '../../../src/engine/backends/onnxruntime/gaps.js';
import type { OnnxNode } from '../../../src/engine/backends/onnxruntime/onnx-proto.js';

const node = (type: string, name: string, attributes: OnnxNode['attributes'] = {}, more: string[] = []) => ({
  type,
  inputs: ['x'],
  outputs: [name, ...more],
  attributes,
});

it('leaves to the CPU, by name, only what WebGPU gets wrong', () => {
  const nodes = [
    node('MaxPool', 'pool', { kernel_shape: [2, 2] }),
    node('MaxPool', 'pool with indices', {}, ['indices']),
    node('ConvTranspose', 'transposed', { group: 1 }),
    node('ConvTranspose', 'transposed in groups', { group: 4 }),
    node('Conv', 'conv', { pads: [1, 1, 1, 1], strides: [1, 1] }),
    node('Conv', 'conv of a stride', { pads: [0, 0, 1, 1], strides: [2, 2] }),
    node('Conv', 'conv padded far', { pads: [0, 0, 1, 1], strides: [1, 1] }),
    node('Conv', 'conv without padding', { pads: [0, 0, 0, 0] }),
  ];
  expect(nodesForCpu('webgpu', nodes)).toEqual([
    'pool with indices',
    'transposed in groups',
    'conv padded far',
  ]);
  expect(nodesForCpu('cuda', nodes)).toEqual([]);
  expect(nodesForCpu('webgpu', [])).toEqual([]);
});
