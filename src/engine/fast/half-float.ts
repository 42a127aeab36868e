/*
 * IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. Node 20 has no Float16Array.
 */

/** The nearest half to a number, ties to even; what is too large becomes infinite. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below 2⁻¹⁴ halves are subnormal: evenly spaced by 2⁻²⁴.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const fraction = toEven(size * 2 ** (10 - exponent));
  // A fraction that was rounded up to the next power of two carries into the exponent by itself.
  return sign | (size < 2 ** -14 ? fraction : ((exponent + 14) << 10) + fraction);
}

export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
