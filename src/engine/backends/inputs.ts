import type { Values } from './backend.js';

/** Throws unless `inputs` have the shapes that a function was compiled for. */
export function checkInputs(inputs: readonly Values[], shapes: readonly (readonly number[])[]): void {
  if (inputs.length !== shapes.length) {
    throw new Error(`The compiled function takes ${shapes.length} inputs, not ${inputs.length}.`);
  }
  for (const [index, { data, shape }] of inputs.entries()) {
    const expected = shapes[index] ?? [];
    if (shape.length !== expected.length || shape.some((dimension, i) => dimension !== expected[i])) {
      throw new Error(
        `Input ${index} of the compiled function has the shape [${shape}], but it was compiled for [${expected}].`,
      );
    }
    const size = expected.reduce((product, dimension) => product * dimension, 1);
    if (data.length !== size) {
      throw new Error(
        `Input ${index} of the compiled function has ${data.length} numbers, but [${shape}] takes ${size}.`,
      );
    }
  }
}
