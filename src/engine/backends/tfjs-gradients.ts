import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Abs, getGradient } from '@tensorflow/tfjs-core';

/**
 * Registers TensorFlow.js's own gradients. The build of `@tensorflow/tfjs-core` that Node loads leaves them out; the
 * package has them as ES modules that only bundlers can resolve, so Node is taught to for that one folder. (The
 * `@tensorflow/tfjs` package has them too, with five more packages and 120 MB that nothing here uses.) Does nothing
 * when they are registered already, as `@tensorflow/tfjs-node-gpu` does.
 */
export async function registerGradients(): Promise<void> {
  if (getGradient(Abs) !== undefined) return;
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  register(new URL('./tfjs-dist-hooks.mjs', import.meta.url));
  await import(pathToFileURL(join(dirname(main), 'register_all_gradients.js')).href);
}
