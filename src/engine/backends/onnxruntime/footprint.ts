import type { OnnxNode } from './onnx-proto.js';

/**
 * The most bytes that results take at once when nodes run in this order and each result is let go of after its last
 * use. An estimate: ONNX Runtime fuses some results away and works in place where it can.
 */
export function peakBytes(
  nodes: readonly OnnxNode[],
  bytes: ReadonlyMap<string, number>,
  outputs: ReadonlySet<string>,
): number {
  const lastUse = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) lastUse.set(name, index);
  }
  let live = 0;
  let peak = 0;
  for (const [index, node] of nodes.entries()) {
    for (const name of node.outputs) live += bytes.get(name) ?? 0;
    peak = Math.max(peak, live);
    for (const name of new Set([...node.inputs, ...node.outputs])) {
      if (lastUse.get(name) === index && !outputs.has(name)) live -= bytes.get(name) ?? 0;
    }
  }
  return peak;
}
