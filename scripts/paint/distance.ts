/**
 * Distance of every point of a grid from the nearest one that is set, in points; Infinity where none is. Exact and
 * linear (Felzenszwalb & Huttenlocher 2012): squared distances along columns, then the lower envelope of parabolas
 * along rows.
 */
export function distanceTo(set: Uint8Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(columns * rows);
  for (let column = 0; column < columns; column++) {
    let since = Infinity;
    for (let row = 0; row < rows; row++) {
      const p = row * columns + column;
      since = set[p] ? 0 : since + 1;
      out[p] = since;
    }
    since = Infinity;
    for (let row = rows - 1; row >= 0; row--) {
      const p = row * columns + column;
      since = set[p] ? 0 : since + 1;
      out[p] = Math.min(out[p] ?? Infinity, since) ** 2;
    }
  }
  const feet = new Int32Array(columns);
  const starts = new Float64Array(columns + 1);
  const line = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    for (let column = 0; column < columns; column++) line[column] = out[from + column] ?? Infinity;
    const last = envelope(line, feet, starts);
    for (let column = 0, k = 0; column < columns; column++) {
      while (k < last && (starts[k + 1] ?? Infinity) < column) k++;
      const foot = feet[k] ?? 0;
      out[from + column] = last < 0 ? Infinity : Math.sqrt((column - foot) ** 2 + (line[foot] ?? Infinity));
    }
  }
  return out;
}

/** The parabolas of a line's lower envelope: where their feet are and where each begins; the index of the last. */
function envelope(line: Float64Array, feet: Int32Array, starts: Float64Array): number {
  let last = -1;
  for (let q = 0; q < line.length; q++) {
    const height = line[q] ?? Infinity;
    if (height === Infinity) continue;
    let start = -Infinity;
    while (last >= 0) {
      const foot = feet[last] ?? 0;
      start = (height + q * q - (line[foot] ?? 0) - foot * foot) / (2 * (q - foot));
      if (start > (starts[last] ?? -Infinity)) break;
      last--;
      start = -Infinity;
    }
    last++;
    feet[last] = q;
    starts[last] = start;
  }
  return last;
}
