import { arenaBytes, peakBytes } from './footprint.js';
import {
  createData,
  type Data,
  type DType,
  type Lowering,
  type Operation,
  type Order,
  type Ref,
  type Shape,
  sameShape,
  sizeOf,
  type TensorType,
  type Value,
} from './graph.js';
import {
  at,
  identityOrder,
  permutation,
  reshapeLayout,
  type StoredLayout,
  sameOrder,
  storedShape,
} from './layout.js';
import {
  encodeModel,
  type OnnxAttribute,
  type OnnxData,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
  type OnnxType,
  type OnnxValueInfo,
} from './onnx-proto.js';

/** A recorded graph in the order in which it can be computed. */
export interface Plan {
  readonly operations: readonly Operation[];
  /** Values that operations or outputs use and that no operation computes. */
  readonly leaves: readonly Value[];
  readonly outputs: readonly Value[];
}

/** The part of the recorded graph that `outputs` need. Iterative: recorded chains can be thousands long. */
export function planOf(outputs: readonly Value[]): Plan {
  const operations: Operation[] = [];
  const leaves: Value[] = [];
  const seen = new Set<Value | Operation>();
  const stack: { readonly value: Value; readonly operation: Operation | null }[] = [];
  for (const output of outputs) {
    stack.push({ value: output, operation: null });
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.operation !== null) {
        operations.push(top.operation);
        continue;
      }
      if (seen.has(top.value)) continue;
      seen.add(top.value);
      const operation = top.value.operation;
      if (operation === null) {
        leaves.push(top.value);
      } else if (!seen.has(operation)) {
        seen.add(operation);
        // Comes off the stack after all of its inputs.
        stack.push({ value: top.value, operation });
        for (let i = operation.inputs.length - 1; i >= 0; i--) {
          const input = operation.inputs[i];
          if (input !== undefined && !seen.has(input)) stack.push({ value: input, operation: null });
        }
      }
    }
  }
  return { operations, leaves, outputs };
}

export interface LoweredModel extends OnnxModel {
  /** About how many bytes a run holds at once besides the weights. */
  readonly activationBytes: number;
  readonly nodes: readonly OnnxNode[];
}

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

class OnnxLowering implements Lowering {
  readonly #plan: Plan;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #refs = new Map<Value, Ref>();
  /** Results that were brought into another order, so that it happens once. */
  readonly #arranged = new Map<string, Ref>();
  readonly #literals = new Map<string, string>();
  readonly #uses = new Map<Value, number>();
  /** Sizes of results by name. */
  readonly #bytes = new Map<string, number>();
  readonly #fed: ReadonlySet<Value>;
  readonly #found = new Map<string, Value>();
  #names = 0;

  constructor(plan: Plan, feeds: readonly Value[]) {
    this.#plan = plan;
    this.#fed = new Set(feeds);
    for (const [index, value] of feeds.entries()) {
      const name = feedName(index);
      this.#inputs.push({ name, type: value.dtype, shape: value.shape });
      this.#refs.set(value, this.#full(name, value, identityOrder(value.shape.length)));
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
    const outputs = this.#plan.outputs.map((value, index): OnnxValueInfo => {
      const ref = this.plain(value);
      const name = outputName(index);
      this.#nodes.push({ type: 'Identity', inputs: [ref.name], outputs: [name], attributes: {} });
      return { name, type: value.dtype, shape: value.shape };
    });
    const model = encodeModel({
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs,
    });
    const names = new Set(outputs.map(({ name }) => name));
    return {
      ...model,
      activationBytes: arenaBytes(peakBytes(this.#nodes, this.#bytes, names)),
      nodes: this.#nodes,
    };
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
        : this.emit('Transpose', [ref], { perm }, { ...ref, order, stored }),
    );
  }

  emit(
    type: string,
    inputs: readonly (Ref | string)[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    output: TensorType & { readonly order?: Order; readonly stored?: Shape },
  ): Ref {
    const name = this.#name();
    this.#nodes.push({ type, inputs: inputs.map(nameOf), outputs: [name], attributes });
    const order = output.order ?? identityOrder(output.shape.length);
    const stored = output.stored ?? storedShape(output.shape, order);
    this.#bytes.set(name, sizeOf(stored) * BYTES[output.dtype]);
    return { name, dtype: output.dtype, shape: output.shape, order, stored };
  }

  addInput(result: Ref, input: Ref): void {
    const index = this.#nodes.findIndex((node) => node.outputs[0] === result.name);
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`no node computes ${result.name}`);
    this.#nodes[index] = { ...node, inputs: [...node.inputs, input.name] };
  }

  emitMany(
    type: string,
    inputs: readonly (Ref | string)[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number,
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => this.#name());
    this.#nodes.push({ type, inputs: inputs.map(nameOf), outputs, attributes });
    return outputs;
  }

  reshape(ref: Ref, shape: Shape): Ref {
    if (sameShape(ref.shape, shape)) return ref;
    const layout = reshapeLayout(ref.shape, ref, shape);
    if (layout !== null) return this.#storedReshape({ ...ref, shape }, layout.stored, layout);
    const plain = this.reorder(ref, identityOrder(ref.shape.length));
    return this.#storedReshape({ ...plain, shape }, shape, { order: identityOrder(shape.length) });
  }

  cast(ref: Ref, dtype: DType): Ref {
    if (ref.dtype === dtype) return ref;
    return this.emit('Cast', [ref], { to: CAST_TO[dtype] }, { ...ref, dtype });
  }

  scalar(value: number, dtype: DType): Ref {
    const name = this.#literal(`${dtype}:${Object.is(value, -0) ? '-0' : value}`, dtype, [], () =>
      createData(dtype, 1, value),
    );
    return { name, dtype, shape: [], order: [], stored: [] };
  }

  integers(values: readonly number[]): string {
    return this.#literal(`int64:${values.join()}`, 'int64', [values.length], () =>
      BigInt64Array.from(values, (value) => BigInt(value)),
    );
  }

  initializer(data: Data, type: TensorType): Ref {
    const name = this.#name();
    this.#initializers.push({ name, type: type.dtype, shape: type.shape, data });
    return this.#full(name, type, identityOrder(type.shape.length));
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

  /** Only the shape in the ONNX graph changes; the caller says what it now stands for. */
  #storedReshape(ref: Ref, stored: Shape, layout: { readonly order: Order }): Ref {
    if (sameShape(ref.stored, stored)) return { ...ref, ...layout, stored };
    return this.emit('Reshape', [ref, this.integers(stored)], {}, { ...ref, order: layout.order, stored });
  }

  #full(name: string, type: TensorType, order: Order): Ref {
    return { name, dtype: type.dtype, shape: type.shape, order, stored: storedShape(type.shape, order) };
  }

  #literal(key: string, type: OnnxType, shape: Shape, create: () => OnnxData): string {
    const known = this.#literals.get(key);
    if (known !== undefined) return known;
    const name = this.#name();
    this.#initializers.push({ name, type, shape, data: create() });
    this.#literals.set(key, name);
    return name;
  }

  #once(key: string, create: () => Ref): Ref {
    const known = this.#arranged.get(key);
    if (known !== undefined) return known;
    const created = create();
    this.#arranged.set(key, created);
    return created;
  }

  #name(): string {
    return `t${this.#names++}`;
  }
}

const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };
const CAST_TO: Readonly<Record<DType, number>> = { float32: 1, int32: 6, bool: 9 };

function nameOf(input: Ref | string): string {
  return typeof input === 'string' ? input : input.name;
}

function lookupKey(name: string, inputs: readonly Value[]): string {
  return `${name}(${inputs.map((input) => input.id).join()})`;
}

/** The axes that hold more than one element, in stored order. */
function withoutOnes(layout: StoredLayout): number[] {
  return layout.order.filter((_, position) => layout.stored[position] !== 1);
}
