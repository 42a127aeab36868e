import {
  div,
  fill,
  Mean,
  mul,
  registerGradient,
  reshape,
  Sum,
  type SumAttrs,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';

/**
 * Registers the gradients of Sum and Mean in place of TensorFlow.js's own. The numbers are the same, but those fill an
 * array of ones as large as the input in a JavaScript loop at every trace: for features of large pictures, hundreds of
 * megabytes and most of the time that compiling took.
 */
export function registerReductionGradients(): void {
  for (const [kernelName, isMean] of [
    [Sum, false],
    [Mean, true],
  ] as const) {
    registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc(dy, saved, attributes) {
        const [x] = saved as [Tensor];
        // Only ever called with the attributes of these two kernels, which are alike.
        const { axis } = attributes as unknown as SumAttrs;
        const axes = util.parseAxisParam(axis, x.shape);
        const shape = x.shape.map((length, i) => (axes.includes(i) ? 1 : length));
        const reduced = axes.reduce((count, i) => count * (x.shape[i] ?? 1), 1);
        const along = reshape(dy as Tensor, shape);
        return { x: () => mul(isMean ? div(along, reduced) : along, fill(x.shape, 1)) };
      },
    });
  }
}
