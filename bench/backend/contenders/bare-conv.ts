import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Contender, Task } from '../messages.js';
import { mapSize, randomNumbers, vgg19Layers } from '../vgg19.js';
import { floats, openSession } from './runtime.js';

/**
 * What the runtime's Conv does alone: for every layer one model of one Conv forward, and one of the Conv that is its
 * gradient by the input (channels the other way round). The sum of their times is the floor for an evaluation made of
 * them.
 */
export async function bareConvContender({ size, threads }: Task): Promise<Contender> {
  const runs: {
    session: InferenceSession;
    feeds: Record<string, Tensor>;
    fetches: Record<string, Tensor>;
  }[] = [];
  for (const layer of vgg19Layers()) {
    const { width, height } = mapSize(layer, size);
    for (const [inputs, outputs] of [
      [layer.inputs, layer.outputs],
      [layer.outputs, layer.inputs],
    ] as const) {
      const shape = [1, inputs, height, width];
      const session = await openSession(
        {
          nodes: [
            {
              type: 'Conv',
              inputs: ['x', 'w'],
              outputs: ['y'],
              attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
            },
          ],
          initializers: [
            {
              name: 'w',
              type: 'float32',
              shape: [outputs, inputs, 3, 3],
              data: randomNumbers(9 * inputs * outputs, 0.05, 1),
            },
          ],
          inputs: [{ name: 'x', type: 'float32', shape }],
          outputs: [{ name: 'y', type: 'float32', shape: [1, outputs, height, width] }],
        },
        threads,
      );
      runs.push({
        session,
        feeds: { x: floats(randomNumbers(inputs * height * width, 1, 2), shape) },
        // Into memory that is there already: no run pays for fresh pages.
        fetches: { y: floats(new Float32Array(outputs * height * width), [1, outputs, height, width]) },
      });
    }
  }
  return {
    async evaluate() {
      let seconds = 0;
      for (const { session, feeds, fetches } of runs) {
        const start = performance.now();
        await session.run(feeds, fetches);
        seconds += (performance.now() - start) / 1000;
      }
      return { seconds, results: [] };
    },
  };
}
