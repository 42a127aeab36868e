import type { Group } from 'h5wasm/node';
import type { ConvolutionShape } from '../../../src/engine/keras-hdf5.js';
import { seededNormal } from '../../../src/engine/random.js';

/**
 * How Keras has laid out the weights of a layer: `dim-ordering` as in VGG19's published file
 * (`/block1_conv1/block1_conv1_W_1:0`), `nested` as Keras 2 (`/block1_conv1/block1_conv1/kernel:0`), `model` as a
 * file of a whole model, one group deeper.
 */
export type Layout = 'dim-ordering' | 'nested' | 'model';
export const LAYOUTS: readonly Layout[] = ['dim-ordering', 'nested', 'model'];

export interface RandomLayer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Seeded weights for a table, scaled so that rectified maps neither fade nor grow (He et al. 2015). */
export function randomWeights(table: readonly ConvolutionShape[], seed = 1): Map<string, RandomLayer> {
  const normal = seededNormal(seed);
  return new Map(
    table.map(({ layer, kernel: [height, width, inputs, outputs] }) => {
      const deviation = Math.sqrt(2 / (height * width * inputs));
      const draw = (count: number, scale: number) =>
        Float32Array.from({ length: count }, () => scale * normal());
      return [
        layer,
        { kernel: draw(height * width * inputs * outputs, deviation), bias: draw(outputs, 0.05) },
      ];
    }),
  );
}

/** Writes a Keras weights file. */
export async function writeKerasFile(
  path: string,
  table: readonly ConvolutionShape[],
  weights: ReadonlyMap<string, RandomLayer>,
  layout: Layout,
): Promise<void> {
  const h5 = await import('h5wasm/node');
  await h5.ready;
  const file = new h5.File(path, 'w');
  const root = layout === 'model' ? file.create_group('model_weights') : file;
  // Layers without weights have empty groups.
  root.create_group('input_1');
  for (const { layer, kernel: shape } of table) {
    const values = weights.get(layer);
    if (values === undefined) throw new Error(`no weights for ${layer}`);
    const short = layer.split('/').at(-1) ?? layer;
    const group = groupAt(root, layer);
    const inner = layout === 'dim-ordering' ? group : groupAt(group, layer);
    const [kernel, bias] =
      layout === 'dim-ordering' ? [`${short}_W_1:0`, `${short}_b_1:0`] : ['kernel:0', 'bias:0'];
    inner.create_dataset({ name: kernel, data: values.kernel, shape: [...shape] });
    inner.create_dataset({ name: bias, data: values.bias, shape: [values.bias.length] });
  }
  file.close();
}

function groupAt(group: Group, path: string): Group {
  return path.split('/').reduce((at: Group, name) => {
    if (!at.keys().includes(name)) return at.create_group(name);
    const found = at.get(name);
    if (found === null || !('create_group' in found)) throw new Error(`${path} is no group`);
    return found;
  }, group);
}
