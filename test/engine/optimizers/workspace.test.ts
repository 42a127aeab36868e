import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { Workspace } from '../../../src/engine/optimizers/workspace.js';
import { seededNormal } from '../../../src/engine/random.js';

/** Vectors of normal numbers in a new workspace, with one that is overwritten by what is computed. */
function workspaceOf(length: number, count: number) {
  const normal = seededNormal(length);
  const workspace = new Workspace(length, count + 1);
  const vectors = Array.from({ length: count }, () =>
    workspace.copy(Float32Array.from({ length }, () => normal())),
  );
  return { workspace, vectors };
}

const sum = (length: number, of: (i: number) => number): number =>
  Array.from({ length }, (_, i) => of(i)).reduce((total, value) => total + value, 0);

describe.each([1, 3, 4, 50, 1023])('a workspace of vectors of %d numbers', (length) => {
  it('multiplies vectors', () => {
    const { workspace, vectors } = workspaceOf(length, 2);
    const [a = [], b = []] = vectors;
    const [u, v] = vectors as [Float32Array, Float32Array];
    expect(workspace.dot(u, v)).toBeCloseTo(
      sum(length, (i) => (a[i] ?? 0) * (b[i] ?? 0)),
      10,
    );
  });

  it('multiplies a step and another vector by a change that is written down nowhere', () => {
    const { workspace, vectors } = workspaceOf(length, 4);
    const [s, z, after, before] = vectors as [Float32Array, Float32Array, Float32Array, Float32Array];
    const y = (i: number) => (after[i] ?? 0) - (before[i] ?? 0);
    const { sy, zy } = workspace.curvature(s, z, { after, before });
    expect(sy).toBeCloseTo(
      sum(length, (i) => (s[i] ?? 0) * y(i)),
      10,
    );
    expect(zy).toBeCloseTo(
      sum(length, (i) => (z[i] ?? 0) * y(i)),
      10,
    );
  });

  it('adds two vectors, also into one of them, rounded once', () => {
    const { workspace, vectors } = workspaceOf(length, 2);
    const [u, v] = vectors as [Float32Array, Float32Array];
    const wanted = u.map((value, i) => 0.3 * value - 1.7 * (v[i] ?? 0));
    const y = workspace.vector();
    workspace.combine(y, 0.3, u, -1.7, v);
    expect(y).toEqual(wanted);
    workspace.combine(v, 0.3, u, -1.7, v);
    expect(v).toEqual(wanted);
  });

  it.each([0, 1, 4, 6])('adds %d vectors at once', (count) => {
    const { workspace, vectors } = workspaceOf(length, count + 1);
    const [y, ...xs] = vectors as [Float32Array, ...Float32Array[]];
    const factors = xs.map((_, j) => j - 1.25);
    const wanted = Array.from(y, (value, i) =>
      xs.reduce((total, x, j) => total + (factors[j] ?? 0) * (x[i] ?? 0), value),
    );
    workspace.addAll(y, factors, xs);
    for (const [i, value] of wanted.entries()) expect(y[i]).toBeCloseTo(value, 4);
  });

  it('keeps what is beyond a vector out of the next one', () => {
    const { workspace, vectors } = workspaceOf(length, 2);
    const [u, v] = vectors as [Float32Array, Float32Array];
    const before = v.slice();
    workspace.scale(u, 2);
    workspace.addAll(u, [1], [v]);
    expect(v).toEqual(before);
  });
});

describe('Workspace', () => {
  it('gives out again what was given back', () => {
    const workspace = new Workspace(8, 2);
    const [first, second] = [workspace.vector(), workspace.vector()];
    workspace.free(first);
    expect(workspace.vector().byteOffset).toBe(first.byteOffset);
    expect(second.byteOffset).not.toBe(first.byteOffset);
  });

  it('says when there are more vectors than it was made for', () => {
    // A page of memory holds four of these.
    const workspace = new Workspace(4096, 4);
    for (let i = 0; i < 4; i++) workspace.vector();
    expect(() => workspace.vector()).toThrow(RangeError);
  });

  it('has the code that its source gives', async () => {
    const folder = new URL('../../../src/engine/optimizers/', import.meta.url);
    const { parseWat } = await wabt();
    const source = readFileSync(new URL('vectors.wat', folder), 'utf8');
    const { buffer } = parseWat('vectors.wat', source, { simd: true, multi_value: true }).toBinary({});
    // If this fails, `npm run wasm` makes the code anew.
    expect(Buffer.from(buffer).equals(readFileSync(new URL('vectors.wasm', folder)))).toBe(true);
  });
});
