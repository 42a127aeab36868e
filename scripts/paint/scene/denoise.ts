/** Half sides, in pixels: of what is searched for the like of a place, and of what is compared. */
const SEARCH = 6;
const PATCH = 1;
/** How many standard deviations apart two places may be and still be one. */
const TOLERANCE = 0.45;

/**
 * Averages each pixel with those whose surroundings differ from its own by no more than chance would have it: non-local
 * means, with the variance that the rays themselves showed (Rousselle, Knaus, Zwicker 2012, section 4). What is sharp
 * and certain stays as it is. `light` RGB [height, width, 3], changed in place; `variance` of each of its means.
 */
export function denoise(light: Float32Array, variance: Float32Array, width: number, height: number): void {
  const steady = smoothed(variance, width, height);
  const sums = new Float32Array(light.length);
  const weights = new Float32Array(width * height);
  const apart = new Float32Array(width * height);
  for (let dy = -SEARCH; dy <= SEARCH; dy++) {
    for (let dx = -SEARCH; dx <= SEARCH; dx++) {
      const shift = dy * width + dx;
      apart.fill(0);
      const [left, right] = [Math.max(0, -dx), Math.min(width, width - dx)];
      const [top, bottom] = [Math.max(0, -dy), Math.min(height, height - dy)];
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = y * width + x;
          apart[at] = difference(light, steady, 3 * at, 3 * (at + shift));
        }
      }
      const near = boxed(apart, width, height);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const at = y * width + x;
          const weight = Math.exp(-Math.max(0, near[at] ?? 0));
          if (weight < 0.01) continue;
          weights[at] = (weights[at] ?? 0) + weight;
          for (let k = 0; k < 3; k++) {
            sums[3 * at + k] = (sums[3 * at + k] ?? 0) + weight * (light[3 * (at + shift) + k] ?? 0);
          }
        }
      }
    }
  }
  for (let i = 0; i < light.length; i++) light[i] = (sums[i] ?? 0) / (weights[Math.floor(i / 3)] || 1);
}

/** Squared difference of two pixels beyond what their variances explain, in units of these. */
function difference(light: Float32Array, variance: Float32Array, p: number, q: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const [vp, vq] = [variance[p + k] ?? 0, variance[q + k] ?? 0];
    const gap = (light[p + k] ?? 0) - (light[q + k] ?? 0);
    sum += (gap * gap - (vp + Math.min(vp, vq))) / (1e-7 + TOLERANCE * TOLERANCE * (vp + vq));
  }
  return sum / 3;
}

/** A few rays know their own spread badly; with their neighbours' they know it better. */
function smoothed(variance: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(variance.length);
  const one = new Float32Array(width * height);
  for (let k = 0; k < 3; k++) {
    for (let p = 0; p < one.length; p++) one[p] = variance[3 * p + k] ?? 0;
    const near = boxed(one, width, height);
    for (let p = 0; p < one.length; p++) out[3 * p + k] = near[p] ?? 0;
  }
  return out;
}

/** Means over patches; beyond the edge there is nothing. */
function boxed(from: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(from.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, count] = [0, 0];
      for (let v = Math.max(0, y - PATCH); v <= Math.min(height - 1, y + PATCH); v++) {
        for (let u = Math.max(0, x - PATCH); u <= Math.min(width - 1, x + PATCH); u++) {
          sum += from[v * width + u] ?? 0;
          count++;
        }
      }
      out[y * width + x] = sum / count;
    }
  }
  return out;
}
