import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel, type OnnxGraph } from '../../../src/engine/backends/onnxruntime/onnx-proto.js';

/** A session with the same options as the backend's own, so that graphs are compared and not settings. */
export async function openSession(graph: OnnxGraph, threads: number): Promise<InferenceSession> {
  const model = encodeModel(graph);
  return InferenceSession.create(model.bytes, {
    externalData: model.externalData,
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: false,
    extra: { session: { use_device_allocator_for_initializers: '1' } },
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
  });
}

export function floats(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor('float32', data, shape);
}
