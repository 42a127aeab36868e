import { Select, type TensorInfo } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

const select: OperationKind<object> = {
  name: Select,
  lower: (g, { inputs, outputs }) => {
    const output = at(outputs, 0);
    const condition = g.cast(g.ref(at(inputs, 0)), 'bool');
    const rank = output.shape.length;
    // A vector of conditions chooses whole rows.
    const rows =
      condition.shape.length === 1 && rank > 1
        ? g.reshape(condition, [...condition.shape, ...new Array<number>(rank - 1).fill(1)])
        : condition;
    const work = output.dtype === 'bool' ? 'int32' : output.dtype;
    const [t, e] = [g.cast(g.ref(at(inputs, 1)), work), g.cast(g.ref(at(inputs, 2)), work)];
    return g.cast(emitElementwise(g, 'Where', [rows, t, e], { ...output, dtype: work }), output.dtype);
  },
};

export const selectKernels: readonly Kernel[] = [
  kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>(Select, (recorder, { condition, t, e }) =>
    recordOne(recorder, select, [condition, t, e], {}, { dtype: recorder.value(t).dtype, shape: t.shape }),
  ),
];
