/**
 * Writes the ONNX protobuf messages that a graph needs, and nothing more (onnx/onnx.proto3 of the ONNX project).
 * A general protobuf library builds an object tree and copies every weight into it; this writer keeps weights as the
 * views they are until the one final copy, and large ones never enter the message at all (`externalData`).
 */

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Empty for ai.onnx. */
  readonly domain?: string;
}

export type OnnxType = 'float32' | 'int32' | 'int64' | 'bool';
export type OnnxData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface OnnxInitializer {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: OnnxData;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** A model and the tensors that stay outside it, in the form `onnxruntime-node` takes them. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
  /** Bytes of all initializers, inside the model and outside. */
  readonly weightBytes: number;
}

const IR_VERSION = 8;
export const OPSET = 17;
/** Smaller tensors stay inside, where shape inference and constant folding see them. */
const EXTERNAL_BYTES = 64 * 1024;

const ELEMENT: Readonly<Record<OnnxType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;

export function encodeModel(graph: OnnxGraph): OnnxModel {
  const externalData: { path: string; data: Uint8Array }[] = [];
  let weightBytes = 0;
  const graphMessage = new Message();
  for (const node of graph.nodes) graphMessage.message(1, nodeMessage(node));
  graphMessage.string(2, 'g');
  for (const initializer of graph.initializers) {
    weightBytes += initializer.data.byteLength;
    const external = initializer.data.byteLength >= EXTERNAL_BYTES;
    if (external) externalData.push({ path: initializer.name, data: bytesOf(initializer.data) });
    graphMessage.message(5, tensorMessage(initializer, external));
  }
  for (const input of graph.inputs) graphMessage.message(11, valueInfoMessage(input));
  for (const output of graph.outputs) graphMessage.message(12, valueInfoMessage(output));

  const model = new Message()
    .int(1, IR_VERSION)
    .message(7, graphMessage)
    .message(8, new Message().string(1, '').int(2, OPSET))
    .message(8, new Message().string(1, 'com.microsoft').int(2, 1));
  return { bytes: model.toBytes(), externalData, weightBytes };
}

function nodeMessage(node: OnnxNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.outputs[0] ?? '').string(4, node.type);
  for (const [name, value] of Object.entries(node.attributes))
    message.message(5, attributeMessage(name, value));
  if (node.domain !== undefined) message.string(7, node.domain);
  return message;
}

function attributeMessage(name: string, value: OnnxAttribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, ATTRIBUTE.int);
  if (typeof value === 'string') return message.string(4, value).int(20, ATTRIBUTE.string);
  if ('float' in value) return message.float(2, value.float).int(20, ATTRIBUTE.float);
  for (const item of value) message.int(8, item);
  return message.int(20, ATTRIBUTE.ints);
}

function tensorMessage(tensor: OnnxInitializer, external: boolean): Message {
  const message = new Message();
  for (const dimension of tensor.shape) message.int(1, dimension);
  message.int(2, ELEMENT[tensor.type]).string(8, tensor.name);
  if (!external) return message.bytes(9, bytesOf(tensor.data));
  for (const [key, value] of [
    ['location', tensor.name],
    ['offset', '0'],
    ['length', String(tensor.data.byteLength)],
  ] as const) {
    message.message(13, new Message().string(1, key).string(2, value));
  }
  return message.int(14, 1);
}

function valueInfoMessage(info: OnnxValueInfo): Message {
  const shape = new Message();
  for (const dimension of info.shape) shape.message(1, new Message().int(1, dimension));
  const tensorType = new Message().int(1, ELEMENT[info.type]).message(2, shape);
  return new Message().string(1, info.name).message(2, new Message().message(1, tensorType));
}

function bytesOf(data: OnnxData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** One protobuf message as a list of byte runs; nothing is joined before `toBytes`. */
class Message {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  int(field: number, value: number): this {
    return this.#add(varint(field << 3), varint(value));
  }

  float(field: number, value: number): this {
    return this.#add(varint((field << 3) | 5), new Uint8Array(new Float32Array([value]).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#add(varint((field << 3) | 2), varint(value.byteLength), value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  message(field: number, value: Message): this {
    return this.#add(varint((field << 3) | 2), varint(value.#size), ...value.#parts);
  }

  toBytes(): Uint8Array {
    const whole = new Uint8Array(this.#size);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.byteLength;
    }
    return whole;
  }

  #add(...parts: Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#size += part.byteLength;
    }
    return this;
  }
}

/** Base-128, least significant group first; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  // Nearly all are fields, lengths and dimensions, which need no 64 bits.
  if (value >= 0 && value < 128) return Uint8Array.of(value);
  if (value >= 0 && value < 128 * 128) return Uint8Array.of((value & 127) | 128, value >> 7);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const group = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? group : group | 128);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
