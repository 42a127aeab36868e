import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  identityOrder,
  permutation,
  positions,
  reshapeLayout,
  storedShape,
} from '../../../src/engine/backends/onnxruntime/layout.js';

/** Elements of a shape, numbered as TensorFlow.js sees them, in the order in which a layout stores them. */
function storedElements(
  shape: readonly number[],
  order: readonly number[],
  stored: readonly number[],
): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  let elements = [0];
  for (const [place, dimension] of stored.entries()) {
    const stride = strides[order[place] ?? 0] ?? 0;
    elements = elements.flatMap((base) => Array.from({ length: dimension }, (_, i) => base + i * stride));
  }
  return elements;
}

/** A shape, and the same number of elements in another one: factors are drawn, then grouped in two ways. */
const shapes = fc
  .record({
    factors: fc.array(fc.constantFrom(1, 2, 3, 4), { minLength: 1, maxLength: 5 }),
    cutsA: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    cutsB: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ factors, cutsA, cutsB }) => [grouped(factors, cutsA), grouped(factors, cutsB)] as const);

function grouped(factors: readonly number[], cuts: readonly boolean[]): number[] {
  const shape: number[] = [];
  let product = 1;
  for (const [i, factor] of factors.entries()) {
    product *= factor;
    if (cuts[i] === true || i === factors.length - 1) {
      shape.push(product);
      product = 1;
    }
  }
  return shape;
}

const layouts = shapes.chain(([from, to]) =>
  fc.record({
    from: fc.constant(from),
    to: fc.constant(to),
    order: fc.shuffledSubarray([...identityOrder(from.length)], {
      minLength: from.length,
      maxLength: from.length,
    }),
  }),
);

it('a reshape that keeps a layout moves no element', () => {
  let kept = 0;
  fc.assert(
    fc.property(layouts, ({ from, to, order }) => {
      const layout = { order, stored: storedShape(from, order) };
      const result = reshapeLayout(from, layout, to);
      if (result === null) return;
      kept++;
      expect([...result.order].sort()).toEqual([...identityOrder(to.length)]);
      expect(result.stored).toEqual(storedShape(to, result.order));
      expect(storedElements(to, result.order, result.stored)).toEqual(
        storedElements(from, order, layout.stored),
      );
    }),
    { numRuns: 2000 },
  );
  expect(kept).toBeGreaterThan(200);
});

it('a plain layout survives every reshape', () => {
  fc.assert(
    fc.property(shapes, ([from, to]) => {
      const order = identityOrder(from.length);
      const result = reshapeLayout(from, { order, stored: from }, to);
      expect(result?.stored).toEqual(to);
    }),
  );
});

it('keeps feature maps in NCHW when pixels become one axis', () => {
  expect(reshapeLayout([1, 6, 8, 3], { order: [0, 3, 1, 2], stored: [1, 3, 6, 8] }, [48, 3])).toEqual({
    order: [1, 0],
    stored: [3, 48],
  });
});

it('permutations undo each other', () => {
  fc.assert(
    fc.property(layouts, ({ order }) => {
      const back = positions(order);
      expect(order.map((axis) => back[axis])).toEqual([...identityOrder(order.length)]);
      expect(permutation(order, order)).toEqual([...identityOrder(order.length)]);
    }),
  );
});
