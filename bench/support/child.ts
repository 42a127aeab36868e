import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config.js';
import { Lab, labSettings } from '../../src/engine/lab.js';
import { createLogger } from '../../src/logger.js';

const CHILD = fileURLToPath(new URL('../../dist/engine/child.js', import.meta.url));

/** An engine's child as `dist/` has it, computing on the CPU, with a data folder of its own. */
export interface BenchChild {
  readonly lab: Lab;
  /** For the files of its tasks. */
  readonly spool: string;
  /** Bytes that it may take. */
  readonly memory: number;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export async function startChild(environment: Readonly<Record<string, string>> = {}): Promise<BenchChild> {
  const spool = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  const config = loadConfig({
    DATA_DIR: spool,
    ENGINE_BACKEND: 'onnxruntime',
    ENGINE_DEVICE: 'cpu',
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'pretty',
    ...environment,
  });
  const log = createLogger({ ...config.log, name: 'bench' });
  const lab = new Lab(labSettings(config), { log, program: CHILD });
  await lab.ready;
  return {
    lab,
    spool,
    memory: config.engine.memory,
    async close() {
      await lab.kill();
      await rm(spool, { recursive: true, force: true });
    },
  };
}
