import { open } from 'node:fs/promises';
import type { Dataset, File, Group } from 'h5wasm/node';

/** One convolution as the layer table has it. */
export interface ConvolutionShape {
  /** Keras's name of the layer: the path of its group in the file, e.g. `block1_conv1`, `fire2/squeeze1x1`. */
  readonly layer: string;
  /** [height, width, inputs, outputs] */
  readonly kernel: readonly [number, number, number, number];
}

export interface ConvolutionWeights {
  /** Row-major [height, width, inputs, outputs]. */
  readonly kernel: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** A file that cannot be used as the network it is said to be; the message is a sentence that says why. */
export class KerasFileError extends Error {
  override readonly name = 'KerasFileError';
}

type H5 = typeof import('h5wasm/node');

/** Where Keras puts the layers: at the root in a file of weights, one deeper in a file of a whole model. */
const MODEL_WEIGHTS = 'model_weights';
/** Datasets lie at most this many groups below their layer's. */
const DEEPEST = 4;
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Reads the convolutions of a Keras weights file (HDF5), in the order of `table`; nothing else in the file is read.
 *
 * Keras has named datasets in several ways over the years (`block1_conv1_W_1:0`, `kernel:0`, `uniform1`), now right
 * in the layer's group and now in one below it. So a layer's kernel is the dataset of rank 4 somewhere in its group,
 * its bias the one of rank 1, and both must have the shapes that the table says.
 *
 * @throws KerasFileError for anything that is not such a file, and errors of the file system.
 */
export async function readKerasConvolutions(
  path: string,
  table: readonly ConvolutionShape[],
): Promise<Map<string, ConvolutionWeights>> {
  await checkSignature(path);
  // Imported where it is needed: it brings the HDF5 library as 4 MB of WebAssembly.
  const h5: H5 = await import('h5wasm/node');
  const library = await h5.ready;
  // Else the library prints its troubles and answers with nothing.
  library.activate_throwing_error_handler();
  let file: File;
  try {
    file = new h5.File(path, 'r');
  } catch (error) {
    throw new KerasFileError('it is damaged or cut off: HDF5 cannot open it.', { cause: error });
  }
  try {
    const root = groupIn(h5, file, MODEL_WEIGHTS) ?? file;
    return new Map(table.map((shape) => [shape.layer, readLayer(h5, root, shape)]));
  } catch (error) {
    if (error instanceof KerasFileError) throw error;
    throw new KerasFileError('it is damaged: HDF5 cannot read it.', { cause: error });
  } finally {
    closeQuietly(file);
  }
}

async function checkSignature(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(SIGNATURE.length), position: 0 });
    if (bytesRead === 0) throw new KerasFileError('it is empty.');
    if (!buffer.equals(SIGNATURE)) throw new KerasFileError('it is not an HDF5 file.');
  } finally {
    await file.close();
  }
}

function readLayer(h5: H5, root: Group, { layer, kernel: shape }: ConvolutionShape): ConvolutionWeights {
  let group: Group | null = root;
  for (const part of layer.split('/')) group = group === null ? null : groupIn(h5, group, part);
  if (group === null) {
    throw new KerasFileError(`it has no layer “${layer}”, so it is of another network.`);
  }
  const datasets = datasetsBelow(h5, group, DEEPEST);
  const kernel = onlyOfRank(4, 'kernel', layer, datasets);
  const bias = onlyOfRank(1, 'bias', layer, datasets);
  return { kernel: valuesOf(kernel, layer, shape), bias: valuesOf(bias, layer, shape.slice(3)) };
}

function groupIn(h5: H5, group: Group, name: string): Group | null {
  const found = group.keys().includes(name) ? group.get(name) : null;
  return found instanceof h5.Group ? found : null;
}

function datasetsBelow(h5: H5, group: Group, depth: number): Dataset[] {
  return group.keys().flatMap((name) => {
    const found = group.get(name);
    if (found instanceof h5.Dataset) return [found];
    return found instanceof h5.Group && depth > 0 ? datasetsBelow(h5, found, depth - 1) : [];
  });
}

function onlyOfRank(rank: number, what: string, layer: string, datasets: readonly Dataset[]): Dataset {
  const [found, ...more] = datasets.filter(({ shape }) => shape?.length === rank);
  if (found !== undefined && more.length === 0) return found;
  const count = found === undefined ? 'no' : `${more.length + 1} arrays for one`;
  throw new KerasFileError(`its layer “${layer}” has ${count} ${what}.`);
}

/** The numbers of a dataset, once its shape is known to be the right one: only then is it known to fit in memory. */
function valuesOf(dataset: Dataset, layer: string, wanted: readonly number[]): Float32Array {
  const shape = dataset.shape ?? [];
  if (shape.join() !== wanted.join()) {
    const [has, belongs] = [shape.join('×'), wanted.join('×')];
    throw new KerasFileError(
      `its layer “${layer}” is ${has} where ${belongs} belongs, so it is of another network.`,
    );
  }
  const { value } = dataset;
  if (!(value instanceof Float32Array || value instanceof Float64Array)) {
    throw new KerasFileError(`the numbers of its layer “${layer}” are not floating point.`);
  }
  const numbers = value instanceof Float32Array ? value : new Float32Array(value);
  if (!allFinite(numbers)) {
    throw new KerasFileError(`its layer “${layer}” holds something that is not a number.`);
  }
  return numbers;
}

/** `every`, ten times as fast, which 13 million numbers of VGG19 make worth while. */
function allFinite(numbers: Float32Array): boolean {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) return false;
  }
  return true;
}

/** A damaged file may not even close; what was thrown before says more. */
function closeQuietly(file: File): void {
  try {
    file.close();
  } catch {
    // Nothing is written to it, so nothing can be lost.
  }
}
