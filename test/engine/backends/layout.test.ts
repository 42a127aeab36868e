import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  identityOrder,
  orderForReshape,
  permutation,
  positions,
  reshapeLayout,
  storedShape,
  transpositionSteps,
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

/** All axes of that many, in any order. */
const orders = (axes: number) =>
  fc.shuffledSubarray([...identityOrder(axes)], { minLength: axes, maxLength: axes });

const layouts = shapes.chain(([from, to]) =>
  fc.record({
    from: fc.constant(from),
    to: fc.constant(to),
    order: orders(from.length),
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

it('any layout can be reordered so that a reshape moves nothing, by groups of axes', () => {
  fc.assert(
    fc.property(layouts, ({ from, to, order }) => {
      const better = orderForReshape(from, order, to);
      expect([...better].sort()).toEqual([...identityOrder(from.length)]);
      const result = reshapeLayout(from, { order: better, stored: storedShape(from, better) }, to);
      // Groups of equal size are always found in shapes that are drawn from the same factors.
      expect(result).not.toBeNull();
    }),
    { numRuns: 1000 },
  );
});

it('keeps feature maps in NCHW when blocks of channels become pixels, and back', () => {
  const maps = [1, 4, 5, 2, 3, 2]; // [n, height, width, columns, maps, rows]
  const blocks = [1, 4, 2, 5, 2, 3];
  // The elements of [n, height, rows, width, columns, maps] as they lie in the channels of NCHW.
  const order = orderForReshape(blocks, [0, 4, 5, 2, 1, 3], [1, 8, 10, 3]);
  expect(order.filter((axis) => axis !== 0)).toEqual([5, 1, 2, 3, 4]);
  const back = orderForReshape(maps, [0, 4, 1, 5, 2, 3], [1, 4, 5, 12]);
  expect(back.filter((axis) => axis !== 0)).toEqual([3, 4, 5, 1, 2]);
});

const transpositions = fc
  .array(fc.constantFrom(1, 2, 3, 20), { minLength: 1, maxLength: 6 })
  .filter((shape) => shape.reduce<number>((a, b) => a * b, 1) <= 5000)
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      perm: orders(shape.length),
    }),
  );

it('transpositions in steps move the same elements', () => {
  let split = 0;
  fc.assert(
    fc.property(transpositions, ({ shape, perm }) => {
      const wanted = storedElements(shape, perm, storedShape(shape, perm));
      const steps = transpositionSteps(shape, perm);
      if (steps.length > 1) split++;
      const moved = steps.reduce(
        (elements, step) =>
          storedElements(step.shape, step.perm, storedShape(step.shape, step.perm)).map(
            (from) => elements[from] ?? Number.NaN,
          ),
        identityOrder(wanted.length),
      );
      expect(moved).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
  expect(split).toBeGreaterThan(0);
});

it('interleaves by turning a matrix and moving rows, and the way back', () => {
  // [columns' phases, maps, rows' phases, height, width] → [maps, height, rows' phases, width, columns' phases]
  expect(transpositionSteps([1, 2, 12, 2, 30, 40], [0, 2, 4, 3, 5, 1])).toEqual([
    { shape: [2, 12 * 2 * 30 * 40], perm: [1, 0] },
    { shape: [12, 2, 30, 40 * 2], perm: [0, 2, 1, 3] },
  ]);
  expect(transpositionSteps([1, 12, 30, 2, 40, 2], [0, 5, 1, 3, 2, 4])).toEqual([
    { shape: [12 * 2 * 30 * 40, 2], perm: [1, 0] },
    { shape: [2 * 12, 30, 2, 40], perm: [0, 2, 1, 3] },
  ]);
  // A picture's channels and pixels change places at once.
  expect(transpositionSteps([1, 30, 40, 3], [0, 3, 1, 2])).toHaveLength(1);
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
