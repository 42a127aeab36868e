import type { Order, Shape } from './graph.js';
import { sizeOf } from './graph.js';

/** Order of axes arithmetic, free of ONNX. `order[i]` is the axis that is stored at position i. */

export const NCHW: Order = [0, 3, 1, 2];

export function identityOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, i) => i);
}

export function isIdentity(order: Order): boolean {
  return order.every((axis, i) => axis === i);
}

export function sameOrder(a: Order, b: Order): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** What is stored for `shape` in this order. */
export function storedShape(shape: Shape, order: Order): number[] {
  return order.map((axis) => at(shape, axis));
}

/** Position at which each axis is stored: the inverse permutation. */
export function positions(order: Order): number[] {
  const result = new Array<number>(order.length).fill(0);
  for (const [position, axis] of order.entries()) result[axis] = position;
  return result;
}

/** `perm` for an ONNX Transpose from one order to another. */
export function permutation(from: Order, to: Order): number[] {
  const where = positions(from);
  return to.map((axis) => at(where, axis));
}

/** One of several transpositions that follow each other, each of the elements seen with a shape of its own. */
export interface TranspositionStep {
  readonly shape: Shape;
  readonly perm: readonly number[];
}

/** So many elements in one piece are worth a pass of their own. */
const WORTH_COPYING = 16;
/** Up to so many axes, none of which stays beside another, ONNX Runtime has good loops itself. */
const FEW_AXES = 3;

/**
 * A transposition in the steps in which ONNX Runtime is quickest. What moves single elements among several axes costs it
 * several nanoseconds for each (depth to space of [1, 48, 257, 257]: 11 ms, its own DepthToSpace 5 ms), while it turns
 * matrices and moves whole pieces quickly. So where the innermost axis can be brought inside, or outside, by turning one
 * matrix, and what is left moves in pieces, it is done in these two steps (2 ms).
 */
export function transpositionSteps(shape: Shape, perm: readonly number[]): TranspositionStep[] {
  const merged = mergeAxes(shape, perm);
  if (merged.perm.length <= FEW_AXES) return [merged];
  return turnedFirst(merged) ?? turnedLast(merged) ?? [merged];
}

/** The same transposition without axes of size 1, and with one axis for those that stay side by side. */
function mergeAxes(shape: Shape, perm: readonly number[]): TranspositionStep {
  const groups: number[][] = [];
  for (const axis of perm.filter((axis) => shape[axis] !== 1)) {
    const last = groups.at(-1);
    const between = last === undefined ? [] : shape.slice((last.at(-1) ?? 0) + 1, axis);
    const follows = last !== undefined && axis > (last.at(-1) ?? 0) && between.every((size) => size === 1);
    if (follows) last.push(axis);
    else groups.push([axis]);
  }
  const sorted = groups.toSorted((a, b) => at(a, 0) - at(b, 0));
  return {
    shape: sorted.map((axes) => axes.reduce((size, axis) => size * at(shape, axis), 1)),
    perm: groups.map((group) => sorted.indexOf(group)),
  };
}

function turnedFirst({ shape, perm }: TranspositionStep): TranspositionStep[] | null {
  const axes = identityOrder(shape.length);
  const outer = at(perm, perm.length - 1) + 1;
  if (outer === shape.length) return null; // the innermost axis stays
  const turned = [...axes.slice(outer), ...axes.slice(0, outer)];
  const rest = mergeAxes(
    turned.map((axis) => at(shape, axis)),
    perm.map((axis) => turned.indexOf(axis)),
  );
  const moves = rest.perm.at(-1) === rest.shape.length - 1;
  if (!moves || (rest.shape.at(-1) ?? 1) < WORTH_COPYING) return null;
  return [mergeAxes(shape, turned), rest];
}

/** The way back of what is turned first on the way there. */
function turnedLast({ shape, perm }: TranspositionStep): TranspositionStep[] | null {
  const back = turnedFirst({ shape: perm.map((axis) => at(shape, axis)), perm: positions(perm) });
  if (back === null) return null;
  return back.toReversed().map((step) => ({
    shape: step.perm.map((axis) => at(step.shape, axis)),
    perm: positions(step.perm),
  }));
}

/** A result taken as if the order it is stored in were its own. */
export function asStored<R extends StoredLayout>(ref: R): R & { readonly shape: Shape } {
  return { ...ref, shape: ref.stored, order: identityOrder(ref.stored.length) };
}

/** Broadcast of shapes aligned at their ends, as NumPy does; the caller knows that they agree. */
export function broadcastShapes(shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    for (const [i, dimension] of shape.entries()) {
      if (dimension !== 1) result[offset + i] = dimension;
    }
  }
  return result;
}

export interface StoredLayout {
  readonly order: Order;
  readonly stored: Shape;
}

/**
 * How a reshape looks from a layout that is not plain: the order and stored shape of the result such that no element
 * moves, or null when elements would have to move. Axes of both shapes are matched in groups of equal size, as
 * [1, H, W, C] → [H·W, C] has the groups {H, W} → {H·W} and {C} → {C}. A group may stay where it is stored when its
 * axes lie side by side in their own order, and is stored in full or not at all.
 */
export function reshapeLayout(from: Shape, layout: StoredLayout, to: Shape): StoredLayout | null {
  if (sizeOf(from) === 0) return null;
  const groups = matchGroups(from, to);
  if (groups === null) return null;
  const where = positions(layout.order);
  const placed: { position: number; axes: number[]; full: boolean }[] = [];
  for (const group of groups) {
    const places = group.from.map((axis) => at(where, axis));
    const first = places[0] ?? 0;
    // Axes of size 1 take no room, so "side by side" counts the others only.
    for (let i = 1; i < places.length; i++) {
      const [before, after] = [at(places, i - 1), at(places, i)];
      if (after <= before) return null;
      for (let between = before + 1; between < after; between++) {
        if (at(from, at(layout.order, between)) !== 1) return null;
      }
    }
    const full = places.map((place, i) => at(layout.stored, place) === at(from, at(group.from, i)));
    if (full.some((whole) => whole !== full[0])) return null;
    placed.push({ position: first, axes: group.to, full: full[0] ?? true });
  }
  placed.sort((a, b) => a.position - b.position);
  const order: number[] = [];
  const stored: number[] = [];
  for (const group of placed) {
    for (const axis of group.axes) {
      order.push(axis);
      stored.push(group.full ? at(to, axis) : 1);
    }
  }
  // Axes of size 1 belong to no group: put each right before the axis that follows it, or last.
  for (let axis = to.length - 1; axis >= 0; axis--) {
    if (order.includes(axis)) continue;
    const next = order.indexOf(axis + 1);
    const position = next < 0 ? order.length : next;
    order.splice(position, 0, axis);
    stored.splice(position, 0, 1);
  }
  return { order, stored };
}

/**
 * The order to bring a layout into before a reshape that would move elements in it (`reshapeLayout` gives null): the axes
 * that become one, or of which one becomes several, lie side by side, at the place of the largest of them, so that as
 * much as can stays as it was stored. Maps of blocks [1, H, 2, W, 2, C] stored with the maps first become [1, 2H, 2W, C] in
 * NCHW.
 */
export function orderForReshape(from: Shape, order: Order, to: Shape): Order {
  const groups = matchGroups(from, to);
  if (groups === null) return identityOrder(from.length);
  const where = positions(order);
  const placed = groups.map((group) => {
    const largest = group.from.reduce((a, b) => (at(from, b) > at(from, a) ? b : a));
    return { position: at(where, largest), axes: group.from };
  });
  const grouped = placed.toSorted((a, b) => a.position - b.position).flatMap(({ axes }) => axes);
  // Axes of size 1 belong to no group and lie anywhere.
  return [...order.filter((axis) => !grouped.includes(axis)), ...grouped];
}

function matchGroups(from: Shape, to: Shape): { from: number[]; to: number[] }[] | null {
  const a = axesAboveOne(from);
  const b = axesAboveOne(to);
  const groups: { from: number[]; to: number[] }[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const group = { from: [at(a, i)], to: [at(b, j)] };
    let left = at(from, at(a, i++));
    let right = at(to, at(b, j++));
    while (left !== right) {
      if (left < right) {
        if (i >= a.length) return null;
        const axis = at(a, i++);
        group.from.push(axis);
        left *= at(from, axis);
      } else {
        if (j >= b.length) return null;
        const axis = at(b, j++);
        group.to.push(axis);
        right *= at(to, axis);
      }
    }
    groups.push(group);
  }
  return i === a.length && j === b.length ? groups : null;
}

function axesAboveOne(shape: Shape): number[] {
  return [...shape.keys()].filter((axis) => shape[axis] !== 1);
}

/** An element that the caller knows to be there. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`index ${index} is outside a list of ${list.length}`);
  return item;
}
