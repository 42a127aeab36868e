import { createRequire, register } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Abs, getGradient, MirrorPad, registerGradient } from '@tensorflow/tfjs-core';
import { mirrorPadGradient } from './mirror-pad-gradient.js';

/**
 * Registers TensorFlow.js's own gradients, and a right one of mirrorPad in place of its own. The build of
 * `@tensorflow/tfjs-core` that Node loads leaves them out; the package has them as ES modules that only bundlers can
 * resolve, so Node is taught to for that one folder. (The `@tensorflow/tfjs` package has them too, with five more
 * packages and 120 MB that nothing here uses.) Does nothing when they are registered already, as
 * `@tensorflow/tfjs-node-gpu` does.
 */
export async function registerGradients(): Promise<void> {
  if (getGradient(Abs) === undefined) {
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
    register(new URL('./tfjs-dist-hooks.mjs', import.meta.url));
    await import(pathToFileURL(join(dirname(main), 'register_all_gradients.js')).href);
  }
  if (getGradient(MirrorPad) !== mirrorPadGradient) registerGradient(mirrorPadGradient);
}
