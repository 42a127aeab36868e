import type { Operation, Value } from './graph.js';

/** A recorded graph in the order in which it can be computed. */
export interface Plan {
  readonly operations: readonly Operation[];
  /** Values that operations or outputs use and that no operation computes. */
  readonly leaves: readonly Value[];
  readonly outputs: readonly Value[];
}

/** The part of the recorded graph that `outputs` need. Iterative: recorded chains can be thousands long. */
export function planOf(outputs: readonly Value[]): Plan {
  const operations: Operation[] = [];
  const leaves: Value[] = [];
  const seen = new Set<Value | Operation>();
  const stack: { readonly value: Value; readonly operation: Operation | null }[] = [];
  for (const output of outputs) {
    stack.push({ value: output, operation: null });
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.operation !== null) {
        operations.push(top.operation);
        continue;
      }
      if (seen.has(top.value)) continue;
      seen.add(top.value);
      const operation = top.value.operation;
      if (operation === null) {
        leaves.push(top.value);
      } else if (!seen.has(operation)) {
        seen.add(operation);
        // Comes off the stack after all of its inputs.
        stack.push({ value: top.value, operation });
        for (let i = operation.inputs.length - 1; i >= 0; i--) {
          const input = operation.inputs[i];
          if (input !== undefined && !seen.has(input)) stack.push({ value: input, operation: null });
        }
      }
    }
  }
  return { operations, leaves, outputs };
}
