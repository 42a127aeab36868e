import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, Recorder } from '../recorder.js';

/**
 * Records one of `kernels` as a step of another kernel. Call `recorder.release` on what is not the result in the end.
 */
export type RecordStep = (
  recorder: Recorder,
  name: string,
  inputs: NamedTensorInfoMap,
  attributes: NamedAttrMap,
) => TensorInfo;

export function stepsFrom(...kernels: readonly Kernel[]): RecordStep {
  const byName = new Map(kernels.map((step) => [step.name, step] as const));
  return (recorder, name, inputs, attributes) => {
    const output = byName.get(name)?.record(recorder, inputs, attributes);
    if (output === undefined || Array.isArray(output))
      throw new Error(`${name} is no step of another kernel`);
    return output;
  };
}

/** Records steps that each take the last one's result as `x`, and keeps only the last. */
export function chain(
  recorder: Recorder,
  record: RecordStep,
  x: TensorInfo,
  steps: readonly (readonly [name: string, attributes: NamedAttrMap])[],
): TensorInfo {
  return steps.reduce((input, [name, attributes]) => {
    const output = record(recorder, name, { x: input }, attributes);
    if (input !== x) recorder.release(input);
    return output;
  }, x);
}
