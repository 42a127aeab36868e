import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  ClipByValue,
  type ClipByValueAttrs,
  Cos,
  Cosh,
  Elu,
  EluGrad,
  Erf,
  Exp,
  Expm1,
  Floor,
  IsFinite,
  IsInf,
  IsNan,
  LeakyRelu,
  type LeakyReluAttrs,
  Log,
  Log1p,
  LogicalNot,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Softplus,
  Sqrt,
  Square,
  Step,
  type StepAttrs,
  Tan,
  Tanh,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { DType, Lowering, OperationKind, Ref } from '../graph.js';
import { at } from '../layout.js';
import type { OnnxAttribute } from '../onnx-proto.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

/** `integers`: the kernel's input was of integers, x is its copy. */
type Emit<A> = (g: Lowering, x: Ref, attributes: A, integers?: boolean) => Ref;

interface Options {
  /** The dtype of the result when it is not that of the input. */
  readonly result?: DType;
  /** ONNX has the operation for integers too. */
  readonly integers?: boolean;
  /**
   * The result for relu(x) is that for x. Where the graph has relu(x) (the gradient of relu), x itself then need not
   * exist and the runtime can rectify inside the convolution.
   */
  readonly rectified?: boolean;
}

function unary<A = object>(name: string, emit: Emit<A>, options: Options = {}): Kernel {
  const kind: OperationKind<A> = {
    name,
    lower: (g, { inputs, attributes, outputs }) => {
      const input = at(inputs, 0);
      const x = g.ref((options.rectified ? g.find(Relu, [input]) : null) ?? input);
      const work = x.dtype === 'int32' && options.integers ? 'int32' : 'float32';
      return g.cast(emit(g, g.cast(x, work), attributes, x.dtype === 'int32'), at(outputs, 0).dtype);
    },
  };
  return kernel<{ x: TensorInfo }, A>(name, (recorder, { x }, attributes) => {
    const dtype = options.result ?? recorder.value(x).dtype;
    return recordOne(recorder, kind, [x], attributes ?? ({} as A), { dtype, shape: x.shape });
  });
}

/** One node of ONNX's own. */
const node =
  (type: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): Emit<object> =>
  (g, x) =>
    g.emit(type, [x], attributes, x);

const with2 = (g: Lowering, type: string, a: Ref, b: Ref): Ref => {
  const larger = a.shape.length >= b.shape.length ? a : b;
  return emitElementwise(g, type, [a, b], larger);
};

const clip = (g: Lowering, x: Ref, low: number, high: number): Ref =>
  g.emit('Clip', [x, g.scalar(low, x.dtype), g.scalar(high, x.dtype)], {}, x);

const bool = (g: Lowering, type: string, inputs: Ref[], like: Ref): Ref =>
  g.emit(type, inputs, {}, { ...like, dtype: 'bool' });

const CAST_TO = { float: 1, double: 11 };

/** A node on a copy in double precision, its result rounded back. */
function inDouble(g: Lowering, type: string, x: Ref): string {
  const [wide] = g.emitMany('Cast', [x], { to: CAST_TO.double }, 1);
  const [result] = g.emitMany(type, [wide ?? ''], {}, 1);
  return result ?? '';
}

/** The runtime's exp of a float can be off in the last place, which an integer's shows. */
const exp: Emit<object> = (g, x, _, integers) =>
  integers ? g.emit('Cast', [inDouble(g, 'Exp', x)], { to: CAST_TO.float }, x) : g.emit('Exp', [x], {}, x);

/** In double precision, since a tangent is as wrong as it is large. */
const tan: Emit<object> = (g, x) => {
  const [quotient] = g.emitMany('Div', [inDouble(g, 'Sin', x), inDouble(g, 'Cos', x)], {}, 1);
  return g.emit('Cast', [quotient ?? ''], { to: CAST_TO.float }, x);
};

/**
 * 1 where x > 0, `alpha` elsewhere, NaN where x is. max(0, min(1, x·3.4e38)) is that in one pass and a third of the
 * memory traffic of a comparison and a cast; it differs only where 0 < x < 2.9e-39, which is smaller than any normal
 * float.
 */
const step: Emit<StepAttrs> = (g, x, { alpha }) => {
  const above = g.emit('HardSigmoid', [x], { alpha: { float: FLOAT_MAX }, beta: { float: 0 } }, x);
  if (alpha === 0) return above;
  const scaled = with2(g, 'Mul', above, g.scalar(1 - alpha, x.dtype));
  return with2(g, 'Add', scaled, g.scalar(alpha, x.dtype));
};

/** TensorFlow.js's sign of NaN is 0. */
const sign: Emit<object> = (g, x) => {
  const signs = g.emit('Sign', [x], {}, x);
  if (x.dtype === 'int32') return signs;
  return g.emit('Where', [bool(g, 'IsNaN', [x], x), g.scalar(0, x.dtype), signs], {}, x);
};

const FLOAT_MAX = 3.4028234663852886e38;

const finite: Emit<object> = (g, x) => {
  // x − x is 0 for a finite x and NaN for all others.
  const difference = g.emit('Sub', [x, x], {}, x);
  return bool(g, 'Equal', [difference, g.scalar(0, x.dtype)], x);
};

const eluGrad: OperationKind<object> = {
  name: EluGrad,
  lower: (g, { inputs, outputs }) => {
    const [dy, y] = [g.ref(at(inputs, 0)), g.ref(at(inputs, 1))];
    // y = exp(x) − 1 below zero, so its derivative there is y + 1.
    const slope = clip(g, with2(g, 'Add', y, g.scalar(1, y.dtype)), -Infinity, 1);
    return emitElementwise(g, 'Mul', [dy, slope], at(outputs, 0));
  },
};

export const unaryKernels: readonly Kernel[] = [
  unary(Abs, node('Abs'), { integers: true }),
  unary(Neg, node('Neg'), { integers: true }),
  unary(Sign, sign, { integers: true }),
  unary(Square, (g, x) => g.emit('Mul', [x, x], {}, x), { integers: true }),
  unary(Exp, exp, { result: 'float32' }),
  unary(Expm1, (g, x) => with2(g, 'Sub', node('Exp')(g, x, {}), g.scalar(1, x.dtype))),
  unary(Log, node('Log'), { result: 'float32' }),
  unary(Log1p, (g, x) => node('Log')(g, with2(g, 'Add', x, g.scalar(1, x.dtype)), {})),
  unary(Sqrt, node('Sqrt'), { result: 'float32' }),
  unary(Rsqrt, (g, x) => node('Reciprocal')(g, node('Sqrt')(g, x, {}), {}), { result: 'float32' }),
  unary(Reciprocal, node('Reciprocal')),
  unary(Floor, node('Floor')),
  unary(Ceil, node('Ceil')),
  unary(Round, node('Round')),
  unary(Sin, node('Sin')),
  unary(Cos, node('Cos')),
  unary(Tan, tan),
  unary(Asin, node('Asin')),
  unary(Acos, node('Acos')),
  unary(Atan, node('Atan')),
  unary(Sinh, node('Sinh')),
  unary(Cosh, node('Cosh')),
  unary(Tanh, node('Tanh')),
  unary(Asinh, node('Asinh')),
  unary(Acosh, node('Acosh')),
  unary(Atanh, node('Atanh')),
  unary(Sigmoid, node('Sigmoid')),
  unary(Softplus, node('Softplus')),
  unary(Erf, node('Erf')),
  unary(Relu, node('Relu'), { integers: true }),
  unary(Relu6, (g, x) => clip(g, x, 0, 6)),
  unary<LeakyReluAttrs>(
    LeakyRelu,
    (g, x, { alpha }) => g.emit('LeakyRelu', [x], { alpha: { float: alpha } }, x),
    { result: 'float32' },
  ),
  unary(Elu, node('Elu', { alpha: { float: 1 } })),
  unary(Selu, node('Selu')),
  unary<StepAttrs>(Step, step, { rectified: true }),
  unary<ClipByValueAttrs>(
    ClipByValue,
    (g, x, { clipValueMin, clipValueMax }) => clip(g, x, clipValueMin, clipValueMax),
    { integers: true },
  ),
  unary(IsNan, (g, x) => bool(g, 'IsNaN', [x], x), { result: 'bool' }),
  unary(IsInf, (g, x) => bool(g, 'IsInf', [x], x), { result: 'bool' }),
  unary(IsFinite, finite, { result: 'bool' }),
  unary(LogicalNot, (g, x) => bool(g, 'Not', [g.cast(x, 'bool')], x), { result: 'bool' }),
  kernel<{ dy: TensorInfo; y: TensorInfo }>(EluGrad, (recorder, { dy, y }) =>
    recordOne(recorder, eluGrad, [dy, y], {}, { dtype: 'float32', shape: y.shape }),
  ),
];
