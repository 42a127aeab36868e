import type { HookPicture } from '../../presets/define-preset.js';

/** What is wrong with what a hook returned, as a sentence to whoever wrote it; null when it is a picture. */
export function pictureProblem(value: unknown, mostPixels: number): string | null {
  if (value === undefined)
    return 'it returned nothing; return the picture, also where it was changed in place';
  if (typeof value !== 'object' || value === null) return `it returned ${describe(value)}, not a picture`;
  const { data, width, height } = value as { [Key in keyof HookPicture]: unknown };
  if (!isSide(width) || !isSide(height)) {
    return `width and height must be whole numbers above 0, and are ${describe(width)} and ${describe(height)}`;
  }
  if (width * height > mostPixels) {
    return `${width}×${height} is too large; a picture may have ${mostPixels} pixels here`;
  }
  if (!(data instanceof Uint8ClampedArray) && !(data instanceof Uint8Array)) {
    return `data must be a Uint8ClampedArray, and is ${describe(data)}`;
  }
  const wanted = 4 * width * height;
  if (data.length === wanted) return null;
  return `data must hold ${wanted} bytes (4 × ${width} × ${height}), and holds ${data.length}`;
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function describe(value: unknown): string {
  if (typeof value === 'number' || value === null || value === undefined) return String(value);
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : `a ${typeof value}`;
}
