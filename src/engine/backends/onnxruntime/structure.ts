import { createHash } from 'node:crypto';
import type { Value } from './graph.js';
import type { Plan } from './plan.js';

/** Larger constants are the same only when they are the same tensor; smaller ones when their numbers are. */
const COMPARED_ELEMENTS = 256;

/**
 * A key that two plans share exactly when one session serves both: same operations in the same order, wired in the
 * same way, with the same constants. What is fed counts by type and shape only.
 */
export function planKey(
  plan: Plan,
  feeds: readonly Value[],
): { readonly key: string; readonly constants: ReadonlySet<number> } {
  const numbers = new Map<Value, number>();
  const constants = new Set<number>();
  const fed = new Set(feeds);
  const hash = createHash('sha1');
  const number = (value: Value): number => {
    const index = numbers.size;
    numbers.set(value, index);
    return index;
  };
  for (const value of feeds) hash.update(`feed ${number(value)} ${value.dtype} ${value.shape.join()}\n`);
  for (const value of plan.leaves) {
    if (fed.has(value)) continue;
    const { state } = value;
    hash.update(`leaf ${number(value)} ${value.dtype} ${value.shape.join()} `);
    if (state.kind === 'fill') hash.update(`fill ${state.fill}\n`);
    else if (state.kind === 'data' && state.data.length <= COMPARED_ELEMENTS) {
      hash.update(`data ${state.data.join()}\n`);
    } else {
      constants.add(value.id);
      hash.update(`constant ${value.id}\n`);
    }
  }
  for (const operation of plan.operations) {
    const inputs = operation.inputs.map((input) => numbers.get(input));
    hash.update(`${operation.name} ${operation.attributes} ${inputs.join()}`);
    for (const output of operation.outputs) {
      hash.update(` ${number(output)} ${output.dtype} ${output.shape.join()}`);
    }
    hash.update('\n');
  }
  hash.update(`outputs ${plan.outputs.map((output) => numbers.get(output)).join()}`);
  return { key: hash.digest('hex'), constants };
}
