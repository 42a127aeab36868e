import type { Footprint } from '../backend.js';
import type { OnnxNode } from './onnx-proto.js';

/** A session holds its weights as they came and once more as its kernels want them. */
const WEIGHT_COPIES = 2;

/**
 * An arena takes more than what is in use at once: it grows by doubling, and its pieces do not fit each other. Measured
 * with loss and gradient of the wavelet extractor at 512, 768 and 1024 pixels: 2.4, 2.2 and 2.2 times as much.
 */
const ARENA_SLACK = 2.2;

/** About how many bytes a session's arena comes to hold when results take `peak` bytes at once. */
export function arenaBytes(peak: number): number {
  return Math.ceil(ARENA_SLACK * peak);
}

/** What a session of this model comes to hold. */
export function footprintOf(model: {
  readonly weightBytes: number;
  readonly activationBytes: number;
}): Footprint {
  return { constants: WEIGHT_COPIES * model.weightBytes, results: model.activationBytes };
}

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
