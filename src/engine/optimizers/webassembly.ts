/** The part of WebAssembly's interface that is used here; TypeScript has its types among those of browsers only. */
interface WebAssemblyInterface {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
}

/** Of WebAssembly's memory. */
const PAGE_BYTES = 65_536;
export const MOST_BYTES = 65_536 * PAGE_BYTES;

/**
 * A module with a memory of its own, which it imports as "vectors" "memory".
 * @param code compiled.
 * @param bytes of the memory, at least; what is never written to takes none of the machine's.
 */
export function instantiate(
  code: Uint8Array,
  bytes: number,
): { readonly exports: unknown; readonly memory: ArrayBuffer } {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };
  const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new wasm.Instance(new wasm.Module(code), { vectors: { memory } });
  return { exports, memory: memory.buffer };
}
