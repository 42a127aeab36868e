import { arenaBytes, peakBytes } from './footprint.js';
import { createData, type Data, type DType, type Ref, type Shape, sizeOf, type TensorType } from './graph.js';
import { identityOrder, storedShape } from './layout.js';
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

export interface LoweredModel extends OnnxModel {
  /** About how many bytes a run holds at once besides the weights. */
  readonly activationBytes: number;
  readonly nodes: readonly OnnxNode[];
}

type Attributes = Readonly<Record<string, OnnxAttribute>>;
type Output = TensorType & { readonly order?: Ref['order']; readonly stored?: Shape };

/** Collects the nodes and numbers of an ONNX graph and names them. Knows nothing of what is recorded. */
export class ModelBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #literals = new Map<string, string>();
  /** Sizes of results by name. */
  readonly #bytes = new Map<string, number>();
  #names = 0;

  input(name: string, type: TensorType): Ref {
    this.#inputs.push({ name, type: type.dtype, shape: type.shape });
    return plainRef(name, type);
  }

  output(name: string, type: TensorType, ref: Ref): void {
    this.#nodes.push({ type: 'Identity', inputs: [ref.name], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type: type.dtype, shape: type.shape });
  }

  emit(type: string, inputs: readonly (Ref | string)[], attributes: Attributes, output: Output): Ref {
    const name = this.#name();
    this.#nodes.push({ type, inputs: inputs.map(nameOf), outputs: [name], attributes });
    const order = output.order ?? identityOrder(output.shape.length);
    const stored = output.stored ?? storedShape(output.shape, order);
    this.#bytes.set(name, sizeOf(stored) * BYTES[output.dtype]);
    return { name, dtype: output.dtype, shape: output.shape, order, stored };
  }

  emitMany(
    type: string,
    inputs: readonly (Ref | string)[],
    attributes: Attributes,
    count: number,
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => this.#name());
    this.#nodes.push({ type, inputs: inputs.map(nameOf), outputs, attributes });
    return outputs;
  }

  addInput(result: Ref, input: Ref): void {
    const index = this.#nodes.findIndex((node) => node.outputs[0] === result.name);
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`no node computes ${result.name}`);
    this.#nodes[index] = { ...node, inputs: [...node.inputs, input.name] };
  }

  cast(ref: Ref, dtype: DType): Ref {
    if (ref.dtype === dtype) return ref;
    return this.emit('Cast', [ref], { to: CAST_TO[dtype] }, { ...ref, dtype });
  }

  scalar(value: number, dtype: DType): Ref {
    const name = this.#literal(`${dtype}:${Object.is(value, -0) ? '-0' : value}`, dtype, [], () =>
      createData(dtype, 1, value),
    );
    return plainRef(name, { dtype, shape: [] });
  }

  integers(values: readonly number[]): string {
    return this.#literal(`int64:${values.join()}`, 'int64', [values.length], () =>
      BigInt64Array.from(values, (value) => BigInt(value)),
    );
  }

  initializer(data: Data, type: TensorType): Ref {
    const name = this.#name();
    this.#initializers.push({ name, type: type.dtype, shape: type.shape, data });
    return plainRef(name, type);
  }

  encode(): LoweredModel {
    const model = encodeModel({
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
    const names = new Set(this.#outputs.map(({ name }) => name));
    const activationBytes = arenaBytes(peakBytes(this.#nodes, this.#bytes, names));
    return { ...model, activationBytes, nodes: this.#nodes };
  }

  #literal(key: string, type: OnnxType, shape: Shape, create: () => OnnxData): string {
    const known = this.#literals.get(key);
    if (known !== undefined) return known;
    const name = this.#name();
    this.#initializers.push({ name, type, shape, data: create() });
    this.#literals.set(key, name);
    return name;
  }

  #name(): string {
    return `t${this.#names++}`;
  }
}

const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1 };
const CAST_TO: Readonly<Record<DType, number>> = { float32: 1, int32: 6, bool: 9 };

function plainRef(name: string, type: TensorType): Ref {
  const order = identityOrder(type.shape.length);
  return { name, dtype: type.dtype, shape: type.shape, order, stored: storedShape(type.shape, order) };
}

function nameOf(input: Ref | string): string {
  return typeof input === 'string' ? input : input.name;
}
