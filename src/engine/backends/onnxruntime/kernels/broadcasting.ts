import type { Lowering, Order, Ref, TensorType } from '../graph.js';
import { sizeOf } from '../graph.js';
import { broadcastShapes, identityOrder, isIdentity } from '../layout.js';
import type { OnnxAttribute } from '../onnx-proto.js';

/**
 * Emits an element by element node, in the order of axes in which most of what it reads is stored already, so that
 * chains between convolutions stay in the convolutions' own order.
 */
export function emitElementwise(
  g: Lowering,
  type: string,
  inputs: readonly Ref[],
  output: TensorType,
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): Ref {
  const { aligned, order, stored } = align(g, inputs, output);
  return g.emit(type, aligned, attributes, { ...output, order, stored });
}

/** The inputs of an element by element node in one common order, ready for ONNX's broadcasting. */
export function align(g: Lowering, inputs: readonly Ref[], output: TensorType) {
  const rank = output.shape.length;
  const order = commonOrder(inputs, rank);
  const aligned = inputs.map((ref) => {
    if (sizeOf(ref.stored) === 1 && ref.stored.length <= rank) return ref;
    const lifted = [...new Array<number>(rank - ref.shape.length).fill(1), ...ref.shape];
    return g.arrange(g.reshape(ref, lifted), order);
  });
  const stored = broadcastShapes(aligned.map((ref) => ref.stored));
  return { aligned, order, stored: [...new Array<number>(rank - stored.length).fill(1), ...stored] };
}

/** The order of the largest input that is not stored plainly, or the plain one. */
function commonOrder(inputs: readonly Ref[], rank: number): Order {
  let chosen: Ref | null = null;
  let largest = 1;
  for (const ref of inputs) {
    const size = sizeOf(ref.stored);
    if (ref.shape.length !== rank || size <= largest) continue;
    largest = size;
    chosen = ref;
  }
  // Among equals the one that is not plain: to transpose either costs the same, and its consumers are like it.
  const special = inputs.find(
    (ref) => ref.shape.length === rank && sizeOf(ref.stored) === largest && !isIdentity(ref.order),
  );
  return (special ?? chosen)?.order ?? identityOrder(rank);
}
