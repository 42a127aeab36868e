import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import type { Contender, Task } from '../messages.js';
import { styleObjective } from '../objective.js';
import { picture } from '../vgg19.js';

/** This project's backend: TensorFlow.js code, traced once, then run. */
export async function backendContender({ size, threads }: Task): Promise<Contender> {
  const backend = await createOnnxRuntimeBackend({ threads });
  const shape = [1, size.height, size.width, 3];
  const objective = styleObjective((tensor) => backend.constant(tensor));
  const evaluate = backend.compile((...inputs) => inputs.flatMap((image) => objective(image)), [shape]);
  const data = picture(size);
  return {
    async evaluate() {
      const start = performance.now();
      const results = await evaluate.run([{ data, shape }]);
      return { seconds: (performance.now() - start) / 1000, results };
    },
  };
}
