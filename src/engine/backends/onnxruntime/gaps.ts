import type { OnnxDevice } from './device.js';
import type { OnnxAttribute, OnnxNode } from './onnx-proto.js';

/**
 * Operations that a device's part of ONNX Runtime claims but gets wrong or refuses at run time (found by the contract
 * and by TensorFlow.js's own tests, onnxruntime-node 1.30). Their nodes are computed on the CPU.
 */
const GAPS: Partial<Record<OnnxDevice, readonly ((node: OnnxNode) => boolean)[]>> = {
  webgpu: [
    // "The Indices output is not supported yet."
    ({ type, outputs }) => type === 'MaxPool' && outputs.length > 1,
    // Wrong numbers with several groups and a stride.
    ({ type, attributes }) => type === 'ConvTranspose' && (attributes.group ?? 1) !== 1,
    // Wrong numbers where the filter is as large as the picture and only its far edges are padded: such a Conv is taken
    // for a matrix product. With TensorFlow's padding that is a 2×2 filter with stride 1.
    ({ type, attributes: { pads, strides } }) =>
      type === 'Conv' && isFarOnly(list(pads)) && list(strides).every((stride) => stride === 1),
  ],
};

/** Padding as ONNX writes it, first all near edges, then all far ones: none near, some far. */
function isFarOnly(pads: readonly number[]): boolean {
  const near = pads.slice(0, pads.length / 2);
  return near.every((pad) => pad === 0) && pads.some((pad) => pad !== 0);
}

function list(attribute: OnnxAttribute | undefined): readonly number[] {
  return Array.isArray(attribute) ? attribute : [];
}

/** Names of the nodes that a device must leave to the CPU. */
export function nodesForCpu(device: OnnxDevice, nodes: readonly OnnxNode[]): string[] {
  const gaps = GAPS[device] ?? [];
  return nodes.filter((node) => gaps.some((gap) => gap(node))).map(({ outputs }) => outputs[0] ?? '');
}
