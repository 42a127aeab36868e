import { readFileSync } from 'node:fs';

/** The part of WebAssembly's interface that is used here; TypeScript has its types among those of browsers only. */
interface WebAssemblyInterface {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
}

/** Of WebAssembly's memory, but for the last page: so the end of any vector is a number of 32 bits, too. */
const PAGE_BYTES = 65_536;
export const MOST_BYTES = 65_535 * PAGE_BYTES;

/**
 * The code of vectors.wat with a memory of its own.
 * @param bytes of the memory, at least; what is never written to takes none of the machine's.
 */
export function instantiate(bytes: number): { readonly exports: unknown; readonly memory: ArrayBuffer } {
  const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };
  const code = readFileSync(new URL('./vectors.wasm', import.meta.url));
  const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new wasm.Instance(new wasm.Module(code), { vectors: { memory } });
  return { exports, memory: memory.buffer };
}
