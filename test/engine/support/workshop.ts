import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { OnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';

/** What a task is run with in this process: the backend, the extractor that needs no file, and a folder. */
export interface Workshop {
  readonly backend: OnnxRuntimeBackend;
  readonly extractor: Extractor;
  readonly folder: string;
}

/** A workshop for all tests of a file: opened before the first, closed after the last. */
export function useWorkshop(opened: (workshop: Workshop) => void | Promise<void>): void {
  let close = async (): Promise<void> => undefined;
  beforeAll(async () => {
    const { close: closing, ...workshop } = await openWorkshop();
    close = closing;
    await opened(workshop);
  });
  afterAll(() => close());
}

async function openWorkshop(): Promise<Workshop & { close(): Promise<void> }> {
  const backend = await createOnnxRuntimeBackend();
  const extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-workshop-'));
  return {
    backend,
    extractor,
    folder,
    async close() {
      extractor.dispose();
      await backend.dispose();
      await rm(folder, { recursive: true });
    },
  };
}
