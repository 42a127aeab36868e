import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { biasOf, filterOf, picture, type Size, vgg19Layers } from './vgg19.js';

/*
 * The numbers that every contender starts from, as files, for those that are not JavaScript: raw little-endian float32
 * in row-major order, and a manifest that says which is which.
 */

/** Writes weights and picture to a new folder and answers its path; `removeExchange` ends it. */
export async function writeExchange(size: Size): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  const save = async (name: string, numbers: Float32Array): Promise<string> => {
    await writeFile(join(folder, name), littleEndian(numbers));
    return name;
  };
  const layers = [];
  for (const [index, layer] of vgg19Layers().entries()) {
    layers.push({
      name: layer.name,
      outputs: layer.outputs,
      pooled: layer.pooled,
      style: layer.style,
      filter: await save(`${layer.name}.filter`, filterOf(layer, index)),
      filterShape: [3, 3, layer.inputs, layer.outputs],
      bias: await save(`${layer.name}.bias`, biasOf(layer, index)),
    });
  }
  const manifest = { ...size, picture: await save('picture', picture(size)), layers };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

export async function removeExchange(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

export async function writeNumbers(file: string, numbers: Float32Array): Promise<void> {
  await writeFile(file, littleEndian(numbers));
}

export async function readNumbers(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function littleEndian(numbers: Float32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.byteLength);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) view.setFloat32(4 * i, number, true);
  return bytes;
}
