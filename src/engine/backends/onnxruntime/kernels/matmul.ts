import {
  BatchMatMul,
  type BatchMatMulAttrs,
  backend_util,
  broadcast_util,
  Einsum,
  type EinsumAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, TensorType, Value } from '../graph.js';
import { sizeOf } from '../graph.js';
import { at, identityOrder, isIdentity } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Two matrices. Gemm reads either factor transposed for free, and (A·B)ᵀ = Bᵀ·Aᵀ gives the product stored either way,
 * so no layout of the factors ever costs a transposition: the product takes that of the larger factor. A Gram matrix of
 * NCHW feature maps and its gradient run without moving a single element.
 */
function gemm(g: Lowering, a: Ref, b: Ref, { transposeA, transposeB }: Transposes, output: TensorType): Ref {
  const factors = [
    matrix(g, a, transposeA), // M×K
    matrix(g, b, transposeB), // K×N
  ] as const;
  const [left, right] = factors;
  const larger = sizeOf(left.ref.stored) >= sizeOf(right.ref.stored) ? left : right;
  const swap = !isIdentity(larger.ref.order) && larger.rowsLast;
  const inputs = swap ? [right, left] : [left, right];
  const [first, second] = inputs;
  if (first === undefined || second === undefined) throw new Error('a product has two factors');
  // A factor stored with its rows last is the transpose of what Gemm wants first, and the other way round when swapped.
  const transA = swap ? !first.rowsLast : first.rowsLast;
  const transB = swap ? !second.rowsLast : second.rowsLast;
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return g.emit('Gemm', [first.ref, second.ref], attributes, { ...output, order: swap ? [1, 0] : [0, 1] });
}

/** A factor in full, and whether its rows (after the asked for transposition) are the axis that is stored last. */
function matrix(g: Lowering, ref: Ref, transpose: boolean): { ref: Ref; rowsLast: boolean } {
  const whole = g.reorder(ref, ref.order);
  const swapped = !isIdentity(whole.order);
  return { ref: whole, rowsLast: swapped !== transpose };
}

const matMul: OperationKind<Transposes> = {
  name: BatchMatMul,
  deferred: true,
  lower: (g, { inputs, attributes, outputs }) => {
    const [a, b, output] = [g.ref(at(inputs, 0)), g.ref(at(inputs, 1)), at(outputs, 0)];
    const rank = output.shape.length;
    // Gemm takes only floats.
    if (output.dtype === 'float32' && sizeOf(output.shape.slice(0, -2)) === 1) {
      const product = gemm(g, asMatrix(g, a), asMatrix(g, b), attributes, {
        ...output,
        shape: output.shape.slice(-2),
      });
      return g.reshape(product, output.shape);
    }
    const left = batch(g, a, attributes.transposeA);
    const right = batch(g, b, attributes.transposeB);
    return g.emit('MatMul', [left, right], {}, { ...output, order: identityOrder(rank) });
  },
};

/**
 * A·B + A·Bᵀ = A·(B + Bᵀ), and the same from the other side. TensorFlow.js's gradient of a Gram matrix AᵀA asks for
 * both products; one does it. Null when it is not that.
 */
export function symmetricProduct(g: Lowering, x: Value, y: Value, output: TensorType): Ref | null {
  if (output.dtype !== 'float32' || output.shape.length !== 2 || !g.usedOnce(x) || !g.usedOnce(y) || x === y)
    return null;
  const [first, second] = [factorsOf(x), factorsOf(y)];
  if (first === null || second === null || first.a !== second.a || first.b !== second.b) return null;
  const sameA = first.transposeA === second.transposeA;
  const sameB = first.transposeB === second.transposeB;
  if (sameA === sameB) return null;
  const doubled = sameA ? first.b : first.a;
  if (at(doubled.shape, 0) !== at(doubled.shape, 1)) return null;
  const factor = g.ref(doubled);
  const transposed = { ...factor, order: factor.order.map((axis) => 1 - axis) };
  const sum = emitElementwise(g, 'Add', [factor, transposed], { dtype: 'float32', shape: doubled.shape });
  // The sum is symmetric, so whether it is transposed does not matter.
  return sameA ? gemm(g, g.ref(first.a), sum, first, output) : gemm(g, sum, g.ref(first.b), first, output);
}

function factorsOf(product: Value): (Transposes & { readonly a: Value; readonly b: Value }) | null {
  const { operation } = product;
  const [a, b] = operation?.inputs ?? [];
  if (operation?.name !== BatchMatMul || a?.shape.length !== 2 || b?.shape.length !== 2) return null;
  const { transposeA, transposeB }: Transposes = JSON.parse(operation.attributes);
  return { a, b, transposeA, transposeB };
}

function asMatrix(g: Lowering, ref: Ref): Ref {
  return g.reshape(ref, ref.shape.slice(-2));
}

/** ONNX Runtime fuses this transposition with the product. */
function batch(g: Lowering, ref: Ref, transpose: boolean): Ref {
  const rank = ref.shape.length;
  const order = [...identityOrder(rank)];
  if (transpose) order.splice(rank - 2, 2, rank - 1, rank - 2);
  return g.reorder(ref, order);
}

const einsum: OperationKind<{ equation: string }> = {
  name: Einsum,
  lower: (g, { inputs, attributes: { equation }, outputs }) => {
    const factors = inputs.map((input) => g.plain(input));
    return g.emit('Einsum', factors, { equation }, at(outputs, 0));
  },
};

/** The letters of a result's axes, their sizes taken from the factors. */
function einsumShape(equation: string, factors: readonly TensorInfo[]): number[] {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, factors.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, factors as never);
  const [terms = '', result = ''] = equation.replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.split(',').entries()) {
    for (const [axis, letter] of [...term].entries()) sizes.set(letter, at(at(factors, i).shape, axis));
  }
  return [...result].map((letter) => sizes.get(letter) ?? 1);
}

export const matMulKernels: readonly Kernel[] = [
  kernel<{ a: TensorInfo; b: TensorInfo }, BatchMatMulAttrs>(
    BatchMatMul,
    (recorder, { a, b }, attributes) => {
      const { transposeA, transposeB } = attributes;
      const rows = at(a.shape, a.shape.length - (transposeA ? 1 : 2));
      const columns = at(b.shape, b.shape.length - (transposeB ? 2 : 1));
      const innerA = at(a.shape, a.shape.length - (transposeA ? 2 : 1));
      const innerB = at(b.shape, b.shape.length - (transposeB ? 1 : 2));
      if (innerA !== innerB) {
        throw new Error(
          `Error in matMul: inner shapes (${innerA}) and (${innerB}) of Tensors with shapes ${a.shape} and ` +
            `${b.shape} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
        );
      }
      const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const output = { dtype: recorder.value(a).dtype, shape: [...outer, rows, columns] };
      return recordOne(recorder, matMul, [a, b], { transposeA, transposeB }, output);
    },
  ),
  kernel<TensorInfo[], EinsumAttrs>(Einsum, (recorder, inputs, { equation }) => {
    const factors = Object.values(inputs);
    const shape = einsumShape(equation, factors);
    return recordOne(recorder, einsum, factors, { equation }, typeOf(recorder, at(factors, 0), shape));
  }),
];
