import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Abs, getGradient } from '@tensorflow/tfjs-core';
import { registerReductionGradients } from './reduction-gradients.js';

/**
 * Registers TensorFlow.js's own gradients. The build of `@tensorflow/tfjs-core` that Node loads leaves them out; the
 * package has them as ES modules that only bundlers can resolve, so Node is taught to for that one folder. (The
 * `@tensorflow/tfjs` package has them too, with five more packages and 120 MB that nothing here uses.) They are not
 * imported again where they are registered already, as `@tensorflow/tfjs-node-gpu` does. Then ours, where those will not do.
 */
export async function registerGradients(): Promise<void> {
  if (getGradient(Abs) === undefined) await importGradients();
  registerReductionGradients();
}

async function importGradients(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  register(new URL('./tfjs-dist-hooks.mjs', import.meta.url));
  await import(pathToFileURL(join(dirname(main), 'register_all_gradients.js')).href);
}
