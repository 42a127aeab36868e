import type { Log } from '../../logger.js';
import type { Backend, BackendName } from './backend.js';
import { createOnnxRuntimeBackend } from './onnxruntime/create.js';
import type { OnnxDevice } from './onnxruntime/device.js';
import type { SessionLimits } from './onnxruntime/sessions.js';
import { selfTest } from './self-test.js';
import { createTensorFlowBackend } from './tensorflow.js';

/** A backend and the device that it computes on. */
export interface Candidate {
  readonly backend: BackendName;
  readonly device: OnnxDevice;
}

/**
 * Makes a candidate the TensorFlow.js backend of this process. Throws when it cannot be made, or when its numbers are
 * wrong in the self-test; then nothing of it is left.
 */
export async function createTested(
  { backend: name, device }: Candidate,
  options: { readonly threads: number; readonly log?: Log; readonly limits?: Partial<SessionLimits> },
): Promise<Backend> {
  const backend =
    name === 'tensorflow'
      ? await createTensorFlowBackend()
      : await createOnnxRuntimeBackend({ ...options, device });
  try {
    const problem = await selfTest(backend);
    if (problem !== null) throw new Error(problem);
    return backend;
  } catch (thrown) {
    await backend.dispose();
    throw thrown;
  }
}
