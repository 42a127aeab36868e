import { describe, expect, it } from 'vitest';
import { InverseHessian } from '../../../src/engine/optimizers/inverse-hessian.js';
import { multilevel } from '../../../src/engine/optimizers/multilevel.js';
import { Workspace } from '../../../src/engine/optimizers/workspace.js';
import { seededNormal } from '../../../src/engine/random.js';

const SIZE = { width: 6, height: 4 };
const LENGTH = 3 * SIZE.width * SIZE.height;

type Multiply = (vector: readonly number[]) => number[];

interface Pair {
  readonly s: readonly number[];
  readonly y: readonly number[];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);
const plus = (a: readonly number[], factor: number, b: readonly number[]): number[] =>
  a.map((value, i) => value + factor * (b[i] ?? 0));

/** −H·g by the two-loop recursion as the books have it (Nocedal & Wright, algorithm 7.4). */
function twoLoops(
  g: readonly number[],
  pairs: readonly Pair[],
  multiply: Multiply,
  boldness: number,
): number[] {
  let q = [...g];
  const alphas: number[] = [];
  for (const { s, y } of pairs.toReversed()) {
    const alpha = dot(s, q) / dot(s, y);
    alphas.unshift(alpha);
    q = plus(q, -alpha, y);
  }
  const newest = pairs.at(-1);
  const gamma =
    newest === undefined ? 1 : (boldness * dot(newest.s, newest.y)) / dot(newest.y, multiply(newest.y));
  let r = multiply(q).map((value) => gamma * value);
  for (const [i, { s, y }] of pairs.entries()) {
    r = plus(r, (alphas[i] ?? 0) - dot(y, r) / dot(s, y), s);
  }
  return r.map((value) => -value);
}

/** A walk over a bowl whose curvatures differ a hundredfold: steps, and the gradient after each. */
function walk(count: number) {
  const normal = seededNormal(3);
  const gradientAt = (x: readonly number[]) => x.map((value, i) => (1 + (99 * i) / LENGTH) * value);
  let x = Array.from({ length: LENGTH }, () => normal());
  const start = Float32Array.from(gradientAt(x));
  const steps = Array.from({ length: count }, () => {
    const step = Float32Array.from({ length: LENGTH }, () => 0.1 * normal());
    x = plus(x, 1, [...step]);
    return { step, gradient: Float32Array.from(gradientAt(x)) };
  });
  return { start, steps };
}

const multiplied = multilevel(SIZE, [0.5, 1, 1]);
const smoothing: Multiply = (vector) => {
  const picture = Float32Array.from(vector);
  multiplied(picture);
  return [...picture];
};

describe.each([
  { name: 'nothing', precondition: null, multiply: ((vector) => [...vector]) as Multiply, boldness: 1 },
  { name: 'a smoothing matrix', precondition: multiplied, multiply: smoothing, boldness: 1.5 },
])('InverseHessian, knowing $name beforehand', ({ precondition, multiply, boldness }) => {
  const options = { history: 4, precondition, boldness };
  const { start, steps } = walk(9);

  function made() {
    const workspace = new Workspace(LENGTH, InverseHessian.vectors(options));
    return { workspace, inverse: new InverseHessian(start, workspace, options) };
  }

  it('multiplies as the two-loop recursion does, with no pair, few and as many as it remembers', () => {
    const { workspace, inverse } = made();
    const pairs: Pair[] = [];
    let before = start;
    for (const { step, gradient } of [null, ...steps].map((one) => one ?? { step: null, gradient: start })) {
      if (step !== null) {
        inverse.move(workspace.copy(step), gradient);
        pairs.push({ s: [...step], y: plus([...gradient], -1, [...before]) });
        if (pairs.length > options.history) pairs.shift();
        before = gradient;
      }
      const descent = inverse.descent();
      const wanted = twoLoops([...gradient], pairs, multiply, boldness);
      const scale = Math.sqrt(dot(wanted, wanted) / LENGTH);
      for (const [i, value] of wanted.entries()) {
        expect(Math.abs((descent[i] ?? 0) - value) / scale).toBeLessThan(2e-4);
      }
      workspace.free(descent);
    }
  });

  it('goes on to the bit from its state', () => {
    const one = made();
    for (const { step, gradient } of steps.slice(0, 6)) one.inverse.move(one.workspace.copy(step), gradient);
    const workspace = new Workspace(LENGTH, InverseHessian.vectors(options));
    const gradient = steps[5]?.gradient ?? start;
    const state = JSON.parse(JSON.stringify(one.inverse.state().scalars)) as Record<string, number>;
    const { arrays } = one.inverse.state();
    const other = InverseHessian.restore(gradient, { scalars: state, arrays }, workspace, options);
    for (const { step, gradient: next } of steps.slice(6)) {
      one.inverse.move(one.workspace.copy(step), next);
      other?.move(workspace.copy(step), next);
    }
    expect(other?.descent()).toEqual(one.inverse.descent());
  });

  it('keeps no pair without positive curvature, and none once it is told to forget', () => {
    const { workspace, inverse } = made();
    const step = Float32Array.from(start);
    inverse.move(
      workspace.copy(step),
      start.map((value) => 0.5 * value),
    );
    expect(inverse.knows).toBe(false);
    for (const { step: s, gradient } of steps) inverse.move(workspace.copy(s), gradient);
    expect(inverse.knows).toBe(true);
    inverse.forget();
    expect(inverse.knows).toBe(false);
    expect(inverse.gradient).toEqual(steps.at(-1)?.gradient);
  });

  it('takes no state that is none', () => {
    const workspace = new Workspace(LENGTH, InverseHessian.vectors(options));
    const { scalars, arrays } = { scalars: {}, arrays: [start, start] };
    expect(InverseHessian.restore(start, { scalars, arrays }, workspace, options)).toBeNull();
    expect(InverseHessian.restore(start, { scalars, arrays: [start] }, workspace, options)).toBeNull();
    const many = Array.from({ length: 10 }, () => start);
    expect(InverseHessian.restore(start, { scalars, arrays: many }, workspace, options)).toBeNull();
  });
});
