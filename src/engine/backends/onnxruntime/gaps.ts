import type { OnnxDevice } from './device.js';
import type { OnnxNode } from './onnx-proto.js';

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
  ],
};

/** Names of the nodes that a device must leave to the CPU. */
export function nodesForCpu(device: OnnxDevice, nodes: readonly OnnxNode[]): string[] {
  const gaps = GAPS[device] ?? [];
  return nodes.filter((node) => gaps.some((gap) => gap(node))).map(({ outputs }) => outputs[0] ?? '');
}
