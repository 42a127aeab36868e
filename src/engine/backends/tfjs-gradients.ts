import { Abs, getGradient } from '@tensorflow/tfjs-core';
import { registerReductionGradients } from './reduction-gradients.js';

/**
 * Where scripts/build.mjs puts TensorFlow.js's gradients. It is the same file whether this one runs from dist/ or, in
 * tests and benchmarks, from src/.
 */
const BUNDLE = new URL('../../../dist/engine/backends/tfjs-core-gradients.mjs', import.meta.url);

/**
 * Registers TensorFlow.js's own gradients. The build of `@tensorflow/tfjs-core` that Node loads leaves them out; the
 * package has them as 460 ES modules that only bundlers can resolve, so `npm run build` bundles them into one. (The
 * `@tensorflow/tfjs` package has them too, with five more packages and 120 MB that nothing here uses.) They are not
 * imported again where they are registered already, as `@tensorflow/tfjs-node-gpu` does. Then ours, where those will not do.
 */
export async function registerGradients(): Promise<void> {
  if (getGradient(Abs) === undefined) await importGradients();
  registerReductionGradients();
}

async function importGradients(): Promise<void> {
  try {
    await import(BUNDLE.href);
  } catch (error) {
    throw new Error('TensorFlow.js’s gradients could not be loaded. Run: npm run build', { cause: error });
  }
}
