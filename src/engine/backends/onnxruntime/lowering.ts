import {
  type Data,
  type Lowering,
  type Operation,
  type Order,
  type Ref,
  type Shape,
  sameShape,
  type Value,
} from './graph.js';
import {
  at,
  identityOrder,
  orderForReshape,
  permutation,
  reshapeLayout,
  type StoredLayout,
  sameOrder,
  storedShape,
  transpositionSteps,
} from './layout.js';
import { type LoweredModel, ModelBuilder } from './model-builder.js';
import type { Plan } from './plan.js';

export const feedName = (index: number) => `i${index}`;
export const outputName = (index: number) => `o${index}`;

/**
 * Writes a plan as an ONNX model whose inputs are `feeds`, in that order, and whose outputs are the plan's. All other
 * numbers become part of the model.
 */
export function lowerPlan(plan: Plan, feeds: readonly Value[]): LoweredModel {
  const lowering = new OnnxLowering(plan, feeds);
  return lowering.encode();
}

/**
 * Knows where each value is in the ONNX graph and in which order its axes are stored, and moves elements only where a
 * kernel asks for another order.
 */
class OnnxLowering implements Lowering {
  readonly #plan: Plan;
  readonly #builder = new ModelBuilder();
  readonly #refs = new Map<Value, Ref>();
  /** Results that were brought into another order, so that it happens once. */
  readonly #arranged = new Map<string, Ref>();
  readonly #uses = new Map<Value, number>();
  readonly #fed: ReadonlySet<Value>;
  readonly #found = new Map<string, Value>();

  readonly emit: Lowering['emit'] = (...node) => this.#builder.emit(...node);
  readonly emitMany: Lowering['emitMany'] = (...node) => this.#builder.emitMany(...node);
  readonly addInput: Lowering['addInput'] = (result, input) => this.#builder.addInput(result, input);
  readonly cast: Lowering['cast'] = (ref, dtype) => this.#builder.cast(ref, dtype);
  readonly scalar: Lowering['scalar'] = (value, dtype) => this.#builder.scalar(value, dtype);
  readonly integers: Lowering['integers'] = (values) => this.#builder.integers(values);
  readonly initializer: Lowering['initializer'] = (data, type) => this.#builder.initializer(data, type);

  constructor(plan: Plan, feeds: readonly Value[]) {
    this.#plan = plan;
    this.#fed = new Set(feeds);
    for (const [index, value] of feeds.entries()) {
      this.#refs.set(value, this.#builder.input(feedName(index), value));
    }
    for (const output of plan.outputs) this.#count(output);
    for (const operation of plan.operations) {
      for (const input of operation.inputs) this.#count(input);
      const output = operation.outputs[0];
      if (output !== undefined) this.#found.set(lookupKey(operation.name, operation.inputs), output);
    }
  }

  encode(): LoweredModel {
    for (const operation of this.#plan.operations) if (!operation.deferred) this.#lower(operation);
    for (const [index, value] of this.#plan.outputs.entries()) {
      this.#builder.output(outputName(index), value, this.plain(value));
    }
    return this.#builder.encode();
  }

  ref(value: Value): Ref {
    const known = this.#refs.get(value);
    if (known !== undefined) return known;
    const { operation } = value;
    if (operation === null) {
      this.#refs.set(value, this.#leaf(value));
    } else {
      this.#lower(operation);
    }
    return this.#refs.get(value) ?? this.#missing(value);
  }

  ordered(value: Value, order: Order): Ref {
    return this.reorder(this.ref(value), order);
  }

  plain(value: Value): Ref {
    return this.ordered(value, identityOrder(value.shape.length));
  }

  reorder(ref: Ref, order: Order): Ref {
    const arranged = this.arrange(ref, order);
    const full = storedShape(ref.shape, order);
    if (sameShape(arranged.stored, full)) return arranged;
    return this.#once(`expand ${arranged.name} ${full.join()}`, () =>
      this.emit('Expand', [arranged, this.integers(full)], {}, { ...arranged, stored: full }),
    );
  }

  arrange(ref: Ref, order: Order): Ref {
    if (sameOrder(ref.order, order)) return ref;
    const perm = permutation(ref.order, order);
    const stored = perm.map((position) => at(ref.stored, position));
    const key = `arrange ${ref.name} ${ref.shape.join()} ${ref.order.join()} ${order.join()}`;
    return this.#once(key, () =>
      // Moving only axes of size 1 moves no element.
      sameOrder(withoutOnes(ref), withoutOnes({ stored, order }))
        ? this.#storedReshape(ref, stored, { order })
        : this.#transpose(ref, perm, { order, stored }),
    );
  }

  reshape(ref: Ref, shape: Shape): Ref {
    if (sameShape(ref.shape, shape)) return ref;
    const layout = reshapeLayout(ref.shape, ref, shape);
    if (layout !== null) return this.#storedReshape({ ...ref, shape }, layout.stored, layout);
    const moved = this.reorder(ref, orderForReshape(ref.shape, ref.order, shape));
    const result = reshapeLayout(ref.shape, moved, shape) ?? {
      order: identityOrder(shape.length),
      stored: shape,
    };
    return this.#storedReshape({ ...moved, shape }, result.stored, result);
  }

  constantData(value: Value): Data | null {
    return value.state.kind === 'data' && !this.#fed.has(value) ? value.state.data : null;
  }

  fillOf(value: Value): 0 | 1 | null {
    return value.state.kind === 'fill' ? value.state.fill : null;
  }

  usedOnce(value: Value): boolean {
    return this.#uses.get(value) === 1;
  }

  find(name: string, inputs: readonly Value[]): Value | null {
    return this.#found.get(lookupKey(name, inputs)) ?? null;
  }

  #lower(operation: Operation): void {
    const [first] = operation.outputs;
    if (first !== undefined && this.#refs.has(first)) return;
    const refs = operation.lower(this);
    for (const [i, output] of operation.outputs.entries()) {
      const ref = refs[i];
      if (ref !== undefined) this.#refs.set(output, ref);
    }
  }

  #count(value: Value): void {
    this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
  }

  #missing(value: Value): never {
    throw new Error(`value ${value.id} (${value.state.kind}) is used before it is computed`);
  }

  #leaf(value: Value): Ref {
    const state = value.state;
    switch (state.kind) {
      case 'data':
        return this.initializer(state.data, value);
      case 'fill': {
        const number = this.scalar(state.fill, value.dtype);
        const order = identityOrder(value.shape.length);
        return this.#storedReshape(
          { ...number, shape: value.shape },
          order.map(() => 1),
          { order },
        );
      }
      case 'pending':
      case 'input':
        break;
    }
    return this.#missing(value);
  }

  #transpose(ref: Ref, perm: readonly number[], layout: StoredLayout): Ref {
    const steps = transpositionSteps(ref.stored, perm);
    if (steps.length === 1) return this.emit('Transpose', [ref], { perm }, { ...ref, ...layout });
    // Between reshapes, or ONNX Runtime would make one transposition of them again.
    const moved = steps.reduce((from, { shape, perm }) => {
      const seen = this.emit('Reshape', [from, this.integers(shape)], {}, { dtype: ref.dtype, shape });
      const to = perm.map((axis) => at(shape, axis));
      return this.emit('Transpose', [seen], { perm }, { dtype: ref.dtype, shape: to });
    }, ref);
    return this.emit('Reshape', [moved, this.integers(layout.stored)], {}, { ...ref, ...layout });
  }

  /** Only the shape in the ONNX graph changes; the caller says what it now stands for. */
  #storedReshape(ref: Ref, stored: Shape, layout: { readonly order: Order }): Ref {
    if (sameShape(ref.stored, stored)) return { ...ref, ...layout, stored };
    return this.emit('Reshape', [ref, this.integers(stored)], {}, { ...ref, order: layout.order, stored });
  }

  #once(key: string, create: () => Ref): Ref {
    const known = this.#arranged.get(key);
    if (known !== undefined) return known;
    const created = create();
    this.#arranged.set(key, created);
    return created;
  }
}

function lookupKey(name: string, inputs: readonly Value[]): string {
  return `${name}(${inputs.map((input) => input.id).join()})`;
}

/** The axes that hold more than one element, in stored order. */
function withoutOnes(layout: StoredLayout): number[] {
  return layout.order.filter((_, position) => layout.stored[position] !== 1);
}
