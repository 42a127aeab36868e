import { seededNormal } from '../random.js';
import { convolutionsOf, type NetworkForm, parameterCount, parametersOf, sizeOf } from './form.js';

/** The last convolution starts this much smaller than the others: the network starts near grey, where tanh is steep. */
const FIRST_OUTPUT = 0.1;

/**
 * Parameters to start training from, one after the other as `parametersOf` has them. Kernels are normal with variance
 * 2 over the numbers that go into a sum (He et al. 2015); normalisations start as such, alike for every strength. The same
 * seed gives the same numbers.
 */
export function initialParameters(form: NetworkForm, seed: number): Float32Array {
  const normal = seededNormal(seed);
  const all = new Float32Array(parameterCount(form));
  const last = convolutionsOf(form).at(-1)?.name;
  let start = 0;
  for (const { name, shape } of parametersOf(form)) {
    const values = all.subarray(start, start + sizeOf(shape));
    const [layer, part] = splitName(name);
    if (part === 'scale') values.fill(1);
    else if (shape.length === 4) {
      // A depthwise kernel [side, side, maps, 1] adds up over its side alone.
      const [rows = 1, columns = 1, inputs = 1] = shape;
      const summed = rows * columns * (part === 'depthwise' ? 1 : inputs);
      const spread = Math.sqrt(2 / summed) * (layer === last ? FIRST_OUTPUT : 1);
      for (let i = 0; i < values.length; i++) values[i] = spread * normal();
    }
    start += values.length;
  }
  return all;
}

/** The parameters by tensor: views of all of them. */
export function separateParameters(form: NetworkForm, all: Float32Array): Float32Array[] {
  let start = 0;
  return parametersOf(form).map(({ shape }) => {
    const end = start + sizeOf(shape);
    const values = all.subarray(start, end);
    start = end;
    return values;
  });
}

/** `residual1/a/kernel` → [`residual1/a`, `kernel`] */
function splitName(name: string): [layer: string, part: string] {
  const slash = name.lastIndexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}
