import { engine, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import type { CompiledFunction, Footprint, Values } from '../backend.js';
import { checkInputs } from '../inputs.js';
import { footprintOf } from './footprint.js';
import type { Value } from './graph.js';
import type { OnnxKernelBackend } from './kernel-backend.js';
import { feedName, lowerPlan, outputName } from './lowering.js';
import type { LoweredModel } from './model-builder.js';
import { type Plan, planOf } from './plan.js';
import type { SessionCache } from './sessions.js';
import { planKey } from './structure.js';
import { type CreateOnnxTensor, resultData } from './values.js';

/**
 * Traces `body` once, with TensorFlow.js's autodiff if it uses it, and keeps the recorded graph: a run feeds the inputs
 * to the session and records nothing. All numbers that `body` takes from elsewhere become part of the session.
 */
export function compileFunction(
  backend: OnnxKernelBackend,
  sessions: SessionCache,
  createTensor: CreateOnnxTensor,
  body: (...inputs: Tensor[]) => Tensor[],
  shapes: readonly (readonly number[])[],
): CompiledFunction {
  const { inputs, plan } = trace(backend, body, shapes);
  const { key, constants } = planKey(plan, inputs);
  let disposed = false;
  // Kept from the question how much memory a run takes until the session is made of it.
  let lowered: LoweredModel | null = null;
  let memory: Footprint | null = null;
  const build = (): LoweredModel => {
    const model = lowered ?? lowerPlan(plan, inputs);
    lowered = null;
    return model;
  };

  const holder = {};
  return {
    get memory() {
      if (memory === null) {
        lowered = lowerPlan(plan, inputs);
        memory = footprintOf(lowered);
      }
      return memory;
    },
    async run(values) {
      if (disposed) throw new Error('This compiled function was disposed of.');
      const feeds = feedsFor(values, shapes, createTensor);
      const results = await sessions.run(key, constants, build, feeds, holder);
      // Where there was a session of this structure already, nobody took it.
      lowered = null;
      return plan.outputs.map((_, index) => {
        const data = resultData(results[outputName(index)]?.data);
        return data instanceof Float32Array ? data : Float32Array.from(data);
      });
    },
    dispose() {
      disposed = true;
      lowered = null;
      sessions.letGo(key, holder);
    },
  };
}

function trace(
  backend: OnnxKernelBackend,
  body: (...inputs: Tensor[]) => Tensor[],
  shapes: readonly (readonly number[])[],
): { readonly inputs: readonly Value[]; readonly plan: Plan } {
  const before = new Set(backend.pending);
  const inputs: Value[] = [];
  let outputs: readonly Value[] = [];
  tidy(() => {
    const tensors = shapes.map((shape, index) => {
      const info = backend.input(index, { dtype: 'float32', shape });
      inputs.push(backend.value(info));
      return engine().makeTensorFromTensorInfo(info);
    });
    outputs = body(...tensors).map((tensor) => backend.value(tensor));
  });
  for (const value of backend.pending) {
    if (before.has(value)) continue;
    throw new Error(
      'A function to compile must not keep tensors: what it computes exists only while it runs. ' +
        'Return them as results instead.',
    );
  }
  return { inputs, plan: planOf(outputs) };
}

function feedsFor(
  values: readonly Values[],
  shapes: readonly (readonly number[])[],
  createTensor: CreateOnnxTensor,
): Record<string, OnnxTensor> {
  checkInputs(values, shapes);
  const feeds: Record<string, OnnxTensor> = {};
  for (const [index, { data, shape }] of values.entries()) {
    feeds[feedName(index)] = createTensor('float32', data, shape);
  }
  return feeds;
}
