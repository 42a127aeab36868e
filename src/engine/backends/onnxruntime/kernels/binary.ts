import {
  Add,
  AddN,
  Atan2,
  backend_util,
  Equal,
  FloorDiv,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  Maximum,
  Minimum,
  Mod,
  Multiply,
  NotEqual,
  Pow,
  Prelu,
  RealDiv,
  SquaredDifference,
  Sub,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { DType, Lowering, OperationKind, Ref, TensorType, Value } from '../graph.js';
import { sameShape } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';
import { convolutionWithBias } from './convolution.js';
import { symmetricProduct } from './matmul.js';

type Emit = (g: Lowering, a: Ref, b: Ref, output: TensorType) => Ref;

type Shortcut = (g: Lowering, a: Value, b: Value, output: TensorType) => Ref | null;

interface Options {
  /** The dtype of the result when it is not that of the inputs. */
  readonly result?: DType;
  /** A result that needs no node, for inputs that are all 0 or all 1. */
  readonly shortcut?: Shortcut;
}

function binary(name: string, emit: Emit, options: Options = {}): Kernel {
  const kind: OperationKind<object> = {
    name,
    lower: (g, { inputs, outputs }) => {
      const [a, b, output] = [at(inputs, 0), at(inputs, 1), at(outputs, 0)];
      return options.shortcut?.(g, a, b, output) ?? emit(g, g.ref(a), g.ref(b), output);
    },
  };
  return kernel<{ a: TensorInfo; b: TensorInfo }>(name, (recorder, { a, b }) => {
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const dtype = options.result ?? recorder.value(a).dtype;
    return recordOne(recorder, kind, [a, b], {}, { dtype, shape });
  });
}

/** A node of ONNX's own that takes these inputs; booleans are counted as 0 and 1. */
function arithmetic(type: string): Emit {
  return (g, a, b, output) => {
    const work: DType = output.dtype === 'bool' ? 'int32' : output.dtype;
    const inputs = [g.cast(a, work), g.cast(b, work)];
    return g.cast(emitElementwise(g, type, inputs, { ...output, dtype: work }), output.dtype);
  };
}

function comparison(type: string): Emit {
  return (g, a, b, output) => {
    const work = a.dtype === 'bool' ? 'int32' : a.dtype;
    return emitElementwise(g, type, [g.cast(a, work), g.cast(b, work)], output);
  };
}

function logical(type: string): Emit {
  return (g, a, b, output) => emitElementwise(g, type, [g.cast(a, 'bool'), g.cast(b, 'bool')], output);
}

const not = (g: Lowering, ref: Ref): Ref => g.emit('Not', [ref], {}, ref);

/** The side that remains when the other one changes nothing: x·1, x+0, x−0, x/1. */
function neutral(fill: 0 | 1, sides: 'both' | 'right'): Shortcut {
  return (g, a, b, output) => {
    if (g.fillOf(b) === fill && a.dtype === output.dtype) return repeated(g, g.ref(a), output);
    if (sides === 'both' && g.fillOf(a) === fill && b.dtype === output.dtype) {
      return repeated(g, g.ref(b), output);
    }
    return null;
  };
}

const addition: Shortcut = (g, a, b, output) =>
  neutral(0, 'both')(g, a, b, output) ??
  convolutionWithBias(g, a, b) ??
  convolutionWithBias(g, b, a) ??
  symmetricProduct(g, a, b, output);

/** `ref` broadcast to the output's shape, without storing what repeats. */
function repeated(g: Lowering, ref: Ref, output: TensorType): Ref {
  if (sameShape(ref.shape, output.shape)) return ref;
  const missing = output.shape.length - ref.shape.length;
  const lifted = g.reshape(ref, [...new Array<number>(missing).fill(1), ...ref.shape]);
  return { ...lifted, shape: output.shape };
}

const floorDiv: Emit = (g, a, b, output) => {
  const real: TensorType = { ...output, dtype: 'float32' };
  const quotient = emitElementwise(g, 'Div', [g.cast(a, 'float32'), g.cast(b, 'float32')], real);
  return g.cast(g.emit('Floor', [quotient], {}, quotient), output.dtype);
};

/** TensorFlow's modulo takes the sign of the divisor; C's (`fmod`) that of the dividend. */
const mod: Emit = (g, a, b, output) => {
  const remainder = emitElementwise(g, 'Mod', [a, b], output, { fmod: 1 });
  const shifted = emitElementwise(g, 'Add', [remainder, b], output);
  return emitElementwise(g, 'Mod', [shifted, b], output, { fmod: 1 });
};

/**
 * The angle of (b, a): atan(a / b), half a turn on where b is negative. Infinite sides are as long as floats can be, and
 * the angle of (0, 0) is 0.
 */
const atan2: Emit = (g, a, b, output) => {
  const bounded = (side: Ref): Ref => {
    const low = g.emit('Min', [g.cast(side, 'float32'), g.scalar(FLOAT_MAX, 'float32')], {}, side);
    // −0 becomes 0.
    const both = g.emit('Max', [low, g.scalar(-FLOAT_MAX, 'float32')], {}, side);
    return g.emit('Add', [both, g.scalar(0, 'float32')], {}, both);
  };
  const [y, x] = [bounded(a), bounded(b)];
  const bool: TensorType = { ...output, dtype: 'bool' };
  const zero = g.scalar(0, 'float32');
  const angle = emitElementwise(g, 'Div', [y, x], output);
  const first = g.emit('Atan', [angle], {}, angle);
  const half = (sign: number) => g.scalar(sign * Math.PI, 'float32');
  const up = g.emit('GreaterOrEqual', [y, zero], {}, { ...y, dtype: 'bool' });
  const turn = g.emit('Where', [up, half(1), half(-1)], {}, y);
  const left = g.emit('Less', [x, zero], {}, { ...x, dtype: 'bool' });
  const turned = emitElementwise(
    g,
    'Where',
    [left, emitElementwise(g, 'Add', [first, turn], output), first],
    output,
  );
  const none = emitElementwise(
    g,
    'And',
    [
      g.emit('Equal', [y, zero], {}, { ...y, dtype: 'bool' }),
      g.emit('Equal', [x, zero], {}, { ...x, dtype: 'bool' }),
    ],
    bool,
  );
  return emitElementwise(g, 'Where', [none, zero, turned], output);
};

const FLOAT_MAX = 3.4028234663852886e38;

const squaredDifference: Emit = (g, a, b, output) => {
  const difference = arithmetic('Sub')(g, a, b, output);
  return g.emit('Mul', [difference, difference], {}, difference);
};

const prelu: OperationKind<object> = {
  name: Prelu,
  lower: (g, { inputs, outputs }) => {
    const x = g.cast(g.ref(at(inputs, 0)), 'float32');
    const alpha = g.cast(g.ref(at(inputs, 1)), 'float32');
    const zero = g.scalar(0, x.dtype);
    const scaled = emitElementwise(g, 'Mul', [x, alpha], at(outputs, 0));
    const negative = emitElementwise(g, 'Less', [x, zero], { dtype: 'bool', shape: x.shape });
    return emitElementwise(g, 'Where', [negative, scaled, x], at(outputs, 0));
  },
};

const addN: OperationKind<object> = {
  name: AddN,
  lower: (g, { inputs, outputs }) => {
    const refs = inputs.map((input) => g.ref(input));
    const output = at(outputs, 0);
    // Sum takes only floats.
    if (output.dtype === 'float32') return emitElementwise(g, 'Sum', refs, output);
    return refs.reduce((sum, ref) => arithmetic('Add')(g, sum, ref, output));
  },
};

export const binaryKernels: readonly Kernel[] = [
  binary(Add, arithmetic('Add'), { shortcut: addition }),
  binary(Sub, arithmetic('Sub'), { shortcut: neutral(0, 'right') }),
  binary(Multiply, arithmetic('Mul'), { shortcut: neutral(1, 'both') }),
  binary(RealDiv, arithmetic('Div'), { shortcut: neutral(1, 'right') }),
  binary(FloorDiv, floorDiv),
  binary(Mod, mod),
  binary(Pow, arithmetic('Pow')),
  binary(Atan2, atan2),
  binary(Maximum, arithmetic('Max')),
  binary(Minimum, arithmetic('Min')),
  binary(SquaredDifference, squaredDifference),
  binary(Equal, comparison('Equal'), { result: 'bool' }),
  binary(NotEqual, (g, a, b, output) => not(g, comparison('Equal')(g, a, b, output)), { result: 'bool' }),
  binary(Greater, comparison('Greater'), { result: 'bool' }),
  binary(GreaterEqual, comparison('GreaterOrEqual'), { result: 'bool' }),
  binary(Less, comparison('Less'), { result: 'bool' }),
  binary(LessEqual, comparison('LessOrEqual'), { result: 'bool' }),
  binary(LogicalAnd, logical('And'), { result: 'bool' }),
  binary(LogicalOr, logical('Or'), { result: 'bool' }),
  kernel<{ x: TensorInfo; alpha: TensorInfo }>(Prelu, (recorder, { x, alpha }) => {
    const shape = backend_util.assertAndGetBroadcastShape(x.shape, alpha.shape);
    return recordOne(recorder, prelu, [x, alpha], {}, { dtype: 'float32', shape });
  }),
  kernel<TensorInfo[]>(AddN, (recorder, inputs) => {
    const first = at(inputs, 0);
    return recordOne(recorder, addN, inputs, {}, { dtype: recorder.value(first).dtype, shape: first.shape });
  }),
];
