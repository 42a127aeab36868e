/** Linear algebra of 3×3 matrices, rows first: what colours need. */

export type Matrix = readonly (readonly number[])[];

/** A symmetric matrix to a power, through its eigenvectors; eigenvalues below `smallest` count as that. */
export function power(symmetric: Matrix, exponent: number, smallest: number): Matrix {
  const { values, vectors } = eigen(symmetric);
  const powers = values.map((value) => Math.max(value, smallest) ** exponent);
  return [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) =>
      powers.reduce((sum, value, k) => sum + value * (vectors[i]?.[k] ?? 0) * (vectors[j]?.[k] ?? 0), 0),
    ),
  );
}

/** Eigenvalues and eigenvectors (columns) of a symmetric 3×3 matrix, by Jacobi's rotations. */
function eigen(symmetric: Matrix): { values: number[]; vectors: Matrix } {
  let matrix = symmetric;
  let vectors: Matrix = identity();
  for (let sweep = 0; sweep < 12; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = matrix[p]?.[q] ?? 0;
      if (off === 0) continue;
      const angle = 0.5 * Math.atan2(2 * off, (matrix[q]?.[q] ?? 0) - (matrix[p]?.[p] ?? 0));
      const rotation = identity();
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      rotation[p]?.splice(p, 1, cos);
      rotation[p]?.splice(q, 1, sin);
      rotation[q]?.splice(p, 1, -sin);
      rotation[q]?.splice(q, 1, cos);
      matrix = multiply(transposed(rotation), multiply(matrix, rotation));
      vectors = multiply(vectors, rotation);
    }
  }
  return { values: [0, 1, 2].map((i) => matrix[i]?.[i] ?? 0), vectors };
}

function identity(): number[][] {
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : 0)));
}

function transposed(matrix: Matrix): Matrix {
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => matrix[j]?.[i] ?? 0));
}

export function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => product(row, column)));
}

export function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
