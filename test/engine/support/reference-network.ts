import type { NetworkDesign, Pooling } from '../../../src/engine/extractors/network-design.js';
import type { Picture } from '../../../src/engine/picture.js';

/** Maps as [rows][columns][channels]. */
type Maps = number[][][];

interface Weights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A network's features in plain loops and double precision, straight from Keras's definitions: the picture turned to
 * BGR less the means, convolutions with zeros around, windows. Each layer as [channels · positions].
 */
export function referenceFeatures(
  design: NetworkDesign,
  weights: ReadonlyMap<string, Weights>,
  pooling: Pooling,
  { width, height, data }: Picture,
): (layer: string) => Float64Array {
  const means = [103.939, 116.779, 123.68];
  let maps: Maps = table(height, width, (y, x) =>
    means.map((mean, c) => (data[3 * (y * width + x) + (2 - c)] ?? 0) - mean),
  );
  const convolve = (input: Maps, layer: string, side: number, stride: number, same: boolean): Maps => {
    const { kernel, bias } = weights.get(layer) ?? { kernel: new Float32Array(), bias: new Float32Array() };
    const inputs = input[0]?.[0]?.length ?? 0;
    const pad = same ? (side - 1) / 2 : 0;
    const rows = Math.floor((input.length + 2 * pad - side) / stride) + 1;
    const columns = Math.floor(((input[0]?.length ?? 0) + 2 * pad - side) / stride) + 1;
    return table(rows, columns, (y, x) =>
      Array.from(bias, (start, o) => {
        let total = start;
        for (let dy = 0; dy < side; dy++) {
          for (let dx = 0; dx < side; dx++) {
            const pixel = input[y * stride + dy - pad]?.[x * stride + dx - pad];
            if (pixel === undefined) continue;
            for (let i = 0; i < inputs; i++) {
              const at = ((dy * side + dx) * inputs + i) * bias.length + o;
              total += (pixel[i] ?? 0) * (kernel[at] ?? Number.NaN);
            }
          }
        }
        return Math.max(0, total);
      }),
    );
  };
  const pool = (input: Maps, side: number, stride: number): Maps => {
    const rows = Math.floor((input.length - side) / stride) + 1;
    const columns = Math.floor(((input[0]?.length ?? 0) - side) / stride) + 1;
    return table(rows, columns, (y, x) =>
      Array.from(input[0]?.[0] ?? [], (_, c) => {
        const values = table(side, side, (dy, dx) => [
          input[y * stride + dy]?.[x * stride + dx]?.[c] ?? 0,
        ]).flat(2);
        if (pooling === 'max') return Math.max(...values);
        return (design.averageGain * values.reduce((a, b) => a + b)) / values.length;
      }),
    );
  };
  const layers = new Map<string, Maps>();
  for (const step of design.steps) {
    if (step.kind === 'pool') {
      maps = pool(maps, step.side, step.stride);
      continue;
    }
    if (step.kind === 'convolution') {
      maps = convolve(maps, step.layer, step.side, step.stride, step.padding === 'same');
    } else {
      const squeezed = convolve(maps, `${step.layer}/squeeze1x1`, 1, 1, true);
      const ones = convolve(squeezed, `${step.layer}/expand1x1`, 1, 1, true);
      const threes = convolve(squeezed, `${step.layer}/expand3x3`, 3, 1, true);
      maps = ones.map((row, y) => row.map((pixel, x) => [...pixel, ...(threes[y]?.[x] ?? [])]));
    }
    layers.set(step.layer, maps);
  }
  return (layer) => {
    const found = layers.get(layer) ?? [];
    const channels = found[0]?.[0]?.length ?? 0;
    const flat = Array.from({ length: channels }, (_, c) =>
      found.flatMap((row) => row.map((pixel) => pixel[c] ?? 0)),
    );
    return Float64Array.from(flat.flat());
  };
}

function table<T>(rows: number, columns: number, value: (y: number, x: number) => T): T[][] {
  return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (_, x) => value(y, x)));
}
